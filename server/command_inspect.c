/* ogcard inspect: the layout of a card as JSON. */
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/card_options.h"
#include "server/commands.h"

static const struct option options[] = {CARD_OPTION_ROWS};

static const struct option_set set = {
    .options = options, .count = sizeof options / sizeof options[0], .environment = true, .operands_max = 1};

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    struct ogcard_engine *engine = NULL;
    struct ogcard_request *request = NULL;
    struct ogcard_worker *worker = NULL;
    char *json = NULL;
    enum ogcard_status status = card_options_request(values, &engine, &request, error);
    if (status == OGCARD_OK)
        status = ogcard_worker_create(&worker, error);
    if (status == OGCARD_OK)
        status = ogcard_card_inspect(worker, request, &json, error);
    if (status == OGCARD_OK)
        status = command_print(json, strlen(json), error);
    if (status == OGCARD_OK && json[0] && json[strlen(json) - 1] != '\n')
        status = command_print("\n", 1, error);
    free(json);
    ogcard_worker_destroy(worker);
    ogcard_request_destroy(request);
    ogcard_engine_unref(engine);
    return status;
}

const struct command command_inspect = {
    .name = "inspect",
    .usage = "TEMPLATE -p NAME=VALUE ...",
    .summary = "Print a card's boxes, lines and glyph runs as JSON.",
    .options = &set,
    .values_size = sizeof(struct card_options),
    .run = run,
};
