/* CSS Cascade 4, Custom Properties 1: from the rules that match an element to its computed values. */
#ifndef RENDER_TEMPLATE_CASCADE_H
#define RENDER_TEMPLATE_CASCADE_H

#include "instance.h"

struct custom_env;

/* One card's styling under way. */
struct cascade {
    const struct template *template;
    const struct values *values;
    struct arena *arena;
    struct css_units units; /* viewport and root font size */
    unsigned size_bit;      /* of the size that is drawn */
    size_t inserted_tokens; /* by var() and {{}} so far */
    struct ogcard_error *error;
    struct diagnostics *diagnostics; /* NULL on requests: problems are collected here while a template is checked */
    css_picture_finder *find_picture;
    void *picture_context;
};

/* Computed values and custom properties of an element, from its parent's (NULL for the root). NULL with an error. */
struct styled {
    struct computed *computed;
    const struct custom_env *env;
};
bool cascade_style(struct cascade *cascade, const struct instance *instance, const struct styled *parent,
                   struct styled *result);

/* Whether a declaration whose value comes from parameters alone is valid with the values given, whatever element it may
 * land on. Problems are told as cascade_problem() does. */
bool cascade_check_deferred(struct cascade *cascade, const struct deferred *deferred);

/* A problem with a declaration at `offset`. False on requests, where it ends the card. */
__attribute__((format(printf, 3, 4))) bool cascade_problem(struct cascade *cascade, size_t offset, const char *format,
                                                           ...);

/* ---- var() and {{}} ---- */

/* Custom properties of an element; what it does not have is looked up in its parent's. */
struct custom_env {
    const struct custom_env *parent;
    struct custom_value *values;
    size_t count;
};

enum custom_state { CUSTOM_UNRESOLVED, CUSTOM_RESOLVING, CUSTOM_CYCLE, CUSTOM_RESOLVED, CUSTOM_INVALID };

struct custom_value {
    const struct custom_declaration *declaration;
    enum custom_state state;
    const struct css_token *tokens; /* resolved */
    size_t count;
};

enum substitution {
    SUBSTITUTED,
    SUBSTITUTION_INVALID, /* an undefined variable, or a cycle: the declaration counts as unset */
    SUBSTITUTION_FAILED,  /* memory, a limit: the card ends */
};

/* The tokens with every var() and {{}} replaced. */
enum substitution cascade_substitute(struct cascade *cascade, const struct custom_env *env,
                                     const struct css_token *tokens, size_t count, size_t offset,
                                     const struct css_token **result, size_t *result_count);

/* Whether all {{}} among the tokens have a value: a declaration without one does not apply. */
bool cascade_has_values(const struct cascade *cascade, const struct css_token *tokens, size_t count);

/* ---- after the cascade ---- */

/* Resolves what depends on several properties or on the parent's box. */
bool computed_finish(struct cascade *cascade, const struct instance *instance, const struct computed *parent,
                     struct computed *computed);

/* Initial values of all properties. NULL when memory fails. */
struct computed *computed_initial(struct arena *arena);

#endif
