/* What tests of the fonts share. */
#ifndef TESTS_UNIT_FONT_HELP_H
#define TESTS_UNIT_FONT_HELP_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fonts/font_set.h"

#define NOTO_DIR    "/usr/share/fonts/truetype/noto"
#define CJK_DIR     "/usr/share/fonts/opentype/noto"
#define INTER_DIR   "/usr/share/fonts/opentype/inter"
#define VARIABLE    "/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf"
#define OGHAM       NOTO_DIR "/NotoSansOgham-Regular.ttf"
#define MAX_CLUSTER 64

/* Code points of UTF-8 that is known to be valid. */
static inline size_t decode(const char *text, uint32_t *codepoints, size_t capacity)
{
    size_t count = 0;
    while (*text && count < capacity) {
        unsigned char lead = (unsigned char)*text++;
        int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        uint32_t codepoint = more ? lead & (0x3Fu >> more) : lead;
        while (more--)
            codepoint = codepoint << 6 | ((unsigned char)*text++ & 0x3F);
        codepoints[count++] = codepoint;
    }
    return count;
}

static inline struct font_set *set_create(const char *font_dir, const char *fallback_dirs)
{
    struct font_set *set;
    struct ogcard_error error = {0};
    if (font_set_create(font_dir, fallback_dirs, &set, &error) != OGCARD_OK)
        fail_msg("%s", error.message);
    return set;
}

/* The family for a cluster in UTF-8, "" for none. */
static inline const char *fallback_family(const struct font_set *set, const char *text, const char *language,
                                          bool emoji)
{
    uint32_t cluster[MAX_CLUSTER];
    size_t count = decode(text, cluster, MAX_CLUSTER);
    const struct font_face *face = font_set_fallback(set, cluster, count, language, emoji, 400, FONT_SLOPE_NORMAL);
    return face ? face->family : "";
}

/* The caller frees the bytes. */
static inline uint8_t *file_read(const char *path, size_t *size)
{
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, 0, SEEK_END), 0);
    long length = ftell(stream);
    assert_true(length > 0);
    rewind(stream);
    uint8_t *bytes = malloc((size_t)length);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)length, stream), (size_t)length);
    fclose(stream);
    *size = (size_t)length;
    return bytes;
}

static inline void file_write(const char *path, const void *bytes, size_t size)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

#endif
