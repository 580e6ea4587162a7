#include "test.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

#include "render/image.h"

enum { WIDTH = 37, HEIGHT = 21 };

struct file {
    uint8_t *bytes;
    size_t size;
};

static void pattern_fill(uint8_t *rgba)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            memcpy(rgba + (y * WIDTH + x) * 4, (uint8_t[]){(uint8_t)(x * 6), (uint8_t)(y * 12), 40, x < 10 ? 128 : 255},
                   4);
}

static struct file png_file(void)
{
    uint8_t rgba[WIDTH * HEIGHT * 4];
    pattern_fill(rgba);
    png_image png = {.version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_RGBA};
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
    struct file file = {malloc(size), 0};
    assert_true(png_image_write_to_memory(&png, file.bytes, &size, 0, rgba, 0, NULL));
    file.size = size;
    return file;
}

/* Left half red, right half blue, top row brighter; with an Exif orientation when not 0. */
static struct file jpeg_file(int orientation, J_COLOR_SPACE space)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct file file = {0};
    unsigned long size = 0;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &file.bytes, &size);
    jpeg.image_width = 32;
    jpeg.image_height = 16;
    jpeg.input_components = space == JCS_CMYK ? 4 : 3;
    jpeg.in_color_space = space;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 95, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    if (orientation) {
        uint8_t exif[] = "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0o\0\0\0\0\0\0";
        exif[24] = (uint8_t)orientation;
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, exif, sizeof exif);
    }
    for (int y = 0; y < 16; y++) {
        uint8_t row[32 * 4];
        for (int x = 0; x < 32; x++) {
            if (space == JCS_CMYK) /* inverted, as Adobe does: all of cyan's and magenta's paper shows */
                memcpy(row + x * 4, x < 16 ? (uint8_t[]){255, 0, 0, 255} : (uint8_t[]){0, 0, 255, 255}, 4);
            else
                memcpy(row + x * 3, x < 16 ? (uint8_t[]){255, 0, 0} : (uint8_t[]){0, 0, 255}, 3);
        }
        JSAMPROW rows[] = {row};
        jpeg_write_scanlines(&jpeg, rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    file.size = size;
    return file;
}

static struct file webp_file(void)
{
    uint8_t rgba[WIDTH * HEIGHT * 4];
    pattern_fill(rgba);
    struct file file = {0};
    uint8_t *bytes = NULL;
    file.size = WebPEncodeLosslessRGBA(rgba, WIDTH, HEIGHT, WIDTH * 4, &bytes);
    file.bytes = malloc(file.size);
    memcpy(file.bytes, bytes, file.size);
    WebPFree(bytes);
    return file;
}

/* The bytes are put at the end of an allocation of their own, so that reading past them is seen. */
static enum ogcard_status decode(const uint8_t *bytes, size_t size, struct image **image, struct ogcard_error *error)
{
    uint8_t *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    enum ogcard_status status = image_decode(copy, size, "art/logo", image, error);
    free(copy);
    assert_true(status == OGCARD_OK ? *image != NULL : *image == NULL);
    if (status)
        assert_non_null(strstr(error->message, "art/logo: "));
    return status;
}

static void check_pattern(const struct file *file)
{
    struct image *image;
    struct ogcard_error error;
    assert_int_equal(decode(file->bytes, file->size, &image, &error), OGCARD_OK);
    assert_int_equal(image->kind, IMAGE_RASTER);
    assert_int_equal(image->pixel_width, WIDTH);
    assert_int_equal(image->pixel_height, HEIGHT);
    assert_float_equal(image->aspect_ratio, (float)WIDTH / HEIGHT, 1e-6);
    assert_false(image->opaque);
    assert_int_equal(image->pixels[3 * WIDTH + 20], 0xff000000u | 120 << 16 | 36 << 8 | 40);
    /* half transparent: (54, 36, 40) times 128 / 255 */
    assert_int_equal(image->pixels[3 * WIDTH + 9], 0x80000000u | 27 << 16 | 18 << 8 | 20);
    image_destroy(image);
}

static void png_decodes_premultiplied(void **state)
{
    (void)state;
    struct file file = png_file();
    check_pattern(&file);
    free(file.bytes);
}

static void webp_decodes_premultiplied(void **state)
{
    (void)state;
    struct file file = webp_file();
    check_pattern(&file);
    free(file.bytes);
}

static bool is_reddish(uint32_t pixel)
{
    return (pixel >> 16 & 0xff) > 200 && (pixel & 0xff) < 60;
}

static void jpeg_decodes_rgb_and_cmyk(void **state)
{
    (void)state;
    static const J_COLOR_SPACE spaces[] = {JCS_RGB, JCS_CMYK};
    for (int i = 0; i < 2; i++) {
        struct file file = jpeg_file(0, spaces[i]);
        struct image *image;
        struct ogcard_error error;
        assert_int_equal(decode(file.bytes, file.size, &image, &error), OGCARD_OK);
        assert_int_equal(image->pixel_width, 32);
        assert_true(image->opaque);
        assert_true(is_reddish(image->pixels[5 * 32 + 3]));
        assert_false(is_reddish(image->pixels[5 * 32 + 28]));
        image_destroy(image);
        free(file.bytes);
    }
}

static void jpeg_is_turned_upright(void **state)
{
    (void)state;
    /* where the red half is afterwards: 1 when at the top left, for each orientation */
    static const bool red_first[] = {true, true, false, false, true, true, true, false, false};
    for (int orientation = 1; orientation <= 8; orientation++) {
        struct file file = jpeg_file(orientation, JCS_RGB);
        struct image *image;
        struct ogcard_error error;
        assert_int_equal(decode(file.bytes, file.size, &image, &error), OGCARD_OK);
        assert_int_equal(image->pixel_width, orientation < 5 ? 32 : 16);
        assert_int_equal(image->pixel_height, orientation < 5 ? 16 : 32);
        assert_int_equal(is_reddish(image->pixels[0]), red_first[orientation]);
        image_destroy(image);
        free(file.bytes);
    }
}

static void every_cut_is_refused(void **state)
{
    (void)state;
    struct file files[] = {png_file(), jpeg_file(6, JCS_RGB), webp_file()};
    /* PNG and JPEG: the bytes after the last pixel (IEND, EOI) may be missing without harm */
    static const size_t tail[] = {12, 2, 1};
    for (size_t i = 0; i < 3; i++) {
        for (size_t size = 0; size + tail[i] < files[i].size; size++) {
            struct image *image;
            struct ogcard_error error = {0};
            enum ogcard_status status = decode(files[i].bytes, size, &image, &error);
            image_destroy(image);
            if (size + tail[i] + 8 < files[i].size)
                assert_int_equal(status, OGCARD_BAD_IMAGE);
        }
        free(files[i].bytes);
    }
}

static void every_flipped_byte_ends(void **state)
{
    (void)state;
    struct file files[] = {png_file(), jpeg_file(8, JCS_CMYK), webp_file()};
    for (size_t i = 0; i < 3; i++) {
        for (size_t at = 0; at < files[i].size; at++) {
            struct image *image;
            struct ogcard_error error = {0};
            files[i].bytes[at] ^= 0xff;
            decode(files[i].bytes, files[i].size, &image, &error);
            image_destroy(image);
            files[i].bytes[at] ^= 0xff;
        }
        free(files[i].bytes);
    }
}

/* A PNG whose header alone states the size, with a right checksum. */
static struct file png_of_size(uint32_t width, uint32_t height)
{
    struct file file = png_file();
    for (int i = 0; i < 4; i++) {
        file.bytes[16 + i] = (uint8_t)(width >> (24 - i * 8));
        file.bytes[20 + i] = (uint8_t)(height >> (24 - i * 8));
    }
    uint32_t crc = 0xffffffff;
    for (int at = 12; at < 29; at++) {
        crc ^= file.bytes[at];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    for (int i = 0; i < 4; i++)
        file.bytes[29 + i] = (uint8_t)(~crc >> (24 - i * 8));
    return file;
}

static void size_limits_hold_before_decoding(void **state)
{
    (void)state;
    static const uint32_t sizes[][2] = {{IMAGE_MAX_SIDE + 1, 1}, {1, IMAGE_MAX_SIDE + 1}, {5000, 4801}};
    for (size_t i = 0; i < 3; i++) {
        struct file file = png_of_size(sizes[i][0], sizes[i][1]);
        struct image *image;
        struct ogcard_error error = {0};
        assert_int_equal(decode(file.bytes, file.size, &image, &error), OGCARD_BAD_IMAGE);
        assert_non_null(strstr(error.message, "at most 8192 a side and 24000000 in all"));
        free(file.bytes);
    }
    struct file file = png_of_size(5000, 4800); /* allowed; too few data */
    struct image *image;
    struct ogcard_error error = {0};
    assert_int_equal(decode(file.bytes, file.size, &image, &error), OGCARD_BAD_IMAGE);
    assert_null(strstr(error.message, "at most"));
    free(file.bytes);

    uint8_t *large = calloc(1, IMAGE_MAX_BYTES + 1);
    assert_int_equal(image_decode(large, IMAGE_MAX_BYTES + 1, "art/logo", &image, &error), OGCARD_BAD_IMAGE);
    assert_non_null(strstr(error.message, "at most 16777216 are allowed"));
    free(large);
}

static enum ogcard_status decode_text(const char *text, struct image **image, struct ogcard_error *error)
{
    return decode((const uint8_t *)text, strlen(text), image, error);
}

static void svg_size_and_ratio(void **state)
{
    (void)state;
    static const struct {
        const char *attributes;
        float width, height, ratio;
    } cases[] = {
        {"width='120' height='60'", 120, 60, 2}, {"width='1in' height='48px' viewBox='0 0 1 1'", 96, 48, 2},
        {"viewBox='0 0 30 10'", 0, 0, 3},        {"width='50' viewBox='0 0 30 10'", 50, 0, 3},
        {"width='100%' height='20'", 0, 20, 0},  {"", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300];
        struct image *image;
        struct ogcard_error error;
        snprintf(text, sizeof text,
                 "<?xml version='1.0'?><!-- art --><svg xmlns='http://www.w3.org/2000/svg' "
                 "xmlns:xlink='http://www.w3.org/1999/xlink' %s><g id='a'/><use xlink:href='#a'/></svg>",
                 cases[i].attributes);
        assert_int_equal(decode_text(text, &image, &error), OGCARD_OK);
        assert_int_equal(image->kind, IMAGE_SVG);
        assert_float_equal(image->width_px, cases[i].width, 1e-3);
        assert_float_equal(image->height_px, cases[i].height, 1e-3);
        assert_float_equal(image->aspect_ratio, cases[i].ratio, 1e-3);
        assert_int_equal(image->svg_size, strlen(text));
        image_destroy(image);
    }
}

static void svg_refuses_what_lies_outside(void **state)
{
    (void)state;
    static const struct {
        const char *content, *says;
    } cases[] = {
        {"<image href='https://example.org/x.png'/>", "outside the file"},
        {"<image xlink:href=\"file:///etc/passwd\"/>", "outside the file"},
        {"<use href='other.svg#a'/>", "outside the file"},
        {"<rect fill='url(http://example.org/#x)'/>", "outside the file"},
        {"<style>@import 'x.css';</style>", "imports a style sheet"},
        {"<style><![CDATA[ rect { fill: url(x.svg#a) } ]]></style>", "outside the file"},
        {"<g><svg:text x='0'>hello</svg:text></g>", "convert it to paths"},
        {"<foreignObject/>", "foreignObject"},
        {"<g", "not a valid SVG"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400];
        struct image *image;
        struct ogcard_error error = {0};
        snprintf(text, sizeof text, "<svg xmlns='http://www.w3.org/2000/svg'>%s</svg>", cases[i].content);
        assert_int_equal(decode_text(text, &image, &error), OGCARD_BAD_IMAGE);
        if (!strstr(error.message, cases[i].says))
            fail_msg("%s: %s", cases[i].content, error.message);
    }
    struct image *image;
    struct ogcard_error error = {0};
    assert_int_equal(decode_text("<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
                                 "<svg xmlns='http://www.w3.org/2000/svg'>&b;</svg>",
                                 &image, &error),
                     OGCARD_BAD_IMAGE);
    assert_non_null(strstr(error.message, "entities"));
}

static void svg_scanner_survives_any_cut(void **state)
{
    (void)state;
    static const char text[] = "<?xml version='1.0'?><!-- c --><!DOCTYPE svg><svg xmlns='http://www.w3.org/2000/svg' "
                               "a b = 'c' d=e ><style>x{fill:url(#a)}</style><![CDATA[x]]><a href='http://x'/></svg>";
    for (size_t size = 0; size < sizeof text; size++) {
        struct image *image;
        struct ogcard_error error = {0};
        decode((const uint8_t *)text, size, &image, &error);
        image_destroy(image);
    }
}

static void unknown_kinds_are_named(void **state)
{
    (void)state;
    struct image *image;
    struct ogcard_error error = {0};
    assert_int_equal(decode_text("GIF89a....", &image, &error), OGCARD_BAD_IMAGE);
    assert_string_equal(error.message, "art/logo: neither PNG, JPEG, WebP nor SVG");
    assert_int_equal(decode_text("", &image, &error), OGCARD_BAD_IMAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(png_decodes_premultiplied),
        cmocka_unit_test(webp_decodes_premultiplied),
        cmocka_unit_test(jpeg_decodes_rgb_and_cmyk),
        cmocka_unit_test(jpeg_is_turned_upright),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(every_flipped_byte_ends),
        cmocka_unit_test(size_limits_hold_before_decoding),
        cmocka_unit_test(svg_size_and_ratio),
        cmocka_unit_test(svg_refuses_what_lies_outside),
        cmocka_unit_test(svg_scanner_survives_any_cut),
        cmocka_unit_test(unknown_kinds_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
