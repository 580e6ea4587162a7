#include "painter.h"

#include <math.h>
#include <string.h>

struct display_item *painter_add(struct painter *painter, enum display_item_kind kind)
{
    struct display_item *items =
        arena_grow(painter->arena, painter->items, painter->count, &painter->capacity, sizeof *items);
    if (!items) {
        painter->failed = true;
        return &painter->scratch;
    }
    painter->items = items;
    struct display_item *item = &items[painter->count++];
    memset(item, 0, sizeof *item);
    item->kind = kind;
    return item;
}

float length_resolve(struct length length, float basis)
{
    return length.px + length.percent / 100 * basis;
}

struct rounded_rect rounded_plain(struct rect rect)
{
    return (struct rounded_rect){.rect = rect};
}

struct rounded_rect rounded_border_box(const struct box *box)
{
    struct rounded_rect shape = rounded_plain(box->border_box);
    if (!box->style)
        return shape;
    float width = shape.rect.width, height = shape.rect.height;
    for (int i = 0; i < 4; i++) {
        shape.radius[i].x = fmaxf(length_resolve(box->style->radius[i].x, width), 0);
        shape.radius[i].y = fmaxf(length_resolve(box->style->radius[i].y, height), 0);
        if (shape.radius[i].x == 0 || shape.radius[i].y == 0)
            shape.radius[i].x = shape.radius[i].y = 0;
    }
    float top = shape.radius[CORNER_TOP_LEFT].x + shape.radius[CORNER_TOP_RIGHT].x;
    float bottom = shape.radius[CORNER_BOTTOM_LEFT].x + shape.radius[CORNER_BOTTOM_RIGHT].x;
    float left = shape.radius[CORNER_TOP_LEFT].y + shape.radius[CORNER_BOTTOM_LEFT].y;
    float right = shape.radius[CORNER_TOP_RIGHT].y + shape.radius[CORNER_BOTTOM_RIGHT].y;
    float horizontal = fmaxf(top, bottom), vertical = fmaxf(left, right), factor = 1;
    if (horizontal > width)
        factor = width / horizontal;
    if (vertical > height)
        factor = fminf(factor, height / vertical);
    for (int i = 0; i < 4 && factor < 1; i++) {
        shape.radius[i].x *= factor;
        shape.radius[i].y *= factor;
    }
    return shape;
}

struct rounded_rect rounded_inset(const struct rounded_rect *outer, const float inset[4])
{
    static const enum side horizontal[4] = {SIDE_LEFT, SIDE_RIGHT, SIDE_RIGHT, SIDE_LEFT};
    static const enum side vertical[4] = {SIDE_TOP, SIDE_TOP, SIDE_BOTTOM, SIDE_BOTTOM};
    struct rounded_rect inner = {
        .rect = {outer->rect.x + inset[SIDE_LEFT], outer->rect.y + inset[SIDE_TOP],
                 fmaxf(outer->rect.width - inset[SIDE_LEFT] - inset[SIDE_RIGHT], 0),
                 fmaxf(outer->rect.height - inset[SIDE_TOP] - inset[SIDE_BOTTOM], 0)},
    };
    for (int i = 0; i < 4; i++) {
        float x = outer->radius[i].x - inset[horizontal[i]], y = outer->radius[i].y - inset[vertical[i]];
        if (outer->radius[i].x > 0 && x > 0 && y > 0) {
            inner.radius[i].x = x;
            inner.radius[i].y = y;
        }
    }
    return inner;
}

struct rounded_rect rounded_padding_box(const struct box *box)
{
    struct rounded_rect outer = rounded_border_box(box);
    return rounded_inset(&outer, box->border);
}

static bool has_background(const struct box *box)
{
    if (!box->style)
        return false;
    for (size_t i = 0; i < box->style->background_count; i++)
        if (box->style->backgrounds[i].image || box->style->backgrounds[i].gradient)
            return true;
    return box->style->background_color.a > 0;
}

static const struct box *box_body(const struct box *root)
{
    if (!root->node || strcmp(root->node->tag, "html") != 0)
        return NULL;
    for (const struct box *child = root->first_child; child; child = child->next_sibling)
        if (child->node && strcmp(child->node->tag, "body") == 0)
            return child;
    return NULL;
}

static bool box_clips(const struct box *box)
{
    return box->style && (box->style->overflow_x != OVERFLOW_VISIBLE || box->style->overflow_y != OVERFLOW_VISIBLE);
}

bool display_list_build(const struct box *root, float width_px, float height_px, struct arena *arena,
                        struct display_list *list)
{
    struct painter painter = {.arena = arena, .width_px = width_px, .height_px = height_px};
    const struct box *body = box_body(root);
    /* CSS Backgrounds 3 section 2.11.2 and CSS Overflow 3 section 3.3: body's go up when the root has none. */
    painter.canvas_source = body && !has_background(root) ? body : root;
    painter.viewport_source = body && !box_clips(root) ? body : root;
    painter_canvas(&painter, root);
    painter_stacking_context(&painter, root);
    *list = (struct display_list){painter.items, painter.count, width_px, height_px};
    return !painter.failed && !arena_failed(arena);
}
