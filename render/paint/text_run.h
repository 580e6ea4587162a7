/* Painting text: what its files share. Internal to render/paint. */
#ifndef RENDER_PAINT_TEXT_RUN_H
#define RENDER_PAINT_TEXT_RUN_H

#include "painter.h"

/* One run of text with where it stands. */
struct text_run {
    const struct fragment *fragment;
    const struct text_style *style;
    float x, y; /* origin on the baseline, px */
};

/* Those of the style's decorations that are in `lines` (bits of text_decoration_line), moved by (dx, dy). `color` NULL:
 * the style's. */
void text_decorations_paint(struct painter *painter, const struct text_run *run, unsigned lines, float dx, float dy,
                            const struct color *color, float blur_px);

/* Parts of a line that the glyphs' ink does not come near. */
struct ink_gap {
    float start, end; /* from the run's origin, px */
};

/* Where the ink of the run's glyphs crosses the band [top, bottom] below the baseline (px, downwards), in ascending
 * order; each a bit wider than the ink by `margin`. NULL with *count 0 when there is none or memory fails. */
const struct ink_gap *text_ink_gaps(struct arena *arena, const struct text_run *run, float top, float bottom,
                                    float margin, size_t *count);

#endif
