#include "test.h"

#include <pthread.h>
#include <unistd.h>

#include "font_help.h"
#include "fonts/font.h"
#include "fonts/font_table.h"
#include "ogham_woff2.h"

/* A folder that is gone after the test. */
static int folder_create(void **state)
{
    char *path = strdup("/tmp/ogcard-test-XXXXXX");
    assert_non_null(mkdtemp(path));
    *state = path;
    return 0;
}

static char *path_in(const char *folder, const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int folder_remove(void **state)
{
    static const char *const names[] = {"a.ttf", "b.otf", "c.woff2", "d.ttc", "notes.txt", "z.ttf"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(path_in(*state, names[i]));
    assert_int_equal(rmdir(*state), 0);
    free(*state);
    return 0;
}

static const struct font_face *find(const struct font_set *set, const char *family)
{
    return font_set_match(set, family, 400, 100, FONT_SLOPE_NORMAL);
}

static void built_in_faces_alone(void **state)
{
    (void)state;
    struct font_set *set = set_create(NULL, "");
    for (size_t i = 0; i < 8; i++)
        assert_string_equal(font_set_face(set, i)->family, "Inter");
    assert_null(font_set_face(set, 8));
    font_set_unref(set);
    font_set_unref(NULL);
}

static void fallback_faces_come_from_the_table(void **state)
{
    (void)state;
    struct font_set *set = set_create(NULL, NULL);
    size_t count = 0;
    for (const struct font_face *face; (face = font_set_face(set, count)); count++) {
        assert_int_equal(face->fallback, face->path != NULL);
        assert_int_equal(face->fallback, face->blob == NULL);
    }
    assert_int_equal(count, font_table_row_count);
    font_set_unref(set);
}

static void table_row_counts_only_at_its_size(void **state)
{
    (void)state;
    size_t found = 0;
    for (size_t i = 0; i < font_table_row_count; i++) {
        const struct font_table_row *row = &font_table_rows[i];
        if (!row->file)
            continue;
        const struct font_table_row *first = font_table_find(row->folder, row->file, row->size);
        assert_non_null(first);
        assert_int_equal(first->index, 0);
        assert_ptr_equal(first + row->index, row);
        assert_null(font_table_find(row->folder, row->file, row->size + 1));
        assert_null(font_table_find("/elsewhere", row->file, row->size));
        found++;
    }
    assert_true(found > 200);
    assert_null(font_table_find(NOTO_DIR, "0.ttf", 1));
    assert_null(font_table_find(NOTO_DIR, "zzz.ttf", 1));
    assert_null(font_table_find(NOTO_DIR, "", 0));
}

/* A folder that the table does not know is read, and the outcome is what the table says of the same files. */
static void files_outside_the_table_are_read(void **state)
{
    static const char *const files[][2] = {{NOTO_DIR "/NotoSansThai-Bold.ttf", "a.ttf"},
                                           {NOTO_DIR "/NotoColorEmoji.ttf", "z.ttf"},
                                           {CJK_DIR "/NotoSansCJK-Bold.ttc", "d.ttc"}};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(symlink(files[i][0], path_in(*state, files[i][1])), 0);
    struct font_set *known = set_create(NULL, NULL), *read = set_create(NULL, *state);
    size_t compared = 0;
    for (size_t i = 8; font_set_face(read, i); i++, compared++) {
        const struct font_face *face = font_set_face(read, i);
        const struct font_face *same =
            font_set_match(known, face->family, face->weight.min, face->stretch.min, face->slope);
        assert_non_null(same);
        assert_true(face->fallback && !face->blob);
        assert_string_equal(face->family, same->family);
        assert_memory_equal(face->digest, same->digest, sizeof face->digest);
        assert_memory_equal(&face->weight, &same->weight, sizeof face->weight);
        assert_int_equal(face->color, same->color);
        for (uint32_t c = 0; c < 0x30000; c++)
            assert_int_equal(font_face_covers(read, face, c), font_face_covers(known, same, c));
    }
    assert_true(compared >= 7);
    assert_string_equal(fallback_family(read, "骨", "ja", false), "Noto Sans CJK JP");
    assert_string_equal(fallback_family(read, "😀", NULL, true), "Noto Color Emoji");
    assert_string_equal(fallback_family(read, "ก", NULL, false), "Noto Sans Thai");
    assert_string_equal(fallback_family(read, "א", NULL, false), "");
    font_set_unref(known);
    font_set_unref(read);
}

static void folders_are_searched_in_order(void **state)
{
    (void)state;
    struct font_set *set = set_create(NULL, "/nonexistent::" CJK_DIR "//:" NOTO_DIR "/");
    struct font_set *same = set_create(NULL, CJK_DIR ":" NOTO_DIR);
    assert_string_equal(fallback_family(set, "骨", "ja", false), "Noto Sans CJK JP");
    assert_string_equal(fallback_family(set, "א", NULL, false), "Noto Sans Hebrew");
    assert_memory_equal(font_set_digest(set), font_set_digest(same), 32);
    for (size_t i = 8; font_set_face(set, i); i++) /* by the table, not read as an unknown folder's */
        assert_null(strstr(font_set_face(set, i)->path, "//"));
    font_set_unref(set);
    font_set_unref(same);
}

static void broken_file_is_named(void **state)
{
    struct font_set *set;
    struct ogcard_error error = {0};
    file_write(path_in(*state, "b.otf"), "not a font at all", 17);
    assert_int_equal(font_set_create(*state, "", &set, &error), OGCARD_BAD_FONT);
    assert_null(set);
    assert_int_equal(error.status, OGCARD_BAD_FONT);
    assert_non_null(strstr(error.message, path_in(*state, "b.otf")));
    assert_int_equal(font_set_create(NULL, *state, &set, &error), OGCARD_BAD_FONT);
    file_write(path_in(*state, "b.otf"), "", 0);
    assert_int_equal(font_set_create(*state, "", &set, NULL), OGCARD_BAD_FONT);
}

static void missing_folder_is_named(void **state)
{
    (void)state;
    struct font_set *set;
    struct ogcard_error error = {0};
    assert_int_equal(font_set_create("/nonexistent/fonts", NULL, &set, &error), OGCARD_IO);
    assert_non_null(strstr(error.message, "/nonexistent/fonts"));
    assert_null(set);
}

static void operators_folder_comes_first(void **state)
{
    size_t size;
    uint8_t *bytes = file_read(NOTO_DIR "/NotoSerifThai-Bold.ttf", &size);
    file_write(path_in(*state, "a.ttf"), bytes, size);
    file_write(path_in(*state, "c.woff2"), ogham_woff2, sizeof ogham_woff2);
    file_write(path_in(*state, "notes.txt"), "x", 1);
    struct font_set *set = set_create(*state, NULL), *plain = set_create(NULL, NULL);
    assert_string_equal(font_set_face(set, 0)->family, "Noto Sans Ogham");
    assert_string_equal(font_set_face(set, 1)->family, "Noto Serif Thai");
    assert_false(font_set_face(set, 0)->fallback);
    assert_non_null(font_set_face(set, 0)->path);
    assert_string_equal(fallback_family(set, "ก", NULL, false), "Noto Serif Thai");
    assert_string_equal(fallback_family(set, "a", NULL, false), "Inter");
    assert_true(memcmp(font_set_digest(set), font_set_digest(plain), 32) != 0);
    /* The file may be written over while the set lives. */
    file_write(path_in(*state, "a.ttf"), "gone", 4);
    struct font_pool *pool;
    assert_int_equal(font_pool_create(&pool, NULL), OGCARD_OK);
    struct font *font = font_pool_get(pool, font_set_face(set, 1), 400, NULL, 0, NULL);
    assert_non_null(font);
    hb_codepoint_t glyph;
    assert_true(hb_font_get_nominal_glyph(font->hb, 0xE01, &glyph));
    font_pool_destroy(pool);
    font_set_unref(set);
    font_set_unref(plain);
    free(bytes);
}

static void own_inter_replaces_the_built_in(void **state)
{
    size_t size;
    uint8_t *bytes = file_read(INTER_DIR "/Inter-Thin.otf", &size);
    file_write(path_in(*state, "b.otf"), bytes, size);
    struct font_set *set = set_create(*state, NULL);
    uint32_t letter = 'a';
    assert_float_equal(font_set_match(set, "Inter", 700, 100, FONT_SLOPE_NORMAL)->weight.min, 100, 0);
    assert_float_equal(font_set_match(set, "sans-serif", 700, 100, FONT_SLOPE_NORMAL)->weight.min, 100, 0);
    assert_float_equal(font_set_fallback(set, &letter, 1, NULL, false, 700, FONT_SLOPE_NORMAL)->weight.min, 100, 0);
    font_set_unref(set);
    free(bytes);
}

static void derived_set_keeps_its_base(void **state)
{
    (void)state;
    struct font_set *base = set_create(NULL, NULL), *set;
    static const struct codepoint_range range = {0x1680, 0x168F};
    struct font_source source = {.family = "Own",
                                 .bytes = ogham_woff2,
                                 .size = sizeof ogham_woff2,
                                 .name = "o.woff2",
                                 .weight = {100, 900},
                                 .slope = FONT_SLOPE_OBLIQUE,
                                 .unicode_range = &range,
                                 .unicode_range_count = 1};
    assert_int_equal(font_set_derive(base, &source, 1, &set, NULL), OGCARD_OK);
    struct font_face copy = *find(base, "Noto Sans Thai");
    font_set_unref(base);
    const struct font_face *own = font_set_face(set, 0);
    assert_string_equal(own->family, "Own");
    assert_float_equal(own->weight.max, 900, 0);
    assert_float_equal(own->stretch.min, 100, 0);
    assert_int_equal(own->slope, FONT_SLOPE_OBLIQUE);
    assert_null(own->path);
    assert_string_equal(font_set_face(set, 1)->family, "Inter");
    assert_string_equal(find(set, "Noto Sans Thai")->path, copy.path);
    /* Faces of @font-face are used by name only. */
    assert_string_equal(fallback_family(set, "ᚁ", NULL, false), "Noto Sans Ogham");
    assert_true(font_face_covers(set, own, 0x1681) && !font_face_covers(set, own, 0x1690));
    struct font_set *again = font_set_ref(set);
    font_set_unref(set);
    assert_string_equal(font_set_face(again, 0)->family, "Own");
    font_set_unref(again);
}

static void derived_source_that_is_broken(void **state)
{
    (void)state;
    struct font_set *base = set_create(NULL, ""), *set;
    struct font_source sources[] = {
        {.family = "A", .bytes = ogham_woff2, .size = sizeof ogham_woff2, .name = "a.woff2"},
        {.family = "B", .bytes = ogham_woff2, .size = 700, .name = "fonts/b.woff2"},
    };
    struct ogcard_error error = {0};
    assert_int_equal(font_set_derive(base, sources, 2, &set, &error), OGCARD_BAD_FONT);
    assert_non_null(strstr(error.message, "fonts/b.woff2"));
    assert_null(set);
    sources[1].size = 0;
    assert_int_equal(font_set_derive(base, sources, 2, &set, &error), OGCARD_BAD_FONT);
    assert_int_equal(font_set_derive(base, sources, 0, &set, &error), OGCARD_OK);
    assert_string_equal(font_set_face(set, 0)->family, "Inter");
    font_set_unref(set);
    font_set_unref(base);
}

/* Everything that decides which glyphs are drawn is in the digest; where the files lie is not. */
static void digest_tells_sets_apart(void **state)
{
    (void)state;
    struct font_set *base = set_create(NULL, ""), *twin = set_create(NULL, "");
    assert_memory_equal(font_set_digest(base), font_set_digest(twin), 32);
    static const struct codepoint_range range = {0x1680, 0x168F};
    struct font_source variants[] = {
        {.family = "A"},
        {.family = "B"},
        {.family = "A", .weight = {700, 700}},
        {.family = "A", .stretch = {75, 75}},
        {.family = "A", .slope = FONT_SLOPE_ITALIC},
        {.family = "A", .unicode_range = &range, .unicode_range_count = 1},
    };
    enum { COUNT = sizeof variants / sizeof variants[0] };
    uint8_t digests[COUNT + 1][32];
    memcpy(digests[COUNT], font_set_digest(base), 32);
    for (size_t i = 0; i < COUNT; i++) {
        variants[i].bytes = ogham_woff2;
        variants[i].size = sizeof ogham_woff2;
        variants[i].name = "o";
        struct font_set *set, *same;
        assert_int_equal(font_set_derive(base, &variants[i], 1, &set, NULL), OGCARD_OK);
        assert_int_equal(font_set_derive(twin, &variants[i], 1, &same, NULL), OGCARD_OK);
        assert_memory_equal(font_set_digest(set), font_set_digest(same), 32);
        memcpy(digests[i], font_set_digest(set), 32);
        font_set_unref(set);
        font_set_unref(same);
    }
    struct font_set *wide = set_create(NULL, NULL), *other;
    assert_int_equal(font_set_derive(wide, &variants[0], 1, &other, NULL), OGCARD_OK);
    assert_true(memcmp(font_set_digest(other), digests[0], 32) != 0);
    font_set_unref(other);
    font_set_unref(wide);
    for (size_t i = 0; i <= COUNT; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(memcmp(digests[i], digests[k], 32) != 0);
    font_set_unref(base);
    font_set_unref(twin);
}

/* Each thread with a pool of its own, all with one set. */
static void *use_set(void *data)
{
    struct font_set *set = font_set_ref(data);
    static const char *const clusters[] = {"a", "Ж", "骨", "ก", "क्षि", "ب", "😀", "∀"};
    struct font_pool *pool;
    if (font_pool_create(&pool, NULL) != OGCARD_OK)
        return NULL;
    size_t good = 0;
    for (size_t i = 0; i < 200; i++) {
        uint32_t cluster[8];
        size_t count = decode(clusters[i % 8], cluster, 8);
        const struct font_face *face = font_set_fallback(set, cluster, count, "ja", i % 8 == 6, 700, FONT_SLOPE_NORMAL);
        struct font *font = face ? font_pool_get(pool, face, 700, NULL, 0, NULL) : NULL;
        hb_codepoint_t glyph;
        good += font && hb_font_get_nominal_glyph(font->hb, cluster[0], &glyph) &&
                hb_font_get_glyph_h_advance(font->hb, glyph) > 0;
    }
    font_pool_destroy(pool);
    font_set_unref(set);
    return good == 200 ? data : NULL;
}

static void threads_share_a_set(void **state)
{
    (void)state;
    struct font_set *set = set_create(NULL, NULL);
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use_set, set), 0);
    for (size_t i = 0; i < 4; i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_ptr_equal(result, set);
    }
    font_set_unref(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_faces_alone),
        cmocka_unit_test(fallback_faces_come_from_the_table),
        cmocka_unit_test(table_row_counts_only_at_its_size),
        cmocka_unit_test_setup_teardown(files_outside_the_table_are_read, folder_create, folder_remove),
        cmocka_unit_test(folders_are_searched_in_order),
        cmocka_unit_test_setup_teardown(broken_file_is_named, folder_create, folder_remove),
        cmocka_unit_test(missing_folder_is_named),
        cmocka_unit_test_setup_teardown(operators_folder_comes_first, folder_create, folder_remove),
        cmocka_unit_test_setup_teardown(own_inter_replaces_the_built_in, folder_create, folder_remove),
        cmocka_unit_test(derived_set_keeps_its_base),
        cmocka_unit_test(derived_source_that_is_broken),
        cmocka_unit_test(digest_tells_sets_apart),
        cmocka_unit_test(threads_share_a_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
