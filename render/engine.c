#include "engine.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "template_source.h"

struct engine_failure {
    char *name, *path, *message;
    bool kept;
};

struct ogcard_engine {
    atomic_uint references;
    char *template_dir, *only_template; /* or NULL */
    struct font_set *fonts;
    struct template **templates; /* in name order */
    size_t count, capacity;
    struct engine_failure *failures;
    size_t failure_count;
};

static const char *template_name(const struct template *template)
{
    struct ogcard_template_info info;
    template_info(template, &info);
    return info.name;
}

/* Where `name` stands or would stand. */
static size_t engine_position(const struct ogcard_engine *engine, const char *name, size_t length, bool *found)
{
    size_t low = 0, high = engine->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *candidate = template_name(engine->templates[middle]);
        int order = strncmp(candidate, name, length);
        if (order == 0 && candidate[length] != '\0')
            order = 1;
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = false;
    return low;
}

/* Takes the template over; one of the same name is replaced, so that a folder can override a built-in. */
static enum ogcard_status engine_add(struct ogcard_engine *engine, struct template *template,
                                     struct ogcard_error *error)
{
    const char *name = template_name(template);
    bool found;
    size_t position = engine_position(engine, name, strlen(name), &found);
    if (found) {
        template_unref(engine->templates[position]);
        engine->templates[position] = template;
        return OGCARD_OK;
    }
    if (engine->count == engine->capacity) {
        size_t capacity = engine->capacity ? engine->capacity * 2 : 16;
        struct template **larger = realloc(engine->templates, capacity * sizeof(*larger));
        if (!larger) {
            template_unref(template);
            return error_set(error, OGCARD_INTERNAL, "Out of memory while loading templates.");
        }
        engine->templates = larger;
        engine->capacity = capacity;
    }
    memmove(engine->templates + position + 1, engine->templates + position,
            (engine->count - position) * sizeof(struct template *));
    engine->templates[position] = template;
    engine->count++;
    return OGCARD_OK;
}

static void engine_remove(struct ogcard_engine *engine, const char *name)
{
    bool found;
    size_t position = engine_position(engine, name, strlen(name), &found);
    if (!found)
        return;
    template_unref(engine->templates[position]);
    engine->count--;
    memmove(engine->templates + position, engine->templates + position + 1,
            (engine->count - position) * sizeof(struct template *));
}

static enum ogcard_status engine_note_failure(struct ogcard_engine *engine, const struct template_source *source,
                                              const char *message, bool kept, struct ogcard_error *error)
{
    struct engine_failure *larger = realloc(engine->failures, (engine->failure_count + 1) * sizeof(*larger));
    if (!larger)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while loading templates.");
    engine->failures = larger;
    struct engine_failure *failure = &larger[engine->failure_count++];
    *failure = (struct engine_failure){strdup(source->name), strdup(source->path), strdup(message), kept};
    if (!failure->name || !failure->path || !failure->message)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while loading templates.");
    return OGCARD_OK;
}

/* The template does not load: its last good version stays, or else there is none. A built-in of the same name would not
 * be what the operator wants to see under it. */
static enum ogcard_status engine_miss(struct ogcard_engine *engine, const struct ogcard_engine *last,
                                      const struct template_source *source, struct ogcard_error *error)
{
    bool kept = false;
    enum ogcard_status status = OGCARD_OK;
    size_t position = last ? engine_position(last, source->name, strlen(source->name), &kept) : 0;
    char message[sizeof error->message];
    snprintf(message, sizeof message, "%s", error->message);
    if (kept)
        status = engine_add(engine, template_ref(last->templates[position]), error);
    else
        engine_remove(engine, source->name);
    return status == OGCARD_OK ? engine_note_failure(engine, source, message, kept, error) : status;
}

/* Template names have no dots: what follows one is an extension. */
static bool is_asked_for(const char *name, const char *only)
{
    size_t length = strcspn(only, ".");
    return strlen(name) == length && memcmp(name, only, length) == 0;
}

struct engine_load {
    struct ogcard_engine *engine;
    const struct ogcard_engine *last; /* or NULL */
    const char *only;                 /* or NULL */
};

static enum ogcard_status add_source(void *context, const struct template_source *source, struct ogcard_error *error)
{
    const struct engine_load *load = context;
    struct ogcard_engine *engine = load->engine;
    struct template *template;
    enum ogcard_status status = OGCARD_IO;
    if (load->only && !is_asked_for(source->name, load->only))
        return OGCARD_OK;
    if (source->html)
        status = template_parse(source->name, source->path, source->html, source->html_size, &source->files,
                                engine->fonts, &template, error);
    if (status == OGCARD_OK)
        return engine_add(engine, template, error);
    return status == OGCARD_INTERNAL ? status : engine_miss(engine, load->last, source, error);
}

static enum ogcard_status engine_load(struct ogcard_engine *engine, const struct ogcard_engine *last, const char *only,
                                      struct ogcard_error *error)
{
    struct engine_load load = {engine, last, only};
    enum ogcard_status status = template_sources_builtin(add_source, &load, error);
    if (status == OGCARD_OK && engine->template_dir)
        status = template_sources_folder(engine->template_dir, add_source, &load, error);
    return status;
}

static bool copy_string(char **copy, const char *text)
{
    *copy = text ? strdup(text) : NULL;
    return *copy || !text;
}

static enum ogcard_status engine_create(const char *template_dir, const char *only, struct font_set *fonts,
                                        const struct ogcard_engine *last, struct ogcard_engine **engine,
                                        struct ogcard_error *error)
{
    struct ogcard_error own = {0}; /* the walk hands failures on in it */
    struct ogcard_engine *created = calloc(1, sizeof *created);
    if (!created)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while creating the engine.");
    atomic_init(&created->references, 1);
    created->fonts = font_set_ref(fonts);
    enum ogcard_status status = OGCARD_OK;
    if (!copy_string(&created->template_dir, template_dir) || !copy_string(&created->only_template, only))
        status = error_set(&own, OGCARD_INTERNAL, "Out of memory while creating the engine.");
    if (status == OGCARD_OK)
        status = engine_load(created, last, only, &own);
    /* The sentence that says so names those there are. */
    if (status == OGCARD_OK && only && created->count + created->failure_count == 0)
        status = engine_load(created, last, NULL, &own);
    if (status != OGCARD_OK) {
        ogcard_engine_unref(created);
        return error_set(error, status, "%s", own.message);
    }
    *engine = created;
    return OGCARD_OK;
}

enum ogcard_status ogcard_engine_create(const struct ogcard_engine_options *options, struct ogcard_engine **engine,
                                        struct ogcard_error *error)
{
    struct font_set *fonts = NULL;
    enum ogcard_status status = font_set_create(options->font_dir, options->fallback_font_dir, &fonts, error);
    if (status == OGCARD_OK)
        status = engine_create(options->template_dir, options->only_template, fonts, NULL, engine, error);
    font_set_unref(fonts);
    return status;
}

enum ogcard_status ogcard_engine_reload(const struct ogcard_engine *last, struct ogcard_engine **engine,
                                        struct ogcard_error *error)
{
    return engine_create(last->template_dir, last->only_template, last->fonts, last, engine, error);
}

struct ogcard_engine *ogcard_engine_ref(struct ogcard_engine *engine)
{
    if (engine)
        atomic_fetch_add_explicit(&engine->references, 1, memory_order_relaxed);
    return engine;
}

void ogcard_engine_unref(struct ogcard_engine *engine)
{
    if (!engine || atomic_fetch_sub_explicit(&engine->references, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < engine->count; i++)
        template_unref(engine->templates[i]);
    free(engine->templates);
    for (size_t i = 0; i < engine->failure_count; i++) {
        free(engine->failures[i].name);
        free(engine->failures[i].path);
        free(engine->failures[i].message);
    }
    free(engine->failures);
    free(engine->template_dir);
    free(engine->only_template);
    font_set_unref(engine->fonts);
    free(engine);
}

bool ogcard_engine_template(const struct ogcard_engine *engine, size_t index, struct ogcard_template_info *info)
{
    if (index >= engine->count)
        return false;
    template_info(engine->templates[index], info);
    return true;
}

bool ogcard_engine_failure(const struct ogcard_engine *engine, size_t index, struct ogcard_template_failure *failure)
{
    if (index >= engine->failure_count)
        return false;
    const struct engine_failure *found = &engine->failures[index];
    *failure = (struct ogcard_template_failure){found->name, found->path, found->message, found->kept};
    return true;
}

const struct template *engine_find_template(const struct ogcard_engine *engine, const char *name, size_t length)
{
    bool found;
    size_t position = engine_position(engine, name, length, &found);
    return found ? engine->templates[position] : NULL;
}

const char *engine_failure_message(const struct ogcard_engine *engine, const char *name, size_t length)
{
    for (size_t i = 0; i < engine->failure_count; i++) {
        const struct engine_failure *failure = &engine->failures[i];
        if (strlen(failure->name) != length || memcmp(failure->name, name, length) != 0)
            continue;
        size_t folder = strlen(engine->template_dir);
        bool below = strncmp(failure->message, engine->template_dir, folder) == 0 && failure->message[folder] == '/';
        return failure->message + (below ? folder + 1 : 0);
    }
    return NULL;
}

struct font_set *engine_fonts(const struct ogcard_engine *engine)
{
    return engine->fonts;
}

void engine_template_names(const struct ogcard_engine *engine, char *names, size_t size)
{
    static const char more[] = ", ...";
    size_t used = 0;
    names[0] = '\0';
    for (size_t i = 0; i < engine->count; i++) {
        const char *name = template_name(engine->templates[i]);
        size_t needed = strlen(name) + 2;
        if (used + needed + sizeof more > size) {
            strcpy(names + used, more);
            return;
        }
        used += (size_t)snprintf(names + used, size - used, "%s%s", i ? ", " : "", name);
    }
}
