#include "test.h"

#include <stdio.h>
#include <string.h>

#include "ogcard.h"

static struct ogcard_engine *engine;

static int set_up(void **state)
{
    (void)state;
    static const struct ogcard_engine_options options;
    struct ogcard_error error;
    if (ogcard_engine_create(&options, &engine, &error) == OGCARD_OK)
        return 0;
    fprintf(stderr, "%s\n", error.message);
    return -1;
}

static int tear_down(void **state)
{
    (void)state;
    ogcard_engine_unref(engine);
    return 0;
}

#define MAX_PAIRS 8

/* "name=value&name=value", taken apart without any decoding. */
static enum ogcard_status create(const char *template_name, const char *query, struct ogcard_request **request,
                                 struct ogcard_error *error)
{
    struct ogcard_pair pairs[MAX_PAIRS];
    size_t count = 0;
    while (*query) {
        size_t length = strcspn(query, "&");
        const char *equals = memchr(query, '=', length);
        assert_non_null(equals);
        assert_true(count < MAX_PAIRS);
        pairs[count++] = (struct ogcard_pair){
            .name = query,
            .name_length = (size_t)(equals - query),
            .value = equals + 1,
            .value_length = length - (size_t)(equals - query) - 1,
        };
        query += length + (query[length] == '&');
    }
    return ogcard_request_create(engine, template_name, pairs, count, request, error);
}

static void assert_same_key(bool same, const char *template_a, const char *query_a, const char *template_b,
                            const char *query_b)
{
    struct ogcard_request *a, *b;
    assert_int_equal(create(template_a, query_a, &a, NULL), OGCARD_OK);
    assert_int_equal(create(template_b, query_b, &b, NULL), OGCARD_OK);
    bool equal = memcmp(ogcard_request_key(a), ogcard_request_key(b), OGCARD_KEY_BYTES) == 0;
    if (equal != same)
        fail_msg("%s?%s and %s?%s: keys %s", template_a, query_a, template_b, query_b, equal ? "equal" : "differ");
    ogcard_request_destroy(a);
    ogcard_request_destroy(b);
}

static void key_ignores_what_does_not_matter(void **state)
{
    (void)state;
    assert_same_key(true, "og", "title=a&site=b", "og", "site=b&title=a");
    assert_same_key(true, "og", "title=a", "og", "title=a&utm_source=x&fbclid=y");
    assert_same_key(true, "og", "title=a", "og", "title=a&v=2&sig=abc&exp=1");
    assert_same_key(true, "og", "title=a", "og", "title=a&title=b");
    assert_same_key(true, "og", "title=a", "og", "title=a&description=");
    assert_same_key(true, "og", "title=a", "og.png", "title=a&format=png&scale=1");
    assert_same_key(true, "og", "title=a&accent=red", "og", "title=a&accent=#f00");
}

static void key_tells_cards_apart(void **state)
{
    (void)state;
    assert_same_key(false, "og", "title=a", "og", "title=b");
    assert_same_key(false, "og", "title=a", "og-cuckoo-network", "title=a");
    assert_same_key(false, "og", "title=a", "og.jpg", "title=a");
    assert_same_key(false, "og", "title=a", "og", "title=a&scale=2");
    assert_same_key(false, "og", "title=a", "og", "title=a&lang=ru");
    assert_same_key(false, "og", "title=a&site=bc", "og", "title=ab&site=c");
    assert_same_key(false, "og", "title=a&site=b", "og", "title=a&description=b");
}

static void same_text_in_any_normalization_form(void **state)
{
    (void)state;
    assert_same_key(true, "og", "title=\u0439", "og", "title=\u0438\u0306");
}

static void bad_requests_name_the_parameter(void **state)
{
    (void)state;
    static const struct {
        const char *template_name, *query;
        enum ogcard_status status;
        const char *says;
    } cases[] = {
        {"og", "", OGCARD_BAD_REQUEST, "\"title\" is missing"},
        {"og", "title=", OGCARD_BAD_REQUEST, "\"title\" is empty"},
        {"og", "title=  ", OGCARD_BAD_REQUEST, "\"title\" is empty"},
        {"og", "title=\xff", OGCARD_BAD_REQUEST, "\"title\" is not UTF-8"},
        {"og", "title=x&accent=reddish", OGCARD_BAD_REQUEST, "accent"},
        {"og", "title=x&format=gif", OGCARD_BAD_REQUEST, "png, jpg or webp"},
        {"og", "title=x&scale=5", OGCARD_BAD_REQUEST, "\"scale\""},
        {"og", "title=x&scale=0", OGCARD_BAD_REQUEST, "\"scale\""},
        {"og", "title=x&scale=1.5", OGCARD_BAD_REQUEST, "\"scale\""},
        {"og", "title=x&lang=r", OGCARD_BAD_REQUEST, "\"lang\""},
        {"og", "title=x&lang=ru--RU", OGCARD_BAD_REQUEST, "\"lang\""},
        {"og", "title=x&lang=../etc", OGCARD_BAD_REQUEST, "\"lang\""},
        {"nope", "title=x", OGCARD_UNKNOWN_TEMPLATE, "there are: og, og-cuckoo-network"},
        {"og.gif", "title=x", OGCARD_UNKNOWN_TEMPLATE, "og.gif"},
        {"", "title=x", OGCARD_UNKNOWN_TEMPLATE, "there are"},
        {".png", "title=x", OGCARD_UNKNOWN_TEMPLATE, "there are"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ogcard_request *request;
        struct ogcard_error error;
        assert_int_equal(create(cases[i].template_name, cases[i].query, &request, &error), cases[i].status);
        if (!strstr(error.message, cases[i].says))
            fail_msg("case %zu: \"%s\" does not say \"%s\"", i, error.message, cases[i].says);
    }
}

static void title_length_has_a_limit(void **state)
{
    (void)state;
    enum { LIMIT = 300 };
    char query[6 + 2 * (LIMIT + 1) + 1] = "title=";
    for (int i = 0; i < LIMIT; i++)
        strcat(query, "я");
    struct ogcard_request *request;
    struct ogcard_error error;
    assert_int_equal(create("og", query, &request, &error), OGCARD_OK);
    ogcard_request_destroy(request);
    strcat(query, "я");
    assert_int_equal(create("og", query, &request, &error), OGCARD_BAD_REQUEST);
    assert_non_null(strstr(error.message, "title"));
    assert_non_null(strstr(error.message, "300"));
}

static void value_bytes_have_a_limit(void **state)
{
    (void)state;
    static char value[20000];
    memset(value, 'a', sizeof value);
    struct ogcard_pair pair = {"title", 5, value, sizeof value};
    struct ogcard_request *request;
    struct ogcard_error error;
    assert_int_equal(ogcard_request_create(engine, "og", &pair, 1, &request, &error), OGCARD_BAD_REQUEST);
    assert_non_null(strstr(error.message, "20000 bytes"));
}

static void format_comes_from_extension_or_parameter(void **state)
{
    (void)state;
    static const struct {
        const char *template_name, *query;
        enum ogcard_format format;
    } cases[] = {
        {"og", "title=x", OGCARD_FORMAT_PNG},
        {"og.png", "title=x", OGCARD_FORMAT_PNG},
        {"og.jpg", "title=x", OGCARD_FORMAT_JPEG},
        {"og.webp", "title=x", OGCARD_FORMAT_WEBP},
        {"og", "title=x&format=jpeg", OGCARD_FORMAT_JPEG},
        {"og.png", "title=x&format=webp", OGCARD_FORMAT_WEBP},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ogcard_request *request;
        assert_int_equal(create(cases[i].template_name, cases[i].query, &request, NULL), OGCARD_OK);
        assert_int_equal(ogcard_request_format(request), cases[i].format);
        assert_string_equal(ogcard_request_template(request), "og");
        ogcard_request_destroy(request);
    }
}

static void request_outlives_its_engine_reference(void **state)
{
    (void)state;
    static const struct ogcard_engine_options options;
    struct ogcard_engine *own, *shared = engine;
    assert_int_equal(ogcard_engine_create(&options, &own, NULL), OGCARD_OK);
    engine = own;
    struct ogcard_request *request;
    assert_int_equal(create("og", "title=x", &request, NULL), OGCARD_OK);
    engine = shared;
    ogcard_engine_unref(own);
    assert_string_equal(ogcard_request_template(request), "og");
    ogcard_request_destroy(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key_ignores_what_does_not_matter),
        cmocka_unit_test(key_tells_cards_apart),
        cmocka_unit_test(same_text_in_any_normalization_form),
        cmocka_unit_test(bad_requests_name_the_parameter),
        cmocka_unit_test(title_length_has_a_limit),
        cmocka_unit_test(value_bytes_have_a_limit),
        cmocka_unit_test(format_comes_from_extension_or_parameter),
        cmocka_unit_test(request_outlives_its_engine_reference),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
