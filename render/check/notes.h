/* What a check has found about one template: one note for each rule and element, whose worst case is told. */
#ifndef RENDER_CHECK_NOTES_H
#define RENDER_CHECK_NOTES_H

#include "../arena.h"
#include "ogcard.h"

struct check_note {
    const char *rule, *detail; /* detail tells notes of one rule at one place apart */
    unsigned line, column;
    bool error;
    float severity;  /* comparable within the rule */
    unsigned titles; /* that showed it */
    size_t last_title;
    char *message;
};

struct check_notes {
    struct arena *arena;
    struct check_note *items;
    size_t count, capacity;
    size_t title; /* under way, from 1: a title counts once */
};

/* Adds what the sentence says, or only counts it when something worse of the same rule, detail and place is known.
 * Beyond what memory allows notes are lost: the arena's failure says so. */
__attribute__((format(printf, 4, 5))) void check_notes_add(struct check_notes *notes, const struct check_note *what,
                                                           float severity, const char *format, ...);

/* By place, then in the order of adding. */
void check_notes_sort(struct check_notes *notes);

#endif
