/* Plain vector art: the part of SVG that logos and icons are made of, read without librsvg. Opening librsvg takes 4 ms
 * of a start and 6 MB, more than the rest of a card.
 *
 * Elements: svg, g, path, rect, circle, ellipse, line, polyline, polygon, title, desc. Paint: one color each for fill
 * and stroke, opacity, transforms. A document with anything else, or with any fault, is left to librsvg as a whole:
 * what is read here is drawn as librsvg draws it. */
#ifndef RENDER_VECTOR_ART_H
#define RENDER_VECTOR_ART_H

#include <stdbool.h>
#include <stddef.h>

enum art_verb { ART_MOVE, ART_LINE, ART_CURVE, ART_CLOSE };

struct art_segment {
    enum art_verb verb;
    double x[3], y[3]; /* the end point is the last one used: [0], of a curve [2] */
};

struct art_color {
    double r, g, b, a; /* a == 0: not painted */
};

enum art_kind { ART_SHAPE, ART_GROUP, ART_GROUP_END };

struct art_item {
    enum art_kind kind;
    double opacity; /* of a group */
    /* Shape: its segments, in units that `matrix` (as cairo's) takes to those of the document. */
    double matrix[6];
    size_t first, count;
    struct art_color fill, stroke;
    bool even_odd;
    int cap, join; /* as cairo counts: butt, round, square; miter, round, bevel */
    double stroke_width, miter_limit;
};

struct vector_art {
    bool has_viewbox;
    double viewbox[4];          /* x, y, width, height */
    double width_px, height_px; /* 0: not given, or depends on something outside */
    struct art_item *items;     /* in painting order */
    size_t item_count, item_capacity;
    struct art_segment *segments; /* of all shapes */
    size_t segment_count, segment_capacity;
};

/* NULL: leave the document to librsvg (or memory fails). */
struct vector_art *vector_art_read(const char *text, size_t length);
void vector_art_destroy(struct vector_art *art); /* accepts NULL */

#endif
