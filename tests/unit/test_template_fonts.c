/* @font-face: files beside the template become faces of its font set. */
#include "template_fixture.h"

#include "ogham_woff2.h"

static enum ogcard_status read_font(void *context, const char *path, uint8_t **bytes, size_t *size,
                                    struct ogcard_error *error)
{
    (void)context;
    if (strcmp(path, "fonts/ogham.woff2") != 0)
        return error_set(error, OGCARD_IO, "there is no file '%s' beside the template", path);
    *size = sizeof ogham_woff2;
    *bytes = malloc(*size);
    assert_non_null(*bytes);
    memcpy(*bytes, ogham_woff2, *size);
    return OGCARD_OK;
}

static enum ogcard_status load(const char *css, struct template **template, struct ogcard_error *error)
{
    static const struct template_files files = {read_font, NULL};
    struct font_set *fonts = NULL;
    char html[1024];
    *template = NULL;
    assert_int_equal(font_set_create(NULL, NULL, &fonts, error), OGCARD_OK);
    snprintf(html, sizeof html, "<!doctype html><style>@font-face { %s }</style><p>a", css);
    enum ogcard_status status = template_parse("card", "card.html", html, strlen(html), &files, fonts, template, error);
    font_set_unref(fonts);
    return status;
}

static const struct font_face *face_named(struct template *template, const char *family)
{
    const struct font_face *face;
    for (size_t i = 0; (face = font_set_face(template_fonts(template), i)); i++)
        if (strcmp(face->family, family) == 0)
            return face;
    return NULL;
}

static void descriptors_are_read(void **state)
{
    (void)state;
    struct template *template;
    struct ogcard_error error;
    enum ogcard_status status =
        load("font-family: \"My Ogham\"; font-weight: 100 900; font-style: italic; font-stretch: 75% 125%;"
             "font-display: swap; src: url(fonts/ogham.woff2) format(\"woff2\"), url(other.ttf);"
             "unicode-range: U+1680-169F, u+4??, U+26",
             &template, &error);
    if (status != OGCARD_OK)
        fail_msg("%s", error.message);
    const struct font_face *face = face_named(template, "My Ogham");
    assert_non_null(face);
    assert_true(face->weight.min == 100 && face->weight.max == 900);
    assert_true(face->stretch.min == 75 && face->stretch.max == 125);
    assert_int_equal(face->slope, FONT_SLOPE_ITALIC);
    assert_int_equal(face->unicode_range_count, 3);
    assert_true(font_face_covers(template_fonts(template), face, 0x1681));
    assert_false(font_face_covers(template_fonts(template), face, 'a'));
    assert_non_null(font_set_match(template_fonts(template), "Inter", 400, 100, FONT_SLOPE_NORMAL));
    template_unref(template);
}

static void ranges_are_exact(void **state)
{
    (void)state;
    struct template *template;
    struct ogcard_error error;
    assert_int_equal(
        load("font-family: X; src: url('fonts/ogham.woff2'); unicode-range: U+4??, U+0-7F, U+1F600", &template, &error),
        OGCARD_OK);
    const struct font_face *face = face_named(template, "X");
    static const struct codepoint_range expected[] = {{0, 0x7f}, {0x400, 0x4ff}, {0x1f600, 0x1f600}};
    assert_int_equal(face->unicode_range_count, 3);
    for (size_t i = 0; i < 3; i++) {
        size_t k = 0;
        while (k < 3 &&
               (face->unicode_range[k].first != expected[i].first || face->unicode_range[k].last != expected[i].last))
            k++;
        if (k == 3)
            fail_msg("no U+%X-%X", expected[i].first, expected[i].last);
    }
    template_unref(template);
}

static void faults_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *css, *message;
    } rows[] = {
        {"font-family: X; src: url(missing.woff2)",
         "card.html:1:57: there is no file 'missing.woff2' beside the template"},
        {"font-family: X; src: url(fonts/ogham.woff2); unicode-range: U+5-4",
         "card.html:1:96: unicode-range is a list as U+0025-00FF, U+4??"},
        {"font-family: X; src: url(fonts/ogham.woff2); unicode-range: 4-5",
         "card.html:1:96: unicode-range is a list as U+0025-00FF, U+4??"},
        {"font-family: X; src: url(fonts/ogham.woff2); unicode-range: U+4?-5??",
         "card.html:1:96: unicode-range is a list as U+0025-00FF, U+4??"},
        {"font-family: X; src: url(fonts/ogham.woff2); font-weight: 900 100",
         "card.html:1:94: one value or a range is expected, as 400 or 100 900"},
        {"font-family: X, Y; src: url(fonts/ogham.woff2)", "card.html:1:53: font-family of @font-face is one name"},
        {"font-family: X; src: fonts/ogham.woff2",
         "card.html:1:57: src is url(\"fonts/name.woff2\") with a file beside the template"},
        {"font-family: X; size-adjust: 90%", "card.html:1:52: @font-face has no 'size-adjust' here"},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct template *template;
        struct ogcard_error error;
        enum ogcard_status status = load(rows[i].css, &template, &error);
        if (status != OGCARD_BAD_TEMPLATE || strcmp(error.message, rows[i].message) != 0) {
            print_error("%s\n  is %s\n not %s\n", rows[i].css, error.message, rows[i].message);
            wrong++;
        }
        template_unref(template);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptors_are_read),
        cmocka_unit_test(ranges_are_exact),
        cmocka_unit_test(faults_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
