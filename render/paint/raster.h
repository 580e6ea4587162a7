/* The display list on pixels, by cairo. A raster belongs to one worker and keeps what pays off from card to card:
 * the surface, glyph masks, drawn vector pictures, the ground of the last card. */
#ifndef RENDER_PAINT_RASTER_H
#define RENDER_PAINT_RASTER_H

#include "../pixels.h"
#include "display_list.h"

struct cancel;
struct raster;

/* `cancel`, which may be NULL, must live as long as the raster: once it says to end, drawing fails. */
enum ogcard_status raster_create(struct raster **raster, struct cancel *cancel, struct ogcard_error *error);
void raster_destroy(struct raster *raster); /* accepts NULL */

/* As glyph_store_set_steps(), before the first card. */
void raster_set_coverage_steps(struct raster *raster, unsigned steps);

/* Device pixels of a card: width * scale times height * scale. */
#define RASTER_MAX_PIXELS (32u * 1000 * 1000)

/* Draws `list` at `scale` device pixels a CSS px. The pixels are the raster's, valid until its next draw. */
enum ogcard_status raster_draw(struct raster *raster, const struct display_list *list, float scale,
                               struct card_pixels *pixels, struct ogcard_error *error);

#endif
