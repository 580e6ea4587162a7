/* The HTML elements of the subset, and what to say about the others. */
#ifndef RENDER_TEMPLATE_ELEMENTS_H
#define RENDER_TEMPLATE_ELEMENTS_H

#include <stdbool.h>

#include "suggest.h"

struct element_kind {
    const char *name;
    enum {
        ELEMENT_BOX,
        ELEMENT_BREAK,             /* br */
        ELEMENT_BREAK_OPPORTUNITY, /* wbr */
        ELEMENT_IMAGE,             /* img */
        ELEMENT_SVG,
    } kind;
};

/* By lower-case name; NULL when it is not in the subset. */
const struct element_kind *element_find(const char *name);
void elements_suggest(struct suggestion *suggestion);

/* Why an element is not in the subset and what to use instead; NULL when there is nothing particular to say. */
const char *element_refusal(const char *name);

/* The style sheet of HTML: html.css of Chromium, as far as the elements go. */
extern const char user_agent_style[];

#endif
