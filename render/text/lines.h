/* From chosen lines to positioned fragments in visual order. */
#ifndef RENDER_TEXT_LINES_H
#define RENDER_TEXT_LINES_H

#include "linebox.h"
#include "stages.h"

struct lines_input {
    const struct line_spans *spans;
    const bool *ellipsis; /* per line: already shortened, ends in an ellipsis */
    double scale;
    double width_px; /* of the box; INFINITY: as wide as the widest line */
};

/* Fills lines, sizes and text of `result`; false when memory fails. */
bool lines_build(struct paragraph *paragraph, const struct lines_input *input, struct paragraph_lines *result);

/* ---- fragments.c */

/* A line under construction. */
struct line_setup {
    const struct line_span *span;
    const struct box_metrics *boxes;
    struct line_box box;
    double scale;
    double top;        /* of the line box, from the paragraph's top */
    double word_extra; /* justification: added to each word separator */
    uint8_t base_level;
    bool ellipsis;
};

/* Fragments in visual order, x from 0, and their whole advance. */
struct fragment_row {
    struct fragment *items;
    size_t count, capacity;
    double width;
};

bool fragments_build(struct paragraph *paragraph, const struct line_setup *setup, struct fragment_row *row);

#endif
