/* ogcard_check(): a template's file with all that is wrong or doubtful about it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../engine.h"
#include "../template_source.h"
#include "internal/error.h"
#include "rendered.h"

#define CHECK_NOTES_BYTES (4u << 20)
#define CHECK_LINE_BYTES  1000

struct check {
    struct ogcard_engine *engine;
    struct ogcard_worker *worker;
    ogcard_check_listener *listener;
    void *context;
    struct ogcard_check_totals *totals;
    const struct template_source *source; /* under way */
    size_t told;                          /* of it */
};

/* The line of the file, without its end and cut where it is long. */
static void copy_line(const struct template_source *source, unsigned line, char *text, size_t size)
{
    const char *at = source->html, *end = source->html ? at + source->html_size : NULL;
    text[0] = '\0';
    if (!at || line == 0)
        return;
    if (source->html_size >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    for (unsigned i = 1; i < line && at < end; i++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline ? newline + 1 : end;
    }
    size_t length = 0;
    while (at + length < end && at[length] != '\n' && at[length] != '\r' && at[length] != '\0' && length < size - 1)
        length++;
    while (length > 0 && at + length < end && ((unsigned char)at[length] & 0xc0) == 0x80)
        length--; /* cut between characters */
    memcpy(text, at, length);
    text[length] = '\0';
}

static void tell(struct check *check, struct ogcard_finding *finding)
{
    char line[CHECK_LINE_BYTES];
    copy_line(check->source, finding->line, line, sizeof line);
    finding->template_name = check->source->name;
    finding->path = check->source->path;
    finding->source_line = line;
    finding->error ? check->totals->errors++ : check->totals->warnings++;
    check->told += finding->error;
    check->listener(check->context, finding);
}

static void tell_diagnostic(void *context, const struct template_diagnostic *diagnostic)
{
    struct ogcard_finding finding = {
        .error = diagnostic->error,
        .rule = "template",
        .line = diagnostic->line,
        .column = diagnostic->column,
        .message = diagnostic->message,
    };
    tell(context, &finding);
}

static void tell_error(struct check *check, const char *message)
{
    size_t path = strlen(check->source->path);
    if (strncmp(message, check->source->path, path) == 0 && message[path] == ':')
        message += path + 1 + strspn(message + path + 1, "0123456789: ");
    struct ogcard_finding finding = {.error = true, .rule = "template", .message = message};
    tell(check, &finding);
}

static void tell_notes(struct check *check, struct check_notes *notes)
{
    check_notes_sort(notes);
    for (size_t i = 0; i < notes->count; i++) {
        const struct check_note *note = &notes->items[i];
        struct ogcard_finding finding = {
            .error = note->error,
            .rule = note->rule,
            .line = note->line,
            .column = note->column,
            .message = note->message,
            .titles = note->titles,
        };
        if (note->message)
            tell(check, &finding);
    }
}

static enum ogcard_status check_picture(struct check *check, const struct template *template,
                                        struct ogcard_error *error)
{
    struct check_notes notes = {.arena = arena_create(CHECK_NOTES_BYTES)};
    if (!notes.arena)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while checking.");
    enum ogcard_status status = check_rendered(template, check->worker, &notes, error);
    if (status == OGCARD_OK)
        tell_notes(check, &notes);
    arena_destroy(notes.arena);
    return status;
}

static enum ogcard_status check_source(void *context, const struct template_source *source, struct ogcard_error *error)
{
    struct check *check = context;
    struct template *template = NULL;
    check->source = source;
    check->told = 0;
    check->totals->templates++;
    if (!source->html) {
        tell_error(check, error->message);
        return OGCARD_OK;
    }
    struct ogcard_error failure = {0};
    enum ogcard_status status =
        template_check(source->name, source->path, source->html, source->html_size, &source->files,
                       engine_fonts(check->engine), tell_diagnostic, check, &template, &failure);
    if (status == OGCARD_INTERNAL)
        return error_set(error, status, "%s", failure.message);
    if (status != OGCARD_OK && check->told == 0)
        tell_error(check, failure.message);
    status = template ? check_picture(check, template, error) : OGCARD_OK;
    template_unref(template);
    return status;
}

enum ogcard_status ogcard_check(struct ogcard_engine *engine, const char *path, ogcard_check_listener *listener,
                                void *context, struct ogcard_check_totals *totals, struct ogcard_error *error)
{
    struct ogcard_error own = {0};
    struct check check = {.engine = engine, .listener = listener, .context = context, .totals = totals};
    struct stat facts;
    if (stat(path, &facts) != 0)
        return error_set(error, OGCARD_IO, "Cannot read %s: %s.", path, strerror(errno));
    size_t before = totals->templates;
    enum ogcard_status status = ogcard_worker_create(&check.worker, &own);
    if (status == OGCARD_OK)
        status = S_ISDIR(facts.st_mode) ? template_sources_folder(path, check_source, &check, &own)
                                        : template_source_file(path, check_source, &check, &own);
    ogcard_worker_destroy(check.worker);
    if (status == OGCARD_OK && totals->templates == before)
        status = error_set(&own, OGCARD_IO, "There is no template in %s: NAME.html or NAME/index.html.", path);
    return status == OGCARD_OK ? status : error_set(error, status, "%s", own.message);
}
