/* The encoders behind encoder_encode(), and the buffers that they share. Internal to render/encode. */
#ifndef RENDER_ENCODE_CODEC_H
#define RENDER_ENCODE_CODEC_H

#include "../cancel.h"
#include "deflate.h"
#include "encode.h"

struct libdeflate_compressor;
struct color_set;
struct lz;
struct png_ground;

/* Grows and is kept; contents do not survive growing. */
struct scratch {
    uint8_t *bytes;
    size_t capacity;
};

/* NULL when out of memory. */
uint8_t *scratch_reserve(struct scratch *scratch, size_t size);

/* As many grounds as a raster keeps. */
enum { ENCODER_GROUNDS = 4 };

struct encoder {
    struct cancel *cancel; /* or NULL */
    struct scratch rows;   /* pixels in the format's own layout */
    struct scratch runs;   /* of pixels of one color */
    struct color_set *colors;
    struct lz *lz;
    struct token_list tokens;
    struct bit_buffer file;     /* a PNG under way */
    struct png_ground *grounds; /* ENCODER_GROUNDS */
    uint64_t clock;
    struct libdeflate_compressor *squeezer;
};

/* `max_bytes` plays no part in these. */
typedef enum ogcard_status encode_function(struct encoder *encoder, const struct card_pixels *input,
                                           const struct encode_settings *settings, uint8_t **bytes, size_t *size,
                                           struct ogcard_error *error);
encode_function encode_plain; /* by the settings' format: one of the following */
encode_function encode_png, encode_jpeg, encode_webp;

enum ogcard_status encode_out_of_memory(struct ogcard_error *error);

static inline const uint32_t *input_row(const struct card_pixels *input, unsigned y)
{
    return input->pixels + (size_t)y * input->stride;
}

/* 0xAARRGGBB, from premultiplied to not. */
static inline uint32_t pixel_unpremultiply(uint32_t pixel)
{
    uint32_t alpha = pixel >> 24;
    if (alpha == 255)
        return pixel;
    if (alpha == 0)
        return 0;
    uint32_t r = ((pixel >> 16 & 0xff) * 255 + alpha / 2) / alpha, g = ((pixel >> 8 & 0xff) * 255 + alpha / 2) / alpha,
             b = ((pixel & 0xff) * 255 + alpha / 2) / alpha;
    return alpha << 24 | (r > 255 ? 255 : r) << 16 | (g > 255 ? 255 : g) << 8 | (b > 255 ? 255 : b);
}

#endif
