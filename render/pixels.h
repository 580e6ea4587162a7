/* A drawn card: what passes from paint to encode. Plain values; the pixels belong to the raster. */
#ifndef RENDER_PIXELS_H
#define RENDER_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Half open, in pixels. */
struct int_rect {
    int x0, y0, x1, y1;
};

struct card_pixels {
    const uint32_t *pixels; /* premultiplied native-endian 0xAARRGGBB */
    unsigned width, height;
    size_t stride; /* in pixels */
    bool opaque;   /* alpha is 255 everywhere */

    /* What lies below the card's text and is the same for many cards, without gaps between rows; NULL: not known. The
     * same id, which is not 0, means the same pixels for the life of the raster: what was made of them can be used
     * again. */
    const uint32_t *ground;
    uint64_t ground_id;
    const uint8_t *changed_rows; /* by row: not 0 where a pixel differs from the ground's */
    /* Where more than text and areas of one color lies on the ground. */
    const struct int_rect *busy;
    size_t busy_count;
};

#endif
