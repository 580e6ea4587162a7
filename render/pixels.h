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

/* Rows have at most 64 columns, of so many pixels each. */
static inline unsigned pixels_column_width(unsigned width)
{
    return (width + 1023) / 1024 * 16;
}

/* The columns of pixels x0 up to, not including, x1 of a row: at least one pixel. */
static inline uint64_t pixels_columns(unsigned x0, unsigned x1, unsigned column_width)
{
    unsigned first = x0 / column_width, last = (x1 - 1) / column_width;
    return (UINT64_MAX << first) & (UINT64_MAX >> (63 - last));
}

/* The next pixels of `columns`, from *x1 on, which begins as 0: *x0 up to *x1. False when there are no more. */
static inline bool pixels_next(uint64_t columns, unsigned width, unsigned *x0, unsigned *x1)
{
    unsigned column_width = pixels_column_width(width), first = (*x1 + column_width - 1) / column_width;
    if (*x1 >= width || first > 63 || columns >> first == 0)
        return false;
    first += (unsigned)__builtin_ctzll(columns >> first);
    uint64_t clear = ~(columns >> first);
    unsigned end = clear ? first + (unsigned)__builtin_ctzll(clear) : 64;
    *x0 = first * column_width;
    *x1 = end * column_width < width ? end * column_width : width;
    return true;
}

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
    /* By row: 0 where it is the ground's. Otherwise all pixels that differ from the ground lie in the columns whose bit
     * is set: column i has the pixels from i * pixels_column_width() on. */
    const uint64_t *changed;
    /* Where more than text and areas of one color lies on the ground. */
    const struct int_rect *busy;
    size_t busy_count;
};

#endif
