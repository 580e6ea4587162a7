/* The document of one card before it has styles: the template's elements with values inserted and conditions decided,
 * which is what selectors look at.
 */
#ifndef RENDER_TEMPLATE_INSTANCE_H
#define RENDER_TEMPLATE_INSTANCE_H

#include "document.h"

struct word {
    const char *text;
    size_t length;
};

struct instance {
    const struct element *element;
    struct instance *parent, *first_child, *last_child, *next;
    struct instance *previous_element; /* the sibling before, texts passed over */
    unsigned index, element_count;     /* among the element children, from 1; of its own element children */
    const char *text;                  /* CONTENT_TEXT */
    size_t text_length;
    const char *id; /* "" without */
    const struct word *classes;
    size_t class_count;
    const char *language; /* never NULL */
    bool has_direction;   /* dir was given */
    enum direction direction;
};

struct instance_context {
    const struct template *template;
    const struct values *values;
    const struct template_text *text;
    struct arena *arena;
    bool everything; /* no condition leaves anything out: to check all of a template */
};

/* The tree below the root element; NULL when the arena fails. */
struct instance *instances_build(const struct instance_context *context);

/* Value of an attribute, or NULL when it is not there. */
const char *instance_attribute(const struct instance *instance, const struct values *values, struct arena *arena,
                               const char *name);

/* Selectors 4 matching. */
bool selector_matches(const struct selector *selector, const struct instance *instance, const struct values *values,
                      struct arena *arena);

/* Whether the subject of the selector can ever be this element: by its type, and by id and classes where those are
 * constant. */
bool selector_may_match(const struct selector *selector, const struct element *element);

#endif
