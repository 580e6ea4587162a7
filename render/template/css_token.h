/* CSS Syntax 3, section 4: from text to tokens. White space and comments are no tokens but a flag on the token that
 * follows them. One token is ours: {{expression}}, a place for a parameter's value. */
#ifndef RENDER_TEMPLATE_CSS_TOKEN_H
#define RENDER_TEMPLATE_CSS_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../arena.h"

enum css_token_type {
    TOKEN_IDENT,
    TOKEN_FUNCTION, /* text is the name; its arguments follow up to the matching TOKEN_CLOSE_PAREN */
    TOKEN_AT,
    TOKEN_HASH,
    TOKEN_STRING,
    TOKEN_BAD_STRING,
    TOKEN_URL,
    TOKEN_BAD_URL,
    TOKEN_NUMBER,
    TOKEN_PERCENTAGE,
    TOKEN_DIMENSION, /* text is the unit */
    TOKEN_DELIM,
    TOKEN_COLON,
    TOKEN_SEMICOLON,
    TOKEN_COMMA,
    TOKEN_OPEN_SQUARE,
    TOKEN_CLOSE_SQUARE,
    TOKEN_OPEN_PAREN,
    TOKEN_CLOSE_PAREN,
    TOKEN_OPEN_CURLY,
    TOKEN_CLOSE_CURLY,
    TOKEN_CDO,
    TOKEN_CDC,
    TOKEN_PARAM, /* text is the expression between the braces; a unit may follow: {{n}}px, {{n}}% */
    TOKEN_END,   /* one stands behind the last token */
};

struct expression;

struct css_token {
    enum css_token_type type;
    bool space_before; /* white space or a comment stands before it */
    bool integer;      /* number: written without fraction and exponent */
    bool is_id;        /* hash: could be an identifier */
    bool in_url;       /* param: url({{...}}) */
    char delim;
    uint32_t length;
    const char *text; /* unescaped, NUL-terminated */
    const char *unit; /* param: NULL, "%" or a unit */
    double number;
    uint32_t offset, end; /* bytes of the source text */
    const struct expression *expression;
};

/* Tokens of `text` in the arena, ended by a TOKEN_END that is not counted. NULL when the arena fails. */
struct css_token *css_tokenize(struct arena *arena, const char *text, size_t length, size_t *count);

/* ASCII case-insensitive comparison of an identifier, function name, unit or at-keyword. */
bool css_token_is(const struct css_token *token, enum css_token_type type, const char *name);
bool css_token_is_delim(const struct css_token *token, char delim);

/* Past the component value that begins at `token`: a token, or a function or block with its contents. `end` bounds. */
const struct css_token *css_token_skip(const struct css_token *token, const struct css_token *end);

/* "'12px'" or "the end of the value": how a message names a token. */
const char *css_token_name(const struct css_token *token, char *buffer, size_t size);

/* ASCII case-insensitive equality of `length` bytes with a NUL-terminated word. */
bool css_word_equal(const char *text, size_t length, const char *word);

#endif
