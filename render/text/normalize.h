/* Bytes from a stranger to text that is safe to set. */
#ifndef RENDER_TEXT_NORMALIZE_H
#define RENDER_TEXT_NORMALIZE_H

#include <stddef.h>

#include "../arena.h"

enum normalize_result { NORMALIZE_OK, NORMALIZE_NOT_UTF8, NORMALIZE_HAS_NUL, NORMALIZE_NO_MEMORY };

/* Checks UTF-8 (Unicode 3.9 table 3-7: no surrogates, no overlong forms), drops control characters (C0 and C1; tab,
 * line feed and carriage return become spaces) and gives Normalization Form C. `*offset` is where the first bad byte
 * stands.
 * `*text` lives in the arena, NUL-terminated. */
enum normalize_result text_normalize(const char *bytes, size_t length, struct arena *arena, const char **text,
                                     size_t *text_length, size_t *offset);

/* Number of code points of valid UTF-8. */
size_t text_count_codepoints(const char *text, size_t length);

#endif
