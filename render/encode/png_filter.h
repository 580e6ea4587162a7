/* Filters of PNG rows (PNG section 9). Internal to render/encode. */
#ifndef RENDER_ENCODE_PNG_FILTER_H
#define RENDER_ENCODE_PNG_FILTER_H

#include "codec.h"

/* As the file has them. */
enum png_filter { PNG_FILTER_NONE = 0, PNG_FILTER_SUB = 1, PNG_FILTER_PAETH = 4 };

/* Lays `width` opaque pixels as RGB after the filter byte; `above` is the row above, NULL for the first. */
void png_filter_row(uint8_t *to, const uint32_t *row, const uint32_t *above, unsigned width, enum png_filter filter);

/* Whether opaque pixels, `stride` from row to row, take fewer bytes as RGB with the filter than with none: photos do,
 * and flat grounds, gradients and text do not. Tried on a sample; NONE also when memory fails. */
enum png_filter png_filter_choose(struct encoder *encoder, const uint32_t *pixels, size_t stride, unsigned width,
                                  unsigned height, enum png_filter filter);

#endif
