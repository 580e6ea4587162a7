/* The engine's templates and their parameters as JSON (GET /api, `ogcard templates --json`). */
#ifndef SERVER_TEMPLATE_LIST_H
#define SERVER_TEMPLATE_LIST_H

#include "ogcard.h"

/* For free(); NULL: out of memory. */
char *template_list_json(const struct ogcard_engine *engine);
/* "text", "color", ... */
const char *param_type_name(enum ogcard_param_type type);

#endif
