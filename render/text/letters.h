/* The letters of a language, by CLDR's exemplar characters (UTS 35, part 2, section 3). Pure functions. */
#ifndef RENDER_TEXT_LETTERS_H
#define RENDER_TEXT_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../arena.h"

/* Grapheme clusters that the language is written with, upper case too, and its punctuation. */
struct language_letters {
    const char **clusters; /* UTF-8, NUL-terminated */
    size_t count;
};

/* `language` is BCP 47 (ru, sr-Latn, zh-Hant). False when it is not known, or memory fails; then the count is 0. */
bool language_find_letters(const char *language, struct arena *arena, struct language_letters *letters);

/* One extended grapheme cluster from `text` on; bytes, 0 at the end. */
size_t cluster_length(const char *text, size_t length);

/* Code points of a UTF-8 text, at most `capacity`; bad bytes as U+FFFD. */
size_t cluster_codepoints(const char *text, size_t length, uint32_t *codepoints, size_t capacity);

#endif
