#include "clean.h"

#include <string.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

static bool is_white_space(UChar32 c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What replaces a code point that has no business in a line of text: 0 takes it out. */
static UChar32 harmless(UChar32 c)
{
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
        if (is_white_space(c))
            return c;
        return c == '\f' || c == '\v' || c == 0x85 ? ' ' : 0;
    }
    if (c == 0x2028 || c == 0x2029)
        return ' ';
    if (c == 0x202D || c == 0x202E) /* overrides would spell another text */
        return 0;
    if (c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC) || (c >= 0x206A && c <= 0x206F))
        return 0;
    return U_IS_UNICODE_NONCHAR(c) ? 0 : c;
}

/* Tags spell a flag after an emoji (UTS 51 section 1.4.6) and are invisible text anywhere else. */
static bool is_stray_tag(UChar32 c, UChar32 previous)
{
    if (c < 0xE0000 || c > 0xE007F)
        return false;
    return !(previous >= 0xE0020 && previous <= 0xE007E) && previous != 0x1F3F4;
}

/* Takes out directional formatting that is not paired within the piece: it would reach past it. */
static int32_t drop_unpaired_directions(UChar *text, int32_t length)
{
    enum { DEPTH = 60 };
    int32_t open[DEPTH];
    int depth = 0;
    for (int32_t i = 0; i < length; i++) {
        UChar c = text[i];
        bool isolate = c >= 0x2066 && c <= 0x2068, embedding = c == 0x202A || c == 0x202B;
        if (isolate || embedding) {
            if (depth < DEPTH)
                open[depth++] = i;
            else
                text[i] = 0;
        } else if (c == 0x202C) {
            if (depth && text[open[depth - 1]] < 0x2066)
                depth--;
            else
                text[i] = 0;
        } else if (c == 0x2069) {
            int at = depth;
            while (at && text[open[at - 1]] < 0x2066)
                at--;
            if (!at) {
                text[i] = 0;
                continue;
            }
            while (depth > at) /* embeddings that the isolate's end leaves open */
                text[open[--depth]] = 0;
            depth--;
        }
    }
    while (depth)
        text[open[--depth]] = 0;
    int32_t kept = 0;
    for (int32_t i = 0; i < length; i++)
        if (text[i])
            text[kept++] = text[i];
    return kept;
}

struct units text_decode(struct arena *arena, const char *text, size_t length)
{
    struct units units = {.items = ARENA_ARRAY(arena, UChar, length + 1)};
    if (!units.items)
        return units;
    const uint8_t *bytes = (const uint8_t *)text;
    UChar32 previous = 0;
    bool directions = false;
    for (size_t i = 0; i < length;) {
        UChar32 c;
        if (bytes[i] < 0x80)
            c = bytes[i++];
        else
            U8_NEXT_OR_FFFD(bytes, i, length, c);
        UChar32 kept = harmless(c);
        if (!kept || is_stray_tag(kept, previous))
            continue;
        directions |= (kept >= 0x202A && kept <= 0x202C) || (kept >= 0x2066 && kept <= 0x2069);
        previous = kept;
        U16_APPEND_UNSAFE(units.items, units.length, kept);
    }
    if (directions)
        units.length = drop_unpaired_directions(units.items, units.length);
    return units;
}

static int32_t map_case(UChar *to, int32_t capacity, struct units from, enum text_transform transform,
                        const char *language, UErrorCode *status)
{
    switch (transform) {
    case TEXT_TRANSFORM_UPPERCASE:
        return u_strToUpper(to, capacity, from.items, from.length, language, status);
    case TEXT_TRANSFORM_LOWERCASE:
        return u_strToLower(to, capacity, from.items, from.length, language, status);
    case TEXT_TRANSFORM_CAPITALIZE: {
        UCaseMap *map = ucasemap_open(language, U_TITLECASE_NO_LOWERCASE, status);
        int32_t length = ucasemap_toTitle(map, to, capacity, from.items, from.length, status);
        ucasemap_close(map);
        return length;
    }
    case TEXT_TRANSFORM_NONE:
        break;
    }
    return 0;
}

struct units text_map_case(struct arena *arena, struct units text, enum text_transform transform, const char *language,
                           bool after_word)
{
    if (transform == TEXT_TRANSFORM_NONE || !text.length)
        return text;
    int32_t kept = 0;
    if (transform == TEXT_TRANSFORM_CAPITALIZE && after_word) {
        while (kept < text.length && u_isalnum(text.items[kept]))
            kept++;
    }
    struct units rest = {text.items + kept, text.length - kept};
    /* No mapping of Unicode triples a string that ICU would not report as too long: then it is done again. */
    int32_t capacity = rest.length + rest.length / 4 + 16;
    for (int attempt = 0; attempt < 2; attempt++) {
        UErrorCode status = U_ZERO_ERROR;
        struct units mapped = {.items = ARENA_ARRAY(arena, UChar, (size_t)(kept + capacity + 1))};
        if (!mapped.items)
            return mapped;
        memcpy(mapped.items, text.items, (size_t)kept * sizeof(UChar));
        int32_t length = map_case(mapped.items + kept, capacity, rest, transform, language, &status);
        mapped.length = kept + length;
        if (U_SUCCESS(status))
            return mapped;
        if (status != U_BUFFER_OVERFLOW_ERROR)
            return text;
        capacity = length;
    }
    return text;
}

struct units text_compose(struct arena *arena, struct units text, const UNormalizer2 *nfc)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t done = unorm2_spanQuickCheckYes(nfc, text.items, text.length, &status);
    if (U_FAILURE(status) || done == text.length)
        return text;
    int32_t capacity = text.length * 3 + 16; /* the most that NFC makes of one unit of UTF-16 */
    struct units composed = {.items = ARENA_ARRAY(arena, UChar, (size_t)capacity)};
    if (!composed.items)
        return composed;
    composed.length = unorm2_normalize(nfc, text.items, text.length, composed.items, capacity, &status);
    return U_SUCCESS(status) ? composed : text;
}
