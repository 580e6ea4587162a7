/* What a template may ask for. One past each is an error that names the limit. */
#ifndef RENDER_TEMPLATE_LIMITS_H
#define RENDER_TEMPLATE_LIMITS_H

#define TEMPLATE_MAX_HTML_BYTES      (1024u * 1024)
#define TEMPLATE_MAX_NODES           10000u /* tags in the file, and nodes of the document */
#define TEMPLATE_MAX_DEPTH           64u    /* of nested elements */
#define TEMPLATE_MAX_ATTRIBUTES      64u    /* of one element */
#define TEMPLATE_MAX_STYLE_BYTES     16384u /* of one style attribute */
#define TEMPLATE_MAX_DIAGNOSTICS     200u   /* told by one check */
#define TEMPLATE_MAX_RULES           4096u
#define TEMPLATE_MAX_SELECTORS       64u /* of one rule */
#define TEMPLATE_MAX_COMPOUNDS       32u /* of one selector */
#define TEMPLATE_MAX_DECLARATIONS    20000u
#define TEMPLATE_MAX_CUSTOM          512u /* different custom properties */
#define TEMPLATE_MAX_PARAMS          64u
#define TEMPLATE_MAX_CHOICES         64u
#define TEMPLATE_MAX_TEXT_LENGTH     2000u /* code points of a text parameter; a longer data-max-length is refused */
#define TEMPLATE_DEFAULT_TEXT_LENGTH 300u
#define TEMPLATE_MAX_SIZES           16u
#define TEMPLATE_MIN_SIDE_PX         16u
#define TEMPLATE_MAX_SIDE_PX         4096u
#define TEMPLATE_MIN_OUTPUT_BYTES    4096u /* that a template may bound its cards by */
#define TEMPLATE_MAX_OUTPUT_BYTES    100000000u
#define TEMPLATE_MAX_PICTURES        64u
#define TEMPLATE_MAX_FONT_FACES      32u
#define TEMPLATE_MAX_FONT_BYTES      (32u * 1024 * 1024)
#define TEMPLATE_MAX_BYTES           (64u * 1024 * 1024) /* of what is kept of one template, pictures aside */

#define CSS_MAX_NESTING      32u        /* of functions and blocks in a value */
#define CSS_MAX_VAR_DEPTH    64u        /* of var() inside values of custom properties; each step counts twice */
#define CSS_MAX_VALUE_TOKENS 4096u      /* of one declaration after var() and {{}} */
#define CSS_MAX_CARD_TOKENS  65536u     /* inserted by var() and {{}} in one card */
#define CSS_MAX_LAYERS       16u        /* backgrounds, shadows, transform functions of one element */
#define CSS_MAX_STOPS        64u        /* of one gradient */
#define CSS_MAX_LENGTH_PX    33554432.0 /* larger lengths are clamped, as Chromium does */

#endif
