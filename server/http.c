#include "server/http.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal/error.h"
#include "server/clock.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/request.h"
#include "server/thread.h"

#define TICK_NS 100000000
/* While draining a connection that was just accepted has so long to bring its request. */
#define FRESH_MS 1000
/* libmicrohttpd takes a connection off its count a moment after it has said that it is closed. */
#define LOOP_CONNECTIONS_SLACK 2U

/* ---- one request ------------------------------------------------------------------------------- */

static struct connection *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = mhd.get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* Called with the raw target before libmicrohttpd takes it apart. What is returned becomes the request. */
static void *target_received(void *context, const char *target, struct MHD_Connection *connection)
{
    size_t length = strlen(target);
    bool too_long = length > LIMIT_TARGET_BYTES;
    struct http_request *request = malloc(sizeof *request + (too_long ? 0 : length) + 1);
    if (request) {
        memset(request, 0, sizeof *request);
        request->server = context;
        request->connection = connection;
        request->peer = peer_of(connection);
        request->target_length = length;
        memcpy(request->target, too_long ? "" : target, (too_long ? 0 : length) + 1);
        if (too_long)
            error_set(&request->target_error, OGCARD_URI_TOO_LONG,
                      "The request target has %zu bytes, but must have at most %d.", length, LIMIT_TARGET_BYTES);
    }
    /* libmicrohttpd would decode the query into the connection's pool, which several hundred parameters exhaust. The
     * query is ours: it is cut off here, in libmicrohttpd's own buffer, before that happens. */
    char *question = (char *)(uintptr_t)strchr(target, '?');
    if (question && question[1])
        question[1] = '\0';
    return request;
}

struct header_check {
    unsigned hosts;
    bool body;
};

static enum MHD_Result check_header(void *context, enum MHD_ValueKind kind, const char *key, const char *value)
{
    (void)kind;
    struct header_check *check = context;
    if (strcasecmp(key, "Host") == 0)
        check->hosts++;
    else if (strcasecmp(key, "Transfer-Encoding") == 0 ||
             (strcasecmp(key, "Content-Length") == 0 && value && strspn(value, "0") != strlen(value)))
        check->body = true;
    return MHD_YES;
}

/* What libmicrohttpd checks only in its strict mode, which refuses the raw spaces that real pages send
 * (RFC 9112 3.2: exactly one Host in HTTP/1.1), and what could desynchronize a proxy: a body that nobody reads. */
static enum ogcard_status check_headers(struct http_request *request, const char *version, struct ogcard_error *error)
{
    struct header_check check = {0};
    mhd.get_connection_values(request->connection, MHD_HEADER_KIND, check_header, &check);
    if (check.hosts > 1 || (check.hosts == 0 && strcmp(version, "HTTP/1.1") == 0))
        return error_set(error, OGCARD_BAD_REQUEST, "The request has %s Host header, but must have exactly one.",
                         check.hosts ? "more than one" : "no");
    if (check.body)
        return error_set(error, OGCARD_BAD_REQUEST,
                         "The request has a body, which a request for a card must not have.");
    return OGCARD_OK;
}

/* First call of the handler: the headers are there. An answer queued now closes the connection, which is right for
 * these errors and needed with `Expect: 100-continue`. Everything else waits for the second call. */
static enum MHD_Result headers_received(struct http_request *request, const char *url, const char *method,
                                        const char *version)
{
    static const struct header allow[] = {{"Allow", "GET, HEAD, OPTIONS"}, {NULL, NULL}};
    struct ogcard_error error;
    request->start_ns = clock_monotonic_ns();
    request->counted = true;
    atomic_fetch_add(&request->server->active, 1);
    connection_has_asked(request->peer);
    request->head = strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    if (request->target_error.status != OGCARD_OK)
        return respond_error(request, &request->target_error);
    if (!request->head && strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_OPTIONS) != 0)
        return respond_text(request, MHD_HTTP_METHOD_NOT_ALLOWED, "Cards are asked for by GET or HEAD.", allow);
    if (check_headers(request, version, &error) != OGCARD_OK)
        return respond_error(request, &error);
    /* The version stands behind the target and a space in the same buffer: a NUL in between cut the target short. */
    if (version[0] && (size_t)(version - 1 - url) != request->target_length) {
        error_set(&error, OGCARD_BAD_REQUEST, "The request target contains a NUL byte.");
        return respond_error(request, &error);
    }
    request->phase = PHASE_BODY;
    return MHD_YES;
}

static enum MHD_Result answer_options(struct http_request *request)
{
    static const struct header headers[] = {{"Allow", "GET, HEAD, OPTIONS"},
                                            {"Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"},
                                            {"Access-Control-Allow-Headers", "*"},
                                            {"Access-Control-Max-Age", "86400"},
                                            {NULL, NULL}};
    return respond_text(request, MHD_HTTP_NO_CONTENT, "", headers);
}

static enum MHD_Result handle_request(void *context, struct MHD_Connection *connection, const char *url,
                                      const char *method, const char *version, const char *upload, size_t *upload_size,
                                      void **state)
{
    (void)context, (void)connection, (void)upload;
    struct http_request *request = *state;
    struct ogcard_error error = {0};
    if (!request)
        return MHD_NO;
    switch (request->phase) {
    case PHASE_HEADERS:
        return headers_received(request, url, method, version);
    case PHASE_BODY:
        if (*upload_size > 0) {
            *upload_size = 0;
            return MHD_YES;
        }
        connection_set_deadline(request->peer, INT64_MAX);
        if (strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0)
            return answer_options(request);
        request->wants_card = strncmp(request->target, "/api/", 5) == 0 && request->target[5];
        if (query_parse(&request->query, request->target, request->target_length, &error) != OGCARD_OK)
            return respond_error(request, &error);
        return route_request(request);
    case PHASE_WAITING:
        return route_finished_card(request);
    case PHASE_ANSWERED:
        break;
    }
    *upload_size = 0;
    return MHD_YES;
}

static int64_t read_deadline_ms(const struct http_server *server)
{
    return clock_monotonic_ms() + (server->options.idle_s + server->options.read_s) * 1000;
}

static void request_completed(void *context, struct MHD_Connection *connection, void **state,
                              enum MHD_RequestTerminationCode code)
{
    (void)context, (void)connection;
    struct http_request *request = *state;
    if (!request)
        return;
    struct http_server *server = request->server;
    if (request->http_code)
        metrics_request(server->metrics, request->template_name, request->http_code);
    request_log(request, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    if (request->counted)
        atomic_fetch_sub(&server->active, 1);
    connection_set_deadline(request->peer, read_deadline_ms(server));
    cached_card_unref(request->ticket.card);
    free(request);
    *state = NULL;
}

/* ---- connections -------------------------------------------------------------------------------- */

static bool give_connection(void *context, unsigned loop, int descriptor, const struct sockaddr *address,
                            socklen_t length)
{
    struct http_server *server = context;
    return mhd.add_connection(server->loops[loop], descriptor, address, length) == MHD_YES;
}

static void connection_changed(void *context, struct MHD_Connection *connection, void **peer,
                               enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        connections_remove(server->connections, *peer);
        *peer = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info = mhd.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *peer = connections_find(server->connections, info->connect_fd);
    connection_set_deadline(*peer, read_deadline_ms(server));
}

static void *ticker_main(void *context)
{
    struct http_server *server = context;
    thread_begin("ticker", 0);
    while (!atomic_load(&server->stopping)) {
        nanosleep(&(struct timespec){.tv_nsec = TICK_NS}, NULL);
        int64_t now_ms = clock_monotonic_ms();
        service_expire(server->service, now_ms);
        connections_cut_late(server->connections, now_ms);
    }
    return NULL;
}

/* ---- lifetime ------------------------------------------------------------------------------------ */

__attribute__((format(printf, 2, 0))) static void log_library(void *context, const char *format, va_list args)
{
    (void)context;
    char message[512];
    vsnprintf(message, sizeof message, format, args);
    message[strcspn(message, "\n")] = '\0';
    log_write(LOG_DEBUG, "libmicrohttpd: %s", message);
}

/* Without a listening socket: what comes is accepted by the acceptor. */
static struct MHD_Daemon *start_loop(struct http_server *server)
{
    return mhd.start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG |
                                MHD_USE_NO_LISTEN_SOCKET,
                            0, NULL, NULL, handle_request, server, MHD_OPTION_EXTERNAL_LOGGER, log_library,
                            NULL, /* first, so that it hears of the others */
                            MHD_OPTION_CONNECTION_LIMIT, LIMIT_LOOP_CONNECTIONS + LOOP_CONNECTIONS_SLACK,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_CONNECTION_POOL, /**/
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)server->options.idle_s,   /**/
                            MHD_OPTION_STRICT_FOR_CLIENT, -1,                                  /**/
                            MHD_OPTION_URI_LOG_CALLBACK, target_received, server,              /**/
                            MHD_OPTION_NOTIFY_COMPLETED, request_completed, NULL,              /**/
                            MHD_OPTION_NOTIFY_CONNECTION, connection_changed, server,          /**/
                            MHD_OPTION_END);
}

static bool start_loops(struct http_server *server)
{
    unsigned total = (unsigned)server->options.connections;
    unsigned count = (total + LIMIT_INTERNAL_CONNECTIONS + LIMIT_LOOP_CONNECTIONS - 1) / LIMIT_LOOP_CONNECTIONS,
             cores = thread_cores();
    if (count < cores)
        count = cores;
    const struct connections_limits limits = {.total = total,
                                              .internal = LIMIT_INTERNAL_CONNECTIONS,
                                              .per_address = (unsigned)server->options.address_connections,
                                              .loops = count,
                                              .per_loop = LIMIT_LOOP_CONNECTIONS,
                                              .busy_loops = cores};
    server->connections = connections_create(&limits, server->metrics);
    server->loops = calloc(count, sizeof *server->loops);
    if (!server->connections || !server->loops)
        return false;
    while (server->loop_count < count) {
        struct MHD_Daemon *loop = start_loop(server);
        if (!loop)
            return false;
        server->loops[server->loop_count++] = loop;
    }
    return true;
}

static void close_listeners(const struct listener *listeners, size_t count)
{
    for (size_t i = 0; i < count; i++)
        close(listeners[i].descriptor);
}

enum ogcard_status http_start(const struct http_options *options, const struct listener *listeners, size_t count,
                              struct service *service, struct metrics *metrics, struct http_server **out,
                              struct ogcard_error *error)
{
    *out = NULL;
    enum ogcard_status status = mhd_open(error);
    if (status != OGCARD_OK) {
        close_listeners(listeners, count);
        return status;
    }
    struct http_server *server = calloc(1, sizeof *server);
    if (server) {
        server->options = *options;
        server->service = service;
        server->metrics = metrics;
        for (size_t i = 0; i < count; i++)
            server->internal_apart |= listeners[i].internal;
        server->ticker_runs = start_loops(server) && thread_start(&server->ticker, ticker_main, server);
    }
    if (!server || !server->ticker_runs) {
        close_listeners(listeners, count);
        http_stop(server);
        return error_set(error, OGCARD_INTERNAL, "The HTTP server's threads cannot be started: %s.",
                         errno ? strerror(errno) : "libmicrohttpd refuses");
    }
    server->acceptor =
        acceptor_start(listeners, count, server->connections, &server->options.trusted, give_connection, server);
    if (!server->acceptor) {
        http_stop(server);
        return error_set(error, OGCARD_INTERNAL, "The thread that accepts connections cannot be started.");
    }
    *out = server;
    return OGCARD_OK;
}

void http_drain(struct http_server *server)
{
    atomic_store(&server->draining, true);
    acceptor_drain(server->acceptor);
}

int http_active(struct http_server *server)
{
    return atomic_load(&server->active);
}

bool http_is_idle(struct http_server *server)
{
    return acceptor_has_ended(server->acceptor) &&
           connections_fresh(server->connections, clock_monotonic_ms() - FRESH_MS) == 0 && http_active(server) == 0;
}

void http_stop(struct http_server *server)
{
    if (!server)
        return;
    acceptor_stop(server->acceptor);
    while (server->loop_count > 0)
        mhd.stop_daemon(server->loops[--server->loop_count]);
    free(server->loops);
    atomic_store(&server->stopping, true);
    if (server->ticker_runs)
        pthread_join(server->ticker, NULL);
    connections_destroy(server->connections);
    free(server);
}
