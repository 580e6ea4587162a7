/* Replaced elements: pictures. CSS 2.2 sections 10.3.2, 10.4, 10.6.2, 10.7; CSS Images 3 section 5. */
#include "layout_box.h"

enum { DEFAULT_WIDTH = 300, DEFAULT_HEIGHT = 150 };

struct replaced_size replaced_natural(const struct layout_box *box)
{
    const struct image *image = box->box.node->image;
    struct replaced_size size = {0, 0};
    if (!image)
        return size;
    size.width = unit_floor(image->width_px);
    size.height = unit_floor(image->height_px);
    if (image->aspect_ratio > 0 && size.width > 0 && size.height <= 0)
        size.height = unit_floor(size.width / image->aspect_ratio);
    if (image->aspect_ratio > 0 && size.height > 0 && size.width <= 0)
        size.width = unit_floor(size.height * image->aspect_ratio);
    return size;
}

/* The table of section 10.4: both axes auto, a ratio, and limits in both. */
static struct replaced_size constrain(struct replaced_size size, float ratio, struct range w, struct range h)
{
    w.max = fmaxf(w.min, w.max);
    h.max = fmaxf(h.min, h.max);
    float width = size.width, height = size.height;
    bool wide = width > w.max, narrow = width<w.min, tall = height> h.max, low = height < h.min;
    if (wide && tall) {
        bool by_width = w.max * height <= h.max * width;
        return by_width ? (struct replaced_size){w.max, fmaxf(h.min, w.max / ratio)}
                        : (struct replaced_size){fmaxf(w.min, h.max * ratio), h.max};
    }
    if (narrow && low) {
        bool by_width = w.min * height <= h.min * width;
        return by_width ? (struct replaced_size){fminf(w.max, h.min * ratio), h.min}
                        : (struct replaced_size){w.min, fminf(h.max, w.min / ratio)};
    }
    if (narrow && tall)
        return (struct replaced_size){w.min, h.max};
    if (wide && low)
        return (struct replaced_size){w.max, h.min};
    if (wide)
        return (struct replaced_size){w.max, fmaxf(w.max / ratio, h.min)};
    if (narrow)
        return (struct replaced_size){w.min, fminf(w.min / ratio, h.max)};
    if (tall)
        return (struct replaced_size){fmaxf(h.max * ratio, w.min), h.max};
    if (low)
        return (struct replaced_size){fminf(h.min * ratio, w.max), h.min};
    return size;
}

static struct range range_content(struct range range, float edges)
{
    return (struct range){fmaxf(0, range.min - edges), fmaxf(0, range.max - edges)};
}

static struct range range_widen(struct range range, float edges)
{
    return (struct range){range.min + edges, range.max + edges};
}

/* A picture that has nothing but a ratio fills the width that there is (CSS 2.2 section 10.3.2), and asks for none. */
static float width_without_natural(const struct layout_box *box, const struct space *space)
{
    float width = space->cb_width - space->insets - box_margins_x(box) - box_edges_x(box);
    bool percent = box->box.style->width.kind == LENGTH_VALUE && box->box.style->width.percent != 0;
    if (isnan(width))
        return percent ? DEFAULT_WIDTH : 0;
    return fmaxf(0, width);
}

static struct replaced_size both_auto(const struct layout_box *box, const struct space *space, float ratio,
                                      struct range w, struct range h)
{
    struct replaced_size size = replaced_natural(box);
    if (size.width <= 0 && size.height <= 0 && ratio > 0) {
        size.width = width_without_natural(box, space);
        size.height = ratio_height(box, size.width + box_edges_x(box)) - box_edges_y(box);
    } else if (ratio > 0 && box->box.style->aspect_ratio > 0) {
        if (size.width > 0)
            size.height = ratio_height(box, size.width + box_edges_x(box)) - box_edges_y(box);
        else
            size.width = ratio_width(box, size.height + box_edges_y(box)) - box_edges_x(box);
    } else {
        size.width = size.width > 0 ? size.width : DEFAULT_WIDTH;
        size.height = size.height > 0 ? size.height : DEFAULT_HEIGHT;
    }
    if (ratio > 0 && ratio_is_of_border_box(box)) {
        float x = box_edges_x(box), y = box_edges_y(box);
        size = constrain((struct replaced_size){size.width + x, size.height + y}, ratio, range_widen(w, x),
                         range_widen(h, y));
        return (struct replaced_size){fmaxf(0, size.width - x), fmaxf(0, size.height - y)};
    }
    if (ratio > 0)
        return constrain(size, ratio, w, h);
    return (struct replaced_size){range_clamp(w, size.width), range_clamp(h, size.height)};
}

struct replaced_size replaced_used(struct layout *layout, struct layout_box *box, const struct space *space)
{
    const struct style *style = box->box.style;
    float edges_x = box_edges_x(box), edges_y = box_edges_y(box), ratio = box_ratio(box);
    bool width_imposed = !isnan(space->width);
    bool keyword = length_is_content_keyword(style->width);
    float width = space->width;
    if (!width_imposed && !keyword && !space->content_width)
        width = box_sized_x(box, length_used(style->width, space->cb_width));
    float height = box_height_definite(box, space);
    struct range w = {0, INFINITY}, h = {0, INFINITY};
    if (!width_imposed && !space->content_width) {
        float min = box_sized_x(box, length_used(style->min_width, space->cb_width));
        float max = box_sized_x(box, length_used(style->max_width, space->cb_width));
        w = range_content((struct range){isnan(min) ? 0 : min, isnan(max) ? INFINITY : max}, edges_x);
    }
    if (isnan(space->height) && !space->content_height)
        h = range_content(box_height_range(box, space->cb_height), edges_y);
    struct replaced_size size;
    (void)layout;
    if (isnan(width) && isnan(height)) {
        size = both_auto(box, space, ratio, w, h);
    } else if (isnan(height)) {
        size.width = range_clamp(w, fmaxf(0, width - edges_x));
        float natural = replaced_natural(box).height;
        float derived =
            ratio > 0 ? ratio_height(box, size.width + edges_x) - edges_y : (natural > 0 ? natural : DEFAULT_HEIGHT);
        size.height = range_clamp(h, derived);
    } else if (isnan(width)) {
        size.height = fmaxf(0, height - edges_y);
        float natural = replaced_natural(box).width;
        float derived =
            ratio > 0 ? ratio_width(box, size.height + edges_y) - edges_x : (natural > 0 ? natural : DEFAULT_WIDTH);
        size.width = range_clamp(w, derived);
    } else {
        size = (struct replaced_size){range_clamp(w, fmaxf(0, width - edges_x)), fmaxf(0, height - edges_y)};
    }
    return (struct replaced_size){unit_floor(size.width), unit_floor(size.height)};
}

void replaced_layout(struct layout *layout, struct layout_box *box, const struct space *space)
{
    struct replaced_size size = replaced_used(layout, box, space);
    struct outcome *outcome = &box->outcome;
    outcome->width = size.width + box_edges_x(box);
    outcome->height = size.height + box_edges_y(box);
    outcome->first_baseline = outcome->last_baseline = NAN;
    strut_add(&outcome->top, box->box.margin[SIDE_TOP]);
    strut_add(&outcome->bottom, box->box.margin[SIDE_BOTTOM]);
}
