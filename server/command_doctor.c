/* ogcard doctor: whether the fonts are there for a language or for real titles. */
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/commands.h"
#include "server/file.h"

#define DOCTOR_FILE_BYTES (16u << 20)
/* Characters of a row that are shown. */
#define DOCTOR_SHOWN 24

struct doctor_options {
    struct ogcard_engine_options engine;
    const char *language, *titles;
};

static const struct option options[] = {
    {.name = "lang",
     .type = OPTION_TEXT,
     .offset = offsetof(struct doctor_options, language),
     .value_name = "LANG",
     .flag_only = true,
     .help = "Look for the letters and punctuation of this language: ru, sr-Latn, zh-Hant. With --titles: the "
             "language of the titles, otherwise guessed line by line."},
    {.name = "titles",
     .type = OPTION_TEXT,
     .offset = offsetof(struct doctor_options, titles),
     .value_name = "FILE",
     .flag_only = true,
     .help = "Look for the characters of this file, one title a line."},
    {.name = "fonts",
     .type = OPTION_TEXT,
     .offset = offsetof(struct doctor_options, engine.font_dir),
     .value_name = "DIR",
     .help = "Folder of font files, used before the fallback families."},
    {.name = "fallback-fonts",
     .type = OPTION_TEXT,
     .offset = offsetof(struct doctor_options, engine.fallback_font_dir),
     .value_name = "DIRS",
     .help = "Folders of the fallback families, separated by colons; the build's without this option."},
};

static const struct option_set set = {
    .options = options, .count = sizeof options / sizeof options[0], .environment = true, .operands_max = 0};

struct report {
    struct text_buffer rows, notes;
    size_t missing;
};

/* Bytes of the first `limit` characters, which spaces separate. */
static size_t shown_length(const char *characters, size_t limit)
{
    size_t length = 0;
    for (size_t count = 0; characters[length]; length++)
        if (characters[length] == ' ' && ++count == limit)
            break;
    return length;
}

static void take_coverage(void *context, const struct ogcard_coverage *coverage)
{
    struct report *report = context;
    const char *use = !coverage->family ? "missing" : coverage->fallback ? "fallback" : "yes";
    size_t shown = coverage->family ? shown_length(coverage->characters, DOCTOR_SHOWN) : strlen(coverage->characters);
    text_printf(&report->rows, "%-28s %-9s %6zu  %.*s%s\n", coverage->family ? coverage->family : "-", use,
                coverage->count, (int)shown, coverage->characters, coverage->characters[shown] ? " ..." : "");
    if (!coverage->family)
        report->missing += coverage->count;
    if (!coverage->local_forms)
        text_printf(&report->notes,
                    "%s has no letterforms of this language (OpenType locl): its letters look Russian. Noto Sans has "
                    "those of Serbian and Macedonian; name a font that has them in the template.\n",
                    coverage->family);
}

static enum ogcard_status examine(const struct doctor_options *doctor_options, struct report *report,
                                  struct ogcard_error *error)
{
    struct ogcard_engine *engine = NULL;
    char *text = NULL;
    size_t length = 0;
    if (doctor_options->titles && !(text = file_read(doctor_options->titles, DOCTOR_FILE_BYTES, &length, error)))
        return OGCARD_IO;
    enum ogcard_status status = ogcard_engine_create(&doctor_options->engine, &engine, error);
    if (status == OGCARD_OK)
        status = ogcard_coverage_find(engine, doctor_options->language, text, length, take_coverage, report, error);
    ogcard_engine_unref(engine);
    free(text);
    return status;
}

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    const struct doctor_options *doctor_options = values->target;
    struct report report = {.missing = 0};
    if (!doctor_options->language && !doctor_options->titles)
        return error_set(error, OGCARD_USAGE, "Say what to look at: --lang LANG, --titles FILE.");
    text_printf(&report.rows, "%-28s %-9s %6s  %s\n", "FAMILY", "COVERED", "COUNT", "CHARACTERS");
    enum ogcard_status status = examine(doctor_options, &report, error);
    if (status == OGCARD_OK && report.notes.length)
        text_printf(&report.rows, "\n%s", report.notes.text);
    if (status == OGCARD_OK)
        status = report.rows.failed || report.notes.failed
                     ? error_set(error, OGCARD_INTERNAL, "There is not enough memory.")
                     : command_print(report.rows.text, report.rows.length, error);
    if (status == OGCARD_OK && report.missing)
        status = error_set(error, OGCARD_BAD_FONT,
                           "No font covers %zu characters: install the Noto fonts of their script, or add fonts with "
                           "--fonts.",
                           report.missing);
    text_finish(&report.rows);
    text_finish(&report.notes);
    return status;
}

const struct command command_doctor = {
    .name = "doctor",
    .usage = "[--lang LANG] [--titles FILE]",
    .summary = "Tell which fonts show a language, or a file of titles.",
    .about = "  ogcard doctor --lang sr\n"
             "  ogcard doctor --titles titles.txt\n\n"
             "\"fallback\" families are taken where no other font has the character. Characters that no font covers\n"
             "are drawn as replacements and end the command with an error.",
    .options = &set,
    .values_size = sizeof(struct doctor_options),
    .run = run,
};
