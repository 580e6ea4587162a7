/* Items to the text of the paragraph: white space by CSS Text 3 section 4.1, case, NFC. */
#include <string.h>

#include <unicode/uscript.h>

#include "clean.h"
#include "language.h"
#include "stages.h"

/* The text as it grows. */
struct sink {
    struct paragraph *paragraph;
    size_t capacity, item_capacity, box_capacity, mark_capacity;
    bool at_line_start;     /* of the paragraph, or after a forced break */
    bool after_collapsible; /* the last unit is white space that swallows what follows */
    bool failed;
};

static bool grow_text(struct sink *sink)
{
    struct paragraph *p = sink->paragraph;
    if (p->length < sink->capacity)
        return true;
    UChar *text = arena_grow(p->arena, p->text, p->length, &sink->capacity, sizeof *text);
    size_t *item_of = arena_grow(p->arena, p->item_of, p->length, &sink->item_capacity, sizeof *item_of);
    if (!text || !item_of)
        return false;
    p->text = text;
    p->item_of = item_of;
    return true;
}

static void append_unit(struct sink *sink, UChar unit, size_t item)
{
    struct paragraph *p = sink->paragraph;
    if (p->length >= PARAGRAPH_UNIT_LIMIT || sink->failed)
        return;
    if (!grow_text(sink)) {
        sink->failed = true;
        return;
    }
    p->text[p->length] = unit;
    p->item_of[p->length] = item;
    p->length++;
}

static bool is_wide_not_hangul(UChar32 c)
{
    int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    if (width != U_EA_FULLWIDTH && width != U_EA_HALFWIDTH && width != U_EA_WIDE)
        return false;
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(c, &status) != USCRIPT_HANGUL;
}

/* CSS Text 3 section 4.1.3: a segment break between ideographs, or beside U+200B, vanishes. */
static bool segment_break_vanishes(const struct sink *sink, const UChar *out, int32_t out_length, struct units text,
                                   int32_t next)
{
    const struct paragraph *p = sink->paragraph;
    UChar32 before = 0, after = 0;
    if (out_length)
        U16_GET(out, 0, out_length - 1, out_length, before);
    else if (p->length)
        U16_GET(p->text, 0, (int32_t)p->length - 1, (int32_t)p->length, before);
    if (next < text.length)
        U16_GET(text.items, 0, next, text.length, after);
    if (before == 0x200B || after == 0x200B)
        return true;
    return before && after && is_wide_not_hangul(before) && is_wide_not_hangul(after);
}

static bool is_white_space(UChar c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct white_space {
    int32_t end;
    int breaks; /* segment breaks in it */
};

static struct white_space scan_white_space(struct units text, int32_t start)
{
    struct white_space space = {.end = start};
    for (; space.end < text.length && is_white_space(text.items[space.end]); space.end++) {
        UChar c = text.items[space.end];
        bool second_of_pair = c == '\n' && space.end > start && text.items[space.end - 1] == '\r';
        space.breaks += (c == '\n' || c == '\r') && !second_of_pair;
    }
    return space;
}

/* Collapses into `out`, which has room for all of `text`. */
static int32_t collapse(struct sink *sink, struct units text, bool keep_breaks, UChar *out)
{
    int32_t length = 0;
    for (int32_t i = 0; i < text.length;) {
        if (!is_white_space(text.items[i])) {
            out[length++] = text.items[i++];
            sink->at_line_start = sink->after_collapsible = false;
            continue;
        }
        struct white_space space = scan_white_space(text, i);
        i = space.end;
        if (space.breaks && keep_breaks) {
            for (int n = 0; n < space.breaks; n++)
                out[length++] = BREAK_UNIT;
            sink->at_line_start = true;
            continue;
        }
        if (sink->at_line_start || sink->after_collapsible)
            continue;
        if (space.breaks && segment_break_vanishes(sink, out, length, text, i))
            continue;
        out[length++] = ' ';
        sink->after_collapsible = true;
    }
    return length;
}

static int32_t preserve(struct sink *sink, struct units text, UChar *out)
{
    int32_t length = 0;
    for (int32_t i = 0; i < text.length; i++) {
        UChar c = text.items[i];
        if (c == '\r' && i + 1 < text.length && text.items[i + 1] == '\n')
            continue;
        out[length++] = c == '\r' ? BREAK_UNIT : c;
    }
    if (length)
        sink->at_line_start = sink->after_collapsible = false;
    return length;
}

static bool ends_in_word(const struct paragraph *p)
{
    UChar32 last = 0;
    if (p->length)
        U16_GET(p->text, 0, (int32_t)p->length - 1, (int32_t)p->length, last);
    return last && u_isalnum(last);
}

static void append_text(struct sink *sink, size_t index)
{
    struct paragraph *p = sink->paragraph;
    const struct paragraph_item *item = &p->input.items[index];
    const struct text_style *style = &item->style->text;
    size_t room = (size_t)PARAGRAPH_UNIT_LIMIT * 4;
    struct units text = text_decode(p->arena, item->text, item->text_length < room ? item->text_length : room);
    UChar *out = text.items ? ARENA_ARRAY(p->arena, UChar, (size_t)text.length + 1) : NULL;
    if (!out) {
        sink->failed = true;
        return;
    }
    bool after_word = ends_in_word(p);
    int32_t length = style->white_space == WHITE_SPACE_PRESERVE
                         ? preserve(sink, text, out)
                         : collapse(sink, text, style->white_space == WHITE_SPACE_PRESERVE_BREAKS, out);
    struct units done = {out, length};
    const char *language = *style->language ? style->language : p->language;
    done = text_map_case(p->arena, done, style->text_transform, language, after_word);
    if (done.items)
        done = text_compose(p->arena, done, p->context->nfc);
    if (!done.items)
        sink->failed = true;
    for (int32_t i = 0; i < done.length; i++)
        append_unit(sink, done.items[i], index);
}

static void append_mark(struct sink *sink, bool open, size_t item, size_t box)
{
    struct paragraph *p = sink->paragraph;
    struct inline_mark *marks = arena_grow(p->arena, p->marks, p->mark_count, &sink->mark_capacity, sizeof *marks);
    if (!marks) {
        sink->failed = true;
        return;
    }
    p->marks = marks;
    marks[p->mark_count++] = (struct inline_mark){.open = open, .place = p->length, .item = item, .box = box};
}

static size_t open_box(struct sink *sink, const struct style *style, size_t parent, size_t item)
{
    struct paragraph *p = sink->paragraph;
    struct inline_box *boxes = arena_grow(p->arena, p->boxes, p->box_count, &sink->box_capacity, sizeof *boxes);
    if (!boxes) {
        sink->failed = true;
        return parent;
    }
    p->boxes = boxes;
    boxes[p->box_count] = (struct inline_box){.style = style, .parent = parent, .open_item = item, .start = p->length};
    return p->box_count++;
}

static size_t append_item(struct sink *sink, size_t index, size_t box)
{
    struct paragraph *p = sink->paragraph;
    const struct paragraph_item *item = &p->input.items[index];
    switch (item->kind) {
    case PARAGRAPH_TEXT:
        append_text(sink, index);
        break;
    case PARAGRAPH_BREAK:
        append_unit(sink, BREAK_UNIT, index);
        sink->at_line_start = true;
        sink->after_collapsible = false;
        break;
    case PARAGRAPH_OBJECT:
        append_unit(sink, OBJECT_UNIT, index);
        sink->at_line_start = sink->after_collapsible = false;
        break;
    case PARAGRAPH_OPEN:
        box = open_box(sink, item->style, box, index);
        append_mark(sink, true, index, box);
        break;
    case PARAGRAPH_CLOSE:
        if (!box)
            break;
        append_mark(sink, false, index, box);
        p->boxes[box].end = p->length;
        box = p->boxes[box].parent;
        break;
    }
    return box;
}

/* The text as bytes, and where each place stands in them. */
static bool encode(struct paragraph *p)
{
    p->byte_at = ARENA_ARRAY(p->arena, uint32_t, p->length + 1);
    p->utf8 = ARENA_ARRAY(p->arena, char, (size_t)p->length * 3 + 1);
    if (!p->byte_at || !p->utf8)
        return false;
    uint32_t bytes = 0;
    for (uint32_t i = 0; i < p->length;) {
        uint32_t start = i;
        UChar32 c;
        U16_NEXT(p->text, i, p->length, c);
        if (U_IS_SURROGATE(c))
            c = p->text[start] = 0xFFFD;
        for (uint32_t place = start; place < i; place++)
            p->byte_at[place] = bytes;
        U8_APPEND_UNSAFE(p->utf8, bytes, c);
    }
    p->byte_at[p->length] = bytes;
    return true;
}

/* The block's language; without one, what the letters give away. */
static const char *decide_language(const struct paragraph_input *input)
{
    if (*input->block->text.language)
        return input->block->text.language;
    for (size_t i = 0; i < input->item_count; i++) {
        const struct paragraph_item *item = &input->items[i];
        const char *guess = item->kind == PARAGRAPH_TEXT ? language_guess(item->text, item->text_length) : "";
        if (*guess)
            return guess;
    }
    return "";
}

bool paragraph_collapse(struct paragraph *p, struct ogcard_error *error)
{
    struct sink sink = {.paragraph = p, .at_line_start = true};
    p->language = decide_language(&p->input);
    p->box_of = ARENA_ARRAY(p->arena, size_t, p->input.item_count + 1);
    size_t box = open_box(&sink, p->input.block, 0, SIZE_MAX);
    if (!p->box_of || sink.failed)
        return paragraph_fail_memory(p, error);
    for (size_t i = 0; i < p->input.item_count && !sink.failed; i++) {
        bool closes = p->input.items[i].kind == PARAGRAPH_CLOSE;
        size_t inner = append_item(&sink, i, box);
        p->box_of[i] = closes ? box : inner;
        box = inner;
    }
    for (; box && !sink.failed; box = p->boxes[box].parent)
        p->boxes[box].end = p->length;
    if (sink.failed || !grow_text(&sink) || !encode(p))
        return paragraph_fail_memory(p, error);
    p->boxes[0].end = p->length;
    p->flags = ARENA_ARRAY(p->arena, uint8_t, p->length + 1);
    return p->flags || paragraph_fail_memory(p, error);
}
