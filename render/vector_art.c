#include "vector_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 32, MAX_ATTRIBUTES = 32 };

struct attribute {
    struct span name, value;
};

enum element_kind { ELEMENT_SVG, ELEMENT_G, ELEMENT_SHAPE, ELEMENT_WORDS };

struct element {
    struct span name;
    enum element_kind kind;
    double opacity;
    struct art_style style;
};

struct document {
    struct art_reader in;
    struct vector_art *art;
    struct element stack[MAX_DEPTH];
    size_t depth;
    bool complete; /* the root is closed */
    struct attribute attributes[MAX_ATTRIBUTES];
    size_t attribute_count;
};

/* ---- attributes ---- */

static struct span *attribute_find(struct document *document, const char *name)
{
    for (size_t i = 0; i < document->attribute_count; i++)
        if (span_is(document->attributes[i].name, name))
            return &document->attributes[i].value;
    return NULL;
}

static bool changes_nothing(struct span name)
{
    return span_is(name, "id") || span_is(name, "class") || span_is(name, "role") || span_is(name, "focusable") ||
           span_starts(name, "aria-") || span_starts(name, "data-");
}

/* An attribute that any element may have; *known is false for another. */
static bool style_attribute(struct element *element, const struct attribute *attribute, bool *known)
{
    static const char *const rules[] = {"nonzero", "evenodd"}, *const caps[] = {"butt", "round", "square"};
    static const char *const joins[] = {"miter", "round", "bevel"};
    struct span name = attribute->name, value = attribute->value;
    struct art_style *style = &element->style;
    int index;
    *known = true;
    if (span_is(name, "fill"))
        return value_paint(value, style, &style->fill);
    if (span_is(name, "stroke"))
        return value_paint(value, style, &style->stroke);
    if (span_is(name, "fill-opacity"))
        return value_opacity(value, &style->fill_opacity);
    if (span_is(name, "stroke-opacity"))
        return value_opacity(value, &style->stroke_opacity);
    if (span_is(name, "opacity"))
        return value_opacity(value, &element->opacity);
    if (span_is(name, "stroke-width"))
        return value_size(value, &style->line.stroke_width);
    if (span_is(name, "stroke-miterlimit"))
        return value_numbers(value, &style->line.miter_limit, 1) && style->line.miter_limit >= 1;
    if (span_is(name, "stroke-linecap"))
        return value_word(value, caps, 3, &style->line.cap);
    if (span_is(name, "stroke-linejoin"))
        return value_word(value, joins, 3, &style->line.join);
    if (span_is(name, "fill-rule")) {
        bool found = value_word(value, rules, 2, &index);
        style->line.even_odd = index == 1;
        return found;
    }
    if (span_is(name, "transform") && element->kind != ELEMENT_SVG)
        return value_transform(value, style->matrix);
    *known = changes_nothing(name) || span_is(name, "color");
    return true;
}

/* Takes the element's own attributes away by name: `own` lists them. */
static bool read_style(struct document *document, struct element *element, const char *const *own)
{
    struct span *color = attribute_find(document, "color");
    if (color && !value_color(*color, &element->style.color))
        return false;
    for (size_t i = 0; i < document->attribute_count; i++) {
        const struct attribute *attribute = &document->attributes[i];
        bool known = false, is_own = false;
        for (const char *const *name = own; *name; name++)
            is_own = is_own || span_is(attribute->name, *name);
        if (!is_own && (!style_attribute(element, attribute, &known) || !known))
            return false;
    }
    return true;
}

/* ---- elements ---- */

static bool add_item(struct vector_art *art, struct art_item item)
{
    if (art->item_count == art->item_capacity) {
        size_t capacity = art->item_capacity ? art->item_capacity * 2 : 8;
        struct art_item *larger = realloc(art->items, capacity * sizeof *larger);
        if (!larger)
            return false;
        art->items = larger;
        art->item_capacity = capacity;
    }
    art->items[art->item_count++] = item;
    return true;
}

/* Lengths by name, 0 when absent; false when one is no length. */
static bool read_lengths(struct document *document, const char *const *names, double *lengths)
{
    for (size_t i = 0; names[i]; i++) {
        const struct span *value = attribute_find(document, names[i]);
        lengths[i] = 0;
        if (value && !value_length(*value, &lengths[i]))
            return false;
    }
    return true;
}

static bool add_corner(struct vector_art *art, const double radii[2], double x0, double y0, double x1, double y1)
{
    return art_add(art, (struct art_segment){ART_LINE, {x0}, {y0}}) &&
           art_add_arc(art, (double[]){x0, y0}, radii, 0, false, true, (double[]){x1, y1});
}

static bool add_box(struct vector_art *art, double x0, double y0, double x1, double y1, double rx, double ry)
{
    const double radii[2] = {rx, ry};
    return art_add(art, (struct art_segment){ART_MOVE, {x0 + rx}, {y0}}) &&
           add_corner(art, radii, x1 - rx, y0, x1, y0 + ry) && add_corner(art, radii, x1, y1 - ry, x1 - rx, y1) &&
           add_corner(art, radii, x0 + rx, y1, x0, y1 - ry) && add_corner(art, radii, x0, y0 + ry, x0 + rx, y0) &&
           art_add(art, (struct art_segment){.verb = ART_CLOSE});
}

static const char *const rect_names[] = {"x", "y", "width", "height", "rx", "ry", NULL};

static bool shape_rect(struct document *document)
{
    double n[6];
    if (!read_lengths(document, rect_names, n))
        return false;
    for (size_t i = 2; i < 6; i++)
        if (n[i] < 0)
            return false;
    if (n[2] == 0 || n[3] == 0)
        return true;
    double rx = attribute_find(document, "rx") ? n[4] : n[5], ry = attribute_find(document, "ry") ? n[5] : n[4];
    rx = fmin(rx, n[2] / 2);
    ry = fmin(ry, n[3] / 2);
    if (rx == 0 || ry == 0)
        rx = ry = 0;
    return add_box(document->art, n[0], n[1], n[0] + n[2], n[1] + n[3], rx, ry);
}

static bool add_ellipse(struct vector_art *art, double x, double y, double rx, double ry)
{
    const double radii[2] = {rx, ry}, points[5][2] = {{x + rx, y}, {x, y + ry}, {x - rx, y}, {x, y - ry}, {x + rx, y}};
    if (rx < 0 || ry < 0)
        return false;
    if (rx == 0 || ry == 0)
        return true;
    bool done = art_add(art, (struct art_segment){ART_MOVE, {x + rx}, {y}});
    for (int i = 0; i < 4; i++)
        done = done && art_add_arc(art, points[i], radii, 0, false, true, points[i + 1]);
    return done && art_add(art, (struct art_segment){.verb = ART_CLOSE});
}

static const char *const circle_names[] = {"cx", "cy", "r", NULL};
static const char *const ellipse_names[] = {"cx", "cy", "rx", "ry", NULL};

static bool shape_circle(struct document *document)
{
    double n[3];
    return read_lengths(document, circle_names, n) && add_ellipse(document->art, n[0], n[1], n[2], n[2]);
}

static bool shape_ellipse(struct document *document)
{
    double n[4];
    return attribute_find(document, "rx") && attribute_find(document, "ry") &&
           read_lengths(document, ellipse_names, n) && add_ellipse(document->art, n[0], n[1], n[2], n[3]);
}

static const char *const line_names[] = {"x1", "y1", "x2", "y2", NULL};

static bool shape_line(struct document *document)
{
    double n[4];
    return read_lengths(document, line_names, n) &&
           art_add(document->art, (struct art_segment){ART_MOVE, {n[0]}, {n[1]}}) &&
           art_add(document->art, (struct art_segment){ART_LINE, {n[2]}, {n[3]}});
}

static const char *const points_names[] = {"points", NULL};

static bool shape_polyline(struct document *document)
{
    const struct span *points = attribute_find(document, "points");
    if (!points || points->length == 0 || art_is_space(points->start[0]))
        return false;
    struct art_reader reader = {points->start, points->start + points->length};
    for (enum art_verb verb = ART_MOVE; reader.at < reader.end; verb = ART_LINE) {
        double x, y;
        if (!art_read_number(&reader, &x) || !art_read_number(&reader, &y) ||
            !art_add(document->art, (struct art_segment){verb, {x}, {y}}))
            return false;
    }
    return true;
}

static bool shape_polygon(struct document *document)
{
    return shape_polyline(document) && art_add(document->art, (struct art_segment){.verb = ART_CLOSE});
}

static const char *const path_names[] = {"d", NULL};

static bool shape_path(struct document *document)
{
    const struct span *data = attribute_find(document, "d");
    return data && art_add_path(document->art, data->start, data->length);
}

static const char *const no_names[] = {NULL};
static const char *const svg_names[] = {"xmlns", "xmlns:xlink", "version", "viewBox", "width", "height", NULL};

static const struct element_type {
    const char *name;
    enum element_kind kind;
    const char *const *own; /* attributes */
    bool (*add)(struct document *document);
} element_types[] = {
    {"svg", ELEMENT_SVG, svg_names, NULL},
    {"g", ELEMENT_G, no_names, NULL},
    {"path", ELEMENT_SHAPE, path_names, shape_path},
    {"rect", ELEMENT_SHAPE, rect_names, shape_rect},
    {"circle", ELEMENT_SHAPE, circle_names, shape_circle},
    {"ellipse", ELEMENT_SHAPE, ellipse_names, shape_ellipse},
    {"line", ELEMENT_SHAPE, line_names, shape_line},
    {"polyline", ELEMENT_SHAPE, points_names, shape_polyline},
    {"polygon", ELEMENT_SHAPE, points_names, shape_polygon},
    {"title", ELEMENT_WORDS, no_names, NULL},
    {"desc", ELEMENT_WORDS, no_names, NULL},
};

static bool read_root(struct document *document)
{
    struct vector_art *art = document->art;
    const struct span *namespace = attribute_find(document, "xmlns"), *box = attribute_find(document, "viewBox");
    const struct span *width = attribute_find(document, "width"), *height = attribute_find(document, "height");
    if (!namespace || !span_is(*namespace, "http://www.w3.org/2000/svg"))
        return false;
    art->has_viewbox = box != NULL;
    if (box && (!value_numbers(*box, art->viewbox, 4) || art->viewbox[2] <= 0 || art->viewbox[3] <= 0))
        return false;
    if ((width && (!value_length(*width, &art->width_px) || art->width_px <= 0)) ||
        (height && (!value_length(*height, &art->height_px) || art->height_px <= 0)))
        return false;
    return box || (width && height);
}

static bool begin_shape(struct document *document, struct element *element, const struct element_type *type)
{
    struct vector_art *art = document->art;
    const struct art_style *style = &element->style;
    struct art_item item = style->line;
    item.kind = ART_SHAPE;
    item.first = art->segment_count;
    memcpy(item.matrix, style->matrix, sizeof item.matrix);
    item.fill = style->fill;
    item.fill.a *= style->fill_opacity;
    item.stroke = style->stroke;
    item.stroke.a *= style->stroke_opacity;
    if (item.stroke_width == 0)
        item.stroke.a = 0;
    if (!type->add(document))
        return false;
    item.count = art->segment_count - item.first;
    return add_item(art, item);
}

static bool begin_element(struct document *document, struct span name)
{
    const struct element_type *type = element_types, *end = type + sizeof element_types / sizeof *element_types;
    while (type < end && !span_is(name, type->name))
        type++;
    struct element *parent = document->depth ? &document->stack[document->depth - 1] : NULL;
    if (type == end || document->depth == MAX_DEPTH || (type->kind == ELEMENT_SVG) != !parent || document->complete)
        return false;
    if (parent && (parent->kind == ELEMENT_WORDS || (parent->kind == ELEMENT_SHAPE && type->kind != ELEMENT_WORDS)))
        return false;
    struct element *element = &document->stack[document->depth++];
    *element = (struct element){.name = name, .kind = type->kind, .opacity = 1};
    if (parent)
        element->style = parent->style;
    else
        element->style = (struct art_style){
            .matrix = {1, 0, 0, 1, 0, 0},
            .color = {0, 0, 0, 1},
            .fill = {0, 0, 0, 1},
            .fill_opacity = 1,
            .stroke_opacity = 1,
            .line = {.stroke_width = 1, .miter_limit = 4},
        };
    if (!read_style(document, element, type->own) || (!parent && !read_root(document)))
        return false;
    if (element->opacity < 1 && !add_item(document->art, (struct art_item){.kind = ART_GROUP}))
        return false;
    return type->kind != ELEMENT_SHAPE || begin_shape(document, element, type);
}

static bool end_element(struct document *document)
{
    const struct element *element = &document->stack[--document->depth];
    document->complete = document->depth == 0;
    return element->opacity == 1 ||
           add_item(document->art, (struct art_item){.kind = ART_GROUP_END, .opacity = element->opacity});
}

/* ---- XML ---- */

static bool starts_with(const struct document *document, const char *text)
{
    struct span rest = {document->in.at, (size_t)(document->in.end - document->in.at)};
    return span_starts(rest, text);
}

static bool skip_past(struct document *document, const char *text)
{
    for (; document->in.at < document->in.end; document->in.at++) {
        if (starts_with(document, text)) {
            document->in.at += strlen(text);
            return true;
        }
    }
    return false;
}

static bool skip_spaces(struct document *document)
{
    const char *start = document->in.at;
    while (document->in.at < document->in.end && art_is_space(*document->in.at))
        document->in.at++;
    return document->in.at > start;
}

static struct span read_name(struct document *document)
{
    struct span name = {document->in.at, 0};
    for (; document->in.at < document->in.end; document->in.at++) {
        char c = *document->in.at;
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        bool inner = (c >= '0' && c <= '9') || c == '-' || c == '.';
        if (!letter && c != '_' && c != ':' && !(inner && document->in.at > name.start))
            break;
    }
    name.length = (size_t)(document->in.at - name.start);
    return name;
}

static bool read_attribute(struct document *document)
{
    struct art_reader *in = &document->in;
    struct attribute attribute = {.name = read_name(document)};
    skip_spaces(document);
    if (attribute.name.length == 0 || in->at == in->end || *in->at++ != '=')
        return false;
    skip_spaces(document);
    if (in->at == in->end || (*in->at != '"' && *in->at != '\''))
        return false;
    char quote = *in->at++;
    for (attribute.value.start = in->at; in->at < in->end && *in->at != quote; in->at++)
        if (*in->at == '<' || *in->at == '&')
            return false;
    if (in->at == in->end || document->attribute_count == MAX_ATTRIBUTES)
        return false;
    attribute.value.length = (size_t)(in->at++ - attribute.value.start);
    for (size_t i = 0; i < document->attribute_count; i++) {
        struct span other = document->attributes[i].name;
        if (other.length == attribute.name.length && memcmp(other.start, attribute.name.start, other.length) == 0)
            return false;
    }
    document->attributes[document->attribute_count++] = attribute;
    return true;
}

/* From behind "<". */
static bool read_start_tag(struct document *document)
{
    struct span name = read_name(document);
    document->attribute_count = 0;
    bool spaced = skip_spaces(document);
    while (document->in.at < document->in.end && *document->in.at != '>' && *document->in.at != '/') {
        if (!spaced || !read_attribute(document))
            return false;
        spaced = skip_spaces(document);
    }
    bool empty = starts_with(document, "/>");
    if (!empty && !starts_with(document, ">"))
        return false;
    document->in.at += empty ? 2 : 1;
    return begin_element(document, name) && (!empty || end_element(document));
}

/* From behind "</". */
static bool read_end_tag(struct document *document)
{
    struct span name = read_name(document);
    skip_spaces(document);
    if (document->depth == 0 || document->in.at == document->in.end || *document->in.at++ != '>')
        return false;
    struct span open = document->stack[document->depth - 1].name;
    return open.length == name.length && memcmp(open.start, name.start, name.length) == 0 && end_element(document);
}

/* Text means something inside title and desc only, and there nothing that is drawn. */
static bool read_text(struct document *document)
{
    bool words = document->depth && document->stack[document->depth - 1].kind == ELEMENT_WORDS;
    for (; document->in.at < document->in.end && *document->in.at != '<'; document->in.at++)
        if (*document->in.at == '&' || (!words && !art_is_space(*document->in.at)))
            return false;
    return true;
}

/* "UTF-8" changes nothing where all is ASCII. */
static void skip_declaration(struct document *document)
{
    static const char *const declarations[] = {
        "<?xml version=\"1.0\"?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
    };
    for (size_t i = 0; i < sizeof declarations / sizeof *declarations; i++)
        if (starts_with(document, declarations[i]))
            document->in.at += strlen(declarations[i]);
}

static bool read_document(struct document *document)
{
    skip_declaration(document);
    while (document->in.at < document->in.end) {
        bool good;
        if (*document->in.at != '<') {
            good = read_text(document);
        } else if (starts_with(document, "<!--")) {
            good = skip_past(document, "-->");
        } else if (starts_with(document, "</")) {
            document->in.at += 2;
            good = read_end_tag(document);
        } else {
            document->in.at++;
            good = read_start_tag(document);
        }
        if (!good)
            return false;
    }
    return document->complete;
}

/* Whatever an encoding or a control character may mean is not for here. */
static bool is_plain_text(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x7f || ((unsigned char)text[i] < 0x20 && !art_is_space(text[i])))
            return false;
    return true;
}

struct vector_art *vector_art_read(const char *text, size_t length)
{
    if (!is_plain_text(text, length))
        return NULL;
    struct document *document = calloc(1, sizeof *document);
    struct vector_art *art = calloc(1, sizeof *art);
    bool good = false;
    if (document && art) {
        *document = (struct document){.in = {text, text + length}, .art = art};
        good = read_document(document);
    }
    free(document);
    if (good)
        return art;
    vector_art_destroy(art);
    return NULL;
}

void vector_art_destroy(struct vector_art *art)
{
    if (!art)
        return;
    free(art->items);
    free(art->segments);
    free(art);
}
