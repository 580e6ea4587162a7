/* How different two PNG pictures look, forgiving antialiasing:
 *
 *     image_score EXPECTED ACTUAL [DIFFERENCE.png]
 *
 * prints `score S worst X,Y differing F`. Each channel of a pixel may differ by FLAT_TOLERANCE levels, and at an edge
 * by EDGE_TOLERANCE of the contrast around it, so that other coverage of the same outline passes; what is beyond is
 * excess. S is the mean excess of the worst TILE_SIZE square tile (0..255), X,Y its place; F the share of pixels with
 * excess. Pictures of different sizes score 255. Exit code 0 when both could be read, 2 otherwise.
 */
#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANNELS = 4, TILE_SIZE = 16, TILE_STEP = 8 };

#define FLAT_TOLERANCE 2.0f
#define EDGE_TOLERANCE 0.25f

struct picture {
    unsigned width, height;
    uint8_t *pixels; /* RGBA, alpha premultiplied */
};

static bool picture_read(const char *path, struct picture *picture)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path)) {
        fprintf(stderr, "image_score: %s: %s\n", path, image.message);
        return false;
    }
    image.format = PNG_FORMAT_RGBA;
    picture->width = image.width;
    picture->height = image.height;
    picture->pixels = malloc(PNG_IMAGE_SIZE(image));
    if (!picture->pixels || !png_image_finish_read(&image, NULL, picture->pixels, 0, NULL)) {
        fprintf(stderr, "image_score: %s: %s\n", path, picture->pixels ? image.message : "out of memory");
        png_image_free(&image);
        return false;
    }
    for (size_t i = 0; i < (size_t)picture->width * picture->height; i++) {
        uint8_t *pixel = picture->pixels + i * CHANNELS;
        for (int c = 0; c < 3; c++)
            pixel[c] = (uint8_t)((pixel[c] * pixel[3] + 127) / 255);
    }
    return true;
}

static uint8_t sample(const struct picture *picture, long x, long y, int channel)
{
    return picture->pixels[((size_t)y * picture->width + (size_t)x) * CHANNELS + (size_t)channel];
}

/* Largest less smallest value among the pixel and its neighbours. */
static uint8_t contrast_at(const struct picture *picture, long x, long y, int channel)
{
    uint8_t low = 255, high = 0;
    for (long ny = y - 1; ny <= y + 1; ny++) {
        for (long nx = x - 1; nx <= x + 1; nx++) {
            if (nx < 0 || ny < 0 || nx >= (long)picture->width || ny >= (long)picture->height)
                continue;
            const uint8_t value = sample(picture, nx, ny, channel);
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
    }
    return (uint8_t)(high - low);
}

static float excess_at(const struct picture *expected, const struct picture *actual, long x, long y)
{
    float worst = 0;
    for (int c = 0; c < CHANNELS; c++) {
        const int difference = abs((int)sample(expected, x, y, c) - (int)sample(actual, x, y, c));
        if ((float)difference <= FLAT_TOLERANCE)
            continue;
        const uint8_t a = contrast_at(expected, x, y, c), b = contrast_at(actual, x, y, c);
        const float excess = (float)difference - FLAT_TOLERANCE - EDGE_TOLERANCE * (float)(a > b ? a : b);
        worst = excess > worst ? excess : worst;
    }
    return worst;
}

struct result {
    float score;
    unsigned worst_x, worst_y;
    double differing;
};

/* Excess of each pixel; NULL without memory. The caller frees. */
static float *excess_map(const struct picture *expected, const struct picture *actual, struct result *result)
{
    const size_t count = (size_t)expected->width * expected->height;
    float *map = malloc(count * sizeof *map);
    size_t differing = 0;
    for (size_t i = 0; map && i < count; i++) {
        map[i] = excess_at(expected, actual, (long)(i % expected->width), (long)(i / expected->width));
        differing += map[i] > 0;
    }
    result->differing = (double)differing / (double)count;
    return map;
}

static float tile_mean(const float *map, unsigned width, unsigned height, unsigned x, unsigned y)
{
    float sum = 0;
    for (unsigned ty = y; ty < y + TILE_SIZE && ty < height; ty++)
        for (unsigned tx = x; tx < x + TILE_SIZE && tx < width; tx++)
            sum += map[(size_t)ty * width + tx];
    return sum / (TILE_SIZE * TILE_SIZE);
}

static void find_worst_tile(const float *map, unsigned width, unsigned height, struct result *result)
{
    for (unsigned y = 0; y < height; y += TILE_STEP) {
        for (unsigned x = 0; x < width; x += TILE_STEP) {
            const float mean = tile_mean(map, width, height, x, y);
            if (mean > result->score) {
                result->score = mean;
                result->worst_x = x;
                result->worst_y = y;
            }
        }
    }
}

/* The expected picture in pale grey with the excess in red over it. */
static bool difference_write(const char *path, const struct picture *expected, const float *map)
{
    const size_t count = (size_t)expected->width * expected->height;
    uint8_t *rgb = malloc(count * 3);
    if (!rgb)
        return false;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *pixel = expected->pixels + i * CHANNELS;
        const int grey = 200 + (pixel[0] * 3 + pixel[1] * 6 + pixel[2]) / 10 * 55 / 255;
        const int red = map[i] > 0 ? 80 + (int)map[i] : 0;
        rgb[i * 3] = (uint8_t)(map[i] > 0 ? 255 : grey);
        rgb[i * 3 + 1] = rgb[i * 3 + 2] = (uint8_t)(grey > red ? grey - red : 0);
    }
    png_image image = {
        .version = PNG_IMAGE_VERSION,
        .width = expected->width,
        .height = expected->height,
        .format = PNG_FORMAT_RGB,
    };
    const bool written = png_image_write_to_file(&image, path, 0, rgb, 0, NULL);
    if (!written)
        fprintf(stderr, "image_score: %s: %s\n", path, image.message);
    free(rgb);
    return written;
}

static bool compare(const struct picture *expected, const struct picture *actual, const char *difference_path,
                    struct result *result)
{
    if (expected->width != actual->width || expected->height != actual->height) {
        fprintf(stderr, "image_score: %ux%u was expected, not %ux%u\n", expected->width, expected->height,
                actual->width, actual->height);
        *result = (struct result){.score = 255, .differing = 1};
        return true;
    }
    float *map = excess_map(expected, actual, result);
    if (!map)
        return false;
    find_worst_tile(map, expected->width, expected->height, result);
    const bool written = !difference_path || difference_write(difference_path, expected, map);
    free(map);
    return written;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        fputs("usage: image_score EXPECTED ACTUAL [DIFFERENCE.png]\n", stderr);
        return 2;
    }
    struct picture expected = {0}, actual = {0};
    struct result result = {0};
    const bool done = picture_read(argv[1], &expected) && picture_read(argv[2], &actual) &&
                      compare(&expected, &actual, argc == 4 ? argv[3] : NULL, &result);
    if (done)
        printf("score %.3f worst %u,%u differing %.5f\n", (double)result.score, result.worst_x, result.worst_y,
               result.differing);
    free(expected.pixels);
    free(actual.pixels);
    return done ? 0 : 2;
}
