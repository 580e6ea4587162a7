/* Options of a subcommand: one table gives the flags, the environment variables, the lines of the configuration file,
 * the text of --help and the output of --print-config. */
#ifndef SERVER_OPTIONS_H
#define SERVER_OPTIONS_H

#include "ogcard.h"
#include "server/text.h"

enum option_type {
    OPTION_TEXT,    /* const char *, NULL when empty */
    OPTION_FLAG,    /* bool; --name, or name = yes|no in a file or the environment */
    OPTION_NUMBER,  /* int64_t between min and max */
    OPTION_BYTES,   /* int64_t; 1000, 64K, 10M, 2G */
    OPTION_SECONDS, /* int64_t; 90, 90s, 15m, 12h, 30d, 1y */
    OPTION_CHOICE,  /* int: index in choices */
    OPTION_LIST,    /* struct option_list; repeatable, one value each time */
};

#define OPTION_LIST_MAX 256

struct option_list {
    const char *values[OPTION_LIST_MAX];
    size_t count;
};

struct option {
    const char *name; /* "cache-dir": --cache-dir, OGCARD_CACHE_DIR, cache-dir = ... */
    char letter;      /* of the short form, or 0 */
    enum option_type type;
    size_t offset;              /* of the member in the caller's structure */
    const char *value_name;     /* "DIR" in the help */
    const char *fallback;       /* default as text, NULL: zero */
    const char *help;           /* one sentence or two */
    int64_t min, max;           /* numbers, bytes, seconds; both 0: any from 0 */
    const char *const *choices; /* NULL-terminated */
    bool flag_only;             /* neither in the environment nor in the file */
    bool secret;                /* --print-config does not show the value */
};

struct option_set {
    const struct option *options;
    size_t count;
    bool environment;    /* OGCARD_* and a file (--config) are read as well */
    size_t operands_max; /* words that are no options */
};

struct option_values {
    void *target;            /* the structure that the offsets are of */
    const char *operands[8]; /* operands_max at most */
    size_t operand_count;
    char *file_text; /* what the configuration file's values point into; free() */
    bool help;       /* --help was given: nothing else was looked at */
};

/* Defaults, then the file, the environment, the flags: the later wins. `target` is zeroed first. `argv` begins with the
 * subcommand's name. Fails with OGCARD_USAGE and a sentence that names the option and what it takes. */
enum ogcard_status options_parse(const struct option_set *set, int argc, char **argv, struct option_values *values,
                                 struct ogcard_error *error);

/* The options' part of a help text. */
void options_print_help(const struct option_set *set, struct text_buffer *out);
/* The values as a configuration file that gives the same. */
void options_print_config(const struct option_set *set, const void *target, struct text_buffer *out);

#endif
