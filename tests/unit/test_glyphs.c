#include "raster_fixture.h"

#include <math.h>

#include "render/encode/colors.h"
#include "render/encode/encode.h"
#include "render/image.h"
#include "render/paint/glyph_store.h"

struct fonts {
    struct font_set *set;
    struct font_pool *pool;
};

static struct fonts fonts_open(void)
{
    struct fonts fonts;
    struct ogcard_error error;
    if (font_set_create(NULL, NULL, &fonts.set, &error) || font_pool_create(&fonts.pool, &error))
        fail_msg("%s", error.message);
    return fonts;
}

static void fonts_close(struct fonts *fonts)
{
    font_pool_destroy(fonts->pool);
    font_set_unref(fonts->set);
}

static struct font *font_inter(struct fonts *fonts, float weight)
{
    const struct font_face *face = font_set_match(fonts->set, "Inter", weight, 100, FONT_SLOPE_NORMAL);
    assert_non_null(face);
    return font_pool_get(fonts->pool, face, weight, NULL, 0, NULL);
}

/* A row of glyphs for the code points, one em apart. */
static void scene_text(struct scene *scene, struct font *font, const uint32_t *text, size_t count, float size, float x,
                       float y, struct glyph *glyphs)
{
    for (size_t i = 0; i < count; i++) {
        hb_codepoint_t id = 0;
        hb_font_get_nominal_glyph(font->hb, text[i], &id);
        glyphs[i] = (struct glyph){.id = id, .x = (float)i * size, .advance = size};
    }
    struct display_item *item = scene_add(scene, ITEM_GLYPHS);
    item->glyphs.font = font;
    item->glyphs.size_px = size;
    item->glyphs.x = x;
    item->glyphs.y = y;
    item->glyphs.glyphs = glyphs;
    item->glyphs.count = count;
    item->glyphs.color = rgb(0);
}

static double scene_darkness(const struct scene *scene)
{
    double sum = 0;
    for (unsigned y = 0; y < scene->pixels.height; y++)
        for (unsigned x = 0; x < scene->pixels.width; x++)
            sum += 1 - (scene_pixel(scene, x, y) & 0xff) / 255.0;
    return sum;
}

static const uint32_t word[] = {'H', 'a', 'g', 0x416};

static void mask_darkness_is_the_outline_area(void **state)
{
    (void)state;
    struct fonts fonts = fonts_open();
    struct font *font = font_inter(&fonts, 700);
    struct scene scene = {0};
    struct glyph glyphs[4];
    static const float sizes[] = {12, 30, 72, 200};
    double per_square = 0;
    for (size_t i = 0; i < 4; i++) {
        scene_begin(&scene, sizes[i] * 5, sizes[i] * 2);
        scene_ground(&scene, 0xffffff);
        scene_text(&scene, font, word, 4, sizes[i], sizes[i] / 2, sizes[i] * 1.4f, glyphs);
        scene_draw(&scene, 1);
        double dark = scene_darkness(&scene) / (sizes[i] * sizes[i]);
        if (i == 0)
            per_square = dark;
        assert_true(dark > 0.5);
        assert_float_equal(dark / per_square, 1, 0.01);
    }
    scene_end(&scene);
    fonts_close(&fonts);
}

static void every_way_of_drawing_agrees(void **state)
{
    (void)state;
    struct fonts fonts = fonts_open();
    struct font *font = font_inter(&fonts, 500);
    struct scene plain = {0}, masked = {0}, turned = {0};
    struct glyph glyphs[4];
    struct scene *scenes[] = {&plain, &masked, &turned};
    for (int i = 0; i < 3; i++) {
        scene_begin(scenes[i], 300, 100);
        scene_ground(scenes[i], 0xffffff);
        if (i == 1) /* a round clip whose corner the run's box touches, but not its ink */
            scene_add(scenes[i], ITEM_PUSH_CLIP)->clip = box_shape(0, 0, 300, 100, 30);
        if (i == 2) {
            struct display_item *turn = scene_add(scenes[i], ITEM_PUSH_TRANSFORM);
            memcpy(turn->transform, (double[6]){1, 0, 0, 1.0000001, 0, 0}, sizeof turn->transform);
        }
        scene_text(scenes[i], font, word, 4, 50, 40, 70, glyphs);
        if (i)
            scene_add(scenes[i], i == 1 ? ITEM_POP_CLIP : ITEM_POP_TRANSFORM);
        scene_draw(scenes[i], 1);
    }
    for (unsigned y = 0; y < 100; y++) {
        for (unsigned x = 30; x < 270; x++) {
            assert_pixel_near(scene_pixel(&masked, x, y), scene_pixel(&plain, x, y), 2);
            assert_pixel_near(scene_pixel(&turned, x, y), scene_pixel(&plain, x, y), 48); /* another rasterizer */
        }
    }
    assert_float_equal(scene_darkness(&turned) / scene_darkness(&plain), 1, 0.01);
    for (int i = 0; i < 3; i++)
        scene_end(scenes[i]);
    fonts_close(&fonts);
}

static void small_text_keeps_its_phase(void **state)
{
    (void)state;
    struct fonts fonts = fonts_open();
    struct font *font = font_inter(&fonts, 400);
    struct scene scene = {0};
    struct glyph glyphs[1];
    double centre[2];
    for (int i = 0; i < 2; i++) {
        scene_begin(&scene, 60, 40);
        scene_ground(&scene, 0xffffff);
        scene_text(&scene, font, (uint32_t[]){'l'}, 1, 20, i ? 10.5f : 10, 30, glyphs);
        scene_draw(&scene, 1);
        double sum = 0;
        for (unsigned y = 0; y < 40; y++)
            for (unsigned x = 0; x < 60; x++)
                sum += (x + 0.5) * (1 - (scene_pixel(&scene, x, y) & 0xff) / 255.0);
        centre[i] = sum / scene_darkness(&scene);
    }
    assert_float_equal(centre[1] - centre[0], 0.5, 0.12);
    assert_int_equal(glyph_phase_count(39.9f), 4);
    assert_int_equal(glyph_phase_count(40), 1);
    scene_end(&scene);
    fonts_close(&fonts);
}

static void clip_cuts_glyphs(void **state)
{
    (void)state;
    struct fonts fonts = fonts_open();
    struct font *font = font_inter(&fonts, 700);
    struct scene scene = {0};
    struct glyph glyphs[4];
    scene_begin(&scene, 200, 80);
    scene_ground(&scene, 0xffffff);
    scene_add(&scene, ITEM_PUSH_CLIP)->clip = box_shape(20, 0, 30, 80, 0);
    scene_text(&scene, font, word, 4, 60, -20, 60, glyphs); /* starts beyond the left edge */
    scene_add(&scene, ITEM_POP_CLIP);
    scene_draw(&scene, 1);
    bool any = false;
    for (unsigned y = 0; y < 80; y++)
        for (unsigned x = 0; x < 200; x++) {
            bool inked = scene_pixel(&scene, x, y) != 0xffffffffu;
            any |= inked;
            if (x < 20 || x >= 50)
                assert_false(inked);
        }
    assert_true(any);
    scene_end(&scene);
    fonts_close(&fonts);
}

static void shadow_is_blurred_and_moved(void **state)
{
    (void)state;
    struct fonts fonts = fonts_open();
    struct font *font = font_inter(&fonts, 700);
    struct scene scene = {0};
    struct glyph glyphs[1];
    double sharp = 0;
    for (int i = 0; i < 2; i++) {
        scene_begin(&scene, 160, 160);
        scene_ground(&scene, 0xffffff);
        scene_text(&scene, font, (uint32_t[]){'H'}, 1, 60, 50, 100, glyphs);
        scene.items[1].glyphs.blur_px = i ? 16 : 0;
        scene_draw(&scene, 1);
        if (i == 0)
            sharp = scene_darkness(&scene);
    }
    assert_float_equal(scene_darkness(&scene) / sharp, 1, 0.02); /* a blur keeps the sum */
    unsigned darkest = 255;
    for (unsigned x = 0; x < 160; x++)
        darkest = (scene_pixel(&scene, x, 80) & 0xff) < darkest ? scene_pixel(&scene, x, 80) & 0xff : darkest;
    assert_in_range(darkest, 60, 200);
    scene_end(&scene);
    fonts_close(&fonts);
}

static void emoji_keep_their_colors(void **state)
{
    (void)state;
    struct fonts fonts = fonts_open();
    const struct font_face *face =
        font_set_fallback(fonts.set, (uint32_t[]){0x1f34e}, 1, "en", true, 400, FONT_SLOPE_NORMAL);
    if (!face) { /* the color emoji family is not installed */
        fonts_close(&fonts);
        skip();
    }
    struct font *font = font_pool_get(fonts.pool, face, 400, NULL, 0, NULL);
    assert_non_null(font);
    struct scene scene = {0};
    struct glyph glyphs[1];
    scene_begin(&scene, 120, 120);
    scene_ground(&scene, 0xffffff);
    scene_text(&scene, font, (uint32_t[]){0x1f34e}, 1, 80, 10, 100, glyphs); /* a red apple */
    scene_draw(&scene, 1);
    unsigned reds = 0, left = 120, right = 0;
    for (unsigned y = 0; y < 120; y++)
        for (unsigned x = 0; x < 120; x++) {
            uint32_t pixel = scene_pixel(&scene, x, y);
            reds += (pixel >> 16 & 0xff) > 180 && (pixel >> 8 & 0xff) < 90;
            if (pixel != 0xffffffffu) {
                left = x < left ? x : left;
                right = x > right ? x : right;
            }
        }
    assert_true(reds > 1500);
    assert_in_range(right - left, 60, 105); /* about as wide as the size */
    scene_end(&scene);
    fonts_close(&fonts);
}

static void missing_glyphs_show_a_frame(void **state)
{
    (void)state;
    struct scene scene = {0};
    struct glyph glyphs[2] = {{.x = 0, .advance = 30}, {.x = 30, .advance = 30}};
    scene_begin(&scene, 100, 60);
    scene_ground(&scene, 0xffffff);
    struct display_item *item = scene_add(&scene, ITEM_GLYPHS);
    item->glyphs.size_px = 40;
    item->glyphs.x = 10;
    item->glyphs.y = 50;
    item->glyphs.glyphs = glyphs;
    item->glyphs.count = 2;
    item->glyphs.color = rgb(0xff0000);
    item->glyphs.missing = true;
    scene_draw(&scene, 1);
    assert_int_equal(scene_pixel(&scene, 13, 40), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 25, 40), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 25, 49), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 55, 49), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 25, 50), 0xffffffffu);
    scene_end(&scene);
}

static void store_keeps_and_starts_anew(void **state)
{
    (void)state;
    struct fonts fonts = fonts_open();
    struct font *font = font_inter(&fonts, 700);
    struct glyph_store *store = glyph_store_create();
    hb_codepoint_t id = 0;
    hb_font_get_nominal_glyph(font->hb, 'g', &id);
    const struct glyph_mask *first = glyph_store_get(store, font, id, 72, 0);
    assert_non_null(first);
    const uint8_t *coverage = first->coverage;
    assert_ptr_equal(glyph_store_get(store, font, id, 72, 0)->coverage, coverage);
    assert_ptr_not_equal(glyph_store_get(store, font, id, 72.5f, 0)->coverage, coverage);
    assert_ptr_not_equal(glyph_store_get(store, font, id, 72, 2)->coverage, coverage);
    uint8_t *copy = malloc(first->width * first->height);
    unsigned size = glyph_store_get(store, font, id, 72, 0)->width * glyph_store_get(store, font, id, 72, 0)->height;
    memcpy(copy, coverage, size);
    for (int i = 0; i < 2000; i++) /* far past the limit */
        assert_non_null(glyph_store_get(store, font, id, 150 + (float)i / 16, 0));
    const struct glyph_mask *again = glyph_store_get(store, font, id, 72, 0);
    assert_memory_equal(again->coverage, copy, size);
    assert_null(glyph_store_get(store, font, 0xffffff, 72, 0));
    free(copy);
    glyph_store_destroy(store);
    fonts_close(&fonts);
}

/* ---- what steps of coverage and shared palette entries lose ---------------------------------------- */

struct palette_card {
    const char *name;
    uint32_t ground[2]; /* of the gradient's ends; the same: flat */
    uint32_t ink[3];    /* of the title, which is large, the line below and the smallest text */
    bool shares;        /* has more colors than a palette */
};

static const struct palette_card palette_cards[] = {
    {"dark on flat light", {0xffffff, 0xffffff}, {0x000000, 0x444444, 0x777777}, false},
    {"light on flat dark", {0x0b1220, 0x0b1220}, {0xffffff, 0xa5b4fc, 0x94a3b8}, false},
    {"colors on flat", {0xf8fafc, 0xf8fafc}, {0xdc2626, 0x1d4ed8, 0x15803d}, false},
    {"light on linear dark", {0x111827, 0x1e3a8a}, {0xffffff, 0xfde68a, 0xcbd5e1}, true},
    {"dark on linear light", {0xfef3c7, 0xfbcfe8}, {0x111827, 0x7c2d12, 0x44403c}, true},
};

enum { CARD_WIDTH = 600, CARD_HEIGHT = 200, CARD_LETTERS = 8, LARGE_TOP = 20, SMALL_TOP = 120 };
enum { LARGE_STEPS = 16, SMALL_STEPS = 32 };

/* A title of 60 px in the upper part; texts of 24 and 14 px, which keep more steps, in the lower. */
static void palette_card_draw(struct scene *scene, struct font *font, const struct palette_card *card, unsigned steps)
{
    static const uint32_t letters[CARD_LETTERS] = {'S', 'a', 'g', 'O', 'e', 'W', '8', 0x416};
    static const float sizes[] = {60, 24, 14}, baselines[] = {90, 150, 180};
    struct glyph glyphs[3][CARD_LETTERS];
    const struct gradient_stop stops[2] = {{rgb(card->ground[0]), {0}, false}, {rgb(card->ground[1]), {0}, false}};
    const struct gradient gradient = {.stops = stops, .stop_count = 2, .angle_deg = 135};
    scene_begin(scene, CARD_WIDTH, CARD_HEIGHT);
    if (steps)
        raster_set_coverage_steps(scene->raster, steps);
    scene_ground(scene, card->ground[0]);
    struct display_item *item = scene_add(scene, ITEM_GRADIENT);
    item->gradient.gradient = &gradient;
    item->gradient.clip = box_shape(0, 0, CARD_WIDTH, CARD_HEIGHT, 0);
    item->gradient.tile = item->gradient.clip.rect;
    for (int i = 0; i < 3; i++) {
        scene_text(scene, font, letters, CARD_LETTERS, sizes[i], 20.25f, baselines[i], glyphs[i]);
        scene->items[scene->list.count - 1].glyphs.color = rgb(card->ink[i]);
    }
    scene_draw(scene, 1);
}

struct loss {
    int largest; /* levels of 255 in a channel */
    double mean; /* over the channels of all pixels that differ */
};

/* Of the text's pixels in some rows: what the ground loses when its colors share entries is another matter. */
static struct loss loss_between(const uint32_t *got, size_t got_stride, const struct card_pixels *want, unsigned y0,
                                unsigned y1)
{
    struct loss loss = {0};
    double sum = 0;
    size_t changed = 0;
    for (unsigned y = y0; y < y1; y++)
        for (unsigned x = 0; x < want->width; x++) {
            uint32_t a = got[y * got_stride + x], b = want->pixels[y * want->stride + x];
            if (a == b || b == want->ground[y * want->width + x])
                continue;
            changed++;
            for (int shift = 0; shift < 24; shift += 8) {
                int difference = abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff));
                sum += difference;
                loss.largest = difference > loss.largest ? difference : loss.largest;
            }
        }
    loss.mean = changed ? sum / 3 / (double)changed : 0;
    return loss;
}

/* Rounding to n steps is off by at most half a step, 255 / (n - 1) / 2 levels, where ink and ground are black and
 * white, and by half of that in the mean; a level more for rounding to bytes. */
static bool loss_is_small(struct loss loss, unsigned steps, unsigned shared)
{
    double half = 255.0 / (steps - 1) / 2 + shared;
    return loss.largest <= half + 1 && loss.mean <= half / 2 + 1;
}

static void check_loss(const struct palette_card *card, const uint32_t *got, size_t stride,
                       const struct card_pixels *full, unsigned shared)
{
    struct loss large = loss_between(got, stride, full, LARGE_TOP, SMALL_TOP),
                small = loss_between(got, stride, full, SMALL_TOP, CARD_HEIGHT);
    assert_true(large.largest > 0 && small.largest > 0);
    if (!loss_is_small(large, LARGE_STEPS, shared) || !loss_is_small(small, SMALL_STEPS, shared))
        fail_msg("%s: title off by %d at most, %.2f in the mean; small text by %d, %.2f", card->name, large.largest,
                 large.mean, small.largest, small.mean);
}

static size_t colors_count(const struct card_pixels *pixels)
{
    struct color_set *set = calloc(1, sizeof *set);
    color_set_clear(set);
    for (unsigned y = 0; y < pixels->height; y++)
        for (unsigned x = 0; x < pixels->width; x++)
            color_set_add(set, pixels->pixels[y * pixels->stride + x], COLORS_MAX);
    size_t count = set->count;
    free(set);
    return count;
}

/* As shipped, against full coverage: an entry shared with others is off by at most COLOR_MERGE_MAX more, and in the
 * mean by half of that, since it lies amid those that share it. */
static void check_shipped(const struct palette_card *card, const struct card_pixels *shipped,
                          const struct card_pixels *full)
{
    static const struct encode_settings settings = {.format = OGCARD_FORMAT_PNG, .effort = OGCARD_EFFORT_FAST};
    struct encoder *encoder;
    uint8_t *bytes;
    size_t size;
    struct image *image;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    assert_int_equal(encoder_encode(encoder, shipped, &settings, &bytes, &size, NULL), OGCARD_OK);
    assert_int_equal(bytes[25], 3); /* a palette */
    assert_int_equal(colors_count(shipped) > PALETTE_MAX, card->shares);
    assert_int_equal(image_decode(bytes, size, "card", &image, NULL), OGCARD_OK);
    check_loss(card, image->pixels, image->pixel_width, full, card->shares ? COLOR_MERGE_MAX : 0);
    image_destroy(image);
    free(bytes);
    encoder_destroy(encoder);
}

static void steps_lose_nothing_that_eyes_see(void **state)
{
    (void)state;
    struct fonts fonts = fonts_open();
    struct font *font = font_inter(&fonts, 600);
    for (size_t i = 0; i < sizeof palette_cards / sizeof *palette_cards; i++) {
        const struct palette_card *card = &palette_cards[i];
        struct scene full = {0}, shipped = {0}, coarse = {0};
        palette_card_draw(&full, font, card, 256);
        palette_card_draw(&shipped, font, card, 0);
        palette_card_draw(&coarse, font, card, 8);
        check_loss(card, shipped.pixels.pixels, shipped.pixels.stride, &full.pixels, 0);
        check_shipped(card, &shipped.pixels, &full.pixels);
        /* Fewer steps would be seen to fail. */
        struct loss loss = loss_between(coarse.pixels.pixels, coarse.pixels.stride, &full.pixels, LARGE_TOP, SMALL_TOP);
        assert_true(loss.largest > 0 && !loss_is_small(loss, LARGE_STEPS, 0));
        scene_end(&full);
        scene_end(&shipped);
        scene_end(&coarse);
    }
    fonts_close(&fonts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mask_darkness_is_the_outline_area), cmocka_unit_test(every_way_of_drawing_agrees),
        cmocka_unit_test(small_text_keeps_its_phase),        cmocka_unit_test(clip_cuts_glyphs),
        cmocka_unit_test(shadow_is_blurred_and_moved),       cmocka_unit_test(emoji_keep_their_colors),
        cmocka_unit_test(missing_glyphs_show_a_frame),       cmocka_unit_test(store_keeps_and_starts_anew),
        cmocka_unit_test(steps_lose_nothing_that_eyes_see),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
