/* Embedding levels by UAX 9, with the inline boxes' unicode-bidi as CSS Writing Modes 4 section 2.4 maps it to
 * formatting characters. These stand in a copy of the text only; the text itself keeps its places. */
#include "stages.h"

enum { LRE = 0x202A, RLE, PDF, LRO, RLO, LRI = 0x2066, RLI, FSI, PDI };

/* At most two characters a box edge. */
struct controls {
    UChar open[2], close[2];
};

static struct controls controls_of(const struct style *style)
{
    bool rtl = style->text.direction == DIRECTION_RTL;
    switch (style->unicode_bidi) {
    case UNICODE_BIDI_EMBED:
        return (struct controls){{rtl ? RLE : LRE}, {PDF}};
    case UNICODE_BIDI_ISOLATE:
        return (struct controls){{rtl ? RLI : LRI}, {PDI}};
    case UNICODE_BIDI_OVERRIDE:
        return (struct controls){{rtl ? RLO : LRO}, {PDF}};
    case UNICODE_BIDI_ISOLATE_OVERRIDE:
        return (struct controls){{FSI, rtl ? RLO : LRO}, {PDF, PDI}};
    case UNICODE_BIDI_PLAINTEXT:
        return (struct controls){{FSI}, {PDI}};
    case UNICODE_BIDI_NORMAL:
        break;
    }
    return (struct controls){{0}, {0}};
}

static bool is_right_to_left(UChar c)
{
    if (c < 0x0590)
        return false;
    return c <= 0x08FF || (c >= 0xFB1D && c <= 0xFEFC) || c == 0x200F || c == 0x202B || c == 0x2067 ||
           (c >= 0xD802 && c <= 0xD803) || (c >= 0xD83A && c <= 0xD83B);
}

/* Whether all levels are 0 without asking: the usual case. */
static bool is_plain(const struct paragraph *p)
{
    if (p->input.direction == DIRECTION_RTL && p->boxes[0].style->unicode_bidi != UNICODE_BIDI_PLAINTEXT)
        return false;
    for (size_t i = 0; i < p->box_count; i++)
        if (controls_of(p->boxes[i].style).open[0] && p->boxes[i].style->text.direction == DIRECTION_RTL)
            return false;
    for (uint32_t i = 0; i < p->length; i++)
        if (is_right_to_left(p->text[i]))
            return false;
    return true;
}

/* A copy of a stretch of the text with the formatting characters of its boxes. */
struct marked_text {
    UChar *units;
    uint32_t *place; /* of each unit in the text; UINT32_MAX: a formatting character */
    size_t *mark;    /* of a formatting character: the edge that it stands for, or SIZE_MAX */
    int32_t length;
};

static void add_controls(struct marked_text *marked, const UChar *controls, size_t mark)
{
    for (int i = 0; i < 2 && controls[i]; i++) {
        marked->mark[marked->length] = controls[i] >= LRI ? mark : SIZE_MAX;
        marked->place[marked->length] = UINT32_MAX;
        marked->units[marked->length++] = controls[i];
    }
}

/* A forced break ends the bidi paragraph: boxes around it are closed before and opened again after. */
static void mark_segment(const struct paragraph *p, uint32_t start, uint32_t end, struct marked_text *marked)
{
    marked->length = 0;
    bool last = end == p->length;
    size_t mark = 0;
    for (size_t box = 0; box < p->box_count; box++) {
        bool before = box == 0 || p->boxes[box].start < start;
        bool reaches_in = box == 0 || p->boxes[box].end >= start;
        /* The block's own `plaintext` is the segment's level, its isolation has no effect inside. */
        if (before && reaches_in && !(box == 0 && p->boxes[0].style->unicode_bidi == UNICODE_BIDI_PLAINTEXT))
            add_controls(marked, controls_of(p->boxes[box].style).open, SIZE_MAX);
    }
    while (mark < p->mark_count && p->marks[mark].place < start && !p->marks[mark].open)
        mark++;
    for (mark = 0; mark < p->mark_count && p->marks[mark].place < start; mark++)
        ;
    for (uint32_t i = start; i <= end; i++) {
        for (; mark < p->mark_count && p->marks[mark].place == i; mark++) {
            struct controls controls = controls_of(p->boxes[p->marks[mark].box].style);
            if (i < end || last || !p->marks[mark].open)
                add_controls(marked, p->marks[mark].open ? controls.open : controls.close, mark);
        }
        if (i < end) {
            marked->place[marked->length] = i;
            marked->units[marked->length++] = p->text[i];
        }
    }
}

static bool resolve_segment(struct paragraph *p, struct bidi_segment *segment, struct marked_text *marked)
{
    UErrorCode status = U_ZERO_ERROR;
    const struct style *block = p->boxes[0].style;
    UBiDiLevel level = p->input.direction == DIRECTION_RTL ? 1 : 0;
    if (block->unicode_bidi == UNICODE_BIDI_PLAINTEXT)
        level = UBIDI_DEFAULT_LTR;
    mark_segment(p, segment->start, segment->end, marked);
    ubidi_setPara(p->context->bidi, marked->units, marked->length, level, NULL, &status);
    segment->level = ubidi_getParaLevel(p->context->bidi);
    const UBiDiLevel *levels = ubidi_getLevels(p->context->bidi, &status);
    if (U_FAILURE(status))
        return false;
    for (int32_t i = 0; i < marked->length; i++)
        if (marked->place[i] != UINT32_MAX) {
            p->levels[marked->place[i]] = levels[i];
        } else if (marked->mark[i] != SIZE_MAX) {
            p->marks[marked->mark[i]].isolates = true;
            p->marks[marked->mark[i]].level = levels[i];
        }
    return true;
}

static bool split_segments(struct paragraph *p)
{
    size_t count = 1;
    for (uint32_t i = 0; i < p->length; i++)
        count += p->text[i] == BREAK_UNIT;
    p->segments = ARENA_ARRAY(p->arena, struct bidi_segment, count);
    if (!p->segments)
        return false;
    uint32_t start = 0;
    for (uint32_t i = 0; i <= p->length; i++) {
        if (i < p->length && p->text[i] != BREAK_UNIT)
            continue;
        uint32_t end = i < p->length ? i + 1 : i;
        p->segments[p->segment_count++] = (struct bidi_segment){.start = start, .end = end};
        start = end;
    }
    return true;
}

bool paragraph_bidi(struct paragraph *p, struct ogcard_error *error)
{
    p->levels = ARENA_ARRAY(p->arena, uint8_t, p->length + 1);
    if (!p->levels || !split_segments(p))
        return paragraph_fail_memory(p, error);
    if (is_plain(p))
        return true;
    size_t room = p->length + 4 * (p->box_count + p->mark_count) + 4;
    struct marked_text marked = {
        .units = ARENA_ARRAY(p->arena, UChar, room),
        .place = ARENA_ARRAY(p->arena, uint32_t, room),
        .mark = ARENA_ARRAY(p->arena, size_t, room),
    };
    if (!marked.units || !marked.place || !marked.mark)
        return paragraph_fail_memory(p, error);
    for (size_t i = 0; i < p->segment_count; i++)
        if (p->segments[i].start < p->segments[i].end && !resolve_segment(p, &p->segments[i], &marked)) {
            error_set(error, OGCARD_INTERNAL, "ICU cannot resolve the directions of a text of %u units", p->length);
            return false;
        }
    /* The empty line after a trailing forced break. */
    struct bidi_segment *last = &p->segments[p->segment_count - 1];
    if (last->start == last->end)
        last->level = p->input.direction == DIRECTION_RTL;
    return true;
}

uint8_t paragraph_base_level(const struct paragraph *p, uint32_t place)
{
    for (size_t i = p->segment_count; i-- > 1;)
        if (place >= p->segments[i].start)
            return p->segments[i].level;
    return p->segments[0].level;
}
