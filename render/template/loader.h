/* Loading a template: what the steps share while it is under way. */
#ifndef RENDER_TEMPLATE_LOADER_H
#define RENDER_TEMPLATE_LOADER_H

#include <gumbo.h>
#include <sodium.h>

#include "document.h"

struct font_slot; /* a @font-face and the bytes of its file */

struct loader {
    struct template *template;
    struct arena *arena; /* the template's */
    struct diagnostics diagnostics;
    const struct template_files *files;
    const char *html;
    size_t html_size;
    struct arena *scratch; /* gumbo's tree */
    const GumboNode *root;
    struct sheet_reader sheet;
    struct font_slot *fonts;
    size_t font_count;
    size_t font_bytes;
    crypto_generichash_state digest;
};

/* Checks that the path stays beside the template, and reads it; or decodes a data: URL. False after reporting at
 * `offset`. The caller frees *bytes. */
bool loader_read_file(struct loader *loader, const char *path, size_t offset, uint8_t **bytes, size_t *size);

/* A relative path without "..", scheme, backslash and empty parts; NULL, or why not. */
const char *path_fault(const char *path);

/* The picture of that path, read when it is named for the first time. NULL after reporting. */
const struct image *loader_picture(struct loader *loader, const char *path, size_t offset);

/* Steps; false when memory fails, other errors are in the diagnostics. */
bool html_parse(struct loader *loader);    /* to gumbo's tree */
bool head_read(struct loader *loader);     /* meta: sizes, parameters, title */
bool elements_read(struct loader *loader); /* gumbo's tree to elements */
bool styles_read(struct loader *loader);   /* HTML's own sheet and all <style> */
bool svg_read(struct loader *loader, struct element *element, const GumboNode *node);
bool font_face_read(struct sheet_reader *reader, const struct css_token *begin, const struct css_token *end,
                    const struct text_origin *origin, const char *text);
enum ogcard_status fonts_derive(struct loader *loader, struct font_set *base, struct ogcard_error *error);
void fonts_finish(struct loader *loader);

/* Expands with sample values, without values and with every choice; problems go to the diagnostics. */
bool trial_check(struct loader *loader);
/* Warns of what is drawn, but perhaps not as meant. The template's fonts must be there. */
void trial_warn(struct loader *loader);

/* css_picture_finder while loading: its context is the loader. */
const struct image *loader_find_picture(struct css_reader *reader, const struct css_token *token, const char *path);

/* Offset in the file of something gumbo points to. */
size_t loader_offset(const struct loader *loader, const char *pointer);
/* An attribute of a node by name, or NULL. */
const GumboAttribute *node_attribute(const GumboNode *node, const char *name);
/* Where its value stands. */
struct text_origin attribute_origin(const struct loader *loader, const GumboAttribute *attribute);
/* Lower-case name of an element, also of one that gumbo does not know. */
const char *node_tag(const GumboNode *node, char *buffer, size_t size);

#endif
