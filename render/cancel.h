/* The wish that the card under way end unfinished. Stages look at it where they can take long; whoever then stops early
 * fails like one that ran out of memory, and the pipeline knows why. */
#ifndef RENDER_CANCEL_H
#define RENDER_CANCEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct cancel {
    atomic_int checks; /* 0: go on; n: the nth look and all later ones say to end, which tests use with n above 1 */
};

/* Any thread. */
static inline void cancel_request(struct cancel *cancel, int checks)
{
    atomic_store_explicit(&cancel->checks, checks, memory_order_relaxed);
}

static inline bool cancel_is_requested(const struct cancel *cancel)
{
    return atomic_load_explicit(&cancel->checks, memory_order_relaxed) == 1;
}

/* The look itself; NULL: go on. */
static inline bool cancel_check(struct cancel *cancel)
{
    int checks = cancel ? atomic_load_explicit(&cancel->checks, memory_order_relaxed) : 0;
    if (checks > 1)
        atomic_compare_exchange_strong(&cancel->checks, &checks, checks - 1);
    return checks == 1;
}

#endif
