/* data: URLs (RFC 2397, as browsers read them): files that stand in the template itself. */
#ifndef RENDER_TEMPLATE_DATA_URL_H
#define RENDER_TEMPLATE_DATA_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool data_url_is(const char *url);

/* What the URL carries, for the caller to free(); NULL with a sentence's end in `problem` when it is malformed or
 * memory ran out. The media type is passed over: pictures and fonts are told by their first bytes. */
uint8_t *data_url_decode(const char *url, size_t *size, const char **problem);

#endif
