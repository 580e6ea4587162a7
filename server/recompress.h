/* Cards that idle workers make again at effort `small`, which take the place of those that were answered: which ones,
 * and when. Belongs to the service, whose lock is held for every call but those that say otherwise. */
#ifndef SERVER_RECOMPRESS_H
#define SERVER_RECOMPRESS_H

#include "server/cached_card.h"

struct metrics;

struct recompress_job {
    struct recompress_job *next;
    struct card_id id;
    struct ogcard_request *request;
    size_t size; /* of the card that was answered */
};

struct recompress {
    struct metrics *metrics;
    bool wanted; /* false: jobs are not taken, the one under way is to end */
    struct recompress_job *first, **last;
    unsigned length;
    bool running;                 /* one at a time: the other workers are there for requests */
    struct ogcard_worker *worker; /* that renders it; NULL: none does yet */
    bool yielding;                /* it is to end, for a card that someone waits for */
    int64_t quiet_from;           /* CLOCK_MONOTONIC in ms: when the last card was asked for or finished */
};

void recompress_init(struct recompress *recompress, bool wanted, struct metrics *metrics);

/* A job for the card's request, which is the job's from here on; NULL without memory, or for a format whose bytes the
 * effort does not change. Needs no lock. */
struct recompress_job *recompress_job_create(const struct cached_card *card, struct ogcard_request *request);
/* A list of them; accepts NULL. Frees requests and perhaps their engine: without the lock. */
void recompress_jobs_destroy(struct recompress_job *jobs);

/* Queues the job. What the caller is to destroy comes back: the oldest when there are too many, the job itself when
 * none is wanted, or NULL. */
struct recompress_job *recompress_put(struct recompress *recompress, struct recompress_job *job);
/* Takes all that wait out of the queue, for the caller to destroy. */
struct recompress_job *recompress_clear(struct recompress *recompress);

/* When a worker without a card to make may take a job (CLOCK_MONOTONIC in ms); INT64_MAX: there is none for it. */
int64_t recompress_due_ms(const struct recompress *recompress);
/* The oldest job when one is due, else NULL. Until recompress_finished() it is the only one under way. */
struct recompress_job *recompress_take(struct recompress *recompress);
/* Before `worker` renders; false when the job is to end before it begins. */
bool recompress_begin(struct recompress *recompress, struct ogcard_worker *worker);
/* Tells the job that is under way to end. */
void recompress_yield(struct recompress *recompress);
/* Whether it was told to end. */
bool recompress_finished(struct recompress *recompress);

/* The card at effort `small`; NULL with `error` set, or with status OGCARD_OK when it is not smaller. Needs no lock. */
struct cached_card *recompress_render(const struct recompress_job *job, struct ogcard_worker *worker,
                                      struct ogcard_error *error);

#endif
