#include "raster_fixture.h"

#include <math.h>

static void edges_are_snapped(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 40, 20);
    scene_ground(&scene, 0xffffff);
    scene_fill(&scene, box_shape(3.4f, 2.5f, 10.2f, 5.4f, 0), rgb(0xff0000)); /* 3..14, 3..8 */
    scene_fill(&scene, box_shape(20.3f, 3, 0.2f, 5, 0), rgb(0x0000ff));       /* never down to nothing */
    scene_draw(&scene, 1);
    for (unsigned y = 0; y < 20; y++)
        for (unsigned x = 0; x < 18; x++)
            assert_int_equal(scene_pixel(&scene, x, y),
                             x >= 3 && x < 14 && y >= 3 && y < 8 ? 0xffff0000u : 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 20, 5), 0xff0000ffu);
    assert_int_equal(scene_pixel(&scene, 21, 5), 0xffffffffu);
    scene_draw(&scene, 2); /* 6.8 .. 27.2, 5 .. 15.8 */
    assert_int_equal(scene.pixels.width, 80);
    assert_int_equal(scene_pixel(&scene, 7, 5), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 6, 5), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 26, 15), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 27, 15), 0xffffffffu);
    assert_true(scene.pixels.opaque);
    scene_end(&scene);
}

static void round_corners_are_antialiased(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 40, 40);
    scene_ground(&scene, 0xffffff);
    scene_fill(&scene, box_shape(0, 0, 40, 40, 20), rgb(0));
    scene_draw(&scene, 1);
    assert_int_equal(scene_pixel(&scene, 0, 0), 0xffffffffu);
    assert_pixel_near(scene_pixel(&scene, 20, 0), 0xff000000u, 8);
    double white = 0;
    for (unsigned i = 0; i < 1600; i++)
        white += (scene_pixel(&scene, i % 40, i / 40) & 0xff) / 255.0;
    assert_float_equal(1600 - white, 400 * 3.14159265, 2);
    scene_end(&scene);
}

static void clips_nest_and_end(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 40, 40);
    scene_ground(&scene, 0xffffff);
    scene_add(&scene, ITEM_PUSH_CLIP)->clip = box_shape(10, 10, 20, 20, 0);
    scene_add(&scene, ITEM_PUSH_CLIP)->clip = box_shape(0, 0, 20, 40, 8);
    scene_fill(&scene, box_shape(0, 0, 40, 40, 0), rgb(0x00ff00));
    scene_add(&scene, ITEM_POP_CLIP);
    scene_fill(&scene, box_shape(25, 0, 3, 40, 0), rgb(0x0000ff));
    scene_add(&scene, ITEM_POP_CLIP);
    scene_fill(&scene, box_shape(35, 0, 5, 5, 0), rgb(0xff0000));
    scene_draw(&scene, 1);
    assert_int_equal(scene_pixel(&scene, 15, 15), 0xff00ff00u);
    assert_int_equal(scene_pixel(&scene, 9, 15), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 21, 15), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 26, 15), 0xff0000ffu);
    assert_int_equal(scene_pixel(&scene, 26, 5), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 38, 2), 0xffff0000u);
    scene_end(&scene);
}

static void group_composes_as_one(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 30, 10);
    scene_ground(&scene, 0xffffff);
    struct display_item *group = scene_add(&scene, ITEM_PUSH_GROUP);
    group->group.opacity = 0.5f;
    scene_fill(&scene, box_shape(0, 0, 20, 10, 0), rgb(0x000000));
    scene_fill(&scene, box_shape(10, 0, 20, 10, 0), rgb(0xff0000));
    scene_add(&scene, ITEM_POP_GROUP);
    scene_draw(&scene, 1);
    assert_pixel_near(scene_pixel(&scene, 5, 5), 0xff808080u, 1);
    assert_pixel_near(scene_pixel(&scene, 15, 5), 0xffff8080u, 1); /* no black shines through */
    assert_pixel_near(scene_pixel(&scene, 25, 5), 0xffff8080u, 1);
    scene_end(&scene);
}

static void blend_modes_follow_the_formulas(void **state)
{
    (void)state;
    /* backdrop 0x804020, source 0x4080c0, both opaque (CSS Compositing 1 section 9) */
    static const struct {
        enum blend_mode mode;
        uint32_t want;
    } cases[] = {
        {BLEND_NORMAL, 0xff4080c0u},    {BLEND_MULTIPLY, 0xff202018u}, {BLEND_SCREEN, 0xffa0a0c8u},
        {BLEND_DARKEN, 0xff404020u},    {BLEND_LIGHTEN, 0xff8080c0u},  {BLEND_DIFFERENCE, 0xff4040a0u},
        {BLEND_EXCLUSION, 0xff8080b0u},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene scene = {0};
        scene_begin(&scene, 8, 8);
        scene_ground(&scene, 0x804020);
        struct display_item *group = scene_add(&scene, ITEM_PUSH_GROUP);
        group->group.opacity = 1;
        group->group.blend = cases[i].mode;
        scene_fill(&scene, box_shape(0, 0, 8, 8, 0), rgb(0x4080c0));
        scene_add(&scene, ITEM_POP_GROUP);
        scene_draw(&scene, 1);
        assert_pixel_near(scene_pixel(&scene, 4, 4), cases[i].want, 2);
        scene_end(&scene);
    }
}

static void mask_group_keeps_what_it_covers(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 30, 10);
    scene_ground(&scene, 0xffffff);
    scene_add(&scene, ITEM_PUSH_GROUP)->group.opacity = 1;
    scene_fill(&scene, box_shape(0, 0, 20, 10, 0), rgb(0xff0000));
    struct display_item *mask = scene_add(&scene, ITEM_PUSH_GROUP);
    mask->group.opacity = 1;
    mask->group.mask = true;
    scene_fill(&scene, box_shape(10, 0, 20, 10, 0), rgb(0));
    scene_add(&scene, ITEM_POP_GROUP);
    scene_add(&scene, ITEM_POP_GROUP);
    scene_draw(&scene, 1);
    assert_int_equal(scene_pixel(&scene, 5, 5), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 15, 5), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 25, 5), 0xffffffffu);
    scene_end(&scene);
}

static void transform_moves_and_turns(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 40, 40);
    scene_ground(&scene, 0xffffff);
    struct display_item *turn = scene_add(&scene, ITEM_PUSH_TRANSFORM);
    memcpy(turn->transform, (double[6]){0, 1, -1, 0, 40, 0}, sizeof turn->transform); /* a quarter clockwise */
    scene_fill(&scene, box_shape(0, 0, 10, 5, 0), rgb(0xff0000));
    scene_add(&scene, ITEM_POP_TRANSFORM);
    struct display_item *nothing = scene_add(&scene, ITEM_PUSH_TRANSFORM);
    memcpy(nothing->transform, (double[6]){0, 0, 0, 0, 10, 10}, sizeof nothing->transform);
    scene_fill(&scene, box_shape(0, 0, 40, 40, 0), rgb(0x00ff00));
    scene_add(&scene, ITEM_POP_TRANSFORM);
    scene_fill(&scene, box_shape(0, 35, 5, 5, 0), rgb(0x0000ff));
    scene_draw(&scene, 1);
    assert_pixel_near(scene_pixel(&scene, 37, 3), 0xffff0000u, 1);
    assert_pixel_near(scene_pixel(&scene, 37, 9), 0xffff0000u, 1);
    assert_int_equal(scene_pixel(&scene, 37, 11), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 34, 3), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 20, 20), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 2, 37), 0xff0000ffu);
    scene_draw(&scene, 2);
    assert_pixel_near(scene_pixel(&scene, 75, 18), 0xffff0000u, 1);
    scene_end(&scene);
}

static void borders_of_all_styles(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 100, 60);
    scene_ground(&scene, 0xffffff);
    struct display_item *border = scene_add(&scene, ITEM_BORDER);
    border->border.outer = box_shape(0, 0, 60, 60, 0);
    border->border.inner = box_shape(12, 4, 40, 53, 0);
    static const enum border_style styles[4] = {BORDER_SOLID, BORDER_DASHED, BORDER_DOUBLE, BORDER_SOLID};
    static const unsigned colors[4] = {0xff0000, 0x00ff00, 0x0000ff, 0x888888};
    static const float widths[4] = {4, 8, 3, 12};
    for (int i = 0; i < 4; i++)
        border->border.sides[i] = (struct border){styles[i], widths[i], rgb(colors[i])};
    struct display_item *left = scene_add(&scene, ITEM_BORDER);
    left->border.outer = box_shape(70, 0, 30, 60, 0);
    left->border.inner = box_shape(76, 0, 24, 60, 0);
    left->border.sides[SIDE_LEFT] = (struct border){BORDER_SOLID, 6, rgb(0x123456)};
    scene_draw(&scene, 1);
    assert_int_equal(scene_pixel(&scene, 30, 1), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 30, 4), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 5, 30), 0xff888888u);
    assert_int_equal(scene_pixel(&scene, 30, 57), 0xff0000ffu); /* double: line, gap, line */
    assert_int_equal(scene_pixel(&scene, 30, 58), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 30, 59), 0xff0000ffu);
    unsigned green = 0, white = 0;
    for (unsigned y = 5; y < 55; y++) {
        green += scene_pixel(&scene, 56, y) == 0xff00ff00u;
        white += scene_pixel(&scene, 56, y) == 0xffffffffu;
    }
    assert_in_range(green, 20, 40);
    assert_in_range(white, 10, 30);
    for (unsigned y = 0; y < 60; y++) { /* alone: square ends */
        assert_int_equal(scene_pixel(&scene, 70, y), 0xff123456u);
        assert_int_equal(scene_pixel(&scene, 76, y), 0xffffffffu);
    }
    scene_end(&scene);
}

static void outer_shadow_fades_and_spares_the_box(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 100, 100);
    scene_ground(&scene, 0xffffff);
    struct display_item *item = scene_add(&scene, ITEM_SHADOW);
    item->shadow.shape = box_shape(30, 30, 40, 40, 0);
    item->shadow.shadow = (struct shadow){.blur_px = 20, .color = rgb(0)};
    scene_draw(&scene, 1);
    assert_int_equal(scene_pixel(&scene, 50, 50), 0xffffffffu);
    /* at the edge's middle: half, less what the far edge takes away */
    double sigma = 10,
           want = 0.5 * (erf(40 / (sigma * sqrt(2))) + erf(0.5 / (sigma * sqrt(2)))) * erf(20 / (sigma * sqrt(2)));
    assert_pixel_near(scene_pixel(&scene, 29, 50), 0xff000000u | (0x010101u * (unsigned)(255 * (1 - want) + 8)), 12);
    unsigned last = 0;
    for (unsigned x = 29; x > 2; x--) {
        unsigned level = scene_pixel(&scene, x, 50) & 0xff;
        assert_true(level >= last);
        last = level;
    }
    assert_in_range(last, 250, 255);
    scene_end(&scene);
}

static void sharp_shadow_is_offset_and_spread(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 60, 60);
    scene_ground(&scene, 0xffffff);
    struct display_item *item = scene_add(&scene, ITEM_SHADOW);
    item->shadow.shape = box_shape(20, 20, 20, 20, 0);
    item->shadow.shadow = (struct shadow){.x_px = 6, .y_px = 2, .spread_px = 3, .color = rgb(0xff0000)};
    scene_draw(&scene, 1);
    for (unsigned y = 0; y < 60; y++) {
        for (unsigned x = 0; x < 60; x++) {
            bool cast = x >= 23 && x < 49 && y >= 19 && y < 45;
            bool box = x >= 20 && x < 40 && y >= 20 && y < 40;
            assert_int_equal(scene_pixel(&scene, x, y), cast && !box ? 0xffff0000u : 0xffffffffu);
        }
    }
    scene_end(&scene);
}

static void inset_shadow_stays_inside(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 60, 60);
    scene_ground(&scene, 0xffffff);
    struct display_item *item = scene_add(&scene, ITEM_SHADOW);
    item->shadow.shape = box_shape(10, 10, 40, 40, 0);
    item->shadow.shadow = (struct shadow){.y_px = 4, .spread_px = 2, .color = rgb(0), .inset = true};
    scene_draw(&scene, 1);
    assert_int_equal(scene_pixel(&scene, 9, 30), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 11, 30), 0xff000000u);
    assert_int_equal(scene_pixel(&scene, 12, 30), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 30, 15), 0xff000000u); /* 10 + 2 + 4 */
    assert_int_equal(scene_pixel(&scene, 30, 16), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 30, 49), 0xffffffffu); /* 2 - 4 below the edge */
    scene_end(&scene);
}

static void picture_fills_its_tile(void **state)
{
    (void)state;
    uint32_t pixels[4] = {0xffff0000u, 0xff00ff00u, 0xff0000ffu, 0xffffffffu};
    struct image image = {
        .kind = IMAGE_RASTER, .pixels = pixels, .pixel_width = 2, .pixel_height = 2, .opaque = true, .aspect_ratio = 1};
    struct scene scene = {0};
    scene_begin(&scene, 60, 40);
    scene_ground(&scene, 0x000000);
    struct display_item *item = scene_add(&scene, ITEM_IMAGE);
    item->image.clip = box_shape(0, 0, 30, 40, 0);
    item->image.image = &image;
    item->image.tile = (struct rect){0, 0, 40, 40};
    item = scene_add(&scene, ITEM_IMAGE); /* repeated without smoothing: tiles of its own size */
    item->image.clip = box_shape(40, 0, 20, 40, 0);
    item->image.image = &image;
    item->image.tile = (struct rect){41, 0, 2, 2};
    item->image.step_x = item->image.step_y = 2;
    scene_draw(&scene, 1);
    assert_pixel_near(scene_pixel(&scene, 2, 2), 0xffff0000u, 2);
    assert_pixel_near(scene_pixel(&scene, 2, 37), 0xff0000ffu, 2);
    assert_int_equal(scene_pixel(&scene, 31, 2), 0xff000000u);
    assert_int_equal(scene_pixel(&scene, 40, 0), 0xff00ff00u);
    assert_int_equal(scene_pixel(&scene, 41, 0), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 59, 38), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 58, 39), 0xffffffffu);
    scene_end(&scene);
}

static void vector_art_is_sharp_at_any_size(void **state)
{
    (void)state;
    static const char text[] = "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'>"
                               "<rect x='5' width='5' height='10' fill='#f00'/></svg>";
    struct image *image;
    assert_int_equal(image_decode((const uint8_t *)text, sizeof text - 1, "art", &image, NULL), OGCARD_OK);
    struct scene scene = {0};
    scene_begin(&scene, 200, 100);
    scene_ground(&scene, 0xffffff);
    struct display_item *item = scene_add(&scene, ITEM_IMAGE);
    item->image.clip = box_shape(0, 0, 200, 100, 0);
    item->image.image = image;
    item->image.tile = (struct rect){0, 0, 200, 100};
    scene_draw(&scene, 2);
    assert_int_equal(scene_pixel(&scene, 199, 50), 0xffffffffu);
    assert_int_equal(scene_pixel(&scene, 200, 50), 0xffff0000u);
    assert_int_equal(scene_pixel(&scene, 399, 199), 0xffff0000u);
    scene_end(&scene);
    image_destroy(image);
}

static void uncovered_card_is_transparent(void **state)
{
    (void)state;
    struct scene scene = {0};
    scene_begin(&scene, 10, 10);
    scene_fill(&scene, box_shape(0, 0, 5, 10, 0), rgba(0xff0000, 0.5f));
    scene_draw(&scene, 1);
    scene_draw(&scene, 1); /* nothing is left of the last card */
    assert_false(scene.pixels.opaque);
    assert_pixel_near(scene_pixel(&scene, 2, 2), 0x80800000u, 1);
    assert_int_equal(scene_pixel(&scene, 7, 2), 0);
    scene_end(&scene);
}

static void sizes_are_bounded(void **state)
{
    (void)state;
    struct raster *raster;
    struct card_pixels pixels;
    struct ogcard_error error;
    struct display_list list = {NULL, 0, 8000, 4000};
    assert_int_equal(raster_create(&raster, NULL, NULL), OGCARD_OK);
    assert_int_equal(raster_draw(raster, &list, 1.01f, &pixels, &error), OGCARD_TOO_LARGE);
    assert_non_null(strstr(error.message, "at most 32000000"));
    list = (struct display_list){NULL, 0, NAN, 10};
    assert_int_equal(raster_draw(raster, &list, 1, &pixels, &error), OGCARD_TOO_LARGE);
    list = (struct display_list){NULL, 0, 0.3f, 10};
    assert_int_equal(raster_draw(raster, &list, 1, &pixels, &error), OGCARD_TOO_LARGE);
    raster_destroy(raster);
}

static void nested_groups_are_bounded(void **state)
{
    (void)state;
    struct scene scene = {0};
    struct ogcard_error error;
    scene_begin(&scene, 3000, 2000);
    for (int i = 0; i < 20; i++)
        scene_add(&scene, ITEM_PUSH_GROUP)->group.opacity = 0.5f;
    scene_fill(&scene, box_shape(0, 0, 3000, 2000, 0), rgb(0xff0000));
    for (int i = 0; i < 20; i++)
        scene_add(&scene, ITEM_POP_GROUP);
    assert_int_equal(raster_draw(scene.raster, &scene.list, 1, &scene.pixels, &error), OGCARD_TOO_LARGE);
    assert_non_null(strstr(error.message, "nest too deep"));
    scene_begin(&scene, 10, 10); /* and the next card is not harmed */
    scene_ground(&scene, 0x112233);
    scene_draw(&scene, 1);
    assert_int_equal(scene_pixel(&scene, 5, 5), 0xff112233u);
    scene_end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_are_snapped),
        cmocka_unit_test(round_corners_are_antialiased),
        cmocka_unit_test(clips_nest_and_end),
        cmocka_unit_test(group_composes_as_one),
        cmocka_unit_test(blend_modes_follow_the_formulas),
        cmocka_unit_test(mask_group_keeps_what_it_covers),
        cmocka_unit_test(transform_moves_and_turns),
        cmocka_unit_test(borders_of_all_styles),
        cmocka_unit_test(outer_shadow_fades_and_spares_the_box),
        cmocka_unit_test(sharp_shadow_is_offset_and_spread),
        cmocka_unit_test(inset_shadow_stays_inside),
        cmocka_unit_test(picture_fills_its_tile),
        cmocka_unit_test(vector_art_is_sharp_at_any_size),
        cmocka_unit_test(uncovered_card_is_transparent),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(nested_groups_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
