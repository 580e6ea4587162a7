/* Which code points a face has glyphs for: pages of 256 bits, found by binary search. The pages of the
 * build's table are shared among faces; a coverage read at run time owns its own. */
#ifndef FONTS_COVERAGE_H
#define FONTS_COVERAGE_H

#include <hb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COVERAGE_PAGE_SHIFT = 8, COVERAGE_PAGE_WORDS = 8 };

struct coverage_page {
    uint32_t words[COVERAGE_PAGE_WORDS];
};

struct coverage {
    const uint16_t *numbers;           /* code point >> 8, ascending */
    const uint16_t *indices;           /* of the page, into `pages` */
    const struct coverage_page *pages; /* perhaps shared */
    uint32_t count;
    void *owned; /* what coverage_finish() frees, NULL for a view into the table */
};

bool coverage_has(const struct coverage *coverage, uint32_t codepoint);

/* Copies the set; false when out of memory. */
bool coverage_init(struct coverage *coverage, const hb_set_t *codepoints);
void coverage_finish(struct coverage *coverage);

/* The script that a face was made for: the one with the most code points in it, leaving aside Common, Inherited
 * and Latin, which nearly every face has some of. HB_SCRIPT_COMMON when nothing else is there. */
hb_script_t coverage_main_script(const hb_set_t *codepoints);

#endif
