#include "bench_scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1200, HEIGHT = 630, MARGIN = 80, MAX_GLYPHS = 512, MAX_ITEMS = 16, VARIANTS = 26 };

const char *const bench_ground_names[BENCH_GROUND_COUNT] = {"flat", "linear", "picture"};

static const char *const titles[] = {
    "Революция с открытым исходным кодом от DeepSeek: Взгляд из закрытого саммита по ИИ",
    "How We Cut Our Cloud Bill by 73% Without Rewriting a Single Service",
    "Почему отправка Telegram Web сломалась и что мы с этим сделали",
    "The Open Source Revolution: A Look Inside the Closed AI Summit",
    "Как устроен планировщик Linux: очереди, приоритеты и реальное время",
    "Designing Data-Intensive Cards: Lessons From Ten Million Previews",
};

struct bench_scene {
    enum bench_ground ground;
    struct font_set *set;
    struct font_pool *pool;
    hb_buffer_t *buffer;
    struct image photo;
    struct gradient gradient;
    struct gradient_stop stops[3];
    struct glyph glyphs[MAX_GLYPHS];
    size_t glyph_count;
    struct display_item items[MAX_ITEMS];
    size_t item_count;
};

static struct color rgb(unsigned hex)
{
    return (struct color){(float)(hex >> 16 & 0xff) / 255, (float)(hex >> 8 & 0xff) / 255, (float)(hex & 0xff) / 255,
                          1};
}

/* Soft shapes with a little grain, as a blurred photo has them. */
static void photo_make(struct image *image)
{
    *image = (struct image){.kind = IMAGE_RASTER,
                            .pixel_width = WIDTH,
                            .pixel_height = HEIGHT,
                            .width_px = WIDTH,
                            .height_px = HEIGHT,
                            .aspect_ratio = (float)WIDTH / HEIGHT,
                            .opaque = true};
    image->pixels = malloc(sizeof *image->pixels * WIDTH * HEIGHT);
    uint32_t state = 1;
    for (int y = 0; image->pixels && y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            state = state * 1664525u + 1013904223u;
            int grain = (int)(state >> 30) - 1;
            int r = (int)(70 + 40 * sin(x / 130.0) + 20 * cos(y / 70.0)) + grain;
            int g = (int)(60 + 30 * sin((x + y) / 170.0)) + grain;
            int b = (int)(90 + 50 * cos(y / 110.0 - x / 300.0)) + grain;
            image->pixels[y * WIDTH + x] = 0xff000000u | (uint32_t)r << 16 | (uint32_t)g << 8 | (uint32_t)b;
        }
    }
}

struct bench_scene *bench_scene_create(enum bench_ground ground)
{
    struct ogcard_error error = {0};
    struct bench_scene *scene = calloc(1, sizeof *scene);
    if (!scene)
        return NULL;
    scene->ground = ground;
    scene->buffer = hb_buffer_create();
    if (font_set_create(NULL, "", &scene->set, &error) || font_pool_create(&scene->pool, &error)) {
        fprintf(stderr, "%s\n", error.message);
        bench_scene_destroy(scene);
        return NULL;
    }
    if (ground == BENCH_PICTURE)
        photo_make(&scene->photo);
    static const unsigned colors[] = {0x0b1026, 0x171c4b, 0x37215f};
    static const float positions[] = {0, 58, 100};
    for (int i = 0; i < 3; i++)
        scene->stops[i] = (struct gradient_stop){rgb(colors[i]), {LENGTH_VALUE, 0, positions[i]}, false};
    scene->gradient =
        (struct gradient){.kind = GRADIENT_LINEAR, .angle_deg = 135, .stops = scene->stops, .stop_count = 3};
    return scene;
}

void bench_scene_destroy(struct bench_scene *scene)
{
    if (!scene)
        return;
    hb_buffer_destroy(scene->buffer);
    font_pool_destroy(scene->pool);
    font_set_unref(scene->set);
    free(scene->photo.pixels);
    free(scene);
}

static struct display_item *scene_add(struct bench_scene *scene, enum display_item_kind kind)
{
    struct display_item *item = &scene->items[scene->item_count++];
    memset(item, 0, sizeof *item);
    item->kind = kind;
    return item;
}

static void scene_glyphs(struct bench_scene *scene, struct font *font, float size, float x, float y, struct color color,
                         size_t first)
{
    struct display_item *item = scene_add(scene, ITEM_GLYPHS);
    item->glyphs.font = font;
    item->glyphs.size_px = size;
    item->glyphs.x = x;
    item->glyphs.y = y;
    item->glyphs.glyphs = &scene->glyphs[first];
    item->glyphs.count = scene->glyph_count - first;
    item->glyphs.color = color;
}

/* Shapes a piece and appends its glyphs from `x` on; gives its width. */
static float scene_shape(struct bench_scene *scene, struct font *font, float size, const char *text, size_t length,
                         float x)
{
    hb_buffer_clear_contents(scene->buffer);
    hb_buffer_add_utf8(scene->buffer, text, (int)length, 0, (int)length);
    hb_buffer_guess_segment_properties(scene->buffer);
    hb_shape(font->hb, scene->buffer, NULL, 0);
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(scene->buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(scene->buffer, &count);
    float factor = size / font->metrics.units_per_em, at = x;
    for (unsigned i = 0; i < count && scene->glyph_count < MAX_GLYPHS; i++) {
        scene->glyphs[scene->glyph_count++] = (struct glyph){.id = infos[i].codepoint,
                                                             .x = at + (float)positions[i].x_offset * factor,
                                                             .y = -(float)positions[i].y_offset * factor,
                                                             .advance = (float)positions[i].x_advance * factor};
        at += (float)positions[i].x_advance * factor;
    }
    return at - x;
}

/* Words as long as they fit, one run a line. */
static void scene_headline(struct bench_scene *scene, struct font *font, const char *text, float size)
{
    float x = 0, y = 170;
    size_t first = scene->glyph_count;
    while (*text) {
        size_t length = strcspn(text, " "), before = scene->glyph_count;
        length += text[length] == ' ';
        float width = scene_shape(scene, font, size, text, length, x);
        if (x + width > WIDTH - 2 * MARGIN && x > 0) {
            size_t moved = before;
            struct glyph *glyphs = scene->glyphs;
            size_t end = scene->glyph_count;
            scene->glyph_count = moved;
            scene_glyphs(scene, font, size, MARGIN, y, rgb(0xffffff), first);
            scene->glyph_count = end;
            for (size_t i = moved; i < end; i++)
                glyphs[i].x -= x;
            first = moved;
            x = 0;
            y += size * 1.15f;
        }
        x += width;
        text += length;
    }
    scene_glyphs(scene, font, size, MARGIN, y, rgb(0xffffff), first);
}

struct display_list bench_scene_list(struct bench_scene *scene, unsigned title)
{
    struct ogcard_error error = {0};
    const struct font_face *bold = font_set_match(scene->set, "Inter", 700, 100, FONT_SLOPE_NORMAL);
    const struct font_face *medium = font_set_match(scene->set, "Inter", 500, 100, FONT_SLOPE_NORMAL);
    struct font *headline = font_pool_get(scene->pool, bold, 700, NULL, 0, &error);
    struct font *small = font_pool_get(scene->pool, medium, 500, NULL, 0, &error);
    struct rounded_rect card = {.rect = {0, 0, WIDTH, HEIGHT}};
    scene->item_count = scene->glyph_count = 0;
    if (scene->ground == BENCH_FLAT) {
        struct display_item *item = scene_add(scene, ITEM_FILL);
        item->fill.shape = card;
        item->fill.color = rgb(0x111827);
    } else if (scene->ground == BENCH_LINEAR) {
        struct display_item *item = scene_add(scene, ITEM_GRADIENT);
        item->gradient.clip = card;
        item->gradient.gradient = &scene->gradient;
        item->gradient.tile = card.rect;
    } else {
        struct display_item *item = scene_add(scene, ITEM_IMAGE);
        item->image.clip = card;
        item->image.image = &scene->photo;
        item->image.tile = card.rect;
    }
    /* a mark that stays, then what changes from card to card */
    struct display_item *mark = scene_add(scene, ITEM_FILL);
    mark->fill.shape = (struct rounded_rect){.rect = {MARGIN, 506, 64, 64}};
    for (int i = 0; i < 4; i++)
        mark->fill.shape.radius[i].x = mark->fill.shape.radius[i].y = 32;
    mark->fill.color = rgb(0xf5b301);
    char text[300];
    size_t count = sizeof titles / sizeof *titles;
    snprintf(text, sizeof text, "%s %c", titles[title % count], 'A' + (int)(title / count % VARIANTS));
    scene_headline(scene, headline, text, 72);
    size_t first = scene->glyph_count;
    scene_shape(scene, small, 28, "cuckoo.network", 14, 0);
    scene_glyphs(scene, small, 28, MARGIN + 84, 548, rgb(0xa9b2dd), first);
    return (struct display_list){scene->items, scene->item_count, WIDTH, HEIGHT};
}
