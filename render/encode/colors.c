#include "colors.h"

#include <string.h>

void color_set_clear(struct color_set *set)
{
    for (size_t i = 0; i < set->count; i++) /* most have few */
        set->slots[set->taken[i]].place = 0;
    set->count = 0;
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
    set->taken[set->count] = (uint16_t)at;
    set->slots[at].color = color;
    set->slots[at].place = (uint32_t)++set->count;
    return (unsigned)set->count - 1;
}

/* ---- merging ------------------------------------------------------------------------------------- */

/* Colors that share an entry: a range of an array of indices into the set, and the box that they span. */
struct cluster {
    size_t first, count;
    uint8_t low[3], high[3];
    unsigned extent; /* of the longest side */
    unsigned longest;
};

static unsigned channel_of(uint32_t color, unsigned channel)
{
    return color >> (16 - 8 * channel) & 0xff;
}

static void cluster_measure(struct cluster *cluster, const struct color_set *set, const uint16_t *indices)
{
    cluster->extent = 0;
    for (unsigned channel = 0; channel < 3; channel++) {
        unsigned low = 255, high = 0;
        for (size_t i = cluster->first; i < cluster->first + cluster->count; i++) {
            unsigned value = channel_of(set->colors[indices[i]], channel);
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        cluster->low[channel] = (uint8_t)low;
        cluster->high[channel] = (uint8_t)high;
        if (high > low && high - low > cluster->extent) {
            cluster->extent = high - low;
            cluster->longest = channel;
        }
    }
}

/* Cuts a cluster across the middle of its longest side; gives the upper part. */
static struct cluster cluster_cut(struct cluster *cluster, const struct color_set *set, uint16_t *indices)
{
    unsigned middle = (cluster->low[cluster->longest] + cluster->high[cluster->longest] + 1u) / 2;
    size_t below = cluster->first;
    for (size_t i = cluster->first; i < cluster->first + cluster->count; i++) {
        if (channel_of(set->colors[indices[i]], cluster->longest) < middle) {
            uint16_t index = indices[i];
            indices[i] = indices[below];
            indices[below++] = index;
        }
    }
    struct cluster upper = {.first = below, .count = cluster->first + cluster->count - below};
    cluster->count = below - cluster->first;
    cluster_measure(cluster, set, indices);
    cluster_measure(&upper, set, indices);
    return upper;
}

static uint32_t cluster_mean(const struct cluster *cluster, const struct color_set *set, const uint16_t *indices)
{
    uint64_t sums[3] = {0}, weight = 0;
    for (size_t i = cluster->first; i < cluster->first + cluster->count; i++) {
        uint32_t count = set->counts[indices[i]] + 1;
        weight += count;
        for (unsigned channel = 0; channel < 3; channel++)
            sums[channel] += (uint64_t)count * channel_of(set->colors[indices[i]], channel);
    }
    uint32_t color = 0xff;
    for (int channel = 0; channel < 3; channel++)
        color = color << 8 | (uint32_t)((sums[channel] + weight / 2) / weight);
    return color;
}

/* Cuts the widest cluster until there are `room` of them; gives how many. */
static unsigned clusters_make(struct cluster *clusters, const struct color_set *set, uint16_t *indices, size_t count,
                              unsigned room)
{
    unsigned made = 1;
    clusters[0] = (struct cluster){.first = 0, .count = count};
    cluster_measure(&clusters[0], set, indices);
    while (made < room) {
        unsigned widest = 0;
        for (unsigned i = 1; i < made; i++)
            if (clusters[i].extent > clusters[widest].extent)
                widest = i;
        if (clusters[widest].extent == 0)
            break;
        clusters[made] = cluster_cut(&clusters[widest], set, indices);
        made++;
    }
    return made;
}

static bool takes_another(const struct color_merging *merging, size_t index)
{
    return merging->targets && merging->targets->of[index] != index;
}

static bool colors_merge(struct color_table *table, const struct color_set *set, const struct color_merging *merging)
{
    uint16_t indices[COLORS_MAX];
    struct cluster clusters[PALETTE_MAX];
    size_t sharing = 0;
    table->count = 0;
    for (size_t i = 0; i < set->count; i++) {
        if (set->colors[i] >> 24 != 255)
            return false;
        if (takes_another(merging, i))
            continue;
        if (i >= merging->fixed && set->counts[i] < merging->rare) {
            indices[sharing++] = (uint16_t)i;
            continue;
        }
        if (table->count == merging->room)
            return false;
        table->places[i] = (uint8_t)table->count;
        table->colors[table->count++] = set->colors[i];
    }
    if (sharing && table->count == merging->room)
        return false;
    unsigned made = sharing ? clusters_make(clusters, set, indices, sharing, merging->room - table->count) : 0;
    for (unsigned i = 0; i < made; i++) {
        if (clusters[i].extent > merging->limit)
            return false;
        for (size_t k = clusters[i].first; k < clusters[i].first + clusters[i].count; k++)
            table->places[indices[k]] = (uint8_t)table->count;
        table->colors[table->count++] = cluster_mean(&clusters[i], set, indices);
    }
    for (size_t i = 0; i < set->count; i++)
        if (takes_another(merging, i))
            table->places[i] = table->places[merging->targets->of[i]];
    return true;
}

/* ---- thinning ------------------------------------------------------------------------------------ */

enum { NONE = COLORS_MAX };

static bool colors_are_near(uint32_t a, uint32_t b, unsigned *sum)
{
    *sum = 0;
    for (unsigned channel = 0; channel < 3; channel++) {
        int difference = (int)channel_of(a, channel) - (int)channel_of(b, channel);
        if (difference < -1 || difference > 1)
            return false;
        *sum += difference != 0;
    }
    return true;
}

/* Of the colors that have an entry of their own and are a level off, the closest one, then the most frequent. */
static unsigned color_neighbor(const struct color_set *set, const uint16_t *targets, const uint32_t *counts,
                               uint32_t rare, unsigned index)
{
    unsigned best = NONE, best_sum = 0, sum;
    for (unsigned i = 0; i < set->count; i++) {
        if (i == index || targets[i] != i || counts[i] < rare ||
            !colors_are_near(set->colors[i], set->colors[index], &sum))
            continue;
        if (best == NONE || sum < best_sum || (sum == best_sum && counts[i] > counts[best])) {
            best = i;
            best_sum = sum;
        }
    }
    return best;
}

bool colors_thin(struct color_targets *targets, const struct color_set *set, uint32_t rare, unsigned room)
{
    uint32_t counts[COLOR_THIN_MAX];
    bool stays[COLOR_THIN_MAX];
    size_t left = 0;
    if (set->count > COLOR_THIN_MAX)
        return false;
    for (unsigned i = 0; i < set->count; i++) {
        targets->of[i] = (uint16_t)i;
        counts[i] = set->counts[i];
        stays[i] = counts[i] < rare;
        left += !stays[i];
    }
    while (left > room) {
        unsigned rarest = NONE;
        for (unsigned i = 0; i < set->count; i++)
            if (!stays[i] && (rarest == NONE || counts[i] < counts[rarest]))
                rarest = i;
        if (rarest == NONE)
            return false;
        unsigned neighbor = color_neighbor(set, targets->of, counts, rare, rarest);
        stays[rarest] = true;
        if (neighbor == NONE)
            continue;
        targets->of[rarest] = (uint16_t)neighbor;
        counts[neighbor] += counts[rarest];
        stays[neighbor] = true; /* or what it stands for would move on by another level */
        left--;
    }
    return true;
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
