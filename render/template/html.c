/* From gumbo's tree to the template's elements. */
#include <string.h>

#include "loader.h"

/* ---- gumbo ---- */

static void *scratch_alloc(void *arena, size_t size)
{
    return arena_alloc(arena, size);
}

/* The arena frees everything at once: gumbo's own way down the tree is recursive. */
static void scratch_free(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

static bool check_utf8(struct loader *loader)
{
    const unsigned char *text = (const unsigned char *)loader->html;
    size_t size = loader->html_size;
    for (size_t i = 0; i < size;) {
        size_t more = text[i] < 0x80 ? 0 : text[i] >= 0xf0 ? 3 : text[i] >= 0xe0 ? 2 : 1;
        bool good = text[i] != 0 && (text[i] < 0x80 || (text[i] >= 0xc2 && text[i] <= 0xf4)) && i + more < size;
        for (size_t k = 1; good && k <= more; k++)
            good = (text[i + k] & 0xc0) == 0x80;
        if (!good) {
            diagnostics_error(&loader->diagnostics, i, "the file is not UTF-8 here");
            return false;
        }
        i += more + 1;
    }
    return true;
}

/* Words of a tag: about as many as its attributes. gumbo compares each attribute with all before it, so that many of
 * them would take it minutes. */
static size_t count_words(const char *at, const char *end, const char **past)
{
    size_t words = 0;
    bool between = false;
    for (; at < end && *at != '>'; at++) {
        bool space = *at == ' ' || *at == '\t' || *at == '\n' || *at == '\r' || *at == '\f' || *at == '/';
        words += between && !space;
        between = space;
        if (*at != '=')
            continue;
        while (at + 1 < end && strchr(" \t\r\n\f", at[1]))
            at++;
        const char *close = at + 1 < end && strchr("\"'", at[1]) ? memchr(at + 2, at[1], (size_t)(end - at - 2)) : NULL;
        at = close ? close : at;
        between = close != NULL; /* the next attribute may follow without a space */
    }
    *past = at;
    return words;
}

static bool check_tags(struct loader *loader)
{
    const char *end = loader->html + loader->html_size;
    size_t tags = 0;
    for (const char *at = loader->html; (at = memchr(at, '<', (size_t)(end - at)));) {
        const char *open = at++;
        if (++tags > TEMPLATE_MAX_NODES) {
            diagnostics_error(&loader->diagnostics, loader_offset(loader, open), "more than %u tags",
                              TEMPLATE_MAX_NODES);
            return false;
        }
        bool letter = at < end && ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z');
        if (letter && count_words(at, end, &at) > 4 * (size_t)TEMPLATE_MAX_ATTRIBUTES) {
            diagnostics_error(&loader->diagnostics, loader_offset(loader, open), "more than %u attributes",
                              TEMPLATE_MAX_ATTRIBUTES);
            return false;
        }
    }
    return true;
}

bool html_parse(struct loader *loader)
{
    struct diagnostics *diagnostics = &loader->diagnostics;
    if (loader->html_size > TEMPLATE_MAX_HTML_BYTES) {
        diagnostics_error(diagnostics, 0, "the file has %zu bytes; at most %u are read", loader->html_size,
                          TEMPLATE_MAX_HTML_BYTES);
        return true;
    }
    if (!check_utf8(loader) || !check_tags(loader))
        return true;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = scratch_alloc;
    options.deallocator = scratch_free;
    options.userdata = loader->scratch;
    options.tab_stop = 1;
    options.max_errors = 0;
    GumboOutput *output = gumbo_parse_with_options(&options, loader->html, loader->html_size);
    if (output->document->v.document.doc_type_quirks_mode != GUMBO_DOCTYPE_NO_QUIRKS)
        diagnostics_error(diagnostics, 0,
                          "the file does not begin with <!doctype html>; without it browsers lay out "
                          "by other rules");
    loader->root = output->root;
    return true;
}

/* ---- helpers ---- */

size_t loader_offset(const struct loader *loader, const char *pointer)
{
    bool inside = pointer && pointer >= loader->html && pointer <= loader->html + loader->html_size;
    return inside ? (size_t)(pointer - loader->html) : 0;
}

const GumboAttribute *node_attribute(const GumboNode *node, const char *name)
{
    return gumbo_get_attribute(&node->v.element.attributes, name);
}

struct text_origin attribute_origin(const struct loader *loader, const GumboAttribute *attribute)
{
    const char *raw = attribute->original_value.data;
    size_t length = attribute->original_value.length;
    if (raw && length >= 2 && (raw[0] == '"' || raw[0] == '\'')) {
        raw++;
        length -= 2;
    }
    return (struct text_origin){raw, raw ? length : 0, loader_offset(loader, raw)};
}

const char *node_tag(const GumboNode *node, char *buffer, size_t size)
{
    GumboStringPiece name = node->v.element.original_tag;
    if (node->v.element.tag != GUMBO_TAG_UNKNOWN)
        return gumbo_normalized_tagname(node->v.element.tag);
    gumbo_tag_from_original_text(&name);
    size_t length = name.length < size ? name.length : size - 1;
    for (size_t i = 0; i < length; i++)
        buffer[i] = name.data[i] >= 'A' && name.data[i] <= 'Z' ? (char)(name.data[i] + 32) : name.data[i];
    buffer[length] = '\0';
    return buffer;
}

/* ---- attributes ---- */

/* Which attributes stand on which elements; "" is all. */
static const struct {
    const char *name, *tag;
} known_attributes[] = {
    {"class", ""},          {"id", ""},          {"style", ""},
    {"lang", ""},           {"dir", ""},         {"title", ""},
    {"role", ""},           {"hidden", ""},      {"translate", ""},
    {"src", "img"},         {"alt", "img"},      {"width", "img"},
    {"height", "img"},      {"loading", "img"},  {"decoding", "img"},
    {"href", "a"},          {"target", "a"},     {"rel", "a"},
    {"datetime", "time"},   {"datetime", "ins"}, {"datetime", "del"},
    {"cite", "blockquote"}, {"value", "data"},   {"for", "label"},
    {"xmlns", "html"},      {"prefix", "html"},
};

static bool is_free_name(const char *name)
{
    return strncmp(name, "aria-", 5) == 0 || strncmp(name, "data-", 5) == 0 || strncmp(name, "item", 4) == 0;
}

static bool check_attribute_name(struct loader *loader, const char *tag, const char *name, size_t offset)
{
    struct suggestion suggestion;
    char hint[160];
    bool data = strncmp(name, "data-", 5) == 0;
    suggestion_start(&suggestion, name, strlen(name));
    suggestion.distance = data ? 1 : suggestion.distance;
    for (size_t i = 0; i < sizeof known_attributes / sizeof *known_attributes; i++) {
        bool here = known_attributes[i].tag[0] == '\0' || strcmp(known_attributes[i].tag, tag) == 0;
        if (here && strcmp(known_attributes[i].name, name) == 0)
            return true;
        if (here)
            suggestion_offer(&suggestion, known_attributes[i].name);
    }
    if (strcmp(name, "data-if") == 0 || strcmp(name, "data-unless") == 0)
        return true;
    suggestion_offer(&suggestion, "data-if");
    suggestion_offer(&suggestion, "data-unless");
    if (is_free_name(name) && !suggestion.best)
        return true;
    if (strncmp(name, "on", 2) == 0)
        diagnostics_error(&loader->diagnostics, offset, "attribute %s: a card is drawn without scripts", name);
    else
        diagnostics_error(&loader->diagnostics, offset, "<%s> has no attribute '%.40s' here%s", tag, name,
                          suggestion.best ? suggestion_text(&suggestion, hint, sizeof hint)
                                          : "; what it should look like is said in CSS");
    return false;
}

static const struct expression *read_condition(struct loader *loader, const GumboAttribute *attribute)
{
    struct text_origin origin = attribute_origin(loader, attribute);
    if (strstr(attribute->value, "{{")) {
        diagnostics_error(&loader->diagnostics, origin.offset, "%s takes the parameter's name without braces",
                          attribute->name);
        return NULL;
    }
    return expression_parse(loader->arena, &loader->template->params, attribute->value, strlen(attribute->value),
                            origin.offset, &loader->diagnostics);
}

/* Values of attributes that are words of HTML. */
static void check_attribute_value(struct loader *loader, const struct attribute *attribute, const char *value)
{
    if (strcmp(attribute->name, "dir") == 0 && pattern_is_constant(&attribute->value) &&
        !css_word_equal(value, strlen(value), "ltr") && !css_word_equal(value, strlen(value), "rtl") &&
        !css_word_equal(value, strlen(value), "auto"))
        diagnostics_error(&loader->diagnostics, attribute->value_offset, "dir is ltr, rtl or auto");
    /* Browsers lay until-found out, with nothing in it. */
    if (strcmp(attribute->name, "hidden") == 0 &&
        (!pattern_is_constant(&attribute->value) || css_word_equal(value, strlen(value), "until-found")))
        diagnostics_error(&loader->diagnostics, attribute->value_offset,
                          "hidden takes no value: write it alone, or data-if with a parameter");
}

static void remember_attribute(struct element *element, struct attribute *attribute)
{
    const struct {
        const char *name;
        const struct attribute **slot;
    } slots[] = {{"id", &element->id},
                 {"class", &element->class},
                 {"lang", &element->language},
                 {"dir", &element->direction},
                 {"src", &element->source}};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (strcmp(attribute->name, slots[i].name) == 0)
            *slots[i].slot = attribute;
}

static bool read_style(struct loader *loader, const GumboAttribute *source, struct element *element)
{
    struct css_text text = {source->value, strlen(source->value), attribute_origin(loader, source)};
    if (text.length > TEMPLATE_MAX_STYLE_BYTES) {
        diagnostics_error(&loader->diagnostics, text.origin.offset,
                          "the style attribute is longer than %u bytes; use a class", TEMPLATE_MAX_STYLE_BYTES);
        return true;
    }
    /* gumbo's copy goes with its tree. */
    text.text = arena_strndup(loader->arena, source->value, text.length);
    if (text.origin.raw_length == text.length)
        text.origin.raw = text.text; /* no entities: the two go in step */
    return text.text && sheet_read_block(&loader->sheet, &text, &element->style);
}

/* Width and height of a picture are presentational hints: declarations below all of the author's. */
static bool read_hint(struct loader *loader, struct element *element)
{
    char css[128] = "";
    size_t length = 0;
    for (size_t i = 0; i < element->attribute_count; i++) {
        const struct attribute *attribute = &element->attributes[i];
        bool side = strcmp(attribute->name, "width") == 0 || strcmp(attribute->name, "height") == 0;
        if (!side || attribute->value.count == 0)
            continue;
        bool constant = pattern_is_constant(&attribute->value);
        const char *value = constant ? attribute->value.parts[0].text : "";
        size_t digits = strspn(value, "0123456789."), size = strlen(value);
        bool percent = digits + 1 == size && value[digits] == '%';
        if (digits == 0 || digits > 8 || (digits != size && !percent)) {
            diagnostics_error(&loader->diagnostics, attribute->value_offset,
                              "%s is a number of pixels or a percentage; say others in CSS", attribute->name);
            continue;
        }
        length += (size_t)snprintf(css + length, sizeof css - length, "%s:%s%s;", attribute->name, value,
                                   percent ? "" : "px");
    }
    struct css_text text = {arena_strdup(loader->arena, css), length, {css, 0, element->offset}};
    return !length || (text.text && sheet_read_block(&loader->sheet, &text, &element->hints));
}

static bool read_attribute(struct loader *loader, const GumboAttribute *source, struct element *element)
{
    bool svg = element->type->kind == ELEMENT_SVG;
    size_t offset = loader_offset(loader, source->original_name.data);
    struct text_origin origin = attribute_origin(loader, source);
    if (!svg && !check_attribute_name(loader, element->tag, source->name, offset))
        return true;
    if (strcmp(source->name, "style") == 0)
        return read_style(loader, source, element);
    if (strcmp(source->name, "data-if") == 0) {
        element->when = read_condition(loader, source);
        return true;
    }
    if (strcmp(source->name, "data-unless") == 0) {
        element->unless = read_condition(loader, source);
        return true;
    }
    struct attribute *attribute = &element->attributes[element->attribute_count];
    *attribute = (struct attribute){arena_strdup(loader->arena, source->name), {0}, offset, origin.offset};
    if (!pattern_parse(loader->arena, &loader->template->params, source->value, &origin, &loader->diagnostics,
                       &attribute->value))
        return !arena_failed(loader->arena);
    element->attribute_count++;
    check_attribute_value(loader, attribute, source->value);
    remember_attribute(element, attribute);
    return !arena_failed(loader->arena);
}

/* img src: a file, or a parameter that names one. */
static void read_source(struct loader *loader, struct element *element)
{
    const struct attribute *source = element->source;
    if (!source || source->value.count == 0) {
        diagnostics_error(&loader->diagnostics, element->offset, "<img> needs a src with a file beside the template");
    } else if (pattern_is_constant(&source->value)) {
        element->image = loader_picture(loader, source->value.parts[0].text, source->value_offset);
    } else if (source->value.count > 1 || source->value.parts[0].expression->type != OGCARD_PARAM_IMAGE ||
               !source->value.parts[0].expression->uniform) {
        diagnostics_error(&loader->diagnostics, source->value_offset,
                          "src takes a file, or one parameter of data-type=\"image\"; a path is not put together");
    }
}

static bool read_attributes(struct loader *loader, const GumboNode *node, struct element *element)
{
    const GumboVector *attributes = &node->v.element.attributes;
    if (attributes->length > TEMPLATE_MAX_ATTRIBUTES) {
        diagnostics_error(&loader->diagnostics, element->offset, "more than %u attributes", TEMPLATE_MAX_ATTRIBUTES);
        return true;
    }
    element->attributes = ARENA_ARRAY(loader->arena, struct attribute, attributes->length + 1);
    if (!element->attributes)
        return false;
    for (unsigned i = 0; i < attributes->length; i++)
        if (!read_attribute(loader, attributes->data[i], element))
            return false;
    if (element->type->kind == ELEMENT_IMAGE) {
        read_source(loader, element);
        return read_hint(loader, element);
    }
    return true;
}

/* ---- nodes ---- */

static struct element *new_element(struct loader *loader, struct element *parent, size_t offset)
{
    if (++loader->template->node_count > TEMPLATE_MAX_NODES) {
        if (loader->template->node_count == TEMPLATE_MAX_NODES + 1)
            diagnostics_error(&loader->diagnostics, offset, "more than %u elements and texts", TEMPLATE_MAX_NODES);
        return NULL;
    }
    struct element *element = ARENA_NEW(loader->arena, struct element);
    if (!element)
        return NULL;
    element->parent = parent;
    element->offset = offset;
    if (parent) {
        if (parent->last_child)
            parent->last_child->next = element;
        else
            parent->first_child = element;
        parent->last_child = element;
    }
    return element;
}

static bool read_text(struct loader *loader, const GumboNode *node, struct element *parent)
{
    const GumboText *text = &node->v.text;
    struct text_origin origin = {text->original_text.data, text->original_text.length,
                                 loader_offset(loader, text->original_text.data)};
    struct element *element = new_element(loader, parent, origin.offset);
    if (!element)
        return !arena_failed(loader->arena);
    element->kind = CONTENT_TEXT;
    element->tag = "";
    return pattern_parse(loader->arena, &loader->template->params, text->text, &origin, &loader->diagnostics,
                         &element->text) ||
           !arena_failed(loader->arena);
}

static void refuse_element(struct loader *loader, const char *tag, size_t offset)
{
    const char *reason = element_refusal(tag);
    struct suggestion suggestion;
    char hint[160];
    if (reason) {
        diagnostics_error(&loader->diagnostics, offset, "<%s> is not supported: %s", tag, reason);
        return;
    }
    if (strcmp(tag, "style") == 0 || strcmp(tag, "meta") == 0 || strcmp(tag, "title") == 0) {
        diagnostics_error(&loader->diagnostics, offset, "<%s> stands in <head>", tag);
        return;
    }
    suggestion_start(&suggestion, tag, strlen(tag));
    elements_suggest(&suggestion);
    diagnostics_error(&loader->diagnostics, offset, "there is no element <%.40s>%s", tag,
                      suggestion.best ? suggestion_text(&suggestion, hint, sizeof hint) : "; use <div> or <span>");
}

static bool read_node(struct loader *loader, const GumboNode *node, struct element *parent, unsigned depth);

static bool read_element(struct loader *loader, const GumboNode *node, struct element *parent, unsigned depth)
{
    char buffer[64];
    const char *tag = node_tag(node, buffer, sizeof buffer);
    size_t offset = loader_offset(loader, node->v.element.original_tag.data);
    const struct element_kind *type = element_find(tag);
    bool foreign = node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML && (!type || type->kind != ELEMENT_SVG);
    if (!type || foreign || node->type == GUMBO_NODE_TEMPLATE) {
        refuse_element(loader, tag, offset);
        return true;
    }
    if (depth > TEMPLATE_MAX_DEPTH) {
        diagnostics_error(&loader->diagnostics, offset, "elements are nested deeper than %u", TEMPLATE_MAX_DEPTH);
        return true;
    }
    struct element *element = new_element(loader, parent, offset);
    if (!element)
        return !arena_failed(loader->arena);
    element->type = type;
    element->tag = type->name;
    diagnostics_locate(&loader->diagnostics, offset, &element->line, &element->column);
    if (!parent)
        loader->template->root = element;
    if (!read_attributes(loader, node, element))
        return false;
    if (type->kind == ELEMENT_SVG)
        return svg_read(loader, element, node) && read_hint(loader, element);
    const GumboVector *children = &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++)
        if (!read_node(loader, children->data[i], element, depth + 1))
            return false;
    return true;
}

static bool read_node(struct loader *loader, const GumboNode *node, struct element *parent, unsigned depth)
{
    switch (node->type) {
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE:
        /* The head is no part of what is drawn; white space around it is dropped by HTML itself. */
        if (parent && !parent->parent && node->v.element.tag == GUMBO_TAG_HEAD)
            return true;
        return read_element(loader, node, parent, depth);
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE:
        return !parent || !parent->parent || read_text(loader, node, parent);
    case GUMBO_NODE_COMMENT:
    case GUMBO_NODE_DOCUMENT:
    default:
        return true;
    }
}

bool elements_read(struct loader *loader)
{
    return read_node(loader, loader->root, NULL, 1);
}
