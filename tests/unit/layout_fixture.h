/* Documents made by hand for the tests of layout, and a paragraph that needs no fonts: every character is half its
 * font size wide, lines are 20 px tall with the baseline at 15, text breaks at spaces. */
#ifndef TESTS_UNIT_LAYOUT_FIXTURE_H
#define TESTS_UNIT_LAYOUT_FIXTURE_H

#include "test.h"

#include <math.h>
#include <string.h>

#include "render/layout/layout.h"

enum { FIXTURE_NODES = 20000 };

struct fixture {
    struct arena *arena;
    struct ogcard_error error;
};

static inline struct fixture fixture_create(void)
{
    return (struct fixture){.arena = arena_create(64 << 20)};
}

static inline struct length px(float value)
{
    return (struct length){.kind = LENGTH_VALUE, .px = value};
}

static inline struct length pct(float value)
{
    return (struct length){.kind = LENGTH_VALUE, .percent = value};
}

static inline struct style *style_of(const struct node *node)
{
    return (struct style *)(uintptr_t)node->style;
}

static inline struct node *node_add(struct fixture *fixture, struct node *parent, enum node_kind kind)
{
    struct node *node = ARENA_NEW(fixture->arena, struct node);
    assert_non_null(node);
    node->kind = kind;
    node->parent = parent;
    node->tag = node->id = node->text = "";
    if (parent && parent->last_child)
        parent->last_child->next_sibling = node;
    else if (parent)
        parent->first_child = node;
    if (parent)
        parent->last_child = node;
    return node;
}

/* An element with initial values, inheriting from the parent. */
static inline struct node *element(struct fixture *fixture, struct node *parent, enum display display)
{
    struct node *node = node_add(fixture, parent, NODE_ELEMENT);
    struct style *style = ARENA_NEW(fixture->arena, struct style);
    assert_non_null(style);
    if (parent)
        style->text = parent->style->text;
    else
        style->text.font_size_px = 20;
    style->display = display;
    for (int i = 0; i < 4; i++)
        style->margin[i] = style->padding[i] = px(0);
    style->flex_shrink = 1;
    style->opacity = 1;
    style->visible = style->z_index_auto = true;
    node->style = style;
    return node;
}

static inline struct node *block(struct fixture *fixture, struct node *parent, float height)
{
    struct node *node = element(fixture, parent, DISPLAY_BLOCK);
    if (!isnan(height))
        style_of(node)->height = px(height);
    return node;
}

static inline struct node *sized(struct fixture *fixture, struct node *parent, float width, float height)
{
    struct node *node = block(fixture, parent, height);
    style_of(node)->width = px(width);
    return node;
}

static inline struct node *text(struct fixture *fixture, struct node *parent, const char *content)
{
    struct node *node = node_add(fixture, parent, NODE_TEXT);
    node->style = parent->style;
    node->text = content;
    node->text_length = strlen(content);
    return node;
}

static inline struct node *picture(struct fixture *fixture, struct node *parent, float width, float height)
{
    struct image *image = ARENA_NEW(fixture->arena, struct image);
    image->width_px = width;
    image->height_px = height;
    image->aspect_ratio = width / height;
    struct node *node = element(fixture, parent, DISPLAY_INLINE);
    node->kind = NODE_IMAGE;
    node->image = image;
    return node;
}

static inline void margins(struct node *node, float top, float right, float bottom, float left)
{
    struct length *margin = style_of(node)->margin;
    margin[SIDE_TOP] = px(top);
    margin[SIDE_RIGHT] = px(right);
    margin[SIDE_BOTTOM] = px(bottom);
    margin[SIDE_LEFT] = px(left);
}

static inline const struct box *lay_out(struct fixture *fixture, const struct node *root)
{
    struct layout_context context = {.arena = fixture->arena};
    const struct box *box = layout_card(&context, root, 800, 600, &fixture->error);
    if (!box)
        print_error("%s\n", fixture->error.message);
    assert_non_null(box);
    return box;
}

static inline const struct box *find(const struct box *box, const struct node *node)
{
    if (box->node == node)
        return box;
    for (const struct box *child = box->first_child; child; child = child->next_sibling) {
        const struct box *found = find(child, node);
        if (found)
            return found;
    }
    return NULL;
}

static inline void check(const struct box *root, const struct node *node, float x, float y, float width, float height)
{
    const struct box *box = find(root, node);
    assert_non_null(box);
    struct rect r = box->border_box;
    if (fabsf(r.x - x) > 0.02f || fabsf(r.y - y) > 0.02f || fabsf(r.width - width) > 0.02f ||
        fabsf(r.height - height) > 0.02f)
        fail_msg("box is %g %g %g %g, should be %g %g %g %g", (double)r.x, (double)r.y, (double)r.width,
                 (double)r.height, (double)x, (double)y, (double)width, (double)height);
}

/* ---- the paragraph ---- */

struct paragraph {
    struct paragraph_input input;
    struct arena *arena;
};

struct paragraph *paragraph_create(struct text_context *context, struct arena *arena,
                                   const struct paragraph_input *input, struct ogcard_error *error)
{
    (void)context;
    struct paragraph *paragraph = ARENA_NEW(arena, struct paragraph);
    if (paragraph)
        *paragraph = (struct paragraph){*input, arena};
    else
        error->status = OGCARD_TOO_LARGE;
    return paragraph;
}

/* The longest piece: of words, or of everything between forced breaks. */
static inline float fake_longest(const struct paragraph *paragraph, bool words)
{
    float longest = 0, width = 0;
    for (size_t i = 0; i < paragraph->input.item_count; i++) {
        const struct paragraph_item *item = &paragraph->input.items[i];
        if (item->kind == PARAGRAPH_BREAK)
            width = 0;
        else if (item->kind != PARAGRAPH_TEXT)
            width += item->width_px;
        for (size_t k = 0; k < item->text_length; k++)
            width = words && item->text[k] == ' ' ? 0 : width + item->style->text.font_size_px / 2,
            longest = fmaxf(longest, width);
        longest = fmaxf(longest, width);
    }
    return longest;
}

float paragraph_min_content_px(const struct paragraph *paragraph, float scale)
{
    return fake_longest(paragraph, true) * scale;
}

float paragraph_max_content_px(const struct paragraph *paragraph, float scale)
{
    return fake_longest(paragraph, false) * scale;
}

/* Greedy lines of fragments, one for each word or other item. */
struct fake {
    struct line *line;
    struct fragment *fragments;
    float x, top, width, scale;
};

static inline void fake_close(struct fake *fake)
{
    struct line *line = fake->line;
    float height = 20 * fake->scale;
    for (size_t i = 0; i < line->fragment_count; i++)
        if (line->fragments[i].kind == FRAGMENT_OBJECT)
            height = fmaxf(height, line->fragments[i].item->height_px);
    line->baseline = fake->top + height - 5 * fake->scale;
    for (size_t i = 0; i < line->fragment_count; i++) {
        struct fragment *fragment = (struct fragment *)(uintptr_t)&line->fragments[i];
        fragment->baseline = line->baseline;
        fragment->ascent = fragment->kind == FRAGMENT_OBJECT ? fragment->item->baseline_px : 15 * fake->scale;
        fragment->descent = 5 * fake->scale;
    }
    line->width = fake->x;
    line->top = fake->top;
    line->height = height;
    fake->top += height;
    fake->x = 0;
}

static inline void fake_next(struct fake *fake)
{
    fake_close(fake);
    fake->fragments += fake->line->fragment_count;
    *++fake->line = (struct line){.fragments = fake->fragments};
}

static inline void fake_put(struct fake *fake, const struct paragraph_item *item, enum fragment_kind kind, float width)
{
    if (fake->x > 0 && fake->x + width > fake->width && kind != FRAGMENT_CLOSE)
        fake_next(fake);
    fake->fragments[fake->line->fragment_count++] =
        (struct fragment){.kind = kind, .item = item, .x = fake->x, .width = width};
    fake->x += width;
}

static inline void fake_text(struct fake *fake, const struct paragraph_item *item)
{
    for (size_t start = 0, end; start < item->text_length; start = end + 1) {
        for (end = start; end < item->text_length && item->text[end] != ' '; end++)
            ;
        float advance = item->style->text.font_size_px / 2 * fake->scale;
        fake_put(fake, item, FRAGMENT_GLYPHS, (float)(end - start) * advance);
        if (end < item->text_length)
            fake->x += advance;
    }
}

static inline float fake_lines(struct paragraph *paragraph, float width, float scale, struct paragraph_lines *lines)
{
    struct line *all = ARENA_ARRAY(paragraph->arena, struct line, 100);
    struct fragment *fragments = ARENA_ARRAY(paragraph->arena, struct fragment, 400);
    if (!all || !fragments)
        return NAN;
    struct fake fake = {.line = all, .fragments = fragments, .width = width, .scale = scale};
    all->fragments = fragments;
    static const enum fragment_kind kinds[] = {
        [PARAGRAPH_OBJECT] = FRAGMENT_OBJECT, [PARAGRAPH_OPEN] = FRAGMENT_OPEN, [PARAGRAPH_CLOSE] = FRAGMENT_CLOSE};
    for (size_t i = 0; i < paragraph->input.item_count; i++) {
        const struct paragraph_item *item = &paragraph->input.items[i];
        if (item->kind == PARAGRAPH_TEXT)
            fake_text(&fake, item);
        else if (item->kind == PARAGRAPH_BREAK)
            fake_next(&fake);
        else
            fake_put(&fake, item, kinds[item->kind], item->width_px);
    }
    fake_close(&fake);
    lines->lines = all;
    lines->line_count = (size_t)(fake.line - all) + 1;
    return lines->height_px = fake.top;
}

bool paragraph_layout(struct paragraph *paragraph, struct paragraph_box box, struct paragraph_lines *lines,
                      struct ogcard_error *error)
{
    const struct style *style = paragraph->input.block;
    float size = style->text.font_size_px, smallest = style->min_font_size_px;
    for (float at = size; at >= 1; at -= 1) {
        *lines = (struct paragraph_lines){.scale = at / size};
        float height = fake_lines(paragraph, box.width_px, at / size, lines);
        if (isnan(height)) {
            error->status = OGCARD_TOO_LARGE;
            return false;
        }
        if (smallest <= 0 || at <= smallest || height <= box.max_height_px + 0.01f)
            break;
    }
    return true;
}

float paragraph_min_height_px(struct paragraph *paragraph, float width_px)
{
    const struct style *style = paragraph->input.block;
    struct paragraph_lines lines;
    return fake_lines(paragraph, width_px, style->min_font_size_px / style->text.font_size_px, &lines);
}

#endif
