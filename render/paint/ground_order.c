#include "ground_order.h"

#include <math.h>
#include <stdlib.h>

#include "canvas.h"
#include "draw.h"
#include "ground.h"

enum {
    MAX_TRANSFORMS = 32,
    MAX_DRAWN = 64,
    LARGE_PART = 16, /* of the card; what is smaller is cheap to draw, and often moves with the text */
};

/* What stays behind the ground so far: the last may enclose many. */
struct drawn {
    struct int_rect rects[MAX_DRAWN];
    size_t count;
};

/* Transforms in force. */
struct matrices {
    cairo_matrix_t stack[MAX_TRANSFORMS + 1];
    size_t depth;
    bool overflow;
};

/* One item, or a group with all it holds. */
struct unit {
    size_t end; /* of its items */
    struct int_rect bounds;
    bool text, picture;
};

void ground_order_free(struct ground_order *order)
{
    free(order->room);
    free(order->moves);
    *order = (struct ground_order){0};
}

static bool is_state(const struct display_item *item)
{
    return item->kind == ITEM_PUSH_CLIP || item->kind == ITEM_POP_CLIP || item->kind == ITEM_PUSH_TRANSFORM ||
           item->kind == ITEM_POP_TRANSFORM;
}

static void matrices_follow(struct matrices *matrices, const struct display_item *item, double scale)
{
    if (item->kind == ITEM_POP_TRANSFORM) {
        matrices->depth -= matrices->depth > 0;
    } else if (item->kind == ITEM_PUSH_TRANSFORM && matrices->depth == MAX_TRANSFORMS) {
        matrices->overflow = true;
    } else if (item->kind == ITEM_PUSH_TRANSFORM) {
        const double *m = item->transform;
        cairo_matrix_t matrix;
        cairo_matrix_init(&matrix, m[0], m[1], m[2], m[3], m[4] * scale, m[5] * scale);
        cairo_matrix_multiply(&matrices->stack[matrices->depth + 1], &matrix, &matrices->stack[matrices->depth]);
        matrices->depth++;
    }
}

/* Where the letters are likely to be: item_bounds() takes the box of all glyphs that the font has. */
static bool glyphs_extent(const struct display_item *item, double scale, struct int_rect *extent)
{
    double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY, size = item->glyphs.size_px;
    if (item->glyphs.blur_px > 0)
        return false;
    for (size_t i = 0; i < item->glyphs.count; i++) {
        const struct glyph *glyph = &item->glyphs.glyphs[i];
        left = fmin(left, glyph->x);
        right = fmax(right, glyph->x + glyph->advance);
        top = fmin(top, glyph->y - size);
        bottom = fmax(bottom, glyph->y + 0.3 * size);
    }
    *extent = int_rect_around((item->glyphs.x + left) * scale, (item->glyphs.y + top) * scale,
                              (item->glyphs.x + right) * scale, (item->glyphs.y + bottom) * scale);
    return item->glyphs.count > 0;
}

/* Clips make it less, which does not matter; blurs of groups reach further. */
static struct unit unit_at(const struct display_list *list, size_t first, struct matrices *matrices, double scale)
{
    struct unit unit = {.end = first};
    size_t depth = 0;
    double blur = 0;
    do {
        const struct display_item *item = &list->items[unit.end++];
        struct int_rect bounds;
        matrices_follow(matrices, item, scale);
        if (item->kind == ITEM_PUSH_GROUP) {
            depth++;
            blur += item->group.blur_px;
        } else if (item->kind == ITEM_POP_GROUP) {
            depth--;
        } else if (item_bounds(item, scale, &bounds)) {
            if (item->kind == ITEM_GLYPHS && depth == 0 && matrices->depth == 0)
                glyphs_extent(item, scale, &bounds);
            unit.bounds = int_rect_union(unit.bounds, matrix_bounds(&matrices->stack[matrices->depth], bounds.x0,
                                                                    bounds.y0, bounds.x1, bounds.y1));
            unit.text = unit.text || item->kind == ITEM_GLYPHS || item->kind == ITEM_LINE;
            unit.picture = unit.picture || item->kind == ITEM_IMAGE || item->kind == ITEM_GRADIENT;
        }
    } while (depth > 0 && unit.end < list->count);
    if (!int_rect_is_empty(unit.bounds))
        unit.bounds = int_rect_grow(unit.bounds, 1 + 2 * blur_reach(blur * scale));
    return unit;
}

static bool is_large(struct int_rect bounds, struct int_rect card)
{
    bounds = int_rect_intersect(bounds, card);
    return !int_rect_is_empty(bounds) &&
           (int64_t)(bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0) * LARGE_PART >= (int64_t)card.x1 * card.y1;
}

static bool is_drawn_on(const struct drawn *drawn, struct int_rect bounds)
{
    for (size_t i = 0; i < drawn->count; i++)
        if (!int_rect_is_empty(int_rect_intersect(drawn->rects[i], bounds)))
            return true;
    return false;
}

static void drawn_add(struct drawn *drawn, struct int_rect bounds)
{
    if (int_rect_is_empty(bounds))
        return;
    if (drawn->count < MAX_DRAWN)
        drawn->rects[drawn->count++] = bounds;
    else
        drawn->rects[MAX_DRAWN - 1] = int_rect_union(drawn->rects[MAX_DRAWN - 1], bounds);
}

/* Finds what moves into the ground; false when no picture does. `first_text`: where the list's own ground ends. */
static bool moves_find(struct ground_order *order, const struct display_list *list, size_t first_text, double scale)
{
    const struct int_rect card = {0, 0, (int)lround(list->width_px * scale), (int)lround(list->height_px * scale)};
    struct matrices matrices = {.depth = 0};
    struct drawn drawn = {.count = 0};
    bool pictures = false;
    order->apart = (struct int_rect){0, 0, 0, 0};
    cairo_matrix_init_identity(&matrices.stack[0]);
    for (size_t i = 0; i < list->count;) {
        struct unit unit = unit_at(list, i, &matrices, scale);
        bool moves = false;
        if (!is_state(&list->items[i]) && i >= first_text) {
            struct int_rect apart = int_rect_union(order->apart, unit.bounds);
            moves = !unit.text && !matrices.overflow && is_large(unit.bounds, card) && !is_drawn_on(&drawn, apart);
            if (moves) {
                order->apart = apart;
                pictures = pictures || unit.picture;
            } else {
                drawn_add(&drawn, unit.bounds);
            }
        }
        for (; i < unit.end; i++)
            order->moves[i] = moves;
    }
    return pictures;
}

/* Each half has all clips and transforms outside of groups. */
static void halves_write(struct ground_order *order, const struct display_list *list, size_t first_text)
{
    size_t depth = 0, count = 0;
    for (int ground = 1; ground >= 0; ground--) {
        for (size_t i = 0; i < list->count; i++) {
            const struct display_item *item = &list->items[i];
            depth += item->kind == ITEM_PUSH_GROUP;
            if ((depth == 0 && is_state(item)) || (i < first_text || order->moves[i]) == ground)
                order->room[count++] = *item;
            else if (order->moves[i])
                order->watched = count;
            depth -= item->kind == ITEM_POP_GROUP;
        }
        order->ground = ground ? count : order->ground;
    }
    order->items = order->room;
    order->count = count;
}

void ground_order_plain(struct ground_order *order, const struct display_list *list)
{
    order->items = list->items;
    order->count = list->count;
    order->ground = ground_cut(list);
    order->apart = (struct int_rect){0, 0, 0, 0};
    order->watched = 0;
}

static bool order_reserve(struct ground_order *order, size_t count)
{
    if (order->capacity >= count)
        return true;
    free(order->room);
    free(order->moves);
    order->room = malloc(2 * count * sizeof *order->room);
    order->moves = malloc(count * sizeof *order->moves);
    order->capacity = order->room && order->moves ? count : 0;
    return order->capacity > 0;
}

void ground_order_make(struct ground_order *order, const struct display_list *list, float scale)
{
    bool pictures = false;
    ground_order_plain(order, list);
    for (size_t i = order->ground; i < list->count; i++)
        pictures = pictures || list->items[i].kind == ITEM_IMAGE || list->items[i].kind == ITEM_GRADIENT;
    if (!pictures || !order_reserve(order, list->count))
        return;
    if (moves_find(order, list, order->ground, scale))
        halves_write(order, list, order->ground);
    else
        ground_order_plain(order, list);
}
