#include "test.h"

#include <string.h>
#include <unicode/utf8.h>

#include "render/text/emoji.h"

static bool is_emoji(const char *text)
{
    uint32_t codes[32];
    size_t count = 0;
    for (size_t i = 0; text[i];) {
        UChar32 c;
        U8_NEXT((const uint8_t *)text, i, strlen(text), c);
        codes[count++] = (uint32_t)c;
    }
    return emoji_presentation(codes, count);
}

static void clusters_that_are_drawn_in_color(void **state)
{
    (void)state;
    static const char *const emoji[] = {
        "😀",
        "❤\uFE0F",
        "☎\uFE0F",
        "©\uFE0F",
        "5\uFE0F\u20E3",
        "#\u20E3",
        "🇰🇿",
        "👍🏽",
        "☝🏽",
        "👨‍👩‍👧‍👦",
        "🏳\uFE0F‍🌈",
        "❤\uFE0F‍🔥",
        "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
        "⌚",
    };
    for (size_t i = 0; i < sizeof emoji / sizeof *emoji; i++)
        assert_true(is_emoji(emoji[i]));
}

static void clusters_that_are_text(void **state)
{
    (void)state;
    static const char *const text[] = {
        "a", "5", "#", "é", "©", "®", "™", "❤", "☎", "😀\uFE0E", "⌚\uFE0E", "漢", "5\uFE0F", "\U0001F1F0", "✓", "→",
    };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        assert_false(is_emoji(text[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clusters_that_are_drawn_in_color),
        cmocka_unit_test(clusters_that_are_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
