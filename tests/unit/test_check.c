#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ogcard.h"
#include "render/check/areas.h"
#include "render/check/contrast.h"
#include "render/check/titles.h"
#include "render/text/letters.h"

static struct ogcard_engine *engine;

static int set_up(void **state)
{
    (void)state;
    static const struct ogcard_engine_options options;
    return ogcard_engine_create(&options, &engine, NULL) == OGCARD_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    ogcard_engine_unref(engine);
    return 0;
}

static void ratios_are_those_of_wcag(void **state)
{
    (void)state;
    assert_float_equal(check_contrast_ratio(0x000000, 0xffffff), 21, 0.001);
    assert_float_equal(check_contrast_ratio(0xffffff, 0xffffff), 1, 0.001);
    assert_float_equal(check_contrast_ratio(0x777777, 0xffffff), 4.48, 0.005);
    assert_float_equal(check_contrast_ratio(0xffffff, 0x0000ff), 8.59, 0.005);
}

static float lost(const char *name, struct rect text)
{
    for (size_t i = 0; i < check_area_count; i++)
        if (strcmp(check_areas[i].name, name) == 0)
            return check_area_lost_px(&check_areas[i], 1200, 630, text);
    fail_msg("there is no area %s", name);
    return 0;
}

static void areas_of_a_card(void **state)
{
    (void)state;
    /* 1200x630 at 2:1 is 1200x600: 15 px above and below are lost. */
    assert_float_equal(lost("x-crop", (struct rect){500, 15, 100, 600}), 0, 0.01);
    assert_float_equal(lost("x-crop", (struct rect){500, 5, 100, 50}), 10, 0.01);
    assert_float_equal(lost("x-crop", (struct rect){500, 600, 100, 20}), 5, 0.01);
    /* The corner of the text at the card's corner is (1 - sqrt(1/2)) * radius * sqrt(2) from the arc. */
    assert_float_equal(lost("x-crop", (struct rect){0, 15, 50, 50}), 37 * (sqrt(2) - 1), 0.01);
    assert_float_equal(lost("x-crop", (struct rect){40, 15, 50, 50}), 0, 0.01);
    assert_float_equal(lost("x-title", (struct rect){100, 500, 100, 55}), 0, 0.01);
    assert_float_equal(lost("x-title", (struct rect){100, 500, 100, 65}), 10, 0.01);
    assert_float_equal(lost("x-title", (struct rect){0, 560, 28, 20}), 0, 0.01);
    assert_float_equal(lost("whatsapp-square", (struct rect){285, 0, 630, 630}), 0, 0.01);
    assert_float_equal(lost("whatsapp-square", (struct rect){80, 0, 630, 30}), 205, 0.01);
    assert_float_equal(lost("whatsapp-square", (struct rect){800, 0, 215, 30}), 100, 0.01);
}

static void titles_are_as_long_as_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < check_title_count; i++) {
        size_t characters = 0;
        for (const char *at = check_titles[i].text; *at; at++)
            characters += ((unsigned char)*at & 0xc0) != 0x80;
        if (strstr(check_titles[i].name, "130 characters"))
            assert_int_equal(characters, 130);
        if (strstr(check_titles[i].name, "25 letters"))
            assert_int_equal(characters, 25);
    }
}

static bool has_letter(const struct language_letters *letters, const char *letter)
{
    for (size_t i = 0; i < letters->count; i++)
        if (strcmp(letters->clusters[i], letter) == 0)
            return true;
    return false;
}

static void letters_of_languages(void **state)
{
    (void)state;
    struct arena *arena = arena_create(64u << 20);
    struct language_letters letters;
    assert_true(language_find_letters("ru", arena, &letters));
    assert_true(has_letter(&letters, "ё") && has_letter(&letters, "Ж") && has_letter(&letters, "«"));
    assert_false(has_letter(&letters, "ї"));
    assert_true(language_find_letters("sr-Latn", arena, &letters));
    assert_true(has_letter(&letters, "đ") && !has_letter(&letters, "ђ"));
    assert_true(language_find_letters("hi", arena, &letters) && letters.count > 60);
    assert_true(language_find_letters("zh-Hant", arena, &letters) && letters.count > 2000);
    assert_false(language_find_letters("xx", arena, &letters));
    assert_false(language_find_letters("not a tag", arena, &letters));
    assert_int_equal(letters.count, 0);
    arena_destroy(arena);
}

/* ---- templates */

struct found {
    char rules[2000]; /* "rule@line:column " */
    char messages[8000];
    char source[200];
};

static void take(void *context, const struct ogcard_finding *finding)
{
    struct found *found = context;
    size_t used = strlen(found->rules), told = strlen(found->messages);
    snprintf(found->rules + used, sizeof found->rules - used, "%s%s@%u:%u ", finding->error ? "!" : "", finding->rule,
             finding->line, finding->column);
    snprintf(found->messages + told, sizeof found->messages - told, "%s\n", finding->message);
    snprintf(found->source, sizeof found->source, "%s", finding->source_line);
    assert_string_equal(finding->template_name, "card");
}

static struct found check_text(const char *text)
{
    char path[] = "/tmp/ogcard-check-XXXXXX", file[100];
    struct found found = {.rules = ""};
    struct ogcard_check_totals totals = {0};
    struct ogcard_error error = {0};
    assert_non_null(mkdtemp(path));
    snprintf(file, sizeof file, "%s/card.html", path);
    FILE *stream = fopen(file, "w");
    assert_non_null(stream);
    fputs(text, stream);
    fclose(stream);
    if (ogcard_check(engine, file, take, &found, &totals, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
    assert_int_equal(totals.templates, 1);
    unlink(file);
    rmdir(path);
    return found;
}

/* A quiet card in whose style or content one thing is wrong. Line 6 is the h1. */
static struct found check_card(const char *style, const char *content)
{
    char text[4000];
    snprintf(text, sizeof text,
             "<!doctype html>\n<html lang=\"en\"><head><meta name=\"param\" content=\"title\" data-required>\n<style>"
             "body { box-sizing: border-box; width: 1200px; height: 630px; margin: 0; padding: 60px 300px 120px;"
             " background: #fff; color: #111; font-family: Inter }\nh1 { margin: 0; height: 330px; font-size: 60px;"
             " line-height: 1.2; overflow-wrap: anywhere; --ogcard-min-font-size: 24px }\n%s</style></head><body>\n"
             "<h1>{{title}}</h1>%s</body></html>\n",
             style, content);
    return check_text(text);
}

static void assert_only(const struct found *found, const char *rule)
{
    for (const char *at = found->rules; *at; at += strcspn(at, " ") + 1)
        if (strncmp(at, rule, strlen(rule)) != 0 || at[strlen(rule)] != '@')
            fail_msg("wanted %s, found: %s\n%s", rule, found->rules, found->messages);
    assert_true(found->rules[0]);
}

static void a_quiet_card_has_no_findings(void **state)
{
    (void)state;
    struct found found = check_card("", "");
    if (found.rules[0])
        fail_msg("%s", found.messages);
}

static void every_error_of_a_file_is_told(void **state)
{
    (void)state;
    struct found found =
        check_text("<!doctype html>\n<html lang=\"en\"><head><style>\n  h1 { colour: red; widht: 1px }\n"
                   "</style></head><body><h1>{{title}}</h1></body></html>\n");
    assert_string_equal(found.rules, "!template@3:8 !template@3:21 !template@4:26 ");
    assert_non_null(strstr(found.messages, "did you mean 'color'"));
    assert_string_equal(found.source, "</style></head><body><h1>{{title}}</h1></body></html>");
}

static void each_rule_has_its_case(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *style, *content, *message;
    } cases[] = {
        {"cut", "h1 { --ogcard-min-font-size: 58px }", "", "cut with an ellipsis"},
        {"cut", "h1 { --ogcard-min-font-size: 0px; height: 60px; overflow: hidden; }", "",
         "are cut off by the overflow"},
        {"overflow", "p { width: 100px; margin: 0; white-space: nowrap }", "<p>A line wider than its box</p>",
         "its box"},
        {"overlap", "body { position: relative } p { position: absolute; left: 310px; top: 80px; margin: 0 }",
         "<p>Over</p>", "lie on each other"},
        {"contrast", "h1 { color: #999 }", "", "2.8 to 1 (#999999 on #ffffff) at"},
        {"contrast", "p { color: #777; font-size: 22px; margin: 0 }", "<p>Small</p>", "asks for 4.5"},
        {"contrast", "h1 { color: #fff; background: linear-gradient(90deg, #000 50%, #fff 50%) }", "", "1.0 to 1"},
        {"contrast", "p { opacity: .2; font-size: 30px; margin: 0 }", "<p>Pale</p>", "WCAG AA"},
        {"cropped", "body { padding: 60px 200px 120px 300px }", "", "WhatsApp"},
        {"broken-word", "h1 { width: 100px; height: 450px }", "", "broken in two"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct found found = check_card(cases[i].style, cases[i].content);
        if (!strstr(found.messages, cases[i].message))
            fail_msg("%s: \"%s\" not in:\n%s", cases[i].rule, cases[i].message, found.messages);
        assert_non_null(strstr(found.rules, cases[i].rule));
    }
}

static void what_is_enough_is_no_finding(void **state)
{
    (void)state;
    static const char *const styles[] = {
        "h1 { color: #767676 }", /* 4.54 */
        "h1 { color: #949494 }", /* 3.03, of large text */
        "h1 { color: #fff; background: #555 }",
        "h1 { color: #eee; background: linear-gradient(90deg, #000, #333) }",
        "h1 { transform: rotate(1deg) }",
    };
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++) {
        struct found found = check_card(styles[i], "");
        if (found.rules[0])
            fail_msg("%s: %s", styles[i], found.messages);
    }
    struct found found = check_card("h1 { color: #aaa }", "");
    assert_only(&found, "contrast");
}

static void what_cannot_be_checked_is_an_error(void **state)
{
    (void)state;
    struct ogcard_check_totals totals = {0};
    struct ogcard_error error;
    assert_int_equal(ogcard_check(engine, "/nonexistent", take, NULL, &totals, &error), OGCARD_IO);
    assert_non_null(strstr(error.message, "/nonexistent"));
    char path[] = "/tmp/ogcard-check-XXXXXX";
    assert_non_null(mkdtemp(path));
    assert_int_equal(ogcard_check(engine, path, take, NULL, &totals, &error), OGCARD_IO);
    assert_non_null(strstr(error.message, "no template"));
    rmdir(path);
}

static void take_rows(void *context, const struct ogcard_coverage *coverage)
{
    char *rows = context;
    size_t used = strlen(rows);
    snprintf(rows + used, 1000 - used, "%s=%zu%s%s:%s;", coverage->family ? coverage->family : "-", coverage->count,
             coverage->fallback ? "f" : "", coverage->local_forms ? "" : "!", coverage->characters);
}

static void assert_coverage(const char *language, const char *text, const char *wanted)
{
    char rows[1000] = "";
    assert_int_equal(ogcard_coverage_find(engine, language, text, strlen(text), take_rows, rows, NULL), OGCARD_OK);
    assert_string_equal(rows, wanted);
}

static void characters_by_the_family_that_shows_them(void **state)
{
    (void)state;
    assert_coverage(NULL, "aba c\n\nb", "Inter=3:a b c;");
    assert_coverage(NULL, "e\xcc\x81", "Inter=1:\xc3\xa9;"); /* composed */
    assert_coverage(NULL, "\xef\xbf\xbf", "-=1:\xef\xbf\xbf;");
    assert_coverage("sr", "б", "Inter=1!:б;");
    assert_coverage("sr", "b", "Inter=1:b;");
    assert_coverage("ru", "б", "Inter=1:б;");
    assert_coverage(NULL, "ђб", "Inter=2!:ђ б;");
    assert_coverage("ja", "直", "Noto Sans CJK JP=1f:直;");
    assert_coverage("zh-Hant", "直", "Noto Sans CJK TC=1f:直;");
    assert_int_equal(ogcard_coverage_find(engine, NULL, "\xff", 1, take_rows, NULL, NULL), OGCARD_BAD_REQUEST);
    assert_int_equal(ogcard_coverage_find(engine, "xx", NULL, 0, take_rows, NULL, NULL), OGCARD_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios_are_those_of_wcag),
        cmocka_unit_test(areas_of_a_card),
        cmocka_unit_test(titles_are_as_long_as_they_say),
        cmocka_unit_test(letters_of_languages),
        cmocka_unit_test(a_quiet_card_has_no_findings),
        cmocka_unit_test(every_error_of_a_file_is_told),
        cmocka_unit_test(each_rule_has_its_case),
        cmocka_unit_test(what_is_enough_is_no_finding),
        cmocka_unit_test(characters_by_the_family_that_shows_them),
        cmocka_unit_test(what_cannot_be_checked_is_an_error),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
