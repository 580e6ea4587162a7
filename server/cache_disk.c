#include "server/cache_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "server/cache_file.h"
#include "server/cache_scan.h"
#include "server/clock.h"
#include "server/limits.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/thread.h"

#define RECOUNT_SECONDS      600
#define RETRY_FIRST_MS       1000
#define RETRY_LONGEST_MS     60000
#define READ_WARNING_SECONDS 60
#define TOUCH_SECONDS        600
/* After an eviction this share of the limit is left, so that not every further write evicts. */
#define TRIM_SHARE(bytes) ((bytes) / 10 * 9)

enum job_kind { JOB_WRITE, JOB_TOUCH };

struct job {
    struct job *next;
    enum job_kind kind;
    struct cached_card *card;
};

struct cache_disk {
    char *dir;
    uint64_t limit_bytes;
    struct metrics *metrics;
    pthread_t keeper;

    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct job *first, **last;
    uint64_t pending_bytes;
    int failure; /* errno that keeps cards from being written, 0 while they are taken */
    atomic_bool stopping;
    atomic_llong read_warned_s;

    /* The keeper's own. */
    uint64_t used_bytes;
    uint64_t written_since_count;
    int64_t counted_ms;
    int64_t retry_at_ms, retry_after_ms;
    size_t probe_bytes;
};

static bool keeper_must_stop(void *context)
{
    struct cache_disk *cache = context;
    return atomic_load(&cache->stopping);
}

/* ---- the state of the disk -------------------------------------------------------------------- */

static void set_failure(struct cache_disk *cache, int error)
{
    pthread_mutex_lock(&cache->lock);
    int before = cache->failure;
    cache->failure = error;
    pthread_mutex_unlock(&cache->lock);
    metrics_set(cache->metrics, METRIC_DISK_WRITABLE, error == 0);
    if (error && !before)
        log_write(LOG_WARNING, "The disk cache %s takes no cards: %s. Cards are served without it until it does.",
                  cache->dir, strerror(error));
    if (!error && before)
        log_write(LOG_WARNING, "The disk cache %s takes cards again.", cache->dir);
}

static void count_and_trim(struct cache_disk *cache, uint64_t limit, uint64_t target)
{
    char path[CACHE_PATH_SIZE];
    struct cache_count count;
    uint64_t removed;
    snprintf(path, sizeof path, "%.*s/tmp/.lock", CACHE_DIR_LENGTH, cache->dir);
    /* Two processes that evict at once would remove twice as much as needed; without the lock counting still works. */
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0)
        limit = UINT64_MAX;
    if (cache_trim(cache->dir, limit, target, keeper_must_stop, cache, &count, &removed) == 0) {
        cache->used_bytes = count.bytes;
        metrics_set(cache->metrics, METRIC_DISK_BYTES, (int64_t)count.bytes);
        metrics_add(cache->metrics, METRIC_DISK_EVICTIONS, (int64_t)removed);
        metrics_add(cache->metrics, METRIC_DISK_COUNTED, 1);
    }
    if (lock >= 0)
        close(lock);
    cache->written_since_count = 0;
    cache->counted_ms = clock_monotonic_ms();
}

static void disk_failed(struct cache_disk *cache, int error, size_t size)
{
    metrics_add(cache->metrics, METRIC_DISK_WRITE_ERRORS, 1);
    bool first = cache->retry_after_ms == 0;
    set_failure(cache, error);
    if (first && (error == ENOSPC || error == EDQUOT)) {
        /* The disk may be smaller than the limit: then old cards make room for new ones, once per failure. */
        count_and_trim(cache, 0, TRIM_SHARE(cache->used_bytes));
    }
    cache->probe_bytes = size;
    cache->retry_after_ms = first ? RETRY_FIRST_MS : cache->retry_after_ms * 2;
    if (cache->retry_after_ms > RETRY_LONGEST_MS)
        cache->retry_after_ms = RETRY_LONGEST_MS;
    cache->retry_at_ms = clock_monotonic_ms() + cache->retry_after_ms;
}

static void disk_probe(struct cache_disk *cache)
{
    int error = cache_dir_make(cache->dir);
    if (!error)
        error = cache_dir_probe(cache->dir, cache->probe_bytes);
    if (error) {
        disk_failed(cache, error, cache->probe_bytes);
    } else {
        cache->retry_after_ms = 0;
        set_failure(cache, 0);
    }
}

/* ---- the keeper ------------------------------------------------------------------------------- */

static void write_card(struct cache_disk *cache, const struct cached_card *card)
{
    size_t size = cached_card_size(card) + CARD_TRAILER_BYTES;
    uint64_t usage = cache_disk_usage(size);
    if (cache->retry_after_ms || usage > cache->limit_bytes) {
        metrics_add(cache->metrics, METRIC_DISK_DROPPED, 1);
        return;
    }
    if (cache->used_bytes + usage > cache->limit_bytes) {
        uint64_t target = TRIM_SHARE(cache->limit_bytes);
        count_and_trim(cache, cache->limit_bytes - usage, target > usage ? target - usage : 0);
    }
    uint64_t replaced = cache_disk_usage(cache_file_size(cache->dir, cached_card_facts(card)));
    int error = cache_file_write(cache->dir, card);
    if (error) {
        metrics_add(cache->metrics, METRIC_DISK_DROPPED, 1);
        disk_failed(cache, error, size);
        return;
    }
    /* A file of another process may not be in the count yet. */
    cache->used_bytes -= replaced < cache->used_bytes ? replaced : cache->used_bytes;
    cache->used_bytes += usage;
    cache->written_since_count += usage;
    metrics_add(cache->metrics, METRIC_DISK_WRITES, 1);
    metrics_set(cache->metrics, METRIC_DISK_BYTES, (int64_t)cache->used_bytes);
}

static void run_job(struct cache_disk *cache, struct job *job)
{
    if (job->kind == JOB_WRITE)
        write_card(cache, job->card);
    else
        cache_file_touch(cache->dir, cached_card_facts(job->card));
    cached_card_unref(job->card);
    free(job);
}

static void keep_house(struct cache_disk *cache)
{
    int64_t now_ms = clock_monotonic_ms();
    if (cache->retry_after_ms && now_ms >= cache->retry_at_ms)
        disk_probe(cache);
    if ((cache->written_since_count > 0 && now_ms - cache->counted_ms > RECOUNT_SECONDS * 1000LL) ||
        cache->written_since_count > cache->limit_bytes / 8)
        count_and_trim(cache, cache->limit_bytes, TRIM_SHARE(cache->limit_bytes));
}

/* The next job, or NULL when a second passed without one or the cache is going away. */
static struct job *next_job(struct cache_disk *cache)
{
    struct timespec until = thread_deadline(1);
    pthread_mutex_lock(&cache->lock);
    while (!cache->first && !atomic_load(&cache->stopping)) {
        if (pthread_cond_timedwait(&cache->wake, &cache->lock, &until) == ETIMEDOUT)
            break;
    }
    struct job *job = cache->first;
    if (job) {
        cache->first = job->next;
        if (!cache->first)
            cache->last = &cache->first;
        cache->pending_bytes -= cached_card_size(job->card);
    }
    pthread_mutex_unlock(&cache->lock);
    return job;
}

static void *keeper_main(void *context)
{
    struct cache_disk *cache = context;
    thread_begin("cache", THREAD_NICE_BACKGROUND);
    disk_probe(cache);
    cache_remove_stale(cache->dir);
    count_and_trim(cache, cache->limit_bytes, TRIM_SHARE(cache->limit_bytes));
    for (;;) {
        struct job *job = next_job(cache);
        if (job)
            run_job(cache, job);
        else if (atomic_load(&cache->stopping))
            break;
        keep_house(cache);
    }
    return NULL;
}

/* ---- for the other threads -------------------------------------------------------------------- */

struct cache_disk *cache_disk_create(const char *dir, uint64_t limit_bytes, struct metrics *metrics)
{
    struct cache_disk *cache = calloc(1, sizeof *cache);
    if (!cache)
        return NULL;
    cache->dir = strdup(dir);
    cache->limit_bytes = limit_bytes;
    cache->metrics = metrics;
    cache->last = &cache->first;
    cache->probe_bytes = 4096;
    metrics_set(metrics, METRIC_DISK_WRITABLE, 1);
    pthread_mutex_init(&cache->lock, NULL);
    thread_cond_init(&cache->wake);
    if (!cache->dir || !thread_start(&cache->keeper, keeper_main, cache)) {
        pthread_mutex_destroy(&cache->lock);
        pthread_cond_destroy(&cache->wake);
        free(cache->dir);
        free(cache);
        return NULL;
    }
    return cache;
}

void cache_disk_destroy(struct cache_disk *cache)
{
    if (!cache)
        return;
    pthread_mutex_lock(&cache->lock);
    atomic_store(&cache->stopping, true);
    pthread_cond_signal(&cache->wake);
    pthread_mutex_unlock(&cache->lock);
    pthread_join(cache->keeper, NULL);
    pthread_mutex_destroy(&cache->lock);
    pthread_cond_destroy(&cache->wake);
    free(cache->dir);
    free(cache);
}

static void read_failed(struct cache_disk *cache, const char *path, int error)
{
    metrics_add(cache->metrics, METRIC_DISK_READ_ERRORS, 1);
    long long now_s = clock_monotonic_ms() / 1000 + READ_WARNING_SECONDS;
    long long last_s = atomic_load(&cache->read_warned_s);
    if (now_s - last_s >= READ_WARNING_SECONDS && atomic_compare_exchange_strong(&cache->read_warned_s, &last_s, now_s))
        log_write(LOG_WARNING, "The disk cache cannot read %s: %s.", path, strerror(error));
}

struct cached_card *cache_disk_get(struct cache_disk *cache, const struct card_id *id, enum ogcard_format format)
{
    char path[CACHE_PATH_SIZE];
    struct cached_card *card = NULL;
    cache_file_path(path, cache->dir, id, format);
    switch (cache_file_read(path, id, &card)) {
    case CACHE_READ_OK:
    case CACHE_READ_NONE:
        break;
    case CACHE_READ_DAMAGED:
        metrics_add(cache->metrics, METRIC_DISK_DAMAGED, 1);
        log_write(LOG_INFO, "The disk cache's file %s is damaged and was removed.", path);
        unlink(path);
        break;
    case CACHE_READ_FAILED:
        read_failed(cache, path, errno);
        break;
    }
    return card;
}

static void add_job(struct cache_disk *cache, enum job_kind kind, struct cached_card *card)
{
    size_t size = cached_card_size(card);
    struct job *job = malloc(sizeof *job);
    pthread_mutex_lock(&cache->lock);
    bool room = job && cache->pending_bytes + size <= LIMIT_PENDING_WRITE_BYTES;
    if (room) {
        *job = (struct job){.kind = kind, .card = cached_card_ref(card)};
        cache->pending_bytes += size;
        *cache->last = job;
        cache->last = &job->next;
        pthread_cond_signal(&cache->wake);
    }
    pthread_mutex_unlock(&cache->lock);
    if (!room) {
        free(job);
        if (kind == JOB_WRITE)
            metrics_add(cache->metrics, METRIC_DISK_DROPPED, 1);
    }
}

void cache_disk_put(struct cache_disk *cache, struct cached_card *card)
{
    add_job(cache, JOB_WRITE, card);
}

void cache_disk_touch(struct cache_disk *cache, struct cached_card *card)
{
    if (cached_card_touch_due(card, clock_wall_s(), TOUCH_SECONDS))
        add_job(cache, JOB_TOUCH, card);
}

const char *cache_disk_dir(const struct cache_disk *cache)
{
    return cache->dir;
}

bool cache_disk_works(struct cache_disk *cache, char *reason, size_t reason_size)
{
    pthread_mutex_lock(&cache->lock);
    int failure = cache->failure;
    pthread_mutex_unlock(&cache->lock);
    snprintf(reason, reason_size, "%s", failure ? strerror(failure) : "");
    return failure == 0;
}
