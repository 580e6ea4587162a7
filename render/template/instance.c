#include "instance.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool split_classes(const struct instance_context *context, const char *text, struct instance *instance)
{
    size_t count = 0, at = 0;
    for (const char *c = text; *c; c++)
        count += !is_space(*c) && (c == text || is_space(c[-1]));
    struct word *words = ARENA_ARRAY(context->arena, struct word, count);
    if (count && !words)
        return false;
    for (const char *c = text; at < count;) {
        while (is_space(*c))
            c++;
        words[at].text = c;
        while (*c && !is_space(*c))
            c++;
        words[at].length = (size_t)(c - words[at].text);
        at++;
    }
    instance->classes = words;
    instance->class_count = count;
    return true;
}

static const char *attribute_value(const struct instance_context *context, const struct attribute *attribute)
{
    size_t length;
    return pattern_text(&attribute->value, context->values, context->arena, &length);
}

static bool read_identity(const struct instance_context *context, struct instance *instance)
{
    const struct element *element = instance->element;
    const struct instance *parent = instance->parent;
    instance->id = element->id ? attribute_value(context, element->id) : "";
    if (element->class) {
        const char *classes = attribute_value(context, element->class);
        if (!classes || !split_classes(context, classes, instance))
            return false;
    }
    instance->language = parent ? parent->language : context->values->language;
    if (element->language && parent)
        instance->language = attribute_value(context, element->language);
    return instance->id && instance->language;
}

static bool is_shown(const struct instance_context *context, const struct element *element)
{
    if (context->everything)
        return true;
    return (!element->when || expression_value(element->when, context->values)[0]) &&
           (!element->unless || !expression_value(element->unless, context->values)[0]);
}

static void append(struct instance *parent, struct instance *child)
{
    if (child->element->kind == CONTENT_ELEMENT) {
        struct instance *before = parent->last_child;
        if (before)
            child->previous_element = before->element->kind == CONTENT_ELEMENT ? before : before->previous_element;
        child->index = ++parent->element_count;
    } else if (parent->last_child) {
        struct instance *before = parent->last_child;
        child->previous_element = before->element->kind == CONTENT_ELEMENT ? before : before->previous_element;
    }
    if (parent->last_child)
        parent->last_child->next = child;
    else
        parent->first_child = child;
    parent->last_child = child;
}

static bool build(const struct instance_context *context, const struct element *element, struct instance *parent,
                  struct instance **result)
{
    struct instance *instance = ARENA_NEW(context->arena, struct instance);
    if (!instance)
        return false;
    *instance = (struct instance){.element = element, .parent = parent, .id = "", .index = 1};
    if (element->kind == CONTENT_TEXT) {
        instance->text = pattern_text(&element->text, context->values, context->arena, &instance->text_length);
        if (!instance->text)
            return false;
        if (instance->text_length)
            append(parent, instance);
        return true;
    }
    if (!read_identity(context, instance))
        return false;
    if (parent)
        append(parent, instance);
    for (const struct element *child = element->first_child; child; child = child->next)
        if ((child->kind == CONTENT_TEXT || is_shown(context, child)) && !build(context, child, instance, NULL))
            return false;
    if (result)
        *result = instance;
    return true;
}

/* ---- dir ---- */

struct gathered {
    char *text;
    size_t length, capacity;
};

/* The text that decides dir=auto: without that of descendants which have a direction of their own, and of bdi. */
static void gather(const struct instance *instance, struct gathered *gathered)
{
    for (const struct instance *child = instance->first_child; child; child = child->next) {
        if (child->element->kind == CONTENT_TEXT) {
            size_t room = gathered->capacity - gathered->length;
            size_t take = child->text_length < room ? child->text_length : room;
            memcpy(gathered->text + gathered->length, child->text, take);
            gathered->length += take;
        } else if (!child->element->direction && strcmp(child->element->tag, "bdi") != 0) {
            gather(child, gathered);
        }
    }
}

static size_t text_size(const struct instance *instance)
{
    size_t size = instance->text_length;
    for (const struct instance *child = instance->first_child; child; child = child->next)
        size += text_size(child);
    return size;
}

static bool resolve_direction(const struct instance_context *context, struct instance *instance)
{
    bool isolated = strcmp(instance->element->tag, "bdi") == 0;
    if (!instance->element->direction && !isolated)
        return true;
    const char *value = instance->element->direction ? attribute_value(context, instance->element->direction) : "auto";
    if (!value)
        return false;
    size_t length = strlen(value);
    bool rtl = css_word_equal(value, length, "rtl"), automatic = css_word_equal(value, length, "auto");
    if (!rtl && !automatic && !css_word_equal(value, length, "ltr"))
        return true;
    instance->has_direction = true;
    instance->direction = rtl ? DIRECTION_RTL : DIRECTION_LTR;
    if (!automatic)
        return true;
    size_t size = text_size(instance);
    struct gathered gathered = {arena_alloc(context->arena, size + 1), 0, size};
    if (!gathered.text)
        return false;
    gather(instance, &gathered);
    if (context->text && context->text->base_direction)
        instance->direction = context->text->base_direction(gathered.text, gathered.length);
    return true;
}

static bool resolve_directions(const struct instance_context *context, struct instance *instance)
{
    if (!resolve_direction(context, instance))
        return false;
    for (struct instance *child = instance->first_child; child; child = child->next)
        if (child->element->kind == CONTENT_ELEMENT && !resolve_directions(context, child))
            return false;
    return true;
}

struct instance *instances_build(const struct instance_context *context)
{
    struct instance *root = NULL;
    if (!build(context, context->template->root, NULL, &root) || !resolve_directions(context, root))
        return NULL;
    return root;
}

const char *instance_attribute(const struct instance *instance, const struct values *values, struct arena *arena,
                               const char *name)
{
    const struct element *element = instance->element;
    for (size_t i = 0; i < element->attribute_count; i++)
        if (strcmp(element->attributes[i].name, name) == 0) {
            size_t length;
            return pattern_text(&element->attributes[i].value, values, arena, &length);
        }
    return NULL;
}
