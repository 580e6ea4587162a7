/* Grounds: what cards show below their text, kept as finished bitmaps. A card's ground is the part of its display list
 * before the first text; whether it is drawn anew or found here makes no difference to the pixels. */
#ifndef RENDER_PAINT_GROUND_H
#define RENDER_PAINT_GROUND_H

#include "record.h"

/* Together the grounds of a worker hold at most so many pixels: four of 1200 x 630, or one at scale 2. */
#define GROUND_MAX_PIXELS (3200u * 1000)
enum { GROUND_COUNT = 4 };

struct ground {
    struct record record;
    uint32_t *pixels; /* without gaps between rows; NULL: unused */
    size_t pixel_count;
    uint64_t id;   /* never used again for another ground of the same worker */
    uint64_t used; /* the store's clock when it was last asked for */
};

struct ground_store {
    struct ground grounds[GROUND_COUNT];
    uint64_t clock;
};

void ground_store_free(struct ground_store *store);

/* The ground with an equal record, or NULL. */
struct ground *ground_find(struct ground_store *store, const struct record *record);

/* A ground with room for the pixels and a new id, in place of those unused longest; takes the record over. NULL when
 * it would be too large or memory fails. */
struct ground *ground_add(struct ground_store *store, struct record *record, size_t pixel_count);

/* Number of items before the first text, cut where no group is open. */
size_t ground_cut(const struct display_list *list);

#endif
