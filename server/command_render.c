/* ogcard render: one card into a file. */
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal/error.h"
#include "server/card_options.h"
#include "server/commands.h"
#include "server/file.h"
#include "server/log.h"

static const struct option options[] = {
    CARD_OPTION_ROWS,
    {.name = "output",
     .letter = 'o',
     .type = OPTION_TEXT,
     .offset = offsetof(struct card_options, output),
     .value_name = "FILE",
     .fallback = "-",
     .flag_only = true,
     .help = "Where the picture goes; \"-\" is standard output. Its extension decides the format."},
    CARD_FORMAT_ROW,
    {.name = "effort",
     .type = OPTION_CHOICE,
     .offset = offsetof(struct card_options, effort),
     .value_name = "EFFORT",
     .choices = card_efforts,
     .fallback = "balanced",
     .help = "How hard to compress."},
};

static const struct option_set set = {
    .options = options, .count = sizeof options / sizeof options[0], .environment = true, .operands_max = 1};

/* More than a card of 1200 x 630 takes. */
#define HEAP_BYTES (16u * 1024 * 1024)

/* A process for one card touches its pixels once, page after page for the first time: a sixth of its time goes into
 * page faults. In huge pages, where the system has them, they are few. The heap that is asked for and given back here
 * is the one that all later allocations come from. */
static void prepare_heap(void)
{
    const size_t huge = 2u * 1024 * 1024;
    if (!mallopt(M_MMAP_THRESHOLD, HEAP_BYTES + 2 * huge) || !mallopt(M_TRIM_THRESHOLD, HEAP_BYTES * 4))
        return;
    void *heap = aligned_alloc(huge, HEAP_BYTES);
    if (heap)
        madvise(heap, HEAP_BYTES, MADV_HUGEPAGE);
    free(heap);
}

static enum ogcard_status render(const struct ogcard_request *request, const struct card_options *card_options,
                                 struct ogcard_error *error)
{
    struct ogcard_worker *worker = NULL;
    struct ogcard_card card = {0};
    enum ogcard_status status = ogcard_worker_create(&worker, error);
    if (status == OGCARD_OK)
        status = ogcard_card_render(worker, request, (enum ogcard_effort)card_options->effort, &card, error);
    if (status == OGCARD_OK) {
        if (card.missing_glyphs > 0)
            log_write(LOG_WARNING, "No font covers %u characters of the card.", card.missing_glyphs);
        status = file_write(card_options->output, card.bytes, card.size, error);
        ogcard_card_finish(&card);
    }
    ogcard_worker_destroy(worker);
    return status;
}

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    struct ogcard_engine *engine = NULL;
    struct ogcard_request *request = NULL;
    const struct card_options *card_options = values->target;
    if (!card_options->output)
        return error_set(error, OGCARD_USAGE, "--output is empty, but must name a file, or be \"-\".");
    if (card_options->output[0] == '-' && !card_options->output[1] && isatty(STDOUT_FILENO))
        return error_set(error, OGCARD_USAGE, "A picture is nothing for a terminal: name a file with -o card.png.");
    prepare_heap();
    enum ogcard_status status = card_options_request(values, &engine, &request, error);
    if (status == OGCARD_OK)
        status = render(request, card_options, error);
    ogcard_request_destroy(request);
    ogcard_engine_unref(engine);
    return status;
}

const struct command command_render = {
    .name = "render",
    .usage = "TEMPLATE -p NAME=VALUE ... -o FILE",
    .summary = "Render one card into a file.",
    .about = "  ogcard render og -p title='Hello, world' -o card.png\n\n"
             "The same parameters give the same bytes as over HTTP.",
    .options = &set,
    .values_size = sizeof(struct card_options),
    .run = run,
};
