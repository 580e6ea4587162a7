/* All open connections: how many, how many of one address, and which of them are too slow. libmicrohttpd's own timeout
 * is for idle connections only; one that sends or takes a byte now and then is cut here. Any thread. */
#ifndef SERVER_CONNECTIONS_H
#define SERVER_CONNECTIONS_H

#include "server/address.h"

struct metrics;
struct connections;
struct connection;

/* `address_limit` 0: none. NULL: out of memory. */
struct connections *connections_create(unsigned address_limit, struct metrics *metrics);
void connections_destroy(struct connections *connections); /* accepts NULL */

/* Whether another connection of this address may be opened. */
bool connections_admit(struct connections *connections, const struct address *address);

/* NULL: out of memory; the connection then has no deadline. `descriptor` must stay open until connections_remove(). */
struct connection *connections_add(struct connections *connections, int descriptor, const struct address *address);
void connections_remove(struct connections *connections, struct connection *connection); /* accepts NULL */

/* Cuts the connection when the deadline has passed; INT64_MAX: never. Accepts NULL. */
void connection_set_deadline(struct connection *connection, int64_t deadline_ms);

/* Cuts what is late; to be called a few times a second. */
void connections_cut_late(struct connections *connections, int64_t now_ms);

#endif
