#include "server/options.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/file.h"

#define CONFIG_FILE_BYTES (1024 * 1024)

/* ---- values ------------------------------------------------------------------------------------ */

struct unit {
    const char *suffix;
    int64_t factor;
};

static const struct unit byte_units[] = {{"K", 1 << 10},          {"M", 1 << 20}, {"G", 1 << 30},
                                         {"T", (int64_t)1 << 40}, {"", 1},        {NULL, 0}};
static const struct unit second_units[] = {{"y", 31536000}, {"d", 86400}, {"h", 3600}, {"m", 60},
                                           {"s", 1},        {"", 1},      {NULL, 0}};
static const struct unit no_units[] = {{"", 1}, {NULL, 0}};

static const struct unit *units_of(enum option_type type)
{
    return type == OPTION_BYTES ? byte_units : type == OPTION_SECONDS ? second_units : no_units;
}

static bool parse_number(const char *text, const struct unit *units, int64_t *value)
{
    char *end;
    if (!isdigit((unsigned char)text[0]))
        return false;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    while (units->suffix && strcmp(units->suffix, end) != 0)
        units++;
    return errno == 0 && units->suffix && !__builtin_mul_overflow((int64_t)number, units->factor, value);
}

static bool parse_flag(const char *text, bool *value)
{
    static const char *const yes[] = {"yes", "true", "on", "1"}, *const no[] = {"no", "false", "off", "0", ""};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (strcmp(text, yes[i]) == 0) {
            *value = true;
            return true;
        }
    }
    *value = false;
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        if (strcmp(text, no[i]) == 0)
            return true;
    }
    return false;
}

/* What the option takes, for the end of a sentence. */
static void describe(const struct option *option, char *text, size_t size)
{
    size_t length = 0;
    switch (option->type) {
    case OPTION_FLAG:
        snprintf(text, size, "yes or no");
        break;
    case OPTION_NUMBER:
        snprintf(text, size, "a whole number from %" PRId64 " to %" PRId64, option->min,
                 option->max ? option->max : INT64_MAX);
        break;
    case OPTION_BYTES:
        snprintf(text, size, "a number of bytes, as in 500M or 2G");
        break;
    case OPTION_SECONDS:
        snprintf(text, size, "a time, as in 90s, 15m, 12h or 30d");
        break;
    case OPTION_CHOICE:
        for (size_t i = 0; option->choices[i] && length < size; i++)
            length += (size_t)snprintf(text + length, size - length, "%s%s", i ? ", " : "one of ", option->choices[i]);
        break;
    case OPTION_TEXT:
    case OPTION_LIST:
        snprintf(text, size, "text");
        break;
    }
}

static bool set_value(const struct option *option, void *target, const char *text)
{
    char *member = (char *)target + option->offset;
    switch (option->type) {
    case OPTION_TEXT:
        *(const char **)(void *)member = text[0] ? text : NULL;
        return true;
    case OPTION_FLAG:
        return parse_flag(text, (bool *)member);
    case OPTION_NUMBER:
    case OPTION_BYTES:
    case OPTION_SECONDS: {
        int64_t number;
        if (!parse_number(text, units_of(option->type), &number) || number < option->min ||
            (option->max && number > option->max))
            return false;
        *(int64_t *)(void *)member = number;
        return true;
    }
    case OPTION_CHOICE:
        for (int i = 0; option->choices[i]; i++) {
            if (strcmp(option->choices[i], text) == 0) {
                *(int *)(void *)member = i;
                return true;
            }
        }
        return false;
    case OPTION_LIST: {
        struct option_list *list = (struct option_list *)(void *)member;
        if (list->count == OPTION_LIST_MAX)
            return false;
        list->values[list->count++] = text;
        return true;
    }
    }
    return false;
}

static enum ogcard_status set_checked(const struct option *option, void *target, const char *text, const char *where,
                                      struct ogcard_error *error)
{
    char wanted[256];
    if (set_value(option, target, text))
        return OGCARD_OK;
    describe(option, wanted, sizeof wanted);
    return error_set(error, OGCARD_USAGE, "%s is \"%s\", but must be %s.", where, option->secret ? "..." : text,
                     wanted);
}

/* ---- sources ----------------------------------------------------------------------------------- */

static const struct option *find_option(const struct option_set *set, const char *name, size_t length)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strlen(set->options[i].name) == length && strncmp(set->options[i].name, name, length) == 0)
            return &set->options[i];
    }
    return NULL;
}

static void environment_name(const struct option *option, char name[64])
{
    size_t length = (size_t)snprintf(name, 64, "OGCARD_%s", option->name);
    for (size_t i = 7; i < length && i < 64; i++)
        name[i] = name[i] == '-' ? '_' : (char)toupper((unsigned char)name[i]);
}

static enum ogcard_status read_environment(const struct option_set *set, void *target, struct ogcard_error *error)
{
    for (size_t i = 0; i < set->count; i++) {
        char name[64];
        environment_name(&set->options[i], name);
        char *text = set->options[i].flag_only ? NULL : getenv(name);
        if (!text)
            continue;
        if (set->options[i].type == OPTION_LIST) {
            /* Replaces what the file gave; several values are separated by spaces. */
            struct option_list *list = (struct option_list *)(void *)((char *)target + set->options[i].offset);
            list->count = 0;
            char *save = NULL;
            for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
                enum ogcard_status status = set_checked(&set->options[i], target, word, name, error);
                if (status != OGCARD_OK)
                    return status;
            }
            continue;
        }
        enum ogcard_status status = set_checked(&set->options[i], target, text, name, error);
        if (status != OGCARD_OK)
            return status;
    }
    return OGCARD_OK;
}

static char *trim(char *text)
{
    text += strspn(text, " \t\r");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]))
        text[--length] = '\0';
    return text;
}

static enum ogcard_status read_line(const struct option_set *set, void *target, char *line, const char *where,
                                    struct ogcard_error *error)
{
    line = trim(line);
    if (line[0] == '\0' || line[0] == '#')
        return OGCARD_OK;
    char *equals = strchr(line, '=');
    if (!equals)
        return error_set(error, OGCARD_USAGE, "%s: \"%s\" is not of the form NAME = VALUE.", where, line);
    *equals = '\0';
    char *name = trim(line);
    const struct option *option = find_option(set, name, strlen(name));
    if (!option || option->flag_only)
        return error_set(error, OGCARD_USAGE, "%s: there is no setting \"%s\". --help lists them.", where, name);
    char place[400];
    snprintf(place, sizeof place, "%s: %s", where, name);
    return set_checked(option, target, trim(equals + 1), place, error);
}

static enum ogcard_status read_config(const struct option_set *set, struct option_values *values, const char *path,
                                      struct ogcard_error *error)
{
    values->file_text = file_read(path, CONFIG_FILE_BYTES, NULL, error);
    if (!values->file_text)
        return error->status;
    int number = 0;
    for (char *line = values->file_text; line;) {
        char *end = strchr(line, '\n');
        char where[300];
        if (end)
            *end++ = '\0';
        snprintf(where, sizeof where, "%s:%d", path, ++number);
        enum ogcard_status status = read_line(set, values->target, line, where, error);
        if (status != OGCARD_OK)
            return status;
        line = end;
    }
    return OGCARD_OK;
}

/* ---- the command line --------------------------------------------------------------------------- */

/* Takes the option at argv[*index], and its value, which may be the next word. */
static enum ogcard_status read_flag(const struct option_set *set, struct option_values *values, int argc, char **argv,
                                    int *index, struct ogcard_error *error)
{
    const char *word = argv[*index];
    const struct option *option = NULL;
    const char *text = NULL;
    if (word[1] == '-') {
        size_t length = strcspn(word + 2, "=");
        option = find_option(set, word + 2, length);
        text = word[2 + length] == '=' ? word + 2 + length + 1 : NULL;
    } else {
        for (size_t i = 0; i < set->count && !option; i++) {
            if (set->options[i].letter && set->options[i].letter == word[1])
                option = &set->options[i];
        }
        text = word[2] ? word + 2 : NULL;
    }
    if (!option)
        return error_set(error, OGCARD_USAGE, "There is no option %s. \"ogcard %s --help\" lists them.", word, argv[0]);
    if (!text && option->type == OPTION_FLAG)
        text = "yes";
    if (!text) {
        if (*index + 1 >= argc)
            return error_set(error, OGCARD_USAGE, "--%s needs a value: %s.", option->name, option->value_name);
        text = argv[++*index];
    }
    char where[80];
    snprintf(where, sizeof where, "--%s", option->name);
    return set_checked(option, values->target, text, where, error);
}

static enum ogcard_status read_arguments(const struct option_set *set, struct option_values *values, int argc,
                                         char **argv, struct ogcard_error *error)
{
    bool options_ended = false;
    values->operand_count = 0;
    for (int i = 1; i < argc; i++) {
        if (!options_ended && strcmp(argv[i], "--") == 0) {
            options_ended = true;
        } else if (!options_ended && argv[i][0] == '-' && argv[i][1]) {
            enum ogcard_status status = read_flag(set, values, argc, argv, &i, error);
            if (status != OGCARD_OK)
                return status;
        } else if (values->operand_count == set->operands_max) {
            return error_set(error, OGCARD_USAGE,
                             "\"%s\" is one word too many. \"ogcard %s --help\" says what it takes.", argv[i], argv[0]);
        } else {
            values->operands[values->operand_count++] = argv[i];
        }
    }
    return OGCARD_OK;
}

/* The value of --config, which must be known before the other flags are read. */
static const char *config_path(const struct option_set *set, int argc, char **argv)
{
    if (!find_option(set, "config", 6))
        return NULL;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--config=", 9) == 0)
            return argv[i] + 9;
        if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
            return argv[i + 1];
    }
    return getenv("OGCARD_CONFIG");
}

static void clear_lists(const struct option_set *set, void *target)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->options[i].type == OPTION_LIST)
            ((struct option_list *)(void *)((char *)target + set->options[i].offset))->count = 0;
    }
}

static bool is_given(const struct option *option, int argc, char **argv)
{
    size_t length = strlen(option->name);
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--", 2) == 0 && strncmp(argv[i] + 2, option->name, length) == 0 &&
            (argv[i][2 + length] == '\0' || argv[i][2 + length] == '='))
            return true;
        if (option->letter && argv[i][0] == '-' && argv[i][1] == option->letter)
            return true;
    }
    return false;
}

enum ogcard_status options_parse(const struct option_set *set, int argc, char **argv, struct option_values *values,
                                 struct ogcard_error *error)
{
    values->file_text = NULL;
    values->help = false;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            values->help = true;
            return OGCARD_OK;
        }
    }
    clear_lists(set, values->target);
    enum ogcard_status status = OGCARD_OK;
    for (size_t i = 0; i < set->count && status == OGCARD_OK; i++) {
        if (set->options[i].fallback)
            status =
                set_checked(&set->options[i], values->target, set->options[i].fallback, set->options[i].name, error);
    }
    const char *path = set->environment ? config_path(set, argc, argv) : NULL;
    if (status == OGCARD_OK && path && path[0])
        status = read_config(set, values, path, error);
    if (status == OGCARD_OK && set->environment)
        status = read_environment(set, values->target, error);
    for (size_t i = 0; i < set->count && status == OGCARD_OK; i++) {
        if (set->options[i].type == OPTION_LIST && is_given(&set->options[i], argc, argv))
            ((struct option_list *)(void *)((char *)values->target + set->options[i].offset))->count = 0;
    }
    return status == OGCARD_OK ? read_arguments(set, values, argc, argv, error) : status;
}
