#include "canvas.h"

#include <math.h>

/* Everything in `bounds` but the shape. */
static void path_outside(cairo_t *cairo, struct int_rect bounds, const struct device_shape *shape)
{
    cairo_rectangle(cairo, bounds.x0 - 1, bounds.y0 - 1, bounds.x1 - bounds.x0 + 2, bounds.y1 - bounds.y0 + 2);
    path_shape(cairo, shape);
}

static struct int_rect shape_bounds(const struct device_shape *shape)
{
    return int_rect_around(shape->x0, shape->y0, shape->x1, shape->y1);
}

/* The clip in the coordinates before transforms; what lies outside it cannot show. */
static struct int_rect local_clip(cairo_t *cairo)
{
    double x0, y0, x1, y1;
    cairo_clip_extents(cairo, &x0, &y0, &x1, &y1);
    return int_rect_around(x0, y0, x1, y1);
}

/* The shape's coverage, or with `inverse` that of all outside it, blurred: a mask over `bounds`. */
static cairo_surface_t *mask_make(struct canvas *canvas, struct int_rect bounds, const struct device_shape *shape,
                                  bool inverse, double sigma)
{
    cairo_surface_t *mask = canvas_scratch(canvas, CAIRO_FORMAT_A8, bounds);
    if (!mask)
        return NULL;
    cairo_t *cairo = cairo_create(mask);
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
    if (inverse)
        path_outside(cairo, bounds, shape);
    else
        path_shape(cairo, shape);
    cairo_fill(cairo);
    cairo_destroy(cairo);
    if (!blur_surface(mask, sigma, canvas->cancel))
        canvas_fail(canvas, OGCARD_TOO_LARGE, "not enough memory to draw it");
    return mask;
}

static void shadow_fill(struct canvas *canvas, struct int_rect bounds, const struct device_shape *shape, bool inverse,
                        double sigma, struct color color)
{
    cairo_t *cairo = canvas_cairo(canvas);
    int reach = blur_reach(sigma);
    struct int_rect visible = int_rect_grow(int_rect_intersect(bounds, local_clip(cairo)), reach);
    visible = inverse ? visible : int_rect_intersect(visible, bounds);
    source_color(cairo, color);
    if (int_rect_is_empty(visible))
        return;
    if (sigma <= 0) {
        cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
        if (inverse)
            path_outside(cairo, visible, shape);
        else
            path_shape(cairo, shape);
        cairo_fill(cairo);
        return;
    }
    cairo_surface_t *mask = mask_make(canvas, visible, shape, inverse, sigma);
    if (mask)
        cairo_mask_surface(cairo, mask, 0, 0);
    cairo_surface_destroy(mask);
}

static struct device_shape shape_move(struct device_shape shape, double x, double y)
{
    shape.x0 += x;
    shape.x1 += x;
    shape.y0 += y;
    shape.y1 += y;
    return shape;
}

/* CSS Backgrounds 3 section 6.1. The blur's standard deviation is half the blur radius. */
void draw_shadow(struct canvas *canvas, const struct display_item *item)
{
    const struct shadow *shadow = &item->shadow.shadow;
    struct device_shape box = device_shape(&item->shadow.shape, canvas->scale);
    double sigma = fmin(shadow->blur_px / 2 * canvas->scale, BLUR_MAX_SIGMA);
    double spread = round(shadow->spread_px * canvas->scale);
    double x = round(shadow->x_px * canvas->scale), y = round(shadow->y_px * canvas->scale);
    cairo_t *cairo = canvas_cairo(canvas);
    cairo_save(cairo);
    if (shadow->inset) {
        struct device_shape hole = shape_move(device_shape_grow(&box, -spread), x, y);
        path_shape(cairo, &box);
        cairo_clip(cairo);
        shadow_fill(canvas, shape_bounds(&box), &hole, true, sigma, shadow->color);
    } else {
        struct device_shape cast = shape_move(device_shape_grow(&box, spread), x, y);
        struct int_rect bounds = int_rect_grow(shape_bounds(&cast), blur_reach(sigma));
        /* Under an opaque box the hole is a little smaller, so that no light seam shows along its round corners. */
        struct device_shape hole =
            item->shadow.covered && !device_shape_is_plain(&box) ? device_shape_grow(&box, -1) : box;
        cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
        path_outside(cairo, bounds, &hole);
        cairo_clip(cairo);
        shadow_fill(canvas, bounds, &cast, false, sigma, shadow->color);
    }
    cairo_restore(cairo);
}
