#include "layout_box.h"

float box_width_of(struct layout *layout, struct layout_box *box, struct length length, const struct space *space)
{
    if (!length_is_content_keyword(length))
        return box_sized_x(box, length_used(length, space->cb_width));
    float edges = box_edges_x(box);
    struct intrinsic intrinsic = box_intrinsic(layout, box, space);
    if (length.kind == LENGTH_MIN_CONTENT)
        return intrinsic.min + edges;
    if (length.kind == LENGTH_MAX_CONTENT)
        return intrinsic.max + edges;
    float available = fmaxf(0, space->cb_width - space->insets - box_margins_x(box) - edges);
    if (space->unbounded)
        available = INFINITY;
    return fminf(intrinsic.max, fmaxf(intrinsic.min, available)) + edges;
}

struct range box_width_range(struct layout *layout, struct layout_box *box, const struct space *space)
{
    const struct style *style = box->box.style;
    float min = box_width_of(layout, box, style->min_width, space);
    float max = box_width_of(layout, box, style->max_width, space);
    return (struct range){
        .min = fmaxf(isnan(min) ? 0 : min, box_edges_x(box)),
        .max = isnan(max) ? INFINITY : max,
    };
}

struct range box_height_range(const struct layout_box *box, float cb_height)
{
    const struct style *style = box->box.style;
    float min = box_sized_y(box, length_used(style->min_height, cb_height));
    float max = box_sized_y(box, length_used(style->max_height, cb_height));
    return (struct range){
        .min = fmaxf(isnan(min) ? 0 : min, box_edges_y(box)),
        .max = isnan(max) ? INFINITY : max,
    };
}

/* CSS Sizing 4 section 5: with a ratio, the other axis's limits hold for this one too, within its own limits. */
struct range box_width_transferred(const struct layout_box *box, struct range range, float cb_height)
{
    struct range heights = box_height_range(box, cb_height);
    if (heights.max < INFINITY)
        range.max = fminf(range.max, fmaxf(range.min, ratio_width(box, fmaxf(heights.min, heights.max))));
    range.min = fmaxf(range.min, fminf(range.max, ratio_width(box, heights.min)));
    return range;
}

struct range box_width_limits(struct layout *layout, struct layout_box *box, const struct space *space)
{
    const struct style *style = box->box.style;
    struct range range = box_width_range(layout, box, space);
    if (box_ratio(box) <= 0 || box->box.kind == BOX_REPLACED ||
        (style->width.kind == LENGTH_VALUE && !box->out_of_flow))
        return range;
    if (isnan(box_height_definite(box, space)))
        range = box_width_transferred(box, range, space->cb_height);
    else if (style->min_width.kind == LENGTH_AUTO && !style_is_scroll_container(style)) {
        float content = box_intrinsic_content(layout, box, space).min + box_edges_x(box);
        range.min = fmaxf(range.min, fminf(range.max, content));
    }
    return range;
}

float box_width_used(struct layout *layout, struct layout_box *box, const struct space *space)
{
    float edges = box_edges_x(box);
    if (!isnan(space->width))
        return fmaxf(space->width, edges);
    const struct style *style = box->box.style;
    struct range range = box_width_limits(layout, box, space);
    float width = box_width_of(layout, box, style->width, space);
    if (isnan(width) && box_ratio(box) > 0) {
        float height = box_height_definite(box, space);
        width = isnan(height) ? NAN : ratio_width(box, height);
    }
    if (isnan(width) && space->shrink)
        width = box_width_of(layout, box, (struct length){.kind = LENGTH_FIT_CONTENT}, space);
    if (isnan(width))
        width = fmaxf(edges, space->cb_width - box_margins_x(box));
    return range_clamp(range, width);
}

float box_height_definite(const struct layout_box *box, const struct space *space)
{
    if (!isnan(space->height))
        return fmaxf(space->height, box_edges_y(box));
    if (space->content_height)
        return NAN;
    float height = box_sized_y(box, length_used(box->box.style->height, space->cb_height));
    return isnan(height) ? NAN : range_clamp(box_height_range(box, space->cb_height), height);
}

float box_percent_basis(const struct layout_box *box, const struct space *space, float width)
{
    float height = box_height_definite(box, space);
    if (!isnan(space->height) && space->height_indefinite)
        return NAN;
    /* Anonymous boxes are ignored when percentages look for what they refer to (CSS 2.2 section 9.2.1.1). */
    if (!box->box.node && isnan(height))
        return space->cb_height;
    if (isnan(height) && !isnan(width) && box_ratio(box) > 0 && !space->content_height)
        height = range_clamp(box_height_range(box, space->cb_height), ratio_height(box, width));
    return isnan(height) ? NAN : fmaxf(0, height - box_edges_y(box));
}

float box_height_used(const struct layout_box *box, const struct space *space, float width, float content)
{
    float height = box_height_definite(box, space);
    if (!isnan(height))
        return height;
    struct range range = box_height_range(box, space->cb_height);
    if (space->content_height)
        range = (struct range){.min = box_edges_y(box), .max = INFINITY};
    if (box_ratio(box) > 0) {
        const struct style *style = box->box.style;
        if (style->min_height.kind == LENGTH_AUTO && (style->height.kind == LENGTH_AUTO || space->content_height) &&
            !style_is_scroll_container(style))
            range.min = fmaxf(range.min, fminf(range.max, content));
        content = ratio_height(box, width);
    }
    return range_clamp(range, content);
}
