#include "fonts/font.h"
#include "fonts/font_set.h"
#include "test.h"
static void creates(void **state)
{
    (void)state;
    struct font_set *set;
    struct ogcard_error error;
    assert_int_equal(font_set_create(NULL, NULL, &set, &error), OGCARD_OK);
    size_t n = 0;
    for (const struct font_face *f; (f = font_set_face(set, n)); n++)
        ;
    assert_true(n >= 8);
    font_set_unref(set);
}
int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(creates)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
