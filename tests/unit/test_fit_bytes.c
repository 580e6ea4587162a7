/* Pictures within a number of bytes. */
#include "test.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "render/encode/encode.h"
#include "render/encode/quantize.h"

enum { WIDTH = 300, HEIGHT = 200 };

/* A flat half and a shaded one with some grain, as a card with a photo has. */
static void picture_draw(uint32_t *pixels, unsigned grain)
{
    uint32_t noise = 1;
    for (unsigned y = 0; y < HEIGHT; y++)
        for (unsigned x = 0; x < WIDTH; x++) {
            noise = noise * 1664525u + 1013904223u;
            uint32_t shade = (noise >> 16) % grain;
            pixels[y * WIDTH + x] =
                x < WIDTH / 2 ? 0xff112233u : 0xff000000u | (y + shade) << 16 | (x / 2 + shade) << 8 | 77;
        }
}

static struct card_pixels picture_of(const uint32_t *pixels)
{
    return (struct card_pixels){.pixels = pixels, .width = WIDTH, .height = HEIGHT, .stride = WIDTH, .opaque = true};
}

static unsigned png_color_type(const uint8_t *bytes)
{
    return bytes[25];
}

static void check_decodes(const uint8_t *bytes, size_t size, uint32_t flat)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    uint8_t rgba[WIDTH * HEIGHT * 4];
    assert_true(png_image_begin_read_from_memory(&png, bytes, size));
    png.format = PNG_FORMAT_RGBA;
    assert_true(png_image_finish_read(&png, NULL, rgba, 0, NULL));
    assert_int_equal(rgba[0] << 16 | rgba[1] << 8 | rgba[2], flat);
}

static size_t encoded_size(struct encoder *encoder, const struct card_pixels *input, enum ogcard_format format,
                           size_t max_bytes, uint8_t **bytes)
{
    struct ogcard_error error = {0};
    size_t size;
    const struct encode_settings settings = {format, OGCARD_EFFORT_BALANCED, 0, max_bytes};
    assert_int_equal(encoder_encode(encoder, input, &settings, bytes, &size, &error), OGCARD_OK);
    return size;
}

static void a_png_steps_down_to_fewer_colors(void **state)
{
    (void)state;
    static uint32_t pixels[WIDTH * HEIGHT];
    picture_draw(pixels, 4);
    const struct card_pixels input = picture_of(pixels);
    struct encoder *encoder;
    uint8_t *bytes;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    size_t whole = encoded_size(encoder, &input, OGCARD_FORMAT_PNG, 0, &bytes), last = whole;
    assert_int_equal(png_color_type(bytes), 2); /* RGB */
    free(bytes);
    assert_int_equal(encoded_size(encoder, &input, OGCARD_FORMAT_PNG, whole, &bytes), whole);
    free(bytes);
    /* Each bound just under what the last took: fewer colors every time, the flat half as it was. */
    for (int step = 0; step < 3; step++) {
        size_t bound = last / 4 * 3, size = encoded_size(encoder, &input, OGCARD_FORMAT_PNG, bound, &bytes);
        assert_true(size <= bound);
        assert_int_equal(png_color_type(bytes), 3); /* palette */
        check_decodes(bytes, size, 0x112233);
        uint8_t *again;
        assert_int_equal(encoded_size(encoder, &input, OGCARD_FORMAT_PNG, bound, &again), size);
        assert_memory_equal(bytes, again, size);
        free(again);
        free(bytes);
        last = size;
    }
    encoder_destroy(encoder);
}

static void jpeg_and_webp_step_down_in_quality(void **state)
{
    (void)state;
    static uint32_t pixels[WIDTH * HEIGHT];
    static const enum ogcard_format formats[] = {OGCARD_FORMAT_JPEG, OGCARD_FORMAT_WEBP};
    picture_draw(pixels, 60);
    const struct card_pixels input = picture_of(pixels);
    struct encoder *encoder;
    uint8_t *bytes;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    for (size_t i = 0; i < 2; i++) {
        size_t whole = encoded_size(encoder, &input, formats[i], 0, &bytes);
        free(bytes);
        size_t bound = whole / 10 * 8, size = encoded_size(encoder, &input, formats[i], bound, &bytes);
        assert_true(size <= bound);
        free(bytes);
        const struct encode_settings coarse = {formats[i], OGCARD_EFFORT_BALANCED, 40, 0};
        size_t least;
        assert_int_equal(encoder_encode(encoder, &input, &coarse, &bytes, &least, NULL), OGCARD_OK);
        assert_true(least < size); /* no lower than it had to go */
        free(bytes);
    }
    encoder_destroy(encoder);
}

static void a_bound_out_of_reach_names_the_sizes(void **state)
{
    (void)state;
    static uint32_t pixels[WIDTH * HEIGHT];
    picture_draw(pixels, 60);
    const struct card_pixels input = picture_of(pixels);
    struct encoder *encoder;
    assert_int_equal(encoder_create(&encoder, NULL, NULL), OGCARD_OK);
    for (enum ogcard_format format = OGCARD_FORMAT_PNG; format <= OGCARD_FORMAT_WEBP; format++) {
        const struct encode_settings settings = {format, OGCARD_EFFORT_FAST, 0, 100};
        struct ogcard_error error = {0};
        uint8_t *bytes;
        size_t size;
        assert_int_equal(encoder_encode(encoder, &input, &settings, &bytes, &size, &error), OGCARD_TOO_LARGE);
        assert_null(bytes);
        assert_non_null(strstr(error.message, "max-bytes=100"));
        assert_non_null(strstr(error.message, format == OGCARD_FORMAT_PNG ? " with 256 colors, " : " at quality 40;"));
        assert_non_null(strstr(error.message, format == OGCARD_FORMAT_PNG ? " with 16 colors;" : " at quality 80, "));
    }
    encoder_destroy(encoder);
}

static void quantizing_keeps_the_colors_of_areas(void **state)
{
    (void)state;
    static uint32_t pixels[WIDTH * HEIGHT], fewer[WIDTH * HEIGHT];
    static const unsigned limits[] = {1, 2, 16, 256};
    picture_draw(pixels, 60);
    const struct card_pixels input = picture_of(pixels);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        uint32_t colors[256];
        unsigned count = 0;
        int64_t farthest = 0;
        assert_true(quantize(&input, limits[i], fewer));
        for (size_t at = 0; at < WIDTH * HEIGHT; at++) {
            unsigned known = 0;
            while (known < count && colors[known] != fewer[at])
                known++;
            if (known == count) {
                assert_true(count < limits[i]);
                colors[count++] = fewer[at];
            }
            assert_int_equal(fewer[at] >> 24, 255);
            int64_t off = llabs((int64_t)(fewer[at] >> 16 & 0xff) - (int64_t)(pixels[at] >> 16 & 0xff));
            farthest = off > farthest ? off : farthest;
        }
        assert_int_equal(count, limits[i]);
        if (limits[i] >= 16)
            assert_int_equal(fewer[0], 0xff112233u);
        if (limits[i] == 256)
            assert_in_range(farthest, 0, 24);
    }
}

static void quantizing_keeps_transparency(void **state)
{
    (void)state;
    static const uint32_t pixels[] = {0, 0, 0, 0x80402010u, 0x80402010u, 0xff112233u};
    uint32_t fewer[6];
    const struct card_pixels input = {.pixels = pixels, .width = 3, .height = 2, .stride = 3};
    assert_true(quantize(&input, 3, fewer));
    assert_memory_equal(fewer, pixels, sizeof fewer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_png_steps_down_to_fewer_colors),     cmocka_unit_test(jpeg_and_webp_step_down_in_quality),
        cmocka_unit_test(a_bound_out_of_reach_names_the_sizes), cmocka_unit_test(quantizing_keeps_the_colors_of_areas),
        cmocka_unit_test(quantizing_keeps_transparency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
