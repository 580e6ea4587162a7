#include "server/connections.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "server/metrics.h"

#define ADDRESS_BUCKETS 1024

struct connection {
    struct connection *next, **link;
    struct connection *next_of_address, **address_link; /* in the address's bucket */
    int descriptor;
    struct address client;
    atomic_llong deadline_ms;
};

struct connections {
    pthread_mutex_t lock;
    struct metrics *metrics;
    unsigned address_limit;
    struct connection *first;
    struct connection *by_address[ADDRESS_BUCKETS];
};

struct connections *connections_create(unsigned address_limit, struct metrics *metrics)
{
    struct connections *connections = calloc(1, sizeof *connections);
    if (!connections)
        return NULL;
    pthread_mutex_init(&connections->lock, NULL);
    connections->address_limit = address_limit;
    connections->metrics = metrics;
    return connections;
}

void connections_destroy(struct connections *connections)
{
    if (!connections)
        return;
    while (connections->first)
        connections_remove(connections, connections->first);
    pthread_mutex_destroy(&connections->lock);
    free(connections);
}

static size_t address_bucket(const struct address *client)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < sizeof client->bytes; i++)
        hash = (hash ^ client->bytes[i]) * 16777619U;
    return hash % ADDRESS_BUCKETS;
}

bool connections_admit(struct connections *connections, const struct address *address)
{
    static const struct address local = {{0}};
    if (!connections->address_limit || address_equal(address, &local))
        return true;
    struct address client = address_client(address);
    unsigned count = 0;
    pthread_mutex_lock(&connections->lock);
    for (struct connection *c = connections->by_address[address_bucket(&client)]; c; c = c->next_of_address)
        count += address_equal(&c->client, &client);
    pthread_mutex_unlock(&connections->lock);
    if (count < connections->address_limit)
        return true;
    metrics_add(connections->metrics, METRIC_CONNECTIONS_REFUSED, 1);
    return false;
}

struct connection *connections_add(struct connections *connections, int descriptor, const struct address *address)
{
    struct connection *connection = calloc(1, sizeof *connection);
    metrics_add(connections->metrics, METRIC_CONNECTIONS, 1);
    if (!connection)
        return NULL;
    connection->descriptor = descriptor;
    connection->client = address_client(address);
    atomic_init(&connection->deadline_ms, INT64_MAX);
    pthread_mutex_lock(&connections->lock);
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
    pthread_mutex_unlock(&connections->lock);
    return connection;
}

void connections_remove(struct connections *connections, struct connection *connection)
{
    metrics_add(connections->metrics, METRIC_CONNECTIONS, -1);
    if (!connection)
        return;
    pthread_mutex_lock(&connections->lock);
    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    *connection->address_link = connection->next_of_address;
    if (connection->next_of_address)
        connection->next_of_address->address_link = connection->address_link;
    pthread_mutex_unlock(&connections->lock);
    free(connection);
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
