/* text-wrap: balance. */
#include <math.h>

#include "measure.h"
#include "wrap.h"

enum { LINE_LIMIT = 6, LEAST_OPPORTUNITIES = 3 };

/* What a last line of one word costs, px squared. */
#define ORPHAN_COST 10000.0

static bool any_inside_word(const struct line_spans *spans)
{
    for (size_t i = 0; i < spans->count; i++)
        if (spans->items[i].inside_word)
            return true;
    return false;
}

static bool any_too_wide(struct paragraph *p, const struct wrap_room *room, const struct line_spans *spans)
{
    for (size_t i = 0; i < spans->count; i++)
        if (wrap_line_width(p, &spans->items[i], room->scale) >
            wrap_line_room(p, room, spans->items[i].start) + WIDTH_TOLERANCE_PX)
            return true;
    return false;
}

/* ---- least squares */

/* The cheapest way to end a line at a place. */
struct way {
    double cost;
    size_t from, lines;
};

static void find_ways(struct paragraph *p, const struct wrap_room *room, struct way *ways)
{
    /* A line more is never worth what it evens out. */
    double line_cost = 4 * room->width_px * (double)p->input.block->text.font_size_px * room->scale;
    for (size_t to = 1; to < p->break_count; to++)
        ways[to].cost = INFINITY;
    for (size_t from = 0; from + 1 < p->break_count; from++) {
        double room_px = wrap_line_room(p, room, p->breaks[from].next);
        for (size_t to = from + 1; to < p->break_count && !isinf(ways[from].cost); to++) {
            double left = room_px - measure_between(p, from, to, room->scale);
            if (left < -WIDTH_TOLERANCE_PX)
                break;
            double cost = ways[from].cost + left * left + line_cost + (to + 2 == p->break_count ? ORPHAN_COST : 0);
            if (cost <= ways[to].cost) /* of equals the one with the shorter last line, as in Chromium */
                ways[to] = (struct way){cost, from, ways[from].lines + 1};
            if (p->breaks[to].forced)
                break;
        }
    }
}

static bool even_out(struct paragraph *p, const struct wrap_room *room, struct line_spans *spans)
{
    struct way *ways = ARENA_ARRAY(p->arena, struct way, p->break_count);
    if (!ways)
        return false;
    find_ways(p, room, ways);
    size_t last = p->break_count - 1;
    if (ways[last].lines != spans->count)
        return true;
    for (size_t line = spans->count, to = last; line-- > 0; to = ways[to].from)
        spans->items[line] = wrap_span_between(p, ways[to].from, to);
    return true;
}

/* ---- the narrowest */

/* Whether the lines still number `count` at `width`, none of them wider or broken inside a word. */
static bool holds(struct paragraph *p, const struct wrap_room *room, double width, size_t count,
                  struct line_spans *trial)
{
    struct wrap_room narrower = {room->scale, width, count};
    return wrap_greedily(p, &narrower, trial) && trial->count <= count && !any_inside_word(trial) &&
           !any_too_wide(p, &narrower, trial);
}

static bool narrow_down(struct paragraph *p, const struct wrap_room *room, struct line_spans *spans)
{
    struct line_spans trial = {0}, best = *spans;
    double low = 0, high = 0;
    for (size_t i = 0; i < spans->count; i++)
        high = fmax(high, wrap_line_width(p, &spans->items[i], room->scale));
    high = fmin(room->width_px, high + fmax(0, (double)p->indent_px));
    while (high - low > 1.0 / 64) {
        double middle = (low + high) / 2;
        if (holds(p, room, middle, spans->count, &trial)) {
            struct line_spans spare = best;
            best = trial;
            trial = spare;
            high = middle;
        } else {
            low = middle;
        }
    }
    *spans = best;
    return !arena_failed(p->arena);
}

bool wrap_balanced(struct paragraph *p, const struct wrap_room *room, struct line_spans *spans)
{
    if (!wrap_greedily(p, room, spans))
        return false;
    if (spans->count < 2 || spans->count > LINE_LIMIT || spans->count > room->max_lines ||
        p->break_count > PLACE_LIMIT || any_inside_word(spans) || any_too_wide(p, room, spans))
        return true;
    return p->break_count - 2 >= LEAST_OPPORTUNITIES ? even_out(p, room, spans) : narrow_down(p, room, spans);
}
