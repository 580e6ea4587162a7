#include "test.h"

#include <unistd.h>

#include "font_help.h"
#include "title_characters.h"

static struct font_set *set;

static int open_set(void **state)
{
    (void)state;
    set = set_create(NULL, NULL);
    return 0;
}

static int close_set(void **state)
{
    (void)state;
    font_set_unref(set);
    return 0;
}

struct fallback_case {
    const char *cluster, *language;
    bool emoji;
    const char *family;
};

static void check(const struct fallback_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *family = fallback_family(set, cases[i].cluster, cases[i].language, cases[i].emoji);
        if (strcmp(family, cases[i].family) != 0)
            fail_msg("%s [%s]: wanted %s, got %s", cases[i].cluster, cases[i].language ? cases[i].language : "",
                     cases[i].family, family);
    }
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof((cases)[0]))

static void scripts(void **state)
{
    (void)state;
    static const struct fallback_case cases[] = {
        {"a", NULL, false, "Inter"},
        {"Ж", NULL, false, "Inter"},
        {"ә", "kk", false, "Inter"},
        {"λ", NULL, false, "Inter"},
        {"ἐ", NULL, false, "Inter"},
        {"Ԁ", NULL, false, "Noto Sans"}, /* Cyrillic that Inter lacks */
        {"ب", "ar", false, "Noto Sans Arabic"},
        {"ی", "fa", false, "Noto Sans Arabic"},
        {"،", NULL, false, "Noto Sans Arabic"}, /* script Common */
        {"א", NULL, false, "Noto Sans Hebrew"},
        {"क", NULL, false, "Noto Sans Devanagari"},
        {"क्षि", "hi", false, "Noto Sans Devanagari"},
        {"।", "hi", false, "Noto Sans Devanagari"},
        {"অ", NULL, false, "Noto Sans Bengali"},
        {"ਅ", NULL, false, "Noto Sans Gurmukhi"},
        {"અ", NULL, false, "Noto Sans Gujarati"},
        {"ଅ", NULL, false, "Noto Sans Oriya"},
        {"அ", NULL, false, "Noto Sans Tamil"},
        {"అ", NULL, false, "Noto Sans Telugu"},
        {"ಅ", NULL, false, "Noto Sans Kannada"},
        {"അ", NULL, false, "Noto Sans Malayalam"},
        {"අ", NULL, false, "Noto Sans Sinhala"},
        {"ก", NULL, false, "Noto Sans Thai"},
        {"กี่", "th", false, "Noto Sans Thai"},
        {"ກ", NULL, false, "Noto Sans Lao"},
        {"ក", NULL, false, "Noto Sans Khmer"},
        {"မ", NULL, false, "Noto Sans Myanmar"},
        {"ა", NULL, false, "Noto Sans Georgian"},
        {"հ", NULL, false, "Noto Sans Armenian"},
        {"አ", NULL, false, "Noto Sans Ethiopic"},
        {"Ꭰ", NULL, false, "Noto Sans Cherokee"},
        {"ᐁ", NULL, false, "Noto Sans Canadian Aboriginal"},
        {"ⵣ", NULL, false, "Noto Sans Tifinagh"},
        {"𞤀", NULL, false, "Noto Sans Adlam"},
        {"ܐ", NULL, false, "Noto Sans Syriac"},
        {"ᠠ", NULL, false, "Noto Sans Mongolian"},
        {"𑌅", NULL, false, "Noto Sans Grantha"},
        {"བ", NULL, false, "Noto Serif Tibetan"}, /* there is no sans */
        {"𗀀", NULL, false, "Noto Serif Tangut"},
        {"𝔸", NULL, false, "Noto Sans Math"},
        {"∀", NULL, false, "Noto Sans Math"},
        {"𝄞", NULL, false, "Noto Music"},
        {"№", NULL, false, "Inter"},
        {"−", NULL, false, "Inter"},
        {"₽", NULL, false, "Inter"},
        {"\uFFFD", NULL, false, "Noto Sans"},
    };
    CHECK(cases);
}

static void han_by_language(void **state)
{
    (void)state;
    static const struct fallback_case cases[] = {
        {"骨", NULL, false, "Noto Sans CJK SC"},
        {"骨", "", false, "Noto Sans CJK SC"},
        {"骨", "ru", false, "Noto Sans CJK SC"},
        {"骨", "ja", false, "Noto Sans CJK JP"},
        {"骨", "ja-JP", false, "Noto Sans CJK JP"},
        {"骨", "JA", false, "Noto Sans CJK JP"},
        {"骨", "en-x-ja", false, "Noto Sans CJK SC"}, /* private use */
        {"骨", "jam", false, "Noto Sans CJK SC"},     /* Jamaican Creole */
        {"骨", "ko", false, "Noto Sans CJK KR"},
        {"骨", "zh", false, "Noto Sans CJK SC"},
        {"骨", "zh-CN", false, "Noto Sans CJK SC"},
        {"骨", "zh-SG", false, "Noto Sans CJK SC"},
        {"骨", "zh-Hans", false, "Noto Sans CJK SC"},
        {"骨", "zh-Hans-HK", false, "Noto Sans CJK SC"},
        {"骨", "zh-Hant", false, "Noto Sans CJK TC"},
        {"骨", "zh-TW", false, "Noto Sans CJK TC"},
        {"骨", "zh_TW", false, "Noto Sans CJK TC"},
        {"骨", "zh-Hant-HK", false, "Noto Sans CJK HK"},
        {"骨", "zh-HK", false, "Noto Sans CJK HK"},
        {"骨", "zh-MO", false, "Noto Sans CJK HK"},
        {"骨", "yue", false, "Noto Sans CJK HK"},
        {"か", NULL, false, "Noto Sans CJK JP"},
        {"か", "en", false, "Noto Sans CJK JP"},
        {"カ", "zh", false, "Noto Sans CJK SC"},
        {"ー", NULL, false, "Noto Sans CJK JP"},
        {"が", "ja", false, "Noto Sans CJK JP"}, /* decomposed */
        {"한", NULL, false, "Noto Sans CJK KR"},
        {"한", "ja", false, "Noto Sans CJK KR"},
        {"ㄅ", NULL, false, "Noto Sans CJK TC"},
        {"「", "ja", false, "Noto Sans CJK JP"},
        {"。", "zh-Hant", false, "Noto Sans CJK TC"},
        {"！", "ko", false, "Noto Sans CJK KR"},
        {"，", NULL, false, "Noto Sans CJK SC"},
        {"1", "ja", false, "Inter"},
        {"…", "ja", false, "Inter"},
        {"㈱", NULL, false, "Noto Sans CJK SC"},
    };
    CHECK(cases);
    /* A tag as long as a stranger likes. */
    char tag[4096];
    memset(tag, 'x', sizeof tag);
    memcpy(tag, "zh-", 3);
    tag[sizeof tag - 1] = 0;
    assert_string_equal(fallback_family(set, "骨", tag, false), "Noto Sans CJK SC");
}

static void emoji(void **state)
{
    (void)state;
    static const struct fallback_case cases[] = {
        {"1️⃣", NULL, true, "Noto Color Emoji"},
        {"#️⃣", NULL, true, "Noto Color Emoji"},
        {"🇰🇿", NULL, true, "Noto Color Emoji"},
        {"👨‍👩‍👧", NULL, true, "Noto Color Emoji"},
        {"👍🏽", NULL, true, "Noto Color Emoji"},
        {"🏴󠁧󠁢󠁥󠁮󠁧󠁿", NULL, true, "Noto Color Emoji"},
        {"☺️", NULL, true, "Noto Color Emoji"},
        {"☺︎", NULL, false, "Noto Sans Symbols"},
        {"❤︎", NULL, false, "Inter"},
        {"❤️", NULL, true, "Noto Color Emoji"},
        {"😀", NULL, true, "Noto Color Emoji"},
        {"🤖", NULL, false, "Noto Color Emoji"}, /* no other face has it */
        {"1", NULL, false, "Inter"},
        {"#", NULL, false, "Inter"},
        {"*", NULL, false, "Inter"},
        {"©", NULL, false, "Inter"},
        {"骨", "ja", true, "Noto Sans CJK JP"}, /* not in the emoji face */
    };
    CHECK(cases);
    assert_false(!strcmp(fallback_family(set, "1️⃣", NULL, false), "Noto Color Emoji"));
}

static void plain_text_never_from_emoji(void **state)
{
    (void)state;
    for (uint32_t c = 0x20; c < 0x2000; c++) {
        const struct font_face *face = font_set_fallback(set, &c, 1, NULL, false, 400, FONT_SLOPE_NORMAL);
        assert_false(face && face->color);
    }
    /* Nor when only an emoji face has the whole cluster. */
    char folder[] = "/tmp/ogcard-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/x.ttf", folder);
    assert_int_equal(symlink(NOTO_DIR "/NotoColorEmoji.ttf", path), 0);
    struct font_set *only = set_create(NULL, folder);
    assert_string_equal(fallback_family(only, "1⃣", NULL, false), "Inter");
    assert_string_equal(fallback_family(only, "1⃣", NULL, true), "Noto Color Emoji");
    assert_string_equal(fallback_family(only, "🤖", NULL, false), "Noto Color Emoji");
    font_set_unref(only);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void marks_stay_with_their_base(void **state)
{
    (void)state;
    /* U+20E3 is not in Inter: a face with both is taken. */
    uint32_t keycap[] = {'1', 0x20E3};
    const struct font_face *face = font_set_fallback(set, keycap, 2, NULL, false, 400, FONT_SLOPE_NORMAL);
    assert_true(font_face_covers(set, face, '1') && font_face_covers(set, face, 0x20E3));
    /* No face has a Thai letter with a Hebrew point: the base decides. */
    uint32_t mixed[] = {0xE01, 0x5B4};
    face = font_set_fallback(set, mixed, 2, NULL, false, 400, FONT_SLOPE_NORMAL);
    assert_string_equal(face->family, "Noto Sans Thai");
    /* A base that nothing has is not drawn by its mark's face. */
    uint32_t unassigned[] = {0x50000, 0x301};
    assert_null(font_set_fallback(set, unassigned, 2, NULL, false, 400, FONT_SLOPE_NORMAL));
}

static void weight_and_slope_are_matched(void **state)
{
    (void)state;
    uint32_t thai = 0xE01, komi = 0x500, han = 0x9AA8;
    assert_float_equal(font_set_fallback(set, &thai, 1, NULL, false, 900, FONT_SLOPE_NORMAL)->weight.min, 700, 0);
    assert_float_equal(font_set_fallback(set, &thai, 1, NULL, false, 500, FONT_SLOPE_NORMAL)->weight.min, 400, 0);
    assert_float_equal(font_set_fallback(set, &han, 1, NULL, false, 600, FONT_SLOPE_NORMAL)->weight.min, 700, 0);
    const struct font_face *face = font_set_fallback(set, &komi, 1, NULL, false, 700, FONT_SLOPE_ITALIC);
    assert_float_equal(face->weight.min, 700, 0);
    assert_int_equal(face->slope, FONT_SLOPE_ITALIC);
}

static void private_use_has_no_fallback(void **state)
{
    (void)state;
    static const uint32_t private_use[] = {0xE000, 0xF8FF, 0xF0000};
    const struct font_face *inter = font_set_match(set, "Inter", 400, 100, FONT_SLOPE_NORMAL);
    assert_true(font_face_covers(set, inter, 0xE000));
    for (size_t i = 0; i < sizeof private_use / sizeof private_use[0]; i++)
        assert_null(font_set_fallback(set, &private_use[i], 1, NULL, false, 400, FONT_SLOPE_NORMAL));
}

static void ignorable_alone_has_a_face(void **state)
{
    (void)state;
    static const uint32_t ignorable[] = {0x200D, 0xFE0F, 0xAD, 0x2060, 0xE0020};
    for (size_t i = 0; i < sizeof ignorable / sizeof ignorable[0]; i++)
        assert_non_null(font_set_fallback(set, &ignorable[i], 1, NULL, false, 400, FONT_SLOPE_NORMAL));
    assert_non_null(font_set_fallback(set, NULL, 0, NULL, false, 400, FONT_SLOPE_NORMAL));
}

/* Whole alphabets come from the built-in faces, each of which has all of them. */
static void alphabets(void **state)
{
    (void)state;
    static const char *const letters[] = {
        "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя", /* Russian */
        "ҐґЄєІіЇї’ʼ",                                                         /* Ukrainian */
        "ЎўІі",                                                               /* Belarusian */
        "ӘәҒғҚқҢңӨөҰұҮүҺһІі",                                                 /* Kazakh */
        "ЂђЈјЉљЊњЋћЏџЃѓЅѕЌќЀѐЍѝ",                                             /* Serbian, Macedonian, Bulgarian */
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωΆΈΉΊΌΎΏάέήίόύώΪΫϊϋΐΰ",
        "ÇĞİÖŞÜçğıöşüÂÎÛâîû", /* Turkish */
        "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
        "ÄÖÜẞäöüßÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿÁÍÑÓÚáíñóú¿¡ÃÕãõĄĆĘŁŃŚŹŻąćęłńśźż",
        "ČĎĚŇŘŠŤŮŽčďěňřšťůžŐŰőűȘȚșțÅØåøÞÐþðĀĒĢĪĶĻŅŪāēģīķļņūĖĮŲėįų",
        "–—‘’‚“”„«»‹›…•·№€₽₴₸₺£¥$%"
        "‰°×÷±−≈≠≤≥→←↑↓©®™§¶†‡′″",
    };
    static const float weights[] = {400, 500, 600, 700, 800, 900};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        uint32_t codepoints[256];
        size_t count = decode(letters[i], codepoints, 256);
        for (size_t k = 0; k < count; k++) {
            for (size_t w = 0; w < 8; w++) {
                enum font_slope slope = w < 6 ? FONT_SLOPE_NORMAL : FONT_SLOPE_ITALIC;
                float weight = w < 6 ? weights[w] : w == 6 ? 400 : 700;
                const struct font_face *face = font_set_match(set, "Inter", weight, 100, slope);
                if (!font_face_covers(set, face, codepoints[k]))
                    fail_msg("U+%04X is not in Inter %g", codepoints[k], (double)weight);
            }
        }
    }
}

static void every_character_of_titles_is_covered(void **state)
{
    (void)state;
    size_t checked = 0;
    for (size_t i = 0; i < sizeof title_characters / sizeof title_characters[0]; i++) {
        const char *language = title_characters[i].language;
        static uint32_t codepoints[4096];
        size_t count = decode(title_characters[i].characters, codepoints, 4096);
        for (size_t k = 0; k < count; k++) {
            const struct font_face *face =
                font_set_fallback(set, &codepoints[k], 1, language, false, 700, FONT_SLOPE_NORMAL);
            if (!face || strstr(face->family, "Serif") || face->color)
                fail_msg("[%s] U+%04X comes from %s", language, codepoints[k], face ? face->family : "nowhere");
            checked++;
        }
    }
    assert_true(checked > 1000);
}

static void variants_are_the_last_resort(void **state)
{
    (void)state;
    static const char *const words[] = {"Serif", "Mono", "Display", "Looped", "Kufi", "Naskh", "Nastaliq", "Rashi"};
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    for (uint32_t c = 0x20; c < 0x3400; c++) {
        const struct font_face *face = font_set_fallback(set, &c, 1, NULL, false, 400, FONT_SLOPE_NORMAL);
        hb_script_t script = hb_unicode_script(unicode, c);
        /* Letters for Pali came to Lao later than Noto Sans Lao. */
        if (!face || script == HB_SCRIPT_TIBETAN || script == HB_SCRIPT_LAO || (c >= 0xFD5 && c <= 0xFD8))
            continue;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (strstr(face->family, words[i]))
                fail_msg("U+%04X comes from %s", c, face->family);
    }
}

static void without_fallback_families(void **state)
{
    (void)state;
    struct font_set *bare = set_create(NULL, "/nonexistent:/nonexistent/too");
    assert_string_equal(fallback_family(bare, "Ж", NULL, false), "Inter");
    assert_string_equal(fallback_family(bare, "骨", "ja", false), "");
    assert_string_equal(fallback_family(bare, "1️⃣", NULL, true), "Inter"); /* the base at least */
    font_set_unref(bare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts),
        cmocka_unit_test(han_by_language),
        cmocka_unit_test(emoji),
        cmocka_unit_test(plain_text_never_from_emoji),
        cmocka_unit_test(marks_stay_with_their_base),
        cmocka_unit_test(weight_and_slope_are_matched),
        cmocka_unit_test(private_use_has_no_fallback),
        cmocka_unit_test(ignorable_alone_has_a_face),
        cmocka_unit_test(alphabets),
        cmocka_unit_test(every_character_of_titles_is_covered),
        cmocka_unit_test(variants_are_the_last_resort),
        cmocka_unit_test(without_fallback_families),
    };
    return cmocka_run_group_tests(tests, open_set, close_set);
}
