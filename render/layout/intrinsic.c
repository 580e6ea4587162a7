#include "layout_box.h"

static struct intrinsic block_intrinsic(struct layout *layout, struct layout_box *box)
{
    struct intrinsic widest = {0, 0};
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        if (child->out_of_flow)
            continue;
        struct intrinsic one = box_contribution(layout, child);
        widest.min = fmaxf(widest.min, one.min);
        widest.max = fmaxf(widest.max, one.max);
    }
    return widest;
}

/* Chromium adds the items' contributions up; the fractions of CSS Flexbox section 9.9.1 no browser uses. */
static struct intrinsic flex_intrinsic(struct layout *layout, struct layout_box *box)
{
    const struct style *style = box->box.style;
    bool row = style->flex_direction == FLEX_ROW || style->flex_direction == FLEX_ROW_REVERSE;
    if (!row)
        return block_intrinsic(layout, box);
    float gap = length_used(style->column_gap, NAN);
    struct intrinsic sum = {0, 0};
    size_t count = 0;
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        if (child->out_of_flow)
            continue;
        struct intrinsic one = box_contribution(layout, child);
        sum.max += one.max;
        sum.min = style->flex_wrap == FLEX_NOWRAP ? sum.min + one.min : fmaxf(sum.min, one.min);
        count++;
    }
    float gaps = isnan(gap) || count < 2 ? 0 : gap * (float)(count - 1);
    sum.max += gaps;
    if (style->flex_wrap == FLEX_NOWRAP)
        sum.min += gaps;
    return sum;
}

struct intrinsic box_intrinsic(struct layout *layout, struct layout_box *box)
{
    if (box->has_intrinsic || layout->failed)
        return box->intrinsic;
    struct intrinsic intrinsic;
    if (box->box.kind == BOX_REPLACED) {
        struct space free = {.cb_width = NAN, .cb_height = NAN, .width = NAN, .height = NAN};
        intrinsic.min = intrinsic.max = replaced_used(layout, box, &free).width;
    } else if (box->items) {
        intrinsic = inline_intrinsic(layout, box);
    } else if (box->box.kind == BOX_FLEX) {
        intrinsic = flex_intrinsic(layout, box);
    } else {
        intrinsic = block_intrinsic(layout, box);
    }
    intrinsic.min = unit_ceil(fmaxf(0, intrinsic.min));
    intrinsic.max = fmaxf(intrinsic.min, unit_ceil(intrinsic.max));
    box->intrinsic = intrinsic;
    box->has_intrinsic = true;
    return intrinsic;
}

static bool length_is_percent(struct length length)
{
    return length.kind == LENGTH_VALUE && length.percent != 0;
}

struct intrinsic box_contribution(struct layout *layout, struct layout_box *box)
{
    const struct style *style = box->box.style;
    box_edges(box, NAN);
    float edges = box_edges_x(box);
    struct range range = box_width_range(layout, box, NAN);
    struct intrinsic border_box;
    float width = style->width.kind == LENGTH_FIT_CONTENT ? NAN : box_width_of(layout, box, style->width, NAN);
    struct space free = {.cb_width = NAN, .cb_height = NAN, .width = NAN, .height = NAN};
    if (isnan(width) && box->box.kind == BOX_REPLACED) {
        width = replaced_used(layout, box, &free).width + edges;
    } else if (isnan(width) && box_ratio(box) > 0) {
        float height = box_height_definite(box, &free);
        if (!isnan(height))
            width = ratio_width(box, height);
    }
    if (isnan(width)) {
        struct intrinsic content = box_intrinsic(layout, box);
        border_box = (struct intrinsic){content.min + edges, content.max + edges};
    } else {
        border_box = (struct intrinsic){width, width};
    }
    /* CSS Sizing 3 section 5.2.2: replaced elements with a percentage can be squeezed to nothing. */
    if (box->box.kind == BOX_REPLACED && (length_is_percent(style->width) || length_is_percent(style->max_width)))
        border_box.min = 0;
    float margins = box_margins_x(box);
    border_box.min = fmaxf(0, range_clamp(range, border_box.min) + margins);
    border_box.max = fmaxf(0, range_clamp(range, border_box.max) + margins);
    return border_box;
}
