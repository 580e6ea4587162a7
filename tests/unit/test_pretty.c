/* text-wrap: pretty: what a headline's lines are at 1040 x 360 px, 84 px down to 44 px. */
#include "text_fixture.h"

#include "render/text/headline_words.h"

static struct style headline(const char *language, const char *text)
{
    struct style style = text_style_at(84, language);
    style.text.line_height_factor = 1.16f;
    style.text.text_wrap = TEXT_WRAP_PRETTY;
    style.text.direction = language_base_direction(text, strlen(text));
    style.min_font_size_px = 44;
    return style;
}

static const struct headline {
    const char *language, *lines;
} headlines[] = {
    /* prepositions and conjunctions begin lines; a colon ends one */
    {"ru", "Революция с открытым | исходным кодом от DeepSeek: | Взгляд из закрытого | саммита по ИИ"},
    {"ru", "Исследование ландшафта | Камбрийской сети: | от ранних сетевых вызовов | к децентрализованному | "
           "творческому будущему ИИ"},
    {"uk", "Як штучний інтелект | змінює роботу | в Україні та чому | це не так і страшно"},
    {"be", "Як мы зрабілі пошук | у 10 разоў хутчэйшым | і не звар'яцелі ў працэсе"},
    {"bg", "Как да изградим мрежа | от агенти и защо това | е по-важно от всякога"},
    {"sr", "Како вештачка | интелигенција мења | посао и зашто то | није тако страшно"},
    {"mk", "Како вештачката | интелигенција | ја менува работата | и зошто тоа е важно"},
    {"kk", "Жасанды интеллект | және Қазақстан: | бұл қалай жұмыс істейді | және не үшін керек"},
    {"en", "OpenAI Codex: | Examining its Application | and Adoption Across | Diverse Sectors"},
    {"es", "Cómo la IA de código | abierto cambió el mundo | en 10 días y por qué | no fue un milagro"},
    {"pl", "Dlaczego w 2025 r. | sztuczna inteligencja i tak | nie zastąpi nas w pracy"},
    {"cs", "Proč se v Praze | v roce 2025 staví 5 km | metra a k čemu to je"},
    {"tr", "Yapay zekâ ve biz: | 2025 yılında bile | insanlar mı yoksa | makineler mi kazanacak?"},
    /* numbers with their signs and units, ranges, names with initials, abbreviations */
    {"ru", "Выпуск № 5: | как поднять продажи | на 10 % за 30 дней | и не сойти с ума"},
    {"ru", "Почему из-за одной | строки на C++17 | упал HTTP/2 | у половины интернета"},
    {"ru", "А. С. Пушкин и др.: | что читали | в 2025 г. и т. д."},
    {"ru", "Стартап привлёк $25 млн | и выходит на рынок | в 2024–2025 гг."},
    {"ru", "Интервью с Л. Н. Толстым | (из архива): «Я бы писал | на Rust, если бы не жена»"},
    {"en", "The Art of the Deal: | How J. R. R. Tolkien | and C. S. Lewis Sold | 50 million Books in the U.S."},
    {"fr", "Pourquoi « l’IA » n’est | pas la fin du travail : | 5 idées reçues à oublier !"},
    /* hyphenated words, particles, dashes */
    {"ru", "Что-то пошло не так: | кто-нибудь видел, | куда-то пропал | наш бэкенд?"},
    {"ru", "Нейросети — | это не магия, | а очень большая | линейная алгебра"},
    {"ru", "Можно ли доверять ИИ: | знал бы прикуп — | жил бы в Сочи, | но же не всё так просто"},
    {"ru", "«Кофе за 5 минут» — | новый сериал | о разработчиках | из Санкт-Петербурга"},
    /* a word by itself only after a colon */
    {"ru", "Децентрализация ИИ: | Обзор"},
    /* right to left, and scripts without spaces */
    {"ar", "كيف غيّر الذكاء الاصطناعي | العالم في 10 أيام ولماذا | لم يكن ذلك معجزة"},
    {"fa", "چگونه هوش مصنوعی را | در ۲۰۲۵ به کار بگیریم | و از آن نترسیم"},
    {"th", "เหนือกว่ากระแส: | เจาะลึก Hebbia แพลตฟอร์ม | AI สำหรับงานความรู้เชิงลึก"},
    {"ko", "ETHDenver에서 얻은 통찰: | 암호화폐 시장과 탈중앙화 | AI의 현재 상태와 미래"},
    {"zh", "大语言模型（LLM）： | 『重塑』对话与下一步—— | 去向何方？"},
    {"zh", "AI 图像工具：高流量、 | 隐藏痛点以及用户真正所需"},
};

/* The title that lines were broken from: " | " stood for a space, or for nothing between ideographs. */
static void unbreak(const char *language, const char *lines, char *title, size_t room)
{
    bool spaces = strcmp(language, "zh") != 0 && strcmp(language, "ja") != 0;
    size_t used = 0;
    for (const char *at = lines; *at && used + 2 < room; at++) {
        if (strncmp(at, " | ", 3) == 0) {
            if (spaces)
                title[used++] = ' ';
            at += 2;
        } else {
            title[used++] = *at;
        }
    }
    title[used] = '\0';
}

static void headlines_break_as_typeset(void **state)
{
    for (size_t i = 0; i < sizeof headlines / sizeof *headlines; i++) {
        char title[512];
        unbreak(headlines[i].language, headlines[i].lines, title, sizeof title);
        struct style style = headline(headlines[i].language, title);
        const struct paragraph_lines *lines = text_set(*state, &style, title, 1040, 360);
        assert_string_equal(text_joined(lines), headlines[i].lines);
        assert_false(lines->overflows);
        assert_true(lines->height_px <= 360);
    }
}

static void alignment_does_not_change_the_breaks(void **state)
{
    static const enum text_align aligns[] = {TEXT_ALIGN_CENTER, TEXT_ALIGN_RIGHT, TEXT_ALIGN_END};
    for (size_t a = 0; a < sizeof aligns / sizeof *aligns; a++) {
        char title[512];
        unbreak(headlines[0].language, headlines[0].lines, title, sizeof title);
        struct style style = headline("ru", title);
        style.text.text_align = aligns[a];
        assert_string_equal(text_joined(text_set(*state, &style, title, 1040, 360)), headlines[0].lines);
    }
}

static void a_title_that_fits_one_line_stays_on_it(void **state)
{
    static const char *const titles[] = {"Google Agent", "Обзор Codex", "推论证明协议", "Белая книга"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        struct style style = headline("", titles[i]);
        assert_int_equal(text_set(*state, &style, titles[i], 1040, 360)->line_count, 1);
        assert_true(((struct text_fixture *)*state)->lines.scale == 1);
    }
}

static void without_fitting_the_size_stays(void **state)
{
    struct style style = headline("ru", "");
    style.min_font_size_px = 0;
    const struct paragraph_lines *lines =
        text_set(*state, &style, "Как мы сделали поиск в 10 раз быстрее и не сошли с ума", 900, INFINITY);
    assert_true(lines->scale == 1);
    assert_string_equal(text_joined(lines), "Как мы сделали | поиск в 10 раз | быстрее | и не сошли с ума");
}

static void words_are_found_whole(void **state)
{
    (void)state;
    assert_true(headline_word_is("ru", WORD_HANGS, "в"));
    assert_true(headline_word_is("ru-RU", WORD_HANGS, "для"));
    assert_false(headline_word_is("ru", WORD_HANGS, "дл"));
    assert_false(headline_word_is("ru", WORD_HANGS, ""));
    assert_false(headline_word_is("ru", WORD_HANGS, "в во"));
    assert_true(headline_word_is("ru", WORD_CLINGS, "бы"));
    assert_true(headline_word_is("de", WORD_UNIT, "gb"));
    assert_true(headline_word_is("xx", WORD_UNIT, "%"));
    assert_false(headline_word_is("xx", WORD_HANGS, "в"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headlines_break_as_typeset),
        cmocka_unit_test(alignment_does_not_change_the_breaks),
        cmocka_unit_test(a_title_that_fits_one_line_stays_on_it),
        cmocka_unit_test(without_fitting_the_size_stays),
        cmocka_unit_test(words_are_found_whole),
    };
    return cmocka_run_group_tests(tests, text_fixture_setup, text_fixture_teardown);
}
