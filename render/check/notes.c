#include "notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_NOTES_MAX 1000

static struct check_note *find_note(struct check_notes *notes, const struct check_note *what)
{
    for (size_t i = 0; i < notes->count; i++) {
        struct check_note *note = &notes->items[i];
        if (note->line == what->line && note->column == what->column && strcmp(note->rule, what->rule) == 0 &&
            strcmp(note->detail, what->detail) == 0)
            return note;
    }
    return NULL;
}

static struct check_note *add_note(struct check_notes *notes, const struct check_note *what)
{
    if (notes->count == CHECK_NOTES_MAX)
        return NULL;
    if (notes->count == notes->capacity) {
        struct check_note *larger =
            arena_grow(notes->arena, notes->items, notes->count, &notes->capacity, sizeof *larger);
        if (!larger)
            return NULL;
        notes->items = larger;
    }
    struct check_note *note = &notes->items[notes->count++];
    *note = *what;
    note->titles = 0;
    note->last_title = 0;
    note->message = NULL;
    return note;
}

void check_notes_add(struct check_notes *notes, const struct check_note *what, float severity, const char *format, ...)
{
    struct check_note *note = find_note(notes, what);
    if (!note && !(note = add_note(notes, what)))
        return;
    if (note->last_title != notes->title || notes->title == 0) {
        note->last_title = notes->title;
        note->titles++;
    }
    if (note->message && severity <= note->severity)
        return;
    char message[800];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    note->severity = severity;
    note->message = arena_strdup(notes->arena, message);
}

/* Insertion sort: stable, and there are few. */
void check_notes_sort(struct check_notes *notes)
{
    for (size_t i = 1; i < notes->count; i++) {
        struct check_note note = notes->items[i];
        size_t at = i;
        while (at > 0 && (notes->items[at - 1].line > note.line ||
                          (notes->items[at - 1].line == note.line && notes->items[at - 1].column > note.column))) {
            notes->items[at] = notes->items[at - 1];
            at--;
        }
        notes->items[at] = note;
    }
}
