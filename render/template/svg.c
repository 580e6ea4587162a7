/* Inline SVG: written back to a document of its own, with places for values, and checked by decoding it. */
#include <string.h>

#include "loader.h"

struct writer {
    struct loader *loader;
    char *bytes;
    size_t length, capacity;
    struct pattern_part *parts;
    size_t count, part_capacity;
    bool constant;
};

static void write_bytes(struct writer *writer, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length && writer->bytes; i++) {
        writer->bytes = arena_grow(writer->loader->arena, writer->bytes, writer->length, &writer->capacity, 1);
        if (writer->bytes)
            writer->bytes[writer->length++] = bytes[i];
    }
}

static void write_text(struct writer *writer, const char *text)
{
    write_bytes(writer, text, strlen(text));
}

static void write_escaped(struct writer *writer, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const char *entity = text[i] == '&' ? "&amp;" : text[i] == '<' ? "&lt;" : text[i] == '"' ? "&quot;" : NULL;
        if (entity)
            write_text(writer, entity);
        else
            write_bytes(writer, text + i, 1);
    }
}

/* Ends the constant part under way. */
static bool flush(struct writer *writer, const struct expression *expression)
{
    struct arena *arena = writer->loader->arena;
    for (int i = 0; i < 1 + (expression != NULL); i++) {
        writer->parts = arena_grow(arena, writer->parts, writer->count, &writer->part_capacity, sizeof *writer->parts);
        if (!writer->parts || !writer->bytes)
            return false;
        writer->parts[writer->count++] = i ? (struct pattern_part){.expression = expression}
                                           : (struct pattern_part){.text = writer->bytes, .length = writer->length};
    }
    writer->bytes = arena_alloc(arena, writer->capacity = 256);
    writer->length = 0;
    return writer->bytes != NULL;
}

/* ---- what may stand inside ---- */

static const struct {
    const char *tag, *reason;
} refused[] = {
    {"script", "a card is drawn without scripts"},
    {"style", "use attributes: fill=\"...\""},
    {"foreignObject", "write HTML beside the picture"},
    {"text", "write the text in HTML, or turn it into paths"},
    {"tspan", "write the text in HTML, or turn it into paths"},
    {"textPath", "turn the text into paths"},
    {"image", "use <img> beside it"},
    {"a", "a card has no links"},
    {"animate", "a card is a still picture"},
    {"animateTransform", "a card is a still picture"},
    {"animateMotion", "a card is a still picture"},
    {"set", "a card is a still picture"},
    {"feImage", "use <img> beside it"},
};

/* References stay inside the document. */
static const char *value_fault(const GumboAttribute *attribute)
{
    const char *value = attribute->value;
    if (strcmp(attribute->name, "href") == 0 && value[0] != '#')
        return "href refers to something in the same <svg>: href=\"#name\"";
    for (const char *url = value; (url = strstr(url, "url(")); url += 4)
        if (url[4 + strspn(url + 4, " \"'")] != '#')
            return "url() refers to something in the same <svg>: url(#name)";
    return NULL;
}

static bool values_allowed(const struct pattern *pattern)
{
    for (size_t i = 0; i < pattern->count; i++) {
        const struct expression *expression = pattern->parts[i].expression;
        if (expression &&
            (!expression->uniform || expression->type == OGCARD_PARAM_TEXT || expression->type == OGCARD_PARAM_IMAGE))
            return false;
    }
    return true;
}

static const char *attribute_fault(const GumboAttribute *attribute, const struct pattern *pattern, bool root)
{
    static const char *const fixed[] = {"style", "href", "id", "class", "width", "height", "viewBox"};
    if (strncmp(attribute->name, "on", 2) == 0)
        return "a card is drawn without scripts";
    if (!root && strncmp(attribute->name, "data-if", 7) == 0)
        return "data-if stands on <svg> itself, not inside it";
    if (root && strcmp(attribute->name, "color") == 0)
        return "the color of <svg> is said in CSS";
    if (pattern_is_constant(pattern))
        return value_fault(attribute);
    if (!values_allowed(pattern))
        return "inside <svg> only colors, numbers, choices and flags are inserted";
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(attribute->name, fixed[i]) == 0 && (root || i < 4))
            return "this attribute takes no {{}}";
    return NULL;
}

/* ---- writing ---- */

/* What HTML says about the svg element is not for the document. */
static bool is_html_attribute(const GumboAttribute *attribute)
{
    static const char *const names[] = {"class", "style", "data-if", "data-unless", "xmlns",
                                        "lang",  "dir",   "hidden",  "role"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(attribute->name, names[i]) == 0)
            return true;
    return strncmp(attribute->name, "aria-", 5) == 0 || attribute->attr_namespace == GUMBO_ATTR_NAMESPACE_XMLNS;
}

static bool write_attribute(struct writer *writer, const GumboAttribute *attribute, bool root)
{
    struct loader *loader = writer->loader;
    struct text_origin origin = attribute_origin(loader, attribute);
    struct pattern pattern;
    if (root && is_html_attribute(attribute))
        return true;
    if (!pattern_parse(loader->arena, &loader->template->params, attribute->value, &origin, &loader->diagnostics,
                       &pattern))
        return !arena_failed(loader->arena);
    const char *fault = attribute_fault(attribute, &pattern, root);
    if (fault) {
        diagnostics_error(&loader->diagnostics, loader_offset(loader, attribute->original_name.data), "%s", fault);
        return true;
    }
    write_text(writer, " ");
    if (attribute->attr_namespace == GUMBO_ATTR_NAMESPACE_XLINK)
        write_text(writer, "xlink:");
    else if (attribute->attr_namespace == GUMBO_ATTR_NAMESPACE_XML)
        write_text(writer, "xml:");
    else if (attribute->attr_namespace == GUMBO_ATTR_NAMESPACE_XMLNS)
        return true;
    write_text(writer, attribute->name);
    write_text(writer, "=\"");
    for (size_t i = 0; i < pattern.count; i++) {
        const struct pattern_part *part = &pattern.parts[i];
        if (!part->expression) {
            write_escaped(writer, part->text, part->length);
            continue;
        }
        writer->constant = false;
        if (!flush(writer, part->expression))
            return false;
    }
    write_text(writer, "\"");
    return true;
}

static bool write_node(struct writer *writer, const GumboNode *node, bool root, unsigned depth);

static bool write_children(struct writer *writer, const GumboNode *node, unsigned depth)
{
    const GumboVector *children = &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++)
        if (!write_node(writer, children->data[i], false, depth + 1))
            return false;
    return true;
}

/* The name in the case that SVG wants. */
static const char *svg_tag(const GumboNode *node, char *buffer, size_t size)
{
    GumboStringPiece name = node->v.element.original_tag;
    gumbo_tag_from_original_text(&name);
    const char *normal = name.length ? gumbo_normalize_svg_tagname(&name) : NULL;
    return normal ? normal : node_tag(node, buffer, size);
}

static bool write_element(struct writer *writer, const GumboNode *node, bool root, unsigned depth)
{
    struct loader *loader = writer->loader;
    char buffer[64];
    const char *tag = svg_tag(node, buffer, sizeof buffer);
    size_t offset = loader_offset(loader, node->v.element.original_tag.data);
    if (depth > TEMPLATE_MAX_DEPTH || ++loader->template->node_count > TEMPLATE_MAX_NODES) {
        diagnostics_error(&loader->diagnostics, offset, "<svg> is nested too deep or has too many elements");
        return true;
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcmp(tag, refused[i].tag) == 0) {
            diagnostics_error(&loader->diagnostics, offset, "<%s> inside <svg> is not supported: %s", tag,
                              refused[i].reason);
            return true;
        }
    write_text(writer, "<");
    write_text(writer, tag);
    if (root)
        write_text(writer, " xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    for (unsigned i = 0; i < node->v.element.attributes.length; i++)
        if (!write_attribute(writer, node->v.element.attributes.data[i], root))
            return false;
    write_text(writer, ">");
    if (!write_children(writer, node, depth))
        return false;
    write_text(writer, "</");
    write_text(writer, tag);
    write_text(writer, ">");
    return true;
}

static bool write_node(struct writer *writer, const GumboNode *node, bool root, unsigned depth)
{
    if (node->type == GUMBO_NODE_ELEMENT)
        return write_element(writer, node, root, depth);
    if (node->type != GUMBO_NODE_TEXT && node->type != GUMBO_NODE_CDATA)
        return true;
    if (strstr(node->v.text.text, "{{"))
        diagnostics_error(&writer->loader->diagnostics, loader_offset(writer->loader, node->v.text.original_text.data),
                          "text inside <svg> takes no {{}}");
    else
        write_escaped(writer, node->v.text.text, strlen(node->v.text.text));
    return true;
}

/* ---- decoding ---- */

/* Values to check it with: of the type that the places ask for. */
static const char *sample(const struct expression *expression)
{
    for (size_t i = 0; i < expression->count; i++)
        if (expression->terms[i].param == TERM_LITERAL && expression->terms[i].literal[0])
            return expression->terms[i].literal;
    return expression->type == OGCARD_PARAM_COLOR ? "#000000ff" : "1";
}

static bool decode(struct loader *loader, struct svg_source *svg, size_t offset)
{
    struct template *template = loader->template;
    struct ogcard_error error = {0};
    struct image *image = NULL;
    size_t size = 0, length = 0;
    if (template->svg_count == TEMPLATE_MAX_PICTURES) {
        diagnostics_error(&loader->diagnostics, offset, "more than %u inline <svg>", TEMPLATE_MAX_PICTURES);
        return true;
    }
    for (size_t i = 0; i < svg->count; i++)
        size += svg->parts[i].expression ? strlen(sample(svg->parts[i].expression)) : svg->parts[i].length;
    char *document = arena_alloc(loader->scratch, size + 1);
    if (!document)
        return false;
    for (size_t i = 0; i < svg->count; i++) {
        const struct pattern_part *part = &svg->parts[i];
        const char *text = part->expression ? sample(part->expression) : part->text;
        size_t text_length = part->expression ? strlen(text) : part->length;
        memcpy(document + length, text, text_length);
        length += text_length;
    }
    if (image_decode((const uint8_t *)document, length, "<svg>", &image, &error) != OGCARD_OK) {
        diagnostics_forward(&loader->diagnostics, offset, &error);
        return true;
    }
    template->svg_images[template->svg_count++] = image;
    svg->image = image;
    return true;
}

bool svg_read(struct loader *loader, struct element *element, const GumboNode *node)
{
    struct writer writer = {.loader = loader, .constant = true, .capacity = 256};
    struct svg_source *svg = ARENA_NEW(loader->arena, struct svg_source);
    writer.bytes = arena_alloc(loader->arena, writer.capacity);
    size_t errors = loader->diagnostics.error_count;
    if (!svg || !writer.bytes || !write_element(&writer, node, true, 1) || !flush(&writer, NULL))
        return false;
    *svg = (struct svg_source){writer.parts, writer.count, strlen("<svg"), writer.constant, NULL};
    element->svg = svg;
    /* A document with holes where errors were would only give rise to more. */
    return loader->diagnostics.error_count > errors || decode(loader, svg, element->offset);
}
