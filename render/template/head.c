/* The head of a template: what it is called, its sizes, its parameters, its style sheets. */
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "loader.h"

static void fail_at(struct loader *loader, const GumboAttribute *attribute, size_t at, const char *message)
{
    struct text_origin origin = attribute_origin(loader, attribute);
    diagnostics_error(&loader->diagnostics, text_origin_offset(&origin, attribute->value, at), "%s", message);
}

static const char *attribute_text(const GumboNode *node, const char *name)
{
    const GumboAttribute *attribute = node_attribute(node, name);
    return attribute ? attribute->value : NULL;
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static size_t word_length(const char *text)
{
    size_t length = 0;
    while (is_word_char(text[length]))
        length++;
    return length;
}

/* ---- the picture: width=1200, height=630, square=1200x1200, max-bytes=300000, quality=85 ---- */

static bool read_whole(const char **at, unsigned long least, unsigned long most, unsigned long *number)
{
    char *end;
    unsigned long value = strtoul(*at, &end, 10);
    if (end == *at || **at < '0' || **at > '9' || value < least || value > most)
        return false;
    *number = value;
    *at = end;
    return true;
}

static bool read_side(const char **at, unsigned *side)
{
    unsigned long value;
    if (!read_whole(at, TEMPLATE_MIN_SIDE_PX, TEMPLATE_MAX_SIDE_PX, &value))
        return false;
    *side = (unsigned)value;
    return true;
}

static const char *read_max_bytes(struct template_output *output, const char **at)
{
    unsigned long value;
    if (!read_whole(at, TEMPLATE_MIN_OUTPUT_BYTES, TEMPLATE_MAX_OUTPUT_BYTES, &value))
        return "max-bytes is a whole number of bytes between 4096 and 100000000, as max-bytes=300000";
    output->max_bytes = value;
    return NULL;
}

static const char *read_quality(struct template_output *output, const char **at)
{
    unsigned long value;
    if (!read_whole(at, 1, 100, &value))
        return "quality, of JPEG and WebP, is a whole number between 1 and 100";
    output->quality = (unsigned)value;
    return NULL;
}

static const char *read_key(struct loader *loader, const char *key, size_t key_length, const char **at)
{
    struct template *template = loader->template;
    static const char sides[] = "a side is a whole number of pixels between 16 and 4096";
    if (css_word_equal(key, key_length, "width"))
        return read_side(at, &template->sizes[0].width_px) ? NULL : sides;
    if (css_word_equal(key, key_length, "height"))
        return read_side(at, &template->sizes[0].height_px) ? NULL : sides;
    if (css_word_equal(key, key_length, "max-bytes"))
        return read_max_bytes(&template->output, at);
    if (css_word_equal(key, key_length, "quality"))
        return read_quality(&template->output, at);
    struct template_size size = {.name = arena_strndup(loader->arena, key, key_length)};
    if (template->size_count == TEMPLATE_MAX_SIZES)
        return "too many sizes: at most 16";
    for (size_t i = 1; i < template->size_count; i++)
        if (strlen(template->sizes[i].name) == key_length && memcmp(template->sizes[i].name, key, key_length) == 0)
            return "this size is declared twice";
    if (!read_side(at, &size.width_px) || *(*at)++ != 'x' || !read_side(at, &size.height_px))
        return "a further size is NAME=WIDTHxHEIGHT, as square=1200x1200, with sides between 16 and 4096";
    template->sizes[template->size_count++] = size;
    return NULL;
}

static void read_picture(struct loader *loader, const GumboAttribute *content)
{
    for (const char *at = content->value; *at;) {
        at += strspn(at, " \t\r\n,;");
        if (!*at)
            break;
        const char *start = at;
        size_t length = word_length(at);
        at += length;
        at += strspn(at, " \t");
        const char *problem = "write width=1200, height=630";
        if (length && *at == '=') {
            at++;
            at += strspn(at, " \t");
            problem = read_key(loader, start, length, &at);
        }
        if (!problem && *at && !strchr(" \t\r\n,;", *at))
            problem = "these are separated by commas";
        if (problem) {
            fail_at(loader, content, (size_t)(start - content->value), problem);
            return;
        }
    }
}

/* ---- parameters ---- */

static const char *const type_names[] = {
    [OGCARD_PARAM_TEXT] = "text",     [OGCARD_PARAM_COLOR] = "color", [OGCARD_PARAM_NUMBER] = "number",
    [OGCARD_PARAM_CHOICE] = "choice", [OGCARD_PARAM_FLAG] = "flag",   [OGCARD_PARAM_IMAGE] = "image",
};

static const char *const reserved_names[] = {"format", "scale", "lang", "size", "v", "sig", "exp"};

static const char *const param_attributes[] = {"name",         "content",      "data-type",       "data-required",
                                               "data-default", "data-example", "data-max-length", "data-choices",
                                               "data-min",     "data-max",     "data-label"};

static bool check_param_attributes(struct loader *loader, const GumboNode *node)
{
    bool good = true;
    for (unsigned i = 0; i < node->v.element.attributes.length; i++) {
        const GumboAttribute *attribute = node->v.element.attributes.data[i];
        struct suggestion suggestion;
        char hint[160];
        bool known = false;
        suggestion_start(&suggestion, attribute->name, strlen(attribute->name));
        for (size_t k = 0; k < sizeof param_attributes / sizeof *param_attributes; k++) {
            known = known || strcmp(attribute->name, param_attributes[k]) == 0;
            suggestion_offer(&suggestion, param_attributes[k]);
        }
        if (known)
            continue;
        good = false;
        diagnostics_error(&loader->diagnostics, loader_offset(loader, attribute->original_name.data),
                          "a parameter has no '%.40s'%s", attribute->name,
                          suggestion_text(&suggestion, hint, sizeof hint));
    }
    return good;
}

static bool read_type(struct loader *loader, const GumboNode *node, struct param *param)
{
    const GumboAttribute *attribute = node_attribute(node, "data-type");
    struct suggestion suggestion;
    char message[256], hint[160];
    if (!attribute)
        return true;
    suggestion_start(&suggestion, attribute->value, strlen(attribute->value));
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (strcmp(attribute->value, type_names[i]) == 0) {
            param->type = (enum ogcard_param_type)i;
            return true;
        }
        suggestion_offer(&suggestion, type_names[i]);
    }
    suggestion_text(&suggestion, hint, sizeof hint);
    snprintf(message, sizeof message, "there is no type '%.40s'%s", attribute->value,
             suggestion.best ? hint : "; there are text, color, number, choice, flag and image");
    fail_at(loader, attribute, 0, message);
    return false;
}

static bool read_name(struct loader *loader, const GumboNode *node, struct param *param)
{
    const GumboAttribute *attribute = node_attribute(node, "content");
    if (!attribute) {
        diagnostics_error(&loader->diagnostics, param->offset,
                          "the parameter's name is missing: <meta name=\"param\" content=\"title\">");
        return false;
    }
    const char *name = attribute->value;
    size_t length = strlen(name);
    bool good = length > 0 && length <= 40 && word_length(name) == length && name[0] > '9' && name[0] != '-';
    if (!good)
        fail_at(loader, attribute, 0, "a parameter's name has letters, digits, - and _, and begins with a letter");
    for (size_t i = 0; good && i < sizeof reserved_names / sizeof *reserved_names; i++)
        if (strcmp(name, reserved_names[i]) == 0) {
            fail_at(loader, attribute, 0, "this name is reserved; choose another (lang needs no declaration)");
            return false;
        }
    if (good && params_find(&loader->template->params, name, length) >= 0) {
        fail_at(loader, attribute, 0, "this parameter is declared twice");
        return false;
    }
    param->name = arena_strdup(loader->arena, name);
    return good && param->name;
}

/* Comma-separated, spaces around dropped. */
static bool read_choices(struct loader *loader, const GumboNode *node, struct param *param)
{
    const GumboAttribute *attribute = node_attribute(node, "data-choices");
    bool wanted = param->type == OGCARD_PARAM_CHOICE || param->type == OGCARD_PARAM_IMAGE;
    if (!attribute) {
        if (wanted)
            diagnostics_error(&loader->diagnostics, param->offset, "a parameter of type %s needs data-choices=\"a, b\"",
                              type_names[param->type]);
        return !wanted;
    }
    if (!wanted) {
        fail_at(loader, attribute, 0, "data-choices needs data-type=\"choice\" or \"image\"");
        return false;
    }
    const char **choices = ARENA_ARRAY(loader->arena, const char *, TEMPLATE_MAX_CHOICES + 1);
    size_t count = 0;
    for (const char *at = attribute->value; choices && *at;) {
        at += strspn(at, " \t\r\n,");
        size_t length = strcspn(at, ",");
        const char *next = at + length;
        while (length && strchr(" \t\r\n", at[length - 1]))
            length--;
        if (length && count == TEMPLATE_MAX_CHOICES) {
            fail_at(loader, attribute, (size_t)(at - attribute->value), "more than 64 choices");
            return false;
        }
        if (length)
            choices[count++] = arena_strndup(loader->arena, at, length);
        at = next;
    }
    param->choices = choices;
    if (!count)
        fail_at(loader, attribute, 0, "data-choices is empty");
    for (size_t i = 0; param->type == OGCARD_PARAM_IMAGE && i < count; i++)
        loader_picture(loader, choices[i], attribute_origin(loader, attribute).offset);
    return count > 0;
}

static bool read_number(struct loader *loader, const GumboNode *node, const char *name, struct param *param,
                        enum ogcard_param_type type, double *number)
{
    const GumboAttribute *attribute = node_attribute(node, name);
    if (!attribute)
        return true;
    char *end;
    double value = strtod(attribute->value, &end);
    bool good = end != attribute->value && *end == '\0' && value >= -1e9 && value <= 1e9;
    if (!good)
        fail_at(loader, attribute, 0, "a number is expected");
    else if (param->type != type)
        fail_at(loader, attribute, 0,
                type == OGCARD_PARAM_TEXT ? "only text has a maximum length" : "only numbers have limits");
    *number = good ? value : *number;
    return good && param->type == type;
}

/* A default or an example must be a value that a request could send. */
static bool read_value(struct loader *loader, const GumboNode *node, const char *name, const struct param *param,
                       const char **value)
{
    const GumboAttribute *attribute = node_attribute(node, name);
    char problem[256];
    if (!attribute)
        return true;
    if (param_check(param, attribute->value, strlen(attribute->value), loader->arena, value, problem, sizeof problem))
        return true;
    fail_at(loader, attribute, 0, problem);
    return false;
}

static bool read_param_parts(struct loader *loader, const GumboNode *node, struct param *param)
{
    double length = param->type == OGCARD_PARAM_TEXT ? TEMPLATE_DEFAULT_TEXT_LENGTH : 0;
    if (!read_choices(loader, node, param) ||
        !read_number(loader, node, "data-max-length", param, OGCARD_PARAM_TEXT, &length) ||
        !read_number(loader, node, "data-min", param, OGCARD_PARAM_NUMBER, &param->min) ||
        !read_number(loader, node, "data-max", param, OGCARD_PARAM_NUMBER, &param->max))
        return false;
    if (param->type == OGCARD_PARAM_TEXT && (length < 1 || length > TEMPLATE_MAX_TEXT_LENGTH)) {
        fail_at(loader, node_attribute(node, "data-max-length"), 0, "a maximum length lies between 1 and 2000");
        return false;
    }
    param->max_length = (size_t)length;
    return read_value(loader, node, "data-default", param, &param->default_value) &&
           read_value(loader, node, "data-example", param, &param->example);
}

static void read_param(struct loader *loader, const GumboNode *node, size_t offset)
{
    struct params *params = &loader->template->params;
    struct param param = {.default_value = "", .example = "", .offset = offset, .min = -1e9, .max = 1e9};
    if (params->count == TEMPLATE_MAX_PARAMS) {
        diagnostics_error(&loader->diagnostics, offset, "more than %u parameters", TEMPLATE_MAX_PARAMS);
        return;
    }
    if (!check_param_attributes(loader, node) || !read_name(loader, node, &param) || !read_type(loader, node, &param) ||
        !read_param_parts(loader, node, &param))
        return;
    param.required = node_attribute(node, "data-required") != NULL;
    if (param.required && param.default_value[0]) {
        diagnostics_error(&loader->diagnostics, offset,
                          "parameter '%s' is required, so its default is never used; leave one of the two out",
                          param.name);
        return;
    }
    params->items[params->count++] = param;
}

/* ---- the head ---- */

/* Names of meta that say something to others. */
static const char *const other_metas[] = {"viewport",    "author",   "generator",        "robots",
                                          "theme-color", "keywords", "application-name", "referrer"};

static void read_meta(struct loader *loader, const GumboNode *node, size_t offset)
{
    const char *name = attribute_text(node, "name");
    const GumboAttribute *content = node_attribute(node, "content");
    struct suggestion suggestion;
    char hint[160];
    if (!name) {
        const char *charset = attribute_text(node, "charset");
        if (charset && !css_word_equal(charset, strlen(charset), "utf-8"))
            diagnostics_error(&loader->diagnostics, offset, "the file is read as UTF-8; write charset=\"utf-8\"");
        return;
    }
    if (strcmp(name, "param") == 0) {
        read_param(loader, node, offset);
    } else if (strcmp(name, "ogcard") == 0 && content) {
        read_picture(loader, content);
    } else if (strcmp(name, "description") == 0 && content) {
        loader->template->description = arena_strdup(loader->arena, content->value);
    } else {
        for (size_t i = 0; i < sizeof other_metas / sizeof *other_metas; i++)
            if (strcmp(name, other_metas[i]) == 0)
                return;
        suggestion_start(&suggestion, name, strlen(name));
        suggestion_offer(&suggestion, "param");
        suggestion_offer(&suggestion, "ogcard");
        suggestion_offer(&suggestion, "description");
        if (suggestion.best)
            diagnostics_error(&loader->diagnostics, offset, "unknown meta '%.40s'%s", name,
                              suggestion_text(&suggestion, hint, sizeof hint));
    }
}

static const GumboNode *find_head(const GumboNode *root)
{
    for (unsigned i = 0; i < root->v.element.children.length; i++) {
        const GumboNode *child = root->v.element.children.data[i];
        if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_HEAD)
            return child;
    }
    return NULL;
}

static void read_title(struct loader *loader, const GumboNode *node)
{
    const GumboVector *children = &node->v.element.children;
    if (loader->template->description[0] || children->length == 0)
        return;
    const GumboNode *text = children->data[0];
    if (text->type == GUMBO_NODE_TEXT)
        loader->template->description = arena_strdup(loader->arena, text->v.text.text);
}

bool head_read(struct loader *loader)
{
    const GumboNode *head = find_head(loader->root), *title = NULL;
    loader->template->params.items = ARENA_ARRAY(loader->arena, struct param, TEMPLATE_MAX_PARAMS);
    loader->template->params.used = ARENA_ARRAY(loader->arena, bool, TEMPLATE_MAX_PARAMS);
    if (!loader->template->params.items || !loader->template->params.used)
        return false;
    for (unsigned i = 0; head && i < head->v.element.children.length; i++) {
        const GumboNode *node = head->v.element.children.data[i];
        char buffer[64];
        if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE)
            continue;
        const char *tag = node_tag(node, buffer, sizeof buffer);
        size_t offset = loader_offset(loader, node->v.element.original_tag.data);
        const char *reason = element_refusal(tag);
        if (node->v.element.tag == GUMBO_TAG_META)
            read_meta(loader, node, offset);
        else if (node->v.element.tag == GUMBO_TAG_TITLE)
            title = node;
        else if (node->v.element.tag != GUMBO_TAG_STYLE)
            diagnostics_error(&loader->diagnostics, offset, "<%s> is not supported%s%s", tag, reason ? ": " : "",
                              reason ? reason : "");
    }
    if (title)
        read_title(loader, title);
    return !arena_failed(loader->arena);
}

static bool read_style_element(struct loader *loader, const GumboNode *node)
{
    const GumboVector *children = &node->v.element.children;
    for (unsigned i = 0; i < node->v.element.attributes.length; i++) {
        const GumboAttribute *attribute = node->v.element.attributes.data[i];
        if (strcmp(attribute->name, "type") != 0)
            diagnostics_error(&loader->diagnostics, loader_offset(loader, attribute->original_name.data),
                              "<style> has no attribute '%.40s' here; use @media inside it", attribute->name);
    }
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (child->type != GUMBO_NODE_TEXT && child->type != GUMBO_NODE_WHITESPACE)
            continue;
        /* The text stands in the file as it is: <style> knows no entities. */
        GumboStringPiece raw = child->v.text.original_text;
        struct css_text text = {raw.data, raw.length, {raw.data, raw.length, loader_offset(loader, raw.data)}};
        if (!sheet_read(&loader->sheet, &text))
            return false;
    }
    return true;
}

bool styles_read(struct loader *loader)
{
    const GumboNode *head = find_head(loader->root);
    struct css_text style = {user_agent_style, strlen(user_agent_style), {user_agent_style, 0, 0}};
    if (!sheet_read(&loader->sheet, &style))
        return false;
    loader->sheet.author = true;
    for (unsigned i = 0; head && i < head->v.element.children.length; i++) {
        const GumboNode *node = head->v.element.children.data[i];
        if (node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == GUMBO_TAG_STYLE &&
            !read_style_element(loader, node))
            return false;
    }
    return true;
}
