#include "ground.h"

#include <stdlib.h>

static void ground_drop(struct ground *ground)
{
    free(ground->pixels);
    record_free(&ground->record);
    *ground = (struct ground){0};
}

void ground_store_free(struct ground_store *store)
{
    for (int i = 0; i < GROUND_COUNT; i++)
        ground_drop(&store->grounds[i]);
}

struct ground *ground_find(struct ground_store *store, const struct record *record)
{
    for (int i = 0; i < GROUND_COUNT; i++) {
        struct ground *ground = &store->grounds[i];
        if (ground->pixels && record_equal(&ground->record, record)) {
            ground->used = ++store->clock;
            return ground;
        }
    }
    return NULL;
}

/* A free place, once all fit together. */
static struct ground *store_make_room(struct ground_store *store, size_t pixel_count)
{
    for (;;) {
        struct ground *unused = NULL, *oldest = NULL;
        size_t total = pixel_count;
        for (int i = 0; i < GROUND_COUNT; i++) {
            struct ground *ground = &store->grounds[i];
            total += ground->pixel_count;
            if (!ground->pixels)
                unused = ground;
            else if (!oldest || ground->used < oldest->used)
                oldest = ground;
        }
        if (unused && total <= GROUND_MAX_PIXELS)
            return unused;
        ground_drop(oldest);
    }
}

struct ground *ground_add(struct ground_store *store, struct record *record, size_t pixel_count)
{
    if (pixel_count > GROUND_MAX_PIXELS || record->failed)
        return NULL;
    uint32_t *pixels = malloc(pixel_count * sizeof *pixels);
    if (!pixels)
        return NULL;
    struct ground *ground = store_make_room(store, pixel_count);
    uint64_t now = ++store->clock;
    *ground = (struct ground){*record, pixels, pixel_count, now, now};
    *record = (struct record){0};
    return ground;
}

size_t ground_cut(const struct display_list *list)
{
    size_t depth = 0, cut = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (depth == 0)
            cut = i;
        if (list->items[i].kind == ITEM_GLYPHS || list->items[i].kind == ITEM_LINE)
            return cut;
        if (list->items[i].kind == ITEM_PUSH_GROUP)
            depth++;
        else if (list->items[i].kind == ITEM_POP_GROUP)
            depth--;
    }
    return list->count;
}
