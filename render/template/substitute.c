/* var() and {{}}: tokens for tokens, so that no value can become more than the value it is. */
#include <stdlib.h>
#include <string.h>

#include "cascade.h"
#include "internal/error.h"

struct builder {
    struct cascade *cascade;
    const struct custom_env *env;
    struct css_token *tokens;
    size_t count, capacity;
    size_t offset; /* of the declaration, for complaints */
    unsigned depth;
};

static enum substitution substitute(struct builder *builder, const struct css_token *at, const struct css_token *end);

static enum substitution fail_depth(const struct builder *builder)
{
    struct cascade *cascade = builder->cascade;
    error_set(cascade->error, OGCARD_TOO_LARGE, "Custom properties refer to each other deeper than %u",
              CSS_MAX_VAR_DEPTH);
    if (cascade->diagnostics)
        diagnostics_error(cascade->diagnostics, builder->offset, "custom properties refer to each other deeper than %u",
                          CSS_MAX_VAR_DEPTH);
    return SUBSTITUTION_FAILED;
}

static bool add(struct builder *builder, const struct css_token *token)
{
    struct cascade *cascade = builder->cascade;
    if (builder->count >= CSS_MAX_VALUE_TOKENS || cascade->inserted_tokens >= CSS_MAX_CARD_TOKENS) {
        error_set(cascade->error, OGCARD_TOO_LARGE, "The values of custom properties grow past %u tokens",
                  builder->count >= CSS_MAX_VALUE_TOKENS ? CSS_MAX_VALUE_TOKENS : CSS_MAX_CARD_TOKENS);
        if (cascade->diagnostics)
            diagnostics_error(cascade->diagnostics, builder->offset,
                              "the value grows past %u tokens when its var() "
                              "are replaced",
                              CSS_MAX_VALUE_TOKENS);
        return false;
    }
    builder->tokens =
        arena_grow(cascade->arena, builder->tokens, builder->count, &builder->capacity, sizeof *builder->tokens);
    if (!builder->tokens)
        return false;
    cascade->inserted_tokens++;
    builder->tokens[builder->count++] = *token;
    return true;
}

/* ---- {{}} ---- */

/* A choice is a word or a measure of the template's own: one token, or a string. */
static bool choice_token(struct cascade *cascade, const char *value, struct css_token *token)
{
    size_t count;
    struct css_token *tokens = css_tokenize(cascade->arena, value, strlen(value), &count);
    if (!tokens)
        return false;
    bool plain = count == 1 &&
                 (tokens->type == TOKEN_IDENT || tokens->type == TOKEN_NUMBER || tokens->type == TOKEN_PERCENTAGE ||
                  tokens->type == TOKEN_DIMENSION || tokens->type == TOKEN_HASH);
    if (plain)
        *token = tokens[0];
    else
        *token = (struct css_token){.type = TOKEN_STRING, .text = value, .length = (uint32_t)strlen(value)};
    return true;
}

static bool value_token(struct builder *builder, const struct css_token *place, struct css_token *token)
{
    const struct expression *expression = place->expression;
    const char *value = expression_value(expression, builder->cascade->values);
    *token = (struct css_token){.text = value, .length = (uint32_t)strlen(value)};
    switch (expression->type) {
    case OGCARD_PARAM_COLOR:
        token->type = TOKEN_HASH;
        token->text++;
        token->length--;
        break;
    case OGCARD_PARAM_NUMBER:
    case OGCARD_PARAM_FLAG:
        token->number = strtod(value, NULL);
        token->integer = !strpbrk(value, ".eE");
        token->type = !place->unit ? TOKEN_NUMBER : strcmp(place->unit, "%") == 0 ? TOKEN_PERCENTAGE : TOKEN_DIMENSION;
        token->text = place->unit && token->type == TOKEN_DIMENSION ? place->unit : "";
        token->length = (uint32_t)strlen(token->text);
        break;
    case OGCARD_PARAM_IMAGE:
        token->type = TOKEN_URL;
        break;
    case OGCARD_PARAM_CHOICE:
        if (!choice_token(builder->cascade, value, token))
            return false;
        break;
    case OGCARD_PARAM_TEXT:
    default:
        token->type = TOKEN_STRING;
        break;
    }
    token->space_before = place->space_before;
    return true;
}

bool cascade_has_values(const struct cascade *cascade, const struct css_token *tokens, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tokens[i].type == TOKEN_PARAM && !expression_value(tokens[i].expression, cascade->values)[0])
            return false;
    return true;
}

/* ---- var() ---- */

/* The builders under way form a chain through the values that they resolve. */
static struct custom_value *find(const struct custom_env *env, const char *name, const struct custom_env **owner)
{
    for (; env; env = env->parent)
        for (size_t i = 0; i < env->count; i++)
            if (strcmp(env->values[i].declaration->name, name) == 0) {
                *owner = env;
                return &env->values[i];
            }
    return NULL;
}

static enum substitution resolve(struct builder *builder, struct custom_value *value, const struct custom_env *owner)
{
    if (value->declaration->wide == WIDE_INITIAL)
        value->state = CUSTOM_INVALID;
    if (value->state == CUSTOM_RESOLVING || value->state == CUSTOM_CYCLE) {
        value->state = CUSTOM_CYCLE;
        return SUBSTITUTION_INVALID;
    }
    if (value->state != CUSTOM_UNRESOLVED)
        return value->state == CUSTOM_RESOLVED ? SUBSTITUTED : SUBSTITUTION_INVALID;
    if (builder->depth >= CSS_MAX_VAR_DEPTH)
        return fail_depth(builder);
    const struct custom_declaration *declaration = value->declaration;
    struct builder inner = {
        .cascade = builder->cascade, .env = owner, .offset = declaration->offset, .depth = builder->depth + 1};
    value->state = CUSTOM_RESOLVING;
    enum substitution outcome = substitute(&inner, declaration->tokens, declaration->tokens + declaration->count);
    bool cycle = value->state == CUSTOM_CYCLE;
    value->state = outcome == SUBSTITUTED && !cycle ? CUSTOM_RESOLVED : CUSTOM_INVALID;
    value->tokens = inner.tokens;
    value->count = inner.count;
    if (cycle && builder->cascade->diagnostics)
        diagnostics_error(builder->cascade->diagnostics, declaration->offset, "--%s refers to itself",
                          declaration->name);
    return cycle && outcome == SUBSTITUTED ? SUBSTITUTION_INVALID : outcome;
}

static void report_undefined(const struct builder *builder, const struct css_token *name)
{
    struct diagnostics *diagnostics = builder->cascade->diagnostics;
    struct suggestion suggestion;
    char hint[160];
    if (!diagnostics)
        return;
    suggestion_start(&suggestion, name->text + 2, name->length - 2);
    for (const struct custom_env *env = builder->env; env; env = env->parent)
        for (size_t i = 0; i < env->count; i++)
            suggestion_offer(&suggestion, env->values[i].declaration->name);
    suggestion_text(&suggestion, hint, sizeof hint);
    diagnostics_error(diagnostics, builder->offset, "var(%s): %s is not defined on this element%s", name->text,
                      name->text, suggestion.best ? hint : "");
}

/* var(--name) or var(--name, fallback); `past` is behind the closing parenthesis. */
static enum substitution substitute_var(struct builder *builder, const struct css_token *function,
                                        const struct css_token *past)
{
    const struct css_token *name = function + 1, *close = past - 1, *comma = function + 2;
    const struct custom_env *owner;
    if (past - function < 3 || close->type != TOKEN_CLOSE_PAREN || name->type != TOKEN_IDENT || name->length < 3 ||
        memcmp(name->text, "--", 2) != 0 || (comma != close && comma->type != TOKEN_COMMA)) {
        if (builder->cascade->diagnostics)
            diagnostics_error(builder->cascade->diagnostics, builder->offset,
                              "write var(--name) or var(--name, value)");
        return SUBSTITUTION_INVALID;
    }
    struct custom_value *value = find(builder->env, name->text + 2, &owner);
    enum substitution outcome = value ? resolve(builder, value, owner) : SUBSTITUTION_INVALID;
    if (outcome == SUBSTITUTION_FAILED)
        return outcome;
    if (outcome == SUBSTITUTED) {
        for (size_t i = 0; i < value->count; i++) {
            struct css_token token = value->tokens[i];
            if (i == 0)
                token.space_before = function->space_before;
            if (!add(builder, &token))
                return SUBSTITUTION_FAILED;
        }
        return SUBSTITUTED;
    }
    if (comma != close)
        return substitute(builder, comma + 1, close);
    if (!value)
        report_undefined(builder, name);
    return SUBSTITUTION_INVALID;
}

static enum substitution substitute(struct builder *builder, const struct css_token *at, const struct css_token *end)
{
    while (at < end) {
        if (css_token_is(at, TOKEN_FUNCTION, "var")) {
            const struct css_token *past = css_token_skip(at, end);
            builder->depth++;
            enum substitution outcome =
                builder->depth > CSS_MAX_VAR_DEPTH ? fail_depth(builder) : substitute_var(builder, at, past);
            builder->depth--;
            if (outcome != SUBSTITUTED)
                return outcome;
            at = past;
            continue;
        }
        struct css_token token = *at;
        if (at->type == TOKEN_PARAM && !value_token(builder, at, &token))
            return SUBSTITUTION_FAILED;
        if (!add(builder, &token))
            return SUBSTITUTION_FAILED;
        at++;
    }
    return SUBSTITUTED;
}

enum substitution cascade_substitute(struct cascade *cascade, const struct custom_env *env,
                                     const struct css_token *tokens, size_t count, size_t offset,
                                     const struct css_token **result, size_t *result_count)
{
    struct builder builder = {.cascade = cascade, .env = env, .offset = offset};
    enum substitution outcome = substitute(&builder, tokens, tokens + count);
    *result = builder.tokens;
    *result_count = builder.count;
    return outcome;
}
