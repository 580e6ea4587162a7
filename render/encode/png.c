#include "codec.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "palette.h"

/* PNG (Portable Network Graphics, third edition). Rows are never filtered: on flat grounds, gradients and antialiased
 * text filters cost bytes. */

enum { COLOR_RGB = 2, COLOR_PALETTE = 3, COLOR_RGBA = 6 };

struct png {
    uint8_t *bytes;
    size_t size;
};

static void put_number(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)(value >> 24);
    bytes[1] = (uint8_t)(value >> 16);
    bytes[2] = (uint8_t)(value >> 8);
    bytes[3] = (uint8_t)value;
}

/* Closes a chunk whose `length` bytes of data already stand behind its head. */
static void chunk_close(struct png *png, const char *type, size_t length)
{
    uint8_t *chunk = png->bytes + png->size;
    put_number(chunk, (uint32_t)length);
    memcpy(chunk + 4, type, 4);
    put_number(chunk + 8 + length, libdeflate_crc32(0, chunk + 4, length + 4));
    png->size += length + 12;
}

static void chunk_put(struct png *png, const char *type, const uint8_t *data, size_t length)
{
    if (length)
        memcpy(png->bytes + png->size + 8, data, length);
    chunk_close(png, type, length);
}

static unsigned palette_depth(const struct palette *palette)
{
    return palette->count <= 2 ? 1 : palette->count <= 4 ? 2 : palette->count <= 16 ? 4 : 8;
}

static void row_indices(uint8_t *to, const uint32_t *row, unsigned width, const struct palette *palette, unsigned depth)
{
    uint32_t last = row[0];
    unsigned index = palette_index(palette, last), filled = 0, packed = 0;
    for (unsigned x = 0; x < width; x++) {
        if (row[x] != last) {
            last = row[x];
            index = palette_index(palette, last);
        }
        packed = packed << depth | index;
        filled += depth;
        if (filled == 8) {
            *to++ = (uint8_t)packed;
            packed = filled = 0;
        }
    }
    if (filled)
        *to = (uint8_t)(packed << (8 - filled));
}

static void row_rgb(uint8_t *to, const uint32_t *row, unsigned width)
{
    for (unsigned x = 0; x < width; x++, to += 3) {
        to[0] = (uint8_t)(row[x] >> 16);
        to[1] = (uint8_t)(row[x] >> 8);
        to[2] = (uint8_t)row[x];
    }
}

static void row_rgba(uint8_t *to, const uint32_t *row, unsigned width)
{
    for (unsigned x = 0; x < width; x++, to += 4) {
        uint32_t pixel = pixel_unpremultiply(row[x]);
        to[0] = (uint8_t)(pixel >> 16);
        to[1] = (uint8_t)(pixel >> 8);
        to[2] = (uint8_t)pixel;
        to[3] = (uint8_t)(pixel >> 24);
    }
}

struct layout {
    int color_type;
    unsigned depth;
    size_t row_bytes; /* with the filter byte */
};

static struct layout layout_choose(const struct encode_input *input, const struct palette *palette, bool exact)
{
    struct layout layout = {input->opaque ? COLOR_RGB : COLOR_RGBA, 8, 0};
    if (exact)
        layout = (struct layout){COLOR_PALETTE, palette_depth(palette), 0};
    size_t samples = layout.color_type == COLOR_PALETTE ? 1 : layout.color_type == COLOR_RGB ? 3 : 4;
    layout.row_bytes = 1 + ((size_t)input->width * samples * layout.depth + 7) / 8;
    return layout;
}

static void rows_lay(uint8_t *to, const struct encode_input *input, const struct palette *palette,
                     const struct layout *layout)
{
    for (unsigned y = 0; y < input->height; y++, to += layout->row_bytes) {
        to[0] = 0;
        if (layout->color_type == COLOR_PALETTE)
            row_indices(to + 1, input_row(input, y), input->width, palette, layout->depth);
        else if (layout->color_type == COLOR_RGB)
            row_rgb(to + 1, input_row(input, y), input->width);
        else
            row_rgba(to + 1, input_row(input, y), input->width);
    }
}

static void palette_put(struct png *png, const struct palette *palette, bool opaque)
{
    uint8_t colors[PALETTE_MAX * 3], alphas[PALETTE_MAX];
    for (unsigned i = 0; i < palette->count; i++) {
        uint32_t color = pixel_unpremultiply(palette->colors[i]);
        colors[i * 3] = (uint8_t)(color >> 16);
        colors[i * 3 + 1] = (uint8_t)(color >> 8);
        colors[i * 3 + 2] = (uint8_t)color;
        alphas[i] = (uint8_t)(color >> 24);
    }
    chunk_put(png, "PLTE", colors, palette->count * 3u);
    if (!opaque)
        chunk_put(png, "tRNS", alphas, palette->count);
}

static struct libdeflate_compressor *compressor_get(struct encoder *encoder, enum ogcard_effort effort)
{
    static const int levels[] = {[OGCARD_EFFORT_FAST] = 1, [OGCARD_EFFORT_BALANCED] = 6, [OGCARD_EFFORT_SMALL] = 12};
    if (!encoder->deflate[effort])
        encoder->deflate[effort] = libdeflate_alloc_compressor(levels[effort]);
    return encoder->deflate[effort];
}

enum ogcard_status encode_png(struct encoder *encoder, const struct encode_input *input, enum ogcard_effort effort,
                              uint8_t **bytes, size_t *size, struct ogcard_error *error)
{
    struct palette palette;
    bool exact = palette_collect(&palette, input);
    struct layout layout = layout_choose(input, &palette, exact);
    size_t raw_size = layout.row_bytes * input->height;
    uint8_t *raw = scratch_reserve(&encoder->rows, raw_size);
    struct libdeflate_compressor *compressor = compressor_get(encoder, effort);
    if (!raw || !compressor)
        return encode_out_of_memory(error);
    rows_lay(raw, input, &palette, &layout);

    size_t bound = libdeflate_zlib_compress_bound(compressor, raw_size);
    struct png png = {malloc(bound + 2048), 0};
    if (!png.bytes)
        return encode_out_of_memory(error);
    memcpy(png.bytes, "\x89PNG\r\n\x1a\n", 8);
    png.size = 8;
    uint8_t header[13] = {0};
    put_number(header, input->width);
    put_number(header + 4, input->height);
    header[8] = (uint8_t)layout.depth;
    header[9] = (uint8_t)layout.color_type;
    chunk_put(&png, "IHDR", header, sizeof header);
    if (exact)
        palette_put(&png, &palette, input->opaque);
    chunk_close(&png, "IDAT", libdeflate_zlib_compress(compressor, raw, raw_size, png.bytes + png.size + 8, bound));
    chunk_put(&png, "IEND", NULL, 0);
    uint8_t *trimmed = realloc(png.bytes, png.size);
    *bytes = trimmed ? trimmed : png.bytes;
    *size = png.size;
    return OGCARD_OK;
}
