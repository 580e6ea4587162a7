/* Pixels to PNG, JPEG, WebP. An encoder belongs to one worker and keeps its buffers. Deterministic: the same pixels,
 * ground and settings give the same bytes, whatever was encoded before.
 *
 * A PNG has a palette when the colors are few enough. It is exact for up to 256 colors. Beyond that, rare ones that are
 * close to each other (antialiased edges of text over a gradient) share an entry; when that would shift one by more
 * than COLOR_MERGE_MAX levels of 255, the PNG is RGB and exact. */
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
    /* What many cards have in common, without gaps between rows, or NULL. The same id, which is not 0, means the same
     * pixels for the encoder's life: what was made of them is used again. Leaves no trace in the picture's pixels, but
     * the bytes depend on where the ground shows: give it always or never. */
    const uint32_t *ground;
    uint64_t ground_id;
    const uint8_t *changed_rows; /* by row: not 0 where a pixel differs from the ground's */
    bool plain; /* what lies on the ground is text and areas of one color: rare colors are those of edges */
};

enum ogcard_status encoder_create(struct encoder **encoder, struct ogcard_error *error);
void encoder_destroy(struct encoder *encoder); /* accepts NULL */

/* `*bytes` is malloc()ed for the caller. JPEG is composed on white. */
enum ogcard_status encoder_encode(struct encoder *encoder, const struct encode_input *input, enum ogcard_format format,
                                  enum ogcard_effort effort, uint8_t **bytes, size_t *size, struct ogcard_error *error);

#endif
