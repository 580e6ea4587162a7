#include "test.h"

#include "fonts/coverage.h"

static void has_what_was_put_in_and_nothing_else(void **state)
{
    (void)state;
    static const uint32_t codepoints[] = {0, 31, 32, 255, 256, 0x4FF, 0x4E00, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF};
    hb_set_t *set = hb_set_create();
    for (size_t i = 0; i < sizeof codepoints / sizeof codepoints[0]; i++)
        hb_set_add(set, codepoints[i]);
    struct coverage coverage;
    assert_true(coverage_init(&coverage, set));
    for (uint32_t c = 0; c < 0x110100; c++)
        assert_int_equal(coverage_has(&coverage, c), hb_set_has(set, c));
    assert_false(coverage_has(&coverage, UINT32_MAX));
    coverage_finish(&coverage);
    hb_set_destroy(set);
}

static void empty_has_nothing(void **state)
{
    (void)state;
    hb_set_t *set = hb_set_create();
    struct coverage coverage;
    assert_true(coverage_init(&coverage, set));
    assert_false(coverage_has(&coverage, 0));
    assert_false(coverage_has(&coverage, 'a'));
    assert_int_equal(coverage_main_script(set), HB_SCRIPT_COMMON);
    coverage_finish(&coverage);
    hb_set_destroy(set);
}

static void main_script_passes_over_latin_and_common(void **state)
{
    (void)state;
    hb_set_t *set = hb_set_create();
    hb_set_add_range(set, 0x20, 0x17F);
    assert_int_equal(coverage_main_script(set), HB_SCRIPT_COMMON);
    hb_set_add_range(set, 0xE01, 0xE30);
    hb_set_add_range(set, 0x905, 0x909);
    assert_int_equal(coverage_main_script(set), HB_SCRIPT_THAI);
    hb_set_destroy(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_what_was_put_in_and_nothing_else),
        cmocka_unit_test(empty_has_nothing),
        cmocka_unit_test(main_script_passes_over_latin_and_common),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
