/* The text of a laid-out card as it stands on the picture: one piece for each glyph run. */
#ifndef RENDER_CHECK_PIECES_H
#define RENDER_CHECK_PIECES_H

#include "../layout/box.h"
#include "../paint/display_list.h"

struct check_piece {
    const struct box *block;
    const struct line *line;
    const struct fragment *fragment;
    const struct text_style *style;
    double matrix[6]; /* from layout to the card, as CSS matrix() */
    struct rect rect; /* of the letters on the card: from the capitals' height to the descenders */
    bool overlapped;  /* text of another block stands there too */
    size_t item;      /* in the display list */
};

struct check_pieces {
    struct check_piece *items;
    size_t count;
};

/* Pieces that are not painted are left out. False when the arena fails. */
bool check_pieces_find(const struct box *root, const struct display_list *list, struct arena *arena,
                       struct check_pieces *pieces);

/* The rectangle around a transformed one. */
struct rect check_rect_transform(const double matrix[6], struct rect rect);

/* Where the text stands in the template's file. */
const struct node *check_block_node(const struct box *block);

#endif
