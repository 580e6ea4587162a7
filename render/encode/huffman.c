#include "huffman.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_LIMIT = 15, MAX_DEPTH = 64 };

struct symbol {
    uint32_t count;
    uint16_t value;
};

static int symbol_compare(const void *a, const void *b)
{
    const struct symbol *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? -1 : 1;
    return (int)x->value - (int)y->value;
}

/* Depths of a Huffman tree over weights in ascending order, in place (Moffat and Katajainen 1995). */
static void depths_in_place(uint32_t *a, int n)
{
    int root = 0, leaf = 2, next, available = 1, used = 0, depth = 0;
    a[0] += a[1];
    for (next = 1; next < n - 1; next++) {
        for (int i = 0; i < 2; i++) {
            uint32_t weight;
            if (leaf >= n || (root < next && a[root] < a[leaf])) {
                weight = a[root];
                a[root++] = (uint32_t)next;
            } else {
                weight = a[leaf++];
            }
            a[next] = i ? a[next] + weight : weight;
        }
    }
    a[n - 2] = 0;
    for (next = n - 3; next >= 0; next--)
        a[next] = a[a[next]] + 1;
    root = n - 2;
    next = n - 1;
    while (available > 0) {
        while (root >= 0 && (int)a[root] == depth) {
            used++;
            root--;
        }
        while (available > used) {
            a[next--] = (uint32_t)depth;
            available--;
        }
        available = 2 * used;
        depth++;
        used = 0;
    }
}

/* Codes longer than the limit are shortened and others lengthened until the code is complete again. */
static void lengths_limit(unsigned per_length[MAX_DEPTH + 1], unsigned limit)
{
    uint32_t total = 0;
    for (unsigned i = limit + 1; i <= MAX_DEPTH; i++) {
        per_length[limit] += per_length[i];
        per_length[i] = 0;
    }
    for (unsigned i = 1; i <= limit; i++)
        total += per_length[i] << (limit - i);
    while (total > 1u << limit) {
        per_length[limit]--;
        for (unsigned i = limit - 1; i > 0; i--) {
            if (per_length[i]) {
                per_length[i]--;
                per_length[i + 1] += 2;
                break;
            }
        }
        total--;
    }
}

static uint16_t code_reverse(unsigned code, unsigned length)
{
    unsigned reversed = 0;
    for (; length > 0; length--, code >>= 1)
        reversed = reversed << 1 | (code & 1);
    return (uint16_t)reversed;
}

static void codes_assign(struct huffman *huffman, const unsigned per_length[MAX_DEPTH + 1], unsigned symbol_count)
{
    unsigned next[MAX_LIMIT + 2] = {0};
    for (unsigned i = 1; i <= MAX_LIMIT; i++)
        next[i + 1] = (next[i] + per_length[i]) << 1;
    for (unsigned i = 0; i < symbol_count; i++)
        if (huffman->lengths[i])
            huffman->codes[i] = code_reverse(next[huffman->lengths[i]]++, huffman->lengths[i]);
}

void huffman_build(struct huffman *huffman, const uint32_t *counts, unsigned symbol_count, unsigned limit)
{
    struct symbol symbols[HUFFMAN_MAX_SYMBOLS];
    uint32_t weights[HUFFMAN_MAX_SYMBOLS];
    unsigned per_length[MAX_DEPTH + 1] = {0};
    unsigned used = 0;
    memset(huffman, 0, sizeof *huffman);
    for (unsigned i = 0; i < symbol_count; i++)
        if (counts[i])
            symbols[used++] = (struct symbol){counts[i], (uint16_t)i};
    if (used < 2) { /* two codes of one bit: some decoders refuse a code that is not complete */
        unsigned only = used ? symbols[0].value : 0;
        huffman->lengths[only] = huffman->lengths[only == 0] = 1;
        per_length[1] = 2;
        codes_assign(huffman, per_length, symbol_count);
        return;
    }
    qsort(symbols, used, sizeof *symbols, symbol_compare);
    for (unsigned i = 0; i < used; i++)
        weights[i] = symbols[i].count;
    depths_in_place(weights, (int)used);
    for (unsigned i = 0; i < used; i++)
        per_length[weights[i] < MAX_DEPTH ? weights[i] : MAX_DEPTH]++;
    lengths_limit(per_length, limit);
    /* The rarest symbols come first and take the longest codes. */
    unsigned at = 0;
    for (unsigned length = limit; length > 0; length--)
        for (unsigned i = 0; i < per_length[length]; i++)
            huffman->lengths[symbols[at++].value] = (uint8_t)length;
    codes_assign(huffman, per_length, symbol_count);
}
