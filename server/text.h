/* Small things about text that several files need. */
#ifndef SERVER_TEXT_H
#define SERVER_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Well-formed UTF-8 (Unicode 15, table 3-7): no surrogates, nothing overlong, nothing past U+10FFFF. */
bool text_is_utf8(const char *text, size_t length);

/* `hex` takes 2 * size characters and a NUL. */
void text_hex(char *hex, const uint8_t *bytes, size_t size);

/* A growing string. An allocation that fails makes it sticky `failed`, and it stays empty. */
struct text_buffer {
    char *text; /* NUL-terminated, or NULL while empty */
    size_t length, capacity;
    bool failed;
};

void text_append(struct text_buffer *buffer, const char *text, size_t length);
__attribute__((format(printf, 2, 3))) void text_printf(struct text_buffer *buffer, const char *format, ...);
/* The inside of a JSON string: quotes, backslashes and control characters escaped, bytes that are not UTF-8 replaced.
 */
void text_append_json(struct text_buffer *buffer, const char *text);
void text_finish(struct text_buffer *buffer);

#endif
