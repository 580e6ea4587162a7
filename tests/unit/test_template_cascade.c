/* Selectors, specificity, inheritance, custom properties, the style sheet of HTML, media queries. */
#include "template_fixture.h"

#include "style_text.h"

struct row {
    const char *html, *id, *property, *expected; /* html behind <!doctype html>; expected NULL: not in the document */
};

static void check_rows(const struct row *rows, size_t count)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        char html[2048], text[512];
        snprintf(html, sizeof html, "<!doctype html>%s", rows[i].html);
        struct fixture_card card = fixture_expand(fixture_load(html), NULL);
        const struct node *node = fixture_find(card.root, rows[i].id);
        const char *found = node ? style_text(node->style, rows[i].property, text, sizeof text) : "(absent)";
        if (strcmp(found, rows[i].expected ? rows[i].expected : "(absent)") != 0) {
            print_error("%s\n  #%s %s is %s, not %s\n", rows[i].html, rows[i].id, rows[i].property, found,
                        rows[i].expected);
            wrong++;
        }
        fixture_finish(&card);
    }
    assert_int_equal(wrong, 0);
}

/* Whether a selector matches: the element turns red. */
static const struct {
    const char *selector, *html; /* #x is looked at */
    bool matches;
} selectors[] = {
    {"p", "<p id=x>", true},
    {"P", "<p id=x>", true},
    {"div", "<p id=x>", false},
    {"*", "<p id=x>", true},
    {".a", "<p id=x class='b a c'>", true},
    {".a", "<p id=x class='ab'>", false},
    {".A", "<p id=x class='a'>", false},
    {".a.b", "<p id=x class='b a'>", true},
    {".a.b", "<p id=x class='b'>", false},
    {"p.a#x", "<p id=x class=a>", true},
    {"#y", "<p id=x>", false},
    {"[title]", "<p id=x title>", true},
    {"[title=a]", "<p id=x title=a>", true},
    {"[title='A' i]", "<p id=x title=a>", true},
    {"[title='A']", "<p id=x title=a>", false},
    {"[title~=b]", "<p id=x title='a b c'>", true},
    {"[title~=b]", "<p id=x title='abc'>", false},
    {"[title|=en]", "<p id=x title='en-US'>", true},
    {"[title|=en]", "<p id=x title='english'>", false},
    {"[title^=ab]", "<p id=x title='abc'>", true},
    {"[title$=bc]", "<p id=x title='abc'>", true},
    {"[title*=b]", "<p id=x title='abc'>", true},
    {"[title*='']", "<p id=x title='abc'>", false},
    {"[data-kind=a]", "<p id=x data-kind=a>", true},
    {"div p", "<div><section><p id=x></section></div>", true},
    {"div > p", "<div><section><p id=x></section></div>", false},
    {"section > p", "<div><section><p id=x></section></div>", true},
    {"div>section>p", "<div><section><p id=x></section></div>", true},
    {"body div > section p", "<div><section><p id=x></section></div>", true},
    {".a > .b .c", "<div class=b><div class=a><div class=b><div class=b><p id=x class=c></div></div></div></div>",
     true},
    {".a > .b .c", "<div class=a><i><div class=b><div class=b><p id=x class=c></div></div></i></div>", false},
    {"h1 + p", "<h1></h1> <p id=x>", true},
    {"h1 + p", "<h1></h1><i></i><p id=x>", false},
    {"h1 ~ p", "<h1></h1><i></i><p id=x>", true},
    {"h1 + i ~ p", "<h1></h1><i></i><b></b><p id=x>", true},
    {"h1 + b ~ p", "<h1></h1><i></i><b></b><p id=x>", false},
    {":root p", "<p id=x>", true},
    {"p:first-child", "<div>text<p id=x></div>", true},
    {"p:first-child", "<div><i></i><p id=x></div>", false},
    {"p:last-child", "<div><i></i><p id=x></p>text</div>", true},
    {"p:last-child", "<div><p id=x></p><i></i></div>", false},
    {"p:only-child", "<div><p id=x></p></div>", true},
    {"p:only-child", "<div><p id=x></p><i></i></div>", false},
    {"p:nth-child(2)", "<div><i></i><p id=x></p></div>", true},
    {"p:nth-child(2n+1)", "<div><i></i><p id=x></p></div>", false},
    {"p:nth-child(even)", "<div><i></i><p id=x></p></div>", true},
    {"p:nth-child(-n + 2)", "<div><i></i><p id=x></p></div>", true},
    {"p:nth-child(n+3)", "<div><i></i><p id=x></p></div>", false},
    {"p:nth-last-child(2)", "<div><p id=x></p><i></i></div>", true},
    {"p:empty", "<p id=x></p>", true},
    {"p:empty", "<p id=x><!-- c --></p>", true},
    {"p:empty", "<p id=x> </p>", false},
    {"p:lang(zh)", "<div lang=zh-Hant><p id=x></div>", true},
    {"p:lang(zh-Hans)", "<div lang=zh-Hant><p id=x></div>", false},
    {"p:lang(z)", "<div lang=zh><p id=x></div>", false},
    {"p:not(.a)", "<p id=x>", true},
    {"p:not(.a, #x)", "<p id=x>", false},
    {":is(h1, p) i", "<p><i id=x></i>", true},
    {":where(.a) .b", "<p class=a><i id=x class=b></i>", true},
    {"\\70", "<p id=x>", true},
};

static void selectors_match(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof selectors / sizeof *selectors; i++) {
        char html[1024], text[64];
        snprintf(html, sizeof html, "<!doctype html><style>%s { word-spacing: 9px }</style><body>%s",
                 selectors[i].selector, selectors[i].html);
        struct fixture_card card = fixture_expand(fixture_load(html), NULL);
        const struct node *node = fixture_find(card.root, "x");
        assert_non_null(node);
        bool matches = strcmp(style_text(node->style, "word-spacing", text, sizeof text), "9px") == 0;
        if (matches != selectors[i].matches) {
            print_error("%s on %s: %s\n", selectors[i].selector, selectors[i].html, matches ? "matches" : "does not");
            wrong++;
        }
        fixture_finish(&card);
    }
    assert_int_equal(wrong, 0);
}

static void the_right_declaration_wins(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"<style>p { order: 1 } p { order: 2 }</style><p id=x>", "x", "order", "2"},
        {"<style>.a { order: 1 } p { order: 2 }</style><p id=x class=a>", "x", "order", "1"},
        {"<style>#x { order: 1 } .a.a.a { order: 2 }</style><p id=x class=a>", "x", "order", "1"},
        {"<style>body p { order: 1 } p { order: 2 }</style><p id=x>", "x", "order", "1"},
        {"<style>:where(#x) { order: 1 } p { order: 2 }</style><p id=x>", "x", "order", "2"},
        {"<style>:is(#x, p) { order: 1 } .a { order: 2 }</style><p id=x class=a>", "x", "order", "1"},
        {"<style>p:not(#y) { order: 1 } .a { order: 2 }</style><p id=x class=a>", "x", "order", "1"},
        {"<style>#x { order: 1 }</style><p id=x style='order: 2'>", "x", "order", "2"},
        {"<style>p { order: 1 !important }</style><p id=x style='order: 2'>", "x", "order", "1"},
        {"<style>p { order: 1 !important }</style><p id=x style='order: 2 ! important'>", "x", "order", "2"},
        {"<style>p { order: 1 !important; order: 2 }</style><p id=x>", "x", "order", "1"},
        {"<style>p { margin-top: 3px; margin: 1px }</style><p id=x>", "x", "margin-top", "1px"},
        {"<style>p { margin: 1px; margin-top: 3px }</style><p id=x>", "x", "margin-top", "3px"},
        {"<style>p, div { order: 1 } div, p { order: 2 }</style><p id=x>", "x", "order", "2"},
        /* HTML's own rules lose to any of the author's */
        {"<style>* { margin: 0 }</style><p id=x>", "x", "margin-top", "0px"},
        {"<style>* { direction: ltr }</style><p id=x dir=rtl>", "x", "direction", "ltr"},
        {"<style>p { margin: 0; margin-top: revert }</style><p id=x>", "x", "margin-top", "16px"},
        {"<style>p { display: none; display: block }</style><p id=x>", "x", "display", "block"},
        {"<style>p { display: none }</style><p id=x>", "x", "display", NULL},
        {"<style>:root { color: red } :root { color: inherit }</style><p id=x>", "x", "color", "rgb(0, 0, 0)"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void values_are_inherited(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"<div style='color: red'><p id=x>", "x", "color", "rgb(255, 0, 0)"},
        {"<div style='width: 5px'><p id=x>", "x", "width", "auto"},
        {"<div style='font-size: 20px; line-height: 2'><p id=x style='font-size: 10px'>", "x", "line-height", "20px"},
        {"<div style='font-size: 20px; line-height: 2em'><p id=x style='font-size: 10px'>", "x", "line-height", "40px"},
        {"<div style='font-size: 20px; letter-spacing: 0.1em'><p id=x style='font-size: 10px'>", "x", "letter-spacing",
         "2px"},
        {"<div style='color: red; text-shadow: 0 0 2em'><p id=x style='color: blue; font-size: 8px'>", "x",
         "text-shadow", "rgb(0, 0, 255) 0px 0px 32px"},
        {"<div style='font-feature-settings: \"tnum\"'><p id=x style='font-variant-numeric: slashed-zero'>", "x",
         "font-features", "zero=1 tnum=1"},
        {"<div style='--ogcard-min-font-size: 9px'><p id=x>", "x", "--ogcard-min-font-size", "0px"},
        {"<div style='-webkit-text-fill-color: red; color: blue'><p id=x style='color: lime'>", "x", "color",
         "rgb(255, 0, 0)"},
        {"<div style='visibility: hidden'><p id=x>", "x", "visibility", "no"},
        {"<div style='border: 1px solid red'><p id=x style='border: inherit'>", "x", "border-top",
         "1px solid rgb(255, 0, 0)"},
        {"<div style='background: linear-gradient(red, blue)'><p id=x style='background: inherit'>", "x", "background",
         "linear-gradient(180deg, rgb(255, 0, 0), rgb(0, 0, 255)) 0% 0% / auto auto repeat repeat padding-box "
         "border-box"},
        {"<div style='background: linear-gradient(red 1em, blue)'><p id=x style='background: inherit; font-size: 9px'>",
         "x", "background",
         "linear-gradient(180deg, rgb(255, 0, 0) 16px, rgb(0, 0, 255)) 0% 0% / auto auto repeat repeat padding-box "
         "border-box"},
        /* decorations reach descendants in the flow */
        {"<div style='text-decoration: underline red'><p id=x style='color: blue'>", "x", "text-decoration-color",
         "rgb(255, 0, 0)"},
        {"<div style='text-decoration: underline'><p id=x style='text-decoration: none'>", "x", "text-decoration-line",
         "1"},
        {"<div style='text-decoration: underline'><p id=x style='text-decoration: overline'>", "x",
         "text-decoration-line", "3"},
        {"<div style='text-decoration: underline'><p id=x style='display: inline-block'>", "x", "text-decoration-line",
         "0"},
        {"<div style='text-decoration: underline'><p id=x style='position: absolute'>", "x", "text-decoration-line",
         "0"},
        /* boxes that become blocks */
        {"<div style='display: flex'><span id=x>", "x", "display", "block"},
        {"<div style='display: flex'><span id=x style='display: inline-flex'>", "x", "display", "flex"},
        {"<style>:root { display: inline }</style><p id=x>", "", "display", "block"},
        {"<html lang=uk><p id=x lang=''>", "x", "order", "0"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void html_has_a_style_sheet(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"<body id=x>", "x", "margin-left", "8px"},
        {"<h1 id=x>", "x", "font-size", "32px"},
        {"<h1 id=x>", "x", "margin-top", "21.44px"},
        {"<section><h1 id=x></section>", "x", "font-size", "32px"},
        {"<h2 id=x>", "x", "margin-bottom", "19.92px"},
        {"<h5 id=x>", "x", "font-weight", "700"},
        {"<p id=x>", "x", "margin-top", "16px"},
        {"<figure id=x>", "x", "margin-left", "40px"},
        {"<style>li { list-style: none }</style><ul><li id=x></ul>", "x", "display", "block"},
        {"<ul id=x></ul>", "x", "padding-left", "40px"},
        {"<ul id=x dir=rtl></ul>", "x", "padding-right", "40px"},
        {"<ul id=x dir=rtl></ul>", "x", "padding-left", "0px"},
        {"<ul style='list-style: none'><li><ul id=x></ul></ul>", "x", "margin-top", "0px"},
        {"<b id=x>", "x", "font-weight", "700"},
        {"<b><b id=x>", "x", "font-weight", "900"},
        {"<em id=x>", "x", "font-style", "italic"},
        {"<small id=x>", "x", "font-size", "13.3333px"},
        {"<sup id=x>", "x", "vertical-align", "super"},
        {"<u id=x>", "x", "text-decoration-line", "1"},
        {"<s id=x>", "x", "text-decoration-line", "4"},
        {"<a id=x>", "x", "text-decoration-line", "0"},
        {"<a id=x href='https://example.org/'>", "x", "color", "rgb(0, 0, 238)"},
        {"<mark id=x>", "x", "background-color", "rgb(255, 255, 0)"},
        {"<code id=x>", "x", "font-size", "13px"},
        {"<pre><code id=x>", "x", "font-size", "13px"},
        {"<code><span id=x style='font-family: serif'>", "x", "font-size", "16px"},
        {"<code id=x style='font-family: monospace, monospace'>", "x", "font-size", "16px"},
        {"<code id=x style='font-size: larger'>", "x", "font-size", "15.6px"},
        {"<code id=x style='font-size: x-large'>", "x", "font-size", "20px"},
        {"<code id=x style='font-size: 16px'>", "x", "font-size", "16px"},
        {"<div style='font-size: 20px'><code id=x>", "x", "font-size", "20px"},
        {"<div style='font-size: 1rem'><code id=x>", "x", "font-size", "16px"},
        {"<div style='font-size: 2em'><code id=x>", "x", "font-size", "26px"},
        {"<div style='font-size: large'><code id=x>", "x", "font-size", "16px"},
        {"<small><code id=x>", "x", "font-size", "10.8333px"},
        {"<pre><code id=x style='font-size: 2em'>", "x", "font-size", "26px"},
        {"<dl><dd><dl id=x></dl></dl>", "x", "margin-top", "0px"},
        {"<pre id=x>", "x", "white-space-collapse", "preserve"},
        {"<pre id=x>", "x", "text-wrap", "nowrap"},
        {"<bdo id=x dir=rtl>", "x", "unicode-bidi", "isolate-override"},
        {"<span id=x dir=ltr>", "x", "unicode-bidi", "isolate"},
        {"<p id=x hidden>", "x", "display", NULL},
        {"<img id=x src=mark.svg width=48 height=24>", "x", "width", "48px"},
        {"<style>img { width: 10px }</style><img id=x src=mark.svg width=48>", "x", "width", "10px"},
        {"<img id=x src=mark.svg width='50%'>", "x", "width", "50%"},
        {"<svg id=x width=48></svg>", "x", "width", "48px"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void custom_properties_are_replaced(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"<style>:root { --a: red }</style><p id=x style='color: var(--a)'>", "x", "color", "rgb(255, 0, 0)"},
        {"<style>:root { --a: red } p { --a: blue }</style><p id=x style='color: var(--a)'>", "x", "color",
         "rgb(0, 0, 255)"},
        {"<style>:root { --a: 2; --b: calc(var(--a) * 3px) }</style><p id=x style='width: var(--b)'>", "x", "width",
         "6px"},
        {"<p id=x style='color: var(--none, blue)'>", "x", "color", "rgb(0, 0, 255)"},
        {"<p id=x style='width: calc(1px + var(--none, var(--nor, 2px)))'>", "x", "width", "3px"},
        {"<p id=x style='font-family: var(--none, Inter, serif)'>", "x", "font-family", "Inter, serif"},
        {"<style>:root { --m: 1px 2px }</style><p id=x style='margin: var(--m) 3px'>", "x", "margin-bottom", "3px"},
        {"<style>:root { --a: red; } p { --a: initial; color: var(--a, blue) }</style><p id=x>", "x", "color",
         "rgb(0, 0, 255)"},
        {"<style>:root { --a: red; } p { --a: inherit; color: var(--a) }</style><p id=x>", "x", "color",
         "rgb(255, 0, 0)"},
        {"<style>:root { --A: red; --a: blue }</style><p id=x style='color: var(--A)'>", "x", "color",
         "rgb(255, 0, 0)"},
        {"<style>:root { --a: var(--b); --b: red }</style><p id=x style='color: var(--a); --b: blue'>", "x", "color",
         "rgb(255, 0, 0)"},
        {"<style>p { --a: red !important; --a: blue }</style><p id=x style='color: var(--a)'>", "x", "color",
         "rgb(255, 0, 0)"},
        {"<style>p { --w: 3 } </style><p id=x style='flex: var(--w) 1 0'>", "x", "flex-grow", "3"},
        {"<style>p { --e: ; width: 1px; width: calc(1px + 2px) }</style><p id=x style='margin: var(--e) 4px'>", "x",
         "margin-top", "4px"},
        {"<style>p { color: red } p { color: var(--late) } </style><p id=x style='--late: inherit; color: lime'>", "x",
         "color", "rgb(0, 255, 0)"},
        {"<style>p { --bg: url(mark.svg); background: var(--bg) no-repeat }</style><p id=x>", "x", "background",
         "url 0% 0% / auto auto no-repeat no-repeat padding-box border-box"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void media_queries_ask_for_the_size(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool wide, square; /* at 1200x630, at 1000x1000 */
    } rows[] = {
        {"(width >= 1200px)", true, false},
        {"(min-width: 1200px)", true, false},
        {"(max-width: 1199px)", false, true},
        {"(width: 1000px)", false, true},
        {"(900px < width < 1100px)", false, true},
        {"(1200px >= width)", true, true},
        {"(height > 700px)", false, true},
        {"(orientation: landscape)", true, false},
        {"(orientation: portrait)", false, true},
        {"(aspect-ratio: 1/1)", false, true},
        {"(min-aspect-ratio: 3/2)", true, false},
        {"(aspect-ratio <= 1)", false, true},
        {"screen and (width > 1100px)", true, false},
        {"not screen and (width > 1100px)", false, true},
        {"print", false, false},
        {"only screen", true, true},
        {"all", true, true},
        {"not (width > 1100px)", false, true},
        {"(width > 1100px) and (height > 700px)", false, false},
        {"(width > 1100px) or (height > 700px)", true, true},
        {"((width > 1100px) or (height > 700px)) and (not (width > 1100px))", false, true},
        {"(width > 9999px), (height > 700px)", false, true},
        {"(width)", true, true},
        {"(width > 62.5em)", true, false},
        {"", true, true},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char html[512];
        snprintf(html, sizeof html,
                 "<!doctype html><meta name=ogcard content='width=1200, height=630, square=1000x1000'>"
                 "<style>@media %s { #x { order: 1 } }</style><p id=x style='width: 50vw'>",
                 rows[i].query);
        struct template *template = fixture_load(html);
        for (size_t size = 0; size < 2; size++) {
            struct fixture_card card = fixture_expand_at(template, size, "", NULL);
            const struct node *node = fixture_find(card.root, "x");
            bool expected = size ? rows[i].square : rows[i].wide;
            assert_true(node->style->width.px == (size ? 500 : 600));
            if ((node->style->order == 1) != expected) {
                print_error("@media %s at size %zu: %d\n", rows[i].query, size, node->style->order);
                wrong++;
            }
            arena_destroy(card.arena);
        }
        template_unref(template);
    }
    assert_int_equal(wrong, 0);
}

static void sizes_are_listed(void **state)
{
    (void)state;
    struct template *template =
        fixture_load("<!doctype html><meta name=ogcard content='width=800, height=400, square=1000x1000'><p>");
    size_t count;
    const struct template_size *sizes = template_sizes(template, &count);
    struct ogcard_template_info info;
    template_info(template, &info);
    assert_int_equal(count, 2);
    assert_int_equal(info.width_px, 800);
    assert_int_equal(info.height_px, 400);
    assert_string_equal(sizes[0].name, "");
    assert_string_equal(sizes[1].name, "square");
    assert_int_equal(sizes[1].height_px, 1000);
    template_unref(template);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(selectors_match),
        cmocka_unit_test(the_right_declaration_wins),
        cmocka_unit_test(values_are_inherited),
        cmocka_unit_test(html_has_a_style_sheet),
        cmocka_unit_test(custom_properties_are_replaced),
        cmocka_unit_test(media_queries_ask_for_the_size),
        cmocka_unit_test(sizes_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
