/* text-wrap: wrap breaks where Chromium 156 breaks: Inter Bold at 64 px in 600 px. */
#include "text_fixture.h"

static const struct {
    const char *language, *text, *lines;
} chromium[] = {
    {"ru", "За́мок или замо́к: ответ № 5 на 10 % больше, 5 кг из-за что-то (2024–2025) «кавычки» — тире",
     "За́мок или замо́к: | ответ № 5 на 10 % | больше, 5 кг из-за | что-то (2024– | 2025) «кавычки» | — тире"},
    {"ru", "а́ е́ и́ о́ у́ ы́ э́ ю́ я́", "а́ е́ и́ о́ у́ ы́ э́ ю́ я́"},
    {"ru", "Что-то из-за-под C++17 и HTTP/2, а.с. Пушкин А. С. — «цитата»… да? Нет! -5 градусов; -слово",
     "Что-то из-за-под | C++17 и HTTP/2, | а.с. Пушкин А. С. | — «цитата»… да? | Нет! -5 градусов; | -слово"},
    {"en",
     "e-mail foo-bar (test) [x] {y} <z> a/b/c http://example.com/a-b_c?d=e&f=g 50% $25 100$ 1,000.50 -5 A-1 don't",
     "e-mail foo-bar | (test) [x] {y} <z> | a/b/c | http://example.com/a- | b_c?d=e&f=g 50% | $25 100$ 1,000.50 | -5 "
     "A-1 don't"},
    {"en", "“Quoted” ‘text’ ‹x› «y» „z“ – — … !? a—b a–b a - b 10–20 x±y 5×3 ©2025 ®™ № 5",
     "“Quoted” ‘text’ ‹x› | «y» „z“ – — … !? a | —b a–b a - b 10–20 | x±y 5×3 ©2025 ®™ | № 5"},
    {"en", "An 😀 emoji 👨‍👩‍👧‍👦 and 🇰🇿🇷🇺 5️⃣ 👍🏽 ❤️ ❤ ☎",
     "An 😀 emoji 👨‍👩‍👧‍👦 and | 🇰🇿🇷🇺 5️⃣ 👍🏽 ❤️ ❤ ☎"},
    {"fa", "می‌خواهیم معرفی شبکه‌ی غیرمتمرکز ۲۰۲۵ (نسخه ۲)، API و Web3!",
     "می‌خواهیم معرفی | شبکه‌ی غیرمتمرکز | ۲۰۲۵ (نسخه ۲)، API و | Web3!"},
    {"he", "שלום עולם Web3 (2025) – בדיקה: 12/3 \"ציטוט\" ו־50% מהמשתמשים",
     "שלום עולם Web3 | (2025) – בדיקה: | 12/3 \"ציטוט\" ו־50% | מהמשתמשים"},
    {"ar", "القيمة 25% من (Web3) هي $100 - 200، صفحة 5/10 \"اقتباس\" [قوس]",
     "القيمة 25% من | (Web3) هي $100 - | 200، صفحة 5/10 | \"اقتباس\" [قوس]"},
    {"hi", "क्षत्रिय ज्ञान श्रृंखला: र्कि ट्रैफ़िक १२३ 50% (परीक्षण)", "क्षत्रिय ज्ञान श्रृंखला: र्कि | ट्रैफ़िक १२३ 50% | (परीक्षण)"},
    {"ko", "한국어 제목: \"따옴표\" (괄호) 50% 증가, AI와 3D·4D… 2025년~2026년",
     "한국어 제목: \"따옴표\" | (괄호) 50% 증가, AI | 와 3D·4D… 2025년 | ~2026년"},
    {"th", "ทดสอบ \"คำพูด\" (วงเล็บ) 50% ๆ ฯลฯ AI2025 น้ำ", "ทดสอบ \"คำพูด\" | (วงเล็บ) 50% ๆ ฯลฯ | AI2025 น้ำ"},
    {"vi", "Ứng dụng phi tập trung: \"trích dẫn\" – 50% (đổi mới)",
     "Ứng dụng phi tập | trung: \"trích dẫn\" – | 50% (đổi mới)"},
    {"tr", "İSTANBUL'da ışık: \"alıntı\" – %50 (yenilik)", "İSTANBUL'da ışık: | \"alıntı\" – %50 | (yenilik)"},
    {"kk", "Әлемдік Қазақстан: «Ғылым» — 50 % (һәм) ұлт-азаттық",
     "Әлемдік | Қазақстан: | «Ғылым» — 50 % | (һәм) ұлт- | азаттық"},
    {"bo", "བོད་སྐད་ཡིག་གི་ལོ་རྒྱུས།", "བོད་སྐད་ཡིག་གི་ལོ་རྒྱུས།"},
    {"my", "မြန်မာဘာသာစကား စမ်းသပ်", "မြန်မာဘာသာစကား | စမ်းသပ်"},
    {"lo", "ພາສາລາວ ການທົດສອບ", "ພາສາລາວ ການທົດສອບ"},
    {"ka", "ქართული ენა: „ციტატა“ – 50%", "ქართული ენა: | „ციტატა“ – 50%"},
    {"hy", "Հայերեն լեզու՝ «մեջբերում» — 50 %", "Հայերեն լեզու՝ | «մեջբերում» — | 50 %"},
    {"bn", "বাংলা ভাষা: \"উদ্ধৃতি\" ৫০%", "বাংলা ভাষা: \"উদ্ধৃতি\" | ৫০%"},
    {"am", "አማርኛ፡ ቋንቋ። 50%", "አማርኛ፡ ቋንቋ። 50%"},
    {"en", "WAVE AVATAR To Te Yo \"AV\" T. Y, LT ffi ffl fi fj",
     "WAVE AVATAR To | Te Yo \"AV\" T. Y, LT | ffi ffl fi fj"},
    {"en", "VeryLongWordWithoutAnyBreakOpportunityAtAllInTheWholeTitle and after",
     "VeryLongWordWithoutAnyBreakOpportunityAtAllInTheWholeTitle | and after"},
    {"en", "A test of text with a number of short words in it so that we see AI, ML, I/O, 24/7, and/or, his/her",
     "A test of text with | a number of short | words in it so that | we see AI, ML, I/O, | 24/7, and/or, | his/her"},
    {"ja", "LLM駆動のストーリーテリング＆ロールプレイアプリへの否定的なフィードバック",
     "LLM駆動のストーリ | ーテリング＆ロール | プレイアプリへの否 | 定的なフィードバッ | ク"},
    {"zh", "AI 图像工具：高流量、隐藏痛点以及用户真正所需，“引号”和《书名》",
     "AI 图像工具：高流 | 量、隐藏痛点以及用 | 户真正所需，“引号” | 和《书名》"},
    {"ko", "작은 이정표를 기념하며: Cuckoo.Network, 전 세계 상위 1M 사이트 진입",
     "작은 이정표를 기념하 | 며: | Cuckoo.Network, | 전 세계 상위 1M 사이 | 트 진입"},
    {"th", "เหนือกว่ากระแส: เจาะลึก Hebbia แพลตฟอร์ม AI สำหรับงานความรู้เชิงลึก",
     "เหนือกว่ากระแส: เจาะ | ลึก Hebbia | แพลตฟอร์ม AI | สำหรับงานความรู้เชิง | ลึก"},
};

static void lines_are_those_of_chromium(void **state)
{
    for (size_t i = 0; i < sizeof chromium / sizeof *chromium; i++) {
        struct style style = text_style_at(64, chromium[i].language);
        style.text.direction = language_base_direction(chromium[i].text, strlen(chromium[i].text));
        const struct paragraph_lines *lines = text_set(*state, &style, chromium[i].text, 600, INFINITY);
        assert_string_equal(text_joined(lines), chromium[i].lines);
    }
}

/* Widths that Chromium 156 measured for the same text. */
static void widths_are_those_of_chromium(void **state)
{
    static const struct {
        const char *language, *text;
        float width_px;
    } cases[] = {
        {"en", "WAVE AVATAR To Te Yo", 734.19f},
        {"en", "A 😀 5️⃣ 👨‍👩‍👧‍👦", 331.95f},
        {"ru", "ГТ УД «Кавычки» Рубль", 778.92f},
        {"ar", "القيمة 25% من (Web3)", 677.92f},
        {"fa", "می‌خواهیم شبکه‌ی ۲۰۲۵", 649.28f},
        {"hi", "क्षत्रिय ज्ञान श्रृंखला", 455.73f},
        {"th", "ทำความเข้าใจน้ำ", 424.14f},
        {"ja", "DeepSeekの革命", 511.17f},
        {"ja", "「かぎ括弧」（丸括弧）、「始まる」", 992.00f},
        {"zh", "大语言模型（LLM）：『重塑』对话", 963.19f},
        {"ko", "한국어（LLM）：「제목」、『끝』。", 900.47f},
        {"ko", "한국어 AI", 257.31f},
        {"kk", "Қазақстан әлемі", 540.47f},
        {"vi", "Ứng dụng phi tập trung", 723.97f},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct style style = text_style_at(64, cases[i].language);
        style.text.direction = language_base_direction(cases[i].text, strlen(cases[i].text));
        const struct paragraph_lines *lines = text_set(*state, &style, cases[i].text, INFINITY, INFINITY);
        assert_int_equal(lines->line_count, 1);
        assert_float_equal(lines->lines[0].width, cases[i].width_px, 0.1);
    }
}

static void balanced_lines_are_even(void **state)
{
    struct style style = text_style_at(64, "en");
    const char *title = "2025 AI Industry Analysis: Winners, Losers, and Critical Bets";
    style.text.text_wrap = TEXT_WRAP_BALANCE;
    assert_string_equal(text_joined(text_set(*state, &style, title, 600, INFINITY)),
                        "2025 AI Industry | Analysis: Winners, | Losers, and | Critical Bets");
    style.text.text_wrap = TEXT_WRAP_WRAP;
    assert_int_equal(text_set(*state, &style, title, 600, INFINITY)->line_count, 4);
}

static void nowrap_breaks_only_where_forced(void **state)
{
    struct style style = text_style_at(40, "en");
    style.text.text_wrap = TEXT_WRAP_NOWRAP;
    style.text.white_space = WHITE_SPACE_PRESERVE_BREAKS;
    const struct paragraph_lines *lines =
        text_set(*state, &style, "one two three four  \n   five\n\nsix", 50, INFINITY);
    assert_string_equal(text_joined(lines), "one two three four | five |  | six");
    assert_true(lines->overflows);
}

static void rules_of_the_language_apply(void **state)
{
    static const struct {
        const char *language;
        enum line_break line_break;
        enum word_break word_break;
        const char *text, *lines;
    } cases[] = {
        {"ja", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "あいうァ", "あ | い | う | ァ"},
        {"ja", LINE_BREAK_STRICT, WORD_BREAK_NORMAL, "あいうァ", "あ | い | うァ"},
        {"ja", LINE_BREAK_AUTO, WORD_BREAK_KEEP_ALL, "あい、うえ", "あい、 | うえ"},
        {"en", LINE_BREAK_ANYWHERE, WORD_BREAK_NORMAL, "ab", "a | b"},
        {"en", LINE_BREAK_AUTO, WORD_BREAK_BREAK_ALL, "ab c", "a | b | c"},
        {"ko", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "한국 어", "한 | 국 | 어"},
        {"ko", LINE_BREAK_AUTO, WORD_BREAK_KEEP_ALL, "한국 어", "한국 | 어"},
        {"ja", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "中〜文", "中〜 | 文"},
        {"zh", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "中〜文", "中 | 〜 | 文"},
        {"th", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "สวัสดีชาวโลก AI2025ไทย", "สวัสดี | ชาว | โลก | AI2025ไทย"},
        {"en", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "a -5 b-5 x(y) a?b $5-$6 a/b (e)f [g]",
         "a | -5 | b- | 5 | x(y) | a? | b | $5-$6 | a/b | (e)f | [g]"},
        {"ru", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "-слово из-за №5 5№ а–б а—б",
         "-слово | из- | за | №5 | 5№ | а– | б | а | — | б"},
        {"zh", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "中“文”中《文》中——文", "中 | “文” | 中 | 《文》 | 中 | —— | 文"},
        {"ja", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "ァあー々ッ！？・あ〜い", "ァ | あ | ー々 | ッ！？・ | あ〜 | い"},
        {"ko", LINE_BREAK_AUTO, WORD_BREAK_NORMAL, "한국(어)한\"글\"", "한 | 국 | (어) | 한\"글\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct style style = text_style_at(40, cases[i].language);
        style.text.line_break = cases[i].line_break;
        style.text.word_break = cases[i].word_break;
        assert_string_equal(text_joined(text_set(*state, &style, cases[i].text, 1, INFINITY)), cases[i].lines);
    }
}

static void soft_hyphens_show_at_a_break(void **state)
{
    struct style style = text_style_at(40, "en");
    const char *text = "hyphen\u00ADation";
    struct text_fixture *f = *state;
    const struct paragraph_lines *lines = text_set(f, &style, text, 200, INFINITY);
    assert_int_equal(lines->line_count, 2);
    const struct line *line = &lines->lines[0];
    assert_true(line->fragment_count >= 2); /* the letters and a hyphen */
    float with = line->width;
    assert_int_equal(text_set(f, &style, text, 2000, INFINITY)->line_count, 1);
    assert_true(with > text_set(f, &style, "hyphen", 2000, INFINITY)->width_px + 5);
    style.text.hyphens = HYPHENS_NONE;
    assert_int_equal(text_set(f, &style, text, 200, INFINITY)->line_count, 1);
}

static void overlong_words_break_only_when_allowed(void **state)
{
    struct style style = text_style_at(64, "ru");
    const char *text = "и достопримечательность и";
    const struct paragraph_lines *lines = text_set(*state, &style, text, 300, INFINITY);
    assert_string_equal(text_joined(lines), "и | достопримечательность | и");
    assert_true(lines->overflows);
    style.text.overflow_wrap = OVERFLOW_WRAP_ANYWHERE;
    lines = text_set(*state, &style, text, 300, INFINITY);
    assert_false(lines->overflows);
    assert_true(lines->line_count > 4 && lines->lines[1].broken_inside_word);
    assert_true(lines->width_px <= 300.01f);
    lines = text_set(*state, &style, text, 1, INFINITY); /* never less than one cluster */
    assert_int_equal(lines->line_count, 23);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_those_of_chromium),
        cmocka_unit_test(widths_are_those_of_chromium),
        cmocka_unit_test(balanced_lines_are_even),
        cmocka_unit_test(nowrap_breaks_only_where_forced),
        cmocka_unit_test(rules_of_the_language_apply),
        cmocka_unit_test(soft_hyphens_show_at_a_break),
        cmocka_unit_test(overlong_words_break_only_when_allowed),
    };
    return cmocka_run_group_tests(tests, text_fixture_setup, text_fixture_teardown);
}
