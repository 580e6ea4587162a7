#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "server/clock.h"
#include "server/conditional.h"
#include "server/fallback.h"
#include "server/metrics.h"
#include "server/request.h"

#define ETAG_SIZE           (2 + 32 + 2 + 1)
#define RETRY_AFTER_SECONDS 2U
#define VERSIONED_SECONDS   31536000

struct etag_list {
    const char *values[REQUEST_ETAGS_MAX];
    size_t count;
};

static enum MHD_Result collect_etags(void *context, enum MHD_ValueKind kind, const char *key, const char *value)
{
    (void)kind;
    struct etag_list *list = context;
    if (strcasecmp(key, "If-None-Match") == 0 && value && list->count < REQUEST_ETAGS_MAX)
        list->values[list->count++] = value;
    return MHD_YES;
}

/* 13.2.2: If-None-Match, else If-Modified-Since. `modified_s` 0: not known. */
static bool client_has(struct http_request *request, const char *etag, int64_t modified_s)
{
    struct etag_list list = {.count = 0};
    mhd.get_connection_values(request->connection, MHD_HEADER_KIND, collect_etags, &list);
    for (size_t i = 0; i < list.count; i++) {
        if (etag_listed(list.values[i], etag))
            return true;
    }
    if (list.count > 0 || modified_s == 0)
        return false;
    const char *since = mhd.lookup_connection_value(request->connection, MHD_HEADER_KIND, "If-Modified-Since");
    int64_t since_s;
    return since && http_date_parse(since, &since_s) && modified_s <= since_s;
}

static void add_headers(struct MHD_Response *response, const struct header *headers)
{
    for (; headers && headers->name; headers++) {
        if (headers->value)
            mhd.add_response_header(response, headers->name, headers->value);
    }
}

static void forbid_sniffing(struct MHD_Response *response)
{
    mhd.add_response_header(response, "X-Content-Type-Options", "nosniff");
}

/* Queues the response, which stays the caller's. */
static enum MHD_Result queue(struct http_request *request, int http_code, uint64_t body_bytes,
                             struct MHD_Response *response)
{
    if (!request->http_code) /* the fallback has noted what it stands for */
        request->http_code = http_code;
    request->body_bytes = body_bytes;
    request->phase = PHASE_ANSWERED;
    request_note(request);
    connection_set_deadline(request->peer, clock_monotonic_ms() + request->server->options.write_s * 1000);
    return mhd.queue_response(request->connection, (unsigned)http_code, response);
}

/* Queues the response and lets go of it. NULL (out of memory) ends the connection. */
static enum MHD_Result finish(struct http_request *request, int http_code, uint64_t body_bytes,
                              struct MHD_Response *response)
{
    if (!response)
        return MHD_NO;
    forbid_sniffing(response);
    if (atomic_load(&request->server->draining))
        mhd.add_response_header(response, "Connection", "close");
    enum MHD_Result result = queue(request, http_code, body_bytes, response);
    mhd.destroy_response(response);
    return result;
}

static struct MHD_Response *copied(const void *body, size_t size)
{
    return mhd.create_response_from_buffer(size, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
}

enum MHD_Result respond_text(struct http_request *request, int http_code, const char *text,
                             const struct header *headers)
{
    char body[1100];
    int length = snprintf(body, sizeof body, "%s\n", text);
    bool empty = http_code == MHD_HTTP_NO_CONTENT;
    struct MHD_Response *response = copied(body, empty                          ? 0
                                                 : (size_t)length < sizeof body ? (size_t)length
                                                                                : sizeof body - 1);
    if (response) {
        if (!empty)
            mhd.add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
        mhd.add_response_header(response, "Cache-Control", "no-store");
        mhd.add_response_header(response, "Access-Control-Allow-Origin", "*");
        add_headers(response, headers);
    }
    return finish(request, http_code, (uint64_t)length, response);
}

/* The fallback picture; logs and metrics have the error. Nobody keeps it long, and no cache of ours does. */
static enum MHD_Result respond_fallback(struct http_request *request, const struct ogcard_status_info *info)
{
    const struct http_options *options = &request->server->options;
    char cache_control[64];
    struct MHD_Response *response =
        mhd.create_response_from_buffer(options->fallback->size, options->fallback->bytes, MHD_RESPMEM_PERSISTENT);
    snprintf(cache_control, sizeof cache_control, options->fallback_max_age_s ? "public, max-age=%lld" : "no-store",
             (long long)options->fallback_max_age_s);
    if (response) {
        const struct header headers[] = {{"Content-Type", options->fallback->media_type},
                                         {"Cache-Control", cache_control},
                                         {"Access-Control-Allow-Origin", "*"},
                                         {"Cross-Origin-Resource-Policy", "cross-origin"},
                                         {"X-Ogcard-Error", info->name},
                                         {"X-Request-Id", request_id(request)},
                                         {NULL, NULL}};
        add_headers(response, headers);
    }
    metrics_add(request->server->metrics, METRIC_FALLBACKS, 1);
    request->http_code = info->http_code;
    return finish(request, (int)options->fallback_status, options->fallback->size, response);
}

enum MHD_Result respond_error_later(struct http_request *request, const struct ogcard_error *error,
                                    unsigned retry_after_s)
{
    const struct ogcard_status_info *info = ogcard_status_info(error->status);
    char seconds[16];
    if (request->wants_card && request->server->options.fallback->bytes && error->status != OGCARD_FORBIDDEN)
        return respond_fallback(request, info);
    bool later = info->http_code == MHD_HTTP_SERVICE_UNAVAILABLE || info->http_code == MHD_HTTP_TOO_MANY_REQUESTS;
    snprintf(seconds, sizeof seconds, "%u", retry_after_s ? retry_after_s : RETRY_AFTER_SECONDS);
    const struct header headers[] = {{"Retry-After", later ? seconds : NULL},
                                     {"X-Ogcard-Error", info->name},
                                     {"X-Request-Id", request_id(request)},
                                     {NULL, NULL}};
    return respond_text(request, info->http_code, error->message, headers);
}

enum MHD_Result respond_error(struct http_request *request, const struct ogcard_error *error)
{
    return respond_error_later(request, error, 0);
}

enum MHD_Result respond_page(struct http_request *request, const char *content_type, const void *body, size_t size,
                             const struct header *headers)
{
    uint8_t digest[16];
    char etag[ETAG_SIZE] = "\"", hex[33];
    crypto_generichash(digest, sizeof digest, body, size, NULL, 0);
    text_hex(hex, digest, sizeof digest);
    snprintf(etag, sizeof etag, "\"%s\"", hex);

    bool has = client_has(request, etag, 0);
    struct MHD_Response *response = has ? copied("", 0) : copied(body, size);
    if (response) {
        if (!has)
            mhd.add_response_header(response, "Content-Type", content_type);
        mhd.add_response_header(response, "ETag", etag);
        mhd.add_response_header(response, "Cache-Control", "no-cache");
        mhd.add_response_header(response, "Access-Control-Allow-Origin", "*");
        add_headers(response, headers);
    }
    return finish(request, has ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK, has ? 0 : size, response);
}

/* ---- cards ---------------------------------------------------------------------------------------- */

/* The id and the form decide the bytes, so they are a strong validator, and known before the card is. */
static void card_etag(const struct http_request *request, char etag[ETAG_SIZE])
{
    char hex[33];
    text_hex(hex, request->card_id.bytes, 16);
    snprintf(etag, ETAG_SIZE, "\"%s%s\"", hex, request->recompressed ? "-s" : "");
}

/* Nobody keeps a card longer than its URL is good. */
static int64_t max_age_until(int64_t expires_s, int64_t max_age_s)
{
    int64_t left_s = expires_s - clock_wall_s();
    return left_s < 0 ? 0 : left_s < max_age_s ? left_s : max_age_s;
}

/* What a 200 and its 304 have in common (15.4.5). */
static void add_card_headers(struct MHD_Response *response, const struct http_request *request)
{
    char etag[ETAG_SIZE], cache_control[128], tag[LIMIT_TEMPLATE_NAME + 16];
    const struct http_options *options = &request->server->options;
    card_etag(request, etag);
    if (request->expires_s)
        snprintf(
            cache_control, sizeof cache_control, "public, max-age=%lld",
            (long long)max_age_until(request->expires_s, request->versioned ? VERSIONED_SECONDS : options->max_age_s));
    else if (request->versioned)
        snprintf(cache_control, sizeof cache_control, "public, max-age=%d, immutable", VERSIONED_SECONDS);
    else if (options->stale_s > 0)
        snprintf(cache_control, sizeof cache_control, "public, max-age=%lld, stale-while-revalidate=%lld",
                 (long long)options->max_age_s, (long long)options->stale_s);
    else
        snprintf(cache_control, sizeof cache_control, "public, max-age=%lld", (long long)options->max_age_s);
    mhd.add_response_header(response, "ETag", etag);
    mhd.add_response_header(response, "Cache-Control", cache_control);
    /* For CDNs that remove what carries a tag: all cards of a template that was edited. */
    snprintf(tag, sizeof tag, "ogcard-%s", request->template_name);
    if (!strpbrk(tag, " ,")) {
        mhd.add_response_header(response, "Surrogate-Key", tag);
        mhd.add_response_header(response, "Cache-Tag", tag);
    }
    mhd.add_response_header(response, "Access-Control-Allow-Origin", "*");
    mhd.add_response_header(response, "Cross-Origin-Resource-Policy", "cross-origin");
}

bool request_names_card(struct http_request *request)
{
    char etag[ETAG_SIZE];
    card_etag(request, etag);
    return client_has(request, etag, 0);
}

enum MHD_Result respond_card_not_modified(struct http_request *request)
{
    struct MHD_Response *response = copied("", 0);
    if (response)
        add_card_headers(response, request);
    metrics_add(request->server->metrics, METRIC_NOT_MODIFIED, 1);
    return finish(request, MHD_HTTP_NOT_MODIFIED, 0, response);
}

static const char *const source_names[] = {
    [SOURCE_MEMORY] = "hit", [SOURCE_DISK] = "hit; disk", [SOURCE_RENDER] = "miss"};

static struct MHD_Response *card_response(const struct http_request *request, struct cached_card *card,
                                          enum card_source source, int64_t modified_s)
{
    const struct card_facts *facts = cached_card_facts(card);
    char date[HTTP_DATE_SIZE], missing[16];
    http_date_print(modified_s, date);
    snprintf(missing, sizeof missing, "%u", facts->missing_glyphs);
    void *body = cached_card_body_ref(card);
    struct MHD_Response *response = mhd.create_response_from_buffer_with_free_callback_cls(
        cached_card_size(card), (void *)(uintptr_t)cached_card_bytes(card), card_body_unref, body);
    if (!response) {
        card_body_unref(body);
        return NULL;
    }
    mhd.add_response_header(response, "Content-Type", ogcard_format_media_type(facts->format));
    mhd.add_response_header(response, "Last-Modified", date);
    add_card_headers(response, request);
    mhd.add_response_header(response, "X-Ogcard-Cache", source_names[source]);
    if (facts->missing_glyphs > 0)
        mhd.add_response_header(response, "X-Ogcard-Missing-Glyphs", missing);
    return response;
}

static void destroy_response(void *response)
{
    mhd.destroy_response(response);
}

/* A card from memory says the same every time, but for what depends on the clock or on the server's end: its response
 * is made once and kept with it. NULL: make one for this request. */
static struct MHD_Response *kept_response(const struct http_request *request, struct cached_card *card, int64_t now_s)
{
    int64_t created_s = cached_card_facts(card)->created_s;
    if (request->expires_s || created_s > now_s || atomic_load(&request->server->draining))
        return NULL;
    struct MHD_Response *response = cached_card_prepared(card, request->versioned);
    if (response || !(response = card_response(request, card, SOURCE_MEMORY, created_s)))
        return response;
    forbid_sniffing(response);
    return cached_card_prepare(card, request->versioned, response, destroy_response);
}

enum MHD_Result respond_card(struct http_request *request, struct cached_card *card, enum card_source source)
{
    const struct card_facts *facts = cached_card_facts(card);
    char etag[ETAG_SIZE];
    metrics_observe(request->server->metrics, source == SOURCE_RENDER ? HISTOGRAM_MISS_SECONDS : HISTOGRAM_HIT_SECONDS,
                    clock_monotonic_ns() - request->start_ns);
    request->recompressed = facts->recompressed;
    card_etag(request, etag);
    /* Not later than now (8.8.2.1), however the clock was set since. */
    int64_t now_s = clock_wall_s(), modified_s = facts->created_s < now_s ? facts->created_s : now_s;
    enum MHD_Result result;
    struct MHD_Response *kept;
    if (client_has(request, etag, modified_s)) {
        result = respond_card_not_modified(request);
    } else {
        request->cache = source_names[source];
        kept = source == SOURCE_MEMORY ? kept_response(request, card, now_s) : NULL;
        result = kept ? queue(request, MHD_HTTP_OK, cached_card_size(card), kept)
                      : finish(request, MHD_HTTP_OK, cached_card_size(card),
                               card_response(request, card, source, modified_s));
    }
    cached_card_unref(card);
    return result;
}
