#include "png_rows.h"

#include <string.h>

/* Pixels side by side that have one color and are not the ground's. */
struct run {
    uint32_t start; /* of the picture's bytes */
    uint16_t length;
    uint16_t color; /* index into the set */
};

static size_t same_count(const uint32_t *a, const uint32_t *b, size_t count)
{
    size_t same = 0;
    for (; same + 8 <= count; same += 8) {
        uint64_t x[4], y[4];
        memcpy(x, a + same, sizeof x);
        memcpy(y, b + same, sizeof y);
        if ((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]) | (x[3] ^ y[3]))
            break;
    }
    while (same < count && a[same] == b[same])
        same++;
    return same;
}

/* Appends the row's runs and counts their colors; false when those are too many. */
static bool row_collect(struct color_set *set, const struct png_rows *rows, unsigned y, struct run *runs, size_t *count)
{
    const uint32_t *row = input_row(rows->input, y);
    unsigned width = rows->input->width;
    const uint32_t *below = rows->ground ? rows->input->ground + (size_t)y * width : NULL;
    uint32_t first = (uint32_t)(y * rows->row_bytes + 1);
    for (unsigned x = 0; x < width;) {
        if (below) {
            x += (unsigned)same_count(row + x, below + x, width - x);
            if (x == width)
                break;
        }
        uint32_t color = row[x];
        unsigned end = x + 1, index = color_set_add(set, color, COLORS_MAX);
        if (index == COLORS_MAX)
            return false;
        while (end < width && row[end] == color)
            end++;
        set->counts[index] += end - x;
        runs[(*count)++] = (struct run){first + x, (uint16_t)(end - x), (uint16_t)index};
        x = end;
    }
    return true;
}

/* Where more than text lies, colors off the edges are those of areas, however few pixels have them. */
static void run_protect(struct color_set *set, const struct card_pixels *input, const struct run *run, size_t row_bytes)
{
    unsigned y = (unsigned)(run->start / row_bytes), first = (unsigned)(run->start % row_bytes) - 1;
    uint32_t *count = &set->counts[run->color];
    for (size_t i = 0; i < input->busy_count; i++) {
        const struct int_rect *busy = &input->busy[i];
        if ((int)y < busy->y0 || (int)y >= busy->y1)
            continue;
        for (unsigned x = first; x < first + run->length && *count < COLOR_RARE_PIXELS; x++)
            if ((int)x >= busy->x0 && (int)x < busy->x1 &&
                !png_is_on_edge(input_row(input, y) + x, input->stride, x, y, input->width, input->height))
                *count = COLOR_RARE_PIXELS;
    }
}

static struct run *runs_collect(struct encoder *encoder, const struct png_rows *rows, size_t *count)
{
    const struct card_pixels *input = rows->input;
    size_t new_rows = 0;
    for (unsigned y = 0; y < input->height; y++)
        new_rows += png_row_is_new(rows, y);
    struct run *runs = (void *)scratch_reserve(&encoder->runs, (new_rows * input->width + 1) * sizeof *runs);
    *count = 0;
    for (unsigned y = 0; runs && y < input->height; y++)
        if (png_row_is_new(rows, y) && !row_collect(encoder->colors, rows, y, runs, count))
            return NULL;
    return runs;
}

bool png_palette_lay(struct encoder *encoder, struct png_rows *rows, struct color_table *table)
{
    struct color_set *set = encoder->colors;
    const struct color_merging merging = {.room = PALETTE_MAX,
                                          .fixed = rows->ground ? rows->ground->color_count : 0,
                                          .limit = rows->ground ? COLOR_MERGE_MAX : 0,
                                          .rare = COLOR_RARE_PIXELS};
    size_t count;
    color_set_clear(set);
    for (size_t i = 0; i < merging.fixed; i++)
        color_set_add(set, rows->ground->colors[i], COLORS_MAX);
    const struct run *runs = runs_collect(encoder, rows, &count);
    if (!runs)
        return false;
    if (rows->input->busy_count && set->count > PALETTE_MAX)
        for (size_t i = 0; i < count; i++)
            run_protect(set, rows->input, &runs[i], rows->row_bytes);
    if (!color_table_make(table, set, &merging))
        return false;
    for (unsigned y = 0; y < rows->input->height; y++) {
        uint8_t *to = rows->bytes + y * rows->row_bytes;
        if (!png_row_is_new(rows, y))
            continue;
        if (rows->ground)
            memcpy(to, rows->ground->indices + y * rows->row_bytes, rows->row_bytes);
        else
            to[0] = 0;
    }
    for (size_t i = 0; i < count; i++) {
        uint8_t *to = rows->bytes + runs[i].start, place = table->places[runs[i].color];
        if (runs[i].length <= 8)
            for (unsigned k = 0; k < runs[i].length; k++)
                to[k] = place;
        else
            memset(to, place, runs[i].length);
    }
    return true;
}
