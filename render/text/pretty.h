/* text-wrap: pretty. Size and breaks as one optimum: the lines of least cost, by dynamic programming over the break
 * places.
 *
 * Costs are counted in one unit: 1 is what a line costs that leaves a third of the room of the fullest line empty, or
 * what is given for three percent of the size.
 */
#ifndef RENDER_TEXT_PRETTY_H
#define RENDER_TEXT_PRETTY_H

#include "stages.h"

struct pretty_bounds {
    double scale;
    double width_px, max_height_px;
    size_t max_lines;
    size_t usual_lines; /* as many as filling takes at the largest size: more of them cost */
};

/* A text of more places or lines is no headline: its lines are filled as they come. */
bool pretty_applies(const struct paragraph *paragraph, size_t usual_lines);

/* The best lines within the bounds, and what they cost; `*cost` is INFINITY when no lines keep them. False when
 * memory fails. */
bool pretty_lines(struct paragraph *paragraph, const struct pretty_bounds *bounds, struct line_spans *spans,
                  double *cost);

/* No lines cost less, at any size. */
double pretty_least_cost(const struct paragraph *paragraph, size_t usual_lines);

/* What a size costs that is `ratio` (at most 1) of the largest that fits. */
double pretty_size_cost(double ratio);

#endif
