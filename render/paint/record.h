/* A display list written out as bytes: two lists draw the same if their records are equal. What items point to is
 * written by value (gradients, glyphs) or by a name that outlives it (digest of a picture, id of a font). */
#ifndef RENDER_PAINT_RECORD_H
#define RENDER_PAINT_RECORD_H

#include "display_list.h"

struct record {
    uint8_t *bytes;
    size_t size, capacity;
    bool failed; /* out of memory: equal to nothing */
};

void record_free(struct record *record);

/* Empties the record and writes the first `count` items of the list with its size and scale. */
void record_write(struct record *record, const struct display_list *list, size_t count, float scale);

bool record_equal(const struct record *a, const struct record *b);

#endif
