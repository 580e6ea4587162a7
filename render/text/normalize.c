#include "normalize.h"

#include <limits.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

static bool is_ascii_text(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte < 0x20 || byte >= 0x7f)
            return false;
    }
    return true;
}

/* Copies the code points that stay; UTF-8 never grows here. */
static enum normalize_result copy_checked(const char *bytes, size_t length, char *copy, size_t *copy_length,
                                          size_t *offset)
{
    size_t used = 0;
    for (size_t i = 0; i < length;) {
        size_t start = i;
        UChar32 c;
        U8_NEXT(bytes, i, length, c);
        *offset = start;
        if (c < 0)
            return NORMALIZE_NOT_UTF8;
        if (c == 0)
            return NORMALIZE_HAS_NUL;
        if (c == '\t' || c == '\n' || c == '\r') {
            copy[used++] = ' ';
        } else if (c >= 0x20 && (c < 0x7f || c > 0x9f)) {
            memcpy(copy + used, bytes + start, i - start);
            used += i - start;
        }
    }
    *copy_length = used;
    return NORMALIZE_OK;
}

static bool compose(const char *copy, size_t copy_length, struct arena *arena, const char **text, size_t *text_length)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    if (U_FAILURE(status) || copy_length > INT32_MAX / 8)
        return false;
    int32_t length16 = 0;
    UChar *source = ARENA_ARRAY(arena, UChar, copy_length + 1);
    if (!source)
        return false;
    u_strFromUTF8(source, (int32_t)copy_length + 1, &length16, copy, (int32_t)copy_length, &status);
    if (U_SUCCESS(status) && unorm2_isNormalized(nfc, source, length16, &status)) {
        *text = copy;
        *text_length = copy_length;
        return true;
    }
    /* NFC grows at most threefold in UTF-8 and UTF-16 (UAX 15, stabilized table of expansion factors). */
    int32_t capacity = length16 * 3 + 1;
    UChar *target = ARENA_ARRAY(arena, UChar, (size_t)capacity);
    if (!target)
        return false;
    int32_t composed = unorm2_normalize(nfc, source, length16, target, capacity, &status);
    size_t size = (size_t)composed * 3 + 1;
    char *result = U_SUCCESS(status) ? arena_alloc(arena, size) : NULL;
    int32_t length8 = 0;
    if (!result)
        return false;
    u_strToUTF8(result, (int32_t)size, &length8, target, composed, &status);
    *text = result;
    *text_length = (size_t)length8;
    return U_SUCCESS(status);
}

enum normalize_result text_normalize(const char *bytes, size_t length, struct arena *arena, const char **text,
                                     size_t *text_length, size_t *offset)
{
    *offset = 0;
    char *copy = arena_alloc(arena, length + 1);
    if (!copy)
        return NORMALIZE_NO_MEMORY;
    if (is_ascii_text(bytes, length)) {
        memcpy(copy, bytes, length);
        *text = copy;
        *text_length = length;
        return NORMALIZE_OK;
    }
    size_t copy_length = 0;
    enum normalize_result result = copy_checked(bytes, length, copy, &copy_length, offset);
    if (result != NORMALIZE_OK)
        return result;
    copy[copy_length] = '\0';
    return compose(copy, copy_length, arena, text, text_length) ? NORMALIZE_OK : NORMALIZE_NO_MEMORY;
}

size_t text_count_codepoints(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}
