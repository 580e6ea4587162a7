#include "canvas.h"
#include "gradient.h"
#include "picture_store.h"

#include <math.h>
#include <stdlib.h>

/* Repeated tiles that are drawn one by one; more of them are drawn once and repeated as a pattern. */
enum { MAX_SINGLE_TILES = 64 };

/* Where the tiles of a background or picture lie, device pixels before transforms. */
struct tiling {
    struct device_shape clip;
    struct device_shape tile; /* the first; edges on whole pixels */
    double step_x, step_y;    /* 0: not repeated */
    struct int_rect visible;  /* part of the clip that can show */
};

static struct tiling tiling_make(struct canvas *canvas, const struct rounded_rect *clip, struct rect tile, float step_x,
                                 float step_y)
{
    struct tiling tiling = {
        .clip = device_shape(clip, canvas->scale),
        .tile = device_shape(&(struct rounded_rect){.rect = tile}, canvas->scale),
        .step_x = step_x * canvas->scale,
        .step_y = step_y * canvas->scale,
    };
    /* A tile that follows without a gap does so after snapping too. */
    if (step_x > 0 && fabsf(step_x - tile.width) < 1e-3f)
        tiling.step_x = tiling.tile.x1 - tiling.tile.x0;
    if (step_y > 0 && fabsf(step_y - tile.height) < 1e-3f)
        tiling.step_y = tiling.tile.y1 - tiling.tile.y0;
    double x0, y0, x1, y1;
    cairo_clip_extents(canvas_cairo(canvas), &x0, &y0, &x1, &y1);
    tiling.visible =
        int_rect_intersect(int_rect_around(x0, y0, x1, y1),
                           int_rect_around(tiling.clip.x0, tiling.clip.y0, tiling.clip.x1, tiling.clip.y1));
    return tiling;
}

/* First and last tile of an axis that touch [from, to). */
static void axis_range(double start, double size, double step, int from, int to, int *first, int *last)
{
    *first = *last = 0;
    if (step <= 0)
        return;
    *first = (int)fmax(ceil((from - start - size) / step), -1e6);
    *last = (int)fmin(floor((to - start) / step), 1e6);
}

typedef void draw_tile(struct canvas *canvas, const struct display_item *item, double x, double y, double width,
                       double height, struct int_rect visible);

/* One tile on a surface of its own, repeated by cairo; gaps between tiles are rounded to whole pixels. */
static void tiles_pattern(struct canvas *canvas, const struct display_item *item, const struct tiling *tiling,
                          draw_tile *draw)
{
    double width = tiling->tile.x1 - tiling->tile.x0, height = tiling->tile.y1 - tiling->tile.y0;
    int cell_width = (int)round(tiling->step_x > 0 ? tiling->step_x : tiling->visible.x1 - tiling->tile.x0 + 1);
    int cell_height = (int)round(tiling->step_y > 0 ? tiling->step_y : tiling->visible.y1 - tiling->tile.y0 + 1);
    struct int_rect cell = {0, 0, cell_width > 1 ? cell_width : 1, cell_height > 1 ? cell_height : 1};
    cairo_surface_t *surface = canvas_scratch(canvas, CAIRO_FORMAT_ARGB32, cell);
    if (!surface)
        return;
    struct canvas sub = {.glyphs = canvas->glyphs, .pictures = canvas->pictures};
    canvas_begin(&sub, surface, canvas->scale);
    if (sub.status == OGCARD_OK)
        draw(&sub, item, 0, 0, width, height, cell);
    canvas_end(&sub);
    canvas_free(&sub);
    if (sub.status != OGCARD_OK)
        canvas_fail(canvas, sub.status, sub.problem);
    cairo_t *cairo = canvas_cairo(canvas);
    cairo_save(cairo);
    struct int_rect area = tiling->visible;
    if (tiling->step_x <= 0) {
        area.x0 = area.x0 > (int)tiling->tile.x0 ? area.x0 : (int)tiling->tile.x0;
        area.x1 = area.x1 < (int)tiling->tile.x1 ? area.x1 : (int)tiling->tile.x1;
    }
    if (tiling->step_y <= 0) {
        area.y0 = area.y0 > (int)tiling->tile.y0 ? area.y0 : (int)tiling->tile.y0;
        area.y1 = area.y1 < (int)tiling->tile.y1 ? area.y1 : (int)tiling->tile.y1;
    }
    if (!int_rect_is_empty(area)) {
        cairo_rectangle(cairo, area.x0, area.y0, area.x1 - area.x0, area.y1 - area.y0);
        cairo_clip(cairo);
        cairo_set_source_surface(cairo, surface, tiling->tile.x0, tiling->tile.y0);
        cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_REPEAT);
        cairo_paint(cairo);
    }
    cairo_restore(cairo);
    cairo_surface_destroy(surface);
}

static void tiles_draw(struct canvas *canvas, const struct display_item *item, const struct tiling *tiling,
                       draw_tile *draw)
{
    double width = tiling->tile.x1 - tiling->tile.x0, height = tiling->tile.y1 - tiling->tile.y0;
    cairo_t *cairo = canvas_cairo(canvas);
    int x0, x1, y0, y1;
    if (int_rect_is_empty(tiling->visible) || width <= 0 || height <= 0)
        return;
    axis_range(tiling->tile.x0, width, tiling->step_x, tiling->visible.x0, tiling->visible.x1, &x0, &x1);
    axis_range(tiling->tile.y0, height, tiling->step_y, tiling->visible.y0, tiling->visible.y1, &y0, &y1);
    if (x1 < x0 || y1 < y0)
        return;
    cairo_save(cairo);
    path_shape(cairo, &tiling->clip);
    cairo_clip(cairo);
    if ((int64_t)(x1 - x0 + 1) * (y1 - y0 + 1) > MAX_SINGLE_TILES) {
        tiles_pattern(canvas, item, tiling, draw);
    } else {
        for (int y = y0; y <= y1; y++)
            for (int x = x0; x <= x1; x++)
                draw(canvas, item, round(tiling->tile.x0 + x * tiling->step_x),
                     round(tiling->tile.y0 + y * tiling->step_y), width, height, tiling->visible);
    }
    cairo_restore(cairo);
}

/* ---- gradients ----------------------------------------------------------------------------------- */

static void gradient_tile(struct canvas *canvas, const struct display_item *item, double x, double y, double width,
                          double height, struct int_rect visible)
{
    struct int_rect part = int_rect_intersect(visible, int_rect_around(x, y, x + width, y + height));
    if (int_rect_is_empty(part))
        return;
    struct gradient_ramp *ramp = malloc(sizeof *ramp);
    cairo_surface_t *surface = ramp ? canvas_scratch(canvas, CAIRO_FORMAT_ARGB32, part) : NULL;
    if (!surface) {
        canvas_fail(canvas, OGCARD_TOO_LARGE, "not enough memory to draw it");
        free(ramp);
        return;
    }
    gradient_prepare(ramp, item->gradient.gradient, width, height, canvas->scale);
    cairo_surface_flush(surface);
    uint8_t *data = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (int row = part.y0; row < part.y1; row++) {
        void *bytes = data + (size_t)(row - part.y0) * stride;
        gradient_row(ramp, part.x0 - (int)x, row - (int)y, part.x1 - part.x0, bytes);
    }
    cairo_surface_mark_dirty(surface);
    cairo_t *cairo = canvas_cairo(canvas);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_rectangle(cairo, part.x0, part.y0, part.x1 - part.x0, part.y1 - part.y0);
    cairo_fill(cairo);
    cairo_surface_destroy(surface);
    free(ramp);
}

void draw_gradient(struct canvas *canvas, const struct display_item *item)
{
    struct tiling tiling =
        tiling_make(canvas, &item->gradient.clip, item->gradient.tile, item->gradient.step_x, item->gradient.step_y);
    tiles_draw(canvas, item, &tiling, gradient_tile);
}

/* ---- pictures ------------------------------------------------------------------------------------ */

static void image_tile(struct canvas *canvas, const struct display_item *item, double x, double y, double width,
                       double height, struct int_rect visible)
{
    const struct image *image = item->image.image;
    cairo_t *cairo = canvas_cairo(canvas);
    bool raster = image->kind == IMAGE_RASTER;
    int dx, dy;
    if (int_rect_is_empty(int_rect_intersect(visible, int_rect_around(x, y, x + width, y + height))))
        return;
    /* Art and large photos are kept at their final size; what is turned or scaled by a transform is sampled anew. */
    bool shrinks = raster && (width < image->pixel_width || height < image->pixel_height);
    cairo_surface_t *surface = NULL;
    if (width * height <= PICTURE_MAX_PIXELS && (!raster || (shrinks && canvas_is_aligned(canvas, &dx, &dy)))) {
        surface = picture_store_get(canvas->pictures, image, (int)width, (int)height);
        if (!surface) {
            canvas_fail(canvas, OGCARD_INTERNAL, "one of its pictures cannot be drawn");
            return;
        }
        cairo_set_source_surface(cairo, surface, x, y);
    } else if (!raster) {
        cairo_save(cairo);
        cairo_rectangle(cairo, x, y, width, height);
        cairo_clip(cairo);
        if (!picture_draw_svg(canvas->pictures, image, cairo, x, y, width, height))
            canvas_fail(canvas, OGCARD_INTERNAL, "one of its pictures cannot be drawn");
        cairo_restore(cairo);
        return;
    } else {
        cairo_matrix_t matrix;
        surface = picture_pixels(image);
        cairo_matrix_init(&matrix, image->pixel_width / width, 0, 0, image->pixel_height / height,
                          -x * image->pixel_width / width, -y * image->pixel_height / height);
        cairo_set_source_surface(cairo, surface, 0, 0);
        cairo_pattern_set_matrix(cairo_get_source(cairo), &matrix);
    }
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_GOOD);
    cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_PAD);
    cairo_rectangle(cairo, x, y, width, height);
    cairo_fill(cairo);
    cairo_surface_destroy(surface);
}

void draw_image(struct canvas *canvas, const struct display_item *item)
{
    struct tiling tiling =
        tiling_make(canvas, &item->image.clip, item->image.tile, item->image.step_x, item->image.step_y);
    tiles_draw(canvas, item, &tiling, image_tile);
}
