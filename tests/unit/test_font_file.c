#include "test.h"

#include "font_help.h"
#include "fonts/font.h"
#include "fonts/font_file.h"
#include "ogham_woff2.h"

static enum ogcard_status read_bytes(const uint8_t *bytes, size_t size, struct font_file *file,
                                     struct ogcard_error *error)
{
    hb_blob_t *blob = hb_blob_create((const char *)bytes, (unsigned)size, HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
    enum ogcard_status status = font_file_read(blob, "x.ttf", file, error);
    hb_blob_destroy(blob);
    return status;
}

static void describes_a_static_face(void **state)
{
    (void)state;
    size_t size;
    uint8_t *bytes = file_read(INTER_DIR "/Inter-SemiBoldItalic.otf", &size);
    struct font_file file;
    assert_int_equal(read_bytes(bytes, size, &file, NULL), OGCARD_OK);
    assert_int_equal(file.count, 1);
    assert_string_equal(file.faces[0].family, "Inter"); /* not the legacy "Inter Semi Bold" */
    assert_float_equal(file.faces[0].weight.min, 600, 0);
    assert_float_equal(file.faces[0].weight.max, 600, 0);
    assert_float_equal(file.faces[0].stretch.min, 100, 0);
    assert_int_equal(file.faces[0].slope, FONT_SLOPE_ITALIC);
    assert_false(file.faces[0].color);
    assert_true(coverage_has(&file.faces[0].coverage, 0x416));
    assert_false(coverage_has(&file.faces[0].coverage, 0x5D0));
    font_file_finish(&file);
    free(bytes);
}

static void describes_every_face_of_a_collection(void **state)
{
    (void)state;
    static const char *const families[] = {"Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Sans CJK SC"};
    hb_blob_t *blob;
    struct font_file file;
    assert_int_equal(font_file_open(CJK_DIR "/NotoSansCJK-Bold.ttc", true, &blob, NULL), OGCARD_OK);
    assert_int_equal(font_file_read(blob, "cjk", &file, NULL), OGCARD_OK);
    assert_true(file.count >= 5);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(file.faces[i].family, families[i]);
        assert_int_equal(file.faces[i].index, i);
        assert_float_equal(file.faces[i].weight.min, 700, 0);
        assert_int_equal(file.faces[i].script, HB_SCRIPT_HAN);
    }
    assert_true(memcmp(file.faces[0].digest, file.faces[1].digest, FONT_DIGEST_BYTES) != 0);
    font_file_finish(&file);
    hb_blob_destroy(blob);
}

static void bold_by_style_bits_alone(void **state)
{
    (void)state;
    /* Its OS/2 table says 400. */
    size_t size;
    uint8_t *bytes = file_read(NOTO_DIR "/NotoNastaliqUrdu-Bold.ttf", &size);
    struct font_file file;
    assert_int_equal(read_bytes(bytes, size, &file, NULL), OGCARD_OK);
    assert_float_equal(file.faces[0].weight.min, 700, 0);
    font_file_finish(&file);
    free(bytes);
}

static void color_faces_are_known(void **state)
{
    (void)state;
    hb_blob_t *blob;
    struct font_file file;
    assert_int_equal(font_file_open(NOTO_DIR "/NotoColorEmoji.ttf", true, &blob, NULL), OGCARD_OK);
    assert_int_equal(font_file_read(blob, "emoji", &file, NULL), OGCARD_OK);
    assert_true(file.faces[0].color);
    font_file_finish(&file);
    hb_blob_destroy(blob);
}

/* Every cut of the file is refused: none may pass for a face with fewer glyphs. */
static void truncated_files_are_refused(void **state)
{
    (void)state;
    size_t size;
    uint8_t *bytes = file_read(OGHAM, &size);
    for (size_t cut = 0; cut < size - 3; cut += cut < 600 ? 1 : 37) { /* up to 3 bytes pad the last table */
        struct font_file file;
        struct ogcard_error error = {0};
        uint8_t *part = malloc(cut + 1);
        memcpy(part, bytes, cut);
        assert_int_equal(read_bytes(part, cut, &file, &error), OGCARD_BAD_FONT);
        assert_non_null(strstr(error.message, "x.ttf"));
        assert_null(file.faces);
        free(part);
    }
    free(bytes);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void random_bytes_are_refused(void **state)
{
    (void)state;
    uint32_t seed = 7;
    uint8_t bytes[2048];
    static const char *const starts[] = {"", "OTTO", "ttcf", "wOFF", "wOF2", "true", "\0\1\0\0"};
    for (size_t i = 0; i < 70; i++) {
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (uint8_t)next_random(&seed);
        if (i % 7)
            memcpy(bytes, starts[i % 7], 4);
        struct font_file file;
        assert_int_equal(read_bytes(bytes, sizeof bytes, &file, NULL), OGCARD_BAD_FONT);
    }
}

/* A damaged font is refused or opens; whatever it says, nothing breaks. */
static void damaged_fonts_do_no_harm(void **state)
{
    (void)state;
    static const char *const files[] = {OGHAM, NOTO_DIR "/NotoSansBuginese-Regular.ttf"};
    struct font_set *base = set_create(NULL, "");
    uint32_t seed = 11;
    size_t opened = 0;
    for (size_t i = 0; i < 300; i++) {
        size_t size;
        uint8_t *bytes = file_read(files[i % 2], &size);
        size_t reach = i % 3 ? size : 400; /* often in the table directory and the first tables */
        for (int k = 0; k < 4; k++)
            bytes[next_random(&seed) % reach] = (uint8_t)next_random(&seed);
        struct font_source source = {.family = "D", .bytes = bytes, .size = size, .name = "damaged.ttf"};
        struct font_set *set;
        if (font_set_derive(base, &source, 1, &set, NULL) == OGCARD_OK) {
            struct font_pool *pool;
            assert_int_equal(font_pool_create(&pool, NULL), OGCARD_OK);
            const struct font_face *face = font_set_match(set, "D", 400, 100, FONT_SLOPE_NORMAL);
            struct font *font = font_pool_get(pool, face, 400, NULL, 0, NULL);
            hb_codepoint_t glyph;
            if (font && hb_font_get_nominal_glyph(font->hb, 0x1681, &glyph)) {
                hb_font_get_glyph_h_advance(font->hb, glyph);
                FT_Load_Glyph(font->ft, glyph, FT_LOAD_NO_SCALE);
                opened++;
            }
            font_pool_destroy(pool);
            font_set_unref(set);
        }
        free(bytes);
    }
    assert_true(opened > 10);
    font_set_unref(base);
}

static void put_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* WOFF 1.0 whose tables are stored as they are. */
static uint8_t *woff_make(const uint8_t *sfnt, size_t sfnt_size, size_t *size)
{
    unsigned tables = (unsigned)sfnt[4] << 8 | sfnt[5];
    uint32_t at = 44 + 20 * tables;
    uint8_t *woff = calloc(1, at + sfnt_size + 4 * (size_t)tables);
    memcpy(woff, "wOFF", 4);
    memcpy(woff + 4, sfnt, 4);
    woff[12] = sfnt[4];
    woff[13] = sfnt[5];
    uint32_t total = 12 + 16 * tables;
    for (unsigned i = 0; i < tables; i++) {
        const uint8_t *from = sfnt + 12 + 16 * (size_t)i;
        uint8_t *to = woff + 44 + 20 * (size_t)i;
        uint32_t offset = (uint32_t)from[8] << 24 | (uint32_t)from[9] << 16 | (uint32_t)from[10] << 8 | from[11];
        uint32_t length = (uint32_t)from[12] << 24 | (uint32_t)from[13] << 16 | (uint32_t)from[14] << 8 | from[15];
        memcpy(to, from, 4);
        put_u32(to + 4, at);
        put_u32(to + 8, length);
        put_u32(to + 12, length);
        memcpy(to + 16, from + 4, 4);
        memcpy(woff + at, sfnt + offset, length);
        at += (length + 3) & ~3u;
        total += (length + 3) & ~3u;
    }
    put_u32(woff + 8, at);
    put_u32(woff + 16, total);
    *size = at;
    return woff;
}

/* What was unpacked shapes and draws as the plain file does. */
static void assert_like_ogham(const uint8_t *packed, size_t packed_size)
{
    size_t size;
    uint8_t *plain = file_read(OGHAM, &size);
    struct font_set *base = set_create(NULL, ""), *set;
    struct font_source sources[] = {
        {.family = "Plain", .bytes = plain, .size = size, .name = "plain"},
        {.family = "Packed", .bytes = packed, .size = packed_size, .name = "packed"},
    };
    struct ogcard_error error = {0};
    if (font_set_derive(base, sources, 2, &set, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
    struct font_pool *pool;
    assert_int_equal(font_pool_create(&pool, NULL), OGCARD_OK);
    const struct font_face *faces[] = {font_set_match(set, "Plain", 400, 100, FONT_SLOPE_NORMAL),
                                       font_set_match(set, "Packed", 400, 100, FONT_SLOPE_NORMAL)};
    struct font *a = font_pool_get(pool, faces[0], 400, NULL, 0, NULL);
    struct font *b = font_pool_get(pool, faces[1], 400, NULL, 0, NULL);
    assert_true(a && b && a != b);
    assert_memory_equal(&a->metrics, &b->metrics, sizeof a->metrics);
    for (uint32_t c = 0; c < 0x3000; c++) {
        assert_int_equal(font_face_covers(set, faces[0], c), font_face_covers(set, faces[1], c));
        hb_codepoint_t glyph = 0, other = 0;
        hb_font_get_nominal_glyph(a->hb, c, &glyph);
        hb_font_get_nominal_glyph(b->hb, c, &other);
        assert_int_equal(glyph, other);
        assert_int_equal(hb_font_get_glyph_h_advance(a->hb, glyph), hb_font_get_glyph_h_advance(b->hb, glyph));
        if (!glyph)
            continue;
        assert_int_equal(FT_Load_Glyph(a->ft, glyph, FT_LOAD_NO_SCALE), 0);
        assert_int_equal(FT_Load_Glyph(b->ft, glyph, FT_LOAD_NO_SCALE), 0);
        assert_int_equal(a->ft->glyph->outline.n_points, b->ft->glyph->outline.n_points);
    }
    font_pool_destroy(pool);
    font_set_unref(set);
    font_set_unref(base);
    free(plain);
}

static void woff_is_unpacked(void **state)
{
    (void)state;
    size_t size, packed_size;
    uint8_t *bytes = file_read(OGHAM, &size), *packed = woff_make(bytes, size, &packed_size);
    assert_like_ogham(packed, packed_size);
    free(packed);
    free(bytes);
}

static void woff2_is_unpacked(void **state)
{
    (void)state;
    assert_like_ogham(ogham_woff2, sizeof ogham_woff2);
    struct font_file file;
    for (size_t cut = 0; cut < sizeof ogham_woff2 - 4; cut += 7) {
        uint8_t *part = malloc(cut + 1);
        memcpy(part, ogham_woff2, cut);
        assert_int_equal(read_bytes(part, cut, &file, NULL), OGCARD_BAD_FONT);
        free(part);
    }
}

static void names_of_font_files(void **state)
{
    (void)state;
    static const char *const fonts[] = {"a.ttf", "A.OTF", "b.c.ttc", "x.woff", "x.woff2", "x.otc"};
    static const char *const others[] = {"a.txt", "ttf", ".ttf", "a.ttf~", "a.ttf.bak", "", "a.woff3"};
    for (size_t i = 0; i < sizeof fonts / sizeof fonts[0]; i++)
        assert_true(font_file_name_matches(fonts[i]));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(font_file_name_matches(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(describes_a_static_face),     cmocka_unit_test(describes_every_face_of_a_collection),
        cmocka_unit_test(bold_by_style_bits_alone),    cmocka_unit_test(color_faces_are_known),
        cmocka_unit_test(truncated_files_are_refused), cmocka_unit_test(random_bytes_are_refused),
        cmocka_unit_test(damaged_fonts_do_no_harm),    cmocka_unit_test(woff_is_unpacked),
        cmocka_unit_test(woff2_is_unpacked),           cmocka_unit_test(names_of_font_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
