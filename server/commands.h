/* The subcommands. Each has a file of its own, command_NAME.c. */
#ifndef SERVER_COMMANDS_H
#define SERVER_COMMANDS_H

#include "server/options.h"

struct command {
    const char *name;
    const char *usage;   /* what follows the name: "TEMPLATE -p NAME=VALUE ..." */
    const char *summary; /* one line */
    const char *about;   /* what --help says beside the options; may be NULL */
    const struct option_set *options;
    size_t values_size; /* of the structure that the options fill */
    enum ogcard_status (*run)(const struct option_values *values, struct ogcard_error *error);
};

extern const struct command command_serve, command_render, command_inspect, command_templates, command_url,
    command_cache, command_health, command_check, command_doctor;

/* Writes to standard output. */
enum ogcard_status command_print(const char *text, size_t length, struct ogcard_error *error);

#endif
