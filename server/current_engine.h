/* The engine of now, which a reload replaces while requests keep the one that they began with. Any thread. */
#ifndef SERVER_CURRENT_ENGINE_H
#define SERVER_CURRENT_ENGINE_H

#include "ogcard.h"

struct metrics;
struct current_engine;

/* Loads the first engine; the log says which templates are broken. */
enum ogcard_status current_engine_create(const struct ogcard_engine_options *options, struct metrics *metrics,
                                         struct current_engine **current, struct ogcard_error *error);
void current_engine_destroy(struct current_engine *current); /* accepts NULL */

/* With a reference for the caller. */
struct ogcard_engine *current_engine_ref(struct current_engine *current);
/* As service_reload() says. */
enum ogcard_status current_engine_reload(struct current_engine *current, struct ogcard_error *error);
/* False when the last reload succeeded or there was none. */
bool current_engine_failure(struct current_engine *current, struct ogcard_error *error);

#endif
