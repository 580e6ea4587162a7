#include "layout_fixture.h"

#define BEGIN                                                                                                          \
    (void)state;                                                                                                       \
    struct fixture f = fixture_create();                                                                               \
    struct node *root = element(&f, NULL, DISPLAY_BLOCK)
#define END arena_destroy(f.arena)

static struct node *absolute(struct fixture *f, struct node *parent, float top, float right, float bottom, float left)
{
    struct node *node = element(f, parent, DISPLAY_BLOCK);
    struct style *style = style_of(node);
    const float values[] = {top, right, bottom, left};
    style->position = POSITION_ABSOLUTE;
    for (int i = 0; i < 4; i++)
        if (!isnan(values[i]))
            style->inset[i] = px(values[i]);
    return node;
}

static void insets(void **state)
{
    BEGIN;
    struct node *holder = sized(&f, root, 400, 300);
    margins(holder, 50, 0, 0, 100);
    style_of(holder)->position = POSITION_RELATIVE;
    style_of(holder)->padding[SIDE_LEFT] = px(20);
    style_of(holder)->border[SIDE_LEFT] = (struct border){.style = BORDER_SOLID, .width_px = 5};
    struct node *all = absolute(&f, holder, 0, 0, 0, 0), *corner = absolute(&f, holder, NAN, 10, 10, NAN);
    struct node *centred = absolute(&f, holder, 0, 0, 0, 0), *percent = absolute(&f, holder, NAN, NAN, NAN, NAN);
    text(&f, corner, "ab");
    style_of(centred)->width = style_of(centred)->height = px(100);
    for (int i = 0; i < 4; i++)
        style_of(centred)->margin[i] = (struct length){0};
    style_of(percent)->inset[SIDE_TOP] = pct(10);
    style_of(percent)->inset[SIDE_LEFT] = pct(10);
    style_of(percent)->width = pct(50);
    style_of(percent)->height = pct(50);
    const struct box *box = lay_out(&f, root);
    check(box, holder, 100, 50, 425, 300);
    check(box, all, 105, 50, 420, 300);
    check(box, corner, 525 - 10 - 20, 350 - 10 - 20, 20, 20);
    check(box, centred, 105 + 160, 50 + 100, 100, 100);
    check(box, percent, 105 + 42, 50 + 30, 210, 150);
    END;
}

static void static_position_in_blocks(void **state)
{
    BEGIN;
    struct node *a = block(&f, root, 40), *out = absolute(&f, root, NAN, NAN, NAN, NAN), *b = block(&f, root, 10);
    margins(a, 0, 0, 20, 0);
    text(&f, out, "abc");
    const struct box *box = lay_out(&f, root);
    check(box, out, 0, 60, 30, 20);
    check(box, b, 0, 60, 800, 10);
    END;
}

static void static_position_in_flex(void **state)
{
    BEGIN;
    struct node *flex = element(&f, root, DISPLAY_FLEX);
    style_of(flex)->height = px(100);
    style_of(flex)->justify_content = ALIGN_CENTER;
    style_of(flex)->align_items = ALIGN_FLEX_END;
    struct node *item = sized(&f, flex, 50, 50), *out = absolute(&f, flex, NAN, NAN, NAN, NAN);
    style_of(out)->width = px(100);
    style_of(out)->height = px(20);
    const struct box *box = lay_out(&f, root);
    check(box, item, 375, 50, 50, 50);
    check(box, out, 350, 80, 100, 20);
    END;
}

static void static_position_in_a_paragraph(void **state)
{
    BEGIN;
    struct node *p = block(&f, root, NAN);
    text(&f, p, "abcd");
    struct node *inline_level = absolute(&f, p, NAN, NAN, NAN, NAN), *below = absolute(&f, p, NAN, NAN, NAN, NAN);
    style_of(inline_level)->inline_level = true;
    text(&f, inline_level, "x");
    text(&f, below, "y");
    const struct box *box = lay_out(&f, root);
    check(box, p, 0, 0, 800, 20);
    check(box, inline_level, 40, 0, 10, 20);
    check(box, below, 0, 20, 10, 20);
    END;
}

static void relative_moves_all_within(void **state)
{
    BEGIN;
    struct node *moved = block(&f, root, NAN), *inner = block(&f, moved, 10), *next = block(&f, root, 10);
    style_of(moved)->position = POSITION_RELATIVE;
    style_of(moved)->inset[SIDE_LEFT] = pct(10);
    style_of(moved)->inset[SIDE_BOTTOM] = px(5);
    struct node *corner = absolute(&f, inner, 0, NAN, NAN, 0);
    const struct box *box = lay_out(&f, root);
    check(box, inner, 80, -5, 800, 10);
    check(box, corner, 80, -5, 0, 0);
    check(box, next, 0, 10, 800, 10);
    END;
}

static void relative_inline_boxes_take_their_text_along(void **state)
{
    BEGIN;
    struct node *p = block(&f, root, NAN);
    text(&f, p, "aa ");
    struct node *moved = element(&f, p, DISPLAY_INLINE), *inner = element(&f, moved, DISPLAY_INLINE);
    text(&f, inner, "bb");
    text(&f, p, " cc");
    style_of(moved)->position = POSITION_RELATIVE;
    style_of(moved)->inset[SIDE_TOP] = px(6);
    style_of(moved)->inset[SIDE_LEFT] = px(-4);
    const struct box *box = lay_out(&f, root);
    check(box, moved, 26, 6, 20, 20);
    check(box, inner, 26, 6, 20, 20);
    const struct line *line = &find(box, p)->lines.lines[0];
    for (size_t i = 0; i < line->fragment_count; i++) {
        const struct fragment *fragment = &line->fragments[i];
        bool inside = fragment->kind == FRAGMENT_GLYPHS && fragment->item->text == inner->first_child->text;
        if (fragment->kind == FRAGMENT_GLYPHS)
            assert_float_equal(fragment->baseline, inside ? 21 : 15, 0.01);
    }
    END;
}

static void align_self_places_between_insets(void **state)
{
    BEGIN;
    struct node *holder = sized(&f, root, 400, 300), *middle = absolute(&f, holder, 0, NAN, 0, 0);
    style_of(holder)->position = POSITION_RELATIVE;
    style_of(middle)->align_self = ALIGN_CENTER;
    text(&f, middle, "ab");
    const struct box *box = lay_out(&f, root);
    check(box, middle, 0, 140, 20, 20);
    END;
}

static void without_a_holder_the_card_holds(void **state)
{
    BEGIN;
    margins(root, 20, 20, 20, 20);
    struct node *plain = block(&f, root, 10), *out = absolute(&f, plain, NAN, 0, 0, NAN);
    style_of(out)->width = px(100);
    style_of(out)->aspect_ratio = 2;
    const struct box *box = lay_out(&f, root);
    check(box, out, 700, 550, 100, 50);
    END;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(insets),
        cmocka_unit_test(static_position_in_blocks),
        cmocka_unit_test(static_position_in_flex),
        cmocka_unit_test(static_position_in_a_paragraph),
        cmocka_unit_test(relative_moves_all_within),
        cmocka_unit_test(relative_inline_boxes_take_their_text_along),
        cmocka_unit_test(align_self_places_between_insets),
        cmocka_unit_test(without_a_holder_the_card_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
