/* The display list: a card as a flat sequence of drawing items in paint order (CSS 2.2 appendix E), in CSS px. Plain
 * values: two lists compare item by item, which is how the raster finds what it already has. */
#ifndef RENDER_PAINT_DISPLAY_LIST_H
#define RENDER_PAINT_DISPLAY_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../arena.h"
#include "../layout/box.h"

/* A rectangle with elliptical corners, px; radii are already reduced so that neighbours fit. */
struct rounded_rect {
    struct rect rect;
    struct {
        float x, y;
    } radius[4]; /* by enum corner */
};

enum display_item_kind {
    ITEM_FILL,      /* rounded rect with a color */
    ITEM_GRADIENT,  /* rounded rect filled with a gradient whose box is `tile`, repeated by it */
    ITEM_IMAGE,     /* picture drawn into `tile`, repeated, within the rounded rect */
    ITEM_BORDER,    /* four sides between outer and inner rounded rects */
    ITEM_SHADOW,    /* box shadow, outer or inset */
    ITEM_GLYPHS,    /* a glyph run at one color */
    ITEM_LINE,      /* a text decoration's line */
    ITEM_PUSH_CLIP, /* rounded rect */
    ITEM_POP_CLIP,
    ITEM_PUSH_TRANSFORM,
    ITEM_POP_TRANSFORM,
    ITEM_PUSH_GROUP, /* opacity, blend mode, blur: what follows is composed as one */
    ITEM_POP_GROUP,
};

struct display_item {
    enum display_item_kind kind;
    union {
        struct {
            struct rounded_rect shape;
            struct color color;
        } fill;
        struct {
            struct rounded_rect clip;
            const struct gradient *gradient; /* values by pointer; compared deep */
            struct rect tile;                /* box of the first tile */
            float step_x, step_y;            /* distance of tiles; 0: not repeated */
        } gradient;
        struct {
            struct rounded_rect clip;
            const struct image *image;
            struct rect tile;
            float step_x, step_y;
        } image;
        struct {
            struct rounded_rect outer, inner;
            struct border sides[4];
        } border;
        struct {
            struct rounded_rect shape; /* the box that casts it (inset: the padding box) */
            struct shadow shadow;
            bool covered; /* the box has an opaque background: its edge needs no exact hole */
        } shadow;
        struct {
            struct font *font;
            float size_px;
            float x, y; /* origin of the run on the baseline */
            const struct glyph *glyphs;
            size_t count;
            struct color color;
            float blur_px; /* text-shadow; 0: sharp */
            bool missing;  /* draw replacement marks instead */
        } glyphs;
        struct {
            float x, y, width_px; /* left end, on the stroke's centre line */
            float thickness_px;
            enum text_decoration_style style;
            struct color color;
            float blur_px; /* text-shadow; 0: sharp */
        } line;
        struct rounded_rect clip;
        double transform[6]; /* a b c d e f, as CSS matrix() */
        struct {
            float opacity;
            enum blend_mode blend;
            float blur_px; /* standard deviation, as filter: blur() */
            bool mask;     /* the group's alpha masks what the group around it holds so far */
        } group;
    };
};

struct display_list {
    const struct display_item *items;
    size_t count;
    float width_px, height_px;
};

/* False when the arena fails. */
bool display_list_build(const struct box *root, float width_px, float height_px, struct arena *arena,
                        struct display_list *list);

#endif
