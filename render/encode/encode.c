#include "codec.h"

#include <libdeflate.h>
#include <stdlib.h>

#include "png_ground.h"

#include "internal/error.h"

/* Side that every format takes; WebP's is the smallest. */
enum { MAX_SIDE = 16383 };

enum ogcard_status encode_out_of_memory(struct ogcard_error *error)
{
    return error_set(error, OGCARD_TOO_LARGE, "not enough memory to write the picture");
}

uint8_t *scratch_reserve(struct scratch *scratch, size_t size)
{
    if (size > scratch->capacity) {
        free(scratch->bytes);
        scratch->bytes = malloc(size);
        scratch->capacity = scratch->bytes ? size : 0;
    }
    return scratch->bytes;
}

enum ogcard_status encoder_create(struct encoder **encoder, struct cancel *cancel, struct ogcard_error *error)
{
    struct encoder *created = calloc(1, sizeof *created);
    *encoder = NULL;
    if (created) {
        created->cancel = cancel;
        created->colors = calloc(1, sizeof *created->colors);
        created->lz = lz_create();
        created->grounds = calloc(ENCODER_GROUNDS, sizeof *created->grounds);
    }
    if (!created || !created->colors || !created->lz || !created->grounds) {
        encoder_destroy(created);
        return encode_out_of_memory(error);
    }
    *encoder = created;
    return OGCARD_OK;
}

void encoder_destroy(struct encoder *encoder)
{
    if (!encoder)
        return;
    for (int i = 0; encoder->grounds && i < ENCODER_GROUNDS; i++)
        png_ground_free(&encoder->grounds[i]);
    free(encoder->grounds);
    free(encoder->colors);
    lz_destroy(encoder->lz);
    token_list_free(&encoder->tokens);
    bit_buffer_free(&encoder->file);
    libdeflate_free_compressor(encoder->squeezer);
    free(encoder->rows.bytes);
    free(encoder->runs.bytes);
    free(encoder);
}

enum ogcard_status encode_plain(struct encoder *encoder, const struct card_pixels *input,
                                const struct encode_settings *settings, uint8_t **bytes, size_t *size,
                                struct ogcard_error *error)
{
    static encode_function *const codecs[] = {
        [OGCARD_FORMAT_PNG] = encode_png,
        [OGCARD_FORMAT_JPEG] = encode_jpeg,
        [OGCARD_FORMAT_WEBP] = encode_webp,
    };
    *bytes = NULL;
    *size = 0;
    if (input->width == 0 || input->height == 0 || input->width > MAX_SIDE || input->height > MAX_SIDE)
        return error_set(error, OGCARD_TOO_LARGE, "a picture of %u x %u pixels cannot be written; a side has 1 to %d",
                         input->width, input->height, MAX_SIDE);
    return codecs[settings->format](encoder, input, settings, bytes, size, error);
}
