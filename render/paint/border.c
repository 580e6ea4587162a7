#include "painter.h"
#include "shape.h"

static void shadows_paint(struct painter *painter, const struct box *box, const struct rounded_rect *shape, bool inset)
{
    const struct style *style = box->style;
    for (size_t i = style->box_shadow_count; i-- > 0;) { /* the first is on top */
        const struct shadow *shadow = &style->box_shadows[i];
        if (shadow->inset != inset || shadow->color.a <= 0)
            continue;
        struct display_item *item = painter_add(painter, ITEM_SHADOW);
        item->shadow.shape = inset ? rounded_inset(shape, box->border) : *shape;
        item->shadow.shadow = *shadow;
        item->shadow.covered = style->background_color.a >= 1;
    }
}

static void border_paint(struct painter *painter, const struct box *box, const struct rounded_rect *shape)
{
    bool visible = false;
    for (int i = 0; i < 4; i++) {
        const struct border *border = &box->style->border[i];
        visible |= border->style != BORDER_NONE && box->border[i] > 0 && border->color.a > 0;
    }
    if (!visible)
        return;
    struct display_item *item = painter_add(painter, ITEM_BORDER);
    item->border.outer = *shape;
    item->border.inner = rounded_inset(shape, box->border);
    for (int i = 0; i < 4; i++) {
        item->border.sides[i] = box->style->border[i];
        item->border.sides[i].width_px = box->border[i]; /* 0 where a fragment is open */
    }
}

static void decorations_paint(struct painter *painter, const struct box *box, const struct rounded_rect *shape)
{
    if (rect_is_empty(shape->rect))
        return;
    shadows_paint(painter, box, shape, false);
    painter_backgrounds(painter, box, shape);
    shadows_paint(painter, box, shape, true);
    border_paint(painter, box, shape);
}

/* box-decoration-break: slice. The first fragment has the start edge, the last the end edge, those between none. */
static void fragments_paint(struct painter *painter, const struct box *box)
{
    bool rtl = box->style->text.direction == DIRECTION_RTL;
    for (size_t i = 0; i < box->fragment_count; i++) {
        struct box piece = *box;
        bool first = i == 0, last = i == box->fragment_count - 1;
        bool left_open = rtl ? !last : !first, right_open = rtl ? !first : !last;
        piece.border_box = box->fragments[i];
        struct rounded_rect shape = rounded_border_box(&piece);
        if (left_open) {
            piece.border[SIDE_LEFT] = piece.padding[SIDE_LEFT] = 0;
            shape.radius[CORNER_TOP_LEFT].x = shape.radius[CORNER_TOP_LEFT].y = 0;
            shape.radius[CORNER_BOTTOM_LEFT].x = shape.radius[CORNER_BOTTOM_LEFT].y = 0;
        }
        if (right_open) {
            piece.border[SIDE_RIGHT] = piece.padding[SIDE_RIGHT] = 0;
            shape.radius[CORNER_TOP_RIGHT].x = shape.radius[CORNER_TOP_RIGHT].y = 0;
            shape.radius[CORNER_BOTTOM_RIGHT].x = shape.radius[CORNER_BOTTOM_RIGHT].y = 0;
        }
        decorations_paint(painter, &piece, &shape);
    }
}

void painter_decorations(struct painter *painter, const struct box *box)
{
    if (!box->style || !box->node || !box->style->visible)
        return;
    if (box->kind == BOX_INLINE) {
        fragments_paint(painter, box);
        return;
    }
    struct rounded_rect shape = rounded_border_box(box);
    decorations_paint(painter, box, &shape);
}
