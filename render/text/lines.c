#include "lines.h"

#include <math.h>

#include "hang.h"
#include "measure.h"
#include "wrap.h"

/* Word separators that justification widens: those between the line's words. */
static unsigned count_separators(const struct paragraph *p, const struct line_span *span)
{
    unsigned count = 0;
    for (uint32_t i = span->start; i < span->end; i++)
        count += (p->flags[i] & UNIT_SPACE) != 0;
    return count;
}

/* Where the line begins, from the content box's left edge: CSS Text 3 section 6.1. An overlong line spills over the
 * line-end edge. */
static double aligned_x(enum text_align align, bool ltr, double free_px)
{
    switch (align) {
    case TEXT_ALIGN_CENTER:
        return ltr ? fmax(free_px / 2, 0) : fmin(free_px, free_px / 2);
    case TEXT_ALIGN_LEFT:
        return ltr ? 0 : fmin(free_px, 0);
    case TEXT_ALIGN_RIGHT:
        return ltr ? fmax(free_px, 0) : free_px;
    case TEXT_ALIGN_END:
        return ltr ? fmax(free_px, 0) : fmin(free_px, 0);
    case TEXT_ALIGN_START:
    case TEXT_ALIGN_JUSTIFY:
        break;
    }
    return ltr ? 0 : free_px;
}

static void describe_line(const struct paragraph *p, const struct line_setup *setup, const struct fragment_row *row,
                          struct line *line)
{
    const struct line_span *span = setup->span;
    *line = (struct line){
        .text_start = p->byte_at[span->start],
        .text_end = p->byte_at[span->end],
        .utf16_start = span->start,
        .utf16_end = span->end,
        .width = (float)row->width,
        .top = (float)setup->top,
        .height = (float)(setup->box.above + setup->box.below),
        .baseline = (float)(setup->top + setup->box.above),
        .ellipsis = setup->ellipsis,
        .forced = span->next > span->start && p->text[span->next - 1] == BREAK_UNIT,
        .broken_inside_word = span->inside_word,
        .fragments = row->items,
        .fragment_count = row->count,
    };
}

/* Justified lines but for those before a forced break, CSS Text 3 section 6.2. */
static double justification(struct paragraph *p, const struct line_setup *setup, double width_px)
{
    const struct line_span *span = setup->span;
    if (p->input.block->text.text_align != TEXT_ALIGN_JUSTIFY || span->forced || setup->ellipsis || isinf(width_px))
        return 0;
    double indent = span->start == 0 ? (double)p->indent_px : 0;
    double free_px = width_px - indent - wrap_line_width(p, span, setup->scale);
    unsigned separators = count_separators(p, span);
    return separators && free_px > 0 ? free_px / separators : 0;
}

/* White space preserved at the end of a line that a forced break ends takes part in its alignment as far as there is
 * room (CSS Text 3 section 4.1.3). */
static double hanging_width(const struct paragraph *p, const struct line_span *span, double scale, double free_px)
{
    uint32_t end = span->next;
    if (end > span->end && p->text[end - 1] == BREAK_UNIT)
        end--;
    if (!span->forced || end <= span->end || free_px <= 0 ||
        paragraph_style_at(p, end - 1)->text.white_space != WHITE_SPACE_PRESERVE)
        return 0;
    return fmin(free_px, extent_px(measure_roughly(p, span->end, end, span->end), scale));
}

static void align_lines(const struct paragraph *p, const struct lines_input *input, struct line *lines, size_t count,
                        double widest)
{
    double width = isinf(input->width_px) ? widest : input->width_px;
    for (size_t i = 0; i < count; i++) {
        const struct line_span *span = &input->spans->items[i];
        bool ltr = !(paragraph_base_level(p, span->start) & 1);
        double indent = span->start == 0 ? (double)p->indent_px : 0;
        double free_px = width - indent - (double)lines[i].width;
        double hanging = hanging_width(p, span, input->scale, free_px);
        double x = aligned_x(p->input.block->text.text_align, ltr, free_px - hanging);
        lines[i].x = (float)((ltr ? x + indent : x + hanging) + hang_shift(p, span, input->scale, ltr));
        struct fragment *fragments = (struct fragment *)(uintptr_t)lines[i].fragments;
        for (size_t k = 0; k < lines[i].fragment_count; k++)
            fragments[k].x += lines[i].x;
    }
}

bool lines_build(struct paragraph *p, const struct lines_input *input, struct paragraph_lines *result)
{
    size_t count = input->spans->count;
    struct line *lines = ARENA_ARRAY(p->arena, struct line, count + 1);
    if (!lines)
        return false;
    double top = 0, widest = 0;
    for (size_t i = 0; i < count; i++) {
        struct line_setup setup = {
            .span = &input->spans->items[i],
            .boxes = p->box_metrics,
            .scale = input->scale,
            .top = top,
            .base_level = paragraph_base_level(p, input->spans->items[i].start),
            .ellipsis = input->ellipsis && input->ellipsis[i],
        };
        struct fragment_row row;
        setup.box = linebox_measure(p, setup.span, input->scale, p->box_metrics);
        setup.word_extra = justification(p, &setup, input->width_px);
        if (!fragments_build(p, &setup, &row))
            return false;
        describe_line(p, &setup, &row, &lines[i]);
        top += setup.box.above + setup.box.below;
        widest = fmax(widest, row.width);
    }
    align_lines(p, input, lines, count, widest);
    result->text = p->utf8;
    result->text_length = p->byte_at[p->length];
    result->scale = (float)input->scale;
    result->width_px = (float)widest;
    result->height_px = (float)top;
    result->lines = lines;
    result->line_count = count;
    result->missing_glyphs = p->missing_glyphs;
    return true;
}
