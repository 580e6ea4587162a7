#include "server/cache_memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "server/metrics.h"

/* What an entry costs beside the card's bytes. */
#define ENTRY_BYTES (sizeof(struct entry) + 160)

struct entry {
    struct entry *next_in_bucket;
    struct entry *newer, *older;
    struct cached_card *card;
};

struct cache_memory {
    pthread_mutex_t lock;
    struct metrics *metrics;
    uint64_t limit_bytes, used_bytes;
    size_t count, bucket_count; /* bucket_count is a power of two */
    struct entry **buckets;
    struct entry *newest, *oldest;
};

struct cache_memory *cache_memory_create(uint64_t limit_bytes, struct metrics *metrics)
{
    struct cache_memory *cache = calloc(1, sizeof *cache);
    if (!cache)
        return NULL;
    cache->bucket_count = 1024;
    cache->buckets = calloc(cache->bucket_count, sizeof(struct entry *));
    if (!cache->buckets) {
        free(cache);
        return NULL;
    }
    pthread_mutex_init(&cache->lock, NULL);
    cache->limit_bytes = limit_bytes;
    cache->metrics = metrics;
    return cache;
}

/* An id is a digest: any of its bits are as good as a hash. */
static struct entry **bucket_of(const struct cache_memory *cache, const struct card_id *id)
{
    size_t hash;
    memcpy(&hash, id->bytes, sizeof hash);
    return &cache->buckets[hash & (cache->bucket_count - 1)];
}

static struct entry **find(const struct cache_memory *cache, const struct card_id *id)
{
    struct entry **link = bucket_of(cache, id);
    while (*link && !card_id_equal(&cached_card_facts((*link)->card)->id, id))
        link = &(*link)->next_in_bucket;
    return link;
}

static void age_unlink(struct cache_memory *cache, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void age_push(struct cache_memory *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void entry_remove(struct cache_memory *cache, struct entry **link)
{
    struct entry *entry = *link;
    *link = entry->next_in_bucket;
    age_unlink(cache, entry);
    cache->used_bytes -= cached_card_size(entry->card) + ENTRY_BYTES;
    cache->count--;
    cached_card_unref(entry->card);
    free(entry);
}

/* When memory is short the old, fuller table stays. */
static void table_grow(struct cache_memory *cache)
{
    struct entry **buckets = calloc(cache->bucket_count * 2, sizeof(struct entry *));
    if (!buckets)
        return;
    free(cache->buckets);
    cache->buckets = buckets;
    cache->bucket_count *= 2;
    for (struct entry *entry = cache->newest; entry; entry = entry->older) {
        struct entry **link = bucket_of(cache, &cached_card_facts(entry->card)->id);
        entry->next_in_bucket = *link;
        *link = entry;
    }
}

struct cached_card *cache_memory_get(struct cache_memory *cache, const struct card_id *id)
{
    struct cached_card *card = NULL;
    pthread_mutex_lock(&cache->lock);
    struct entry *entry = *find(cache, id);
    if (entry) {
        card = cached_card_ref(entry->card);
        if (entry != cache->newest) {
            age_unlink(cache, entry);
            age_push(cache, entry);
        }
    }
    pthread_mutex_unlock(&cache->lock);
    return card;
}

void cache_memory_put(struct cache_memory *cache, struct cached_card *card)
{
    uint64_t bytes = cached_card_size(card) + ENTRY_BYTES;
    if (bytes > cache->limit_bytes)
        return;
    struct entry *entry = calloc(1, sizeof *entry);
    if (!entry)
        return;
    entry->card = cached_card_ref(card);

    pthread_mutex_lock(&cache->lock);
    struct entry **same = find(cache, &cached_card_facts(card)->id);
    /* A card read from disk may be older than the one that has taken its place meanwhile. */
    if (*same && cached_card_facts((*same)->card)->recompressed && !cached_card_facts(card)->recompressed) {
        pthread_mutex_unlock(&cache->lock);
        cached_card_unref(card);
        free(entry);
        return;
    }
    if (*same)
        entry_remove(cache, same);
    while (cache->used_bytes + bytes > cache->limit_bytes) {
        entry_remove(cache, find(cache, &cached_card_facts(cache->oldest->card)->id));
        metrics_add(cache->metrics, METRIC_MEMORY_EVICTIONS, 1);
    }
    if (cache->count >= cache->bucket_count)
        table_grow(cache);
    struct entry **link = bucket_of(cache, &cached_card_facts(card)->id);
    entry->next_in_bucket = *link;
    *link = entry;
    age_push(cache, entry);
    cache->used_bytes += bytes;
    cache->count++;
    metrics_set(cache->metrics, METRIC_MEMORY_BYTES, (int64_t)cache->used_bytes);
    metrics_set(cache->metrics, METRIC_MEMORY_CARDS, (int64_t)cache->count);
    pthread_mutex_unlock(&cache->lock);
}

void cache_memory_destroy(struct cache_memory *cache)
{
    if (!cache)
        return;
    while (cache->oldest)
        entry_remove(cache, find(cache, &cached_card_facts(cache->oldest->card)->id));
    free(cache->buckets);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}
