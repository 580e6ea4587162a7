/* ogcard templates: what there is to render. */
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/commands.h"
#include "server/template_list.h"

struct templates_options {
    struct ogcard_engine_options engine;
    bool json;
};

static const struct option options[] = {
    {.name = "templates",
     .letter = 't',
     .type = OPTION_TEXT,
     .offset = offsetof(struct templates_options, engine.template_dir),
     .value_name = "DIR",
     .help = "Folder of templates, beside the built-in ones."},
    {.name = "fonts",
     .type = OPTION_TEXT,
     .offset = offsetof(struct templates_options, engine.font_dir),
     .value_name = "DIR",
     .help = "Folder of font files, used before the fallback families."},
    {.name = "json",
     .type = OPTION_FLAG,
     .offset = offsetof(struct templates_options, json),
     .flag_only = true,
     .help = "Print what GET /api answers."},
};

static const struct option_set set = {
    .options = options, .count = sizeof options / sizeof options[0], .environment = true, .operands_max = 0};

static void print_param(struct text_buffer *out, const struct ogcard_param_info *param)
{
    text_printf(out, "    %-16s %s%s", param->name, param_type_name(param->type), param->required ? ", required" : "");
    if (param->type == OGCARD_PARAM_TEXT && param->max_length > 0)
        text_printf(out, ", at most %zu characters", param->max_length);
    for (size_t i = 0; param->choices && param->choices[i]; i++)
        text_printf(out, "%s%s", i ? "|" : ": ", param->choices[i]);
    if (param->default_value[0])
        text_printf(out, " [%s]", param->default_value);
    text_printf(out, "\n");
}

static void print_template(struct text_buffer *out, const struct ogcard_template_info *info)
{
    text_printf(out, "%s  %ux%u  %s\n", info->name, info->width_px, info->height_px, info->source);
    if (info->description[0])
        text_printf(out, "    %s\n", info->description);
    for (size_t i = 0; i < info->param_count; i++)
        print_param(out, &info->params[i]);
}

static void print_all(struct text_buffer *out, const struct ogcard_engine *engine, bool json)
{
    struct ogcard_template_info info;
    if (json) {
        char *text = template_list_json(engine);
        out->failed |= !text;
        if (text)
            text_printf(out, "%s\n", text);
        free(text);
        return;
    }
    for (size_t i = 0; ogcard_engine_template(engine, i, &info); i++)
        print_template(out, &info);
}

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    const struct templates_options *templates_options = values->target;
    struct ogcard_engine *engine = NULL;
    struct text_buffer out = {0};
    enum ogcard_status status = ogcard_engine_create(&templates_options->engine, &engine, error);
    if (status != OGCARD_OK)
        return status;
    print_all(&out, engine, templates_options->json);
    ogcard_engine_unref(engine);
    status = out.failed ? error_set(error, OGCARD_INTERNAL, "There is not enough memory.")
                        : command_print(out.text ? out.text : "", out.length, error);
    text_finish(&out);
    return status;
}

const struct command command_templates = {
    .name = "templates",
    .usage = "[--json]",
    .summary = "List the templates and their parameters.",
    .options = &set,
    .values_size = sizeof(struct templates_options),
    .run = run,
};
