/* Finished cards in memory, bounded in bytes, least recently used first out. Any thread. */
#ifndef SERVER_CACHE_MEMORY_H
#define SERVER_CACHE_MEMORY_H

#include "server/cached_card.h"

struct metrics;
struct cache_memory;

/* `limit_bytes` 0 keeps nothing. NULL: out of memory. */
struct cache_memory *cache_memory_create(uint64_t limit_bytes, struct metrics *metrics);
void cache_memory_destroy(struct cache_memory *cache); /* accepts NULL */

/* A new reference, or NULL. */
struct cached_card *cache_memory_get(struct cache_memory *cache, const struct card_id *id);
/* Keeps a reference of its own; a card of the same id is replaced, but a recompressed one only by its like. */
void cache_memory_put(struct cache_memory *cache, struct cached_card *card);

#endif
