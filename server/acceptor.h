/* The thread that accepts connections and hands them to the event loops. libmicrohttpd could accept by itself, but
 * MHD_quiesce_daemon() of 0.9.75 races with its own threads in epoll mode, which ends in an abort; nor do its threads
 * share connections evenly. */
#ifndef SERVER_ACCEPTOR_H
#define SERVER_ACCEPTOR_H

#include <stddef.h>

#include "server/address.h"

struct acceptor;
struct connections;

/* A socket to accept on. */
struct listener {
    int descriptor;
    bool internal;  /* of the operator's own: metrics and health, apart from the public's limits */
    bool inherited; /* the service manager keeps it open and has connections that wait in it served later */
};

#define LISTENERS_MAX 2

/* Gives the connection to an event loop, which owns the descriptor from then on, also on failure. */
typedef bool acceptor_hand_over(void *context, unsigned loop, int descriptor, const struct sockaddr *address,
                                socklen_t length);

/* Takes over the listeners' descriptors, also on failure (NULL). Clients in `trusted` may have any number of
 * connections. */
struct acceptor *acceptor_start(const struct listener *listeners, size_t count, struct connections *connections,
                                const struct networks *trusted, acceptor_hand_over *hand_over, void *context);
/* Lets no more clients connect. Those that have are accepted still, but for those of an inherited socket. */
void acceptor_drain(struct acceptor *acceptor);
/* Whether that is done. */
bool acceptor_has_ended(struct acceptor *acceptor);
/* Ends the thread and closes the sockets. Accepts NULL. */
void acceptor_stop(struct acceptor *acceptor);

#endif
