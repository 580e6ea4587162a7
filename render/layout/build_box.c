/* Making one box. */
#include "layout_box.h"

#include <string.h>

bool style_is_scroll_container(const struct style *style)
{
    return style->overflow_x != OVERFLOW_VISIBLE || style->overflow_y != OVERFLOW_VISIBLE;
}

/* CSS 2.2 section 10.1; transforms and filters do the same (CSS Transforms 1 section 3, Filter Effects 1 section 5). */
bool style_contains_absolute(const struct style *style)
{
    return style->position != POSITION_STATIC || style->transform_count > 0 || style->filter_blur_px > 0;
}

static bool length_looks_at_percent(struct length length)
{
    return length.kind == LENGTH_VALUE && length.percent != 0;
}

static bool style_looks_at_height(const struct style *style)
{
    return length_looks_at_percent(style->height) || length_looks_at_percent(style->min_height) ||
           length_looks_at_percent(style->max_height) || length_looks_at_percent(style->flex_basis) ||
           length_looks_at_percent(style->row_gap) || length_looks_at_percent(style->inset[SIDE_TOP]) ||
           length_looks_at_percent(style->inset[SIDE_BOTTOM]);
}

/* Overflow of the body goes to the viewport (CSS Overflow 3 section 3.3): it is no context of its own. */
static bool overflow_propagates(const struct node *node)
{
    return node && node->parent && !node->parent->parent && strcmp(node->tag, "body") == 0 &&
           !style_is_scroll_container(node->parent->style);
}

static bool establishes_context(const struct node *node, const struct style *style, enum box_kind kind)
{
    return kind != BOX_BLOCK || style->position == POSITION_ABSOLUTE || style->display == DISPLAY_INLINE_BLOCK ||
           (style_is_scroll_container(style) && !overflow_propagates(node)) || (node && !node->parent);
}

struct layout_box *build_box(struct layout *layout, const struct node *node, const struct style *style,
                             enum box_kind kind)
{
    struct layout_box *box = layout_alloc(layout, 1, sizeof *box);
    if (!box)
        return NULL;
    box->box.kind = kind;
    box->box.node = node;
    box->box.style = style;
    box->box.baseline = NAN;
    box->own_context = establishes_context(node, style, kind);
    box->out_of_flow = style->position == POSITION_ABSOLUTE;
    box->percent_height = style_looks_at_height(style);
    box->starts = box->ends = true;
    return box;
}

/* Inherited properties are the parent's, the others are initial (CSS 2.2 section 9.2.1.1). */
static void style_set_initial(struct style *style)
{
    const struct length zero = {.kind = LENGTH_VALUE};
    for (int i = 0; i < 4; i++) {
        style->margin[i] = style->padding[i] = zero;
        style->radius[i] = (struct corner_radius){zero, zero};
    }
    style->z_index_auto = true;
    style->flex_shrink = 1;
    style->opacity = 1;
    style->transform_origin_x = style->transform_origin_y = (struct length){.kind = LENGTH_VALUE, .percent = 50};
    style->object_x = style->object_y = style->transform_origin_x;
    style->vertical_align_length = zero;
}

struct layout_box *build_anonymous(struct layout *layout, const struct style *parent, bool first)
{
    struct style *style = layout_alloc(layout, 1, sizeof *style);
    if (!style)
        return NULL;
    style->text = parent->text;
    style->visible = parent->visible;
    style->display = DISPLAY_BLOCK;
    if (!first)
        style->text.text_indent = (struct length){.kind = LENGTH_VALUE};
    style_set_initial(style);
    return build_box(layout, NULL, style, BOX_BLOCK);
}

void build_append(struct layout_box *parent, struct layout_box *child)
{
    struct box *p = &parent->box, *c = &child->box;
    c->parent = p;
    if (p->last_child)
        p->last_child->next_sibling = c;
    else
        p->first_child = c;
    p->last_child = c;
}
