/* The rows of a PNG on their way. Internal to render/encode. */
#ifndef RENDER_ENCODE_PNG_ROWS_H
#define RENDER_ENCODE_PNG_ROWS_H

#include "png_ground.h"

/* A picture on its way: which rows are kept ones, and the bytes of all others. */
struct png_rows {
    const struct card_pixels *input;
    const struct png_ground *ground; /* or NULL: all rows are new */
    const struct ground_rows *kept;  /* or NULL */
    enum png_form form;
    enum png_filter filter;
    size_t row_bytes;
    uint8_t *bytes; /* of the whole picture; only rows that are new, or in reach before those, are laid */
};

static inline bool png_row_is_new(const struct png_rows *rows, unsigned y)
{
    return !rows->kept || rows->input->changed[y];
}

/* The palette of the picture, and the new rows as indices into it. False when there are too many colors, or memory
 * fails. */
bool png_palette_lay(struct encoder *encoder, struct png_rows *rows, struct color_table *table);

#endif
