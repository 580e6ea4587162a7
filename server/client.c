#include "server/client.h"

#include <string.h>

/* The last word of `text`, of which `*length` bytes are left; false when there is none. */
static bool last_word(const char *text, size_t *length, char *word, size_t word_size)
{
    size_t end = *length;
    while (end > 0 && strchr(" \t,", text[end - 1]))
        end--;
    size_t start = end;
    while (start > 0 && !strchr(" \t,", text[start - 1]))
        start--;
    *length = start;
    if (start == end)
        return false;
    size_t size = end - start < word_size ? end - start : word_size - 1;
    memcpy(word, text + start, size);
    word[size] = '\0';
    return true;
}

struct address client_address(const struct networks *trusted, const struct address *peer, const char *const *values,
                              size_t count)
{
    static const struct address local = {{0}};
    struct address client = *peer;
    char word[64];
    while (count > 0) {
        const char *text = values[--count];
        size_t length = strlen(text);
        while (last_word(text, &length, word, sizeof word)) {
            struct address next;
            /* Only programs of this machine reach a local socket. */
            if (!address_equal(&client, &local) && !networks_contain(trusted, &client))
                return client;
            if (!address_parse(word, &next))
                return client;
            client = next;
        }
    }
    return client;
}
