/* From a paragraph's fragments to the boxes in it: pieces of inline boxes, objects, static positions. */
#include "layout_box.h"

static struct layout_box *source_of(const struct fragment *fragment)
{
    return fragment->item ? (struct layout_box *)(uintptr_t)fragment->item->source : NULL;
}

static void gather_extent(struct layout_box *box, float left, float right)
{
    if (!box->gathering) {
        box->gathering = true;
        box->gather_left = left;
        box->gather_right = right;
        box->gather_baseline = NAN;
        box->gather_ascent = box->gather_descent = 0;
    } else {
        box->gather_left = fminf(box->gather_left, left);
        box->gather_right = fmaxf(box->gather_right, right);
    }
}

/* The inline box itself ends at its border edge; the boxes around it contain its margin box, see flush_line(). */
static void gather_fragment(const struct layout_box *container, const struct line *line,
                            const struct fragment *fragment)
{
    struct layout_box *box = source_of(fragment);
    if (!box)
        return;
    bool edge = fragment->kind == FRAGMENT_OPEN || fragment->kind == FRAGMENT_CLOSE;
    float left = fragment->x, right = fragment->x + fragment->width;
    if (fragment->kind == FRAGMENT_OBJECT || box->box.kind != BOX_INLINE) {
        box = layout_box_of(box->box.parent);
        edge = false;
    }
    if (box == container)
        return;
    if (edge && fragment->kind == FRAGMENT_OPEN) {
        box->open_shift = fragment->baseline - line->baseline;
        box->open_ascent = fragment->ascent;
        box->open_descent = fragment->descent;
    }
    bool at_left = edge && (fragment->kind == FRAGMENT_OPEN) == (fragment->bidi_level % 2 == 0);
    bool at_right = edge && !at_left;
    gather_extent(box, left + (at_left ? box->box.margin[SIDE_LEFT] : 0),
                  right - (at_right ? box->box.margin[SIDE_RIGHT] : 0));
    box->gather_left_edge |= at_left;
    box->gather_right_edge |= at_right;
    if (fragment->kind != FRAGMENT_OBJECT && (edge || isnan(box->gather_baseline))) {
        box->gather_baseline = fragment->baseline;
        box->gather_ascent = fragment->ascent;
        box->gather_descent = fragment->descent;
    }
}

/* Turns what the line gathered into the next piece of each inline box. */
static bool flush_line(struct layout *layout, const struct layout_box *container, struct layout_box *box,
                       const struct line *line)
{
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        if (child->box.kind != BOX_INLINE)
            continue;
        if (!flush_line(layout, container, child, line))
            return false;
        if (!child->gathering)
            continue;
        struct box *b = &child->box;
        if (!child->gathered)
            child->gathered = layout_alloc(layout, container->box.lines.line_count, sizeof *child->gathered);
        if (!child->gathered)
            return false;
        float baseline = child->gather_baseline;
        if (isnan(baseline)) {
            baseline = line->baseline + child->open_shift;
            child->gather_ascent = child->open_ascent;
            child->gather_descent = child->open_descent;
        }
        float top = baseline - child->gather_ascent - b->border[SIDE_TOP] - b->padding[SIDE_TOP];
        child->gathered[b->fragment_count++] = (struct rect){
            .x = container->box.text_x + child->gather_left,
            .y = container->box.text_y + top,
            .width = child->gather_right - child->gather_left,
            .height = child->gather_ascent + child->gather_descent + box_edges_y(child),
        };
        child->gathering = false;
        if (box != container)
            gather_extent(box, child->gather_left - (child->gather_left_edge ? b->margin[SIDE_LEFT] : 0),
                          child->gather_right + (child->gather_right_edge ? b->margin[SIDE_RIGHT] : 0));
        child->gather_left_edge = child->gather_right_edge = false;
    }
    return true;
}

static struct rect rect_union(const struct rect *a, const struct rect *b)
{
    struct rect all = {.x = fminf(a->x, b->x), .y = fminf(a->y, b->y)};
    all.width = fmaxf(a->x + a->width, b->x + b->width) - all.x;
    all.height = fmaxf(a->y + a->height, b->y + b->height) - all.y;
    return all;
}

static void unite(const struct layout_box *container, struct box *box)
{
    if (box->fragment_count == 0) {
        box->border_box = (struct rect){container->box.text_x, container->box.text_y, 0, 0};
        return;
    }
    /* As getBoundingClientRect() does, without those that are empty unless all are. */
    struct rect all = box->fragments[0];
    bool any = false;
    for (size_t i = 0; i < box->fragment_count; i++) {
        const struct rect *piece = &box->fragments[i];
        if (piece->width <= 0 || piece->height <= 0)
            continue;
        all = any ? rect_union(&all, piece) : *piece;
        any = true;
    }
    box->border_box = all;
}

static void unite_all(const struct layout_box *container, struct layout_box *box)
{
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        if (child->box.kind != BOX_INLINE)
            continue;
        child->box.fragments = child->gathered;
        unite(container, &child->box);
        unite_all(container, child);
    }
}

/* Whether text or an object stands before the fragment on its line. */
static bool is_preceded(const struct line *line, const struct fragment *fragment, bool rtl)
{
    for (size_t i = 0; i < line->fragment_count; i++) {
        const struct fragment *other = &line->fragments[i];
        bool before = rtl ? other > fragment : other < fragment;
        if (before && (other->kind == FRAGMENT_GLYPHS || other->kind == FRAGMENT_OBJECT))
            return true;
    }
    return false;
}

/* What stands behind a forced break, or behind a line without room for it, begins the next line. */
static bool begins_next_line(const struct layout_box *container, const struct line *line,
                             const struct fragment *fragment)
{
    const struct style *style = container->box.style;
    float content = container->box.border_box.width - box_edges_x(container);
    bool full = style->text.text_wrap != TEXT_WRAP_NOWRAP && line->width > unit_ceil(content);
    return fragment->at_end && (line->forced || full);
}

/* The inline-start edge of the line after this one, where the text would begin if there is none. */
static float next_line_x(const struct layout_box *container, const struct layout_box *box, const struct line *line)
{
    const struct box *c = &container->box;
    bool rtl = c->style->text.direction == DIRECTION_RTL;
    const struct line *next = line + 1;
    if (next < c->lines.lines + c->lines.line_count)
        return c->text_x + next->x + (rtl ? next->width : 0);
    return c->text_x + static_share(container, box) * (c->border_box.width - box_edges_x(container));
}

/* CSS 2.2 section 10.3.7: where the box would have stood; a block at the start of its own line. */
static void place_marker(const struct layout_box *container, struct layout_box *box, const struct line *line,
                         const struct fragment *fragment)
{
    const struct box *c = &container->box;
    bool rtl = c->style->text.direction == DIRECTION_RTL;
    float x = c->text_x + fragment->x, y = c->text_y + line->top;
    if (!box->inline_level) {
        float content = c->border_box.width - box_edges_x(container);
        x = rtl ? c->text_x + content : c->text_x;
        if (is_preceded(line, fragment, rtl))
            y += line->height;
    } else if (begins_next_line(container, line, fragment)) {
        x = next_line_x(container, box, line);
        y += line->height;
    }
    box->static_position = (struct static_position){.x = x, .y = y, .bias_x = rtl ? 1 : 0};
}

static void place_fragment(const struct layout_box *container, const struct line *line, const struct fragment *fragment)
{
    struct layout_box *box = source_of(fragment);
    if (!box)
        return;
    struct box *b = &box->box;
    if (fragment->kind == FRAGMENT_OBJECT) {
        b->border_box.x = container->box.text_x + fragment->x + b->margin[SIDE_LEFT];
        b->border_box.y = container->box.text_y + fragment->baseline - fragment->ascent + b->margin[SIDE_TOP];
    } else if (fragment->kind == FRAGMENT_OPEN && box->out_of_flow) {
        place_marker(container, box, line, fragment);
    }
}

/* Relative positioning of inline boxes: their pieces and all that is in them. Whether anything moves. */
static bool shift_boxes(struct layout_box *box, float x, float y)
{
    bool moves = x != 0 || y != 0;
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        struct box *b = &child->box;
        child->shift_x = x;
        child->shift_y = y;
        if (b->kind == BOX_INLINE) {
            float own_x, own_y;
            position_relative(child, &own_x, &own_y);
            child->shift_x += own_x;
            child->shift_y += own_y;
            for (size_t i = 0; i < b->fragment_count; i++) {
                child->gathered[i].x += child->shift_x;
                child->gathered[i].y += child->shift_y;
            }
            moves |= shift_boxes(child, child->shift_x, child->shift_y);
        }
        b->border_box.x += child->shift_x;
        b->border_box.y += child->shift_y;
        child->static_position.x += child->shift_x;
        child->static_position.y += child->shift_y;
    }
    return moves;
}

static bool shift_line(struct layout *layout, struct line *line)
{
    struct fragment *fragments = layout_alloc(layout, line->fragment_count + 1, sizeof *fragments);
    if (!fragments)
        return false;
    for (size_t i = 0; i < line->fragment_count; i++) {
        fragments[i] = line->fragments[i];
        const struct layout_box *source = source_of(&fragments[i]);
        if (!source || source->box.kind != BOX_INLINE)
            continue;
        fragments[i].x += source->shift_x;
        fragments[i].baseline += source->shift_y;
    }
    line->fragments = fragments;
    return true;
}

/* The paragraph's lines may be kept for another layout: what moves is a copy. */
static void shift_lines(struct layout *layout, struct layout_box *box)
{
    struct paragraph_lines *lines = &box->box.lines;
    struct line *copy = layout_alloc(layout, lines->line_count + 1, sizeof *copy);
    if (!copy)
        return;
    for (size_t i = 0; i < lines->line_count; i++) {
        copy[i] = lines->lines[i];
        if (!shift_line(layout, &copy[i]))
            return;
    }
    lines->lines = copy;
}

/* Static positions in a paragraph that comes to no line: where one would begin. */
static void place_without_lines(const struct layout_box *container, struct layout_box *box)
{
    const struct box *c = &container->box;
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        float share = static_share(container, child);
        if (child->out_of_flow)
            child->static_position = (struct static_position){
                .x = c->text_x + share * (c->border_box.width - box_edges_x(container)),
                .y = c->text_y,
                .bias_x = c->style->text.direction == DIRECTION_RTL ? 1 : 0,
            };
        else if (child->box.kind == BOX_INLINE)
            place_without_lines(container, child);
    }
}

void inline_place(struct layout *layout, struct layout_box *box)
{
    const struct paragraph_lines *lines = &box->box.lines;
    inline_edges(box, box->box.border_box.width - box_edges_x(box));
    for (size_t i = 0; i < lines->line_count; i++) {
        const struct line *line = &lines->lines[i];
        for (size_t k = 0; k < line->fragment_count; k++) {
            place_fragment(box, line, &line->fragments[k]);
            gather_fragment(box, line, &line->fragments[k]);
        }
        if (!flush_line(layout, box, box, line))
            return;
    }
    unite_all(box, box);
    if (lines->line_count == 0)
        place_without_lines(box, box);
    if (shift_boxes(box, 0, 0))
        shift_lines(layout, box);
}
