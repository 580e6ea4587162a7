#include "canvas.h"

#include <math.h>

struct border_box {
    struct device_shape outer, inner;
    const struct border *sides;
    double width[4]; /* by enum side, device px */
};

static bool side_is_visible(const struct border_box *box, int side)
{
    return box->width[side] > 0 && box->sides[side].style != BORDER_NONE && box->sides[side].color.a > 0;
}

static bool color_equal(struct color a, struct color b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

static bool is_stroked(enum border_style style)
{
    return style == BORDER_DASHED || style == BORDER_DOTTED;
}

static bool sides_are_equal(const struct border_box *box)
{
    for (int i = 1; i < 4; i++)
        if (box->sides[i].style != box->sides[0].style || !color_equal(box->sides[i].color, box->sides[0].color) ||
            box->width[i] != box->width[0])
            return false;
    return true;
}

/* One solid color all around, whatever the widths. */
static bool sides_are_one_ring(const struct border_box *box)
{
    int first = -1;
    for (int i = 0; i < 4; i++) {
        if (box->width[i] <= 0)
            continue;
        if (box->sides[i].style != BORDER_SOLID ||
            (first >= 0 && !color_equal(box->sides[i].color, box->sides[first].color)))
            return false;
        first = first < 0 ? i : first;
    }
    return first >= 0;
}

static void ring_fill(cairo_t *cairo, const struct device_shape *outer, const struct device_shape *inner)
{
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
    path_shape(cairo, outer);
    if (!device_shape_is_empty(inner))
        path_shape(cairo, inner);
    cairo_fill(cairo);
}

/* The curve `part` (0..1) of the way from the outer to the inner edge. */
static struct device_shape ring_between(const struct border_box *box, double part)
{
    const struct device_shape *a = &box->outer, *b = &box->inner;
    struct device_shape shape = {
        round(a->x0 + (b->x0 - a->x0) * part),
        round(a->y0 + (b->y0 - a->y0) * part),
        round(a->x1 + (b->x1 - a->x1) * part),
        round(a->y1 + (b->y1 - a->y1) * part),
        {0},
        {0},
    };
    for (int i = 0; i < 4; i++) {
        shape.rx[i] = a->rx[i] + (b->rx[i] - a->rx[i]) * part;
        shape.ry[i] = a->ry[i] + (b->ry[i] - a->ry[i]) * part;
    }
    return shape;
}

static void rings_fill(cairo_t *cairo, const struct border_box *box, enum border_style style)
{
    if (style != BORDER_DOUBLE) {
        ring_fill(cairo, &box->outer, &box->inner);
        return;
    }
    struct device_shape third = ring_between(box, 1.0 / 3), two_thirds = ring_between(box, 2.0 / 3);
    ring_fill(cairo, &box->outer, &third);
    ring_fill(cairo, &two_thirds, &box->inner);
}

struct point {
    double x, y;
};

/* Ends of a side: corners of the outer and of the inner rectangle, in the order of the side's direction. */
static void side_corners(const struct border_box *box, int side, struct point outer[2], struct point inner[2])
{
    const struct device_shape *shapes[2] = {&box->outer, &box->inner};
    struct point *points[2] = {outer, inner};
    for (int i = 0; i < 2; i++) {
        const struct device_shape *s = shapes[i];
        struct point corners[4] = {{s->x0, s->y0}, {s->x1, s->y0}, {s->x1, s->y1}, {s->x0, s->y1}};
        points[i][0] = corners[side];
        points[i][1] = corners[(side + 1) % 4];
    }
}

/* The part of the ring that belongs to a side: bounded by the lines through the outer and inner corners, which go on
 * inwards so that the whole of a round corner's half is in. */
static void path_side(cairo_t *cairo, const struct border_box *box, int side)
{
    struct point outer[2], inner[2], far[2];
    side_corners(box, side, outer, inner);
    double reach = 0;
    for (int i = 0; i < 4; i++)
        reach = fmax(reach, fmax(box->outer.rx[i], box->outer.ry[i]));
    for (int i = 0; i < 2; i++) {
        double dx = inner[i].x - outer[i].x, dy = inner[i].y - outer[i].y;
        double width = box->width[side];
        double factor = width > 0 ? fmax(1, reach / width) : 1;
        far[i] = (struct point){outer[i].x + dx * factor, outer[i].y + dy * factor};
    }
    cairo_move_to(cairo, outer[0].x, outer[0].y);
    cairo_line_to(cairo, outer[1].x, outer[1].y);
    cairo_line_to(cairo, far[1].x, far[1].y);
    cairo_line_to(cairo, far[0].x, far[0].y);
    cairo_close_path(cairo);
}

/* The gap next to `gap` with which a whole number of dashes fits (Chromium's SelectBestDashGap). */
static double gap_fit(double length, double dash, double gap, bool closed)
{
    double fewer = floor((closed ? length : length + gap) / (dash + gap)), more = fewer + 1;
    double few_gaps = closed ? fewer : fewer - 1, more_gaps = closed ? more : more - 1;
    double wide = few_gaps > 0 ? (length - fewer * dash) / few_gaps : gap;
    double narrow = (length - more * dash) / more_gaps;
    return narrow <= 0 || fabs(wide - gap) < fabs(narrow - gap) ? wide : narrow;
}

/* Dashes of two widths (three when thin) and gaps of one (two); dots as far apart as they are wide. */
static void dash_set(cairo_t *cairo, enum border_style style, double width, double length, bool closed)
{
    bool dotted = style == BORDER_DOTTED;
    double dash = dotted ? width : width * (width >= 3 ? 2 : 3);
    double gap = gap_fit(length, dash, dotted ? width : width * (width >= 3 ? 1 : 2), closed);
    double pattern[2] = {dash, fmax(gap, 0)};
    if (dotted) { /* dashes of no length with round ends */
        pattern[0] = 0;
        pattern[1] = width + fmax(gap, 0) - 0.01;
    }
    cairo_set_dash(cairo, pattern, 2, 0);
    cairo_set_line_width(cairo, width);
    cairo_set_line_cap(cairo, dotted ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
}

static double path_length(cairo_t *cairo)
{
    cairo_path_t *path = cairo_copy_path_flat(cairo);
    double length = 0;
    struct point at = {0, 0}, start = {0, 0};
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        const cairo_path_data_t *data = &path->data[i];
        struct point to = at;
        if (data->header.type == CAIRO_PATH_CLOSE_PATH)
            to = start;
        else
            to = (struct point){data[1].point.x, data[1].point.y};
        if (data->header.type == CAIRO_PATH_MOVE_TO)
            start = to;
        else
            length += hypot(to.x - at.x, to.y - at.y);
        at = to;
    }
    cairo_path_destroy(path);
    return length;
}

/* A dotted or dashed side along its middle, or the whole ring when the box has round corners. */
static void side_stroke(cairo_t *cairo, const struct border_box *box, int side)
{
    enum border_style style = box->sides[side].style;
    double width = box->width[side];
    cairo_save(cairo);
    cairo_new_path(cairo);
    if (!device_shape_is_plain(&box->outer)) {
        path_shape(cairo, &box->outer);
        cairo_clip(cairo);
        struct device_shape middle = device_shape_grow(&box->outer, -width / 2);
        path_shape(cairo, &middle);
        dash_set(cairo, style, width, path_length(cairo), true);
    } else {
        static const double inward[4][2] = {{0, 1}, {-1, 0}, {0, -1}, {1, 0}};
        static const double along[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
        struct point outer[2], inner[2];
        side_corners(box, side, outer, inner);
        double dx = inward[side][0] * width / 2, dy = inward[side][1] * width / 2;
        double end = style == BORDER_DOTTED ? width / 2 : 0; /* a round cap reaches this far */
        struct point a = {outer[0].x + dx + along[side][0] * end, outer[0].y + dy + along[side][1] * end};
        struct point b = {outer[1].x + dx - along[side][0] * end, outer[1].y + dy - along[side][1] * end};
        cairo_move_to(cairo, a.x, a.y);
        cairo_line_to(cairo, b.x, b.y);
        dash_set(cairo, style, width, hypot(b.x - a.x, b.y - a.y) + 2 * end, false);
    }
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

static void side_draw(cairo_t *cairo, const struct border_box *box, int side)
{
    bool mitred = false; /* alone on its corners a plain side needs no slanted ends */
    for (int i = 1; i <= 3; i += 2)
        mitred |= box->width[(side + i) % 4] > 0;
    if (sides_are_equal(box) && is_stroked(box->sides[side].style) && box->sides[side].color.a >= 1)
        mitred = false; /* what overlaps looks the same */
    cairo_save(cairo);
    cairo_new_path(cairo);
    if (mitred || !device_shape_is_plain(&box->outer)) {
        path_side(cairo, box, side);
        cairo_clip(cairo);
    }
    source_color(cairo, box->sides[side].color);
    if (is_stroked(box->sides[side].style))
        side_stroke(cairo, box, side);
    else
        rings_fill(cairo, box, box->sides[side].style);
    cairo_restore(cairo);
}

void draw_border(struct canvas *canvas, const struct display_item *item)
{
    struct border_box box = {
        .outer = device_shape(&item->border.outer, canvas->scale),
        .inner = device_shape(&item->border.inner, canvas->scale),
        .sides = item->border.sides,
    };
    box.width[SIDE_TOP] = box.inner.y0 - box.outer.y0;
    box.width[SIDE_RIGHT] = box.outer.x1 - box.inner.x1;
    box.width[SIDE_BOTTOM] = box.outer.y1 - box.inner.y1;
    box.width[SIDE_LEFT] = box.inner.x0 - box.outer.x0;
    cairo_t *cairo = canvas_cairo(canvas);
    cairo_save(cairo);
    if (sides_are_one_ring(&box)) {
        int side = 0;
        while (box.width[side] <= 0)
            side++;
        source_color(cairo, box.sides[side].color);
        ring_fill(cairo, &box.outer, &box.inner);
    } else if (sides_are_equal(&box) && side_is_visible(&box, 0) &&
               (!is_stroked(box.sides[0].style) || !device_shape_is_plain(&box.outer))) {
        source_color(cairo, box.sides[0].color);
        if (is_stroked(box.sides[0].style))
            side_stroke(cairo, &box, 0);
        else
            rings_fill(cairo, &box, box.sides[0].style);
    } else {
        for (int side = 0; side < 4; side++)
            if (side_is_visible(&box, side))
                side_draw(cairo, &box, side);
    }
    cairo_restore(cairo);
}
