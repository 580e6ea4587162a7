/* Palettes: the colors of a ground, those that a card adds, and their places in a PNG palette. Internal to
 * render/encode. */
#ifndef RENDER_ENCODE_COLORS_H
#define RENDER_ENCODE_COLORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PALETTE_MAX = 256,
    COLORS_MAX = 8192, /* more and the picture is no case for a palette */
    COLOR_SLOTS = 16384,
};

/* Different colors in order of first appearance; begins as zeros. Pixels are as in the input: 0xAARRGGBB,
 * premultiplied. */
struct color_set {
    uint32_t colors[COLORS_MAX];
    uint32_t counts[COLORS_MAX];
    uint16_t taken[COLORS_MAX]; /* the slot of each */
    size_t count;
    struct {
        uint32_t color;
        uint32_t place; /* index + 1; 0: free */
    } slots[COLOR_SLOTS];
};

void color_set_clear(struct color_set *set);

/* Index of the color, which is added when it is new and `limit` allows one more; COLORS_MAX when it does not. */
unsigned color_set_add(struct color_set *set, uint32_t color, size_t limit);

/* What antialiased edges may be shifted by, levels of 255. */
#define COLOR_MERGE_MAX 12
/* Colors of so many pixels are those of areas, not of edges. */
enum { COLOR_RARE_PIXELS = 240 };

struct color_table {
    uint32_t colors[PALETTE_MAX];
    unsigned count;
    uint8_t places[COLORS_MAX]; /* of each color of the set */
};

/* Sets of more colors are not thinned. */
enum { COLOR_THIN_MAX = 512 };

/* For each color of a set the one whose entry it takes. */
struct color_targets {
    uint16_t of[COLOR_THIN_MAX];
};

/* How colors may share an entry. Only opaque ones ever do. */
struct color_merging {
    unsigned room;                       /* entries in all */
    size_t fixed;                        /* the first so many of the set keep their index */
    unsigned limit;                      /* how far off a color may be in each channel; 0: each has its own entry */
    uint32_t rare;                       /* only colors of fewer pixels share */
    const struct color_targets *targets; /* or NULL: none stands for another yet */
};

/* Gives every color of the set a place: its own, or if there are too many that of a color close by, as close as will
 * do. False when that does not do. */
bool color_table_make(struct color_table *table, const struct color_set *set, const struct color_merging *merging);

/* For dithered gradients, whose channels step at places of their own: of the colors that are not rare, those of the
 * fewest pixels take the entry of one that is at most a level off in each channel, until there are `room`. False when
 * they cannot be that few. */
bool colors_thin(struct color_targets *targets, const struct color_set *set, uint32_t rare, unsigned room);

#endif
