#include "server/recompress.h"

#include <stdlib.h>

#include "internal/error.h"
#include "server/clock.h"
#include "server/limits.h"
#include "server/metrics.h"

void recompress_init(struct recompress *recompress, bool wanted, struct metrics *metrics)
{
    *recompress = (struct recompress){.metrics = metrics, .wanted = wanted};
    recompress->last = &recompress->first;
}

struct recompress_job *recompress_job_create(const struct cached_card *card, struct ogcard_request *request)
{
    const struct card_facts *facts = cached_card_facts(card);
    struct recompress_job *job = facts->format == OGCARD_FORMAT_PNG ? malloc(sizeof *job) : NULL;
    if (job)
        *job = (struct recompress_job){.id = facts->id, .request = request, .size = cached_card_size(card)};
    return job;
}

void recompress_jobs_destroy(struct recompress_job *jobs)
{
    while (jobs) {
        struct recompress_job *job = jobs;
        jobs = job->next;
        ogcard_request_destroy(job->request);
        free(job);
    }
}

static void set_length(struct recompress *recompress, unsigned length)
{
    recompress->length = length;
    metrics_set(recompress->metrics, METRIC_RECOMPRESS_QUEUE, length);
}

static struct recompress_job *pop(struct recompress *recompress)
{
    struct recompress_job *job = recompress->first;
    recompress->first = job->next;
    if (!recompress->first)
        recompress->last = &recompress->first;
    job->next = NULL;
    set_length(recompress, recompress->length - 1);
    return job;
}

struct recompress_job *recompress_put(struct recompress *recompress, struct recompress_job *job)
{
    if (!recompress->wanted)
        return job;
    struct recompress_job *dropped = recompress->length == LIMIT_RECOMPRESS ? pop(recompress) : NULL;
    *recompress->last = job;
    recompress->last = &job->next;
    set_length(recompress, recompress->length + 1);
    return dropped;
}

struct recompress_job *recompress_clear(struct recompress *recompress)
{
    struct recompress_job *jobs = recompress->first;
    recompress->first = NULL;
    recompress->last = &recompress->first;
    set_length(recompress, 0);
    return jobs;
}

int64_t recompress_due_ms(const struct recompress *recompress)
{
    return recompress->first && !recompress->running ? recompress->quiet_from + LIMIT_RECOMPRESS_QUIET_MS : INT64_MAX;
}

struct recompress_job *recompress_take(struct recompress *recompress)
{
    if (recompress_due_ms(recompress) > clock_monotonic_ms())
        return NULL;
    recompress->running = true;
    recompress->yielding = false;
    metrics_set(recompress->metrics, METRIC_RECOMPRESSING, 1);
    return pop(recompress);
}

bool recompress_begin(struct recompress *recompress, struct ogcard_worker *worker)
{
    if (recompress->yielding)
        return false;
    recompress->worker = worker;
    return true;
}

void recompress_yield(struct recompress *recompress)
{
    recompress->yielding = recompress->running;
    if (recompress->worker)
        ogcard_worker_cancel(recompress->worker);
}

bool recompress_finished(struct recompress *recompress)
{
    recompress->running = false;
    recompress->worker = NULL;
    metrics_set(recompress->metrics, METRIC_RECOMPRESSING, 0);
    return recompress->yielding;
}

struct cached_card *recompress_render(const struct recompress_job *job, struct ogcard_worker *worker,
                                      struct ogcard_error *error)
{
    struct ogcard_card rendered = {0};
    if (ogcard_card_render(worker, job->request, OGCARD_EFFORT_SMALL, &rendered, error) != OGCARD_OK)
        return NULL;
    if (rendered.size >= job->size) {
        ogcard_card_finish(&rendered);
        return NULL;
    }
    struct card_facts facts = {
        .id = job->id,
        .format = rendered.format,
        .recompressed = true,
        .missing_glyphs = rendered.missing_glyphs,
        .created_s = clock_wall_s(),
    };
    struct cached_card *card = cached_card_from_render(&facts, &rendered);
    if (!card)
        error_set(error, OGCARD_BUSY, "There is not enough memory for the card.");
    return card;
}
