#include "draw.h"
#include "canvas.h"

#include <math.h>

typedef void draw_item(struct canvas *canvas, const struct display_item *item);

static draw_item *const drawers[] = {
    [ITEM_FILL] = draw_fill,     [ITEM_GRADIENT] = draw_gradient, [ITEM_IMAGE] = draw_image,
    [ITEM_BORDER] = draw_border, [ITEM_SHADOW] = draw_shadow,     [ITEM_GLYPHS] = draw_glyphs,
    [ITEM_LINE] = draw_line,
};

/* What the items between a group's push and its pop may touch, on the surface. Transforms inside are followed; clips
 * inside are not, they only make it less. */
static struct int_rect group_content(const struct canvas *canvas, const struct display_item *items, size_t count,
                                     size_t push)
{
    enum { MAX_TRANSFORMS = 32 };
    cairo_matrix_t matrices[MAX_TRANSFORMS + 1];
    struct int_rect all = {0, 0, 0, 0};
    size_t depth = 0, transforms = 0;
    double blur = 0;
    matrices[0] = canvas_state(canvas)->matrix;
    for (size_t i = push; i < count; i++) {
        const struct display_item *item = &items[i];
        if (item->kind == ITEM_PUSH_GROUP) {
            depth++;
            blur += i > push ? item->group.blur_px : 0;
        } else if (item->kind == ITEM_POP_GROUP && --depth == 0) {
            break;
        } else if (item->kind == ITEM_PUSH_TRANSFORM) {
            if (transforms == MAX_TRANSFORMS)
                return canvas_state(canvas)->clip;
            cairo_matrix_t matrix;
            cairo_matrix_init(&matrix, item->transform[0], item->transform[1], item->transform[2], item->transform[3],
                              item->transform[4] * canvas->scale, item->transform[5] * canvas->scale);
            cairo_matrix_multiply(&matrices[transforms + 1], &matrix, &matrices[transforms]);
            transforms++;
        } else if (item->kind == ITEM_POP_TRANSFORM) {
            transforms -= transforms > 0;
        }
        struct int_rect bounds;
        if (item_bounds(item, canvas->scale, &bounds))
            all = int_rect_union(all, matrix_bounds(&matrices[transforms], bounds.x0, bounds.y0, bounds.x1, bounds.y1));
    }
    /* Groups inside with blurs of their own reach further; twice covers what transforms enlarge. */
    return int_rect_grow(all, 1 + 2 * blur_reach(blur * canvas->scale));
}

/* An area of one color. */
static bool item_is_plain(const struct display_item *item)
{
    if (item->kind == ITEM_LINE)
        return item->line.blur_px <= 0;
    return item->kind == ITEM_FILL || item->kind == ITEM_BORDER;
}

/* Glyphs do so themselves. */
static void item_touch(struct canvas *canvas, const struct display_item *item)
{
    struct int_rect bounds;
    if (!canvas->touched || item->kind == ITEM_GLYPHS || !item_bounds(item, canvas->scale, &bounds))
        return;
    bounds = canvas_bounds(canvas, bounds.x0, bounds.y0, bounds.x1, bounds.y1);
    if (item_is_plain(item))
        canvas_touch(canvas, bounds);
    else
        canvas_touch_busy(canvas, bounds);
}

void draw_states(struct canvas *canvas, const struct display_item *items, size_t count)
{
    for (size_t i = 0; i < count && canvas->status == OGCARD_OK; i++) {
        if (items[i].kind == ITEM_PUSH_CLIP)
            canvas_clip_push(canvas, &items[i].clip);
        else if (items[i].kind == ITEM_PUSH_TRANSFORM)
            canvas_transform_push(canvas, items[i].transform);
        else if (items[i].kind == ITEM_POP_CLIP || items[i].kind == ITEM_POP_TRANSFORM)
            canvas_state_pop(canvas);
    }
}

void draw_items(struct canvas *canvas, const struct display_item *items, size_t first, size_t end, size_t count)
{
    for (size_t i = first; i < end && canvas->status == OGCARD_OK; i++) {
        const struct display_item *item = &items[i];
        if (cancel_check(canvas->cancel))
            canvas_fail(canvas, OGCARD_TIME_LIMIT, "it was to end");
        switch (item->kind) {
        case ITEM_PUSH_CLIP:
            canvas_clip_push(canvas, &item->clip);
            break;
        case ITEM_PUSH_TRANSFORM:
            canvas_transform_push(canvas, item->transform);
            break;
        case ITEM_POP_CLIP:
        case ITEM_POP_TRANSFORM:
            canvas_state_pop(canvas);
            break;
        case ITEM_PUSH_GROUP:
            canvas_group_push(canvas, item, group_content(canvas, items, count, i));
            break;
        case ITEM_POP_GROUP:
            canvas_group_pop(canvas);
            break;
        case ITEM_FILL:
        case ITEM_GRADIENT:
        case ITEM_IMAGE:
        case ITEM_BORDER:
        case ITEM_SHADOW:
        case ITEM_GLYPHS:
        case ITEM_LINE:
            item_touch(canvas, item);
            drawers[item->kind](canvas, item);
            break;
        }
    }
}
