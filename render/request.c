#include "request.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "build_digest.h"
#include "engine.h"
#include "internal/error.h"
#include "text/normalize.h"

#define REQUEST_ARENA_BYTES (1u << 20)

/* Bytes of a value before it is looked at; the template's own maximum counts code points. */
#define REQUEST_MAX_VALUE_BYTES 16384
#define REQUEST_MAX_LANGUAGE    35 /* the longest tag that RFC 5646 section 4.4.1 asks to support */

struct format_info {
    const char *name;
    enum ogcard_format format;
};

static const struct format_info format_names[] = {
    {"png", OGCARD_FORMAT_PNG},
    {"jpg", OGCARD_FORMAT_JPEG},
    {"jpeg", OGCARD_FORMAT_JPEG},
    {"webp", OGCARD_FORMAT_WEBP},
};

const char *ogcard_format_media_type(enum ogcard_format format)
{
    static const char *const media_types[] = {
        [OGCARD_FORMAT_PNG] = "image/png",
        [OGCARD_FORMAT_JPEG] = "image/jpeg",
        [OGCARD_FORMAT_WEBP] = "image/webp",
    };
    return media_types[format];
}

static bool format_find(const char *name, size_t length, enum ogcard_format *format)
{
    for (size_t i = 0; i < sizeof format_names / sizeof *format_names; i++) {
        if (strlen(format_names[i].name) == length && strncmp(format_names[i].name, name, length) == 0) {
            *format = format_names[i].format;
            return true;
        }
    }
    return false;
}

/* ---- reserved parameters ---- */

static enum ogcard_status set_format(struct ogcard_request *request, const char *value, size_t length,
                                     struct ogcard_error *error)
{
    if (format_find(value, length, &request->format))
        return OGCARD_OK;
    return error_set(error, OGCARD_BAD_REQUEST, "Parameter \"format\" is \"%.*s\"; it must be png, jpg or webp.",
                     (int)length, value);
}

static enum ogcard_status set_scale(struct ogcard_request *request, const char *value, size_t length,
                                    struct ogcard_error *error)
{
    if (length == 1 && value[0] >= '1' && value[0] <= '0' + REQUEST_MAX_SCALE) {
        request->scale = (float)(value[0] - '0');
        return OGCARD_OK;
    }
    return error_set(error, OGCARD_BAD_REQUEST,
                     "Parameter \"scale\" is \"%.*s\"; it must be a whole number from 1 to %d.", (int)length, value,
                     REQUEST_MAX_SCALE);
}

/* The shape of a BCP 47 tag: subtags of 1 to 8 letters and digits, the first of 2 to 8 letters. */
static bool is_language_tag(const char *tag, size_t length)
{
    size_t subtag = 0, position = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i == length || tag[i] == '-' || tag[i] == '_') {
            size_t size = i - position;
            if (size < (subtag == 0 ? 2 : 1) || size > 8)
                return false;
            position = i + 1;
            subtag++;
            continue;
        }
        char c = tag[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && (subtag == 0 || c < '0' || c > '9'))
            return false;
    }
    return length <= REQUEST_MAX_LANGUAGE;
}

static enum ogcard_status set_language(struct ogcard_request *request, const char *value, size_t length,
                                       struct ogcard_error *error)
{
    if (!is_language_tag(value, length))
        return error_set(error, OGCARD_BAD_REQUEST,
                         "Parameter \"lang\" is \"%.*s\"; it must be a language tag such as ru, sr-Latn or zh-Hant.",
                         (int)length, value);
    char *tag = arena_strndup(request->arena, value, length);
    if (!tag)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while reading the request.");
    for (char *c = tag; *c; c++)
        if (*c == '_')
            *c = '-';
    request->language = tag;
    return OGCARD_OK;
}

static enum ogcard_status set_size(struct ogcard_request *request, const char *value, size_t length,
                                   struct ogcard_error *error)
{
    size_t count;
    const struct template_size *sizes = template_sizes(request->template, &count);
    char names[256] = "";
    size_t used = 0;
    for (size_t i = 1; i < count; i++) {
        if (strlen(sizes[i].name) == length && memcmp(sizes[i].name, value, length) == 0) {
            request->size = i;
            return OGCARD_OK;
        }
        int written = snprintf(names + used, sizeof names - used, "%s%s", i > 1 ? ", " : "", sizes[i].name);
        used = used + (size_t)written < sizeof names ? used + (size_t)written : sizeof names - 1;
    }
    if (count <= 1)
        return error_set(error, OGCARD_BAD_REQUEST, "Template \"%s\" has one size only; leave \"size\" out.",
                         request->info.name);
    return error_set(error, OGCARD_BAD_REQUEST, "Parameter \"size\" is \"%.*s\"; template \"%s\" has: %s.", (int)length,
                     value, request->info.name, names);
}

struct reserved {
    const char *name;
    enum ogcard_status (*set)(struct ogcard_request *, const char *, size_t, struct ogcard_error *);
};

/* `v`, `sig` and `exp` are the server's: they change who may ask and how long an answer keeps, not the card. */
static const struct reserved reserved_parameters[] = {
    {"format", set_format}, {"scale", set_scale}, {"size", set_size}, {"lang", set_language}, {"v", NULL},
    {"sig", NULL},          {"exp", NULL},
};

static const struct reserved *reserved_find(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof reserved_parameters / sizeof *reserved_parameters; i++)
        if (strlen(reserved_parameters[i].name) == length && memcmp(reserved_parameters[i].name, name, length) == 0)
            return &reserved_parameters[i];
    return NULL;
}

/* ---- values ---- */

static enum ogcard_status normalize(struct ogcard_request *request, const struct ogcard_pair *pair, const char **text,
                                    size_t *length, struct ogcard_error *error)
{
    int name_length = (int)pair->name_length;
    if (pair->value_length > REQUEST_MAX_VALUE_BYTES)
        return error_set(error, OGCARD_BAD_REQUEST, "Parameter \"%.*s\" has %zu bytes; the limit is %d.", name_length,
                         pair->name, pair->value_length, REQUEST_MAX_VALUE_BYTES);
    size_t offset;
    switch (text_normalize(pair->value, pair->value_length, request->arena, text, length, &offset)) {
    case NORMALIZE_OK:
        return OGCARD_OK;
    case NORMALIZE_NOT_UTF8:
        return error_set(error, OGCARD_BAD_REQUEST,
                         "Parameter \"%.*s\" is not UTF-8: byte 0x%02X at position %zu does not belong there; "
                         "percent-encode the text's UTF-8 bytes.",
                         name_length, pair->name, (unsigned char)pair->value[offset], offset + 1);
    case NORMALIZE_HAS_NUL:
        return error_set(error, OGCARD_BAD_REQUEST,
                         "Parameter \"%.*s\" has a NUL character at position %zu; remove it (%%00).", name_length,
                         pair->name, offset + 1);
    case NORMALIZE_NO_MEMORY:
        break;
    }
    return error_set(error, OGCARD_INTERNAL, "Out of memory while reading the request.");
}

static enum ogcard_status take_pair(struct ogcard_request *request, const struct ogcard_pair *pair, unsigned *seen,
                                    struct ogcard_error *error)
{
    const struct reserved *reserved = reserved_find(pair->name, pair->name_length);
    int index = reserved ? -1 : template_param_index(request->template, pair->name, pair->name_length);
    if (!reserved && index < 0)
        return OGCARD_OK;
    if (reserved) {
        unsigned bit = 1u << (reserved - reserved_parameters);
        if (*seen & bit || !reserved->set || pair->value_length == 0)
            return OGCARD_OK;
        *seen |= bit;
    } else if (request->values[index]) {
        return OGCARD_OK;
    }
    const char *text;
    size_t length;
    enum ogcard_status status = normalize(request, pair, &text, &length, error);
    if (status != OGCARD_OK)
        return status;
    if (reserved)
        return reserved->set(request, text, length, error);
    return template_check_value(request->template, index, text, length, request->arena, &request->values[index], error);
}

static bool is_blank(const char *value)
{
    return value[strspn(value, " ")] == '\0';
}

/* Absent required values end the request. */
static enum ogcard_status complete_values(struct ogcard_request *request, struct ogcard_error *error)
{
    for (size_t i = 0; i < request->info.param_count; i++) {
        const struct ogcard_param_info *param = &request->info.params[i];
        if (request->values[i] && !is_blank(request->values[i]))
            continue;
        if (param->required)
            return error_set(error, OGCARD_BAD_REQUEST, "Parameter \"%s\" is %s; template \"%s\" needs it: add ?%s=...",
                             param->name, request->values[i] ? "empty" : "missing", request->info.name, param->name);
        request->values[i] = ""; /* the template's default */
    }
    return OGCARD_OK;
}

/* ---- key ---- */

static void digest_text(crypto_generichash_state *state, const char *text)
{
    uint64_t length = strlen(text);
    crypto_generichash_update(state, (const unsigned char *)&length, sizeof length);
    crypto_generichash_update(state, (const unsigned char *)text, length);
}

static void compute_key(struct ogcard_request *request)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof request->key);
    digest_text(&state, build_digest);
    digest_text(&state, request->info.name);
    crypto_generichash_update(&state, template_digest(request->template), 32);
    crypto_generichash_update(&state, font_set_digest(template_fonts(request->template)), 32);
    for (size_t i = 0; i < request->info.param_count; i++)
        digest_text(&state, request->values[i]);
    digest_text(&state, request->language);
    const double picture[] = {(double)request->format, (double)request->size, (double)request->scale};
    crypto_generichash_update(&state, (const unsigned char *)picture, sizeof picture);
    crypto_generichash_final(&state, request->key, sizeof request->key);
}

/* ---- public ---- */

static enum ogcard_status find_template(struct ogcard_request *request, const char *name, struct ogcard_error *error)
{
    size_t length = strlen(name);
    const char *dot = strrchr(name, '.');
    if (dot && format_find(dot + 1, strlen(dot + 1), &request->format))
        length = (size_t)(dot - name);
    request->template = engine_find_template(request->engine, name, length);
    if (request->template)
        return OGCARD_OK;
    const char *failure = engine_failure_message(request->engine, name, length);
    if (failure)
        return error_set(error, OGCARD_BAD_TEMPLATE, "Template \"%.*s\" does not load: %s", (int)length, name, failure);
    char names[512];
    engine_template_names(request->engine, names, sizeof names);
    return error_set(error, OGCARD_UNKNOWN_TEMPLATE, "There is no template \"%.*s\"; there are: %s.",
                     length > 100 ? 100 : (int)length, name, names);
}

enum ogcard_status ogcard_request_create(struct ogcard_engine *engine, const char *template_name,
                                         const struct ogcard_pair *pairs, size_t pair_count,
                                         struct ogcard_request **request, struct ogcard_error *error)
{
    enum ogcard_status status;
    struct ogcard_request *created = calloc(1, sizeof *created);
    if (created)
        created->arena = arena_create(REQUEST_ARENA_BYTES);
    if (!created || !created->arena) {
        free(created);
        return error_set(error, OGCARD_INTERNAL, "Out of memory while reading the request.");
    }
    created->engine = ogcard_engine_ref(engine);
    created->language = "";
    created->scale = 1;
    status = find_template(created, template_name, error);
    if (status != OGCARD_OK)
        goto out;
    template_info(created->template, &created->info);
    created->values = ARENA_ARRAY(created->arena, const char *, created->info.param_count + 1);
    if (!created->values) {
        status = error_set(error, OGCARD_INTERNAL, "Out of memory while reading the request.");
        goto out;
    }
    unsigned seen = 0;
    for (size_t i = 0; i < pair_count && status == OGCARD_OK; i++)
        status = take_pair(created, &pairs[i], &seen, error);
    if (status == OGCARD_OK)
        status = complete_values(created, error);
    if (status == OGCARD_OK)
        compute_key(created);
out:
    if (status != OGCARD_OK) {
        ogcard_request_destroy(created);
        return status;
    }
    *request = created;
    return OGCARD_OK;
}

void ogcard_request_destroy(struct ogcard_request *request)
{
    if (!request)
        return;
    ogcard_engine_unref(request->engine);
    arena_destroy(request->arena);
    free(request);
}

const char *ogcard_build(void)
{
    return build_digest;
}

const uint8_t *ogcard_request_key(const struct ogcard_request *request)
{
    return request->key;
}

enum ogcard_format ogcard_request_format(const struct ogcard_request *request)
{
    return request->format;
}

const char *ogcard_request_template(const struct ogcard_request *request)
{
    return request->info.name;
}
