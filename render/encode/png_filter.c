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

/* Two pixels less those to their left, byte by byte. */
static inline uint64_t pair_subtract(uint64_t pair, uint64_t left)
{
    const uint64_t tops = 0x8080808080808080u;
    return ((pair | tops) - (left & ~tops)) ^ ((pair ^ ~left) & tops);
}

/* As png_filter_row() for filters that look at no other row: two pixels at once, as one number whose first byte is the
 * first one's alpha. */
static void row_subtract(uint8_t *to, const uint32_t *row, unsigned width, bool subtracts)
{
    uint32_t left = 0;
    unsigned x = 0;
    for (; x + 4 <= width; x += 2, to += 6) { /* eight bytes are written: six and two of the next pixel */
        uint64_t pair = (uint64_t)row[x] << 32 | row[x + 1];
        if (subtracts)
            pair = pair_subtract(pair, (uint64_t)left << 32 | row[x]);
        left = row[x + 1];
        uint64_t six = (pair << 8 & 0xffffff0000000000u) | (pair & 0xffffff) << 16;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        six = __builtin_bswap64(six);
#endif
        memcpy(to, &six, sizeof six);
    }
    for (; x < width; x++, to += 3) {
        uint32_t before = subtracts ? left : 0;
        to[0] = (uint8_t)((row[x] >> 16) - (before >> 16));
        to[1] = (uint8_t)((row[x] >> 8) - (before >> 8));
        to[2] = (uint8_t)(row[x] - before);
        left = row[x];
    }
}

void png_filter_row(uint8_t *to, const uint32_t *row, const uint32_t *above, unsigned width, enum png_filter filter)
{
    uint32_t left = 0, corner = 0;
    *to++ = (uint8_t)filter;
    if (filter != PNG_FILTER_PAETH) {
        row_subtract(to, row, width, filter != PNG_FILTER_NONE);
        return;
    }
    for (unsigned x = 0; x < width; x++, to += 3) {
        uint32_t up = above ? above[x] : 0;
        for (int i = 0, shift = 16; i < 3; i++, shift -= 8)
            to[i] = (uint8_t)(channel(row[x], shift) -
                              paeth(channel(left, shift), channel(up, shift), channel(corner, shift)));
        corner = up;
        left = row[x];
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
