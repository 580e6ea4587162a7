#include "test.h"

#include <string.h>
#include <unicode/ustring.h>

#include "render/text/clean.h"

struct fixture {
    struct arena *arena;
    char text[512];
};

static int setup(void **state)
{
    static struct fixture fixture;
    fixture.arena = arena_create(1 << 20);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    arena_destroy(((struct fixture *)*state)->arena);
    return 0;
}

static const char *encoded(struct fixture *f, struct units units)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    assert_non_null(units.items);
    u_strToUTF8(f->text, sizeof f->text, &length, units.items, units.length, &status);
    assert_true(U_SUCCESS(status));
    f->text[length] = '\0';
    return f->text;
}

static void harmful_characters_are_taken_out(void **state)
{
    static const struct {
        const char *text, *cleaned;
    } cases[] = {
        {"plain — текст", "plain — текст"},
        {"a\x01"
         "b\x7F"
         "c\xC2\x80"
         "d\xC2\x85"
         "e",
         "abcd e"},
        {"tab\tline\nreturn\rfeed\f", "tab\tline\nreturn\rfeed "},
        {"a\u2028b\u2029c", "a b c"},
        {"\uFEFFbom", "bom"},
        {"a\u202Eevil\u202Cb", "aevilb"}, /* an override, and what would close it */
        {"a\u202Drevo", "arevo"},
        {"a\u202Bשלום\u202Cb", "a\u202Bשלום\u202Cb"}, /* paired embedding stays */
        {"a\u202Bשלום", "aשלום"},                     /* an open one would reach past the title */
        {"a\u2067שלום\u2069b", "a\u2067שלום\u2069b"},
        {"a\u2067שלום", "aשלום"},
        {"a\u2069b\u202Cc", "abc"},
        {"a\u2066\u202Bb\u2069c", "a\u2066b\u2069c"}, /* the isolate's end closes what is open in it */
        {"می\u200Cخواهیم", "می\u200Cخواهیم"},         /* joiners stay */
        {"x\u200Ey\u200Fz", "x\u200Ey\u200Fz"},       /* marks stay */
        {"\U0001F3F4\U000E0067\U000E0062\U000E007F!", "\U0001F3F4\U000E0067\U000E0062\U000E007F!"},
        {"A\U000E0067\U000E0062B", "AB"}, /* tags that no emoji carries */
        {"\uFDD0\uFFFE\U0001FFFFok", "ok"},
        {"bad\xFF\xC0\xAF"
         "end",
         "bad\uFFFD\uFFFD\uFFFDend"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(encoded(f, text_decode(f->arena, cases[i].text, strlen(cases[i].text))), cases[i].cleaned);
}

static void case_follows_the_language(void **state)
{
    static const struct {
        const char *language;
        enum text_transform transform;
        bool after_word;
        const char *text, *mapped;
    } cases[] = {
        {"en", TEXT_TRANSFORM_UPPERCASE, false, "title straße ﬁ", "TITLE STRASSE FI"},
        {"tr", TEXT_TRANSFORM_UPPERCASE, false, "istanbul ığdır", "İSTANBUL IĞDIR"},
        {"tr", TEXT_TRANSFORM_LOWERCASE, false, "İSTANBUL IĞDIR", "istanbul ığdır"},
        {"el", TEXT_TRANSFORM_UPPERCASE, false, "άνθρωπος", "ΑΝΘΡΩΠΟΣ"},
        {"el", TEXT_TRANSFORM_LOWERCASE, false, "ΟΔΟΣ", "οδος"},
        {"nl", TEXT_TRANSFORM_CAPITALIZE, false, "ijsland en USA", "IJsland En USA"},
        {"ru", TEXT_TRANSFORM_CAPITALIZE, false, "из-за войны и МИРА", "Из-За Войны И МИРА"},
        {"en", TEXT_TRANSFORM_CAPITALIZE, true, "ing on words", "ing On Words"},
        {"en", TEXT_TRANSFORM_NONE, false, "aB", "aB"},
        {"kk", TEXT_TRANSFORM_UPPERCASE, false, "қазақ әлемі", "ҚАЗАҚ ӘЛЕМІ"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct units units = text_decode(f->arena, cases[i].text, strlen(cases[i].text));
        units = text_map_case(f->arena, units, cases[i].transform, cases[i].language, cases[i].after_word);
        assert_string_equal(encoded(f, units), cases[i].mapped);
    }
}

static void composition_is_canonical(void **state)
{
    struct fixture *f = *state;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    static const char *const cases[][2] = {
        {"и\u0306 е\u0308", "й ё"},   {"Tie\u0302\u0301ng", "Tiếng"},
        {"а\u0301", "а\u0301"}, /* no composed form */
        {"\u1112\u1161\u11AB", "한"}, {"plain", "plain"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct units units = text_decode(f->arena, cases[i][0], strlen(cases[i][0]));
        assert_string_equal(encoded(f, text_compose(f->arena, units, nfc)), cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(harmful_characters_are_taken_out),
        cmocka_unit_test(case_follows_the_language),
        cmocka_unit_test(composition_is_canonical),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
