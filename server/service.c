#include "server/service.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/cache_disk.h"
#include "server/cache_memory.h"
#include "server/clock.h"
#include "server/current_engine.h"
#include "server/limiter.h"
#include "server/limits.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/recompress.h"
#include "server/thread.h"

#define FLIGHT_BUCKETS 256

/* One card that is being made, and all who wait for it. */
struct flight {
    struct flight *next_in_bucket;
    struct flight *next_in_queue;
    struct card_id id;
    struct ogcard_request *request;
    struct service_ticket *tickets;
};

/* A thread that renders. */
struct slot {
    struct service *service;
    pthread_t thread;
    struct ogcard_worker *worker; /* the thread's own, but for ogcard_worker_cancel() */
    int64_t deadline_ms;          /* with the service's lock: of the render that is under way; INT64_MAX: none is */
};

struct service {
    struct service_options options;
    struct metrics *metrics;
    struct cache_memory *memory;
    struct cache_disk *disk; /* NULL without one */
    struct limiter *limiter; /* NULL without one */

    struct current_engine *engine;

    pthread_mutex_t lock; /* of the rest */
    pthread_cond_t work;
    struct flight *flights[FLIGHT_BUCKETS];
    struct flight *queue_first, **queue_last;
    unsigned queue_length;
    unsigned rendering; /* workers with a flight */
    struct recompress recompress;
    bool stopped;   /* no new flights */
    bool finishing; /* workers end */
    struct slot *slots;
    unsigned slot_count;
};

/* ---- flights ---------------------------------------------------------------------------------- */

static struct flight **flight_find(struct service *service, const struct card_id *id)
{
    struct flight **link = &service->flights[id->bytes[0] % FLIGHT_BUCKETS];
    while (*link && !card_id_equal(&(*link)->id, id))
        link = &(*link)->next_in_bucket;
    return link;
}

/* With the lock held. The flight is out of the table afterwards, its tickets are the caller's to answer. */
static struct service_ticket *flight_land(struct service *service, struct flight *flight)
{
    struct flight **link = flight_find(service, &flight->id);
    *link = flight->next_in_bucket;
    struct service_ticket *tickets = flight->tickets;
    flight->tickets = NULL;
    return tickets;
}

static void flight_destroy(struct flight *flight)
{
    ogcard_request_destroy(flight->request);
    free(flight);
}

/* Answers a list of tickets with a card (a reference for each) or an error. Without the lock: `done` may do anything.
 */
static void answer_tickets(struct service_ticket *tickets, struct cached_card *card, const struct ogcard_error *error)
{
    while (tickets) {
        struct service_ticket *ticket = tickets;
        tickets = ticket->next;
        if (card)
            ticket->card = cached_card_ref(card);
        else
            ticket->error = *error;
        ticket->done(ticket);
    }
}

/* ---- workers ---------------------------------------------------------------------------------- */

static void slot_set_deadline(struct slot *slot, int64_t deadline_ms)
{
    pthread_mutex_lock(&slot->service->lock);
    slot->deadline_ms = deadline_ms;
    pthread_mutex_unlock(&slot->service->lock);
}

static struct cached_card *render(struct slot *slot, const struct flight *flight, struct ogcard_error *error)
{
    struct service *service = slot->service;
    struct ogcard_card rendered = {0};
    int64_t start_ns = clock_monotonic_ns();
    slot_set_deadline(slot, start_ns / 1000000 + service->options.render_ms);
    enum ogcard_status status =
        ogcard_card_render(slot->worker, flight->request, service->options.effort, &rendered, error);
    slot_set_deadline(slot, INT64_MAX);
    metrics_observe(service->metrics, HISTOGRAM_RENDER_SECONDS, clock_monotonic_ns() - start_ns);
    metrics_add(service->metrics, METRIC_RENDERS, 1);
    if (status != OGCARD_OK) {
        metrics_add(service->metrics, METRIC_RENDER_FAILURES, 1);
        metrics_add(service->metrics, METRIC_RENDER_TIMEOUTS, status == OGCARD_TIME_LIMIT);
        log_write(LOG_ERROR, "Template %s did not render: %s", ogcard_request_template(flight->request),
                  error->message);
        return NULL;
    }
    for (int stage = 0; stage < OGCARD_STAGE_COUNT; stage++)
        metrics_observe(service->metrics, HISTOGRAM_STAGE_SECONDS + stage, rendered.stage_ns[stage]);
    metrics_add(service->metrics, METRIC_MISSING_GLYPHS, rendered.missing_glyphs);
    struct card_facts facts = {
        .id = flight->id,
        .format = rendered.format,
        .missing_glyphs = rendered.missing_glyphs,
        .created_s = clock_wall_s(),
    };
    struct cached_card *card = cached_card_from_render(&facts, &rendered);
    if (!card)
        error_set(error, OGCARD_BUSY, "There is not enough memory for the card.");
    return card;
}

/* Most of what the process holds is what makes a worker's next card fast. */
static void worker_rest(struct service *service, struct ogcard_worker **worker)
{
    ogcard_worker_destroy(*worker);
    *worker = NULL;
    metrics_add(service->metrics, METRIC_WORKERS_WARM, -1);
    malloc_trim(0);
}

/* With the lock held: until a flight comes or the time has come. */
static void wait_until(struct service *service, int64_t monotonic_ms)
{
    if (monotonic_ms == INT64_MAX) {
        pthread_cond_wait(&service->work, &service->lock);
    } else {
        struct timespec until = thread_deadline_at(monotonic_ms);
        pthread_cond_timedwait(&service->work, &service->lock, &until);
    }
}

/* Until there is work or the workers should end; a worker that waits long comes to rest. Called with the lock held. */
static void queue_wait(struct service *service, struct ogcard_worker **worker)
{
    int64_t rest_ms = clock_monotonic_ms() + LIMIT_REST_SECONDS * 1000;
    while (!service->queue_first && !service->finishing) {
        int64_t now_ms = clock_monotonic_ms(), due_ms = recompress_due_ms(&service->recompress);
        if (due_ms <= now_ms)
            return;
        if (*worker && rest_ms <= now_ms) {
            pthread_mutex_unlock(&service->lock);
            worker_rest(service, worker);
            pthread_mutex_lock(&service->lock);
        } else {
            wait_until(service, *worker && rest_ms < due_ms ? rest_ms : due_ms);
        }
    }
}

/* The next flight that someone still waits for, or NULL; then `job` is a card to recompress, or NULL too when the
 * workers should end. */
static struct flight *queue_pop(struct service *service, struct ogcard_worker **worker, struct recompress_job **job)
{
    struct flight *flight = NULL;
    *job = NULL;
    pthread_mutex_lock(&service->lock);
    for (;;) {
        queue_wait(service, worker);
        flight = service->queue_first;
        if (!flight && !service->finishing && !(*job = recompress_take(&service->recompress)))
            continue;
        if (!flight)
            break;
        service->queue_first = flight->next_in_queue;
        if (!service->queue_first)
            service->queue_last = &service->queue_first;
        metrics_set(service->metrics, METRIC_QUEUE_LENGTH, --service->queue_length);
        if (flight->tickets) {
            service->rendering++;
            break;
        }
        flight_land(service, flight);
        flight_destroy(flight);
    }
    pthread_mutex_unlock(&service->lock);
    return flight;
}

static enum ogcard_status worker_wake(struct service *service, struct ogcard_worker **worker,
                                      struct ogcard_error *error)
{
    if (*worker)
        return OGCARD_OK;
    enum ogcard_status status = ogcard_worker_create(worker, error);
    if (status == OGCARD_OK)
        metrics_add(service->metrics, METRIC_WORKERS_WARM, 1);
    else
        log_write(LOG_ERROR, "A render worker cannot start: %s", error->message);
    return status;
}

/* ---- recompression ---------------------------------------------------------------------------- */

/* Queues the job, or destroys it. */
static void recompress_later(struct service *service, struct recompress_job *job)
{
    pthread_mutex_lock(&service->lock);
    struct recompress_job *dropped = recompress_put(&service->recompress, job);
    pthread_mutex_unlock(&service->lock);
    recompress_jobs_destroy(dropped);
}

static void recompress_drop(struct service *service)
{
    pthread_mutex_lock(&service->lock);
    struct recompress_job *jobs = recompress_clear(&service->recompress);
    pthread_mutex_unlock(&service->lock);
    recompress_jobs_destroy(jobs);
}

/* With the lock held: nobody waits for a card behind one that nobody waits for. */
static void recompress_give_way(struct service *service)
{
    if (service->recompress.running && service->queue_length + service->rendering + 1 > service->slot_count)
        recompress_yield(&service->recompress);
}

static void recompress(struct slot *slot, struct recompress_job *job)
{
    struct service *service = slot->service;
    struct ogcard_error error = {0};
    struct cached_card *card = NULL;
    bool awake = worker_wake(service, &slot->worker, &error) == OGCARD_OK;
    pthread_mutex_lock(&service->lock);
    bool begun = awake && recompress_begin(&service->recompress, slot->worker);
    slot->deadline_ms = begun ? clock_monotonic_ms() + service->options.render_ms : INT64_MAX;
    pthread_mutex_unlock(&service->lock);
    if (begun)
        card = recompress_render(job, slot->worker, &error);
    pthread_mutex_lock(&service->lock);
    slot->deadline_ms = INT64_MAX;
    bool yielded = recompress_finished(&service->recompress);
    pthread_mutex_unlock(&service->lock);
    if (card) {
        metrics_add(service->metrics, METRIC_RECOMPRESS_SAVED, (int64_t)(job->size - cached_card_size(card)));
        cache_memory_put(service->memory, card);
        if (service->disk)
            cache_disk_put(service->disk, card);
        cached_card_unref(card);
        metrics_add(service->metrics, METRIC_RECOMPRESSED, 1);
    } else if (yielded && (!begun || error.status == OGCARD_TIME_LIMIT)) {
        metrics_add(service->metrics, METRIC_RECOMPRESS_YIELDS, 1);
        recompress_later(service, job);
        return;
    } else if (error.status != OGCARD_OK) {
        log_write(LOG_INFO, "A card of template %s was not recompressed: %s", ogcard_request_template(job->request),
                  error.message);
    }
    recompress_jobs_destroy(job);
}

/* ---- the worker's thread ---------------------------------------------------------------------- */

static void make_card(struct slot *slot, struct flight *flight)
{
    struct service *service = slot->service;
    struct ogcard_error error = {0};
    struct cached_card *card = NULL;
    struct recompress_job *job = NULL;
    if (worker_wake(service, &slot->worker, &error) == OGCARD_OK)
        card = render(slot, flight, &error);
    /* In the cache before the flight leaves the table: who does not find the one finds the other. */
    if (card)
        cache_memory_put(service->memory, card);
    pthread_mutex_lock(&service->lock);
    struct service_ticket *tickets = flight_land(service, flight);
    service->rendering--;
    service->recompress.quiet_from = clock_monotonic_ms();
    pthread_mutex_unlock(&service->lock);
    answer_tickets(tickets, card, &error);
    if (card && service->disk)
        cache_disk_put(service->disk, card);
    if (card && service->options.recompress && (job = recompress_job_create(card, flight->request))) {
        flight->request = NULL;
        recompress_later(service, job);
    }
    cached_card_unref(card);
    flight_destroy(flight);
}

static void *worker_main(void *context)
{
    struct slot *slot = context;
    struct flight *flight;
    struct recompress_job *job;
    thread_begin("render", THREAD_NICE_RENDER);
    while ((flight = queue_pop(slot->service, &slot->worker, &job)) || job) {
        if (flight)
            make_card(slot, flight);
        else
            recompress(slot, job);
    }
    ogcard_worker_destroy(slot->worker);
    return NULL;
}

static void stop_workers(struct service *service)
{
    pthread_mutex_lock(&service->lock);
    service->finishing = true;
    pthread_cond_broadcast(&service->work);
    pthread_mutex_unlock(&service->lock);
    for (unsigned i = 0; i < service->slot_count; i++)
        pthread_join(service->slots[i].thread, NULL);
    service->slot_count = 0;
}

static bool start_workers(struct service *service)
{
    unsigned wanted = service->options.workers ? service->options.workers : thread_cores();
    if (wanted > LIMIT_WORKERS)
        wanted = LIMIT_WORKERS;
    service->slots = calloc(wanted, sizeof *service->slots);
    if (!service->slots)
        return false;
    while (service->slot_count < wanted) {
        struct slot *slot = &service->slots[service->slot_count];
        *slot = (struct slot){.service = service, .deadline_ms = INT64_MAX};
        if (!thread_start(&slot->thread, worker_main, slot))
            return false;
        pthread_mutex_lock(&service->lock);
        service->slot_count++;
        pthread_mutex_unlock(&service->lock);
    }
    return true;
}

/* ---- engine ----------------------------------------------------------------------------------- */

struct ogcard_engine *service_engine(struct service *service)
{
    return current_engine_ref(service->engine);
}

enum ogcard_status service_reload(struct service *service, struct ogcard_error *error)
{
    enum ogcard_status status = current_engine_reload(service->engine, error);
    recompress_drop(service); /* they would keep the old engine */
    return status;
}

bool service_reload_failure(struct service *service, struct ogcard_error *error)
{
    return current_engine_failure(service->engine, error);
}

/* ---- the way of a request ---------------------------------------------------------------------- */

bool service_recompresses(const struct service *service)
{
    return service->options.recompress;
}

struct card_id service_card_id(const struct service *service, const struct ogcard_request *request)
{
    return card_id_make(ogcard_request_key(request), service->options.effort);
}

struct cached_card *service_lookup(struct service *service, const struct card_id *id, enum ogcard_format format,
                                   enum card_source *source)
{
    struct cached_card *card = cache_memory_get(service->memory, id);
    if (card) {
        *source = SOURCE_MEMORY;
        metrics_add(service->metrics, METRIC_MEMORY_HITS, 1);
        if (service->disk)
            cache_disk_touch(service->disk, card);
        return card;
    }
    card = service->disk ? cache_disk_get(service->disk, id, format) : NULL;
    if (card) {
        *source = SOURCE_DISK;
        metrics_add(service->metrics, METRIC_DISK_HITS, 1);
        cache_memory_put(service->memory, card);
    }
    return card;
}

/* Whether the client may have another card made; otherwise the ticket says why not. */
static bool client_may(struct service *service, const struct address *client, struct service_ticket *ticket)
{
    if (!service->limiter || limiter_take(service->limiter, client, clock_monotonic_ms(), &ticket->retry_after_s))
        return true;
    metrics_add(service->metrics, METRIC_LIMITED, 1);
    error_set(&ticket->error, OGCARD_LIMITED, "Your address asks for too many new cards. Try again in %u s.",
              ticket->retry_after_s);
    return false;
}

/* With the lock held; NULL with `error` set when the card cannot be waited for. */
static struct flight *flight_start(struct service *service, struct ogcard_request **request, const struct card_id *id,
                                   struct ogcard_error *error)
{
    if (service->queue_length >= service->options.queue_limit) {
        metrics_add(service->metrics, METRIC_QUEUE_FULL, 1);
        error_set(error, OGCARD_BUSY, "Too many cards are waiting to be made. Try again in a moment.");
        return NULL;
    }
    struct flight *flight = calloc(1, sizeof *flight);
    if (!flight) {
        error_set(error, OGCARD_BUSY, "There is not enough memory for the request.");
        return NULL;
    }
    flight->id = *id;
    flight->request = *request;
    *request = NULL;
    struct flight **bucket = &service->flights[id->bytes[0] % FLIGHT_BUCKETS];
    flight->next_in_bucket = *bucket;
    *bucket = flight;
    *service->queue_last = flight;
    service->queue_last = &flight->next_in_queue;
    metrics_set(service->metrics, METRIC_QUEUE_LENGTH, ++service->queue_length);
    service->recompress.quiet_from = clock_monotonic_ms();
    recompress_give_way(service);
    pthread_cond_signal(&service->work);
    return flight;
}

void service_submit(struct service *service, struct ogcard_request *request, const struct card_id *id,
                    const struct address *client, struct service_ticket *ticket)
{
    struct flight *flight = NULL;
    struct cached_card *card = NULL;
    ticket->next = NULL;
    ticket->deadline_ms = clock_monotonic_ms() + service->options.wait_ms;

    pthread_mutex_lock(&service->lock);
    if (service->stopped) {
        error_set(&ticket->error, OGCARD_BUSY, "The server is shutting down.");
    } else if ((flight = *flight_find(service, id))) {
        metrics_add(service->metrics, METRIC_JOINED, 1);
    } else if ((card = cache_memory_get(service->memory, id))) {
        /* Its flight landed since service_lookup(). */
    } else if (client_may(service, client, ticket)) {
        flight = flight_start(service, &request, id, &ticket->error);
    }
    if (flight) {
        ticket->next = flight->tickets;
        flight->tickets = ticket;
    }
    pthread_mutex_unlock(&service->lock);

    ogcard_request_destroy(request);
    if (!flight) {
        ticket->card = card;
        ticket->done(ticket);
    }
}

/* With the lock held: a render that began since keeps its worker from being told to end. */
static void end_late_renders(struct service *service, int64_t now_ms)
{
    for (unsigned i = 0; i < service->slot_count; i++) {
        if (service->slots[i].deadline_ms <= now_ms && service->slots[i].deadline_ms < INT64_MAX)
            ogcard_worker_cancel(service->slots[i].worker);
    }
}

void service_expire(struct service *service, int64_t now_ms)
{
    struct ogcard_error error;
    struct service_ticket *late = NULL;
    error_set(&error, OGCARD_BUSY, "The card was not ready in time. Try again in a moment.");
    pthread_mutex_lock(&service->lock);
    for (size_t i = 0; i < FLIGHT_BUCKETS; i++) {
        for (struct flight *flight = service->flights[i]; flight; flight = flight->next_in_bucket) {
            for (struct service_ticket **link = &flight->tickets; *link;) {
                struct service_ticket *ticket = *link;
                if (ticket->deadline_ms > now_ms) {
                    link = &ticket->next;
                    continue;
                }
                *link = ticket->next;
                ticket->next = late;
                late = ticket;
                metrics_add(service->metrics, METRIC_TIMEOUTS, 1);
            }
        }
    }
    end_late_renders(service, now_ms);
    recompress_give_way(service); /* again: a worker does not hear it right before its render */
    pthread_mutex_unlock(&service->lock);
    answer_tickets(late, NULL, &error);
}

void service_quiesce(struct service *service)
{
    pthread_mutex_lock(&service->lock);
    service->recompress.wanted = false;
    recompress_yield(&service->recompress);
    pthread_mutex_unlock(&service->lock);
    recompress_drop(service);
}

void service_stop(struct service *service)
{
    service_quiesce(service);
    pthread_mutex_lock(&service->lock);
    service->stopped = true;
    pthread_mutex_unlock(&service->lock);
    service_expire(service, INT64_MAX);
}

bool service_disk_works(struct service *service, const char **dir, char *reason, size_t reason_size)
{
    *dir = service->disk ? cache_disk_dir(service->disk) : NULL;
    reason[0] = '\0';
    return !service->disk || cache_disk_works(service->disk, reason, reason_size);
}

/* ---- lifetime ---------------------------------------------------------------------------------- */

enum ogcard_status service_create(const struct service_options *options, struct metrics *metrics, struct service **out,
                                  struct ogcard_error *error)
{
    *out = NULL;
    struct service *service = calloc(1, sizeof *service);
    if (!service)
        return error_set(error, OGCARD_INTERNAL, "There is not enough memory for the service.");
    service->options = *options;
    service->metrics = metrics;
    service->queue_last = &service->queue_first;
    service->options.recompress = options->recompress && options->effort != OGCARD_EFFORT_SMALL &&
                                  (options->memory_bytes > 0 || options->cache_dir);
    recompress_init(&service->recompress, service->options.recompress, metrics);
    pthread_mutex_init(&service->lock, NULL);
    thread_cond_init(&service->work);
    /* glibc's allocator sets itself up in the first call, without a lock; where a sanitizer stands in for it, that is
     * the first worker_rest(), of several threads at once. */
    malloc_trim(0);

    enum ogcard_status status = current_engine_create(&options->engine, metrics, &service->engine, error);
    if (status == OGCARD_OK) {
        service->memory = cache_memory_create(options->memory_bytes, metrics);
        if (options->cache_dir)
            service->disk = cache_disk_create(options->cache_dir, options->disk_bytes, metrics);
        if (options->client_per_minute)
            service->limiter = limiter_create(options->client_per_minute, options->client_burst);
        if (!service->memory || (options->cache_dir && !service->disk) ||
            (options->client_per_minute && !service->limiter) || !start_workers(service))
            status = error_set(error, OGCARD_INTERNAL, "The service's threads cannot be started.");
    }
    if (status != OGCARD_OK) {
        service_destroy(service);
        return status;
    }
    *out = service;
    return OGCARD_OK;
}

void service_destroy(struct service *service)
{
    if (!service)
        return;
    service_stop(service);
    stop_workers(service);
    free(service->slots);
    cache_disk_destroy(service->disk);
    cache_memory_destroy(service->memory);
    limiter_destroy(service->limiter);
    current_engine_destroy(service->engine);
    pthread_mutex_destroy(&service->lock);
    pthread_cond_destroy(&service->work);
    free(service);
}
