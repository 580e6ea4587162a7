/* A request while it is under way: what http.c, routes.c and responses.c share. */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include <stdatomic.h>

#include "server/acceptor.h"
#include "server/connections.h"
#include "server/http.h"
#include "server/mhd.h"
#include "server/query.h"
#include "server/service.h"

#define REQUEST_ETAGS_MAX 4
#define REQUEST_ID_SIZE   65

struct http_server {
    struct http_options options;
    struct service *service;
    struct metrics *metrics;
    struct connections *connections;
    struct MHD_Daemon **loops; /* each with a thread of its own */
    unsigned loop_count;
    struct acceptor *acceptor;
    bool internal_apart; /* metrics and health have a listener of their own */
    atomic_int active;
    atomic_bool draining;
    pthread_t ticker;
    bool ticker_runs;
    atomic_bool stopping;
};

enum request_phase { PHASE_HEADERS, PHASE_BODY, PHASE_WAITING, PHASE_ANSWERED };

struct http_request {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct connection *peer; /* NULL when memory was short */
    enum request_phase phase;
    bool counted;      /* in server->active */
    bool head;         /* HEAD */
    bool wants_card;   /* the target is below /api/ */
    bool versioned;    /* has v=: may be cached for ever */
    int64_t expires_s; /* when the signed URL ends; 0: never */
    int http_code;     /* 0 until answered */
    uint64_t body_bytes;
    const char *cache; /* "hit", "miss", ...; NULL for what is no card */
    int64_t start_ns;
    char template_name[LIMIT_TEMPLATE_NAME + 1]; /* one that the engine knows, else "" */
    struct card_id card_id;
    bool recompressed; /* the card that is answered, whose ETag is another */
    struct service_ticket ticket;
    char id[REQUEST_ID_SIZE]; /* "" until request_id() */
    bool client_known, log_wanted;
    struct address client;            /* of request_client() */
    struct ogcard_error target_error; /* why the target could not be taken; status OGCARD_OK when it could */
    struct query query;
    size_t target_length;
    char target[]; /* decoded in place; the query points into it */
};

/* ---- request_log.c -------------------------------------------------------------------------------- */

/* Who asks, by the trusted proxies' word. To be called before the request is answered. */
const struct address *request_client(struct http_request *request);
/* The request's name in the log, its own or the one that a trusted proxy gave (X-Request-Id). */
const char *request_id(struct http_request *request);
/* When the answer is queued: gathers what the log needs, while the headers are there. */
void request_note(struct http_request *request);
/* When the answer has gone out. The query is never logged: titles may be nobody's business. */
void request_log(struct http_request *request, bool completed);

/* ---- routes.c ---------------------------------------------------------------------------------- */

/* Answers, or submits the card and suspends the connection. */
enum MHD_Result route_request(struct http_request *request);
/* Answers a card that was waited for. */
enum MHD_Result route_finished_card(struct http_request *request);

/* ---- responses.c -------------------------------------------------------------------------------- */

struct header {
    const char *name;
    const char *value; /* NULL: left out */
};

enum MHD_Result respond_error(struct http_request *request, const struct ogcard_error *error);
/* The same; `retry_after_s` 0 is a usual time where the status says that it is worth trying again. */
enum MHD_Result respond_error_later(struct http_request *request, const struct ogcard_error *error,
                                    unsigned retry_after_s);
/* Plain text, never cached. `headers` ends with a row without a name; may be NULL. */
enum MHD_Result respond_text(struct http_request *request, int http_code, const char *text,
                             const struct header *headers);
/* A copy of `body`, to be asked for again before it is reused; 304 when the client has it. */
enum MHD_Result respond_page(struct http_request *request, const char *content_type, const void *body, size_t size,
                             const struct header *headers);
/* Takes over the reference. 304 when the client has it. */
enum MHD_Result respond_card(struct http_request *request, struct cached_card *card, enum card_source source);
/* The client's If-None-Match names the card that `request->card_id` and `recompressed` are: 304 without having it. */
bool request_names_card(struct http_request *request);
enum MHD_Result respond_card_not_modified(struct http_request *request);

#endif
