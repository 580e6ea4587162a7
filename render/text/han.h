/* Full-width punctuation set side by side: CSS Text 4 section 8.3, text-spacing-trim: normal. */
#ifndef RENDER_TEXT_HAN_H
#define RENDER_TEXT_HAN_H

#include "shape.h"

/* Adds a `halt` feature for each full-width mark within the bounds that loses its blank half to its neighbour on the
 * line; `count` features are there already, `room` in all. Returns the new count. */
size_t han_trim_features(const struct paragraph *paragraph, const struct text_run *run,
                         const struct shape_bounds *bounds, hb_feature_t *features, size_t count, size_t room);

/* A mark that a line break parts from its neighbour is whole again: such places are unsafe to break. */
void han_mark_unsafe(struct paragraph *paragraph, const struct text_run *run);

#endif
