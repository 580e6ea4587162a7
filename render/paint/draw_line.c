#include "canvas.h"

#include <math.h>

static void path_wave(cairo_t *cairo, double x0, double x1, double y, double thickness)
{
    /* Chromium's: control points two strokes and one pixel away, every three strokes or more. */
    double distance = 3 * fmax(1, thickness), step = 2 * fmax(1, thickness);
    cairo_move_to(cairo, x0 - 2 * step, y);
    for (double x = x0 - 2 * step; x < x1; x += 2 * step)
        cairo_curve_to(cairo, x + step, y + distance, x + step, y - distance, x + 2 * step, y);
}

static void line_stroke(cairo_t *cairo, const struct display_item *item, double x0, double x1, double y,
                        double thickness)
{
    static const double lengths[][2] = {[DECORATION_DOTTED] = {0, 2}, [DECORATION_DASHED] = {2, 1}};
    cairo_set_line_width(cairo, thickness);
    if (item->line.style == DECORATION_WAVY) {
        cairo_rectangle(cairo, x0, y - 8 * thickness, x1 - x0, 16 * thickness);
        cairo_clip(cairo);
        path_wave(cairo, x0, x1, y, thickness);
    } else if (item->line.style == DECORATION_SOLID || item->line.style == DECORATION_DOUBLE) {
        cairo_rectangle(cairo, x0, y - thickness / 2, x1 - x0, thickness);
        cairo_fill(cairo);
        return;
    } else {
        cairo_move_to(cairo, x0, y);
        cairo_line_to(cairo, x1, y);
    }
    if (item->line.style == DECORATION_DOTTED || item->line.style == DECORATION_DASHED) {
        double dash[2] = {lengths[item->line.style][0] * thickness, lengths[item->line.style][1] * thickness};
        cairo_set_dash(cairo, dash, 2, item->line.style == DECORATION_DOTTED ? -thickness / 2 : 0);
        if (item->line.style == DECORATION_DOTTED)
            cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    }
    cairo_stroke(cairo);
}

void draw_line(struct canvas *canvas, const struct display_item *item)
{
    double scale = canvas->scale, sigma = fmin(item->line.blur_px / 2 * scale, BLUR_MAX_SIGMA);
    double thickness = fmax(1, round(item->line.thickness_px * scale));
    double x0 = item->line.x * scale, x1 = x0 + item->line.width_px * scale;
    double top = round(item->line.y * scale - thickness / 2), y = top + thickness / 2;
    cairo_t *cairo = canvas_cairo(canvas);
    struct int_rect bounds;
    if (!item_bounds(item, scale, &bounds))
        return;
    cairo_save(cairo);
    source_color(cairo, item->line.color);
    if (sigma > 0) {
        double cx0, cy0, cx1, cy1;
        cairo_clip_extents(cairo, &cx0, &cy0, &cx1, &cy1);
        bounds = int_rect_intersect(bounds, int_rect_grow(int_rect_around(cx0, cy0, cx1, cy1), blur_reach(sigma)));
        cairo_surface_t *mask = int_rect_is_empty(bounds) ? NULL : canvas_scratch(canvas, CAIRO_FORMAT_A8, bounds);
        if (mask) {
            cairo_t *sub = cairo_create(mask);
            line_stroke(sub, item, x0, x1, y, thickness);
            cairo_destroy(sub);
            if (!blur_surface(mask, sigma, canvas->cancel))
                canvas_fail(canvas, OGCARD_TOO_LARGE, "not enough memory to draw it");
            cairo_mask_surface(cairo, mask, 0, 0);
            cairo_surface_destroy(mask);
        }
    } else {
        line_stroke(cairo, item, x0, x1, y, thickness);
    }
    cairo_restore(cairo);
}
