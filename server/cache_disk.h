/* The disk cache: finished cards in files, bounded in bytes, least recently used first out. Any thread.
 *
 * Reading happens in the caller; writing, counting and evicting in a thread of its own at low priority. Nothing here
 * fails a request: a disk that does not work costs caching. It is said once in the log, shown by the metrics and
 * readiness, tried again at growing intervals, and said once when it works again.
 *
 * Several processes can share a directory. Each counts the files now and then, so that the bound holds for all of them
 * together, give or take what they write between two counts. */
#ifndef SERVER_CACHE_DISK_H
#define SERVER_CACHE_DISK_H

#include "server/cached_card.h"

struct metrics;
struct cache_disk;

/* Returns at once, whatever the directory holds and even when it cannot be made. NULL: out of memory or threads. */
struct cache_disk *cache_disk_create(const char *dir, uint64_t limit_bytes, struct metrics *metrics);
/* Writes what is waiting. Accepts NULL. */
void cache_disk_destroy(struct cache_disk *cache);

/* A new reference, or NULL. A damaged file is removed. */
struct cached_card *cache_disk_get(struct cache_disk *cache, const struct card_id *id, enum ogcard_format format);

/* Has the card written soon, or not at all. Keeps a reference of its own. */
void cache_disk_put(struct cache_disk *cache, struct cached_card *card);

/* Has the card's file marked as used, so that one which is always found in memory does not look unused on disk. */
void cache_disk_touch(struct cache_disk *cache, struct cached_card *card);

const char *cache_disk_dir(const struct cache_disk *cache);
/* Whether cards are taken. Otherwise `reason` says why not. */
bool cache_disk_works(struct cache_disk *cache, char *reason, size_t reason_size);

#endif
