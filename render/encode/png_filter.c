#include "png_filter.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum { BANDS = 6, BAND_ROWS = 8 };

static inline int channel(uint32_t pixel, int shift)
{
    return (int)(pixel >> shift & 0xff);
}

/* PNG section 9.4. */
static inline int paeth(int left, int above, int corner)
{
    int by_left = abs(above - corner), by_above = abs(left - corner), by_corner = abs(left + above - 2 * corner);
    if (by_left <= by_above && by_left <= by_corner)
        return left;
    return by_above <= by_corner ? above : corner;
}

void png_filter_row(uint8_t *to, const uint32_t *row, const uint32_t *above, unsigned width, enum png_filter filter)
{
    uint32_t left = 0, corner = 0;
    *to++ = (uint8_t)filter;
    for (unsigned x = 0; x < width; x++, to += 3) {
        uint32_t pixel = row[x];
        if (filter == PNG_FILTER_PAETH) {
            uint32_t up = above ? above[x] : 0;
            for (int i = 0, shift = 16; i < 3; i++, shift -= 8)
                to[i] = (uint8_t)(channel(pixel, shift) -
                                  paeth(channel(left, shift), channel(up, shift), channel(corner, shift)));
            corner = up;
        } else {
            to[0] = (uint8_t)((pixel >> 16) - (left >> 16));
            to[1] = (uint8_t)((pixel >> 8) - (left >> 8));
            to[2] = (uint8_t)(pixel - left);
        }
        left = filter == PNG_FILTER_NONE ? 0 : pixel;
    }
}

/* Bytes of the sample when compressed in a hurry; 0: no memory. */
static size_t sample_size(struct encoder *encoder, const uint32_t *pixels, size_t stride, unsigned width,
                          unsigned height, enum png_filter filter)
{
    size_t row_bytes = 1 + 3 * (size_t)width, size = BANDS * BAND_ROWS * row_bytes;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(1);
    uint8_t *bytes = scratch_reserve(&encoder->runs, 2 * size + 1024);
    size_t at = 0, result = 0;
    for (unsigned band = 0; bytes && band < BANDS; band++) {
        unsigned first = (unsigned)((uint64_t)height * band / BANDS);
        for (unsigned y = first; y < first + BAND_ROWS && y < height; y++, at += row_bytes) {
            const uint32_t *row = pixels + y * stride;
            png_filter_row(bytes + at, row, y ? row - stride : NULL, width, filter);
        }
    }
    if (compressor && bytes)
        result = libdeflate_deflate_compress(compressor, bytes, at, bytes + size, size + 1024);
    libdeflate_free_compressor(compressor);
    return result;
}

enum png_filter png_filter_choose(struct encoder *encoder, const uint32_t *pixels, size_t stride, unsigned width,
                                  unsigned height, enum png_filter filter)
{
    size_t plain = sample_size(encoder, pixels, stride, width, height, PNG_FILTER_NONE),
           filtered = sample_size(encoder, pixels, stride, width, height, filter);
    return filtered && filtered < plain ? filter : PNG_FILTER_NONE;
}
