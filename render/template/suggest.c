#include "suggest.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 48 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Optimal string alignment: insertion, deletion, replacement, and swap of neighbours cost one each. */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
    unsigned rows[3][WORD_MAX + 1];
    unsigned *before = rows[0], *previous = rows[1], *current = rows[2];
    for (size_t j = 0; j <= m; j++)
        previous[j] = (unsigned)j;
    memset(before, 0, sizeof rows[0]);
    for (size_t i = 1; i <= n; i++) {
        current[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned cost = lower(a[i - 1]) != lower(b[j - 1]);
            unsigned best = previous[j - 1] + cost;
            if (previous[j] + 1 < best)
                best = previous[j] + 1;
            if (current[j - 1] + 1 < best)
                best = current[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            current[j] = best;
        }
        unsigned *oldest = before;
        before = previous;
        previous = current;
        current = oldest;
    }
    return previous[m];
}

void suggestion_start(struct suggestion *suggestion, const char *word, size_t length)
{
    *suggestion = (struct suggestion){.word = word, .length = length};
    suggestion->distance = length < 2 ? 0 : length < 5 ? 1 : length < 8 ? 2 : (unsigned)(length / 3) + 1;
}

void suggestion_offer(struct suggestion *suggestion, const char *candidate)
{
    size_t length = strlen(candidate);
    if (suggestion->length > WORD_MAX || length > WORD_MAX || suggestion->distance == 0)
        return;
    size_t gap = length > suggestion->length ? length - suggestion->length : suggestion->length - length;
    if (gap > suggestion->distance)
        return;
    unsigned found = distance(suggestion->word, suggestion->length, candidate, length);
    if (found < suggestion->distance || (!suggestion->best && found == suggestion->distance)) {
        suggestion->distance = found;
        suggestion->best = candidate;
    }
}

const char *suggestion_text(const struct suggestion *suggestion, char *buffer, size_t size)
{
    if (!suggestion->best)
        return "";
    snprintf(buffer, size, "; did you mean '%s'?", suggestion->best);
    return buffer;
}
