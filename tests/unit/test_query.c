#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/query.h"

/* Parses a copy of `length` bytes; the copy lives until the next call. */
static enum ogcard_status parse_bytes(struct query *query, const char *target, size_t length)
{
    static char *copy;
    struct ogcard_error error = {0};
    free(copy);
    copy = NULL;
    if (!target)
        return OGCARD_OK;
    copy = malloc(length + 1);
    memcpy(copy, target, length);
    copy[length] = '\0';
    enum ogcard_status status = query_parse(query, copy, length, &error);
    if (status != OGCARD_OK)
        assert_true(error.message[0] != '\0' && error.status == status);
    return status;
}

static enum ogcard_status parse(struct query *query, const char *target)
{
    return parse_bytes(query, target, strlen(target));
}

static void assert_value(const struct query *query, const char *name, const char *value)
{
    const struct ogcard_pair *pair = query_find(query, name);
    assert_non_null(pair);
    assert_int_equal(pair->value_length, strlen(value));
    assert_memory_equal(pair->value, value, strlen(value));
}

static void values_are_decoded(void **state)
{
    (void)state;
    static const struct {
        const char *target, *title;
    } cases[] = {
        {"/api/og?title=One%20two+three four", "One two three four"},
        {"/api/og?title=%D0%98%D0%B8", "Ии"},
        {"/api/og?title=%d0%98\xd0\xb8", "Ии"},
        {"/api/og?title=100%", "100%"},
        {"/api/og?title=100%2", "100%2"},
        {"/api/og?title=100%25", "100%"},
        {"/api/og?title=5%%20off", "5% off"},
        {"/api/og?title=%zz%4", "%zz%4"},
        {"/api/og?title=%2B+%26%3D%3F", "+ &=?"},
        {"/api/og?title=a=b=c", "a=b=c"},
        {"/api/og?title=what?", "what?"},
        {"/api/og?title=C# and #F", "C# and #F"},
        {"/api/og?&&a=1&&title=x&", "x"},
        {"/api/og?a=1&amp;title=x", "x"},
        {"/api/og?ti%74le=x", "x"},
        {"/api/og?title=first&title=second", "first"},
        {"/api/og?title=", ""},
        {"/api/og?title", ""},
        {"HTTPS://host:1/api/og?title=x", "x"},
        {"http://host?title=x", "x"},
        {"/api/og?title=a  ", "a"},
    };
    struct query query;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(parse(&query, cases[i].target), OGCARD_OK);
        assert_value(&query, "title", cases[i].title);
    }
    parse_bytes(&query, NULL, 0);
}

static void bytes_that_are_no_text_keep_their_length(void **state)
{
    (void)state;
    struct query query;
    assert_int_equal(parse(&query, "/api/og?title=a%00b%ff"), OGCARD_OK);
    const struct ogcard_pair *pair = query_find(&query, "title");
    assert_int_equal(pair->value_length, 4);
    assert_memory_equal(pair->value, "a\0b\xff", 4);
    parse_bytes(&query, NULL, 0);
}

static void paths_are_decoded_and_checked(void **state)
{
    (void)state;
    static const struct {
        const char *target, *template_name; /* NULL: no card's path */
    } cases[] = {
        {"/api/og?x", "og"}, {"/api/og/?x", "og"},  {"/api/og.png", "og.png"}, {"/api/o%67", "og"},
        {"/api/a+b", "a+b"}, {"/api/a%20b", "a b"}, {"/api/", NULL},           {"/api", NULL},
        {"/api//", NULL},    {"/api/og//", NULL},   {"/api/og/x", NULL},       {"/API/og", NULL},
        {"/", NULL},         {"http://host", NULL},
    };
    struct query query;
    char name[LIMIT_TEMPLATE_NAME + 2];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(parse(&query, cases[i].target), OGCARD_OK);
        assert_int_equal(query_template(&query, name), cases[i].template_name != NULL);
        if (cases[i].template_name)
            assert_string_equal(name, cases[i].template_name);
    }
    static const char *const bad[] = {"", "og", "*", "/%ff", "/a%00b", "/%c0%af", "?title=a"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(parse(&query, bad[i]), OGCARD_BAD_REQUEST);
    assert_int_equal(parse_bytes(&query, "/a\0b", 4), OGCARD_BAD_REQUEST);
    parse_bytes(&query, NULL, 0);
}

static void a_long_template_name_is_no_other(void **state)
{
    (void)state;
    struct query query;
    char target[LIMIT_TEMPLATE_NAME + 200] = "/api/", name[LIMIT_TEMPLATE_NAME + 2];
    memset(target + 5, 'x', LIMIT_TEMPLATE_NAME + 100);
    assert_int_equal(parse(&query, target), OGCARD_OK);
    assert_true(query_template(&query, name));
    assert_int_equal(strlen(name), LIMIT_TEMPLATE_NAME + 1);
    parse_bytes(&query, NULL, 0);
}

static void the_number_of_parameters_is_bounded(void **state)
{
    (void)state;
    struct query query;
    char target[LIMIT_QUERY_PAIRS * 4 + 100] = "/?a";
    for (int i = 1; i < LIMIT_QUERY_PAIRS; i++)
        strcat(target, "&&a");
    assert_int_equal(parse(&query, target), OGCARD_OK);
    assert_int_equal(query.pair_count, LIMIT_QUERY_PAIRS);
    strcat(target, "&a");
    assert_int_equal(parse(&query, target), OGCARD_BAD_REQUEST);
    parse_bytes(&query, NULL, 0);
}

/* Every URL that real pages carry, as it is written there. */
static void the_corpus_is_decoded(void **state)
{
    (void)state;
    char path[4096], line[8192];
    snprintf(path, sizeof path, "%s/tests/corpus/urls.tsv", getenv("SOURCE_ROOT"));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    int count = 0;
    struct query query;
    while (fgets(line, sizeof line, file)) {
        char name[LIMIT_TEMPLATE_NAME + 2];
        line[strcspn(line, "\n")] = '\0';
        char *url = strchr(line, '\t') + 1, *title = strchr(url, '\t') + 1, *decoded = strchr(title, '\t') + 1;
        title[-1] = decoded[-1] = '\0';
        assert_int_equal(parse(&query, url), OGCARD_OK);
        assert_true(query_template(&query, name));
        assert_string_equal(name, "og-cuckoo-network");
        assert_int_equal(query.pair_count, 1);
        assert_value(&query, "title", decoded[0] ? decoded : title);
        count++;
    }
    fclose(file);
    assert_int_equal(count, 484);
    parse_bytes(&query, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_decoded),
        cmocka_unit_test(bytes_that_are_no_text_keep_their_length),
        cmocka_unit_test(paths_are_decoded_and_checked),
        cmocka_unit_test(a_long_template_name_is_no_other),
        cmocka_unit_test(the_number_of_parameters_is_bounded),
        cmocka_unit_test(the_corpus_is_decoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
