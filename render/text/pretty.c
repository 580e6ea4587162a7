#include "pretty.h"

#include <math.h>

#include "fit.h"
#include "glue.h"
#include "measure.h"
#include "wrap.h"

enum { EXTRA_LINES = 2, LINE_LIMIT = 14 };

/* Costs, in the unit of pretty.h. */
#define RAGGED        6.0  /* times the square of what a line lacks or has over, as a share of the room */
#define STRAY         30.0 /* times the square of what goes beyond a fifth of the room */
#define RAGGED_LAST   2.0  /* the same for a last line that is shorter than the others */
#define SHORT_LAST    20.0 /* a last line shorter than a quarter of the widest, or a third of the mean */
#define LOW_LAST      2.0  /* a last line of one word, or shorter than 0.45 of the mean */
#define HOLE          3.0  /* a line between others with half their width */
#define ONE_MORE_LINE 0.6  /* than filling takes */
#define MORE_THAN_ONE 1.2  /* two lines where one would do */
#define THREE_PERCENT 0.03 /* of the size: 1 */

double pretty_size_cost(double ratio)
{
    return (1 - ratio) / THREE_PERCENT;
}

/* Line counts and break places span a table of the cheapest way to get there. */
struct pretty_state {
    double cost;
    uint16_t from;
};

struct search {
    struct paragraph *p;
    const struct pretty_bounds *bounds;
    struct wrap_room room;
    size_t places, lines;       /* lines: the number to be set */
    double mean;                /* width of a line when all are even */
    double span;                /* the room that raggedness is a share of */
    size_t last_forced;         /* the last place before the end that a line cannot go over */
    struct pretty_state *table; /* [line][place] */
};

static struct pretty_state *state_at(const struct search *search, size_t line, size_t place)
{
    return &search->table[line * search->places + place];
}

/* A single word: no opportunity inside, nor a wide line anyway. */
static bool is_one_word(const struct search *search, size_t from, size_t to, double width)
{
    return to == from + 1 && width < 0.6 * search->mean;
}

/* One word may follow a colon or a full stop: it is a phrase by itself. */
static bool begins_phrase(const struct search *search, size_t from)
{
    const struct break_place *place = &search->p->breaks[from];
    return from > 0 && (place->forced || place->cost <= GLUE_COLON);
}

static double ragged_cost(double off, double weight)
{
    double stray = fmax(0, fabs(off) - 0.2);
    return weight * off * off + STRAY * stray * stray;
}

static double last_line_cost(const struct search *search, size_t from, size_t to, double width)
{
    if (search->lines == 1)
        return 0;
    double off = (width - search->mean) / search->span;
    double cost = off > 0 ? ragged_cost(off, RAGGED) : RAGGED_LAST * off * off;
    if (width < 0.33 * search->mean)
        return cost + SHORT_LAST;
    bool low = width < 0.45 * search->mean || is_one_word(search, from, to, width);
    return low && !begins_phrase(search, from) ? cost + LOW_LAST : cost;
}

static double line_cost(const struct search *search, size_t from, size_t to, double width)
{
    const struct break_place *place = &search->p->breaks[to];
    if (place->forced)
        return last_line_cost(search, from, to, width);
    double off = (width - search->mean) / search->span;
    double cost = ragged_cost(off, RAGGED) + (double)place->cost;
    return width < 0.5 * search->mean ? cost + HOLE : cost;
}

/* Extends every way that has `line` lines by one more. Only the last line goes to the end, and nowhere else. */
static void extend(struct search *search, size_t line)
{
    struct paragraph *p = search->p;
    double scale = search->bounds->scale;
    size_t end = search->places - 1;
    bool last = line + 1 == search->lines;
    for (size_t from = last ? search->last_forced : 0; from < end; from++) {
        double so_far = state_at(search, line, from)->cost;
        if (isinf(so_far))
            continue;
        double room = wrap_line_room(p, &search->room, p->breaks[from].next) + WIDTH_TOLERANCE_PX;
        for (size_t to = last ? end : from + 1; to < end + last; to++) {
            double width = measure_between(p, from, to, scale);
            if (width > room)
                break;
            struct pretty_state *state = state_at(search, line + 1, to);
            double cost = so_far + line_cost(search, from, to, width);
            if (cost < state->cost)
                *state = (struct pretty_state){cost, (uint16_t)from};
            if (p->breaks[to].forced)
                break;
        }
    }
}

static bool read_back(struct search *search, struct line_spans *spans)
{
    uint16_t places[LINE_LIMIT + 1];
    places[search->lines] = (uint16_t)(search->places - 1);
    for (size_t line = search->lines; line > 0; line--)
        places[line - 1] = state_at(search, line, places[line])->from;
    spans->count = 0;
    for (size_t line = 0; line < search->lines; line++)
        if (!line_spans_add(search->p, spans, wrap_span_between(search->p, places[line], places[line + 1])))
            return false;
    return true;
}

/* The best way to set exactly `search->lines` lines. */
static double search_lines(struct search *search)
{
    size_t states = (search->lines + 1) * search->places;
    for (size_t i = 0; i < states; i++)
        search->table[i].cost = INFINITY;
    state_at(search, 0, 0)->cost = 0;
    for (size_t line = 0; line < search->lines; line++)
        extend(search, line);
    return state_at(search, search->lines, search->places - 1)->cost;
}

static double total_width(struct paragraph *p, double scale)
{
    return extent_px(measure_roughly(p, 0, p->length, p->length), scale);
}

static bool keeps_height(struct paragraph *p, const struct line_spans *spans, const struct pretty_bounds *bounds)
{
    return fit_height(p, spans, bounds->scale) <= bounds->max_height_px + WIDTH_TOLERANCE_PX;
}

static struct pretty_state *table_with_room(struct paragraph *p, size_t states)
{
    if (states > p->pretty_room) {
        p->pretty_room = states * 2;
        p->pretty_table = ARENA_ARRAY(p->arena, struct pretty_state, p->pretty_room);
    }
    return p->pretty_table;
}

static size_t find_last_forced(const struct search *search)
{
    for (size_t k = search->places - 1; k-- > 0;)
        if (search->p->breaks[k].forced)
            return k;
    return 0;
}

/* Number of lines when each is filled; 0 when something between two places is wider than a line. */
static size_t count_filled(struct search *search)
{
    struct paragraph *p = search->p;
    size_t lines = 0;
    for (size_t from = 0, to; from + 1 < search->places; from = to, lines++) {
        double room = wrap_line_room(p, &search->room, p->breaks[from].next) + WIDTH_TOLERANCE_PX;
        for (to = from; to + 1 < search->places && (to == from || !p->breaks[to].forced); to++)
            if (measure_between(p, from, to + 1, search->bounds->scale) > room)
                break;
        if (to == from)
            return 0;
    }
    return lines;
}

bool pretty_applies(const struct paragraph *p, size_t usual_lines)
{
    return p->break_count >= 2 && p->break_count <= PLACE_LIMIT && usual_lines + EXTRA_LINES <= LINE_LIMIT;
}

static double more_lines_cost(size_t usual, size_t lines)
{
    if (lines <= usual)
        return 0;
    return usual == 1 ? MORE_THAN_ONE : ONE_MORE_LINE * (double)(lines - usual);
}

/* Measured against the widest line, which the search does not know before its end. */
static bool last_is_short(struct paragraph *p, const struct line_spans *spans, double scale)
{
    double widest = 0, last = 0;
    for (size_t i = 0; i < spans->count; i++) {
        last = wrap_line_width(p, &spans->items[i], scale);
        widest = fmax(widest, last);
    }
    return last < widest / 4;
}

double pretty_least_cost(const struct paragraph *p, size_t usual_lines)
{
    enum { GAIN_LIMIT = 8 };
    size_t count = usual_lines + EXTRA_LINES - 1;
    float gains[GAIN_LIMIT] = {0}; /* the best, in order */
    double rest = 0;
    if (count > GAIN_LIMIT)
        count = GAIN_LIMIT;
    for (size_t k = 1; k + 1 < p->break_count; k++) {
        float cost = p->breaks[k].cost;
        for (size_t i = 0; i < count && cost < 0; i++) {
            if (cost < gains[i]) {
                float worse = gains[i];
                gains[i] = cost;
                cost = worse;
            }
        }
        if (usual_lines + EXTRA_LINES - 1 > GAIN_LIMIT && cost < 0)
            rest += (double)cost;
    }
    for (size_t i = 0; i < count; i++)
        rest += (double)gains[i];
    return rest;
}

bool pretty_lines(struct paragraph *p, const struct pretty_bounds *bounds, struct line_spans *spans, double *cost)
{
    struct search search = {
        .p = p,
        .bounds = bounds,
        .room = {bounds->scale, bounds->width_px, bounds->max_lines},
        .places = p->break_count,
    };
    struct line_spans trial = {0};
    *cost = INFINITY;
    if (!p->weighed && !glue_weigh(p))
        return false;
    size_t least = count_filled(&search), usual = bounds->usual_lines > least ? bounds->usual_lines : least;
    size_t most = usual + EXTRA_LINES;
    if (least == 0 || most > LINE_LIMIT)
        return true;
    if (most > bounds->max_lines)
        most = bounds->max_lines;
    search.table = table_with_room(p, (most + 1) * search.places);
    if (!search.table)
        return false;
    search.last_forced = find_last_forced(&search);
    double total = total_width(p, bounds->scale);
    search.span = isinf(bounds->width_px) ? fmax(total, 1) : bounds->width_px;
    for (search.lines = least; search.lines <= most; search.lines++) {
        search.mean = total / (double)search.lines;
        double found = search_lines(&search) + more_lines_cost(usual, search.lines);
        if (found >= *cost)
            continue;
        if (!read_back(&search, &trial))
            return false;
        if (last_is_short(p, &trial, bounds->scale))
            found += SHORT_LAST;
        if (found >= *cost)
            continue;
        if (!keeps_height(p, &trial, bounds))
            break;
        struct line_spans spare = *spans;
        *spans = trial;
        trial = spare;
        *cost = found;
    }
    return !arena_failed(p->arena);
}
