#include "text_fixture.h"

static struct style fitted(float size_px, float min_px, unsigned clamp)
{
    struct style style = text_style_at(size_px, "ru");
    style.min_font_size_px = min_px;
    style.line_clamp = clamp;
    return style;
}

static const char title[] = "Революция с открытым исходным кодом от DeepSeek: взгляд из закрытого саммита";

static void the_largest_size_on_the_grid_is_chosen(void **state)
{
    struct style style = fitted(84, 44, 3);
    const struct paragraph_lines *lines = text_set(*state, &style, title, 1000, 400);
    float size = lines->scale * 84;
    assert_true(lines->line_count <= 3 && !lines->ellipsized && !lines->overflows);
    assert_true(size > 44 && size < 84);
    assert_float_equal(size * 2, roundf(size * 2), 0.001); /* half pixels */
    /* half a pixel more does not fit */
    struct style larger = fitted(size + 0.5f, 0, 0);
    assert_true(text_set(*state, &larger, title, 1000, INFINITY)->line_count > 3);
    struct style same = fitted(size, 0, 0);
    assert_int_equal(text_set(*state, &same, title, 1000, INFINITY)->line_count, 3);
}

static void the_box_bounds_the_height(void **state)
{
    struct style style = fitted(84, 20, 0);
    for (float height = 60; height < 500; height += 37) {
        const struct paragraph_lines *lines = text_set(*state, &style, title, 900, height);
        assert_true(lines->height_px <= height + 0.01f);
        assert_true(lines->width_px <= 900.01f);
        assert_false(lines->overflows);
    }
}

static void a_size_in_between_is_exact_at_the_minimum(void **state)
{
    struct style style = fitted(84, 43.3f, 2);
    const struct paragraph_lines *lines = text_set(*state, &style, title, 500, INFINITY);
    assert_float_equal(lines->scale * 84, 43.3, 0.001);
    assert_true(lines->ellipsized && lines->lines[1].ellipsis && !lines->lines[0].ellipsis);
}

static void no_word_is_cut_while_a_smaller_size_holds_it(void **state)
{
    struct style style = fitted(84, 30, 0);
    style.text.overflow_wrap = OVERFLOW_WRAP_ANYWHERE;
    const char *word = "Достопримечательность";
    const struct paragraph_lines *lines = text_set(*state, &style, word, 600, INFINITY);
    assert_int_equal(lines->line_count, 1);
    assert_false(lines->lines[0].broken_inside_word);
    assert_true(lines->scale < 1 && lines->width_px <= 600.01f);

    word = "Достопримечательностьдостопримечательностьдостопримечательностьиещё";
    lines = text_set(*state, &style, word, 600, INFINITY);
    assert_float_equal(lines->scale * 84, 30, 0.001);
    assert_true(lines->lines[0].broken_inside_word && !lines->ellipsized && lines->width_px <= 600.01f);
}

static void ellipsis_ends_at_a_grapheme(void **state)
{
    struct style style = fitted(60, 60, 1); /* a clamp without fitting */
    style.min_font_size_px = 0;
    style.text.text_wrap = TEXT_WRAP_NOWRAP;
    style.text_overflow = TEXT_OVERFLOW_ELLIPSIS;
    style.overflow_x = OVERFLOW_HIDDEN;
    const char *text = "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦 é́ é́ é́ "
                       "🇰🇿🇰🇿🇰🇿";
    for (float width = 80; width < 700; width += 13) {
        const struct paragraph_lines *lines = text_set(*state, &style, text, width, INFINITY);
        assert_int_equal(lines->line_count, 1);
        assert_true(lines->lines[0].ellipsis == lines->ellipsized);
        if (!lines->ellipsized)
            continue;
        assert_true(lines->width_px <= width + 0.01f);
        size_t end = lines->lines[0].text_end;
        const char *rest = lines->text + end;
        assert_true(end == 0 || strncmp(rest, "\xE2\x80\x8D", 3) != 0);    /* not before a joiner */
        assert_true(end == 0 || strncmp(rest, "\xCC\x81", 2) != 0);        /* nor before a mark */
        assert_true(end < 3 || strncmp(rest - 3, "\xE2\x80\x8D", 3) != 0); /* nor after a joiner */
    }
}

static void ellipsis_stands_left_in_right_to_left_text(void **state)
{
    struct style style = fitted(60, 0, 1);
    style.text.direction = DIRECTION_RTL;
    style.text.language = "ar";
    const struct paragraph_lines *lines =
        text_set(*state, &style, "استكشاف مشهد شبكة الكمبري من تحديات الشبكة المبكرة", 600, INFINITY);
    assert_true(lines->ellipsized);
    const struct line *line = &lines->lines[0];
    assert_null(line->fragments[0].item); /* the ellipsis is the leftmost */
    assert_float_equal(line->fragments[0].x, line->x, 0.01);
    assert_float_equal(line->x + line->width, 600, 0.01);
}

static void clamp_without_fitting_cuts(void **state)
{
    struct style style = fitted(60, 0, 2);
    const struct paragraph_lines *lines = text_set(*state, &style, title, 600, INFINITY);
    assert_int_equal(lines->line_count, 2);
    assert_true(lines->scale == 1);
    assert_string_equal(text_joined(lines), "Революция с | открытым…");
    style.line_clamp = 9;
    assert_false(text_set(*state, &style, title, 600, INFINITY)->ellipsized);
}

static void overflow_hidden_with_ellipsis_clamps_by_height(void **state)
{
    struct style style = fitted(60, 0, 0);
    assert_true(text_set(*state, &style, title, 600, 200)->overflows);
    style.text_overflow = TEXT_OVERFLOW_ELLIPSIS;
    style.overflow_x = style.overflow_y = OVERFLOW_HIDDEN;
    const struct paragraph_lines *lines = text_set(*state, &style, title, 600, 200); /* two lines of 72 px */
    assert_int_equal(lines->line_count, 2);
    assert_true(lines->lines[1].ellipsis && !lines->overflows);
}

static void content_widths_hold_the_text(void **state)
{
    struct text_fixture *f = *state;
    struct style style = fitted(64, 0, 0);
    text_set(f, &style, title, 1000, INFINITY);
    float max = paragraph_max_content_px(f->paragraph, 1), min = paragraph_min_content_px(f->paragraph, 1);
    assert_true(min < max);
    assert_float_equal(paragraph_max_content_px(f->paragraph, 0.5f), max / 2, 0.02);
    assert_int_equal(text_set(f, &style, title, max, INFINITY)->line_count, 1);
    assert_int_equal(text_set(f, &style, title, max - 1, INFINITY)->line_count, 2);
    assert_false(text_set(f, &style, title, min, INFINITY)->overflows);
    assert_true(text_set(f, &style, title, min - 1, INFINITY)->overflows);
}

static void minimum_height_is_that_of_the_smallest_size(void **state)
{
    struct text_fixture *f = *state;
    struct style style = fitted(84, 44, 0);
    text_set(f, &style, title, 600, INFINITY);
    float least = paragraph_min_height_px(f->paragraph, 600);
    const struct paragraph_lines *lines = text_set(f, &style, title, 600, least);
    assert_false(lines->overflows || lines->ellipsized);
    assert_true(text_set(f, &style, title, 600, least - 1)->ellipsized);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_size_on_the_grid_is_chosen),
        cmocka_unit_test(the_box_bounds_the_height),
        cmocka_unit_test(a_size_in_between_is_exact_at_the_minimum),
        cmocka_unit_test(no_word_is_cut_while_a_smaller_size_holds_it),
        cmocka_unit_test(ellipsis_ends_at_a_grapheme),
        cmocka_unit_test(ellipsis_stands_left_in_right_to_left_text),
        cmocka_unit_test(clamp_without_fitting_cuts),
        cmocka_unit_test(overflow_hidden_with_ellipsis_clamps_by_height),
        cmocka_unit_test(content_widths_hold_the_text),
        cmocka_unit_test(minimum_height_is_that_of_the_smallest_size),
    };
    return cmocka_run_group_tests(tests, text_fixture_setup, text_fixture_teardown);
}
