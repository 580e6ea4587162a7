#include "draw_art.h"

#include <math.h>

static void add_path(cairo_t *cairo, const struct art_segment *segments, size_t count)
{
    cairo_new_path(cairo);
    for (size_t i = 0; i < count; i++) {
        const struct art_segment *segment = &segments[i];
        const double *x = segment->x, *y = segment->y;
        switch (segment->verb) {
        case ART_MOVE:
            cairo_move_to(cairo, x[0], y[0]);
            break;
        case ART_LINE:
            cairo_line_to(cairo, x[0], y[0]);
            break;
        case ART_CURVE:
            cairo_curve_to(cairo, x[0], y[0], x[1], y[1], x[2], y[2]);
            break;
        case ART_CLOSE:
            cairo_close_path(cairo);
            break;
        }
    }
}

static void set_color(cairo_t *cairo, const struct art_color *color)
{
    cairo_set_source_rgba(cairo, color->r, color->g, color->b, color->a);
}

static void draw_shape(cairo_t *cairo, const struct vector_art *art, const struct art_item *item)
{
    const double *m = item->matrix;
    cairo_matrix_t matrix;
    cairo_matrix_init(&matrix, m[0], m[1], m[2], m[3], m[4], m[5]);
    cairo_save(cairo);
    cairo_transform(cairo, &matrix);
    add_path(cairo, art->segments + item->first, item->count);
    if (item->fill.a > 0) {
        cairo_set_fill_rule(cairo, item->even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
        set_color(cairo, &item->fill);
        cairo_fill_preserve(cairo);
    }
    if (item->stroke.a > 0) {
        cairo_set_line_width(cairo, item->stroke_width);
        cairo_set_line_cap(cairo, (cairo_line_cap_t)item->cap);
        cairo_set_line_join(cairo, (cairo_line_join_t)item->join);
        cairo_set_miter_limit(cairo, item->miter_limit);
        set_color(cairo, &item->stroke);
        cairo_stroke_preserve(cairo);
    }
    cairo_new_path(cairo);
    cairo_restore(cairo);
}

void draw_art(cairo_t *cairo, const struct vector_art *art, double width, double height)
{
    double x = 0, y = 0, art_width = art->width_px, art_height = art->height_px;
    double scale_x = width / art_width, scale_y = height / art_height;
    cairo_save(cairo);
    cairo_rectangle(cairo, 0, 0, width, height);
    cairo_clip(cairo);
    if (art->has_viewbox) {
        x = art->viewbox[0];
        y = art->viewbox[1];
        art_width = art->viewbox[2];
        art_height = art->viewbox[3];
        /* preserveAspectRatio="xMidYMid meet" */
        scale_x = scale_y = fmin(width / art_width, height / art_height);
        cairo_translate(cairo, (width - art_width * scale_x) / 2, (height - art_height * scale_y) / 2);
    }
    cairo_scale(cairo, scale_x, scale_y);
    cairo_translate(cairo, -x, -y);
    for (size_t i = 0; i < art->item_count; i++) {
        const struct art_item *item = &art->items[i];
        if (item->kind == ART_SHAPE) {
            draw_shape(cairo, art, item);
        } else if (item->kind == ART_GROUP) {
            cairo_push_group(cairo);
        } else {
            cairo_pop_group_to_source(cairo);
            cairo_paint_with_alpha(cairo, item->opacity);
        }
    }
    cairo_restore(cairo);
}
