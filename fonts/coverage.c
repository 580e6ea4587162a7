#include "coverage.h"

#include <stdlib.h>
#include <string.h>

bool coverage_has(const struct coverage *coverage, uint32_t codepoint)
{
    uint32_t number = codepoint >> COVERAGE_PAGE_SHIFT, low = 0, high = coverage->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (coverage->numbers[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == coverage->count || coverage->numbers[low] != number)
        return false;
    const struct coverage_page *page = &coverage->pages[coverage->indices[low]];
    return page->words[(codepoint >> 5) % COVERAGE_PAGE_WORDS] >> (codepoint & 31) & 1;
}

static uint32_t page_count(const hb_set_t *codepoints)
{
    uint32_t count = 0, last = UINT32_MAX;
    for (hb_codepoint_t c = HB_SET_VALUE_INVALID; hb_set_next(codepoints, &c);) {
        count += c >> COVERAGE_PAGE_SHIFT != last;
        last = c >> COVERAGE_PAGE_SHIFT;
    }
    return count;
}

bool coverage_init(struct coverage *coverage, const hb_set_t *codepoints)
{
    uint32_t count = page_count(codepoints);
    *coverage = (struct coverage){.count = count};
    struct coverage_page *pages = calloc(count + 1, sizeof *pages + 2 * sizeof(uint16_t));
    if (!pages)
        return false;
    uint16_t *numbers = (uint16_t *)(pages + count), *indices = numbers + count;
    uint32_t page = UINT32_MAX;
    for (hb_codepoint_t c = HB_SET_VALUE_INVALID; hb_set_next(codepoints, &c);) {
        if (page == UINT32_MAX || numbers[page] != c >> COVERAGE_PAGE_SHIFT) {
            page++;
            numbers[page] = (uint16_t)(c >> COVERAGE_PAGE_SHIFT);
            indices[page] = (uint16_t)page;
        }
        pages[page].words[(c >> 5) % COVERAGE_PAGE_WORDS] |= (uint32_t)1 << (c & 31);
    }
    coverage->numbers = numbers;
    coverage->indices = indices;
    coverage->pages = pages;
    coverage->owned = pages;
    return true;
}

void coverage_finish(struct coverage *coverage)
{
    free(coverage->owned);
    *coverage = (struct coverage){0};
}

hb_script_t coverage_main_script(const hb_set_t *codepoints)
{
    struct {
        hb_script_t script;
        uint32_t count;
    } counts[256];
    size_t used = 0, best = SIZE_MAX;
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    for (hb_codepoint_t c = HB_SET_VALUE_INVALID; hb_set_next(codepoints, &c);) {
        hb_script_t script = hb_unicode_script(unicode, c);
        if (script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED || script == HB_SCRIPT_UNKNOWN ||
            script == HB_SCRIPT_LATIN)
            continue;
        size_t i = 0;
        while (i < used && counts[i].script != script)
            i++;
        if (i == used) {
            if (used == sizeof counts / sizeof counts[0])
                continue;
            counts[used].script = script;
            counts[used++].count = 0;
        }
        counts[i].count++;
        if (best == SIZE_MAX || counts[i].count > counts[best].count)
            best = i;
    }
    return best == SIZE_MAX ? HB_SCRIPT_COMMON : counts[best].script;
}
