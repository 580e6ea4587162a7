#include "lz.h"

#include <stdlib.h>
#include <string.h>

enum {
    HASH_BITS = 14,
    NICE_LENGTH = 96, /* long enough not to look for better */
    INSERT_ALL = 24,  /* of longer matches only the two ends are remembered */
    LITERAL_COST = 6, /* bits, about */
};

struct lz {
    uint32_t heads[1 << HASH_BITS]; /* latest position with a hash, + 1 */
    uint32_t chain[DEFLATE_WINDOW]; /* the one before, by position */
};

struct lz *lz_create(void)
{
    return calloc(1, sizeof(struct lz));
}

void lz_destroy(struct lz *lz)
{
    free(lz);
}

void lz_reset(struct lz *lz)
{
    memset(lz->heads, 0, sizeof lz->heads);
}

static inline uint32_t hash_at(const uint8_t *bytes)
{
    uint32_t four;
    memcpy(&four, bytes, sizeof four);
    return four * 0x9e3779b1u >> (32 - HASH_BITS);
}

static inline void lz_insert(struct lz *lz, const struct lz_input *input, size_t at)
{
    if (at + 4 > input->end)
        return;
    uint32_t *head = &lz->heads[hash_at(input->bytes + at)];
    lz->chain[at % DEFLATE_WINDOW] = *head;
    *head = (uint32_t)at + 1;
}

/* Equal bytes at two places, at most `limit`. */
static inline unsigned match_length(const uint8_t *a, const uint8_t *b, unsigned limit)
{
    unsigned length = 0;
    while (length + 8 <= limit) {
        uint64_t x, y;
        memcpy(&x, a + length, 8);
        memcpy(&y, b + length, 8);
        if (x != y) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            return length + ((unsigned)__builtin_ctzll(x ^ y) >> 3);
#else
            return length + ((unsigned)__builtin_clzll(x ^ y) >> 3);
#endif
        }
        length += 8;
    }
    while (length < limit && a[length] == b[length])
        length++;
    return length;
}

struct match {
    unsigned length, distance;
    int gain; /* bits saved against literals, about */
};

static inline int distance_cost(unsigned distance)
{
    return distance < 5 ? 3 : 2 + (30 - __builtin_clz(distance - 1));
}

static inline void match_try(const struct lz_input *input, size_t at, unsigned limit, size_t distance,
                             struct match *best)
{
    if (distance == 0 || distance > DEFLATE_WINDOW || at < input->window + distance)
        return;
    const uint8_t *here = input->bytes + at, *there = here - distance;
    /* It must be longer than the best to be worth a farther place. */
    if (best->length && (best->length >= limit || here[best->length] != there[best->length]))
        return;
    unsigned length = match_length(here, there, limit);
    if (length < DEFLATE_MIN_MATCH)
        return;
    int gain = (int)length * LITERAL_COST - 7 - distance_cost((unsigned)distance);
    if (gain > best->gain)
        *best = (struct match){length, (unsigned)distance, gain};
}

static struct match match_find(const struct lz *lz, const struct lz_input *input, size_t at, unsigned last_distance)
{
    struct match best = {0};
    size_t left = input->end - at;
    unsigned limit = left < DEFLATE_MAX_MATCH ? (unsigned)left : DEFLATE_MAX_MATCH;
    match_try(input, at, limit, input->pixel_bytes, &best);
    match_try(input, at, limit, last_distance, &best);
    if (input->reach == 2)
        match_try(input, at, limit, 2 * input->row_bytes, &best);
    match_try(input, at, limit, input->row_bytes, &best);
    if (best.length >= NICE_LENGTH || left < 4)
        return best;
    size_t place = lz->heads[hash_at(input->bytes + at)];
    for (unsigned depth = input->depth; depth > 0 && place > 0; depth--) {
        size_t distance = at - (place - 1);
        if (place - 1 >= at || distance > DEFLATE_WINDOW)
            break;
        match_try(input, at, limit, distance, &best);
        if (best.length >= NICE_LENGTH)
            break;
        size_t next = lz->chain[(place - 1) % DEFLATE_WINDOW];
        if (next >= place)
            break; /* the ring has gone round */
        place = next;
    }
    return best;
}

static void match_insert(struct lz *lz, const struct lz_input *input, size_t at, unsigned length)
{
    if (length <= INSERT_ALL) {
        for (unsigned i = 0; i < length; i++)
            lz_insert(lz, input, at + i);
        return;
    }
    for (unsigned i = 0; i < INSERT_ALL / 4; i++) {
        lz_insert(lz, input, at + i);
        lz_insert(lz, input, at + length - 1 - i);
    }
}

bool lz_run(struct lz *lz, const struct lz_input *input, struct token_list *tokens)
{
    if (!token_list_reserve(tokens, input->end - input->start))
        return false;
    deflate_token *to = tokens->tokens + tokens->count;
    unsigned last_distance = 0;
    size_t at = input->start;
    struct match match = {0};
    while (at < input->end) {
        if (!match.length)
            match = match_find(lz, input, at, last_distance);
        if (match.gain <= 0) {
            lz_insert(lz, input, at);
            *to++ = input->bytes[at++];
            match.length = 0;
            continue;
        }
        lz_insert(lz, input, at);
        if (input->lazy && match.length < NICE_LENGTH &&
            at + 1 < input->end) { /* a better one may begin a byte later */
            struct match next = match_find(lz, input, at + 1, last_distance);
            if (next.gain > match.gain + LITERAL_COST / 2) {
                *to++ = input->bytes[at++];
                match = next;
                continue;
            }
        }
        *to++ = deflate_match(match.length, match.distance);
        last_distance = match.distance;
        match_insert(lz, input, at + 1, match.length - 1);
        at += match.length;
        match.length = 0;
    }
    tokens->count = (size_t)(to - tokens->tokens);
    return true;
}
