/* Box generation: CSS 2.2 section 9.2, CSS Flexbox 1 section 4. */
#include "layout_box.h"

#include <string.h>

#include "build_inline.h"

const char layout_too_deep[] = "The template nests elements deeper than 100 levels; nest fewer.";

static bool build_children(struct layout *layout, struct layout_box *box, unsigned depth);

static bool is_absolute(const struct node *node)
{
    return (node->kind == NODE_ELEMENT || node->kind == NODE_IMAGE) && node->style->position == POSITION_ABSOLUTE;
}

bool node_is_text(const struct node *node)
{
    return node->kind == NODE_TEXT || node->kind == NODE_BREAK;
}

static bool display_is_inline(enum display display)
{
    return display == DISPLAY_INLINE || display == DISPLAY_INLINE_BLOCK || display == DISPLAY_INLINE_FLEX;
}

bool node_is_inline_box(const struct node *node)
{
    return node->kind == NODE_ELEMENT && node->style->display == DISPLAY_INLINE && !is_absolute(node);
}

bool node_is_white_space(const struct node *node, bool any)
{
    if (node->kind != NODE_TEXT)
        return false;
    if (!any && node->style->text.white_space == WHITE_SPACE_PRESERVE)
        return node->text_length == 0;
    for (size_t i = 0; i < node->text_length; i++) {
        char c = node->text[i];
        bool breaks = c == '\n' && !any && node->style->text.white_space == WHITE_SPACE_PRESERVE_BREAKS;
        if (breaks || !memchr(" \t\n\r\f", c, 5))
            return false;
    }
    return true;
}

/* In-flow block-level, itself or within the inline box that it is. */
bool node_has_block(const struct node *node, unsigned depth)
{
    if (node_is_text(node) || is_absolute(node))
        return false;
    if (!node_is_inline_box(node))
        return !display_is_inline(node->style->display);
    if (depth > LAYOUT_MAX_DEPTH)
        return false;
    for (const struct node *child = node->first_child; child; child = child->next_sibling)
        if (node_has_block(child, depth + 1))
            return true;
    return false;
}

static enum box_kind node_box_kind(const struct node *node)
{
    if (node->kind == NODE_IMAGE)
        return BOX_REPLACED;
    enum display display = node->style->display;
    return display == DISPLAY_FLEX || display == DISPLAY_INLINE_FLEX ? BOX_FLEX : BOX_BLOCK;
}

struct layout_box *build_subtree(struct layout *layout, struct layout_box *parent, const struct node *node,
                                 unsigned depth)
{
    if (depth > LAYOUT_MAX_DEPTH) {
        layout_fail(layout, OGCARD_TOO_LARGE, layout_too_deep);
        return NULL;
    }
    struct layout_box *box = build_box(layout, node, node->style, node_box_kind(node));
    if (!box)
        return NULL;
    box->inline_level = node->style->inline_level;
    build_append(parent, box);
    return build_children(layout, box, depth) ? box : NULL;
}

/* What a container must know of its subtree before it is laid out. */
static void summarize(struct layout_box *box)
{
    const struct style *style = box->box.style;
    box->fits = box->items && style->min_font_size_px > 0 && style->min_font_size_px < style->text.font_size_px;
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        if (child->out_of_flow)
            continue;
        box->percent_height |= child->percent_height;
        if (box->box.kind == BOX_FLEX)
            box->fits |= child->fits;
    }
}

static bool build_block(struct layout *layout, struct layout_box *box, unsigned depth)
{
    const struct node *first = box->box.node->first_child;
    bool has_block = false, has_inline = false;
    for (const struct node *node = first; node; node = node->next_sibling) {
        if (node_has_block(node, depth))
            has_block = true;
        else if (!is_absolute(node) && !node_is_white_space(node, false))
            has_inline = true;
    }
    struct inline_flow flow = {.layout = layout, .block = box, .target = has_block ? NULL : box};
    for (const struct node *node = first; node; node = node->next_sibling) {
        if (has_inline ? !inline_flow_add(&flow, node, depth) : !inline_flow_add_block(&flow, node, depth))
            return false;
    }
    return inline_flow_finish(&flow);
}

/* Each run of text directly in a flex container is an item; one of white space alone is none. */
static const struct node *build_flex_text(struct layout *layout, struct layout_box *box, const struct node *node,
                                          unsigned depth)
{
    struct inline_flow flow = {.layout = layout, .block = box};
    bool visible = false;
    const struct node *end = node;
    for (; end && node_is_text(end); end = end->next_sibling)
        visible |= !node_is_white_space(end, true);
    for (; visible && node != end; node = node->next_sibling)
        if (!inline_flow_add(&flow, node, depth))
            return NULL;
    inline_flow_finish(&flow);
    return end;
}

static bool build_flex(struct layout *layout, struct layout_box *box, unsigned depth)
{
    const struct node *node = box->box.node->first_child;
    while (node && !layout->failed) {
        if (node_is_text(node)) {
            node = build_flex_text(layout, box, node, depth);
            continue;
        }
        if (!build_subtree(layout, box, node, depth + 1))
            return false;
        node = node->next_sibling;
    }
    for (struct layout_box *item = box_first_child(box); item; item = box_next_sibling(item))
        item->own_context = true;
    return !layout->failed;
}

static bool build_children(struct layout *layout, struct layout_box *box, unsigned depth)
{
    bool done = true;
    if (box->box.kind == BOX_FLEX)
        done = build_flex(layout, box, depth);
    else if (box->box.kind == BOX_BLOCK)
        done = build_block(layout, box, depth);
    summarize(box);
    return done && !layout->failed;
}

/* The body's direction is the root's too, where its box stands (CSS Writing Modes 4 section 8). */
static const struct style *root_style(struct layout *layout, const struct node *root)
{
    const struct node *body = root->first_child;
    while (body && strcmp(body->tag, "body") != 0)
        body = body->next_sibling;
    if (!body || body->style->text.direction == root->style->text.direction)
        return root->style;
    struct style *style = layout_alloc(layout, 1, sizeof *style);
    if (!style)
        return root->style;
    *style = *root->style;
    style->text.direction = body->style->text.direction;
    return style;
}

struct layout_box *build_tree(struct layout *layout, const struct node *root)
{
    struct layout_box *box = build_box(layout, root, root_style(layout, root), node_box_kind(root));
    return box && build_children(layout, box, 0) ? box : NULL;
}
