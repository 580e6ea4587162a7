/* From a template and values to styled nodes. */
#ifndef RENDER_TEMPLATE_EXPAND_H
#define RENDER_TEMPLATE_EXPAND_H

#include "cascade.h"

/* `everything`: no condition leaves an element out. `cascade` has template, values, arena, size and error set. */
struct node *expand_document(struct cascade *cascade, const struct template_text *text, bool everything);

#endif
