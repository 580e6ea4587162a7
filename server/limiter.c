#include "server/limiter.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SETS 2048
#define WAYS 8

/* Tokens are counted in thousandths of one per_minute: a token is MINUTE_MS of them, a millisecond brings per_minute.
 */
#define MINUTE_MS 60000

struct bucket {
    struct address client;
    int64_t level;
    int64_t filled_ms; /* 0: the bucket is free */
};

struct limiter {
    pthread_mutex_t lock;
    int64_t per_minute, full;
    uint8_t hash_key[crypto_shorthash_KEYBYTES];
    struct bucket buckets[SETS][WAYS];
};

struct limiter *limiter_create(unsigned per_minute, unsigned burst)
{
    struct limiter *limiter = calloc(1, sizeof *limiter);
    if (!limiter)
        return NULL;
    pthread_mutex_init(&limiter->lock, NULL);
    limiter->per_minute = per_minute;
    limiter->full = (int64_t)(burst ? burst : 1) * MINUTE_MS;
    /* Nobody can choose addresses that push another client out of its set. */
    crypto_shorthash_keygen(limiter->hash_key);
    return limiter;
}

void limiter_destroy(struct limiter *limiter)
{
    if (!limiter)
        return;
    pthread_mutex_destroy(&limiter->lock);
    free(limiter);
}

/* The client's bucket; a new client gets a full one, in the place of the one longest not used. */
static struct bucket *bucket_of(struct limiter *limiter, const struct address *client, int64_t now_ms)
{
    uint64_t hash;
    crypto_shorthash((uint8_t *)&hash, client->bytes, sizeof client->bytes, limiter->hash_key);
    struct bucket *set = limiter->buckets[hash % SETS], *oldest = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].filled_ms && address_equal(&set[i].client, client))
            return &set[i];
        if (set[i].filled_ms < oldest->filled_ms)
            oldest = &set[i];
    }
    *oldest = (struct bucket){.client = *client, .level = limiter->full, .filled_ms = now_ms};
    return oldest;
}

bool limiter_take(struct limiter *limiter, const struct address *address, int64_t now_ms, unsigned *wait_s)
{
    struct address client = address_client(address);
    pthread_mutex_lock(&limiter->lock);
    struct bucket *bucket = bucket_of(limiter, &client, now_ms);
    int64_t passed_ms = now_ms > bucket->filled_ms ? now_ms - bucket->filled_ms : 0;
    int64_t missing = limiter->full - bucket->level;
    /* Compared by division: a product of a long time would overflow. */
    if (passed_ms > missing / limiter->per_minute)
        bucket->level = limiter->full;
    else
        bucket->level += passed_ms * limiter->per_minute;
    bucket->filled_ms = now_ms;
    bool taken = bucket->level >= MINUTE_MS;
    if (taken)
        bucket->level -= MINUTE_MS;
    else
        *wait_s = (unsigned)((MINUTE_MS - bucket->level) / limiter->per_minute / 1000 + 1);
    pthread_mutex_unlock(&limiter->lock);
    return taken;
}
