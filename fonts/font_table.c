#include "font_table.h"

#include <string.h>

/* Where the rows of a folder begin; the number of rows when there are none. */
static size_t folder_start(const char *folder)
{
    size_t i = 0;
    while (i < font_table_row_count && (!font_table_rows[i].folder || strcmp(font_table_rows[i].folder, folder) != 0))
        i++;
    return i;
}

const struct font_table_row *font_table_find(const char *folder, const char *file, uint64_t size)
{
    size_t low = folder_start(folder), high = low;
    while (high < font_table_row_count && !strcmp(font_table_rows[high].folder, folder))
        high++;
    size_t end = high;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(font_table_rows[middle].file, file) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct font_table_row *row = &font_table_rows[low];
    return low < end && !strcmp(row->file, file) && row->size == size ? row : NULL;
}
