/* From a card request to a finished card: memory, then disk, then one render however many ask, by a pool of workers
 * behind a bounded queue. Any thread. */
#ifndef SERVER_SERVICE_H
#define SERVER_SERVICE_H

#include "server/address.h"
#include "server/cached_card.h"

struct metrics;
struct service;

struct service_options {
    struct ogcard_engine_options engine; /* the strings must live as long as the service */
    const char *cache_dir;               /* NULL: no disk cache */
    uint64_t disk_bytes, memory_bytes;
    unsigned workers; /* 0: as many as cores */
    unsigned queue_limit;
    int64_t wait_ms;                          /* for a card, in the queue and under way */
    int64_t render_ms;                        /* for making one */
    unsigned client_per_minute, client_burst; /* cards made for one client; 0: no limit */
    enum ogcard_effort effort;
    bool recompress; /* put cards of effort `small` in the place of cached ones when there is nothing else to do */
};

/* Builds the engine and starts the threads. */
enum ogcard_status service_create(const struct service_options *options, struct metrics *metrics,
                                  struct service **service, struct ogcard_error *error);
/* Every ticket must have been answered (service_stop()). Accepts NULL. */
void service_destroy(struct service *service);

/* The engine of now, with a reference for the caller. */
struct ogcard_engine *service_engine(struct service *service);

/* Reads the templates anew and puts the new engine in the old one's place; the log says which templates are broken, and
 * the engine itself (ogcard_engine_failure()). When the folder cannot be read the old engine stays and
 * service_reload_failure() says why until a reload succeeds. Takes as long as loading does; nobody waits for it. */
enum ogcard_status service_reload(struct service *service, struct ogcard_error *error);
/* False when the last reload succeeded or there was none. */
bool service_reload_failure(struct service *service, struct ogcard_error *error);

/* Whether a cached card may be in its recompressed form: its id alone does not tell the bytes. */
bool service_recompresses(const struct service *service);

struct card_id service_card_id(const struct service *service, const struct ogcard_request *request);

enum card_source { SOURCE_MEMORY, SOURCE_DISK, SOURCE_RENDER };

/* A new reference to the card when a cache has it, or NULL. Never waits for a render. */
struct cached_card *service_lookup(struct service *service, const struct card_id *id, enum ogcard_format format,
                                   enum card_source *source);

/* Someone who waits for a card. Zeroed but for `done`, which is called exactly once, from any thread, as the last
 * thing that is done with the ticket: either `card` holds a reference for the owner, or `error` says why not. */
struct service_ticket {
    void (*done)(struct service_ticket *ticket);
    struct cached_card *card;
    struct ogcard_error error;
    unsigned retry_after_s; /* with OGCARD_LIMITED */

    struct service_ticket *next; /* the service's own from here on */
    int64_t deadline_ms;
};

/* Has the card made for `client` and `ticket` answered when it is. Takes over `request`. `done` may be called before
 * this returns. A card that is being made already, or is there by now, does not count against the client's share. */
void service_submit(struct service *service, struct ogcard_request *request, const struct card_id *id,
                    const struct address *client, struct service_ticket *ticket);

/* Answers the tickets whose time is up, and ends the renders whose time is; to be called a few times a second. */
void service_expire(struct service *service, int64_t now_ms);

/* Ends the work that no request waits for. */
void service_quiesce(struct service *service);

/* Answers all tickets that still wait, and further ones at once, as busy. */
void service_stop(struct service *service);

/* Whether the disk cache takes cards; true also without one. */
bool service_disk_works(struct service *service, const char **dir, char *reason, size_t reason_size);

#endif
