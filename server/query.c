#include "server/query.h"

#include <string.h>
#include <strings.h>

#include "internal/error.h"
#include "server/text.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

size_t query_unescape(char *text, size_t length, bool plus_is_space)
{
    size_t out = 0;
    for (size_t i = 0; i < length; i++) {
        int high = text[i] == '%' && i + 2 < length ? hex_digit(text[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        if (low >= 0) {
            text[out++] = (char)(high << 4 | low);
            i += 2;
        } else {
            text[out++] = text[i] == '+' && plus_is_space ? ' ' : text[i];
        }
    }
    text[out] = '\0';
    return out;
}

/* "http://host/path" -> "/path"; a target without a scheme is returned as it is. */
static char *skip_authority(char *target)
{
    size_t scheme = strncasecmp(target, "http://", 7) == 0 ? 7 : strncasecmp(target, "https://", 8) == 0 ? 8 : 0;
    if (!scheme)
        return target;
    char *end = target + scheme + strcspn(target + scheme, "/?");
    return end;
}

static struct ogcard_pair parse_pair(char *text, size_t length)
{
    /* "&amp;" of a page that was escaped twice. */
    if (length >= 4 && memcmp(text, "amp;", 4) == 0) {
        text += 4;
        length -= 4;
    }
    char *equals = memchr(text, '=', length);
    size_t name_length = equals ? (size_t)(equals - text) : length;
    struct ogcard_pair pair = {.name = text, .value = "", .value_length = 0};
    if (equals) {
        pair.value = equals + 1;
        pair.value_length = query_unescape(equals + 1, length - name_length - 1, true);
    }
    pair.name_length = query_unescape(text, name_length, true);
    return pair;
}

static enum ogcard_status parse_pairs(struct query *query, char *text, size_t length, struct ogcard_error *error)
{
    char *end = text + length;
    while (text < end) {
        char *ampersand = memchr(text, '&', (size_t)(end - text));
        size_t part = ampersand ? (size_t)(ampersand - text) : (size_t)(end - text);
        if (part > 0) {
            if (query->pair_count == LIMIT_QUERY_PAIRS)
                return error_set(error, OGCARD_BAD_REQUEST, "The query has more than %d parameters.",
                                 LIMIT_QUERY_PAIRS);
            query->pairs[query->pair_count++] = parse_pair(text, part);
        }
        text += part + 1;
    }
    return OGCARD_OK;
}

enum ogcard_status query_parse(struct query *query, char *target, size_t length, struct ogcard_error *error)
{
    query->pair_count = 0;
    char *path = skip_authority(target);
    length -= (size_t)(path - target);
    while (length > 0 && path[length - 1] == ' ')
        path[--length] = '\0';

    char *question = memchr(path, '?', length);
    size_t path_length = question ? (size_t)(question - path) : length;
    if (path_length == 0 && path != target) { /* "http://host?x" asks for "/" */
        query->path = "/";
        query->path_length = 1;
    } else {
        if (path_length == 0 || path[0] != '/')
            return error_set(error, OGCARD_BAD_REQUEST, "The request target is not a path that begins with a slash.");
    }
    if (question) {
        enum ogcard_status status = parse_pairs(query, question + 1, length - path_length - 1, error);
        if (status != OGCARD_OK)
            return status;
    }
    if (path_length > 0) {
        query->path = path;
        query->path_length = query_unescape(path, path_length, false);
    }
    if (memchr(query->path, '\0', query->path_length) || !text_is_utf8(query->path, query->path_length))
        return error_set(error, OGCARD_BAD_REQUEST, "The path is not UTF-8 text.");
    return OGCARD_OK;
}

const struct ogcard_pair *query_find(const struct query *query, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < query->pair_count; i++) {
        if (query->pairs[i].name_length == length && memcmp(query->pairs[i].name, name, length) == 0)
            return &query->pairs[i];
    }
    return NULL;
}

bool query_template(const struct query *query, char name[LIMIT_TEMPLATE_NAME + 2])
{
    static const char prefix[] = "/api/";
    size_t prefix_length = sizeof prefix - 1;
    if (query->path_length <= prefix_length || memcmp(query->path, prefix, prefix_length) != 0)
        return false;
    const char *start = query->path + prefix_length;
    size_t length = query->path_length - prefix_length;
    if (start[length - 1] == '/')
        length--;
    if (length == 0 || memchr(start, '/', length))
        return false;
    if (length > LIMIT_TEMPLATE_NAME + 1)
        length = LIMIT_TEMPLATE_NAME + 1;
    memcpy(name, start, length);
    name[length] = '\0';
    return true;
}
