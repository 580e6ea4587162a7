/* Pixels to PNG, JPEG, WebP. An encoder belongs to one worker and keeps its buffers. Deterministic: the same pixels and
 * settings give the same bytes. */
#ifndef RENDER_ENCODE_ENCODE_H
#define RENDER_ENCODE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ogcard.h"

struct encoder;

struct encode_input {
    const uint32_t *pixels; /* premultiplied native-endian 0xAARRGGBB */
    unsigned width, height;
    size_t stride; /* in pixels */
    bool opaque;   /* alpha is 255 everywhere */
};

enum ogcard_status encoder_create(struct encoder **encoder, struct ogcard_error *error);
void encoder_destroy(struct encoder *encoder); /* accepts NULL */

/* `*bytes` is malloc()ed for the caller. JPEG is composed on white. */
enum ogcard_status encoder_encode(struct encoder *encoder, const struct encode_input *input, enum ogcard_format format,
                                  enum ogcard_effort effort, uint8_t **bytes, size_t *size, struct ogcard_error *error);

#endif
