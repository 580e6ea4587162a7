/* The contrast of text with what is painted around it, measured on the picture.
 *
 * The card is drawn twice at two device pixels a px: as it is, and without its text. Where the two differ is the text,
 * whatever made it: a color, an opacity, a gradient seen through the letters. For each glyph, of the pixels that differ
 * most (the inside of its strokes) the mean of WCAG's contrast ratio between the one picture and the other is taken;
 * a run is as good as its worst glyph, so that a title that runs from a dark to a light part of a photo is judged where
 * it is hardest to read; one that leaves no trace has the ratio 1. Shadows count as ground. Color emoji and glyphs with
 * too few pixels are left out.
 *
 * WCAG 2.2, success criterion 1.4.3 (AA): 4.5 to 1; 3 to 1 for 24 px and more, or 18.66 px in bold. */
#ifndef RENDER_CHECK_CONTRAST_H
#define RENDER_CHECK_CONTRAST_H

#include "../paint/raster.h"
#include "pieces.h"

struct check_contrast {
    float ratio;           /* 1 to 21; 0 when it cannot be measured */
    uint32_t text, ground; /* 0xRRGGBB, means of the worst glyph */
};

/* The ratio that the piece must have. */
float check_contrast_wanted(const struct check_piece *piece);

/* One measure for each piece, in the arena; NULL with an error on failure. */
struct check_contrast *check_contrast_measure(struct raster *raster, const struct display_list *list,
                                              const struct check_pieces *pieces, struct arena *arena,
                                              struct ogcard_error *error);

/* WCAG 2.2: of two sRGB colors, 0xRRGGBB. */
float check_contrast_ratio(uint32_t a, uint32_t b);

#endif
