/* Selectors 4, matching. */
#include <string.h>

#include "instance.h"

/* A failure that no other choice further right can mend is told apart from one that it may: without that, a chain of
 * descendant combinators would try every combination of ancestors. */
enum outcome { MATCHES, FAILS_HERE, FAILS_SIBLINGS, FAILS_EVERYWHERE };

struct matcher {
    const struct instance *instance;
    const struct values *values;
    struct arena *arena;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool equal(const char *a, const char *b, size_t length, bool ignore_case)
{
    for (size_t i = 0; i < length; i++)
        if (ignore_case ? lower(a[i]) != lower(b[i]) : a[i] != b[i])
            return false;
    return true;
}

static bool contains(const char *text, size_t length, const char *part, size_t part_length, bool ignore_case)
{
    for (size_t i = 0; i + part_length <= length; i++)
        if (equal(text + i, part, part_length, ignore_case))
            return true;
    return false;
}

static bool contains_word(const char *text, const char *word, size_t word_length, bool ignore_case)
{
    static const char spaces[] = " \t\r\n\f";
    if (word_length == 0)
        return false;
    for (const char *at = text; *at; at += strcspn(at, spaces)) {
        at += strspn(at, spaces);
        if (strcspn(at, spaces) == word_length && equal(at, word, word_length, ignore_case))
            return true;
    }
    return false;
}

static bool attribute_matches(const struct simple_selector *simple, const char *value)
{
    if (!simple->operation)
        return true;
    size_t length = strlen(value), wanted = strlen(simple->value);
    bool fold = simple->ignore_case;
    switch (simple->operation) {
    case '=':
        return length == wanted && equal(value, simple->value, length, fold);
    case '~':
        return contains_word(value, simple->value, wanted, fold);
    case '|':
        return length >= wanted && equal(value, simple->value, wanted, fold) &&
               (length == wanted || value[wanted] == '-');
    case '^':
        return wanted && length >= wanted && equal(value, simple->value, wanted, fold);
    case '$':
        return wanted && length >= wanted && equal(value + length - wanted, simple->value, wanted, fold);
    default:
        return wanted && contains(value, length, simple->value, wanted, fold);
    }
}

static bool attribute_value_matches(const struct matcher *matcher, const struct simple_selector *simple)
{
    /* What is not kept as an attribute is matched by its name alone. */
    const struct element *element = matcher->instance->element;
    if (strcmp(simple->name, "style") == 0)
        return !simple->operation && element->style.count + element->style.custom_count;
    const char *value = instance_attribute(matcher->instance, matcher->values, matcher->arena, simple->name);
    return value && attribute_matches(simple, value);
}

/* BCP 47 basic filtering: "zh" matches zh and zh-Hant. */
static bool language_matches(const char *language, const char *range)
{
    size_t length = strlen(range);
    return length && strlen(language) >= length && equal(language, range, length, true) &&
           (language[length] == '\0' || language[length] == '-');
}

/* Whether `index` is step * n + offset for an n of 0 or more. */
static bool nth_matches(const struct simple_selector *simple, int index)
{
    int distance = index - simple->offset;
    if (simple->step == 0)
        return distance == 0;
    return distance % simple->step == 0 && distance / simple->step >= 0;
}

static bool class_matches(const struct instance *instance, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < instance->class_count; i++)
        if (instance->classes[i].length == length && memcmp(instance->classes[i].text, name, length) == 0)
            return true;
    return false;
}

static bool any_matches(const struct matcher *matcher, const struct simple_selector *simple)
{
    for (size_t i = 0; i < simple->argument_count; i++)
        if (selector_matches(&simple->arguments[i], matcher->instance, matcher->values, matcher->arena))
            return true;
    return false;
}

static bool simple_matches(const struct matcher *matcher, const struct simple_selector *simple)
{
    const struct instance *instance = matcher->instance;
    unsigned siblings = instance->parent ? instance->parent->element_count : 1;
    switch (simple->kind) {
    case SIMPLE_TYPE:
        return strcmp(instance->element->tag, simple->name) == 0;
    case SIMPLE_CLASS:
        return class_matches(instance, simple->value);
    case SIMPLE_ID:
        return strcmp(instance->id, simple->value) == 0;
    case SIMPLE_ATTRIBUTE:
        return attribute_value_matches(matcher, simple);
    case SIMPLE_ROOT:
        return instance->parent == NULL;
    case SIMPLE_EMPTY:
        return instance->first_child == NULL && !instance->element->svg;
    case SIMPLE_FIRST_CHILD:
        return instance->index == 1;
    case SIMPLE_LAST_CHILD:
        return instance->index == siblings;
    case SIMPLE_NTH_CHILD:
        return nth_matches(simple, (int)instance->index);
    case SIMPLE_NTH_LAST_CHILD:
        return nth_matches(simple, (int)(siblings - instance->index + 1));
    case SIMPLE_LANG:
        return language_matches(instance->language, simple->value);
    case SIMPLE_NOT:
        return !any_matches(matcher, simple);
    case SIMPLE_IS:
    default:
        return any_matches(matcher, simple);
    }
}

static bool compound_matches(const struct matcher *matcher, const struct compound *compound)
{
    for (size_t i = 0; i < compound->count; i++)
        if (!simple_matches(matcher, &compound->simples[i]))
            return false;
    return true;
}

/* Matches compounds from `index` leftwards, the one at `index` on the instance itself. */
static enum outcome match_from(const struct selector *selector, size_t index, struct matcher matcher)
{
    const struct compound *compound = &selector->compounds[index];
    if (!compound_matches(&matcher, compound))
        return FAILS_HERE;
    if (index + 1 == selector->count)
        return MATCHES;
    const struct instance *start = matcher.instance;
    bool vertical = compound->combinator == COMBINATOR_DESCENDANT || compound->combinator == COMBINATOR_CHILD;
    bool once = compound->combinator == COMBINATOR_CHILD || compound->combinator == COMBINATOR_NEXT;
    matcher.instance = vertical ? start->parent : start->previous_element;
    while (matcher.instance) {
        enum outcome outcome = match_from(selector, index + 1, matcher);
        if (outcome == MATCHES || outcome == FAILS_EVERYWHERE || (outcome == FAILS_SIBLINGS && !vertical))
            return outcome;
        if (once)
            return FAILS_HERE;
        matcher.instance = vertical ? matcher.instance->parent : matcher.instance->previous_element;
    }
    return vertical ? FAILS_EVERYWHERE : FAILS_SIBLINGS;
}

bool selector_matches(const struct selector *selector, const struct instance *instance, const struct values *values,
                      struct arena *arena)
{
    struct matcher matcher = {instance, values, arena};
    return match_from(selector, 0, matcher) == MATCHES;
}

/* ---- before any card ---- */

static bool has_constant_class(const struct element *element, const char *name)
{
    const struct pattern *pattern = &element->class->value;
    return pattern->count && contains_word(pattern->parts[0].text, name, strlen(name), false);
}

bool selector_may_match(const struct selector *selector, const struct element *element)
{
    const struct compound *subject = &selector->compounds[0];
    for (size_t i = 0; i < subject->count; i++) {
        const struct simple_selector *simple = &subject->simples[i];
        if (simple->kind == SIMPLE_TYPE && strcmp(simple->name, element->tag) != 0)
            return false;
        if (simple->kind == SIMPLE_ROOT && element->parent)
            return false;
        if (simple->kind == SIMPLE_CLASS) {
            if (!element->class)
                return false;
            if (pattern_is_constant(&element->class->value) && !has_constant_class(element, simple->value))
                return false;
        }
        if (simple->kind == SIMPLE_ID) {
            if (!element->id || element->id->value.count == 0)
                return false;
            if (pattern_is_constant(&element->id->value) &&
                strcmp(element->id->value.parts[0].text, simple->value) != 0)
                return false;
        }
    }
    return true;
}
