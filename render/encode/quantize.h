/* Fewer colors for pictures that must become smaller. Internal to render/encode. */
#ifndef RENDER_ENCODE_QUANTIZE_H
#define RENDER_ENCODE_QUANTIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "../pixels.h"

/* The picture in at most `colors` (1 to 256) colors: `pixels`, width * height without gaps, is the caller's. Colors of
 * areas stay exactly what they are, shades are averaged, and nothing is dithered, which would cost more bytes than it
 * saves. Deterministic. False when out of memory. */
bool quantize(const struct card_pixels *input, unsigned colors, uint32_t *pixels);

#endif
