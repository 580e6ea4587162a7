/* Who a request comes from: the address at the other end of the connection, or, where that is a trusted proxy, the one
 * that X-Forwarded-For names. */
#ifndef SERVER_CLIENT_H
#define SERVER_CLIENT_H

#include "server/address.h"

/* `values` are the X-Forwarded-For fields in their order, each a list. Read from the end, the first address that is not
 * a trusted proxy is the client: what stands before it anybody could have written. */
struct address client_address(const struct networks *trusted, const struct address *peer, const char *const *values,
                              size_t count);

#endif
