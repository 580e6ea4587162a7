#include "flex.h"

enum side flex_main_start(const struct flex *flex)
{
    if (flex->row)
        return flex->main_reversed ? SIDE_RIGHT : SIDE_LEFT;
    return flex->main_reversed ? SIDE_BOTTOM : SIDE_TOP;
}

static enum side opposite(enum side side)
{
    return (enum side)(((int)side + 2) % 4);
}

enum side flex_main_end(const struct flex *flex)
{
    return opposite(flex_main_start(flex));
}

enum side flex_cross_start(const struct flex *flex)
{
    if (flex->row)
        return flex->cross_reversed ? SIDE_BOTTOM : SIDE_TOP;
    return flex->cross_reversed ? SIDE_RIGHT : SIDE_LEFT;
}

enum side flex_cross_end(const struct flex *flex)
{
    return opposite(flex_cross_start(flex));
}

float flex_item_margins_main(const struct flex *flex, const struct flex_item *item)
{
    return item->margin[flex_main_start(flex)] + item->margin[flex_main_end(flex)];
}

float flex_item_margins_cross(const struct flex *flex, const struct flex_item *item)
{
    return item->margin[flex_cross_start(flex)] + item->margin[flex_cross_end(flex)];
}

static float gap_used(struct length gap, float basis)
{
    float used = length_used(gap, basis);
    return isnan(used) ? 0 : fmaxf(0, used);
}

void flex_init(struct flex *flex, struct layout *layout, struct layout_box *box, const struct space *space)
{
    const struct style *style = box->box.style;
    enum flex_direction direction = style->flex_direction;
    bool rtl = style->text.direction == DIRECTION_RTL;
    *flex = (struct flex){.layout = layout, .box = box, .style = style, .space = space};
    flex->row = direction == FLEX_ROW || direction == FLEX_ROW_REVERSE;
    bool reverse = direction == FLEX_ROW_REVERSE || direction == FLEX_COLUMN_REVERSE;
    bool wrap_reverse = style->flex_wrap == FLEX_WRAP_REVERSE;
    flex->main_reversed = reverse != (flex->row && rtl);
    flex->cross_reversed = wrap_reverse != (!flex->row && rtl);
    flex->multi_line = style->flex_wrap != FLEX_NOWRAP;
    flex->width = box_width_used(layout, box, space);
    flex->content_width = fmaxf(0, flex->width - box_edges_x(box));
    flex->percent_basis = box_percent_basis(box, space, flex->width);
    float height = box_height_definite(box, space);
    float inner = isnan(height) ? NAN : fmaxf(0, height - box_edges_y(box));
    flex->main = flex->row ? flex->content_width : inner;
    flex->cross = flex->row ? inner : flex->content_width;
    flex->cross_ratio = NAN;
    if (flex->row && isnan(inner) && box_ratio(box) > 0 && !space->content_height)
        flex->cross_ratio = flex->percent_basis;
    float column_gap = gap_used(style->column_gap, flex->content_width);
    float row_gap = gap_used(style->row_gap, flex->percent_basis);
    flex->main_gap = flex->row ? column_gap : row_gap;
    flex->cross_gap = flex->row ? row_gap : column_gap;
}

/* Fitting text that had to give way takes the height of its lines at the size found, as it would had that size been
 * written in the template; what it leaves is shared by the usual rules. */
static void refit_line(struct flex *flex, struct flex_line *line)
{
    bool refitted = false;
    for (size_t i = 0; i < line->count && !flex->row && !flex->multi_line; i++) {
        struct flex_item *item = &line->items[i];
        struct layout_box *box = item->box;
        if (!box->fits || !box->items || item->definite || item->main >= item->base)
            continue;
        struct space space = flex_item_space(flex);
        space.height = item->main;
        if (item->stretches)
            space.width = flex_item_stretched(flex, item, flex->cross);
        box_layout(flex->layout, box, &space);
        float height = unit_round(box->box.lines.height_px) + item->edges_main;
        if (height >= item->main)
            continue;
        box->text_limit = item->main - item->edges_main;
        item->main_range.min = fminf(item->main_range.min, height);
        item->base = height;
        item->hypothetical = range_clamp(item->main_range, height);
        refitted = true;
    }
    if (refitted)
        flex_resolve_lengths(flex, line);
}

/* Section 9.4 step 7: cross sizes with the main sizes imposed. */
static void measure_cross(const struct flex *flex, struct flex_item *item)
{
    struct space space = flex_item_space(flex);
    if (!flex->row) {
        /* What the ratio made of the width would not come back to that width. */
        bool by_ratio = box_ratio(item->box) > 0 && !item->definite_basis && item->main == item->base;
        space.height = by_ratio ? NAN : item->main;
        space.content_height = by_ratio; /* flex-basis decides, not the item's own height */
        if (item->stretches && !flex->multi_line)
            space.width = flex_item_stretched(flex, item, flex->cross);
        item->cross = box_measure(flex->layout, item->box, &space).width;
        /* Across the lines of text there is no baseline: the left border edge stands for it. */
        item->ascent = item->margin[flex_cross_start(flex)] + (flex->cross_reversed ? item->cross : 0);
        return;
    }
    space.width = item->main;
    float cross = isnan(flex->cross) ? flex->cross_ratio : flex->cross;
    if (item->stretches && !flex->multi_line && !isnan(cross)) {
        item->cross = flex_item_stretched(flex, item, cross);
        return;
    }
    struct outcome outcome = box_measure(flex->layout, item->box, &space);
    item->cross = outcome.height;
    if (item->align != ALIGN_BASELINE)
        return;
    float baseline = isnan(outcome.first_baseline) ? outcome.height : outcome.first_baseline;
    item->ascent = flex->cross_reversed ? outcome.height - baseline : baseline;
    item->ascent += item->margin[flex_cross_start(flex)];
}

/* Step 8: the tallest item, or the baseline-aligned ones together. */
static void measure_line(const struct flex *flex, struct flex_line *line)
{
    float descent = -INFINITY, tallest = 0;
    bool any = false;
    line->ascent = 0;
    for (size_t i = 0; i < line->count; i++) {
        const struct flex_item *item = &line->items[i];
        float outer = item->cross + flex_item_margins_cross(flex, item);
        if (item->align == ALIGN_BASELINE) {
            line->ascent = any ? fmaxf(line->ascent, item->ascent) : item->ascent;
            any = true;
            descent = fmaxf(descent, outer - item->ascent);
            outer = line->ascent + descent;
        }
        tallest = fmaxf(tallest, outer);
    }
    line->cross = tallest;
}

/* Steps 8, 9, 15, 16: cross sizes of lines and container. */
static void size_cross(struct flex *flex)
{
    float sum = 0;
    for (size_t i = 0; i < flex->line_count; i++) {
        measure_line(flex, &flex->lines[i]);
        sum += flex->lines[i].cross + (i ? flex->cross_gap : 0);
    }
    if (isnan(flex->cross)) {
        float edges = box_edges_y(flex->box);
        flex->cross = fmaxf(0, box_height_used(flex->box, flex->space, flex->width, sum + edges) - edges);
    }
    if (!flex->multi_line && flex->line_count == 1)
        flex->lines[0].cross = flex->cross;
    flex_align_lines(flex);
}

/* Where stretching makes no difference to the height that ratio and content give, Chromium keeps that layout, with the
 * ratio's height as the basis of percentages. */
static bool height_stands(const struct flex *flex, const struct flex_item *item, const struct space *stretched)
{
    struct space space = *stretched;
    space.height = NAN;
    return box_measure(flex->layout, item->box, &space).height == stretched->height;
}

/* Step 11 and the items' own layout at their final size. */
static void layout_item(const struct flex *flex, const struct flex_line *line, struct flex_item *item)
{
    struct space space = flex_item_space(flex);
    if (item->stretches)
        item->cross = flex_item_stretched(flex, item, line->cross);
    float stretched = item->stretches ? item->cross : NAN;
    if (!flex->row && flex->multi_line) /* in Chromium the line is what a width is fitted into */
        space.insets = space.cb_width - line->cross;
    bool by_ratio = !flex->row && !item->stretches && box_ratio(item->box) > 0;
    space.width = flex->row ? item->main : by_ratio ? item->cross : stretched;
    space.height = flex->row ? stretched : item->main;
    space.height_indefinite = !flex->row && isnan(flex->percent_basis) && !item->definite;
    if (flex->row && item->stretches && box_ratio(item->box) > 0 && height_stands(flex, item, &space))
        space.height = NAN;
    box_layout(flex->layout, item->box, &space);
    item->cross = flex->row ? item->box->outcome.height : item->box->outcome.width;
}

static void place_item(const struct flex *flex, const struct flex_item *item)
{
    struct box *b = &item->box->box, *container = &flex->box->box;
    float main = item->main_position, cross = item->cross_position;
    if (flex->main_reversed)
        main = flex->main - main - item->main;
    if (flex->cross_reversed)
        cross = flex->cross - cross - item->cross;
    b->border_box.x = container->border[SIDE_LEFT] + container->padding[SIDE_LEFT] + (flex->row ? main : cross);
    b->border_box.y = container->border[SIDE_TOP] + container->padding[SIDE_TOP] + (flex->row ? cross : main);
    for (int side = 0; side < 4; side++)
        b->margin[side] = item->margin[side];
}

/* Section 8.5: from the first item of the line that takes part in baseline alignment, or just the first; of a
 * reversed direction, the one that comes first to the eye. */
static float line_baseline(const struct flex *flex, const struct flex_line *line)
{
    const struct flex_item *chosen = NULL;
    enum flex_direction direction = flex->style->flex_direction;
    bool from_end = direction == FLEX_ROW_REVERSE || direction == FLEX_COLUMN_REVERSE;
    for (size_t i = 0; i < line->count; i++) {
        const struct flex_item *item = &line->items[from_end ? line->count - 1 - i : i];
        if (!chosen || (flex->row && item->align == ALIGN_BASELINE && chosen->align != ALIGN_BASELINE))
            chosen = item;
    }
    if (!chosen)
        return NAN;
    const struct outcome *outcome = &chosen->box->outcome;
    float baseline = isnan(outcome->first_baseline) ? outcome->height : outcome->first_baseline;
    return chosen->box->box.border_box.y + baseline;
}

static void finish(struct flex *flex)
{
    struct outcome *outcome = &flex->box->outcome;
    const float *margin = flex->box->box.margin;
    float content = flex->row ? flex->cross : flex->main;
    outcome->width = flex->width;
    outcome->height = box_height_used(flex->box, flex->space, flex->width, content + box_edges_y(flex->box));
    strut_add(&outcome->top, margin[SIDE_TOP]);
    strut_add(&outcome->bottom, margin[SIDE_BOTTOM]);
    if (flex->line_count == 0)
        return;
    bool from_end = flex->row && flex->cross_reversed;
    outcome->first_baseline = line_baseline(flex, &flex->lines[from_end ? flex->line_count - 1 : 0]);
    outcome->last_baseline = outcome->first_baseline; /* as Chromium: an inline block takes it too */
}

void flex_layout(struct layout *layout, struct layout_box *box, const struct space *space)
{
    struct flex flex;
    flex_init(&flex, layout, box, space);
    if (!flex_collect(&flex) || !flex_break_lines(&flex))
        return;
    if (isnan(flex.main)) {
        float edges = box_edges_y(box);
        float content = flex_longest_line(&flex);
        flex.main = fmaxf(0, box_height_used(box, space, flex.width, content + edges) - edges);
    }
    for (size_t i = 0; i < flex.line_count; i++)
        flex_resolve_lengths(&flex, &flex.lines[i]);
    for (size_t i = 0; i < flex.line_count; i++)
        refit_line(&flex, &flex.lines[i]);
    for (size_t i = 0; i < flex.count; i++)
        measure_cross(&flex, &flex.items[i]);
    size_cross(&flex);
    for (size_t i = 0; i < flex.line_count && !layout->failed; i++) {
        struct flex_line *line = &flex.lines[i];
        for (size_t k = 0; k < line->count; k++)
            layout_item(&flex, line, &line->items[k]);
        flex_align_main(&flex, line);
        flex_align_cross(&flex, line);
        for (size_t k = 0; k < line->count; k++)
            place_item(&flex, &line->items[k]);
    }
    finish(&flex);
}
