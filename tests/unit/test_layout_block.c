#include "layout_fixture.h"

/* Every test: a root without margins, 800 x 600. */
#define BEGIN                                                                                                          \
    (void)state;                                                                                                       \
    struct fixture f = fixture_create();                                                                               \
    struct node *root = element(&f, NULL, DISPLAY_BLOCK)
#define END arena_destroy(f.arena)

static void siblings_collapse(void **state)
{
    BEGIN;
    struct node *a = block(&f, root, 10), *b = block(&f, root, 10), *c = block(&f, root, 10), *d = block(&f, root, 10);
    margins(a, 5, 0, 20, 0);
    margins(b, 30, 0, -10, 0);
    margins(c, 25, 0, -10, 0);
    margins(d, -30, 0, 0, 0);
    const struct box *box = lay_out(&f, root);
    check(box, a, 0, 5, 800, 10);
    check(box, b, 0, 45, 800, 10);
    check(box, c, 0, 70, 800, 10); /* 25 - 10 */
    check(box, d, 0, 50, 800, 10); /* the lower of -10 and -30 */
    END;
}

static void children_collapse_with_parent(void **state)
{
    BEGIN;
    struct node *body = block(&f, root, NAN), *a = block(&f, body, NAN), *b = block(&f, a, 10);
    struct node *next = block(&f, body, 10);
    margins(body, 8, 8, 8, 8);
    margins(a, 10, 0, 10, 0);
    margins(b, 40, 0, 30, 0);
    const struct box *box = lay_out(&f, root);
    check(box, root, 0, 0, 800, 40 + 10 + 30 + 10 + 8);
    check(box, body, 8, 40, 784, 50);
    check(box, a, 8, 40, 784, 10);
    check(box, b, 8, 40, 784, 10);
    check(box, next, 8, 80, 784, 10);
    END;
}

static void padding_border_and_context_separate(void **state)
{
    BEGIN;
    struct node *padded = block(&f, root, NAN), *inner = block(&f, padded, 10);
    style_of(padded)->padding[SIDE_TOP] = style_of(padded)->padding[SIDE_BOTTOM] = px(1);
    margins(inner, 20, 0, 20, 0);
    struct node *hidden = block(&f, root, NAN), *kept = block(&f, hidden, 10);
    style_of(hidden)->overflow_x = style_of(hidden)->overflow_y = OVERFLOW_HIDDEN;
    margins(kept, 20, 0, 20, 0);
    const struct box *box = lay_out(&f, root);
    check(box, padded, 0, 0, 800, 52);
    check(box, inner, 0, 21, 800, 10);
    check(box, hidden, 0, 52, 800, 50);
    check(box, kept, 0, 72, 800, 10);
    END;
}

static void margins_go_through_empty_boxes(void **state)
{
    BEGIN;
    struct node *a = block(&f, root, 10), *empty = block(&f, root, NAN), *nested = block(&f, empty, NAN);
    struct node *b = block(&f, root, 10);
    margins(a, 0, 0, 10, 0);
    margins(empty, 15, 0, 5, 0);
    margins(nested, 0, 0, 40, 0);
    margins(b, 20, 0, 0, 0);
    const struct box *box = lay_out(&f, root);
    check(box, empty, 0, 50, 800, 0);
    check(box, b, 0, 50, 800, 10);
    END;
}

static void height_keeps_the_last_margin_inside(void **state)
{
    BEGIN;
    struct node *tall = block(&f, root, 100), *inner = block(&f, tall, 10), *least = block(&f, root, NAN);
    struct node *last = block(&f, least, 10), *next = block(&f, root, 10);
    margins(inner, 0, 0, 50, 0);
    style_of(least)->min_height = px(30);
    margins(last, 0, 0, 50, 0);
    const struct box *box = lay_out(&f, root);
    check(box, least, 0, 100, 800, 30);
    check(box, next, 0, 130, 800, 10);
    END;
}

static void widths(void **state)
{
    BEGIN;
    struct node *fills = block(&f, root, 10), *centred = sized(&f, root, 200, 10), *right = sized(&f, root, 200, 10);
    struct node *border = sized(&f, root, 200, 50), *half = block(&f, root, 10), *most = block(&f, root, 10);
    margins(fills, 0, 30, 0, 20);
    style_of(centred)->margin[SIDE_LEFT] = style_of(centred)->margin[SIDE_RIGHT] = (struct length){0};
    style_of(right)->margin[SIDE_LEFT] = (struct length){0};
    for (int i = 0; i < 4; i++) {
        style_of(border)->padding[i] = px(10);
        style_of(border)->border[i] = (struct border){.style = BORDER_SOLID, .width_px = 2.7f};
    }
    style_of(half)->width = pct(50);
    style_of(half)->padding[SIDE_LEFT] = pct(10);
    style_of(most)->max_width = px(300);
    style_of(most)->min_width = px(350);
    const struct box *box = lay_out(&f, root);
    check(box, fills, 20, 0, 750, 10);
    check(box, centred, 300, 10, 200, 10);
    check(box, right, 600, 20, 200, 10);
    check(box, border, 0, 30, 224, 74);
    check(box, half, 0, 104, 480, 10);
    check(box, most, 0, 114, 350, 10);
    END;
}

static void percent_heights_need_a_basis(void **state)
{
    BEGIN;
    style_of(root)->height = pct(100);
    struct node *body = block(&f, root, NAN), *in_auto = block(&f, body, NAN), *definite = block(&f, body, 200);
    struct node *half = block(&f, definite, NAN), *least = block(&f, root, NAN);
    style_of(in_auto)->height = pct(50);
    style_of(half)->height = pct(50);
    style_of(least)->min_height = pct(25);
    const struct box *box = lay_out(&f, root);
    check(box, root, 0, 0, 800, 600);
    check(box, in_auto, 0, 0, 800, 0);
    check(box, half, 0, 0, 800, 100);
    check(box, least, 0, 200, 800, 150);
    END;
}

static void ratios(void **state)
{
    BEGIN;
    struct node *from_width = sized(&f, root, 320, NAN), *from_height = block(&f, root, 90);
    struct node *limited = block(&f, root, NAN), *grows = sized(&f, root, 100, NAN);
    style_of(from_width)->aspect_ratio = style_of(from_height)->aspect_ratio = 16.f / 9;
    style_of(limited)->aspect_ratio = 2;
    style_of(limited)->max_height = px(100);
    style_of(grows)->aspect_ratio = 2;
    block(&f, grows, 80);
    const struct box *box = lay_out(&f, root);
    check(box, from_width, 0, 0, 320, 180);
    check(box, from_height, 0, 180, 160, 90);
    check(box, limited, 0, 270, 200, 100);
    check(box, grows, 0, 370, 100, 80);
    END;
}

static void text_among_blocks_gets_boxes(void **state)
{
    BEGIN;
    text(&f, root, "\n  ");
    struct node *a = block(&f, root, 10);
    text(&f, root, "words here");
    struct node *b = block(&f, root, 10);
    text(&f, root, " \n ");
    const struct box *box = lay_out(&f, root);
    check(box, a, 0, 0, 800, 10);
    check(box, b, 0, 30, 800, 10);
    const struct box *anonymous = box->first_child->next_sibling;
    assert_null(anonymous->node);
    assert_non_null(anonymous->paragraph);
    assert_ptr_equal(anonymous->next_sibling->node, b);
    assert_null(anonymous->next_sibling->next_sibling);
    END;
}

static void pictures(void **state)
{
    BEGIN;
    struct node *natural = picture(&f, root, 400, 200), *wide = picture(&f, root, 400, 200);
    struct node *low = picture(&f, root, 400, 200), *boxed = picture(&f, root, 400, 200);
    struct node *all[] = {natural, wide, low, boxed};
    for (int i = 0; i < 4; i++)
        style_of(all[i])->display = DISPLAY_BLOCK;
    style_of(wide)->width = pct(25);
    style_of(low)->max_height = px(50);
    style_of(boxed)->max_width = px(100);
    style_of(boxed)->max_height = px(20);
    const struct box *box = lay_out(&f, root);
    check(box, natural, 0, 0, 400, 200);
    check(box, wide, 0, 200, 200, 100);
    check(box, low, 0, 300, 100, 50);
    check(box, boxed, 0, 350, 40, 20);
    END;
}

static void inline_boxes_have_pieces(void **state)
{
    BEGIN;
    struct node *p = sized(&f, root, 100, NAN);
    text(&f, p, "aaaa ");
    struct node *span = element(&f, p, DISPLAY_INLINE);
    style_of(span)->margin[SIDE_LEFT] = px(7);
    style_of(span)->padding[SIDE_LEFT] = style_of(span)->padding[SIDE_RIGHT] = px(3);
    style_of(span)->padding[SIDE_TOP] = px(2);
    text(&f, span, "bb cccccc");
    text(&f, p, " dd");
    const struct box *box = find(lay_out(&f, root), span);
    assert_int_equal(box->kind, BOX_INLINE);
    assert_int_equal(box->fragment_count, 2);
    assert_float_equal(box->fragments[0].x, 57, 0.01);
    assert_float_equal(box->fragments[0].y, -2, 0.01);
    assert_float_equal(box->fragments[0].width, 3 + 20, 0.01);
    assert_float_equal(box->fragments[0].height, 22, 0.01);
    assert_float_equal(box->fragments[1].x, 0, 0.01);
    assert_float_equal(box->fragments[1].y, 18, 0.01);
    assert_float_equal(box->fragments[1].width, 60 + 3, 0.01);
    END;
}

static void objects_stand_in_lines(void **state)
{
    BEGIN;
    struct node *p = sized(&f, root, 300, NAN);
    text(&f, p, "aa ");
    struct node *chip = element(&f, p, DISPLAY_INLINE_BLOCK);
    margins(chip, 1, 2, 3, 4);
    for (int i = 0; i < 4; i++)
        style_of(chip)->padding[i] = px(5);
    text(&f, chip, "bbb");
    const struct box *box = lay_out(&f, root);
    /* margin box 46 x 34, its baseline 21 below its top */
    check(box, chip, 30 + 4, 29 - 21 + 1, 40, 30);
    check(box, p, 0, 0, 300, 34);
    END;
}

static void a_block_splits_the_inline_box_around_it(void **state)
{
    BEGIN;
    struct node *link = element(&f, root, DISPLAY_INLINE);
    text(&f, link, "before");
    struct node *inner = block(&f, link, 50);
    text(&f, link, "after");
    const struct box *box = lay_out(&f, root);
    check(box, inner, 0, 20, 800, 50);
    check(box, root, 0, 0, 800, 90);
    assert_ptr_equal(box->first_child->first_child->node, link);
    assert_ptr_equal(box->last_child->first_child->node, link);
    END;
}

/* The edges of an inline box that a block splits stand in lines of their own. */
static void edges_around_a_block_make_lines(void **state)
{
    BEGIN;
    struct node *p = sized(&f, root, 100, NAN);
    struct node *span = element(&f, p, DISPLAY_INLINE);
    style_of(span)->padding[SIDE_LEFT] = style_of(span)->padding[SIDE_RIGHT] = px(3);
    struct node *inner = sized(&f, span, 50, 10);
    struct node *bare = element(&f, p, DISPLAY_INLINE), *last = sized(&f, bare, 50, 10);
    const struct box *box = lay_out(&f, root);
    check(box, inner, 0, 20, 50, 10);
    check(box, last, 0, 50, 50, 10);
    END;
}

static void objects_without_height_make_a_line(void **state)
{
    BEGIN;
    struct node *p = block(&f, root, NAN), *next = block(&f, root, 10);
    struct node *object = element(&f, p, DISPLAY_INLINE_BLOCK);
    margins(p, 10, 0, 10, 0);
    style_of(p)->text.font_size_px = 0;
    (void)object;
    const struct box *box = lay_out(&f, root);
    assert_true(find(box, next)->border_box.y >= 20); /* the margins do not meet through it */
    END;
}

static void nesting_at_the_limit(void **state)
{
    BEGIN;
    struct node *node = root;
    for (int i = 0; i < 100; i++)
        node = element(&f, node, DISPLAY_BLOCK);
    text(&f, node, "deep");
    check(lay_out(&f, root), node, 0, 0, 800, 20);
    struct node *deeper = element(&f, node, DISPLAY_BLOCK);
    (void)deeper;
    struct layout_context context = {.arena = f.arena};
    assert_null(layout_card(&context, root, 800, 600, &f.error));
    assert_int_equal(f.error.status, OGCARD_TOO_LARGE);
    END;
}

static void nesting_is_bounded(void **state)
{
    BEGIN;
    struct node *node = root;
    for (int i = 0; i < 1000; i++)
        node = element(&f, node, i % 2 ? DISPLAY_INLINE : DISPLAY_BLOCK);
    text(&f, node, "deep");
    struct layout_context context = {.arena = f.arena};
    assert_null(layout_card(&context, root, 800, 600, &f.error));
    assert_int_equal(f.error.status, OGCARD_TOO_LARGE);
    END;
}

static void memory_that_ends_is_an_error(void **state)
{
    (void)state;
    for (size_t limit = 4000; limit < 200000; limit += 1777) {
        struct fixture f = fixture_create();
        struct node *root = element(&f, NULL, DISPLAY_BLOCK), *row = element(&f, root, DISPLAY_FLEX);
        text(&f, row, "some words");
        struct node *span = element(&f, block(&f, row, NAN), DISPLAY_INLINE);
        text(&f, span, "more");
        picture(&f, row, 10, 10);
        struct arena *small = arena_create(limit);
        struct layout_context context = {.arena = small};
        const struct box *box = layout_card(&context, root, 800, 600, &f.error);
        assert_true(box || f.error.status == OGCARD_TOO_LARGE);
        arena_destroy(small);
        arena_destroy(f.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(siblings_collapse),
        cmocka_unit_test(children_collapse_with_parent),
        cmocka_unit_test(padding_border_and_context_separate),
        cmocka_unit_test(margins_go_through_empty_boxes),
        cmocka_unit_test(height_keeps_the_last_margin_inside),
        cmocka_unit_test(widths),
        cmocka_unit_test(percent_heights_need_a_basis),
        cmocka_unit_test(ratios),
        cmocka_unit_test(text_among_blocks_gets_boxes),
        cmocka_unit_test(pictures),
        cmocka_unit_test(inline_boxes_have_pieces),
        cmocka_unit_test(objects_stand_in_lines),
        cmocka_unit_test(a_block_splits_the_inline_box_around_it),
        cmocka_unit_test(edges_around_a_block_make_lines),
        cmocka_unit_test(objects_without_height_make_a_line),
        cmocka_unit_test(nesting_at_the_limit),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(memory_that_ends_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
