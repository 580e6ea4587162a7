/* A stranger's text made fit for setting: units that do harm taken out, case mapped, canonical composition. */
#ifndef RENDER_TEXT_CLEAN_H
#define RENDER_TEXT_CLEAN_H

#include <unicode/unorm2.h>

#include "../arena.h"
#include "../style.h"

/* A piece of UTF-16 in the arena. */
struct units {
    UChar *items;
    int32_t length;
};

/* UTF-8 to UTF-16; ill-formed bytes become U+FFFD. Taken out: controls other than white space, which becomes a space;
 * noncharacters; byte order marks; interlinear annotation; tag characters that spell no emoji flag; directional
 * overrides, and directional embeddings and isolates that do not close in the same piece. Items NULL on failure. */
struct units text_decode(struct arena *arena, const char *text, size_t length);

/* CSS Text 3 section 2.1, by the rules of `language`. `after_word`: the piece goes on a word that began before, so
 * that `capitalize` leaves its first letters alone. */
struct units text_map_case(struct arena *arena, struct units text, enum text_transform transform, const char *language,
                           bool after_word);

/* NFC. */
struct units text_compose(struct arena *arena, struct units text, const UNormalizer2 *nfc);

#endif
