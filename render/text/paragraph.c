/* A paragraph, stage by stage. */
#include "paragraph.h"

#include <math.h>

#include "../stage_clock.h"
#include "fit.h"
#include "lines.h"
#include "measure.h"
#include "shape.h"
#include "stages.h"
#include "wrap.h"

bool paragraph_fail_memory(const struct paragraph *p, struct ogcard_error *error)
{
    error_set(error, OGCARD_TOO_LARGE, "A text of %u UTF-16 units takes more memory than one card may.", p->length);
    return false;
}

const struct style *paragraph_style_at(const struct paragraph *p, uint32_t place)
{
    return p->input.items[p->item_of[place]].style;
}

const char *paragraph_language_at(const struct paragraph *p, uint32_t place)
{
    const char *language = paragraph_style_at(p, place)->text.language;
    return *language ? language : p->language;
}

static bool shape_insertions(struct paragraph *p, struct ogcard_error *error)
{
    return shape_inserted(p, p->input.block, 0x2026, &p->ellipsis, error) &&
           shape_inserted(p, p->input.block, 0x2010, &p->hyphen, error);
}

static bool allocate_scratch(struct paragraph *p, struct ogcard_error *error)
{
    p->box_metrics = ARENA_ARRAY(p->arena, struct box_metrics, p->box_count);
    return p->box_metrics || paragraph_fail_memory(p, error);
}

static struct paragraph *create(struct text_context *context, struct arena *arena, const struct paragraph_input *input,
                                struct ogcard_error *error)
{
    struct paragraph *p = ARENA_NEW(arena, struct paragraph);
    if (!p) {
        error_set(error, OGCARD_TOO_LARGE, "A text takes more memory than one card may.");
        return NULL;
    }
    p->context = context;
    p->arena = arena;
    p->input = *input;
    bool made = paragraph_collapse(p, error) && allocate_scratch(p, error) && paragraph_bidi(p, error) &&
                paragraph_itemize(p, error) && paragraph_shape(p, error) && paragraph_measure(p, error) &&
                paragraph_find_breaks(p, error) && shape_insertions(p, error);
    if (!made && arena_failed(arena)) /* whatever the stage took it for */
        paragraph_fail_memory(p, error);
    return made ? p : NULL;
}

struct paragraph *paragraph_create(struct text_context *context, struct arena *arena,
                                   const struct paragraph_input *input, struct ogcard_error *error)
{
    enum ogcard_stage around = stage_clock_enter(context->stage_clock, OGCARD_STAGE_SHAPE);
    struct paragraph *p = create(context, arena, input, error);
    stage_clock_enter(context->stage_clock, around);
    return p;
}

/* In browsers a box as wide as its text holds it: rounded up to their unit, 1/64 px. */
static float round_up(double px)
{
    return (float)(ceil(px * 64) / 64);
}

static bool breaks_anywhere(const struct paragraph *p, uint32_t place)
{
    const struct text_style *style = &paragraph_style_at(p, place)->text;
    return style->overflow_wrap == OVERFLOW_WRAP_ANYWHERE && style->text_wrap != TEXT_WRAP_NOWRAP;
}

/* overflow-wrap: anywhere lets a word count with its widest cluster. */
static double widest_cluster(struct paragraph *p, uint32_t start, uint32_t end, double scale)
{
    double widest = 0;
    for (uint32_t next; start < end; start = next) {
        for (next = start + 1; next < end && !(p->flags[next] & UNIT_CLUSTER); next++)
            ;
        widest = fmax(widest, extent_px(measure_roughly(p, start, next, next), scale));
    }
    return widest;
}

/* Chromium takes a piece of text that ends at a break place as one with its widest word: edges that close behind it add
 * to that word, not to its last. */
static double item_widest(struct paragraph *p, size_t k, double scale)
{
    const struct break_place *place = &p->breaks[k];
    double edges = p->mark_px[place->next] - p->mark_px[place->end ? place->end - 1 : 0], widest = 0;
    if (place->end == 0 || edges <= 0)
        return 0;
    if (breaks_anywhere(p, place->end - 1))
        return 0;
    uint32_t piece = place->end - 1; /* where the text of one item and one direction begins */
    while (piece && p->item_of[piece - 1] == p->item_of[place->end - 1] && p->levels[piece - 1] == p->levels[piece])
        piece--;
    for (size_t i = k - 1; i > 0 && p->breaks[i].end > piece; i--) {
        uint32_t start = p->breaks[i - 1].next;
        if (start >= piece)
            widest = fmax(widest, extent_px(measure_roughly(p, start, p->breaks[i].end, start), scale));
    }
    return widest > 0 ? widest + edges : 0;
}

float paragraph_min_content_px(const struct paragraph *paragraph, float scale)
{
    struct paragraph *p = (struct paragraph *)(uintptr_t)paragraph; /* measuring fills a cache */
    enum ogcard_stage around = stage_clock_enter(p->context->stage_clock, OGCARD_STAGE_FIT);
    double widest = 0;
    for (size_t k = 1; k < p->break_count; k++) {
        const struct break_place *place = &p->breaks[k];
        uint32_t start = p->breaks[k - 1].next, end = place->end > start ? place->end : start;
        double width;
        if (start < end && breaks_anywhere(p, start))
            width = widest_cluster(p, start, end, (double)scale);
        else
            width = extent_px(measure_line(p, start, end, place->next, place->hyphen), (double)scale);
        width = fmax(width, item_widest(p, k, (double)scale));
        widest = fmax(widest, width + (start == 0 ? (double)p->input.block->text.text_indent.px : 0));
    }
    stage_clock_enter(p->context->stage_clock, around);
    return round_up(widest);
}

/* White space that is preserved counts, although it would hang. */
static uint32_t max_content_end(const struct paragraph *p, const struct break_place *place)
{
    uint32_t end = place->next;
    if (end && p->text[end - 1] == BREAK_UNIT)
        end--;
    bool preserved = end && paragraph_style_at(p, end - 1)->text.white_space == WHITE_SPACE_PRESERVE;
    return preserved ? end : place->end;
}

float paragraph_max_content_px(const struct paragraph *paragraph, float scale)
{
    struct paragraph *p = (struct paragraph *)(uintptr_t)paragraph;
    enum ogcard_stage around = stage_clock_enter(p->context->stage_clock, OGCARD_STAGE_FIT);
    double widest = 0;
    uint32_t start = 0;
    for (size_t k = 1; k < p->break_count; k++) {
        const struct break_place *place = &p->breaks[k];
        if (!place->forced)
            continue;
        uint32_t end = max_content_end(p, place);
        if (end < start)
            end = start;
        double width = extent_px(measure_line(p, start, end, place->next, false), (double)scale);
        widest = fmax(widest, width + (start == 0 ? (double)p->input.block->text.text_indent.px : 0));
        start = place->next;
    }
    stage_clock_enter(p->context->stage_clock, around);
    return round_up(widest);
}

static void resolve_indent(struct paragraph *p, float width_px)
{
    struct length indent = p->input.block->text.text_indent;
    p->indent_px = indent.px + (isinf(width_px) ? 0 : indent.percent / 100 * width_px);
}

static bool lay_out(struct paragraph *p, struct paragraph_box box, struct paragraph_lines *lines,
                    struct ogcard_error *error)
{
    struct fit_result fit;
    *lines = (struct paragraph_lines){0};
    resolve_indent(p, box.width_px);
    if (!fit_lines(p, box, &fit))
        return paragraph_fail_memory(p, error);
    struct lines_input input = {&fit.spans, fit.ellipsis, fit.scale, (double)box.width_px};
    if (!lines_build(p, &input, lines) || arena_failed(p->arena))
        return paragraph_fail_memory(p, error);
    lines->overflows = fit.overflows;
    lines->ellipsized = fit.ellipsized;
    return true;
}

bool paragraph_layout(struct paragraph *p, struct paragraph_box box, struct paragraph_lines *lines,
                      struct ogcard_error *error)
{
    enum ogcard_stage around = stage_clock_enter(p->context->stage_clock, OGCARD_STAGE_FIT);
    bool laid_out = lay_out(p, box, lines, error);
    stage_clock_enter(p->context->stage_clock, around);
    return laid_out;
}

static float min_height(struct paragraph *p, float width_px)
{
    double scale = fit_least_scale(p);
    unsigned clamp = p->input.block->line_clamp;
    struct wrap_room room = {scale, (double)width_px, clamp ? clamp : SIZE_MAX - 1};
    struct line_spans spans = {0};
    resolve_indent(p, width_px);
    if (!wrap_greedily(p, &room, &spans))
        return 0;
    if (clamp && spans.count > clamp)
        spans.count = clamp;
    return (float)fit_height(p, &spans, scale);
}

float paragraph_min_height_px(struct paragraph *p, float width_px)
{
    enum ogcard_stage around = stage_clock_enter(p->context->stage_clock, OGCARD_STAGE_FIT);
    float height = min_height(p, width_px);
    stage_clock_enter(p->context->stage_clock, around);
    return height;
}
