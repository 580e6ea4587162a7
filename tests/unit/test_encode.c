#include "test.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "render/encode/colors.h"
#include "render/encode/encode.h"
#include "render/image.h"

static uint32_t noise(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* `colors` different opaque colors on a flat ground; 0: all different. */
static struct card_pixels picture_make(unsigned width, unsigned height, unsigned colors, bool opaque)
{
    size_t stride = width + 3;
    uint32_t *pixels = malloc(stride * height * sizeof *pixels), state = 7;
    for (unsigned y = 0; y < height; y++) {
        for (unsigned x = 0; x < width; x++) {
            uint32_t index = y * width + x;
            if (colors && index >= colors)
                index = noise(&state) % 3 ? 0 : noise(&state) % colors;
            uint32_t alpha = opaque ? 255 : index % 7 * 42;
            /* every channel at most alpha: premultiplied */
            uint32_t mixed = index * 0x9e3779b1u;
            uint32_t r = (mixed >> 24) * alpha / 255, g = (mixed >> 16 & 0xff) * alpha / 255,
                     b = (mixed >> 8 & 0xff) * alpha / 255;
            pixels[y * stride + x] = alpha << 24 | r << 16 | g << 8 | b;
        }
    }
    return (struct card_pixels){.pixels = pixels, .width = width, .height = height, .stride = stride, .opaque = opaque};
}

static unsigned png_type(const uint8_t *bytes)
{
    return bytes[25];
}

static void check_same_pixels(const struct card_pixels *input, const uint8_t *bytes, size_t size)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_memory(&png, bytes, size));
    assert_int_equal(png.width, input->width);
    assert_int_equal(png.height, input->height);
    png.format = PNG_FORMAT_RGBA;
    uint8_t *rgba = malloc(PNG_IMAGE_SIZE(png));
    assert_true(png_image_finish_read(&png, NULL, rgba, 0, NULL));
    for (unsigned y = 0; y < input->height; y++) {
        for (unsigned x = 0; x < input->width; x++) {
            const uint8_t *got = rgba + ((size_t)y * input->width + x) * 4;
            uint32_t want = input->pixels[y * input->stride + x], alpha = want >> 24;
            bool same = got[3] == alpha;
            for (int i = 0; i < 3 && alpha; i++)
                same = same && (got[i] * alpha + 127) / 255 == (want >> (16 - 8 * i) & 0xff);
            if (!same)
                fail_msg("pixel %u, %u is %02x%02x%02x%02x, not %08x", x, y, got[3], got[0], got[1], got[2], want);
        }
    }
    free(rgba);
    png_image_free(&png);
}

static void png_keeps_every_pixel(void **state)
{
    (void)state;
    static const struct {
        unsigned width, height, colors;
        bool opaque;
        unsigned type;
    } cases[] = {
        {5, 3, 1, true, 3},    {13, 7, 2, true, 3},      {64, 40, 256, true, 3}, {64, 40, 0, true, 2},
        {120, 63, 0, true, 2}, {64, 40, 200, false, 3},  {120, 63, 0, false, 6}, {1, 1, 1, true, 3},
        {1, 90, 90, true, 3},  {1200, 70, 120, true, 3}, {700, 90, 0, true, 2},
    };
    struct encoder *encoder;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct card_pixels input = picture_make(cases[i].width, cases[i].height, cases[i].colors, cases[i].opaque);
        for (int effort = OGCARD_EFFORT_FAST; effort <= OGCARD_EFFORT_SMALL; effort++) {
            uint8_t *bytes, *again;
            size_t size, size_again;
            assert_int_equal(encoder_encode(encoder, &input,
                                            &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = effort},
                                            &bytes, &size, NULL),
                             OGCARD_OK);
            check_same_pixels(&input, bytes, size);
            assert_int_equal(png_type(bytes), cases[i].type);
            assert_int_equal(bytes[24], 8);
            assert_int_equal(encoder_encode(encoder, &input,
                                            &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = effort},
                                            &again, &size_again, NULL),
                             OGCARD_OK);
            assert_int_equal(size, size_again);
            assert_memory_equal(bytes, again, size);
            free(bytes);
            free(again);
        }
        free((void *)input.pixels);
    }
    encoder_destroy(encoder);
}

static void check_near(uint32_t a, uint32_t b, int tolerance)
{
    for (int shift = 0; shift < 32; shift += 8)
        assert_in_range((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff) + tolerance, 0, 2 * tolerance);
}

/* Pixels of any structure: runs, repeated rows, rows that shift, noise, in few colors or many. */
static struct card_pixels picture_scramble(uint32_t *random)
{
    unsigned width = 1 + noise(random) % 700, height = 1 + noise(random) % 60, colors = 1 + noise(random) % 400;
    uint32_t *pixels = malloc((size_t)width * height * sizeof *pixels);
    for (size_t i = 0; i < (size_t)width * height;) {
        size_t length = 1 + noise(random) % (noise(random) % 4 ? 9 : 2 * width), kind = noise(random) % 5;
        size_t back = kind == 1 ? width : kind == 2 ? 2 * width : kind == 3 ? width + 1 + noise(random) % 9 : 1;
        uint32_t color = 0xff000000u | (noise(random) % colors * 0x9e3779u & 0xffffff);
        for (; length > 0 && i < (size_t)width * height; length--, i++) {
            pixels[i] = kind && i >= back ? pixels[i - back] : color;
            if (kind == 4)
                color = 0xff000000u | (noise(random) % colors * 0x9e3779u & 0xffffff);
        }
    }
    return (struct card_pixels){.pixels = pixels, .width = width, .height = height, .stride = width, .opaque = true};
}

/* libpng reads what the writer of our own makes. */
static void any_structure_comes_back(void **state)
{
    (void)state;
    struct encoder *encoder;
    uint32_t random = 21;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    for (int i = 0; i < 40; i++) {
        struct card_pixels input = picture_scramble(&random);
        for (int effort = OGCARD_EFFORT_FAST; effort <= OGCARD_EFFORT_SMALL; effort++) {
            uint8_t *bytes;
            size_t size;
            assert_int_equal(encoder_encode(encoder, &input,
                                            &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = effort},
                                            &bytes, &size, NULL),
                             OGCARD_OK);
            check_same_pixels(&input, bytes, size);
            free(bytes);
        }
        free((void *)input.pixels);
    }
    encoder_destroy(encoder);
}

/* ---- grounds ------------------------------------------------------------------------------------- */

enum { CARD_WIDTH = 420, CARD_HEIGHT = 200 };

enum ground_kind {
    GROUND_FLAT,
    GROUND_GRADIENT,
    GROUND_DITHERED,
    GROUND_NOISE,
    GROUND_PHOTO,
    GROUND_TRANSPARENT,
    GROUND_KINDS
};

struct card {
    uint32_t ground[CARD_WIDTH * CARD_HEIGHT], pixels[CARD_WIDTH * CARD_HEIGHT];
    uint64_t changed[CARD_HEIGHT];
    struct card_pixels input;
};

static void ground_fill(struct card *card, enum ground_kind kind)
{
    uint32_t random = 3;
    for (int y = 0; y < CARD_HEIGHT; y++) {
        for (int x = 0; x < CARD_WIDTH; x++) {
            uint32_t level = (uint32_t)(x + y) / 8, *pixel = &card->ground[y * CARD_WIDTH + x];
            *pixel = 0xff112233u;
            if (kind == GROUND_GRADIENT)
                *pixel = 0xff000000u | (10 + level) << 16 | (20 + level / 2) << 8 | (30 + level);
            if (kind == GROUND_DITHERED) {
                double up = (1 + 2 * ((y & 1) ? 3 - (x & 1) : 2 * (x & 1))) / 8.0, at = (x + y) / 620.0;
                *pixel = 0xff000000u | (uint32_t)(10 + 60 * at + up) << 16 | (uint32_t)(20 + 45 * at + up) << 8 |
                         (uint32_t)(30 + 25 * at + up);
            }
            if (kind == GROUND_NOISE)
                *pixel = 0xff000000u | (noise(&random) & 0x1f1f1f);
            if (kind == GROUND_PHOTO) /* soft, with grain: what filters are for */
                *pixel = 0xff000000u | (uint32_t)(x / 3 + y / 5) << 16 | (uint32_t)(200 - x / 4) << 8 |
                         ((uint32_t)y + noise(&random) % 3);
            if (kind == GROUND_TRANSPARENT)
                *pixel = level % 2 ? 0 : 0x40102030u;
        }
    }
}

static uint32_t mix(uint32_t from, uint32_t to, unsigned part)
{
    uint32_t result = 0;
    for (int shift = 0; shift < 32; shift += 8)
        result |= ((from >> shift & 0xff) * (255 - part) + (to >> shift & 0xff) * part) / 255 << shift;
    return result;
}

/* Some bars with soft edges, as letters have them; `seed` moves them. */
static struct card *card_make(enum ground_kind kind, unsigned seed)
{
    struct card *card = calloc(1, sizeof *card);
    ground_fill(card, kind);
    memcpy(card->pixels, card->ground, sizeof card->pixels);
    for (unsigned line = 0; line < 2 && seed; line++) {
        for (unsigned y = 40 + line * 70 + seed % 9; y < 80 + line * 70; y++) {
            for (unsigned bar = 0; bar < 20; bar++) {
                uint32_t *at = &card->pixels[y * CARD_WIDTH + 20 + bar * 19 + (y * seed / 7 + bar) % 5];
                for (unsigned i = 0; i < 8; i++) {
                    unsigned part = i == 0 ? (y * 37 + seed) % 256 : i == 7 ? (y * 59 + bar) % 256 : 255;
                    at[i] = mix(at[i], 0xffffffffu, part);
                }
            }
        }
    }
    for (unsigned y = 0; y < CARD_HEIGHT; y++)
        for (unsigned x = 0; x < CARD_WIDTH; x++)
            if (card->pixels[y * CARD_WIDTH + x] != card->ground[y * CARD_WIDTH + x])
                card->changed[y] |= pixels_columns(x, x + 1, pixels_column_width(CARD_WIDTH));
    card->input = (struct card_pixels){.pixels = card->pixels,
                                       .width = CARD_WIDTH,
                                       .height = CARD_HEIGHT,
                                       .stride = CARD_WIDTH,
                                       .opaque = kind != GROUND_TRANSPARENT,
                                       .ground = card->ground,
                                       .ground_id = kind + 1,
                                       .changed = card->changed};
    return card;
}

static void kept_grounds_change_nothing(void **state)
{
    (void)state;
    struct encoder *kept;
    assert_int_equal(encoder_create(&kept, NULL, NULL), OGCARD_OK);
    for (unsigned seed = 0; seed < 12; seed++) {
        for (int kind = 0; kind < GROUND_KINDS; kind++) {
            for (int effort = OGCARD_EFFORT_FAST; effort <= OGCARD_EFFORT_SMALL; effort++) {
                struct card *card = card_make(kind, seed);
                struct encoder *fresh;
                uint8_t *bytes, *again;
                size_t size, size_again;
                assert_int_equal(encoder_create(&fresh, NULL, NULL), OGCARD_OK);
                assert_int_equal(
                    encoder_encode(kept, &card->input,
                                   &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = effort}, &bytes,
                                   &size, NULL),
                    OGCARD_OK);
                assert_int_equal(
                    encoder_encode(fresh, &card->input,
                                   &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = effort}, &again,
                                   &size_again, NULL),
                    OGCARD_OK);
                assert_int_equal(size, size_again);
                assert_memory_equal(bytes, again, size);
                if (kind != GROUND_TRANSPARENT)
                    assert_int_equal(png_type(bytes), kind == GROUND_NOISE || kind == GROUND_PHOTO ? 2 : 3);
                if (kind != GROUND_GRADIENT && kind != GROUND_DITHERED)
                    check_same_pixels(&card->input, bytes, size);
                free(bytes);
                free(again);
                encoder_destroy(fresh);
                free(card);
            }
        }
    }
    encoder_destroy(kept);
}

static void merged_colors_are_close_and_the_ground_exact(void **state)
{
    (void)state;
    struct encoder *encoder;
    struct card *card = card_make(GROUND_GRADIENT, 5);
    uint8_t *bytes;
    size_t size;
    struct image *image;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    assert_int_equal(
        encoder_encode(encoder, &card->input,
                       &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = OGCARD_EFFORT_FAST}, &bytes,
                       &size, NULL),
        OGCARD_OK);
    assert_int_equal(image_decode(bytes, size, "card", &image, NULL), OGCARD_OK);
    unsigned shifted = 0;
    for (size_t i = 0; i < CARD_WIDTH * CARD_HEIGHT; i++) {
        uint32_t got = image->pixels[i], want = card->pixels[i];
        if (got == want)
            continue;
        shifted++;
        assert_true(want != card->ground[i]);
        for (int shift = 0; shift < 24; shift += 8)
            assert_in_range((int)(got >> shift & 0xff) - (int)(want >> shift & 0xff) + COLOR_MERGE_MAX, 0,
                            2 * COLOR_MERGE_MAX);
    }
    assert_true(shifted > 0);
    image_destroy(image);
    free(bytes);
    free(card);
    encoder_destroy(encoder);
}

static void dithered_ground_keeps_a_palette_within_a_level(void **state)
{
    (void)state;
    struct encoder *encoder;
    struct card *card = card_make(GROUND_DITHERED, 5);
    uint8_t *bytes;
    size_t size, shifted = 0;
    struct image *image;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    assert_int_equal(
        encoder_encode(encoder, &card->input,
                       &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = OGCARD_EFFORT_FAST}, &bytes,
                       &size, NULL),
        OGCARD_OK);
    assert_int_equal(png_type(bytes), 3);
    assert_int_equal(image_decode(bytes, size, "card", &image, NULL), OGCARD_OK);
    for (size_t i = 0; i < CARD_WIDTH * CARD_HEIGHT; i++) {
        int limit = card->pixels[i] == card->ground[i] ? 1 : COLOR_MERGE_MAX;
        check_near(image->pixels[i], card->pixels[i], limit);
        shifted += image->pixels[i] != card->ground[i] && card->pixels[i] == card->ground[i];
    }
    assert_in_range(shifted, 1, CARD_WIDTH * CARD_HEIGHT / 6);
    image_destroy(image);
    free(bytes);
    free(card);
    encoder_destroy(encoder);
}

/* Its pixels are checked with those of the other grounds. */
static void photos_are_filtered(void **state)
{
    (void)state;
    struct card *card = card_make(GROUND_PHOTO, 5);
    for (int effort = OGCARD_EFFORT_FAST; effort <= OGCARD_EFFORT_SMALL; effort++) {
        struct encoder *encoder;
        uint8_t *bytes;
        size_t size;
        assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
        struct encode_settings settings = {.format = OGCARD_FORMAT_PNG, .effort = effort};
        assert_int_equal(encoder_encode(encoder, &card->input, &settings, &bytes, &size, NULL), OGCARD_OK);
        assert_in_range(size, 1, CARD_WIDTH * CARD_HEIGHT); /* 118,000 and more without */
        free(bytes);
        encoder_destroy(encoder);
    }
    free(card);
}

/* A large gradient over the ground: too many common colors for a palette, so all stay exact. */
static void areas_are_never_merged(void **state)
{
    (void)state;
    struct encoder *encoder;
    struct card *card = card_make(GROUND_GRADIENT, 0);
    for (unsigned y = 30; y < 170; y++) {
        for (unsigned x = 0; x < CARD_WIDTH; x++)
            card->pixels[y * CARD_WIDTH + x] = 0xff000000u | (x / 2) << 16 | (y - 30) << 8 | (x / 2);
        card->changed[y] = UINT64_MAX;
    }
    uint8_t *bytes;
    size_t size;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    assert_int_equal(
        encoder_encode(encoder, &card->input,
                       &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = OGCARD_EFFORT_FAST}, &bytes,
                       &size, NULL),
        OGCARD_OK);
    assert_int_equal(png_type(bytes), 2);
    check_same_pixels(&card->input, bytes, size);
    free(bytes);
    free(card);
    encoder_destroy(encoder);
}

static void jpeg_and_webp_come_close(void **state)
{
    (void)state;
    struct encoder *encoder;
    uint32_t *pixels = malloc(64 * 48 * sizeof *pixels);
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    for (int y = 0; y < 48; y++)
        for (int x = 0; x < 64; x++)
            pixels[y * 64 + x] = 0xff000000u | (uint32_t)(x * 4) << 16 | (uint32_t)(y * 5) << 8 | 60;
    struct card_pixels input = {.pixels = pixels, .width = 64, .height = 48, .stride = 64, .opaque = true};
    static const enum ogcard_format formats[] = {OGCARD_FORMAT_JPEG, OGCARD_FORMAT_WEBP};
    for (int i = 0; i < 2; i++) {
        for (int effort = OGCARD_EFFORT_FAST; effort <= OGCARD_EFFORT_SMALL; effort++) {
            uint8_t *bytes;
            size_t size;
            struct image *image;
            assert_int_equal(encoder_encode(encoder, &input,
                                            &(struct encode_settings){.format = formats[i], .effort = effort}, &bytes,
                                            &size, NULL),
                             OGCARD_OK);
            assert_int_equal(image_decode(bytes, size, "card", &image, NULL), OGCARD_OK);
            assert_int_equal(image->pixel_width, 64);
            for (int k = 0; k < 64 * 48; k++)
                check_near(image->pixels[k], pixels[k], 24);
            image_destroy(image);
            free(bytes);
        }
    }
    free(pixels);
    encoder_destroy(encoder);
}

static void jpeg_is_composed_on_white(void **state)
{
    (void)state;
    struct encoder *encoder;
    uint32_t pixels[64];
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    for (int i = 0; i < 64; i++)
        pixels[i] = 0x80800000u; /* half red */
    struct card_pixels input = {.pixels = pixels, .width = 8, .height = 8, .stride = 8};
    uint8_t *bytes;
    size_t size;
    struct image *image;
    assert_int_equal(
        encoder_encode(encoder, &input,
                       &(struct encode_settings){.format = OGCARD_FORMAT_JPEG, .effort = OGCARD_EFFORT_BALANCED},
                       &bytes, &size, NULL),
        OGCARD_OK);
    assert_int_equal(image_decode(bytes, size, "card", &image, NULL), OGCARD_OK);
    check_near(image->pixels[20], 0xffff7f7fu, 4);
    image_destroy(image);
    free(bytes);
    encoder_destroy(encoder);
}

static void sides_are_bounded(void **state)
{
    (void)state;
    struct encoder *encoder;
    uint32_t pixel = 0xff000000u;
    struct card_pixels input = {.pixels = &pixel, .width = 16384, .height = 1, .stride = 16384, .opaque = true};
    uint8_t *bytes;
    size_t size;
    struct ogcard_error error;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    assert_int_equal(
        encoder_encode(encoder, &input,
                       &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = OGCARD_EFFORT_FAST}, &bytes,
                       &size, &error),
        OGCARD_TOO_LARGE);
    input.width = 0;
    assert_int_equal(
        encoder_encode(encoder, &input,
                       &(struct encode_settings){.format = OGCARD_FORMAT_PNG, .effort = OGCARD_EFFORT_FAST}, &bytes,
                       &size, &error),
        OGCARD_TOO_LARGE);
    encoder_destroy(encoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(png_keeps_every_pixel),
        cmocka_unit_test(any_structure_comes_back),
        cmocka_unit_test(kept_grounds_change_nothing),
        cmocka_unit_test(merged_colors_are_close_and_the_ground_exact),
        cmocka_unit_test(dithered_ground_keeps_a_palette_within_a_level),
        cmocka_unit_test(photos_are_filtered),
        cmocka_unit_test(areas_are_never_merged),
        cmocka_unit_test(jpeg_and_webp_come_close),
        cmocka_unit_test(jpeg_is_composed_on_white),
        cmocka_unit_test(sides_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
