/* Which path gives what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/assets.h"
#include "server/clock.h"
#include "server/metrics.h"
#include "server/request.h"
#include "server/signature.h"
#include "server/template_list.h"

/* ---- cards ---------------------------------------------------------------------------------------- */

static void card_done(struct service_ticket *ticket)
{
    struct http_request *request =
        (struct http_request *)(void *)((char *)ticket - offsetof(struct http_request, ticket));
    mhd.resume_connection(request->connection);
}

static enum MHD_Result submit_card(struct http_request *request, struct ogcard_request *card_request)
{
    metrics_add(request->server->metrics, METRIC_MISSES, 1);
    request->phase = PHASE_WAITING;
    request->ticket.done = card_done;
    /* Suspended first: the answer may come before service_submit() returns. The service has its own deadline. */
    connection_set_deadline(request->peer, INT64_MAX);
    mhd.suspend_connection(request->connection);
    service_submit(request->server->service, card_request, &request->card_id, request_client(request),
                   &request->ticket);
    return MHD_YES;
}

enum MHD_Result route_finished_card(struct http_request *request)
{
    struct cached_card *card = request->ticket.card;
    request->ticket.card = NULL;
    if (card)
        return respond_card(request, card, SOURCE_RENDER);
    return respond_error_later(request, &request->ticket.error, request->ticket.retry_after_s);
}

/* Whether `name` is a word of `list`. */
static bool is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    while (list && *list) {
        size_t word = strcspn(list, " ,");
        if (word == length && memcmp(list, name, length) == 0)
            return true;
        list += word;
        list += *list != '\0';
    }
    return false;
}

static enum ogcard_status check_signature(struct http_request *request, const struct ogcard_engine *engine,
                                          const struct ogcard_request *card_request, struct ogcard_error *error)
{
    const struct http_options *options = &request->server->options;
    const char *name = ogcard_request_template(card_request);
    struct ogcard_template_info info;
    if (options->signatures == SIGNATURES_OFF ||
        (options->signatures == SIGNATURES_UNLESS_PUBLIC && is_listed(options->public_templates, name)))
        return OGCARD_OK;
    for (size_t i = 0; ogcard_engine_template(engine, i, &info); i++) {
        if (strcmp(info.name, name) == 0) {
            enum ogcard_status status =
                signature_check(options->keys, &request->query, &info, clock_wall_s(), &request->expires_s, error);
            metrics_add(request->server->metrics, METRIC_SIGNATURES_REFUSED, status == OGCARD_FORBIDDEN);
            return status;
        }
    }
    return error_set(error, OGCARD_INTERNAL, "The template is not listed.");
}

static bool client_has_form(struct http_request *request, bool recompressed)
{
    request->recompressed = recompressed;
    return request_names_card(request);
}

/* Nothing takes the place of a recompressed card. The form that is answered first is the newest where no other is made,
 * or, as only a lookup tells, where no cache has another. */
static bool client_has_newest(struct http_request *request)
{
    return (!service_recompresses(request->server->service) && client_has_form(request, false)) ||
           client_has_form(request, true);
}

static enum MHD_Result route_card(struct http_request *request, const char *name)
{
    struct ogcard_request *card_request = NULL;
    struct ogcard_error error = {0};
    struct ogcard_engine *engine = service_engine(request->server->service);
    enum ogcard_status status =
        ogcard_request_create(engine, name, request->query.pairs, request->query.pair_count, &card_request, &error);
    if (status == OGCARD_OK)
        status = check_signature(request, engine, card_request, &error);
    ogcard_engine_unref(engine);
    if (status != OGCARD_OK) {
        ogcard_request_destroy(card_request);
        return respond_error(request, &error);
    }

    snprintf(request->template_name, sizeof request->template_name, "%s", ogcard_request_template(card_request));
    const struct ogcard_pair *version = query_find(&request->query, "v");
    request->versioned = version && version->value_length > 0;
    request->card_id = service_card_id(request->server->service, card_request);
    enum MHD_Result result;
    enum card_source source;
    struct cached_card *card;
    if (client_has_newest(request)) {
        result = respond_card_not_modified(request);
    } else if ((card = service_lookup(request->server->service, &request->card_id, ogcard_request_format(card_request),
                                      &source))) {
        result = respond_card(request, card, source);
    } else if (client_has_form(request, false)) {
        result = respond_card_not_modified(request);
    } else {
        return submit_card(request, card_request);
    }
    ogcard_request_destroy(card_request);
    return result;
}

/* ---- the rest -------------------------------------------------------------------------------------- */

static enum MHD_Result route_templates(struct http_request *request)
{
    struct ogcard_engine *engine = service_engine(request->server->service);
    char *json = template_list_json(engine);
    ogcard_engine_unref(engine);
    if (!json)
        return MHD_NO;
    enum MHD_Result result = respond_page(request, "application/json", json, strlen(json), NULL);
    free(json);
    return result;
}

static enum MHD_Result route_health(struct http_request *request)
{
    return respond_text(request, MHD_HTTP_OK, "alive", NULL);
}

static enum MHD_Result route_ready(struct http_request *request)
{
    struct service *service = request->server->service;
    struct ogcard_error reload;
    struct ogcard_template_info info;
    struct ogcard_template_failure broken;
    struct text_buffer text = {0};
    char reason[256];
    const char *dir;
    size_t templates = 0;
    bool draining = atomic_load(&request->server->draining);
    bool cache_works = service_disk_works(service, &dir, reason, sizeof reason);
    struct ogcard_engine *engine = service_engine(service);
    while (ogcard_engine_template(engine, templates, &info))
        templates++;

    bool ready = !draining && templates > 0;
    text_printf(&text, "%s\ntemplates: %zu\n",
                ready      ? "ready"
                : draining ? "shutting down"
                           : "no templates",
                templates);
    if (service_reload_failure(service, &reload))
        text_printf(&text, "reload: failed, the former templates are in use: %s\n", reload.message);
    for (size_t i = 0; ogcard_engine_failure(engine, i, &broken); i++)
        text_printf(&text, "template %s: broken, %s: %s\n", broken.name,
                    broken.kept ? "its last good version is in use" : "requests for it fail", broken.message);
    ogcard_engine_unref(engine);
    if (!dir)
        text_printf(&text, "disk cache: none");
    else if (cache_works)
        text_printf(&text, "disk cache: writable");
    else
        text_printf(&text, "disk cache: takes no cards: %s", reason);
    enum MHD_Result result =
        text.failed ? MHD_NO
                    : respond_text(request, ready ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE, text.text, NULL);
    text_finish(&text);
    return result;
}

static enum MHD_Result route_metrics(struct http_request *request)
{
    struct text_buffer text = {0};
    metrics_print(request->server->metrics, &text);
    enum MHD_Result result =
        text.failed ? MHD_NO
                    : respond_page(request, "text/plain; version=0.0.4; charset=utf-8", text.text, text.length, NULL);
    text_finish(&text);
    return result;
}

static enum MHD_Result route_asset(struct http_request *request, const struct asset *asset)
{
    static const struct header headers[] = {
        {"Content-Security-Policy",
         "default-src 'none'; img-src 'self' blob: data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
         "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
        {"Referrer-Policy", "no-referrer"},
        {NULL, NULL},
    };
    return respond_page(request, asset->content_type, asset->bytes, asset->size, headers);
}

static const struct route {
    const char *path;
    enum MHD_Result (*answer)(struct http_request *request);
    bool internal; /* the operator's business, which may have an address of its own */
} routes[] = {
    {"/api", route_templates, false}, {"/api/", route_templates, false}, {"/healthz", route_health, true},
    {"/readyz", route_ready, true},   {"/metrics", route_metrics, true},
};

enum MHD_Result route_request(struct http_request *request)
{
    char name[LIMIT_TEMPLATE_NAME + 2];
    struct ogcard_error error;
    bool internal = connection_is_internal(request->peer), apart = request->server->internal_apart;
    if (!internal && query_template(&request->query, name))
        return route_card(request, name);
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (strcmp(routes[i].path, request->query.path) == 0 && (!apart || routes[i].internal == internal))
            return routes[i].answer(request);
    }
    if (internal) {
        error_set(&error, OGCARD_UNKNOWN_TEMPLATE, "There is only /metrics, /healthz and /readyz at this address.");
        return respond_error(request, &error);
    }
    const struct asset *asset = asset_find(request->query.path);
    if (asset)
        return route_asset(request, asset);
    error_set(&error, OGCARD_UNKNOWN_TEMPLATE,
              "There is nothing at %.200s. Cards are at /api/TEMPLATE?title=..., the list of templates at /api.",
              request->query.path);
    return respond_error(request, &error);
}
