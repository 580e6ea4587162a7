/* CSS Syntax 3, section 4: the tokenizer. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/template/css_token.h"

/* One letter for each type, then the text; a space before shows as _ . */
static void write_tokens(const struct css_token *tokens, size_t count, char *out, size_t size)
{
    static const char *const names[] = {
        [TOKEN_IDENT] = "ident",   [TOKEN_FUNCTION] = "function", [TOKEN_AT] = "at",
        [TOKEN_HASH] = "hash",     [TOKEN_STRING] = "string",     [TOKEN_BAD_STRING] = "badstring",
        [TOKEN_URL] = "url",       [TOKEN_BAD_URL] = "badurl",    [TOKEN_NUMBER] = "number",
        [TOKEN_PERCENTAGE] = "%",  [TOKEN_DIMENSION] = "dim",     [TOKEN_DELIM] = "delim",
        [TOKEN_COLON] = ":",       [TOKEN_SEMICOLON] = ";",       [TOKEN_COMMA] = ",",
        [TOKEN_OPEN_SQUARE] = "[", [TOKEN_CLOSE_SQUARE] = "]",    [TOKEN_OPEN_PAREN] = "(",
        [TOKEN_CLOSE_PAREN] = ")", [TOKEN_OPEN_CURLY] = "{",      [TOKEN_CLOSE_CURLY] = "}",
        [TOKEN_CDO] = "<!--",      [TOKEN_CDC] = "-->",           [TOKEN_PARAM] = "param",
    };
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct css_token *token = &tokens[i];
        length += (size_t)snprintf(out + length, size - length, "%s%s%s", i ? " " : "", token->space_before ? "_" : "",
                                   names[token->type]);
        if (token->type == TOKEN_NUMBER || token->type == TOKEN_PERCENTAGE || token->type == TOKEN_DIMENSION)
            length += (size_t)snprintf(out + length, size - length, "=%g%s", token->number,
                                       token->type == TOKEN_NUMBER && token->integer ? "i" : "");
        if (token->type == TOKEN_DELIM)
            length += (size_t)snprintf(out + length, size - length, "=%c", token->delim);
        if (token->length)
            length += (size_t)snprintf(out + length, size - length, "=%s", token->text);
        if (token->unit)
            length += (size_t)snprintf(out + length, size - length, "+%s", token->unit);
        if (token->type == TOKEN_HASH && token->is_id)
            length += (size_t)snprintf(out + length, size - length, "(id)");
    }
}

static const struct {
    const char *css, *tokens;
} rows[] = {
    {"", ""},
    {"a", "ident=a"},
    {" a/**/b ", "_ident=a _ident=b"},
    {"-a --b -", "ident=-a _ident=--b _delim=-"},
    {"-1 - 1 -.5 +.5e+1", "number=-1i _delim=- _number=1i _number=-0.5 _number=5"},
    {"1e3 1e 1em 1e-x", "number=1000 _dim=1=e _dim=1=em _dim=1=e-x"},
    {"1. .1 1.5.5", "number=1i delim=. _number=0.1 _number=1.5 number=0.5"},
    {"50% 50 %", "%=50 _number=50i _delim=%"},
    {"12PX", "dim=12=PX"},
    {"1--x 1-x", "dim=1=--x _dim=1=-x"},
    {"#abc #1a #", "hash=abc(id) _hash=1a _delim=#"},
    {"#-a #-- #-1", "hash=-a(id) _hash=--(id) _hash=-1"},
    {"@media @-x @1 @", "at=media _at=-x _delim=@ number=1i _delim=@"},
    {"f(a) F (", "function=f ident=a ) _ident=F _("},
    {"'a\"b' \"a'b\"", "string=a\"b _string=a'b"},
    {"'a\\'b\\\nc'", "string=a'bc"},
    {"'a", "string=a"},
    {"'a\nb", "badstring=a _ident=b"},
    {"'a\\", "string=a"},
    {"\\41 b \\62 c \\1F600", "ident=Ab _ident=bc _ident=\xf0\x9f\x98\x80"},
    {"\\0 \\D800 \\110000", "ident=\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"a\\:b \\", "ident=a:b _delim=\\"},
    {"\\000041b", "ident=Ab"},
    {"url(a.png) url( a.png )", "url=a.png _url=a.png"},
    {"url(\"a b\") url('x'", "function=url string=a b ) _function=url string=x"},
    {"URL(a\\)b)", "url=a)b"},
    {"url(a b) c", "badurl=a _ident=c"},
    {"url(a'b) c", "badurl=a _ident=c"},
    {"url(", "url"},
    {"url(a", "url=a"},
    {"<!-- --> <!-", "<!-- _--> _delim=< delim=! delim=-"},
    {"a:b;c,d[e]{f}", "ident=a : ident=b ; ident=c , ident=d [ ident=e ] { ident=f }"},
    {"/* x", ""},
    {"/**/ /* * / */a", "_ident=a"},
    {"\xd0\xb6\xc3\xa9", "ident=\xd0\xb6\xc3\xa9"},
    {"u+26", "ident=u number=26i"},
    {"{{a}} {{ a ?? 'b}}' }}px {{n}}%", "param=a _param= a ?? 'b}}' +px _param=n+%"},
    {"{{a", "{ { ident=a"},
    {"{{a\n}}", "{ { ident=a _} }"},
    {"url({{p}}) url( {{ p }} ) url({{p}}x)", "param=p _param= p  _url={{p}}x"},
    {"calc({{n}}*1%)", "function=calc param=n delim=* %=1 )"},
};

static void tokens_are(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(1 << 20);
        size_t count;
        char text[1024];
        struct css_token *tokens = css_tokenize(arena, rows[i].css, strlen(rows[i].css), &count);
        assert_non_null(tokens);
        assert_int_equal(tokens[count].type, TOKEN_END);
        write_tokens(tokens, count, text, sizeof text);
        if (strcmp(text, rows[i].tokens) != 0) {
            print_error("%s\n  is %s\n not %s\n", rows[i].css, text, rows[i].tokens);
            wrong++;
        }
        arena_destroy(arena);
    }
    assert_int_equal(wrong, 0);
}

static void nul_is_a_replacement_character(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    size_t count;
    struct css_token *tokens = css_tokenize(arena, "a\0b '\0' url(\0)", 14, &count);
    assert_int_equal(count, 3);
    assert_string_equal(tokens[0].text, "a\xef\xbf\xbd"
                                        "b");
    assert_string_equal(tokens[1].text, "\xef\xbf\xbd");
    assert_string_equal(tokens[2].text, "\xef\xbf\xbd");
    arena_destroy(arena);
}

static void offsets_cover_the_source(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    static const char css[] = "a { b : url(x) 12px 'y' }";
    size_t count;
    struct css_token *tokens = css_tokenize(arena, css, strlen(css), &count);
    assert_int_equal(count, 8);
    assert_memory_equal(css + tokens[4].offset, "url(x)", tokens[4].end - tokens[4].offset);
    assert_memory_equal(css + tokens[5].offset, "12px", tokens[5].end - tokens[5].offset);
    assert_memory_equal(css + tokens[6].offset, "'y'", tokens[6].end - tokens[6].offset);
    arena_destroy(arena);
}

static void skip_passes_blocks(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    static const char css[] = "f(a [b] {c}) d ) e (";
    size_t count;
    struct css_token *tokens = css_tokenize(arena, css, strlen(css), &count);
    const struct css_token *end = tokens + count;
    const struct css_token *at = css_token_skip(tokens, end);
    assert_true(css_token_is(at, TOKEN_IDENT, "d"));
    at = css_token_skip(at, end);
    assert_int_equal(at->type, TOKEN_CLOSE_PAREN);
    at = css_token_skip(at, end);
    assert_true(css_token_is(at, TOKEN_IDENT, "e"));
    assert_ptr_equal(css_token_skip(at + 1, end), end);
    arena_destroy(arena);
}

/* Every prefix and every byte of a style sheet, and bytes at random: tokens always come to an end inside the text. */
static void any_bytes_end(void **state)
{
    (void)state;
    static const char alphabet[] = "\\\"'(){}[]#@/*-+.,:;u rl\n0e%<!>\xff\0a";
    unsigned seed = 1;
    for (int round = 0; round < 3000; round++) {
        char css[48];
        size_t length = 1 + (size_t)round % sizeof css;
        for (size_t i = 0; i < length; i++) {
            seed = seed * 1103515245 + 12345;
            css[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        struct arena *arena = arena_create(1 << 20);
        char *exact = malloc(length);
        size_t count;
        memcpy(exact, css, length);
        struct css_token *tokens = css_tokenize(arena, exact, length, &count);
        assert_non_null(tokens);
        uint32_t last = 0;
        for (size_t i = 0; i < count; i++) {
            assert_true(tokens[i].offset >= last && tokens[i].end > tokens[i].offset && tokens[i].end <= length);
            last = tokens[i].end;
        }
        free(exact);
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are),
        cmocka_unit_test(nul_is_a_replacement_character),
        cmocka_unit_test(offsets_cover_the_source),
        cmocka_unit_test(skip_passes_blocks),
        cmocka_unit_test(any_bytes_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
