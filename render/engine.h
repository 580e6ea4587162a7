/* The engine's inside, for the pipeline: fonts and templates, immutable after creation. */
#ifndef RENDER_ENGINE_H
#define RENDER_ENGINE_H

#include "fonts/font_set.h"
#include "ogcard.h"
#include "template/template.h"

/* By name; NULL if there is none. */
const struct template *engine_find_template(const struct ogcard_engine *engine, const char *name, size_t length);

/* Why the template of that name does not load, its path from the templates folder on; NULL if none failed. */
const char *engine_failure_message(const struct ogcard_engine *engine, const char *name, size_t length);

struct font_set *engine_fonts(const struct ogcard_engine *engine);

/* "og, og-cuckoo-network": for the sentence that says a template is unknown. Cut with an ellipsis when long. */
void engine_template_names(const struct ogcard_engine *engine, char *names, size_t size);

#endif
