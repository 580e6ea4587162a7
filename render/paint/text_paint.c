#include <math.h>

#include "text_run.h"

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

/* Raised and lowered text keeps its distance from the line's top, which browsers round, as long as its inline box has
 * nothing of its own to draw. */
static float baseline_of(const struct box *block, const struct line *line, const struct fragment *fragment,
                         const struct style *style)
{
    bool decorated = style->background_color.a > 0 || style->background_count > 0 || style->box_shadow_count > 0;
    for (int side = 0; side < 4; side++)
        decorated |= style->padding[side].px != 0 || style->margin[side].px != 0 || style->border[side].width_px != 0;
    if (fragment->baseline == line->baseline || decorated)
        return block->text_y + fragment->baseline;
    return floorf(block->text_y + line->top + 0.5f) + fragment->baseline - line->top;
}

void painter_text(struct painter *painter, const struct box *block, const struct line *line,
                  const struct fragment *fragment, const struct color *silhouette)
{
    const struct style *style = fragment->item ? fragment->item->style : block->style;
    if (fragment->kind != FRAGMENT_GLYPHS || !style || !style->visible)
        return;
    const unsigned under = DECORATION_UNDERLINE | DECORATION_OVERLINE;
    struct text_run run = {fragment, &style->text, block->text_x + fragment->x,
                           baseline_of(block, line, fragment, style)};
    if (silhouette) {
        text_decorations_paint(painter, &run, under | DECORATION_LINE_THROUGH, 0, 0, silhouette, 0);
        glyphs_paint(painter, &run, 0, 0, *silhouette, 0);
        return;
    }
    for (size_t i = style->text.text_shadow_count; i-- > 0;) { /* the first is on top */
        const struct shadow *shadow = &style->text.text_shadows[i];
        text_decorations_paint(painter, &run, under | DECORATION_LINE_THROUGH, shadow->x_px, shadow->y_px,
                               &shadow->color, shadow->blur_px);
        glyphs_paint(painter, &run, shadow->x_px, shadow->y_px, shadow->color, shadow->blur_px);
    }
    text_decorations_paint(painter, &run, under, 0, 0, NULL, 0);
    glyphs_paint(painter, &run, 0, 0, style->text.color, 0);
    text_decorations_paint(painter, &run, DECORATION_LINE_THROUGH, 0, 0, NULL, 0);
}

void painter_text_silhouette(struct painter *painter, const struct box *box)
{
    static const struct color black = {0, 0, 0, 1};
    for (size_t i = 0; i < box->lines.line_count; i++) {
        const struct line *line = &box->lines.lines[i];
        for (size_t j = 0; j < line->fragment_count; j++)
            painter_text(painter, box, line, &line->fragments[j], &black);
    }
    for (const struct box *child = box->first_child; child; child = child->next_sibling)
        painter_text_silhouette(painter, child);
}
