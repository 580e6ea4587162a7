/* Walking the files of a disk cache, and choosing which to remove. Memory does not grow with their number. */
#ifndef SERVER_CACHE_SCAN_H
#define SERVER_CACHE_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* What a file takes of the disk: its size in whole blocks of 4 KB. */
uint64_t cache_disk_usage(uint64_t size);

/* Called with each file DIR/xx/xx/NAME; false ends the walk. */
typedef bool cache_visit(void *context, const char *path, const struct stat *info);

/* Visits the files in no particular order. 0 or the errno of opening DIR; what vanishes on the way is passed over. */
int cache_walk(const char *dir, cache_visit *visit, void *context);

/* Removes temporary files that were left behind, older than an hour. */
void cache_remove_stale(const char *dir);

struct cache_count {
    uint64_t bytes, files;
};

/* Counts, and when there are more than `limit_bytes` removes the least recently used files until at most
 * `target_bytes` are left. `count` is what is left, `removed` how many files went. A walk that `stop` ends early
 * (polled; may be NULL) counts what it saw. 0 or an errno as cache_walk(). */
int cache_trim(const char *dir, uint64_t limit_bytes, uint64_t target_bytes, bool (*stop)(void *), void *stop_context,
               struct cache_count *count, uint64_t *removed);

#endif
