/* Unicode's own conformance files (UAX 9, 14, 29; https://www.unicode.org/Public/UCD/) against what a paragraph makes
 * of the same texts: ICU's answer as it arrives after cleaning, tailoring, itemizing and reordering. What deviates on
 * purpose is left out by the rules below and counted; every test needs a number of cases that remain. */
#include "text_fixture.h"

#include <stdlib.h>

#include "render/text/stages.h"

#define DATA "/usr/share/unicode/"

enum { CASE_UNITS = 512, CASE_BYTES = 2048, SHOWN = 10 };

/* A text of a file. Places as in stages.h. */
struct unicode_case {
    UChar text[CASE_UNITS];
    uint32_t length;
    bool boundary[CASE_UNITS + 1]; /* ÷ */
    uint32_t point_at[CASE_UNITS]; /* per unit: index of its code point */
    uint32_t points;
    char bytes[CASE_BYTES];
    size_t byte_count;
};

/* What a test has looked at. */
struct tally {
    unsigned run, left_out; /* cases */
    unsigned places, places_left_out;
    unsigned wrong;
};

/* NULL when the file is not there, or of another version of Unicode than ICU's tables: then they differ rightly. */
static FILE *open_data(const char *path)
{
    char line[128], version[16];
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    snprintf(version, sizeof version, "-%s", U_UNICODE_VERSION);
    if (fgets(line, sizeof line, file) && strstr(line, version))
        return file;
    print_message("# %s is not of Unicode %s\n", path, U_UNICODE_VERSION);
    fclose(file);
    return NULL;
}

static void add_point(struct unicode_case *c, UChar32 point)
{
    assert_true(c->length + 2 < CASE_UNITS && c->byte_count + 4 < CASE_BYTES);
    uint32_t start = c->length;
    U16_APPEND_UNSAFE(c->text, c->length, point);
    U8_APPEND_UNSAFE(c->bytes, c->byte_count, point);
    for (uint32_t i = start; i < c->length; i++)
        c->point_at[i] = c->points;
    c->points++;
}

/* "÷ 0020 × 0308 ÷"; false for a comment or an empty line. */
static bool parse_breaks(char *line, struct unicode_case *c)
{
    *c = (struct unicode_case){0};
    char *rest = NULL;
    line[strcspn(line, "#\n")] = '\0';
    for (char *word = strtok_r(line, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
        if (strcmp(word, "÷") == 0)
            c->boundary[c->length] = true;
        else if (strcmp(word, "×") != 0)
            add_point(c, (UChar32)strtoul(word, NULL, 16));
    }
    return c->length > 0;
}

/* One line of preserved white space unless the box is narrow: every character of the file stays where it is. */
static struct style case_style(void)
{
    struct style style = text_style_at(20, "en");
    style.text.white_space = WHITE_SPACE_PRESERVE;
    style.text.line_break = LINE_BREAK_STRICT; /* UAX 14 resolves small kana as nonstarters */
    return style;
}

/* Sets the text. False when cleaning or NFC has made another text of it (clean.h): of that one the file says nothing.
 */
static bool set_case(struct text_fixture *f, const struct unicode_case *c, const struct style *style, float width_px)
{
    static struct paragraph_item item; /* the paragraph keeps it */
    item = (struct paragraph_item){
        .kind = PARAGRAPH_TEXT, .style = style, .text = c->bytes, .text_length = c->byte_count, .source = c};
    text_set_items(f, style, &item, 1, width_px, INFINITY);
    const struct paragraph *p = f->paragraph;
    return p->length == c->length && memcmp(p->text, c->text, c->length * sizeof *c->text) == 0;
}

static void show(struct tally *tally, const struct unicode_case *c, const char *what, uint32_t place)
{
    if (tally->wrong++ >= SHOWN)
        return;
    print_message("# %s at %u:", what, place);
    for (uint32_t i = 0; i < c->length;) {
        UChar32 point;
        U16_NEXT(c->text, i, c->length, point);
        print_message(" %04X", (unsigned)point);
    }
    print_message("\n");
}

static void finish(const struct tally *tally, const char *name, unsigned least)
{
    print_message("# %s: %u cases, %u places compared, %u cases and %u places left out, %u wrong\n", name, tally->run,
                  tally->places, tally->left_out, tally->places_left_out, tally->wrong);
    assert_int_equal(tally->wrong, 0);
    assert_true(tally->run >= least);
}

/* ---- LineBreakTest.txt */

static bool is_ascii_graphic(UChar c)
{
    return c > 0x20 && c < 0x7F;
}

static bool is_blank(UChar c)
{
    return c == ' ' || c == '\t';
}

static bool is_quotation(UChar c)
{
    return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_QUOTATION;
}

/* Where linebreak.c, or ICU, decides otherwise than UAX 14 of this version, on purpose. */
static bool is_tailored(const struct paragraph *p, uint32_t place, bool boundary)
{
    uint32_t base = place - 1; /* of the marks before the place: LB9 */
    while (base && u_getIntPropertyValue(p->text[base], UCHAR_LINE_BREAK) == U_LB_COMBINING_MARK)
        base--;
    UChar before = p->text[place - 1], after = p->text[place];
    if (!(p->flags[place] & UNIT_CLUSTER)) /* a space with a mark is one cluster, which no line parts */
        return true;
    if (is_ascii_graphic(before) && is_ascii_graphic(after)) /* browsers have a table for these */
        return true;
    /* CSS: a line may begin after white space whatever follows, and never in it */
    if (boundary ? after == '\t' : is_blank(before))
        return true;
    if (is_quotation(before) || is_quotation(after)) /* LB19a of Unicode 16 */
        return true;
    if (p->text[base] == ',' && u_isdigit(after)) /* ICU keeps a separator with the number after it */
        return true;
    /* LB20a of Unicode 15.1, in ICU before that */
    return (p->text[base] == '-' || p->text[base] == 0x2010) && (base == 0 || is_blank(p->text[base - 1]));
}

static void lines_break_as_unicode_says(void **state)
{
    struct text_fixture *f = *state;
    FILE *file = open_data(DATA "auxiliary/LineBreakTest.txt");
    if (!file)
        skip();
    struct tally tally = {0};
    struct unicode_case c;
    struct style style = case_style();
    for (char line[4096]; fgets(line, sizeof line, file);) {
        if (!parse_breaks(line, &c))
            continue;
        if (!set_case(f, &c, &style, INFINITY)) {
            tally.left_out++;
            continue;
        }
        tally.run++;
        for (uint32_t place = 1; place < c.length; place++) {
            if (is_tailored(f->paragraph, place, c.boundary[place])) {
                tally.places_left_out++;
                continue;
            }
            tally.places++;
            bool breaks = (f->paragraph->flags[place] & (UNIT_BREAK | UNIT_FORCED)) != 0;
            if (breaks != c.boundary[place])
                show(&tally, &c, breaks ? "a break" : "no break", place);
        }
    }
    fclose(file);
    finish(&tally, "LineBreakTest", 5500);
    assert_true(tally.places > 7000);
}

/* ---- GraphemeBreakTest.txt */

/* In a box narrower than any letter every line is one cluster, and an ellipsis leaves whole ones. */
static void check_lines(const struct text_fixture *f, const struct unicode_case *c, struct tally *tally)
{
    for (size_t i = 0; i < f->lines.line_count; i++) {
        const struct line *line = &f->lines.lines[i];
        if (!c->boundary[line->utf16_start])
            show(tally, c, "a line begins in a cluster", (uint32_t)line->utf16_start);
        bool hangs = (f->paragraph->flags[line->utf16_end] & UNIT_HANGS) != 0; /* a blank after a prepended mark */
        if (!c->boundary[line->utf16_end] && !hangs)
            show(tally, c, "a line ends in a cluster", (uint32_t)line->utf16_end);
    }
}

static void check_clusters(const struct text_fixture *f, const struct unicode_case *c, struct tally *tally)
{
    const struct paragraph *p = f->paragraph;
    for (uint32_t place = 0; place < c->length; place++) {
        bool cluster = (p->flags[place] & UNIT_CLUSTER) != 0;
        tally->places++;
        if (cluster != c->boundary[place])
            show(tally, c, cluster ? "a cluster begins" : "no cluster begins", place);
        if ((p->flags[place] & UNIT_BREAK) && !c->boundary[place])
            show(tally, c, "a line may begin in a cluster", place);
        if (place && p->run_of[place] != p->run_of[place - 1] && !c->boundary[place])
            show(tally, c, "a font changes in a cluster", place);
    }
}

static void clusters_stay_whole(void **state)
{
    struct text_fixture *f = *state;
    FILE *file = open_data(DATA "auxiliary/GraphemeBreakTest.txt");
    if (!file)
        skip();
    struct tally tally = {0};
    struct unicode_case c;
    struct style narrow = case_style(), shortened = case_style();
    narrow.text.overflow_wrap = OVERFLOW_WRAP_ANYWHERE;
    shortened.text.text_wrap = TEXT_WRAP_NOWRAP;
    shortened.text_overflow = TEXT_OVERFLOW_ELLIPSIS;
    shortened.overflow_x = OVERFLOW_HIDDEN;
    for (char line[4096]; fgets(line, sizeof line, file);) {
        if (!parse_breaks(line, &c))
            continue;
        if (!set_case(f, &c, &narrow, 1)) {
            tally.left_out++;
            continue;
        }
        tally.run++;
        check_clusters(f, &c, &tally);
        check_lines(f, &c, &tally);
        for (float width = 24; width <= 64; width += 8) {
            set_case(f, &c, &shortened, width);
            check_lines(f, &c, &tally);
        }
    }
    fclose(file);
    finish(&tally, "GraphemeBreakTest", 400);
}

/* ---- BidiCharacterTest.txt */

enum { REMOVED = 0xFF }; /* by rule X9: has no level */

struct bidi_case {
    struct unicode_case text;
    enum { GIVEN_LTR, GIVEN_RTL, GIVEN_AUTO } direction;
    unsigned paragraph_level;
    uint8_t levels[CASE_UNITS]; /* per code point */
    uint32_t order[CASE_UNITS]; /* code points from left to right */
    uint32_t ordered;
};

static bool parse_bidi(char *line, struct bidi_case *c)
{
    *c = (struct bidi_case){0};
    char *fields[5], *rest = NULL;
    line[strcspn(line, "#\n")] = '\0';
    size_t count = 0;
    for (char *field = strtok_r(line, ";", &rest); field && count < 5; field = strtok_r(NULL, ";", &rest))
        fields[count++] = field;
    if (count < 4)
        return false;
    for (char *word = strtok_r(fields[0], " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        add_point(&c->text, (UChar32)strtoul(word, NULL, 16));
    c->direction = (unsigned)strtoul(fields[1], NULL, 10);
    c->paragraph_level = (unsigned)strtoul(fields[2], NULL, 10);
    uint32_t at = 0;
    for (char *word = strtok_r(fields[3], " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        c->levels[at++] = *word == 'x' ? REMOVED : (uint8_t)strtoul(word, NULL, 10);
    assert_int_equal(at, c->text.points);
    for (char *word = count > 4 ? strtok_r(fields[4], " ", &rest) : NULL; word; word = strtok_r(NULL, " ", &rest))
        c->order[c->ordered++] = (uint32_t)strtoul(word, NULL, 10);
    return true;
}

/* A cluster is set as one: where the file gives its characters several levels, the first one's holds. */
static bool splits_clusters(const struct paragraph *p, const struct bidi_case *c)
{
    uint8_t level = 0;
    for (uint32_t i = 0; i < p->length; i++) {
        uint8_t own = c->levels[c->text.point_at[i]];
        if (p->flags[i] & UNIT_CLUSTER)
            level = own;
        else if (own != REMOVED && own != level)
            return true;
    }
    return false;
}

/* Where ICU 72 itself answers otherwise: BD16 gives up at 63 brackets one in another, ICU pairs them all; N0 gives a
 * mark after a paired bracket the bracket's direction, ICU forgets it in some places. */
static bool icu_differs(const struct unicode_case *c)
{
    enum { BRACKET_DEPTH = 63 };
    bool after_bracket = false;
    int depth = 0;
    for (uint32_t i = 0; i < c->length; i++) {
        UCharDirection class = u_charDirection(c->text[i]);
        int bracket = u_getIntPropertyValue(c->text[i], UCHAR_BIDI_PAIRED_BRACKET_TYPE);
        depth += (bracket == U_BPT_OPEN) - (bracket == U_BPT_CLOSE);
        if (depth > BRACKET_DEPTH || (after_bracket && class == U_DIR_NON_SPACING_MARK))
            return true;
        if (class != U_BOUNDARY_NEUTRAL)
            after_bracket = bracket != U_BPT_NONE;
    }
    return false;
}

/* The text without a character from right to left is not asked about (bidi.c): all its levels are even. */
static bool is_all_even(const struct bidi_case *c)
{
    for (uint32_t i = 0; i < c->text.points; i++)
        if (c->levels[i] != REMOVED && c->levels[i] % 2)
            return false;
    return c->paragraph_level == 0;
}

static void check_levels(const struct paragraph *p, const struct bidi_case *c, struct tally *tally)
{
    bool even = is_all_even(c);
    if (paragraph_base_level(p, 0) != c->paragraph_level)
        show(tally, &c->text, "another paragraph level", 0);
    for (uint32_t i = 0; i < p->length; i++) {
        uint8_t level = c->levels[c->text.point_at[i]];
        if (level == REMOVED)
            continue;
        tally->places++;
        if (even ? p->levels[i] % 2 != 0 : p->levels[i] != level)
            show(tally, &c->text, "another level", i);
    }
}

/* Appends the code points of [start, end), which are set as one. */
static void add_visual(const struct paragraph *p, const struct bidi_case *c, uint32_t start, uint32_t end,
                       uint32_t *visual, uint32_t *count)
{
    bool backwards = p->levels[start] & 1;
    for (uint32_t k = start; k < end; k++) {
        uint32_t place = backwards ? end - 1 - (k - start) : k;
        uint32_t point = c->text.point_at[place];
        bool first_unit = place == 0 || c->text.point_at[place - 1] != point;
        if (first_unit && c->levels[point] != REMOVED && *count < CASE_UNITS)
            visual[(*count)++] = point;
    }
}

static uint32_t place_of_byte(const struct paragraph *p, size_t byte)
{
    uint32_t place = 0;
    while (place < p->length && p->byte_at[place] < byte)
        place++;
    return place;
}

/* The code points of the line in the order of its glyphs. */
static uint32_t read_visual(const struct text_fixture *f, const struct bidi_case *c, uint32_t *visual)
{
    const struct paragraph *p = f->paragraph;
    const struct line *line = &f->lines.lines[0];
    bool begins[CASE_UNITS + 1] = {false}; /* a cluster of glyphs */
    uint32_t count = 0;
    for (size_t i = 0; i < line->fragment_count; i++)
        for (size_t k = 0; k < line->fragments[i].glyph_count; k++)
            begins[place_of_byte(p, line->fragments[i].glyphs[k].cluster)] = true;
    for (size_t i = 0; i < line->fragment_count; i++) {
        const struct fragment *fragment = &line->fragments[i];
        for (size_t k = 0; k < fragment->glyph_count; k++) {
            uint32_t start = place_of_byte(p, fragment->glyphs[k].cluster), end = start + 1;
            if (k && fragment->glyphs[k].cluster == fragment->glyphs[k - 1].cluster)
                continue;
            while (end < line->utf16_end && !begins[end])
                end++;
            add_visual(p, c, start, end, visual, &count);
        }
    }
    return count;
}

static void check_order(const struct text_fixture *f, const struct bidi_case *c, struct tally *tally)
{
    uint32_t visual[CASE_UNITS];
    if (f->lines.line_count != 1 || f->lines.lines[0].utf16_end != c->text.length) {
        show(tally, &c->text, "not one line", 0);
        return;
    }
    uint32_t count = read_visual(f, c, visual);
    if (count != c->ordered || memcmp(visual, c->order, count * sizeof *visual) != 0)
        show(tally, &c->text, "another order", 0);
}

static void characters_stand_as_unicode_says(void **state)
{
    struct text_fixture *f = *state;
    FILE *file = open_data(DATA "BidiCharacterTest.txt");
    if (!file)
        skip();
    struct tally tally = {0};
    struct bidi_case c;
    unsigned orders = 0; /* compared */
    for (char line[4096]; fgets(line, sizeof line, file);) {
        if (!parse_bidi(line, &c))
            continue;
        struct style style = case_style();
        style.text.text_wrap = TEXT_WRAP_NOWRAP; /* blanks at the end do not hang */
        style.text.direction = c.direction == GIVEN_RTL ? DIRECTION_RTL : DIRECTION_LTR;
        style.unicode_bidi = c.direction == GIVEN_AUTO ? UNICODE_BIDI_PLAINTEXT : UNICODE_BIDI_NORMAL;
        if (!set_case(f, &c.text, &style, INFINITY) || icu_differs(&c.text)) {
            tally.left_out++;
            continue;
        }
        tally.run++;
        check_levels(f->paragraph, &c, &tally);
        if (!splits_clusters(f->paragraph, &c)) {
            check_order(f, &c, &tally);
            orders++;
        }
    }
    fclose(file);
    print_message("# %u visual orders compared\n", orders);
    finish(&tally, "BidiCharacterTest", 90000);
    assert_true(orders > 90000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_break_as_unicode_says),
        cmocka_unit_test(clusters_stay_whole),
        cmocka_unit_test(characters_stand_as_unicode_says),
    };
    return cmocka_run_group_tests(tests, text_fixture_setup, text_fixture_teardown);
}
