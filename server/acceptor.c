#define _GNU_SOURCE
#include "server/acceptor.h"

#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "server/clock.h"
#include "server/connections.h"
#include "server/log.h"
#include "server/thread.h"

/* Handshakes that were under way when the drain began may take so long. */
#define LINGER_MS 100
/* How long nothing is accepted after the system could not give a descriptor or memory. */
#define REST_MS         100
#define WARNING_SECONDS 60
/* Connections accepted in one turn from one socket. */
#define TURN 64

struct acceptor {
    struct listener listeners[LISTENERS_MAX]; /* descriptor -1: closed */
    bool shut[LISTENERS_MAX];                 /* a local socket that nobody can connect to any more */
    size_t count;
    struct connections *connections;
    const struct networks *trusted;
    acceptor_hand_over *hand_over;
    void *context;
    pthread_t thread;
    atomic_bool draining, stopping, ended;

    /* The thread's own. */
    bool refusing; /* new connections, since drain_ms */
    int64_t drain_ms;
    bool backlog_empty; /* in the last turn */
    int64_t rest_until_ms;
    int64_t warned_ms; /* 0: never */
};

static void close_listener(struct listener *listener)
{
    if (listener->descriptor >= 0)
        close(listener->descriptor);
    listener->descriptor = -1;
}

/* ---- accepting ------------------------------------------------------------------------------------ */

static void take_connection(struct acceptor *acceptor, bool internal, int descriptor, const struct sockaddr *peer,
                            socklen_t length)
{
    unsigned loop;
    struct address address = {{0}};
    if (length >= sizeof *peer)
        address = address_from_socket(peer);
    bool limited = !internal && !networks_contain(acceptor->trusted, &address);
    struct connection *connection =
        connections_add(acceptor->connections, descriptor, &address, internal, limited, &loop);
    if (!connection)
        close(descriptor);
    else if (!acceptor->hand_over(acceptor->context, loop, descriptor, peer, length))
        connections_remove(acceptor->connections, connection);
}

/* The system is short of something. A connection that waits stays in the backlog. */
static void rest(struct acceptor *acceptor, int error)
{
    int64_t now_ms = clock_monotonic_ms();
    acceptor->rest_until_ms = now_ms + REST_MS;
    if (acceptor->warned_ms == 0 || now_ms - acceptor->warned_ms >= WARNING_SECONDS * 1000)
        log_write(LOG_WARNING, "Connections cannot be accepted for the moment: %s.", strerror(error));
    acceptor->warned_ms = now_ms;
}

static void accept_waiting(struct acceptor *acceptor, size_t index)
{
    struct listener *listener = &acceptor->listeners[index];
    for (int i = 0; i < TURN && connections_have_room(acceptor->connections, listener->internal); i++) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        int descriptor = accept4(listener->descriptor, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor >= 0) {
            take_connection(acceptor, listener->internal, descriptor, (struct sockaddr *)&peer, length);
            continue;
        }
        switch (errno) {
        case EAGAIN:
#if EWOULDBLOCK != EAGAIN
        case EWOULDBLOCK:
#endif
            if (acceptor->shut[index])
                close_listener(listener);
            return;
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM:
            rest(acceptor, errno);
            return;
        default: /* this connection failed before it was accepted */
            break;
        }
    }
}

/* ---- the end --------------------------------------------------------------------------------------- */

/* No further client connects, and those that have can be accepted. Closing alone would reset the latter. */
static void refuse_connections(struct acceptor *acceptor, size_t index)
{
    /* A TCP segment of which SYN is set and ACK is not is dropped: the client repeats it in a second, and is refused
     * then, or taken by the next process. Offsets are from the TCP header. */
    struct sock_filter drop_syn[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),          BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x12),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x02, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
    };
    const struct sock_fprog program = {.len = sizeof drop_syn / sizeof drop_syn[0], .filter = drop_syn};
    int descriptor = acceptor->listeners[index].descriptor, family = AF_UNSPEC;
    socklen_t size = sizeof family;
    getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size);
    if (family == AF_UNIX)
        acceptor->shut[index] = shutdown(descriptor, SHUT_RD) == 0;
    else
        setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

static void begin_drain(struct acceptor *acceptor)
{
    acceptor->refusing = true;
    acceptor->drain_ms = clock_monotonic_ms();
    for (size_t i = 0; i < acceptor->count; i++) {
        if (acceptor->listeners[i].inherited)
            close_listener(&acceptor->listeners[i]);
        else
            refuse_connections(acceptor, i);
    }
}

/* Whether nobody waits in the backlogs any more, as far as can be known. */
static bool drained(struct acceptor *acceptor)
{
    bool open = false;
    for (size_t i = 0; i < acceptor->count; i++)
        open |= acceptor->listeners[i].descriptor >= 0;
    return !open || (acceptor->backlog_empty && clock_monotonic_ms() - acceptor->drain_ms >= LINGER_MS);
}

/* ---- the thread ------------------------------------------------------------------------------------ */

static void wait_and_accept(struct acceptor *acceptor)
{
    struct pollfd polls[1 + LISTENERS_MAX];
    eventfd_t events;
    bool resting = acceptor->rest_until_ms > clock_monotonic_ms();
    if (!resting)
        acceptor->rest_until_ms = 0;
    bool accepting = true;
    polls[0] = (struct pollfd){.fd = connections_event(acceptor->connections), .events = POLLIN};
    for (size_t i = 0; i < acceptor->count; i++) {
        bool room = !resting && connections_have_room(acceptor->connections, acceptor->listeners[i].internal);
        polls[1 + i] = (struct pollfd){.fd = room ? acceptor->listeners[i].descriptor : -1, .events = POLLIN};
        accepting &= room;
    }
    int timeout_ms = resting ? REST_MS : acceptor->refusing ? LINGER_MS : -1;
    int ready = poll(polls, 1 + acceptor->count, timeout_ms);
    acceptor->backlog_empty = accepting && ready >= 0;
    if (ready <= 0)
        return;
    if (polls[0].revents)
        eventfd_read(polls[0].fd, &events);
    for (size_t i = 0; i < acceptor->count; i++) {
        if (polls[1 + i].revents) {
            acceptor->backlog_empty = false;
            accept_waiting(acceptor, i);
        }
    }
}

static void *acceptor_main(void *context)
{
    struct acceptor *acceptor = context;
    thread_begin("accept", 0);
    while (!atomic_load(&acceptor->stopping) && !(acceptor->refusing && drained(acceptor))) {
        if (!acceptor->refusing && atomic_load(&acceptor->draining))
            begin_drain(acceptor);
        wait_and_accept(acceptor);
    }
    for (size_t i = 0; i < acceptor->count; i++)
        close_listener(&acceptor->listeners[i]);
    atomic_store(&acceptor->ended, true);
    return NULL;
}

/* ---- for the other threads -------------------------------------------------------------------------- */

struct acceptor *acceptor_start(const struct listener *listeners, size_t count, struct connections *connections,
                                const struct networks *trusted, acceptor_hand_over *hand_over, void *context)
{
    struct acceptor *acceptor = calloc(1, sizeof *acceptor);
    if (acceptor) {
        memcpy(acceptor->listeners, listeners, count * sizeof *listeners);
        acceptor->count = count;
        acceptor->connections = connections;
        acceptor->trusted = trusted;
        acceptor->hand_over = hand_over;
        acceptor->context = context;
        if (thread_start(&acceptor->thread, acceptor_main, acceptor))
            return acceptor;
        free(acceptor);
    }
    for (size_t i = 0; i < count; i++)
        close(listeners[i].descriptor);
    return NULL;
}

static void wake(struct acceptor *acceptor)
{
    eventfd_write(connections_event(acceptor->connections), 1);
}

void acceptor_drain(struct acceptor *acceptor)
{
    atomic_store(&acceptor->draining, true);
    wake(acceptor);
}

bool acceptor_has_ended(struct acceptor *acceptor)
{
    return atomic_load(&acceptor->ended);
}

void acceptor_stop(struct acceptor *acceptor)
{
    if (!acceptor)
        return;
    atomic_store(&acceptor->stopping, true);
    wake(acceptor);
    pthread_join(acceptor->thread, NULL);
    free(acceptor);
}
