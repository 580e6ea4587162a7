#include "build_inline.h"

static const char out_of_memory[] = "The card needs more memory for its text than one card may take.";

static bool push(struct inline_flow *flow, struct paragraph_item item)
{
    struct paragraph_item *items =
        arena_grow(flow->layout->context->arena, flow->items, flow->count, &flow->capacity, sizeof *items);
    if (!items) {
        layout_fail(flow->layout, OGCARD_TOO_LARGE, out_of_memory);
        return false;
    }
    flow->items = items;
    items[flow->count++] = item;
    return true;
}

static struct layout_box *innermost(const struct inline_flow *flow)
{
    return flow->open_count ? flow->open[flow->open_count - 1].box : NULL;
}

static const struct style *style_around(const struct inline_flow *flow)
{
    return flow->open_count ? flow->open[flow->open_count - 1].node->style : flow->block->box.style;
}

static bool looks_at_width(const struct style *style)
{
    bool looks = false;
    for (int i = SIDE_RIGHT; i <= SIDE_LEFT; i += SIDE_LEFT - SIDE_RIGHT)
        looks |= style->margin[i].percent != 0 || style->padding[i].percent != 0;
    return looks;
}

/* Whether the edge at the inline-start, inline-end takes room: it is there even where a block splits the box. */
static bool has_edge(const struct style *style, bool start)
{
    bool left = start == (style->text.direction == DIRECTION_LTR);
    enum side side = left ? SIDE_LEFT : SIDE_RIGHT;
    const struct length *margin = &style->margin[side], *padding = &style->padding[side];
    return border_used(&style->border[side]) > 0 || margin->px != 0 || margin->percent != 0 || padding->px != 0 ||
           padding->percent != 0;
}

static bool open_box(struct inline_flow *flow, size_t index)
{
    struct open_inline *open = &flow->open[index];
    struct layout_box *parent = index ? flow->open[index - 1].box : flow->target;
    open->box = build_box(flow->layout, open->node, open->node->style, BOX_INLINE);
    if (!open->box)
        return false;
    open->box->starts = !open->started;
    open->box->ends = false;
    open->started = true;
    build_append(parent, open->box);
    flow->target->items_vary |= looks_at_width(open->node->style);
    return push(flow, (struct paragraph_item){
                          .kind = PARAGRAPH_OPEN,
                          .style = open->node->style,
                          .source = open->box,
                      });
}

static bool has_child_in_flow(const struct layout_box *box)
{
    for (const struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child))
        if (!child->out_of_flow)
            return true;
    return false;
}

/* Makes sure that there is a paragraph to add to, with the open inline boxes (again) open in it. */
static bool ensure_target(struct inline_flow *flow)
{
    if (!flow->target) {
        bool first = flow->block->box.kind == BOX_FLEX || !has_child_in_flow(flow->block);
        flow->target = build_anonymous(flow->layout, flow->block->box.style, first);
        if (!flow->target)
            return false;
        build_append(flow->block, flow->target);
    }
    for (size_t i = 0; i < flow->open_count; i++)
        if (!flow->open[i].box && !open_box(flow, i))
            return false;
    return true;
}

static bool close_box(struct inline_flow *flow, struct open_inline *open, bool ends)
{
    struct layout_box *box = open->box;
    open->box = NULL;
    if (!box)
        return true;
    box->ends = ends;
    return push(flow, (struct paragraph_item){
                          .kind = PARAGRAPH_CLOSE,
                          .style = open->node->style,
                          .source = box,
                      });
}

/* Ends the paragraph; inline boxes stay open and go on in the next one. */
static bool close_target(struct inline_flow *flow)
{
    for (size_t i = flow->open_count; i-- > 0;)
        if (!close_box(flow, &flow->open[i], false))
            return false;
    if (flow->target && flow->count) {
        flow->target->items = flow->items;
        flow->target->item_count = flow->count;
        for (struct layout_box *child = box_first_child(flow->target); child; child = box_next_sibling(child))
            flow->target->percent_height |= child->percent_height;
    }
    flow->target = NULL;
    flow->items = NULL;
    flow->count = flow->capacity = 0;
    return true;
}

static bool add_text(struct inline_flow *flow, const struct node *node)
{
    if (!flow->target && node_is_white_space(node, false))
        return true;
    if (!ensure_target(flow))
        return false;
    struct paragraph_item item = {
        .kind = node->kind == NODE_BREAK ? PARAGRAPH_BREAK : PARAGRAPH_TEXT,
        .style = style_around(flow),
        .text = node->text,
        .text_length = node->text_length,
        .source = innermost(flow),
    };
    return push(flow, item);
}

/* Around an object the text is its parent's, white space included; only its alignment is its own. */
static const struct style *object_style(struct inline_flow *flow, const struct style *own)
{
    const struct style *around = style_around(flow);
    if (own->text.text_wrap == around->text.text_wrap && own->text.white_space == around->text.white_space)
        return own;
    struct style *style = layout_alloc(flow->layout, 1, sizeof *style);
    if (!style)
        return own;
    *style = *own;
    style->text = around->text;
    return style;
}

static bool add_atomic(struct inline_flow *flow, const struct node *node, unsigned depth)
{
    if (!ensure_target(flow))
        return false;
    struct layout_box *parent = flow->open_count ? innermost(flow) : flow->target;
    struct layout_box *box = build_subtree(flow->layout, parent, node, depth + 1);
    if (!box)
        return false;
    box->atomic = true;
    box->own_context = true;
    flow->target->items_vary = true;
    flow->target->percent_height |= box->percent_height;
    return push(flow, (struct paragraph_item){
                          .kind = PARAGRAPH_OBJECT,
                          .style = object_style(flow, node->style),
                          .source = box,
                      });
}

/* A pair of empty edges marks the place where the box would have stood. */
static bool add_out_of_flow(struct inline_flow *flow, const struct node *node, unsigned depth)
{
    if (flow->open_count && !ensure_target(flow))
        return false;
    if (!flow->target)
        return build_subtree(flow->layout, flow->block, node, depth + 1) != NULL;
    struct layout_box *parent = flow->open_count ? innermost(flow) : flow->target;
    struct layout_box *box = build_subtree(flow->layout, parent, node, depth + 1);
    struct paragraph_item item = {.kind = PARAGRAPH_OPEN, .style = style_around(flow), .source = box};
    if (!box || !push(flow, item))
        return false;
    item.kind = PARAGRAPH_CLOSE;
    return push(flow, item);
}

static bool add_inline_box(struct inline_flow *flow, const struct node *node, unsigned depth)
{
    if (depth > LAYOUT_MAX_DEPTH) {
        layout_fail(flow->layout, OGCARD_TOO_LARGE, layout_too_deep);
        return false;
    }
    flow->open = arena_grow(flow->layout->context->arena, flow->open, flow->open_count, &flow->open_capacity,
                            sizeof *flow->open);
    if (!flow->open) {
        flow->open_count = 0;
        layout_fail(flow->layout, OGCARD_TOO_LARGE, out_of_memory);
        return false;
    }
    flow->open[flow->open_count++] = (struct open_inline){.node = node};
    if ((!node_has_block(node, depth) || has_edge(node->style, true)) && !ensure_target(flow))
        return false;
    for (const struct node *child = node->first_child; child; child = child->next_sibling)
        if (!inline_flow_add(flow, child, depth + 1))
            return false;
    if (has_edge(node->style, false) && !ensure_target(flow))
        return false;
    return close_box(flow, &flow->open[--flow->open_count], true);
}

bool inline_flow_add(struct inline_flow *flow, const struct node *node, unsigned depth)
{
    if (node_is_text(node))
        return add_text(flow, node);
    if (node->style->position == POSITION_ABSOLUTE)
        return add_out_of_flow(flow, node, depth);
    if (node_is_inline_box(node))
        return add_inline_box(flow, node, depth);
    if (!node_has_block(node, depth))
        return add_atomic(flow, node, depth);
    return close_target(flow) && build_subtree(flow->layout, flow->block, node, depth + 1);
}

bool inline_flow_add_block(struct inline_flow *flow, const struct node *node, unsigned depth)
{
    if (node_is_text(node))
        return true;
    if (node->style->position == POSITION_ABSOLUTE || !node_is_inline_box(node))
        return build_subtree(flow->layout, flow->block, node, depth + 1) != NULL;
    return inline_flow_add(flow, node, depth);
}

bool inline_flow_finish(struct inline_flow *flow)
{
    return close_target(flow);
}
