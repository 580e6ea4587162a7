/* How many cards each client may have made: a bucket of tokens per client that refills at a steady rate. The table has
 * a fixed size; when more clients ask than it holds, those who were longest quiet are forgotten. Any thread. */
#ifndef SERVER_LIMITER_H
#define SERVER_LIMITER_H

#include "server/address.h"

struct limiter;

/* `per_minute` tokens a minute, at most `burst` at once. NULL: out of memory. */
struct limiter *limiter_create(unsigned per_minute, unsigned burst);
void limiter_destroy(struct limiter *limiter); /* accepts NULL */

/* Takes a token. False when there is none; then `wait_s` is after how many seconds there will be one. */
bool limiter_take(struct limiter *limiter, const struct address *address, int64_t now_ms, unsigned *wait_s);

#endif
