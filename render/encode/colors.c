#include "colors.h"

#include <string.h>

void color_set_clear(struct color_set *set)
{
    set->count = 0;
    memset(set->slots, 0, sizeof set->slots);
}

unsigned color_set_add(struct color_set *set, uint32_t color, size_t limit)
{
    unsigned at = (color * 0x9e3779b1u) >> 18;
    while (set->slots[at].place && set->slots[at].color != color)
        at = (at + 1) % COLOR_SLOTS;
    if (set->slots[at].place)
        return set->slots[at].place - 1;
    if (set->count >= limit || set->count >= COLORS_MAX)
        return COLORS_MAX;
    set->colors[set->count] = color;
    set->counts[set->count] = 0;
    set->slots[at].color = color;
    set->slots[at].place = (uint32_t)++set->count;
    return (unsigned)set->count - 1;
}

/* ---- merging ------------------------------------------------------------------------------------- */

enum { CELL_SLOTS = 2048 };

/* Cells of a cube of `step` levels a side, and what lies in each. */
struct cell {
    uint32_t key;   /* + 1; 0: free */
    uint16_t entry; /* + 1; 0: none yet */
    uint32_t weight;
    uint64_t sums[3];
};

struct merge {
    const struct color_set *set;
    const struct color_merging *merging;
    unsigned step;
    struct cell cells[CELL_SLOTS];
};

static struct cell *cell_of(struct merge *merge, uint32_t color)
{
    uint32_t r = (color >> 16 & 0xff) / merge->step, g = (color >> 8 & 0xff) / merge->step,
             b = (color & 0xff) / merge->step, key = (r << 16 | g << 8 | b) + 1;
    unsigned at = (key * 0x9e3779b1u) >> 21;
    while (merge->cells[at].key && merge->cells[at].key != key)
        at = (at + 1) % CELL_SLOTS;
    merge->cells[at].key = key;
    return &merge->cells[at];
}

static bool may_share(const struct merge *merge, size_t index)
{
    return index >= merge->merging->fixed && merge->set->counts[index] < merge->merging->rare;
}

/* Entries of the colors that share none; each is also there for rare ones in its cell. */
static void entries_take(struct merge *merge, struct color_table *table)
{
    const struct color_set *set = merge->set;
    table->count = 0;
    for (size_t i = 0; i < set->count; i++) {
        if (may_share(merge, i))
            continue;
        struct cell *cell = cell_of(merge, set->colors[i]);
        table->places[i] = (uint8_t)table->count;
        table->colors[table->count++] = set->colors[i];
        if (!cell->entry)
            cell->entry = (uint16_t)table->count;
    }
}

/* Puts the others into cells; false when those need more entries than there are. */
static bool entries_share(struct merge *merge, struct color_table *table)
{
    const struct color_set *set = merge->set;
    unsigned first = table->count;
    for (size_t i = 0; i < set->count; i++) {
        if (!may_share(merge, i))
            continue;
        struct cell *cell = cell_of(merge, set->colors[i]);
        if (!cell->entry) {
            if (table->count == merge->merging->room)
                return false;
            cell->entry = (uint16_t)++table->count;
        }
        table->places[i] = (uint8_t)(cell->entry - 1);
        cell->weight += set->counts[i];
        for (int channel = 0; channel < 3; channel++)
            cell->sums[channel] += (uint64_t)set->counts[i] * (set->colors[i] >> (16 - 8 * channel) & 0xff);
    }
    for (unsigned i = 0; i < CELL_SLOTS; i++) {
        const struct cell *cell = &merge->cells[i];
        if (cell->entry <= first || !cell->weight)
            continue;
        uint32_t color = 0xff; /* the mean of what lies in it */
        for (int channel = 0; channel < 3; channel++)
            color = color << 8 | (uint32_t)((cell->sums[channel] + cell->weight / 2) / cell->weight);
        table->colors[cell->entry - 1] = color;
    }
    return true;
}

static bool colors_merge(struct color_table *table, const struct color_set *set, const struct color_merging *merging)
{
    struct merge merge = {.set = set, .merging = merging};
    unsigned own = 0;
    for (size_t i = 0; i < set->count; i++) {
        if (set->colors[i] >> 24 != 255)
            return false;
        own += !may_share(&merge, i);
    }
    if (own > merging->room)
        return false;
    for (merge.step = 2; merge.step <= merging->limit + 1; merge.step++) {
        memset(merge.cells, 0, sizeof merge.cells);
        entries_take(&merge, table);
        if (entries_share(&merge, table))
            return true;
    }
    return false;
}

bool color_table_make(struct color_table *table, const struct color_set *set, const struct color_merging *merging)
{
    if (set->count > merging->room)
        return colors_merge(table, set, merging);
    table->count = (unsigned)set->count;
    memcpy(table->colors, set->colors, set->count * sizeof *set->colors);
    for (size_t i = 0; i < set->count; i++)
        table->places[i] = (uint8_t)i;
    return true;
}
