/* Finding matches in the rows of a picture: the row above, the pixel before and the last distance first, since that is
 * where they are in cards; then earlier places with the same bytes. Internal to render/encode. */
#ifndef RENDER_ENCODE_LZ_H
#define RENDER_ENCODE_LZ_H

#include "deflate.h"

struct lz;

struct lz *lz_create(void);     /* NULL: out of memory */
void lz_destroy(struct lz *lz); /* accepts NULL */

struct lz_input {
    const uint8_t *bytes;
    size_t window;     /* matches may reach back to here, if not farther than the format allows */
    size_t start, end; /* what is to become tokens */
    size_t row_bytes;  /* distance of the row above */
    unsigned reach;    /* 2: rows are rather like the second one above, which is looked at first */
    size_t pixel_bytes;
    bool quick;     /* take what is at hand where that is long enough */
    bool lazy;      /* look whether a better match begins a byte later */
    bool thorough;  /* remember every place, also within long matches */
    unsigned depth; /* earlier places looked at for each position; 0: only the row and the pixel before */
};

/* Forgets earlier places: positions of another picture, or bytes that have changed. */
void lz_reset(struct lz *lz);

/* Appends the tokens; false when memory fails. Calls for one picture go through it from its start to its end. */
bool lz_run(struct lz *lz, const struct lz_input *input, struct token_list *tokens);

#endif
