#include "linebreak.h"

#include <string.h>
#include <strings.h>

/* ---- the tables of Chromium between ASCII characters, older than UAX 14 and kept for compatibility */

static bool is_opening_ascii(UChar c)
{
    return c == '(' || c == '<' || c == '[' || c == '{';
}

static bool ascii_forbids_before(UChar c)
{
    return c != 0 && strchr("!),./:;?]}", c) != NULL;
}

/* These are never parted from what follows. */
static bool ascii_forbids_after(UChar c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == 0x7F ||
           strchr("$'(/<@[^_`{", c) != NULL;
}

static bool ascii_allows(UChar before, UChar after)
{
    if (ascii_forbids_after(before) || ascii_forbids_before(after))
        return false;
    if (before == '?')
        return after != '"' && after != '\'';
    if (before == '-')
        return after != '$';
    return is_opening_ascii(after);
}

static bool is_ascii_alphanumeric(UChar c)
{
    return c < 0x80 && u_isalnum(c);
}

static bool is_breakable_space(UChar c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

enum verdict { FORBIDDEN, ALLOWED, ASK_ICU };

static enum verdict judge_pair(const UChar *text, uint32_t at)
{
    UChar before = text[at - 1], after = text[at];
    if (is_breakable_space(after))
        return FORBIDDEN;
    if (is_breakable_space(before))
        return ALLOWED;
    if (before == '-' && after >= '0' && after <= '9') /* a minus sign, unless within a number or an address */
        return at > 1 && is_ascii_alphanumeric(text[at - 2]) ? ALLOWED : FORBIDDEN;
    if (before > 0x20 && before < 0x80 && after > 0x20 && after < 0x80)
        return ascii_allows(before, after) ? ALLOWED : FORBIDDEN;
    return ASK_ICU;
}

/* ---- what newer versions of UAX 14 changed after the installed ICU */

static bool is_east_asian(UChar32 c)
{
    int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_FULLWIDTH || width == U_EA_HALFWIDTH || width == U_EA_WIDE;
}

static int line_class(UChar32 c)
{
    return u_getIntPropertyValue(c, UCHAR_LINE_BREAK);
}

static UChar32 before_of(const UChar *text, uint32_t place)
{
    UChar32 c = 0;
    if (place)
        U16_PREV(text, 0, place, c);
    return c;
}

static UChar32 at_of(const UChar *text, uint32_t place, uint32_t length)
{
    UChar32 c = 0;
    if (place < length)
        U16_GET(text, 0, place, length, c);
    return c;
}

/* LB19a of Unicode 16: quotation marks between ideographs break like brackets, the opening one from what stands
 * before it, the closing one from what follows. */
static bool quotes_allow(const UChar *text, uint32_t at, uint32_t length)
{
    UChar32 before = before_of(text, at), after = at_of(text, at, length);
    if (u_charType(after) == U_INITIAL_PUNCTUATION && line_class(after) == U_LB_QUOTATION)
        return line_class(before) == U_LB_IDEOGRAPHIC && is_east_asian(at_of(text, at + 1, length));
    if (u_charType(before) == U_FINAL_PUNCTUATION && line_class(before) == U_LB_QUOTATION)
        return line_class(after) == U_LB_IDEOGRAPHIC && at > 1 && is_east_asian(before_of(text, at - 1));
    return false;
}

/* LB20a of Unicode 15.1: a hyphen that begins a word keeps it. */
static bool hyphen_begins_word(const UChar *text, uint32_t at, uint32_t length)
{
    UChar hyphen = text[at - 1];
    if (hyphen != '-' && hyphen != 0x2010)
        return false;
    int next = line_class(at_of(text, at, length));
    return (at == 1 || is_breakable_space(text[at - 2]) || text[at - 2] == 0xA0) &&
           (next == U_LB_ALPHABETIC || next == U_LB_HEBREW_LETTER);
}

/* ---- word-break */

/* Typographic letter units in the sense of CSS Text 3 section 5.2. */
static bool is_letter_unit(UChar32 c)
{
    return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

static bool keep_all_forbids(UChar32 before, UChar32 after)
{
    return is_letter_unit(before) && is_letter_unit(after) && line_class(before) != U_LB_COMPLEX_CONTEXT &&
           line_class(after) != U_LB_COMPLEX_CONTEXT;
}

static bool break_all_allows(UChar32 before, UChar32 after)
{
    return is_letter_unit(before) && is_letter_unit(after);
}

/* ---- the iterator */

static bool primary_language_is(const char *language, const char *code)
{
    size_t length = strlen(code);
    return strncasecmp(language, code, length) == 0 && (language[length] == '\0' || language[length] == '-');
}

/* Only Chinese, Japanese and Korean have tables of their own; `auto` is the root's `normal` but for Chinese. */
static const char *icu_locale(const struct break_rules *rules)
{
    static const char *const languages[] = {"zh", "ja", "ko"};
    static const char *const normal[] = {"zh@lb=normal", "ja@lb=normal", "ko@lb=normal"};
    static const char *const loose[] = {"zh@lb=loose", "ja@lb=loose", "ko@lb=loose"};
    if (rules->line_break == LINE_BREAK_STRICT)
        return "en@lb=strict";
    for (size_t i = 0; i < 3; i++) {
        if (!primary_language_is(rules->language, languages[i]))
            continue;
        if (rules->line_break == LINE_BREAK_LOOSE)
            return loose[i];
        if (rules->line_break == LINE_BREAK_NORMAL || i == 0)
            return normal[i];
    }
    return rules->line_break == LINE_BREAK_LOOSE ? "en@lb=loose" : "en@lb=normal";
}

static bool is_all_ascii(const UChar *text, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++)
        if (text[i] >= 0x80)
            return false;
    return true;
}

static bool ask_icu(struct text_context *context, const UChar *text, uint32_t length, const struct break_rules *rules,
                    bool *breaks)
{
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *iterator = text_context_line_iterator(context, icu_locale(rules));
    if (!iterator)
        return false;
    ubrk_setText(iterator, text, (int32_t)length, &status);
    if (U_FAILURE(status))
        return false;
    for (int32_t at = ubrk_first(iterator); at != UBRK_DONE; at = ubrk_next(iterator)) {
        if (at <= 0 || at >= (int32_t)length)
            continue;
        if (judge_pair(text, (uint32_t)at) == ASK_ICU && !hyphen_begins_word(text, (uint32_t)at, length))
            breaks[at] = true;
    }
    return true;
}

bool linebreak_find(struct text_context *context, const UChar *text, uint32_t length, const uint8_t *flags,
                    const struct break_rules *rules, bool *breaks)
{
    bool anywhere = rules->line_break == LINE_BREAK_ANYWHERE;
    if (!anywhere && !is_all_ascii(text, length) && !ask_icu(context, text, length, rules, breaks))
        return false;
    for (uint32_t at = 1; at < length; at++) {
        if (!(flags[at] & UNIT_CLUSTER)) {
            breaks[at] = false;
            continue;
        }
        UChar32 before = before_of(text, at), after = at_of(text, at, length);
        enum verdict verdict = judge_pair(text, at);
        if (verdict == ALLOWED || (verdict == ASK_ICU && quotes_allow(text, at, length)))
            breaks[at] = true;
        if (verdict == ASK_ICU && breaks[at] && text[at - 1] == 0xAD && !rules->soft_hyphens)
            breaks[at] = false;
        if (rules->word_break == WORD_BREAK_KEEP_ALL && keep_all_forbids(before, after))
            breaks[at] = false;
        if (anywhere || (rules->word_break == WORD_BREAK_BREAK_ALL && break_all_allows(before, after)))
            breaks[at] = !is_breakable_space(after) || anywhere;
    }
    return true;
}
