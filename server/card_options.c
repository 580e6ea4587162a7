#include "server/card_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"

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
    snprintf(out, size, "%s%s%s", name, extension ? "." : "", extension ? extension : "");
}

static enum ogcard_status read_query(struct card_words *words, const char *text, struct ogcard_error *error)
{
    size_t length = strlen(text);
    words->text = malloc(length + 3);
    if (!words->text)
        return error_set(error, OGCARD_INTERNAL, "There is not enough memory.");
    snprintf(words->text, length + 3, "/?%s", text);
    return query_parse(&words->query, words->text, length + 2, error);
}

static enum ogcard_status read_params(struct card_words *words, const struct option_list *params,
                                      struct ogcard_error *error)
{
    words->pairs = calloc(params->count + words->query.pair_count + 2, sizeof *words->pairs);
    if (!words->pairs)
        return error_set(error, OGCARD_INTERNAL, "There is not enough memory.");
    for (size_t i = 0; i < params->count; i++) {
        const char *param = params->values[i], *equals = strchr(param, '=');
        if (!equals)
            return error_set(error, OGCARD_USAGE, "--param is \"%s\", but must be NAME=VALUE.", param);
        words->pairs[words->count++] =
            (struct ogcard_pair){param, (size_t)(equals - param), equals + 1, strlen(equals + 1)};
    }
    memcpy(words->pairs + words->count, words->query.pairs, words->query.pair_count * sizeof *words->pairs);
    words->count += words->query.pair_count;
    return OGCARD_OK;
}

enum ogcard_status card_words_read(struct card_words *words, const struct option_values *values,
                                   struct ogcard_error *error)
{
    const struct card_options *options = values->target;
    words->text = NULL;
    words->pairs = NULL;
    words->count = words->query.pair_count = 0;
    if (values->operand_count != 1)
        return error_set(error, OGCARD_USAGE, "The template's name is missing. \"ogcard templates\" lists them.");
    name_with_format(options, values->operands[0], words->name, sizeof words->name);
    enum ogcard_status status = options->query ? read_query(words, options->query, error) : OGCARD_OK;
    return status == OGCARD_OK ? read_params(words, &options->params, error) : status;
}

void card_words_finish(struct card_words *words)
{
    free(words->pairs);
    free(words->text);
}

enum ogcard_status card_words_engine(const struct card_words *words, const struct card_options *options,
                                     struct ogcard_engine **engine, struct ogcard_error *error)
{
    struct ogcard_engine_options engine_options = options->engine;
    engine_options.only_template = words->name;
    return ogcard_engine_create(&engine_options, engine, error);
}

enum ogcard_status card_options_request(const struct option_values *values, struct ogcard_engine **engine,
                                        struct ogcard_request **request, struct ogcard_error *error)
{
    const struct card_options *options = values->target;
    struct card_words words;
    *engine = NULL;
    *request = NULL;
    enum ogcard_status status = card_words_read(&words, values, error);
    if (status == OGCARD_OK)
        status = card_words_engine(&words, options, engine, error);
    if (status == OGCARD_OK)
        status = ogcard_request_create(*engine, words.name, words.pairs, words.count, request, error);
    card_words_finish(&words);
    return status;
}
