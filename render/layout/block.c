/* Block containers: CSS 2.2 sections 9.4.1, 10.3.3, 10.6.3, and margin collapsing by section 8.3.1. */
#include "layout_box.h"

/* How far the children have come. Lengths from the border box's top. */
struct flow {
    float y;                   /* bottom border edge of what stands so far */
    struct margin_strut strut; /* margins below it, not yet collapsed */
    bool at_top;               /* nothing separates the strut from the box's own top margin */
    float width;               /* content box */
    float percent_basis;
};

/* Used margins of an in-flow block in its line of the containing block; the left border edge. */
static float place_across(const struct layout_box *parent, struct layout_box *child, float width)
{
    const struct style *style = child->box.style;
    float *margin = child->box.margin;
    margin[SIDE_LEFT] = margin_used(style, SIDE_LEFT, width);
    margin[SIDE_RIGHT] = margin_used(style, SIDE_RIGHT, width);
    float free = width - child->outcome.width - margin[SIDE_LEFT] - margin[SIDE_RIGHT];
    bool left = style->margin[SIDE_LEFT].kind == LENGTH_AUTO, right = style->margin[SIDE_RIGHT].kind == LENGTH_AUTO;
    if (free > 0 && left)
        margin[SIDE_LEFT] = right ? unit_floor(free / 2) : free;
    if (free > 0 && right)
        margin[SIDE_RIGHT] = left ? free - margin[SIDE_LEFT] : free;
    float start = parent->box.border[SIDE_LEFT] + parent->box.padding[SIDE_LEFT];
    if (parent->box.style->text.direction == DIRECTION_RTL)
        return start + width - margin[SIDE_RIGHT] - child->outcome.width;
    return start + margin[SIDE_LEFT];
}

static void place_child(struct layout *layout, struct layout_box *box, struct layout_box *child, struct flow *flow)
{
    struct space space = {.cb_width = flow->width, .cb_height = flow->percent_basis, .width = NAN, .height = NAN};
    box_layout(layout, child, &space);
    child->box.border_box.x = place_across(box, child, flow->width);
    const struct outcome *outcome = &child->outcome;
    strut_merge(&flow->strut, outcome->top);
    if (outcome->through) {
        child->box.border_box.y = flow->y + (flow->at_top ? 0 : strut_sum(flow->strut));
        strut_merge(&flow->strut, outcome->bottom);
        return;
    }
    if (flow->at_top) {
        box->outcome.top = flow->strut;
        flow->at_top = false;
    } else {
        flow->y += strut_sum(flow->strut);
    }
    float y = child->box.border_box.y = flow->y;
    flow->y += outcome->height;
    flow->strut = outcome->bottom;
    if (isnan(box->outcome.first_baseline) && !isnan(outcome->first_baseline))
        box->outcome.first_baseline = y + outcome->first_baseline;
    if (!isnan(outcome->last_baseline))
        box->outcome.last_baseline = y + outcome->last_baseline;
}

static void place_children(struct layout *layout, struct layout_box *box, struct flow *flow)
{
    for (struct layout_box *child = box_first_child(box); child; child = box_next_sibling(child)) {
        if (layout->failed)
            return;
        if (child->out_of_flow) {
            float start = box->box.border[SIDE_LEFT] + box->box.padding[SIDE_LEFT];
            bool rtl = box->box.style->text.direction == DIRECTION_RTL;
            child->static_position = (struct static_position){
                .x = start + flow->width * static_share(box, child),
                .y = flow->y + (flow->at_top ? 0 : strut_sum(flow->strut)),
                .bias_x = rtl ? 1 : 0,
            };
        } else {
            place_child(layout, box, child, flow);
        }
    }
}

/* Height to which text is fitted or cut: the content box's, if something limits it. */
static float text_height_limit(const struct layout_box *box, const struct space *space, float width)
{
    if (box->text_limit > 0 && !space->smallest)
        return box->text_limit;
    float height = box_height_definite(box, space);
    struct range range = box_height_range(box, space->cb_height);
    if (isnan(height) && !space->content_height && box_ratio(box) > 0)
        height = range_clamp(range, ratio_height(box, width));
    if (isnan(height) && !space->content_height && range.max < INFINITY)
        height = fmaxf(range.min, range.max);
    return isnan(height) ? INFINITY : fmaxf(0, height - box_edges_y(box));
}

/* A line without height is one all the same when an object stands in it (CSS 2.2 section 9.4.2). */
static bool has_object(const struct layout_box *box)
{
    for (size_t i = 0; i < box->item_count; i++)
        if (box->items[i].kind == PARAGRAPH_OBJECT)
            return true;
    return false;
}

static void place_text(struct layout *layout, struct layout_box *box, const struct space *space, struct flow *flow)
{
    float limit = text_height_limit(box, space, flow->width + box_edges_x(box));
    float height = inline_layout(layout, box, flow->width, limit, flow->percent_basis, space->smallest);
    if ((height > 0 || has_object(box)) && flow->at_top) {
        box->outcome.top = flow->strut;
        flow->strut = (struct margin_strut){0, 0};
        flow->at_top = false;
    }
    const struct paragraph_lines *lines = &box->box.lines;
    if (lines->line_count > 0) {
        box->outcome.first_baseline = flow->y + lines->lines[0].baseline;
        box->outcome.last_baseline = flow->y + lines->lines[lines->line_count - 1].baseline;
    }
    flow->y += height;
}

/* The bottom margin adjoins the children's when nothing stands between them, and the height is the content's. */
static bool bottom_adjoins(const struct layout_box *box, const struct space *space, float content)
{
    return isnan(box_height_definite(box, space)) && box_ratio(box) == 0 && box->outcome.height == content;
}

static void close_margins(struct layout_box *box, const struct space *space, struct flow *flow)
{
    const float *margin = box->box.margin;
    float end = box->box.border[SIDE_BOTTOM] + box->box.padding[SIDE_BOTTOM];
    struct outcome *outcome = &box->outcome;
    bool separated = end > 0 || box->own_context;
    if (separated) {
        if (flow->at_top) {
            outcome->top = flow->strut;
            flow->at_top = false;
        } else {
            flow->y += strut_sum(flow->strut);
        }
        flow->strut = (struct margin_strut){0, 0};
    }
    float start = box->box.border[SIDE_TOP] + box->box.padding[SIDE_TOP];
    float content = fmaxf(start, flow->y) + end;
    outcome->height = box_height_used(box, space, outcome->width, content);
    if (flow->at_top && outcome->height == 0) {
        outcome->through = true;
        outcome->top = outcome->bottom = flow->strut;
        strut_add(&outcome->bottom, margin[SIDE_BOTTOM]);
        return;
    }
    if (flow->at_top) {
        outcome->top = flow->strut;
        flow->strut = (struct margin_strut){0, 0};
    }
    if (separated || !bottom_adjoins(box, space, content))
        flow->strut = (struct margin_strut){0, 0};
    outcome->bottom = flow->strut;
    strut_add(&outcome->bottom, margin[SIDE_BOTTOM]);
}

void block_layout(struct layout *layout, struct layout_box *box, const struct space *space)
{
    struct outcome *outcome = &box->outcome;
    float width = box_width_used(layout, box, space);
    float start = box->box.border[SIDE_TOP] + box->box.padding[SIDE_TOP];
    struct flow flow = {
        .y = start,
        .at_top = start == 0 && !box->own_context,
        .width = fmaxf(0, width - box_edges_x(box)),
        .percent_basis = box_percent_basis(box, space, width),
    };
    outcome->width = width;
    if (flow.at_top)
        strut_add(&flow.strut, box->box.margin[SIDE_TOP]);
    else
        strut_add(&outcome->top, box->box.margin[SIDE_TOP]);
    if (box->items)
        place_text(layout, box, space, &flow);
    else
        place_children(layout, box, &flow);
    close_margins(box, space, &flow);
}
