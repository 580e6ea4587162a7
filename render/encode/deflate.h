/* Writing DEFLATE (RFC 1951) from tokens. A stream is put together from pieces: tokens found anew, tokens kept from
 * before, and blocks that were written before. Internal to render/encode. */
#ifndef RENDER_ENCODE_DEFLATE_H
#define RENDER_ENCODE_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DEFLATE_MIN_MATCH = 3, DEFLATE_MAX_MATCH = 258, DEFLATE_WINDOW = 32768 };

/* A literal byte (below 256), or a match. */
typedef uint32_t deflate_token;

#define DEFLATE_MATCH 0x80000000u

static inline deflate_token deflate_match(unsigned length, unsigned distance)
{
    return DEFLATE_MATCH | (length - DEFLATE_MIN_MATCH) << 16 | (distance - 1);
}

struct token_list {
    deflate_token *tokens;
    size_t count, capacity;
};

/* Room for `more` tokens behind those there; false when memory fails. */
bool token_list_reserve(struct token_list *list, size_t more);
void token_list_free(struct token_list *list);

/* Bits in the order of the format: from the least significant of each byte. */
struct bit_buffer {
    uint8_t *bytes;
    size_t size, capacity;
    uint64_t pending; /* bits that do not fill a byte yet */
    unsigned pending_count;
    bool failed; /* out of memory: nothing more is written */
};

void bit_buffer_free(struct bit_buffer *bits);
/* Empties it; the memory is kept. */
void bit_buffer_clear(struct bit_buffer *bits);
/* Appends bytes; only between bytes. */
void bit_buffer_put_bytes(struct bit_buffer *bits, const uint8_t *bytes, size_t size);
/* Appends `count` bits of another buffer at any position. */
void bit_buffer_append(struct bit_buffer *bits, const uint8_t *bytes, size_t count);
/* Fills the last byte with zeros. */
void bit_buffer_align(struct bit_buffer *bits);
/* Bits written so far. */
size_t bit_buffer_count(const struct bit_buffer *bits);

/* Runs of tokens that follow each other. */
struct token_span {
    const deflate_token *tokens;
    size_t count;
};

/* One block with a Huffman code of its own. */
void deflate_block(struct bit_buffer *bits, const struct token_span *spans, size_t span_count, bool final);

/* Adler-32 (RFC 1950) of two pieces from those of each; `length` of the second. */
uint32_t checksum_combine(uint32_t first, uint32_t second, size_t length);

#endif
