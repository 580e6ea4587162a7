/* Counters, gauges and histograms, and their Prometheus text (exposition format 0.0.4). One table in metrics.c has a
 * row for each, whose prose is its help. Any thread. */
#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include <stdint.h>

#include "ogcard.h"
#include "server/text.h"

enum metric {
    METRIC_MEMORY_HITS,
    METRIC_DISK_HITS,
    METRIC_MISSES,
    METRIC_NOT_MODIFIED,
    METRIC_JOINED,
    METRIC_MEMORY_BYTES,
    METRIC_DISK_BYTES,
    METRIC_MEMORY_CARDS,
    METRIC_MEMORY_EVICTIONS,
    METRIC_DISK_EVICTIONS,
    METRIC_DISK_WRITES,
    METRIC_DISK_DROPPED,
    METRIC_DISK_DAMAGED,
    METRIC_DISK_READ_ERRORS,
    METRIC_DISK_WRITE_ERRORS,
    METRIC_DISK_WRITABLE,
    METRIC_DISK_COUNTED,
    METRIC_FALLBACKS,
    METRIC_RENDERS,
    METRIC_RENDER_FAILURES,
    METRIC_WORKERS_WARM,
    METRIC_RENDER_TIMEOUTS,
    METRIC_QUEUE_LENGTH,
    METRIC_QUEUE_FULL,
    METRIC_TIMEOUTS,
    METRIC_MISSING_GLYPHS,
    METRIC_CONNECTIONS,
    METRIC_CONNECTIONS_REFUSED,
    METRIC_CONNECTIONS_CUT,
    METRIC_RELOADS,
    METRIC_RELOAD_FAILURES,
    METRIC_LIMITED,
    METRIC_SIGNATURES_REFUSED,
    METRIC_RECOMPRESSED,
    METRIC_RECOMPRESS_SAVED,
    METRIC_RECOMPRESS_YIELDS,
    METRIC_RECOMPRESS_QUEUE,
    METRIC_RECOMPRESSING,
    METRIC_COUNT
};

enum metric_histogram {
    HISTOGRAM_HIT_SECONDS,
    HISTOGRAM_MISS_SECONDS,
    HISTOGRAM_RENDER_SECONDS,
    HISTOGRAM_STAGE_SECONDS, /* the first of OGCARD_STAGE_COUNT, in the order of enum ogcard_stage */
    HISTOGRAM_COUNT = HISTOGRAM_STAGE_SECONDS + OGCARD_STAGE_COUNT
};

struct metrics;

struct metrics *metrics_create(void); /* NULL: out of memory */
void metrics_destroy(struct metrics *metrics);

/* All accept NULL metrics, for tools that count nothing. */
void metrics_add(struct metrics *metrics, enum metric metric, int64_t amount);
void metrics_set(struct metrics *metrics, enum metric metric, int64_t value);
int64_t metrics_get(const struct metrics *metrics, enum metric metric);
void metrics_observe(struct metrics *metrics, enum metric_histogram histogram, int64_t nanoseconds);

/* One answer. `template_name` is one that the engine knows, or NULL for everything that is no card. */
void metrics_request(struct metrics *metrics, const char *template_name, int http_code);

void metrics_print(struct metrics *metrics, struct text_buffer *out);

#endif
