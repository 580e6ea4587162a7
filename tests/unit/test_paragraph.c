#include "text_fixture.h"

static void every_script_is_covered_and_whole(void **state)
{
    static const struct {
        const char *language, *text;
    } cases[] = {
        {"ru", "Революция с открытым исходным кодом от DeepSeek: Взгляд из закрытого саммита по ИИ"},
        {"kk", "Қазақстан: ашық кодтың болашағы, әлем үңілді һәм өркен"},
        {"uk", "Ґрунтовний огляд: їжаки, єноти й інші мешканці"},
        {"el", "Τεχνητή νοημοσύνη: το μέλλον της ανοιχτής γνώσης"},
        {"ar", "7 دروس لمؤسسي الذكاء الاصطناعي وWeb3 من نجاح PaperGen.ai"},
        {"he", "בינה מלאכותית: מבט מתוך הפסגה הסגורה 2025"},
        {"fa", "می‌خواهیم: معرفی شبکه‌ی غیرمتمرکز ۲۰۲۵"},
        {"hi", "विकेंद्रीकृत डेटा लेयर्स के भविष्य का अग्रदूत"},
        {"th", "การปฏิวัติโอเพนซอร์สของ DeepSeek"},
        {"zh", "深度求索的开源革命：来自闭门人工智能峰会的见解"},
        {"ja", "DeepSeekのオープンソース革命：非公開AIサミットからの洞察"},
        {"ko", "딥시크의 오픈소스 혁명: 비공개 AI 서밋에서 얻은 통찰"},
        {"vi", "Cuộc cách mạng mã nguồn mở của DeepSeek"},
        {"tr", "DeepSeek'in Açık Kaynak Devrimi: Işığın İzinde"},
        {"en", "Family 👨‍👩‍👧‍👦, flag 🇰🇿, keycap 5️⃣, tone 👍🏽"},
        {"ru", "За\u0301мок или замо\u0301к"},
        {"vi", "Tie\u0302\u0301ng Vie\u0323\u0302t"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct style style = text_style_at(64, cases[i].language);
        style.text.direction = language_base_direction(cases[i].text, strlen(cases[i].text));
        const struct paragraph_lines *lines = text_set(*state, &style, cases[i].text, 900, INFINITY);
        assert_int_equal(lines->missing_glyphs, 0);
        assert_false(lines->overflows);
        assert_true(lines->line_count >= 1);
        for (size_t k = 0; k < lines->line_count; k++) {
            assert_false(lines->lines[k].broken_inside_word);
            assert_true(lines->lines[k].width > 0 && lines->lines[k].width <= 900.01f);
            for (size_t n = 0; n < lines->lines[k].fragment_count; n++)
                for (size_t g = 0; g < lines->lines[k].fragments[n].glyph_count; g++)
                    assert_true(lines->lines[k].fragments[n].glyphs[g].id != 0);
        }
    }
}

static void empty_text_has_no_lines(void **state)
{
    static const char *const texts[] = {"", " ", " \t\n \r\n  ", "\x01\x02\x7F"};
    struct style style = text_style_at(64, "");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct paragraph_lines *lines = text_set(*state, &style, texts[i], 500, INFINITY);
        assert_int_equal(lines->line_count, 0);
        assert_true(lines->height_px == 0 && lines->width_px == 0);
        assert_true(paragraph_max_content_px(((struct text_fixture *)*state)->paragraph, 1) == 0);
    }
}

static void fragments_tile_the_line(void **state)
{
    struct style style = text_style_at(50, "ar");
    style.text.direction = DIRECTION_RTL;
    const struct paragraph_lines *lines =
        text_set(*state, &style, "الإعلان عن Cuckoo Sepolia V2 على Arbitrum يوم 14 مارس", 700, INFINITY);
    assert_true(lines->line_count >= 2);
    for (size_t i = 0; i < lines->line_count; i++) {
        const struct line *line = &lines->lines[i];
        float x = line->x;
        for (size_t k = 0; k < line->fragment_count; k++) {
            assert_float_equal(line->fragments[k].x, x, 0.01);
            x += line->fragments[k].width;
        }
        assert_float_equal(x, line->x + line->width, 0.01);
        assert_float_equal(x, 700, 0.01); /* start is right */
    }
}

static void right_to_left_runs_stand_in_visual_order(void **state)
{
    struct style style = text_style_at(50, "he");
    style.text.direction = DIRECTION_RTL;
    const struct paragraph_lines *lines = text_set(*state, &style, "אבג Web3 דהו", 2000, INFINITY);
    const struct line *line = &lines->lines[0];
    assert_int_equal(lines->line_count, 1);
    assert_true(line->fragment_count >= 3);
    const struct fragment *first = &line->fragments[0], *last = &line->fragments[line->fragment_count - 1];
    assert_true(first->text_start > last->text_start); /* the text's end stands left */
    for (size_t k = 0; k < line->fragment_count; k++) {
        const struct fragment *fragment = &line->fragments[k];
        for (size_t g = 1; g < fragment->glyph_count; g++) {
            if (fragment->bidi_level & 1)
                assert_true(fragment->glyphs[g].cluster <= fragment->glyphs[g - 1].cluster);
            else
                assert_true(fragment->glyphs[g].cluster >= fragment->glyphs[g - 1].cluster);
        }
    }
}

static void uncovered_characters_are_counted_and_marked(void **state)
{
    struct style style = text_style_at(50, "");
    const struct paragraph_lines *lines = text_set(*state, &style, "a\U000F0000b\U000F0001", 900, INFINITY);
    assert_int_equal(lines->missing_glyphs, 2);
    unsigned marked = 0;
    for (size_t k = 0; k < lines->lines[0].fragment_count; k++)
        marked += lines->lines[0].fragments[k].missing;
    assert_int_equal(marked, 2);
}

static void long_texts_stay_bounded(void **state)
{
    static char text[5000 * 4 + 1];
    static const char *const letters[] = {"ж", "ب", "漢", "ก", "x "};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        text[0] = '\0';
        size_t length = 0, step = strlen(letters[i]);
        for (size_t n = 0; n < 5000; n++, length += step)
            memcpy(text + length, letters[i], step + 1);
        struct style style = text_style_at(84, "");
        style.min_font_size_px = 44;
        style.line_clamp = 4;
        style.text.text_wrap = TEXT_WRAP_PRETTY;
        style.text.overflow_wrap = OVERFLOW_WRAP_ANYWHERE;
        const struct paragraph_lines *lines = text_set(*state, &style, text, 1040, 360);
        assert_int_equal(lines->line_count, 4);
        assert_true(lines->ellipsized);
        assert_true(lines->lines[3].ellipsis);
        assert_true(lines->width_px <= 1040.01f);
    }
}

/* With an arena of every size up to enough, creation or layout ends in a sentence or in lines, never in a crash. */
static void every_shortage_of_memory_ends_in_a_sentence(void **state)
{
    struct text_fixture *f = *state;
    struct style style = text_style_at(84, "ru");
    style.text.text_wrap = TEXT_WRAP_PRETTY;
    style.text.text_transform = TEXT_TRANSFORM_UPPERCASE;
    style.min_font_size_px = 44;
    struct paragraph_item items[] = {
        {.kind = PARAGRAPH_TEXT, .style = &style, .text = "Революция: и\u0306 بب 漢字 ", .text_length = 0},
        {.kind = PARAGRAPH_OPEN, .style = &style, .width_px = 3},
        {.kind = PARAGRAPH_TEXT, .style = &style, .text = "Взгляд из закрытого саммита", .text_length = 0},
        {.kind = PARAGRAPH_CLOSE, .style = &style, .width_px = 3},
    };
    items[0].text_length = strlen(items[0].text);
    items[2].text_length = strlen(items[2].text);
    struct paragraph_input input = {.block = &style, .items = items, .item_count = 4, .fonts = f->fonts};
    bool done = false;
    for (size_t limit = 0; !done && limit < 1 << 20; limit += 97) {
        struct arena *arena = arena_create(limit);
        struct ogcard_error error = {.status = OGCARD_OK};
        struct paragraph_lines lines;
        struct paragraph *paragraph = paragraph_create(f->context, arena, &input, &error);
        struct paragraph_box box = {600, 300};
        done = paragraph && paragraph_layout(paragraph, box, &lines, &error);
        if (!done)
            assert_int_equal(error.status, OGCARD_TOO_LARGE);
        arena_destroy(arena);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_script_is_covered_and_whole),
        cmocka_unit_test(empty_text_has_no_lines),
        cmocka_unit_test(fragments_tile_the_line),
        cmocka_unit_test(right_to_left_runs_stand_in_visual_order),
        cmocka_unit_test(uncovered_characters_are_counted_and_marked),
        cmocka_unit_test(long_texts_stay_bounded),
        cmocka_unit_test(every_shortage_of_memory_ends_in_a_sentence),
    };
    return cmocka_run_group_tests(tests, text_fixture_setup, text_fixture_teardown);
}
