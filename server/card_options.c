#include "server/card_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/query.h"

const char *const card_efforts[] = {"fast", "balanced", "small", NULL};
const char *const card_formats[] = {"auto", "png", "jpg", "webp", NULL};

/* The template's name with the extension that decides the format: the name's own, else --format, else the output's. */
static void name_with_format(const struct card_options *options, const char *name, char *out, size_t size)
{
    const char *dot = strrchr(name, '.'), *output_dot = options->output ? strrchr(options->output, '.') : NULL;
    const char *extension = options->format ? card_formats[options->format] : NULL;
    for (size_t i = 1; card_formats[i]; i++) {
        if (dot && strcmp(dot + 1, card_formats[i]) == 0) {
            snprintf(out, size, "%s", name);
            return;
        }
        if (!options->format && output_dot && strcmp(output_dot + 1, card_formats[i]) == 0)
            extension = card_formats[i];
    }
    snprintf(out, size, extension ? "%s.%s" : "%s", name, extension ? extension : "");
}

static enum ogcard_status collect_pairs(const struct card_options *options, char **text, struct query *query,
                                        struct ogcard_pair **pairs, size_t *count, struct ogcard_error *error)
{
    query->pair_count = 0;
    if (options->query) {
        size_t length = strlen(options->query);
        *text = malloc(length + 3);
        if (!*text)
            return error_set(error, OGCARD_INTERNAL, "There is not enough memory.");
        snprintf(*text, length + 3, "/?%s", options->query);
        enum ogcard_status status = query_parse(query, *text, length + 2, error);
        if (status != OGCARD_OK)
            return status;
    }
    *pairs = calloc(options->params.count + query->pair_count + 1, sizeof **pairs);
    if (!*pairs)
        return error_set(error, OGCARD_INTERNAL, "There is not enough memory.");
    for (size_t i = 0; i < options->params.count; i++) {
        const char *param = options->params.values[i], *equals = strchr(param, '=');
        if (!equals)
            return error_set(error, OGCARD_USAGE, "--param is \"%s\", but must be NAME=VALUE.", param);
        (*pairs)[(*count)++] = (struct ogcard_pair){param, (size_t)(equals - param), equals + 1, strlen(equals + 1)};
    }
    memcpy(*pairs + *count, query->pairs, query->pair_count * sizeof **pairs);
    *count += query->pair_count;
    return OGCARD_OK;
}

enum ogcard_status card_options_request(const struct option_values *values, struct ogcard_engine **engine,
                                        struct ogcard_request **request, struct ogcard_error *error)
{
    const struct card_options *options = values->target;
    char name[LIMIT_TEMPLATE_NAME + 8];
    char *text = NULL;
    struct query query;
    struct ogcard_pair *pairs = NULL;
    size_t count = 0;
    *engine = NULL;
    *request = NULL;
    if (values->operand_count != 1)
        return error_set(error, OGCARD_USAGE, "The template's name is missing. \"ogcard templates\" lists them.");
    name_with_format(options, values->operands[0], name, sizeof name);
    enum ogcard_status status = collect_pairs(options, &text, &query, &pairs, &count, error);
    if (status == OGCARD_OK)
        status = ogcard_engine_create(&options->engine, engine, error);
    if (status == OGCARD_OK)
        status = ogcard_request_create(*engine, name, pairs, count, request, error);
    free(pairs);
    free(text);
    return status;
}
