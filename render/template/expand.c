#include "expand.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "internal/error.h"

/* ---- pictures ---- */

static void write_color(char *buffer, size_t size, const struct color *color)
{
    snprintf(buffer, size, " color=\"rgba(%.6g,%.6g,%.6g,%.6g)\"", (double)color->r * 255, (double)color->g * 255,
             (double)color->b * 255, (double)color->a);
}

/* The document with the element's color and the values in their places. They are colors, numbers, flags and the
 * template's own choices, checked and canonical: choices alone could hold characters that XML reserves. */
static size_t escape(char *out, const char *text)
{
    size_t length = 0;
    for (; *text; text++) {
        const char *entity = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '"' ? "&quot;" : NULL;
        size_t size = entity ? strlen(entity) : 1;
        if (out)
            memcpy(out + length, entity ? entity : text, size);
        length += size;
    }
    return length;
}

static size_t write_svg(const struct cascade *cascade, const struct svg_source *svg, const char *color, char *out)
{
    size_t length = 0;
    for (size_t i = 0; i < svg->count; i++) {
        const struct pattern_part *part = &svg->parts[i];
        if (part->expression) {
            length += escape(out ? out + length : NULL, expression_value(part->expression, cascade->values));
            continue;
        }
        size_t head = i == 0 ? svg->color_at : 0, extra = i == 0 ? strlen(color) : 0;
        if (out) {
            memcpy(out + length, part->text, head);
            memcpy(out + length + head, color, extra);
            memcpy(out + length + head + extra, part->text + head, part->length - head);
        }
        length += part->length + extra;
    }
    return length;
}

static const struct image *svg_image(struct cascade *cascade, const struct svg_source *svg, const struct style *style)
{
    const struct color *color = &style->text.color;
    bool black = color->r == 0 && color->g == 0 && color->b == 0 && color->a == 1;
    char attribute[96];
    if (!svg->image || (svg->constant && black))
        return svg->image;
    write_color(attribute, sizeof attribute, color);
    size_t size = write_svg(cascade, svg, attribute, NULL);
    struct image *image = ARENA_NEW(cascade->arena, struct image);
    char *bytes = arena_alloc(cascade->arena, size + 1);
    if (!image || !bytes)
        return NULL;
    write_svg(cascade, svg, attribute, bytes);
    *image = *svg->image;
    image->svg = (uint8_t *)bytes;
    image->svg_size = size;
    crypto_generichash_blake2b(image->digest, sizeof image->digest, image->svg, size, NULL, 0);
    return image;
}

static const struct image *element_image(struct cascade *cascade, const struct instance *instance,
                                         const struct style *style)
{
    const struct element *element = instance->element;
    if (element->svg)
        return svg_image(cascade, element->svg, style);
    if (element->image || !element->source)
        return element->image;
    size_t length;
    const char *path = pattern_text(&element->source->value, cascade->values, cascade->arena, &length);
    return path ? template_picture(cascade->template, path) : NULL;
}

/* ---- nodes ---- */

static struct node *new_node(struct cascade *cascade, enum node_kind kind, const struct instance *instance,
                             struct node *parent, const struct style *style)
{
    struct node *node = ARENA_NEW(cascade->arena, struct node);
    if (!node)
        return NULL;
    *node = (struct node){.kind = kind, .parent = parent, .style = style, .tag = "", .id = "", .text = ""};
    for (const struct instance *at = instance; at; at = at->parent)
        if (at->element->line) {
            node->line = at->element->line;
            node->column = at->element->column;
            break;
        }
    if (parent) {
        if (parent->last_child)
            parent->last_child->next_sibling = node;
        else
            parent->first_child = node;
        parent->last_child = node;
    }
    return node;
}

static bool add_text(struct cascade *cascade, const struct instance *instance, struct node *parent, const char *text,
                     size_t length)
{
    struct node *node = new_node(cascade, NODE_TEXT, instance, parent, parent->style);
    if (!node)
        return false;
    node->text = text;
    node->text_length = length;
    return true;
}

static bool add_element(struct cascade *cascade, const struct instance *instance, const struct styled *parent_style,
                        struct node *parent, struct node **result);

static bool add_children(struct cascade *cascade, const struct instance *instance, const struct styled *styled,
                         struct node *node)
{
    for (const struct instance *child = instance->first_child; child; child = child->next) {
        bool good = child->element->kind == CONTENT_TEXT
                        ? add_text(cascade, child, node, child->text, child->text_length)
                        : add_element(cascade, child, styled, node, NULL);
        if (!good)
            return false;
    }
    return true;
}

static bool add_element(struct cascade *cascade, const struct instance *instance, const struct styled *parent_style,
                        struct node *parent, struct node **result)
{
    static const enum node_kind kinds[] = {[ELEMENT_BOX] = NODE_ELEMENT,
                                           [ELEMENT_BREAK] = NODE_BREAK,
                                           [ELEMENT_BREAK_OPPORTUNITY] = NODE_TEXT,
                                           [ELEMENT_IMAGE] = NODE_IMAGE,
                                           [ELEMENT_SVG] = NODE_IMAGE};
    const struct element *element = instance->element;
    struct styled styled;
    if (!cascade_style(cascade, instance, parent_style, &styled))
        return false;
    const struct style *style = &styled.computed->style;
    if (style->display == DISPLAY_NONE)
        return true;
    /* A zero width space is what <wbr> is to text. */
    if (element->type->kind == ELEMENT_BREAK_OPPORTUNITY)
        return !parent || add_text(cascade, instance, parent, "\xe2\x80\x8b", 3);
    struct node *node = new_node(cascade, kinds[element->type->kind], instance, parent, style);
    if (!node)
        return false;
    node->tag = element->tag;
    node->id = instance->id;
    if (node->kind == NODE_IMAGE) {
        node->image = element_image(cascade, instance, style);
        return !arena_failed(cascade->arena);
    }
    if (result)
        *result = node;
    return add_children(cascade, instance, &styled, node);
}

/* An img whose parameter is absent has nothing to show: it is left out. */
static void drop_empty_images(struct node *node)
{
    struct node *previous = NULL;
    for (struct node *child = node->first_child; child; child = child->next_sibling) {
        drop_empty_images(child);
        if (child->kind == NODE_IMAGE && !child->image) {
            if (previous)
                previous->next_sibling = child->next_sibling;
            else
                node->first_child = child->next_sibling;
        } else {
            previous = child;
        }
    }
    node->last_child = previous;
}

struct node *expand_document(struct cascade *cascade, const struct template_text *text, bool everything)
{
    struct instance_context context = {cascade->template, cascade->values, text, cascade->arena, everything};
    struct instance *root = instances_build(&context);
    struct node *document = NULL;
    cascade->error->status = OGCARD_OK;
    bool good = root && add_element(cascade, root, NULL, NULL, &document);
    if (!good || arena_failed(cascade->arena)) {
        if (cascade->error->status == OGCARD_OK)
            error_set(cascade->error, OGCARD_TOO_LARGE, "The card's document needs more memory than one card may take");
        return NULL;
    }
    if (!document) {
        error_set(cascade->error, OGCARD_BAD_REQUEST, "Template \"%s\" shows nothing: its root is display: none",
                  cascade->template->name);
        return NULL;
    }
    drop_empty_images(document);
    return document;
}
