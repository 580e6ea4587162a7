/* Each limit holds at its value and refuses one more; and whatever bytes a template has, it loads or is refused. */
#include "template_fixture.h"

#include "render/template/limits.h"

struct text {
    char *bytes;
    size_t length, capacity;
};

__attribute__((format(printf, 2, 3))) static void append(struct text *text, const char *format, ...)
{
    va_list args;
    if (text->capacity - text->length < 4096) {
        text->capacity = text->capacity * 2 + 8192;
        text->bytes = realloc(text->bytes, text->capacity);
        assert_non_null(text->bytes);
    }
    va_start(args, format);
    int written = vsnprintf(text->bytes + text->length, text->capacity - text->length, format, args);
    va_end(args);
    assert_true(written >= 0 && written < 4096);
    text->length += (size_t)written;
}

static void repeat(struct text *text, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        append(text, "%s", piece);
}

/* Writes a template that asks for `count` of something. */
typedef void writer(struct text *text, size_t count);

static void write_bytes(struct text *text, size_t count)
{
    append(text, "<!doctype html><!--");
    while (text->length + 3 + 1000 < count)
        append(text, "%0*d", 1000, 0);
    while (text->length + 3 < count)
        append(text, "x");
    append(text, "-->");
}

static void write_tags(struct text *text, size_t count)
{
    append(text, "<!doctype html>");
    repeat(text, "</i>", count - 1); /* no elements come of these */
}

static void write_depth(struct text *text, size_t count)
{
    append(text, "<!doctype html>");
    repeat(text, "<div>", count - 2); /* html and body stand around them */
}

static void write_attributes(struct text *text, size_t count)
{
    append(text, "<!doctype html><p");
    for (size_t i = 0; i < count; i++)
        append(text, " data-a%zu", i);
    append(text, ">");
}

static void write_rules(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>");
    /* The style sheet of HTML counts too; its rules are those that one selector each leaves over. */
    for (size_t i = 0; i < count; i++)
        append(text, ".a%zu{order:1}", i);
    append(text, "</style>");
}

static void write_selectors(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>");
    repeat(text, "p,", count - 1);
    append(text, "p{order:1}</style>");
}

static void write_compounds(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>");
    repeat(text, "p ", count);
    append(text, "{order:1}</style>");
}

/* gumbo is slow with these: they are counted before it sees them. */
static void write_words(struct text *text, size_t count)
{
    append(text, "<!doctype html><p");
    repeat(text, " a='b c' d=\"e f\"", count / 2);
    append(text, ">");
}

static void write_custom(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>p{");
    for (size_t i = 0; i < count; i++)
        append(text, "--a%zu:1;--a%zu:2;", i, i);
    append(text, "}</style><p>");
}

static void write_style_attribute(struct text *text, size_t count)
{
    append(text, "<!doctype html><p style='");
    size_t start = text->length;
    while (text->length - start < count - 7)
        append(text, " ");
    append(text, "order:1'>");
}

static void write_params(struct text *text, size_t count)
{
    append(text, "<!doctype html>");
    for (size_t i = 0; i < count; i++)
        append(text, "<meta name=param content=p%zu>", i);
}

static void write_choices(struct text *text, size_t count)
{
    append(text, "<!doctype html><meta name=param content=p data-type=choice data-choices='");
    repeat(text, "x,", count);
    append(text, "'>");
}

static void write_text_length(struct text *text, size_t count)
{
    append(text, "<!doctype html><meta name=param content=p data-max-length=%zu>", count);
}

static void write_sizes(struct text *text, size_t count)
{
    append(text, "<!doctype html><meta name=ogcard content='");
    for (size_t i = 1; i < count; i++)
        append(text, "s%zu=100x100,", i);
    append(text, "'>");
}

static void write_side(struct text *text, size_t count)
{
    append(text, "<!doctype html><meta name=ogcard content='width=%zu'>", count);
}

static void write_svgs(struct text *text, size_t count)
{
    append(text, "<!doctype html>");
    repeat(text, "<svg width=1 height=1></svg>", count);
}

static void write_nodes(struct text *text, size_t count)
{
    append(text, "<!doctype html>");
    repeat(text, "<i>a</i>", (count - 2) / 2); /* html and body stand around them */
    append(text, "%s", count % 2 ? "<i></i>" : "");
}

static void write_nesting(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>p{width:calc");
    repeat(text, "(", count);
    append(text, "1px");
    repeat(text, ")", count);
    append(text, "}</style>");
}

static void write_layers(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>p{background-image:none");
    repeat(text, ",none", count - 1);
    append(text, "}</style>");
}

static void write_shadows(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>p{box-shadow:0 0 red");
    repeat(text, ",0 0 red", count - 1);
    append(text, "}</style>");
}

static void write_stops(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>p{background-image:linear-gradient(red");
    repeat(text, ",red", count - 1);
    append(text, ")}</style>");
}

static void write_transforms(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>p{transform:");
    repeat(text, " scale(1)", count);
    append(text, "}</style>");
}

static enum ogcard_status load_written(writer *write, size_t count, struct ogcard_error *error)
{
    struct text text = {0};
    struct template *template = NULL;
    write(&text, count);
    enum ogcard_status status = fixture_parse(text.bytes, text.length, &template, error);
    template_unref(template);
    free(text.bytes);
    return status;
}

static void limits_hold(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        writer *write;
        size_t limit;
        const char *message;
    } rows[] = {
        {"bytes", write_bytes, TEMPLATE_MAX_HTML_BYTES, "bytes; at most"},
        {"tags", write_tags, TEMPLATE_MAX_NODES, "more than 10000 tags"},
        {"nodes", write_nodes, TEMPLATE_MAX_NODES, "more than"},
        {"depth", write_depth, TEMPLATE_MAX_DEPTH, "nested deeper than 64"},
        {"attributes", write_attributes, TEMPLATE_MAX_ATTRIBUTES, "more than 64 attributes"},
        {"custom properties", write_custom, TEMPLATE_MAX_CUSTOM, "more than 512 custom properties"},
        {"selectors", write_selectors, TEMPLATE_MAX_SELECTORS, "more than 64 selectors in one rule"},
        {"compounds", write_compounds, TEMPLATE_MAX_COMPOUNDS, "more than 32 parts"},
        {"style attribute", write_style_attribute, TEMPLATE_MAX_STYLE_BYTES, "longer than 16384 bytes"},
        {"parameters", write_params, TEMPLATE_MAX_PARAMS, "more than 64 parameters"},
        {"choices", write_choices, TEMPLATE_MAX_CHOICES, "more than 64 choices"},
        {"text length", write_text_length, TEMPLATE_MAX_TEXT_LENGTH, "between 1 and 2000"},
        {"sizes", write_sizes, TEMPLATE_MAX_SIZES, "too many sizes"},
        {"side", write_side, TEMPLATE_MAX_SIDE_PX, "between 16 and 4096"},
        {"inline svg", write_svgs, TEMPLATE_MAX_PICTURES, "more than 64 inline <svg>"},
        {"nesting", write_nesting, CSS_MAX_NESTING, "nested too deep"},
        {"layers", write_layers, CSS_MAX_LAYERS, "more than 16 background layers"},
        {"shadows", write_shadows, CSS_MAX_LAYERS, "more than 16 shadows"},
        {"stops", write_stops, CSS_MAX_STOPS, "more than 64 color stops"},
        {"transforms", write_transforms, CSS_MAX_LAYERS, "more than 16 transform functions"},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ogcard_error error;
        if (load_written(rows[i].write, rows[i].limit, &error) != OGCARD_OK) {
            print_error("%zu %s: %s\n", rows[i].limit, rows[i].what, error.message);
            wrong++;
        }
        if (load_written(rows[i].write, rows[i].limit + 1, &error) != OGCARD_BAD_TEMPLATE ||
            !strstr(error.message, rows[i].message)) {
            print_error("%zu %s: '%s', not '%s'\n", rows[i].limit + 1, rows[i].what, error.message, rows[i].message);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void a_tag_with_very_many_attributes_is_refused_at_once(void **state)
{
    (void)state;
    struct ogcard_error error;
    assert_int_equal(load_written(write_words, 60000, &error), OGCARD_BAD_TEMPLATE);
    assert_string_equal(error.message, "card.html:1:16: more than 64 attributes");
}

/* How many rules fit beside those of HTML is found by trying. */
static void rules_are_bounded(void **state)
{
    (void)state;
    struct ogcard_error error;
    size_t fits = TEMPLATE_MAX_RULES - 200, refused = TEMPLATE_MAX_RULES;
    assert_int_equal(load_written(write_rules, fits, &error), OGCARD_OK);
    assert_int_equal(load_written(write_rules, refused, &error), OGCARD_BAD_TEMPLATE);
    assert_non_null(strstr(error.message, "more than 4096 selectors"));
}

static void declarations_are_bounded(void **state)
{
    (void)state;
    struct text text = {0};
    struct ogcard_error error;
    struct template *template = NULL;
    append(&text, "<!doctype html><style>p{");
    repeat(&text, "order:1;", TEMPLATE_MAX_DECLARATIONS);
    append(&text, "}</style>");
    assert_int_equal(fixture_parse(text.bytes, text.length, &template, &error), OGCARD_BAD_TEMPLATE);
    assert_non_null(strstr(error.message, "more than 20000 declarations"));
    free(text.bytes);
}

/* Each is two of the one before. */
static void variables_do_not_explode(void **state)
{
    (void)state;
    struct text text = {0};
    struct ogcard_error error;
    struct template *template = NULL;
    append(&text, "<!doctype html><style>p{--v0:x x;");
    for (int i = 1; i < 20; i++)
        append(&text, "--v%d:var(--v%d)var(--v%d);", i, i - 1, i - 1);
    append(&text, "font-family:var(--v19)}</style><p>");
    assert_int_equal(fixture_parse(text.bytes, text.length, &template, &error), OGCARD_BAD_TEMPLATE);
    assert_non_null(strstr(error.message, "the value grows past 4096 tokens"));
    free(text.bytes);
}

/* Many elements, each with a long value: bounded for the card as a whole. */
static void variables_are_bounded_per_card(void **state)
{
    (void)state;
    struct text text = {0};
    struct ogcard_error error;
    struct template *template = NULL;
    append(&text, "<!doctype html><style>:root{--a:0");
    repeat(&text, " + 0", 1500);
    append(&text, "}p{order:calc(var(--a))}</style>");
    repeat(&text, "<p>", 60);
    assert_int_equal(fixture_parse(text.bytes, text.length, &template, &error), OGCARD_BAD_TEMPLATE);
    assert_non_null(strstr(error.message, "tokens"));
    free(text.bytes);
}

static void write_long_chain(struct text *text, size_t count)
{
    append(text, "<!doctype html><style>p{--v0:1;");
    for (size_t i = 1; i < count; i++)
        append(text, "--v%zu:var(--v%zu);", i, i - 1);
    append(text, "order:var(--v%zu)}</style><p>", count - 1);
}

static void chains_of_variables_end(void **state)
{
    (void)state;
    struct ogcard_error error;
    assert_int_equal(load_written(write_long_chain, 10, &error), OGCARD_OK);
    assert_int_equal(load_written(write_long_chain, 500, &error), OGCARD_BAD_TEMPLATE);
    assert_non_null(strstr(error.message, "deeper than 64"));
}

/* A selector that fits a deep tree in very many ways, but for its first part. */
static void matching_is_not_exponential(void **state)
{
    (void)state;
    struct text text = {0};
    append(&text, "<!doctype html><style>.none > div ");
    repeat(&text, "div div > div ", 8);
    append(&text, "{order:1}</style>");
    for (int i = 0; i < 4; i++) {
        repeat(&text, "<div>", 60);
        repeat(&text, "</div>", 60);
    }
    append(&text, "<p id=x>");
    struct fixture_card card = fixture_expand(fixture_load(text.bytes), NULL);
    assert_non_null(fixture_find(card.root, "x"));
    fixture_finish(&card);
    free(text.bytes);
}

/* ---- memory ---- */

static void expanding_in_too_little_memory_is_told(void **state)
{
    (void)state;
    static const struct template_text text = {language_base_direction, language_guess};
    struct template *template = fixture_load("<!doctype html><style>p { --a: 1px; width: var(--a); "
                                             "background: linear-gradient(red 1em, blue) }</style><p class=a>text");
    struct template_values sent = {NULL, 0, "", 0};
    size_t failures = 0;
    for (size_t limit = 0;; limit += 64) {
        struct arena *arena = arena_create(limit);
        struct ogcard_error error = {0};
        struct node *root = template_expand(template, &sent, &text, arena, &error);
        if (!root)
            assert_int_equal(error.status, OGCARD_TOO_LARGE);
        failures += !root;
        arena_destroy(arena);
        if (root)
            break;
    }
    assert_true(failures > 50);
    template_unref(template);
}

/* ---- any bytes ---- */

static const char seed_template[] =
    "<!doctype html><html lang='{{lang}}'><head><meta charset=utf-8><title>T</title>"
    "<meta name=ogcard content='width=1200, height=630, square=1000x1000'>"
    "<meta name=param content=title data-required data-max-length=30 data-example='Beispiel'>"
    "<meta name=param content=accent data-type=color data-default=gold>"
    "<meta name=param content=n data-type=number data-min=0 data-default=5>"
    "<meta name=param content=side data-type=choice data-choices='left, right'>"
    "<meta name=param content=pic data-type=image data-choices='mark.svg, dark.svg'>"
    "<style>:root { --a: {{accent}}; --b: calc({{n}}px + 1em) } @media (width > 1100px) { body { order: 2 } }"
    "body > p.a[title~='x' i]:not(:empty), :is(h1, h2) + p:nth-child(2n+1) { font: italic 700 2em/1.2 Inter, 'Noto "
    "Sans';"
    " background: url(mark.svg) center / cover no-repeat, radial-gradient(circle at 10% 20%, var(--a), #1234 50%) red;"
    " transform: translate(1px, -50%) rotate({{n}}deg); text-align: {{side ?? 'left'}}; margin: var(--b) auto }"
    "</style></head><body dir=auto><h1 class='a {{side}}' style='color: var(--a); width: {{n}}%'>{{title ?? "
    "'none'}}</h1>"
    "<p data-if=pic title='a x'><img src='{{pic}}' width=10 alt=''>a<br>b &amp; c</p>"
    "<svg viewBox='0 0 10 10' width=10><path fill='{{accent}}' d='M0 0h5'/></svg></body></html>";

static void mutate(char *bytes, size_t *length, unsigned *seed)
{
    static const char *const pieces[] = {"{{", "}}", "<",        ">",     "\"",       "'",         "{",  "}",
                                         "(",  ")",  "var(--a)", "calc(", "/*",       "*/",        "\\", "\xff",
                                         "\0", ";",  ":",        "<svg>", "</style>", "!important"};
#define NEXT() ((*seed = *seed * 1103515245 + 12345) >> 8)
    for (unsigned edits = NEXT() % 3 + 1; edits; edits--) {
        size_t at = NEXT() % *length, size = NEXT() % 8 + 1;
        if (size > *length - at)
            size = *length - at;
        unsigned kind = NEXT() % 4;
        if (kind == 0 && *length > size + 1) { /* remove */
            memmove(bytes + at, bytes + at + size, *length - at - size);
            *length -= size;
        } else if (kind == 1) { /* copy over */
            memmove(bytes + NEXT() % (*length - size + 1), bytes + at, size);
        } else if (kind == 2) { /* a byte */
            bytes[at] = (char)NEXT();
        } else { /* a piece */
            const char *piece = pieces[NEXT() % (sizeof pieces / sizeof *pieces)];
            size_t piece_length = strlen(piece) ? strlen(piece) : 1;
            memcpy(bytes + at, piece, piece_length < *length - at ? piece_length : *length - at);
        }
    }
}

static void broken_templates_are_refused_or_drawn(void **state)
{
    (void)state;
    unsigned seed = 7;
    size_t loaded = 0, refused = 0;
    for (int round = 0; round < 1500; round++) {
        size_t length = sizeof seed_template - 1;
        char *bytes = malloc(length);
        assert_non_null(bytes);
        memcpy(bytes, seed_template, length);
        if (round)
            mutate(bytes, &length, &seed);
        char *exact = malloc(length); /* so that a read past the end is seen */
        assert_non_null(exact);
        memcpy(exact, bytes, length);
        free(bytes);
        struct template *template = NULL;
        struct ogcard_error error;
        enum ogcard_status status = fixture_parse(exact, length, &template, &error);
        assert_true(status == OGCARD_OK || status == OGCARD_BAD_TEMPLATE);
        free(exact);
        loaded += status == OGCARD_OK;
        refused += status != OGCARD_OK;
        if (status != OGCARD_OK) {
            assert_true(strncmp(error.message, "card.html:", 10) == 0);
            continue;
        }
        struct fixture_card card = fixture_expand(template, NULL);
        assert_true(card.root || card.error.status == OGCARD_BAD_REQUEST || card.error.status == OGCARD_TOO_LARGE);
        fixture_finish(&card);
    }
    if (loaded < 100 || refused < 100)
        fail_msg("%zu loaded, %zu refused", loaded, refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(a_tag_with_very_many_attributes_is_refused_at_once),
        cmocka_unit_test(rules_are_bounded),
        cmocka_unit_test(declarations_are_bounded),
        cmocka_unit_test(variables_do_not_explode),
        cmocka_unit_test(variables_are_bounded_per_card),
        cmocka_unit_test(chains_of_variables_end),
        cmocka_unit_test(matching_is_not_exponential),
        cmocka_unit_test(expanding_in_too_little_memory_is_told),
        cmocka_unit_test(broken_templates_are_refused_or_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
