/* A card request: a template with validated, canonical values. What ogcard_request_create() makes and the pipeline
 * reads. */
#ifndef RENDER_REQUEST_H
#define RENDER_REQUEST_H

#include "arena.h"
#include "ogcard.h"
#include "template/template.h"

#define REQUEST_MAX_SCALE 4

struct ogcard_request {
    struct arena *arena; /* owns the strings below */
    struct ogcard_engine *engine;
    const struct template *template;
    struct ogcard_template_info info;
    const char **values; /* by the template's parameters, "" for absent */
    const char *language;
    size_t size; /* index into template_sizes() */
    enum ogcard_format format;
    float scale; /* device pixels per CSS px */
    uint8_t key[OGCARD_KEY_BYTES];
};

/* The size in CSS px that the request asks for. */
static inline struct template_size request_size(const struct ogcard_request *request)
{
    size_t count;
    return template_sizes(request->template, &count)[request->size];
}

#endif
