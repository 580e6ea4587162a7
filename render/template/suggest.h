/* "Did you mean": the nearest of the known words by edit distance. */
#ifndef RENDER_TEMPLATE_SUGGEST_H
#define RENDER_TEMPLATE_SUGGEST_H

#include <stddef.h>

struct suggestion {
    const char *word; /* what was written */
    size_t length;
    const char *best; /* nearest so far, or NULL */
    unsigned distance;
};

/* Starts a search for words within a third of the length (at least one edit). */
void suggestion_start(struct suggestion *suggestion, const char *word, size_t length);
void suggestion_offer(struct suggestion *suggestion, const char *candidate);

/* "; did you mean 'best'?" or "" when nothing is near. Written to `buffer`. */
const char *suggestion_text(const struct suggestion *suggestion, char *buffer, size_t size);

#endif
