#include "text_run.h"

#include <math.h>

/* Gaps that ink makes in an underline are wider than it by the stroke, but not by more. */
#define MAX_INK_MARGIN 13.0f

struct stroke {
    float x, top, width, thickness;
    enum text_decoration_style style;
    struct color color;
    float blur_px;
};

static void stroke_put(struct painter *painter, const struct stroke *stroke)
{
    struct display_item *item = painter_add(painter, ITEM_LINE);
    item->line.x = stroke->x;
    item->line.y = stroke->top + stroke->thickness / 2;
    item->line.width_px = stroke->width;
    item->line.thickness_px = stroke->thickness;
    item->line.style = stroke->style;
    item->line.color = stroke->color;
    item->line.blur_px = stroke->blur_px;
}

/* The part of a stroke between two positions. Patterns go on behind a gap as if it were not there. */
static void stroke_part(struct painter *painter, const struct stroke *stroke, float start, float end)
{
    if (end - start <= 0)
        return;
    if (stroke->style == DECORATION_SOLID || stroke->style == DECORATION_DOUBLE) {
        struct stroke part = *stroke;
        part.x = start;
        part.width = end - start;
        stroke_put(painter, &part);
        return;
    }
    float reach = 8 * stroke->thickness + 2 * stroke->blur_px;
    painter_add(painter, ITEM_PUSH_CLIP)->clip =
        rounded_plain((struct rect){start, stroke->top - reach, end - start, stroke->thickness + 2 * reach});
    stroke_put(painter, stroke);
    painter_add(painter, ITEM_POP_CLIP);
}

static void stroke_around_ink(struct painter *painter, const struct stroke *stroke, const struct text_run *run,
                              float baseline, float dx, float margin)
{
    float top = stroke->top - baseline, x = run->x + dx, at = stroke->x, end = stroke->x + stroke->width;
    size_t count;
    const struct ink_gap *gaps =
        text_ink_gaps(painter->arena, run, top, top + stroke->thickness, fminf(margin, MAX_INK_MARGIN), &count);
    if (count == 0) {
        stroke_put(painter, stroke);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        stroke_part(painter, stroke, at, fminf(x + gaps[i].start, end));
        at = fmaxf(at, x + gaps[i].end);
    }
    stroke_part(painter, stroke, at, end);
}

/* Where a line of the given kind begins below the baseline, as Chromium places it. */
static float line_top(const struct text_run *run, unsigned line, float thickness)
{
    float ascent = run->fragment->ascent;
    if (line == DECORATION_OVERLINE)
        return -ascent - floorf(thickness);
    if (line == DECORATION_LINE_THROUGH)
        return -ascent / 3 - thickness / 2;
    if (run->style->underline_offset.kind == LENGTH_AUTO)
        return fmaxf(1, ceilf(thickness / 2));
    return roundf(length_resolve(run->style->underline_offset, run->fragment->font_size_px));
}

static void line_paint(struct painter *painter, const struct text_run *run, unsigned line, float dx, float dy,
                       struct color color, float blur_px)
{
    const struct text_style *style = run->style;
    float size = run->fragment->font_size_px;
    float baseline = floorf(run->y + dy + 0.5f); /* where the letters stand */
    float thickness =
        style->decoration_thickness.kind == LENGTH_AUTO ? size / 10 : length_resolve(style->decoration_thickness, size);
    thickness = fmaxf(1, thickness);
    struct stroke stroke = {
        .x = run->x + dx,
        .top = floorf(baseline + line_top(run, line, thickness) + 0.5f),
        .width = run->fragment->width,
        .thickness = floorf(thickness),
        .style = style->decoration_style,
        .color = color,
        .blur_px = blur_px,
    };
    if (color.a <= 0 || !(stroke.width > 0))
        return;
    int strokes = style->decoration_style == DECORATION_DOUBLE ? 2 : 1;
    float step = stroke.thickness + fmaxf(1, roundf(stroke.thickness / 2));
    if (style->decoration_style == DECORATION_DOUBLE)
        stroke.style = DECORATION_SOLID;
    for (int i = 0; i < strokes; i++) {
        if (line == DECORATION_LINE_THROUGH)
            stroke_put(painter, &stroke);
        else
            stroke_around_ink(painter, &stroke, run, baseline, dx, thickness);
        stroke.top += line == DECORATION_OVERLINE ? -step : step;
    }
}

void text_decorations_paint(struct painter *painter, const struct text_run *run, unsigned lines, float dx, float dy,
                            const struct color *color, float blur_px)
{
    static const unsigned kinds[] = {DECORATION_UNDERLINE, DECORATION_OVERLINE, DECORATION_LINE_THROUGH};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (lines & run->style->decoration_lines & kinds[i])
            line_paint(painter, run, kinds[i], dx, dy, color ? *color : run->style->decoration_color, blur_px);
}
