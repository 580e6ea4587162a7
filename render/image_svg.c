#include "image_codec.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "internal/error.h"
#include "svg_library.h"
#include "vector_art.h"

/* What is refused although librsvg would take it: text (it would bring the machine's fonts in through fontconfig and
 * look different on every machine), anything outside the file (librsvg leaves it out in silence), and entities. */

struct scanner {
    const char *at, *end;
    const char *name; /* of the file */
    struct ogcard_error *error;
};

static bool scanner_starts(const struct scanner *scan, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(scan->end - scan->at) >= length && memcmp(scan->at, text, length) == 0;
}

/* Moves behind the next `text`, or to the end. */
static void scanner_skip_past(struct scanner *scan, const char *text)
{
    size_t length = strlen(text);
    while (scan->at < scan->end && !scanner_starts(scan, text))
        scan->at++;
    scan->at = scan->at < scan->end ? scan->at + length : scan->end;
}

struct span {
    const char *start;
    size_t length;
};

static bool span_is(struct span span, const char *text)
{
    return span.length == strlen(text) && strncasecmp(span.start, text, span.length) == 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A name without its namespace prefix. */
static struct span scanner_local_name(struct scanner *scan)
{
    struct span name = {scan->at, 0};
    for (; scan->at < scan->end && !is_space(*scan->at) && !strchr("/>=\"'<", *scan->at); scan->at++)
        if (*scan->at == ':')
            name.start = scan->at + 1;
    name.length = (size_t)(scan->at - name.start);
    return name;
}

static void scanner_skip_space(struct scanner *scan)
{
    while (scan->at < scan->end && is_space(*scan->at))
        scan->at++;
}

static bool value_is_inside(struct span value)
{
    static const char *const inside[] = {"#", "data:image/png", "data:image/jpeg"};
    while (value.length && (is_space(*value.start) || *value.start == '"' || *value.start == '\'')) {
        value.start++;
        value.length--;
    }
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (value.length >= strlen(inside[i]) && strncasecmp(value.start, inside[i], strlen(inside[i])) == 0)
            return true;
    return value.length == 0;
}

static enum ogcard_status check_urls(const struct scanner *scan, struct span text)
{
    const char *end = text.start + text.length;
    for (const char *at = text.start; at + 4 <= end; at++) {
        if (strncasecmp(at, "url(", 4) == 0 && !value_is_inside((struct span){at + 4, (size_t)(end - at - 4)}))
            return error_set(scan->error, OGCARD_BAD_IMAGE,
                             "%s: the SVG refers to \"%.*s\" outside the file; only \"#id\" is allowed", scan->name,
                             (int)(end - at < 60 ? end - at : 60), at);
        if (*at == '@' && end - at >= 7 && strncasecmp(at, "@import", 7) == 0)
            return error_set(scan->error, OGCARD_BAD_IMAGE, "%s: the SVG imports a style sheet; put it into the file",
                             scan->name);
    }
    return OGCARD_OK;
}

static enum ogcard_status check_attribute(struct scanner *scan, struct span element)
{
    struct span name = scanner_local_name(scan);
    scanner_skip_space(scan);
    if (scan->at >= scan->end || *scan->at != '=') {
        if (name.length == 0 && scan->at < scan->end)
            scan->at++;
        return OGCARD_OK;
    }
    scan->at++;
    scanner_skip_space(scan);
    if (scan->at >= scan->end || (*scan->at != '"' && *scan->at != '\''))
        return OGCARD_OK;
    char quote = *scan->at++;
    const char *close = memchr(scan->at, quote, (size_t)(scan->end - scan->at));
    struct span value = {scan->at, (size_t)((close ? close : scan->end) - scan->at)};
    scan->at = close ? close + 1 : scan->end;
    if (span_is(name, "href") && !span_is(element, "a") && !value_is_inside(value))
        return error_set(scan->error, OGCARD_BAD_IMAGE,
                         "%s: the SVG refers to \"%.*s\" outside the file; only \"#id\" and PNG or JPEG as data: URL "
                         "are allowed",
                         scan->name, (int)(value.length < 60 ? value.length : 60), value.start);
    return check_urls(scan, value);
}

static enum ogcard_status check_element(struct scanner *scan)
{
    struct span element = scanner_local_name(scan);
    if (span_is(element, "text"))
        return error_set(scan->error, OGCARD_BAD_IMAGE,
                         "%s: the SVG has <text>, which would look different on every machine; convert it to paths",
                         scan->name);
    if (span_is(element, "foreignObject"))
        return error_set(scan->error, OGCARD_BAD_IMAGE, "%s: the SVG has <foreignObject>, which is not drawn",
                         scan->name);
    while (scan->at < scan->end && *scan->at != '>' && *scan->at != '<') {
        scanner_skip_space(scan);
        if (scan->at >= scan->end || *scan->at == '>')
            break;
        enum ogcard_status status = check_attribute(scan, element);
        if (status)
            return status;
    }
    if (span_is(element, "style")) {
        struct span css = {scan->at, 0};
        scanner_skip_past(scan, "</");
        css.length = (size_t)(scan->at - css.start);
        return check_urls(scan, css);
    }
    return OGCARD_OK;
}

static enum ogcard_status check_document(const uint8_t *bytes, size_t size, const char *name,
                                         struct ogcard_error *error)
{
    struct scanner scan = {(const char *)bytes, (const char *)bytes + size, name, error};
    while (scan.at < scan.end) {
        const char *open = memchr(scan.at, '<', (size_t)(scan.end - scan.at));
        if (!open)
            break;
        scan.at = open;
        enum ogcard_status status = OGCARD_OK;
        if (scanner_starts(&scan, "<!--")) {
            scanner_skip_past(&scan, "-->");
        } else if (scanner_starts(&scan, "<![CDATA[")) {
            scanner_skip_past(&scan, "]]>");
        } else if (scanner_starts(&scan, "<!ENTITY")) {
            return error_set(error, OGCARD_BAD_IMAGE, "%s: the SVG declares entities; write their text in place", name);
        } else if (scanner_starts(&scan, "<?xml-stylesheet")) {
            return error_set(error, OGCARD_BAD_IMAGE, "%s: the SVG imports a style sheet; put it into the file", name);
        } else {
            scan.at++;
            status = check_element(&scan);
        }
        if (status)
            return status;
    }
    return OGCARD_OK;
}

/* CSS px at 96 an inch; 0 when it depends on something outside. */
static float length_px(gboolean has, RsvgLength length)
{
    static const double px_per_unit[] = {
        [RSVG_UNIT_PX] = 1,         [RSVG_UNIT_IN] = 96, [RSVG_UNIT_CM] = 96 / 2.54, [RSVG_UNIT_MM] = 96 / 25.4,
        [RSVG_UNIT_PT] = 96.0 / 72, [RSVG_UNIT_PC] = 16, [RSVG_UNIT_EM] = 16,        [RSVG_UNIT_EX] = 8,
    };
    if (!has || length.unit == RSVG_UNIT_PERCENT || (size_t)length.unit >= sizeof px_per_unit / sizeof *px_per_unit)
        return 0;
    double px = length.length * px_per_unit[length.unit];
    return isfinite(px) && px > 0 ? (float)px : 0;
}

static enum ogcard_status read_with_librsvg(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                            struct ogcard_error *error)
{
    struct svg_library rsvg;
    if (!svg_library_open(&rsvg))
        return error_set(error, OGCARD_BAD_IMAGE, "%s: SVG is drawn by librsvg, which is missing; install librsvg2-2",
                         name);
    GError *problem = NULL;
    RsvgHandle *handle = rsvg.handle_new(bytes, size, &problem);
    if (!handle) {
        enum ogcard_status status = error_set(error, OGCARD_BAD_IMAGE, "%s: not a valid SVG: %s", name,
                                              problem ? problem->message : "unknown error");
        if (problem)
            rsvg.error_free(problem);
        return status;
    }
    gboolean has_width, has_height, has_viewbox;
    RsvgLength width, height;
    RsvgRectangle viewbox;
    rsvg.intrinsic_dimensions(handle, &has_width, &width, &has_height, &height, &has_viewbox, &viewbox);
    rsvg.object_unref(handle);
    image->width_px = length_px(has_width, width);
    image->height_px = length_px(has_height, height);
    if (has_viewbox && viewbox.width > 0 && viewbox.height > 0)
        image->aspect_ratio = (float)(viewbox.width / viewbox.height);
    return OGCARD_OK;
}

static void take_art_size(const struct vector_art *art, struct image *image)
{
    image->width_px = (float)art->width_px;
    image->height_px = (float)art->height_px;
    if (art->has_viewbox)
        image->aspect_ratio = (float)(art->viewbox[2] / art->viewbox[3]);
}

enum ogcard_status image_decode_svg(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                    struct ogcard_error *error)
{
    enum ogcard_status status = OGCARD_OK;
    if (size > IMAGE_MAX_SVG_BYTES)
        return error_set(error, OGCARD_BAD_IMAGE, "%s: the SVG has %zu bytes; at most %u are allowed", name, size,
                         IMAGE_MAX_SVG_BYTES);
    status = check_document(bytes, size, name, error);
    if (status)
        return status;
    struct vector_art *art = vector_art_read((const char *)bytes, size);
    if (art)
        take_art_size(art, image);
    else
        status = read_with_librsvg(bytes, size, name, image, error);
    vector_art_destroy(art);
    if (status)
        return status;

    image->kind = IMAGE_SVG;
    if (image->width_px > 0 && image->height_px > 0)
        image->aspect_ratio = image->width_px / image->height_px;
    image->svg = malloc(size);
    if (!image->svg)
        return error_set(error, OGCARD_TOO_LARGE, "%s: not enough memory", name);
    memcpy(image->svg, bytes, size);
    image->svg_size = size;
    return OGCARD_OK;
}
