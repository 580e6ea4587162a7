/* Inline content on its way into boxes: the items of a paragraph, or of several when blocks stand between. */
#ifndef RENDER_LAYOUT_BUILD_INLINE_H
#define RENDER_LAYOUT_BUILD_INLINE_H

#include "layout_box.h"

struct open_inline {
    const struct node *node;
    struct layout_box *box; /* in the current target; NULL until the target has content */
    bool started;           /* an earlier piece had the inline-start edge */
};

struct inline_flow {
    struct layout *layout;
    struct layout_box *block;  /* the block container that is being filled */
    struct layout_box *target; /* what gets the items: `block` or an anonymous block in it; NULL: none open */
    struct paragraph_item *items;
    size_t count, capacity;
    struct open_inline *open; /* inline boxes around what comes next */
    size_t open_count, open_capacity;
};

/* Adds a child of the block container, inline-level or block-level. False on failure. */
bool inline_flow_add(struct inline_flow *flow, const struct node *node, unsigned depth);
/* The same where the container has no inline content but white space, which is dropped. */
bool inline_flow_add_block(struct inline_flow *flow, const struct node *node, unsigned depth);
bool inline_flow_finish(struct inline_flow *flow);

/* ---- of build.c ---- */

extern const char layout_too_deep[];
bool node_is_text(const struct node *node);
bool node_is_inline_box(const struct node *node);
/* Text that only separates: `any` counts preserved white space too. */
bool node_is_white_space(const struct node *node, bool any);
bool node_has_block(const struct node *node, unsigned depth);
/* The box of an element that is not inline, with its descendants, appended to `parent`. */
struct layout_box *build_subtree(struct layout *layout, struct layout_box *parent, const struct node *node,
                                 unsigned depth);

#endif
