#include "text_run.h"

#include <math.h>

/* Straight pieces that a curve is taken for. */
enum { CURVE_STEPS = 8 };

/* How far a glyph's outline reaches within a band; y upwards, both in font units. */
struct band {
    float low, high;
    float left, right; /* left > right: not met yet */
};

static void band_add(struct band *band, float x)
{
    band->left = fminf(band->left, x);
    band->right = fmaxf(band->right, x);
}

static void band_line(struct band *band, float x0, float y0, float x1, float y1)
{
    if (y0 > y1) {
        float x = x0, y = y0;
        x0 = x1, y0 = y1;
        x1 = x, y1 = y;
    }
    if (y1 < band->low || y0 > band->high)
        return;
    float slope = y1 > y0 ? (x1 - x0) / (y1 - y0) : 0;
    band_add(band, y0 < band->low ? x0 + slope * (band->low - y0) : x0);
    band_add(band, y1 > band->high ? x0 + slope * (band->high - y0) : x1);
}

static void on_line(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs;
    (void)user;
    band_line(data, state->current_x, state->current_y, x, y);
}

static void on_cubic(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float ax, float ay, float bx, float by,
                     float x, float y, void *user)
{
    (void)funcs;
    (void)user;
    float from_x = state->current_x, from_y = state->current_y;
    for (int i = 1; i <= CURVE_STEPS; i++) {
        float t = (float)i / CURVE_STEPS, u = 1 - t;
        float c0 = u * u * u, c1 = 3 * u * u * t, c2 = 3 * u * t * t, c3 = t * t * t;
        float to_x = c0 * state->current_x + c1 * ax + c2 * bx + c3 * x;
        float to_y = c0 * state->current_y + c1 * ay + c2 * by + c3 * y;
        band_line(data, from_x, from_y, to_x, to_y);
        from_x = to_x;
        from_y = to_y;
    }
}

static void on_quadratic(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float cx, float cy, float x,
                         float y, void *user)
{
    float ax = state->current_x + (cx - state->current_x) * 2 / 3,
          ay = state->current_y + (cy - state->current_y) * 2 / 3;
    on_cubic(funcs, data, state, ax, ay, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, x, y, user);
}

static void gaps_sort(struct ink_gap *gaps, size_t count)
{
    for (size_t i = 1; i < count; i++) { /* nearly in order already */
        struct ink_gap gap = gaps[i];
        size_t at = i;
        for (; at > 0 && gaps[at - 1].start > gap.start; at--)
            gaps[at] = gaps[at - 1];
        gaps[at] = gap;
    }
}

const struct ink_gap *text_ink_gaps(struct arena *arena, const struct text_run *run, float top, float bottom,
                                    float margin, size_t *count)
{
    const struct fragment *fragment = run->fragment;
    *count = 0;
    if (!fragment->font || fragment->missing || fragment->glyph_count == 0)
        return NULL;
    struct ink_gap *gaps = ARENA_ARRAY(arena, struct ink_gap, fragment->glyph_count);
    hb_draw_funcs_t *funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_line_to_func(funcs, on_line, NULL, NULL);
    hb_draw_funcs_set_quadratic_to_func(funcs, on_quadratic, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, on_cubic, NULL, NULL);
    float factor = fragment->font_size_px / fragment->font->metrics.units_per_em;
    for (size_t i = 0; gaps && i < fragment->glyph_count; i++) {
        const struct glyph *glyph = &fragment->glyphs[i];
        struct band band = {.low = (glyph->y - bottom) / factor,
                            .high = (glyph->y - top) / factor,
                            .left = INFINITY,
                            .right = -INFINITY};
        hb_font_get_glyph_shape(fragment->font->hb, glyph->id, funcs, &band);
        if (band.left > band.right)
            continue;
        gaps[(*count)++] =
            (struct ink_gap){glyph->x + band.left * factor - margin, glyph->x + band.right * factor + margin};
    }
    hb_draw_funcs_destroy(funcs);
    if (gaps)
        gaps_sort(gaps, *count);
    return gaps;
}
