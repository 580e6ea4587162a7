#include "engine.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "template_source.h"

struct ogcard_engine {
    atomic_uint references;
    struct font_set *fonts;
    struct template **templates; /* in name order */
    size_t count, capacity;
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
        template_destroy(engine->templates[position]);
        engine->templates[position] = template;
        return OGCARD_OK;
    }
    if (engine->count == engine->capacity) {
        size_t capacity = engine->capacity ? engine->capacity * 2 : 16;
        struct template **larger = realloc(engine->templates, capacity * sizeof(*larger));
        if (!larger) {
            template_destroy(template);
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

static enum ogcard_status add_source(void *context, const struct template_source *source, struct ogcard_error *error)
{
    struct ogcard_engine *engine = context;
    struct template *template;
    enum ogcard_status status = template_parse(source->name, source->path, source->html, source->html_size,
                                               &source->files, engine->fonts, &template, error);
    return status == OGCARD_OK ? engine_add(engine, template, error) : status;
}

enum ogcard_status ogcard_engine_create(const struct ogcard_engine_options *options, struct ogcard_engine **engine,
                                        struct ogcard_error *error)
{
    struct ogcard_engine *created = calloc(1, sizeof *created);
    if (!created)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while creating the engine.");
    atomic_init(&created->references, 1);
    enum ogcard_status status = font_set_create(options->font_dir, options->fallback_font_dir, &created->fonts, error);
    if (status == OGCARD_OK)
        status = template_sources_builtin(add_source, created, error);
    if (status == OGCARD_OK && options->template_dir)
        status = template_sources_folder(options->template_dir, add_source, created, error);
    if (status != OGCARD_OK) {
        ogcard_engine_unref(created);
        return status;
    }
    *engine = created;
    return OGCARD_OK;
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
        template_destroy(engine->templates[i]);
    free(engine->templates);
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

const struct template *engine_find_template(const struct ogcard_engine *engine, const char *name, size_t length)
{
    bool found;
    size_t position = engine_position(engine, name, length, &found);
    return found ? engine->templates[position] : NULL;
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
