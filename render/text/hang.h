/* Optical margins: punctuation at a line's edge hangs out of the block, so that letters stand in line. */
#ifndef RENDER_TEXT_HANG_H
#define RENDER_TEXT_HANG_H

#include "stages.h"

/* px by which the line moves to the right (negative: to the left) for what hangs, with the given alignment; 0 unless
 * the block asks for hanging-punctuation. Line breaking does not count on it. */
double hang_shift(const struct paragraph *paragraph, const struct line_span *span, double scale, bool ltr);

#endif
