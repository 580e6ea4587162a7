/* Emoji presentation of a grapheme cluster, by UTS 51. Pure. */
#ifndef RENDER_TEXT_EMOJI_H
#define RENDER_TEXT_EMOJI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the cluster is drawn as a color emoji: emoji that are so by default or by U+FE0F, keycaps, flags, skin
 * tones, joined and tagged sequences; not when U+FE0E asks for text. */
bool emoji_presentation(const uint32_t *cluster, size_t count);

#endif
