#include "layout_box.h"

#include <string.h>

static struct intrinsic block_intrinsic(struct layout *layout, struct layout_box *box, float percent_basis)
{
    struct intrinsic widest = {0, 0};
    struct space space = space_of_height(percent_basis);
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        if (child->out_of_flow)
            continue;
        struct intrinsic one = box_contribution(layout, child, &space);
        widest.min = fmaxf(widest.min, one.min);
        widest.max = fmaxf(widest.max, one.max);
    }
    return widest;
}

/* The edges of a box are those of its layout, which may stand: percentages count as 0 only while its contribution is
 * found. */
struct edges {
    float margin[4], border[4], padding[4];
};

static struct edges edges_of(const struct layout_box *box)
{
    struct edges edges;
    memcpy(edges.margin, box->box.margin, sizeof edges.margin);
    memcpy(edges.border, box->box.border, sizeof edges.border);
    memcpy(edges.padding, box->box.padding, sizeof edges.padding);
    return edges;
}

static void edges_restore(struct layout_box *box, const struct edges *edges)
{
    memcpy(box->box.margin, edges->margin, sizeof edges->margin);
    memcpy(box->box.border, edges->border, sizeof edges->border);
    memcpy(box->box.padding, edges->padding, sizeof edges->padding);
}

/* CSS Flexbox section 9.9.3: an item that cannot grow contributes no more than its flex base size, one that cannot
 * shrink no less. */
static struct intrinsic item_limits(struct layout *layout, struct layout_box *item, const struct space *space,
                                    struct intrinsic one)
{
    const struct style *style = item->box.style;
    box_edges(item, NAN);
    float base = box_sized_x(item, length_used(style->flex_basis, NAN));
    if (isnan(base))
        return one;
    float margins = box_margins_x(item), outer = base + margins;
    if (style->flex_grow == 0)
        one = (struct intrinsic){fminf(one.min, outer), fminf(one.max, outer)};
    if (style->flex_shrink == 0)
        one = (struct intrinsic){fmaxf(one.min, outer), fmaxf(one.max, outer)};
    struct range range = box_width_limits(layout, item, space);
    if (style->min_width.kind == LENGTH_AUTO && !style_is_scroll_container(style)) {
        float content = box_intrinsic_content(layout, item, space).min + box_edges_x(item);
        float specified = box_width_of(layout, item, style->width, space);
        float least = isnan(specified) ? content : fminf(specified, content);
        range.min = fmaxf(range.min, fminf(range.max, least));
    }
    one.min = range_clamp(range, one.min - margins) + margins;
    one.max = range_clamp(range, one.max - margins) + margins;
    return one;
}

static struct intrinsic item_contribution(struct layout *layout, struct layout_box *item, const struct space *space)
{
    struct edges kept = edges_of(item);
    struct intrinsic result = item_limits(layout, item, space, box_contribution(layout, item, space));
    edges_restore(item, &kept);
    return result;
}

/* Chromium adds the items' contributions up; the fractions of CSS Flexbox section 9.9.1 no browser uses. */
static struct intrinsic row_intrinsic(struct layout *layout, struct layout_box *box, float percent_basis)
{
    const struct style *style = box->box.style;
    float gap = length_used(style->column_gap, NAN);
    struct intrinsic sum = {0, 0};
    size_t count = 0;
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        if (child->out_of_flow)
            continue;
        struct space space = space_of_height(percent_basis);
        if (style->flex_wrap == FLEX_NOWRAP && !isnan(percent_basis))
            space.height = flex_stretched_height(box, child, percent_basis);
        struct intrinsic one = item_contribution(layout, child, &space);
        sum.max += one.max;
        if (style->flex_wrap == FLEX_NOWRAP)
            sum.min += one.min;
        else
            sum.min = fmaxf(sum.min, box_contribution(layout, child, &space).min);
        count++;
    }
    float gaps = isnan(gap) || count < 2 ? 0 : gap * (float)(count - 1);
    sum.max += gaps;
    if (style->flex_wrap == FLEX_NOWRAP)
        sum.min += gaps;
    return sum;
}

/* Of columns that wrap at a height that is known: each as wide as its widest item, side by side. */
static float columns_max_content(struct layout *layout, struct layout_box *box, float percent_basis, float limit)
{
    const struct style *style = box->box.style;
    float row_gap = length_used(style->row_gap, percent_basis), column_gap = length_used(style->column_gap, NAN);
    float sum = 0, widest = 0, height = 0;
    bool any = false;
    row_gap = isnan(row_gap) ? 0 : row_gap;
    column_gap = isnan(column_gap) ? 0 : column_gap;
    struct space space = space_of_height(percent_basis);
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        if (child->out_of_flow)
            continue;
        float width = box_contribution(layout, child, &space).max;
        struct space laid = space;
        laid.cb_width = width;
        laid.shrink = true;
        float outer = box_measure(layout, child, &laid).height + margin_used(child->box.style, SIDE_TOP, NAN) +
                      margin_used(child->box.style, SIDE_BOTTOM, NAN);
        if (any && height + row_gap + outer > limit) {
            sum += widest + column_gap;
            widest = height = 0;
            any = false;
        }
        height += (any ? row_gap : 0) + outer;
        widest = fmaxf(widest, width);
        any = true;
    }
    return sum + widest;
}

static struct intrinsic column_intrinsic(struct layout *layout, struct layout_box *box, const struct space *space,
                                         float percent_basis)
{
    struct intrinsic intrinsic = block_intrinsic(layout, box, percent_basis);
    float height = box_height_definite(box, space);
    if (isnan(height))
        height = box_height_range(box, space->cb_height).max;
    if (box->box.style->flex_wrap != FLEX_NOWRAP && height < INFINITY)
        intrinsic.max = columns_max_content(layout, box, percent_basis, fmaxf(0, height - box_edges_y(box)));
    return intrinsic;
}

static bool is_row(const struct style *style)
{
    return style->flex_direction == FLEX_ROW || style->flex_direction == FLEX_ROW_REVERSE;
}

struct intrinsic box_intrinsic_content(struct layout *layout, struct layout_box *box, const struct space *space)
{
    float basis = box->percent_height || box->box.kind == BOX_FLEX ? box_percent_basis(box, space, NAN) : NAN;
    bool known = box->has_intrinsic && (basis == box->intrinsic_basis || (isnan(basis) && isnan(box->intrinsic_basis)));
    if (known || layout->failed)
        return box->intrinsic;
    struct intrinsic intrinsic;
    if (box->box.kind == BOX_REPLACED)
        intrinsic.min = intrinsic.max = replaced_used(layout, box, space).width;
    else if (box->items)
        intrinsic = inline_intrinsic(layout, box, basis);
    else if (box->box.kind == BOX_FLEX && is_row(box->box.style))
        intrinsic = row_intrinsic(layout, box, basis);
    else if (box->box.kind == BOX_FLEX)
        intrinsic = column_intrinsic(layout, box, space, basis);
    else
        intrinsic = block_intrinsic(layout, box, basis);
    intrinsic.min = unit_ceil(fmaxf(0, intrinsic.min));
    intrinsic.max = fmaxf(intrinsic.min, unit_ceil(intrinsic.max));
    if (box->box.kind == BOX_REPLACED)
        return intrinsic;
    box->intrinsic = intrinsic;
    box->intrinsic_basis = basis;
    box->has_intrinsic = true;
    return intrinsic;
}

struct intrinsic box_intrinsic(struct layout *layout, struct layout_box *box, const struct space *space)
{
    float height = box_ratio(box) > 0 ? box_height_definite(box, space) : NAN;
    if (isnan(height))
        return box_intrinsic_content(layout, box, space);
    float width = ratio_width(box, height) - box_edges_x(box);
    return (struct intrinsic){width, width};
}

static bool length_is_percent(struct length length)
{
    return length.kind == LENGTH_VALUE && length.percent != 0;
}

static struct intrinsic contribution(struct layout *layout, struct layout_box *box, const struct space *space)
{
    const struct style *style = box->box.style;
    box_edges(box, NAN);
    float edges = box_edges_x(box);
    struct space unbounded = *space;
    unbounded.unbounded = true;
    struct range range = box_width_limits(layout, box, space), range_max = box_width_limits(layout, box, &unbounded);
    struct intrinsic border_box;
    float width = NAN;
    if (style->width.kind != LENGTH_FIT_CONTENT)
        width = box_width_of(layout, box, style->width, space);
    if (isnan(width) && box->box.kind == BOX_REPLACED)
        width = replaced_used(layout, box, space).width + edges;
    if (isnan(width)) {
        struct intrinsic content = box_intrinsic(layout, box, space);
        border_box = (struct intrinsic){content.min + edges, content.max + edges};
    } else {
        border_box = (struct intrinsic){width, width};
    }
    /* CSS Sizing 3 section 5.2.2: replaced elements with a percentage can be squeezed to nothing. */
    if (box->box.kind == BOX_REPLACED && (length_is_percent(style->width) || length_is_percent(style->max_width)))
        border_box.min = 0;
    float margins = box_margins_x(box);
    border_box.min = range_clamp(range, border_box.min) + margins;
    border_box.max = range_clamp(range_max, border_box.max) + margins;
    return border_box;
}

struct intrinsic box_contribution(struct layout *layout, struct layout_box *box, const struct space *space)
{
    struct edges kept = edges_of(box);
    struct intrinsic result = contribution(layout, box, space);
    edges_restore(box, &kept);
    return result;
}
