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
    if (length <= INSERT_ALL || input->thorough) {
        for (unsigned i = 0; i < length; i++)
            lz_insert(lz, input, at + i);
        return;
    }
    for (unsigned i = 0; i < INSERT_ALL / 4; i++) {
        lz_insert(lz, input, at + i);
        lz_insert(lz, input, at + length - 1 - i);
    }
}

/* ---- quickly ------------------------------------------------------------------------------------- */

static inline uint64_t eight_at(const uint8_t *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    return eight;
}

/* Equal bytes at the beginning of two groups of eight: 0 to 8. */
static inline unsigned same_bytes(uint64_t a, uint64_t b)
{
    uint64_t differing = a ^ b;
    if (differing == 0)
        return 8;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (unsigned)__builtin_ctzll(differing) >> 3;
#else
    return (unsigned)__builtin_clzll(differing) >> 3;
#endif
}

struct quick_match {
    unsigned length;
    size_t distance;
};

/* `first` bytes are known to be the same; takes the match if it is longer by `more`. */
static inline void quick_take(const uint8_t *here, unsigned limit, size_t distance, unsigned first, unsigned more,
                              struct quick_match *best)
{
    unsigned length = first;
    if (first == 8)
        length = 8 + match_length(here + 8, here + 8 - distance, limit - 8);
    if (length >= best->length + more)
        *best = (struct quick_match){length, distance};
}

/* The place with the same four bytes that was met last; only where nothing near is long. */
static inline void quick_look_up(struct lz *lz, const struct lz_input *input, size_t at, uint64_t eight, unsigned limit,
                                 struct quick_match *best)
{
    uint32_t *head = &lz->heads[hash_at(input->bytes + at)];
    size_t place = *head, distance = at - (place - 1);
    *head = (uint32_t)at + 1;
    if (best->length == 8 || place == 0 || place > at || distance > DEFLATE_WINDOW || place - 1 < input->window)
        return;
    quick_take(input->bytes + at, limit, distance, same_bytes(eight, eight_at(input->bytes + place - 1)), 2, best);
}

enum { QUICK_TAIL = DEFLATE_MAX_MATCH + 8 }; /* so far before the end, no match can pass it */

/* Far from both ends of the input nothing has to be bounded. Only the start of each token is remembered. */
static size_t run_quick(struct lz *lz, const struct lz_input *input, size_t at, deflate_token **tokens)
{
    const size_t row = input->row_bytes, pixel = input->pixel_bytes, above = input->reach == 2 ? 2 * row : row;
    const size_t end = input->end - QUICK_TAIL;
    size_t last = pixel;
    deflate_token *to = *tokens;
    while (at < end) {
        const uint8_t *here = input->bytes + at;
        uint64_t eight = eight_at(here);
        unsigned by_pixel = same_bytes(eight, eight_at(here - pixel)),
                 by_last = same_bytes(eight, eight_at(here - last)), by_row = same_bytes(eight, eight_at(here - above));
        struct quick_match best = {DEFLATE_MIN_MATCH - 1, 0};
        quick_take(here, DEFLATE_MAX_MATCH, pixel, by_pixel, 1, &best);
        quick_take(here, DEFLATE_MAX_MATCH, last, by_last, 1, &best);
        quick_take(here, DEFLATE_MAX_MATCH, above, by_row, 2, &best);
        if (best.length < 8)
            quick_look_up(lz, input, at, eight, DEFLATE_MAX_MATCH, &best);
        if (best.distance == 0) {
            *to++ = *here;
            at++;
            continue;
        }
        *to++ = deflate_match(best.length, (unsigned)best.distance);
        last = best.distance;
        at += best.length;
    }
    *tokens = to;
    return at;
}

bool lz_run(struct lz *lz, const struct lz_input *input, struct token_list *tokens)
{
    if (!token_list_reserve(tokens, input->end - input->start))
        return false;
    deflate_token *to = tokens->tokens + tokens->count;
    unsigned last_distance = 0;
    size_t at = input->start, reach = input->window + 2 * input->row_bytes + input->pixel_bytes;
    if (input->quick && 2 * input->row_bytes <= DEFLATE_WINDOW && at >= reach && at + QUICK_TAIL < input->end)
        at = run_quick(lz, input, at, &to);
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
