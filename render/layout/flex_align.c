#include "flex.h"

/* `start` and `end` go by the writing direction, the flex values by the flow of the items. */
static enum alignment by_flow(enum alignment value, bool flow_reversed)
{
    if (value == ALIGN_START)
        return flow_reversed ? ALIGN_FLEX_END : ALIGN_FLEX_START;
    return flow_reversed ? ALIGN_FLEX_START : ALIGN_FLEX_END;
}

enum alignment flex_resolve_justify(const struct flex *flex, enum alignment value)
{
    enum flex_direction direction = flex->style->flex_direction;
    bool reversed = direction == FLEX_ROW_REVERSE || direction == FLEX_COLUMN_REVERSE;
    if ((value == ALIGN_LEFT || value == ALIGN_RIGHT) && flex->row)
        return by_flow(value == ALIGN_LEFT ? ALIGN_START : ALIGN_END, flex->main_reversed);
    if (value == ALIGN_LEFT || value == ALIGN_RIGHT || value == ALIGN_START)
        return by_flow(ALIGN_START, reversed);
    if (value == ALIGN_END)
        return by_flow(ALIGN_END, reversed);
    if (value == ALIGN_AUTO || value == ALIGN_NORMAL || value == ALIGN_STRETCH || value == ALIGN_BASELINE)
        return ALIGN_FLEX_START;
    return value;
}

enum alignment flex_resolve_align(const struct flex *flex, enum alignment value)
{
    bool reversed = flex->style->flex_wrap == FLEX_WRAP_REVERSE;
    if (value == ALIGN_START || value == ALIGN_LEFT || value == ALIGN_RIGHT)
        return by_flow(ALIGN_START, reversed);
    if (value == ALIGN_END)
        return by_flow(ALIGN_END, reversed);
    if (value == ALIGN_AUTO || value == ALIGN_NORMAL)
        return ALIGN_STRETCH;
    return value;
}

/* The fallback of what has nothing to share out is `safe center`: the start. */
static enum alignment safe(enum alignment alignment, float free, enum alignment start)
{
    return free < 0 && (alignment == ALIGN_SPACE_AROUND || alignment == ALIGN_SPACE_EVENLY) ? start : alignment;
}

void flex_distribute(enum alignment alignment, float free, size_t count, float *offset, float *between)
{
    float n = (float)count;
    *offset = *between = 0;
    if (alignment == ALIGN_FLEX_END)
        *offset = free;
    else if (alignment == ALIGN_CENTER)
        *offset = unit_floor(free / 2);
    if (free <= 0 || count == 0)
        return;
    if (alignment == ALIGN_SPACE_BETWEEN && count > 1) {
        *between = free / (n - 1);
    } else if (alignment == ALIGN_SPACE_AROUND) {
        *between = free / n;
        *offset = unit_floor(free / (2 * n));
    } else if (alignment == ALIGN_SPACE_EVENLY) {
        *between = free / (n + 1);
        *offset = unit_floor(*between);
    }
}

/* What of equal shares falls to the one of that index, so that rounding to the grid does not add up. */
static float share_at(float share, size_t index)
{
    return unit_round(share * (float)(index + 1)) - unit_round(share * (float)index);
}

/* Section 9.5 step 12. */
void flex_align_main(const struct flex *flex, struct flex_line *line)
{
    enum side start = flex_main_start(flex), end = flex_main_end(flex);
    float free = flex->main - (line->count ? flex->main_gap * (float)(line->count - 1) : 0);
    size_t autos = 0;
    for (size_t i = 0; i < line->count; i++) {
        const struct flex_item *item = &line->items[i];
        free -= item->main + flex_item_margins_main(flex, item);
        autos += (size_t)item->margin_auto[start] + (size_t)item->margin_auto[end];
    }
    float offset = 0, between = 0;
    float each = autos > 0 && free > 0 ? unit_floor(free / (float)autos) : 0;
    enum alignment justify = flex_resolve_justify(flex, flex->style->justify_content);
    justify = safe(justify, free, flex_resolve_justify(flex, ALIGN_START));
    if (each == 0)
        flex_distribute(justify, free, line->count, &offset, &between);
    for (size_t i = 0; i < line->count; i++) {
        struct flex_item *item = &line->items[i];
        if (item->margin_auto[start])
            item->margin[start] = each;
        if (item->margin_auto[end])
            item->margin[end] = each;
        item->main_position = offset + item->margin[start];
        offset = item->main_position + item->main + item->margin[end] + flex->main_gap + share_at(between, i);
    }
}

/* Section 9.6 step 16, and stretching by section 9.4 step 9. */
void flex_align_lines(struct flex *flex)
{
    float free = flex->cross, offset = 0, between = 0;
    for (size_t i = 0; i < flex->line_count; i++)
        free -= flex->lines[i].cross + (i ? flex->cross_gap : 0);
    enum alignment alignment = flex_resolve_align(flex, flex->style->align_content);
    alignment = safe(alignment, free, flex_resolve_align(flex, ALIGN_START));
    if (alignment == ALIGN_STRETCH && flex->multi_line && free > 0) {
        for (size_t i = 0; i < flex->line_count; i++)
            flex->lines[i].cross += share_at(free / (float)flex->line_count, i);
    } else if (flex->multi_line) {
        flex_distribute(alignment, free, flex->line_count, &offset, &between);
    }
    for (size_t i = 0; i < flex->line_count; i++) {
        flex->lines[i].cross_position = offset;
        offset += flex->lines[i].cross + flex->cross_gap + share_at(between, i);
    }
}

/* Section 9.6 steps 13 and 14. */
void flex_align_cross(const struct flex *flex, struct flex_line *line)
{
    enum side start = flex_cross_start(flex), end = flex_cross_end(flex);
    for (size_t i = 0; i < line->count; i++) {
        struct flex_item *item = &line->items[i];
        float free = line->cross - item->cross - flex_item_margins_cross(flex, item);
        bool autos = item->margin_auto[start] || item->margin_auto[end];
        float shift = 0;
        if (autos && free > 0) {
            if (item->margin_auto[start])
                item->margin[start] = item->margin_auto[end] ? unit_floor(free / 2) : free;
            if (item->margin_auto[end])
                item->margin[end] = item->margin_auto[start] ? free - item->margin[start] : free;
        } else if (!autos && item->align == ALIGN_FLEX_END) {
            shift = free;
        } else if (!autos && item->align == ALIGN_CENTER) {
            shift = unit_floor(free / 2);
        } else if (!autos && item->align == ALIGN_BASELINE) {
            shift = line->ascent - item->ascent;
        }
        item->cross_position = line->cross_position + shift + item->margin[start];
    }
}

float flex_stretched_height(const struct layout_box *container, const struct layout_box *child, float height)
{
    const struct style *style = child->box.style;
    enum alignment align = style->align_self == ALIGN_AUTO ? container->box.style->align_items : style->align_self;
    bool stretches = align == ALIGN_STRETCH || align == ALIGN_NORMAL || align == ALIGN_AUTO;
    float margins = margin_used(style, SIDE_TOP, NAN) + margin_used(style, SIDE_BOTTOM, NAN);
    if (!stretches || style->height.kind != LENGTH_AUTO || style->margin[SIDE_TOP].kind == LENGTH_AUTO ||
        style->margin[SIDE_BOTTOM].kind == LENGTH_AUTO)
        return NAN;
    return range_clamp(box_height_range(child, height), height - margins);
}

static float bias_of(enum alignment alignment)
{
    if (alignment == ALIGN_CENTER || alignment == ALIGN_SPACE_AROUND || alignment == ALIGN_SPACE_EVENLY)
        return 0.5f;
    return alignment == ALIGN_FLEX_END ? 1 : 0;
}

struct static_position flex_static_position(const struct layout_box *container, const struct layout_box *child)
{
    struct flex flex = {.style = container->box.style};
    const struct style *style = flex.style;
    enum flex_direction direction = style->flex_direction;
    bool rtl = style->text.direction == DIRECTION_RTL;
    flex.row = direction == FLEX_ROW || direction == FLEX_ROW_REVERSE;
    flex.main_reversed = (direction == FLEX_ROW_REVERSE || direction == FLEX_COLUMN_REVERSE) != (flex.row && rtl);
    flex.cross_reversed = (style->flex_wrap == FLEX_WRAP_REVERSE) != (!flex.row && rtl);
    enum alignment align =
        child->box.style->align_self == ALIGN_AUTO ? style->align_items : child->box.style->align_self;
    if (align == ALIGN_BASELINE)
        align = ALIGN_START;
    float main = bias_of(flex_resolve_justify(&flex, style->justify_content));
    float cross = bias_of(flex_resolve_align(&flex, align));
    if (flex.main_reversed)
        main = 1 - main;
    if (flex.cross_reversed)
        cross = 1 - cross;
    struct static_position position = {.bias_x = flex.row ? main : cross, .bias_y = flex.row ? cross : main};
    const float *border = container->box.border, *padding = container->box.padding;
    float width = container->outcome.width - box_edges_x(container);
    float height = container->outcome.height - box_edges_y(container);
    position.x = border[SIDE_LEFT] + padding[SIDE_LEFT] + position.bias_x * width;
    position.y = border[SIDE_TOP] + padding[SIDE_TOP] + position.bias_y * height;
    return position;
}
