#include "server/connections.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "server/clock.h"
#include "server/metrics.h"

#define ADDRESS_BUCKETS 1024

struct connection {
    struct connection *next, **link;
    struct connection *next_of_address, **address_link; /* in the address's bucket */
    int descriptor;
    unsigned loop;
    bool internal;
    struct address client;
    int64_t accepted_ms;
    atomic_bool asked;
    atomic_llong deadline_ms;
};

struct connections {
    pthread_mutex_t lock;
    struct metrics *metrics;
    struct connections_limits limits;
    int event;
    unsigned count, internal_count;
    unsigned *loop_counts;
    struct connection **by_descriptor;
    size_t descriptors; /* in by_descriptor */
    struct connection *first;
    struct connection *by_address[ADDRESS_BUCKETS];
};

struct connections *connections_create(const struct connections_limits *limits, struct metrics *metrics)
{
    assert(limits->busy_loops > 0 && (uint64_t)limits->loops * limits->per_loop >= limits->total + limits->internal);
    struct connections *connections = calloc(1, sizeof *connections);
    if (!connections)
        return NULL;
    pthread_mutex_init(&connections->lock, NULL);
    connections->limits = *limits;
    connections->metrics = metrics;
    connections->loop_counts = calloc(limits->loops, sizeof *connections->loop_counts);
    connections->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!connections->loop_counts || connections->event < 0) {
        connections_destroy(connections);
        return NULL;
    }
    return connections;
}

static size_t address_bucket(const struct address *client)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < sizeof client->bytes; i++)
        hash = (hash ^ client->bytes[i]) * 16777619U;
    return hash % ADDRESS_BUCKETS;
}

/* The rest of this part is called with the lock held. */

static unsigned *count_of(struct connections *connections, bool internal)
{
    return internal ? &connections->internal_count : &connections->count;
}

static bool has_room(struct connections *connections, bool internal)
{
    return *count_of(connections, internal) < (internal ? connections->limits.internal : connections->limits.total);
}

static bool client_may(struct connections *connections, const struct address *client)
{
    static const struct address local = {{0}};
    unsigned count = 0;
    if (!connections->limits.per_address || address_equal(client, &local))
        return true;
    for (struct connection *c = connections->by_address[address_bucket(client)]; c; c = c->next_of_address)
        count += address_equal(&c->client, client);
    return count < connections->limits.per_address;
}

/* The emptiest loop of the first ones that have room. Few connections so share few threads: one per core runs without
 * being switched. */
static unsigned choose_loop(const struct connections *connections)
{
    const struct connections_limits *limits = &connections->limits;
    unsigned best = 0;
    for (unsigned i = 1; i < limits->loops; i++) {
        if (i % limits->busy_loops == 0 && connections->loop_counts[best] < limits->per_loop)
            break;
        if (connections->loop_counts[i] < connections->loop_counts[best])
            best = i;
    }
    return best;
}

static void list_insert(struct connections *connections, struct connection *connection)
{
    struct connection **bucket = &connections->by_address[address_bucket(&connection->client)];
    connection->next = connections->first;
    connection->link = &connections->first;
    connection->next_of_address = *bucket;
    connection->address_link = bucket;
    if (connection->next)
        connection->next->link = &connection->next;
    if (connection->next_of_address)
        connection->next_of_address->address_link = &connection->next_of_address;
    connections->first = connection;
    *bucket = connection;
    connections->by_descriptor[connection->descriptor] = connection;
    connections->loop_counts[connection->loop]++;
    *count_of(connections, connection->internal) += 1;
    metrics_set(connections->metrics, METRIC_CONNECTIONS, connections->count + connections->internal_count);
}

static void list_remove(struct connections *connections, struct connection *connection)
{
    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    *connection->address_link = connection->next_of_address;
    if (connection->next_of_address)
        connection->next_of_address->address_link = connection->address_link;
    connections->by_descriptor[connection->descriptor] = NULL;
    connections->loop_counts[connection->loop]--;
    bool full = !has_room(connections, connection->internal);
    *count_of(connections, connection->internal) -= 1;
    if (full)
        eventfd_write(connections->event, 1);
    metrics_set(connections->metrics, METRIC_CONNECTIONS, connections->count + connections->internal_count);
    free(connection);
}

static bool make_place(struct connections *connections, int descriptor)
{
    size_t needed = (size_t)descriptor + 1;
    if (needed > connections->descriptors) {
        size_t count = needed < 64 ? 64 : needed * 2;
        void *grown = realloc(connections->by_descriptor, count * sizeof *connections->by_descriptor);
        if (!grown)
            return false;
        connections->by_descriptor = grown;
        memset(connections->by_descriptor + connections->descriptors, 0,
               (count - connections->descriptors) * sizeof *connections->by_descriptor);
        connections->descriptors = count;
    }
    if (connections->by_descriptor[descriptor])
        list_remove(connections, connections->by_descriptor[descriptor]);
    return true;
}

/* ---- for all threads ------------------------------------------------------------------------------ */

void connections_destroy(struct connections *connections)
{
    if (!connections)
        return;
    while (connections->first)
        list_remove(connections, connections->first);
    if (connections->event >= 0)
        close(connections->event);
    pthread_mutex_destroy(&connections->lock);
    free(connections->loop_counts);
    free(connections->by_descriptor);
    free(connections);
}

bool connections_have_room(struct connections *connections, bool internal)
{
    pthread_mutex_lock(&connections->lock);
    bool room = has_room(connections, internal);
    pthread_mutex_unlock(&connections->lock);
    return room;
}

int connections_event(const struct connections *connections)
{
    return connections->event;
}

struct connection *connections_add(struct connections *connections, int descriptor, const struct address *address,
                                   bool internal, bool limited, unsigned *loop)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return NULL;
    connection->descriptor = descriptor;
    connection->internal = internal;
    connection->client = address_client(address);
    connection->accepted_ms = clock_monotonic_ms();
    atomic_init(&connection->deadline_ms, INT64_MAX);
    pthread_mutex_lock(&connections->lock);
    bool may = !limited || client_may(connections, &connection->client);
    bool added = may && make_place(connections, descriptor);
    if (added) {
        *loop = connection->loop = choose_loop(connections);
        list_insert(connections, connection);
    }
    pthread_mutex_unlock(&connections->lock);
    metrics_add(connections->metrics, METRIC_CONNECTIONS_REFUSED, !may);
    if (added)
        return connection;
    free(connection);
    return NULL;
}

struct connection *connections_find(struct connections *connections, int descriptor)
{
    pthread_mutex_lock(&connections->lock);
    struct connection *connection = descriptor >= 0 && (size_t)descriptor < connections->descriptors
                                        ? connections->by_descriptor[descriptor]
                                        : NULL;
    pthread_mutex_unlock(&connections->lock);
    return connection;
}

void connections_remove(struct connections *connections, struct connection *connection)
{
    if (!connection)
        return;
    pthread_mutex_lock(&connections->lock);
    list_remove(connections, connection);
    pthread_mutex_unlock(&connections->lock);
}

bool connection_is_internal(const struct connection *connection)
{
    return connection && connection->internal;
}

void connection_has_asked(struct connection *connection)
{
    if (connection)
        atomic_store_explicit(&connection->asked, true, memory_order_release);
}

unsigned connections_fresh(struct connections *connections, int64_t since_ms)
{
    unsigned count = 0;
    pthread_mutex_lock(&connections->lock);
    for (struct connection *c = connections->first; c; c = c->next)
        count += c->accepted_ms >= since_ms && !atomic_load_explicit(&c->asked, memory_order_acquire);
    pthread_mutex_unlock(&connections->lock);
    return count;
}

void connection_set_deadline(struct connection *connection, int64_t deadline_ms)
{
    if (connection)
        atomic_store_explicit(&connection->deadline_ms, deadline_ms, memory_order_relaxed);
}

void connections_cut_late(struct connections *connections, int64_t now_ms)
{
    pthread_mutex_lock(&connections->lock);
    for (struct connection *c = connections->first; c; c = c->next) {
        if (atomic_load_explicit(&c->deadline_ms, memory_order_relaxed) > now_ms)
            continue;
        /* The event loop sees the end of the connection and closes it; the descriptor is not closed before that. */
        shutdown(c->descriptor, SHUT_RDWR);
        atomic_store_explicit(&c->deadline_ms, INT64_MAX, memory_order_relaxed);
        metrics_add(connections->metrics, METRIC_CONNECTIONS_CUT, 1);
    }
    pthread_mutex_unlock(&connections->lock);
}
