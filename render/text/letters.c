#include "letters.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ucnv.h>
#include <unicode/uloc.h>
#include <unicode/ulocdata.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

/* A set written out: its ranges, then its strings ("ch", letters with marks). */
enum { LETTERS_LIMIT = 30000 };

static bool add_cluster(struct language_letters *letters, struct arena *arena, const UChar *text, int32_t length)
{
    char utf8[128];
    int32_t size;
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8(utf8, sizeof utf8, &size, text, length, &status);
    if (U_FAILURE(status) || size == 0 || letters->count == LETTERS_LIMIT)
        return true;
    char *kept = arena_strndup(arena, utf8, (size_t)size);
    if (!kept)
        return false;
    letters->clusters[letters->count++] = kept;
    return true;
}

static bool add_set(struct language_letters *letters, struct arena *arena, const USet *set)
{
    int32_t count = uset_getItemCount(set);
    for (int32_t i = 0; i < count; i++) {
        UChar32 start, end;
        UChar text[32];
        UErrorCode status = U_ZERO_ERROR;
        int32_t length = uset_getItem(set, i, &start, &end, text, 32, &status);
        if (U_FAILURE(status))
            continue;
        if (length > 0 && !add_cluster(letters, arena, text, length))
            return false;
        for (UChar32 c = start; length == 0 && c <= end; c++) {
            UBool failed = false;
            int32_t units = 0;
            U16_APPEND(text, units, 32, c, failed);
            if (!failed && !add_cluster(letters, arena, text, units))
                return false;
        }
    }
    return true;
}

/* Whether CLDR has data of the language, not only the root's. */
static bool locale_is_known(const char *locale)
{
    char wanted[ULOC_LANG_CAPACITY], found[ULOC_LANG_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;
    uloc_getLanguage(locale, wanted, sizeof wanted, &status);
    for (int32_t i = 0; U_SUCCESS(status) && i < uloc_countAvailable(); i++) {
        uloc_getLanguage(uloc_getAvailable(i), found, sizeof found, &status);
        if (strcmp(found, wanted) == 0)
            return true;
    }
    return false;
}

bool language_find_letters(const char *language, struct arena *arena, struct language_letters *letters)
{
    static const ULocaleDataExemplarSetType types[] = {ULOCDATA_ES_STANDARD, ULOCDATA_ES_PUNCTUATION};
    char locale[ULOC_FULLNAME_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;
    *letters = (struct language_letters){NULL, 0};
    uloc_forLanguageTag(language, locale, sizeof locale, NULL, &status);
    if (U_FAILURE(status) || !locale_is_known(locale))
        return false;
    letters->clusters = ARENA_ARRAY(arena, const char *, LETTERS_LIMIT);
    ULocaleData *data = ulocdata_open(locale, &status);
    bool ok = letters->clusters && U_SUCCESS(status);
    for (size_t i = 0; ok && i < sizeof types / sizeof types[0]; i++) {
        USet *set = ulocdata_getExemplarSet(data, NULL, types[i] == ULOCDATA_ES_STANDARD ? USET_ADD_CASE_MAPPINGS : 0,
                                            types[i], &status);
        ok = U_SUCCESS(status) && add_set(letters, arena, set);
        uset_close(set);
    }
    ulocdata_close(data);
    if (!ok)
        letters->count = 0;
    return ok;
}

size_t cluster_length(const char *text, size_t length)
{
    UErrorCode status = U_ZERO_ERROR;
    UText utext = UTEXT_INITIALIZER;
    size_t seen = length > 256 ? 256 : length;
    utext_openUTF8(&utext, text, (int64_t)seen, &status);
    UBreakIterator *iterator = ubrk_open(UBRK_CHARACTER, "en", NULL, 0, &status);
    ubrk_setUText(iterator, &utext, &status);
    int32_t end = U_SUCCESS(status) ? ubrk_next(iterator) : UBRK_DONE;
    ubrk_close(iterator);
    utext_close(&utext);
    return end == UBRK_DONE ? length : (size_t)end;
}

size_t cluster_codepoints(const char *text, size_t length, uint32_t *codepoints, size_t capacity)
{
    size_t count = 0;
    for (int32_t at = 0; at < (int32_t)length && count < capacity;) {
        UChar32 c;
        U8_NEXT_OR_FFFD(text, at, (int32_t)length, c);
        codepoints[count++] = (uint32_t)c;
    }
    return count;
}
