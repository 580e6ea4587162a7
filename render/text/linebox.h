/* The height of a line box and where its baselines lie: CSS 2.2 section 10.8, rounded as Chromium rounds. */
#ifndef RENDER_TEXT_LINEBOX_H
#define RENDER_TEXT_LINEBOX_H

#include "stages.h"

/* Lengths in px; `shift` is from the line's baseline, downwards. */
struct box_metrics {
    double ascent, descent; /* of the text, without leading */
    double above, below;    /* with half-leading, from the box's own baseline */
    double shift;
    bool present;                  /* on this line */
    size_t aligned;                /* box around it, or itself, that is aligned to the line box; 0: none */
    double tree_above, tree_below; /* of such a box: with all that it holds, from its own baseline */
};

struct line_box {
    double above, below; /* from the root baseline to the line box's edges */
};

/* `boxes` has an entry for each inline box and is filled. */
struct line_box linebox_measure(const struct paragraph *paragraph, const struct line_span *span, double scale,
                                struct box_metrics *boxes);

/* Shift of an atomic inline's baseline from the line's, downwards; its margin box top is `baseline_px` above that. */
double linebox_object_shift(const struct paragraph *paragraph, size_t item, const struct box_metrics *boxes,
                            const struct line_box *line, double scale);

/* Ascent and descent of a font at a size, each rounded to whole px; both positive. */
struct font_heights {
    double ascent, descent, line_spacing;
};
struct font_heights font_heights_at(const struct font *font, double size_px);

#endif
