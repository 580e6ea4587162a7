#include "glue.h"

#include <string.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "headline_words.h"

enum { WORD_BYTES = 64, WORD_UNITS = 20, SHORT_WORD = 8 };

/* A token: what stands between white space; punctuation around its core is set aside. */
struct token {
    uint32_t start, end;           /* with punctuation */
    uint32_t core_start, core_end; /* without */
    char word[WORD_BYTES];         /* the core in lower case, "" when it is long: no table has long words */
    char word_stop[WORD_BYTES];    /* the same with a full stop that follows */
};

/* Both sides of a break. */
struct joint {
    const struct paragraph *p;
    const char *language;
    struct token before, after; /* tokens; the same one for a break within a token */
    uint32_t end, next;
};

static bool is_space(UChar c)
{
    return c == ' ' || c == '\t' || c == BREAK_UNIT || c == 0xA0 || c == 0x3000 || c == 0x202F || c == 0x200B;
}

static bool is_dash(UChar32 c)
{
    return c == 0x2014 || c == 0x2013 || c == 0x2015 || c == 0x2012 || c == 0x2212 || c == 0x2E3A;
}

static bool is_hyphen(UChar32 c)
{
    return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool is_core(UChar32 c)
{
    return u_isalnum(c) || (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_SC_MASK)) || c == '%' || c == 0x2116 || c == '#' ||
           c == 0xA7 || c == 0xB0 || c == 0x2030 || c == '+';
}

static UChar32 unit_at(const struct paragraph *p, uint32_t place)
{
    UChar32 c = 0;
    if (place < p->length)
        U16_GET(p->text, 0, place, p->length, c);
    return c;
}

static UChar32 unit_before(const struct paragraph *p, uint32_t place)
{
    UChar32 c = 0;
    if (place)
        U16_PREV(p->text, 0, place, c);
    return c;
}

static void lower_word(const struct paragraph *p, uint32_t start, uint32_t end, char *word)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar lower[WORD_UNITS + 4];
    int32_t length = 0;
    word[0] = '\0';
    if (end <= start || end - start > WORD_UNITS)
        return;
    int32_t units = u_strToLower(lower, WORD_UNITS + 4, p->text + start, (int32_t)(end - start), "", &status);
    if (U_SUCCESS(status))
        u_strToUTF8(word, WORD_BYTES, &length, lower, units, &status);
    if (U_FAILURE(status) || length >= WORD_BYTES)
        word[0] = '\0';
}

/* The token that [start, end) lies in. */
static struct token token_around(const struct paragraph *p, uint32_t start, uint32_t end)
{
    struct token token = {.start = start, .end = end};
    while (token.start && !is_space(p->text[token.start - 1]))
        token.start--;
    while (token.end < p->length && !is_space(p->text[token.end]))
        token.end++;
    token.core_start = token.start;
    token.core_end = token.end;
    while (token.core_start < token.core_end && !is_core(unit_at(p, token.core_start)))
        token.core_start++;
    while (token.core_end > token.core_start && !is_core(unit_before(p, token.core_end)))
        token.core_end--;
    lower_word(p, token.core_start, token.core_end, token.word);
    bool stop = token.core_end < token.end && p->text[token.core_end] == '.';
    lower_word(p, token.core_start, token.core_end + stop, token.word_stop);
    return token;
}

/* Words of the Latin script in a text of another one count as English. */
static const char *language_of(const struct joint *joint, const struct token *token)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(unit_at(joint->p, token->core_start), &status);
    bool latin = script == USCRIPT_LATIN;
    if (script == USCRIPT_CYRILLIC && !*joint->language)
        return "ru";
    static const char *const others[] = {"ru", "uk", "be", "bg", "mk", "kk", "ky", "tt", "el", "he", "ar",
                                         "fa", "ur", "hi", "zh", "ja", "ko", "th", "lo", "km", "my", ""};
    for (size_t i = 0; latin && i < sizeof others / sizeof *others; i++)
        if (strncmp(joint->language, others[i], 2) == 0 || !*joint->language)
            return "en";
    return joint->language;
}

static bool token_is(const struct joint *joint, const struct token *token, enum word_role role)
{
    const char *language = language_of(joint, token);
    return headline_word_is(language, role, token->word) ||
           (strcmp(token->word, token->word_stop) != 0 && headline_word_is(language, role, token->word_stop));
}

static bool ends_bare(const struct token *token)
{
    return token->core_end == token->end;
}

static bool starts_bare(const struct token *token)
{
    return token->core_start == token->start;
}

static bool is_number(const struct joint *joint, const struct token *token)
{
    const struct paragraph *p = joint->p;
    if (token->core_start == token->core_end || !u_isdigit(unit_before(p, token->core_end)))
        return false;
    for (uint32_t i = token->core_start; i < token->core_end; i++)
        if (!u_isdigit(p->text[i]) && !strchr(".,:/-+$#", p->text[i] < 0x80 ? p->text[i] : 'a') &&
            p->text[i] != 0x2013 && !(U_GET_GC_MASK(p->text[i]) & U_GC_SC_MASK))
            return false;
    return true;
}

static bool starts_with_digit(const struct joint *joint, const struct token *token)
{
    return starts_bare(token) && u_isdigit(unit_at(joint->p, token->core_start));
}

static bool starts_upper(const struct joint *joint, const struct token *token)
{
    return u_isUUppercase(unit_at(joint->p, token->core_start));
}

/* «А.»: one capital and a full stop, or two: «А.С.» */
static bool is_initial(const struct joint *joint, const struct token *token)
{
    const struct paragraph *p = joint->p;
    uint32_t length = token->end - token->core_start;
    if (length != 2 && length != 4)
        return false;
    for (uint32_t i = token->core_start; i < token->end; i += 2)
        if (!u_isUUppercase(p->text[i]) || p->text[i + 1] != '.')
            return false;
    return true;
}

/* «т. д.»: lower-case letters with full stops. */
static bool is_short_abbreviation(const struct joint *joint, const struct token *token)
{
    const struct paragraph *p = joint->p;
    return token->core_end - token->core_start <= 2 && token->core_end < token->end &&
           p->text[token->core_end] == '.' && u_islower(unit_at(p, token->core_start));
}

static bool begins_with_dash(const struct joint *joint)
{
    UChar32 c = unit_at(joint->p, joint->next);
    if (is_dash(c))
        return true;
    UChar32 then = unit_at(joint->p, joint->next + 1);
    return is_hyphen(c) && (then == 0 || then == '-' || (then < 0x10000 && is_space((UChar)then)));
}

static bool is_lone_dash(const struct joint *joint, const struct token *token)
{
    UChar32 c = unit_at(joint->p, token->start);
    return token->core_start == token->core_end && (is_dash(c) || is_hyphen(c) || c == '|' || c == 0xB7 || c == 0x2022);
}

static bool is_one_of(UChar32 c, const char *ascii, UChar32 other)
{
    return (c > 0 && c < 0x80 && strchr(ascii, (int)c)) || c == other;
}

/* The only unit of a token, 0 when it has more. */
static UChar32 lone_sign(const struct joint *joint, const struct token *token)
{
    return token->end - token->start == 1 ? unit_at(joint->p, token->start) : 0;
}

/* ---- breaks between tokens */

/* Pairs that belong together. */
static float pair_cost(const struct joint *joint)
{
    const struct token *before = &joint->before, *after = &joint->after;
    if (begins_with_dash(joint) || is_one_of(lone_sign(joint, after), "|!?:;/", 0xB7))
        return GLUE_FAULT;
    if (after->core_start == after->core_end && u_charType(unit_at(joint->p, after->start)) == U_FINAL_PUNCTUATION)
        return GLUE_FAULT; /* « texte » */
    if (before->core_start == before->core_end && u_charType(unit_at(joint->p, before->start)) == U_INITIAL_PUNCTUATION)
        return GLUE_FAULT;
    if (is_one_of(lone_sign(joint, before), "&+", '+'))
        return GLUE_FAULT;
    if (is_one_of(lone_sign(joint, before), "x", 0xD7) || is_one_of(lone_sign(joint, after), "x", 0xD7))
        return GLUE_NAME;
    if (before->core_start == before->core_end || after->core_start == after->core_end)
        return 0;
    if (starts_bare(after) && token_is(joint, after, WORD_CLINGS) && ends_bare(before))
        return GLUE_FAULT;
    if (is_number(joint, before) && ends_bare(before) && token_is(joint, after, WORD_UNIT))
        return GLUE_FAULT;
    if (token_is(joint, before, WORD_NUMBERED) && starts_with_digit(joint, after))
        return GLUE_FAULT;
    if (is_initial(joint, before) && (starts_upper(joint, after) || is_initial(joint, after)))
        return GLUE_FAULT;
    if (is_initial(joint, after) && starts_upper(joint, before) && ends_bare(before))
        return GLUE_FAULT;
    if (is_short_abbreviation(joint, before) && is_short_abbreviation(joint, after))
        return GLUE_FAULT;
    if (token_is(joint, before, WORD_TITLE) && starts_upper(joint, after) && !ends_bare(before))
        return GLUE_FAULT;
    return 0;
}

/* A short word left alone at the line's end. */
static float hanging_cost(const struct joint *joint)
{
    const struct token *before = &joint->before;
    if (!ends_bare(before) || before->core_start == before->core_end)
        return 0;
    bool capital = before->core_end - before->core_start > 1 && starts_upper(joint, before) &&
                   u_isUUppercase(unit_before(joint->p, before->core_end));
    if (capital && *language_of(joint, before) == 'e') /* IT, US, OR: an acronym, in a text that is not all capitals */
        return 0;
    if (token_is(joint, before, WORD_HANGS))
        return GLUE_FAULT;
    return token_is(joint, before, WORD_LEANS) ? GLUE_UNLOVELY : 0;
}

/* Numbers like to keep their company even where no table names it. */
static float number_cost(const struct joint *joint)
{
    const struct token *before = &joint->before, *after = &joint->after;
    if (!ends_bare(before) || !starts_bare(after))
        return 0;
    if (is_number(joint, before) && before->core_end - before->core_start <= 4 &&
        u_isalpha(unit_at(joint->p, after->core_start)))
        return GLUE_UNLOVELY;
    if (is_number(joint, after) && u_isalpha(unit_before(joint->p, before->core_end)))
        return GLUE_UNLOVELY;
    return 0;
}

static bool is_latin(const struct joint *joint, const struct token *token)
{
    UErrorCode status = U_ZERO_ERROR;
    return token->core_start < token->core_end &&
           uscript_getScript(unit_at(joint->p, token->core_start), &status) == USCRIPT_LATIN;
}

/* Latin words in a text of another script are a name, as are capitals in languages that spare them. */
static float name_cost(const struct joint *joint)
{
    const struct token *before = &joint->before, *after = &joint->after;
    if (!ends_bare(before) || !starts_bare(after) || !is_latin(joint, before))
        return 0;
    bool foreign = strcmp(language_of(joint, before), joint->language) != 0;
    if (foreign && (is_latin(joint, after) || starts_with_digit(joint, after)))
        return GLUE_NAME;
    static const char *const sparing[] = {"es", "fr", "it", "pt", "id", "vi", "pl", "cs", "tr", "ro", "sv", "hu"};
    for (size_t i = 0; i < sizeof sparing / sizeof *sparing; i++)
        if (strncmp(joint->language, sparing[i], 2) == 0 && starts_upper(joint, before) && starts_upper(joint, after))
            return GLUE_NAME;
    return 0;
}

static bool ends_phrase(const struct joint *joint, uint32_t end)
{
    UChar32 last = unit_before(joint->p, end);
    return is_one_of(last, ":;!?", 0x2026) || is_dash(last);
}

/* The first word of a phrase left behind, or its last one carried over. */
static float straggler_cost(const struct joint *joint)
{
    const struct paragraph *p = joint->p;
    uint32_t before = joint->before.start;
    while (before && is_space(p->text[before - 1]))
        before--;
    uint32_t letters = joint->before.core_end - joint->before.core_start;
    if (ends_bare(&joint->before) && letters <= SHORT_WORD && before && ends_phrase(joint, before))
        return GLUE_STRAGGLER;
    bool carried = joint->after.end < p->length && ends_phrase(joint, joint->after.end) &&
                   joint->after.core_start < joint->after.core_end && ends_bare(&joint->before);
    return carried ? GLUE_STRAGGLER : 0;
}

/* What makes a place good: the end of a sentence, of a clause. */
static float gain(const struct joint *joint)
{
    const struct paragraph *p = joint->p;
    UChar32 last = unit_before(p, joint->end), first = unit_at(p, joint->next);
    if (is_lone_dash(joint, &joint->before))
        return GLUE_DASH;
    if (last == 0x201D || last == 0xBB || last == ')')
        return GLUE_PHRASE;
    switch (last) {
    case ':':
    case 0xFF1A:
    case ';':
    case 0xFF1B:
    case 0x61B:
        return GLUE_COLON;
    case '!':
    case '?':
    case 0x2026:
    case 0x3002:
    case 0xFF01:
    case 0xFF1F:
    case 0x61F:
    case 0x964:
        return GLUE_SENTENCE;
    case '.':
        return starts_upper(joint, &joint->after) && joint->before.core_end - joint->before.core_start > 2
                   ? GLUE_SENTENCE
                   : 0;
    case ',':
    case 0x60C:
    case 0x3001:
    case 0xFF0C:
        return GLUE_COMMA;
    default:
        break;
    }
    if (first == '(' || first == '[' || first == 0xAB || first == 0x201C || first == 0x201E)
        return GLUE_PHRASE;
    bool begins = token_is(joint, &joint->after, WORD_JOINS) || token_is(joint, &joint->after, WORD_HANGS);
    return begins ? GLUE_PHRASE : 0;
}

/* ---- breaks within a token */

static uint32_t letters_back(const struct paragraph *p, uint32_t place)
{
    uint32_t count = 0;
    while (place && u_isalnum(unit_before(p, place))) {
        place--;
        count++;
    }
    return count;
}

static uint32_t letters_ahead(const struct paragraph *p, uint32_t place)
{
    uint32_t count = 0;
    while (place < p->length && u_isalnum(unit_at(p, place))) {
        place++;
        count++;
    }
    return count;
}

static bool is_east_asian(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    if (script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_BOPOMOFO)
        return true;
    return (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF65) || c == 0x30FC || c == 0x30FB;
}

static bool is_south_east_asian(UChar32 c)
{
    return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
}

static float token_cost(const struct joint *joint)
{
    const struct paragraph *p = joint->p;
    UChar32 last = unit_before(p, joint->end), first = unit_at(p, joint->next);
    if (is_dash(first) || is_hyphen(first))
        return GLUE_FAULT;
    if (is_dash(last)) /* «слово—слово», but not «2024–2025» */
        return u_isdigit(first) || last == 0x2013 ? GLUE_FAULT : GLUE_DASH;
    if (is_hyphen(last) || last == '/') {
        uint32_t back = letters_back(p, joint->end - 1), ahead = letters_ahead(p, joint->next);
        return back >= 4 && ahead >= 4 && !u_isdigit(first) ? GLUE_POOR : GLUE_FAULT;
    }
    if (last == 0xAD || last == 0x200B)
        return GLUE_POOR;
    return GLUE_FAULT;
}

/* ---- scripts without spaces */

/* A word's end, by dictionary; a space is better, it ends a phrase. No syllable of a phrase likes to stay behind. */
static float south_east_asian_cost(const struct joint *joint)
{
    enum { SYLLABLE = 4 };
    const struct token *token = &joint->before;
    bool begins = token->start && joint->next - token->start <= SYLLABLE && ends_phrase(joint, token->start - 1);
    return GLUE_UNLOVELY / 2 + (begins ? GLUE_STRAGGLER : 0);
}

/* Words that a Japanese line does not begin with: particles of the word before. */
static bool is_kana_particle(UChar32 c)
{
    static const UChar particles[] = {0x306F, 0x304C, 0x3092, 0x306B, 0x306E, 0x3067, 0x3068,
                                      0x3082, 0x3078, 0x3084, 0x304B, 0x306D, 0x3088};
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (particles[i] == c)
            return true;
    return false;
}

/* Chinese 的, 了, 着, 吗, 呢, 吧, 们 stay with the word before. */
static bool is_han_particle(UChar32 c)
{
    return c == 0x7684 || c == 0x4E86 || c == 0x7740 || c == 0x5417 || c == 0x5462 || c == 0x5427 || c == 0x4EEC ||
           c == 0x5011 || c == 0x55CE;
}

static bool is_small_kana(UChar32 c)
{
    return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_CONDITIONAL_JAPANESE_STARTER || c == 0x30FC;
}

static UScriptCode script_at(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    if (c == 0x30FC) /* the lengthening mark is common to both syllabaries */
        return USCRIPT_KATAKANA;
    return uscript_getScript(c, &status);
}

/* A Chinese line does not like to end with a preposition or a conjunction. */
static bool is_hanging_han(UChar32 c)
{
    static const UChar hanging[] = {0x5728, 0x4E0E, 0x8207, 0x548C, 0x53CA, 0x6216, 0x5BF9, 0x5C0D, 0x4ECE,
                                    0x5F9E, 0x628A, 0x88AB, 0x4E3A, 0x70BA, 0x5411, 0x4EE5, 0x8BA9, 0x8B93,
                                    0x5C06, 0x5C07, 0x7531, 0x7ED9, 0x7D66, 0x8DDF, 0x6BD4};
    for (size_t i = 0; i < sizeof hanging / sizeof *hanging; i++)
        if (hanging[i] == c)
            return true;
    return false;
}

/* Where kinds of letters meet is where Japanese phrases begin and end: the kana of an ending stay with what they end,
 * and a phrase begins with an ideograph, katakana or a Latin word. */
static float phrase_cost(UScriptCode last, UScriptCode first, bool word_starts)
{
    if (last == USCRIPT_KATAKANA && first == USCRIPT_KATAKANA)
        return word_starts ? GLUE_POOR / 2 : 2 * GLUE_POOR;
    if (!word_starts)
        return GLUE_POOR;
    if (first == USCRIPT_HIRAGANA)
        return last == USCRIPT_HIRAGANA ? GLUE_UNLOVELY / 2 : GLUE_UNLOVELY * 2;
    if (last == USCRIPT_HIRAGANA)
        return GLUE_PHRASE;
    return last == first ? GLUE_UNLOVELY / 4 : GLUE_UNLOVELY / 2;
}

/* `words`: places where ICU's dictionary begins a word. */
static float ideographic_cost(const struct joint *joint, const bool *words)
{
    const struct paragraph *p = joint->p;
    UChar32 last = unit_before(p, joint->end), first = unit_at(p, joint->next);
    if (is_dash(first))
        return GLUE_FAULT;
    if (is_dash(last))
        return GLUE_DASH;
    float good = gain(joint);
    if (good < 0)
        return good;
    if (is_small_kana(first))
        return GLUE_FAULT;
    if (joint->end == joint->next && u_isdigit(last))
        return GLUE_FAULT;
    bool alone = joint->next + 1 >= p->length || words[joint->next + 1]; /* a word of one character */
    if (is_han_particle(first) || (alone && is_kana_particle(first)))
        return GLUE_POOR;
    if (is_hanging_han(last) && words[joint->next] && joint->end && words[joint->end - 1])
        return GLUE_UNLOVELY * 1.5f;
    float cost = phrase_cost(script_at(last), script_at(first), words[joint->next]);
    bool lone_before = joint->end && words[joint->end - 1] && words[joint->next];
    if (alone && script_at(first) == USCRIPT_HAN && script_at(last) != USCRIPT_LATIN && cost >= 0)
        cost += GLUE_UNLOVELY; /* 人, 者, 後: an ending, mostly */
    if (lone_before && script_at(last) == USCRIPT_HAN && cost >= 0)
        cost += GLUE_UNLOVELY / 2; /* a beginning */
    return cost;
}

static bool find_words(struct paragraph *p, bool *words)
{
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *iterator = text_context_word_iterator(p->context);
    if (!iterator)
        return false;
    ubrk_setText(iterator, p->text, (int32_t)p->length, &status);
    if (U_FAILURE(status))
        return false;
    for (int32_t at = ubrk_first(iterator); at != UBRK_DONE; at = ubrk_next(iterator))
        words[at] = true;
    return true;
}

/* ---- */

static struct joint joint_at(const struct paragraph *p, uint32_t end, uint32_t next)
{
    struct joint joint = {.p = p, .end = end, .next = next, .language = paragraph_language_at(p, next)};
    joint.before = token_around(p, end ? end - 1 : 0, end);
    joint.after = token_around(p, next, next + 1 < p->length ? next + 1 : p->length);
    return joint;
}

static float cost_at(const struct paragraph *p, uint32_t end, uint32_t next, const bool *words)
{
    struct joint joint = joint_at(p, end, next);
    UChar32 last = unit_before(p, end), first = unit_at(p, next);
    if (end == next) {
        if (is_east_asian(last) || is_east_asian(first))
            return ideographic_cost(&joint, words);
        if (is_south_east_asian(last) && is_south_east_asian(first))
            return south_east_asian_cost(&joint);
        if (last == OBJECT_UNIT || first == OBJECT_UNIT)
            return GLUE_UNLOVELY;
        return token_cost(&joint);
    }
    float cost = pair_cost(&joint);
    if (cost == 0)
        cost = hanging_cost(&joint);
    if (cost == 0)
        cost = number_cost(&joint);
    if (cost == 0)
        cost = name_cost(&joint);
    if (cost == 0 && words && last != 0x3000 && (is_east_asian(last) != is_east_asian(first)))
        return ideographic_cost(&joint, words); /* the space that sets Latin off is no end of a phrase */
    cost += straggler_cost(&joint);
    return cost > 0 ? cost : gain(&joint);
}

bool glue_weigh(struct paragraph *p)
{
    bool *words = NULL, ideographs = false;
    for (uint32_t i = 0; i < p->length && !ideographs; i++)
        ideographs = p->text[i] >= 0x2E80 && is_east_asian(unit_at(p, i));
    if (ideographs) {
        words = ARENA_ARRAY(p->arena, bool, (size_t)p->length + 1);
        if (!words || !find_words(p, words))
            return false;
    }
    for (size_t k = 1; k + 1 < p->break_count; k++)
        if (!p->breaks[k].forced)
            p->breaks[k].cost = cost_at(p, p->breaks[k].end, p->breaks[k].next, words);
    p->weighed = true;
    return true;
}
