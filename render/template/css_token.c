#include "css_token.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lexer {
    struct arena *arena;
    const char *text;
    size_t length, at;
};

/* ---- characters ---- */

static int peek(const struct lexer *lexer, size_t ahead)
{
    size_t index = lexer->at + ahead;
    return index < lexer->length ? (unsigned char)lexer->text[index] : -1;
}

static bool is_newline(int c)
{
    return c == '\n' || c == '\r' || c == '\f';
}

static bool is_space(int c)
{
    return c == ' ' || c == '\t' || is_newline(c);
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* A NUL counts as U+FFFD, a non-ASCII character. */
static bool is_ident_start(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80 || c == 0;
}

static bool is_ident(int c)
{
    return is_ident_start(c) || is_digit(c) || c == '-';
}

static bool is_escape(const struct lexer *lexer, size_t ahead)
{
    return peek(lexer, ahead) == '\\' && !is_newline(peek(lexer, ahead + 1)) && peek(lexer, ahead + 1) >= 0;
}

static bool starts_ident(const struct lexer *lexer, size_t ahead)
{
    int c = peek(lexer, ahead);
    if (c == '-')
        return is_ident_start(peek(lexer, ahead + 1)) || peek(lexer, ahead + 1) == '-' || is_escape(lexer, ahead + 1);
    return is_ident_start(c) || is_escape(lexer, ahead);
}

static bool starts_number(const struct lexer *lexer)
{
    size_t i = peek(lexer, 0) == '+' || peek(lexer, 0) == '-';
    return is_digit(peek(lexer, i)) || (peek(lexer, i) == '.' && is_digit(peek(lexer, i + 1)));
}

/* ---- text with escapes ---- */

static size_t write_utf8(char *out, uint32_t c)
{
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        c = 0xfffd;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

static unsigned hex_digit(int c)
{
    return (unsigned)(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* After the backslash. */
static size_t consume_escape(struct lexer *lexer, char *out)
{
    if (!is_hex(peek(lexer, 0))) {
        out[0] = lexer->text[lexer->at++];
        return out[0] == '\0' ? write_utf8(out, 0) : 1;
    }
    uint32_t value = 0;
    for (int i = 0; i < 6 && is_hex(peek(lexer, 0)); i++)
        value = value * 16 + hex_digit(lexer->text[lexer->at++]);
    if (peek(lexer, 0) == '\r' && peek(lexer, 1) == '\n')
        lexer->at++;
    if (is_space(peek(lexer, 0)))
        lexer->at++;
    return write_utf8(out, value);
}

/* Where unescaped text goes: with no bytes it is only counted. */
struct sink {
    char *bytes;
    size_t length;
};

static void sink_put(struct sink *sink, const char *bytes, size_t length)
{
    if (sink->bytes)
        memcpy(sink->bytes + sink->length, bytes, length);
    sink->length += length;
}

static void sink_take(struct lexer *lexer, struct sink *sink)
{
    char utf8[4];
    char c = lexer->text[lexer->at++];
    if (c == '\0')
        sink_put(sink, utf8, write_utf8(utf8, 0));
    else
        sink_put(sink, &c, 1);
}

static void sink_take_escape(struct lexer *lexer, struct sink *sink)
{
    char utf8[4];
    lexer->at++;
    sink_put(sink, utf8, consume_escape(lexer, utf8));
}

typedef enum css_token_type scanner(struct lexer *lexer, struct sink *sink);

/* Scans twice: to count, and to copy into memory of that size. */
static bool consume_text(struct lexer *lexer, struct css_token *token, scanner *scan)
{
    struct sink sink = {0};
    size_t start = lexer->at;
    scan(lexer, &sink);
    lexer->at = start;
    sink = (struct sink){.bytes = arena_alloc(lexer->arena, sink.length + 1)};
    if (!sink.bytes)
        return false;
    token->type = scan(lexer, &sink);
    token->text = sink.bytes;
    token->length = (uint32_t)sink.length;
    return true;
}

static enum css_token_type scan_ident(struct lexer *lexer, struct sink *sink)
{
    for (;;) {
        if (is_ident(peek(lexer, 0)))
            sink_take(lexer, sink);
        else if (is_escape(lexer, 0))
            sink_take_escape(lexer, sink);
        else
            return TOKEN_IDENT;
    }
}

static enum css_token_type scan_string(struct lexer *lexer, struct sink *sink)
{
    int quote = peek(lexer, 0);
    lexer->at++;
    for (int c; (c = peek(lexer, 0)) >= 0;) {
        if (c == quote) {
            lexer->at++;
            break;
        }
        if (is_newline(c))
            return TOKEN_BAD_STRING;
        if (c != '\\')
            sink_take(lexer, sink);
        else if (is_newline(peek(lexer, 1)))
            lexer->at += peek(lexer, 1) == '\r' && peek(lexer, 2) == '\n' ? 3 : 2;
        else if (peek(lexer, 1) < 0)
            lexer->at++;
        else
            sink_take_escape(lexer, sink);
    }
    return TOKEN_STRING;
}

/* ---- {{expression}} ---- */

static bool starts_param(const struct lexer *lexer, size_t ahead)
{
    return peek(lexer, ahead) == '{' && peek(lexer, ahead + 1) == '{';
}

/* Braces that are not closed on their line are two open braces. */
static bool consume_param(struct lexer *lexer, struct css_token *token)
{
    size_t end = lexer->at + 2;
    int quote = 0;
    for (; end + 1 < lexer->length; end++) {
        char c = lexer->text[end];
        if (quote ? c == quote : c == '\'' || c == '"')
            quote = quote ? 0 : c;
        else if (!quote && c == '}' && lexer->text[end + 1] == '}')
            break;
        if (is_newline(c))
            return false;
    }
    if (end + 1 >= lexer->length)
        return false;
    token->type = TOKEN_PARAM;
    token->length = (uint32_t)(end - lexer->at - 2);
    token->text = arena_strndup(lexer->arena, lexer->text + lexer->at + 2, token->length);
    lexer->at = end + 2;
    return true;
}

static void consume_param_unit(struct lexer *lexer, struct css_token *token)
{
    if (peek(lexer, 0) == '%') {
        lexer->at++;
        token->unit = "%";
    } else if (starts_ident(lexer, 0)) {
        struct css_token unit = {0};
        if (consume_text(lexer, &unit, scan_ident))
            token->unit = unit.text;
    }
}

/* ---- numbers, identifiers, url ---- */

static double to_number(const char *text, size_t length, bool *integer)
{
    /* strtod() knows nan, inf and hexadecimal numbers, which the caller's grammar has excluded. */
    char buffer[64];
    size_t size = length < sizeof buffer ? length : sizeof buffer - 1;
    memcpy(buffer, text, size);
    buffer[size] = '\0';
    *integer = !strpbrk(buffer, ".eE");
    double value = strtod(buffer, NULL);
    if (value > 3e38)
        return 3e38;
    return value < -3e38 ? -3e38 : value;
}

static bool consume_numeric(struct lexer *lexer, struct css_token *token)
{
    size_t start = lexer->at;
    if (peek(lexer, 0) == '+' || peek(lexer, 0) == '-')
        lexer->at++;
    while (is_digit(peek(lexer, 0)))
        lexer->at++;
    if (peek(lexer, 0) == '.' && is_digit(peek(lexer, 1))) {
        lexer->at++;
        while (is_digit(peek(lexer, 0)))
            lexer->at++;
    }
    if (peek(lexer, 0) == 'e' || peek(lexer, 0) == 'E') {
        size_t sign = peek(lexer, 1) == '+' || peek(lexer, 1) == '-';
        if (is_digit(peek(lexer, 1 + sign))) {
            lexer->at += 1 + sign;
            while (is_digit(peek(lexer, 0)))
                lexer->at++;
        }
    }
    token->number = to_number(lexer->text + start, lexer->at - start, &token->integer);
    token->type = TOKEN_NUMBER;
    if (peek(lexer, 0) == '%') {
        lexer->at++;
        token->type = TOKEN_PERCENTAGE;
    } else if (starts_ident(lexer, 0)) {
        bool done = consume_text(lexer, token, scan_ident);
        token->type = TOKEN_DIMENSION;
        return done;
    }
    return true;
}

static enum css_token_type scan_bad_url(struct lexer *lexer)
{
    while (peek(lexer, 0) >= 0 && peek(lexer, 0) != ')')
        lexer->at += is_escape(lexer, 0) ? 2 : 1;
    if (peek(lexer, 0) == ')')
        lexer->at++;
    return TOKEN_BAD_URL;
}

static void skip_space(struct lexer *lexer)
{
    while (is_space(peek(lexer, 0)))
        lexer->at++;
}

/* url({{picture}}) */
static bool consume_url_param(struct lexer *lexer, struct css_token *token)
{
    size_t start = lexer->at;
    if (!consume_param(lexer, token))
        return false;
    skip_space(lexer);
    if (peek(lexer, 0) != ')') {
        lexer->at = start;
        token->type = TOKEN_URL;
        return false;
    }
    lexer->at++;
    token->in_url = true;
    return true;
}

static enum css_token_type scan_url(struct lexer *lexer, struct sink *sink)
{
    for (int c; (c = peek(lexer, 0)) >= 0 && c != ')';) {
        if (is_space(c)) {
            skip_space(lexer);
            if (peek(lexer, 0) != ')' && peek(lexer, 0) >= 0)
                return scan_bad_url(lexer);
        } else if (is_escape(lexer, 0)) {
            sink_take_escape(lexer, sink);
        } else if (c == '"' || c == '\'' || c == '(' || c == '\\' || (c < 0x20 && c != 0) || c == 0x7f) {
            return scan_bad_url(lexer);
        } else {
            sink_take(lexer, sink);
        }
    }
    if (peek(lexer, 0) == ')')
        lexer->at++;
    return TOKEN_URL;
}

/* Behind "url(", which no quote follows. */
static bool consume_url(struct lexer *lexer, struct css_token *token)
{
    skip_space(lexer);
    if (starts_param(lexer, 0) && consume_url_param(lexer, token))
        return true;
    return consume_text(lexer, token, scan_url);
}

static bool consume_ident_like(struct lexer *lexer, struct css_token *token)
{
    if (!consume_text(lexer, token, scan_ident))
        return false;
    if (peek(lexer, 0) != '(')
        return true;
    lexer->at++;
    token->type = TOKEN_FUNCTION;
    if (!css_word_equal(token->text, token->length, "url"))
        return true;
    size_t ahead = 0;
    while (is_space(peek(lexer, ahead)))
        ahead++;
    if (peek(lexer, ahead) == '"' || peek(lexer, ahead) == '\'')
        return true;
    return consume_url(lexer, token);
}

/* ---- tokens ---- */

static bool consume_hash(struct lexer *lexer, struct css_token *token)
{
    if (!is_ident(peek(lexer, 1)) && !is_escape(lexer, 1)) {
        token->delim = lexer->text[lexer->at++];
        return true;
    }
    lexer->at++;
    token->is_id = starts_ident(lexer, 0);
    bool done = consume_text(lexer, token, scan_ident);
    token->type = TOKEN_HASH;
    return done;
}

static enum css_token_type punctuation(int c)
{
    static const struct {
        char c;
        enum css_token_type type;
    } table[] = {
        {':', TOKEN_COLON},       {';', TOKEN_SEMICOLON},    {',', TOKEN_COMMA},
        {'[', TOKEN_OPEN_SQUARE}, {']', TOKEN_CLOSE_SQUARE}, {'(', TOKEN_OPEN_PAREN},
        {')', TOKEN_CLOSE_PAREN}, {'{', TOKEN_OPEN_CURLY},   {'}', TOKEN_CLOSE_CURLY},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].c == c)
            return table[i].type;
    return TOKEN_DELIM;
}

static bool starts_with(const struct lexer *lexer, const char *word)
{
    size_t length = strlen(word);
    return lexer->length - lexer->at >= length && memcmp(lexer->text + lexer->at, word, length) == 0;
}

static bool consume_token(struct lexer *lexer, struct css_token *token)
{
    int c = peek(lexer, 0);
    token->type = TOKEN_DELIM;
    if (c == '"' || c == '\'')
        return consume_text(lexer, token, scan_string);
    if (c == '#')
        return consume_hash(lexer, token);
    if (starts_number(lexer))
        return consume_numeric(lexer, token);
    if (starts_with(lexer, "-->") || starts_with(lexer, "<!--")) {
        token->type = c == '-' ? TOKEN_CDC : TOKEN_CDO;
        lexer->at += c == '-' ? 3 : 4;
        return true;
    }
    if (starts_ident(lexer, 0))
        return consume_ident_like(lexer, token);
    if (c == '@' && starts_ident(lexer, 1)) {
        lexer->at++;
        bool done = consume_text(lexer, token, scan_ident);
        token->type = TOKEN_AT;
        return done;
    }
    if (starts_param(lexer, 0) && consume_param(lexer, token)) {
        consume_param_unit(lexer, token);
        return token->text != NULL;
    }
    token->type = punctuation(c);
    token->delim = (char)c;
    lexer->at++;
    return true;
}

static bool skip_blank(struct lexer *lexer)
{
    size_t start = lexer->at;
    for (;;) {
        if (is_space(peek(lexer, 0))) {
            lexer->at++;
        } else if (starts_with(lexer, "/*")) {
            lexer->at += 2;
            while (lexer->at < lexer->length && !starts_with(lexer, "*/"))
                lexer->at++;
            lexer->at = lexer->at + 2 < lexer->length ? lexer->at + 2 : lexer->length;
        } else {
            return lexer->at > start;
        }
    }
}

struct css_token *css_tokenize(struct arena *arena, const char *text, size_t length, size_t *count)
{
    struct lexer lexer = {arena, text, length, 0};
    size_t capacity = 0;
    struct css_token *tokens = NULL;
    for (*count = 0;; ++*count) {
        tokens = arena_grow(arena, tokens, *count, &capacity, sizeof *tokens);
        if (!tokens)
            return NULL;
        struct css_token *token = &tokens[*count];
        *token = (struct css_token){.text = "", .space_before = skip_blank(&lexer)};
        token->offset = token->end = (uint32_t)lexer.at;
        if (lexer.at >= length) {
            token->type = TOKEN_END;
            return tokens;
        }
        if (!consume_token(&lexer, token))
            return NULL;
        token->end = (uint32_t)lexer.at;
    }
}

/* ---- looking at tokens ---- */

bool css_word_equal(const char *text, size_t length, const char *word)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
        if (word[i] == '\0' || c != word[i])
            return false;
    }
    return word[length] == '\0';
}

bool css_token_is(const struct css_token *token, enum css_token_type type, const char *name)
{
    return token->type == type && css_word_equal(token->text, token->length, name);
}

bool css_token_is_delim(const struct css_token *token, char delim)
{
    return token->type == TOKEN_DELIM && token->delim == delim;
}

static int nesting(enum css_token_type type)
{
    if (type == TOKEN_FUNCTION || type == TOKEN_OPEN_PAREN || type == TOKEN_OPEN_SQUARE || type == TOKEN_OPEN_CURLY)
        return 1;
    return type == TOKEN_CLOSE_PAREN || type == TOKEN_CLOSE_SQUARE || type == TOKEN_CLOSE_CURLY ? -1 : 0;
}

const struct css_token *css_token_skip(const struct css_token *token, const struct css_token *end)
{
    int depth = 0;
    for (; token < end; token++) {
        depth += nesting(token->type);
        if (depth <= 0)
            return token + 1;
    }
    return end;
}

const char *css_token_name(const struct css_token *token, char *buffer, size_t size)
{
    static const struct {
        const char *before, *after;
    } frames[TOKEN_END + 1] = {
        [TOKEN_FUNCTION] = {"", "()"},   [TOKEN_AT] = {"@", ""},          [TOKEN_HASH] = {"#", ""},
        [TOKEN_STRING] = {"\"", "\""},   [TOKEN_BAD_STRING] = {"\"", ""}, [TOKEN_URL] = {"url(", ")"},
        [TOKEN_BAD_URL] = {"url(", ")"}, [TOKEN_CDO] = {"<!--", ""},      [TOKEN_CDC] = {"-->", ""},
        [TOKEN_PARAM] = {"{{", "}}"},
    };
    const char *before = frames[token->type].before ? frames[token->type].before : "";
    const char *after = frames[token->type].after ? frames[token->type].after : "";
    int length = token->length > 40 ? 40 : (int)token->length;
    if (token->type == TOKEN_END)
        return "the end of the value";
    if (token->type == TOKEN_NUMBER || token->type == TOKEN_PERCENTAGE || token->type == TOKEN_DIMENSION)
        snprintf(buffer, size, "'%.9g%s%.*s'", token->number, token->type == TOKEN_PERCENTAGE ? "%" : "", length,
                 token->text);
    else if (token->length == 0 && token->delim)
        snprintf(buffer, size, "'%c'", token->delim);
    else
        snprintf(buffer, size, "'%s%.*s%s'", before, length, token->text, after);
    return buffer;
}
