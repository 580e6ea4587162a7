/* Guesses about bare text. Pure functions. */
#ifndef RENDER_TEXT_LANGUAGE_H
#define RENDER_TEXT_LANGUAGE_H

#include <stddef.h>

#include "../style.h"

/* BCP 47 tag from the letters that give a language away (ї є ґ: uk; kana: ja ...), else from the short words of
 * languages that share their letters (de la para: es), "" when nothing does. Static storage. */
const char *language_guess(const char *text, size_t length);

/* Direction of the first strong character (UAX 9 rules P2, P3), left to right without one. */
enum direction language_base_direction(const char *text, size_t length);

#endif
