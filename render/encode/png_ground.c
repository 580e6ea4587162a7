#include "png_ground.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

enum {
    GROUND_DEPTH = 32,        /* it is looked through once and used for many cards */
    MAX_EXACT_COLORS = 128,   /* that many never share entries */
    MAX_GROUND_COLORS = 160,  /* entries, so that enough are left for the text */
    MAX_THINNED_COLORS = 112, /* of areas; the others up to MAX_EXACT_COLORS are for edges */
    EDGE_LEVELS = 24,         /* a pixel that differs more from a neighbour lies on an edge */
    MAX_KEPT_TOKENS = 150 * 1000,
    MAX_PALETTE_TOKENS = 20 * 1000, /* with more, blocks whose matches reach further take fewer bytes */
};

size_t png_pixel_bytes(enum png_form form)
{
    static const size_t bytes[] = {[PNG_FORM_PALETTE] = 1, [PNG_FORM_RGB] = 3, [PNG_FORM_RGBA] = 4};
    return bytes[form];
}

size_t png_row_bytes(enum png_form form, unsigned width)
{
    return 1 + width * png_pixel_bytes(form);
}

void png_row_lay(uint8_t *to, const uint32_t *row, const uint32_t *above, unsigned width, enum png_form form,
                 enum png_filter filter)
{
    if (form == PNG_FORM_RGB) {
        png_filter_row(to, row, above, width, filter);
        return;
    }
    *to++ = PNG_FILTER_NONE;
    for (unsigned x = 0; x < width; x++, to += 4) {
        uint32_t pixel = pixel_unpremultiply(row[x]);
        to[0] = (uint8_t)(pixel >> 16);
        to[1] = (uint8_t)(pixel >> 8);
        to[2] = (uint8_t)pixel;
        to[3] = (uint8_t)(pixel >> 24);
    }
}

static void rows_free(struct ground_rows *rows)
{
    token_list_free(&rows->tokens);
    bit_buffer_free(&rows->blocks);
    free(rows->first_tokens);
    free(rows->checksums);
    free(rows->first_bytes);
    free(rows->bit_counts);
    *rows = (struct ground_rows){0};
}

void png_ground_free(struct png_ground *ground)
{
    for (int i = 0; i < PNG_FORM_COUNT; i++)
        rows_free(&ground->rows[i]);
    free(ground->indices);
    *ground = (struct png_ground){0};
}

static bool differs_much(uint32_t a, uint32_t b)
{
    for (int shift = 0; shift < 24; shift += 8) {
        int difference = (int)(a >> shift & 0xff) - (int)(b >> shift & 0xff);
        if (difference > EDGE_LEVELS || difference < -EDGE_LEVELS)
            return true;
    }
    return false;
}

bool png_is_on_edge(const uint32_t *at, size_t stride, unsigned x, unsigned y, unsigned width, unsigned height)
{
    return (x > 0 && differs_much(*at, at[-1])) || (x + 1 < width && differs_much(*at, at[1])) ||
           (y > 0 && differs_much(*at, *(at - stride))) || (y + 1 < height && differs_much(*at, at[stride]));
}

/* The two last colors of a row: dithering alternates between two for long. */
struct recent {
    uint32_t colors[2];
    unsigned places[2]; /* in the set */
};

static inline unsigned recent_place(struct recent *recent, struct color_set *set, uint32_t color)
{
    if (color == recent->colors[0])
        return recent->places[0];
    unsigned place = color == recent->colors[1] ? recent->places[1] : color_set_add(set, color, COLORS_MAX);
    *recent = (struct recent){{color, recent->colors[0]}, {place, recent->places[0]}};
    return place;
}

static uint8_t *indices_row(const struct png_ground *ground, unsigned y)
{
    return ground->indices + y * png_row_bytes(PNG_FORM_PALETTE, ground->width) + 1;
}

/* The set's places fit into the bytes of the indices. */
static bool places_fit(const struct color_set *set)
{
    return set->count <= UINT8_MAX + 1;
}

/* Collects the colors, and where each pixel has which as long as the places fit; false when they are too many. */
static bool colors_collect(struct color_set *set, const struct png_ground *ground, const uint32_t *pixels)
{
    color_set_clear(set);
    for (unsigned y = 0; y < ground->height; y++) {
        const uint32_t *row = pixels + (size_t)y * ground->width;
        uint8_t *to = indices_row(ground, y);
        struct recent recent = {{~row[0], ~row[0]}, {0}};
        to[-1] = 0;
        for (unsigned x = 0; x < ground->width; x++) {
            unsigned place = recent_place(&recent, set, row[x]);
            if (place == COLORS_MAX)
                return false;
            to[x] = (uint8_t)place;
        }
    }
    return true;
}

/* Counts pixels by color; those off the edges so high that their colors are never rare. */
static void colors_count(struct color_set *set, const struct png_ground *ground, const uint32_t *pixels)
{
    bool known = places_fit(set);
    for (unsigned y = 0; y < ground->height; y++) {
        const uint32_t *row = pixels + (size_t)y * ground->width;
        const uint8_t *places = indices_row(ground, y);
        for (unsigned x = 0; x < ground->width; x++) {
            uint32_t *count = &set->counts[known ? places[x] : color_set_add(set, row[x], COLORS_MAX)];
            bool rare = *count < COLOR_RARE_PIXELS &&
                        png_is_on_edge(row + x, ground->width, x, y, ground->width, ground->height);
            *count += rare ? 1 : COLOR_RARE_PIXELS;
        }
    }
}

static bool ground_table_make(struct color_table *table, const struct color_set *set, unsigned reach)
{
    struct color_targets targets;
    struct color_merging merging = {.room = MAX_EXACT_COLORS, .limit = COLOR_MERGE_MAX, .rare = COLOR_RARE_PIXELS};
    /* Fewer are better, as long as edges alone pay for it. */
    if (color_table_make(table, set, &merging))
        return true;
    if (reach == 2 && colors_thin(&targets, set, COLOR_RARE_PIXELS, MAX_THINNED_COLORS)) {
        merging.targets = &targets;
        return color_table_make(table, set, &merging);
    }
    merging.room = MAX_GROUND_COLORS;
    return color_table_make(table, set, &merging);
}

/* Palette indices of the whole ground, if its colors are few. */
static bool indices_make(struct encoder *encoder, struct png_ground *ground, const uint32_t *pixels)
{
    struct color_set *set = encoder->colors;
    struct color_table table;
    if (!colors_collect(set, ground, pixels))
        return false;
    if (set->count > MAX_EXACT_COLORS)
        colors_count(set, ground, pixels);
    if (!ground_table_make(&table, set, ground->reach))
        return false;
    bool known = places_fit(set);
    for (unsigned y = 0; y < ground->height; y++) {
        const uint32_t *row = pixels + (size_t)y * ground->width;
        uint8_t *to = indices_row(ground, y);
        for (unsigned x = 0; x < ground->width; x++)
            to[x] = table.places[known ? to[x] : color_set_add(set, row[x], COLORS_MAX)];
    }
    ground->color_count = table.count;
    memcpy(ground->colors, table.colors, table.count * sizeof *table.colors);
    return true;
}

static size_t same_pixels(const uint32_t *a, const uint32_t *b, size_t count)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++)
        same += a[i] == b[i];
    return same;
}

/* The dithering of gradients repeats every second row. */
static unsigned reach_find(const uint32_t *pixels, size_t width, size_t height)
{
    if (height < 3)
        return 1;
    size_t count = width * (height - 2);
    const uint32_t *from = pixels + 2 * width;
    return same_pixels(from, pixels, count) > same_pixels(from, pixels + width, count) ? 2 : 1;
}

static bool ground_fill(struct encoder *encoder, struct png_ground *ground, const struct card_pixels *input)
{
    ground->width = input->width;
    ground->height = input->height;
    ground->reach = reach_find(input->ground, input->width, input->height);
    ground->indices = malloc(png_row_bytes(PNG_FORM_PALETTE, input->width) * input->height);
    if (!ground->indices)
        return false;
    ground->few_colors = indices_make(encoder, ground, input->ground);
    if (!ground->few_colors) {
        free(ground->indices);
        ground->indices = NULL;
    }
    ground->id = input->ground_id;
    return true;
}

struct png_ground *png_ground_get(struct encoder *encoder, const struct card_pixels *input)
{
    struct png_ground *oldest = &encoder->grounds[0];
    if (!input->ground)
        return NULL;
    for (int i = 0; i < ENCODER_GROUNDS; i++) {
        struct png_ground *ground = &encoder->grounds[i];
        if (ground->id == input->ground_id) {
            ground->used = ++encoder->clock;
            return ground;
        }
        if (ground->used < oldest->used)
            oldest = ground;
    }
    png_ground_free(oldest);
    if (!ground_fill(encoder, oldest, input)) {
        png_ground_free(oldest);
        return NULL;
    }
    oldest->used = ++encoder->clock;
    return oldest;
}

/* All rows of a form in one piece: the indices, or laid into the scratch. */
static const uint8_t *rows_lay(struct encoder *encoder, const struct png_ground *ground, const uint32_t *pixels,
                               enum png_form form)
{
    if (form == PNG_FORM_PALETTE)
        return ground->indices;
    size_t row_bytes = png_row_bytes(form, ground->width);
    uint8_t *bytes = scratch_reserve(&encoder->rows, row_bytes * ground->height);
    for (unsigned y = 0; bytes && y < ground->height; y++)
        png_row_lay(bytes + y * row_bytes, pixels + (size_t)y * ground->width, NULL, ground->width, form,
                    ground->filter);
    return bytes;
}

static bool row_tokens_make(struct encoder *encoder, struct ground_rows *rows, const uint8_t *bytes,
                            const struct png_ground *ground, enum png_form form)
{
    unsigned height = ground->height;
    size_t row_bytes = png_row_bytes(form, ground->width);
    const size_t limit = form == PNG_FORM_PALETTE ? MAX_PALETTE_TOKENS : MAX_KEPT_TOKENS;
    for (unsigned y = 0; y < height; y++) {
        size_t start = y * row_bytes;
        struct lz_input input = {.bytes = bytes,
                                 .window = y > ground->reach ? start - ground->reach * row_bytes : 0,
                                 .start = start,
                                 .end = start + row_bytes,
                                 .row_bytes = row_bytes,
                                 .reach = ground->reach,
                                 .pixel_bytes = png_pixel_bytes(form),
                                 .lazy = true,
                                 .thorough = true,
                                 .depth = GROUND_DEPTH};
        rows->first_tokens[y] = (uint32_t)rows->tokens.count;
        if (rows->tokens.count > limit || !lz_run(encoder->lz, &input, &rows->tokens))
            return false;
    }
    rows->first_tokens[height] = (uint32_t)rows->tokens.count;
    return true;
}

static bool blocks_make(struct encoder *encoder, struct ground_rows *rows, const uint8_t *bytes,
                        const struct png_ground *ground, enum png_form form)
{
    unsigned height = ground->height;
    size_t row_bytes = png_row_bytes(form, ground->width);
    const bool palette = form == PNG_FORM_PALETTE; /* the grain of photos repeats nowhere */
    struct token_list tokens = {0};
    bool made = true;
    lz_reset(encoder->lz);
    for (unsigned y = 0; y + ROWS_PER_BLOCK <= height && made; y += ROWS_PER_BLOCK) {
        size_t block = y / ROWS_PER_BLOCK;
        struct lz_input input = {.bytes = bytes,
                                 .window = y * row_bytes,
                                 .start = y * row_bytes,
                                 .end = (y + ROWS_PER_BLOCK) * row_bytes,
                                 .row_bytes = row_bytes,
                                 .reach = ground->reach,
                                 .pixel_bytes = png_pixel_bytes(form),
                                 .lazy = palette,
                                 .thorough = palette,
                                 .depth = palette ? GROUND_DEPTH : GROUND_DEPTH / 8};
        tokens.count = 0;
        made = lz_run(encoder->lz, &input, &tokens);
        struct token_span span = {tokens.tokens, tokens.count};
        rows->first_bytes[block] = rows->blocks.size;
        deflate_block(&rows->blocks, &span, 1, false);
        rows->bit_counts[block] = bit_buffer_count(&rows->blocks) - rows->first_bytes[block] * 8;
        bit_buffer_align(&rows->blocks);
    }
    token_list_free(&tokens);
    return made && !rows->blocks.failed;
}

static bool rows_make(struct encoder *encoder, struct ground_rows *rows, const uint8_t *bytes,
                      const struct png_ground *ground, enum png_form form)
{
    unsigned height = ground->height;
    size_t row_bytes = png_row_bytes(form, ground->width);
    rows->first_tokens = malloc((height + 1) * sizeof *rows->first_tokens);
    rows->checksums = malloc(height * sizeof *rows->checksums);
    if (!rows->first_tokens || !rows->checksums)
        return false;
    for (unsigned y = 0; y < height; y++)
        rows->checksums[y] = libdeflate_adler32(1, bytes + y * row_bytes, row_bytes);
    lz_reset(encoder->lz);
    if (row_tokens_make(encoder, rows, bytes, ground, form)) {
        deflate_token *trimmed = realloc(rows->tokens.tokens, (rows->tokens.count + 1) * sizeof *trimmed);
        if (trimmed) {
            rows->tokens.tokens = trimmed;
            rows->tokens.capacity = rows->tokens.count + 1;
        }
        return true;
    }
    token_list_free(&rows->tokens);
    free(rows->first_tokens);
    rows->first_tokens = NULL;
    rows->first_bytes = malloc((height / ROWS_PER_BLOCK + 1) * sizeof *rows->first_bytes);
    rows->bit_counts = malloc((height / ROWS_PER_BLOCK + 1) * sizeof *rows->bit_counts);
    return rows->first_bytes && rows->bit_counts && blocks_make(encoder, rows, bytes, ground, form);
}

const struct ground_rows *png_ground_rows(struct encoder *encoder, struct png_ground *ground,
                                          const struct card_pixels *input, enum png_form form)
{
    struct ground_rows *rows = &ground->rows[form];
    if (rows->made)
        return rows;
    if (form == PNG_FORM_RGB)
        ground->filter =
            png_filter_choose(encoder, input->ground, ground->width, ground->width, ground->height, PNG_FILTER_SUB);
    const uint8_t *bytes = rows_lay(encoder, ground, input->ground, form);
    if (!bytes || !rows_make(encoder, rows, bytes, ground, form)) {
        rows_free(rows);
        return NULL;
    }
    rows->made = true;
    return rows;
}
