/* Words that tie a headline together, by language: data for glue.c's costs. */
#ifndef RENDER_TEXT_HEADLINE_WORDS_H
#define RENDER_TEXT_HEADLINE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum word_role {
    WORD_HANGS,    /* must not end a line: one-, two-, three-letter prepositions, conjunctions, articles */
    WORD_LEANS,    /* better not: longer ones of the kind */
    WORD_CLINGS,   /* must not begin a line: particles of the word before, postpositions */
    WORD_UNIT,     /* stays with the number before it */
    WORD_NUMBERED, /* stays with the number after it */
    WORD_TITLE,    /* stays with the name after it */
    WORD_JOINS,    /* conjunctions: a line likes to begin with them */
    WORD_ROLE_COUNT
};

/* Whether `word` (UTF-8, lower case, without punctuation but for a closing full stop) has the role in `language`
 * (BCP 47). Languages without rows have none; rows for "*" hold in all. */
bool headline_word_is(const char *language, enum word_role role, const char *word);

/* Which of `count` languages (at most 32) have `word` among those that hang, lean or cling: bit i for languages[i].
 * Such words are the most frequent ones of a language, and tell it from its neighbours. */
uint32_t headline_word_languages(const char *word, const char *const *languages, size_t count);

#endif
