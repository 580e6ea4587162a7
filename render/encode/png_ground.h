/* The ground of cards in the form in which PNG takes it: palette indices, and each row's tokens. Internal to
 * render/encode. */
#ifndef RENDER_ENCODE_PNG_GROUND_H
#define RENDER_ENCODE_PNG_GROUND_H

#include "codec.h"
#include "colors.h"
#include "deflate.h"
#include "lz.h"
#include "png_filter.h"

/* How pixels lie in the rows of a PNG. */
enum png_form { PNG_FORM_PALETTE, PNG_FORM_RGB, PNG_FORM_RGBA, PNG_FORM_COUNT };

size_t png_pixel_bytes(enum png_form form);
/* With the filter byte. */
size_t png_row_bytes(enum png_form form, unsigned width);
/* RGB or RGBA; the filter is for RGB. `above` is the row above, NULL for the first. */
void png_row_lay(uint8_t *to, const uint32_t *row, const uint32_t *above, unsigned width, enum png_form form,
                 enum png_filter filter);

/* Whether a pixel differs much from one of its four neighbours: its color may be one of antialiasing. */
bool png_is_on_edge(const uint32_t *at, size_t stride, unsigned x, unsigned y, unsigned width, unsigned height);

/* Rows of one form as they are kept. A row's tokens refer to that row and those in the ground's reach above. */
struct ground_rows {
    bool made;
    struct token_list tokens;
    uint32_t *first_tokens; /* by row, and one past the last */
    uint32_t *checksums;    /* Adler-32 by row */
    /* Instead of tokens, when they would take too much room: whole blocks of ROWS_PER_BLOCK rows. */
    struct bit_buffer blocks;
    size_t *first_bytes, *bit_counts; /* by block */
};

enum { ROWS_PER_BLOCK = 32 };

struct png_ground {
    uint64_t id; /* 0: unused */
    uint64_t used;
    unsigned width, height;
    unsigned reach;         /* a row is most like the one so many above: 1, or 2 where gradients are dithered */
    enum png_filter filter; /* of RGB rows: none or one that looks at no other row */
    bool few_colors;        /* the palette form is possible */
    size_t color_count;
    uint32_t colors[PALETTE_MAX];
    uint8_t *indices; /* palette rows with their filter bytes */
    struct ground_rows rows[PNG_FORM_COUNT];
};

void png_ground_free(struct png_ground *ground);

/* The encoder's form of the input's ground: made on first use. NULL when the input has none, or memory fails. */
struct png_ground *png_ground_get(struct encoder *encoder, const struct card_pixels *input);

/* The ground's rows in a form; NULL when memory fails. */
const struct ground_rows *png_ground_rows(struct encoder *encoder, struct png_ground *ground,
                                          const struct card_pixels *input, enum png_form form);

#endif
