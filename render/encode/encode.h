/* Pixels to PNG, JPEG, WebP. An encoder belongs to one worker and keeps its buffers. Deterministic: the same pixels,
 * ground and settings give the same bytes, whatever was encoded before.
 *
 * A PNG has a palette when the colors are few enough. It is exact for up to 256 colors. Beyond that, rare ones that are
 * close to each other (antialiased edges of text over a gradient) share an entry; when that would shift one by more
 * than COLOR_MERGE_MAX levels of 255, the PNG is RGB and exact. Of a ground with dithered gradients the rarest colors
 * share an entry with one that is a level off. */
#ifndef RENDER_ENCODE_ENCODE_H
#define RENDER_ENCODE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../pixels.h"
#include "ogcard.h"

struct cancel;
struct encoder;

/* `cancel`, which may be NULL, must live as long as the encoder: once it says to end, encoding fails. */
enum ogcard_status encoder_create(struct encoder **encoder, struct cancel *cancel, struct ogcard_error *error);
void encoder_destroy(struct encoder *encoder); /* accepts NULL */

struct encode_settings {
    enum ogcard_format format;
    enum ogcard_effort effort;
    unsigned quality; /* of JPEG and WebP, 1 to 100; 0: as the effort goes */
    size_t max_bytes; /* 0: any number */
};

/* The pixels come out the same with and without a ground, edges that share palette entries aside; the bytes may not.
 * `*bytes` is malloc()ed for the caller. JPEG is composed on white. A picture over `max_bytes` steps down: a PNG to
 * effort small, then to 256, 128 ... 16 colors; JPEG and WebP to quality 40. OGCARD_TOO_LARGE names the sizes reached.
 */
enum ogcard_status encoder_encode(struct encoder *encoder, const struct card_pixels *input,
                                  const struct encode_settings *settings, uint8_t **bytes, size_t *size,
                                  struct ogcard_error *error);

#endif
