#include "wrap.h"

#include <math.h>

#include "measure.h"

bool line_spans_add(struct paragraph *p, struct line_spans *spans, struct line_span span)
{
    struct line_span *items = arena_grow(p->arena, spans->items, spans->count, &spans->capacity, sizeof *spans->items);
    if (!items)
        return false;
    spans->items = items;
    items[spans->count++] = span;
    return true;
}

double wrap_line_room(const struct paragraph *p, const struct wrap_room *room, uint32_t start)
{
    return start == 0 ? room->width_px - (double)p->indent_px : room->width_px;
}

double wrap_line_width(struct paragraph *p, const struct line_span *span, double scale)
{
    return extent_px(measure_line(p, span->start, span->end, span->next, span->hyphen), scale);
}

/* Width of the edges that close behind the white space at the end of a line that wraps: where they do not fit, Chromium
 * lets them overflow. */
static double closing_width(const struct paragraph *p, const struct break_place *place)
{
    double width = 0;
    if (place->forced || place->end >= place->next || p->mark_px[place->next] == p->mark_px[place->end])
        return 0;
    for (size_t i = 0; i < p->mark_count; i++)
        if (!p->marks[i].open && p->marks[i].place > place->end && p->marks[i].place <= place->next)
            width += (double)p->input.items[p->marks[i].item].width_px;
    return width;
}

/* Whether [start, place) fits: by the rough measure where that is clear, exactly where it is close. */
static bool place_fits(struct paragraph *p, uint32_t start, const struct break_place *place, double room, double scale)
{
    double close = (double)p->input.block->text.font_size_px * scale;
    room += closing_width(p, place);
    double rough = extent_px(measure_roughly(p, start, place->end, place->next), scale);
    if (rough < room - close)
        return true;
    if (rough > room + close)
        return false;
    struct extent exact = measure_line(p, start, place->end, place->next, place->hyphen);
    return extent_px(exact, scale) <= room + WIDTH_TOLERANCE_PX;
}

static bool may_break_inside_word(const struct paragraph *p, uint32_t place)
{
    const struct text_style *style = &paragraph_style_at(p, place)->text;
    return style->text_wrap != TEXT_WRAP_NOWRAP &&
           (style->overflow_wrap != OVERFLOW_WRAP_NORMAL || style->word_break == WORD_BREAK_BREAK_WORD);
}

static uint32_t cluster_before(const struct paragraph *p, uint32_t place)
{
    do
        place--;
    while (place && !(p->flags[place] & UNIT_CLUSTER));
    return place;
}

static uint32_t cluster_after(const struct paragraph *p, uint32_t place)
{
    do
        place++;
    while (place < p->length && !(p->flags[place] & UNIT_CLUSTER));
    return place;
}

/* The last place up to `limit` at which [start, place) is within `room`, by the rough measure. */
static uint32_t rough_place(const struct paragraph *p, uint32_t start, uint32_t limit, double room, double scale)
{
    uint32_t low = start, high = limit;
    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;
        if (extent_px(measure_roughly(p, start, middle, middle), scale) <= room)
            low = middle;
        else
            high = middle - 1;
    }
    while (low > start && !(p->flags[low] & UNIT_CLUSTER))
        low--;
    return low;
}

/* The longest part of an overlong word that fits; never less than one cluster, nor than up to `from`, where a style
 * that allows it begins. */
static struct line_span break_inside_word(struct paragraph *p, uint32_t start, uint32_t from,
                                          const struct break_place *last, double room, double scale)
{
    uint32_t limit = last->end;
    enum { STEPS = 8 }; /* reshaping rarely moves the place by more than one */
    uint32_t least = from > start ? from : cluster_after(p, start);
    uint32_t place = rough_place(p, start, limit, room, scale);
    for (int step = 0; step < STEPS && place > least; step++) {
        if (extent_px(measure_line(p, start, place, place, false), scale) <= room + WIDTH_TOLERANCE_PX)
            break;
        place = cluster_before(p, place);
    }
    bool closes = place == limit && p->mark_px[last->next] > p->mark_px[limit];
    if (closes && extent_px(measure_line(p, start, limit, last->next, false), scale) > room + WIDTH_TOLERANCE_PX)
        place = cluster_before(p, place); /* the edges that close behind the word stay with its end */
    if (place < least)
        place = least;
    return (struct line_span){.start = start, .end = place, .next = place, .inside_word = place < limit};
}

static struct line_span span_to(uint32_t start, const struct break_place *place)
{
    uint32_t end = place->end > start ? place->end : start;
    return (struct line_span){start, end, place->next, place->hyphen, false, place->forced};
}

struct line_span wrap_span_between(const struct paragraph *p, size_t from, size_t to)
{
    return span_to(p->breaks[from].next, &p->breaks[to]);
}

/* `*k`: the first break place past `start`; moved past the line. */
static struct line_span fill_line(struct paragraph *p, uint32_t start, size_t *k, const struct wrap_room *room)
{
    double width = wrap_line_room(p, room, start);
    size_t fitting = *k;
    bool any = false;
    for (size_t at = *k; at < p->break_count; at++) {
        if (!place_fits(p, start, &p->breaks[at], width, room->scale))
            break;
        any = true;
        fitting = at;
        if (p->breaks[at].forced)
            break;
    }
    uint32_t from = start;
    while (!any && from < p->breaks[*k].end && !may_break_inside_word(p, from))
        from = cluster_after(p, from);
    if (!any && from < p->breaks[*k].end) {
        struct line_span span = break_inside_word(p, start, from, &p->breaks[*k], width, room->scale);
        if (span.inside_word)
            return span;
    }
    *k = fitting + 1;
    return span_to(start, &p->breaks[fitting]);
}

bool wrap_greedily(struct paragraph *p, const struct wrap_room *room, struct line_spans *spans)
{
    spans->count = 0;
    uint32_t start = 0;
    for (size_t k = 1; k < p->break_count && spans->count <= room->max_lines;) {
        struct line_span span = fill_line(p, start, &k, room);
        if (!line_spans_add(p, spans, span))
            return false;
        start = span.next;
    }
    return true;
}

void wrap_ellipsize(struct paragraph *p, const struct wrap_room *room, struct line_span *span)
{
    double width = wrap_line_room(p, room, span->start) - p->ellipsis.scaled_width * room->scale;
    span->hyphen = span->inside_word = span->forced = false;
    uint32_t end = span->end;
    if (extent_px(measure_line(p, span->start, end, span->next, false), room->scale) > width + WIDTH_TOLERANCE_PX) {
        end = rough_place(p, span->start, end, width, room->scale);
        while (end > span->start &&
               extent_px(measure_line(p, span->start, end, end, false), room->scale) > width + WIDTH_TOLERANCE_PX)
            end = cluster_before(p, end);
        span->next = end;
    }
    while (end > span->start && (p->flags[end - 1] & UNIT_HANGS))
        end--;
    span->end = end;
}
