#include "painter.h"

#include <math.h>

/* One run of text with where it stands. */
struct text_run {
    const struct fragment *fragment;
    const struct text_style *style;
    float x, y; /* origin on the baseline, px */
};

static void glyphs_paint(struct painter *painter, const struct text_run *run, float dx, float dy, struct color color,
                         float blur_px)
{
    if (color.a <= 0 || run->fragment->glyph_count == 0)
        return;
    struct display_item *item = painter_add(painter, ITEM_GLYPHS);
    item->glyphs.font = run->fragment->font;
    item->glyphs.size_px = run->fragment->font_size_px;
    item->glyphs.x = run->x + dx;
    item->glyphs.y = run->y + dy;
    item->glyphs.glyphs = run->fragment->glyphs;
    item->glyphs.count = run->fragment->glyph_count;
    item->glyphs.color = color;
    item->glyphs.blur_px = blur_px;
    item->glyphs.missing = run->fragment->missing;
}

static void line_paint(struct painter *painter, float x, float top, float width, float thickness,
                       enum text_decoration_style style, struct color color, float blur_px)
{
    if (color.a <= 0 || !(width > 0))
        return;
    if (style == DECORATION_SOLID && blur_px <= 0) {
        struct display_item *item = painter_add(painter, ITEM_FILL);
        item->fill.shape = rounded_plain((struct rect){x, top, width, thickness});
        item->fill.color = color;
        return;
    }
    struct display_item *item = painter_add(painter, ITEM_LINE);
    item->line.x = x;
    item->line.y = top + thickness / 2;
    item->line.width_px = width;
    item->line.thickness_px = thickness;
    item->line.style = style;
    item->line.color = color;
    item->line.blur_px = blur_px;
}

/* Where a line of the given kind begins below the baseline, as browsers place it without a font's own wish. */
static float decoration_top(const struct text_run *run, unsigned line, float thickness)
{
    float ascent = run->fragment->ascent;
    if (line == DECORATION_OVERLINE)
        return -ascent;
    if (line == DECORATION_LINE_THROUGH)
        return -ascent / 3 - thickness / 2;
    float gap = fmaxf(1, ceilf(thickness / 2));
    if (run->style->underline_offset.kind == LENGTH_AUTO)
        return gap;
    return roundf(length_resolve(run->style->underline_offset, run->fragment->font_size_px));
}

static void decoration_paint(struct painter *painter, const struct text_run *run, unsigned line, float dx, float dy,
                             struct color color, float blur_px)
{
    const struct text_style *style = run->style;
    float size = run->fragment->font_size_px;
    float thickness =
        style->decoration_thickness.kind == LENGTH_AUTO ? size / 10 : length_resolve(style->decoration_thickness, size);
    thickness = fmaxf(1, roundf(thickness));
    float top = floorf(run->y + dy + decoration_top(run, line, thickness) + 0.5f);
    float x = run->x + dx, width = run->fragment->width;
    line_paint(painter, x, top, width, thickness, style->decoration_style, color, blur_px);
    if (style->decoration_style == DECORATION_DOUBLE) {
        float step = thickness + fmaxf(1, roundf(thickness / 2));
        line_paint(painter, x, line == DECORATION_OVERLINE ? top - step : top + step, width, thickness,
                   style->decoration_style, color, blur_px);
    }
}

static void decorations_paint(struct painter *painter, const struct text_run *run, unsigned lines, float dx, float dy,
                              const struct color *color, float blur_px)
{
    static const unsigned kinds[] = {DECORATION_UNDERLINE, DECORATION_OVERLINE, DECORATION_LINE_THROUGH};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (lines & run->style->decoration_lines & kinds[i])
            decoration_paint(painter, run, kinds[i], dx, dy, color ? *color : run->style->decoration_color, blur_px);
}

void painter_text(struct painter *painter, const struct box *block, const struct fragment *fragment,
                  const struct color *silhouette)
{
    const struct style *style = fragment->item ? fragment->item->style : block->style;
    if (fragment->kind != FRAGMENT_GLYPHS || !style || !style->visible)
        return;
    const unsigned under = DECORATION_UNDERLINE | DECORATION_OVERLINE;
    struct text_run run = {fragment, &style->text, block->text_x + fragment->x, block->text_y + fragment->baseline};
    if (silhouette) {
        decorations_paint(painter, &run, under | DECORATION_LINE_THROUGH, 0, 0, silhouette, 0);
        glyphs_paint(painter, &run, 0, 0, *silhouette, 0);
        return;
    }
    for (size_t i = style->text.text_shadow_count; i-- > 0;) { /* the first is on top */
        const struct shadow *shadow = &style->text.text_shadows[i];
        decorations_paint(painter, &run, under | DECORATION_LINE_THROUGH, shadow->x_px, shadow->y_px, &shadow->color,
                          shadow->blur_px);
        glyphs_paint(painter, &run, shadow->x_px, shadow->y_px, shadow->color, shadow->blur_px);
    }
    decorations_paint(painter, &run, under, 0, 0, NULL, 0);
    glyphs_paint(painter, &run, 0, 0, style->text.color, 0);
    decorations_paint(painter, &run, DECORATION_LINE_THROUGH, 0, 0, NULL, 0);
}

void painter_text_silhouette(struct painter *painter, const struct box *box)
{
    static const struct color black = {0, 0, 0, 1};
    for (size_t i = 0; i < box->lines.line_count; i++)
        for (size_t j = 0; j < box->lines.lines[i].fragment_count; j++)
            painter_text(painter, box, &box->lines.lines[i].fragments[j], &black);
    for (const struct box *child = box->first_child; child; child = child->next_sibling)
        painter_text_silhouette(painter, child);
}
