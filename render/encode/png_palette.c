#include "png_rows.h"

#include <string.h>

/* Pixels side by side that have one color and are not the ground's. */
struct run {
    uint32_t start; /* of the picture's bytes */
    uint16_t length;
    uint16_t color; /* index into the set */
};

/* The colors met most lately, in front of the set. */
struct color_cache {
    struct {
        uint32_t color, index;
    } entries[256];
};

static inline unsigned cache_slot(uint32_t color)
{
    return color * 0x9e3779b1u >> 24;
}

/* In each slot a color that belongs into another. */
static void cache_clear(struct color_cache *cache)
{
    memset(cache, 0, sizeof *cache);
    cache->entries[cache_slot(0)].color = 1;
}

static inline unsigned cache_add(struct color_cache *cache, struct color_set *set, uint32_t color, size_t limit)
{
    unsigned slot = cache_slot(color);
    if (__builtin_expect(cache->entries[slot].color == color, 1))
        return cache->entries[slot].index;
    unsigned index = color_set_add(set, color, limit);
    if (index < COLORS_MAX) {
        cache->entries[slot].color = color;
        cache->entries[slot].index = index;
    }
    return index;
}

/* The part of a row where pixels may be other than the ground's. */
static uint64_t row_columns(const struct png_rows *rows, unsigned y)
{
    return rows->ground ? rows->input->changed[y] : UINT64_MAX;
}

static const uint32_t *row_below(const struct png_rows *rows, unsigned y)
{
    return rows->ground ? rows->input->ground + (size_t)y * rows->input->width : NULL;
}

static void row_begin(const struct png_rows *rows, unsigned y)
{
    uint8_t *to = rows->bytes + y * rows->row_bytes;
    if (rows->ground)
        memcpy(to, rows->ground->indices + y * rows->row_bytes, rows->row_bytes);
    else
        to[0] = 0;
}

/* ---- few colors: each has its own entry ------------------------------------------------------------ */

enum { GROUP = 8 };

static inline uint64_t pair_differs(const uint32_t *a, const uint32_t *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x ^ y;
}

static inline bool group_is_same(const uint32_t *a, const uint32_t *b)
{
    return (pair_differs(a, b) | pair_differs(a + 2, b + 2) | pair_differs(a + 4, b + 4) |
            pair_differs(a + 6, b + 6)) == 0;
}

static inline bool group_is_plain(const uint32_t *row)
{
    uint64_t two = (uint64_t)row[0] << 32 | row[0], x[GROUP / 2];
    memcpy(x, row, sizeof x);
    return ((x[0] ^ two) | (x[1] ^ two) | (x[2] ^ two) | (x[3] ^ two)) == 0;
}

/* Without branches: which pixels around an edge are the ground's is as good as random. `*any` is a color that has an
 * entry. Gives the indices met, or'ed. */
static inline unsigned pixels_index(struct color_cache *cache, struct color_set *set, uint8_t *to, const uint32_t *row,
                                    const uint32_t *below, unsigned count, uint32_t *any)
{
    unsigned seen = 0;
    for (unsigned i = 0; i < count; i++) {
        uint32_t kept = (uint32_t)0 - (row[i] == below[i]);
        *any = (row[i] & ~kept) | (*any & kept);
        unsigned index = cache_add(cache, set, *any, PALETTE_MAX);
        seen |= index;
        to[i] = (uint8_t)((to[i] & kept) | (index & ~kept));
    }
    return seen;
}

/* `to` has the ground's indices where there is a ground. Gives the indices met, or'ed. */
static unsigned part_index(struct color_cache *cache, struct color_set *set, uint8_t *to, const uint32_t *row,
                           const uint32_t *below, unsigned count)
{
    unsigned seen = 0, i = 0;
    if (!below) {
        for (; i < count; i++) {
            unsigned index = cache_add(cache, set, row[i], PALETTE_MAX);
            seen |= index;
            to[i] = (uint8_t)index;
        }
        return seen;
    }
    uint32_t any = set->colors[0];
    for (; i + GROUP <= count; i += GROUP) {
        if (group_is_same(row + i, below + i))
            continue;
        if (group_is_plain(row + i) && row[i] != below[i]) {
            unsigned index = cache_add(cache, set, row[i], PALETTE_MAX);
            seen |= index;
            memset(to + i, (int)index & 0xff, GROUP);
            continue;
        }
        seen |= pixels_index(cache, set, to + i, row + i, below + i, GROUP, &any);
    }
    return seen | pixels_index(cache, set, to + i, row + i, below + i, count - i, &any);
}

static bool rows_index(struct color_cache *cache, struct color_set *set, const struct png_rows *rows)
{
    for (unsigned y = 0; y < rows->input->height; y++) {
        const uint32_t *row = input_row(rows->input, y), *below = row_below(rows, y);
        if (!png_row_is_new(rows, y))
            continue;
        row_begin(rows, y);
        uint8_t *to = rows->bytes + y * rows->row_bytes + 1;
        for (unsigned x0, x1 = 0; pixels_next(row_columns(rows, y), rows->input->width, &x0, &x1);)
            if (part_index(cache, set, to + x0, row + x0, below ? below + x0 : NULL, x1 - x0) >= PALETTE_MAX)
                return false;
    }
    return true;
}

/* ---- more: some share ------------------------------------------------------------------------------ */

/* Appends the row's runs from x0 up to x1 and counts their colors; false when those are too many. */
static bool row_collect(struct color_cache *cache, struct color_set *set, const struct png_rows *rows, unsigned y,
                        unsigned x0, unsigned x1, struct run *runs, size_t *count)
{
    const uint32_t *row = input_row(rows->input, y), *below = row_below(rows, y);
    uint32_t first = (uint32_t)(y * rows->row_bytes + 1);
    for (unsigned x = x0; x < x1;) {
        if (below) {
            while (x + GROUP <= x1 && group_is_same(row + x, below + x))
                x += GROUP;
            while (x < x1 && row[x] == below[x])
                x++;
            if (x == x1)
                break;
        }
        uint32_t color = row[x];
        unsigned end = x + 1, index = cache_add(cache, set, color, COLORS_MAX);
        if (index == COLORS_MAX)
            return false;
        while (end < x1 && row[end] == color)
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

static struct run *runs_collect(struct encoder *encoder, struct color_cache *cache, const struct png_rows *rows,
                                size_t *count)
{
    const struct card_pixels *input = rows->input;
    size_t new_rows = 0;
    for (unsigned y = 0; y < input->height; y++)
        new_rows += png_row_is_new(rows, y);
    struct run *runs = (void *)scratch_reserve(&encoder->runs, (new_rows * input->width + 1) * sizeof *runs);
    *count = 0;
    for (unsigned y = 0; runs && y < input->height; y++)
        for (unsigned x0, x1 = 0; png_row_is_new(rows, y) && pixels_next(row_columns(rows, y), input->width, &x0, &x1);)
            if (!row_collect(cache, encoder->colors, rows, y, x0, x1, runs, count))
                return NULL;
    return runs;
}

static bool runs_lay(struct encoder *encoder, struct color_cache *cache, struct png_rows *rows,
                     struct color_table *table)
{
    struct color_set *set = encoder->colors;
    const struct color_merging merging = {.room = PALETTE_MAX,
                                          .fixed = rows->ground ? rows->ground->color_count : 0,
                                          .limit = rows->ground ? COLOR_MERGE_MAX : 0,
                                          .rare = COLOR_RARE_PIXELS};
    size_t count;
    const struct run *runs = runs_collect(encoder, cache, rows, &count);
    if (!runs)
        return false;
    if (rows->input->busy_count && set->count > PALETTE_MAX)
        for (size_t i = 0; i < count; i++)
            run_protect(set, rows->input, &runs[i], rows->row_bytes);
    if (!color_table_make(table, set, &merging))
        return false;
    for (unsigned y = 0; y < rows->input->height; y++)
        if (png_row_is_new(rows, y))
            row_begin(rows, y);
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

bool png_palette_lay(struct encoder *encoder, struct png_rows *rows, struct color_table *table)
{
    struct color_set *set = encoder->colors;
    struct color_cache cache;
    color_set_clear(set);
    cache_clear(&cache);
    for (size_t i = 0; rows->ground && i < rows->ground->color_count; i++)
        color_set_add(set, rows->ground->colors[i], COLORS_MAX);
    if (!rows_index(&cache, set, rows))
        return runs_lay(encoder, &cache, rows, table); /* the colors met so far keep their places */
    return color_table_make(table, set, &(struct color_merging){.room = PALETTE_MAX});
}
