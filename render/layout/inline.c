/* Inline formatting contexts: what goes into a paragraph, and what it answers. */
#include "layout_box.h"

static bool set(float *place, float value)
{
    bool changed = *place != value;
    *place = value;
    return changed;
}

/* Width of an inline box's edge: the inline-start one opens it, the inline-end one closes it. */
static float edge_width(struct layout_box *box, enum paragraph_item_kind kind, float basis)
{
    if (box->box.kind != BOX_INLINE)
        return 0;
    box_edges(box, basis);
    bool ltr = box->box.style->text.direction == DIRECTION_LTR;
    enum side start = ltr ? SIDE_LEFT : SIDE_RIGHT, end = ltr ? SIDE_RIGHT : SIDE_LEFT;
    struct box *b = &box->box;
    if (!box->starts)
        b->margin[start] = b->border[start] = b->padding[start] = 0;
    if (!box->ends)
        b->margin[end] = b->border[end] = b->padding[end] = 0;
    enum side side = kind == PARAGRAPH_OPEN ? start : end;
    return b->margin[side] + b->border[side] + b->padding[side];
}

void inline_edges(struct layout_box *box, float width)
{
    for (size_t i = 0; i < box->item_count; i++)
        if (box->items[i].kind == PARAGRAPH_OPEN)
            edge_width((struct layout_box *)(uintptr_t)box->items[i].source, PARAGRAPH_OPEN, width);
}

/* From the top margin edge (CSS 2.2 section 10.8.1, CSS Flexbox 1 section 8.5). */
static float object_baseline(const struct layout_box *box)
{
    const struct outcome *outcome = &box->outcome;
    float baseline = outcome->last_baseline;
    if (box->box.kind == BOX_FLEX)
        baseline = outcome->first_baseline;
    else if (style_is_scroll_container(box->box.style))
        baseline = NAN;
    if (isnan(baseline))
        return outcome->height + box_margins_y(box);
    return baseline + box->box.margin[SIDE_TOP];
}

/* Fills the items' sizes for a container of this content width; whether any changed. */
static bool items_size(struct layout *layout, struct layout_box *box, float width, float percent_basis)
{
    bool changed = false;
    for (size_t i = 0; i < box->item_count; i++) {
        struct paragraph_item *item = &box->items[i];
        struct layout_box *source = (struct layout_box *)(uintptr_t)item->source;
        if (item->kind == PARAGRAPH_OPEN || item->kind == PARAGRAPH_CLOSE) {
            changed |= set(&item->width_px, edge_width(source, item->kind, width));
        } else if (item->kind == PARAGRAPH_OBJECT) {
            struct space space = {
                .cb_width = width, .cb_height = percent_basis, .width = NAN, .height = NAN, .shrink = true};
            box_layout(layout, source, &space);
            changed |= set(&item->width_px, source->outcome.width + box_margins_x(source));
            changed |= set(&item->height_px, source->outcome.height + box_margins_y(source));
            changed |= set(&item->baseline_px, object_baseline(source));
        }
    }
    return changed;
}

/* The same for intrinsic widths, where objects count with their contributions. */
static bool items_size_intrinsic(struct layout *layout, struct layout_box *box, float percent_basis, bool max)
{
    bool changed = false;
    struct space space = space_of_height(percent_basis);
    for (size_t i = 0; i < box->item_count; i++) {
        struct paragraph_item *item = &box->items[i];
        struct layout_box *source = (struct layout_box *)(uintptr_t)item->source;
        if (item->kind == PARAGRAPH_OPEN || item->kind == PARAGRAPH_CLOSE) {
            changed |= set(&item->width_px, edge_width(source, item->kind, NAN));
        } else if (item->kind == PARAGRAPH_OBJECT) {
            struct intrinsic contribution = box_contribution(layout, source, &space);
            changed |= set(&item->width_px, max ? contribution.max : contribution.min);
        }
    }
    return changed;
}

/* A paragraph of the items as they are sized now; false on failure. */
static bool ensure_paragraph(struct layout *layout, struct layout_box *box, bool changed)
{
    if (layout->failed)
        return false;
    if (box->box.paragraph && !changed)
        return true;
    struct paragraph_input input = {
        .block = box->box.style,
        .direction = box->box.style->text.direction,
        .items = box->items,
        .item_count = box->item_count,
        .fonts = layout->context->fonts,
    };
    for (int i = 0; i < TEXT_MEASUREMENTS; i++)
        box->text_cache[i].width = NAN;
    box->box.paragraph = paragraph_create(layout->context->text, layout->context->arena, &input, layout->error);
    layout->failed |= !box->box.paragraph;
    return !layout->failed;
}

static const struct paragraph_lines *lines_at(struct layout *layout, struct layout_box *box, float width,
                                              float max_height)
{
    for (int i = 0; i < TEXT_MEASUREMENTS; i++)
        if (box->text_cache[i].width == width && box->text_cache[i].max_height == max_height)
            return &box->text_cache[i].lines;
    struct text_measurement *slot = &box->text_cache[box->text_next];
    box->text_next = (box->text_next + 1) % TEXT_MEASUREMENTS;
    slot->width = NAN;
    struct paragraph_box bounds = {.width_px = width, .max_height_px = max_height};
    if (!paragraph_layout(box->box.paragraph, bounds, &slot->lines, layout->error)) {
        layout->failed = true;
        return NULL;
    }
    slot->width = width;
    slot->max_height = max_height;
    return &slot->lines;
}

float inline_layout(struct layout *layout, struct layout_box *box, float width, float max_height, float percent_basis,
                    bool smallest)
{
    bool changed = (box->items_vary || !box->box.paragraph) && items_size(layout, box, width, percent_basis);
    if (!ensure_paragraph(layout, box, changed))
        return 0;
    if (smallest && box->fits)
        return unit_round(fminf(paragraph_min_height_px(box->box.paragraph, width), max_height));
    const struct paragraph_lines *lines = lines_at(layout, box, width, max_height);
    if (!lines)
        return 0;
    box->box.lines = *lines;
    return unit_round(lines->height_px);
}

struct intrinsic inline_intrinsic(struct layout *layout, struct layout_box *box, float percent_basis)
{
    const struct style *style = box->box.style;
    struct intrinsic intrinsic = {0, 0};
    bool size = box->items_vary || !box->box.paragraph;
    if (!ensure_paragraph(layout, box, size && items_size_intrinsic(layout, box, percent_basis, false)))
        return intrinsic;
    float smallest = box->fits ? style->min_font_size_px / style->text.font_size_px : 1;
    intrinsic.min = paragraph_min_content_px(box->box.paragraph, smallest);
    if (!ensure_paragraph(layout, box, box->items_vary && items_size_intrinsic(layout, box, percent_basis, true)))
        return intrinsic;
    intrinsic.max = paragraph_max_content_px(box->box.paragraph, 1);
    return intrinsic;
}
