#include "layout_box.h"

enum { UNITS_PER_PX = 64 };

float unit_floor(float px)
{
    return truncf(px * UNITS_PER_PX) / UNITS_PER_PX;
}

float unit_ceil(float px)
{
    return ceilf(px * UNITS_PER_PX) / UNITS_PER_PX;
}

float unit_round(float px)
{
    return roundf(px * UNITS_PER_PX) / UNITS_PER_PX;
}

float length_used(struct length length, float basis)
{
    if (length.kind != LENGTH_VALUE)
        return NAN;
    if (length.percent == 0)
        return unit_floor(length.px);
    return unit_floor(length.px + basis * length.percent / 100);
}

bool length_is_content_keyword(struct length length)
{
    return length.kind == LENGTH_MIN_CONTENT || length.kind == LENGTH_MAX_CONTENT || length.kind == LENGTH_FIT_CONTENT;
}

/* Chromium draws borders in whole pixels, at least one. */
float border_used(const struct border *border)
{
    if (border->style == BORDER_NONE || border->width_px <= 0)
        return 0;
    return border->width_px < 1 ? 1 : floorf(border->width_px);
}

static float length_or_zero(struct length length, float basis)
{
    float used = length_used(length, basis);
    return isnan(used) ? 0 : used;
}

float margin_used(const struct style *style, enum side side, float basis)
{
    return length_or_zero(style->margin[side], basis);
}

void box_edges(struct layout_box *box, float cb_width)
{
    const struct style *style = box->box.style;
    for (int side = 0; side < 4; side++) {
        box->box.margin[side] = margin_used(style, (enum side)side, cb_width);
        box->box.border[side] = border_used(&style->border[side]);
        box->box.padding[side] = fmaxf(0, length_or_zero(style->padding[side], cb_width));
    }
}

float box_edges_x(const struct layout_box *box)
{
    const struct box *b = &box->box;
    return b->border[SIDE_LEFT] + b->padding[SIDE_LEFT] + b->padding[SIDE_RIGHT] + b->border[SIDE_RIGHT];
}

float box_edges_y(const struct layout_box *box)
{
    const struct box *b = &box->box;
    return b->border[SIDE_TOP] + b->padding[SIDE_TOP] + b->padding[SIDE_BOTTOM] + b->border[SIDE_BOTTOM];
}

float box_margins_x(const struct layout_box *box)
{
    return box->box.margin[SIDE_LEFT] + box->box.margin[SIDE_RIGHT];
}

float box_margins_y(const struct layout_box *box)
{
    return box->box.margin[SIDE_TOP] + box->box.margin[SIDE_BOTTOM];
}

float range_clamp(struct range range, float value)
{
    return fmaxf(range.min, fminf(range.max, value));
}

static float sized(const struct layout_box *box, float value, float edges)
{
    if (isnan(value))
        return NAN;
    if (box->box.style->box_sizing == BOX_SIZING_BORDER)
        return fmaxf(value, edges);
    return fmaxf(value, 0) + edges;
}

float box_sized_x(const struct layout_box *box, float value)
{
    return sized(box, value, box_edges_x(box));
}

float box_sized_y(const struct layout_box *box, float value)
{
    return sized(box, value, box_edges_y(box));
}

float box_ratio(const struct layout_box *box)
{
    if (box->box.style->aspect_ratio > 0)
        return box->box.style->aspect_ratio;
    if (box->box.kind != BOX_REPLACED)
        return 0;
    struct replaced_size natural = replaced_natural(box);
    if (natural.width > 0 && natural.height > 0)
        return natural.width / natural.height;
    const struct image *image = box->box.node->image;
    return image ? image->aspect_ratio : 0;
}

bool ratio_is_of_border_box(const struct layout_box *box)
{
    return box->box.style->aspect_ratio > 0 && box->box.style->box_sizing == BOX_SIZING_BORDER;
}

float ratio_width(const struct layout_box *box, float height)
{
    float ratio = box_ratio(box);
    if (ratio_is_of_border_box(box))
        return fmaxf(unit_floor(height * ratio), box_edges_x(box));
    return unit_floor(fmaxf(0, height - box_edges_y(box)) * ratio) + box_edges_x(box);
}

float ratio_height(const struct layout_box *box, float width)
{
    float ratio = box_ratio(box);
    if (ratio_is_of_border_box(box))
        return fmaxf(unit_floor(width / ratio), box_edges_y(box));
    return unit_floor(fmaxf(0, width - box_edges_x(box)) / ratio) + box_edges_y(box);
}
