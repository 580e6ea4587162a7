/* ogcard templates: what there is to render. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/error.h"
#include "server/commands.h"
#include "server/log.h"
#include "server/template_list.h"

struct templates_options {
    struct ogcard_engine_options engine;
    bool json;
    const char *eject;
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
    {.name = "eject",
     .type = OPTION_TEXT,
     .offset = offsetof(struct templates_options, eject),
     .value_name = "NAME",
     .flag_only = true,
     .help = "Copy a built-in template to DIR/NAME, to change it and serve it with --templates DIR. Nothing is "
             "overwritten."},
};

static const struct option_set set = {
    .options = options, .count = sizeof options / sizeof options[0], .environment = true, .operands_max = 1};

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

/* ---- --eject --------------------------------------------------------------------------------------- */

static enum ogcard_status cannot_write(const char *path, struct ogcard_error *error)
{
    return error_set(error, OGCARD_IO, "%s cannot be written: %s.", path, strerror(errno));
}

/* The folders on the way to `path`, from its byte `from` on. */
static bool make_folders(char *path, size_t from)
{
    for (char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool ok = mkdir(path, 0777) == 0 || errno == EEXIST;
        *slash = '/';
        if (!ok)
            return false;
    }
    return true;
}

static enum ogcard_status write_new(const char *path, const uint8_t *bytes, size_t size, struct ogcard_error *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return cannot_write(path, error);
    while (size > 0) {
        ssize_t count = write(file, bytes, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        bytes += count;
        size -= (size_t)count;
    }
    enum ogcard_status status = size > 0 ? cannot_write(path, error) : OGCARD_OK;
    if (close(file) != 0 && status == OGCARD_OK)
        status = cannot_write(path, error);
    return status;
}

static bool is_builtin(const char *name)
{
    struct ogcard_builtin_file file;
    for (size_t i = 0; ogcard_builtin_file(i, &file); i++)
        if (strcmp(file.template_name, name) == 0)
            return true;
    return false;
}

static enum ogcard_status eject(const char *name, const char *folder, struct ogcard_error *error)
{
    struct ogcard_builtin_file file;
    char path[4096];
    if (!is_builtin(name))
        return error_set(error, OGCARD_UNKNOWN_TEMPLATE,
                         "There is no built-in template \"%s\"; \"ogcard templates\" lists them.", name);
    /* A new folder for the template: that nothing is there is what keeps everything as it is. */
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (length >= (int)sizeof path - 200)
        return error_set(error, OGCARD_USAGE, "The name of the folder is too long.");
    if ((mkdir(folder, 0777) != 0 && errno != EEXIST) || mkdir(path, 0777) != 0)
        return cannot_write(path, error);
    enum ogcard_status status = OGCARD_OK;
    for (size_t i = 0; status == OGCARD_OK && ogcard_builtin_file(i, &file); i++) {
        if (strcmp(file.template_name, name) != 0)
            continue;
        snprintf(path + length, sizeof path - (size_t)length, "/%s", file.path);
        status = make_folders(path, (size_t)length + 1) ? write_new(path, file.bytes, file.size, error)
                                                        : cannot_write(path, error);
    }
    if (status != OGCARD_OK)
        return status;
    struct text_buffer out = {0};
    text_printf(&out, "%s/%s: now \"ogcard serve --templates %s --watch\" serves it as /api/%s.\n", folder, name,
                folder, name);
    status = command_print(out.text ? out.text : "", out.length, error);
    text_finish(&out);
    return status;
}

static void warn_of_broken(const struct ogcard_engine *engine)
{
    struct ogcard_template_failure failure;
    for (size_t i = 0; ogcard_engine_failure(engine, i, &failure); i++)
        log_write(LOG_WARNING, "Template %s does not load: %s", failure.name, failure.message);
}

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    const struct templates_options *templates_options = values->target;
    struct ogcard_engine *engine = NULL;
    struct text_buffer out = {0};
    if (templates_options->eject && values->operand_count == 0)
        return error_set(error, OGCARD_USAGE, "A folder is missing: ogcard templates --eject %s DIR.",
                         templates_options->eject);
    if (templates_options->eject)
        return eject(templates_options->eject, values->operands[0], error);
    if (values->operand_count > 0)
        return error_set(error, OGCARD_USAGE, "\"%s\" is too many: a folder goes with --eject NAME, or -t DIR.",
                         values->operands[0]);
    enum ogcard_status status = ogcard_engine_create(&templates_options->engine, &engine, error);
    if (status != OGCARD_OK)
        return status;
    print_all(&out, engine, templates_options->json);
    warn_of_broken(engine);
    ogcard_engine_unref(engine);
    status = out.failed ? error_set(error, OGCARD_INTERNAL, "There is not enough memory.")
                        : command_print(out.text ? out.text : "", out.length, error);
    text_finish(&out);
    return status;
}

const struct command command_templates = {
    .name = "templates",
    .usage = "[--json] | --eject NAME DIR",
    .summary = "List the templates and their parameters; copy a built-in one.",
    .options = &set,
    .values_size = sizeof(struct templates_options),
    .run = run,
};
