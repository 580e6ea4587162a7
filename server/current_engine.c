#include "server/current_engine.h"

#include <pthread.h>
#include <stdlib.h>

#include "internal/error.h"
#include "server/log.h"
#include "server/metrics.h"

struct current_engine {
    struct metrics *metrics;
    pthread_mutex_t reload_lock; /* one reload at a time; only its owner changes `engine` */
    pthread_mutex_t lock;
    struct ogcard_engine *engine;
    struct ogcard_error reload_error; /* status OGCARD_OK: the last reload succeeded */
};

/* Says which templates are broken; how many. */
static size_t log_failures(const struct ogcard_engine *engine)
{
    struct ogcard_template_failure failure;
    size_t count = 0;
    for (; ogcard_engine_failure(engine, count, &failure); count++) {
        const struct log_field fields[] = {{"template", failure.name}, {"path", failure.path}, {NULL, NULL}};
        log_event(LOG_ERROR, fields, "Template %s is broken, %s: %s", failure.name,
                  failure.kept ? "its last good version stays in use" : "requests for it fail", failure.message);
    }
    return count;
}

enum ogcard_status current_engine_create(const struct ogcard_engine_options *options, struct metrics *metrics,
                                         struct current_engine **out, struct ogcard_error *error)
{
    struct current_engine *current = calloc(1, sizeof *current);
    if (!current)
        return error_set(error, OGCARD_INTERNAL, "There is not enough memory for the service.");
    enum ogcard_status status = ogcard_engine_create(options, &current->engine, error);
    if (status != OGCARD_OK) {
        free(current);
        return status;
    }
    current->metrics = metrics;
    pthread_mutex_init(&current->reload_lock, NULL);
    pthread_mutex_init(&current->lock, NULL);
    log_failures(current->engine);
    *out = current;
    return OGCARD_OK;
}

void current_engine_destroy(struct current_engine *current)
{
    if (!current)
        return;
    ogcard_engine_unref(current->engine);
    pthread_mutex_destroy(&current->reload_lock);
    pthread_mutex_destroy(&current->lock);
    free(current);
}

struct ogcard_engine *current_engine_ref(struct current_engine *current)
{
    pthread_mutex_lock(&current->lock);
    struct ogcard_engine *engine = ogcard_engine_ref(current->engine);
    pthread_mutex_unlock(&current->lock);
    return engine;
}

enum ogcard_status current_engine_reload(struct current_engine *current, struct ogcard_error *error)
{
    struct ogcard_engine *engine = NULL;
    struct ogcard_error failure = {0};
    size_t broken = 0;
    /* One after another: the later reload has the newer files. */
    pthread_mutex_lock(&current->reload_lock);
    enum ogcard_status status = ogcard_engine_reload(current->engine, &engine, &failure);
    pthread_mutex_lock(&current->lock);
    struct ogcard_engine *old = NULL;
    if (status == OGCARD_OK) {
        old = current->engine;
        current->engine = engine;
    }
    current->reload_error = failure;
    current->reload_error.status = status;
    pthread_mutex_unlock(&current->lock);
    if (status == OGCARD_OK)
        broken = log_failures(engine);
    pthread_mutex_unlock(&current->reload_lock);
    ogcard_engine_unref(old);
    metrics_add(current->metrics, status == OGCARD_OK && !broken ? METRIC_RELOADS : METRIC_RELOAD_FAILURES, 1);
    if (error)
        *error = failure;
    return status;
}

bool current_engine_failure(struct current_engine *current, struct ogcard_error *error)
{
    pthread_mutex_lock(&current->lock);
    *error = current->reload_error;
    pthread_mutex_unlock(&current->lock);
    return error->status != OGCARD_OK;
}
