/* Glyph masks of one worker: drawn once by FreeType, unhinted, and kept. */
#ifndef RENDER_PAINT_GLYPH_STORE_H
#define RENDER_PAINT_GLYPH_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "fonts/font.h"

/* Coverage or color of a glyph at a size and a sub-pixel position. */
struct glyph_mask {
    int left, top; /* of the top left pixel from the origin; top is negative above the baseline */
    unsigned width, height;
    const uint8_t *coverage; /* width * height; NULL: a color glyph */
    const uint32_t *color;   /* width * height, premultiplied 0xAARRGGBB */
};

struct glyph_store;

struct glyph_store *glyph_store_create(void);        /* NULL: out of memory */
void glyph_store_destroy(struct glyph_store *store); /* accepts NULL */

/* Coverage in so many steps, 2 to 256 (all that there is), instead of those that fit the size; before the first glyph.
 * For measuring what the steps lose. */
void glyph_store_set_steps(struct glyph_store *store, unsigned steps);

/* Larger glyphs are drawn as paths. */
#define GLYPH_MASK_MAX_PX 400.0f

/* Sub-pixel positions that are told apart at a size: one from 40 px on, else four. */
unsigned glyph_phase_count(float size_px);

/* The mask at `size_px` (device pixels), moved right by phase / 4 px. NULL when the glyph cannot be drawn; an empty one
 * has no width. Valid until the next call: a store that has grown past its limit starts anew. */
const struct glyph_mask *glyph_store_get(struct glyph_store *store, const struct font *font, uint32_t glyph,
                                         float size_px, unsigned phase);

/* Sets the face's size for outlines; false when the face cannot. */
bool glyph_face_set_size(FT_Face face, float size_px);

#endif
