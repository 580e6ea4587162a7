#include "palette.h"

#include <string.h>

static unsigned slot_of(const struct palette *palette, uint32_t color)
{
    unsigned at = (color * 0x9e3779b1u) >> 22;
    while (palette->slots[at].entry && palette->slots[at].color != color)
        at = (at + 1) % PALETTE_SLOTS;
    return at;
}

static bool palette_add(struct palette *palette, uint32_t color)
{
    struct palette_slot *slot = &palette->slots[slot_of(palette, color)];
    if (slot->entry)
        return true;
    if (palette->count == PALETTE_MAX)
        return false;
    palette->colors[palette->count++] = color;
    *slot = (struct palette_slot){color, (uint16_t)palette->count};
    return true;
}

bool palette_collect(struct palette *palette, const struct encode_input *input)
{
    memset(palette, 0, sizeof *palette);
    uint32_t last = ~input->pixels[0];
    for (unsigned y = 0; y < input->height; y++) {
        const uint32_t *row = input_row(input, y);
        for (unsigned x = 0; x < input->width; x++) {
            if (row[x] == last)
                continue;
            last = row[x];
            if (!palette_add(palette, last))
                return false;
        }
    }
    return true;
}

unsigned palette_index(const struct palette *palette, uint32_t color)
{
    return palette->slots[slot_of(palette, color)].entry - 1u;
}
