#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ogcard.h"

static char folder[] = "/tmp/ogcard-engine-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void remove_file(const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder);
}

static const char red[] = "<!doctype html><html lang=en><head><meta name=param content=title>"
                          "<style>h1 { color: red }</style></head><body><h1>{{title}}</h1></body></html>";
static const char blue[] = "<!doctype html><html lang=en><head><meta name=param content=title>"
                           "<style>h1 { color: blue }</style></head><body><h1>{{title}}</h1></body></html>";
static const char broken[] =
    "<!doctype html><html lang=en><head>\n<style>h1 { colour: red }</style></head><body>a</body></html>";

static struct ogcard_engine *create(void)
{
    const struct ogcard_engine_options options = {.template_dir = folder};
    struct ogcard_engine *engine = NULL;
    struct ogcard_error error;
    if (ogcard_engine_create(&options, &engine, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
    return engine;
}

static struct ogcard_engine *reload(struct ogcard_engine *last)
{
    struct ogcard_engine *engine = NULL;
    struct ogcard_error error;
    if (ogcard_engine_reload(last, &engine, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
    ogcard_engine_unref(last);
    return engine;
}

static void key_of(struct ogcard_engine *engine, const char *name, uint8_t key[OGCARD_KEY_BYTES])
{
    struct ogcard_request *request;
    struct ogcard_error error;
    const struct ogcard_pair title = {"title", 5, "a", 1};
    if (ogcard_request_create(engine, name, &title, 1, &request, &error) != OGCARD_OK)
        fail_msg("%s: %s", name, error.message);
    memcpy(key, ogcard_request_key(request), OGCARD_KEY_BYTES);
    ogcard_request_destroy(request);
}

static void a_broken_template_keeps_no_other_away(void **state)
{
    (void)state;
    write_file("good.html", red);
    write_file("bad.html", broken);
    write_file("og.html", broken);
    struct ogcard_engine *engine = create();
    struct ogcard_template_failure failure;
    struct ogcard_error error;
    struct ogcard_request *request;
    uint8_t key[OGCARD_KEY_BYTES];
    key_of(engine, "good", key);

    assert_true(ogcard_engine_failure(engine, 0, &failure));
    assert_string_equal(failure.name, "bad");
    assert_non_null(strstr(failure.path, "/bad.html"));
    assert_ptr_equal(strstr(failure.message, failure.path), failure.message);
    assert_non_null(strstr(failure.message, "bad.html:2:"));
    assert_false(failure.kept);
    assert_true(ogcard_engine_failure(engine, 1, &failure));
    assert_string_equal(failure.name, "og");
    assert_false(ogcard_engine_failure(engine, 2, &failure));

    assert_int_equal(ogcard_request_create(engine, "bad.png", NULL, 0, &request, &error), OGCARD_BAD_TEMPLATE);
    assert_non_null(strstr(error.message, "\"bad\" does not load: bad.html:2:"));
    assert_int_equal(ogcard_request_create(engine, "og", NULL, 0, &request, &error), OGCARD_BAD_TEMPLATE);
    assert_int_equal(ogcard_request_create(engine, "ba", NULL, 0, &request, &error), OGCARD_UNKNOWN_TEMPLATE);
    ogcard_engine_unref(engine);
    remove_file("og.html");
    remove_file("bad.html");
    remove_file("good.html");
}

static void the_last_good_version_is_kept(void **state)
{
    (void)state;
    uint8_t first[OGCARD_KEY_BYTES], second[OGCARD_KEY_BYTES], now[OGCARD_KEY_BYTES];
    struct ogcard_template_failure failure;
    write_file("mine.html", red);
    struct ogcard_engine *engine = create();
    key_of(engine, "mine", first);

    for (int i = 0; i < 2; i++) {
        write_file("mine.html", broken);
        engine = reload(engine);
        key_of(engine, "mine", now);
        assert_memory_equal(now, first, sizeof now);
        assert_true(ogcard_engine_failure(engine, 0, &failure));
        assert_true(failure.kept);
    }
    write_file("mine.html", blue);
    engine = reload(engine);
    key_of(engine, "mine", second);
    assert_memory_not_equal(second, first, sizeof first);
    assert_false(ogcard_engine_failure(engine, 0, &failure));

    remove_file("mine.html");
    engine = reload(engine);
    assert_int_equal(ogcard_request_create(engine, "mine", NULL, 0, NULL, NULL), OGCARD_UNKNOWN_TEMPLATE);

    /* Of a built-in too, when a broken file takes its place. */
    key_of(engine, "og-cuckoo-network", first);
    write_file("og-cuckoo-network.html", broken);
    engine = reload(engine);
    key_of(engine, "og-cuckoo-network", now);
    assert_memory_equal(now, first, sizeof now);
    remove_file("og-cuckoo-network.html");
    ogcard_engine_unref(engine);
}

static size_t count_templates(const struct ogcard_engine *engine)
{
    struct ogcard_template_info info;
    size_t count = 0;
    while (ogcard_engine_template(engine, count, &info))
        count++;
    return count;
}

static void only_the_template_asked_for_is_loaded(void **state)
{
    (void)state;
    write_file("mine.html", red);
    write_file("mine-too.html", red);
    write_file("bad.html", broken);
    static const struct {
        const char *only;
        size_t templates, failures;
    } cases[] = {
        {"mine", 1, 0}, {"mine.png", 1, 0}, {"og-cuckoo-network.webp", 1, 0}, {"bad.jpg", 0, 1}, {"min", 4, 1},
        {"", 4, 1},     {NULL, 4, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ogcard_engine_options options = {.template_dir = folder, .only_template = cases[i].only};
        struct ogcard_engine *engine = NULL;
        struct ogcard_error error;
        struct ogcard_template_failure failure;
        assert_int_equal(ogcard_engine_create(&options, &engine, &error), OGCARD_OK);
        for (int round = 0; round < 2; round++) {
            assert_int_equal(count_templates(engine), cases[i].templates);
            assert_int_equal(ogcard_engine_failure(engine, 0, &failure), cases[i].failures);
            engine = reload(engine);
        }
        ogcard_engine_unref(engine);
    }
    remove_file("mine.html");
    remove_file("mine-too.html");
    remove_file("bad.html");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_template_keeps_no_other_away),
        cmocka_unit_test(the_last_good_version_is_kept),
        cmocka_unit_test(only_the_template_asked_for_is_loaded),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
