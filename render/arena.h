/* Memory that lives as long as one card. Allocations are never freed one by one; the arena is reset
 * after each card and keeps its blocks. One thread at a time. */
#ifndef RENDER_ARENA_H
#define RENDER_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct cancel;

/* `limit_bytes` bounds what one card may take; NULL when out of memory. */
struct arena *arena_create(size_t limit_bytes);
void arena_destroy(struct arena *arena);

/* From now on allocations fail once `cancel` says to end, and arena_failed() says so: what builds in an arena stops
 * soon. */
void arena_set_cancel(struct arena *arena, struct cancel *cancel);

/* Forgets every allocation and clears the failure flag. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type. NULL past the limit or out of memory; then arena_failed() stays true
 * until the reset, so that a stage may check once at its end if it can bear NULLs until there. */
void *arena_alloc(struct arena *arena, size_t size);
/* The same for an array; a product that overflows fails. */
void *arena_calloc(struct arena *arena, size_t count, size_t size);
bool arena_failed(const struct arena *arena);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

/* NUL-terminated copies. */
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_strdup(struct arena *arena, const char *text);
__attribute__((format(printf, 2, 3))) char *arena_printf(struct arena *arena, const char *format, ...);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_calloc((arena), (count), sizeof(type)))

/* Grows a zeroed array in the arena: returns `items` itself, or a larger copy with *capacity updated, so
 * that index `count` is valid; NULL on failure. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#endif
