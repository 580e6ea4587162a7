#include "test.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ogcard.h"

static struct ogcard_engine *engine;

static const char *const titles[] = {
    "Революция с открытым исходным кодом от DeepSeek: Взгляд из закрытого саммита по ИИ",
    "Giới thiệu Cuckoo Chain",
    "توسع سلسلة Cuckoo إلى IoTeX كطبقة 2",
    "Cuckoo チェーンが IoTeX にレイヤー 2 として拡大",
    "ความท้าทายของเครือข่ายยุคแรก",
    "Семья \U0001F468\u200D\U0001F469\u200D\U0001F467, флаг \U0001F1F0\U0001F1FF, клавиша 1\uFE0F\u20E3",
    "a",
};
enum { TITLE_COUNT = sizeof titles / sizeof *titles };

static int set_up(void **state)
{
    (void)state;
    static const struct ogcard_engine_options options;
    struct ogcard_error error;
    if (ogcard_engine_create(&options, &engine, &error) == OGCARD_OK)
        return 0;
    fprintf(stderr, "%s\n", error.message);
    return -1;
}

static int tear_down(void **state)
{
    (void)state;
    ogcard_engine_unref(engine);
    return 0;
}

static struct ogcard_request *request_title(const char *template_name, const char *title)
{
    struct ogcard_pair pair = {"title", 5, title, strlen(title)};
    struct ogcard_request *request = NULL;
    struct ogcard_error error;
    if (ogcard_request_create(engine, template_name, &pair, 1, &request, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
    return request;
}

static struct ogcard_worker *new_worker(void)
{
    struct ogcard_worker *worker = NULL;
    assert_int_equal(ogcard_worker_create(&worker, NULL), OGCARD_OK);
    return worker;
}

static struct ogcard_card render(struct ogcard_worker *worker, const char *template_name, const char *title)
{
    struct ogcard_request *request = request_title(template_name, title);
    struct ogcard_card card;
    struct ogcard_error error;
    if (ogcard_card_render(worker, request, OGCARD_EFFORT_BALANCED, &card, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
    ogcard_request_destroy(request);
    return card;
}

static void time_is_counted_by_stage(void **state)
{
    (void)state;
    struct ogcard_worker *worker = new_worker();
    struct ogcard_card card = render(worker, "og", titles[0]);
    for (int stage = 0; stage < OGCARD_STAGE_COUNT; stage++)
        assert_true(card.stage_ns[stage] > 0);
    ogcard_card_finish(&card);
    ogcard_worker_destroy(worker);
}

static void formats_have_their_signatures(void **state)
{
    (void)state;
    static const struct {
        const char *template_name;
        const char *signature;
        size_t offset, length;
    } cases[] = {
        {"og.png", "\x89PNG\r\n\x1a\n", 0, 8},
        {"og.jpg", "\xff\xd8\xff", 0, 3},
        {"og.webp", "WEBP", 8, 4},
    };
    struct ogcard_worker *worker = new_worker();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ogcard_card card = render(worker, cases[i].template_name, titles[0]);
        assert_true(card.size > 1000);
        assert_memory_equal(card.bytes + cases[i].offset, cases[i].signature, cases[i].length);
        assert_int_equal(card.width_px, 1200);
        assert_int_equal(card.height_px, 630);
        ogcard_card_finish(&card);
    }
    ogcard_worker_destroy(worker);
}

/* What a worker keeps from earlier cards must not show in later ones. */
static void history_does_not_change_the_bytes(void **state)
{
    (void)state;
    static const char *const templates[] = {"og-cuckoo-network", "og"};
    struct ogcard_worker *used = new_worker();
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < TITLE_COUNT; i++) {
            struct ogcard_worker *fresh = new_worker();
            struct ogcard_card a = render(used, templates[t], titles[i]), b = render(fresh, templates[t], titles[i]);
            assert_int_equal(a.size, b.size);
            assert_memory_equal(a.bytes, b.bytes, a.size);
            assert_int_equal(a.missing_glyphs, 0);
            ogcard_card_finish(&a);
            ogcard_card_finish(&b);
            ogcard_worker_destroy(fresh);
        }
    }
    ogcard_worker_destroy(used);
}

struct job {
    struct ogcard_card cards[TITLE_COUNT];
    size_t start;
};

static void *run_job(void *argument)
{
    struct job *job = argument;
    struct ogcard_worker *worker = new_worker();
    for (size_t i = 0; i < TITLE_COUNT; i++) {
        size_t title = (job->start + i) % TITLE_COUNT;
        job->cards[title] = render(worker, "og-cuckoo-network", titles[title]);
    }
    ogcard_worker_destroy(worker);
    return NULL;
}

static void threads_give_the_same_bytes(void **state)
{
    (void)state;
    struct job jobs[3] = {{.start = 0}, {.start = 2}, {.start = 5}};
    pthread_t threads[3];
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_job, &jobs[i]), 0);
    for (size_t i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < 3; i++) {
        for (size_t title = 0; title < TITLE_COUNT; title++) {
            assert_int_equal(jobs[i].cards[title].size, jobs[0].cards[title].size);
            assert_memory_equal(jobs[i].cards[title].bytes, jobs[0].cards[title].bytes, jobs[0].cards[title].size);
        }
    }
    for (size_t i = 0; i < 3; i++)
        for (size_t title = 0; title < TITLE_COUNT; title++)
            ogcard_card_finish(&jobs[i].cards[title]);
}

static void uncovered_characters_are_counted(void **state)
{
    (void)state;
    struct ogcard_worker *worker = new_worker();
    struct ogcard_card card = render(worker, "og", "Private: \U000F0000\U000F0001!");
    assert_int_equal(card.missing_glyphs, 2);
    ogcard_card_finish(&card);
    ogcard_worker_destroy(worker);
}

static const json_t *find_tag(const json_t *box, const char *tag)
{
    if (strcmp(json_string_value(json_object_get(box, "tag")), tag) == 0)
        return box;
    size_t index;
    const json_t *child, *children = json_object_get(box, "children");
    json_array_foreach((json_t *)(uintptr_t)children, index, child)
    {
        const json_t *found = find_tag(child, tag);
        if (found)
            return found;
    }
    return NULL;
}

static void inspect_tells_lines(void **state)
{
    (void)state;
    struct ogcard_worker *worker = new_worker();
    struct ogcard_request *request = request_title("og-cuckoo-network", titles[0]);
    char *text = NULL;
    assert_int_equal(ogcard_card_inspect(worker, request, &text, NULL), OGCARD_OK);
    json_t *card = json_loads(text, 0, NULL);
    assert_non_null(card);
    const json_t *headline = find_tag(json_object_get(card, "root"), "h1");
    assert_non_null(headline);
    const json_t *paragraph = json_object_get(headline, "paragraph");
    assert_string_equal(json_string_value(json_object_get(paragraph, "text")), titles[0]);
    assert_string_equal(json_string_value(json_object_get(paragraph, "language")), "ru");
    assert_false(json_is_true(json_object_get(paragraph, "ellipsized")));
    assert_true(json_array_size(json_object_get(paragraph, "lines")) >= 3);
    json_decref(card);
    free(text);
    ogcard_request_destroy(request);
    ogcard_worker_destroy(worker);
}

static double number_of(const json_t *box, const char *name)
{
    return json_number_value(json_object_get(box, name));
}

/* A headline that had to shrink is as high as its lines, so that its container can still centre it. */
static void fitted_headline_is_centred(void **state)
{
    (void)state;
    struct ogcard_worker *worker = new_worker();
    struct ogcard_request *request = request_title("og-cuckoo-network", titles[0]);
    char *text = NULL;
    assert_int_equal(ogcard_card_inspect(worker, request, &text, NULL), OGCARD_OK);
    json_t *card = json_loads(text, 0, NULL);
    const json_t *container = find_tag(json_object_get(card, "root"), "main");
    const json_t *headline = find_tag(container, "h1");
    assert_true(number_of(json_object_get(headline, "paragraph"), "scale") < 1);
    double above = number_of(headline, "y") - number_of(container, "y");
    double below = number_of(container, "height") - number_of(headline, "height") - above;
    assert_true(above > 1);
    assert_float_equal(above, below, 0.1);
    json_decref(card);
    free(text);
    ogcard_request_destroy(request);
    ogcard_worker_destroy(worker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_counted_by_stage),          cmocka_unit_test(formats_have_their_signatures),
        cmocka_unit_test(history_does_not_change_the_bytes), cmocka_unit_test(threads_give_the_same_bytes),
        cmocka_unit_test(uncovered_characters_are_counted),  cmocka_unit_test(inspect_tells_lines),
        cmocka_unit_test(fitted_headline_is_centred),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
