/* The box tree: CSS boxes with used values, in card coordinates. Lives in the card's arena. */
#ifndef RENDER_LAYOUT_BOX_H
#define RENDER_LAYOUT_BOX_H

#include <stddef.h>

#include "../node.h"
#include "../text/paragraph.h"

enum box_kind {
    BOX_BLOCK,    /* block container of blocks, or of one paragraph */
    BOX_FLEX,     /* flex container */
    BOX_REPLACED, /* image */
    BOX_INLINE,   /* inline box: painted per line by its fragments */
};

struct rect {
    float x, y, width, height;
};

struct box {
    enum box_kind kind;
    const struct node *node; /* NULL for an anonymous box */
    const struct style *style;
    struct box *parent, *first_child, *last_child, *next_sibling; /* boxes of atomic inlines are children too */
    struct rect border_box;                 /* px, from the card's top left corner, before transforms */
    float margin[4], border[4], padding[4]; /* used values by enum side */
    float baseline;                         /* first baseline from the border box's top; NAN when it has none */

    /* A block container with inline content. */
    struct paragraph *paragraph;
    struct paragraph_lines lines;
    float text_x, text_y; /* top left of the paragraph: of the content box */

    /* BOX_INLINE: its piece on each line, border boxes. */
    const struct rect *fragments;
    size_t fragment_count;
};

struct rect box_padding_rect(const struct box *box);
struct rect box_content_rect(const struct box *box);

#endif
