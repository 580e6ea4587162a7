/* The exact palette of a picture with few colors. Internal to render/encode. */
#ifndef RENDER_ENCODE_PALETTE_H
#define RENDER_ENCODE_PALETTE_H

#include "codec.h"

enum { PALETTE_MAX = 256, PALETTE_SLOTS = 1024 };

struct palette {
    uint32_t colors[PALETTE_MAX]; /* as in the input, in order of first appearance */
    unsigned count;
    struct palette_slot {
        uint32_t color;
        uint16_t entry; /* index + 1; 0: free */
    } slots[PALETTE_SLOTS];
};

/* Collects all colors; false as soon as there are more than PALETTE_MAX. */
bool palette_collect(struct palette *palette, const struct encode_input *input);

/* Index of a color that was collected. */
unsigned palette_index(const struct palette *palette, uint32_t color);

#endif
