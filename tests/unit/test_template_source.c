#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/template_source.h"

struct seen {
    char names[512];
    char beside[64]; /* the start of a file that a template names */
    const char *read_path;
    enum ogcard_status read_status;
    enum ogcard_status answer;
};

static enum ogcard_status visit(void *context, const struct template_source *source, struct ogcard_error *error)
{
    struct seen *seen = context;
    size_t used = strlen(seen->names);
    snprintf(seen->names + used, sizeof seen->names - used, "%s=%s:%.*s;", source->name, strrchr(source->path, '/'),
             source->html_size > 8 ? 8 : (int)source->html_size, source->html);
    if (seen->read_path) {
        uint8_t *bytes = NULL;
        size_t size = 0;
        seen->read_status = source->files.read(source->files.context, seen->read_path, &bytes, &size, error);
        if (seen->read_status == OGCARD_OK)
            snprintf(seen->beside, sizeof seen->beside, "%.*s", size > 20 ? 20 : (int)size, (const char *)bytes);
        free(bytes);
    }
    return seen->answer;
}

static char folder[] = "/tmp/ogcard-sources-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void make_folder(const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    write_file("blog.html", "<p>blog");
    write_file("logo.svg", "<svg>logo");
    write_file("not a name.html", "x");
    write_file("notes.txt", "x");
    write_file(".hidden.html", "x");
    make_folder("event");
    write_file("event/index.html", "<p>event");
    write_file("event/logo.svg", "<svg>event logo");
    make_folder("pictures");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[300];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void builtin_templates_come_with_their_files(void **state)
{
    (void)state;
    struct seen seen = {.read_path = "mark.svg"};
    struct ogcard_error error;
    assert_int_equal(template_sources_builtin(visit, &seen, &error), OGCARD_OK);
    assert_non_null(strstr(seen.names, "og-cuckoo-network=/index.html:<!doctyp;"));
    assert_non_null(strstr(seen.names, "og=/index.html:<!doctyp;"));
    assert_non_null(strstr(seen.beside, "<svg"));
}

static void missing_builtin_file_is_named(void **state)
{
    (void)state;
    struct seen seen = {.read_path = "none.png"};
    struct ogcard_error error;
    template_sources_builtin(visit, &seen, &error);
    assert_int_equal(seen.read_status, OGCARD_IO);
    assert_non_null(strstr(error.message, "none.png"));
}

static void folder_gives_files_and_folders(void **state)
{
    (void)state;
    struct seen seen = {.read_path = "logo.svg"};
    struct ogcard_error error;
    assert_int_equal(template_sources_folder(folder, visit, &seen, &error), OGCARD_OK);
    assert_string_equal(seen.names, "blog=/blog.html:<p>blog;event=/index.html:<p>event;");
    assert_string_equal(seen.beside, "<svg>event logo"); /* the file beside the template, not the folder's */
}

static void failed_visit_ends_the_walk(void **state)
{
    (void)state;
    struct seen seen = {.answer = OGCARD_BAD_TEMPLATE};
    struct ogcard_error error;
    assert_int_equal(template_sources_folder(folder, visit, &seen, &error), OGCARD_BAD_TEMPLATE);
    assert_string_equal(seen.names, "blog=/blog.html:<p>blog;");
}

static void missing_folder_is_named(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct ogcard_error error;
    assert_int_equal(template_sources_folder("/nonexistent/templates", visit, &seen, &error), OGCARD_IO);
    assert_non_null(strstr(error.message, "/nonexistent/templates"));
}

static void folders_and_devices_are_no_files(void **state)
{
    (void)state;
    static const char *const paths[] = {"../pictures", "/dev/zero"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct seen seen = {.read_path = paths[i]};
        struct ogcard_error error;
        template_sources_folder(folder, visit, &seen, &error);
        assert_int_equal(seen.read_status, OGCARD_IO);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builtin_templates_come_with_their_files),
        cmocka_unit_test(missing_builtin_file_is_named),
        cmocka_unit_test(folder_gives_files_and_folders),
        cmocka_unit_test(failed_visit_ends_the_walk),
        cmocka_unit_test(missing_folder_is_named),
        cmocka_unit_test(folders_and_devices_are_no_files),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
