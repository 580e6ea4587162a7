#include "data_url.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "css_token.h"

bool data_url_is(const char *url)
{
    return strlen(url) >= 5 && css_word_equal(url, 5, "data:");
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Percent-escapes decoded, tabs and line ends left out as the URL standard says. A '%' without two digits is itself. */
static size_t unescape(const char *from, size_t length, uint8_t *to)
{
    size_t size = 0;
    for (size_t i = 0; i < length; i++) {
        int high = from[i] == '%' && i + 2 < length ? hex_value(from[i + 1]) : -1;
        int low = high >= 0 ? hex_value(from[i + 2]) : -1;
        if (low >= 0) {
            to[size++] = (uint8_t)(high << 4 | low);
            i += 2;
        } else if (!strchr("\t\r\n", from[i])) {
            to[size++] = (uint8_t)from[i];
        }
    }
    return size;
}

static bool is_base64(const char *head, size_t length)
{
    while (length && head[length - 1] == ' ')
        length--;
    return length >= 7 && css_word_equal(head + length - 7, 7, ";base64");
}

/* In place: what comes out is shorter than what goes in. Padding may be left out. */
static bool decode_base64(uint8_t *bytes, size_t *size)
{
    size_t length = *size;
    while (length && (bytes[length - 1] == ' ' || bytes[length - 1] == '='))
        length--;
    char *text = malloc(length + 1);
    const char *end = NULL;
    if (!text)
        return false;
    memcpy(text, bytes, length);
    bool good = sodium_base642bin(bytes, *size, text, length, " \f", size, &end,
                                  sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
                end == text + length;
    free(text);
    return good;
}

uint8_t *data_url_decode(const char *url, size_t *size, const char **problem)
{
    const char *head = url + 5, *comma = strchr(head, ',');
    if (!comma) {
        *problem = "a data: URL has a comma before its data";
        return NULL;
    }
    size_t length = strcspn(comma + 1, "#"); /* a fragment begins at #; in the data it is written %23 */
    uint8_t *bytes = malloc(length + 1);
    if (!bytes) {
        *problem = "out of memory";
        return NULL;
    }
    *size = unescape(comma + 1, length, bytes);
    if (is_base64(head, (size_t)(comma - head)) && !decode_base64(bytes, size)) {
        *problem = "the data is not base64";
        free(bytes);
        return NULL;
    }
    return bytes;
}
