#include "canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Below this three box blurs are too coarse and the Gaussian itself is used. */
#define BOX_MIN_SIGMA 2.0

int blur_reach(double sigma)
{
    return sigma > 0 ? (int)ceil(fmin(sigma, BLUR_MAX_SIGMA) * 3) + 1 : 0;
}

/* A run of samples `stride` bytes apart, blurred from `from` to `to`; both hold `count` bytes in a row. */
struct blur_line {
    const uint8_t *from;
    uint8_t *to;
    int count;
};

/* Mean over `left` samples before, the sample, and `right` after; outside is 0. */
static void line_box(const struct blur_line *line, int left, int right)
{
    const uint8_t *from = line->from;
    uint8_t *to = line->to;
    const int count = line->count, last = count - right; /* from here on nothing comes in */
    const uint64_t size = (unsigned)(left + right + 1), factor = ((1ull << 32) + size / 2) / size, half = 1ull << 31;
    unsigned sum = 0;
    int i = 0;
    for (; i < right && i < count; i++)
        sum += from[i];
    for (i = 0; i <= left && i < count; i++) {
        sum += i < last ? from[i + right] : 0u;
        to[i] = (uint8_t)((sum * factor + half) >> 32);
    }
    for (; i < last; i++) { /* nearly all of a long line: without a question */
        sum += (unsigned)from[i + right] - from[i - left - 1];
        to[i] = (uint8_t)((sum * factor + half) >> 32);
    }
    for (; i < count; i++) {
        sum -= from[i - left - 1];
        to[i] = (uint8_t)((sum * factor + half) >> 32);
    }
}

static void line_gauss(const struct blur_line *line, const unsigned *weights, int reach)
{
    for (int i = 0; i < line->count; i++) {
        unsigned sum = 1u << 15;
        for (int j = -reach; j <= reach; j++)
            if (i + j >= 0 && i + j < line->count)
                sum += line->from[i + j] * weights[j < 0 ? -j : j];
        line->to[i] = (uint8_t)(sum >> 16);
    }
}

enum { GAUSS_REACH = 7 }; /* three times BOX_MIN_SIGMA and one */

struct blur_kernel {
    bool box;
    int left[3], right[3];
    unsigned weights[GAUSS_REACH + 1]; /* 16 bits of fraction */
};

static struct blur_kernel kernel_make(double sigma)
{
    struct blur_kernel kernel = {.box = sigma >= BOX_MIN_SIGMA};
    if (kernel.box) {
        int d = (int)floor(sigma * 3 * sqrt(2 * 3.14159265358979323846) / 4 + 0.5), half = d / 2;
        bool odd = d % 2;
        /* An even box has no middle: the first leans left, the second right, the third is one wider. */
        int left[3] = {half, odd ? half : half - 1, half};
        int right[3] = {odd ? half : half - 1, half, half};
        memcpy(kernel.left, left, sizeof left);
        memcpy(kernel.right, right, sizeof right);
        return kernel;
    }
    double total = 0;
    for (int i = 0; i <= GAUSS_REACH; i++)
        total += exp(-i * i / (2 * sigma * sigma)) * (i ? 2 : 1);
    for (int i = 0; i <= GAUSS_REACH; i++)
        kernel.weights[i] = (unsigned)(exp(-i * i / (2 * sigma * sigma)) / total * 65536);
    return kernel;
}

/* Blurs `count` samples in place by way of the second buffer. */
static void line_blur(uint8_t *line, uint8_t *other, int count, const struct blur_kernel *kernel)
{
    if (!kernel->box) {
        line_gauss(&(struct blur_line){line, other, count}, kernel->weights, GAUSS_REACH);
        memcpy(line, other, (size_t)count);
        return;
    }
    line_box(&(struct blur_line){line, other, count}, kernel->left[0], kernel->right[0]);
    line_box(&(struct blur_line){other, line, count}, kernel->left[1], kernel->right[1]);
    line_box(&(struct blur_line){line, other, count}, kernel->left[2], kernel->right[2]);
    memcpy(line, other, (size_t)count);
}

/* Columns are taken this many at a time, so that a cache line fetched serves them all. */
enum { COLUMNS = 64 };

static void blur_columns(uint8_t *bytes, int width, int height, int stride, const struct blur_kernel *kernel,
                         uint8_t *buffer, struct cancel *cancel)
{
    for (int x0 = 0; x0 < width && !cancel_check(cancel); x0 += COLUMNS) {
        int columns = width - x0 < COLUMNS ? width - x0 : COLUMNS;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < columns; x++)
                buffer[(size_t)x * (size_t)height + (size_t)y] = bytes[(size_t)y * (size_t)stride + (size_t)(x0 + x)];
        uint8_t *other = buffer + (size_t)COLUMNS * (size_t)height;
        for (int x = 0; x < columns; x++)
            line_blur(buffer + (size_t)x * (size_t)height, other, height, kernel);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < columns; x++)
                bytes[(size_t)y * (size_t)stride + (size_t)(x0 + x)] = buffer[(size_t)x * (size_t)height + (size_t)y];
    }
}

static void blur_rows(uint8_t *bytes, int width, int height, int stride, int channels, const struct blur_kernel *kernel,
                      uint8_t *buffer, struct cancel *cancel)
{
    for (int y = 0; y < height && !cancel_check(cancel); y++) {
        uint8_t *row = bytes + (size_t)y * (size_t)stride;
        for (int channel = 0; channel < channels; channel++) {
            for (int x = 0; x < width; x++)
                buffer[x] = row[x * channels + channel];
            line_blur(buffer, buffer + width, width, kernel);
            for (int x = 0; x < width; x++)
                row[x * channels + channel] = buffer[x];
        }
    }
}

bool blur_surface(cairo_surface_t *surface, double sigma, struct cancel *cancel)
{
    if (sigma <= 0.05)
        return true;
    cairo_surface_flush(surface);
    int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
    int stride = cairo_image_surface_get_stride(surface);
    int channels = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_A8 ? 1 : 4;
    uint8_t *bytes = cairo_image_surface_get_data(surface);
    if (!bytes || width <= 0 || height <= 0)
        return true;
    size_t need = (size_t)(width > height ? width : height) * 2 + (size_t)(COLUMNS + 1) * (size_t)height;
    uint8_t *buffer = malloc(need);
    if (!buffer)
        return false;
    struct blur_kernel kernel = kernel_make(fmin(sigma, BLUR_MAX_SIGMA));
    blur_rows(bytes, width, height, stride, channels, &kernel, buffer, cancel);
    blur_columns(bytes, width * channels, height, stride, &kernel, buffer, cancel);
    free(buffer);
    cairo_surface_mark_dirty(surface);
    return !cancel || !cancel_is_requested(cancel);
}
