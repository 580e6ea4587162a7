/* Length-limited Huffman codes as DEFLATE wants them (RFC 1951 section 3.2.2). Internal to render/encode. */
#ifndef RENDER_ENCODE_HUFFMAN_H
#define RENDER_ENCODE_HUFFMAN_H

#include <stdint.h>

enum { HUFFMAN_MAX_SYMBOLS = 288 };

struct huffman {
    uint16_t codes[HUFFMAN_MAX_SYMBOLS];  /* bits reversed: written from the least significant */
    uint8_t lengths[HUFFMAN_MAX_SYMBOLS]; /* 0: not used */
};

/* Codes of at most `limit` bits for the symbols that occur; two at least get one. */
void huffman_build(struct huffman *huffman, const uint32_t *counts, unsigned symbol_count, unsigned limit);

#endif
