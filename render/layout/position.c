/* The last pass, top down: relative coordinates become the card's, relative and absolute positioning (CSS 2.2 sections
 * 9.4.3, 10.1, 10.3.7, 10.3.8, 10.6.4, 10.6.5; CSS Positioned Layout 3 section 4). */
#include "layout_box.h"

static void place_children(struct layout *layout, struct layout_box *box);

/* The box whose content box holds this one: not an inline box. */
static struct layout_box *container_of(const struct layout_box *box)
{
    struct box *parent = box->box.parent;
    while (parent && parent->kind == BOX_INLINE)
        parent = parent->parent;
    return layout_box_of(parent);
}

void position_relative(const struct layout_box *box, float *x, float *y)
{
    const struct style *style = box->box.style;
    const struct layout_box *container = container_of(box);
    *x = *y = 0;
    if (style->position != POSITION_RELATIVE || !container)
        return;
    float width = box_content_rect(&container->box).width;
    float height = box_percent_basis(container, &container->space, container->outcome.width);
    float left = length_used(style->inset[SIDE_LEFT], width), right = length_used(style->inset[SIDE_RIGHT], width);
    float top = length_used(style->inset[SIDE_TOP], height), bottom = length_used(style->inset[SIDE_BOTTOM], height);
    bool rtl = container->box.style->text.direction == DIRECTION_RTL;
    if (!isnan(left) && (isnan(right) || !rtl))
        *x = left;
    else if (!isnan(right))
        *x = -right;
    if (!isnan(top))
        *y = top;
    else if (!isnan(bottom))
        *y = -bottom;
}

float static_share(const struct layout_box *box, const struct layout_box *child)
{
    bool rtl = box->box.style->text.direction == DIRECTION_RTL;
    enum text_align align = child->inline_level ? box->box.style->text.text_align : TEXT_ALIGN_START;
    if (align == TEXT_ALIGN_CENTER)
        return 0.5f;
    if (align == TEXT_ALIGN_LEFT || align == TEXT_ALIGN_RIGHT)
        return align == TEXT_ALIGN_RIGHT;
    return rtl != (align == TEXT_ALIGN_END);
}

/* Padding box of the nearest ancestor that absolutely positioned boxes refer to, or the card; with its direction. */
static struct rect containing_block(const struct layout *layout, const struct layout_box *box, bool *rtl)
{
    for (const struct box *ancestor = box->box.parent; ancestor; ancestor = ancestor->parent) {
        *rtl = ancestor->style->text.direction == DIRECTION_RTL;
        if (ancestor->kind != BOX_INLINE && style_contains_absolute(ancestor->style))
            return box_padding_rect(ancestor);
        /* An inline box: from the start of its first piece to the end of its last. */
        if (ancestor->style->position != POSITION_STATIC && ancestor->fragment_count > 0) {
            const struct rect *first = &ancestor->fragments[0];
            const struct rect *last = &ancestor->fragments[ancestor->fragment_count - 1];
            struct box span = *ancestor;
            span.border_box = (struct rect){first->x, first->y, fmaxf(0, last->x + last->width - first->x),
                                            fmaxf(0, last->y + last->height - first->y)};
            return box_padding_rect(&span);
        }
    }
    return (struct rect){0, 0, layout->card_width, layout->card_height};
}

/* One axis of an absolutely positioned box. */
struct axis {
    float start, end;          /* insets, NAN auto */
    float extent;              /* of the containing block */
    float point, bias;         /* static position, from the containing block's edge */
    bool start_auto, end_auto; /* margins */
    bool reversed;             /* the end inset wins when all are given */
    float align;               /* where in the room between the insets: 0 start, 1 end; -1: it stretches */
    bool vertical;             /* auto margins centre even what is too large */
};

/* Insets that leave less than nothing between them: the weaker one yields. */
static void axis_settle(struct axis *axis)
{
    if (isnan(axis->start) || isnan(axis->end) || axis->start + axis->end <= axis->extent)
        return;
    if (axis->reversed)
        axis->start = axis->extent - axis->end;
    else
        axis->end = axis->extent - axis->start;
}

/* Room for the margin box: between the insets, or from the static position to the far edge. */
static float axis_available(const struct axis *axis)
{
    if (isnan(axis->start) && isnan(axis->end)) {
        if (axis->bias == 0.5f)
            return 2 * fminf(axis->point, axis->extent - axis->point);
        return axis->bias == 0 ? axis->extent - axis->point : axis->point;
    }
    return axis->extent - (isnan(axis->start) ? 0 : axis->start) - (isnan(axis->end) ? 0 : axis->end);
}

/* The margin box's start when it is aligned between both insets: what is too large for them keeps within the containing
 * block where it can, its start first (CSS Align 3 section 4.4.1). */
static float axis_aligned(const struct axis *axis, float size, float free)
{
    if (axis->align < 0)
        return axis->start;
    float start = axis->start + unit_floor(free * axis->align);
    if (free >= 0 || axis->align == 0)
        return start;
    return fmaxf(fminf(0, axis->start), fminf(start, fmaxf(axis->extent, axis->extent - axis->end) - size));
}

/* Distance of the border edge from the containing block's start; auto margins get their used values. */
static float axis_place(const struct axis *axis, float size, float *margin_start, float *margin_end)
{
    float free = axis_available(axis) - size - *margin_start - *margin_end;
    if (isnan(axis->start) && isnan(axis->end))
        return axis->point - axis->bias * (size + *margin_start + *margin_end) + *margin_start;
    if (isnan(axis->start))
        return axis->extent - axis->end - *margin_end - size;
    if (isnan(axis->end))
        return axis->start + *margin_start;
    if (axis->start_auto && axis->end_auto) {
        float half = free < 0 && !axis->vertical ? 0 : unit_floor(free / 2);
        *margin_start = free < 0 && axis->reversed ? free : half; /* an overflow goes to the end side */
        *margin_end = free - *margin_start;
    } else if (axis->start_auto) {
        *margin_start = free;
    } else if (axis->end_auto) {
        *margin_end = free;
    } else if (axis->reversed) {
        return axis->extent - axis->end - *margin_end - size;
    } else {
        return axis_aligned(axis, size + *margin_start + *margin_end, free) + *margin_start;
    }
    return axis->start + *margin_start;
}

/* align-self within the insets (CSS Positioned Layout 3 section 4.4): 0 start, 1 end; -1: it stretches. */
static float align_bias(const struct layout_box *box)
{
    switch (box->box.style->align_self) {
    case ALIGN_CENTER:
        return 0.5f;
    case ALIGN_END:
    case ALIGN_FLEX_END:
        return 1;
    case ALIGN_START:
    case ALIGN_FLEX_START:
    case ALIGN_BASELINE:
        return 0;
    case ALIGN_AUTO:
    case ALIGN_NORMAL:
    case ALIGN_STRETCH:
    case ALIGN_LEFT:
    case ALIGN_RIGHT:
    case ALIGN_SPACE_BETWEEN:
    case ALIGN_SPACE_AROUND:
    case ALIGN_SPACE_EVENLY:
        break;
    }
    return -1;
}

static bool stretches_y(const struct layout_box *box, const struct axis *y)
{
    return align_bias(box) < 0 && box->box.style->height.kind == LENGTH_AUTO && !isnan(y->start) && !isnan(y->end);
}

/* An auto width: between both insets, by the ratio, or fit-content. NAN: the box knows by itself. */
static float auto_width(struct layout *layout, struct layout_box *box, const struct axis *axis, const struct axis *y,
                        const struct space *space)
{
    const struct style *style = box->box.style;
    bool automatic = style->width.kind == LENGTH_AUTO || style->width.kind == LENGTH_FIT_CONTENT;
    if (box->box.kind == BOX_REPLACED)
        return NAN;
    if (!automatic && box_ratio(box) > 0 && stretches_y(box, y)) {
        /* Both sizes are definite, and the ratio makes the content a minimum of the width. */
        struct space stretched = *space;
        stretched.height = axis_available(y) - box_margins_y(box);
        return range_clamp(box_width_limits(layout, box, &stretched), box_width_of(layout, box, style->width, space));
    }
    if (!automatic)
        return NAN;
    bool ratio = box_ratio(box) > 0 && style->width.kind == LENGTH_AUTO;
    if (ratio && !isnan(box_height_definite(box, space)))
        return NAN;
    float available = fmaxf(0, axis_available(axis) - box_margins_x(box));
    float width = available;
    bool fills = !isnan(axis->start) && !isnan(axis->end);
    if (ratio && !fills && stretches_y(box, y)) {
        /* The height between the insets decides the width, and that the height. */
        struct space stretched = *space;
        stretched.height = range_clamp(box_height_range(box, space->cb_height), axis_available(y) - box_margins_y(box));
        return range_clamp(box_width_limits(layout, box, &stretched), ratio_width(box, stretched.height));
    }
    if (!fills || style->width.kind == LENGTH_FIT_CONTENT) {
        float edges = box_edges_x(box);
        struct intrinsic intrinsic = box_intrinsic(layout, box, space);
        width = fminf(intrinsic.max, fmaxf(intrinsic.min, available - edges)) + edges;
    }
    return range_clamp(box_width_limits(layout, box, space), width);
}

static float auto_height(const struct layout_box *box, const struct axis *y)
{
    if (!stretches_y(box, y) || box->box.kind == BOX_REPLACED || box_ratio(box) > 0)
        return NAN;
    float height = fmaxf(box_edges_y(box), axis_available(y) - box_margins_y(box));
    return range_clamp(box_height_range(box, y->extent), height);
}

static struct static_position static_position_of(const struct layout_box *box)
{
    const struct layout_box *parent = layout_box_of(box->box.parent), *container = container_of(box);
    if (container->items)
        return box->static_position;
    struct static_position position = box->static_position;
    if (parent->box.kind == BOX_FLEX)
        position = flex_static_position(parent, box);
    position.x += parent->box.border_box.x;
    position.y += parent->box.border_box.y;
    return position;
}

static void place_absolute(struct layout *layout, struct layout_box *box)
{
    const struct style *style = box->box.style;
    bool rtl;
    struct rect cb = containing_block(layout, box, &rtl);
    struct static_position point = static_position_of(box);
    struct axis x = {
        .start = length_used(style->inset[SIDE_LEFT], cb.width),
        .end = length_used(style->inset[SIDE_RIGHT], cb.width),
        .extent = cb.width,
        .point = point.x - cb.x,
        .bias = point.bias_x,
        .start_auto = style->margin[SIDE_LEFT].kind == LENGTH_AUTO,
        .end_auto = style->margin[SIDE_RIGHT].kind == LENGTH_AUTO,
        .reversed = rtl,
        .align = -1,
    };
    struct axis y = {
        .start = length_used(style->inset[SIDE_TOP], cb.height),
        .end = length_used(style->inset[SIDE_BOTTOM], cb.height),
        .extent = cb.height,
        .point = point.y - cb.y,
        .bias = point.bias_y,
        .start_auto = style->margin[SIDE_TOP].kind == LENGTH_AUTO,
        .end_auto = style->margin[SIDE_BOTTOM].kind == LENGTH_AUTO,
        .vertical = true,
        .align = align_bias(box),
    };
    axis_settle(&x);
    axis_settle(&y);
    box_edges(box, cb.width);
    struct space space = {.cb_width = cb.width, .cb_height = cb.height, .width = NAN, .shrink = true};
    space.insets = cb.width - axis_available(&x);
    space.height = auto_height(box, &y);
    space.width = auto_width(layout, box, &x, &y, &space);
    box_layout(layout, box, &space);
    float *margin = box->box.margin;
    box->box.border_box.x = cb.x + axis_place(&x, box->outcome.width, &margin[SIDE_LEFT], &margin[SIDE_RIGHT]);
    box->box.border_box.y = cb.y + axis_place(&y, box->outcome.height, &margin[SIDE_TOP], &margin[SIDE_BOTTOM]);
    place_children(layout, box);
}

static void place_child(struct layout *layout, struct layout_box *parent, struct layout_box *child)
{
    if (child->out_of_flow) {
        place_absolute(layout, child);
        return;
    }
    if (child->box.kind != BOX_INLINE) {
        float x, y;
        position_relative(child, &x, &y);
        child->box.border_box.x += x + (child->atomic ? 0 : parent->box.border_box.x);
        child->box.border_box.y += y + (child->atomic ? 0 : parent->box.border_box.y);
    }
    place_children(layout, child);
}

static void place_children(struct layout *layout, struct layout_box *box)
{
    if (layout->failed)
        return;
    if (box->items) {
        struct rect content = box_content_rect(&box->box);
        box->box.text_x = content.x;
        box->box.text_y = content.y;
        inline_place(layout, box);
    }
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child))
        place_child(layout, box, child);
}

void position_tree(struct layout *layout, struct layout_box *root)
{
    float x, y;
    position_relative(root, &x, &y);
    root->box.border_box.x += x;
    root->box.border_box.y += y;
    place_children(layout, root);
}
