#include "canvas.h"
#include "draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Groups nest; together they may hold this many pixels. */
#define MAX_LAYER_PIXELS (64u * 1000 * 1000)
/* What int_rect coordinates stay within. */
#define FAR 1e7

struct int_rect int_rect_intersect(struct int_rect a, struct int_rect b)
{
    struct int_rect both = {a.x0 > b.x0 ? a.x0 : b.x0, a.y0 > b.y0 ? a.y0 : b.y0, a.x1 < b.x1 ? a.x1 : b.x1,
                            a.y1 < b.y1 ? a.y1 : b.y1};
    if (int_rect_is_empty(both))
        return (struct int_rect){0, 0, 0, 0};
    return both;
}

struct int_rect int_rect_union(struct int_rect a, struct int_rect b)
{
    if (int_rect_is_empty(a))
        return b;
    if (int_rect_is_empty(b))
        return a;
    return (struct int_rect){a.x0 < b.x0 ? a.x0 : b.x0, a.y0 < b.y0 ? a.y0 : b.y0, a.x1 > b.x1 ? a.x1 : b.x1,
                             a.y1 > b.y1 ? a.y1 : b.y1};
}

struct int_rect int_rect_grow(struct int_rect rect, int by)
{
    if (int_rect_is_empty(rect))
        return rect;
    return (struct int_rect){rect.x0 - by, rect.y0 - by, rect.x1 + by, rect.y1 + by};
}

static int clamp_int(double value)
{
    if (!(value > -FAR))
        return (int)-FAR;
    return value < FAR ? (int)value : (int)FAR;
}

struct int_rect int_rect_around(double x0, double y0, double x1, double y1)
{
    return (struct int_rect){clamp_int(floor(x0)), clamp_int(floor(y0)), clamp_int(ceil(x1)), clamp_int(ceil(y1))};
}

void canvas_fail(struct canvas *canvas, enum ogcard_status status, const char *problem)
{
    if (canvas->status != OGCARD_OK)
        return;
    canvas->status = status;
    canvas->problem = problem;
}

static void check_cairo(struct canvas *canvas, cairo_status_t status)
{
    if (status == CAIRO_STATUS_NO_MEMORY)
        canvas_fail(canvas, OGCARD_TOO_LARGE, "not enough memory to draw it");
    else if (status != CAIRO_STATUS_SUCCESS)
        canvas_fail(canvas, OGCARD_INTERNAL, cairo_status_to_string(status));
}

struct canvas_layer *canvas_layer(struct canvas *canvas)
{
    return &canvas->layers[canvas->layer_count - 1];
}

const struct canvas_state *canvas_state(const struct canvas *canvas)
{
    return &canvas->states[canvas->state_count - 1];
}

cairo_t *canvas_cairo(struct canvas *canvas)
{
    return canvas_layer(canvas)->cairo;
}

/* Room for one more; false when memory fails. */
static bool stack_grow(struct canvas *canvas, void **items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t larger = *capacity ? *capacity * 2 : 16;
    void *grown = realloc(*items, larger * size);
    if (!grown) {
        canvas_fail(canvas, OGCARD_TOO_LARGE, "not enough memory to draw it");
        return false;
    }
    *items = grown;
    *capacity = larger;
    return true;
}

static bool state_push(struct canvas *canvas, struct canvas_state state)
{
    if (!stack_grow(canvas, (void **)&canvas->states, canvas->state_count, &canvas->state_capacity, sizeof state))
        return false;
    canvas->states[canvas->state_count++] = state;
    return true;
}

static bool layer_push(struct canvas *canvas, cairo_surface_t *surface, struct int_rect bounds,
                       const cairo_matrix_t *matrix, const struct display_item *group)
{
    if (!stack_grow(canvas, (void **)&canvas->layers, canvas->layer_count, &canvas->layer_capacity,
                    sizeof *canvas->layers))
        return false;
    struct canvas_state state = {.matrix = *matrix,
                                 .clip = bounds,
                                 .clip_exact = true,
                                 .corner_first = canvas->corner_count,
                                 .corner_end = canvas->corner_count};
    if (!state_push(canvas, state))
        return false;
    cairo_t *cairo = cairo_create(surface);
    cairo_set_tolerance(cairo, 0.04); /* px; the usual 0.1 shows as corners in large curves */
    cairo_set_matrix(cairo, matrix);
    canvas->layers[canvas->layer_count++] = (struct canvas_layer){
        .surface = surface,
        .cairo = cairo,
        .bounds = bounds,
        .first_state = canvas->state_count - 1,
        .group = group,
    };
    return true;
}

void canvas_begin(struct canvas *canvas, cairo_surface_t *surface, double scale)
{
    cairo_matrix_t identity;
    cairo_matrix_init_identity(&identity);
    canvas->scale = scale;
    canvas->layer_count = canvas->state_count = canvas->corner_count = 0;
    canvas->layer_pixels = 0;
    canvas->busy_count = 0;
    canvas->apart = (struct int_rect){0, 0, 0, 0};
    canvas->crossed = false;
    canvas->status = OGCARD_OK;
    canvas->problem = NULL;
    struct int_rect bounds = {0, 0, cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface)};
    layer_push(canvas, cairo_surface_reference(surface), bounds, &identity, NULL);
}

static void layer_release(struct canvas *canvas)
{
    struct canvas_layer *layer = canvas_layer(canvas);
    check_cairo(canvas, cairo_status(layer->cairo));
    cairo_destroy(layer->cairo);
    cairo_surface_destroy(layer->surface);
    canvas->state_count = layer->first_state;
    canvas->layer_count--;
}

void canvas_end(struct canvas *canvas)
{
    while (canvas->layer_count)
        layer_release(canvas);
}

void canvas_free(struct canvas *canvas)
{
    free(canvas->layers);
    free(canvas->states);
    free(canvas->corners);
}

void canvas_touch(struct canvas *canvas, struct int_rect rect)
{
    if (!canvas->touched || canvas->layer_count != 1)
        return;
    const struct int_rect card = canvas->layers[0].bounds;
    rect = int_rect_intersect(rect, card);
    if (int_rect_is_empty(rect))
        return;
    canvas->crossed = canvas->crossed || !int_rect_is_empty(int_rect_intersect(rect, canvas->apart));
    uint64_t columns = pixels_columns((unsigned)rect.x0, (unsigned)rect.x1, pixels_column_width((unsigned)card.x1));
    for (int y = rect.y0; y < rect.y1; y++)
        canvas->touched[y] |= columns;
}

void canvas_touch_busy(struct canvas *canvas, struct int_rect rect)
{
    canvas_touch(canvas, rect);
    if (!canvas->touched || canvas->layer_count != 1 || int_rect_is_empty(rect))
        return;
    rect = int_rect_intersect(rect, canvas->layers[0].bounds);
    if (canvas->busy_count < CANVAS_BUSY)
        canvas->busy[canvas->busy_count++] = rect;
    else
        canvas->busy[CANVAS_BUSY - 1] = int_rect_union(canvas->busy[CANVAS_BUSY - 1], rect);
}

bool canvas_is_aligned(const struct canvas *canvas, int *x, int *y)
{
    const cairo_matrix_t *matrix = &canvas_state(canvas)->matrix;
    if (matrix->xx != 1 || matrix->yy != 1 || matrix->xy != 0 || matrix->yx != 0)
        return false;
    double dx = round(matrix->x0), dy = round(matrix->y0);
    if (fabs(dx - matrix->x0) > 1e-4 || fabs(dy - matrix->y0) > 1e-4 || fabs(dx) > FAR || fabs(dy) > FAR)
        return false;
    *x = (int)dx;
    *y = (int)dy;
    return true;
}

struct int_rect matrix_bounds(const cairo_matrix_t *matrix, double x0, double y0, double x1, double y1)
{
    double xs[4] = {x0, x1, x1, x0}, ys[4] = {y0, y0, y1, y1};
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (int i = 0; i < 4; i++) {
        cairo_matrix_transform_point(matrix, &xs[i], &ys[i]);
        left = fmin(left, xs[i]);
        right = fmax(right, xs[i]);
        top = fmin(top, ys[i]);
        bottom = fmax(bottom, ys[i]);
    }
    return int_rect_around(left, top, right, bottom);
}

struct int_rect canvas_bounds(const struct canvas *canvas, double x0, double y0, double x1, double y1)
{
    const struct canvas_state *state = canvas_state(canvas);
    return int_rect_intersect(matrix_bounds(&state->matrix, x0, y0, x1, y1), state->clip);
}

static struct int_rect corner_box(const struct device_shape *shape, int corner)
{
    bool right = corner == CORNER_TOP_RIGHT || corner == CORNER_BOTTOM_RIGHT;
    bool bottom = corner == CORNER_BOTTOM_LEFT || corner == CORNER_BOTTOM_RIGHT;
    double x0 = right ? shape->x1 - shape->rx[corner] : shape->x0;
    double y0 = bottom ? shape->y1 - shape->ry[corner] : shape->y0;
    return int_rect_around(x0, y0, x0 + shape->rx[corner], y0 + shape->ry[corner]);
}

bool canvas_clip_is_plain(const struct canvas *canvas, struct int_rect rect)
{
    const struct canvas_state *state = canvas_state(canvas);
    if (!state->clip_exact)
        return false;
    for (size_t i = state->corner_first; i < state->corner_end; i++)
        for (int corner = 0; corner < 4; corner++)
            if (!int_rect_is_empty(int_rect_intersect(rect, corner_box(&canvas->corners[i], corner))))
                return false;
    return true;
}

void canvas_clip_push(struct canvas *canvas, const struct rounded_rect *clip)
{
    struct device_shape shape = device_shape(clip, canvas->scale);
    struct canvas_state state = *canvas_state(canvas);
    int x, y;
    state.clip = canvas_bounds(canvas, shape.x0, shape.y0, shape.x1, shape.y1);
    if (!canvas_is_aligned(canvas, &x, &y)) {
        state.clip_exact = false;
    } else if (!device_shape_is_plain(&shape)) {
        if (!stack_grow(canvas, (void **)&canvas->corners, canvas->corner_count, &canvas->corner_capacity,
                        sizeof shape))
            return;
        struct device_shape moved = shape;
        moved.x0 += x, moved.x1 += x;
        moved.y0 += y, moved.y1 += y;
        canvas->corners[canvas->corner_count++] = moved;
    }
    state.corner_end = canvas->corner_count;
    if (!state_push(canvas, state))
        return;
    cairo_t *cairo = canvas_cairo(canvas);
    cairo_save(cairo);
    path_shape(cairo, &shape);
    cairo_clip(cairo);
}

void canvas_transform_push(struct canvas *canvas, const double transform[6])
{
    struct canvas_state state = *canvas_state(canvas);
    cairo_t *cairo = canvas_cairo(canvas);
    cairo_matrix_t matrix;
    cairo_matrix_init(&matrix, transform[0], transform[1], transform[2], transform[3], transform[4] * canvas->scale,
                      transform[5] * canvas->scale);
    cairo_matrix_multiply(&state.matrix, &matrix, &state.matrix);
    cairo_matrix_t inverse = state.matrix;
    bool singular = cairo_matrix_invert(&inverse) != CAIRO_STATUS_SUCCESS;
    if (singular) { /* scale(0): nothing of it shows, and cairo would fail for good */
        cairo_matrix_init_identity(&state.matrix);
        state.clip = (struct int_rect){0, 0, 0, 0};
    }
    if (!state_push(canvas, state))
        return;
    cairo_save(cairo);
    if (singular) {
        cairo_reset_clip(cairo);
        cairo_rectangle(cairo, 0, 0, 0, 0);
        cairo_clip(cairo);
    }
    cairo_set_matrix(cairo, &state.matrix);
}

void canvas_state_pop(struct canvas *canvas)
{
    if (canvas->state_count <= canvas_layer(canvas)->first_state + 1)
        return; /* unbalanced after a failure */
    cairo_restore(canvas_cairo(canvas));
    canvas->state_count--;
    canvas->corner_count = canvas_state(canvas)->corner_end;
}

cairo_surface_t *canvas_scratch(struct canvas *canvas, cairo_format_t format, struct int_rect bounds)
{
    cairo_surface_t *surface = cairo_image_surface_create(format, bounds.x1 - bounds.x0, bounds.y1 - bounds.y0);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        check_cairo(canvas, cairo_surface_status(surface));
        cairo_surface_destroy(surface);
        return NULL;
    }
    cairo_surface_set_device_offset(surface, -bounds.x0, -bounds.y0);
    return surface;
}

static uint64_t rect_pixels(struct int_rect rect)
{
    return (uint64_t)(rect.x1 - rect.x0) * (uint64_t)(rect.y1 - rect.y0);
}

/* By the current matrix; both axes alike, since a blur is round. */
static double group_sigma(const struct canvas *canvas, const struct display_item *item)
{
    const cairo_matrix_t *matrix = &canvas_state(canvas)->matrix;
    double factor = sqrt(fabs(matrix->xx * matrix->yy - matrix->xy * matrix->yx));
    return fmin(item->group.blur_px * canvas->scale * factor, BLUR_MAX_SIGMA);
}

void canvas_group_push(struct canvas *canvas, const struct display_item *item, struct int_rect content)
{
    const struct canvas_state *state = canvas_state(canvas);
    cairo_matrix_t matrix = state->matrix;
    int reach = blur_reach(group_sigma(canvas, item));
    struct int_rect bounds = int_rect_intersect(int_rect_grow(content, reach), int_rect_grow(state->clip, reach));
    if (item->group.mask) /* as large as what it masks */
        bounds = state->clip;
    if (int_rect_is_empty(bounds))
        bounds = (struct int_rect){0, 0, 1, 1};
    canvas->layer_pixels += rect_pixels(bounds);
    if (canvas->layer_pixels > MAX_LAYER_PIXELS)
        canvas_fail(canvas, OGCARD_TOO_LARGE, "its opacity, blend and filter groups nest too deep");
    if (canvas->status != OGCARD_OK)
        return;
    cairo_surface_t *surface = canvas_scratch(canvas, CAIRO_FORMAT_ARGB32, bounds);
    if (surface && !layer_push(canvas, surface, bounds, &matrix, item))
        cairo_surface_destroy(surface);
}

static cairo_operator_t group_operator(const struct display_item *item)
{
    static const cairo_operator_t operators[] = {
        [BLEND_NORMAL] = CAIRO_OPERATOR_OVER,
        [BLEND_MULTIPLY] = CAIRO_OPERATOR_MULTIPLY,
        [BLEND_SCREEN] = CAIRO_OPERATOR_SCREEN,
        [BLEND_OVERLAY] = CAIRO_OPERATOR_OVERLAY,
        [BLEND_DARKEN] = CAIRO_OPERATOR_DARKEN,
        [BLEND_LIGHTEN] = CAIRO_OPERATOR_LIGHTEN,
        [BLEND_COLOR_DODGE] = CAIRO_OPERATOR_COLOR_DODGE,
        [BLEND_COLOR_BURN] = CAIRO_OPERATOR_COLOR_BURN,
        [BLEND_HARD_LIGHT] = CAIRO_OPERATOR_HARD_LIGHT,
        [BLEND_SOFT_LIGHT] = CAIRO_OPERATOR_SOFT_LIGHT,
        [BLEND_DIFFERENCE] = CAIRO_OPERATOR_DIFFERENCE,
        [BLEND_EXCLUSION] = CAIRO_OPERATOR_EXCLUSION,
        [BLEND_HUE] = CAIRO_OPERATOR_HSL_HUE,
        [BLEND_SATURATION] = CAIRO_OPERATOR_HSL_SATURATION,
        [BLEND_COLOR] = CAIRO_OPERATOR_HSL_COLOR,
        [BLEND_LUMINOSITY] = CAIRO_OPERATOR_HSL_LUMINOSITY,
    };
    return item->group.mask ? CAIRO_OPERATOR_DEST_IN : operators[item->group.blend];
}

void canvas_group_pop(struct canvas *canvas)
{
    if (canvas->layer_count < 2)
        return; /* unbalanced after a failure */
    const struct display_item *item = canvas_layer(canvas)->group;
    struct int_rect bounds = canvas_layer(canvas)->bounds;
    cairo_surface_t *surface = cairo_surface_reference(canvas_layer(canvas)->surface);
    layer_release(canvas);
    canvas->corner_count = canvas_state(canvas)->corner_end;
    canvas->layer_pixels -= rect_pixels(bounds);
    double sigma = group_sigma(canvas, item);
    if (sigma > 0 && !blur_surface(surface, sigma, canvas->cancel))
        canvas_fail(canvas, OGCARD_TOO_LARGE, "not enough memory to draw it");
    /* A mask clears what it does not cover. */
    canvas_touch_busy(canvas, item->group.mask ? canvas_state(canvas)->clip
                                               : int_rect_intersect(bounds, canvas_state(canvas)->clip));
    cairo_t *cairo = canvas_cairo(canvas);
    cairo_save(cairo);
    cairo_identity_matrix(cairo);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_set_operator(cairo, group_operator(item));
    cairo_paint_with_alpha(cairo, item->group.opacity);
    cairo_restore(cairo);
    cairo_surface_destroy(surface);
}
