/* @font-face: CSS Fonts 4, section 4. Files beside the template only. */
#include <stdlib.h>
#include <string.h>

#include "loader.h"

struct font_slot {
    struct font_source source;
    uint8_t *bytes; /* owned */
};

struct face_reader {
    struct loader *loader;
    const struct css_text *text;
    struct font_slot slot;
    bool loaded;
};

static bool fail(struct face_reader *face, const struct css_token *token, const char *message)
{
    diagnostics_error(&face->loader->diagnostics, css_text_offset(face->text, token), "%s", message);
    return false;
}

/* ---- descriptors ---- */

static bool read_family(struct face_reader *face, struct css_reader *value)
{
    struct css_value parsed = {0};
    if (!css_parse_font_family(value, NULL, &parsed) || parsed.count != 1 || !css_at_end(value))
        return fail(face, value->at, "font-family of @font-face is one name");
    face->slot.source.family = ((const char *const *)parsed.data)[0];
    return true;
}

/* One entry of src: url("...") format("...") tech(...) */
static bool read_source(struct face_reader *face, struct css_reader *value)
{
    const struct css_token *token = css_peek(value), *path = token;
    struct css_reader inner;
    if (css_token_is(token, TOKEN_FUNCTION, "local"))
        return fail(face, token, "local() is not supported: name a file beside the template with url()");
    if (css_token_is(token, TOKEN_FUNCTION, "url")) {
        if (!css_enter(value, &inner) || css_peek(&inner)->type != TOKEN_STRING)
            return fail(face, token, "url() takes a path: url(\"fonts/name.woff2\")");
        path = css_peek(&inner);
    } else if (!css_take(value, TOKEN_URL)) {
        return fail(face, token, "src is url(\"fonts/name.woff2\") with a file beside the template");
    }
    while (css_peek(value)->type == TOKEN_FUNCTION)
        if (!css_enter(value, &inner))
            return false;
    /* All formats are read, so the first source is the one that counts. */
    if (face->loaded)
        return true;
    face->loaded = loader_read_file(face->loader, path->text, css_text_offset(face->text, path), &face->slot.bytes,
                                    &face->slot.source.size);
    face->slot.source.name = path->text;
    return face->loaded;
}

static bool read_sources(struct face_reader *face, struct css_reader *value)
{
    do {
        if (!read_source(face, value))
            return false;
    } while (css_take(value, TOKEN_COMMA));
    return css_at_end(value) || fail(face, value->at, "sources are separated by commas");
}

static bool read_range(struct face_reader *face, struct css_reader *value, css_parser *parse, struct font_range *range)
{
    struct css_value first = {0}, second = {0};
    const struct css_token *start = value->at;
    if (css_take_ident(value, "auto"))
        return css_at_end(value);
    if (!parse(value, NULL, &first))
        return fail(face, start, "one value or a range is expected, as 400 or 100 900");
    range->min = range->max = first.number;
    if (!css_at_end(value)) {
        if (!parse(value, NULL, &second) || !css_at_end(value) || second.number < first.number)
            return fail(face, start, "one value or a range is expected, as 400 or 100 900");
        range->max = second.number;
    }
    return true;
}

static bool read_weight(struct face_reader *face, struct css_reader *value)
{
    return read_range(face, value, css_parse_font_weight, &face->slot.source.weight);
}

static bool read_stretch(struct face_reader *face, struct css_reader *value)
{
    return read_range(face, value, css_parse_font_stretch, &face->slot.source.stretch);
}

static bool read_slope(struct face_reader *face, struct css_reader *value)
{
    static const struct css_keyword slopes[] = {{"normal", FONT_SLOPE_NORMAL},
                                                {"italic", FONT_SLOPE_ITALIC},
                                                {"oblique", FONT_SLOPE_OBLIQUE},
                                                {"auto", FONT_SLOPE_NORMAL},
                                                {NULL, 0}};
    int slope;
    float angle;
    const struct css_token *start = value->at;
    if (!css_take_keyword(value, slopes, &slope))
        return fail(face, start, "font-style is normal, italic or oblique");
    face->slot.source.slope = (enum font_slope)slope;
    while (slope == FONT_SLOPE_OBLIQUE && css_take_angle(value, &angle))
        continue;
    return css_at_end(value) || fail(face, value->at, "font-style is normal, italic or oblique");
}

static bool read_display(struct face_reader *face, struct css_reader *value)
{
    (void)face; /* fonts are there before anything is drawn */
    value->at = value->end;
    return true;
}

/* ---- unicode-range ---- */

static size_t read_hex(const char *text, size_t length, uint32_t *value, bool *wild)
{
    size_t i = 0;
    uint32_t low = 0;
    for (; i < length && i < 6; i++) {
        char c = text[i];
        int digit = c >= '0' && c <= '9'                 ? c - '0'
                    : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                    : c == '?'                           ? 0
                                                         : -1;
        if (digit < 0 || (*wild && c != '?'))
            break;
        *wild = c == '?';
        low = low * 16 + (uint32_t)digit;
    }
    *value = low;
    return i;
}

/* U+26, U+0-7F, U+4?? */
static bool read_one_range(const char *text, size_t length, struct codepoint_range *range, size_t *used)
{
    bool wild = false, end_wild = false;
    if (length < 3 || (text[0] | 32) != 'u' || text[1] != '+')
        return false;
    size_t digits = read_hex(text + 2, length - 2, &range->first, &wild), at = 2 + digits;
    range->last = range->first;
    for (size_t i = 2; wild && i < at; i++)
        if (text[i] == '?')
            range->last |= 0xfU << 4 * (at - 1 - i);
    if (digits && !wild && at < length && text[at] == '-') {
        size_t more = read_hex(text + at + 1, length - at - 1, &range->last, &end_wild);
        if (!more || end_wild)
            return false;
        at += 1 + more;
    }
    *used = at;
    return digits && range->first <= range->last && range->last <= 0x10ffff;
}

static bool read_unicode_range(struct face_reader *face, struct css_reader *value)
{
    enum { RANGE_MAX = 256 };
    struct codepoint_range *ranges = ARENA_ARRAY(face->loader->arena, struct codepoint_range, RANGE_MAX);
    const struct css_token *start = value->at;
    /* The tokens cut "U+0025-00FF" into pieces that mean nothing; the text does not. */
    const char *text = face->text->text + value->at->offset;
    size_t length = value->end[-1].end - value->at->offset, count = 0;
    value->at = value->end;
    for (size_t at = 0; ranges && at < length;) {
        at += strspn(text + at, " \t\r\n\f,");
        size_t used;
        if (at >= length)
            break;
        if (count == RANGE_MAX || !read_one_range(text + at, length - at, &ranges[count++], &used))
            return fail(face, start, "unicode-range is a list as U+0025-00FF, U+4??");
        at += used;
    }
    face->slot.source.unicode_range = ranges;
    face->slot.source.unicode_range_count = count;
    return ranges != NULL;
}

static const struct descriptor {
    const char *name;
    bool (*read)(struct face_reader *face, struct css_reader *value);
} descriptors[] = {
    {"font-family", read_family},          {"src", read_sources},          {"font-weight", read_weight},
    {"font-stretch", read_stretch},        {"font-width", read_stretch},   {"font-style", read_slope},
    {"unicode-range", read_unicode_range}, {"font-display", read_display},
};

static bool read_descriptor(struct face_reader *face, const struct css_token *name, const struct css_token *end)
{
    struct suggestion suggestion;
    char hint[160], message[256];
    if (name->type != TOKEN_IDENT || end - name < 3 || name[1].type != TOKEN_COLON)
        return fail(face, name, "a descriptor is name: value;");
    suggestion_start(&suggestion, name->text, name->length);
    for (size_t i = 0; i < sizeof descriptors / sizeof *descriptors; i++) {
        if (css_word_equal(name->text, name->length, descriptors[i].name)) {
            struct css_reader value = {.arena = face->loader->arena, .at = name + 2, .end = end};
            return descriptors[i].read(face, &value);
        }
        suggestion_offer(&suggestion, descriptors[i].name);
    }
    suggestion_text(&suggestion, hint, sizeof hint);
    snprintf(message, sizeof message, "@font-face has no '%.40s' here%s", name->text, suggestion.best ? hint : "");
    return fail(face, name, message);
}

/* ---- the rule ---- */

static bool keep_face(struct face_reader *face, const struct css_token *begin)
{
    struct loader *loader = face->loader;
    if (!face->slot.source.family || !face->slot.bytes)
        return fail(face, begin, "@font-face needs font-family and src");
    if (loader->font_count == TEMPLATE_MAX_FONT_FACES)
        return fail(face, begin, "more than 32 @font-face");
    loader->font_bytes += face->slot.source.size;
    if (loader->font_bytes > TEMPLATE_MAX_FONT_BYTES)
        return fail(face, begin, "the fonts have more than 32 MB together");
    face->slot.source.bytes = face->slot.bytes;
    if (!loader->fonts && !(loader->fonts = calloc(TEMPLATE_MAX_FONT_FACES, sizeof *loader->fonts)))
        return fail(face, begin, "out of memory");
    loader->fonts[loader->font_count++] = face->slot;
    face->slot.bytes = NULL;
    return true;
}

bool font_face_read(struct sheet_reader *reader, const struct css_token *begin, const struct css_token *end,
                    const struct text_origin *origin, const char *text)
{
    struct loader *loader = reader->font_context;
    struct css_text css = {text, 0, *origin};
    struct face_reader face = {.loader = loader, .text = &css};
    bool good = true;
    for (const struct css_token *token = begin; token < end && good;) {
        const struct css_token *stop = token;
        while (stop < end && stop->type != TOKEN_SEMICOLON)
            stop = css_token_skip(stop, end);
        if (stop > token)
            good = read_descriptor(&face, token, stop);
        token = stop + 1;
    }
    if (good)
        keep_face(&face, begin);
    free(face.slot.bytes);
    return !arena_failed(loader->arena);
}

enum ogcard_status fonts_derive(struct loader *loader, struct font_set *base, struct ogcard_error *error)
{
    struct template *template = loader->template;
    if (loader->font_count == 0) {
        template->fonts = base ? font_set_ref(base) : NULL;
        return OGCARD_OK;
    }
    struct font_source *sources = ARENA_ARRAY(loader->scratch, struct font_source, loader->font_count);
    for (size_t i = 0; sources && i < loader->font_count; i++)
        sources[i] = loader->fonts[i].source;
    if (!sources)
        return OGCARD_TOO_LARGE;
    return font_set_derive(base, sources, loader->font_count, &template->fonts, error);
}

void fonts_finish(struct loader *loader)
{
    for (size_t i = 0; i < loader->font_count; i++)
        free(loader->fonts[i].bytes);
    free(loader->fonts);
    loader->fonts = NULL;
    loader->font_count = 0;
}
