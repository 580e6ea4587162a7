#include "flex.h"

static float outer_hypothetical(const struct flex *flex, const struct flex_item *item)
{
    return item->hypothetical + flex_item_margins_main(flex, item);
}

/* Where lines end: the container's main size, or what its max-height leaves. */
static float line_limit(const struct flex *flex)
{
    if (!flex->multi_line)
        return INFINITY;
    if (!isnan(flex->main))
        return flex->main;
    float limit = box_ratio(flex->box) > 0 ? ratio_height(flex->box, flex->width) : INFINITY;
    limit = range_clamp(box_height_range(flex->box, flex->space->cb_height), limit);
    return limit - box_edges_y(flex->box);
}

bool flex_break_lines(struct flex *flex)
{
    flex->lines = layout_alloc(flex->layout, flex->count + 1, sizeof *flex->lines);
    if (!flex->lines)
        return false;
    float limit = line_limit(flex), length = 0;
    struct flex_line *line = NULL;
    for (size_t i = 0; i < flex->count; i++) {
        float outer = outer_hypothetical(flex, &flex->items[i]);
        if (!line || length + flex->main_gap + outer > limit) {
            line = &flex->lines[flex->line_count++];
            line->items = &flex->items[i];
            length = outer;
        } else {
            length += flex->main_gap + outer;
        }
        line->count++;
    }
    return true;
}

static float gaps(const struct flex *flex, const struct flex_line *line)
{
    return line->count > 1 ? flex->main_gap * (float)(line->count - 1) : 0;
}

float flex_longest_line(const struct flex *flex)
{
    float longest = 0;
    for (size_t i = 0; i < flex->line_count; i++) {
        float length = gaps(flex, &flex->lines[i]);
        for (size_t k = 0; k < flex->lines[i].count; k++)
            length += outer_hypothetical(flex, &flex->lines[i].items[k]);
        longest = fmaxf(longest, length);
    }
    return longest;
}

struct resolution {
    bool grow;
    float available; /* without gaps and margins */
    float initial_free;
};

static float factor_of(const struct flex_item *item, bool grow)
{
    return grow ? item->box->box.style->flex_grow : item->box->box.style->flex_shrink;
}

static float free_space(const struct flex_line *line, float available)
{
    for (size_t i = 0; i < line->count; i++)
        available -= line->items[i].frozen ? line->items[i].main : line->items[i].base;
    return available;
}

/* Step 4 b and c: shares of the free space. */
static void distribute(struct flex_line *line, const struct resolution *resolution)
{
    float factors = 0, scaled = 0, free = free_space(line, resolution->available);
    for (size_t i = 0; i < line->count; i++) {
        struct flex_item *item = &line->items[i];
        if (item->frozen)
            continue;
        factors += factor_of(item, resolution->grow);
        scaled += factor_of(item, resolution->grow) * (item->base - item->edges_main);
    }
    if (factors < 1 && fabsf(resolution->initial_free * factors) < fabsf(free))
        free = resolution->initial_free * factors;
    for (size_t i = 0; i < line->count; i++) {
        struct flex_item *item = &line->items[i];
        if (item->frozen)
            continue;
        float factor = factor_of(item, resolution->grow), share = 0;
        if (resolution->grow && factors > 0)
            share = free * (factor / factors);
        else if (!resolution->grow && scaled > 0)
            share = free * (factor * (item->base - item->edges_main) / scaled);
        item->main = item->base + unit_round(share);
    }
}

/* Steps 4 d and e: limits hold, and those that they hold are frozen. True while some are not. */
static bool fix_violations(struct flex_line *line)
{
    float total = 0;
    for (size_t i = 0; i < line->count; i++) {
        struct flex_item *item = &line->items[i];
        if (item->frozen)
            continue;
        float clamped = fmaxf(item->edges_main, range_clamp(item->main_range, item->main));
        item->violation = clamped - item->main;
        item->main = clamped;
        total += item->violation;
    }
    bool unfrozen = false;
    for (size_t i = 0; i < line->count; i++) {
        struct flex_item *item = &line->items[i];
        if (item->frozen)
            continue;
        item->frozen = total == 0 || (total > 0 && item->violation > 0) || (total < 0 && item->violation < 0);
        unfrozen |= !item->frozen;
    }
    return unfrozen;
}

void flex_resolve_lengths(const struct flex *flex, struct flex_line *line)
{
    struct resolution resolution = {.available = flex->main - gaps(flex, line)};
    float hypothetical = 0;
    for (size_t i = 0; i < line->count; i++) {
        hypothetical += line->items[i].hypothetical;
        resolution.available -= flex_item_margins_main(flex, &line->items[i]);
    }
    resolution.grow = hypothetical < resolution.available;
    bool unfrozen = false;
    for (size_t i = 0; i < line->count; i++) {
        struct flex_item *item = &line->items[i];
        item->main = item->hypothetical;
        item->frozen = factor_of(item, resolution.grow) == 0 ||
                       (resolution.grow ? item->base > item->hypothetical : item->base < item->hypothetical);
        unfrozen |= !item->frozen;
    }
    resolution.initial_free = free_space(line, resolution.available);
    while (unfrozen) {
        distribute(line, &resolution);
        unfrozen = fix_violations(line);
    }
}
