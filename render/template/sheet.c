/* CSS Syntax 3, section 5: from tokens to rules and declarations. */
#include "sheet.h"

#include <string.h>

#include "limits.h"

size_t css_text_offset(const struct css_text *text, const struct css_token *token)
{
    return text_origin_offset(&text->origin, text->text, token->offset);
}

#define REPORT(reader, text, token, ...)                                                                               \
    diagnostics_error((reader)->diagnostics, css_text_offset((text), (token)), __VA_ARGS__)

/* ---- values ---- */

static void trim_important(const struct css_token *begin, const struct css_token **end, bool *important)
{
    *important =
        *end - begin >= 2 && css_token_is(*end - 1, TOKEN_IDENT, "important") && css_token_is_delim(*end - 2, '!');
    if (*important)
        *end -= 2;
}

bool sheet_bind_params(struct sheet_reader *reader, const struct css_text *text, struct css_token *begin,
                       const struct css_token *end)
{
    bool good = true;
    for (struct css_token *token = begin; token < end; token++) {
        if (token->type == TOKEN_STRING && strstr(token->text, "{{")) {
            REPORT(reader, text, token, "{{}} inside a string is not replaced; write it without the quotation marks");
            good = false;
        }
        if (token->type != TOKEN_PARAM)
            continue;
        token->expression = expression_parse(reader->arena, reader->params, token->text, token->length,
                                             css_text_offset(text, token), reader->diagnostics);
        if (!token->expression) {
            good = false;
        } else if (!token->expression->uniform) {
            REPORT(reader, text, token, "the parameters of {{%s}} have different types", token->text);
            good = false;
        } else if (token->unit && token->expression->type != OGCARD_PARAM_NUMBER) {
            REPORT(reader, text, token, "a unit can only follow a parameter of data-type=\"number\"");
            good = false;
        } else if (token->in_url && token->expression->type != OGCARD_PARAM_IMAGE) {
            REPORT(reader, text, token, "url({{}}) takes a parameter of data-type=\"image\"");
            good = false;
        }
    }
    return good;
}

/* Brackets that do not match, and tokens that no value can have. */
static const char *find_fault(const struct css_token *begin, const struct css_token *end,
                              const struct css_token **where)
{
    enum css_token_type stack[CSS_MAX_NESTING];
    size_t depth = 0;
    for (const struct css_token *token = begin; token < end; token++) {
        *where = token;
        if (token->type == TOKEN_BAD_STRING)
            return "a string is not closed on its line";
        if (token->type == TOKEN_BAD_URL)
            return "url() with such characters needs quotation marks: url(\"...\")";
        if (css_token_is_delim(token, '!'))
            return "'!' is not expected here; the only annotation is !important, at the end";
        bool opens = token->type == TOKEN_FUNCTION || token->type == TOKEN_OPEN_PAREN ||
                     token->type == TOKEN_OPEN_SQUARE || token->type == TOKEN_OPEN_CURLY;
        if (opens) {
            if (depth == CSS_MAX_NESTING)
                return "functions and brackets are nested too deep";
            stack[depth++] = token->type == TOKEN_OPEN_SQUARE  ? TOKEN_CLOSE_SQUARE
                             : token->type == TOKEN_OPEN_CURLY ? TOKEN_CLOSE_CURLY
                                                               : TOKEN_CLOSE_PAREN;
        } else if (token->type == TOKEN_CLOSE_PAREN || token->type == TOKEN_CLOSE_SQUARE ||
                   token->type == TOKEN_CLOSE_CURLY) {
            if (depth == 0 || stack[--depth] != token->type)
                return "a closing bracket has no opening one";
        }
    }
    return depth ? "a closing bracket is missing" : NULL;
}

static bool is_deferred(const struct css_token *begin, const struct css_token *end, bool *uses_var)
{
    bool deferred = *uses_var = false;
    for (const struct css_token *token = begin; token < end; token++) {
        *uses_var = *uses_var || css_token_is(token, TOKEN_FUNCTION, "var");
        deferred = deferred || token->type == TOKEN_PARAM;
    }
    return deferred || *uses_var;
}

/* ---- declarations ---- */

struct block_builder {
    struct declaration_block block;
    size_t capacity, custom_capacity;
};

static bool add_longhand(struct sheet_reader *reader, struct block_builder *builder, struct declaration declaration)
{
    builder->block.items = arena_grow(reader->arena, builder->block.items, builder->block.count, &builder->capacity,
                                      sizeof *builder->block.items);
    if (!builder->block.items)
        return false;
    builder->block.items[builder->block.count++] = declaration;
    builder->block.has_important |= declaration.important;
    return true;
}

/* One declaration under way: name and value tokens. */
struct source_declaration {
    const struct css_token *name, *begin, *end;
    bool important;
};

static bool add_longhands(struct sheet_reader *reader, struct block_builder *builder, const struct css_text *text,
                          const struct source_declaration *source, const struct css_property_name *name,
                          const struct css_value *values, const struct deferred *deferred)
{
    size_t count = name->shorthand ? name->shorthand->count : name->longhand >= 0 ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        struct declaration declaration = {
            .property = name->shorthand ? name->shorthand->longhands[i] : (unsigned char)name->longhand,
            .important = source->important,
            .value = values ? &values[i] : NULL,
            .deferred = deferred,
            .deferred_index = (unsigned char)i,
            .offset = css_text_offset(text, source->name),
        };
        if (!add_longhand(reader, builder, declaration))
            return false;
    }
    return true;
}

static bool add_deferred(struct sheet_reader *reader, struct block_builder *builder, const struct css_text *text,
                         const struct source_declaration *source, const struct css_property_name *name, bool uses_var)
{
    struct deferred *deferred = ARENA_NEW(reader->arena, struct deferred);
    if (!deferred)
        return false;
    *deferred = (struct deferred){
        *name,    source->begin, (size_t)(source->end - source->begin), css_text_offset(text, source->name),
        uses_var, NULL};
    if (reader->last_deferred)
        reader->last_deferred->next = deferred;
    else
        reader->first_deferred = deferred;
    reader->last_deferred = deferred;
    return add_longhands(reader, builder, text, source, name, NULL, deferred);
}

static bool add_parsed(struct sheet_reader *reader, struct block_builder *builder, const struct css_text *text,
                       const struct source_declaration *source, const struct css_property_name *name)
{
    size_t count = name->shorthand ? name->shorthand->count : 1;
    struct css_value *values = ARENA_ARRAY(reader->arena, struct css_value, count);
    if (!values)
        return false;
    struct css_reader value = {.arena = reader->arena,
                               .at = source->begin,
                               .end = source->end,
                               .find_picture = reader->find_picture,
                               .context = reader->picture_context};
    if (!css_property_parse(name, &value, values)) {
        REPORT(reader, text, value.where ? value.where : source->name, "%s", value.problem);
        return true;
    }
    return add_longhands(reader, builder, text, source, name, values, NULL);
}

/* The number of a custom property's name. */
static bool number_custom(struct sheet_reader *reader, const struct css_text *text, const struct css_token *name,
                          unsigned *number)
{
    size_t i = 0;
    while (i < reader->custom_count && strcmp(reader->custom_names[i], name->text + 2) != 0)
        i++;
    *number = (unsigned)i;
    if (i < reader->custom_count)
        return true;
    if (i == TEMPLATE_MAX_CUSTOM) {
        REPORT(reader, text, name, "more than %u custom properties", TEMPLATE_MAX_CUSTOM);
        return false;
    }
    reader->custom_names = arena_grow(reader->arena, reader->custom_names, reader->custom_count,
                                      &reader->custom_capacity, sizeof *reader->custom_names);
    if (reader->custom_names)
        reader->custom_names[reader->custom_count++] = name->text + 2;
    return reader->custom_names != NULL;
}

static bool add_custom(struct sheet_reader *reader, struct block_builder *builder, const struct css_text *text,
                       const struct source_declaration *source)
{
    static const struct css_keyword wide[] = {
        {"initial", WIDE_INITIAL}, {"inherit", WIDE_INHERIT}, {"unset", WIDE_UNSET}, {NULL, 0}};
    if (source->name->length > 8 && memcmp(source->name->text, "--ogcard-", 9) == 0) {
        REPORT(reader, text, source->name, "unknown property '%s'; did you mean '--ogcard-min-font-size'?",
               source->name->text);
        return true;
    }
    struct declaration_block *block = &builder->block;
    unsigned number;
    if (!number_custom(reader, text, source->name, &number))
        return !arena_failed(reader->arena);
    block->customs = arena_grow(reader->arena, block->customs, block->custom_count, &builder->custom_capacity,
                                sizeof *block->customs);
    if (!block->customs)
        return false;
    struct css_reader value = {.at = source->begin, .end = source->end};
    int keyword = WIDE_NONE;
    if (css_take_keyword(&value, wide, &keyword) && !css_at_end(&value))
        keyword = WIDE_NONE;
    block->customs[block->custom_count++] = (struct custom_declaration){
        .name = source->name->text + 2,
        .number = number,
        .important = source->important,
        .wide = (enum css_wide)keyword,
        .tokens = source->begin,
        .count = (size_t)(source->end - source->begin),
        .offset = css_text_offset(text, source->name),
    };
    block->has_important |= source->important;
    return true;
}

static void unknown_property(struct sheet_reader *reader, const struct css_text *text, const struct css_token *name,
                             const char *refusal)
{
    char hint[160];
    struct suggestion suggestion;
    if (refusal) {
        REPORT(reader, text, name, "%s is not supported: %s", name->text, refusal);
        return;
    }
    suggestion_start(&suggestion, name->text, name->length);
    css_property_suggest(&suggestion);
    REPORT(reader, text, name, "unknown property '%.60s'%s", name->text,
           suggestion_text(&suggestion, hint, sizeof hint));
}

static bool read_declaration(struct sheet_reader *reader, const struct css_text *text, struct block_builder *builder,
                             struct source_declaration *source)
{
    const struct css_token *where;
    trim_important(source->begin, &source->end, &source->important);
    const char *fault = find_fault(source->begin, source->end, &where);
    if (fault) {
        REPORT(reader, text, where, "%s", fault);
        return true;
    }
    if (++reader->declaration_count > TEMPLATE_MAX_DECLARATIONS) {
        if (reader->declaration_count == TEMPLATE_MAX_DECLARATIONS + 1)
            REPORT(reader, text, source->name, "more than %u declarations", TEMPLATE_MAX_DECLARATIONS);
        return true;
    }
    if (!sheet_bind_params(reader, text, (struct css_token *)source->begin, source->end))
        return !arena_failed(reader->arena);
    struct css_property_name name = css_property_find(source->name->text, source->name->length);
    if (!name.known && source->name->length > 2 && memcmp(source->name->text, "--", 2) == 0)
        return add_custom(reader, builder, text, source);
    if (!name.known) {
        unknown_property(reader, text, source->name, name.refusal);
        return true;
    }
    bool uses_var;
    if (is_deferred(source->begin, source->end, &uses_var))
        return add_deferred(reader, builder, text, source, &name, uses_var);
    return add_parsed(reader, builder, text, source, &name);
}

/* Past the declaration that begins at `token`: its semicolon, or the end. */
static const struct css_token *declaration_end(const struct css_token *token, const struct css_token *end)
{
    while (token < end && token->type != TOKEN_SEMICOLON)
        token = css_token_skip(token, end);
    return token;
}

bool sheet_declarations(struct sheet_reader *reader, const struct css_text *text, const struct css_token *begin,
                        const struct css_token *end, struct declaration_block *block)
{
    struct block_builder builder = {0};
    char name[64];
    for (const struct css_token *token = begin; token < end;) {
        if (token->type == TOKEN_SEMICOLON) {
            token++;
            continue;
        }
        const struct css_token *stop = declaration_end(token, end);
        struct source_declaration source = {token, token + 2, stop, false};
        if (token->type == TOKEN_AT) {
            REPORT(reader, text, token, "@%s does not stand inside a rule", token->text);
        } else if (token->type != TOKEN_IDENT) {
            REPORT(reader, text, token, "%s is not expected here; a declaration is name: value;%s",
                   css_token_name(token, name, sizeof name),
                   css_token_is_delim(token, '&') || css_token_is_delim(token, '.') || token->type == TOKEN_HASH
                       ? " rules are not nested"
                       : "");
        } else if (stop - token < 2 || token[1].type != TOKEN_COLON) {
            REPORT(reader, text, token, "a colon is missing after '%.60s'", token->text);
        } else if (!read_declaration(reader, text, &builder, &source)) {
            return false;
        }
        token = stop;
    }
    *block = builder.block;
    return true;
}

bool sheet_read_block(struct sheet_reader *reader, const struct css_text *text, struct declaration_block *block)
{
    size_t count;
    struct css_token *tokens = css_tokenize(reader->arena, text->text, text->length, &count);
    return tokens && sheet_declarations(reader, text, tokens, tokens + count, block);
}

/* ---- rules ---- */

static bool read_rules(struct sheet_reader *reader, const struct css_text *text, const struct css_token *token,
                       const struct css_token *end, unsigned sizes, unsigned depth);

static bool add_rule(struct sheet_reader *reader, const struct css_text *text, const struct css_token *token,
                     const struct selector *selector, const struct declaration_block *block, unsigned sizes)
{
    if (reader->rule_count == TEMPLATE_MAX_RULES) {
        REPORT(reader, text, token, "more than %u selectors", TEMPLATE_MAX_RULES);
        return true;
    }
    reader->rules =
        arena_grow(reader->arena, reader->rules, reader->rule_count, &reader->rule_capacity, sizeof *reader->rules);
    if (!reader->rules)
        return false;
    reader->rules[reader->rule_count++] =
        (struct rule){*selector, block, sizes, (unsigned)reader->block_count, reader->author};
    return true;
}

static bool read_style_rule(struct sheet_reader *reader, const struct css_text *text, const struct css_token *begin,
                            const struct css_token *open, const struct css_token *end, unsigned sizes)
{
    struct selector *selectors;
    size_t count;
    const struct css_token *past = css_token_skip(open, end);
    if (past[-1].type != TOKEN_CLOSE_CURLY) {
        REPORT(reader, text, open, "the rule's closing '}' is missing");
        return true;
    }
    struct declaration_block *block = ARENA_NEW(reader->arena, struct declaration_block);
    if (!block || !sheet_declarations(reader, text, open + 1, past - 1, block))
        return false;
    if (!selector_parse_list(reader, text, begin, open, &selectors, &count))
        return !arena_failed(reader->arena);
    reader->block_count++;
    for (size_t i = 0; i < count; i++)
        if (!add_rule(reader, text, begin, &selectors[i], block, sizes))
            return false;
    return true;
}

static void refuse_at_rule(struct sheet_reader *reader, const struct css_text *text, const struct css_token *at)
{
    static const struct {
        const char *name, *reason;
    } reasons[] = {
        {"import", "nothing is fetched; copy the rules into this <style>"},
        {"charset", "the file is UTF-8"},
        {"keyframes", "a card is a still picture"},
        {"supports", "write what the card uses, without asking"},
        {"layer", "order the rules instead"},
        {"container", "use @media with the sizes of the card"},
        {"page", "a card has one page"},
        {"property", "custom properties need no registration"},
        {"namespace", "there is only HTML"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (css_token_is(at, TOKEN_AT, reasons[i].name)) {
            REPORT(reader, text, at, "@%s is not supported: %s", reasons[i].name, reasons[i].reason);
            return;
        }
    struct suggestion suggestion;
    char hint[160];
    suggestion_start(&suggestion, at->text, at->length);
    suggestion_offer(&suggestion, "media");
    suggestion_offer(&suggestion, "font-face");
    REPORT(reader, text, at, "unknown rule '@%.40s'%s", at->text, suggestion_text(&suggestion, hint, sizeof hint));
}

static bool read_at_rule(struct sheet_reader *reader, const struct css_text *text, const struct css_token *at,
                         const struct css_token *open, const struct css_token *end, unsigned sizes, unsigned depth)
{
    bool has_block = open < end && open->type == TOKEN_OPEN_CURLY;
    const struct css_token *past = has_block ? css_token_skip(open, end) : open;
    if (has_block && past[-1].type != TOKEN_CLOSE_CURLY) {
        REPORT(reader, text, open, "the closing '}' of @%.40s is missing", at->text);
        return true;
    }
    if (has_block && css_token_is(at, TOKEN_AT, "media")) {
        unsigned applies;
        if (depth >= CSS_MAX_NESTING) {
            REPORT(reader, text, at, "@media is nested too deep");
            return true;
        }
        if (!media_parse(reader, text, at + 1, open, &applies))
            applies = 0; /* its rules are still checked */
        return read_rules(reader, text, open + 1, past - 1, sizes & applies, depth + 1);
    }
    if (has_block && css_token_is(at, TOKEN_AT, "font-face") && reader->add_font_face)
        return reader->add_font_face(reader, open + 1, past - 1, &text->origin, text->text);
    refuse_at_rule(reader, text, at);
    return true;
}

static bool read_rules(struct sheet_reader *reader, const struct css_text *text, const struct css_token *token,
                       const struct css_token *end, unsigned sizes, unsigned depth)
{
    while (token < end) {
        if (token->type == TOKEN_CDO || token->type == TOKEN_CDC) {
            token++;
            continue;
        }
        const struct css_token *open = token;
        bool at_rule = token->type == TOKEN_AT;
        while (open < end && open->type != TOKEN_OPEN_CURLY && !(at_rule && open->type == TOKEN_SEMICOLON))
            open = css_token_skip(open, end);
        if (at_rule) {
            if (!read_at_rule(reader, text, token, open, end, sizes, depth))
                return false;
        } else if (open == end) {
            REPORT(reader, text, token, "a rule is not finished: selector { declarations }");
        } else if (!read_style_rule(reader, text, token, open, end, sizes)) {
            return false;
        }
        token = open < end && open->type == TOKEN_OPEN_CURLY ? css_token_skip(open, end) : open < end ? open + 1 : end;
    }
    return true;
}

bool sheet_read(struct sheet_reader *reader, const struct css_text *text)
{
    size_t count;
    struct css_token *tokens = css_tokenize(reader->arena, text->text, text->length, &count);
    return tokens && read_rules(reader, text, tokens, tokens + count, ~0U, 0);
}
