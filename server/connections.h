/* All open connections: how many, how many of one address, which event loop has them, and which of them are too slow.
 * libmicrohttpd's own timeout is for idle connections only; one that sends or takes a byte now and then is cut here.
 * Any thread. */
#ifndef SERVER_CONNECTIONS_H
#define SERVER_CONNECTIONS_H

#include "server/address.h"

struct metrics;
struct connections;
struct connection;

struct connections_limits {
    unsigned total;       /* connections of the public */
    unsigned internal;    /* and of the operator */
    unsigned per_address; /* of one client; 0: no limit */
    unsigned loops;       /* event loops, */
    unsigned per_loop;    /* each of which takes so many; loops * per_loop >= total + internal */
    unsigned busy_loops;  /* so many loops are filled before the next ones are used: one per core */
};

/* NULL: out of memory or descriptors. */
struct connections *connections_create(const struct connections_limits *limits, struct metrics *metrics);
void connections_destroy(struct connections *connections); /* accepts NULL */

/* Whether there is room for another connection. When it comes back, `connections_event()` becomes readable. */
bool connections_have_room(struct connections *connections, bool internal);
int connections_event(const struct connections *connections); /* an eventfd(2) */

/* Takes an accepted connection in and says which loop should have it. NULL: its client has too many (`limited`: that
 * counts for it), or memory is short. `descriptor` must stay open until connections_remove(), unless the loop could not
 * take it: then its entry goes when the next connection has that descriptor. */
struct connection *connections_add(struct connections *connections, int descriptor, const struct address *address,
                                   bool internal, bool limited, unsigned *loop);
struct connection *connections_find(struct connections *connections, int descriptor);    /* NULL: none */
void connections_remove(struct connections *connections, struct connection *connection); /* accepts NULL */

bool connection_is_internal(const struct connection *connection); /* NULL: false */

/* The connection's first request has come in. Accepts NULL. */
void connection_has_asked(struct connection *connection);
/* Connections that were accepted after `since_ms` and have not asked for anything yet. */
unsigned connections_fresh(struct connections *connections, int64_t since_ms);

/* Cuts the connection when the deadline has passed; INT64_MAX: never. Accepts NULL. */
void connection_set_deadline(struct connection *connection, int64_t deadline_ms);

/* Cuts what is late; to be called a few times a second. */
void connections_cut_late(struct connections *connections, int64_t now_ms);

#endif
