/* Every title of tests/corpus as a headline of 1040 x 360 px, 84 px down to 44 px, with text-wrap: pretty: what a
 * reader would call a mistake is looked for in the lines themselves, apart from the costs that led to them. */
#include "text_fixture.h"

#include <stdlib.h>

#include "render/text/headline_words.h"

enum { WIDTH_PX = 1040, HEIGHT_PX = 360 };

struct totals {
    unsigned titles, cyrillic, exceptions;
    double pretty_px, filled_px; /* sums of sizes, Cyrillic */
};

static struct style headline(const char *language, const char *text, enum text_wrap wrap)
{
    struct style style = text_style_at(84, language);
    style.text.line_height_factor = 1.16f;
    style.text.text_wrap = wrap;
    style.text.direction = language_base_direction(text, strlen(text));
    style.min_font_size_px = 44;
    return style;
}

/* The last or the first word of a line, in a buffer of the function; ASCII and Cyrillic capitals lowered. */
static const char *word_of(const struct paragraph_lines *lines, size_t index, bool last)
{
    static char word[256];
    const struct line *line = &lines->lines[index];
    const char *start = lines->text + line->text_start, *end = lines->text + line->text_end;
    const char *from = start, *to = end;
    for (const char *at = start; at < end; at++) {
        if (*at == ' ' && last)
            from = at + 1;
        if (*at == ' ' && !last) {
            to = at;
            break;
        }
    }
    snprintf(word, sizeof word, "%.*s", (int)(to - from), from);
    for (unsigned char *at = (unsigned char *)word; *at; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (unsigned char)(*at + 32);
        if (at[0] == 0xD0 && at[1] >= 0x90 && at[1] <= 0x9F)
            at[1] = (unsigned char)(at[1] + 0x20);
        else if (at[0] == 0xD0 && at[1] >= 0xA0 && at[1] <= 0xAF) {
            at[0] = 0xD1;
            at[1] = (unsigned char)(at[1] - 0x20);
        }
    }
    return word;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* What is wrong between two lines, NULL when nothing is. */
static const char *fault_between(const struct paragraph_lines *lines, size_t i, const char *language)
{
    char last[256];
    snprintf(last, sizeof last, "%s", word_of(lines, i, true));
    const char *first = word_of(lines, i + 1, false);
    bool number = last[0] && strchr("0123456789", last[strlen(last) - 1]);
    if (headline_word_is(language, WORD_HANGS, last))
        return "a line ends with a short word";
    if (headline_word_is(language, WORD_CLINGS, first))
        return "a particle begins a line";
    if (starts_with(first, "—") || starts_with(first, "–") || strcmp(first, "-") == 0)
        return "a dash begins a line";
    if (number && (starts_with(first, "%") || headline_word_is(language, WORD_UNIT, first)))
        return "a number is parted from its unit";
    if (strcmp(last, "№") == 0)
        return "a number sign is parted from its number";
    if (ends_with(last, "-") && strlen(last) > 1)
        return "a hyphenated word is parted";
    return NULL;
}

static void check_rules(const struct paragraph_lines *lines, const char *language, struct totals *totals)
{
    for (size_t i = 0; i + 1 < lines->line_count; i++) {
        const char *fault = fault_between(lines, i, language);
        if (!fault)
            continue;
        printf("# %s: %s\n", fault, text_joined(lines));
        totals->exceptions++;
    }
    if (lines->line_count > 1 && lines->lines[lines->line_count - 1].width < lines->width_px / 4) {
        printf("# the last line is short: %s\n", text_joined(lines));
        totals->exceptions++;
    }
}

static void check_title(struct text_fixture *f, const char *language, const char *title, struct totals *totals)
{
    struct style style = headline(language, title, TEXT_WRAP_PRETTY);
    const struct paragraph_lines *lines = text_set(f, &style, title, WIDTH_PX, HEIGHT_PX);
    totals->titles++;
    bool whole = !lines->ellipsized && !lines->overflows && lines->missing_glyphs == 0 && lines->scale * 84 >= 43.99f &&
                 lines->height_px <= HEIGHT_PX + 0.01f && lines->width_px <= WIDTH_PX + 0.01f;
    for (size_t i = 0; i < lines->line_count; i++)
        whole = whole && !lines->lines[i].broken_inside_word;
    if (!whole)
        fail_msg("%s: %s", title, text_joined(lines));
    if (strcmp(language, "ru") != 0)
        return;
    totals->cyrillic++;
    totals->pretty_px += (double)lines->scale * 84;
    check_rules(lines, language, totals);
    struct style filled = headline(language, title, TEXT_WRAP_WRAP);
    totals->filled_px += (double)text_set(f, &filled, title, WIDTH_PX, HEIGHT_PX)->scale * 84;
}

static void all_titles_are_set_without_mistakes(void **state)
{
    char path[4096], row[4096];
    const char *root = getenv("SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/tests/corpus/titles.tsv", root ? root : ".");
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    struct totals totals = {0};
    while (fgets(row, sizeof row, file)) {
        char *language = row, *title = strchr(row, '\t');
        assert_non_null(title);
        *title++ = '\0';
        title[strcspn(title, "\t\n")] = '\0';
        if (strcmp(language, "lang") != 0)
            check_title(*state, language, title, &totals);
    }
    fclose(file);
    assert_true(totals.titles > 500 && totals.cyrillic >= 40);
    assert_int_equal(totals.exceptions, 0);
    /* Beauty costs less than a twentieth of the size that filled lines reach. */
    assert_true(totals.pretty_px > 0.95 * totals.filled_px);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_titles_are_set_without_mistakes),
    };
    return cmocka_run_group_tests(tests, text_fixture_setup, text_fixture_teardown);
}
