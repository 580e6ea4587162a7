/* Parameters: what is accepted, and that nothing in a value becomes markup, style or a path. */
#include "template_fixture.h"

#include "style_text.h"

/* ---- values ---- */

static const char declarations[] =
    "<!doctype html>"
    "<meta name=param content=title data-required data-max-length=10 data-example='Привет'>"
    "<meta name=param content=accent data-type=color data-default=gold>"
    "<meta name=param content=share data-type=number data-min=0 data-max=100>"
    "<meta name=param content=theme data-type=choice data-choices='light, dark mode'>"
    "<meta name=param content=big data-type=flag>"
    "<meta name=param content=logo data-type=image data-choices='mark.svg, dark.svg' data-default=mark.svg>"
    "<title>A card</title><p>";

static const struct {
    const char *name, *value, *canonical; /* NULL: refused */
    const char *message;
} values[] = {
    {"title", "Привет, мир", NULL, "Parameter \"title\" has 11 characters; at most 10 are allowed"},
    {"title", "Привет мир", "Привет мир", NULL},
    {"title", "<b>&amp;{{", "<b>&amp;{{", NULL},
    {"title", "", "", NULL},
    {"accent", "red", "#ff0000ff", NULL},
    {"accent", "#F80", "#ff8800ff", NULL},
    {"accent", "f80", "#ff8800ff", NULL},
    {"accent", "ff880080", "#ff880080", NULL},
    {"accent", "rgb(1 2 3 / 50%)", "#01020380", NULL},
    {"accent", "hsl(120, 100%, 25%)", "#008000ff", NULL},
    {"accent", "transparent", "#00000000", NULL},
    {"accent", "currentcolor", NULL,
     "Parameter \"accent\" is wrong: 'currentcolor' is not a color; write it as ff8800, #ff8800 or by its name"},
    {"accent", "red;} body{", NULL,
     "Parameter \"accent\" is wrong: 'red;} body{' is not a color; write it as ff8800, #ff8800 or by its name"},
    {"accent", "url(x)", NULL,
     "Parameter \"accent\" is wrong: 'url(x)' is not a color; write it as ff8800, #ff8800 or by its name"},
    {"accent", "{{title}}", NULL,
     "Parameter \"accent\" is wrong: '{{title}}' is not a color; write it as ff8800, #ff8800 or by its name"},
    {"accent", "var(--a)", NULL,
     "Parameter \"accent\" is wrong: 'var(--a)' is not a color; write it as ff8800, #ff8800 or by its name"},
    {"share", "07.50", "7.5", NULL},
    {"share", "1e1", "10", NULL},
    {"share", "-0", "0", NULL},
    {"share", "0.1", "0.1", NULL},
    {"share", "100", "100", NULL},
    {"share", "100.01", NULL, "Parameter \"share\" is 100.01; it must lie between 0 and 100"},
    {"share", "-1", NULL, "Parameter \"share\" is -1; it must lie between 0 and 100"},
    {"share", "5px", NULL, "Parameter \"share\" is wrong: '5px' is not a number"},
    {"share", "0x10", NULL, "Parameter \"share\" is wrong: '0x10' is not a number"},
    {"share", "nan", NULL, "Parameter \"share\" is wrong: 'nan' is not a number"},
    {"share", "1e999", NULL, "Parameter \"share\" is wrong: '1e999' is not a number"},
    {"share", " 5", NULL, "Parameter \"share\" is wrong: ' 5' is not a number"},
    {"theme", "dark mode", "dark mode", NULL},
    {"theme", "dark", NULL, "Parameter \"theme\" is wrong: 'dark' is not one of its choices: light, dark mode"},
    {"theme", "lihgt", NULL, "Parameter \"theme\" is wrong: 'lihgt' is not one of its choices; did you mean 'light'?"},
    {"big", "1", "1", NULL},
    {"big", "TRUE", "1", NULL},
    {"big", "off", "0", NULL},
    {"big", "maybe", NULL, "Parameter \"big\" is wrong: 'maybe' is neither on nor off; write 1 or 0"},
    {"logo", "dark.svg", "dark.svg", NULL},
    {"logo", "../dark.svg", NULL,
     "Parameter \"logo\" is wrong: '../dark.svg' is not one of its choices; did you mean 'dark.svg'?"},
    {"logo", "/etc/passwd", NULL,
     "Parameter \"logo\" is wrong: '/etc/passwd' is not one of its choices: mark.svg, dark.svg"},
};

static void values_are_checked(void **state)
{
    (void)state;
    struct template *template = fixture_load(declarations);
    struct arena *arena = arena_create(1 << 20);
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct ogcard_error error = {0};
        const char *canonical = "?";
        int index = template_param_index(template, values[i].name, strlen(values[i].name));
        assert_true(index >= 0);
        enum ogcard_status status =
            template_check_value(template, index, values[i].value, strlen(values[i].value), arena, &canonical, &error);
        bool good = values[i].canonical ? status == OGCARD_OK && strcmp(canonical, values[i].canonical) == 0
                                        : status == OGCARD_BAD_REQUEST && strcmp(error.message, values[i].message) == 0;
        if (!good) {
            print_error("%s=%s: %s / %s\n", values[i].name, values[i].value, canonical, error.message);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    arena_destroy(arena);
    template_unref(template);
}

static void declarations_are_told(void **state)
{
    (void)state;
    struct template *template = fixture_load(declarations);
    struct ogcard_template_info info;
    template_info(template, &info);
    assert_string_equal(info.name, "card");
    assert_string_equal(info.source, "card.html");
    assert_string_equal(info.description, "A card");
    assert_int_equal(info.width_px, 1200);
    assert_int_equal(info.height_px, 630);
    assert_int_equal(info.param_count, 6);
    assert_true(info.params[0].required);
    assert_int_equal(info.params[0].max_length, 10);
    assert_string_equal(info.params[0].example, "Привет");
    assert_null(info.params[0].choices);
    assert_string_equal(info.params[1].default_value, "#ffd700ff");
    assert_int_equal(info.params[2].type, OGCARD_PARAM_NUMBER);
    assert_string_equal(info.params[3].choices[1], "dark mode");
    assert_null(info.params[3].choices[2]);
    assert_int_equal(info.params[5].type, OGCARD_PARAM_IMAGE);
    assert_int_equal(template_param_index(template, "titl", 4), -1);
    assert_int_equal(template_param_index(template, "shareX", 5), 2);
    template_unref(template);
}

/* ---- insertion ---- */

static const char *first_text(const struct node *node)
{
    assert_non_null(node);
    assert_non_null(node->first_child);
    assert_int_equal(node->first_child->kind, NODE_TEXT);
    assert_int_equal(strlen(node->first_child->text), node->first_child->text_length);
    return node->first_child->text;
}

static void text_stays_text(void **state)
{
    (void)state;
    static const char *const attacks[] = {
        "</style><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "red;} body{display:none",
        "{{title}}",
        "{{'x'}}",
        "&lt;b&gt;",
        "<b>bold</b>",
        "url(../../etc/passwd)",
        "' onclick='x",
        "-->",
        "]]>",
        "\\",
        "var(--x)",
        "</p></body></html>",
    };
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        struct template *template =
            fixture_load("<!doctype html><meta name=param content=title>"
                         "<style>.red { color: red } p { font-family: {{title ?? 'Inter'}}, serif }</style>"
                         "<body><p id=x class='a {{title}}' title='{{title}}'>{{title}}</p><p id=y>after");
        struct fixture_card card = fixture_expand(template, VALUES("title", attacks[i]));
        assert_non_null(card.root);
        const struct node *x = fixture_find(card.root, "x"), *y = fixture_find(card.root, "y");
        assert_string_equal(first_text(x), attacks[i]);
        assert_null(x->first_child->next_sibling);
        assert_string_equal(first_text(y), "after");
        assert_string_equal(x->style->text.families[0], attacks[i]);
        assert_string_equal(x->style->text.families[1], "serif");
        fixture_finish(&card);
    }
}

static void values_are_typed_in_css(void **state)
{
    (void)state;
    static const struct {
        const char *css, *property, *name, *value, *expected;
    } rows[] = {
        {"color: {{accent}}", "color", "accent", "#102030", "rgb(16, 32, 48)"},
        {"color: {{accent ?? 'blue'}}", "color", "accent", "", "rgb(0, 0, 255)"},
        {"color: {{accent ?? other}}", "color", "other", "lime", "rgb(0, 255, 0)"},
        {"color: {{accent}}", "color", "accent", "", "rgb(255, 0, 0)"}, /* the rule before it stands */
        {"--c: {{accent}}; color: var(--c, green)", "color", "accent", "", "rgb(0, 128, 0)"},
        {"--c: {{accent}}; color: var(--c, green)", "color", "accent", "blue", "rgb(0, 0, 255)"},
        {"width: {{n}}px", "width", "n", "12.5", "12.5px"},
        {"width: {{n}}%", "width", "n", "40", "40%"},
        {"width: calc({{n}} * 1% + 2px)", "width", "n", "40", "calc(40% + 2px)"},
        {"width: calc(100% - {{n}}px)", "width", "n", "40", "calc(100% - 40px)"},
        {"transform: rotate({{n}}deg)", "transform", "n", "-90", "rotate(-90)"},
        {"flex-grow: {{n}}", "flex-grow", "n", "3", "3"},
        {"opacity: {{n}}", "opacity", "n", "0.25", "0.25"},
        {"text-align: {{side}}", "text-align", "side", "right", "right"},
        {"direction: {{way}}; margin-inline-start: 3px", "margin-right", "way", "rtl", "3px"},
        {"--d: rtl; direction: var(--d)", "direction", "way", "ltr", "rtl"},
        {"opacity: {{on}}", "opacity", "on", "1", "1"},
        {"background: url({{logo}})", "background", "logo", "mark.svg",
         "url 0% 0% / auto auto repeat repeat padding-box border-box"},
        {"background: {{logo}} center / cover", "background", "logo", "mark.svg",
         "url 50% 50% / cover repeat repeat padding-box border-box"},
        {"background: linear-gradient({{accent}}, transparent)", "background", "accent", "blue",
         "linear-gradient(180deg, rgb(0, 0, 255), rgba(0, 0, 0, 0)) 0% 0% / auto auto repeat repeat padding-box "
         "border-box"},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char html[1024], text[256];
        snprintf(html, sizeof html,
                 "<!doctype html><meta name=param content=accent data-type=color>"
                 "<meta name=param content=other data-type=color>"
                 "<meta name=param content=n data-type=number data-example=1>"
                 "<meta name=param content=side data-type=choice data-choices='left, right'>"
                 "<meta name=param content=on data-type=flag>"
                 "<meta name=param content=way data-type=choice data-choices='ltr, rtl'>"
                 "<meta name=param content=logo data-type=image data-choices='mark.svg, dark.svg'>"
                 "<style>#x { color: red } #x { %s }</style><p id=x>",
                 rows[i].css);
        struct fixture_card card = fixture_expand(fixture_load(html), VALUES(rows[i].name, rows[i].value));
        const struct node *node = fixture_find(card.root, "x");
        assert_non_null(node);
        if (strcmp(style_text(node->style, rows[i].property, text, sizeof text), rows[i].expected) != 0) {
            print_error("%s with %s=%s: %s, not %s\n", rows[i].css, rows[i].name, rows[i].value, text,
                        rows[i].expected);
            wrong++;
        }
        fixture_finish(&card);
    }
    assert_int_equal(wrong, 0);
}

static void a_value_that_breaks_a_declaration_is_told(void **state)
{
    (void)state;
    struct template *template =
        fixture_load("<!doctype html><meta name=param content=n data-type=number data-example=1>\n"
                     "<style>p { width: {{n}}px }</style><p>");
    struct fixture_card card = fixture_expand(template, VALUES("n", "-5"));
    assert_null(card.root);
    assert_int_equal(card.error.status, OGCARD_BAD_REQUEST);
    assert_string_equal(card.error.message,
                        "A parameter's value does not fit template \"card\": width: '-5px' is negative");
    fixture_finish(&card);
}

static void falls_back(void **state)
{
    (void)state;
    static const char html[] = "<!doctype html><meta name=param content=a><meta name=param content=b data-default=B>"
                               "<p id=x>{{a ?? b}}|{{ a ?? 'none' }}|{{a??\"it's\"}}|{{'{{'}}|{{a}}</p>";
    struct fixture_card card = fixture_expand(fixture_load(html), NULL);
    assert_string_equal(first_text(fixture_find(card.root, "x")), "B|none|it's|{{|");
    fixture_finish(&card);
    card = fixture_expand(fixture_load(html), VALUES("a", "A", "b", "C"));
    assert_string_equal(first_text(fixture_find(card.root, "x")), "A|A|A|{{|A");
    fixture_finish(&card);
}

/* ---- conditions ---- */

static void conditions_leave_elements_out(void **state)
{
    (void)state;
    static const char html[] =
        "<!doctype html><meta name=param content=a><meta name=param content=f data-type=flag data-default=1>"
        "<style>p:first-child { order: 1 } p:last-child { order: 2 } section:empty { order: 3 }</style>"
        "<body><div><p id=when data-if=a>a</p><p id=unless data-unless=a>b</p><p id=flag data-if=f>c</p></div>"
        "<section id=s><span data-if=a>x</span></section><p id=e>{{a}}</p><svg id=v data-if=a></svg>";
    struct fixture_card card = fixture_expand(fixture_load(html), NULL);
    assert_null(fixture_find(card.root, "when"));
    assert_null(fixture_find(card.root, "v"));
    assert_int_equal(fixture_find(card.root, "unless")->style->order, 1);
    assert_int_equal(fixture_find(card.root, "flag")->style->order, 2);
    assert_int_equal(fixture_find(card.root, "s")->style->order, 3);
    assert_null(fixture_find(card.root, "e")->first_child);
    fixture_finish(&card);
    card = fixture_expand(fixture_load(html), VALUES("a", "A", "f", "0"));
    assert_int_equal(fixture_find(card.root, "when")->style->order, 2);
    assert_null(fixture_find(card.root, "unless"));
    assert_null(fixture_find(card.root, "flag"));
    assert_int_equal(fixture_find(card.root, "s")->style->order, 0);
    assert_non_null(fixture_find(card.root, "v"));
    fixture_finish(&card);
}

/* ---- direction and language ---- */

static void direction_follows_the_text(void **state)
{
    (void)state;
    static const char html[] = "<!doctype html><meta name=param content=title>"
                               "<body id=b dir=auto><p id=x>{{title}}</p><p id=l dir=ltr>{{title}}</p>"
                               "<bdi id=i>{{title}}</bdi>";
    struct fixture_card card = fixture_expand(fixture_load(html), VALUES("title", "12 مرحبا hello"));
    assert_int_equal(fixture_find(card.root, "b")->style->text.direction, DIRECTION_RTL);
    assert_int_equal(fixture_find(card.root, "x")->style->text.direction, DIRECTION_RTL);
    assert_int_equal(fixture_find(card.root, "l")->style->text.direction, DIRECTION_LTR);
    assert_int_equal(fixture_find(card.root, "i")->style->text.direction, DIRECTION_RTL);
    assert_int_equal(card.root->style->text.direction, DIRECTION_LTR);
    fixture_finish(&card);
    card = fixture_expand(fixture_load(html), VALUES("title", "hello مرحبا"));
    assert_int_equal(fixture_find(card.root, "b")->style->text.direction, DIRECTION_LTR);
    fixture_finish(&card);
}

/* What has a direction of its own does not decide its parent's. */
static void direction_of_parts_is_passed_over(void **state)
{
    (void)state;
    struct fixture_card card = fixture_expand(
        fixture_load("<!doctype html><p id=x dir=auto><span dir=rtl>\xd7\xa9</span><bdi>\xd7\xa9</bdi> a</p>"), NULL);
    assert_int_equal(fixture_find(card.root, "x")->style->text.direction, DIRECTION_LTR);
    fixture_finish(&card);
}

static const char *language_of(const char *html, const char *sent, const char *title, char *buffer, size_t size)
{
    struct fixture_card card = fixture_expand_at(fixture_load(html), 0, sent, VALUES("title", title));
    snprintf(buffer, size, "%s", fixture_find(card.root, "x")->style->text.language);
    fixture_finish(&card);
    return buffer;
}

static void language_is_sent_declared_or_guessed(void **state)
{
    (void)state;
    char text[64];
    static const char open[] = "<!doctype html><html lang='{{lang}}'><meta name=param content=title><p id=x>{{title}}";
    static const char fixed[] = "<!doctype html><html lang=de><meta name=param content=title><p id=x>{{title}}";
    static const char none[] = "<!doctype html><meta name=param content=title><p id=x>{{title}}";
    static const char inner[] = "<!doctype html><html lang=de><meta name=param content=title><p id=x lang=ja>{{title}}";
    assert_string_equal(language_of(open, "", "Їжак і ґанок", text, sizeof text), "uk");
    assert_string_equal(language_of(open, "ru", "Їжак і ґанок", text, sizeof text), "ru");
    assert_string_equal(language_of(none, "", "ひらがな", text, sizeof text), "ja");
    assert_string_equal(language_of(none, "", "plain", text, sizeof text), "");
    assert_string_equal(language_of(fixed, "", "Їжак", text, sizeof text), "de");
    assert_string_equal(language_of(fixed, "uk", "Їжак", text, sizeof text), "uk");
    assert_string_equal(language_of(inner, "uk", "Їжак", text, sizeof text), "ja");
}

/* ---- pictures ---- */

static void pictures_are_found(void **state)
{
    (void)state;
    static const char html[] =
        "<!doctype html><meta name=param content=logo data-type=image data-choices='mark.svg, dark.svg'>"
        "<body><img id=a src=mark.svg><img id=b src='{{logo}}'><img id=c src='art/mark.svg'>";
    struct fixture_card card = fixture_expand(fixture_load(html), VALUES("logo", "mark.svg"));
    const struct node *a = fixture_find(card.root, "a"), *b = fixture_find(card.root, "b");
    assert_int_equal(a->kind, NODE_IMAGE);
    assert_ptr_equal(a->image, b->image);
    assert_ptr_not_equal(a->image, fixture_find(card.root, "c")->image);
    assert_true(a->image->width_px == 24 && a->image->height_px == 12);
    fixture_finish(&card);
    /* without its parameter the picture is not there */
    card = fixture_expand(fixture_load(html), NULL);
    assert_null(fixture_find(card.root, "b"));
    assert_non_null(fixture_find(card.root, "c"));
    fixture_finish(&card);
}

static void inline_svg_takes_color_and_values(void **state)
{
    (void)state;
    static const char html[] =
        "<!doctype html><meta name=param content=accent data-type=color data-default=gold>"
        "<meta name=param content=n data-type=number data-default=3>"
        "<body style='color: #102030'><svg id=x class=c viewBox='0 0 10 20' width=10 data-if=n>"
        "<linearGradient id=g><stop stop-color='{{accent}}'/></linearGradient>"
        "<path fill=currentColor stroke='url(#g)' stroke-width='{{n}}' d='M0 0h5' data-t='a&amp;&lt;\"'/></svg>";
    struct fixture_card card = fixture_expand(fixture_load(html), VALUES("accent", "#ff0000"));
    const struct node *node = fixture_find(card.root, "x");
    assert_int_equal(node->kind, NODE_IMAGE);
    assert_null(node->first_child);
    assert_int_equal(node->image->kind, IMAGE_SVG);
    char *svg = arena_strndup(card.arena, (const char *)node->image->svg, node->image->svg_size);
    static const char *const parts[] = {
        "<svg color=\"rgba(16,32,48,1)\" xmlns=\"http://www.w3.org/2000/svg\"",
        " viewBox=\"0 0 10 20\"",
        "<linearGradient id=\"g\">",
        "stop-color=\"#ff0000ff\"",
        "stroke-width=\"3\"",
        "fill=\"currentColor\"",
        "data-t=\"a&amp;&lt;&quot;\"",
        "</path></svg>",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(svg, parts[i]))
            fail_msg("no %s in %s", parts[i], svg);
    assert_null(strstr(svg, "data-if"));
    struct image *decoded = NULL;
    assert_int_equal(image_decode(node->image->svg, node->image->svg_size, "x", &decoded, NULL), OGCARD_OK);
    assert_memory_equal(decoded->digest, node->image->digest, sizeof decoded->digest);
    image_destroy(decoded);
    fixture_finish(&card);
}

static void digest_covers_files(void **state)
{
    (void)state;
    struct template *a = fixture_load("<!doctype html><img src=mark.svg>");
    struct template *b = fixture_load("<!doctype html><img src=mark.svg>");
    struct template *c = fixture_load("<!doctype html><img src=dark.svg>");
    assert_memory_equal(template_digest(a), template_digest(b), 32);
    assert_memory_not_equal(template_digest(a), template_digest(c), 32);
    template_unref(a);
    template_unref(b);
    template_unref(c);
}

static void nodes_know_their_place(void **state)
{
    (void)state;
    struct fixture_card card =
        fixture_expand(fixture_load("<!doctype html>\n<body>\n  <p id=x>a<br>b<wbr>c</p>"), NULL);
    const struct node *p = fixture_find(card.root, "x");
    assert_int_equal(p->line, 3);
    assert_int_equal(p->column, 3);
    assert_string_equal(p->tag, "p");
    const struct node *br = p->first_child->next_sibling;
    assert_int_equal(br->kind, NODE_BREAK);
    assert_int_equal(br->column, 12);
    assert_string_equal(br->next_sibling->next_sibling->text, "\xe2\x80\x8b");
    assert_ptr_equal(p->first_child->style, p->style);
    assert_ptr_equal(p->last_child->parent, p);
    fixture_finish(&card);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_checked),
        cmocka_unit_test(declarations_are_told),
        cmocka_unit_test(text_stays_text),
        cmocka_unit_test(values_are_typed_in_css),
        cmocka_unit_test(a_value_that_breaks_a_declaration_is_told),
        cmocka_unit_test(falls_back),
        cmocka_unit_test(conditions_leave_elements_out),
        cmocka_unit_test(direction_follows_the_text),
        cmocka_unit_test(direction_of_parts_is_passed_over),
        cmocka_unit_test(language_is_sent_declared_or_guessed),
        cmocka_unit_test(pictures_are_found),
        cmocka_unit_test(inline_svg_takes_color_and_values),
        cmocka_unit_test(digest_covers_files),
        cmocka_unit_test(nodes_know_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
