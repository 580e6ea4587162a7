#include "raster.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "draw.h"
#include "glyph_store.h"
#include "internal/error.h"
#include "picture_store.h"

struct raster {
    cairo_surface_t *surface;
    struct canvas canvas;
};

enum ogcard_status raster_create(struct raster **raster, struct ogcard_error *error)
{
    *raster = NULL;
    struct raster *created = calloc(1, sizeof *created);
    if (created) {
        created->canvas.glyphs = glyph_store_create();
        created->canvas.pictures = picture_store_create();
    }
    if (!created || !created->canvas.glyphs || !created->canvas.pictures) {
        raster_destroy(created);
        return error_set(error, OGCARD_TOO_LARGE, "not enough memory to start drawing");
    }
    *raster = created;
    return OGCARD_OK;
}

void raster_destroy(struct raster *raster)
{
    if (!raster)
        return;
    cairo_surface_destroy(raster->surface);
    glyph_store_destroy(raster->canvas.glyphs);
    picture_store_destroy(raster->canvas.pictures);
    canvas_free(&raster->canvas);
    free(raster);
}

/* The kept surface when it has the size, else a new one. */
static enum ogcard_status surface_prepare(struct raster *raster, double width, double height,
                                          struct ogcard_error *error)
{
    if (!(width >= 1 && height >= 1 && width * height <= RASTER_MAX_PIXELS && width <= 32767 && height <= 32767))
        return error_set(error, OGCARD_TOO_LARGE,
                         "the card would have %.0f x %.0f pixels; at least 1 and at most %u in all are allowed", width,
                         height, RASTER_MAX_PIXELS);
    if (raster->surface && cairo_image_surface_get_width(raster->surface) == (int)width &&
        cairo_image_surface_get_height(raster->surface) == (int)height)
        return OGCARD_OK;
    cairo_surface_destroy(raster->surface);
    raster->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
    if (cairo_surface_status(raster->surface) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(raster->surface);
        raster->surface = NULL;
        return error_set(error, OGCARD_TOO_LARGE, "not enough memory for %.0f x %.0f pixels", width, height);
    }
    return OGCARD_OK;
}

static bool covers_all(const struct display_list *list)
{
    const struct display_item *first = list->items;
    return list->count && first->kind == ITEM_FILL && first->fill.color.a >= 1 && first->fill.shape.rect.x <= 0 &&
           first->fill.shape.rect.y <= 0 && first->fill.shape.rect.width >= list->width_px &&
           first->fill.shape.rect.height >= list->height_px;
}

enum ogcard_status raster_draw(struct raster *raster, const struct display_list *list, float scale,
                               struct raster_pixels *pixels, struct ogcard_error *error)
{
    enum ogcard_status status =
        surface_prepare(raster, round(list->width_px * scale), round(list->height_px * scale), error);
    if (status)
        return status;
    cairo_surface_t *surface = raster->surface;
    uint8_t *data = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    unsigned width = (unsigned)cairo_image_surface_get_width(surface);
    unsigned height = (unsigned)cairo_image_surface_get_height(surface);
    bool opaque = covers_all(list);
    cairo_surface_flush(surface);
    if (!opaque)
        memset(data, 0, stride * height);
    cairo_surface_mark_dirty(surface);

    struct canvas *canvas = &raster->canvas;
    canvas_begin(canvas, surface, scale);
    draw_items(canvas, list->items, 0, list->count, list->count);
    canvas_end(canvas);
    cairo_surface_flush(surface);
    if (canvas->status != OGCARD_OK)
        return error_set(error, canvas->status, "the card cannot be drawn: %s", canvas->problem);
    const void *first = data;
    *pixels = (struct raster_pixels){first, width, height, stride / sizeof(uint32_t), opaque};
    return OGCARD_OK;
}
