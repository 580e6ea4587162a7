#include "param.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "css_value.h"
#include "limits.h"
#include "suggest.h"

int params_find(const struct params *params, const char *name, size_t length)
{
    for (size_t i = 0; i < params->count; i++)
        if (strlen(params->items[i].name) == length && memcmp(params->items[i].name, name, length) == 0)
            return (int)i;
    return -1;
}

/* ---- values ---- */

struct check {
    const struct param *param;
    const char *value;
    size_t length;
    struct arena *arena;
    const char **canonical;
    char *problem;
    size_t problem_size;
};

static bool keep(const struct check *check, const char *text)
{
    *check->canonical = text;
    if (text)
        return true;
    snprintf(check->problem, check->problem_size, "out of memory");
    return false;
}

static size_t code_points(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static bool check_text(const struct check *check)
{
    size_t count = code_points(check->value, check->length);
    if (count > check->param->max_length) {
        snprintf(check->problem, check->problem_size, "has %zu characters; at most %zu are allowed", count,
                 check->param->max_length);
        return false;
    }
    return keep(check, arena_strndup(check->arena, check->value, check->length));
}

static bool is_bare_hex(const char *text, size_t length)
{
    return (length == 3 || length == 4 || length == 6 || length == 8) &&
           strspn(text, "0123456789abcdefABCDEF") >= length;
}

static unsigned byte_of(float channel)
{
    return (unsigned)lroundf(channel * 255);
}

static bool check_color(const struct check *check)
{
    char text[96];
    size_t count;
    if (check->length + 2 <= sizeof text) {
        snprintf(text, sizeof text, "%s%.*s", is_bare_hex(check->value, check->length) ? "#" : "", (int)check->length,
                 check->value);
        struct css_token *tokens = css_tokenize(check->arena, text, strlen(text), &count);
        if (!tokens)
            return keep(check, NULL);
        struct css_reader reader = {.arena = check->arena, .at = tokens, .end = tokens + count};
        struct css_color color;
        if (css_take_color(&reader, &color) && css_at_end(&reader) && !color.current)
            return keep(check, arena_printf(check->arena, "#%02x%02x%02x%02x", byte_of(color.color.r),
                                            byte_of(color.color.g), byte_of(color.color.b), byte_of(color.color.a)));
    }
    snprintf(check->problem, check->problem_size, "'%.*s' is not a color; write it as ff8800, #ff8800 or by its name",
             (int)(check->length > 40 ? 40 : check->length), check->value);
    return false;
}

static bool read_number(const char *text, size_t length, double *number)
{
    char buffer[40], *end;
    if (length == 0 || length >= sizeof buffer)
        return false;
    memcpy(buffer, text, length);
    buffer[length] = '\0';
    if (strspn(buffer, "+-0123456789.eE") != length)
        return false;
    *number = strtod(buffer, &end);
    return *end == '\0' && isfinite(*number);
}

static bool check_number(const struct check *check)
{
    double number;
    if (!read_number(check->value, check->length, &number)) {
        snprintf(check->problem, check->problem_size, "'%.*s' is not a number",
                 (int)(check->length > 40 ? 40 : check->length), check->value);
        return false;
    }
    if (!(number >= check->param->min && number <= check->param->max)) {
        snprintf(check->problem, check->problem_size, "is %.9g; it must lie between %.9g and %.9g", number,
                 check->param->min, check->param->max);
        return false;
    }
    /* As few decimals as say the same number; many only for the tiniest. */
    char shortest[40] = "0";
    for (int decimals = 0; number != 0; decimals++) {
        snprintf(shortest, sizeof shortest, decimals <= 12 ? "%.*f" : "%.*g", decimals, number);
        if (strtod(shortest, NULL) == number || decimals == 17)
            break;
    }
    return keep(check, arena_strdup(check->arena, shortest));
}

static bool check_choice(const struct check *check)
{
    struct suggestion suggestion;
    suggestion_start(&suggestion, check->value, check->length);
    for (const char *const *choice = check->param->choices; choice && *choice; choice++) {
        if (strlen(*choice) == check->length && memcmp(*choice, check->value, check->length) == 0)
            return keep(check, *choice);
        suggestion_offer(&suggestion, *choice);
    }
    char hint[160];
    suggestion_text(&suggestion, hint, sizeof hint);
    size_t written =
        (size_t)snprintf(check->problem, check->problem_size, "'%.*s' is not one of its choices%s",
                         (int)(check->length > 40 ? 40 : check->length), check->value, suggestion.best ? hint : "");
    for (const char *const *choice = check->param->choices; !suggestion.best && choice && *choice; choice++)
        if (written < check->problem_size)
            written += (size_t)snprintf(check->problem + written, check->problem_size - written, "%s%s",
                                        choice == check->param->choices ? ": " : ", ", *choice);
    return false;
}

static bool check_flag(const struct check *check)
{
    static const char *const words[2][4] = {{"0", "false", "no", "off"}, {"1", "true", "yes", "on"}};
    for (size_t on = 0; on < 2; on++)
        for (size_t i = 0; i < 4; i++)
            if (css_word_equal(check->value, check->length, words[on][i]))
                return keep(check, words[on][0]);
    snprintf(check->problem, check->problem_size, "'%.*s' is neither on nor off; write 1 or 0",
             (int)(check->length > 40 ? 40 : check->length), check->value);
    return false;
}

bool param_check(const struct param *param, const char *value, size_t length, struct arena *arena,
                 const char **canonical, char *problem, size_t problem_size)
{
    static bool (*const checks[])(const struct check *) = {
        [OGCARD_PARAM_TEXT] = check_text,     [OGCARD_PARAM_COLOR] = check_color, [OGCARD_PARAM_NUMBER] = check_number,
        [OGCARD_PARAM_CHOICE] = check_choice, [OGCARD_PARAM_FLAG] = check_flag,   [OGCARD_PARAM_IMAGE] = check_choice,
    };
    struct check check = {param, value, length, arena, canonical, problem, problem_size};
    if (length == 0)
        return keep(&check, "");
    return checks[param->type](&check);
}

/* ---- expressions ---- */

struct scanner {
    const char *text;
    size_t length, at;
};

static void skip_space(struct scanner *scanner)
{
    while (scanner->at < scanner->length && strchr(" \t\r\n\f", scanner->text[scanner->at]))
        scanner->at++;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

struct expression_parser {
    struct scanner scanner;
    struct arena *arena;
    const struct params *params;
    struct diagnostics *diagnostics;
    size_t offset;
    struct expression *expression;
};

static bool unknown_param(const struct expression_parser *parser, const char *name, size_t length)
{
    struct suggestion suggestion;
    char hint[160];
    suggestion_start(&suggestion, name, length);
    for (size_t i = 0; i < parser->params->count; i++)
        suggestion_offer(&suggestion, parser->params->items[i].name);
    suggestion_offer(&suggestion, "lang");
    suggestion_text(&suggestion, hint, sizeof hint);
    diagnostics_error(parser->diagnostics, parser->offset, "parameter '%.*s' is not declared%s%.*s%s",
                      (int)(length > 40 ? 40 : length), name,
                      suggestion.best ? hint : "; add <meta name=\"param\" content=\"",
                      suggestion.best ? 0 : (int)(length > 40 ? 40 : length), name, suggestion.best ? "" : "\">");
    return false;
}

static bool parse_literal(struct expression_parser *parser, struct expression_term *term)
{
    struct scanner *scanner = &parser->scanner;
    char quote = scanner->text[scanner->at++];
    const char *start = scanner->text + scanner->at;
    const char *end = memchr(start, quote, scanner->length - scanner->at);
    if (!end) {
        diagnostics_error(parser->diagnostics, parser->offset, "a quotation mark is missing in {{}}");
        return false;
    }
    scanner->at = (size_t)(end - scanner->text) + 1;
    term->param = TERM_LITERAL;
    term->literal = arena_strndup(parser->arena, start, (size_t)(end - start));
    return term->literal != NULL;
}

static bool parse_term(struct expression_parser *parser, struct expression_term *term)
{
    struct scanner *scanner = &parser->scanner;
    skip_space(scanner);
    if (scanner->at < scanner->length && strchr("'\"", scanner->text[scanner->at]))
        return parse_literal(parser, term);
    const char *name = scanner->text + scanner->at;
    size_t length = 0;
    while (scanner->at + length < scanner->length && is_name_char(name[length]))
        length++;
    scanner->at += length;
    if (length == 0) {
        diagnostics_error(parser->diagnostics, parser->offset,
                          "{{%.*s}} is not understood; write {{name}}, {{a ?? b}} or {{a ?? 'text'}}",
                          (int)(scanner->length > 40 ? 40 : scanner->length), scanner->text);
        return false;
    }
    term->param = params_find(parser->params, name, length);
    if (term->param >= 0)
        parser->params->used[term->param] = true;
    if (term->param < 0 && length == 4 && memcmp(name, "lang", 4) == 0)
        term->param = TERM_LANGUAGE;
    else if (term->param < 0)
        return unknown_param(parser, name, length);
    return true;
}

static bool parse_separator(struct expression_parser *parser)
{
    struct scanner *scanner = &parser->scanner;
    if (scanner->at + 1 < scanner->length && memcmp(scanner->text + scanner->at, "??", 2) == 0) {
        scanner->at += 2;
        return true;
    }
    diagnostics_error(parser->diagnostics, parser->offset,
                      "{{%.*s}} is not understood; write {{name}}, {{a ?? b}} or {{a ?? 'text'}}",
                      (int)(scanner->length > 40 ? 40 : scanner->length), scanner->text);
    return false;
}

/* The type is that of the first parameter; a literal is then read as a value of that type. */
static bool settle_types(struct expression_parser *parser)
{
    struct expression *expression = parser->expression;
    const struct param *first = NULL;
    expression->type = OGCARD_PARAM_TEXT;
    expression->uniform = true;
    for (size_t i = 0; i < expression->count; i++) {
        int index = expression->terms[i].param;
        const struct param *param = index >= 0 ? &parser->params->items[index] : NULL;
        if (param && !first)
            first = param;
        enum ogcard_param_type type = param ? param->type : OGCARD_PARAM_TEXT;
        if (index != TERM_LITERAL && first && type != first->type)
            expression->uniform = false;
    }
    if (!first)
        return true;
    expression->type = first->type;
    for (size_t i = 0; i < expression->count; i++) {
        struct expression_term *term = &expression->terms[i];
        char problem[256];
        if (term->param != TERM_LITERAL || first->type == OGCARD_PARAM_TEXT || first->type == OGCARD_PARAM_FLAG)
            continue;
        if (!param_check(first, term->literal, strlen(term->literal), parser->arena, &term->literal, problem,
                         sizeof problem)) {
            diagnostics_error(parser->diagnostics, parser->offset, "in {{}}: %s", problem);
            return false;
        }
    }
    return true;
}

const struct expression *expression_parse(struct arena *arena, const struct params *params, const char *text,
                                          size_t length, size_t offset, struct diagnostics *diagnostics)
{
    enum { TERM_MAX = 16 };
    struct expression_parser parser = {{text, length, 0}, arena, params, diagnostics, offset, NULL};
    struct expression *expression = parser.expression = ARENA_NEW(arena, struct expression);
    if (!expression || !(expression->terms = ARENA_ARRAY(arena, struct expression_term, TERM_MAX)))
        return NULL;
    expression->offset = offset;
    do {
        if (expression->count == TERM_MAX) {
            diagnostics_error(diagnostics, offset, "more than %d parameters in {{}}", TERM_MAX);
            return NULL;
        }
        if (!parse_term(&parser, &expression->terms[expression->count++]))
            return NULL;
        skip_space(&parser.scanner);
    } while (parser.scanner.at < length && parse_separator(&parser));
    return parser.scanner.at == length && settle_types(&parser) ? expression : NULL;
}

const char *expression_value(const struct expression *expression, const struct values *values)
{
    for (size_t i = 0; i < expression->count; i++) {
        const struct expression_term *term = &expression->terms[i];
        const char *value = term->literal;
        if (term->param == TERM_LANGUAGE) {
            value = values->language;
        } else if (term->param >= 0) {
            const struct param *param = &values->params->items[term->param];
            value = values->values[term->param];
            if (value[0] == '\0')
                value = param->default_value;
            if (param->type == OGCARD_PARAM_FLAG && value[0] == '0')
                value = "";
        }
        if (value[0] != '\0')
            return value;
    }
    return "";
}

/* ---- patterns ---- */

size_t text_origin_offset(const struct text_origin *origin, const char *decoded, size_t at)
{
    size_t raw = 0;
    if (origin->raw == decoded)
        return origin->offset + at;
    for (size_t i = 0; i < at && raw < origin->raw_length;) {
        if (origin->raw[raw] == '&' && decoded[i] != '&') {
            const char *end = memchr(origin->raw + raw, ';', origin->raw_length - raw);
            raw = end ? (size_t)(end - origin->raw) + 1 : raw + 1;
            do
                i++;
            while (((unsigned char)decoded[i] & 0xc0) == 0x80);
        } else if (origin->raw[raw] == '&' && origin->raw_length - raw > 4 &&
                   memcmp(origin->raw + raw, "&amp;", 5) == 0) {
            raw += 5;
            i++;
        } else {
            raw += origin->raw[raw] == '\r' && raw + 1 < origin->raw_length && origin->raw[raw + 1] == '\n' ? 2 : 1;
            i++;
        }
    }
    return origin->offset + raw;
}

static const char *find_close(const char *text)
{
    char quote = 0;
    for (; *text; text++) {
        if (quote ? *text == quote : *text == '\'' || *text == '"')
            quote = quote ? 0 : *text;
        else if (!quote && text[0] == '}' && text[1] == '}')
            return text;
    }
    return NULL;
}

struct part_list {
    struct arena *arena;
    struct pattern_part *parts;
    size_t count, capacity;
};

static bool part_list_add(struct part_list *list, struct pattern_part part)
{
    list->parts = arena_grow(list->arena, list->parts, list->count, &list->capacity, sizeof *list->parts);
    if (!list->parts)
        return false;
    list->parts[list->count++] = part;
    return true;
}

bool pattern_parse(struct arena *arena, const struct params *params, const char *text, const struct text_origin *origin,
                   struct diagnostics *diagnostics, struct pattern *pattern)
{
    struct part_list list = {.arena = arena};
    *pattern = (struct pattern){0};
    for (const char *at = text; *at;) {
        const char *open = strstr(at, "{{");
        size_t length = open ? (size_t)(open - at) : strlen(at);
        struct pattern_part plain = {.text = arena_strndup(arena, at, length), .length = length};
        if (length && !part_list_add(&list, plain))
            return false;
        if (!open)
            break;
        size_t offset = text_origin_offset(origin, text, (size_t)(open - text));
        const char *close = find_close(open + 2);
        if (!close) {
            diagnostics_error(diagnostics, offset, "'{{' is not closed by '}}'; for two braces as text write {{'{{'}}");
            return false;
        }
        const struct expression *expression =
            expression_parse(arena, params, open + 2, (size_t)(close - open - 2), offset, diagnostics);
        if (!expression || !part_list_add(&list, (struct pattern_part){.expression = expression}))
            return false;
        at = close + 2;
    }
    *pattern = (struct pattern){list.parts, list.count};
    return !arena_failed(arena);
}

bool pattern_is_constant(const struct pattern *pattern)
{
    return pattern->count == 0 || (pattern->count == 1 && !pattern->parts[0].expression);
}

const char *pattern_text(const struct pattern *pattern, const struct values *values, struct arena *arena,
                         size_t *length)
{
    *length = 0;
    if (pattern->count == 0)
        return "";
    if (pattern_is_constant(pattern)) {
        *length = pattern->parts[0].length;
        return pattern->parts[0].text;
    }
    if (pattern->count == 1) {
        const char *value = expression_value(pattern->parts[0].expression, values);
        *length = strlen(value);
        return value;
    }
    size_t total = 0;
    for (size_t i = 0; i < pattern->count; i++) {
        const struct pattern_part *part = &pattern->parts[i];
        total += part->expression ? strlen(expression_value(part->expression, values)) : part->length;
    }
    char *text = arena_alloc(arena, total + 1);
    if (!text)
        return NULL;
    for (size_t i = 0; i < pattern->count; i++) {
        const struct pattern_part *part = &pattern->parts[i];
        const char *piece = part->expression ? expression_value(part->expression, values) : part->text;
        size_t piece_length = part->expression ? strlen(piece) : part->length;
        memcpy(text + *length, piece, piece_length);
        *length += piece_length;
    }
    return text;
}
