/* ogcard serve: the HTTP server until a signal ends it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "internal/error.h"
#include "server/cache_dir.h"
#include "server/clock.h"
#include "server/commands.h"
#include "server/fallback.h"
#include "server/http.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/sandbox.h"
#include "server/serve_options.h"
#include "server/service.h"
#include "server/signature.h"
#include "server/thread.h"
#include "server/watch.h"

#define DRAIN_POLL_NS 10000000

static void reload(void *context)
{
    struct service *service = context;
    struct ogcard_error error = {0};
    if (service_reload(service, &error) == OGCARD_OK)
        log_write(LOG_INFO, "The templates folder was read again.");
    else
        log_write(LOG_ERROR, "The templates were not reloaded, the former ones stay in use: %s", error.message);
}

/* Until a signal says to end. */
static void wait_for_end(const sigset_t *signals, struct service *service)
{
    for (;;) {
        int signal = sigwaitinfo(signals, NULL);
        if (signal == SIGHUP)
            reload(service);
        else if (signal > 0)
            return;
    }
}

/* No new connections; the requests under way are answered, for at most `limit_s`. A further signal ends the wait. */
static void drain(const sigset_t *signals, struct http_server *http, int64_t limit_s)
{
    int64_t end_ms = clock_monotonic_ms() + limit_s * 1000;
    http_drain(http);
    log_write(LOG_INFO, "Shutting down: %d requests are under way.", http_active(http));
    while (!http_is_idle(http) && clock_monotonic_ms() < end_ms) {
        int signal = sigtimedwait(signals, NULL, &(struct timespec){.tv_nsec = DRAIN_POLL_NS});
        if (signal > 0 && signal != SIGHUP)
            break;
    }
    if (http_active(http) > 0)
        log_write(LOG_WARNING, "%d requests were not finished in time.", http_active(http));
}

/* Those who still wait for a card are told so, for which they have a second. */
static void give_up(struct http_server *http, struct service *service)
{
    int64_t end_ms = clock_monotonic_ms() + 1000;
    service_stop(service);
    while (http_active(http) > 0 && clock_monotonic_ms() < end_ms)
        nanosleep(&(struct timespec){.tv_nsec = DRAIN_POLL_NS}, NULL);
}

static enum ogcard_status start_service(const struct serve_options *options, struct metrics *metrics,
                                        struct service **service, struct ogcard_error *error)
{
    char cache_dir[CACHE_PATH_SIZE];
    struct service_options service_options = {
        .engine = options->engine,
        .disk_bytes = (uint64_t)options->disk_bytes,
        .memory_bytes = (uint64_t)options->memory_bytes,
        .workers = (unsigned)options->workers,
        .queue_limit = (unsigned)options->queue_limit,
        .wait_ms = options->wait_s * 1000,
        .render_ms = options->render_s * 1000,
        .client_per_minute = (unsigned)options->client_per_minute,
        .client_burst = (unsigned)options->client_burst,
        .effort = (enum ogcard_effort)options->effort,
        .recompress = options->recompress,
    };
    if (cache_dir_resolve(options->cache_dir, cache_dir)) {
        service_options.cache_dir = cache_dir;
        cache_dir_make(cache_dir);
    }
    if (options->sandbox)
        sandbox_enter(service_options.cache_dir);
    return service_create(&service_options, metrics, service, error);
}

static enum ogcard_status open_listeners(const struct serve_options *options, struct listener *listeners, size_t *count,
                                         struct ogcard_error *error)
{
    enum ogcard_status status = OGCARD_OK;
    char url[300];
    listeners[0].inherited = http_listen_inherited(&listeners[0].descriptor);
    if (!listeners[0].inherited)
        status = http_listen(options->listen, "--listen", &listeners[0].descriptor, error);
    *count = 1;
    if (status != OGCARD_OK || !options->metrics_listen)
        return status;
    listeners[1] = (struct listener){.internal = true};
    status = http_listen(options->metrics_listen, "--metrics-listen", &listeners[1].descriptor, error);
    if (status != OGCARD_OK) {
        close(listeners[0].descriptor);
        return status;
    }
    *count = 2;
    http_url(listeners[1].descriptor, url, sizeof url);
    log_write(LOG_INFO, "Metrics and health are at %s", url);
    return OGCARD_OK;
}

static void close_listeners(struct listener *listeners, size_t count)
{
    for (size_t i = 0; i < count; i++)
        close(listeners[i].descriptor);
}

static enum ogcard_status serve(const struct serve_options *options, const sigset_t *signals, struct metrics *metrics,
                                struct ogcard_error *error)
{
    struct service *service = NULL;
    struct http_server *http = NULL;
    struct watch *watch = NULL;
    struct listener listeners[LISTENERS_MAX] = {{.descriptor = -1}};
    size_t count = 0;
    char url[300];
    enum ogcard_status status = open_listeners(options, listeners, &count, error);
    if (status != OGCARD_OK)
        return status;
    http_url(listeners[0].descriptor, url, sizeof url);
    status = sandbox_become(options->user, error);
    if (status == OGCARD_OK)
        status = start_service(options, metrics, &service, error);
    if (status == OGCARD_OK)
        status = http_start(&options->http, listeners, count, service, metrics, &http, error);
    else
        close_listeners(listeners, count);
    if (status == OGCARD_OK && options->watch)
        status = watch_start(options->engine.template_dir, reload, service, &watch, error);
    if (status == OGCARD_OK) {
        printf("ogcard %s is ready: open %s\n", ogcard_version(), url);
        fflush(stdout);
        if (geteuid() == 0)
            log_write(LOG_INFO, "The server runs as root, which it needs for nothing; --user names another user.");
        wait_for_end(signals, service);
        service_quiesce(service);
        drain(signals, http, options->drain_s);
        give_up(http, service);
    }
    watch_stop(watch);
    http_stop(http);
    service_destroy(service);
    return status;
}

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    struct serve_options *options = values->target;
    if (serve_options_check(options, error) != OGCARD_OK)
        return error->status;
    if (options->print_config) {
        struct text_buffer out = {0};
        options_print_config(&serve_option_set, options, &out);
        enum ogcard_status status = command_print(out.text ? out.text : "", out.length, error);
        text_finish(&out);
        return status;
    }
    log_init((enum log_level)options->log_level, (enum log_format)options->log_format);

    /* Taken by sigwaitinfo() in this thread alone; all others inherit the mask. */
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);

    struct signing_keys keys;
    enum ogcard_status status = signing_keys_read(&keys, options->keys, options->key_file, error);
    if (status != OGCARD_OK)
        return status;
    options->http.keys = &keys;
    struct fallback fallback;
    status = fallback_read(&fallback, options->fallback, error);
    options->http.fallback = &fallback;
    struct metrics *metrics = metrics_create();
    if (status == OGCARD_OK && options->http.signatures != SIGNATURES_OFF && keys.count == 0)
        status =
            error_set(error, OGCARD_USAGE, "--signatures needs a key, by --signing-key-file or OGCARD_SIGNING_KEYS.");
    else if (status == OGCARD_OK && !metrics)
        status = error_set(error, OGCARD_INTERNAL, "There is not enough memory.");
    else if (status == OGCARD_OK)
        status = serve(options, &signals, metrics, error);
    metrics_destroy(metrics);
    fallback_finish(&fallback);
    signing_keys_finish(&keys);
    return status;
}

const struct command command_serve = {
    .name = "serve",
    .usage = "[--listen ADDRESS:PORT] [--cache-dir DIR] ...",
    .summary = "Serve cards over HTTP.",
    .about =
        "SIGTERM and SIGINT finish what is under way and end the server. SIGHUP reads the templates again, --watch\n"
        "does so whenever a file changes. A template that does not load then stays as it was; one that never\n"
        "loaded answers 500 with its first error. The log and /readyz name the broken ones.",
    .options = &serve_option_set,
    .values_size = sizeof(struct serve_options),
    .run = run,
};
