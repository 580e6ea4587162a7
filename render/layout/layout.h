/* From the styled document to the box tree: CSS 2.2 visual formatting, CSS Flexbox 1. */
#ifndef RENDER_LAYOUT_LAYOUT_H
#define RENDER_LAYOUT_LAYOUT_H

#include "box.h"

struct layout_context {
    struct arena *arena;
    struct text_context *text;
    const struct font_set *fonts;
};

/* Lays `root` (the html element) out in an initial containing block of the given size. NULL with an error on failure.
 */
struct box *layout_card(const struct layout_context *context, const struct node *root, float width_px, float height_px,
                        struct ogcard_error *error);

#endif
