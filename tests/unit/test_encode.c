#include "test.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "render/encode/encode.h"
#include "render/image.h"

static uint32_t noise(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* `colors` different opaque colors on a flat ground; 0: all different. */
static struct encode_input picture_make(unsigned width, unsigned height, unsigned colors, bool opaque)
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
            uint32_t r = (index * 37 & 0xff) * alpha / 255, g = (index >> 8 & 0xff) * alpha / 255,
                     b = (index & 0xff) * alpha / 255;
            pixels[y * stride + x] = alpha << 24 | r << 16 | g << 8 | b;
        }
    }
    return (struct encode_input){pixels, width, height, stride, opaque};
}

static unsigned png_type(const uint8_t *bytes)
{
    return bytes[25];
}

static void check_same_pixels(const struct encode_input *input, const uint8_t *bytes, size_t size)
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
            assert_int_equal(got[3], alpha);
            for (int i = 0; i < 3 && alpha; i++) {
                uint32_t channel = want >> (16 - 8 * i) & 0xff;
                assert_int_equal((got[i] * alpha + 127) / 255, channel);
            }
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
        unsigned type, depth;
    } cases[] = {
        {5, 3, 1, true, 3, 1},      {13, 7, 2, true, 3, 1},    {13, 7, 4, true, 3, 2},    {31, 9, 16, true, 3, 4},
        {31, 9, 17, true, 3, 8},    {64, 40, 256, true, 3, 8}, {64, 40, 257, true, 2, 8}, {120, 63, 0, true, 2, 8},
        {64, 40, 200, false, 3, 8}, {120, 63, 0, false, 6, 8}, {1, 1, 1, true, 3, 1},     {1, 90, 90, true, 3, 8},
    };
    struct encoder *encoder;
    assert_int_equal(encoder_create(&encoder, NULL), OGCARD_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct encode_input input = picture_make(cases[i].width, cases[i].height, cases[i].colors, cases[i].opaque);
        for (int effort = OGCARD_EFFORT_FAST; effort <= OGCARD_EFFORT_SMALL; effort++) {
            uint8_t *bytes, *again;
            size_t size, size_again;
            assert_int_equal(encoder_encode(encoder, &input, OGCARD_FORMAT_PNG, effort, &bytes, &size, NULL),
                             OGCARD_OK);
            check_same_pixels(&input, bytes, size);
            assert_int_equal(png_type(bytes), cases[i].type);
            assert_int_equal(bytes[24], cases[i].depth);
            assert_int_equal(encoder_encode(encoder, &input, OGCARD_FORMAT_PNG, effort, &again, &size_again, NULL),
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

static void jpeg_and_webp_come_close(void **state)
{
    (void)state;
    struct encoder *encoder;
    uint32_t *pixels = malloc(64 * 48 * sizeof *pixels);
    assert_int_equal(encoder_create(&encoder, NULL), OGCARD_OK);
    for (int y = 0; y < 48; y++)
        for (int x = 0; x < 64; x++)
            pixels[y * 64 + x] = 0xff000000u | (uint32_t)(x * 4) << 16 | (uint32_t)(y * 5) << 8 | 60;
    struct encode_input input = {pixels, 64, 48, 64, true};
    static const enum ogcard_format formats[] = {OGCARD_FORMAT_JPEG, OGCARD_FORMAT_WEBP};
    for (int i = 0; i < 2; i++) {
        for (int effort = OGCARD_EFFORT_FAST; effort <= OGCARD_EFFORT_SMALL; effort++) {
            uint8_t *bytes;
            size_t size;
            struct image *image;
            assert_int_equal(encoder_encode(encoder, &input, formats[i], effort, &bytes, &size, NULL), OGCARD_OK);
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
    assert_int_equal(encoder_create(&encoder, NULL), OGCARD_OK);
    for (int i = 0; i < 64; i++)
        pixels[i] = 0x80800000u; /* half red */
    struct encode_input input = {pixels, 8, 8, 8, false};
    uint8_t *bytes;
    size_t size;
    struct image *image;
    assert_int_equal(encoder_encode(encoder, &input, OGCARD_FORMAT_JPEG, OGCARD_EFFORT_BALANCED, &bytes, &size, NULL),
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
    struct encode_input input = {&pixel, 16384, 1, 16384, true};
    uint8_t *bytes;
    size_t size;
    struct ogcard_error error;
    assert_int_equal(encoder_create(&encoder, NULL), OGCARD_OK);
    assert_int_equal(encoder_encode(encoder, &input, OGCARD_FORMAT_PNG, OGCARD_EFFORT_FAST, &bytes, &size, &error),
                     OGCARD_TOO_LARGE);
    input.width = 0;
    assert_int_equal(encoder_encode(encoder, &input, OGCARD_FORMAT_PNG, OGCARD_EFFORT_FAST, &bytes, &size, &error),
                     OGCARD_TOO_LARGE);
    encoder_destroy(encoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(png_keeps_every_pixel),
        cmocka_unit_test(jpeg_and_webp_come_close),
        cmocka_unit_test(jpeg_is_composed_on_white),
        cmocka_unit_test(sides_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
