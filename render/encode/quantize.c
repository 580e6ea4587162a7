#include "quantize.h"

#include <stdlib.h>

#include "codec.h"

/* Variance-based splitting (Wan, Wong, Prusinkiewicz 1988; Wu 1991) of a histogram: the box whose colors are farthest
 * from their mean is divided at the mean of its widest channel, until there are as many boxes as entries. */

enum {
    CHANNELS = 4, /* blue, green, red, alpha: as they lie in a pixel from the lowest byte */
    CHANNEL_BITS = 6,
    ALPHA_BITS = 2,
    CELLS = 1 << (3 * CHANNEL_BITS + ALPHA_BITS),
    BOXES_MAX = 256,
};

static unsigned cell_of(uint32_t pixel)
{
    return (pixel >> (8 - CHANNEL_BITS) & 0x3f) | (pixel >> (16 - CHANNEL_BITS) & 0x3f) << CHANNEL_BITS |
           (pixel >> (24 - CHANNEL_BITS) & 0x3f) << 2 * CHANNEL_BITS | pixel >> (32 - ALPHA_BITS) << 3 * CHANNEL_BITS;
}

/* Colors close to each other, which keep together. */
struct cell {
    uint32_t id;
    uint32_t pixels;
    uint64_t sums[CHANNELS]; /* of the pixels */
};

struct color_box {
    struct cell *cells;
    size_t count;
    double error; /* squared, of its widest channel, by pixels */
    double mean;  /* there */
    int channel;
    uint32_t color;
    int64_t votes;
};

struct histogram {
    struct cell *cells;
    size_t count;
    uint8_t *box_of; /* CELLS; by cell_of() */
};

static double cell_mean(const struct cell *cell, int channel)
{
    return (double)cell->sums[channel] / cell->pixels;
}

static void box_measure(struct color_box *box)
{
    box->error = 0;
    for (int channel = 0; channel < CHANNELS; channel++) {
        double weight = 0, sum = 0, squares = 0;
        for (size_t i = 0; i < box->count; i++) {
            double mean = cell_mean(&box->cells[i], channel);
            weight += box->cells[i].pixels;
            sum += mean * box->cells[i].pixels;
            squares += mean * mean * box->cells[i].pixels;
        }
        double error = squares - sum * sum / weight;
        if (box->count > 1 && error > box->error) {
            box->error = error;
            box->channel = channel;
            box->mean = sum / weight;
        }
    }
}

/* What lies above the mean goes into `upper`. */
static bool box_split(struct color_box *box, struct color_box *upper)
{
    size_t low = 0;
    for (size_t i = 0; i < box->count; i++) {
        if (cell_mean(&box->cells[i], box->channel) > box->mean)
            continue;
        struct cell moved = box->cells[low];
        box->cells[low++] = box->cells[i];
        box->cells[i] = moved;
    }
    if (low == 0 || low == box->count)
        return false; /* rounding: the cells are as good as equal */
    *upper = (struct color_box){.cells = box->cells + low, .count = box->count - low};
    box->count = low;
    box_measure(box);
    box_measure(upper);
    return true;
}

static unsigned boxes_make(const struct histogram *histogram, struct color_box *boxes, unsigned limit)
{
    unsigned count = 1;
    boxes[0] = (struct color_box){.cells = histogram->cells, .count = histogram->count};
    box_measure(&boxes[0]);
    while (count < limit) {
        struct color_box *worst = &boxes[0];
        for (unsigned i = 1; i < count; i++)
            if (boxes[i].error > worst->error)
                worst = &boxes[i];
        if (worst->error <= 0)
            break;
        if (box_split(worst, &boxes[count]))
            count++;
        else
            worst->error = 0;
    }
    for (unsigned i = 0; i < count; i++)
        for (size_t k = 0; k < boxes[i].count; k++)
            histogram->box_of[boxes[i].cells[k].id] = (uint8_t)i;
    return count;
}

static bool histogram_make(struct histogram *histogram, const struct card_pixels *input)
{
    uint32_t *places = calloc(CELLS, sizeof *places); /* index + 1 */
    size_t count = 0;
    *histogram = (struct histogram){.box_of = malloc(CELLS)};
    for (unsigned y = 0; places && y < input->height; y++)
        for (unsigned x = 0; x < input->width; x++) {
            uint32_t *place = &places[cell_of(input_row(input, y)[x])];
            if (!*place)
                *place = (uint32_t)++count;
        }
    histogram->cells = places ? calloc(count, sizeof *histogram->cells) : NULL;
    histogram->count = count;
    bool made = histogram->cells && histogram->box_of;
    for (unsigned y = 0; made && y < input->height; y++)
        for (unsigned x = 0; x < input->width; x++) {
            uint32_t pixel = input_row(input, y)[x], id = cell_of(pixel);
            struct cell *cell = &histogram->cells[places[id] - 1];
            cell->id = id;
            cell->pixels++;
            for (int channel = 0; channel < CHANNELS; channel++)
                cell->sums[channel] += pixel >> 8 * channel & 0xff;
        }
    free(places);
    return made;
}

static uint32_t box_average(const struct color_box *box)
{
    uint64_t sums[CHANNELS] = {0}, pixels = 0;
    uint32_t color = 0;
    for (size_t i = 0; i < box->count; i++) {
        pixels += box->cells[i].pixels;
        for (int channel = 0; channel < CHANNELS; channel++)
            sums[channel] += box->cells[i].sums[channel];
    }
    for (int channel = 0; channel < CHANNELS; channel++)
        color |= (uint32_t)((sums[channel] + pixels / 2) / pixels) << 8 * channel;
    return color;
}

/* A color that more than half of a box's pixels have is its color (majority vote, Boyer and Moore), else the mean is.
 */
static void boxes_color(struct color_box *boxes, unsigned count, const struct histogram *histogram,
                        const struct card_pixels *input)
{
    for (unsigned y = 0; y < input->height; y++)
        for (unsigned x = 0; x < input->width; x++) {
            uint32_t pixel = input_row(input, y)[x];
            struct color_box *box = &boxes[histogram->box_of[cell_of(pixel)]];
            if (box->votes == 0)
                box->color = pixel;
            box->votes += box->color == pixel ? 1 : -1;
        }
    for (unsigned i = 0; i < count; i++)
        boxes[i].votes = 0;
    for (unsigned y = 0; y < input->height; y++)
        for (unsigned x = 0; x < input->width; x++) {
            uint32_t pixel = input_row(input, y)[x];
            struct color_box *box = &boxes[histogram->box_of[cell_of(pixel)]];
            box->votes += box->color == pixel ? 1 : -1;
        }
    for (unsigned i = 0; i < count; i++)
        if (boxes[i].votes <= 0)
            boxes[i].color = box_average(&boxes[i]);
}

bool quantize(const struct card_pixels *input, unsigned colors, uint32_t *pixels)
{
    struct color_box boxes[BOXES_MAX];
    struct histogram histogram;
    bool made = histogram_make(&histogram, input);
    if (made) {
        unsigned count = boxes_make(&histogram, boxes, colors < BOXES_MAX ? colors : BOXES_MAX);
        boxes_color(boxes, count, &histogram, input);
        for (unsigned y = 0; y < input->height; y++)
            for (unsigned x = 0; x < input->width; x++)
                *pixels++ = boxes[histogram.box_of[cell_of(input_row(input, y)[x])]].color;
    }
    free(histogram.cells);
    free(histogram.box_of);
    return made;
}
