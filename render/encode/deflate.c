#include "deflate.h"

#include <stdlib.h>
#include <string.h>

#include "huffman.h"

enum {
    END_OF_BLOCK = 256,
    FIRST_LENGTH = 257,
    LENGTH_SYMBOLS = 286,
    DISTANCE_SYMBOLS = 30,
    CODE_SYMBOLS = 19,
    MAX_CODE = 15,
    MAX_CODE_CODE = 7,
    HEADER_BITS = 3 + 14 + CODE_SYMBOLS * 3 + (LENGTH_SYMBOLS + DISTANCE_SYMBOLS) * 14,
};

/* ---- memory -------------------------------------------------------------------------------------- */

bool token_list_reserve(struct token_list *list, size_t more)
{
    if (list->count + more <= list->capacity)
        return true;
    size_t capacity = (list->count + more) * 3 / 2;
    deflate_token *tokens = realloc(list->tokens, capacity * sizeof *tokens);
    if (!tokens)
        return false;
    list->tokens = tokens;
    list->capacity = capacity;
    return true;
}

void token_list_free(struct token_list *list)
{
    free(list->tokens);
    *list = (struct token_list){0};
}

void bit_buffer_free(struct bit_buffer *bits)
{
    free(bits->bytes);
    *bits = (struct bit_buffer){0};
}

void bit_buffer_clear(struct bit_buffer *bits)
{
    *bits = (struct bit_buffer){.bytes = bits->bytes, .capacity = bits->capacity};
}

/* Room for `more` bytes and the eight that a flush may write at once. */
static bool bits_reserve(struct bit_buffer *bits, size_t more)
{
    if (bits->failed)
        return false;
    if (bits->size + more + 16 <= bits->capacity)
        return true;
    size_t capacity = (bits->size + more + 16) * 5 / 4;
    uint8_t *bytes = realloc(bits->bytes, capacity);
    if (!bytes) {
        bits->failed = true;
        return false;
    }
    bits->bytes = bytes;
    bits->capacity = capacity;
    return true;
}

/* ---- bits ---------------------------------------------------------------------------------------- */

/* Writes whole bytes out; up to 7 bits stay. The room is reserved. */
static inline void bits_flush(struct bit_buffer *bits)
{
    uint64_t pending = bits->pending;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(bits->bytes + bits->size, &pending, 8);
#else
    for (int i = 0; i < 8; i++)
        bits->bytes[bits->size + (size_t)i] = (uint8_t)(pending >> (8 * i));
#endif
    unsigned whole = bits->pending_count >> 3;
    bits->size += whole;
    bits->pending = whole < 8 ? pending >> (8 * whole) : 0;
    bits->pending_count &= 7;
}

/* At most 56 bits between two flushes. */
static inline void bits_add(struct bit_buffer *bits, uint64_t value, unsigned count)
{
    bits->pending |= value << bits->pending_count;
    bits->pending_count += count;
}

static inline void bits_put(struct bit_buffer *bits, uint64_t value, unsigned count)
{
    bits_add(bits, value, count);
    bits_flush(bits);
}

void bit_buffer_put_bytes(struct bit_buffer *bits, const uint8_t *bytes, size_t size)
{
    if (size == 0 || !bits_reserve(bits, size))
        return;
    memcpy(bits->bytes + bits->size, bytes, size);
    bits->size += size;
}

void bit_buffer_append(struct bit_buffer *bits, const uint8_t *bytes, size_t count)
{
    if (!bits_reserve(bits, count / 8 + 8))
        return;
    size_t whole = count / 8;
    for (; whole >= 6; whole -= 6, bytes += 6) {
        uint64_t value = 0;
        memcpy(&value, bytes, 6);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
        value = __builtin_bswap64(value);
#endif
        bits_put(bits, value, 48);
    }
    for (; whole > 0; whole--)
        bits_put(bits, *bytes++, 8);
    if (count % 8)
        bits_put(bits, *bytes & ((1u << count % 8) - 1), (unsigned)(count % 8));
}

void bit_buffer_align(struct bit_buffer *bits)
{
    if (bits->pending_count && bits_reserve(bits, 8))
        bits_put(bits, 0, 8 - bits->pending_count);
}

size_t bit_buffer_count(const struct bit_buffer *bits)
{
    return bits->size * 8 + bits->pending_count;
}

/* ---- symbols ------------------------------------------------------------------------------------- */

static const uint16_t length_bases[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                        31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_extras[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                        2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};

static inline unsigned length_symbol(unsigned length)
{
    if (length == DEFLATE_MAX_MATCH)
        return 28;
    if (length < 11)
        return length - 3;
    unsigned log = 31u - (unsigned)__builtin_clz(length - 3); /* 3 and up; four symbols a power of two */
    return (log - 1) * 4 + ((length - 3) >> (log - 2) & 3);
}

static inline unsigned distance_symbol(unsigned distance)
{
    unsigned value = distance - 1;
    unsigned log = 31u - (unsigned)__builtin_clz(value | 1);
    return value < 2 ? value : log * 2 + (value >> (log - 1) & 1);
}

static inline unsigned distance_extra(unsigned symbol)
{
    return symbol < 4 ? 0 : symbol / 2 - 1;
}

static inline unsigned distance_base(unsigned symbol)
{
    return symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << distance_extra(symbol)) + 1;
}

/* Which of a block's places a token has: a literal byte, or from 256 on a match by length. Without a branch, since
 * literals and matches come in no order. */
enum { PLACES = 512 };

static inline unsigned token_place(deflate_token token)
{
    unsigned is_match = token >> 31;
    return is_match << 8 | (token >> is_match * 16 & 0xff);
}

static inline unsigned token_distance(deflate_token token)
{
    return (token & 0x7fff) + 1;
}

static inline bool are_literals(const deflate_token *tokens)
{
    return ((tokens[0] | tokens[1] | tokens[2]) & DEFLATE_MATCH) == 0;
}

struct block {
    uint32_t length_counts[HUFFMAN_MAX_SYMBOLS], distance_counts[HUFFMAN_MAX_SYMBOLS];
    struct huffman lengths, distances; /* literals and lengths; distances */
};

/* Distance symbols below this are those of matches; a literal's lie above and count for nothing. */
enum { OF_LITERALS = 32 };

static void tokens_count(const struct token_span *span, uint32_t places[PLACES], uint32_t distances[2 * OF_LITERALS])
{
    for (size_t i = 0; i < span->count; i++) {
        deflate_token token = span->tokens[i];
        places[token_place(token)]++;
        distances[distance_symbol(token_distance(token)) + (token & DEFLATE_MATCH ? 0 : OF_LITERALS)]++;
    }
}

static void block_count(struct block *block, const struct token_span *spans, size_t span_count)
{
    uint32_t places[PLACES] = {0}, distances[2 * OF_LITERALS] = {0};
    for (size_t i = 0; i < span_count; i++)
        tokens_count(&spans[i], places, distances);
    memset(block, 0, sizeof *block);
    memcpy(block->length_counts, places, 256 * sizeof *places);
    for (unsigned i = 256; i < PLACES; i++)
        block->length_counts[FIRST_LENGTH + length_symbol(i - 256 + DEFLATE_MIN_MATCH)] += places[i];
    memcpy(block->distance_counts, distances, DISTANCE_SYMBOLS * sizeof *distances);
    block->length_counts[END_OF_BLOCK] = 1;
}

/* ---- the header of a block: code lengths, run-length coded (RFC 1951 section 3.2.7) ---------------- */

struct code_run {
    uint8_t symbol, extra, extra_bits;
};

static unsigned runs_make(const uint8_t *lengths, unsigned count, struct code_run *runs)
{
    unsigned made = 0;
    for (unsigned i = 0; i < count;) {
        unsigned same = 1;
        while (i + same < count && lengths[i + same] == lengths[i])
            same++;
        i += same;
        uint8_t length = lengths[i - 1];
        if (length == 0) {
            for (; same >= 11; same -= same < 138 ? same : 138)
                runs[made++] = (struct code_run){18, (uint8_t)((same < 138 ? same : 138) - 11), 7};
            if (same >= 3) {
                runs[made++] = (struct code_run){17, (uint8_t)(same - 3), 3};
                same = 0;
            }
        } else {
            runs[made++] = (struct code_run){length, 0, 0};
            same--;
            for (; same >= 3; same -= same < 6 ? same : 6)
                runs[made++] = (struct code_run){16, (uint8_t)((same < 6 ? same : 6) - 3), 2};
        }
        for (; same > 0; same--)
            runs[made++] = (struct code_run){length, 0, 0};
    }
    return made;
}

static unsigned used_symbols(const struct huffman *huffman, unsigned count, unsigned at_least)
{
    while (count > at_least && huffman->lengths[count - 1] == 0)
        count--;
    return count;
}

static void header_put(struct bit_buffer *bits, const struct block *block)
{
    static const uint8_t order[CODE_SYMBOLS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[LENGTH_SYMBOLS + DISTANCE_SYMBOLS];
    struct code_run runs[LENGTH_SYMBOLS + DISTANCE_SYMBOLS];
    uint32_t counts[HUFFMAN_MAX_SYMBOLS] = {0};
    struct huffman codes;
    unsigned length_count = used_symbols(&block->lengths, LENGTH_SYMBOLS, FIRST_LENGTH);
    unsigned distance_count = used_symbols(&block->distances, DISTANCE_SYMBOLS, 1);
    memcpy(lengths, block->lengths.lengths, length_count);
    memcpy(lengths + length_count, block->distances.lengths, distance_count);
    unsigned run_count = runs_make(lengths, length_count + distance_count, runs);
    for (unsigned i = 0; i < run_count; i++)
        counts[runs[i].symbol]++;
    huffman_build(&codes, counts, CODE_SYMBOLS, MAX_CODE_CODE);
    unsigned code_count = CODE_SYMBOLS;
    while (code_count > 4 && codes.lengths[order[code_count - 1]] == 0)
        code_count--;
    bits_put(bits, length_count - FIRST_LENGTH, 5);
    bits_put(bits, distance_count - 1, 5);
    bits_put(bits, code_count - 4, 4);
    for (unsigned i = 0; i < code_count; i++)
        bits_put(bits, codes.lengths[order[i]], 3);
    for (unsigned i = 0; i < run_count; i++) {
        bits_add(bits, codes.codes[runs[i].symbol], codes.lengths[runs[i].symbol]);
        bits_put(bits, runs[i].extra, runs[i].extra_bits);
    }
}

/* ---- the body ------------------------------------------------------------------------------------ */

static size_t block_bits(const struct block *block)
{
    size_t total = HEADER_BITS;
    for (unsigned i = 0; i < LENGTH_SYMBOLS; i++)
        total += (size_t)block->length_counts[i] *
                 (block->lengths.lengths[i] + (i >= FIRST_LENGTH ? length_extras[i - FIRST_LENGTH] : 0u));
    for (unsigned i = 0; i < DISTANCE_SYMBOLS; i++)
        total += (size_t)block->distance_counts[i] * (block->distances.lengths[i] + distance_extra(i));
    return total;
}

/* What a place writes: a code, for lengths with its extra bits. */
struct place_code {
    uint32_t bits;
    uint8_t count;
};

static void codes_fill(struct place_code codes[PLACES], const struct huffman *lengths)
{
    for (unsigned i = 0; i < 256; i++)
        codes[i] = (struct place_code){lengths->codes[i], lengths->lengths[i]};
    for (unsigned i = 256; i < PLACES; i++) {
        unsigned length = i - 256 + DEFLATE_MIN_MATCH, symbol = length_symbol(length), code = FIRST_LENGTH + symbol;
        codes[i].bits = (length - length_bases[symbol]) << lengths->lengths[code] | lengths->codes[code];
        codes[i].count = (uint8_t)(lengths->lengths[code] + length_extras[symbol]);
    }
}

/* Whether three literals in a row are so common that looking for them pays off. */
static bool has_literal_runs(const struct block *block)
{
    size_t literals = 0, matches = 0;
    for (unsigned i = 0; i < END_OF_BLOCK; i++)
        literals += block->length_counts[i];
    for (unsigned i = FIRST_LENGTH; i < LENGTH_SYMBOLS; i++)
        matches += block->length_counts[i];
    return literals / 2 > matches;
}

/* At most 7 bits wait, 20 are of a length and 28 of a distance: one flush a token is enough. */
static inline __attribute__((always_inline)) void span_put(struct bit_buffer *bits, const struct token_span *span,
                                                           const struct place_code codes[PLACES],
                                                           const struct huffman *distances, bool in_threes)
{
    struct bit_buffer local = *bits;
    for (size_t i = 0; i < span->count; i++) {
        while (in_threes && i + 3 < span->count && are_literals(span->tokens + i)) { /* at most 45 bits */
            for (unsigned k = 0; k < 3; k++, i++)
                bits_add(&local, codes[span->tokens[i]].bits, codes[span->tokens[i]].count);
            bits_flush(&local);
        }
        deflate_token token = span->tokens[i];
        struct place_code code = codes[token_place(token)];
        unsigned distance = token_distance(token), symbol = distance_symbol(distance);
        unsigned code_length = distances->lengths[symbol];
        uint64_t far = (uint64_t)(distance - distance_base(symbol)) << code_length | distances->codes[symbol];
        uint64_t is_match = (uint64_t)0 - (token >> 31);
        bits_add(&local, code.bits, code.count);
        bits_add(&local, far & is_match, (code_length + distance_extra(symbol)) & (unsigned)is_match);
        bits_flush(&local);
    }
    *bits = local;
}

void deflate_block(struct bit_buffer *bits, const struct token_span *spans, size_t span_count, bool final)
{
    struct block block;
    struct place_code codes[PLACES];
    block_count(&block, spans, span_count);
    huffman_build(&block.lengths, block.length_counts, LENGTH_SYMBOLS, MAX_CODE);
    huffman_build(&block.distances, block.distance_counts, DISTANCE_SYMBOLS, MAX_CODE);
    if (!bits_reserve(bits, block_bits(&block) / 8 + 16))
        return;
    bits_put(bits, final | 2u << 1, 3);
    header_put(bits, &block);
    codes_fill(codes, &block.lengths);
    const bool in_threes = has_literal_runs(&block);
    for (size_t i = 0; i < span_count; i++) {
        if (in_threes)
            span_put(bits, &spans[i], codes, &block.distances, true);
        else
            span_put(bits, &spans[i], codes, &block.distances, false);
    }
    bits_put(bits, block.lengths.codes[END_OF_BLOCK], block.lengths.lengths[END_OF_BLOCK]);
}

/* ---- checksum ------------------------------------------------------------------------------------ */

uint32_t checksum_combine(uint32_t first, uint32_t second, size_t length)
{
    const uint64_t base = 65521;
    uint64_t rest = length % base, low = first & 0xffff, high = first >> 16;
    uint64_t sum = (low + (second & 0xffff) + base - 1) % base;
    uint64_t sums = (rest * low + high + (second >> 16) + base - rest) % base;
    return (uint32_t)(sums << 16 | sum);
}
