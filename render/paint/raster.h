/* The display list on pixels, by cairo. A raster belongs to one worker and keeps what pays off from card to card:
 * the surface, glyph masks, drawn vector pictures, the ground of the last card. */
#ifndef RENDER_PAINT_RASTER_H
#define RENDER_PAINT_RASTER_H

#include "display_list.h"

struct raster;

/* Pixels of the last drawn card; the raster's, valid until its next draw. Premultiplied native-endian 0xAARRGGBB. */
struct raster_pixels {
    const uint32_t *pixels;
    unsigned width, height;
    size_t stride; /* in pixels */
    bool opaque;
    /* What lies below the card's text, without gaps between rows; NULL when the card is too large to keep it. The same
     * id means the same pixels for the raster's life. */
    const uint32_t *ground;
    uint64_t ground_id;
    const uint8_t *changed_rows; /* by row: 0 where it is the ground's */
    bool plain;                  /* text and areas of one color are all that lies on the ground */
};

enum ogcard_status raster_create(struct raster **raster, struct ogcard_error *error);
void raster_destroy(struct raster *raster); /* accepts NULL */

/* Device pixels of a card: width * scale times height * scale. */
#define RASTER_MAX_PIXELS (32u * 1000 * 1000)

/* Draws `list` at `scale` device pixels a CSS px. */
enum ogcard_status raster_draw(struct raster *raster, const struct display_list *list, float scale,
                               struct raster_pixels *pixels, struct ogcard_error *error);

#endif
