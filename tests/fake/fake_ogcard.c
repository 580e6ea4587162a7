/* A stand-in for the library behind include/ogcard.h, for tests of the server under load and with failures.
 *
 * Templates: "og" (title required, accent) and every NAME.html of the template folder; one that holds the word BROKEN
 * does not load. A card's bytes are a fixed function of its canonical request. Reserved parameters of the stand-in:
 * `delay` milliseconds of rendering, `fail` with any value, `size` bytes of the picture, `glyphs` missing; at effort
 * `small` `small_delay` milliseconds more and `small_size` bytes. */
#include <dirent.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal/error.h"
#include "ogcard.h"
#include "server/text.h"

#define TEMPLATES_MAX 16

struct ogcard_engine {
    atomic_int references;
    struct ogcard_template_info templates[TEMPLATES_MAX];
    uint8_t digests[TEMPLATES_MAX][16];
    size_t count;
    struct ogcard_template_failure failures[TEMPLATES_MAX];
    size_t failure_count;
    char *template_dir;
};

struct ogcard_request {
    struct ogcard_engine *engine;
    char *template_name, *title, *accent;
    long delay_ms, size, glyphs, small_delay_ms, small_size;
    bool fail;
    enum ogcard_format format;
    uint8_t key[OGCARD_KEY_BYTES];
};

struct ogcard_worker {
    int cards;
    atomic_bool cancelled;
};

static const struct ogcard_param_info params[] = {
    {.name = "title",
     .type = OGCARD_PARAM_TEXT,
     .required = true,
     .max_length = 300,
     .default_value = "",
     .example = "Революция с открытым исходным кодом"},
    {.name = "accent", .type = OGCARD_PARAM_COLOR, .default_value = "#f5b301", .example = ""},
};

const char *ogcard_format_media_type(enum ogcard_format format)
{
    static const char *const types[] = {"image/png", "image/jpeg", "image/webp"};
    return types[format];
}

/* ---- engine -------------------------------------------------------------------------------------- */

static void add_template(struct ogcard_engine *engine, const char *name, const char *source, const char *text)
{
    struct ogcard_template_info *info = &engine->templates[engine->count];
    crypto_generichash(engine->digests[engine->count], 16, (const uint8_t *)text, strlen(text), NULL, 0);
    engine->count++;
    *info = (struct ogcard_template_info){.name = strdup(name),
                                          .description = "A stand-in.",
                                          .source = strdup(source),
                                          .width_px = 1200,
                                          .height_px = 630,
                                          .params = params,
                                          .param_count = sizeof params / sizeof params[0]};
}

static size_t find_template(const struct ogcard_engine *engine, const char *name)
{
    size_t index = 0;
    while (index < engine->count && strcmp(engine->templates[index].name, name) != 0)
        index++;
    return index;
}

static void add_file(struct ogcard_engine *engine, const struct ogcard_engine *last, const char *dir, const char *file)
{
    char path[1024], text[4096] = "", name[256], message[1100];
    snprintf(path, sizeof path, "%s/%s", dir, file);
    FILE *stream = fopen(path, "re");
    if (stream) {
        text[fread(text, 1, sizeof text - 1, stream)] = '\0';
        fclose(stream);
    }
    snprintf(name, sizeof name, "%.*s", (int)(strlen(file) - 5), file);
    if (!strstr(text, "BROKEN")) {
        add_template(engine, name, path, text);
        return;
    }
    size_t kept = last ? find_template(last, name) : 0;
    bool keeps = last && kept < last->count;
    if (keeps) {
        add_template(engine, name, path, "");
        memcpy(engine->digests[engine->count - 1], last->digests[kept], sizeof last->digests[kept]);
    }
    snprintf(message, sizeof message, "%s:1:1: the template is broken.", path);
    engine->failures[engine->failure_count++] =
        (struct ogcard_template_failure){strdup(name), strdup(path), strdup(message), keeps};
}

static enum ogcard_status create_engine(const char *template_dir, const struct ogcard_engine *last,
                                        struct ogcard_engine **out, struct ogcard_error *error)
{
    DIR *dir = template_dir ? opendir(template_dir) : NULL;
    if (template_dir && !dir)
        return error_set(error, OGCARD_IO, "%s is no folder of templates.", template_dir);
    struct ogcard_engine *engine = calloc(1, sizeof *engine);
    atomic_init(&engine->references, 1);
    engine->template_dir = template_dir ? strdup(template_dir) : NULL;
    add_template(engine, "og", "built-in", "");
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        size_t length = strlen(entry->d_name);
        if (length > 5 && strcmp(entry->d_name + length - 5, ".html") == 0 && engine->count < TEMPLATES_MAX)
            add_file(engine, last, template_dir, entry->d_name);
    }
    if (dir)
        closedir(dir);
    *out = engine;
    return OGCARD_OK;
}

const char *ogcard_build(void)
{
    return "0123456789abcdef0123456789abcdef";
}

enum ogcard_status ogcard_engine_create(const struct ogcard_engine_options *options, struct ogcard_engine **engine,
                                        struct ogcard_error *error)
{
    return create_engine(options->template_dir, NULL, engine, error);
}

enum ogcard_status ogcard_engine_reload(const struct ogcard_engine *last, struct ogcard_engine **engine,
                                        struct ogcard_error *error)
{
    return create_engine(last->template_dir, last, engine, error);
}

bool ogcard_engine_failure(const struct ogcard_engine *engine, size_t index, struct ogcard_template_failure *failure)
{
    if (index >= engine->failure_count)
        return false;
    *failure = engine->failures[index];
    return true;
}

struct ogcard_engine *ogcard_engine_ref(struct ogcard_engine *engine)
{
    if (engine)
        atomic_fetch_add(&engine->references, 1);
    return engine;
}

void ogcard_engine_unref(struct ogcard_engine *engine)
{
    if (!engine || atomic_fetch_sub(&engine->references, 1) > 1)
        return;
    for (size_t i = 0; i < engine->count; i++) {
        free((void *)(uintptr_t)engine->templates[i].name);
        free((void *)(uintptr_t)engine->templates[i].source);
    }
    for (size_t i = 0; i < engine->failure_count; i++) {
        free((void *)(uintptr_t)engine->failures[i].name);
        free((void *)(uintptr_t)engine->failures[i].path);
        free((void *)(uintptr_t)engine->failures[i].message);
    }
    free(engine->template_dir);
    free(engine);
}

bool ogcard_engine_template(const struct ogcard_engine *engine, size_t index, struct ogcard_template_info *info)
{
    if (index >= engine->count)
        return false;
    *info = engine->templates[index];
    return true;
}

/* ---- request -------------------------------------------------------------------------------------- */

static const struct ogcard_pair *find(const struct ogcard_pair *pairs, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].name_length == strlen(name) && memcmp(pairs[i].name, name, pairs[i].name_length) == 0)
            return &pairs[i];
    }
    return NULL;
}

static long number_of(const struct ogcard_pair *pairs, size_t count, const char *name)
{
    char text[32];
    const struct ogcard_pair *pair = find(pairs, count, name);
    if (!pair)
        return 0;
    snprintf(text, sizeof text, "%.*s", (int)pair->value_length, pair->value);
    return atol(text);
}

static enum ogcard_status text_of(const struct ogcard_pair *pairs, size_t count, const char *name, char **text,
                                  struct ogcard_error *error)
{
    const struct ogcard_pair *pair = find(pairs, count, name);
    size_t characters = 0;
    if (pair && (memchr(pair->value, 0, pair->value_length) || !text_is_utf8(pair->value, pair->value_length)))
        return error_set(error, OGCARD_BAD_REQUEST, "The parameter %s is not UTF-8 text.", name);
    for (size_t i = 0; pair && i < pair->value_length; i++)
        characters += ((unsigned char)pair->value[i] & 0xc0) != 0x80;
    if (characters > 300)
        return error_set(error, OGCARD_BAD_REQUEST, "The parameter %s is longer than 300 characters.", name);
    *text = pair ? strndup(pair->value, pair->value_length) : strdup("");
    return OGCARD_OK;
}

static void make_key(struct ogcard_request *request, const uint8_t *digest)
{
    struct text_buffer text = {0};
    text_append(&text, (const char *)digest, 16);
    text_printf(&text, "%s|%s|%s|%d|%ld|%ld|%ld|%d", request->template_name, request->title, request->accent,
                (int)request->format, request->delay_ms, request->size, request->glyphs, request->fail);
    text_printf(&text, "|%ld|%ld", request->small_delay_ms, request->small_size);
    crypto_generichash(request->key, sizeof request->key, (const uint8_t *)text.text, text.length, NULL, 0);
    text_finish(&text);
}

static enum ogcard_status read_params(struct ogcard_request *request, const struct ogcard_pair *pairs, size_t count,
                                      struct ogcard_error *error)
{
    enum ogcard_status status = text_of(pairs, count, "title", &request->title, error);
    if (status == OGCARD_OK)
        status = text_of(pairs, count, "accent", &request->accent, error);
    if (status == OGCARD_OK && !request->title[0])
        status = error_set(error, OGCARD_BAD_REQUEST, "The parameter title is missing.");
    request->small_delay_ms = number_of(pairs, count, "small_delay");
    request->small_size = number_of(pairs, count, "small_size");
    request->delay_ms = number_of(pairs, count, "delay");
    request->size = number_of(pairs, count, "size");
    request->glyphs = number_of(pairs, count, "glyphs");
    request->fail = find(pairs, count, "fail") != NULL;
    return status;
}

enum ogcard_status ogcard_request_create(struct ogcard_engine *engine, const char *template_name,
                                         const struct ogcard_pair *pairs, size_t pair_count,
                                         struct ogcard_request **out, struct ogcard_error *error)
{
    static const char *const extensions[] = {".png", ".jpg", ".webp"};
    struct ogcard_request *request = calloc(1, sizeof *request);
    request->engine = ogcard_engine_ref(engine);
    request->template_name = strdup(template_name);
    for (int i = 0; i < 3; i++) {
        size_t length = strlen(request->template_name), tail = strlen(extensions[i]);
        if (length > tail && strcmp(request->template_name + length - tail, extensions[i]) == 0) {
            request->template_name[length - tail] = '\0';
            request->format = (enum ogcard_format)i;
            break;
        }
    }
    size_t index = find_template(engine, request->template_name);
    enum ogcard_status status =
        index < engine->count
            ? read_params(request, pairs, pair_count, error)
            : error_set(error, OGCARD_UNKNOWN_TEMPLATE, "There is no template %.200s; there is: og.", template_name);
    if (status != OGCARD_OK) {
        ogcard_request_destroy(request);
        return status;
    }
    make_key(request, engine->digests[index]);
    *out = request;
    return OGCARD_OK;
}

void ogcard_request_destroy(struct ogcard_request *request)
{
    if (!request)
        return;
    ogcard_engine_unref(request->engine);
    free(request->template_name);
    free(request->title);
    free(request->accent);
    free(request);
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
    return request->template_name;
}

/* ---- cards ----------------------------------------------------------------------------------------- */

enum ogcard_status ogcard_worker_create(struct ogcard_worker **worker, struct ogcard_error *error)
{
    (void)error;
    *worker = calloc(1, sizeof **worker);
    return OGCARD_OK;
}

void ogcard_worker_destroy(struct ogcard_worker *worker)
{
    free(worker);
}

void ogcard_worker_cancel(struct ogcard_worker *worker)
{
    atomic_store(&worker->cancelled, true);
}

enum ogcard_status ogcard_card_render(struct ogcard_worker *worker, const struct ogcard_request *request,
                                      enum ogcard_effort effort, struct ogcard_card *card, struct ogcard_error *error)
{
    worker->cards++;
    atomic_store(&worker->cancelled, false);
    bool small = effort == OGCARD_EFFORT_SMALL;
    for (long left_ms = request->delay_ms + (small ? request->small_delay_ms : 0);
         left_ms > 0 && !atomic_load(&worker->cancelled); left_ms -= 10)
        nanosleep(&(struct timespec){.tv_nsec = (left_ms < 10 ? left_ms : 10) * 1000000}, NULL);
    if (atomic_load(&worker->cancelled))
        return error_set(error, OGCARD_TIME_LIMIT, "The card takes longer to make than it may.");
    if (request->fail)
        return error_set(error, OGCARD_INTERNAL, "The card failed as asked.");
    size_t size = request->size > 0 ? (size_t)request->size : 20000;
    if (small && request->small_size > 0)
        size = (size_t)request->small_size;
    uint8_t seed[32];
    uint8_t *bytes = malloc(size + 400 + strlen(request->title));
    crypto_generichash(seed, sizeof seed, request->key, OGCARD_KEY_BYTES, (const uint8_t *)&effort, 0);
    randombytes_buf_deterministic(bytes, size, seed);
    int head = snprintf((char *)bytes, 400 + strlen(request->title), "FAKE %s %s\n%s\n",
                        ogcard_format_media_type(request->format), request->template_name, request->title);
    if ((size_t)head < size)
        randombytes_buf_deterministic(bytes + head, size - (size_t)head, seed);
    *card = (struct ogcard_card){.bytes = bytes,
                                 .size = size,
                                 .format = request->format,
                                 .width_px = 1200,
                                 .height_px = 630,
                                 .missing_glyphs = (unsigned)request->glyphs};
    return OGCARD_OK;
}

void ogcard_card_finish(struct ogcard_card *card)
{
    free(card->bytes);
    memset(card, 0, sizeof *card);
}

enum ogcard_status ogcard_card_inspect(struct ogcard_worker *worker, const struct ogcard_request *request, char **json,
                                       struct ogcard_error *error)
{
    (void)error;
    worker->cards++;
    struct text_buffer text = {0};
    text_printf(&text, "{\"title\":\"");
    text_append_json(&text, request->title);
    text_printf(&text, "\"}");
    *json = text.text;
    return OGCARD_OK;
}

/* ---- what the stand-in has no part in -------------------------------------------------------------- */

enum ogcard_status ogcard_check(struct ogcard_engine *engine, const char *path, ogcard_check_listener *listener,
                                void *context, struct ogcard_check_totals *totals, struct ogcard_error *error)
{
    (void)engine, (void)listener, (void)context, (void)totals;
    return error_set(error, OGCARD_INTERNAL, "The stand-in cannot check %s.", path);
}

bool ogcard_builtin_file(size_t index, struct ogcard_builtin_file *file)
{
    (void)index, (void)file;
    return false;
}

enum ogcard_status ogcard_coverage_find(struct ogcard_engine *engine, const char *language, const char *text,
                                        size_t length, ogcard_coverage_listener *listener, void *context,
                                        struct ogcard_error *error)
{
    (void)engine, (void)language, (void)text, (void)length, (void)listener, (void)context;
    return error_set(error, OGCARD_INTERNAL, "The stand-in has no fonts.");
}
