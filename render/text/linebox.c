#include "linebox.h"

#include <math.h>

/* Chromium's LayoutUnit. */
static double to_64ths(double px)
{
    return floor(px * 64) / 64;
}

struct font_heights font_heights_at(const struct font *font, double size_px)
{
    double px = size_px / (double)font->metrics.units_per_em;
    double ascent = round((double)font->metrics.ascent * px), descent = round(-(double)font->metrics.descent * px);
    return (struct font_heights){ascent, descent, ascent + descent + round((double)font->metrics.line_gap * px)};
}

/* Half-leading: what the line height leaves is split, the upper half rounded down. */
static void add_leading(double ascent, double descent, double line_height, double *above, double *below)
{
    double leading = floor((line_height - (ascent + descent)) / 2);
    *above = ascent + leading;
    *below = line_height - *above;
}

static bool line_height_is_normal(const struct style *style)
{
    return style->text.line_height.kind == LENGTH_AUTO;
}

/* A line height in px belongs to the size that it was written for and shrinks with it. */
static double line_height_px(const struct style *style, double scale)
{
    const struct text_style *text = &style->text;
    if (text->line_height_factor > 0)
        /* In single precision, as browsers do: 1.4 times 20 is 28 then, and not a hair less. */
        return to_64ths((double)(text->line_height_factor * (text->font_size_px * (float)scale)));
    return to_64ths((double)(text->line_height.px + text->line_height.percent / 100 * text->font_size_px) * scale);
}

static struct box_metrics strut_of(const struct inline_box *box, double scale)
{
    struct font_heights font = font_heights_at(box->font, (double)box->style->text.font_size_px * scale);
    struct box_metrics metrics = {.ascent = font.ascent, .descent = font.descent, .present = true};
    double height = line_height_is_normal(box->style) ? font.line_spacing : line_height_px(box->style, scale);
    add_leading(font.ascent, font.descent, height, &metrics.above, &metrics.below);
    return metrics;
}

/* Shift of something with the given extents, aligned by `style` in a box with metrics `parent`; top and bottom wait
 * for the line box. */
static double aligned_shift(const struct style *style, double above, double below, const struct inline_box *parent_box,
                            const struct box_metrics *parent, double scale)
{
    double size = (double)parent_box->style->text.font_size_px * scale;
    double x_height = (double)(parent_box->font->metrics.x_height / parent_box->font->metrics.units_per_em) * size;
    switch (style->vertical_align) {
    case VERTICAL_ALIGN_BASELINE:
    case VERTICAL_ALIGN_TOP:
    case VERTICAL_ALIGN_BOTTOM:
        return 0;
    case VERTICAL_ALIGN_LENGTH:
        return -to_64ths((double)style->vertical_align_length.px * scale +
                         (double)style->vertical_align_length.percent / 100 * (above + below));
    case VERTICAL_ALIGN_SUB:
        return to_64ths(size / 5 + 1);
    case VERTICAL_ALIGN_SUPER:
        return -to_64ths(size / 3 + 1);
    case VERTICAL_ALIGN_TEXT_TOP:
        return above - parent->ascent;
    case VERTICAL_ALIGN_TEXT_BOTTOM:
        return parent->descent - below;
    case VERTICAL_ALIGN_MIDDLE:
        return to_64ths((above - below) / 2 - x_height / 2);
    }
    return 0;
}

static bool waits_for_line(const struct style *style)
{
    return style->vertical_align == VERTICAL_ALIGN_TOP || style->vertical_align == VERTICAL_ALIGN_BOTTOM;
}

/* The tallest of what is aligned to the line box's edges. */
struct tallest {
    double height;
    bool at_bottom;
};

static void tallest_take(struct tallest *tallest, const struct style *style, double height)
{
    if (height > tallest->height)
        *tallest = (struct tallest){height, style->vertical_align == VERTICAL_ALIGN_BOTTOM};
}

static void include(struct line_box *line, double above, double below)
{
    line->above = fmax(line->above, above);
    line->below = fmax(line->below, below);
}

/* With line-height: normal, a fallback font brings its own line spacing. */
static void include_fallback_fonts(const struct paragraph *p, const struct line_span *span, double scale,
                                   struct box_metrics *boxes)
{
    if (span->start >= span->end)
        return;
    for (size_t r = p->run_of[span->start]; r < p->run_count && p->runs[r].start < span->end; r++) {
        const struct text_run *run = &p->runs[r];
        uint32_t first = run->start > span->start ? run->start : span->start;
        size_t box = p->box_of[p->item_of[first]];
        if (!run->font || run->font == p->boxes[box].font || !line_height_is_normal(p->boxes[box].style))
            continue;
        struct font_heights font = font_heights_at(run->font, (double)run->style->text.font_size_px * scale);
        double above, below;
        add_leading(font.ascent, font.descent, font.line_spacing, &above, &below);
        boxes[box].above = fmax(boxes[box].above, above);
        boxes[box].below = fmax(boxes[box].below, below);
    }
}

static bool is_on_line(const struct inline_box *box, const struct line_span *span)
{
    if (box->start == box->end)
        return (box->start > span->start || span->start == 0) && box->start <= span->next;
    return box->start < span->next && box->end > span->start;
}

/* An empty box with its parent's own style only marks a place: it has no say in the line box. */
static bool is_marker(const struct paragraph *p, size_t box)
{
    return box && p->boxes[box].start == p->boxes[box].end &&
           p->boxes[box].style == p->boxes[p->boxes[box].parent].style;
}

/* What stands in a box that is aligned to the line box counts for that box first. */
static void include_in(struct box_metrics *boxes, size_t aligned, struct line_box *line, double above, double below)
{
    if (!aligned) {
        include(line, above, below);
        return;
    }
    boxes[aligned].tree_above = fmax(boxes[aligned].tree_above, above);
    boxes[aligned].tree_below = fmax(boxes[aligned].tree_below, below);
}

static void include_boxes(const struct paragraph *p, double scale, struct box_metrics *boxes, struct line_box *line)
{
    for (size_t i = 1; i < p->box_count; i++) { /* parents come before their children */
        const struct inline_box *box = &p->boxes[i];
        struct box_metrics *own = &boxes[i];
        if (!own->present)
            continue;
        if (is_marker(p, i)) {
            *own = boxes[box->parent];
            continue;
        }
        own->aligned = boxes[box->parent].aligned;
        if (waits_for_line(box->style)) {
            own->aligned = i;
            own->tree_above = own->above;
            own->tree_below = own->below;
            continue;
        }
        own->shift = boxes[box->parent].shift + aligned_shift(box->style, own->above, own->below,
                                                              &p->boxes[box->parent], &boxes[box->parent], scale);
        include_in(boxes, own->aligned, line, own->above - own->shift, own->below + own->shift);
    }
}

static void include_objects(const struct paragraph *p, const struct line_span *span, double scale,
                            struct box_metrics *boxes, struct line_box *line, struct tallest *tallest)
{
    for (uint32_t i = span->start; i < span->end; i++) {
        if (p->text[i] != OBJECT_UNIT)
            continue;
        const struct paragraph_item *item = &p->input.items[p->item_of[i]];
        if (waits_for_line(item->style)) {
            tallest_take(tallest, item->style, (double)item->height_px);
            continue;
        }
        double shift = linebox_object_shift(p, p->item_of[i], boxes, line, scale);
        double above = (double)item->baseline_px, below = (double)(item->height_px - item->baseline_px);
        include_in(boxes, boxes[p->box_of[p->item_of[i]]].aligned, line, above - shift, below + shift);
    }
}

/* Boxes aligned to the line box's edges: the line grows for the tallest, away from its edge as Chromium does it, then
 * they are set with what they hold. */
static void settle_waiting(const struct paragraph *p, struct box_metrics *boxes, struct line_box *line,
                           struct tallest *tallest)
{
    for (size_t i = 1; i < p->box_count; i++) {
        const struct box_metrics *own = &boxes[i];
        if (!own->present || own->aligned != i || is_marker(p, i))
            continue;
        tallest_take(tallest, p->boxes[i].style, own->tree_above + own->tree_below);
    }
    if (tallest->height > line->above + line->below && tallest->at_bottom)
        line->above = tallest->height - line->below;
    else if (tallest->height > line->above + line->below)
        line->below = tallest->height - line->above;
    for (size_t i = 1; i < p->box_count; i++) {
        const struct box_metrics *root = &boxes[boxes[i].aligned];
        if (!boxes[i].present || !boxes[i].aligned)
            continue;
        bool top = p->boxes[boxes[i].aligned].style->vertical_align == VERTICAL_ALIGN_TOP;
        boxes[i].shift += top ? root->tree_above - line->above : line->below - root->tree_below;
    }
}

struct line_box linebox_measure(const struct paragraph *p, const struct line_span *span, double scale,
                                struct box_metrics *boxes)
{
    for (size_t i = 0; i < p->box_count; i++) {
        boxes[i] = (struct box_metrics){0};
        if (i == 0 || is_on_line(&p->boxes[i], span))
            boxes[i] = strut_of(&p->boxes[i], scale);
    }
    include_fallback_fonts(p, span, scale, boxes);
    struct line_box line = {boxes[0].above, boxes[0].below};
    include_boxes(p, scale, boxes, &line);
    struct tallest tallest = {0, false};
    include_objects(p, span, scale, boxes, &line, &tallest);
    settle_waiting(p, boxes, &line, &tallest);
    return line;
}

double linebox_object_shift(const struct paragraph *p, size_t index, const struct box_metrics *boxes,
                            const struct line_box *line, double scale)
{
    const struct paragraph_item *item = &p->input.items[index];
    double above = (double)item->baseline_px, below = (double)(item->height_px - item->baseline_px);
    if (item->style->vertical_align == VERTICAL_ALIGN_TOP)
        return above - line->above;
    if (item->style->vertical_align == VERTICAL_ALIGN_BOTTOM)
        return line->below - below;
    size_t box = p->box_of[index];
    return boxes[box].shift + aligned_shift(item->style, above, below, &p->boxes[box], &boxes[box], scale);
}
