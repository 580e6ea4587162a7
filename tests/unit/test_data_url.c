/* data: URLs, well-formed and not. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "render/template/data_url.h"

static const struct {
    const char *url, *expected; /* NULL: refused */
} rows[] = {
    {"data:,", ""},
    {"data:,A%20b", "A b"},
    {"data:,100%", "100%"},
    {"data:,%4", "%4"},
    {"data:,%zz", "%zz"},
    {"data:,a\n\tb", "ab"},
    {"data:text/plain;charset=utf-8,%C3%A4", "ä"},
    {"DATA:image/svg+xml,%3Csvg fill='%23fff'/%3E#top", "<svg fill='#fff'/>"},
    {"data:;base64,", ""},
    {"data:;base64,YQ==", "a"},
    {"data:;base64,YQ", "a"},
    {"data:;base64,YWI%3D", "ab"},
    {"data:image/png;BASE64 ,Y W\nI=", "ab"},
    {"data:;base64,YWI", "ab"},
    {"data:;base64,Y", NULL},
    {"data:;base64,YQ==YQ==", NULL},
    {"data:;base64,Y-_=", NULL},
    {"data:image/png;base64", NULL},
};

static void carries_what_is_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *problem = NULL;
        size_t size = 0;
        uint8_t *bytes = data_url_decode(rows[i].url, &size, &problem);
        if ((bytes != NULL) != (rows[i].expected != NULL))
            fail_msg("%s: %s", rows[i].url, bytes ? "is read" : problem);
        if (bytes) {
            assert_int_equal(size, strlen(rows[i].expected));
            assert_memory_equal(bytes, rows[i].expected, size);
        }
        free(bytes);
    }
}

static void is_told_from_a_path(void **state)
{
    (void)state;
    assert_true(data_url_is("data:,"));
    assert_true(data_url_is("Data:image/png"));
    assert_false(data_url_is("data.png"));
    assert_false(data_url_is("dat"));
    assert_false(data_url_is(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carries_what_is_written),
        cmocka_unit_test(is_told_from_a_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
