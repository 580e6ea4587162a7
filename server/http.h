/* The HTTP server: listening, its threads, stopping. What is answered stands in routes.c. */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include "ogcard.h"
#include "server/acceptor.h"
#include "server/address.h"

struct fallback;
struct metrics;
struct signing_keys;
struct service;
struct http_server;

/* Which cards need a signed URL. */
enum signature_mode { SIGNATURES_OFF, SIGNATURES_REQUIRED, SIGNATURES_UNLESS_PUBLIC };

struct http_options {
    enum signature_mode signatures;
    const struct signing_keys *keys;
    const char *public_templates;    /* names separated by spaces or commas, for SIGNATURES_UNLESS_PUBLIC */
    const struct fallback *fallback; /* instead of errors to requests for cards, but for OGCARD_FORBIDDEN */
    int64_t fallback_status;         /* HTTP */
    int64_t fallback_max_age_s;
    int64_t connections;
    int64_t address_connections; /* 0: no limit */
    int64_t max_age_s, stale_s;  /* of cards, in Cache-Control */
    struct networks trusted;     /* proxies whose X-Forwarded-For counts */
    int64_t idle_s;              /* a connection on which nothing moves */
    int64_t read_s;              /* past that, for a request that trickles in */
    int64_t write_s;             /* for a response that trickles out */
};

/* A listening socket on "ADDRESS:PORT", "[IPv6]:PORT", ":PORT" (all addresses) or "unix:PATH". */
/* `option` is who names the address, for errors. */
enum ogcard_status http_listen(const char *where, const char *option, int *descriptor, struct ogcard_error *error);
/* The listening socket that the service manager opened for this process (sd_listen_fds(3)), if it did. */
bool http_listen_inherited(int *descriptor);
/* "http://127.0.0.1:8080/" of a listening socket, something to open in a browser. */
void http_url(int descriptor, char *text, size_t size);

/* Serves on the listeners, whose descriptors it takes over also on failure. With an internal one metrics and health are
 * there, and there only. */
enum ogcard_status http_start(const struct http_options *options, const struct listener *listeners, size_t count,
                              struct service *service, struct metrics *metrics, struct http_server **server,
                              struct ogcard_error *error);

/* Takes no more connections. Requests on open ones are answered. */
void http_drain(struct http_server *server);
/* Requests that are under way. */
int http_active(struct http_server *server);
/* While draining: none is, and none is about to come on a connection that was accepted a moment ago. */
bool http_is_idle(struct http_server *server);
/* Ends the connections; the service's tickets must have been answered (service_stop()). Accepts NULL. */
void http_stop(struct http_server *server);

#endif
