/* What `render`, `inspect` and `url` have in common: a card request from the command line. */
#ifndef SERVER_CARD_OPTIONS_H
#define SERVER_CARD_OPTIONS_H

#include "server/options.h"
#include "server/query.h"

struct card_options {
    struct ogcard_engine_options engine;
    struct option_list params;
    const char *query;
    int format; /* index in card_formats */
    int effort; /* enum ogcard_effort */
    const char *output;
};

extern const char *const card_efforts[], *const card_formats[];

/* The rows that their tables begin with. */
#define CARD_OPTION_ROWS                                                                                               \
    {.name = "param",                                                                                                  \
     .letter = 'p',                                                                                                    \
     .type = OPTION_LIST,                                                                                              \
     .offset = offsetof(struct card_options, params),                                                                  \
     .value_name = "NAME=VALUE",                                                                                       \
     .flag_only = true,                                                                                                \
     .help = "A parameter of the template, as text without escapes. Can be given several times."},                     \
        {.name = "query",                                                                                              \
         .letter = 'q',                                                                                                \
         .type = OPTION_TEXT,                                                                                          \
         .offset = offsetof(struct card_options, query),                                                               \
         .value_name = "QUERY",                                                                                        \
         .flag_only = true,                                                                                            \
         .help = "Parameters as in a URL, \"title=One%20two&accent=red\"; those of -p come first."},                   \
        {.name = "templates",                                                                                          \
         .letter = 't',                                                                                                \
         .type = OPTION_TEXT,                                                                                          \
         .offset = offsetof(struct card_options, engine.template_dir),                                                 \
         .value_name = "DIR",                                                                                          \
         .help = "Folder of templates, beside the built-in ones."},                                                    \
        {.name = "fonts",                                                                                              \
         .type = OPTION_TEXT,                                                                                          \
         .offset = offsetof(struct card_options, engine.font_dir),                                                     \
         .value_name = "DIR",                                                                                          \
         .help = "Folder of font files, used before the fallback families."},                                          \
    {                                                                                                                  \
        .name = "fallback-fonts", .type = OPTION_TEXT,                                                                 \
        .offset = offsetof(struct card_options, engine.fallback_font_dir), .value_name = "DIRS",                       \
        .help = "Folders of the fallback families, separated by colons; the build's without this option."              \
    }

/* For the commands whose card has a format to choose. */
#define CARD_FORMAT_ROW                                                                                                \
    {                                                                                                                  \
        .name = "format", .letter = 'f', .type = OPTION_CHOICE, .offset = offsetof(struct card_options, format),       \
        .value_name = "FORMAT", .choices = card_formats, .fallback = "auto", .flag_only = true,                        \
        .help = "Format of the picture."                                                                               \
    }

/* The template's name, with an extension where a format was asked for, and the parameters. */
struct card_words {
    char name[LIMIT_TEMPLATE_NAME + 8];
    struct ogcard_pair *pairs; /* with room for one more */
    size_t count;
    struct query query; /* of --query; `pairs` points into it */
    char *text;
};

/* `values` are of a structure that begins with struct card_options. To be finished also on failure. */
enum ogcard_status card_words_read(struct card_words *words, const struct option_values *values,
                                   struct ogcard_error *error);
void card_words_finish(struct card_words *words);

/* An engine for the card named in `words`, without other templates; the caller's. */
enum ogcard_status card_words_engine(const struct card_words *words, const struct card_options *options,
                                     struct ogcard_engine **engine, struct ogcard_error *error);

/* Engine and request as the options say; both are the caller's. */
enum ogcard_status card_options_request(const struct option_values *values, struct ogcard_engine **engine,
                                        struct ogcard_request **request, struct ogcard_error *error);

#endif
