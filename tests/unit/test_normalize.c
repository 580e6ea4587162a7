#include "test.h"

#include <string.h>

#include "render/text/normalize.h"

struct fixture {
    struct arena *arena;
    const char *text;
    size_t length, offset;
};

static enum normalize_result run(struct fixture *f, const char *bytes, size_t length)
{
    return text_normalize(bytes, length, f->arena, &f->text, &f->length, &f->offset);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){.arena = arena_create(1 << 20)};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(((struct fixture *)*state)->arena);
    return 0;
}

static void valid_text(void **state)
{
    struct fixture *f = *state;
    static const char *const cases[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"Революция", "Революция"},
        {"и\u0306 е\u0308 А\u0301", "й ё А\u0301"}, /* composes what has a composed form, keeps a stress mark */
        {"a\tb\nc\rd", "a b c d"},
        {"a\x01\x1f\x7f z", "a z"},
        {"x\xc2\x85\xc2\x9f"
         "y",
         "xy"},
        {"می\u200cشود", "می\u200cشود"},
        {"\U0001F468\u200D\U0001F4BB", "\U0001F468\u200D\U0001F4BB"},
        {"\uFB2C", "\u05E9\u05BC\u05C1"}, /* a composition exclusion grows */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(run(f, cases[i][0], strlen(cases[i][0])), NORMALIZE_OK);
        assert_string_equal(f->text, cases[i][1]);
        assert_int_equal(f->length, strlen(cases[i][1]));
    }
}

static void invalid_bytes_are_located(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *bytes;
        size_t length, offset;
        enum normalize_result result;
    } cases[] = {
        {"ab\xff", 3, 2, NORMALIZE_NOT_UTF8},
        {"\xc0\xaf", 2, 0, NORMALIZE_NOT_UTF8},         /* overlong */
        {"x\xed\xa0\x80", 4, 1, NORMALIZE_NOT_UTF8},    /* surrogate */
        {"\xf4\x90\x80\x80", 4, 0, NORMALIZE_NOT_UTF8}, /* past U+10FFFF */
        {"abc\xd0", 4, 3, NORMALIZE_NOT_UTF8},          /* cut */
        {"a\0b", 3, 1, NORMALIZE_HAS_NUL},
        {"\0", 1, 0, NORMALIZE_HAS_NUL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(run(f, cases[i].bytes, cases[i].length), cases[i].result);
        assert_int_equal(f->offset, cases[i].offset);
    }
}

static void memory_ends_cleanly(void **state)
{
    (void)state;
    struct arena *small = arena_create(40);
    const char *text;
    size_t length, offset;
    assert_int_equal(text_normalize("и\u0306и\u0306и\u0306и\u0306", 16, small, &text, &length, &offset),
                     NORMALIZE_NO_MEMORY);
    arena_destroy(small);
}

static void codepoints_are_counted(void **state)
{
    (void)state;
    assert_int_equal(text_count_codepoints("", 0), 0);
    assert_int_equal(text_count_codepoints("aяあ\U0001F600", 10), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(valid_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(invalid_bytes_are_located, set_up, tear_down),
        cmocka_unit_test(memory_ends_cleanly),
        cmocka_unit_test(codepoints_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
