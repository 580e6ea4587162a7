/* Where the time of a card goes: each moment belongs to the one stage that is under way. */
#ifndef RENDER_STAGE_CLOCK_H
#define RENDER_STAGE_CLOCK_H

#include <string.h>
#include <time.h>

#include "ogcard.h"

struct stage_clock {
    int64_t ns[OGCARD_STAGE_COUNT];
    int64_t since_ns; /* when the stage that is under way was entered; CLOCK_MONOTONIC */
    enum ogcard_stage stage;
};

static inline int64_t stage_clock_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A new card, which begins with `stage`. */
static inline void stage_clock_start(struct stage_clock *clock, enum ogcard_stage stage)
{
    memset(clock->ns, 0, sizeof clock->ns);
    clock->stage = stage;
    clock->since_ns = stage_clock_now_ns();
}

/* From now on time belongs to `stage`. Gives the stage that was under way, for who wants to go back to it. A NULL clock
 * counts nothing. */
static inline enum ogcard_stage stage_clock_enter(struct stage_clock *clock, enum ogcard_stage stage)
{
    if (!clock)
        return stage;
    enum ogcard_stage last = clock->stage;
    int64_t now_ns = stage_clock_now_ns();
    clock->ns[last] += now_ns - clock->since_ns;
    clock->since_ns = now_ns;
    clock->stage = stage;
    return last;
}

#endif
