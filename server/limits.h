/* Every bound on what a stranger can send or make the server hold, in one place. Sizes are bytes unless a unit stands
 * in the name. What an operator may want to move is an option (config.c) whose default stands here. */
#ifndef SERVER_LIMITS_H
#define SERVER_LIMITS_H

/* RFC 9110 4.1 recommends that a URI of 8000 octets is understood. */
#define LIMIT_TARGET_BYTES  8000
#define LIMIT_QUERY_PAIRS   64
#define LIMIT_TEMPLATE_NAME 128
/* What libmicrohttpd keeps per connection: request line, headers, response headers. It is zeroed for each request. */
#define LIMIT_CONNECTION_POOL (16 * 1024)
/* An epoll turn of libmicrohttpd takes 128 events; exactly that many ready connections on one thread stall it. */
#define LIMIT_LOOP_CONNECTIONS 120U

#define LIMIT_CONNECTIONS          960
#define LIMIT_INTERNAL_CONNECTIONS 16 /* of --metrics-listen, beside them */
#define LIMIT_ADDRESS_CONNECTIONS  0  /* none: behind a proxy all come from one address */
#define LIMIT_IDLE_SECONDS         30
#define LIMIT_READ_SECONDS         15 /* past the idle time, for a request that trickles in */
#define LIMIT_WRITE_SECONDS        60 /* for a response that trickles out */
#define LIMIT_WAIT_SECONDS         10 /* for a card, in the queue and under way */
#define LIMIT_RENDER_SECONDS       10 /* for making a card */
#define LIMIT_DRAIN_SECONDS        15
#define LIMIT_QUEUE                256
#define LIMIT_REST_SECONDS         3 /* without a card to render: then a worker gives its memory back */
#define LIMIT_WORKERS              256
#define LIMIT_RECOMPRESS           256 /* requests kept for it, each some KB as its URL is long */
#define LIMIT_RECOMPRESS_QUIET_MS  500 /* without a card to render, before a worker recompresses one */

/* The largest picture file that is taken from the disk cache. */
#define LIMIT_CARD_BYTES         (64 * 1024 * 1024)
#define LIMIT_FALLBACK_BYTES     (8 * 1024 * 1024)
#define LIMIT_MEMORY_CACHE_BYTES (16ULL * 1024 * 1024)
#define LIMIT_DISK_CACHE_BYTES   (1024ULL * 1024 * 1024)
/* Finished cards that wait to be written; past it they are not cached on disk. */
#define LIMIT_PENDING_WRITE_BYTES (32ULL * 1024 * 1024)

/* Pairs of template and status that /metrics tells apart; the rest are counted as template "other". */
#define LIMIT_REQUEST_ROWS 512

#endif
