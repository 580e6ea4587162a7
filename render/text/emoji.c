#include "emoji.h"

#include <unicode/uchar.h>

enum { TEXT_SELECTOR = 0xFE0E, EMOJI_SELECTOR = 0xFE0F, KEYCAP = 0x20E3, JOINER = 0x200D };

static bool has(uint32_t c, UProperty property)
{
    return u_hasBinaryProperty((UChar32)c, property);
}

static bool is_keycap_base(uint32_t c)
{
    return (c >= '0' && c <= '9') || c == '#' || c == '*';
}

bool emoji_presentation(const uint32_t *cluster, size_t count)
{
    uint32_t base = cluster[0];
    if (base < 0x2000 && count == 1 && base != 0xA9 && base != 0xAE)
        return false; /* the great part of all text */
    if (is_keycap_base(base))
        return cluster[count - 1] == KEYCAP && (count == 2 || (count == 3 && cluster[1] == EMOJI_SELECTOR));
    if (has(base, UCHAR_REGIONAL_INDICATOR))
        return count >= 2 && has(cluster[1], UCHAR_REGIONAL_INDICATOR);
    if (!has(base, UCHAR_EMOJI))
        return false;
    bool emoji = has(base, UCHAR_EMOJI_PRESENTATION);
    for (size_t i = 1; i < count; i++) {
        uint32_t c = cluster[i];
        if (c == TEXT_SELECTOR && i == 1)
            return false;
        if (c == EMOJI_SELECTOR || has(c, UCHAR_EMOJI_MODIFIER))
            emoji = true;
        else if (c == JOINER && i + 1 < count && has(cluster[i + 1], UCHAR_EMOJI))
            emoji = true;
    }
    return emoji;
}
