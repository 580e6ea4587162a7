#include "test.h"

#include <string.h>

#include "server/text.h"

static void utf8_is_checked(void **state)
{
    (void)state;
    static const char *const good[] = {"",
                                       "a",
                                       "\xc2\x80",
                                       "\xdf\xbf",
                                       "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80",
                                      "\xc0\xaf",
                                      "\xc1\xbf",
                                      "\xc2",
                                      "\xc2\x7f",
                                      "\xe0\x9f\xbf",
                                      "\xed\xa0\x80",
                                      "\xe1\x80",
                                      "\xe1\x80\xc0",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xff",
                                      "a\xfe"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(text_is_utf8(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(text_is_utf8(bad[i], strlen(bad[i])));
}

static void json_is_escaped(void **state)
{
    (void)state;
    struct text_buffer buffer = {0};
    text_append_json(&buffer, "a\"\\\n\x7f\xd0\x98\xff.");
    assert_string_equal(buffer.text, "a\\\"\\\\\\u000a\\u007f\xd0\x98\xef\xbf\xbd.");
    text_finish(&buffer);
}

static void buffers_grow(void **state)
{
    (void)state;
    struct text_buffer buffer = {0};
    for (int i = 0; i < 1000; i++)
        text_printf(&buffer, "%04d", i);
    assert_int_equal(buffer.length, 4000);
    assert_int_equal(strlen(buffer.text), 4000);
    assert_memory_equal(buffer.text + 3996, "0999", 5);
    text_finish(&buffer);
    assert_null(buffer.text);
}

static void hex_is_lower_case(void **state)
{
    (void)state;
    char hex[9];
    text_hex(hex, (const uint8_t[]){0, 0x1f, 0xab, 0xff}, 4);
    assert_string_equal(hex, "001fabff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(json_is_escaped),
        cmocka_unit_test(buffers_grow),
        cmocka_unit_test(hex_is_lower_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
