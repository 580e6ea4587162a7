/* A render that is told to end does, wherever it is, and leaves its worker as it was. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ogcard.h"
#include "render/cancel.h"
#include "render/worker.h"

static const char source[] =
    "<!doctype html><html><head><meta name=ogcard content='width=300, height=160'>"
    "<meta name=param content=title data-required>"
    "<style>body { margin: 0; padding: 10px; height: 140px; background: linear-gradient(135deg, #123, #fed); }"
    " p { filter: blur(3px); color: #000; box-shadow: 2px 2px 9px #000; }"
    " h1 { margin: 0; color: #fff; font: 700 40px Inter; text-wrap: pretty; text-shadow: 1px 1px 8px #000;"
    "   -webkit-line-clamp: 3; --ogcard-min-font-size: 12px; height: 80px; }</style></head>"
    "<body><h1>{{title}}</h1><p>blurred</p></body></html>";

static char folder[] = "/tmp/ogcard-cancel-XXXXXX";
static struct ogcard_engine *engine;

static int set_up(void **state)
{
    (void)state;
    char path[64];
    struct ogcard_error error;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/slow.html", folder);
    FILE *file = fopen(path, "w");
    if (!file || fputs(source, file) < 0 || fclose(file) != 0)
        return -1;
    const struct ogcard_engine_options options = {.template_dir = folder};
    if (ogcard_engine_create(&options, &engine, &error) == OGCARD_OK)
        return 0;
    fprintf(stderr, "%s\n", error.message);
    return -1;
}

static int tear_down(void **state)
{
    (void)state;
    char path[64];
    snprintf(path, sizeof path, "%s/slow.html", folder);
    unlink(path);
    rmdir(folder);
    ogcard_engine_unref(engine);
    return 0;
}

static struct ogcard_request *request_make(const char *format)
{
    static const char title[] = "Революция с открытым исходным кодом от DeepSeek: Взгляд из закрытого саммита";
    const struct ogcard_pair pairs[] = {{"title", 5, title, sizeof title - 1}, {"format", 6, format, strlen(format)}};
    struct ogcard_request *request = NULL;
    struct ogcard_error error;
    if (ogcard_request_create(engine, "slow", pairs, 2, &request, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
    return request;
}

static struct ogcard_worker *worker_make(void)
{
    struct ogcard_worker *worker = NULL;
    assert_int_equal(ogcard_worker_create(&worker, NULL), OGCARD_OK);
    return worker;
}

static void assert_renders(struct ogcard_worker *worker, const struct ogcard_request *request,
                           enum ogcard_effort effort, const struct ogcard_card *wanted)
{
    struct ogcard_card card;
    struct ogcard_error error = {0};
    if (ogcard_card_render(worker, request, effort, &card, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
    assert_int_equal(card.size, wanted->size);
    assert_memory_equal(card.bytes, wanted->bytes, card.size);
    ogcard_card_finish(&card);
}

/* Ends the render at the second look, the third and so on until there are no more; how many there were. */
static int end_everywhere(const char *format, enum ogcard_effort effort)
{
    struct ogcard_request *request = request_make(format);
    struct ogcard_worker *other = worker_make(), *worker = worker_make();
    struct ogcard_card wanted, card;
    struct ogcard_error error = {0};
    assert_int_equal(ogcard_card_render(other, request, effort, &wanted, &error), OGCARD_OK);
    ogcard_worker_destroy(other);

    int looks = 2;
    for (;; looks += 1 + looks / 64) {
        cancel_request(&worker->cancel, looks);
        enum ogcard_status status = ogcard_card_render(worker, request, effort, &card, &error);
        if (status == OGCARD_OK)
            break;
        if (status != OGCARD_TIME_LIMIT)
            fail_msg("look %d: %s", looks, error.message);
        assert_null(card.bytes);
        if (looks % 64 == 0)
            assert_renders(worker, request, effort, &wanted);
    }
    assert_int_equal(card.size, wanted.size);
    assert_memory_equal(card.bytes, wanted.bytes, card.size);
    ogcard_card_finish(&card);
    assert_renders(worker, request, effort, &wanted);
    ogcard_card_finish(&wanted);
    ogcard_worker_destroy(worker);
    ogcard_request_destroy(request);
    return looks;
}

static void a_render_ends_wherever_it_is(void **state)
{
    (void)state;
    assert_in_range(end_everywhere("png", OGCARD_EFFORT_BALANCED), 100, 100000);
    assert_in_range(end_everywhere("png", OGCARD_EFFORT_SMALL), 100, 100000);
    assert_in_range(end_everywhere("jpg", OGCARD_EFFORT_BALANCED), 100 + 160, 100000); /* and every row */
    assert_in_range(end_everywhere("webp", OGCARD_EFFORT_FAST), 100, 100000);
}

static void a_wish_without_a_render_is_forgotten(void **state)
{
    (void)state;
    struct ogcard_request *request = request_make("png");
    struct ogcard_worker *worker = worker_make();
    struct ogcard_card card;
    struct ogcard_error error = {0};
    ogcard_worker_cancel(worker);
    assert_int_equal(ogcard_card_render(worker, request, OGCARD_EFFORT_FAST, &card, &error), OGCARD_OK);
    ogcard_card_finish(&card);
    ogcard_worker_destroy(worker);
    ogcard_request_destroy(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_render_ends_wherever_it_is),
        cmocka_unit_test(a_wish_without_a_render_is_forgotten),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
