/* Parameters: their declarations, the values that requests send, and the places in the template where those go. */
#ifndef RENDER_TEMPLATE_PARAM_H
#define RENDER_TEMPLATE_PARAM_H

#include <stdbool.h>
#include <stddef.h>

#include "../arena.h"
#include "diagnostics.h"
#include "template.h"

struct param {
    const char *name;
    enum ogcard_param_type type;
    bool required;
    size_t max_length;          /* code points, text */
    const char *default_value;  /* canonical, "" when there is none */
    const char *example;        /* canonical */
    const char *const *choices; /* NULL-terminated; of images too, but not told to the public */
    double min, max;            /* number */
    size_t offset;              /* in the file */
};

struct params {
    struct param *items;
    size_t count;
    bool *used; /* for each, whether an expression names it */
};

/* Index or -1. */
int params_find(const struct params *params, const char *name, size_t length);

/* Checks and canonicalizes as template_check_value() says. False with a sentence without the parameter's name. */
bool param_check(const struct param *param, const char *value, size_t length, struct arena *arena,
                 const char **canonical, char *problem, size_t problem_size);

/* {{a ?? b ?? 'text'}}: the first that is not empty. */
enum { TERM_LITERAL = -1, TERM_LANGUAGE = -2 };

struct expression_term {
    int param;           /* index, or one of the above */
    const char *literal; /* canonical, as the type of the expression wants it */
};

struct expression {
    struct expression_term *terms;
    size_t count;
    enum ogcard_param_type type; /* of all terms: that of the first parameter */
    bool uniform;                /* all terms have that type */
    size_t offset;
};

/* What is inserted while one card is made. */
struct values {
    const struct params *params;
    const char *const *values; /* canonical; "" is absent */
    const char *language;
};

/* Parses what stands between the braces. NULL after reporting an error at `offset`. */
const struct expression *expression_parse(struct arena *arena, const struct params *params, const char *text,
                                          size_t length, size_t offset, struct diagnostics *diagnostics);

/* The value, "" when all terms are empty. Flags give "1" or "". */
const char *expression_value(const struct expression *expression, const struct values *values);

/* Text with places for values. */
struct pattern_part {
    const char *text; /* when there is no expression */
    size_t length;
    const struct expression *expression;
};

struct pattern {
    const struct pattern_part *parts;
    size_t count; /* 0: empty */
};

/* Where the bytes of a decoded text stand in the file: entities make the two differ. */
struct text_origin {
    const char *raw;
    size_t raw_length;
    size_t offset; /* of raw in the file */
};
size_t text_origin_offset(const struct text_origin *origin, const char *decoded, size_t at);

/* False after reporting an error. */
bool pattern_parse(struct arena *arena, const struct params *params, const char *text, const struct text_origin *origin,
                   struct diagnostics *diagnostics, struct pattern *pattern);

bool pattern_is_constant(const struct pattern *pattern);

/* NUL-terminated; of a constant pattern the template's own text. NULL when the arena fails. */
const char *pattern_text(const struct pattern *pattern, const struct values *values, struct arena *arena,
                         size_t *length);

#endif
