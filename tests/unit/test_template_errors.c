/* What is outside the subset is refused, with its place and what would be right. */
#include "template_fixture.h"

/* The template is <!doctype html> and then this; the error stands at line:column. */
static const struct {
    const char *html, *message;
} rows[] = {
    /* properties */
    {"<style>p { colr: red }</style>", "1:27: unknown property 'colr'; did you mean 'color'?"},
    {"<style>\np {\n  font-szie: 1px }</style>", "3:3: unknown property 'font-szie'; did you mean 'font-size'?"},
    {"<style>p { bakground: red }</style>", "1:27: unknown property 'bakground'; did you mean 'background'?"},
    {"<style>p { xyzzy: red }</style>", "1:27: unknown property 'xyzzy'"},
    {"<style>p { grid-template-columns: 1fr }</style>",
     "1:27: grid-template-columns is not supported: there is no grid; use display: flex with flex-wrap and gap"},
    {"<style>p { float: left }</style>",
     "1:27: float is not supported: nothing floats; use display: flex, or position: absolute"},
    {"<style>p { --ogcard-min-font: 1px }</style>",
     "1:27: unknown property '--ogcard-min-font'; did you mean '--ogcard-min-font-size'?"},

    /* values */
    {"<style>p { color: blu }</style>", "1:34: 'blu' is not a value of color; did you mean 'blue'?"},
    {"<style>p { color: #12345 }</style>", "1:34: '#12345' is not a color; write #rgb, #rgba, #rrggbb or #rrggbbaa"},
    {"<style>p { color: rgb(1, 2 3) }</style>", "1:43: rgb() takes its parts either all with commas or all without"},
    {"<style>p { color: oklch(1, 2, 3) }</style>", "1:47: oklch() takes no commas: oklch(1 2 3 / 50%)"},
    {"<style>p { display: flx }</style>", "1:36: 'flx' is not a value of display; did you mean 'flex'?"},
    {"<style>p { display: inline flex }</style>", "1:43: display is one word here; write inline-flex"},
    {"<style>p { display: block flex }</style>", "1:42: display is one word here; write flex"},
    {"<style>p { list-style-type: dsc }</style>", "1:44: list markers are not drawn; write list-style-type: none"},
    {"<style>p { display: grid }</style>",
     "1:36: display: grid is not supported; use block, inline-block, flex or inline-flex"},
    {"<style>p { position: fixed }</style>",
     "1:37: 'fixed' is not a value of position; write static, relative, absolute"},
    {"<style>p { width: 10 }</style>", "1:34: '10' is not a value of width; lengths need a unit, as 10px"},
    {"<style>p { width: 10xp }</style>", "1:34: '10xp' has a unit that is no length; did you mean 'px'?"},
    {"<style>p { width: 3ch }</style>",
     "1:34: the unit 'ch' depends on the font's glyphs and is not supported; use em or px"},
    {"<style>p { width: -3px }</style>", "1:34: '-3px' is negative"},
    {"<style>p { width: }</style>", "1:27: width has no value"},
    {"<style>p { width: 1px 2px }</style>", "1:38: '2px' is too much for width"},
    {"<style>p { margin: 1px 2px 3px 4px 5px }</style>", "1:51: '5px' is too much for margin"},
    {"<style>p { width: calc(1px+2px) }</style>", "1:42: '2px' is not expected in calc()"},
    {"<style>p { width: calc(1px +2px) }</style>", "1:43: '2px' is not expected in calc()"},
    {"<style>p { width: calc(1px * 2px) }</style>",
     "1:48: two lengths cannot be multiplied; one side must be a plain number"},
    {"<style>p { width: calc(1px / 0) }</style>", "1:46: division by zero in calc()"},
    {"<style>p { width: calc(1 + 2px) }</style>",
     "1:46: a plain number stands beside a length or an angle; give both a unit"},
    {"<style>p { width: calc(1deg + 2px) }</style>", "1:49: a length and an angle cannot be put together"},
    {"<style>p { width: calc(1deg) }</style>", "1:34: 'calc()' is not a value of width"},
    {"<style>p { rotate: calc(1deg) }</style>", "1:27: rotate is not supported: write transform: rotate()"},
    {"<style>p { width: min(10px, 50%) }</style>",
     "1:47: percentages inside min(), max() and clamp() are not supported; use vw, vh or em"},
    {"<style>p { letter-spacing: 5% }</style>", "1:43: '5%' is not a value of letter-spacing"},
    {"<style>p { background: linear-gradient(red) }</style>", "1:58: a gradient needs at least two colors"},
    {"<style>p { background: linear-gradient(45 red, blue) }</style>",
     "1:55: '45' is not a color stop; write a color and a position, as #fff 20%"},
    {"<style>p { background: linear-gradient(45deg red, blue) }</style>",
     "1:61: a comma is missing before the colors of linear-gradient()"},
    {"<style>p { background: linear-gradient(red, blue 10% 20% 30%) }</style>",
     "1:73: '30%' is not expected in linear-gradient(); a comma may be missing before it"},
    {"<style>p { background: radial-gradient(circle 50%, red, blue) }</style>",
     "1:65: a circle's radius is a length, not a percentage"},
    {"<style>p { background: red, blue }</style>", "1:42: the color belongs to the last background layer"},
    {"<style>p { transform: rotate(45) }</style>", "1:45: rotate() takes 1 to 1 angles, as 45deg"},
    {"<style>p { transform: rotate3d(1, 1, 1, 45deg) }</style>",
     "1:38: transform knows translate, scale, rotate, skew and matrix, in two dimensions"},
    {"<style>p { filter: drop-shadow(0 0 1px red) }</style>",
     "1:35: the only filter is blur(); for a drop shadow use box-shadow or text-shadow"},
    {"<style>p { font: bold Inter }</style>", "1:38: a size is missing; write font: 700 64px/1.1 Inter"},
    {"<style>p { font-variant-caps: small-caps }</style>", "1:46: small capitals would have to be made up for most "
                                                           "fonts; use text-transform: uppercase at a smaller size, or "
                                                           "font-feature-settings: \"smcp\" with a font that has them"},
    {"<style>p { color: rgb(0, 0%, 0) }</style>", "1:46: rgb() with commas takes either numbers or percentages"},
    {"<style>p { object-position: left 10px top }</style>",
     "1:58: an offset is missing: write left 10px top 20px, or left top"},
    {"<style>p { background-position: top 10px }</style>",
     "1:57: a position names one place across and one down: left 20px top 10px, 30% 50%"},
    {"<style>p { background-position: right 10px 20% }</style>", "1:59: '20%' is too much for background-position"},
    {"<style>p { overflow: scroll }</style>", "1:37: a card does not scroll; use overflow: hidden"},
    {"<style>p { box-shadow: red }</style>", "1:43: a shadow needs two offsets: 0 4px 12px black"},
    {"<style>p { flex: 1 2 3 4 }</style>", "1:37: '3' is too much for flex"},
    {"<style>p { -webkit-line-clamp: 0 }</style>", "1:47: the number of lines is 1 or more, or none"},
    {"<style>p { hyphens: auto }</style>", "1:36: 'auto' is not a value of hyphens; write manual, none"},
    {"<style>p { color: red !importnt }</style>",
     "1:38: '!' is not expected here; the only annotation is !important, at the end"},
    {"<style>p { font-family: 'x }</style>", "1:25: the rule's closing '}' is missing"},

    /* syntax */
    {"<style>p { color red }</style>", "1:27: a colon is missing after 'color'"},
    {"<style>p { color: red; .a { color: blue } }</style>",
     "1:39: '.' is not expected here; a declaration is name: value; rules are not nested"},
    {"<style>p { color: red", "1:25: the rule's closing '}' is missing"},
    {"<style>p</style>", "1:23: a rule is not finished: selector { declarations }"},
    {"<style>p { color: rgb(1 2 3 }</style>", "1:42: a closing bracket is missing"},
    {"<style>p { color: red) }</style>", "1:25: the rule's closing '}' is missing"},
    {"<style>p { background: url(a b.png) }</style>",
     "1:39: url() with such characters needs quotation marks: url(\"...\")"},

    /* selectors and rules */
    {"<style>h7 { color: red }</style>", "1:23: there is no element <h7>; did you mean 'h1'?"},
    {"<style>p::before { color: red }</style>", "1:24: pseudo-elements are not drawn; write an element into the HTML"},
    {"<style>p:hover { color: red }</style>",
     "1:25: ':hover' is not supported; there are :root, :empty, :first-child, :last-child, :only-child and :lang()"},
    {"<style>p:frist-child { color: red }</style>",
     "1:25: ':frist-child' is not supported; did you mean 'first-child'?"},
    {"<style>p > { color: red }</style>", "1:27: nothing is not a selector"},
    {"<style>p,, a { color: red }</style>", "1:25: ',' is not a selector"},
    {"<style>p[a=] { color: red }</style>", "1:24: an attribute selector is [name] or [name=\"value\"]"},
    {"<style>@import 'a.css';</style>",
     "1:23: @import is not supported: nothing is fetched; copy the rules into this <style>"},
    {"<style>@keyframes a { from { top: 0 } }</style>", "1:23: @keyframes is not supported: a card is a still picture"},
    {"<style>@mdeia (width > 1px) { }</style>", "1:23: unknown rule '@mdeia'; did you mean 'media'?"},
    {"<style>@media (widht > 1px) { }</style>", "1:31: a card has no media feature 'widht'; did you mean 'width'?"},
    {"<style>@media (hover: hover) { }</style>",
     "1:31: a card has no media feature 'hover'; there are width, height, aspect-ratio and orientation"},
    {"<style>@media (width > 1) { }</style>", "1:39: a length is expected, as 1200px"},
    {"<style>@media tv { }</style>", "1:30: the media type 'tv' is not known; a card is a screen"},

    /* files */
    {"<style>p { background: url(missing.png) }</style>", "1:39: there is no file 'missing.png' beside the template"},
    {"<style>p { background: url(../a.png) }</style>",
     "1:39: '../a.png': the path has empty parts, . or ..; name a file beside the template"},
    {"<style>p { background: url('/etc/passwd') }</style>",
     "1:43: '/etc/passwd': the path is absolute; name a file beside the template"},
    {"<style>p { background: url(https://example.org/a.png) }</style>",
     "1:39: 'https://example.org/a.png': nothing is fetched; save it as a file beside the template and name that"},
    {"<style>p { background: url(data:image/png;base64,%C3%A4) }</style>",
     "1:39: 'data:image/png;base64,%C3%A4': the data is not base64"},
    {"<img src='data:image/png'>", "1:26: 'data:image/png': a data: URL has a comma before its data"},
    {"<img src='data:image/png;base64,AA=='>", "1:26: data: URL: neither PNG, JPEG, WebP nor SVG"},
    {"<img src=\"a/../../b.png\">",
     "1:26: 'a/../../b.png': the path has empty parts, . or ..; name a file beside the template"},
    {"<img alt=x>", "1:16: <img> needs a src with a file beside the template"},
    {"<style>@font-face { font-family: X; src: local(Arial) }</style>",
     "1:57: local() is not supported: name a file beside the template with url()"},
    {"<style>@font-face { font-family: X }</style>", "1:36: @font-face needs font-family and src"},
    {"<style>@font-face { font-famly: X }</style>",
     "1:36: @font-face has no 'font-famly' here; did you mean 'font-family'?"},
    {"<style>@font-face { font-family: X; src: url(http://a/b.woff2) }</style>",
     "1:57: 'http://a/b.woff2': nothing is fetched; save it as a file beside the template and name that"},

    /* HTML */
    {"<script>1</script>", "1:16: <script> is not supported: a card is drawn without scripts"},
    {"<body><table></table>", "1:22: <table> is not supported: there are no tables; use display: flex"},
    {"<body><artcle></artcle>", "1:22: there is no element <artcle>; did you mean 'article'?"},
    {"<body><foo></foo>", "1:22: there is no element <foo>; use <div> or <span>"},
    {"<body><p stlye='color: red'>", "1:25: <p> has no attribute 'stlye' here; did you mean 'style'?"},
    {"<body><p onclick='x'>", "1:25: attribute onclick: a card is drawn without scripts"},
    {"<body><p align=center>", "1:25: <p> has no attribute 'align' here; what it should look like is said in CSS"},
    {"<body><p hidden=until-found>", "1:32: hidden takes no value: write it alone, or data-if with a parameter"},
    {"<body><p dir=up>", "1:29: dir is ltr, rtl or auto"},
    {"<body><p style='colr: red'>", "1:32: unknown property 'colr'; did you mean 'color'?"},
    {"<body><p style='color: red; &#119;idht: 1px'>", "1:44: unknown property 'widht'; did you mean 'width'?"},
    {"<body><p style='font-family: &quot;a&quot;; colr: red'>", "1:60: unknown property 'colr'; did you mean 'color'?"},
    {"<link rel=stylesheet href=a.css>",
     "1:16: <link> is not supported: put the style sheet into a <style> element and fonts into @font-face"},
    {"<body>\n\xd0\xb6\xd0\xb6<foo>", "2:3: there is no element <foo>; use <div> or <span>"},
    {"<body><ul><li>a</ul>", "1:26: <li> has a list marker, which is not drawn; set list-style: none"},
    {"<body><p style='-webkit-line-clamp: 2'>",
     "1:22: <p> has -webkit-line-clamp, which browsers heed only beside display: -webkit-box and "
     "-webkit-box-orient: vertical; add them"},
    {"<body><p style='display: -webkit-box; -webkit-box-orient: vertical'>",
     "1:22: <p> is a -webkit-box, which is there only to clamp lines: add -webkit-box-orient: vertical and "
     "-webkit-line-clamp, or write display: block"},
    {"<body><p style='display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2'>",
     "1:22: <p> has -webkit-line-clamp without overflow: hidden, and browsers draw what it cuts below; add it"},
    {"<body><div style='display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden'>"
     "<b><p>a</p></b></div>",
     "1:130: <p> is a block inside an element with -webkit-line-clamp, which cuts the lines of text of its own alone; "
     "clamp <p> itself, or make it display: inline"},
    {"<body><div style='display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden'>"
     "a <b style='position: absolute; left: 0'>b</b></div>",
     "1:129: <b> takes its place from lines that -webkit-line-clamp may cut; give it left and top"},
    {"<style>p { line-clamp: 2 }</style>", "1:27: line-clamp is not supported: browsers know it as -webkit-line-clamp"},
    {"<style>p { -webkit-transform: none }</style>",
     "1:27: -webkit-transform is not supported: write the property without -webkit-"},
    {"<body><hr>", "1:22: <hr> has a border of style inset, which is not drawn; set border"},
    {"<body><svg><text>a</text></svg>",
     "1:27: <text> inside <svg> is not supported: write the text in HTML, or turn it into paths"},
    {"<body><svg><use href='a.svg#b'/></svg>", "1:32: href refers to something in the same <svg>: href=\"#name\""},
    {"<body><svg><path fill='url(http://a)'/></svg>", "1:33: url() refers to something in the same <svg>: url(#name)"},
    {"<body><svg><path onload='x'/></svg>", "1:33: a card is drawn without scripts"},

    /* parameters */
    {"<body>{{titel}}", "1:22: parameter 'titel' is not declared; add <meta name=\"param\" content=\"titel\">"},
    {"<meta name=param content=title><body>{{titel}}",
     "1:53: parameter 'titel' is not declared; did you mean 'title'?"},
    {"<meta name=parm content=title>", "1:16: unknown meta 'parm'; did you mean 'param'?"},
    {"<meta name=param>", "1:16: the parameter's name is missing: <meta name=\"param\" content=\"title\">"},
    {"<meta name=param content='1a'>",
     "1:42: a parameter's name has letters, digits, - and _, and begins with a letter"},
    {"<meta name=param content=scale>", "1:41: this name is reserved; choose another (lang needs no declaration)"},
    {"<meta name=param content=a><meta name=param content=a>", "1:68: this parameter is declared twice"},
    {"<meta name=param content=a data-type=colour>", "1:53: there is no type 'colour'; did you mean 'color'?"},
    {"<meta name=param content=a data-typ=color>", "1:43: a parameter has no 'data-typ'; did you mean 'data-type'?"},
    {"<meta name=param content=a data-type=color data-default=blu>",
     "1:72: 'blu' is not a color; write it as ff8800, #ff8800 or by its name"},
    {"<meta name=param content=a data-type=number data-default=x>", "1:73: 'x' is not a number"},
    {"<meta name=param content=a data-type=number data-min=3 data-default=1>",
     "1:84: is 1; it must lie between 3 and 1e+09"},
    {"<meta name=param content=a data-type=choice>", "1:16: a parameter of type choice needs data-choices=\"a, b\""},
    {"<meta name=param content=a data-type=choice data-choices='x, y' data-default=z>",
     "1:93: 'z' is not one of its choices: x, y"},
    {"<meta name=param content=a data-required data-default=z>",
     "1:16: parameter 'a' is required, so its default is never used; leave one of the two out"},
    {"<meta name=param content=a data-type=image data-choices='../x.png'>",
     "1:73: '../x.png': the path has empty parts, . or ..; name a file beside the template"},
    {"<body>{{", "1:22: '{{' is not closed by '}}'; for two braces as text write {{'{{'}}"},
    {"<body>{{a b}}", "1:22: parameter 'a' is not declared; add <meta name=\"param\" content=\"a\">"},
    {"<meta name=param content=a><body>{{a b}}",
     "1:49: {{a b}} is not understood; write {{name}}, {{a ?? b}} or {{a ?? 'text'}}"},
    {"<body>{{}}", "1:22: {{}} is not understood; write {{name}}, {{a ?? b}} or {{a ?? 'text'}}"},
    {"<meta name=param content=a><style>p { color: {{a}} }</style>", "1:54: color: '\"Text\"' is not a value of color"},
    {"<meta name=param content=a data-type=color><style>p { width: {{a}} }</style>",
     "1:70: width: '#808080ff' is not a value of width"},
    {"<meta name=param content=a data-type=color><style>p { width: {{a}}px }</style>",
     "1:77: a unit can only follow a parameter of data-type=\"number\""},
    {"<meta name=param content=a><style>p { font-family: 'x{{a}}' }</style>",
     "1:67: {{}} inside a string is not replaced; write it without the quotation marks"},
    {"<meta name=param content=a><style>p { background: url({{a}}) }</style>",
     "1:66: url({{}}) takes a parameter of data-type=\"image\""},
    {"<meta name=param content=a><style>{{a}} { color: red }</style>", "1:50: '{{a}}' is not a selector"},
    {"<meta name=param content=a><img src='{{a}}'>",
     "1:53: src takes a file, or one parameter of data-type=\"image\"; a path is not put together"},
    {"<meta name=param content=a data-type=choice data-choices='x, y'><img src='{{a}}.png'>",
     "1:90: src takes a file, or one parameter of data-type=\"image\"; a path is not put together"},
    {"<meta name=param content=a><body><p data-if='{{a}}'>", "1:61: data-if takes the parameter's name without braces"},
    {"<meta name=param content=a><body><p data-if=b>",
     "1:60: parameter 'b' is not declared; add <meta name=\"param\" content=\"b\">"},
    {"<meta name=param content=a><body><p dat-if=a>",
     "1:52: <p> has no attribute 'dat-if' here; did you mean 'data-if'?"},
    {"<meta name=param content=a><body><svg><path d='{{a}}'/></svg>",
     "1:60: inside <svg> only colors, numbers, choices and flags are inserted"},

    /* custom properties */
    {"<style>p { --a: red; color: var(--b) }</style><p>", "1:37: var(--b): --b is not defined on this element"},
    {"<style>p { --a: var(--b); --b: var(--a); color: var(--a) }</style><p>", "1:27: --a refers to itself"},
    {"<style>p { --a: 10; width: var(--a) }</style><p>",
     "1:36: width: '10' is not a value of width; lengths need a unit, as 10px"},
    {"<style>p { color: var(a) }</style><p>", "1:27: write var(--name) or var(--name, value)"},

    /* sizes */
    {"<meta name=ogcard content='width=12'>", "1:43: a side is a whole number of pixels between 16 and 4096"},
    {"<meta name=ogcard content='max-bytes=100'>",
     "1:43: max-bytes is a whole number of bytes between 4096 and 100000000, as max-bytes=300000"},
    {"<meta name=ogcard content='quality=101'>",
     "1:43: quality, of JPEG and WebP, is a whole number between 1 and 100"},
    {"<meta name=ogcard content='width=1200, square=5'>",
     "1:55: a further size is NAME=WIDTHxHEIGHT, as square=1200x1200, with sides between 16 and 4096"},
    {"<meta name=ogcard content='width: 1200'>", "1:43: write width=1200, height=630"},
};

static void is_refused(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char html[1024], expected[512];
        struct template *template = NULL;
        struct ogcard_error error;
        snprintf(html, sizeof html, "<!doctype html>%s", rows[i].html);
        snprintf(expected, sizeof expected, "card.html:%s", rows[i].message);
        enum ogcard_status status = fixture_parse(html, strlen(html), &template, &error);
        if (status != OGCARD_BAD_TEMPLATE || strcmp(error.message, expected) != 0) {
            print_error("%s\n  is %s\n not %s\n", rows[i].html, error.message, expected);
            wrong++;
        }
        template_unref(template);
    }
    assert_int_equal(wrong, 0);
}

static void a_missing_doctype_is_refused(void **state)
{
    (void)state;
    struct template *template = NULL;
    struct ogcard_error error;
    assert_int_equal(fixture_parse("<p>a", 4, &template, &error), OGCARD_BAD_TEMPLATE);
    assert_non_null(strstr(error.message, "card.html:1:1: the file does not begin with <!doctype html>"));
}

struct heard {
    size_t errors, warnings;
    unsigned lines[8];
};

static void hear(void *context, const struct template_diagnostic *diagnostic)
{
    struct heard *heard = context;
    if (diagnostic->error && heard->errors < 8)
        heard->lines[heard->errors] = diagnostic->line;
    heard->errors += diagnostic->error;
    heard->warnings += !diagnostic->error;
}

static void check_tells_every_error(void **state)
{
    (void)state;
    static const char html[] = "<!doctype html>\n<style>\np { colr: red; widht: 1px }\n.a:hover { top: 0 }\n</style>\n"
                               "<foo></foo>\n<p algin=left>{{a}}</p>";
    struct heard heard = {0};
    struct ogcard_error error;
    assert_int_equal(template_check("card", "card.html", html, strlen(html), NULL, NULL, hear, &heard, NULL, &error),
                     OGCARD_BAD_TEMPLATE);
    assert_int_equal(heard.errors, 6);
    assert_int_equal(heard.lines[0], 3);
    assert_int_equal(heard.lines[2], 4);
    assert_int_equal(heard.lines[3], 6);
    assert_int_equal(heard.lines[5], 7);
    assert_non_null(strstr(error.message, "card.html:3:5: unknown property 'colr'"));
}

static void check_warns(void **state)
{
    (void)state;
    static const char html[] = "<!doctype html>\n<meta name=param content=a><meta name=param content=b>\n"
                               "<p style='font-family: Nonesuch, Neither'>{{a}}<b>x</b></p>"
                               "<p style='font-family: Nonesuch, Inter'>";
    struct heard heard = {0};
    struct ogcard_error error;
    struct font_set *fonts = NULL;
    struct template *template = NULL;
    assert_int_equal(font_set_create(NULL, NULL, &fonts, &error), OGCARD_OK);
    assert_int_equal(
        template_check("card", "card.html", html, strlen(html), NULL, fonts, hear, &heard, &template, &error),
        OGCARD_OK);
    assert_int_equal(heard.errors, 0);
    assert_int_equal(heard.warnings, 2);
    template_unref(template);
    font_set_unref(fonts);
}

static void messages_are_one_line_of_utf8(void **state)
{
    (void)state;
    struct template *template = NULL;
    struct ogcard_error error;
    char html[512] = "<!doctype html><style>p { background: url('";
    for (int i = 0; i < 60; i++)
        strcat(html, "\xd0\xb6");
    strcat(html, "x\\a y') }</style>");
    fixture_parse(html, strlen(html), &template, &error);
    assert_null(strchr(error.message, '\n'));
    size_t length = 0;
    for (const char *at = error.message; *at; at++)
        length += ((unsigned char)*at & 0xc0) != 0x80;
    assert_true(length > 40);
    static const char html_cut[] =
        "<!doctype html><style>p { x\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0"
        "\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0"
        "\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0\xb6\xd0"
        "\xb6\xd0\xb6\xd0\xb6: 1 }</style>";
    fixture_parse(html_cut, strlen(html_cut), &template, &error);
    assert_string_equal(strchr(error.message, '?'), "?'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_refused),
        cmocka_unit_test(a_missing_doctype_is_refused),
        cmocka_unit_test(check_tells_every_error),
        cmocka_unit_test(check_warns),
        cmocka_unit_test(messages_are_one_line_of_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
