/* The parsed template: its elements, rules, pictures. Immutable once it is loaded. */
#ifndef RENDER_TEMPLATE_DOCUMENT_H
#define RENDER_TEMPLATE_DOCUMENT_H

#include <stdatomic.h>

#include "elements.h"
#include "limits.h"
#include "param.h"
#include "sheet.h"

struct attribute {
    const char *name; /* lower case */
    struct pattern value;
    size_t offset;       /* of the name in the file */
    size_t value_offset; /* of what stands between the quotation marks */
};

enum content_kind { CONTENT_ELEMENT, CONTENT_TEXT };

/* Inline SVG: its bytes, with places for values. `color="..."` is inserted behind "<svg". */
struct svg_source {
    const struct pattern_part *parts;
    size_t count;
    size_t color_at;           /* byte of the first part where the color goes; it is always a constant */
    bool constant;             /* no {{}} inside */
    const struct image *image; /* decoded with the sample values: sizes */
};

struct element {
    enum content_kind kind;
    const struct element_kind *type;
    const char *tag;
    struct element *parent, *first_child, *last_child, *next;
    size_t offset;
    unsigned line, column;

    struct pattern text; /* CONTENT_TEXT */

    struct attribute *attributes;
    size_t attribute_count;
    const struct attribute *id, *class, *language, *direction; /* of these, or NULL */
    const struct expression *when, *unless;                    /* data-if, data-unless */
    struct declaration_block style;                            /* style="" */
    struct declaration_block hints;                            /* width and height of img and svg */
    const struct rule **candidates; /* whose subject may be this element, in order of the cascade */
    size_t candidate_count;

    const struct attribute *source; /* img: src */
    const struct image *image;      /* img: when src is constant */
    struct svg_source *svg;
};

struct picture {
    const char *path;
    struct image *image;
};

struct template
{
    atomic_uint references;
    struct arena *arena;
    const char *name, *path, *description;
    struct params params;
    struct ogcard_param_info *param_infos;
    struct template_size sizes[TEMPLATE_MAX_SIZES];
    size_t size_count;
    struct template_output output;
    struct element *root;
    size_t node_count;
    struct rule *rules;
    size_t rule_count;
    struct picture pictures[TEMPLATE_MAX_PICTURES];
    size_t picture_count;
    struct image *svg_images[TEMPLATE_MAX_PICTURES]; /* of inline SVG */
    size_t svg_count;
    struct computed *initial;
    struct font_set *fonts;
    uint8_t digest[32];
};

/* The picture of that path, or NULL when the template names none such. */
const struct image *template_picture(const struct template *template, const char *path);

#endif
