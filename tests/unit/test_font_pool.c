#include "test.h"

#include <unistd.h>

#include "font_help.h"
#include "fonts/font.h"

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

static struct font_pool *pool_create(void)
{
    struct font_pool *pool;
    assert_int_equal(font_pool_create(&pool, NULL), OGCARD_OK);
    return pool;
}

static struct font *open_family(struct font_pool *pool, const char *family, float weight)
{
    struct ogcard_error error = {0};
    const struct font_face *face = font_set_match(set, family, weight, 100, FONT_SLOPE_NORMAL);
    assert_non_null(face);
    struct font *font = font_pool_get(pool, face, weight, NULL, 0, &error);
    if (!font)
        fail_msg("%s", error.message);
    return font;
}

static float advance(struct font *font, uint32_t codepoint)
{
    hb_codepoint_t glyph;
    assert_true(hb_font_get_nominal_glyph(font->hb, codepoint, &glyph));
    return (float)hb_font_get_glyph_h_advance(font->hb, glyph) / font->metrics.units_per_em;
}

static void same_face_same_font(void **state)
{
    (void)state;
    struct font_pool *pool = pool_create();
    struct font *bold = open_family(pool, "Inter", 700), *black = open_family(pool, "Inter", 900);
    struct font *thai = open_family(pool, "Noto Sans Thai", 700);
    assert_ptr_not_equal(bold, black);
    assert_true(bold->id != black->id && bold->id != thai->id && black->id != thai->id);
    assert_ptr_equal(open_family(pool, "Inter", 700), bold);
    assert_ptr_equal(open_family(pool, "Noto Sans Thai", 800), thai);
    /* A further set that has the same bytes: the same font, and its own face. */
    struct font_set *other = set_create(NULL, NULL);
    const struct font_face *face = font_set_match(other, "Inter", 700, 100, FONT_SLOPE_NORMAL);
    assert_ptr_equal(font_pool_get(pool, face, 700, NULL, 0, NULL), bold);
    assert_ptr_equal(bold->face, face);
    font_pool_destroy(pool);
    font_pool_destroy(NULL);
    font_set_unref(other);
}

static void metrics_of_faces(void **state)
{
    (void)state;
    static const struct {
        const char *family;
        float units_per_em, ascent, descent, line_gap, x_height, cap_height;
    } cases[] = {
        {"Inter", 2816, 2728, -680, 0, 1536, 2048},
        {"Noto Sans", 1000, 1069, -293, 0, 546, 714},
        {"Noto Sans Thai", 1000, 1061, -450, 0, 556, 714},
        {"Noto Sans CJK JP", 1000, 1160, -288, 0, 543, 733},
    };
    struct font_pool *pool = pool_create();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct font *font = open_family(pool, cases[i].family, 700);
        assert_float_equal(font->metrics.units_per_em, cases[i].units_per_em, 0);
        assert_float_equal(font->metrics.ascent, cases[i].ascent, 0);
        assert_float_equal(font->metrics.descent, cases[i].descent, 0);
        assert_float_equal(font->metrics.line_gap, cases[i].line_gap, 0);
        assert_float_equal(font->metrics.x_height, cases[i].x_height, 0);
        assert_float_equal(font->metrics.cap_height, cases[i].cap_height, 0);
        assert_true(font->metrics.underline_thickness > 0 && font->metrics.underline_position < 0);
        assert_true(font->metrics.strikeout_thickness > 0 && font->metrics.strikeout_position > 0);
        assert_int_equal(font->ft->units_per_EM, cases[i].units_per_em);
    }
    font_pool_destroy(pool);
}

/* Height of a line with `line-height: normal` and its baseline, as measured in Chromium. */
static void lines_as_in_chromium(void **state)
{
    (void)state;
    static const struct {
        const char *family;
        float size_px, height_px, baseline_px;
    } cases[] = {
        {"Inter", 12, 15, 12},
        {"Inter", 13, 16, 13},
        {"Inter", 17, 20, 16},
        {"Inter", 19.5f, 24, 19},
        {"Inter", 52.3f, 64, 51},
        {"Inter", 84, 101, 81},
        {"Noto Sans Thai", 17, 26, 18},
        {"Noto Sans Thai", 84, 127, 89},
        {"Noto Color Emoji", 12, 14, 11},
        {"Noto Color Emoji", 52.3f, 62, 49},
        {"Noto Color Emoji", 96, 112, 89},
        {"Noto Color Emoji", 101, 119, 94},
        {"Noto Sans CJK JP", 31, 45, 36},
        {"Noto Sans CJK JP", 101, 146, 117},
    };
    struct font_pool *pool = pool_create();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct font *font = open_family(pool, cases[i].family, 700);
        struct font_line_metrics line = font_line_metrics_at(&font->metrics, cases[i].size_px);
        assert_float_equal(line.ascent_px, cases[i].baseline_px, 0);
        assert_float_equal(line.ascent_px + line.descent_px + line.line_gap_px, cases[i].height_px, 0);
    }
    font_pool_destroy(pool);
}

static void emoji_advance_is_the_strikes(void **state)
{
    (void)state;
    struct font_pool *pool = pool_create();
    struct font *emoji = open_family(pool, "Noto Color Emoji", 400);
    /* 136 px at 109 px a em; hmtx says 2550/2048. */
    assert_float_equal(advance(emoji, 0x1F600), 136.0f / 109, 1e-6f);
    assert_int_equal(emoji->ft->size->metrics.y_ppem, 109);
    hb_buffer_t *buffer = hb_buffer_create();
    static const uint32_t flag[] = {0x1F1F0, 0x1F1FF};
    hb_buffer_add_utf32(buffer, flag, 2, 0, 2);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(emoji->hb, buffer, NULL, 0);
    assert_int_equal(hb_buffer_get_length(buffer), 1);
    assert_int_equal(hb_buffer_get_glyph_positions(buffer, NULL)->x_advance, 136 * 64);
    hb_buffer_destroy(buffer);
    font_pool_destroy(pool);
}

static struct font_set *variable_set(void)
{
    if (access(VARIABLE, R_OK) != 0)
        skip(); /* package fonts-inter-variable */
    size_t size;
    uint8_t *bytes = file_read(VARIABLE, &size);
    struct font_source source = {.family = "V", .bytes = bytes, .size = size, .name = "v.ttf"};
    struct font_set *derived;
    assert_int_equal(font_set_derive(set, &source, 1, &derived, NULL), OGCARD_OK);
    free(bytes);
    return derived;
}

static void variable_face_at_weights(void **state)
{
    (void)state;
    struct font_set *derived = variable_set();
    struct font_pool *pool = pool_create();
    const struct font_face *face = font_set_match(derived, "V", 650, 100, FONT_SLOPE_NORMAL);
    assert_float_equal(face->weight.min, 100, 0);
    assert_float_equal(face->weight.max, 900, 0);
    struct font *bold = font_pool_get(pool, face, 700, NULL, 0, NULL);
    struct font *regular = font_pool_get(pool, face, 400, NULL, 0, NULL);
    assert_ptr_not_equal(bold, regular);
    assert_float_equal(font_weight(bold), 700, 0);
    assert_float_equal(font_weight(regular), 400, 0);
    assert_float_equal(font_weight(open_family(pool, "Inter", 600)), 600, 0);
    assert_ptr_equal(font_pool_get(pool, face, 700, NULL, 0, NULL), bold);
    /* As wide as the static faces, to a unit's rounding; both libraries agree. */
    static const char *const letters = "AgЖщ";
    uint32_t codepoints[8];
    size_t count = decode(letters, codepoints, 8);
    for (size_t i = 0; i < count; i++) {
        assert_float_equal(advance(bold, codepoints[i]), advance(open_family(pool, "Inter", 700), codepoints[i]),
                           2e-3f);
        hb_codepoint_t glyph;
        assert_true(hb_font_get_nominal_glyph(bold->hb, codepoints[i], &glyph));
        assert_int_equal(FT_Load_Glyph(bold->ft, glyph, FT_LOAD_NO_SCALE), 0);
        assert_float_equal(bold->ft->glyph->advance.x, hb_font_get_glyph_h_advance(bold->hb, glyph), 1);
    }
    assert_true(advance(bold, 'A') > advance(regular, 'A'));
    /* Past the range: its end. An axis value overrides the weight; a foreign axis is passed over. */
    struct font *black = font_pool_get(pool, face, 900, NULL, 0, NULL);
    assert_ptr_equal(font_pool_get(pool, face, 1000, NULL, 0, NULL), black);
    struct font_axis_value values[] = {{HB_TAG('w', 'g', 'h', 't'), 700}, {HB_TAG('x', 'x', 'x', 'x'), 1}};
    assert_ptr_equal(font_pool_get(pool, face, 400, values, 2, NULL), bold);
    font_pool_destroy(pool);
    font_set_unref(derived);
}

static void trim_bounds_the_pool(void **state)
{
    (void)state;
    struct font_set *derived = variable_set();
    struct font_pool *pool = pool_create();
    const struct font_face *face = font_set_match(derived, "V", 400, 100, FONT_SLOPE_NORMAL);
    struct font *kept = open_family(pool, "Inter", 700);
    uint32_t kept_id = kept->id, first_id = font_pool_get(pool, face, 100, NULL, 0, NULL)->id;
    for (float weight = 101; weight < 100 + FONT_POOL_KEPT - 1; weight++)
        font_pool_get(pool, face, weight, NULL, 0, NULL);
    assert_false(font_pool_trim(pool)); /* exactly as many as are kept */
    for (float weight = 300; weight < 310; weight++)
        font_pool_get(pool, face, weight, NULL, 0, NULL);
    assert_ptr_equal(open_family(pool, "Inter", 700), kept);
    assert_true(font_pool_trim(pool));
    assert_false(font_pool_trim(pool));
    assert_ptr_equal(open_family(pool, "Inter", 700), kept); /* used in the last round */
    assert_int_equal(kept->id, kept_id);
    /* Ten of those of the first round are closed; opened again they have another id. */
    size_t reopened = 0;
    for (float weight = 100; weight < 100 + FONT_POOL_KEPT - 1; weight++)
        reopened += font_pool_get(pool, face, weight, NULL, 0, NULL)->id > first_id + FONT_POOL_KEPT + 8;
    assert_int_equal(reopened, 10);
    font_pool_destroy(pool);
    font_set_unref(derived);
}

static void replaced_file_is_named(void **state)
{
    (void)state;
    char folder[] = "/tmp/ogcard-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/x.ttf", folder);
    size_t size;
    uint8_t *bytes = file_read(OGHAM, &size);
    file_write(path, bytes, size);
    struct font_set *own = set_create(NULL, folder);
    file_write(path, bytes, size - 8);
    struct font_pool *pool = pool_create();
    struct ogcard_error error = {0};
    const struct font_face *face = font_set_match(own, "Noto Sans Ogham", 400, 100, FONT_SLOPE_NORMAL);
    assert_null(font_pool_get(pool, face, 400, NULL, 0, &error));
    assert_int_equal(error.status, OGCARD_IO);
    assert_non_null(strstr(error.message, path));
    assert_int_equal(unlink(path), 0);
    assert_null(font_pool_get(pool, face, 400, NULL, 0, &error));
    assert_int_equal(rmdir(folder), 0);
    font_pool_destroy(pool);
    font_set_unref(own);
    free(bytes);
}

/* A font outlives the set that it was opened from. */
static void font_keeps_its_bytes(void **state)
{
    (void)state;
    struct font_pool *pool = pool_create();
    struct font_set *derived = variable_set();
    const struct font_face *face = font_set_match(derived, "V", 400, 100, FONT_SLOPE_NORMAL);
    struct font *font = font_pool_get(pool, face, 400, NULL, 0, NULL);
    font_set_unref(derived);
    assert_true(advance(font, 'A') > 0);
    assert_int_equal(FT_Load_Glyph(font->ft, 5, FT_LOAD_NO_SCALE), 0);
    font_pool_destroy(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_face_same_font),      cmocka_unit_test(metrics_of_faces),
        cmocka_unit_test(lines_as_in_chromium),     cmocka_unit_test(emoji_advance_is_the_strikes),
        cmocka_unit_test(variable_face_at_weights), cmocka_unit_test(trim_bounds_the_pool),
        cmocka_unit_test(replaced_file_is_named),   cmocka_unit_test(font_keeps_its_bytes),
    };
    return cmocka_run_group_tests(tests, open_set, close_set);
}
