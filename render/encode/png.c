#include "png_rows.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

/* PNG (Portable Network Graphics, third edition). Rows are filtered where that makes a photo smaller; on flat grounds,
 * gradients and antialiased text filters cost bytes. Rows that show the card's ground take the form kept from the last
 * card with that ground; the bytes are the same as if it were made anew. */

/* The room of a larger file is given back. */
#define MAX_KEPT_FILE_BYTES (1u << 20)

/* ---- chunks -------------------------------------------------------------------------------------- */

static void put_number(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)(value >> 24);
    bytes[1] = (uint8_t)(value >> 16);
    bytes[2] = (uint8_t)(value >> 8);
    bytes[3] = (uint8_t)value;
}

/* The chunk's data follows; gives the place of its head for chunk_end(). */
static size_t chunk_begin(struct bit_buffer *out, const char *type)
{
    uint8_t head[8] = {0};
    size_t at = out->size;
    memcpy(head + 4, type, 4);
    bit_buffer_put_bytes(out, head, sizeof head);
    return at;
}

static void chunk_end(struct bit_buffer *out, size_t at)
{
    uint8_t checksum[4];
    if (out->failed)
        return;
    put_number(out->bytes + at, (uint32_t)(out->size - at - 8));
    put_number(checksum, libdeflate_crc32(0, out->bytes + at + 4, out->size - at - 4));
    bit_buffer_put_bytes(out, checksum, sizeof checksum);
}

static void chunk_put(struct bit_buffer *out, const char *type, const uint8_t *data, size_t length)
{
    size_t at = chunk_begin(out, type);
    bit_buffer_put_bytes(out, data, length);
    chunk_end(out, at);
}

static void header_put(struct bit_buffer *out, const struct card_pixels *input, enum png_form form)
{
    static const uint8_t color_types[] = {[PNG_FORM_PALETTE] = 3, [PNG_FORM_RGB] = 2, [PNG_FORM_RGBA] = 6};
    uint8_t header[13] = {0};
    put_number(header, input->width);
    put_number(header + 4, input->height);
    header[8] = 8;
    header[9] = color_types[form];
    bit_buffer_put_bytes(out, (const uint8_t *)"\x89PNG\r\n\x1a\n", 8);
    chunk_put(out, "IHDR", header, sizeof header);
}

static void palette_put(struct bit_buffer *out, const struct color_table *table, bool opaque)
{
    uint8_t colors[PALETTE_MAX * 3], alphas[PALETTE_MAX];
    for (unsigned i = 0; i < table->count; i++) {
        uint32_t color = pixel_unpremultiply(table->colors[i]);
        colors[i * 3] = (uint8_t)(color >> 16);
        colors[i * 3 + 1] = (uint8_t)(color >> 8);
        colors[i * 3 + 2] = (uint8_t)color;
        alphas[i] = (uint8_t)(color >> 24);
    }
    chunk_put(out, "PLTE", colors, table->count * 3u);
    if (!opaque)
        chunk_put(out, "tRNS", alphas, table->count);
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static void row_lay_new(const struct png_rows *rows, unsigned y)
{
    png_row_lay(rows->bytes + y * rows->row_bytes, input_row(rows->input, y), y ? input_row(rows->input, y - 1) : NULL,
                rows->input->width, rows->form, rows->filter);
}

static void row_lay_kept(const struct png_rows *rows, unsigned y)
{
    uint8_t *to = rows->bytes + y * rows->row_bytes;
    if (rows->form == PNG_FORM_PALETTE)
        memcpy(to, rows->ground->indices + y * rows->row_bytes, rows->row_bytes);
    else
        row_lay_new(rows, y);
}

static void rows_lay_new(const struct png_rows *rows)
{
    for (unsigned y = 0; y < rows->input->height; y++)
        if (png_row_is_new(rows, y))
            row_lay_new(rows, y);
}

static uint32_t rows_checksum(const struct png_rows *rows)
{
    uint32_t checksum = 1;
    for (unsigned y = 0; y < rows->input->height; y++) {
        uint32_t row = png_row_is_new(rows, y)
                           ? libdeflate_adler32(1, rows->bytes + y * rows->row_bytes, rows->row_bytes)
                           : rows->kept->checksums[y];
        checksum = checksum_combine(checksum, row, rows->row_bytes);
    }
    return checksum;
}

/* ---- compressing --------------------------------------------------------------------------------- */

/* Tokens that wait to be written as a block: kept rows and new ones in turn. */
struct pending {
    struct token_span *spans; /* those of new rows have no `tokens` yet: the list may still move */
    size_t count;
    size_t token_count;
};

/* A block with a code of its own pays off from about here. */
enum { TOKENS_PER_BLOCK = 24 * 1024 };

static void pending_write(struct encoder *encoder, struct pending *pending, struct bit_buffer *out)
{
    const deflate_token *next = encoder->tokens.tokens;
    for (size_t i = 0; i < pending->count; i++) {
        if (!pending->spans[i].tokens) {
            pending->spans[i].tokens = next;
            next += pending->spans[i].count;
        }
    }
    if (pending->token_count)
        deflate_block(out, pending->spans, pending->count, false);
    pending->count = pending->token_count = 0;
    encoder->tokens.count = 0;
}

static void pending_add(struct encoder *encoder, struct pending *pending, struct bit_buffer *out,
                        const deflate_token *tokens, size_t count)
{
    pending->spans[pending->count++] = (struct token_span){tokens, count};
    pending->token_count += count;
    if (pending->token_count >= TOKENS_PER_BLOCK)
        pending_write(encoder, pending, out);
}

static unsigned window_rows(const struct png_rows *rows)
{
    return (unsigned)(DEFLATE_WINDOW / rows->row_bytes) + 1;
}

/* Rows [first, end) anew. Kept rows within a match's reach before them are laid first. */
static bool rows_compress(struct encoder *encoder, struct png_rows *rows, unsigned first, unsigned end, unsigned window,
                          unsigned depth, struct pending *pending, struct bit_buffer *out)
{
    unsigned reach = window_rows(rows);
    unsigned start = first > window + reach ? first - reach : window;
    for (unsigned y = start; y < end; y++)
        if (!png_row_is_new(rows, y))
            row_lay_kept(rows, y);
    /* In pieces, so that a block ends where its tokens are enough. */
    const unsigned piece = 16;
    for (unsigned y = first; y < end; y += piece) {
        unsigned stop = y + piece < end ? y + piece : end;
        struct lz_input input = {.bytes = rows->bytes,
                                 .window = start * rows->row_bytes,
                                 .start = y * rows->row_bytes,
                                 .end = stop * rows->row_bytes,
                                 .row_bytes = rows->row_bytes,
                                 .reach = rows->ground ? rows->ground->reach : 1,
                                 .pixel_bytes = png_pixel_bytes(rows->form),
                                 .depth = depth,
                                 .quick = depth == 1,
                                 .lazy = depth > 1};
        size_t before = encoder->tokens.count;
        if (cancel_check(encoder->cancel) || !lz_run(encoder->lz, &input, &encoder->tokens))
            return false;
        pending_add(encoder, pending, out, NULL, encoder->tokens.count - before);
    }
    return true;
}

/* Tokens of a kept row are good as they are when the rows above that they refer to are the ground's too. */
static bool tokens_are_kept(const struct png_rows *rows, unsigned y)
{
    unsigned reach = y < rows->ground->reach ? y : rows->ground->reach;
    for (unsigned i = 0; i <= reach; i++)
        if (png_row_is_new(rows, y - i))
            return false;
    return true;
}

/* Kept rows as tokens. */
static bool picture_from_tokens(struct encoder *encoder, struct png_rows *rows, unsigned depth, struct pending *pending,
                                struct bit_buffer *out)
{
    unsigned height = rows->input->height;
    for (unsigned y = 0; y < height;) {
        unsigned first = y;
        if (tokens_are_kept(rows, y)) {
            while (y < height && !png_row_is_new(rows, y))
                y++;
            const uint32_t *tokens = rows->kept->first_tokens;
            pending_add(encoder, pending, out, rows->kept->tokens.tokens + tokens[first], tokens[y] - tokens[first]);
            continue;
        }
        while (y < height && !tokens_are_kept(rows, y))
            y++;
        if (!rows_compress(encoder, rows, first, y, 0, depth, pending, out))
            return false;
    }
    return true;
}

static bool block_is_kept(const struct png_rows *rows, unsigned y)
{
    if (y % ROWS_PER_BLOCK || y + ROWS_PER_BLOCK > rows->input->height)
        return false;
    for (unsigned i = 0; i < ROWS_PER_BLOCK; i++)
        if (png_row_is_new(rows, y + i))
            return false;
    return true;
}

/* Kept rows as finished blocks, which are copied bit by bit. */
static bool picture_from_blocks(struct encoder *encoder, struct png_rows *rows, unsigned depth, struct pending *pending,
                                struct bit_buffer *out)
{
    unsigned height = rows->input->height;
    for (unsigned y = 0; y < height;) {
        if (block_is_kept(rows, y)) {
            size_t block = y / ROWS_PER_BLOCK;
            pending_write(encoder, pending, out);
            bit_buffer_append(out, rows->kept->blocks.bytes + rows->kept->first_bytes[block],
                              rows->kept->bit_counts[block]);
            y += ROWS_PER_BLOCK;
            continue;
        }
        unsigned first = y;
        while (y < height && !block_is_kept(rows, y))
            y++;
        if (!rows_compress(encoder, rows, first, y, first, depth, pending, out))
            return false;
    }
    return true;
}

static bool picture_compress(struct encoder *encoder, struct png_rows *rows, unsigned depth, struct bit_buffer *out)
{
    /* At most a span for each row, and for each piece of a long run. */
    struct pending pending = {.spans = malloc((rows->input->height + 2u) * sizeof *pending.spans)};
    static const uint8_t zlib_head[] = {0x78, 0x01}, last_block[] = {0x03, 0x00}; /* fixed code, nothing in it */
    bool done = pending.spans != NULL;
    bit_buffer_put_bytes(out, zlib_head, sizeof zlib_head);
    encoder->tokens.count = 0;
    lz_reset(encoder->lz);
    if (done && rows->kept && rows->kept->first_tokens)
        done = picture_from_tokens(encoder, rows, depth, &pending, out);
    else if (done && rows->kept)
        done = picture_from_blocks(encoder, rows, depth, &pending, out);
    else if (done)
        done = rows_compress(encoder, rows, 0, rows->input->height, 0, depth, &pending, out);
    if (done)
        pending_write(encoder, &pending, out);
    bit_buffer_append(out, last_block, 10);
    bit_buffer_align(out);
    uint8_t checksum[4];
    put_number(checksum, rows_checksum(rows));
    bit_buffer_put_bytes(out, checksum, sizeof checksum);
    free(pending.spans);
    return done && !out->failed;
}

/* As small as it gets: the whole picture by libdeflate. */
static bool picture_squeeze(struct encoder *encoder, struct png_rows *rows, struct bit_buffer *out)
{
    size_t size = rows->row_bytes * rows->input->height;
    if (!encoder->squeezer)
        encoder->squeezer = libdeflate_alloc_compressor(11);
    if (!encoder->squeezer || cancel_check(encoder->cancel))
        return false;
    for (unsigned y = 0; y < rows->input->height; y++)
        if (!png_row_is_new(rows, y))
            row_lay_kept(rows, y);
    size_t bound = libdeflate_zlib_compress_bound(encoder->squeezer, size);
    uint8_t *compressed = malloc(bound);
    if (!compressed)
        return false;
    size_t length = libdeflate_zlib_compress(encoder->squeezer, rows->bytes, size, compressed, bound);
    bit_buffer_put_bytes(out, compressed, length);
    free(compressed);
    return length > 0;
}

/* ---- the file ------------------------------------------------------------------------------------ */

/* The smallest effort compresses all rows anew, so these may look at each other. */
static enum png_filter rows_filter(struct encoder *encoder, const struct png_rows *rows, enum ogcard_effort effort)
{
    const struct card_pixels *input = rows->input;
    if (rows->form != PNG_FORM_RGB)
        return PNG_FILTER_NONE;
    if (rows->ground && effort != OGCARD_EFFORT_SMALL)
        return rows->ground->filter;
    return png_filter_choose(encoder, input->pixels, input->stride, input->width, input->height,
                             effort == OGCARD_EFFORT_SMALL ? PNG_FILTER_PAETH : PNG_FILTER_SUB);
}

/* Chooses the form and lays the new rows in it. */
static bool rows_prepare(struct encoder *encoder, struct png_rows *rows, struct color_table *table,
                         enum ogcard_effort effort)
{
    const struct card_pixels *input = rows->input;
    struct png_ground *ground = png_ground_get(encoder, input);
    if (!ground || ground->few_colors) {
        rows->form = PNG_FORM_PALETTE;
        rows->ground = ground;
        rows->kept = ground ? png_ground_rows(encoder, ground, input, PNG_FORM_PALETTE) : NULL;
        rows->row_bytes = png_row_bytes(rows->form, input->width);
        rows->bytes = scratch_reserve(&encoder->rows, rows->row_bytes * input->height);
        if (!rows->bytes || (ground && !rows->kept))
            return false;
        if (png_palette_lay(encoder, rows, table))
            return true;
    }
    rows->form = input->opaque ? PNG_FORM_RGB : PNG_FORM_RGBA;
    rows->ground = ground;
    rows->kept = ground ? png_ground_rows(encoder, ground, input, rows->form) : NULL;
    rows->row_bytes = png_row_bytes(rows->form, input->width);
    rows->bytes = scratch_reserve(&encoder->rows, rows->row_bytes * input->height);
    if (!rows->bytes || (ground && !rows->kept))
        return false;
    rows->filter = rows_filter(encoder, rows, effort);
    rows_lay_new(rows);
    return true;
}

enum ogcard_status encode_png(struct encoder *encoder, const struct card_pixels *input,
                              const struct encode_settings *settings, uint8_t **bytes, size_t *size,
                              struct ogcard_error *error)
{
    enum ogcard_effort effort = settings->effort;
    static const unsigned depths[] = {[OGCARD_EFFORT_FAST] = 1, [OGCARD_EFFORT_BALANCED] = 8};
    struct png_rows rows = {.input = input};
    struct color_table table;
    struct bit_buffer *out = &encoder->file;
    bit_buffer_clear(out);
    bool done = rows_prepare(encoder, &rows, &table, effort);
    if (done) {
        header_put(out, input, rows.form);
        if (rows.form == PNG_FORM_PALETTE)
            palette_put(out, &table, input->opaque);
        size_t data = chunk_begin(out, "IDAT");
        done = effort == OGCARD_EFFORT_SMALL ? picture_squeeze(encoder, &rows, out)
                                             : picture_compress(encoder, &rows, depths[effort], out);
        chunk_end(out, data);
        chunk_put(out, "IEND", NULL, 0);
    }
    /* A copy of just that size: buffers that grow and are cut, kept in a cache for long, leave holes that fit nothing.
     */
    *bytes = done && !out->failed ? malloc(out->size) : NULL;
    if (*bytes) {
        memcpy(*bytes, out->bytes, out->size);
        *size = out->size;
    }
    if (out->capacity > MAX_KEPT_FILE_BYTES)
        bit_buffer_free(out);
    return *bytes ? OGCARD_OK : encode_out_of_memory(error);
}
