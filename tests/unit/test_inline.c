/* Inline boxes, objects, white space and directions across items. */
#include "text_fixture.h"

/* A little markup: items are given one by one. */
struct content {
    struct paragraph_item items[16];
    size_t count;
};

static void add(struct content *content, enum paragraph_item_kind kind, const struct style *style, const char *text,
                float width_px)
{
    struct paragraph_item *item = &content->items[content->count++];
    *item = (struct paragraph_item){.kind = kind, .style = style, .text = text, .width_px = width_px, .source = item};
    if (text)
        item->text_length = strlen(text);
}

static const struct paragraph_lines *lay(struct text_fixture *f, const struct content *content,
                                         const struct style *block, float width_px)
{
    return text_set_items(f, block, content->items, content->count, width_px, INFINITY);
}

static void white_space_collapses_across_items(void **state)
{
    struct style block = text_style_at(40, "en"), span = block;
    struct content c = {0};
    add(&c, PARAGRAPH_TEXT, &block, "  one \n ", 0);
    add(&c, PARAGRAPH_OPEN, &span, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &span, "  two\t", 0);
    add(&c, PARAGRAPH_CLOSE, &span, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &block, " three ", 0);
    add(&c, PARAGRAPH_BREAK, &block, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &block, "  four  ", 0);
    assert_string_equal(text_joined(lay(*state, &c, &block, 2000)), "one two three | four");
}

static void segment_breaks_vanish_between_ideographs(void **state)
{
    struct style style = text_style_at(40, "zh");
    assert_string_equal(text_joined(text_set(*state, &style, "你好\n世界 a\nb 한\n국", 2000, INFINITY)),
                        "你好世界 a b 한 국");
}

static void white_space_can_be_kept(void **state)
{
    struct style style = text_style_at(40, "en");
    style.text.white_space = WHITE_SPACE_PRESERVE;
    const struct paragraph_lines *lines = text_set(*state, &style, " a  b \r\n c", 2000, INFINITY);
    assert_string_equal(text_joined(lines), " a  b |  c");
    style.text.white_space = WHITE_SPACE_PRESERVE_BREAKS;
    assert_string_equal(text_joined(text_set(*state, &style, " a  b \n c", 2000, INFINITY)), "a b | c");
}

static void empty_lines_between_breaks_have_height(void **state)
{
    struct style block = text_style_at(50, "en");
    struct content c = {0};
    add(&c, PARAGRAPH_TEXT, &block, "a", 0);
    add(&c, PARAGRAPH_BREAK, &block, NULL, 0);
    add(&c, PARAGRAPH_BREAK, &block, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &block, "b", 0);
    add(&c, PARAGRAPH_BREAK, &block, NULL, 0);
    const struct paragraph_lines *lines = lay(*state, &c, &block, 500);
    assert_int_equal(lines->line_count, 3); /* the last break opens no line */
    assert_float_equal(lines->height_px, 180, 0.01);
}

static void kerning_goes_on_across_colors(void **state)
{
    struct style block = text_style_at(100, "en"), red = block;
    red.text.color = (struct color){1, 0, 0, 1};
    struct content c = {0};
    add(&c, PARAGRAPH_TEXT, &block, "A", 0);
    add(&c, PARAGRAPH_OPEN, &red, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &red, "V", 0);
    add(&c, PARAGRAPH_CLOSE, &red, NULL, 0);
    float spans = lay(*state, &c, &block, 2000)->width_px;
    const struct line *line = &((struct text_fixture *)*state)->lines.lines[0];
    unsigned glyph_fragments = 0;
    for (size_t i = 0; i < line->fragment_count; i++)
        glyph_fragments += line->fragments[i].kind == FRAGMENT_GLYPHS;
    assert_int_equal(glyph_fragments, 2);
    assert_float_equal(spans, text_set(*state, &block, "AV", 2000, INFINITY)->width_px, 0.01);
    float apart = text_set(*state, &block, "A", 2000, INFINITY)->width_px;
    apart += text_set(*state, &block, "V", 2000, INFINITY)->width_px;
    assert_true(spans < apart - 3);
}

static void arabic_joins_across_styles(void **state)
{
    struct style block = text_style_at(100, "ar"), bold = block;
    block.text.font_weight = 400;
    block.text.direction = bold.text.direction = DIRECTION_RTL;
    struct content c = {0};
    add(&c, PARAGRAPH_TEXT, &block, "بب", 0);
    add(&c, PARAGRAPH_OPEN, &bold, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &bold, "بب", 0);
    add(&c, PARAGRAPH_CLOSE, &bold, NULL, 0);
    const struct line *line = &lay(*state, &c, &block, 2000)->lines[0];
    uint32_t joined = 0;
    for (size_t i = 0; i < line->fragment_count; i++) {
        const struct fragment *fragment = &line->fragments[i];
        if (fragment->kind == FRAGMENT_GLYPHS && fragment->item == &c.items[2])
            joined = fragment->glyphs[fragment->glyph_count - 1].id; /* its first letter stands last */
    }
    const struct fragment *alone = &text_set(*state, &bold, "بب", 2000, INFINITY)->lines[0].fragments[0];
    assert_int_not_equal(joined, 0);
    assert_int_not_equal(joined, alone->glyphs[alone->glyph_count - 1].id); /* joined to the letter before it */
}

static void edges_and_objects_take_room(void **state)
{
    struct style block = text_style_at(50, "en"), span = block, object = block;
    struct content c = {0};
    add(&c, PARAGRAPH_TEXT, &block, "ab ", 0);
    add(&c, PARAGRAPH_OPEN, &span, NULL, 20);
    add(&c, PARAGRAPH_TEXT, &span, "cd", 0);
    add(&c, PARAGRAPH_CLOSE, &span, NULL, 30);
    add(&c, PARAGRAPH_OBJECT, &object, NULL, 100);
    c.items[4].height_px = c.items[4].baseline_px = 200;
    float plain = text_set(*state, &block, "ab cd", 2000, INFINITY)->width_px;
    const struct paragraph_lines *lines = lay(*state, &c, &block, 2000);
    assert_float_equal(lines->width_px, plain + 150, 0.05);
    assert_true(lines->height_px >= 200);
    const struct line *line = &lines->lines[0];
    assert_int_equal(line->fragment_count, 5);
    assert_int_equal(line->fragments[1].kind, FRAGMENT_OPEN);
    assert_float_equal(line->fragments[1].width, 20, 0.001);
    assert_int_equal(line->fragments[4].kind, FRAGMENT_OBJECT);
    assert_float_equal(line->fragments[4].baseline, line->baseline, 0.01);
    assert_true(line->fragments[4].x + 100 <= lines->width_px + 0.01f);
    /* too narrow for all: the object goes to the next line, the edge stays with its box */
    lines = lay(*state, &c, &block, plain + 60);
    assert_int_equal(lines->line_count, 2);
    assert_int_equal(lines->lines[1].fragments[0].kind, FRAGMENT_OBJECT);
}

static void marks_after_an_object_stand_alone(void **state)
{
    struct style block = text_style_at(50, "en");
    struct content c = {0};
    add(&c, PARAGRAPH_OBJECT, &block, NULL, 40);
    add(&c, PARAGRAPH_TEXT, &block, "\u0301x", 0);
    const struct line *line = &lay(*state, &c, &block, 2000)->lines[0];
    assert_int_equal(line->fragments[0].kind, FRAGMENT_OBJECT);
    assert_true(line->fragment_count >= 2);
}

static void nowrap_spans_hold_together(void **state)
{
    struct style block = text_style_at(50, "en"), span = block;
    span.text.text_wrap = TEXT_WRAP_NOWRAP;
    struct content c = {0};
    add(&c, PARAGRAPH_TEXT, &block, "aaa ", 0);
    add(&c, PARAGRAPH_OPEN, &span, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &span, "bbb ccc", 0);
    add(&c, PARAGRAPH_CLOSE, &span, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &block, " ddd", 0);
    assert_string_equal(text_joined(lay(*state, &c, &block, 230)), "aaa | bbb ccc | ddd");
    /* Chromium does not break after a space that the span itself ends with. */
    c.items[2].text = "bbb ccc ";
    c.items[2].text_length = 8;
    c.items[4].text = "ddd";
    c.items[4].text_length = 3;
    assert_string_equal(text_joined(lay(*state, &c, &block, 230)), "aaa | bbb ccc ddd");
}

static void isolates_keep_neighbours_apart(void **state)
{
    struct style block = text_style_at(50, "en"), isolate = block;
    isolate.unicode_bidi = UNICODE_BIDI_ISOLATE;
    isolate.text.direction = DIRECTION_RTL;
    struct content c = {0};
    add(&c, PARAGRAPH_OPEN, &isolate, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &isolate, "שלום", 0);
    add(&c, PARAGRAPH_CLOSE, &isolate, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &block, " 5 + 6", 0);
    const struct line *line = &lay(*state, &c, &block, 2000)->lines[0];
    /* Without the isolate the number would stand left of the Hebrew. */
    const struct fragment *last = &line->fragments[line->fragment_count - 1];
    assert_int_equal(last->kind, FRAGMENT_GLYPHS);
    assert_ptr_equal(last->item, &c.items[3]);
    block.unicode_bidi = UNICODE_BIDI_PLAINTEXT;
    line = &text_set(*state, &block, "שלום abc", 2000, INFINITY)->lines[0];
    assert_float_equal(line->x + line->width, 2000, 0.05); /* start of a line that is right to left */
}

static void vertical_align_moves_the_baseline(void **state)
{
    struct style block = text_style_at(60, "en"), super = block;
    super.vertical_align = VERTICAL_ALIGN_SUPER;
    super.text.font_size_px = 30;
    super.text.line_height = (struct length){LENGTH_VALUE, 36, 0};
    struct content c = {0};
    add(&c, PARAGRAPH_TEXT, &block, "E = mc", 0);
    add(&c, PARAGRAPH_OPEN, &super, NULL, 0);
    add(&c, PARAGRAPH_TEXT, &super, "2", 0);
    add(&c, PARAGRAPH_CLOSE, &super, NULL, 0);
    const struct line *line = &lay(*state, &c, &block, 2000)->lines[0];
    const struct fragment *two = &line->fragments[line->fragment_count - 2];
    assert_float_equal(line->fragments[0].baseline - two->baseline, 21, 0.02); /* a third of 60 px and one */
    assert_float_equal(two->font_size_px, 30, 0.001);
}

static void normal_line_height_follows_the_fonts(void **state)
{
    struct style style = text_style_at(64, "en");
    style.text.line_height = (struct length){LENGTH_AUTO, 0, 0};
    style.text.line_height_factor = 0;
    float latin = text_set(*state, &style, "Latin", 2000, INFINITY)->height_px;
    float thai = text_set(*state, &style, "Latin ไทย", 2000, INFINITY)->height_px;
    assert_float_equal(latin, roundf(latin), 0.001);
    assert_true(thai > latin); /* the fallback font is taller */
    struct style fixed = text_style_at(64, "en");
    assert_float_equal(text_set(*state, &fixed, "Latin ไทย", 2000, INFINITY)->height_px, 76.796875, 0.01);
}

static void spacing_keeps_joined_letters_together(void **state)
{
    struct style style = text_style_at(50, "en");
    float plain = text_set(*state, &style, "abc", 2000, INFINITY)->width_px;
    style.text.letter_spacing_px = 5;
    assert_float_equal(text_set(*state, &style, "abc", 2000, INFINITY)->width_px, plain + 15, 0.02);
    style.text.word_spacing_px = 7;
    style.text.letter_spacing_px = 0;
    float two = text_set(*state, &style, "a b", 2000, INFINITY)->width_px;
    style.text.word_spacing_px = 0;
    assert_float_equal(text_set(*state, &style, "a b", 2000, INFINITY)->width_px, two - 7, 0.02);
    float joined = text_set(*state, &style, "شبكة", 2000, INFINITY)->width_px;
    style.text.letter_spacing_px = 5;
    assert_float_equal(text_set(*state, &style, "شبكة", 2000, INFINITY)->width_px, joined, 0.02);
}

static void spacing_turns_contextual_forms_off(void **state)
{
    const hb_feature_t off = {HB_TAG('c', 'a', 'l', 't'), 0, 0, HB_FEATURE_GLOBAL_END};
    struct style style = text_style_at(50, "en");
    float arrow = text_set(*state, &style, "a->b", 2000, INFINITY)->width_px;
    style.text.features = &off;
    style.text.feature_count = 1;
    float plain = text_set(*state, &style, "a->b", 2000, INFINITY)->width_px;
    assert_true(fabsf(plain - arrow) > 1);
    style.text.feature_count = 0;
    style.text.letter_spacing_px = 5;
    assert_float_equal(text_set(*state, &style, "a->b", 2000, INFINITY)->width_px, plain + 20, 0.02);
}

static void lines_align_and_justify(void **state)
{
    struct style style = text_style_at(40, "en");
    const char *text = "one two three four five six seven";
    static const struct {
        enum text_align align;
        enum direction direction;
        float start_share; /* of the free room that stands left of the line */
    } cases[] = {
        {TEXT_ALIGN_START, DIRECTION_LTR, 0},     {TEXT_ALIGN_END, DIRECTION_LTR, 1},
        {TEXT_ALIGN_CENTER, DIRECTION_LTR, 0.5f}, {TEXT_ALIGN_LEFT, DIRECTION_RTL, 0},
        {TEXT_ALIGN_START, DIRECTION_RTL, 1},     {TEXT_ALIGN_RIGHT, DIRECTION_LTR, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        style.text.text_align = cases[i].align;
        style.text.direction = cases[i].direction;
        const struct paragraph_lines *lines = text_set(*state, &style, text, 400, INFINITY);
        for (size_t k = 0; k < lines->line_count; k++)
            assert_float_equal(lines->lines[k].x, (400 - lines->lines[k].width) * cases[i].start_share, 0.01);
    }
    style.text.text_align = TEXT_ALIGN_JUSTIFY;
    style.text.direction = DIRECTION_LTR;
    const struct paragraph_lines *lines = text_set(*state, &style, text, 400, INFINITY);
    assert_true(lines->line_count > 1);
    assert_float_equal(lines->lines[0].width, 400, 0.02);
    assert_true(lines->lines[lines->line_count - 1].width < 390);
    style.text.text_indent = (struct length){LENGTH_VALUE, 0, 10};
    style.text.text_align = TEXT_ALIGN_START;
    lines = text_set(*state, &style, text, 400, INFINITY);
    assert_float_equal(lines->lines[0].x, 40, 0.01);
    assert_float_equal(lines->lines[1].x, 0, 0.01);
}

static void quotation_marks_hang(void **state)
{
    struct style style = text_style_at(60, "ru");
    const char *text = "«Слово» и дело";
    float quote = text_set(*state, &style, "«", 2000, INFINITY)->width_px;
    style.text.hanging_punctuation = true;
    const struct line *line = &text_set(*state, &style, text, 900, INFINITY)->lines[0];
    assert_float_equal(line->x, -quote, 1.5); /* but for kerning */
    assert_float_equal(line->fragments[0].x, line->x, 0.01);
    style.text.text_align = TEXT_ALIGN_RIGHT;
    line = &text_set(*state, &style, "дело «Слова»", 900, INFINITY)->lines[0];
    assert_float_equal(line->x + line->width, 900 + quote, 1.5);
    style.text.text_align = TEXT_ALIGN_START;
    style.text.direction = DIRECTION_RTL;
    line = &text_set(*state, &style, "«שלום» עולם", 900, INFINITY)->lines[0];
    assert_true(line->x + line->width > 905);
}

static void stress_marks_stand_over_their_letters(void **state)
{
    struct style style = text_style_at(100, "ru");
    const struct paragraph_lines *lines = text_set(*state, &style, "о\u0301", 2000, INFINITY);
    const struct fragment *fragment = &lines->lines[0].fragments[0];
    assert_int_equal(fragment->glyph_count, 2);
    hb_glyph_extents_t letter, mark;
    assert_true(hb_font_get_glyph_extents(fragment->font->hb, fragment->glyphs[0].id, &letter));
    assert_true(hb_font_get_glyph_extents(fragment->font->hb, fragment->glyphs[1].id, &mark));
    float px = 100 / fragment->font->metrics.units_per_em;
    float letter_centre = ((float)letter.x_bearing + (float)letter.width / 2) * px;
    float mark_centre = fragment->glyphs[1].x + ((float)mark.x_bearing + (float)mark.width / 2) * px;
    assert_float_equal(letter_centre, mark_centre, 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_space_collapses_across_items),
        cmocka_unit_test(segment_breaks_vanish_between_ideographs),
        cmocka_unit_test(white_space_can_be_kept),
        cmocka_unit_test(empty_lines_between_breaks_have_height),
        cmocka_unit_test(kerning_goes_on_across_colors),
        cmocka_unit_test(arabic_joins_across_styles),
        cmocka_unit_test(edges_and_objects_take_room),
        cmocka_unit_test(marks_after_an_object_stand_alone),
        cmocka_unit_test(nowrap_spans_hold_together),
        cmocka_unit_test(isolates_keep_neighbours_apart),
        cmocka_unit_test(vertical_align_moves_the_baseline),
        cmocka_unit_test(normal_line_height_follows_the_fonts),
        cmocka_unit_test(spacing_keeps_joined_letters_together),
        cmocka_unit_test(spacing_turns_contextual_forms_off),
        cmocka_unit_test(lines_align_and_justify),
        cmocka_unit_test(quotation_marks_hang),
        cmocka_unit_test(stress_marks_stand_over_their_letters),
    };
    return cmocka_run_group_tests(tests, text_fixture_setup, text_fixture_teardown);
}
