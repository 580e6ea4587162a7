/* The raw request target, taken apart (RFC 9112 3.2, RFC 3986, application/x-www-form-urlencoded).
 *
 * Decoding is tolerant where real pages are sloppy: raw UTF-8 and raw spaces pass, `+` in the query is a space, a `%`
 * that two hexadecimal digits do not follow stays a `%`, `&amp;` separates like `&`, a scheme and host before the path
 * are passed over. Bytes that are not UTF-8 and NUL bytes are left in the values, which carry their length: the card
 * request names the parameter. */
#ifndef SERVER_QUERY_H
#define SERVER_QUERY_H

#include "ogcard.h"
#include "server/limits.h"

struct query {
    const char *path; /* decoded, NUL-terminated; without a scheme and host, and without the query */
    size_t path_length;
    struct ogcard_pair pairs[LIMIT_QUERY_PAIRS];
    size_t pair_count;
};

/* Decodes `target` (`length` bytes and a NUL) in place; the query points into it. Fails with OGCARD_BAD_REQUEST when
 * the target is no path, when the path is not UTF-8 or holds a NUL, when there are more than LIMIT_QUERY_PAIRS
 * parameters. */
enum ogcard_status query_parse(struct query *query, char *target, size_t length, struct ogcard_error *error);

/* Decodes percent escapes (and `+` as a space) in place, puts a NUL behind, returns the new length. */
size_t query_unescape(char *text, size_t length, bool plus_is_space);

/* The first pair of that name, or NULL. */
const struct ogcard_pair *query_find(const struct query *query, const char *name);

/* The template's name, extension included, of the path "/api/NAME" or "/api/NAME/"; false for any other path. The name
 * is written to `name` with its NUL; one that does not fit is cut, which no template's name equals. */
bool query_template(const struct query *query, char name[LIMIT_TEMPLATE_NAME + 2]);

#endif
