#include "fit.h"

#include <math.h>

#include "pretty.h"
#include "wrap.h"

/* What lines have to keep within. */
struct bounds {
    double width_px, max_height_px;
    size_t max_lines; /* SIZE_MAX: any number */
};

/* Lines at one size, and whether they keep the bounds. */
struct trial {
    double scale;
    struct line_spans spans;
    bool fits;
};

static bool is_fitted(const struct paragraph *p)
{
    const struct style *block = p->input.block;
    return block->min_font_size_px > 0 && block->min_font_size_px < block->text.font_size_px;
}

double fit_least_scale(const struct paragraph *p)
{
    const struct style *block = p->input.block;
    return is_fitted(p) ? (double)block->min_font_size_px / (double)block->text.font_size_px : 1;
}

double fit_height(struct paragraph *p, const struct line_spans *spans, double scale)
{
    double height = 0;
    for (size_t i = 0; i < spans->count; i++) {
        struct line_box line = linebox_measure(p, &spans->items[i], scale, p->box_metrics);
        height += line.above + line.below;
    }
    return height;
}

static bool choose_lines(struct paragraph *p, const struct wrap_room *room, struct line_spans *spans)
{
    return p->input.block->text.text_wrap == TEXT_WRAP_BALANCE ? wrap_balanced(p, room, spans)
                                                               : wrap_greedily(p, room, spans);
}

static bool lines_keep_width(struct paragraph *p, const struct wrap_room *room, const struct line_spans *spans)
{
    for (size_t i = 0; i < spans->count; i++) {
        const struct line_span *span = &spans->items[i];
        if (span->inside_word ||
            wrap_line_width(p, span, room->scale) > wrap_line_room(p, room, span->start) + WIDTH_TOLERANCE_PX)
            return false;
    }
    return true;
}

static bool try_scale(struct paragraph *p, const struct bounds *bounds, struct trial *trial)
{
    struct wrap_room room = {trial->scale, bounds->width_px, bounds->max_lines};
    if (!choose_lines(p, &room, &trial->spans))
        return false;
    double height = fit_height(p, &trial->spans, trial->scale);
    trial->fits = trial->spans.count <= bounds->max_lines && height <= bounds->max_height_px + WIDTH_TOLERANCE_PX &&
                  lines_keep_width(p, &room, &trial->spans);
    return true;
}

/* Scale of step k, 0 being the style's size; the last step is the least size itself. */
static double scale_of_step(const struct paragraph *p, size_t step, size_t last)
{
    double size = (double)p->input.block->text.font_size_px;
    return step >= last ? fit_least_scale(p) : (size - (double)step * FIT_STEP_PX) / size;
}

static size_t last_step(const struct paragraph *p)
{
    double range = (double)(p->input.block->text.font_size_px - p->input.block->min_font_size_px);
    return is_fitted(p) ? (size_t)ceil(range / FIT_STEP_PX) : 0;
}

/* The largest size on the grid at which filled lines fit; fewer letters never need more room, so halving finds it. */
static bool find_largest(struct paragraph *p, const struct bounds *bounds, struct trial *best, size_t *step)
{
    size_t last = last_step(p), low = 0, high = last;
    *best = (struct trial){.scale = scale_of_step(p, 0, last)};
    *step = 0;
    if (!try_scale(p, bounds, best) || best->fits || last == 0)
        return !arena_failed(p->arena);
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        struct trial trial = {.scale = scale_of_step(p, middle, last)};
        if (!try_scale(p, bounds, &trial))
            return false;
        if (trial.fits)
            high = middle;
        else
            low = middle;
    }
    *best = (struct trial){.scale = scale_of_step(p, high, last)};
    *step = high;
    return try_scale(p, bounds, best);
}

/* From the largest size downwards for as long as a smaller one could still pay: pretty.h says what size costs. */
static bool find_prettiest(struct paragraph *p, const struct bounds *bounds, struct trial *best, size_t largest)
{
    size_t last = last_step(p), usual_lines = best->spans.count;
    double largest_scale = best->scale, least_cost = INFINITY;
    struct line_spans spans = {0};
    for (size_t step = largest; step <= last; step++) {
        double scale = scale_of_step(p, step, last);
        double size_cost = pretty_size_cost(scale / largest_scale);
        if (size_cost + pretty_least_cost(p, usual_lines) >= least_cost)
            break;
        if (arena_failed(p->arena))
            return false;
        struct pretty_bounds room = {scale, bounds->width_px, bounds->max_height_px, bounds->max_lines, usual_lines};
        double cost;
        if (!pretty_lines(p, &room, &spans, &cost))
            return false;
        if (cost + size_cost < least_cost) {
            least_cost = cost + size_cost;
            struct line_spans spare = best->spans;
            best->spans = spans;
            best->scale = scale;
            best->fits = true;
            spans = spare;
        }
    }
    return true;
}

/* ---- what does not fit at any allowed size */

static bool may_ellipsize(const struct paragraph *p)
{
    const struct style *block = p->input.block;
    return is_fitted(p) || (block->text_overflow == TEXT_OVERFLOW_ELLIPSIS && block->overflow_x == OVERFLOW_HIDDEN);
}

/* How many of the lines are shown: by the clamp, and by the height where that clips. */
static size_t count_shown(struct paragraph *p, const struct line_spans *spans, double scale,
                          const struct bounds *bounds)
{
    size_t shown = spans->count < bounds->max_lines ? spans->count : bounds->max_lines;
    if (!may_ellipsize(p))
        return shown;
    double bottom = 0;
    for (size_t i = 0; i < shown; i++) {
        struct line_box line = linebox_measure(p, &spans->items[i], scale, p->box_metrics);
        bottom += line.above + line.below;
        if (i > 0 && bottom > bounds->max_height_px + WIDTH_TOLERANCE_PX)
            return i;
    }
    return shown;
}

static bool cut(struct paragraph *p, const struct bounds *bounds, struct fit_result *result)
{
    struct line_spans *spans = &result->spans;
    size_t shown = count_shown(p, spans, result->scale, bounds);
    struct wrap_room room = {result->scale, bounds->width_px, bounds->max_lines};
    result->ellipsis = ARENA_ARRAY(p->arena, bool, spans->count + 1);
    if (!result->ellipsis)
        return false;
    for (size_t i = 0; i < shown; i++) {
        struct line_span *span = &spans->items[i];
        bool last_shown = i + 1 == shown && shown < spans->count;
        bool too_wide =
            wrap_line_width(p, span, result->scale) > wrap_line_room(p, &room, span->start) + WIDTH_TOLERANCE_PX;
        if (!last_shown && !(too_wide && may_ellipsize(p)))
            continue;
        wrap_ellipsize(p, &room, span);
        result->ellipsis[i] = result->ellipsized = true;
    }
    spans->count = shown;
    return true;
}

static void note_overflow(struct paragraph *p, const struct bounds *bounds, struct fit_result *result)
{
    result->overflows = fit_height(p, &result->spans, result->scale) > bounds->max_height_px + WIDTH_TOLERANCE_PX;
    struct wrap_room room = {result->scale, bounds->width_px, bounds->max_lines};
    for (size_t i = 0; i < result->spans.count; i++) {
        const struct line_span *span = &result->spans.items[i];
        double width = wrap_line_width(p, span, result->scale);
        if (result->ellipsis && result->ellipsis[i])
            width += p->ellipsis.scaled_width * result->scale;
        result->overflows |= width > wrap_line_room(p, &room, span->start) + WIDTH_TOLERANCE_PX;
    }
}

bool fit_lines(struct paragraph *p, struct paragraph_box box, struct fit_result *result)
{
    const struct style *block = p->input.block;
    struct bounds bounds = {
        .width_px = (double)box.width_px,
        .max_height_px = (double)box.max_height_px,
        .max_lines = block->line_clamp ? block->line_clamp : SIZE_MAX - 1,
    };
    struct trial best;
    size_t step;
    if (!find_largest(p, &bounds, &best, &step))
        return false;
    bool pretty = block->text.text_wrap == TEXT_WRAP_PRETTY && pretty_applies(p, best.spans.count);
    if (best.fits && pretty && !find_prettiest(p, &bounds, &best, step))
        return false;
    *result = (struct fit_result){.scale = best.scale, .spans = best.spans};
    if (best.fits)
        return true;
    if (!cut(p, &bounds, result))
        return false;
    note_overflow(p, &bounds, result);
    return true;
}
