#include "server/cache_scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/cache_file.h"
#include "server/clock.h"

#define BLOCK_BYTES   4096
#define STALE_SECONDS 3600
/* Ages in milliseconds fall into buckets of an eighth of a power of two's 128th: less than 1 % wide. */
#define AGE_MANTISSA_BITS 7
#define AGE_BUCKETS       (64 << AGE_MANTISSA_BITS)

uint64_t cache_disk_usage(uint64_t size)
{
    return (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
}

static bool is_shard(const char *name)
{
    return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2;
}

/* False when the visitor ended the walk. */
static bool walk_files(const char *dir, cache_visit *visit, void *context)
{
    char path[CACHE_PATH_SIZE + 300];
    struct stat info;
    DIR *files = opendir(dir);
    if (!files)
        return true;
    bool more = true;
    for (struct dirent *entry; more && (entry = readdir(files));) {
        if (entry->d_name[0] == '.' || fstatat(dirfd(files), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 ||
            S_ISDIR(info.st_mode))
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        more = visit(context, path, &info);
    }
    closedir(files);
    return more;
}

static bool walk_shard(const char *dir, cache_visit *visit, void *context)
{
    char path[CACHE_PATH_SIZE + 16];
    DIR *shards = opendir(dir);
    if (!shards)
        return true;
    bool more = true;
    for (struct dirent *entry; more && (entry = readdir(shards));) {
        if (is_shard(entry->d_name)) {
            snprintf(path, sizeof path, "%s/%.2s", dir, entry->d_name);
            more = walk_files(path, visit, context);
        }
    }
    closedir(shards);
    return more;
}

int cache_walk(const char *dir, cache_visit *visit, void *context)
{
    char path[CACHE_PATH_SIZE];
    DIR *shards = opendir(dir);
    if (!shards)
        return errno;
    bool more = true;
    for (struct dirent *entry; more && (entry = readdir(shards));) {
        if (is_shard(entry->d_name)) {
            snprintf(path, sizeof path, "%.*s/%.2s", CACHE_DIR_LENGTH, dir, entry->d_name);
            more = walk_shard(path, visit, context);
        }
    }
    closedir(shards);
    return 0;
}

void cache_remove_stale(const char *dir)
{
    char path[CACHE_PATH_SIZE];
    struct stat info;
    snprintf(path, sizeof path, "%.*s/tmp", CACHE_DIR_LENGTH, dir);
    DIR *files = opendir(path);
    if (!files)
        return;
    int64_t now_s = clock_wall_s();
    for (struct dirent *entry; (entry = readdir(files));) {
        if (fstatat(dirfd(files), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) &&
            now_s - info.st_mtime > STALE_SECONDS)
            unlinkat(dirfd(files), entry->d_name, 0);
    }
    closedir(files);
}

/* Older files have higher buckets. A file used after the count began counts as new; one from a future that the clock
 * has left counts as old as that is far, or it would never go. */
static size_t age_bucket(const struct timespec *now, const struct stat *info)
{
    int64_t age_ms =
        ((int64_t)now->tv_sec - info->st_atim.tv_sec) * 1000 + (now->tv_nsec - info->st_atim.tv_nsec) / 1000000;
    uint64_t age = (uint64_t)(age_ms < 0 ? -age_ms : age_ms);
    if (age < 1 << AGE_MANTISSA_BITS)
        return (size_t)age;
    unsigned shift = (unsigned)(63 - __builtin_clzll(age)) - AGE_MANTISSA_BITS;
    return ((size_t)(shift + 1) << AGE_MANTISSA_BITS) + (size_t)((age >> shift) & ((1 << AGE_MANTISSA_BITS) - 1));
}

struct trim {
    struct timespec now;
    bool (*stop)(void *);
    void *stop_context;
    uint64_t *bytes_by_age; /* AGE_BUCKETS */
    struct cache_count count;
    size_t first_doomed;       /* bucket from which all files go */
    uint64_t doomed_in_bucket; /* bytes still to go from the bucket below it */
    uint64_t removed;
};

static bool trim_count(void *context, const char *path, const struct stat *info)
{
    (void)path;
    struct trim *trim = context;
    uint64_t bytes = cache_disk_usage((uint64_t)info->st_size);
    trim->count.bytes += bytes;
    trim->count.files++;
    trim->bytes_by_age[age_bucket(&trim->now, info)] += bytes;
    return !trim->stop || !trim->stop(trim->stop_context);
}

static bool trim_remove(void *context, const char *path, const struct stat *info)
{
    struct trim *trim = context;
    uint64_t bytes = cache_disk_usage((uint64_t)info->st_size);
    size_t bucket = age_bucket(&trim->now, info);
    bool doomed = bucket >= trim->first_doomed;
    if (!doomed && bucket + 1 == trim->first_doomed && trim->doomed_in_bucket > 0) {
        doomed = true;
        trim->doomed_in_bucket -= bytes < trim->doomed_in_bucket ? bytes : trim->doomed_in_bucket;
    }
    if (doomed && unlink(path) == 0) {
        trim->removed++;
        trim->count.bytes -= bytes < trim->count.bytes ? bytes : trim->count.bytes;
        trim->count.files -= trim->count.files > 0;
    }
    return !trim->stop || !trim->stop(trim->stop_context);
}

/* Oldest buckets go whole, of the next as much as is needed. */
static void trim_choose(struct trim *trim, uint64_t excess)
{
    trim->first_doomed = AGE_BUCKETS;
    while (trim->first_doomed > 0 && trim->bytes_by_age[trim->first_doomed - 1] <= excess)
        excess -= trim->bytes_by_age[--trim->first_doomed];
    trim->doomed_in_bucket = excess;
}

int cache_trim(const char *dir, uint64_t limit_bytes, uint64_t target_bytes, bool (*stop)(void *), void *stop_context,
               struct cache_count *count, uint64_t *removed)
{
    struct trim trim = {.stop = stop, .stop_context = stop_context};
    *count = (struct cache_count){0};
    *removed = 0;
    trim.bytes_by_age = calloc(AGE_BUCKETS, sizeof *trim.bytes_by_age);
    if (!trim.bytes_by_age)
        return ENOMEM;
    clock_gettime(CLOCK_REALTIME, &trim.now);
    int error = cache_walk(dir, trim_count, &trim);
    if (!error && trim.count.bytes > limit_bytes) {
        trim_choose(&trim, trim.count.bytes - target_bytes);
        error = cache_walk(dir, trim_remove, &trim);
    }
    free(trim.bytes_by_age);
    *count = trim.count;
    *removed = trim.removed;
    return error;
}
