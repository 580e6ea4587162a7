#include "test.h"

#include "server/conditional.h"

static void dates_are_read_and_written(void **state)
{
    (void)state;
    char text[HTTP_DATE_SIZE];
    int64_t seconds;
    http_date_print(784111777, text);
    assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 GMT");
    static const char *const forms[] = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                                        "Sun Nov  6 08:49:37 1994"};
    for (size_t i = 0; i < 3; i++) {
        seconds = 0;
        assert_true(http_date_parse(forms[i], &seconds));
        assert_int_equal(seconds, 784111777);
    }
    static const char *const bad[] = {"", "now", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37 GMT; x", "784111777"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(http_date_parse(bad[i], &seconds));
}

static void tags_are_found_in_lists(void **state)
{
    (void)state;
    static const char *const with[] = {"\"a\"", "W/\"a\"", "\"b\", \"a\"", " , \"b\",W/\"c\" ,\"a\"", "*"};
    static const char *const without[] = {"",         "a",      "\"b\"", "\"a", "\"aa\"", "\"b\" \"c\"",
                                          "b, \"a\"", "W\"a\"", ",",     "\"\""};
    for (size_t i = 0; i < sizeof with / sizeof with[0]; i++)
        assert_true(etag_listed(with[i], "\"a\""));
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
        assert_false(etag_listed(without[i], "\"a\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_and_written),
        cmocka_unit_test(tags_are_found_in_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
