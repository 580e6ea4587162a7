/* Walking a display list. Internal to render/paint. */
#ifndef RENDER_PAINT_DRAW_H
#define RENDER_PAINT_DRAW_H

#include "canvas.h"

/* Draws items[first .. end) of a list of `count`. */
void draw_items(struct canvas *canvas, const struct display_item *items, size_t first, size_t end, size_t count);

/* The clips and transforms that the first `count` items leave in force; groups among them are closed. */
void draw_states(struct canvas *canvas, const struct display_item *items, size_t count);

/* The pixels that a transformed rectangle touches. */
struct int_rect matrix_bounds(const cairo_matrix_t *matrix, double x0, double y0, double x1, double y1);

#endif
