#include "picture_store.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "draw_art.h"
#include "render/svg_library.h"

/* A handful of logos, avatars and covers is what templates have. */
enum { MAX_PICTURES = 32, MAX_HANDLES = 8 };
#define STORE_LIMIT_PIXELS (6u * 1000 * 1000)

struct picture {
    uint8_t digest[32];
    int width, height;
    cairo_surface_t *surface;
    uint64_t used; /* the store's clock when it was last asked for */
};

/* A document as it was read: plain art, or by librsvg. */
struct handle {
    uint8_t digest[32];
    struct vector_art *art;
    RsvgHandle *rsvg;
    uint64_t used; /* 0: free */
};

struct picture_store {
    struct svg_library rsvg; /* complete once it has been opened */
    struct picture pictures[MAX_PICTURES];
    struct handle handles[MAX_HANDLES];
    uint64_t clock;
};

struct picture_store *picture_store_create(void)
{
    return calloc(1, sizeof(struct picture_store));
}

static void picture_drop(struct picture *picture)
{
    cairo_surface_destroy(picture->surface);
    *picture = (struct picture){0};
}

static void handle_drop(struct picture_store *store, struct handle *handle)
{
    vector_art_destroy(handle->art);
    if (handle->rsvg)
        store->rsvg.object_unref(handle->rsvg);
    *handle = (struct handle){0};
}

void picture_store_destroy(struct picture_store *store)
{
    if (!store)
        return;
    for (int i = 0; i < MAX_PICTURES; i++)
        picture_drop(&store->pictures[i]);
    for (int i = 0; i < MAX_HANDLES; i++)
        handle_drop(store, &store->handles[i]);
    free(store);
}

static bool handle_read(struct picture_store *store, struct handle *handle, const struct image *image)
{
    handle->art = vector_art_read((const char *)image->svg, image->svg_size);
    if (handle->art)
        return true;
    if (!store->rsvg.handle_new && !svg_library_open(&store->rsvg))
        return false;
    handle->rsvg = store->rsvg.handle_new(image->svg, image->svg_size, NULL);
    if (handle->rsvg)
        store->rsvg.set_dpi(handle->rsvg, 96);
    return handle->rsvg;
}

static const struct handle *handle_get(struct picture_store *store, const struct image *image)
{
    struct handle *oldest = &store->handles[0];
    for (int i = 0; i < MAX_HANDLES; i++) {
        struct handle *handle = &store->handles[i];
        if (handle->used && memcmp(handle->digest, image->digest, sizeof handle->digest) == 0) {
            handle->used = ++store->clock;
            return handle;
        }
        if (handle->used < oldest->used)
            oldest = handle;
    }
    handle_drop(store, oldest);
    if (!handle_read(store, oldest, image))
        return NULL;
    memcpy(oldest->digest, image->digest, sizeof oldest->digest);
    oldest->used = ++store->clock;
    return oldest;
}

static bool draw_by_librsvg(const struct svg_library *library, RsvgHandle *rsvg, const struct image *image,
                            cairo_t *cairo, double width, double height)
{
    GError *problem = NULL;
    RsvgRectangle viewport = {0, 0, width, height};
    gboolean has_viewbox;
    library->intrinsic_dimensions(rsvg, NULL, NULL, NULL, NULL, &has_viewbox, NULL);
    /* With a viewBox it fits itself in, by its preserveAspectRatio. A size of its own and no viewBox: it would be cut
     * at the viewport; browsers stretch it. */
    if (!has_viewbox && image->width_px > 0 && image->height_px > 0) {
        cairo_scale(cairo, width / image->width_px, height / image->height_px);
        viewport.width = image->width_px;
        viewport.height = image->height_px;
    }
    bool drawn = library->render_document(rsvg, cairo, &viewport, &problem);
    if (problem)
        library->error_free(problem);
    return drawn;
}

bool picture_draw_svg(struct picture_store *store, const struct image *image, cairo_t *cairo, double x, double y,
                      double width, double height)
{
    const struct handle *handle = handle_get(store, image);
    if (!handle)
        return false;
    bool drawn = true;
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    if (handle->art)
        draw_art(cairo, handle->art, width, height);
    else
        drawn = draw_by_librsvg(&store->rsvg, handle->rsvg, image, cairo, width, height);
    cairo_restore(cairo);
    return drawn;
}

cairo_surface_t *picture_pixels(const struct image *image)
{
    return cairo_image_surface_create_for_data(
        (uint8_t *)image->pixels, image->opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, (int)image->pixel_width,
        (int)image->pixel_height, (int)image->pixel_width * 4);
}

static bool picture_fill(struct picture_store *store, const struct image *image, cairo_surface_t *surface, int width,
                         int height)
{
    cairo_t *cairo = cairo_create(surface);
    bool drawn = true;
    if (image->kind == IMAGE_SVG) {
        drawn = picture_draw_svg(store, image, cairo, 0, 0, width, height);
    } else {
        cairo_surface_t *pixels = picture_pixels(image);
        cairo_scale(cairo, (double)width / image->pixel_width, (double)height / image->pixel_height);
        cairo_set_source_surface(cairo, pixels, 0, 0);
        cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_GOOD);
        cairo_pattern_set_extend(cairo_get_source(cairo), CAIRO_EXTEND_PAD);
        cairo_set_operator(cairo, CAIRO_OPERATOR_SOURCE);
        cairo_paint(cairo);
        cairo_surface_destroy(pixels);
    }
    drawn = drawn && cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    return drawn;
}

/* Room for `pixels` more; gives the slot to use. */
static struct picture *store_make_room(struct picture_store *store, uint64_t pixels)
{
    for (;;) {
        struct picture *oldest = NULL, *unused = NULL;
        uint64_t total = pixels;
        for (int i = 0; i < MAX_PICTURES; i++) {
            struct picture *picture = &store->pictures[i];
            if (!picture->surface) {
                unused = picture;
                continue;
            }
            total += (uint64_t)picture->width * (uint64_t)picture->height;
            if (!oldest || picture->used < oldest->used)
                oldest = picture;
        }
        if (unused && (total <= STORE_LIMIT_PIXELS || !oldest))
            return unused;
        picture_drop(oldest);
    }
}

cairo_surface_t *picture_store_get(struct picture_store *store, const struct image *image, int width, int height)
{
    for (int i = 0; i < MAX_PICTURES; i++) {
        struct picture *picture = &store->pictures[i];
        if (picture->surface && picture->width == width && picture->height == height &&
            memcmp(picture->digest, image->digest, sizeof picture->digest) == 0) {
            picture->used = ++store->clock;
            return cairo_surface_reference(picture->surface);
        }
    }
    bool opaque = image->kind == IMAGE_RASTER && image->opaque;
    cairo_surface_t *surface =
        cairo_image_surface_create(opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, width, height);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS || !picture_fill(store, image, surface, width, height)) {
        cairo_surface_destroy(surface);
        return NULL;
    }
    struct picture *picture = store_make_room(store, (uint64_t)width * (uint64_t)height);
    memcpy(picture->digest, image->digest, sizeof picture->digest);
    picture->width = width;
    picture->height = height;
    picture->surface = cairo_surface_reference(surface);
    picture->used = ++store->clock;
    return surface;
}
