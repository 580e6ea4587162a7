/* Evaluating CSS gradients (CSS Images 3 and 4). Internal to render/paint. */
#ifndef RENDER_PAINT_GRADIENT_H
#define RENDER_PAINT_GRADIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "../style.h"

enum {
    GRADIENT_TABLE_SIZE = 4096,
    /* Colors between two levels of 255 are dithered by an ordered matrix of 2 x 2 pixels (Bayer's): at so many
     * thresholds a level is passed. */
    GRADIENT_THRESHOLDS = 4,
};

/* A gradient prepared for a box: where a pixel lies on it, and the colors along it. */
struct gradient_ramp {
    enum gradient_kind kind;
    bool repeating;
    /* linear: position = a x + b y + c. radial: length of ((x - cx) / rx, (y - cy) / ry). conic: turns from `from`.
     * All in units of the distance between the first and the last stop, 0 at the first. */
    double a, b, c;
    double center_x, center_y, radius_x, radius_y, from;
    double first, extent;
    uint32_t table[GRADIENT_TABLE_SIZE][GRADIENT_THRESHOLDS]; /* premultiplied 0xAARRGGBB */
    uint32_t before, after;
    bool opaque;
};

/* `width`, `height` of the gradient's box and `scale` of px lengths, device pixels. */
void gradient_prepare(struct gradient_ramp *ramp, const struct gradient *gradient, double width, double height,
                      double scale);

/* Colors of the pixels (x .. x + count, y), relative to the box's corner, taken at their centres and dithered. */
void gradient_row(const struct gradient_ramp *ramp, int x, int y, int count, uint32_t *row);

/* Color at a position as CSS gives it (0 at the first stop's origin of the gradient line, 1 at its end), premultiplied.
 */
struct color gradient_color_at(const struct gradient *gradient, double length, double position);

#endif
