#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/paint/display_list.h"

/* Boxes made by hand. A box's background color is its number: the dump shows fills as numbers, so that an expected
 * paint order reads like one. */

enum { MAX_BOXES = 24 };

static struct tree {
    struct arena *arena;
    struct box boxes[MAX_BOXES];
    struct style styles[MAX_BOXES];
    struct node nodes[MAX_BOXES];
    int count;
} tree;

static struct box *box_new(struct box *parent, float x, float y, float width, float height)
{
    int number = tree.count++;
    assert_true(number < MAX_BOXES);
    struct box *box = &tree.boxes[number];
    struct style *style = &tree.styles[number];
    struct node *node = &tree.nodes[number];
    *style = (struct style){.display = DISPLAY_BLOCK, .z_index_auto = true, .opacity = 1, .visible = true};
    style->background_color = (struct color){(float)number / 255, 0, 0, 1};
    style->text.color = (struct color){0, 0, 0, 1};
    style->transform_origin_x = style->transform_origin_y = (struct length){LENGTH_VALUE, 0, 50};
    *node = (struct node){.kind = NODE_ELEMENT, .style = style, .tag = number ? "div" : "html", .id = ""};
    *box = (struct box){
        .kind = BOX_BLOCK, .node = node, .style = style, .parent = parent, .border_box = {x, y, width, height}};
    if (parent) {
        if (parent->last_child)
            parent->last_child->next_sibling = box;
        else
            parent->first_child = box;
        parent->last_child = box;
    }
    return box;
}

static struct style *style_of(const struct box *box)
{
    return &tree.styles[box - tree.boxes];
}

/* The html element: box 0, without a background of its own. */
static struct box *tree_begin(void)
{
    arena_destroy(tree.arena);
    memset(&tree, 0, sizeof tree);
    tree.arena = arena_create(1 << 20);
    struct box *root = box_new(NULL, 0, 0, 100, 100);
    tree.styles[0].background_color.a = 0;
    return root;
}

static int teardown(void **state)
{
    (void)state;
    arena_destroy(tree.arena);
    tree.arena = NULL;
    return 0;
}

static struct display_list tree_paint(void)
{
    struct display_list list;
    assert_true(display_list_build(&tree.boxes[0], 100, 100, tree.arena, &list));
    return list;
}

static const char *item_dump(const struct display_item *item)
{
    static const char *const names[] = {
        [ITEM_GRADIENT] = "gradient", [ITEM_IMAGE] = "image",  [ITEM_BORDER] = "border", [ITEM_SHADOW] = "shadow",
        [ITEM_LINE] = "line",         [ITEM_PUSH_CLIP] = "[",  [ITEM_POP_CLIP] = "]",    [ITEM_PUSH_TRANSFORM] = "<",
        [ITEM_POP_TRANSFORM] = ">",   [ITEM_PUSH_GROUP] = "{", [ITEM_POP_GROUP] = "}",
    };
    static char text[32];
    if (item->kind == ITEM_FILL)
        snprintf(text, sizeof text, "%d", (int)(item->fill.color.r * 255 + 0.5f));
    else if (item->kind == ITEM_GLYPHS)
        snprintf(text, sizeof text, "t%d", (int)item->glyphs.count);
    else
        return names[item->kind];
    return text;
}

/* Without the canvas. */
static void assert_order(const char *want)
{
    struct display_list list = tree_paint();
    char got[500] = "";
    for (size_t i = 1; i < list.count; i++) {
        strcat(got, i > 1 ? " " : "");
        strcat(got, item_dump(&list.items[i]));
    }
    assert_string_equal(got, want);
}

static void blocks_in_tree_order(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *a = box_new(root, 0, 0, 50, 50); /* 1 */
    box_new(a, 0, 0, 20, 20);                    /* 2 */
    box_new(root, 0, 50, 50, 50);                /* 3 */
    assert_order("1 2 3");
    style_of(a)->visible = false;
    assert_order("2 3");
}

static void z_index_orders_positioned_boxes(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    static const int z[] = {2, -1, 0, 1, -2};
    for (int i = 0; i < 5; i++) {
        struct box *box = box_new(root, 0, 0, 10, 10); /* 1 to 5 */
        style_of(box)->position = POSITION_ABSOLUTE;
        style_of(box)->z_index = z[i];
        style_of(box)->z_index_auto = false;
    }
    box_new(root, 0, 0, 10, 10); /* 6, in the flow */
    struct box *late = box_new(root, 0, 0, 10, 10);
    style_of(late)->position = POSITION_RELATIVE; /* 7, auto: with 0, in tree order */
    assert_order("5 2 6 3 7 4 1");
}

static void auto_lets_children_out_but_zero_keeps_them(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *parent = box_new(root, 0, 0, 10, 10); /* 1 */
    style_of(parent)->position = POSITION_RELATIVE;
    struct box *child = box_new(parent, 0, 0, 10, 10); /* 2 */
    style_of(child)->position = POSITION_ABSOLUTE;
    style_of(child)->z_index = 5;
    style_of(child)->z_index_auto = false;
    struct box *other = box_new(root, 0, 0, 10, 10); /* 3 */
    style_of(other)->position = POSITION_RELATIVE;
    style_of(other)->z_index = 1;
    style_of(other)->z_index_auto = false;
    assert_order("1 3 2");
    style_of(parent)->z_index_auto = false;
    assert_order("1 2 3");
}

static void opacity_groups_and_lifts(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *faint = box_new(root, 0, 0, 10, 10); /* 1 */
    style_of(faint)->opacity = 0.5f;
    box_new(faint, 0, 0, 5, 5);  /* 2 */
    box_new(root, 0, 0, 10, 10); /* 3 */
    assert_order("3 { 1 2 }");
    style_of(faint)->opacity = 0;
    assert_order("3");
}

static void transform_turns_about_its_origin(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *box = box_new(root, 20, 40, 20, 10); /* 1 */
    struct transform turns[2] = {{.kind = TRANSFORM_TRANSLATE, .x = {LENGTH_VALUE, 0, 50}},
                                 {.kind = TRANSFORM_ROTATE, .values = {90}}};
    style_of(box)->transforms = turns;
    style_of(box)->transform_count = 2;
    assert_order("< 1 >");
    struct display_list list = tree_paint();
    const double *m = list.items[1].transform;
    /* the centre (30, 45) moves right by half the width; (40, 45) turns to below it */
    assert_float_equal(m[0] * 30 + m[2] * 45 + m[4], 40, 1e-4);
    assert_float_equal(m[1] * 30 + m[3] * 45 + m[5], 45, 1e-4);
    assert_float_equal(m[0] * 40 + m[2] * 45 + m[4], 40, 1e-4);
    assert_float_equal(m[1] * 40 + m[3] * 45 + m[5], 55, 1e-4);
}

static void flex_items_are_atomic_and_ordered(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *flex = box_new(root, 0, 0, 100, 10); /* 1 */
    flex->kind = BOX_FLEX;
    struct box *first = box_new(flex, 0, 0, 10, 10);  /* 2 */
    box_new(first, 0, 0, 5, 5);                       /* 3 */
    struct box *second = box_new(flex, 0, 0, 10, 10); /* 4 */
    box_new(second, 0, 0, 5, 5);                      /* 5 */
    box_new(root, 0, 0, 10, 10);                      /* 6: a block behind all flex items */
    assert_order("1 6 2 3 4 5");
    style_of(first)->order = 1;
    assert_order("1 6 4 5 2 3");
    style_of(second)->z_index = 1; /* counts although it is static */
    style_of(second)->z_index_auto = false;
    assert_order("1 6 2 3 4 5");
}

static void overflow_clips_content_but_not_the_box(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *clip = box_new(root, 10, 10, 50, 50); /* 1 */
    style_of(clip)->overflow_x = style_of(clip)->overflow_y = OVERFLOW_HIDDEN;
    clip->border[SIDE_LEFT] = 4;
    for (int i = 0; i < 4; i++)
        style_of(clip)->radius[i] = (struct corner_radius){{LENGTH_VALUE, 10, 0}, {LENGTH_VALUE, 10, 0}};
    box_new(clip, 10, 10, 80, 80); /* 2 */
    assert_order("1 [ 2 ]");
    struct display_list list = tree_paint();
    const struct rounded_rect *shape = &list.items[2].clip;
    assert_float_equal(shape->rect.x, 14, 0); /* the padding box and its inner curve */
    assert_float_equal(shape->radius[CORNER_TOP_LEFT].x, 6, 0);
    assert_float_equal(shape->radius[CORNER_TOP_LEFT].y, 10, 0);
    assert_float_equal(shape->radius[CORNER_TOP_RIGHT].x, 10, 0);
}

static void absolute_box_is_clipped_by_its_containing_blocks_only(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *clip = box_new(root, 0, 0, 50, 50); /* 1 */
    style_of(clip)->overflow_x = style_of(clip)->overflow_y = OVERFLOW_HIDDEN;
    struct box *absolute = box_new(clip, 40, 40, 80, 80); /* 2 */
    style_of(absolute)->position = POSITION_ABSOLUTE;
    assert_order("1 2");
    style_of(clip)->position = POSITION_RELATIVE;
    assert_order("1 [ 2 ]");
}

static void body_gives_background_and_overflow_away(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *body = box_new(root, 8, 8, 84, 20); /* 1 */
    tree.nodes[1].tag = "body";
    style_of(body)->overflow_x = style_of(body)->overflow_y = OVERFLOW_HIDDEN;
    box_new(body, 0, 0, 10, 10); /* 2 */
    struct display_list list = tree_paint();
    assert_int_equal(list.count, 2); /* canvas in body's color, then the child, unclipped */
    assert_float_equal(list.items[0].fill.color.r * 255, 1, 0.01);
    assert_float_equal(list.items[0].fill.shape.rect.width, 100, 0);
    tree.styles[0].background_color = (struct color){1, 1, 0, 1}; /* html has its own: body keeps its */
    list = tree_paint();
    assert_int_equal(list.count, 3);
    assert_float_equal(list.items[1].fill.shape.rect.x, 8, 0);
}

static void canvas_is_white_below(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    style_of(root)->background_color = (struct color){0, 0, 1, 0.5f};
    struct display_list list = tree_paint();
    assert_int_equal(list.count, 2);
    assert_float_equal(list.items[0].fill.color.g, 1, 0);
    assert_float_equal(list.items[1].fill.color.a, 0.5f, 0);
}

static void box_is_painted_shadow_color_layers_inset_border(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *box = box_new(root, 10, 10, 50, 50); /* 1 */
    struct gradient gradient = {.kind = GRADIENT_LINEAR};
    struct image image = {.kind = IMAGE_RASTER, .width_px = 5, .height_px = 5, .aspect_ratio = 1};
    struct background_layer layers[2] = {{.image = &image}, {.gradient = &gradient}}; /* the first is on top */
    struct shadow shadows[3] = {{.blur_px = 1, .color = {0, 0, 0, 1}},
                                {.color = {0, 0, 0, 1}, .inset = true},
                                {.blur_px = 3, .color = {0, 0, 0, 1}}};
    style_of(box)->backgrounds = layers;
    style_of(box)->background_count = 2;
    style_of(box)->box_shadows = shadows;
    style_of(box)->box_shadow_count = 3;
    style_of(box)->border[SIDE_TOP] = (struct border){BORDER_SOLID, 2, {0, 0, 0, 1}};
    box->border[SIDE_TOP] = 2;
    assert_order("shadow shadow 1 gradient image shadow border");
    struct display_list list = tree_paint();
    assert_float_equal(list.items[1].shadow.shadow.blur_px, 3, 0); /* the first shadow is on top */
    assert_float_equal(list.items[6].shadow.shape.rect.y, 12, 0);  /* inset: the padding box */
}

static void background_tiles(void **state)
{
    (void)state;
    struct image image = {.kind = IMAGE_RASTER, .width_px = 30, .height_px = 15, .aspect_ratio = 2};
    const struct length half = {LENGTH_VALUE, 0, 50}, automatic = {LENGTH_AUTO, 0, 0}, zero = {LENGTH_VALUE, 0, 0};
    const struct length px40 = {LENGTH_VALUE, 40, 0};
    const struct {
        struct background_layer layer;
        struct rect tile;
        float step_x, step_y;
    } cases[] = {
        {{.width = automatic, .height = automatic, .x = half, .y = half, .repeat_x = NO_REPEAT, .repeat_y = NO_REPEAT},
         {35, 42.5f, 30, 15},
         0,
         0},
        {{.size = BACKGROUND_SIZE_COVER, .x = half, .y = half}, {-50, 0, 200, 100}, 200, 100},
        {{.size = BACKGROUND_SIZE_CONTAIN, .x = half, .y = half}, {0, 25, 100, 50}, 100, 50},
        {{.width = px40, .height = automatic, .x = zero, .y = zero}, {0, 0, 40, 20}, 40, 20},
        {{.width = automatic, .height = automatic, .repeat_x = REPEAT_ROUND, .repeat_y = REPEAT_SPACE},
         {0, 0, 33.333f, 16.667f},
         33.333f,
         16.667f},
        {{.width = px40, .height = px40, .x = half, .repeat_x = REPEAT_SPACE, .repeat_y = REPEAT},
         {0, 0, 40, 40},
         60,
         40},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct box *root = tree_begin();
        struct box *box = box_new(root, 0, 0, 100, 100);
        struct background_layer layer = cases[i].layer;
        layer.image = &image;
        style_of(box)->backgrounds = &layer;
        style_of(box)->background_count = 1;
        struct display_list list = tree_paint();
        const struct display_item *item = &list.items[2];
        assert_int_equal(item->kind, ITEM_IMAGE);
        assert_float_equal(item->image.tile.x, cases[i].tile.x, 0.01);
        assert_float_equal(item->image.tile.y, cases[i].tile.y, 0.01);
        assert_float_equal(item->image.tile.width, cases[i].tile.width, 0.01);
        assert_float_equal(item->image.tile.height, cases[i].tile.height, 0.01);
        assert_float_equal(item->image.step_x, cases[i].step_x, 0.01);
        assert_float_equal(item->image.step_y, cases[i].step_y, i == 4 ? 0.05 : 0.01);
    }
}

static void object_fit(void **state)
{
    (void)state;
    struct image image = {.kind = IMAGE_RASTER, .width_px = 40, .height_px = 20, .aspect_ratio = 2};
    static const struct {
        enum object_fit fit;
        struct rect tile;
    } cases[] = {
        {OBJECT_FIT_FILL, {10, 10, 60, 60}},       {OBJECT_FIT_CONTAIN, {10, 25, 60, 30}},
        {OBJECT_FIT_COVER, {-20, 10, 120, 60}},    {OBJECT_FIT_NONE, {20, 30, 40, 20}},
        {OBJECT_FIT_SCALE_DOWN, {20, 30, 40, 20}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct box *root = tree_begin();
        struct box *box = box_new(root, 5, 5, 70, 70);
        for (int side = 0; side < 4; side++)
            box->padding[side] = 5;
        box->kind = BOX_REPLACED;
        tree.nodes[1].image = &image;
        style_of(box)->object_fit = cases[i].fit;
        style_of(box)->object_x = style_of(box)->object_y = (struct length){LENGTH_VALUE, 0, 50};
        assert_order("1 image");
        struct display_list list = tree_paint();
        const struct rect tile = list.items[2].image.tile;
        assert_float_equal(list.items[2].image.clip.rect.x, 10, 0);
        assert_float_equal(tile.x, cases[i].tile.x, 0.01);
        assert_float_equal(tile.y, cases[i].tile.y, 0.01);
        assert_float_equal(tile.width, cases[i].tile.width, 0.01);
        assert_float_equal(tile.height, cases[i].tile.height, 0.01);
    }
}

static void radii_shrink_until_they_fit(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *box = box_new(root, 0, 0, 100, 40);
    for (int i = 0; i < 4; i++)
        style_of(box)->radius[i] = (struct corner_radius){{LENGTH_VALUE, 999, 0}, {LENGTH_VALUE, 999, 0}};
    struct display_list list = tree_paint();
    for (int i = 0; i < 4; i++) {
        assert_float_equal(list.items[1].fill.shape.radius[i].x, 20, 0.01);
        assert_float_equal(list.items[1].fill.shape.radius[i].y, 20, 0.01);
    }
}

/* A line of text in `block`: one fragment an item, each of as many glyphs as its place in the list. */
static void text_add(struct box *block, const struct paragraph_item *items, size_t count)
{
    static struct glyph glyphs[16];
    struct fragment *fragments = ARENA_ARRAY(tree.arena, struct fragment, count);
    struct line *line = ARENA_NEW(tree.arena, struct line);
    for (size_t i = 0; i < count; i++)
        fragments[i] = (struct fragment){.kind = FRAGMENT_GLYPHS,
                                         .item = &items[i],
                                         .x = (float)i * 10,
                                         .width = 10,
                                         .baseline = 20,
                                         .ascent = 16,
                                         .descent = 4,
                                         .font_size_px = 20,
                                         .glyphs = glyphs,
                                         .glyph_count = i + 1};
    *line = (struct line){.fragments = fragments, .fragment_count = count};
    block->lines = (struct paragraph_lines){.lines = line, .line_count = 1};
}

static void text_comes_above_blocks_and_below_layers(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *block = box_new(root, 0, 0, 50, 50); /* 1 */
    struct paragraph_item item = {.style = block->style};
    text_add(block, &item, 1);
    box_new(root, 0, 0, 50, 50); /* 2 */
    struct box *layer = box_new(root, 0, 0, 50, 50);
    style_of(layer)->position = POSITION_RELATIVE; /* 3 */
    assert_order("1 2 t1 3");
}

static void raised_text_hangs_from_a_whole_line(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *block = box_new(root, 0, 0, 50, 50);
    struct style raised = *block->style;
    raised.background_color.a = 0;
    struct paragraph_item item = {.style = &raised};
    text_add(block, &item, 1);
    block->text_y = 0.75f;
    assert_float_equal(tree_paint().items[2].glyphs.y, 1 + 20, 0);
    raised.padding[SIDE_LEFT] = (struct length){LENGTH_VALUE, 3, 0};
    assert_float_equal(tree_paint().items[2].glyphs.y, 0.75f + 20, 0);
    raised.padding[SIDE_LEFT].px = 0;
    ((struct line *)block->lines.lines)->baseline = 20;
    assert_float_equal(tree_paint().items[2].glyphs.y, 0.75f + 20, 0);
}

static void inline_boxes_lie_below_their_text(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *block = box_new(root, 0, 0, 50, 50); /* 1 */
    struct box *mark = box_new(block, 0, 0, 0, 0);   /* 2 */
    struct box *faint = box_new(block, 0, 0, 0, 0);  /* 3 */
    struct rect pieces[2] = {{10, 0, 10, 20}, {0, 20, 10, 20}}, piece = {20, 0, 10, 20};
    mark->kind = faint->kind = BOX_INLINE;
    mark->fragments = pieces;
    mark->fragment_count = 2;
    faint->fragments = &piece;
    faint->fragment_count = 1;
    struct paragraph_item items[3] = {{.style = block->style}, {.style = mark->style}, {.style = faint->style}};
    text_add(block, items, 3);
    assert_order("1 2 2 3 t1 t2 t3");
    style_of(faint)->opacity = 0.5f; /* takes its text along */
    assert_order("1 2 2 t1 t2 { 3 t3 }");
}

static void shadows_and_decorations_of_text(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *block = box_new(root, 0, 0, 50, 50); /* 1 */
    struct paragraph_item item = {.style = block->style};
    struct style *style = style_of(block);
    struct shadow shadows[2] = {{.x_px = 1, .color = {0, 0, 0, 1}}, {.blur_px = 2, .color = {0, 0, 0, 1}}};
    style->text.text_shadows = shadows;
    style->text.text_shadow_count = 2;
    text_add(block, &item, 1);
    assert_order("1 t1 t1 t1");
    struct display_list list = tree_paint();
    assert_float_equal(list.items[2].glyphs.blur_px, 2, 0);
    assert_float_equal(list.items[3].glyphs.x, 1, 0);
    style->text.text_shadow_count = 0;
    style->text.decoration_lines = DECORATION_UNDERLINE | DECORATION_LINE_THROUGH;
    style->text.decoration_color = (struct color){0.5f, 0, 0, 1};
    assert_order("1 line t1 line");
    list = tree_paint();
    assert_float_equal(list.items[2].line.y, 22, 0); /* a tenth of the size thick, below the baseline */
    assert_float_equal(list.items[2].line.thickness_px, 2, 0);
    assert_true(list.items[4].line.y < 20);
    style->text.decoration_style = DECORATION_WAVY;
    assert_order("1 line t1 line");
}

static void background_clipped_to_text_is_masked(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *block = box_new(root, 0, 0, 50, 50); /* 1 */
    struct gradient gradient = {.kind = GRADIENT_LINEAR};
    struct background_layer layer = {.gradient = &gradient, .clip = AREA_TEXT};
    struct paragraph_item item = {.style = block->style};
    style_of(block)->background_color.a = 0;
    style_of(block)->backgrounds = &layer;
    style_of(block)->background_count = 1;
    style_of(block)->text.color.a = 0;
    text_add(block, &item, 1);
    assert_order("{ gradient { t1 } }");
    struct display_list list = tree_paint();
    assert_true(list.items[3].group.mask);
}

static void blending_is_kept_within_its_context(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    struct box *context = box_new(root, 0, 0, 50, 50); /* 1 */
    style_of(context)->isolate = true;
    struct box *blended = box_new(context, 0, 0, 50, 50); /* 2 */
    style_of(blended)->blend_mode = BLEND_MULTIPLY;
    assert_order("{ 1 { 2 } }");
    style_of(blended)->blend_mode = BLEND_NORMAL;
    assert_order("1 2"); /* nothing to isolate */
}

static void out_of_memory_is_reported(void **state)
{
    (void)state;
    struct box *root = tree_begin();
    for (int i = 0; i < 20; i++)
        box_new(root, 0, 0, 10, 10);
    for (size_t limit = 0; limit < 12000; limit += 100) {
        struct arena *arena = arena_create(limit);
        struct display_list list;
        bool built = display_list_build(root, 100, 100, arena, &list);
        assert_int_equal(built, !arena_failed(arena));
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(blocks_in_tree_order, teardown),
        cmocka_unit_test_teardown(z_index_orders_positioned_boxes, teardown),
        cmocka_unit_test_teardown(auto_lets_children_out_but_zero_keeps_them, teardown),
        cmocka_unit_test_teardown(opacity_groups_and_lifts, teardown),
        cmocka_unit_test_teardown(transform_turns_about_its_origin, teardown),
        cmocka_unit_test_teardown(flex_items_are_atomic_and_ordered, teardown),
        cmocka_unit_test_teardown(overflow_clips_content_but_not_the_box, teardown),
        cmocka_unit_test_teardown(absolute_box_is_clipped_by_its_containing_blocks_only, teardown),
        cmocka_unit_test_teardown(body_gives_background_and_overflow_away, teardown),
        cmocka_unit_test_teardown(canvas_is_white_below, teardown),
        cmocka_unit_test_teardown(box_is_painted_shadow_color_layers_inset_border, teardown),
        cmocka_unit_test_teardown(background_tiles, teardown),
        cmocka_unit_test_teardown(object_fit, teardown),
        cmocka_unit_test_teardown(radii_shrink_until_they_fit, teardown),
        cmocka_unit_test_teardown(text_comes_above_blocks_and_below_layers, teardown),
        cmocka_unit_test_teardown(raised_text_hangs_from_a_whole_line, teardown),
        cmocka_unit_test_teardown(inline_boxes_lie_below_their_text, teardown),
        cmocka_unit_test_teardown(shadows_and_decorations_of_text, teardown),
        cmocka_unit_test_teardown(background_clipped_to_text_is_masked, teardown),
        cmocka_unit_test_teardown(blending_is_kept_within_its_context, teardown),
        cmocka_unit_test_teardown(out_of_memory_is_reported, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
