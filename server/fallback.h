/* The picture that stands in for a card which cannot be had: crawlers that draw page previews show nothing for an
 * error. */
#ifndef SERVER_FALLBACK_H
#define SERVER_FALLBACK_H

#include <stddef.h>
#include <stdint.h>

#include "ogcard.h"

struct fallback {
    uint8_t *bytes; /* NULL: there is none */
    size_t size;
    const char *media_type;
};

/* Reads a PNG, JPEG or WebP file. `path` NULL: none. */
enum ogcard_status fallback_read(struct fallback *fallback, const char *path, struct ogcard_error *error);
void fallback_finish(struct fallback *fallback);

#endif
