/* Media Queries 4: width, height, aspect-ratio, orientation, with min-/max- and as ranges. Since a template declares
 * the sizes at which it is drawn, a query is answered once for each when the template is loaded.
 */
#include <math.h>
#include <string.h>

#include "limits.h"
#include "sheet.h"

struct media_parser {
    struct sheet_reader *reader;
    const struct css_text *text;
    const struct css_token *at, *end;
    unsigned all; /* a bit for every size */
    unsigned depth;
};

#define FAIL(parser, token, ...)                                                                                       \
    (diagnostics_error((parser)->reader->diagnostics, css_text_offset((parser)->text, (token)), __VA_ARGS__), false)

enum feature { FEATURE_WIDTH, FEATURE_HEIGHT, FEATURE_ASPECT_RATIO, FEATURE_ORIENTATION };
enum comparison { COMPARE_LESS = 1, COMPARE_EQUAL = 2, COMPARE_GREATER = 4 };

static const struct {
    const char *name;
    enum feature feature;
} features[] = {
    {"width", FEATURE_WIDTH},
    {"height", FEATURE_HEIGHT},
    {"aspect-ratio", FEATURE_ASPECT_RATIO},
    {"orientation", FEATURE_ORIENTATION},
};

static bool find_feature(struct media_parser *parser, const struct css_token *token, enum feature *feature,
                         unsigned *comparison)
{
    struct suggestion suggestion;
    char hint[160];
    const char *name = token->text;
    size_t length = token->length;
    *comparison = COMPARE_EQUAL;
    if (length > 4 && (css_word_equal(name, 4, "min-") || css_word_equal(name, 4, "max-"))) {
        *comparison |= css_word_equal(name, 4, "min-") ? COMPARE_GREATER : COMPARE_LESS;
        name += 4;
        length -= 4;
    }
    suggestion_start(&suggestion, name, length);
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        if (css_word_equal(name, length, features[i].name)) {
            *feature = features[i].feature;
            return true;
        }
        suggestion_offer(&suggestion, features[i].name);
    }
    suggestion_text(&suggestion, hint, sizeof hint);
    return FAIL(parser, token, "a card has no media feature '%.40s'%s", token->text,
                suggestion.best ? hint : "; there are width, height, aspect-ratio and orientation");
}

static double feature_value(const struct template_size *size, enum feature feature)
{
    if (feature == FEATURE_WIDTH)
        return size->width_px;
    if (feature == FEATURE_HEIGHT)
        return size->height_px;
    return (double)size->width_px / size->height_px;
}

static unsigned compare(const struct media_parser *parser, enum feature feature, unsigned comparison, double value)
{
    unsigned sizes = 0;
    for (size_t i = 0; i < parser->reader->size_count; i++) {
        double actual = feature_value(&parser->reader->sizes[i], feature);
        bool equal = fabs(actual - value) <= 1e-6 * fabs(value);
        unsigned outcome = equal ? COMPARE_EQUAL : actual < value ? COMPARE_LESS : COMPARE_GREATER;
        if (outcome & comparison)
            sizes |= 1U << i;
    }
    return sizes;
}

/* A length, or a ratio for aspect-ratio. em is the initial font size. */
static bool take_value(struct media_parser *parser, struct css_reader *reader, enum feature feature, double *value)
{
    static const struct css_units units = {16, 16, 0, 0};
    float number, second = 1;
    struct css_length length;
    if (feature != FEATURE_ASPECT_RATIO) {
        if (!css_take_length(reader, 0, &length))
            return FAIL(parser, css_peek(reader)->type == TOKEN_END ? parser->at : reader->at, "%s",
                        reader->problem[0] ? reader->problem : "a length is expected, as 1200px");
        *value = (double)css_length_px(&length, &units);
        return true;
    }
    bool good = css_take_number(reader, &number) &&
                (!css_take_delim(reader, '/') || css_take_number(reader, &second)) && number >= 0 && second > 0;
    *value = good ? (double)number / (double)second : 0;
    return good || FAIL(parser, parser->at, "aspect-ratio takes a ratio, as 1/1 or 16/9");
}

static bool take_comparison(struct css_reader *reader, unsigned *comparison)
{
    if (css_take_delim(reader, '='))
        *comparison = COMPARE_EQUAL;
    else if (css_take_delim(reader, '<'))
        *comparison = COMPARE_LESS;
    else if (css_take_delim(reader, '>'))
        *comparison = COMPARE_GREATER;
    else
        return false;
    if (*comparison != COMPARE_EQUAL && css_take_delim(reader, '='))
        *comparison |= COMPARE_EQUAL;
    return true;
}

static unsigned mirrored(unsigned comparison)
{
    return (comparison & COMPARE_EQUAL) | (comparison & COMPARE_LESS ? COMPARE_GREATER : 0) |
           (comparison & COMPARE_GREATER ? COMPARE_LESS : 0);
}

/* (orientation: portrait), (min-width: 600px), (width >= 600px) */
static bool parse_named(struct media_parser *parser, struct css_reader *reader, unsigned *sizes)
{
    const struct css_token *name = css_next(reader);
    enum feature feature;
    unsigned comparison;
    double value;
    if (!find_feature(parser, name, &feature, &comparison))
        return false;
    if (feature == FEATURE_ORIENTATION) {
        bool landscape = css_take(reader, TOKEN_COLON) && css_token_is(css_peek(reader), TOKEN_IDENT, "landscape");
        if (!landscape && !css_token_is(css_peek(reader), TOKEN_IDENT, "portrait"))
            return FAIL(parser, name, "orientation is portrait or landscape");
        reader->at++;
        *sizes = compare(parser, FEATURE_ASPECT_RATIO, landscape ? COMPARE_GREATER : COMPARE_LESS | COMPARE_EQUAL, 1);
        return true;
    }
    if (css_at_end(reader)) {
        *sizes = parser->all;
        return true;
    }
    if (!css_take(reader, TOKEN_COLON) && (comparison != COMPARE_EQUAL || !take_comparison(reader, &comparison)))
        return FAIL(parser, name, "write (%s: 600px) or (width >= 600px)", name->text);
    if (!take_value(parser, reader, feature, &value))
        return false;
    *sizes = compare(parser, feature, comparison, value);
    return true;
}

/* (400px <= width <= 800px) */
static bool parse_range(struct media_parser *parser, struct css_reader *reader, unsigned *sizes)
{
    struct css_reader ahead = *reader;
    unsigned comparison, ignored;
    enum feature feature;
    double value;
    while (!css_at_end(&ahead) && css_peek(&ahead)->type != TOKEN_IDENT)
        ahead.at++;
    if (css_at_end(&ahead))
        return FAIL(parser, parser->at, "a media feature is missing, as (width >= 600px)");
    if (!find_feature(parser, ahead.at, &feature, &ignored) || !take_value(parser, reader, feature, &value))
        return false;
    if (!take_comparison(reader, &comparison) || reader->at != ahead.at)
        return FAIL(parser, reader->at, "a comparison is expected, as (400px <= width)");
    *sizes = compare(parser, feature, mirrored(comparison), value);
    reader->at++;
    if (css_at_end(reader))
        return true;
    if (!take_comparison(reader, &comparison) || !take_value(parser, reader, feature, &value))
        return FAIL(parser, parser->at, "a range is written (400px <= width <= 800px)");
    *sizes &= compare(parser, feature, comparison, value);
    return true;
}

static bool parse_condition(struct media_parser *parser, unsigned *sizes);

static bool parse_in_parens(struct media_parser *parser, unsigned *sizes)
{
    const struct css_token *open = parser->at;
    if (open >= parser->end || open->type != TOKEN_OPEN_PAREN) {
        return FAIL(parser, open, "a condition in parentheses is expected, as (width >= 600px)");
    }
    const struct css_token *past = css_token_skip(open, parser->end);
    if (past[-1].type != TOKEN_CLOSE_PAREN || past - open < 3 || parser->depth >= CSS_MAX_NESTING)
        return FAIL(parser, open, "a condition in parentheses is expected, as (width >= 600px)");
    parser->at = past;
    if (open[1].type == TOKEN_OPEN_PAREN || css_token_is(open + 1, TOKEN_IDENT, "not")) {
        struct media_parser inner = *parser;
        inner.at = open + 1;
        inner.end = past - 1;
        inner.depth++;
        return parse_condition(&inner, sizes) &&
               (inner.at == inner.end || FAIL(parser, inner.at, "the condition goes on where it should end"));
    }
    struct media_parser at_open = *parser;
    at_open.at = open;
    struct css_reader reader = {.arena = parser->reader->arena, .at = open + 1, .end = past - 1};
    bool good =
        open[1].type == TOKEN_IDENT ? parse_named(&at_open, &reader, sizes) : parse_range(&at_open, &reader, sizes);
    return good && (css_at_end(&reader) || FAIL(parser, reader.at, "the condition goes on where it should end"));
}

/* (a) and (b), (a) or (b), not (a) */
static bool parse_condition(struct media_parser *parser, unsigned *sizes)
{
    if (parser->at < parser->end && css_token_is(parser->at, TOKEN_IDENT, "not")) {
        parser->at++;
        if (!parse_in_parens(parser, sizes))
            return false;
        *sizes = ~*sizes & parser->all;
        return true;
    }
    if (!parse_in_parens(parser, sizes))
        return false;
    const char *joint = NULL;
    while (parser->at < parser->end && parser->at->type == TOKEN_IDENT) {
        bool both = css_token_is(parser->at, TOKEN_IDENT, "and");
        const char *word = both ? "and" : "or";
        if ((!both && !css_token_is(parser->at, TOKEN_IDENT, "or")) || (joint && joint != word))
            return FAIL(parser, parser->at, "conditions are joined all by 'and' or all by 'or'");
        joint = word;
        parser->at++;
        unsigned next;
        if (!parse_in_parens(parser, &next))
            return false;
        *sizes = both ? *sizes & next : *sizes | next;
    }
    return true;
}

/* [not | only]? screen [and conditions]?, or conditions */
static bool parse_query(struct media_parser *parser, unsigned *sizes)
{
    const struct css_token *start = parser->at;
    bool modified = parser->end - start > 1 && start[1].type == TOKEN_IDENT;
    bool negated = modified && css_token_is(start, TOKEN_IDENT, "not");
    bool only = modified && css_token_is(start, TOKEN_IDENT, "only");
    if (start >= parser->end || start->type != TOKEN_IDENT || (css_token_is(start, TOKEN_IDENT, "not") && !negated))
        return parse_condition(parser, sizes);
    parser->at += negated || only;
    bool screen = css_token_is(parser->at, TOKEN_IDENT, "screen") || css_token_is(parser->at, TOKEN_IDENT, "all");
    if (!screen && !css_token_is(parser->at, TOKEN_IDENT, "print"))
        return FAIL(parser, parser->at, "the media type '%.40s' is not known; a card is a screen", parser->at->text);
    parser->at++;
    *sizes = screen ? parser->all : 0;
    if (parser->at < parser->end && css_token_is(parser->at, TOKEN_IDENT, "and")) {
        unsigned condition;
        parser->at++;
        if (!parse_condition(parser, &condition))
            return false;
        *sizes &= condition;
    }
    if (negated)
        *sizes = ~*sizes & parser->all;
    return true;
}

bool media_parse(struct sheet_reader *reader, const struct css_text *text, const struct css_token *begin,
                 const struct css_token *end, unsigned *sizes)
{
    struct media_parser parser = {reader, text, begin, end, (1U << reader->size_count) - 1, 0};
    *sizes = 0;
    if (begin == end) {
        *sizes = parser.all;
        return true;
    }
    for (;;) {
        unsigned query;
        if (!parse_query(&parser, &query))
            return false;
        *sizes |= query;
        if (parser.at >= end)
            return true;
        if (parser.at->type != TOKEN_COMMA)
            return FAIL(&parser, parser.at, "media queries are separated by commas");
        parser.at++;
    }
}
