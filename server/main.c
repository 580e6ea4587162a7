/* ogcard: which subcommand, its help, and how it ended. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/commands.h"
#include "server/file.h"

static const struct command *const commands[] = {
    &command_serve,     &command_render, &command_inspect, &command_check,  &command_doctor,
    &command_templates, &command_url,    &command_cache,   &command_health,
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

enum ogcard_status command_print(const char *text, size_t length, struct ogcard_error *error)
{
    return file_write("-", text, length, error);
}

static void print_exit_codes(struct text_buffer *out)
{
    text_printf(out, "\nExit codes:\n");
    for (int status = 0; status < OGCARD_STATUS_COUNT; status++) {
        const struct ogcard_status_info *info = ogcard_status_info((enum ogcard_status)status);
        text_printf(out, "  %3d  %s\n", info->exit_code, info->meaning);
    }
}

static enum ogcard_status print_buffer(struct text_buffer *text, struct ogcard_error *error)
{
    enum ogcard_status status = text->failed ? error_set(error, OGCARD_INTERNAL, "There is not enough memory.")
                                             : command_print(text->text, text->length, error);
    text_finish(text);
    return status;
}

static enum ogcard_status print_help(struct ogcard_error *error)
{
    struct text_buffer out = {0};
    text_printf(&out, "ogcard %s: social cards from HTML templates.\n\nUsage:\n", ogcard_version());
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        text_printf(&out, "  ogcard %-10s %s\n", commands[i]->name, commands[i]->summary);
    text_printf(&out, "  ogcard COMMAND --help\n  ogcard --version\n");
    print_exit_codes(&out);
    return print_buffer(&out, error);
}

static enum ogcard_status print_command_help(const struct command *command, struct ogcard_error *error)
{
    struct text_buffer out = {0};
    text_printf(&out, "Usage: ogcard %s %s\n\n%s\n", command->name, command->usage, command->summary);
    if (command->about)
        text_printf(&out, "\n%s\n", command->about);
    text_printf(&out, "\nOptions:\n");
    options_print_help(command->options, &out);
    print_exit_codes(&out);
    return print_buffer(&out, error);
}

static enum ogcard_status run_command(const struct command *command, int argc, char **argv, struct ogcard_error *error)
{
    struct option_values values = {.target = calloc(1, command->values_size)};
    enum ogcard_status status = OGCARD_OK;
    if (!values.target)
        return error_set(error, OGCARD_INTERNAL, "There is not enough memory.");
    status = options_parse(command->options, argc, argv, &values, error);
    if (status == OGCARD_OK)
        status = values.help ? print_command_help(command, error) : command->run(&values, error);
    free(values.file_text);
    free(values.target);
    return status;
}

static enum ogcard_status run(int argc, char **argv, struct ogcard_error *error)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return print_help(error);
    if (strcmp(name, "--version") == 0) {
        struct text_buffer out = {0};
        text_printf(&out, "ogcard %s (build %.12s)\n", ogcard_version(), ogcard_build());
        return print_buffer(&out, error);
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i]->name, name) == 0)
            return run_command(commands[i], argc - 1, argv + 1, error);
    }
    if (!name[0])
        return error_set(error, OGCARD_USAGE, "A command is missing. \"ogcard --help\" lists them.");
    return error_set(error, OGCARD_USAGE, "There is no command \"%s\". \"ogcard --help\" lists them.", name);
}

int main(int argc, char **argv)
{
    struct ogcard_error error = {0};
    if (sodium_init() < 0) {
        fprintf(stderr, "ogcard: libsodium does not start.\n");
        return ogcard_status_info(OGCARD_INTERNAL)->exit_code;
    }
    enum ogcard_status status = run(argc, argv, &error);
    if (status != OGCARD_OK)
        fprintf(stderr, "ogcard: %s\n", error.message);
    return ogcard_status_info(status)->exit_code;
}
