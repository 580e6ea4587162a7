#include "server/metrics.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/limits.h"
#include "server/process_stat.h"

enum metric_type { COUNTER, GAUGE };

/* Rows of one name stand together and share its help. */
static const struct metric_row {
    const char *name, *labels;
    enum metric_type type;
    const char *help;
} metric_rows[METRIC_COUNT] = {
    [METRIC_MEMORY_HITS] = {"ogcard_cache_hits_total", "tier=\"memory\"", COUNTER, "Cards answered from a cache."},
    [METRIC_DISK_HITS] = {"ogcard_cache_hits_total", "tier=\"disk\"", COUNTER, NULL},
    [METRIC_MISSES] = {"ogcard_cache_misses_total", "", COUNTER, "Requests for cards that no cache had."},
    [METRIC_NOT_MODIFIED] = {"ogcard_not_modified_total", "", COUNTER, "Requests answered 304."},
    [METRIC_JOINED] = {"ogcard_flights_joined_total", "", COUNTER,
                       "Misses that waited for a render that was under way already."},
    [METRIC_MEMORY_BYTES] = {"ogcard_cache_bytes", "tier=\"memory\"", GAUGE, "Size of a cache."},
    [METRIC_DISK_BYTES] = {"ogcard_cache_bytes", "tier=\"disk\"", GAUGE, NULL},
    [METRIC_MEMORY_CARDS] = {"ogcard_cache_memory_cards", "", GAUGE, "Cards in the memory cache."},
    [METRIC_MEMORY_EVICTIONS] = {"ogcard_cache_evictions_total", "tier=\"memory\"", COUNTER,
                                 "Cards that left a cache for want of room."},
    [METRIC_DISK_EVICTIONS] = {"ogcard_cache_evictions_total", "tier=\"disk\"", COUNTER, NULL},
    [METRIC_DISK_WRITES] = {"ogcard_cache_disk_writes_total", "", COUNTER, "Cards written to the disk cache."},
    [METRIC_DISK_DROPPED] = {"ogcard_cache_disk_dropped_total", "", COUNTER,
                             "Cards not written because the disk fails or too many were waiting."},
    [METRIC_DISK_DAMAGED] = {"ogcard_cache_disk_damaged_total", "", COUNTER,
                             "Files in the disk cache that were torn, altered or foreign, and were removed."},
    [METRIC_DISK_READ_ERRORS] = {"ogcard_cache_disk_errors_total", "operation=\"read\"", COUNTER,
                                 "Failures of the file system under the disk cache."},
    [METRIC_DISK_WRITE_ERRORS] = {"ogcard_cache_disk_errors_total", "operation=\"write\"", COUNTER, NULL},
    [METRIC_DISK_WRITABLE] = {"ogcard_cache_disk_writable", "", GAUGE, "1 while the disk cache takes cards."},
    [METRIC_DISK_COUNTED] = {"ogcard_cache_disk_counts_total", "", COUNTER,
                             "Times that the disk cache's files were counted."},
    [METRIC_FALLBACKS] =
        {"ogcard_fallbacks_total", "", COUNTER,
         "Errors that were answered with the fallback picture; requests count with the error's status."},
    [METRIC_RENDERS] = {"ogcard_renders_total", "", COUNTER, "Cards rendered."},
    [METRIC_RENDER_FAILURES] = {"ogcard_render_failures_total", "", COUNTER, "Renders that failed."},
    [METRIC_WORKERS_WARM] = {"ogcard_workers_warm", "", GAUGE,
                             "Render workers that hold fonts, glyphs and pictures; those at rest give them back."},
    [METRIC_RENDER_TIMEOUTS] = {"ogcard_render_timeouts_total", "", COUNTER,
                                "Renders that were ended because they took too long."},
    [METRIC_QUEUE_LENGTH] = {"ogcard_queue_length", "", GAUGE, "Cards waiting for a worker."},
    [METRIC_QUEUE_FULL] = {"ogcard_queue_full_total", "", COUNTER, "Requests refused because the queue was full."},
    [METRIC_TIMEOUTS] = {"ogcard_timeouts_total", "", COUNTER, "Requests whose card was not ready in time."},
    [METRIC_MISSING_GLYPHS] = {"ogcard_missing_glyphs_total", "", COUNTER,
                               "Characters in rendered cards that no font covers."},
    [METRIC_CONNECTIONS] = {"ogcard_connections", "", GAUGE, "Open connections."},
    [METRIC_CONNECTIONS_REFUSED] = {"ogcard_connections_refused_total", "", COUNTER,
                                    "Connections closed at once because their address had too many."},
    [METRIC_CONNECTIONS_CUT] = {"ogcard_connections_cut_total", "", COUNTER,
                                "Connections closed because a request or response took too long."},
    [METRIC_RELOADS] = {"ogcard_reloads_total", "result=\"ok\"", COUNTER, "Reloads of the templates."},
    [METRIC_RELOAD_FAILURES] = {"ogcard_reloads_total", "result=\"failed\"", COUNTER, NULL},
    [METRIC_LIMITED] = {"ogcard_limited_total", "", COUNTER, "Misses refused because their address had too many."},
    [METRIC_SIGNATURES_REFUSED] = {"ogcard_signatures_refused_total", "", COUNTER,
                                   "Requests whose signature was missing, wrong or expired."},
    [METRIC_RECOMPRESSED] = {"ogcard_recompressed_total", "", COUNTER, "Cards whose small form took their place."},
    [METRIC_RECOMPRESS_SAVED] = {"ogcard_recompress_saved_bytes_total", "", COUNTER,
                                 "Bytes by which those cards became smaller."},
    [METRIC_RECOMPRESS_YIELDS] = {"ogcard_recompress_yields_total", "", COUNTER,
                                  "Recompressions put off because a card was asked for."},
    [METRIC_RECOMPRESS_QUEUE] = {"ogcard_recompress_queue_length", "", GAUGE, "Cards waiting to be recompressed."},
    [METRIC_RECOMPRESSING] = {"ogcard_recompressing", "", GAUGE, "1 while a card is being recompressed."},
};

static const struct histogram_row {
    const char *name, *labels, *help;
} histogram_rows[HISTOGRAM_COUNT] = {
    [HISTOGRAM_HIT_SECONDS] = {"ogcard_request_seconds", "cache=\"hit\"",
                               "Time from a request's headers to its answer, of requests for cards."},
    [HISTOGRAM_MISS_SECONDS] = {"ogcard_request_seconds", "cache=\"miss\"", NULL},
    [HISTOGRAM_RENDER_SECONDS] = {"ogcard_render_seconds", "", "Time to render a card, without waiting."},
    [HISTOGRAM_STAGE_SECONDS + OGCARD_STAGE_STYLE] = {"ogcard_stage_seconds", "stage=\"style\"",
                                                      "Time that a card takes in each stage of rendering."},
    [HISTOGRAM_STAGE_SECONDS + OGCARD_STAGE_LAYOUT] = {"ogcard_stage_seconds", "stage=\"layout\"", NULL},
    [HISTOGRAM_STAGE_SECONDS + OGCARD_STAGE_SHAPE] = {"ogcard_stage_seconds", "stage=\"shape\"", NULL},
    [HISTOGRAM_STAGE_SECONDS + OGCARD_STAGE_FIT] = {"ogcard_stage_seconds", "stage=\"fit\"", NULL},
    [HISTOGRAM_STAGE_SECONDS + OGCARD_STAGE_RASTER] = {"ogcard_stage_seconds", "stage=\"raster\"", NULL},
    [HISTOGRAM_STAGE_SECONDS + OGCARD_STAGE_ENCODE] = {"ogcard_stage_seconds", "stage=\"encode\"", NULL},
};

static const double bucket_bounds_s[] = {0.00001, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                         0.025,   0.05,    0.1,    0.25,    0.5,    1,     2.5,    5,     10};
#define BUCKETS (sizeof bucket_bounds_s / sizeof bucket_bounds_s[0])

struct request_row {
    char template_name[LIMIT_TEMPLATE_NAME + 1];
    int http_code;
    atomic_llong count;
};

struct metrics {
    atomic_llong values[METRIC_COUNT];
    struct {
        atomic_llong buckets[BUCKETS + 1]; /* the last is beyond all bounds */
        atomic_llong nanoseconds;
    } histograms[HISTOGRAM_COUNT];
    pthread_mutex_t request_lock; /* of adding rows; rows below request_row_count never change but in their count */
    atomic_size_t request_row_count;
    struct request_row request_rows[LIMIT_REQUEST_ROWS];
    time_t started_s;
};

struct metrics *metrics_create(void)
{
    struct metrics *metrics = calloc(1, sizeof *metrics);
    if (metrics) {
        pthread_mutex_init(&metrics->request_lock, NULL);
        metrics->started_s = time(NULL);
    }
    return metrics;
}

void metrics_destroy(struct metrics *metrics)
{
    if (!metrics)
        return;
    pthread_mutex_destroy(&metrics->request_lock);
    free(metrics);
}

void metrics_add(struct metrics *metrics, enum metric metric, int64_t amount)
{
    if (metrics)
        atomic_fetch_add_explicit(&metrics->values[metric], amount, memory_order_relaxed);
}

void metrics_set(struct metrics *metrics, enum metric metric, int64_t value)
{
    if (metrics)
        atomic_store_explicit(&metrics->values[metric], value, memory_order_relaxed);
}

int64_t metrics_get(const struct metrics *metrics, enum metric metric)
{
    return metrics ? atomic_load_explicit(&metrics->values[metric], memory_order_relaxed) : 0;
}

void metrics_observe(struct metrics *metrics, enum metric_histogram histogram, int64_t nanoseconds)
{
    if (!metrics)
        return;
    size_t bucket = 0;
    while (bucket < BUCKETS && (double)nanoseconds > bucket_bounds_s[bucket] * 1e9)
        bucket++;
    atomic_fetch_add_explicit(&metrics->histograms[histogram].buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&metrics->histograms[histogram].nanoseconds, nanoseconds, memory_order_relaxed);
}

static struct request_row *request_row_find(struct metrics *metrics, const char *name, int http_code)
{
    size_t count = atomic_load_explicit(&metrics->request_row_count, memory_order_acquire);
    for (size_t i = 0; i < count; i++) {
        if (metrics->request_rows[i].http_code == http_code &&
            strcmp(metrics->request_rows[i].template_name, name) == 0)
            return &metrics->request_rows[i];
    }
    return NULL;
}

static struct request_row *request_row_add(struct metrics *metrics, const char *name, int http_code)
{
    pthread_mutex_lock(&metrics->request_lock);
    struct request_row *row = request_row_find(metrics, name, http_code);
    size_t count = atomic_load(&metrics->request_row_count);
    if (!row && count < LIMIT_REQUEST_ROWS) {
        row = &metrics->request_rows[count];
        snprintf(row->template_name, sizeof row->template_name, "%s", name);
        row->http_code = http_code;
        atomic_store_explicit(&metrics->request_row_count, count + 1, memory_order_release);
    }
    pthread_mutex_unlock(&metrics->request_lock);
    return row;
}

void metrics_request(struct metrics *metrics, const char *template_name, int http_code)
{
    if (!metrics)
        return;
    const char *name = template_name ? template_name : "";
    struct request_row *row = request_row_find(metrics, name, http_code);
    if (!row && atomic_load(&metrics->request_row_count) >= LIMIT_REQUEST_ROWS - 64)
        name = "other"; /* the last rows are kept for it */
    if (!row)
        row = request_row_add(metrics, name, http_code);
    if (row)
        atomic_fetch_add_explicit(&row->count, 1, memory_order_relaxed);
}

static void print_head(struct text_buffer *out, const char *name, const char *type, const char *help)
{
    text_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void print_histogram(struct metrics *metrics, size_t index, struct text_buffer *out)
{
    const struct histogram_row *row = &histogram_rows[index];
    const char *comma = row->labels[0] ? "," : "", *open = row->labels[0] ? "{" : "",
               *close = row->labels[0] ? "}" : "";
    if (row->help)
        print_head(out, row->name, "histogram", row->help);
    long long sum = 0;
    for (size_t i = 0; i <= BUCKETS; i++) {
        sum += atomic_load(&metrics->histograms[index].buckets[i]);
        if (i < BUCKETS)
            text_printf(out, "%s_bucket{%s%sle=\"%g\"} %lld\n", row->name, row->labels, comma, bucket_bounds_s[i], sum);
        else
            text_printf(out, "%s_bucket{%s%sle=\"+Inf\"} %lld\n", row->name, row->labels, comma, sum);
    }
    text_printf(out, "%s_sum%s%s%s %.9f\n", row->name, open, row->labels, close,
                (double)atomic_load(&metrics->histograms[index].nanoseconds) / 1e9);
    text_printf(out, "%s_count%s%s%s %lld\n", row->name, open, row->labels, close, sum);
}

static void print_requests(struct metrics *metrics, struct text_buffer *out)
{
    print_head(out, "ogcard_requests_total", "counter", "Answers by template and status.");
    size_t count = atomic_load_explicit(&metrics->request_row_count, memory_order_acquire);
    for (size_t i = 0; i < count; i++) {
        struct request_row *row = &metrics->request_rows[i];
        text_printf(out, "ogcard_requests_total{template=\"");
        text_append_json(out, row->template_name);
        text_printf(out, "\",status=\"%d\"} %lld\n", row->http_code, (long long)atomic_load(&row->count));
    }
}

static void print_process(const struct metrics *metrics, struct text_buffer *out)
{
    struct process_stat stat = process_stat_read();
    print_head(out, "process_start_time_seconds", "gauge", "When the process started, seconds since 1970.");
    text_printf(out, "process_start_time_seconds %lld\n", (long long)metrics->started_s);
    print_head(out, "process_resident_memory_bytes", "gauge", "Resident memory.");
    text_printf(out, "process_resident_memory_bytes %" PRId64 "\n", stat.resident_bytes);
    print_head(out, "process_cpu_seconds_total", "counter", "User and system time.");
    text_printf(out, "process_cpu_seconds_total %.3f\n", stat.cpu_s);
    print_head(out, "process_open_fds", "gauge", "Open file descriptors.");
    text_printf(out, "process_open_fds %d\n", stat.open_descriptors);
}

void metrics_print(struct metrics *metrics, struct text_buffer *out)
{
    print_head(out, "ogcard_build_info", "gauge", "1, with the version.");
    text_printf(out, "ogcard_build_info{version=\"%s\"} 1\n", ogcard_version());
    print_requests(metrics, out);
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        const struct metric_row *row = &metric_rows[i];
        bool labels = row->labels[0] != '\0';
        if (row->help)
            print_head(out, row->name, row->type == COUNTER ? "counter" : "gauge", row->help);
        text_printf(out, "%s%s%s%s %lld\n", row->name, labels ? "{" : "", row->labels, labels ? "}" : "",
                    (long long)atomic_load(&metrics->values[i]));
    }
    for (size_t i = 0; i < HISTOGRAM_COUNT; i++)
        print_histogram(metrics, i, out);
    print_process(metrics, out);
}
