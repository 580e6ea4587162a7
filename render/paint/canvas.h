/* Drawing: what the files that draw one kind of item share. Internal to render/paint.
 *
 * Coordinates are device pixels before transforms: CSS px times the scale, snapped where browsers snap. The transforms
 * are in cairo's matrix. Errors stick: the first one is kept and drawing goes on without effect. */
#ifndef RENDER_PAINT_CANVAS_H
#define RENDER_PAINT_CANVAS_H

#include <cairo.h>

#include "../cancel.h"
#include "raster.h"

static inline bool int_rect_is_empty(struct int_rect rect)
{
    return rect.x0 >= rect.x1 || rect.y0 >= rect.y1;
}

struct int_rect int_rect_intersect(struct int_rect a, struct int_rect b);
struct int_rect int_rect_grow(struct int_rect rect, int by);
/* The pixels that a rectangle of the given edges touches; clamped so that sums do not overflow. */
struct int_rect int_rect_around(double x0, double y0, double x1, double y1);

/* A rounded rectangle in device pixels. */
struct device_shape {
    double x0, y0, x1, y1;
    double rx[4], ry[4]; /* by enum corner */
};

struct canvas_state {
    cairo_matrix_t matrix;
    struct int_rect clip;            /* encloses what may be drawn, device pixels */
    size_t corner_first, corner_end; /* rounded clips in force: a range of canvas.corners */
    bool clip_exact;                 /* the clip is the rectangle but for those corners */
};

/* A surface that items are drawn on: the card, or a group. */
struct canvas_layer {
    cairo_surface_t *surface;
    cairo_t *cairo;
    struct int_rect bounds; /* device pixels that it covers */
    size_t first_state;     /* states[first_state] is the one it began with */
    const struct display_item *group;
};

struct glyph_store;
struct picture_store;

enum { CANVAS_BUSY = 8 };

struct canvas {
    double scale;
    struct canvas_layer *layers;
    size_t layer_count, layer_capacity;
    struct canvas_state *states;
    size_t state_count, state_capacity;
    struct device_shape *corners; /* stack */
    size_t corner_count, corner_capacity;
    uint64_t layer_pixels; /* of all groups that are open */
    struct glyph_store *glyphs;
    struct picture_store *pictures;
    uint64_t *touched; /* by row of the card, as card_pixels has them: the columns where something is drawn; or NULL */
    struct int_rect apart; /* what is drawn should not touch this; `crossed` tells that it did */
    bool crossed;
    struct int_rect
        busy[CANVAS_BUSY]; /* where that is more than text and areas of one color; the last may enclose many */
    size_t busy_count;
    struct cancel *cancel; /* or NULL */
    enum ogcard_status status;
    const char *problem; /* static */
};

/* ---- canvas.c ---- */

void canvas_fail(struct canvas *canvas, enum ogcard_status status, const char *problem);
struct canvas_layer *canvas_layer(struct canvas *canvas);
const struct canvas_state *canvas_state(const struct canvas *canvas);
cairo_t *canvas_cairo(struct canvas *canvas);

/* Starts on a surface, which stays the caller's; finish releases what is open. */
void canvas_begin(struct canvas *canvas, cairo_surface_t *surface, double scale);
void canvas_end(struct canvas *canvas);
void canvas_free(struct canvas *canvas);

/* Applies a push or pop of clip or transform. */
void canvas_clip_push(struct canvas *canvas, const struct rounded_rect *clip);
void canvas_transform_push(struct canvas *canvas, const double transform[6]);
void canvas_state_pop(struct canvas *canvas);

/* `content` bounds what the group will hold, device pixels. */
void canvas_group_push(struct canvas *canvas, const struct display_item *item, struct int_rect content);
void canvas_group_pop(struct canvas *canvas);

/* Notes that pixels of `rect` are drawn, unless into a group: that counts when the group is composed. */
void canvas_touch(struct canvas *canvas, struct int_rect rect);
/* The same for more than text and areas of one color. */
void canvas_touch_busy(struct canvas *canvas, struct int_rect rect);
struct int_rect int_rect_union(struct int_rect a, struct int_rect b);

/* Bounds of a device shape on the surface, after the current transform and clip. */
struct int_rect canvas_bounds(const struct canvas *canvas, double x0, double y0, double x1, double y1);
/* The matrix moves by whole pixels only: *x, *y. */
bool canvas_is_aligned(const struct canvas *canvas, int *x, int *y);
/* Whether the clip lets all of `rect` or its part inside the clip rectangle through unchanged. */
bool canvas_clip_is_plain(const struct canvas *canvas, struct int_rect rect);

/* Edges rounded to whole pixels as Chromium does: LayoutUnits of 1/64 px, half up; never down to nothing. */
struct device_shape device_shape(const struct rounded_rect *shape, double scale);
bool device_shape_is_plain(const struct device_shape *shape);
bool device_shape_is_empty(const struct device_shape *shape);
/* Moved outwards by `by` px (negative: inwards); rounded corners keep their curve. */
struct device_shape device_shape_grow(const struct device_shape *shape, double by);
void path_shape(cairo_t *cairo, const struct device_shape *shape);
void source_color(cairo_t *cairo, struct color color);

/* A8 or ARGB32, cleared; NULL with the error set when it cannot be made. */
cairo_surface_t *canvas_scratch(struct canvas *canvas, cairo_format_t format, struct int_rect bounds);

/* ---- one file each ---- */

void draw_fill(struct canvas *canvas, const struct display_item *item);
void draw_gradient(struct canvas *canvas, const struct display_item *item);
void draw_image(struct canvas *canvas, const struct display_item *item);
void draw_border(struct canvas *canvas, const struct display_item *item);
void draw_shadow(struct canvas *canvas, const struct display_item *item);
void draw_glyphs(struct canvas *canvas, const struct display_item *item);
void draw_line(struct canvas *canvas, const struct display_item *item);

/* Gaussian blur in place, as three box blurs (Filter Effects 1, feGaussianBlur). */
bool blur_surface(cairo_surface_t *surface, double sigma, struct cancel *cancel);
/* How far a blur reaches. */
int blur_reach(double sigma);
/* A larger sigma is drawn as this one: beyond it a card is one color. */
#define BLUR_MAX_SIGMA 400.0

/* Item's bounds before transforms, device pixels; false for pushes and pops. */
bool item_bounds(const struct display_item *item, double scale, struct int_rect *bounds);

#endif
