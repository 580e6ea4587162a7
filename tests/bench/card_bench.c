/* What bench.py measures cards with: ogcard's pipeline from a request target to stored bytes, in one process that stays
 * warm while others take turns with it.
 *
 *     card_bench TEMPLATES STORE
 *
 * Orders come on standard input, each followed by its targets ("/api/flat?title=..."), one a line:
 *
 *     render EFFORT COUNT          answers COUNT lines: bytes, ns from target to bytes, processor ns of the same, and
 * ns of decode, of each stage of enum ogcard_stage, of store rate EFFORT THREADS COUNT    answers one line: ns and
 * processor ns for all targets on that many threads
 *
 * All targets of an order are read before the first is rendered.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ogcard.h"
#include "server/cache_file.h"
#include "server/cache_memory.h"
#include "server/query.h"

enum { MAX_THREADS = 64, MAX_TARGETS = 10000, MEMORY_CACHE_BYTES = 64 << 20 };

struct bench {
    struct ogcard_engine *engine;
    struct ogcard_worker *workers[MAX_THREADS];
    struct cache_memory *memory;
    const char *store_dir;
    enum ogcard_effort effort;
    char *targets[MAX_TARGETS];
    size_t target_count;
    atomic_size_t next; /* target of a rate */
};

struct runner {
    struct bench *bench;
    struct ogcard_worker *worker;
    pthread_t thread;
};

_Noreturn static void die(const char *what, const struct ogcard_error *error)
{
    fprintf(stderr, "card_bench: %s%s%s\n", what, error ? ": " : "", error ? error->message : "");
    exit(1);
}

static int64_t now_ns(clockid_t id)
{
    struct timespec time;
    clock_gettime(id, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static enum ogcard_effort effort_named(const char *name)
{
    static const char *const names[] = {"fast", "balanced", "small"};
    for (int i = 0; i < 3; i++)
        if (strcmp(name, names[i]) == 0)
            return (enum ogcard_effort)i;
    die("an effort is fast, balanced or small", NULL);
}

/* ---- one card ----------------------------------------------------------------------------------- */

/* The target is decoded in place. */
static struct ogcard_request *decode(struct bench *bench, char *target, struct card_id *id)
{
    struct query query;
    struct ogcard_error error;
    struct ogcard_request *request;
    char name[LIMIT_TEMPLATE_NAME + 2];
    if (query_parse(&query, target, strlen(target), &error) != OGCARD_OK)
        die("a target is refused", &error);
    if (!query_template(&query, name))
        die("a target is not below /api/", NULL);
    if (ogcard_request_create(bench->engine, name, query.pairs, query.pair_count, &request, &error) != OGCARD_OK)
        die("a request is refused", &error);
    *id = card_id_make(ogcard_request_key(request), bench->effort);
    return request;
}

static struct ogcard_card render(struct bench *bench, struct ogcard_worker *worker,
                                 const struct ogcard_request *request)
{
    struct ogcard_card card;
    struct ogcard_error error;
    if (ogcard_card_render(worker, request, bench->effort, &card, &error) != OGCARD_OK)
        die("a card does not render", &error);
    return card;
}

/* As the service does it: memory first, then the file. */
static void store(struct bench *bench, const struct card_id *id, struct ogcard_card *rendered)
{
    struct card_facts facts = {.id = *id, .format = rendered->format, .created_s = time(NULL)};
    struct cached_card *card = cached_card_from_render(&facts, rendered);
    if (!card || cache_file_write(bench->store_dir, card) != 0)
        die("a card cannot be stored", NULL);
    cache_memory_put(bench->memory, card);
    cached_card_unref(card);
}

static void unstore(struct bench *bench, const struct card_id *id, enum ogcard_format format)
{
    char path[CACHE_PATH_SIZE];
    cache_file_path(path, bench->store_dir, id, format);
    unlink(path);
}

/* ---- orders ------------------------------------------------------------------------------------- */

static struct ogcard_worker *worker_at(struct bench *bench, size_t index)
{
    struct ogcard_error error;
    if (!bench->workers[index] && ogcard_worker_create(&bench->workers[index], &error) != OGCARD_OK)
        die("a worker cannot start", &error);
    return bench->workers[index];
}

static void order_render(struct bench *bench)
{
    struct ogcard_worker *worker = worker_at(bench, 0);
    for (size_t i = 0; i < bench->target_count; i++) {
        struct card_id id;
        int64_t cpu_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID), start_ns = now_ns(CLOCK_MONOTONIC);
        struct ogcard_request *request = decode(bench, bench->targets[i], &id);
        int64_t decoded_ns = now_ns(CLOCK_MONOTONIC);
        struct ogcard_card card = render(bench, worker, request);
        int64_t rendered_ns = now_ns(CLOCK_MONOTONIC);
        cpu_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu_ns;
        enum ogcard_format format = card.format;
        printf("%zu %lld %lld %lld", card.size, (long long)(rendered_ns - start_ns), (long long)cpu_ns,
               (long long)(decoded_ns - start_ns));
        for (int stage = 0; stage < OGCARD_STAGE_COUNT; stage++)
            printf(" %lld", (long long)card.stage_ns[stage]);
        rendered_ns = now_ns(CLOCK_MONOTONIC);
        store(bench, &id, &card);
        printf(" %lld\n", (long long)(now_ns(CLOCK_MONOTONIC) - rendered_ns));
        ogcard_request_destroy(request);
        unstore(bench, &id, format);
    }
}

static void *runner_main(void *context)
{
    struct runner *runner = context;
    struct bench *bench = runner->bench;
    for (size_t i; (i = atomic_fetch_add(&bench->next, 1)) < bench->target_count;) {
        struct card_id id;
        struct ogcard_request *request = decode(bench, bench->targets[i], &id);
        struct ogcard_card card = render(bench, runner->worker, request);
        ogcard_card_finish(&card);
        ogcard_request_destroy(request);
    }
    return NULL;
}

static void order_rate(struct bench *bench, size_t threads)
{
    struct runner runners[MAX_THREADS];
    for (size_t i = 0; i < threads; i++)
        runners[i] = (struct runner){.bench = bench, .worker = worker_at(bench, i)};
    atomic_store(&bench->next, 0);
    int64_t cpu_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID), start_ns = now_ns(CLOCK_MONOTONIC);
    for (size_t i = 0; i < threads; i++)
        if (pthread_create(&runners[i].thread, NULL, runner_main, &runners[i]) != 0)
            die("a thread cannot start", NULL);
    for (size_t i = 0; i < threads; i++)
        pthread_join(runners[i].thread, NULL);
    printf("%lld %lld\n", (long long)(now_ns(CLOCK_MONOTONIC) - start_ns),
           (long long)(now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu_ns));
}

static void read_targets(struct bench *bench, size_t count)
{
    if (count > MAX_TARGETS)
        die("too many targets in one order", NULL);
    for (bench->target_count = 0; bench->target_count < count; bench->target_count++) {
        char **target = &bench->targets[bench->target_count];
        size_t room = 0;
        *target = NULL;
        ssize_t length = getline(target, &room, stdin);
        if (length < 1)
            die("the targets of an order end early", NULL);
        (*target)[length - 1] = '\0';
    }
}

static void take_orders(struct bench *bench)
{
    char line[100], effort[16];
    size_t threads, count;
    while (fgets(line, sizeof line, stdin)) {
        bool rate = sscanf(line, "rate %15s %zu %zu", effort, &threads, &count) == 3;
        if (!rate && sscanf(line, "render %15s %zu", effort, &count) != 2)
            die("an order is render or rate", NULL);
        bench->effort = effort_named(effort);
        read_targets(bench, count);
        if (!rate)
            order_render(bench);
        else if (threads > 0 && threads <= MAX_THREADS)
            order_rate(bench, threads);
        else
            die("too many threads", NULL);
        for (size_t i = 0; i < bench->target_count; i++)
            free(bench->targets[i]);
        fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct ogcard_error error;
    if (argc != 3)
        die("the arguments are a folder of templates and one to store cards in", NULL);
    struct ogcard_engine_options options = {.template_dir = argv[1]};
    if (ogcard_engine_create(&options, &bench.engine, &error) != OGCARD_OK)
        die("the engine does not start", &error);
    bench.store_dir = argv[2];
    bench.memory = cache_memory_create(MEMORY_CACHE_BYTES, NULL);
    if (!bench.memory || cache_dir_make(bench.store_dir) != 0)
        die("there is no place to store cards in", NULL);
    take_orders(&bench);
    for (size_t i = 0; i < MAX_THREADS; i++)
        ogcard_worker_destroy(bench.workers[i]);
    cache_memory_destroy(bench.memory);
    ogcard_engine_unref(bench.engine);
    return 0;
}
