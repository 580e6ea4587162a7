/* Who sent a request, what it is called, and its line in the log. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "server/client.h"
#include "server/clock.h"
#include "server/log.h"
#include "server/request.h"
#include "server/text.h"

#define FORWARDED_MAX 8

struct forwarded {
    const char *values[FORWARDED_MAX];
    size_t count;
};

/* Of more fields than fit the last count, which the nearest proxies wrote. */
static enum MHD_Result collect_forwarded(void *context, enum MHD_ValueKind kind, const char *key, const char *value)
{
    (void)kind;
    struct forwarded *forwarded = context;
    if (strcasecmp(key, "X-Forwarded-For") != 0 || !value)
        return MHD_YES;
    if (forwarded->count == FORWARDED_MAX)
        memmove(forwarded->values, forwarded->values + 1, --forwarded->count * sizeof forwarded->values[0]);
    forwarded->values[forwarded->count++] = value;
    return MHD_YES;
}

static struct address peer_address(const struct http_request *request)
{
    const union MHD_ConnectionInfo *info =
        mhd.get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info && info->client_addr)
        return address_from_socket(info->client_addr);
    return (struct address){{0}};
}

const struct address *request_client(struct http_request *request)
{
    struct forwarded forwarded = {.count = 0};
    if (request->client_known)
        return &request->client;
    struct address peer = peer_address(request);
    mhd.get_connection_values(request->connection, MHD_HEADER_KIND, collect_forwarded, &forwarded);
    request->client = client_address(&request->server->options.trusted, &peer, forwarded.values, forwarded.count);
    request->client_known = true;
    return &request->client;
}

/* A name that a proxy gave: short, and nothing in it that could be taken for something else in a log or a header. */
static bool is_plain_id(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length < REQUEST_ID_SIZE &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

const char *request_id(struct http_request *request)
{
    static const struct address local = {{0}};
    if (request->id[0])
        return request->id;
    struct address peer = peer_address(request);
    const char *given = mhd.lookup_connection_value(request->connection, MHD_HEADER_KIND, "X-Request-Id");
    if (given && is_plain_id(given) &&
        (address_equal(&peer, &local) || networks_contain(&request->server->options.trusted, &peer))) {
        snprintf(request->id, sizeof request->id, "%s", given);
    } else {
        uint8_t bytes[8];
        randombytes_buf(bytes, sizeof bytes);
        text_hex(request->id, bytes, sizeof bytes);
    }
    return request->id;
}

/* Failures always, new cards and refusals at the usual level, everything else only for who looks closely. */
static enum log_level level_of(const struct http_request *request)
{
    if (request->http_code >= MHD_HTTP_INTERNAL_SERVER_ERROR)
        return LOG_WARNING;
    return request->ticket.done || request->http_code == MHD_HTTP_FORBIDDEN ? LOG_INFO : LOG_DEBUG;
}

void request_note(struct http_request *request)
{
    request->log_wanted = log_wants(level_of(request));
    if (request->log_wanted) {
        request_id(request);
        request_client(request);
    }
}

void request_log(struct http_request *request, bool completed)
{
    char status[16], milliseconds[32], client[ADDRESS_TEXT_SIZE], size[24];
    if (!request->log_wanted)
        return;
    snprintf(status, sizeof status, "%d", request->http_code);
    snprintf(milliseconds, sizeof milliseconds, "%.3f", (double)(clock_monotonic_ns() - request->start_ns) / 1e6);
    snprintf(size, sizeof size, "%" PRIu64, request->body_bytes);
    address_print(&request->client, client);
    const struct log_field fields[] = {
        {"id", request->id},           {"client", client},        {"method", request->head ? "HEAD" : NULL},
        {"path", request->query.path}, {"status", status},        {"bytes", size},
        {"ms", milliseconds},          {"cache", request->cache}, {NULL, NULL},
    };
    log_event(level_of(request), fields, "%s", completed ? "answered" : "client left");
}
