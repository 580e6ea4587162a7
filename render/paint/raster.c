#include "raster.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "draw.h"
#include "glyph_store.h"
#include "ground.h"
#include "ground_order.h"
#include "internal/error.h"
#include "picture_store.h"

struct raster {
    cairo_surface_t *surface;
    struct canvas canvas;
    struct record record; /* of the card's ground */
    struct ground_store grounds;
    struct ground_order order;
    uint64_t shown;    /* id of the ground that the surface shows but for `touched` rows; 0: none */
    uint64_t *touched; /* by row of the surface, as card_pixels has them */
};

enum ogcard_status raster_create(struct raster **raster, struct cancel *cancel, struct ogcard_error *error)
{
    *raster = NULL;
    struct raster *created = calloc(1, sizeof *created);
    if (created) {
        created->canvas.cancel = cancel;
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
    record_free(&raster->record);
    ground_store_free(&raster->grounds);
    ground_order_free(&raster->order);
    free(raster->touched);
    free(raster);
}

void raster_set_coverage_steps(struct raster *raster, unsigned steps)
{
    glyph_store_set_steps(raster->canvas.glyphs, steps);
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
    raster->shown = 0;
    free(raster->touched);
    raster->touched = calloc((size_t)height, sizeof *raster->touched);
    raster->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
    if (!raster->touched || cairo_surface_status(raster->surface) != CAIRO_STATUS_SUCCESS) {
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

/* The surface as plain rows. */
struct rows {
    uint8_t *bytes;
    size_t stride, width_bytes, count;
};

static struct rows surface_rows(cairo_surface_t *surface)
{
    return (struct rows){
        .bytes = cairo_image_surface_get_data(surface),
        .stride = (size_t)cairo_image_surface_get_stride(surface),
        .width_bytes = (size_t)cairo_image_surface_get_width(surface) * 4,
        .count = (size_t)cairo_image_surface_get_height(surface),
    };
}

/* Puts the ground onto the surface; what still shows it stays. */
static void ground_restore(struct raster *raster, const struct ground *ground, const struct rows *rows)
{
    bool shown = raster->shown == ground->id;
    for (size_t y = 0; y < rows->count; y++) {
        const uint8_t *from = (const uint8_t *)ground->pixels + y * rows->width_bytes;
        uint64_t columns = shown ? raster->touched[y] : UINT64_MAX;
        for (unsigned x0, x1 = 0; pixels_next(columns, (unsigned)(rows->width_bytes / 4), &x0, &x1);)
            memcpy(rows->bytes + y * rows->stride + x0 * 4, from + x0 * 4, (x1 - x0) * 4);
    }
    cairo_surface_mark_dirty(raster->surface);
}

static void ground_keep(const struct ground *ground, const struct rows *rows)
{
    for (size_t y = 0; y < rows->count; y++)
        memcpy((uint8_t *)ground->pixels + y * rows->width_bytes, rows->bytes + y * rows->stride, rows->width_bytes);
}

/* The card's ground on the surface, with clips and transforms at its end in force; NULL when it is not kept. */
static const struct ground *ground_draw(struct raster *raster, const struct display_list *list, size_t cut, float scale)
{
    struct canvas *canvas = &raster->canvas;
    struct rows rows = surface_rows(raster->surface);
    record_write(&raster->record, list, cut, scale);
    struct ground *ground = ground_find(&raster->grounds, &raster->record);
    if (ground) {
        ground_restore(raster, ground, &rows);
        draw_states(canvas, list->items, cut);
        return ground;
    }
    if (!covers_all(list)) {
        memset(rows.bytes, 0, rows.stride * rows.count);
        cairo_surface_mark_dirty(raster->surface);
    }
    draw_items(canvas, list->items, 0, cut, list->count);
    if (canvas->status != OGCARD_OK)
        return NULL;
    cairo_surface_flush(raster->surface);
    ground = ground_add(&raster->grounds, &raster->record, rows.width_bytes / 4 * rows.count);
    if (ground)
        ground_keep(ground, &rows);
    return ground;
}

/* Which rows are other than the ground's: of those touched, the ones that are not the same after all do not count. */
static void rows_compare(struct raster *raster, const struct ground *ground)
{
    struct rows rows = surface_rows(raster->surface);
    for (size_t y = 0; y < rows.count; y++) {
        const uint8_t *row = rows.bytes + y * rows.stride,
                      *below = (const uint8_t *)ground->pixels + y * rows.width_bytes;
        bool same = true;
        for (unsigned x0, x1 = 0; same && pixels_next(raster->touched[y], (unsigned)(rows.width_bytes / 4), &x0, &x1);)
            same = memcmp(row + x0 * 4, below + x0 * 4, (x1 - x0) * 4) == 0;
        if (same)
            raster->touched[y] = 0;
    }
}

/* All items in the order that the raster has; gives the ground, NULL when it is not kept. */
static const struct ground *order_draw(struct raster *raster, const struct display_list *list, float scale)
{
    const struct ground_order *order = &raster->order;
    const struct display_list ordered = {order->items, order->count, list->width_px, list->height_px};
    struct canvas *canvas = &raster->canvas;
    canvas_begin(canvas, raster->surface, scale);
    const struct ground *ground = ground_draw(raster, &ordered, order->ground, scale);
    raster->shown = 0;
    memset(raster->touched, 0, surface_rows(raster->surface).count * sizeof *raster->touched);
    canvas->touched = raster->touched;
    canvas->apart = order->apart;
    size_t watched = order->watched > order->ground ? order->watched : order->ground;
    draw_items(canvas, order->items, order->ground, watched, order->count);
    canvas->apart = (struct int_rect){0, 0, 0, 0};
    draw_items(canvas, order->items, watched, order->count, order->count);
    canvas->touched = NULL;
    canvas_end(canvas);
    cairo_surface_flush(raster->surface);
    return ground;
}

enum ogcard_status raster_draw(struct raster *raster, const struct display_list *list, float scale,
                               struct card_pixels *pixels, struct ogcard_error *error)
{
    enum ogcard_status status =
        surface_prepare(raster, round(list->width_px * scale), round(list->height_px * scale), error);
    if (status)
        return status;
    const struct canvas *canvas = &raster->canvas;
    ground_order_make(&raster->order, list, scale);
    const struct ground *ground = order_draw(raster, list, scale);
    if (canvas->crossed) { /* a glyph beyond its line after all */
        ground_order_plain(&raster->order, list);
        ground = order_draw(raster, list, scale);
    }
    if (canvas->status != OGCARD_OK)
        return error_set(error, canvas->status, "the card cannot be drawn: %s", canvas->problem);
    const struct rows rows = surface_rows(raster->surface);
    const void *first = rows.bytes;
    *pixels = (struct card_pixels){
        .pixels = first,
        .width = (unsigned)(rows.width_bytes / 4),
        .height = (unsigned)rows.count,
        .stride = rows.stride / 4,
        .opaque = covers_all(list),
    };
    if (ground) {
        rows_compare(raster, ground);
        raster->shown = ground->id;
        pixels->ground = ground->pixels;
        pixels->ground_id = ground->id;
        pixels->changed = raster->touched;
        pixels->busy = canvas->busy;
        pixels->busy_count = canvas->busy_count;
    }
    return OGCARD_OK;
}
