/* Plain vector art on a cairo context. Internal to render/paint. */
#ifndef RENDER_PAINT_DRAW_ART_H
#define RENDER_PAINT_DRAW_ART_H

#include <cairo.h>

#include "render/vector_art.h"

/* Into the rectangle from the origin, in user units: a viewBox is fitted in by its preserveAspectRatio; art with a size
 * and no viewBox is stretched, as in browsers. */
void draw_art(cairo_t *cairo, const struct vector_art *art, double width, double height);

#endif
