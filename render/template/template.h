/* A template: an HTML file with its style sheet, parameters and pictures, parsed and checked once, immutable. Expanding
 * it with a request's values gives the styled document that layout takes.
 */
#ifndef RENDER_TEMPLATE_TEMPLATE_H
#define RENDER_TEMPLATE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../arena.h"
#include "../node.h"
#include "fonts/font_set.h"
#include "ogcard.h"

struct template;

/* Reads a file that the template names ("mark.svg", "fonts/x.woff2"): malloc()ed bytes. Paths that leave the
 * template's folder never reach it. */
struct template_files {
    enum ogcard_status (*read)(void *context, const char *path, uint8_t **bytes, size_t *size,
                               struct ogcard_error *error);
    void *context;
};

/* What text knows and a template asks: keeps the two apart. */
struct template_text {
    enum direction (*base_direction)(const char *text, size_t length);
    const char *(*guess_language)(const char *text, size_t length);
};

/* Parses `html`; `source` is its path for errors ("path:line:column: ..."). Fails with OGCARD_BAD_TEMPLATE at the first
 * construct outside the subset, naming place and a suggestion. `fonts` is the base set; @font-face derives from it. */
enum ogcard_status template_parse(const char *name, const char *source, const char *html, size_t html_size,
                                  const struct template_files *files, struct font_set *fonts,
                                  struct template **template, struct ogcard_error *error);
void template_destroy(struct template *template); /* accepts NULL */

/* Strings live as long as the template. */
void template_info(const struct template *template, struct ogcard_template_info *info);

/* BLAKE2b of the HTML and of every file it names, 32 bytes. */
const uint8_t *template_digest(const struct template *template);

/* Base set plus the template's @font-face; the template's reference. */
struct font_set *template_fonts(const struct template *template);

/* Validated, canonical value of each declared parameter, in declaration order; "" stands for absent. */
struct template_values {
    const char *const *values;
    size_t count;
    const char *language; /* reserved parameter `lang`, "" when not sent */
};

/* Index into params of a declared parameter, or -1. */
int template_param_index(const struct template *template, const char *name, size_t length);

/* Checks `value` (NUL-terminated valid UTF-8 in NFC, without control characters) against the declaration of parameter
 * `index` and gives its canonical form in the arena: a color as #rrggbbaa, a number in its shortest form, text as it is.
 * OGCARD_BAD_REQUEST names the parameter and what would be right. */
enum ogcard_status template_check_value(const struct template *template, int index, const char *value, size_t length,
                                        struct arena *arena, const char **canonical, struct ogcard_error *error);

/* The styled document. Elements whose data-if is empty and display: none are left out. NULL with an error when memory
 * fails or a value makes a declaration invalid. */
struct node *template_expand(const struct template *template, const struct template_values *values,
                             const struct template_text *text, struct arena *arena, struct ogcard_error *error);

#endif
