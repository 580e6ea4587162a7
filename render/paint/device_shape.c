#include "canvas.h"

#include <math.h>

static double snap(double px, double scale)
{
    double units = round(px * 64); /* layout positions are multiples of 1/64; this takes float noise away */
    return floor(units / 64 * scale + 0.5);
}

static double snap_end(double start_px, double length_px, double scale, double start)
{
    double end = snap(start_px + length_px, scale);
    return end == start && length_px * scale > 4.0 / 64 ? start + 1 : end;
}

struct device_shape device_shape(const struct rounded_rect *shape, double scale)
{
    struct rect rect = shape->rect;
    struct device_shape device = {.x0 = snap(rect.x, scale), .y0 = snap(rect.y, scale)};
    device.x1 = snap_end(rect.x, rect.width, scale, device.x0);
    device.y1 = snap_end(rect.y, rect.height, scale, device.y0);
    for (int i = 0; i < 4; i++) {
        device.rx[i] = shape->radius[i].x * scale;
        device.ry[i] = shape->radius[i].y * scale;
    }
    /* Snapping may have taken a pixel from a side that its radii filled. */
    double width = device.x1 - device.x0, height = device.y1 - device.y0, factor = 1;
    double sums[4][2] = {{device.rx[0] + device.rx[1], width},
                         {device.rx[2] + device.rx[3], width},
                         {device.ry[0] + device.ry[3], height},
                         {device.ry[1] + device.ry[2], height}};
    for (int i = 0; i < 4; i++)
        if (sums[i][0] > sums[i][1] && sums[i][0] > 0)
            factor = fmin(factor, sums[i][1] / sums[i][0]);
    for (int i = 0; i < 4 && factor < 1; i++) {
        device.rx[i] *= factor;
        device.ry[i] *= factor;
    }
    return device;
}

bool device_shape_is_plain(const struct device_shape *shape)
{
    for (int i = 0; i < 4; i++)
        if (shape->rx[i] > 0 && shape->ry[i] > 0)
            return false;
    return true;
}

bool device_shape_is_empty(const struct device_shape *shape)
{
    return !(shape->x1 > shape->x0 && shape->y1 > shape->y0);
}

/* CSS Backgrounds 3 section 6.1.1: a small radius grows less than the spread, so that a nearly sharp corner stays one.
 */
static double radius_grow(double radius, double by)
{
    if (radius <= 0)
        return 0;
    if (by <= 0 || radius >= by)
        return fmax(radius + by, 0);
    double ratio = radius / by - 1;
    return radius + by * (1 + ratio * ratio * ratio);
}

struct device_shape device_shape_grow(const struct device_shape *shape, double by)
{
    struct device_shape grown = {shape->x0 - by, shape->y0 - by, shape->x1 + by, shape->y1 + by, {0}, {0}};
    for (int i = 0; i < 4; i++) {
        grown.rx[i] = radius_grow(shape->rx[i], by);
        grown.ry[i] = radius_grow(shape->ry[i], by);
    }
    if (grown.x1 < grown.x0)
        grown.x0 = grown.x1 = (grown.x0 + grown.x1) / 2;
    if (grown.y1 < grown.y0)
        grown.y0 = grown.y1 = (grown.y0 + grown.y1) / 2;
    return grown;
}

void path_shape(cairo_t *cairo, const struct device_shape *shape)
{
    if (device_shape_is_plain(shape)) {
        cairo_rectangle(cairo, shape->x0, shape->y0, shape->x1 - shape->x0, shape->y1 - shape->y0);
        return;
    }
    /* A quarter of an ellipse as a Bezier curve: its handles end this part of the radius before the corner. */
    const double k = 1 - 0.5522847498;
    const double *rx = shape->rx, *ry = shape->ry;
    double x0 = shape->x0, y0 = shape->y0, x1 = shape->x1, y1 = shape->y1;
    cairo_new_sub_path(cairo);
    cairo_move_to(cairo, x0 + rx[0], y0);
    cairo_line_to(cairo, x1 - rx[1], y0);
    cairo_curve_to(cairo, x1 - k * rx[1], y0, x1, y0 + k * ry[1], x1, y0 + ry[1]);
    cairo_line_to(cairo, x1, y1 - ry[2]);
    cairo_curve_to(cairo, x1, y1 - k * ry[2], x1 - k * rx[2], y1, x1 - rx[2], y1);
    cairo_line_to(cairo, x0 + rx[3], y1);
    cairo_curve_to(cairo, x0 + k * rx[3], y1, x0, y1 - k * ry[3], x0, y1 - ry[3]);
    cairo_line_to(cairo, x0, y0 + ry[0]);
    cairo_curve_to(cairo, x0, y0 + k * ry[0], x0 + k * rx[0], y0, x0 + rx[0], y0);
    cairo_close_path(cairo);
}

void source_color(cairo_t *cairo, struct color color)
{
    cairo_set_source_rgba(cairo, color.r, color.g, color.b, color.a);
}

void draw_fill(struct canvas *canvas, const struct display_item *item)
{
    struct device_shape shape = device_shape(&item->fill.shape, canvas->scale);
    cairo_t *cairo = canvas_cairo(canvas);
    source_color(cairo, item->fill.color);
    path_shape(cairo, &shape);
    cairo_fill(cairo);
}
