/* Building the display list: what the files of the paint order share. Internal to render/paint. */
#ifndef RENDER_PAINT_PAINTER_H
#define RENDER_PAINT_PAINTER_H

#include "display_list.h"

struct painter {
    struct arena *arena;
    struct display_item *items;
    size_t count, capacity;
    bool failed;
    struct display_item scratch; /* written to when memory failed */
    float width_px, height_px;
    const struct box *canvas_source;   /* whose background covers the canvas; it paints none itself */
    const struct box *viewport_source; /* whose overflow went to the viewport; it clips nothing itself */
};

/* Never NULL: when memory fails, a scratch item. */
struct display_item *painter_add(struct painter *painter, enum display_item_kind kind);

/* CSS Backgrounds 3 section 4.4: radii of the border box, reduced where neighbours would overlap (4.5). */
struct rounded_rect rounded_border_box(const struct box *box);
/* The curve at `inset` px (by enum side) inside `outer`; negative insets grow it, sharp corners stay sharp. */
struct rounded_rect rounded_inset(const struct rounded_rect *outer, const float inset[4]);
struct rounded_rect rounded_padding_box(const struct box *box);
struct rounded_rect rounded_plain(struct rect rect);

float length_resolve(struct length length, float basis);

/* Root background on the whole canvas, on white. */
void painter_canvas(struct painter *painter, const struct box *root);
/* Shadows, backgrounds, border of a box, or of one fragment of an inline box. */
void painter_decorations(struct painter *painter, const struct box *box);
void painter_backgrounds(struct painter *painter, const struct box *box, const struct rounded_rect *shape);
/* The picture of a replaced box. */
void painter_replaced(struct painter *painter, const struct box *box);
/* Text of a line's fragment; with `silhouette` not NULL in that color alone, without shadows (background-clip: text).
 */
void painter_text(struct painter *painter, const struct box *block, const struct line *line,
                  const struct fragment *fragment, const struct color *silhouette);
/* All text below a box, as a silhouette. */
void painter_text_silhouette(struct painter *painter, const struct box *box);

/* The whole tree in the order of CSS 2.2 appendix E. */
void painter_stacking_context(struct painter *painter, const struct box *root);

#endif
