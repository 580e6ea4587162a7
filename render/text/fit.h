/* Size, lines, clamp and ellipsis as one search. */
#ifndef RENDER_TEXT_FIT_H
#define RENDER_TEXT_FIT_H

#include "linebox.h"
#include "stages.h"

/* Sizes that are tried lie this far apart, from the style's size down: a title that grows by a letter moves in steps
 * that the eye does not see, and the picture does not hang on a rounding. */
#define FIT_STEP_PX 0.5

struct fit_result {
    double scale;
    struct line_spans spans;
    bool *ellipsis; /* per line */
    bool overflows, ellipsized;
};

bool fit_lines(struct paragraph *paragraph, struct paragraph_box box, struct fit_result *result);

/* Height of all lines at a scale, px. */
double fit_height(struct paragraph *paragraph, const struct line_spans *spans, double scale);

/* The smallest scale that fitting may choose: 1 without fitting. */
double fit_least_scale(const struct paragraph *paragraph);

#endif
