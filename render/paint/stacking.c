#include "painter.h"

#include <math.h>
#include <stdlib.h>

#include "shape.h"

static bool is_flex(const struct box *box)
{
    return box && box->kind == BOX_FLEX;
}

static bool is_inline_level(const struct box *box)
{
    return box->style && (box->style->display == DISPLAY_INLINE || box->style->display == DISPLAY_INLINE_BLOCK ||
                          box->style->display == DISPLAY_INLINE_FLEX);
}

static bool is_positioned(const struct box *box)
{
    return box->node && box->style->position != POSITION_STATIC;
}

static bool has_effects(const struct style *style)
{
    return style->opacity < 1 || style->filter_blur_px > 0 || style->blend_mode != BLEND_NORMAL;
}

/* CSS 2.2 section 9.9.1, CSS Flexbox 1 section 4.3, CSS Color, Transforms, Compositing and Filter modules. */
static bool is_stacking_context(const struct box *box)
{
    const struct style *style = box->style;
    if (!box->parent)
        return true;
    if (!box->node)
        return false;
    if ((is_positioned(box) || is_flex(box->parent)) && !style->z_index_auto)
        return true;
    return has_effects(style) || style->isolate || (style->transform_count > 0 && box->kind != BOX_INLINE);
}

/* Painted by the stacking context around it at a z-index, not in the flow. */
static bool is_layer(const struct box *box)
{
    return is_positioned(box) || is_stacking_context(box);
}

/* Painted all at once among the inline content: flex items, inline-blocks. */
static bool is_atomic(const struct box *box)
{
    return is_flex(box->parent) || (box->kind != BOX_INLINE && is_inline_level(box));
}

static bool is_clipping(const struct painter *painter, const struct box *box)
{
    return box != painter->viewport_source && box->style && box->kind != BOX_INLINE && box->kind != BOX_REPLACED &&
           (box->style->overflow_x != OVERFLOW_VISIBLE || box->style->overflow_y != OVERFLOW_VISIBLE);
}

static void clip_push(struct painter *painter, const struct box *box)
{
    painter_add(painter, ITEM_PUSH_CLIP)->clip = rounded_padding_box(box);
}

static void clip_pop(struct painter *painter)
{
    if (painter->count && painter->items[painter->count - 1].kind == ITEM_PUSH_CLIP)
        painter->count--; /* nothing was in it */
    else
        painter_add(painter, ITEM_POP_CLIP);
}

/* ---- children in order -------------------------------------------------------------------------- */

struct box_list {
    const struct box **boxes;
    size_t count, capacity;
};

static void list_add(struct painter *painter, struct box_list *list, const struct box *box)
{
    const struct box **boxes = arena_grow(painter->arena, list->boxes, list->count, &list->capacity, sizeof *boxes);
    if (!boxes) {
        painter->failed = true;
        return;
    }
    list->boxes = boxes;
    list->boxes[list->count++] = box;
}

/* Insertion sort: stable, and the lists are short and nearly sorted. */
static void list_sort(struct box_list *list, int (*key)(const struct box *box))
{
    for (size_t i = 1; i < list->count; i++) {
        const struct box *box = list->boxes[i];
        size_t at = i;
        for (; at > 0 && key(list->boxes[at - 1]) > key(box); at--)
            list->boxes[at] = list->boxes[at - 1];
        list->boxes[at] = box;
    }
}

static int key_order(const struct box *box)
{
    return box->node && box->style ? box->style->order : 0;
}

static int key_z_index(const struct box *box)
{
    return is_stacking_context(box) && !box->style->z_index_auto ? box->style->z_index : 0;
}

/* A flex container's in order-modified document order (CSS Flexbox 1 section 5.4). */
static struct box_list children_of(struct painter *painter, const struct box *box)
{
    struct box_list list = {0};
    for (const struct box *child = box->first_child; child; child = child->next_sibling)
        list_add(painter, &list, child);
    if (is_flex(box))
        list_sort(&list, key_order);
    return list;
}

/* All layers of the context that `box` is or belongs to, in tree order. */
static void layers_collect(struct painter *painter, const struct box *box, struct box_list *layers)
{
    struct box_list children = children_of(painter, box);
    for (size_t i = 0; i < children.count; i++) {
        const struct box *child = children.boxes[i];
        if (is_layer(child))
            list_add(painter, layers, child);
        if (!is_stacking_context(child))
            layers_collect(painter, child, layers);
    }
}

/* ---- the flow ------------------------------------------------------------------------------------ */

static void box_paint_atomic(struct painter *painter, const struct box *box);

static void blocks_paint(struct painter *painter, const struct box *box)
{
    for (const struct box *child = box->first_child; child; child = child->next_sibling) {
        if (is_layer(child) || is_atomic(child) || child->kind == BOX_INLINE)
            continue;
        painter_decorations(painter, child);
        bool clips = is_clipping(painter, child);
        if (clips)
            clip_push(painter, child);
        blocks_paint(painter, child);
        if (clips)
            clip_pop(painter);
    }
}

/* The inline box whose own text a fragment is: text carries the style of the innermost inline box around it. */
static const struct box *inline_owner(const struct box *box, const struct style *style)
{
    for (const struct box *child = box->first_child; child; child = child->next_sibling) {
        if (child->kind != BOX_INLINE)
            continue;
        if (child->style == style)
            return child;
        const struct box *inner = inline_owner(child, style);
        if (inner)
            return inner;
    }
    return NULL;
}

/* The nearest layer at or above an inline box, below its block; NULL: painted with the block. */
static const struct box *inline_layer(const struct box *block, const struct box *box)
{
    for (; box && box != block; box = box->parent)
        if (is_layer(box))
            return box;
    return NULL;
}

static const struct box *block_of(const struct box *box)
{
    while (box && box->kind == BOX_INLINE)
        box = box->parent;
    return box;
}

static void inline_boxes_paint(struct painter *painter, const struct box *box)
{
    for (const struct box *child = box->first_child; child; child = child->next_sibling) {
        if (child->kind != BOX_INLINE || is_layer(child))
            continue;
        painter_decorations(painter, child);
        inline_boxes_paint(painter, child);
    }
}

/* Text of the block that belongs to `layer` (an inline box that is one, or NULL). */
static void inline_text_paint(struct painter *painter, const struct box *block, const struct box *layer)
{
    for (size_t i = 0; i < block->lines.line_count; i++) {
        const struct line *line = &block->lines.lines[i];
        for (size_t j = 0; j < line->fragment_count; j++) {
            const struct fragment *fragment = &line->fragments[j];
            const struct box *owner = fragment->item ? inline_owner(block, fragment->item->style) : NULL;
            if (inline_layer(block, owner) == layer)
                painter_text(painter, block, line, fragment, NULL);
        }
    }
}

static void foreground_paint(struct painter *painter, const struct box *box);

static void children_paint(struct painter *painter, const struct box *box)
{
    struct box_list children = children_of(painter, box);
    for (size_t i = 0; i < children.count; i++) {
        const struct box *child = children.boxes[i];
        if (is_layer(child))
            continue;
        if (child->kind == BOX_INLINE)
            children_paint(painter, child); /* its atomic inlines */
        else if (is_atomic(child))
            box_paint_atomic(painter, child);
        else
            foreground_paint(painter, child);
    }
}

/* Inline content and pictures of a box and of the blocks in it. */
static void foreground_paint(struct painter *painter, const struct box *box)
{
    if (box->kind == BOX_REPLACED) {
        if (box->style->visible)
            painter_replaced(painter, box);
        return;
    }
    bool clips = is_clipping(painter, box);
    if (clips)
        clip_push(painter, box);
    if (box->kind == BOX_INLINE) {
        inline_boxes_paint(painter, box);
        inline_text_paint(painter, block_of(box), box);
    } else if (box->lines.line_count) {
        inline_boxes_paint(painter, box);
        inline_text_paint(painter, box, NULL);
    }
    children_paint(painter, box);
    if (clips)
        clip_pop(painter);
}

static void box_paint_atomic(struct painter *painter, const struct box *box)
{
    painter_decorations(painter, box);
    bool clips = is_clipping(painter, box);
    if (clips)
        clip_push(painter, box);
    blocks_paint(painter, box);
    if (clips)
        clip_pop(painter);
    foreground_paint(painter, box);
}

/* ---- layers -------------------------------------------------------------------------------------- */

static const struct box *containing_box(const struct box *box)
{
    const struct box *parent = box->parent;
    if (box->node && box->style->position == POSITION_ABSOLUTE)
        while (parent && parent->parent && !is_positioned(parent) && !(parent->style && parent->style->transform_count))
            parent = parent->parent;
    return parent;
}

/* Clips between a layer and the context that paints it, outermost first; returns how many. */
static size_t clips_push(struct painter *painter, const struct box *context, const struct box *layer)
{
    struct box_list clips = {0};
    for (const struct box *box = containing_box(layer); box; box = containing_box(box)) {
        if (is_clipping(painter, box))
            list_add(painter, &clips, box);
        if (box == context)
            break;
    }
    for (size_t i = clips.count; i-- > 0;)
        clip_push(painter, clips.boxes[i]);
    return clips.count;
}

/* a then b: the product that maps a point by b first (CSS Transforms 1 section 6). */
static void matrix_multiply(double result[6], const double a[6], const double b[6])
{
    double product[6] = {
        a[0] * b[0] + a[2] * b[1], a[1] * b[0] + a[3] * b[1],        a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3], a[0] * b[4] + a[2] * b[5] + a[4], a[1] * b[4] + a[3] * b[5] + a[5],
    };
    for (int i = 0; i < 6; i++)
        result[i] = product[i];
}

static void transform_matrix(const struct transform *transform, struct rect box, double matrix[6])
{
    const double radians = 3.14159265358979323846 / 180;
    const float *values = transform->values;
    double identity[6] = {1, 0, 0, 1, 0, 0};
    for (int i = 0; i < 6; i++)
        matrix[i] = identity[i];
    switch (transform->kind) {
    case TRANSFORM_TRANSLATE:
        matrix[4] = length_resolve(transform->x, box.width);
        matrix[5] = length_resolve(transform->y, box.height);
        break;
    case TRANSFORM_SCALE:
        matrix[0] = values[0];
        matrix[3] = values[1];
        break;
    case TRANSFORM_ROTATE:
        matrix[0] = matrix[3] = cos(values[0] * radians);
        matrix[1] = sin(values[0] * radians);
        matrix[2] = -matrix[1];
        break;
    case TRANSFORM_SKEW:
        matrix[1] = tan(values[1] * radians);
        matrix[2] = tan(values[0] * radians);
        break;
    case TRANSFORM_MATRIX:
        for (int i = 0; i < 6; i++)
            matrix[i] = values[i];
        break;
    }
}

static void transform_push(struct painter *painter, const struct box *box)
{
    const struct style *style = box->style;
    double x = box->border_box.x + length_resolve(style->transform_origin_x, box->border_box.width);
    double y = box->border_box.y + length_resolve(style->transform_origin_y, box->border_box.height);
    double matrix[6] = {1, 0, 0, 1, x, y};
    for (size_t i = 0; i < style->transform_count; i++) {
        double step[6];
        transform_matrix(&style->transforms[i], box->border_box, step);
        matrix_multiply(matrix, matrix, step);
    }
    matrix_multiply(matrix, matrix, (double[6]){1, 0, 0, 1, -x, -y});
    struct display_item *item = painter_add(painter, ITEM_PUSH_TRANSFORM);
    for (int i = 0; i < 6; i++)
        item->transform[i] = matrix[i];
}

static void layer_paint(struct painter *painter, const struct box *box);

static void layers_paint(struct painter *painter, const struct box *context, const struct box_list *layers,
                         bool (*at)(int z_index))
{
    for (size_t i = 0; i < layers->count; i++) {
        const struct box *layer = layers->boxes[i];
        if (!at(key_z_index(layer)))
            continue;
        size_t clips = clips_push(painter, context, layer);
        layer_paint(painter, layer);
        while (clips-- > 0)
            clip_pop(painter);
    }
}

static bool z_is_negative(int z_index)
{
    return z_index < 0;
}

static bool z_is_zero_or_more(int z_index)
{
    return z_index >= 0;
}

/* Steps of CSS 2.2 appendix E for the root of a context, or for a positioned box, which is painted like one but leaves
 * its layers to the context around it. */
static void context_paint(struct painter *painter, const struct box *box)
{
    struct box_list layers = {0};
    if (is_stacking_context(box)) {
        layers_collect(painter, box, &layers);
        list_sort(&layers, key_z_index);
    }
    painter_decorations(painter, box);
    layers_paint(painter, box, &layers, z_is_negative);
    bool clips = is_clipping(painter, box);
    if (clips)
        clip_push(painter, box);
    if (box->kind != BOX_INLINE)
        blocks_paint(painter, box);
    if (clips)
        clip_pop(painter);
    foreground_paint(painter, box);
    layers_paint(painter, box, &layers, z_is_zero_or_more);
}

/* A blended layer sees only what its own stacking context holds (CSS Compositing 1 section 2.1). */
static bool has_blended_layer(const struct box *box)
{
    for (const struct box *child = box->first_child; child; child = child->next_sibling) {
        if (child->node && child->style->blend_mode != BLEND_NORMAL)
            return true;
        if (!is_stacking_context(child) && has_blended_layer(child))
            return true;
    }
    return false;
}

static void layer_paint(struct painter *painter, const struct box *box)
{
    const struct style *style = box->style;
    if (style->opacity <= 0)
        return;
    bool moves = style->transform_count > 0 && box->kind != BOX_INLINE;
    bool groups = has_effects(style) || (box->parent && is_stacking_context(box) && has_blended_layer(box));
    if (moves)
        transform_push(painter, box);
    if (groups) {
        struct display_item *item = painter_add(painter, ITEM_PUSH_GROUP);
        item->group.opacity = style->opacity;
        item->group.blend = style->blend_mode;
        item->group.blur_px = style->filter_blur_px;
    }
    context_paint(painter, box);
    if (groups)
        painter_add(painter, ITEM_POP_GROUP);
    if (moves)
        painter_add(painter, ITEM_POP_TRANSFORM);
}

void painter_stacking_context(struct painter *painter, const struct box *root)
{
    layer_paint(painter, root);
}
