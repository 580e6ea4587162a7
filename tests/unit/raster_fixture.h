/* Hand-made display lists on pixels. */
#ifndef TESTS_UNIT_RASTER_FIXTURE_H
#define TESTS_UNIT_RASTER_FIXTURE_H

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "render/paint/raster.h"

enum { MAX_ITEMS = 64 };

struct scene {
    struct raster *raster;
    struct display_item items[MAX_ITEMS];
    struct display_list list;
    struct card_pixels pixels;
};

static inline struct color rgb(unsigned hex)
{
    return (struct color){(float)(hex >> 16 & 0xff) / 255, (float)(hex >> 8 & 0xff) / 255, (float)(hex & 0xff) / 255,
                          1};
}

static inline struct color rgba(unsigned hex, float alpha)
{
    struct color color = rgb(hex);
    color.a = alpha;
    return color;
}

static inline struct rounded_rect box_shape(float x, float y, float width, float height, float radius)
{
    struct rounded_rect shape = {.rect = {x, y, width, height}};
    for (int i = 0; i < 4; i++)
        shape.radius[i].x = shape.radius[i].y = radius;
    return shape;
}

static inline void scene_begin(struct scene *scene, float width, float height)
{
    memset(scene->items, 0, sizeof scene->items);
    scene->list = (struct display_list){scene->items, 0, width, height};
    if (!scene->raster)
        assert_int_equal(raster_create(&scene->raster, NULL, NULL), OGCARD_OK);
}

static inline struct display_item *scene_add(struct scene *scene, enum display_item_kind kind)
{
    assert_true(scene->list.count < MAX_ITEMS);
    struct display_item *item = &scene->items[scene->list.count++];
    item->kind = kind;
    return item;
}

static inline void scene_fill(struct scene *scene, struct rounded_rect shape, struct color color)
{
    struct display_item *item = scene_add(scene, ITEM_FILL);
    item->fill.shape = shape;
    item->fill.color = color;
}

static inline void scene_ground(struct scene *scene, unsigned hex)
{
    scene_fill(scene, box_shape(0, 0, scene->list.width_px, scene->list.height_px, 0), rgb(hex));
}

static inline void scene_draw(struct scene *scene, float scale)
{
    struct ogcard_error error = {0};
    if (raster_draw(scene->raster, &scene->list, scale, &scene->pixels, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
}

static inline uint32_t scene_pixel(const struct scene *scene, unsigned x, unsigned y)
{
    assert_true(x < scene->pixels.width && y < scene->pixels.height);
    return scene->pixels.pixels[y * scene->pixels.stride + x];
}

static inline void scene_end(struct scene *scene)
{
    raster_destroy(scene->raster);
    scene->raster = NULL;
}

static inline void assert_pixel_near(uint32_t got, uint32_t want, int tolerance)
{
    for (int shift = 0; shift < 32; shift += 8) {
        int difference = (int)(got >> shift & 0xff) - (int)(want >> shift & 0xff);
        if (difference > tolerance || difference < -tolerance)
            fail_msg("pixel %08x, expected %08x within %d", got, want, tolerance);
    }
}

#endif
