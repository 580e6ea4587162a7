#include "flex.h"

struct space flex_item_space(const struct flex *flex)
{
    return (struct space){
        .cb_width = flex->content_width,
        .cb_height = flex->percent_basis,
        .width = NAN,
        .height = NAN,
        .shrink = true,
        .smallest = flex->space->smallest,
    };
}

float flex_item_stretched(const struct flex *flex, const struct flex_item *item, float cross)
{
    float size = cross - flex_item_margins_cross(flex, item);
    struct space space = flex_item_space(flex);
    if (flex->row)
        return range_clamp(box_height_range(item->box, flex->percent_basis), size);
    return range_clamp(box_width_range(flex->layout, item->box, &space), size);
}

/* The item's constraints with its cross size imposed where that is definite already (section 9.8). */
static struct space item_space_definite(const struct flex *flex, const struct flex_item *item)
{
    struct space space = flex_item_space(flex);
    float cross = flex->row ? flex->percent_basis : flex->cross;
    if (!item->stretches || flex->multi_line || isnan(cross))
        return space;
    float stretched = flex_item_stretched(flex, item, cross);
    if (flex->row)
        space.height = stretched;
    else
        space.width = stretched;
    return space;
}

/* Content-based widths of an item with a ratio keep to what the limits of its height leave. */
static float item_transferred(const struct flex *flex, const struct layout_box *box, float width)
{
    if (box_ratio(box) <= 0)
        return width;
    struct range any = {box_edges_x(box), INFINITY};
    return range_clamp(box_width_transferred(box, any, flex->percent_basis), width);
}

/* Section 9.2 step 3 C and E, in a row: from the ratio and a definite height, or max-content. */
static float content_width(const struct flex *flex, const struct flex_item *item)
{
    struct space space = item_space_definite(flex, item);
    struct layout_box *box = item->box;
    if (box->box.kind == BOX_REPLACED) {
        space.content_width = true;
        return replaced_used(flex->layout, box, &space).width + box_edges_x(box);
    }
    float height = box_ratio(box) > 0 ? box_height_definite(box, &space) : NAN;
    if (!isnan(height))
        return ratio_width(box, height);
    return item_transferred(flex, box, box_intrinsic(flex->layout, box, &space).max + box_edges_x(box));
}

static float content_height(const struct flex *flex, const struct flex_item *item, bool smallest)
{
    struct space space = item_space_definite(flex, item);
    space.content_height = true;
    space.smallest |= smallest;
    return box_measure(flex->layout, item->box, &space).height;
}

/* In a column: from the ratio, or the content's. */
static float base_height(const struct flex *flex, const struct flex_item *item)
{
    if (box_ratio(item->box) <= 0 || item->box->box.kind == BOX_REPLACED)
        return content_height(flex, item, false);
    struct space space = item_space_definite(flex, item);
    space.content_height = true;
    return ratio_height(item->box, box_measure(flex->layout, item->box, &space).width);
}

/* Value of flex-basis, or of width or height where that is auto; NAN: content. */
static float definite_basis(const struct flex *flex, const struct flex_item *item)
{
    const struct style *style = item->box->box.style;
    struct space space = item_space_definite(flex, item);
    struct length basis = style->flex_basis;
    if (basis.kind == LENGTH_AUTO)
        basis = flex->row ? style->width : style->height;
    if (flex->row && length_is_content_keyword(basis))
        return item_transferred(flex, item->box, box_width_of(flex->layout, item->box, basis, &space));
    if (flex->row)
        return box_width_of(flex->layout, item->box, basis, &space);
    return box_sized_y(item->box, length_used(basis, flex->percent_basis));
}

/* Limits of the height that those of the width come to through a ratio. */
static struct range height_transferred(const struct flex *flex, struct layout_box *box, const struct space *space)
{
    struct range widths = box_width_range(flex->layout, box, space);
    struct range heights = {.min = ratio_height(box, widths.min), .max = INFINITY};
    if (widths.max < INFINITY)
        heights.max = ratio_height(box, fmaxf(widths.min, widths.max));
    return heights;
}

/* Section 4.5: the content-based minimum size. */
static float automatic_minimum(const struct flex *flex, const struct flex_item *item)
{
    struct layout_box *box = item->box;
    const struct style *style = box->box.style;
    float content, specified;
    struct space space = item_space_definite(flex, item);
    if (!flex->row) {
        specified = box_sized_y(box, length_used(style->height, flex->percent_basis));
        content = content_height(flex, item, true);
        if (box_ratio(box) > 0)
            content = range_clamp(height_transferred(flex, box, &space), content);
        /* A percentage that comes to nothing leaves the ratio's height as it is in Chromium. */
        if (box_ratio(box) > 0 && style->height.kind != LENGTH_AUTO && isnan(specified))
            content = fminf(content, base_height(flex, item));
    } else {
        specified = length_is_content_keyword(style->width)
                        ? NAN
                        : box_sized_x(box, length_used(style->width, flex->content_width));
        if (box->box.kind == BOX_REPLACED) {
            content = content_width(flex, item);
        } else {
            content = box_intrinsic_content(flex->layout, box, &space).min;
            content = fmaxf(content, box_intrinsic(flex->layout, box, &space).min) + box_edges_x(box);
            content = item_transferred(flex, box, content);
        }
    }
    float minimum = isnan(specified) ? content : fminf(specified, content);
    return fminf(minimum, item->main_range.max);
}

static void item_align(const struct flex *flex, struct flex_item *item)
{
    const struct style *style = item->box->box.style;
    enum alignment align = style->align_self == ALIGN_AUTO ? flex->style->align_items : style->align_self;
    item->align = flex_resolve_align(flex, align);
    bool auto_margin = item->margin_auto[flex_cross_start(flex)] || item->margin_auto[flex_cross_end(flex)];
    if (item->align == ALIGN_BASELINE && auto_margin)
        item->align = ALIGN_FLEX_START;
    struct length cross = flex->row ? style->height : style->width;
    item->stretches = item->align == ALIGN_STRETCH && cross.kind == LENGTH_AUTO && !auto_margin;
}

static void item_prepare(const struct flex *flex, struct flex_item *item)
{
    struct layout_box *box = item->box;
    const struct style *style = box->box.style;
    box_edges(box, flex->content_width);
    for (int side = 0; side < 4; side++) {
        item->margin[side] = box->box.margin[side];
        item->margin_auto[side] = style->margin[side].kind == LENGTH_AUTO;
    }
    item_align(flex, item);
    struct space space = item_space_definite(flex, item);
    item->edges_main = flex->row ? box_edges_x(box) : box_edges_y(box);
    item->main_range =
        flex->row ? box_width_range(flex->layout, box, &space) : box_height_range(box, flex->percent_basis);
    struct length minimum = flex->row ? style->min_width : style->min_height;
    if (minimum.kind == LENGTH_AUTO && !style_is_scroll_container(style))
        item->main_range.min = fmaxf(item->main_range.min, automatic_minimum(flex, item));
    item->base = definite_basis(flex, item);
    item->definite_basis = !isnan(item->base);
    item->definite = item->definite_basis || (!flex->row && box_ratio(box) > 0);
    if (isnan(item->base))
        item->base = flex->row ? content_width(flex, item) : base_height(flex, item);
    item->hypothetical = range_clamp(item->main_range, item->base);
}

/* Order-modified document order (section 5.4); items are few. */
static void sort_by_order(struct flex_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct flex_item item = items[i];
        size_t k = i;
        for (; k > 0 && items[k - 1].box->box.style->order > item.box->box.style->order; k--)
            items[k] = items[k - 1];
        items[k] = item;
    }
}

bool flex_collect(struct flex *flex)
{
    size_t count = 0;
    for (struct layout_box *child = box_first_child(flex->box); child; child = box_next_sibling(child))
        count += !child->out_of_flow;
    flex->items = layout_alloc(flex->layout, count + 1, sizeof *flex->items);
    if (!flex->items)
        return false;
    for (struct layout_box *child = box_first_child(flex->box); child; child = box_next_sibling(child))
        if (!child->out_of_flow) {
            child->text_limit = 0;
            flex->items[flex->count++].box = child;
        }
    sort_by_order(flex->items, count);
    for (size_t i = 0; i < count && !flex->layout->failed; i++)
        item_prepare(flex, &flex->items[i]);
    return !flex->layout->failed;
}
