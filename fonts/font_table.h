/* The table made at build time (make_font_table.c): the built-in faces, and the faces of the fallback folders
 * with their coverage, so that a start opens none of those files. */
#ifndef FONTS_FONT_TABLE_H
#define FONTS_FONT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "coverage.h"
#include "font_file.h"

struct font_table_row {
    const char *folder, *file; /* NULL for a built-in face */
    const char *family;
    const uint8_t *start, *end; /* bytes of a built-in face, or NULL */
    uint32_t size;              /* of the file */
    uint32_t script;            /* hb_script_t */
    float weight_min, weight_max, stretch_min, stretch_max;
    uint16_t index;
    uint8_t slope;
    bool color;
    uint16_t pages;      /* of the coverage */
    uint32_t first_page; /* into font_table_page_numbers and -indices */
    uint8_t digest[FONT_DIGEST_BYTES];
};

/* Built-in faces first, then by folder in the order of the build, file name (bytes) and index. */
extern const struct font_table_row font_table_rows[];
extern const size_t font_table_row_count;
extern const uint16_t font_table_page_numbers[], font_table_page_indices[];
extern const struct coverage_page font_table_pages[];
/* The build's fallback folders, colon-separated. */
extern const char font_table_folders[];

/* The first row of the file, those of its other faces follow; NULL when the table lacks it or has it at another
 * size, which means another version. */
const struct font_table_row *font_table_find(const char *folder, const char *file, uint64_t size);

#endif
