/* Pictures of one worker at the size they are drawn at: vector art drawn by librsvg, large photos scaled down. */
#ifndef RENDER_PAINT_PICTURE_STORE_H
#define RENDER_PAINT_PICTURE_STORE_H

#include <cairo.h>

#include "render/image.h"

struct picture_store;

struct picture_store *picture_store_create(void);        /* NULL: out of memory */
void picture_store_destroy(struct picture_store *store); /* accepts NULL */

/* The picture filling width x height device pixels; the caller's reference, its pixels must not be changed. NULL when
 * memory fails or the art cannot be drawn. */
cairo_surface_t *picture_store_get(struct picture_store *store, const struct image *image, int width, int height);

/* Larger pictures are not kept but drawn straight where they are needed. */
#define PICTURE_MAX_PIXELS (4 * 1000 * 1000)

/* Draws vector art into the rectangle; false when librsvg fails. */
bool picture_draw_svg(struct picture_store *store, const struct image *image, cairo_t *cairo, double x, double y,
                      double width, double height);

/* The image's own pixels as a surface: shared, read only; the caller's reference. */
cairo_surface_t *picture_pixels(const struct image *image);

#endif
