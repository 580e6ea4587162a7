#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cancel.h"

enum {
    FIRST_BLOCK_BYTES = 4 * 1024, /* a request that is answered from the cache needs no more */
    LAST_BLOCK_BYTES = 256 * 1024,
    ALIGNMENT = _Alignof(max_align_t)
};

struct block {
    struct block *next;
    size_t size; /* of data */
    size_t used;
    max_align_t data[];
};

struct arena {
    struct block *blocks;  /* all, in order of use */
    struct block *current; /* where the next allocation is tried */
    size_t limit, used;
    bool failed;
    struct cancel *cancel; /* or NULL */
};

struct arena *arena_create(size_t limit_bytes)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena)
        arena->limit = limit_bytes;
    return arena;
}

void arena_destroy(struct arena *arena)
{
    if (!arena)
        return;
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

void arena_set_cancel(struct arena *arena, struct cancel *cancel)
{
    arena->cancel = cancel;
}

void arena_reset(struct arena *arena)
{
    /* A card that needed an outsized block gives it back: the next one rarely does. */
    struct block **link = &arena->blocks;
    while (*link) {
        struct block *block = *link;
        if (block->size > LAST_BLOCK_BYTES) {
            *link = block->next;
            free(block);
        } else {
            block->used = 0;
            link = &block->next;
        }
    }
    arena->current = arena->blocks;
    arena->used = 0;
    arena->failed = false;
}

static struct block *block_with_room(struct arena *arena, size_t size)
{
    while (arena->current) {
        if (arena->current->size - arena->current->used >= size)
            return arena->current;
        if (!arena->current->next)
            break;
        arena->current = arena->current->next;
    }
    size_t data_size = arena->current ? arena->current->size * 4 : FIRST_BLOCK_BYTES;
    if (data_size > LAST_BLOCK_BYTES)
        data_size = LAST_BLOCK_BYTES;
    if (data_size < size)
        data_size = size;
    struct block *block = malloc(sizeof *block + data_size);
    if (!block)
        return NULL;
    *block = (struct block){.size = data_size};
    if (arena->current)
        arena->current->next = block;
    else
        arena->blocks = block;
    arena->current = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > arena->limit - arena->used || cancel_check(arena->cancel)) {
        arena->failed = true;
        return NULL;
    }
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = block_with_room(arena, rounded);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    void *memory = (char *)block->data + block->used;
    block->used += rounded;
    arena->used += size;
    return memset(memory, 0, size);
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        arena->failed = true;
        return NULL;
    }
    return arena_alloc(arena, total);
}

bool arena_failed(const struct arena *arena)
{
    return arena->failed || (arena->cancel && cancel_is_requested(arena->cancel));
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (copy)
        memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t larger = *capacity ? *capacity * 2 : 16;
    void *copy = arena_calloc(arena, larger, size);
    if (!copy)
        return NULL;
    if (count)
        memcpy(copy, items, count * size);
    *capacity = larger;
    return copy;
}
