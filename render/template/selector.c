/* Selectors 4, parsing. What is not known is an error with what is near it. */
#include <string.h>

#include "elements.h"
#include "limits.h"
#include "sheet.h"

enum { SIMPLE_MAX = 16 };

struct selector_parser {
    struct sheet_reader *reader;
    const struct css_text *text;
    const struct css_token *at, *end;
    unsigned depth;
};

#define FAIL(parser, token, ...)                                                                                       \
    (diagnostics_error((parser)->reader->diagnostics, css_text_offset((parser)->text, (token)), __VA_ARGS__), false)

/* What a simple selector adds to the specificity. */
enum { WEIGHT_ID = 1 << 20, WEIGHT_CLASS = 1 << 10, WEIGHT_TYPE = 1 };

static bool parse_list(struct selector_parser *parser, struct selector **selectors, size_t *count, unsigned *heaviest);

static const char *lower_case(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_strndup(arena, text, length);
    for (size_t i = 0; copy && i < length; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z')
            copy[i] = (char)(copy[i] + 32);
    return copy;
}

/* ---- [attribute] ---- */

static bool parse_attribute_value(const struct css_token **token, const struct css_token *close,
                                  struct simple_selector *simple)
{
    const struct css_token *at = *token;
    if (at->type != TOKEN_DELIM || !strchr("=~|^$*", at->delim))
        return false;
    simple->operation = at->delim;
    if (at++->delim != '=') {
        if (at >= close || !css_token_is_delim(at, '='))
            return false;
        at++;
    }
    if (at >= close || (at->type != TOKEN_IDENT && at->type != TOKEN_STRING))
        return false;
    simple->value = at->text;
    at++;
    if (at < close && (css_token_is(at, TOKEN_IDENT, "i") || css_token_is(at, TOKEN_IDENT, "s"))) {
        simple->ignore_case = css_token_is(at, TOKEN_IDENT, "i");
        at++;
    }
    *token = at;
    return true;
}

static bool parse_attribute(struct selector_parser *parser, struct simple_selector *simple)
{
    const struct css_token *open = parser->at;
    const struct css_token *past = css_token_skip(open, parser->end), *close = past - 1, *token = open + 1;
    bool good = close > open + 1 && close->type == TOKEN_CLOSE_SQUARE && token->type == TOKEN_IDENT;
    if (good) {
        simple->kind = SIMPLE_ATTRIBUTE;
        simple->name = lower_case(parser->reader->arena, token->text, token->length);
        token++;
        good = token == close || (parse_attribute_value(&token, close, simple) && token == close);
    }
    parser->at = past;
    return good || FAIL(parser, open, "an attribute selector is [name] or [name=\"value\"]");
}

/* ---- :pseudo-classes ---- */

/* An+B, even, odd */
static bool parse_nth(struct selector_parser *parser, const struct css_token *begin, const struct css_token *end,
                      struct simple_selector *simple)
{
    char text[32] = "";
    size_t length = 0;
    /* The grammar cuts "2n+1" into tokens in a dozen ways; their text together is simpler. */
    for (const struct css_token *token = begin; token < end; token++) {
        size_t size = token->end - token->offset;
        if (length + size + 1 > sizeof text)
            return false;
        memcpy(text + length, parser->text->text + token->offset, size);
        length += size;
    }
    text[length] = '\0';
    if (css_word_equal(text, length, "even") || css_word_equal(text, length, "odd")) {
        simple->step = 2;
        simple->offset = css_word_equal(text, length, "odd");
        return true;
    }
    const char *n = strpbrk(text, "nN"), *at = text;
    int values[2] = {0, 0}, part = n ? 0 : 1;
    for (; part < 2; part++) {
        int sign = *at == '-' ? -1 : 1, digits = 0;
        if (*at == '+' || *at == '-')
            at++;
        else if (part == 1 && n && *at)
            return false;
        for (; *at >= '0' && *at <= '9' && digits < 6; digits++)
            values[part] = values[part] * 10 + (*at++ - '0');
        if (digits == 0 && part == 0)
            values[0] = 1;
        else if (digits == 0 && (!n || at[0] || at[-1] == '+' || at[-1] == '-'))
            return false;
        values[part] *= sign;
        if (part == 0 && at++ != n)
            return false;
    }
    simple->step = values[0];
    simple->offset = values[1];
    return *at == '\0';
}

static bool parse_arguments(struct selector_parser *parser, const struct css_token *begin, const struct css_token *end,
                            struct simple_selector *simple, unsigned *weight)
{
    struct selector_parser inner = {parser->reader, parser->text, begin, end, parser->depth + 1};
    struct selector *selectors;
    if (inner.depth > 4)
        return FAIL(parser, begin, "selectors are nested too deep");
    if (!parse_list(&inner, &selectors, &simple->argument_count, weight))
        return false;
    simple->arguments = selectors;
    return true;
}

static bool parse_function(struct selector_parser *parser, struct simple_selector *simple, unsigned *weight)
{
    const struct css_token *name = parser->at, *past = css_token_skip(name, parser->end);
    const struct css_token *begin = name + 1, *end = past - 1;
    parser->at = past;
    *weight = WEIGHT_CLASS;
    if (past == parser->end && past[-1].type != TOKEN_CLOSE_PAREN)
        return FAIL(parser, name, "a closing parenthesis is missing");
    if (css_token_is(name, TOKEN_FUNCTION, "lang")) {
        simple->kind = SIMPLE_LANG;
        simple->value = begin->text;
        return (end - begin == 1 && (begin->type == TOKEN_IDENT || begin->type == TOKEN_STRING)) ||
               FAIL(parser, name, ":lang() takes one language: :lang(ar)");
    }
    bool last = css_token_is(name, TOKEN_FUNCTION, "nth-last-child");
    if (last || css_token_is(name, TOKEN_FUNCTION, "nth-child")) {
        simple->kind = last ? SIMPLE_NTH_LAST_CHILD : SIMPLE_NTH_CHILD;
        return parse_nth(parser, begin, end, simple) ||
               FAIL(parser, name, ":%s() takes even, odd, a number or 2n+1", name->text);
    }
    bool negated = css_token_is(name, TOKEN_FUNCTION, "not"), where = css_token_is(name, TOKEN_FUNCTION, "where");
    if (negated || where || css_token_is(name, TOKEN_FUNCTION, "is")) {
        simple->kind = negated ? SIMPLE_NOT : SIMPLE_IS;
        if (!parse_arguments(parser, begin, end, simple, weight))
            return false;
        if (where)
            *weight = 0;
        return true;
    }
    return FAIL(parser, name,
                "':%.40s()' is not supported; there are :lang(), :not(), :is(), :where() and :nth-child()", name->text);
}

static bool parse_pseudo(struct selector_parser *parser, struct simple_selector *simple, unsigned *weight)
{
    static const struct {
        const char *name;
        enum simple_kind kind;
    } names[] = {{"root", SIMPLE_ROOT},
                 {"empty", SIMPLE_EMPTY},
                 {"first-child", SIMPLE_FIRST_CHILD},
                 {"last-child", SIMPLE_LAST_CHILD}};
    const struct css_token *colon = parser->at++;
    const struct css_token *name = parser->at;
    *weight = WEIGHT_CLASS;
    if (name < parser->end && name->type == TOKEN_COLON)
        return FAIL(parser, colon, "pseudo-elements are not drawn; write an element into the HTML");
    if (name >= parser->end || (name->type != TOKEN_IDENT && name->type != TOKEN_FUNCTION))
        return FAIL(parser, colon, "a name is missing after ':'");
    if (name->type == TOKEN_FUNCTION)
        return parse_function(parser, simple, weight);
    parser->at++;
    struct suggestion suggestion;
    char hint[160];
    suggestion_start(&suggestion, name->text, name->length);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (css_word_equal(name->text, name->length, names[i].name)) {
            simple->kind = names[i].kind;
            return true;
        }
        suggestion_offer(&suggestion, names[i].name);
    }
    suggestion_offer(&suggestion, "only-child");
    suggestion_text(&suggestion, hint, sizeof hint);
    return FAIL(parser, name, "':%.40s' is not supported%s", name->text,
                suggestion.best ? hint
                                : "; there are :root, :empty, :first-child, :last-child, :only-child and :lang()");
}

/* ---- compounds ---- */

static bool parse_type(struct selector_parser *parser, struct simple_selector *simple)
{
    const struct css_token *token = parser->at++;
    simple->kind = SIMPLE_TYPE;
    simple->name = lower_case(parser->reader->arena, token->text, token->length);
    if (!simple->name || element_find(simple->name))
        return simple->name != NULL;
    struct suggestion suggestion;
    char hint[160];
    suggestion_start(&suggestion, simple->name, token->length);
    elements_suggest(&suggestion);
    return FAIL(parser, token, "there is no element <%.40s>%s", simple->name,
                suggestion_text(&suggestion, hint, sizeof hint));
}

/* One simple selector. `done` when none begins here. */
static bool parse_simple(struct selector_parser *parser, bool first, struct simple_selector *simple, unsigned *weight,
                         bool *done)
{
    const struct css_token *token = parser->at;
    *simple = (struct simple_selector){0};
    *weight = WEIGHT_CLASS;
    if (token->type == TOKEN_IDENT && first) {
        *weight = WEIGHT_TYPE;
        return parse_type(parser, simple);
    }
    if (token->type == TOKEN_HASH && token->is_id) {
        *simple = (struct simple_selector){.kind = SIMPLE_ID, .value = token->text};
        *weight = WEIGHT_ID;
        parser->at++;
        return true;
    }
    if (css_token_is_delim(token, '.') && token + 1 < parser->end && token[1].type == TOKEN_IDENT &&
        !token[1].space_before) {
        *simple = (struct simple_selector){.kind = SIMPLE_CLASS, .value = token[1].text};
        parser->at += 2;
        return true;
    }
    if (token->type == TOKEN_OPEN_SQUARE)
        return parse_attribute(parser, simple);
    if (token->type == TOKEN_COLON)
        return parse_pseudo(parser, simple, weight);
    *done = true;
    return true;
}

static bool parse_compound(struct selector_parser *parser, struct compound *compound, unsigned *specificity)
{
    const struct css_token *start = parser->at;
    struct simple_selector simples[SIMPLE_MAX];
    size_t count = 0;
    bool any = start < parser->end && css_token_is_delim(start, '*'), done = false;
    parser->at += any;
    while (!done && parser->at < parser->end && (parser->at == start || !parser->at->space_before)) {
        unsigned weight;
        if (count == SIMPLE_MAX)
            return FAIL(parser, parser->at, "more than %d parts in one selector", SIMPLE_MAX);
        /* :only-child is two. */
        if (parser->end - parser->at > 1 && parser->at->type == TOKEN_COLON && count + 1 < SIMPLE_MAX &&
            css_token_is(parser->at + 1, TOKEN_IDENT, "only-child")) {
            simples[count++] = (struct simple_selector){.kind = SIMPLE_FIRST_CHILD};
            simples[count++] = (struct simple_selector){.kind = SIMPLE_LAST_CHILD};
            *specificity += WEIGHT_CLASS;
            parser->at += 2;
            continue;
        }
        if (!parse_simple(parser, parser->at == start, &simples[count], &weight, &done))
            return false;
        if (!done) {
            *specificity += weight;
            count++;
        }
    }
    if (count == 0 && !any) {
        char name[64];
        static const struct css_token nothing = {.type = TOKEN_END};
        const struct css_token *at = parser->at < parser->end ? parser->at : &nothing;
        return FAIL(parser, at->type == TOKEN_END ? parser->end : at, "%s is not a selector",
                    at->type == TOKEN_END ? "nothing" : css_token_name(at, name, sizeof name));
    }
    struct simple_selector *kept = ARENA_ARRAY(parser->reader->arena, struct simple_selector, count ? count : 1);
    if (!kept)
        return false;
    memcpy(kept, simples, count * sizeof *kept);
    compound->simples = kept;
    compound->count = count;
    return true;
}

/* Reads the combinator before the next compound; false at the selector's end. */
static bool take_combinator(struct selector_parser *parser, enum combinator *combinator)
{
    if (parser->at >= parser->end || parser->at->type == TOKEN_COMMA)
        return false;
    static const char signs[] = ">+~";
    static const enum combinator kinds[] = {COMBINATOR_CHILD, COMBINATOR_NEXT, COMBINATOR_SUBSEQUENT};
    *combinator = COMBINATOR_DESCENDANT;
    for (size_t i = 0; i < 3; i++)
        if (css_token_is_delim(parser->at, signs[i])) {
            *combinator = kinds[i];
            parser->at++;
            return true;
        }
    return true;
}

static bool parse_selector(struct selector_parser *parser, struct selector *selector)
{
    struct compound compounds[TEMPLATE_MAX_COMPOUNDS];
    size_t count = 0;
    enum combinator combinator = COMBINATOR_DESCENDANT;
    *selector = (struct selector){0};
    do {
        if (count == TEMPLATE_MAX_COMPOUNDS)
            return FAIL(parser, parser->at, "more than %u parts in one selector", TEMPLATE_MAX_COMPOUNDS);
        compounds[count].combinator = combinator;
        if (!parse_compound(parser, &compounds[count++], &selector->specificity))
            return false;
    } while (take_combinator(parser, &combinator));
    struct compound *reversed = ARENA_ARRAY(parser->reader->arena, struct compound, count);
    if (!reversed)
        return false;
    for (size_t i = 0; i < count; i++)
        reversed[i] = compounds[count - 1 - i];
    selector->compounds = reversed;
    selector->count = count;
    return true;
}

static bool parse_list(struct selector_parser *parser, struct selector **selectors, size_t *count, unsigned *heaviest)
{
    struct selector list[TEMPLATE_MAX_SELECTORS];
    *count = 0;
    *heaviest = 0;
    do {
        if (*count == TEMPLATE_MAX_SELECTORS)
            return FAIL(parser, parser->at, "more than %u selectors in one rule", TEMPLATE_MAX_SELECTORS);
        if (!parse_selector(parser, &list[*count]))
            return false;
        if (list[*count].specificity > *heaviest)
            *heaviest = list[*count].specificity;
        ++*count;
    } while (parser->at < parser->end && parser->at++->type == TOKEN_COMMA);
    *selectors = ARENA_ARRAY(parser->reader->arena, struct selector, *count);
    if (*selectors)
        memcpy(*selectors, list, *count * sizeof *list);
    return *selectors != NULL;
}

bool selector_parse_list(struct sheet_reader *reader, const struct css_text *text, const struct css_token *begin,
                         const struct css_token *end, struct selector **selectors, size_t *count)
{
    struct selector_parser parser = {reader, text, begin, end, 0};
    unsigned heaviest;
    return parse_list(&parser, selectors, count, &heaviest);
}
