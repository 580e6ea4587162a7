/* Signed card URLs: HMAC-SHA-256 (RFC 2104, FIPS 180-4) over what decides the card, so that only who has a key can have
 * cards made.
 *
 * The message is the decoded path without a trailing slash ("/api/og.png"), and then, in the order of their names, each
 * parameter that the template declares or that is reserved (except sig), all decoded, each piece followed by a NUL
 * byte:
 *
 *     /api/og NUL accent NUL #ff0000 NUL exp NUL 1893456000 NUL title NUL Hello, world NUL
 *
 * The first of several parameters of one name counts, others do not, as for the card. `sig` is the code in base64url
 * without padding (RFC 4648 5); `exp` is when the URL ends, in seconds since 1970. How a URL is escaped and in which
 * order its parameters stand does not matter. */
#ifndef SERVER_SIGNATURE_H
#define SERVER_SIGNATURE_H

#include "ogcard.h"
#include "server/query.h"

#define SIGNING_KEYS_MAX   16
#define SIGNING_KEY_LENGTH 16 /* at least so many bytes */
#define SIGNATURE_SIZE     44 /* 43 characters and a NUL */

/* The bytes of the keys' text, as it is. The first signs, all verify, which lets keys be changed without a gap. */
struct signing_keys {
    char *text; /* what the keys point into */
    const char *keys[SIGNING_KEYS_MAX];
    size_t count;
};

/* Reads keys that are separated by spaces or line ends, from `text` and from the file at `path`; both may be NULL. */
enum ogcard_status signing_keys_read(struct signing_keys *keys, const char *text, const char *path,
                                     struct ogcard_error *error);
void signing_keys_finish(struct signing_keys *keys);

/* Writes the signature of `path` and `pairs` by one key. False: out of memory. */
bool signature_make(char signature[SIGNATURE_SIZE], const char *key, const char *path,
                    const struct ogcard_template_info *info, const struct ogcard_pair *pairs, size_t pair_count);

/* Whether `sig` is there and right by one of the keys, and `exp`, if there, is not over. `expires_s` (0: never) is when
 * it is. Fails with OGCARD_FORBIDDEN. Takes the same time wherever a wrong signature differs. */
enum ogcard_status signature_check(const struct signing_keys *keys, const struct query *query,
                                   const struct ogcard_template_info *info, int64_t now_s, int64_t *expires_s,
                                   struct ogcard_error *error);

#endif
