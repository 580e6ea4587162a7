#include "test.h"

#include <string.h>

#include "render/arena.h"

static void alloc_is_zeroed_after_reset(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    char *first = arena_alloc(arena, 100);
    memset(first, 'x', 100);
    arena_reset(arena);
    char *again = arena_alloc(arena, 100);
    assert_ptr_equal(first, again);
    for (int i = 0; i < 100; i++)
        assert_int_equal(again[i], 0);
    arena_destroy(arena);
}

static void limit_is_exact_and_failure_sticks(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1000);
    assert_non_null(arena_alloc(arena, 1000));
    assert_false(arena_failed(arena));
    assert_null(arena_alloc(arena, 1));
    assert_true(arena_failed(arena));
    arena_reset(arena);
    assert_false(arena_failed(arena));
    assert_non_null(arena_alloc(arena, 1000));
    arena_destroy(arena);
}

static void product_that_overflows_fails(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1000);
    assert_null(arena_calloc(arena, SIZE_MAX / 2, 3));
    assert_true(arena_failed(arena));
    arena_destroy(arena);
}

static void larger_than_a_block(void **state)
{
    (void)state;
    struct arena *arena = arena_create(8 << 20);
    char *small = arena_strdup(arena, "before");
    char *large = arena_alloc(arena, 3 << 20);
    memset(large, 1, 3 << 20);
    assert_string_equal(small, "before");
    assert_int_equal(arena_used(arena), (3 << 20) + 7);
    arena_reset(arena);
    assert_non_null(arena_alloc(arena, 1));
    arena_destroy(arena);
}

static void grow_keeps_items(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    size_t capacity = 0;
    int *items = NULL;
    for (size_t i = 0; i < 1000; i++) {
        items = arena_grow(arena, items, i, &capacity, sizeof *items);
        assert_non_null(items);
        items[i] = (int)i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    assert_string_equal(arena_printf(arena, "%s:%d", "a", 7), "a:7");
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alloc_is_zeroed_after_reset),
        cmocka_unit_test(limit_is_exact_and_failure_sticks),
        cmocka_unit_test(product_that_overflows_fails),
        cmocka_unit_test(larger_than_a_block),
        cmocka_unit_test(grow_keeps_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
