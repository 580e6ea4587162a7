/* ogcard check: what is wrong or doubtful about templates. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/commands.h"

/* Of a long line so much is shown around the place. */
#define SHOWN_BEFORE 60
#define SHOWN_AFTER  50

struct check_options {
    struct ogcard_engine_options engine;
    bool json;
};

static const struct option options[] = {
    {.name = "json",
     .type = OPTION_FLAG,
     .offset = offsetof(struct check_options, json),
     .flag_only = true,
     .help = "Print the findings as JSON."},
    {.name = "fonts",
     .type = OPTION_TEXT,
     .offset = offsetof(struct check_options, engine.font_dir),
     .value_name = "DIR",
     .help = "Folder of font files, used before the fallback families."},
    {.name = "fallback-fonts",
     .type = OPTION_TEXT,
     .offset = offsetof(struct check_options, engine.fallback_font_dir),
     .value_name = "DIRS",
     .help = "Folders of the fallback families, separated by colons; the build's without this option."},
};

static const struct option_set set = {
    .options = options, .count = sizeof options / sizeof options[0], .environment = true, .operands_max = 8};

struct report {
    struct text_buffer text;
    json_t *findings; /* NULL: as text */
};

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

/* "   12 |   h1 { colour: red }" and a caret below the column. */
static void print_place(struct text_buffer *out, const struct ogcard_finding *finding)
{
    const char *line = finding->source_line;
    unsigned column = 0, first = finding->column > SHOWN_BEFORE ? finding->column - SHOWN_BEFORE : 1;
    struct text_buffer shown = {0}, below = {0};
    for (size_t i = 0; line[i]; i++) {
        column += begins_character(line[i]);
        if (column < first || column > finding->column + SHOWN_AFTER)
            continue;
        bool control = (unsigned char)line[i] < ' ' && line[i] != '\t';
        text_append(&shown, control ? "?" : &line[i], 1);
        if (begins_character(line[i]) && column < finding->column)
            text_append(&below, line[i] == '\t' ? "\t" : " ", 1);
    }
    out->failed |= shown.failed || below.failed;
    text_printf(out, "%6u | %s\n       | %s^\n", finding->line, shown.text ? shown.text : "",
                below.text ? below.text : "");
    text_finish(&shown);
    text_finish(&below);
}

static void print_finding(struct text_buffer *out, const struct ogcard_finding *finding)
{
    text_printf(out, "%s", finding->path);
    if (finding->line)
        text_printf(out, ":%u:%u", finding->line, finding->column);
    text_printf(out, ": %s: %s", finding->error ? "error" : "warning", finding->message);
    if (finding->titles > 1)
        text_printf(out, " So it is with %u of the titles tried.", finding->titles);
    text_printf(out, " [%s]\n", finding->rule);
    if (finding->line)
        print_place(out, finding);
}

static void take_finding(void *context, const struct ogcard_finding *finding)
{
    struct report *report = context;
    if (!report->findings) {
        print_finding(&report->text, finding);
        return;
    }
    json_t *json = json_object();
    json_object_set_new(json, "severity", json_string(finding->error ? "error" : "warning"));
    json_object_set_new(json, "rule", json_string(finding->rule));
    json_object_set_new(json, "template", json_string(finding->template_name));
    json_object_set_new(json, "path", json_string(finding->path));
    if (finding->line) {
        json_object_set_new(json, "line", json_integer(finding->line));
        json_object_set_new(json, "column", json_integer(finding->column));
        json_object_set_new(json, "source", json_string(finding->source_line));
    }
    json_object_set_new(json, "message", json_string(finding->message));
    if (finding->titles)
        json_object_set_new(json, "titles", json_integer(finding->titles));
    report->text.failed |= json_array_append_new(report->findings, json) != 0;
}

static void print_totals(struct report *report, const struct ogcard_check_totals *totals)
{
    if (!report->findings) {
        text_printf(&report->text, "%zu template%s: %zu error%s, %zu warning%s.\n", totals->templates,
                    totals->templates == 1 ? "" : "s", totals->errors, totals->errors == 1 ? "" : "s", totals->warnings,
                    totals->warnings == 1 ? "" : "s");
        return;
    }
    json_t *json = json_pack("{s:s,s:I,s:I,s:I,s:O}", "version", ogcard_version(), "templates",
                             (json_int_t)totals->templates, "errors", (json_int_t)totals->errors, "warnings",
                             (json_int_t)totals->warnings, "findings", report->findings);
    char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;
    json_decref(json);
    report->text.failed |= !text;
    if (text)
        text_printf(&report->text, "%s\n", text);
    free(text);
}

static enum ogcard_status check_paths(const struct option_values *values, struct report *report,
                                      struct ogcard_check_totals *totals, struct ogcard_error *error)
{
    const struct check_options *check_options = values->target;
    struct ogcard_engine *engine = NULL;
    enum ogcard_status status = ogcard_engine_create(&check_options->engine, &engine, error);
    for (size_t i = 0; i < values->operand_count && status == OGCARD_OK; i++)
        status = ogcard_check(engine, values->operands[i], take_finding, report, totals, error);
    ogcard_engine_unref(engine);
    return status;
}

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    const struct check_options *check_options = values->target;
    struct report report = {.findings = NULL};
    struct ogcard_check_totals totals = {0};
    if (values->operand_count == 0)
        return error_set(error, OGCARD_USAGE,
                         "A template is missing: ogcard check FILE.html, or a folder of templates.");
    if (check_options->json && !(report.findings = json_array()))
        return error_set(error, OGCARD_INTERNAL, "There is not enough memory.");
    enum ogcard_status status = check_paths(values, &report, &totals, error);
    if (status == OGCARD_OK) {
        print_totals(&report, &totals);
        status = report.text.failed ? error_set(error, OGCARD_INTERNAL, "There is not enough memory.")
                                    : command_print(report.text.text, report.text.length, error);
    }
    if (status == OGCARD_OK && totals.errors)
        status = error_set(error, OGCARD_BAD_TEMPLATE, "There are errors in what was checked: %zu.", totals.errors);
    json_decref(report.findings);
    text_finish(&report.text);
    return status;
}

const struct command command_check = {
    .name = "check",
    .usage = "FILE|DIR ... [--json]",
    .summary = "Check templates: errors, and what breaks with difficult titles.",
    .about =
        "Every error and warning of a file comes with its place. A template that loads is then rendered with titles\n"
        "that break cards (two letters, 130 characters, one word of 25 letters, eight scripts, emoji): text that\n"
        "is cut, overflows or overlaps, missing glyphs, contrast below WCAG AA (measured on the picture, with and\n"
        "without its text), text that X or WhatsApp cuts off or covers are warnings.\n"
        "The exit code is 0 when there are no errors, warnings or not.",
    .options = &set,
    .values_size = sizeof(struct check_options),
    .run = run,
};
