#include "canvas.h"
#include "glyph_store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include FT_OUTLINE_H

/* A run with its origin on the baseline in device pixels before transforms. */
struct run {
    const struct display_item *item;
    const struct font *font;
    float size_px;
    double x, y;
};

/* ---- as masks ------------------------------------------------------------------------------------ */

struct placed_glyph {
    const struct glyph_mask *mask;
    int x, y; /* of the mask's top left pixel */
};

static bool glyph_place(struct canvas *canvas, const struct run *run, const struct glyph *glyph, int dx, int dy,
                        struct placed_glyph *placed)
{
    double x = run->x + glyph->x * canvas->scale, y = floor(run->y + 0.5) + round(glyph->y * canvas->scale);
    unsigned phases = glyph_phase_count(run->size_px);
    if (run->font->ft->num_fixed_sizes > 0)
        phases = 1;
    if (!(fabs(x) < 1e6 && fabs(y) < 1e6))
        return false;
    double at = floor(x * phases + 0.5) / phases;
    int whole = (int)floor(at);
    unsigned phase = (unsigned)((at - whole) * phases + 0.5) * (4 / phases);
    placed->mask = glyph_store_get(canvas->glyphs, run->font, glyph->id, run->size_px, phase);
    if (!placed->mask || placed->mask->width == 0)
        return false;
    placed->x = whole + placed->mask->left + dx;
    placed->y = (int)y + placed->mask->top + dy;
    return true;
}

static struct int_rect placed_bounds(const struct placed_glyph *placed)
{
    return (struct int_rect){placed->x, placed->y, placed->x + (int)placed->mask->width,
                             placed->y + (int)placed->mask->height};
}

/* A color that coverage scales: premultiplied, in two halves of two channels each. */
struct ink {
    uint32_t pixel; /* premultiplied */
    uint32_t alpha;
};

static struct ink ink_make(struct color color)
{
    uint32_t a = (uint32_t)lroundf(color.a * 255);
    uint32_t r = (uint32_t)lroundf(color.r * color.a * 255), g = (uint32_t)lroundf(color.g * color.a * 255),
             b = (uint32_t)lroundf(color.b * color.a * 255);
    return (struct ink){a << 24 | r << 16 | g << 8 | b, a};
}

/* Each channel times `factor` / 255, rounded. */
static inline uint32_t pixel_scale(uint32_t pixel, uint32_t factor)
{
    uint32_t even = (pixel & 0x00ff00ff) * factor + 0x00800080;
    uint32_t odd = (pixel >> 8 & 0x00ff00ff) * factor + 0x00800080;
    even = ((even + (even >> 8 & 0x00ff00ff)) >> 8) & 0x00ff00ff;
    odd = (odd + (odd >> 8 & 0x00ff00ff)) & 0xff00ff00;
    return even | odd;
}

static inline uint32_t pixel_over(uint32_t source, uint32_t dest)
{
    return source + pixel_scale(dest, 255 - (source >> 24));
}

static void row_cover(uint32_t *row, const uint8_t *coverage, int count, struct ink ink)
{
    for (int i = 0; i < count;) {
        /* Most of a mask is empty or full. */
        if (i + 8 <= count) {
            uint64_t eight;
            memcpy(&eight, coverage + i, sizeof eight);
            if (eight == 0) {
                i += 8;
                continue;
            }
            if (eight == UINT64_MAX && ink.alpha == 255) {
                for (int end = i + 8; i < end; i++)
                    row[i] = ink.pixel;
                continue;
            }
        }
        if (coverage[i] == 255 && ink.alpha == 255)
            row[i] = ink.pixel;
        else if (coverage[i] != 0)
            row[i] = pixel_over(pixel_scale(ink.pixel, coverage[i]), row[i]);
        i++;
    }
}

static void row_color(uint32_t *row, const uint32_t *color, int count, uint32_t alpha)
{
    for (int i = 0; i < count; i++)
        row[i] = pixel_over(alpha == 255 ? color[i] : pixel_scale(color[i], alpha), row[i]);
}

/* A mask's pixels straight onto the layer's; `clip` lies within the layer. */
static void glyph_blend(struct canvas *canvas, const struct placed_glyph *placed, struct int_rect clip, struct ink ink)
{
    const struct canvas_layer *layer = canvas_layer(canvas);
    struct int_rect part = int_rect_intersect(placed_bounds(placed), clip);
    uint8_t *data = cairo_image_surface_get_data(layer->surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(layer->surface);
    if (int_rect_is_empty(part))
        return;
    canvas_touch(canvas, part); /* a font may lie about its bounds */
    for (int y = part.y0; y < part.y1; y++) {
        void *bytes = data + (size_t)(y - layer->bounds.y0) * stride;
        uint32_t *row = (uint32_t *)bytes + (part.x0 - layer->bounds.x0);
        size_t at = (size_t)(y - placed->y) * placed->mask->width + (size_t)(part.x0 - placed->x);
        if (placed->mask->coverage)
            row_cover(row, placed->mask->coverage + at, part.x1 - part.x0, ink);
        else
            row_color(row, placed->mask->color + at, part.x1 - part.x0, ink.alpha);
    }
}

static void run_blend(struct canvas *canvas, const struct run *run, int dx, int dy)
{
    struct canvas_layer *layer = canvas_layer(canvas);
    struct int_rect clip = canvas_state(canvas)->clip;
    struct ink ink = ink_make(run->item->glyphs.color);
    cairo_surface_flush(layer->surface);
    for (size_t i = 0; i < run->item->glyphs.count; i++) {
        struct placed_glyph placed;
        if (glyph_place(canvas, run, &run->item->glyphs.glyphs[i], dx, dy, &placed))
            glyph_blend(canvas, &placed, clip, ink);
    }
    cairo_surface_mark_dirty(layer->surface);
}

/* Sum of coverages into an A8 surface: what a blurred shadow needs. */
static void mask_add(cairo_surface_t *surface, struct int_rect bounds, const struct placed_glyph *placed)
{
    struct int_rect part = int_rect_intersect(placed_bounds(placed), bounds);
    uint8_t *data = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (int y = part.y0; y < part.y1; y++) {
        uint8_t *row = data + (size_t)(y - bounds.y0) * stride - bounds.x0;
        size_t at = (size_t)(y - placed->y) * placed->mask->width;
        for (int x = part.x0; x < part.x1; x++) {
            size_t from = at + (size_t)(x - placed->x);
            unsigned coverage = placed->mask->coverage ? placed->mask->coverage[from] : placed->mask->color[from] >> 24;
            row[x] = (uint8_t)(row[x] + coverage - (row[x] * coverage + 127) / 255);
        }
    }
}

/* ---- as paths ------------------------------------------------------------------------------------ */

struct path_sink {
    cairo_t *cairo;
    double x, y;
    double last_x, last_y; /* current point, for quadratic curves */
};

static void sink_map(struct path_sink *sink, const FT_Vector *point, double *x, double *y)
{
    *x = sink->x + (double)point->x / 64;
    *y = sink->y - (double)point->y / 64;
}

static int sink_move(const FT_Vector *to, void *user)
{
    struct path_sink *sink = user;
    sink_map(sink, to, &sink->last_x, &sink->last_y);
    cairo_close_path(sink->cairo);
    cairo_move_to(sink->cairo, sink->last_x, sink->last_y);
    return 0;
}

static int sink_line(const FT_Vector *to, void *user)
{
    struct path_sink *sink = user;
    sink_map(sink, to, &sink->last_x, &sink->last_y);
    cairo_line_to(sink->cairo, sink->last_x, sink->last_y);
    return 0;
}

static int sink_conic(const FT_Vector *control, const FT_Vector *to, void *user)
{
    struct path_sink *sink = user;
    double cx, cy, x, y;
    sink_map(sink, control, &cx, &cy);
    sink_map(sink, to, &x, &y);
    cairo_curve_to(sink->cairo, sink->last_x + (cx - sink->last_x) * 2 / 3, sink->last_y + (cy - sink->last_y) * 2 / 3,
                   x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, x, y);
    sink->last_x = x;
    sink->last_y = y;
    return 0;
}

static int sink_cubic(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *user)
{
    struct path_sink *sink = user;
    double ax, ay, bx, by;
    sink_map(sink, a, &ax, &ay);
    sink_map(sink, b, &bx, &by);
    sink_map(sink, to, &sink->last_x, &sink->last_y);
    cairo_curve_to(sink->cairo, ax, ay, bx, by, sink->last_x, sink->last_y);
    return 0;
}

static void path_run(struct canvas *canvas, const struct run *run, cairo_t *cairo)
{
    static const FT_Outline_Funcs funcs = {sink_move, sink_line, sink_conic, sink_cubic, 0, 0};
    FT_Face face = run->font->ft;
    if (!glyph_face_set_size(face, run->size_px))
        return;
    cairo_new_path(cairo);
    for (size_t i = 0; i < run->item->glyphs.count; i++) {
        const struct glyph *glyph = &run->item->glyphs.glyphs[i];
        if (FT_Load_Glyph(face, glyph->id, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0 ||
            face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
            continue;
        struct path_sink sink = {cairo, run->x + glyph->x * canvas->scale, run->y + glyph->y * canvas->scale, 0, 0};
        FT_Outline_Decompose(&face->glyph->outline, &funcs, &sink);
        cairo_close_path(cairo);
    }
}

static bool is_bitmap_font(const struct run *run)
{
    return FT_HAS_COLOR(run->font->ft);
}

/* Color glyphs under a transform: their pictures at the run's size, moved by cairo. */
static void run_pictures(struct canvas *canvas, const struct run *run, cairo_t *cairo)
{
    for (size_t i = 0; i < run->item->glyphs.count; i++) {
        struct placed_glyph placed;
        if (!glyph_place(canvas, run, &run->item->glyphs.glyphs[i], 0, 0, &placed) || !placed.mask->color)
            continue;
        cairo_surface_t *picture = cairo_image_surface_create_for_data(
            (uint8_t *)(uintptr_t)placed.mask->color, CAIRO_FORMAT_ARGB32, (int)placed.mask->width,
            (int)placed.mask->height, (int)placed.mask->width * 4);
        cairo_set_source_surface(cairo, picture, placed.x, placed.y);
        cairo_paint_with_alpha(cairo, run->item->glyphs.color.a);
        cairo_surface_destroy(picture);
    }
}

static void run_transformed(struct canvas *canvas, const struct run *run)
{
    cairo_t *cairo = canvas_cairo(canvas);
    cairo_save(cairo);
    if (is_bitmap_font(run)) {
        run_pictures(canvas, run, cairo);
    } else {
        source_color(cairo, run->item->glyphs.color);
        cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_WINDING);
        double x0, y0, x1, y1;
        path_run(canvas, run, cairo);
        cairo_fill_extents(cairo, &x0, &y0, &x1, &y1);
        canvas_touch(canvas, canvas_bounds(canvas, x0 - 1, y0 - 1, x1 + 1, y1 + 1));
        cairo_fill(cairo);
    }
    cairo_restore(cairo);
}

/* ---- by way of a mask: round clips, shadows ------------------------------------------------------- */

static void run_masked(struct canvas *canvas, const struct run *run, struct int_rect bounds, double sigma)
{
    cairo_t *cairo = canvas_cairo(canvas);
    double x0, y0, x1, y1;
    cairo_clip_extents(cairo, &x0, &y0, &x1, &y1);
    int reach = blur_reach(sigma);
    bounds = int_rect_intersect(int_rect_grow(bounds, reach), int_rect_grow(int_rect_around(x0, y0, x1, y1), reach));
    if (int_rect_is_empty(bounds))
        return;
    cairo_surface_t *mask = canvas_scratch(canvas, CAIRO_FORMAT_A8, bounds);
    if (!mask)
        return;
    cairo_surface_flush(mask);
    if (run->size_px > GLYPH_MASK_MAX_PX && !is_bitmap_font(run)) {
        cairo_t *sub = cairo_create(mask);
        path_run(canvas, run, sub);
        cairo_fill(sub);
        cairo_destroy(sub);
    } else {
        for (size_t i = 0; i < run->item->glyphs.count; i++) {
            struct placed_glyph placed;
            if (glyph_place(canvas, run, &run->item->glyphs.glyphs[i], 0, 0, &placed))
                mask_add(mask, bounds, &placed);
        }
    }
    cairo_surface_mark_dirty(mask);
    if (!blur_surface(mask, sigma, canvas->cancel))
        canvas_fail(canvas, OGCARD_TOO_LARGE, "not enough memory to draw it");
    source_color(cairo, run->item->glyphs.color);
    cairo_mask_surface(cairo, mask, 0, 0);
    cairo_surface_destroy(mask);
}

/* ---- replacement marks ---------------------------------------------------------------------------- */

/* A neat frame on the baseline in place of each glyph. */
static void run_missing(struct canvas *canvas, const struct run *run)
{
    cairo_t *cairo = canvas_cairo(canvas);
    double size = run->size_px, line = fmax(1, round(size / 18));
    cairo_save(cairo);
    source_color(cairo, run->item->glyphs.color);
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
    for (size_t i = 0; i < run->item->glyphs.count; i++) {
        const struct glyph *glyph = &run->item->glyphs.glyphs[i];
        double advance = glyph->advance * canvas->scale, height = round(size * 0.72);
        double width = round(fmin(fmax(advance * 0.8, size * 0.4), size * 0.8));
        double x = round(run->x + glyph->x * canvas->scale + fmax(0, (advance - width) / 2)),
               y = round(run->y) - height;
        if (advance <= 0)
            continue;
        cairo_rectangle(cairo, x, y, width, height);
        cairo_rectangle(cairo, x + line, y + line, width - 2 * line, height - 2 * line);
    }
    cairo_fill(cairo);
    cairo_restore(cairo);
}

void draw_glyphs(struct canvas *canvas, const struct display_item *item)
{
    struct run run = {
        .item = item,
        .font = item->glyphs.font,
        .size_px = (float)(item->glyphs.size_px * canvas->scale),
        .x = item->glyphs.x * canvas->scale,
        .y = item->glyphs.y * canvas->scale,
    };
    struct int_rect bounds;
    int dx, dy;
    if (!(run.size_px > 0.5f) || !item_bounds(item, canvas->scale, &bounds))
        return;
    struct int_rect visible = canvas_bounds(canvas, bounds.x0, bounds.y0, bounds.x1, bounds.y1);
    if (item->glyphs.missing || !run.font) {
        canvas_touch(canvas, visible);
        run_missing(canvas, &run);
        return;
    }
    double sigma = item->glyphs.blur_px / 2 * canvas->scale;
    bool aligned = canvas_is_aligned(canvas, &dx, &dy);
    if (int_rect_is_empty(visible) && sigma <= 0)
        return;
    bool blends = sigma <= 0 && aligned && (run.size_px <= GLYPH_MASK_MAX_PX || is_bitmap_font(&run)) &&
                  canvas_clip_is_plain(canvas, visible);
    if (sigma > 0 || is_bitmap_font(&run))
        canvas_touch_busy(canvas, visible);
    else if (!blends) /* which touches each glyph by itself */
        canvas_touch(canvas, visible);
    if (sigma > 0)
        run_masked(canvas, &run, bounds, sigma);
    else if (blends)
        run_blend(canvas, &run, dx, dy);
    else if (!aligned || run.size_px > GLYPH_MASK_MAX_PX || is_bitmap_font(&run))
        run_transformed(canvas, &run);
    else
        run_masked(canvas, &run, bounds, 0);
}
