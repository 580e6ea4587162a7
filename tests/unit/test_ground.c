#include "raster_fixture.h"

#include "render/paint/ground.h"

/* Cards drawn one after the other by one raster are what a fresh raster draws of each. */

struct text {
    struct font_set *set;
    struct font_pool *pool;
    struct font *font;
    struct glyph glyphs[4];
};

static void text_open(struct text *text)
{
    struct ogcard_error error;
    if (font_set_create(NULL, "", &text->set, &error) || font_pool_create(&text->pool, &error))
        fail_msg("%s", error.message);
    text->font =
        font_pool_get(text->pool, font_set_match(text->set, "Inter", 700, 100, FONT_SLOPE_NORMAL), 700, NULL, 0, NULL);
    for (int i = 0; i < 4; i++) {
        hb_codepoint_t id = 0;
        hb_font_get_nominal_glyph(text->font->hb, (hb_codepoint_t)("Hgxj"[i]), &id);
        text->glyphs[i] = (struct glyph){.id = id, .x = (float)i * 30, .advance = 30};
    }
}

static void text_close(struct text *text)
{
    font_pool_destroy(text->pool);
    font_set_unref(text->set);
}

static struct display_item *scene_text(struct scene *scene, struct text *text, float x, float y, float size)
{
    struct display_item *item = scene_add(scene, ITEM_GLYPHS);
    item->glyphs.font = text->font;
    item->glyphs.size_px = size;
    item->glyphs.x = x;
    item->glyphs.y = y;
    item->glyphs.glyphs = text->glyphs;
    item->glyphs.count = 4;
    item->glyphs.color = rgb(0xffffff);
    return item;
}

/* Several grounds, each with several texts over it; `kind` counts through both. */
static void card_make(struct scene *scene, struct text *text, unsigned kind)
{
    unsigned ground = kind % 5, over = kind / 5 % 7;
    scene_begin(scene, ground == 3 ? 160 : 200, 120);
    if (ground != 2)
        scene_ground(scene, ground == 1 ? 0x203040 : 0x801020);
    if (ground == 0)
        scene_fill(scene, box_shape(5, 5, 40, 40, 12), rgba(0x00ff00, 0.5f));
    if (ground >= 2) {
        scene_add(scene, ITEM_PUSH_CLIP)->clip = box_shape(4, 4, 150, 100, 20);
        scene_fill(scene, box_shape(0, 0, 200, 60, 0), rgb(0x446688));
    }
    if (ground == 4) {
        struct display_item *move = scene_add(scene, ITEM_PUSH_TRANSFORM);
        memcpy(move->transform, (double[6]){0.9, 0.2, -0.2, 0.9, 3, 4}, sizeof move->transform);
    }
    if (over == 1)
        scene_add(scene, ITEM_PUSH_GROUP)->group.opacity = 0.5f;
    if (over == 2)
        scene_add(scene, ITEM_PUSH_GROUP)->group.blur_px = 3;
    if (over == 2)
        scene->items[scene->list.count - 1].group.opacity = 1;
    if (over)
        scene_text(scene, text, (float)(over * 9), (float)(30 + over * 12), over == 3 ? 60 : 25)->glyphs.blur_px =
            over == 4 ? 10 : 0;
    if (over == 1 || over == 2)
        scene_add(scene, ITEM_POP_GROUP);
    if (over == 5) {
        struct display_item *shadow = scene_add(scene, ITEM_SHADOW);
        shadow->shadow.shape = box_shape(60, 80, 50, 20, 5);
        shadow->shadow.shadow = (struct shadow){.y_px = 4, .blur_px = 12, .color = rgba(0, 0.6f)};
    }
    if (ground == 4)
        scene_add(scene, ITEM_POP_TRANSFORM);
    if (ground >= 2)
        scene_add(scene, ITEM_POP_CLIP);
}

static void pixels_do_not_depend_on_history(void **state)
{
    (void)state;
    struct text text;
    struct scene kept = {0};
    uint32_t random = 5;
    text_open(&text);
    for (int i = 0; i < 150; i++) {
        random = random * 1664525u + 1013904223u;
        struct scene fresh = {0};
        unsigned kind = (random >> 10) % 35;
        float scale = (random >> 20) % 8 == 0 ? 2 : 1;
        card_make(&kept, &text, kind);
        card_make(&fresh, &text, kind);
        scene_draw(&kept, scale);
        scene_draw(&fresh, scale);
        assert_int_equal(kept.pixels.width, fresh.pixels.width);
        assert_int_equal(kept.pixels.opaque, fresh.pixels.opaque);
        size_t width = kept.pixels.width;
        assert_non_null(kept.pixels.ground);
        for (unsigned y = 0; y < kept.pixels.height; y++) {
            const uint32_t *row = kept.pixels.pixels + y * kept.pixels.stride, *ground = kept.pixels.ground + y * width;
            if (memcmp(row, fresh.pixels.pixels + y * fresh.pixels.stride, width * 4))
                fail_msg("card %d, kind %u: row %u differs", i, kind, y);
            assert_memory_equal(ground, fresh.pixels.ground + y * width, width * 4);
            assert_int_equal(kept.pixels.changed[y] != 0, memcmp(row, ground, width * 4) != 0);
            for (size_t x = 0, column = pixels_column_width((unsigned)width); x < width; x++)
                assert_true(row[x] == ground[x] || kept.pixels.changed[y] >> x / column & 1);
        }
        scene_end(&fresh);
    }
    scene_end(&kept);
    text_close(&text);
}

static void equal_grounds_are_found_again(void **state)
{
    (void)state;
    struct text text;
    struct scene scene = {0};
    text_open(&text);
    card_make(&scene, &text, 5);
    scene_draw(&scene, 1);
    uint64_t id = scene.pixels.ground_id;
    card_make(&scene, &text, 6); /* another ground */
    scene_draw(&scene, 1);
    assert_true(scene.pixels.ground_id != id);
    card_make(&scene, &text, 10); /* the first with another text */
    scene_draw(&scene, 1);
    assert_int_equal(scene.pixels.ground_id, id);
    scene_draw(&scene, 2); /* another scale is another ground */
    assert_true(scene.pixels.ground_id != id);
    scene_end(&scene);
    text_close(&text);
}

/* A picture of one color, large enough to matter. */
static void scene_picture(struct scene *scene, const struct gradient *gradient, float x, float width)
{
    struct display_item *item = scene_add(scene, ITEM_GRADIENT);
    item->gradient.gradient = gradient;
    item->gradient.clip = box_shape(x, 0, width, 120, 0);
    item->gradient.tile = item->gradient.clip.rect;
}

static const struct gradient_stop one_color[2] = {{{0, 1, 0, 1}, {0}, false}, {{0, 1, 0, 1}, {0}, false}};
static const struct gradient picture = {.stops = one_color, .stop_count = 2};

static void assert_same_cards(const struct scene *a, const struct scene *b)
{
    for (unsigned y = 0; y < a->pixels.height; y++)
        assert_memory_equal(a->pixels.pixels + y * a->pixels.stride, b->pixels.pixels + y * b->pixels.stride,
                            a->pixels.width * 4);
}

static void pictures_apart_from_the_text_join_the_ground(void **state)
{
    (void)state;
    struct text text;
    struct scene after = {0}, before = {0};
    text_open(&text);
    for (int clipped = 0; clipped < 2; clipped++) {
        scene_begin(&after, 200, 120);
        scene_ground(&after, 0x203040);
        scene_text(&after, &text, 5, 60, 20);
        if (clipped)
            scene_add(&after, ITEM_PUSH_CLIP)->clip = box_shape(130, 5, 60, 100, 20);
        scene_picture(&after, &picture, 140, 60);
        if (clipped)
            scene_add(&after, ITEM_POP_CLIP);
        scene_text(&after, &text, 150, 60, 9); /* over the picture */
        scene_draw(&after, 1);

        scene_begin(&before, 200, 120);
        scene_ground(&before, 0x203040);
        if (clipped)
            scene_add(&before, ITEM_PUSH_CLIP)->clip = box_shape(130, 5, 60, 100, 20);
        scene_picture(&before, &picture, 140, 60);
        if (clipped)
            scene_add(&before, ITEM_POP_CLIP);
        scene_text(&before, &text, 5, 60, 20);
        scene_text(&before, &text, 150, 60, 9);
        scene_draw(&before, 1);
        assert_same_cards(&after, &before);
        assert_int_equal(after.pixels.ground[60 * 200 + 170], 0xff00ff00u);
    }
    scene_end(&after);
    scene_end(&before);
    text_close(&text);
}

/* Whether the text is seen to reach the picture, or only its last glyph does, past what it advances. */
static void pictures_stay_over_the_text_before_them(void **state)
{
    (void)state;
    struct text text;
    struct scene scene = {0};
    text_open(&text);
    for (int hidden = 0; hidden < 2; hidden++) {
        for (int i = 0; hidden && i < 4; i++)
            text.glyphs[i].advance = 1;
        scene_begin(&scene, 200, 120);
        scene_ground(&scene, 0x203040);
        scene_text(&scene, &text, 5, 60, 50); /* the last glyph's origin is at 95 */
        scene_picture(&scene, &picture, 101, 99);
        scene_draw(&scene, 1);
        for (unsigned y = 0; y < 120; y++)
            for (unsigned x = 101; x < 200; x++)
                assert_int_equal(scene_pixel(&scene, x, y), 0xff00ff00u);
        assert_int_equal(scene.pixels.ground[60 * 200 + 170], 0xff203040u);
    }
    scene_end(&scene);
    text_close(&text);
}

static void record_tells_every_field(void **state)
{
    (void)state;
    struct text text;
    struct gradient_stop stops[2] = {{{0, 0, 0, 1}, {0}, false}, {{1, 1, 1, 1}, {0}, false}};
    struct gradient gradient = {.stops = stops, .stop_count = 2};
    text_open(&text);
    struct scene scene = {0};
    scene_begin(&scene, 50, 50);
    scene_ground(&scene, 0x123456);
    struct display_item *item = scene_add(&scene, ITEM_GRADIENT);
    item->gradient.gradient = &gradient;
    struct display_item *run = scene_text(&scene, &text, 1, 2, 20);
    struct record before = {0}, after = {0};
    record_write(&before, &scene.list, 3, 1);
    struct {
        float *field;
    } fields[] = {{&scene.items[0].fill.color.g},
                  {&scene.items[0].fill.shape.radius[2].y},
                  {&stops[1].color.b},
                  {&stops[0].position.percent},
                  {&gradient.angle_deg},
                  {&item->gradient.step_x},
                  {&run->glyphs.x},
                  {&text.glyphs[3].y},
                  {&run->glyphs.color.a},
                  {&scene.list.width_px}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        float value = *fields[i].field;
        *fields[i].field += 0.25f;
        record_write(&after, &scene.list, 3, 1);
        assert_false(record_equal(&before, &after));
        *fields[i].field = value;
        record_write(&after, &scene.list, 3, 1);
        assert_true(record_equal(&before, &after));
    }
    record_free(&before);
    record_free(&after);
    scene_end(&scene);
    text_close(&text);
}

static void too_large_a_card_keeps_no_ground(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 2000, 1601);
    scene_ground(&scene, 0x112233);
    scene_draw(&scene, 1);
    assert_null(scene.pixels.ground);
    assert_int_equal(scene_pixel(&scene, 1999, 1600), 0xff112233u);
    scene_end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_do_not_depend_on_history),
        cmocka_unit_test(equal_grounds_are_found_again),
        cmocka_unit_test(pictures_apart_from_the_text_join_the_ground),
        cmocka_unit_test(pictures_stay_over_the_text_before_them),
        cmocka_unit_test(record_tells_every_field),
        cmocka_unit_test(too_large_a_card_keeps_no_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
