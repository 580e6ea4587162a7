/* The list of shorthands, and those of backgrounds, which are long enough for a file of their own. */
#ifndef RENDER_TEMPLATE_CSS_SHORTHAND_H
#define RENDER_TEMPLATE_CSS_SHORTHAND_H

#include "css_property.h"

/* NULL past the last. */
const struct css_shorthand *css_shorthand_at(size_t index);

typedef bool css_shorthand_parser(struct css_reader *reader, const struct css_shorthand *shorthand,
                                  struct css_value *values);
css_shorthand_parser css_parse_background, css_parse_background_position;

#endif
