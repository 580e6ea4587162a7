#include "test.h"

#include "font_help.h"

static struct font_set *base;
static uint8_t *ogham;
static size_t ogham_size;

static int open_base(void **state)
{
    (void)state;
    base = set_create(NULL, NULL);
    ogham = file_read(OGHAM, &ogham_size);
    return 0;
}

static int close_base(void **state)
{
    (void)state;
    font_set_unref(base);
    free(ogham);
    return 0;
}

struct descriptor {
    struct font_range weight;
    float stretch;
    enum font_slope slope;
};

/* A set with the family "F" of such faces. */
static struct font_set *family_of(const struct descriptor *faces, size_t count)
{
    struct font_source sources[16] = {{0}};
    for (size_t i = 0; i < count; i++) {
        sources[i] = (struct font_source){
            .family = "F",
            .bytes = ogham,
            .size = ogham_size,
            .name = "ogham.ttf",
            .weight = faces[i].weight,
            .stretch = {faces[i].stretch, faces[i].stretch},
            .slope = faces[i].slope,
        };
    }
    struct font_set *set;
    struct ogcard_error error;
    assert_int_equal(font_set_derive(base, sources, count, &set, &error), OGCARD_OK);
    return set;
}

#define N FONT_SLOPE_NORMAL
#define I FONT_SLOPE_ITALIC
#define O FONT_SLOPE_OBLIQUE

static void nearest_weight(void **state)
{
    (void)state;
    static const struct {
        float weights[5];
        size_t count;
        float wanted, matched;
    } cases[] = {
        {{100, 400, 700, 900}, 4, 400, 400}, /* exact */
        {{100, 400, 700, 900}, 4, 600, 700}, /* above 500: heavier first */
        {{100, 400, 500}, 3, 600, 500},      /* then lighter, the nearest */
        {{100, 900, 800}, 3, 300, 100},      /* below 400: lighter first */
        {{600, 900, 800}, 3, 300, 600},      /* then heavier */
        {{300, 500, 700}, 3, 400, 500},      /* 400 takes 500 */
        {{300, 450, 500}, 3, 400, 450},      /* or what lies between */
        {{300, 600}, 2, 400, 300},           /* then lighter */
        {{600, 900}, 2, 400, 600},           /* then heavier */
        {{300, 400, 600}, 3, 500, 400},      /* 500 takes 400 */
        {{300, 600}, 2, 450, 300},           /* from 400 to 500 what is lighter comes before 600 */
        {{300, 501}, 2, 500, 300},           /* 501 is beyond */
        {{399, 900}, 2, 950, 900},           {{1, 1000}, 2, 399, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct descriptor faces[5];
        for (size_t k = 0; k < cases[i].count; k++)
            faces[k] = (struct descriptor){{cases[i].weights[k], cases[i].weights[k]}, 100, N};
        struct font_set *set = family_of(faces, cases[i].count);
        const struct font_face *face = font_set_match(set, "f", cases[i].wanted, 100, N);
        assert_non_null(face);
        if (face->weight.min != cases[i].matched)
            fail_msg("case %zu: wanted %g, got %g", i, (double)cases[i].matched, (double)face->weight.min);
        font_set_unref(set);
    }
}

static void weight_ranges(void **state)
{
    (void)state;
    static const struct descriptor faces[] = {{{100, 300}, 100, N}, {{400, 600}, 100, N}, {{800, 900}, 100, N}};
    static const struct {
        float wanted, matched;
    } cases[] = {{250, 100}, {300, 100}, {301, 100}, {350, 100}, {400, 400}, {599, 400}, {601, 800}, {950, 800}};
    struct font_set *set = family_of(faces, 3);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_float_equal(font_set_match(set, "F", cases[i].wanted, 100, N)->weight.min, cases[i].matched, 0);
    font_set_unref(set);
}

static void stretch_before_slope_before_weight(void **state)
{
    (void)state;
    static const struct descriptor faces[] = {
        {{400, 400}, 75, N}, {{700, 700}, 100, N}, {{400, 400}, 100, I}, {{400, 400}, 125, N}, {{900, 900}, 75, O},
    };
    static const struct {
        float weight, stretch;
        enum font_slope slope;
        size_t matched;
    } cases[] = {
        {400, 100, N, 1}, /* the bold upright, not the regular italic */
        {400, 100, I, 2}, {700, 100, I, 2}, {400, 100, O, 2}, {400, 80, N, 0}, /* up to 100: narrower first */
        {400, 60, N, 0},  {400, 110, N, 3},                                    /* above 100: wider first */
        {400, 200, N, 3}, {400, 75, I, 4},                                     /* italic takes oblique */
        {400, 75, O, 4},  {900, 75, N, 0},
    };
    struct font_set *set = family_of(faces, 5);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct font_face *face = font_set_match(set, "F", cases[i].weight, cases[i].stretch, cases[i].slope);
        const struct descriptor *wanted = &faces[cases[i].matched];
        if (face->weight.min != wanted->weight.min || face->stretch.min != wanted->stretch ||
            face->slope != wanted->slope)
            fail_msg("case %zu: got %g %g%% %d", i, (double)face->weight.min, (double)face->stretch.min, face->slope);
    }
    font_set_unref(set);
}

static void normal_takes_oblique_before_italic(void **state)
{
    (void)state;
    static const struct descriptor faces[] = {{{400, 400}, 100, I}, {{400, 400}, 100, O}};
    struct font_set *set = family_of(faces, 2);
    assert_int_equal(font_set_match(set, "F", 400, 100, N)->slope, O);
    font_set_unref(set);
}

static void built_in_inter(void **state)
{
    (void)state;
    static const struct {
        float wanted;
        enum font_slope slope;
        float weight;
    } cases[] = {
        {400, N, 400}, {500, N, 500}, {600, N, 600}, {700, N, 700}, {800, N, 800}, {900, N, 900}, {1000, N, 900},
        {100, N, 400}, {650, N, 700}, {450, N, 500}, {400, I, 400}, {700, I, 700}, {600, I, 700}, {500, I, 400},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct font_face *face = font_set_match(base, "INTER", cases[i].wanted, 100, cases[i].slope);
        assert_string_equal(face->family, "Inter");
        assert_float_equal(face->weight.min, cases[i].weight, 0);
        assert_int_equal(face->slope, cases[i].slope);
        assert_false(face->fallback);
        assert_non_null(face->blob);
    }
}

static void generic_and_named_families(void **state)
{
    (void)state;
    static const struct {
        const char *name, *family;
    } cases[] = {
        {"sans-serif", "Inter"},
        {"System-UI", "Inter"},
        {"ui-sans-serif", "Inter"},
        {"serif", "Noto Serif"},
        {"emoji", "Noto Color Emoji"},
        {"math", "Noto Sans Math"},
        {"noto serif", "Noto Serif"},
        {"Noto Sans Thai", "Noto Sans Thai"},
        {"Noto Sans CJK JP", "Noto Sans CJK JP"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct font_face *face = font_set_match(base, cases[i].name, 400, 100, N);
        assert_non_null(face);
        assert_string_equal(face->family, cases[i].family);
    }
    static const char *const missing[] = {"Helvetica", "", "Inte", "Interx", "cursive", "fantasy"};
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        assert_null(font_set_match(base, missing[i], 400, 100, N));
}

static void serif_without_noto_is_inter(void **state)
{
    (void)state;
    struct font_set *set = set_create(NULL, "");
    assert_string_equal(font_set_match(set, "serif", 400, 100, N)->family, "Inter");
    assert_null(font_set_match(set, "emoji", 400, 100, N));
    font_set_unref(set);
}

/* A face of @font-face hides the family of its name, but not what a generic name stands for. */
static void derived_family_hides_the_base(void **state)
{
    (void)state;
    struct font_source source = {
        .family = "inter", .bytes = ogham, .size = ogham_size, .name = "o", .weight = {400, 400}};
    struct font_set *set;
    assert_int_equal(font_set_derive(base, &source, 1, &set, NULL), OGCARD_OK);
    const struct font_face *face = font_set_match(set, "Inter", 900, 100, N);
    assert_float_equal(face->weight.min, 400, 0);
    assert_false(font_face_covers(set, face, 0x416));
    assert_true(font_face_covers(set, face, 0x1681));
    assert_float_equal(font_set_match(set, "sans-serif", 900, 100, N)->weight.min, 900, 0);
    assert_string_equal(font_set_match(set, "Noto Sans", 400, 100, N)->family, "Noto Sans");
    font_set_unref(set);
}

static void unicode_range_splits_a_family(void **state)
{
    (void)state;
    size_t size;
    uint8_t *inter = file_read(INTER_DIR "/Inter-Regular.otf", &size);
    static const struct codepoint_range latin = {0, 0x24F}, cyrillic[] = {{0x400, 0x45F}, {0x490, 0x491}};
    struct font_source sources[] = {
        {.family = "S",
         .bytes = inter,
         .size = size,
         .name = "latin",
         .unicode_range = &latin,
         .unicode_range_count = 1},
        {.family = "S",
         .bytes = inter,
         .size = size,
         .name = "cyrillic",
         .unicode_range = cyrillic,
         .unicode_range_count = 2},
    };
    struct font_set *set;
    assert_int_equal(font_set_derive(base, sources, 2, &set, NULL), OGCARD_OK);
    static const struct {
        uint32_t cluster[3];
        size_t count;
        uint32_t first; /* of the face's range, UINT32_MAX for none */
    } cases[] = {
        {{'A'}, 1, 0},
        {{0x416}, 1, 0x400},
        {{0x491}, 1, 0x400},
        {{0x492}, 1, UINT32_MAX},
        {{0x3B1}, 1, UINT32_MAX},
        {{'A', 0x416}, 2, UINT32_MAX},
        {{'A', 0x200D, 0xFE0F}, 3, 0},
        {{0x24F}, 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct font_face *face = font_set_match_cluster(set, "S", 400, 100, N, cases[i].cluster, cases[i].count);
        if (cases[i].first == UINT32_MAX)
            assert_null(face);
        else
            assert_int_equal(face->unicode_range[0].first, cases[i].first);
    }
    /* The face that metrics come from is the one with the space. */
    const struct font_face *first = font_set_match(set, "S", 400, 100, N);
    assert_int_equal(first->unicode_range[0].first, 0);
    assert_false(font_face_covers(set, first, 0x416));
    font_set_unref(set);
    free(inter);
}

static void last_declared_of_equals_wins(void **state)
{
    (void)state;
    size_t size;
    uint8_t *inter = file_read(INTER_DIR "/Inter-Regular.otf", &size);
    struct font_source sources[] = {
        {.family = "S", .bytes = inter, .size = size, .name = "inter"},
        {.family = "S", .bytes = ogham, .size = ogham_size, .name = "ogham"},
    };
    struct font_set *set;
    assert_int_equal(font_set_derive(base, sources, 2, &set, NULL), OGCARD_OK);
    uint32_t letter = 'A', feather = 0x1681;
    const struct font_face *last = font_set_match(set, "S", 400, 100, N);
    assert_true(font_face_covers(set, last, feather));
    assert_ptr_equal(font_set_match_cluster(set, "S", 400, 100, N, &feather, 1), last);
    const struct font_face *first = font_set_match_cluster(set, "S", 400, 100, N, &letter, 1);
    assert_true(first && first != last);
    font_set_unref(set);
    free(inter);
}

/* What HarfBuzz makes of other glyphs does not send a cluster to another face. */
static void what_shaping_replaces_is_covered(void **state)
{
    (void)state;
    uint32_t narrow_space = 0x202F, hyphen = 0x2011, not_less = 0x226E, for_all = 0x2200;
    struct font_source source = {.family = "O", .bytes = ogham, .size = ogham_size, .name = "ogham"};
    struct font_set *set;
    assert_int_equal(font_set_derive(base, &source, 1, &set, NULL), OGCARD_OK);
    const struct font_face *face = font_set_match_cluster(set, "O", 400, 100, N, &narrow_space, 1);
    assert_non_null(face);
    assert_false(font_face_covers(set, face, narrow_space));
    assert_null(font_set_match_cluster(set, "O", 400, 100, N, &hyphen, 1));
    font_set_unref(set);
    /* U+003C U+0338 */
    face = font_set_match_cluster(base, "Inter", 400, 100, N, &not_less, 1);
    assert_non_null(face);
    assert_false(font_face_covers(base, face, not_less));
    assert_null(font_set_match_cluster(base, "Inter", 400, 100, N, &for_all, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_weight),
        cmocka_unit_test(weight_ranges),
        cmocka_unit_test(stretch_before_slope_before_weight),
        cmocka_unit_test(normal_takes_oblique_before_italic),
        cmocka_unit_test(built_in_inter),
        cmocka_unit_test(generic_and_named_families),
        cmocka_unit_test(serif_without_noto_is_inter),
        cmocka_unit_test(derived_family_hides_the_base),
        cmocka_unit_test(unicode_range_splits_a_family),
        cmocka_unit_test(last_declared_of_equals_wins),
        cmocka_unit_test(what_shaping_replaces_is_covered),
    };
    return cmocka_run_group_tests(tests, open_base, close_base);
}
