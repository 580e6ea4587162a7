/* A template: an HTML file with its style sheet, parameters and pictures, parsed and checked once, immutable. Expanding
 * it with a request's values gives the styled document that layout takes.
 *
 * HTML by gumbo; CSS Syntax 3, Selectors 4, Cascade 4, Values 4, Color 4, Custom Properties 1, Media Queries 4, as far
 * as the subset goes. What is outside it is an error, never dropped in silence.
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

/* Parses `html`; `source` is its path for errors ("path:line:column: ..."). Fails with OGCARD_BAD_TEMPLATE and the
 * first error found, which names place and a suggestion. `fonts` is the base set; @font-face derives from it. `files`
 * is not used after the call. */
enum ogcard_status template_parse(const char *name, const char *source, const char *html, size_t html_size,
                                  const struct template_files *files, struct font_set *fonts,
                                  struct template **template, struct ogcard_error *error);
/* A template starts with one reference; they are counted atomically, and the last unref frees. Both accept NULL. */
struct template *template_ref(struct template *template);
void template_unref(struct template *template);

/* One complaint about a template's file. */
struct template_diagnostic {
    bool error; /* or a warning: the template loads all the same */
    unsigned line, column;
    const char *message; /* valid during the call */
};
typedef void template_listener(void *context, const struct template_diagnostic *diagnostic);

/* template_parse() that goes on after an error: every one is told to `listener`, and warnings too. `template` may be
 * NULL. */
enum ogcard_status template_check(const char *name, const char *source, const char *html, size_t html_size,
                                  const struct template_files *files, struct font_set *fonts,
                                  template_listener *listener, void *context, struct template **template,
                                  struct ogcard_error *error);

/* Strings live as long as the template. Width and height are those of the first size. */
void template_info(const struct template *template, struct ogcard_template_info *info);

/* The sizes that the template declares. Index 0 is its width and height, named "". */
struct template_size {
    const char *name; /* "square" */
    unsigned width_px, height_px;
};
const struct template_size *template_sizes(const struct template *template, size_t *count);

/* What the template asks of the encoded picture. */
struct template_output {
    unsigned quality; /* of JPEG and WebP, 1 to 100; 0: not said */
    size_t max_bytes; /* 0: not said */
};
const struct template_output *template_output(const struct template *template);

/* BLAKE2b of the HTML and of every file it names, 32 bytes. */
const uint8_t *template_digest(const struct template *template);

/* Base set plus the template's @font-face; the template's reference. */
struct font_set *template_fonts(const struct template *template);

/* Index of a declared parameter into the info's params, or -1. */
int template_param_index(const struct template *template, const char *name, size_t length);

/* Checks the value sent for parameter `index` and gives its canonical form in the arena (or the template): colors as
 * #rrggbbaa, numbers in their shortest form, flags as "1" or "0", choices and images as declared, text as it is. Text
 * is expected in NFC without control characters: that is the caller's. "" stands for absent and stays "". Fails with
 * OGCARD_BAD_REQUEST and a sentence that names the parameter. */
enum ogcard_status template_check_value(const struct template *template, int index, const char *value, size_t length,
                                        struct arena *arena, const char **canonical, struct ogcard_error *error);

/* Values that template_check_value() gave, one for each declared parameter, in the info's order. For "" the declared
 * default is used. Whether a required one is missing is for the caller to see. */
struct template_values {
    const char *const *values;
    size_t count;
    const char *language; /* reserved parameter `lang` (BCP 47), "" or NULL when not sent */
    size_t size;          /* index into template_sizes() */
};

/* The styled document, the html element at its root. Elements whose data-if is empty and display: none are left out;
 * custom properties, var() and {{}} are resolved. What the template itself guarantees is checked when it is parsed, so
 * this fails only with OGCARD_BAD_REQUEST when a value makes a declaration invalid (a negative number for a width), or
 * with OGCARD_TOO_LARGE when memory or a limit is exceeded: then NULL. */
struct node *template_expand(const struct template *template, const struct template_values *values,
                             const struct template_text *text, struct arena *arena, struct ogcard_error *error);

#endif
