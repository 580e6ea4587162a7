/* Reading a font file into descriptions of its faces: TTF, OTF, TTC, WOFF, WOFF2. */
#ifndef FONTS_FONT_FILE_H
#define FONTS_FONT_FILE_H

#include <hb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "coverage.h"
#include "font_set.h"
#include "ogcard.h"

enum { FONT_FAMILY_BYTES = 128, FONT_DIGEST_BYTES = 16 };

/* Limits on a font file; one past each is OGCARD_BAD_FONT. */
#define FONT_FILE_MAX_BYTES (128u * 1024 * 1024)
#define FONT_FILE_MAX_FACES 64u

/* A face as its file describes it. */
struct font_file_face {
    char family[FONT_FAMILY_BYTES]; /* typographic family, UTF-8 */
    struct font_range weight, stretch;
    enum font_slope slope;
    bool color;
    hb_script_t script; /* it was made for */
    unsigned index;
    uint8_t digest[FONT_DIGEST_BYTES];
    struct coverage coverage;
    hb_blob_t *blob; /* sfnt with the face at `index`: the file's bytes, or what WOFF unpacks to (index 0) */
};

struct font_file {
    struct font_file_face *faces;
    size_t count;
};

/* The bytes of a file as a blob, `mapped` or copied; NULL when that fails. */
enum ogcard_status font_file_open(const char *path, bool mapped, hb_blob_t **blob, struct ogcard_error *error);

/* Reads all faces from the bytes of a file. `name` is for errors. */
enum ogcard_status font_file_read(hb_blob_t *bytes, const char *name, struct font_file *file,
                                  struct ogcard_error *error);
void font_file_finish(struct font_file *file);

/* Whether a file of that name is taken for a font. */
bool font_file_name_matches(const char *name);

#endif
