#include "measure.h"

#include <math.h>

#include "shape.h"

double run_px_per_unit(const struct text_run *run)
{
    return (double)run->style->text.font_size_px / (double)run->font->metrics.units_per_em;
}

/* Spreads the advance of each cluster evenly over its grapheme clusters: a ligature has no seams of its own. */
static void spread_cluster(const struct paragraph *p, uint32_t start, uint32_t end, double advance, double *units)
{
    unsigned graphemes = 0;
    for (uint32_t place = start; place < end; place++)
        graphemes += place == start || (p->flags[place] & UNIT_CLUSTER);
    for (uint32_t place = start; place < end; place++)
        if (place == start || (p->flags[place] & UNIT_CLUSTER))
            units[place] += advance / graphemes;
}

static void measure_run(const struct paragraph *p, const struct text_run *run, double *scaled, double *fixed)
{
    double px = run_px_per_unit(run);
    bool backwards = run->level & 1;
    for (size_t i = 0; i < run->glyph_count;) {
        uint32_t cluster = run->glyphs[i].cluster;
        size_t first = i;
        struct extent spacing = run_letter_spacing(p, run, cluster);
        double advance = 0;
        for (; i < run->glyph_count && run->glyphs[i].cluster == cluster; i++)
            advance += run->glyphs[i].advance;
        uint32_t next;
        if (backwards)
            next = first ? run->glyphs[first - 1].cluster : run->end;
        else
            next = i < run->glyph_count ? run->glyphs[i].cluster : run->end;
        spread_cluster(p, cluster, next > cluster ? next : cluster + 1, advance * px + spacing.scaled, scaled);
        fixed[cluster] += spacing.fixed;
    }
}

/* From `pen` to the next tab stop, at least half a space away (CSS Text 3 section 4.2); px at the style's size. */
static double tab_advance(const struct text_run *run, double pen)
{
    hb_codepoint_t glyph = 0;
    hb_font_get_nominal_glyph(run->font->hb, ' ', &glyph);
    double space = hb_font_get_glyph_h_advance(run->font->hb, glyph) * run_px_per_unit(run);
    double stop = space * (double)run->style->text.tab_size;
    if (stop <= 0)
        return 0;
    double advance = stop - fmod(pen, stop);
    return advance < space / 2 ? advance + stop : advance;
}

/* Tab stops count from where a forced break lets the line begin. */
static void measure_separators(struct paragraph *p, double *scaled, double *fixed)
{
    double pen = 0;
    for (uint32_t i = 0; i < p->length; i++) {
        const struct text_style *style = &paragraph_style_at(p, i)->text;
        if (p->text[i] == ' ' || p->text[i] == 0xA0) {
            p->flags[i] |= UNIT_SPACE;
            fixed[i] += (double)style->word_spacing_px;
        } else if (p->text[i] == '\t') {
            scaled[i] = tab_advance(&p->runs[p->run_of[i]], pen);
        } else if (p->text[i] == OBJECT_UNIT) {
            fixed[i] += (double)p->input.items[p->item_of[i]].width_px;
        }
        pen = p->text[i] == BREAK_UNIT ? 0 : pen + scaled[i] + fixed[i];
    }
}

/* Turns widths per unit into prefix sums, in place. */
static void accumulate(double *units, uint32_t length)
{
    double sum = 0;
    for (uint32_t i = 0; i <= length; i++) {
        double width = i < length ? units[i] : 0;
        units[i] = sum;
        sum += width;
    }
}

/* What opens at a place belongs to the line that begins there, what closes to the one that ends; an empty box too, but
 * for the first line. */
static void accumulate_marks(struct paragraph *p)
{
    double sum = 0;
    size_t mark = 0;
    for (uint32_t place = 0; place <= p->length; place++) {
        double opened = 0;
        for (; mark < p->mark_count && p->marks[mark].place == place; mark++) {
            const struct inline_box *box = &p->boxes[p->marks[mark].box];
            double width = (double)p->input.items[p->marks[mark].item].width_px;
            if (place == 0 || (p->marks[mark].open && box->start < box->end))
                opened += width;
            else
                sum += width;
        }
        p->mark_px[place] = sum;
        sum += opened;
    }
    if (p->length == 0)
        p->mark_px[0] = sum;
}

bool paragraph_measure(struct paragraph *p, struct ogcard_error *error)
{
    size_t places = (size_t)p->length + 1;
    p->scaled = ARENA_ARRAY(p->arena, double, places);
    p->fixed = ARENA_ARRAY(p->arena, double, places);
    p->mark_px = ARENA_ARRAY(p->arena, double, places);
    p->end_adjust = ARENA_ARRAY(p->arena, float, places);
    p->start_adjust = ARENA_ARRAY(p->arena, float, places);
    if (!p->scaled || !p->fixed || !p->mark_px || !p->end_adjust || !p->start_adjust)
        return paragraph_fail_memory(p, error);
    for (size_t i = 0; i < p->run_count; i++)
        if (p->runs[i].font)
            measure_run(p, &p->runs[i], p->scaled, p->fixed);
    measure_separators(p, p->scaled, p->fixed);
    accumulate(p->scaled, p->length);
    accumulate(p->fixed, p->length);
    accumulate_marks(p);
    for (size_t i = 0; i < places; i++)
        p->end_adjust[i] = p->start_adjust[i] = NAN;
    return true;
}

uint32_t safe_place_before(const struct paragraph *p, uint32_t place)
{
    while (place && !(p->flags[place] & UNIT_SAFE))
        place--;
    return place;
}

uint32_t safe_place_after(const struct paragraph *p, uint32_t place)
{
    while (place < p->length && !(p->flags[place] & UNIT_SAFE))
        place++;
    return place;
}

/* Scaled width up to `to` when a part of one run is shaped by itself; to <= its end. */
static double reshaped_width(const struct paragraph *p, const struct shape_bounds *bounds, uint32_t to)
{
    const struct text_run *run = &p->runs[p->run_of[bounds->start]];
    if (!run->font)
        return p->scaled[to] - p->scaled[bounds->start];
    hb_buffer_t *buffer = shape_buffer(p, run, bounds);
    unsigned count = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, &count);
    double width = 0, px = run_px_per_unit(run);
    uint32_t last = UINT32_MAX;
    for (unsigned i = 0; i < count; i++) {
        if (infos[i].cluster >= to)
            continue;
        width += positions[i].x_advance * px;
        if (infos[i].cluster != last)
            width += run_letter_spacing(p, run, infos[i].cluster).scaled;
        last = infos[i].cluster;
    }
    return width;
}

static double adjust_end(struct paragraph *p, uint32_t end, uint32_t next)
{
    if (isnan(p->end_adjust[next])) {
        uint32_t safe = safe_place_before(p, next);
        const struct shape_bounds bounds = {safe, next, 0, next};
        p->end_adjust[next] =
            end > safe ? (float)(reshaped_width(p, &bounds, end) - (p->scaled[end] - p->scaled[safe])) : 0;
    }
    return (double)p->end_adjust[next];
}

static double adjust_start(struct paragraph *p, uint32_t start)
{
    if (isnan(p->start_adjust[start])) {
        uint32_t safe = safe_place_after(p, start);
        const struct shape_bounds bounds = {start, safe, start, p->length};
        p->start_adjust[start] = (float)(reshaped_width(p, &bounds, safe) - (p->scaled[safe] - p->scaled[start]));
    }
    return (double)p->start_adjust[start];
}

struct extent measure_roughly(const struct paragraph *p, uint32_t start, uint32_t end, uint32_t next)
{
    return (struct extent){
        .scaled = p->scaled[end] - p->scaled[start],
        .fixed = p->fixed[end] - p->fixed[start] + (p->length ? p->mark_px[next] - p->mark_px[start] : p->mark_px[0]),
    };
}

/* Whether the end of the line's letters shows, by its alignment, or as the end of a decoration or a background. */
static bool end_shows(const struct paragraph *p, uint32_t end)
{
    const struct style *block = p->input.block;
    bool rtl = p->input.direction == DIRECTION_RTL;
    switch (block->text.text_align) {
    case TEXT_ALIGN_LEFT:
    case TEXT_ALIGN_RIGHT:
        if ((block->text.text_align == TEXT_ALIGN_LEFT) == rtl)
            return true;
        break;
    case TEXT_ALIGN_END:
    case TEXT_ALIGN_CENTER:
    case TEXT_ALIGN_JUSTIFY:
        return true;
    case TEXT_ALIGN_START:
        break;
    }
    const struct style *style = p->boxes[p->box_of[p->item_of[end - 1]]].style;
    bool drawn = style->text.decoration_lines || style->background_color.a > 0 || style->background_count > 0;
    for (int side = 0; side < 4; side++)
        drawn |= style->border[side].style != BORDER_NONE;
    return drawn;
}

uint32_t measure_shaped_end(const struct paragraph *p, uint32_t end, uint32_t next)
{
    return end && end < next && end_shows(p, end) ? end : next;
}

struct extent measure_line(struct paragraph *p, uint32_t start, uint32_t end, uint32_t next, bool hyphen)
{
    struct extent extent = measure_roughly(p, start, end, next);
    uint32_t shaped = measure_shaped_end(p, end, next);
    bool safe_start = p->flags[start] & UNIT_SAFE, safe_end = p->flags[shaped] & UNIT_SAFE;
    if (!safe_start && !safe_end && safe_place_after(p, start) >= shaped) {
        const struct shape_bounds bounds = {start, shaped, start, shaped};
        extent.scaled = reshaped_width(p, &bounds, end);
    } else {
        if (!safe_start)
            extent.scaled += adjust_start(p, start);
        if (!safe_end)
            extent.scaled += adjust_end(p, end, shaped);
    }
    if (hyphen)
        extent.scaled += p->hyphen.scaled_width;
    return extent;
}

double measure_between(struct paragraph *p, size_t from, size_t to, double scale)
{
    const struct break_place *a = &p->breaks[from], *b = &p->breaks[to];
    uint32_t end = b->end > a->next ? b->end : a->next;
    size_t count = p->break_count;
    if (count > PLACE_LIMIT)
        return extent_px(measure_line(p, a->next, end, b->next, b->hyphen), scale);
    if (!p->extents)
        p->extents = ARENA_ARRAY(p->arena, struct extent_memo, count * count);
    if (!p->extents)
        return 0; /* the arena's failure shows at the end of layout */
    struct extent_memo *memo = &p->extents[from * count + to];
    if (!memo->known) {
        struct extent extent = measure_line(p, a->next, end, b->next, b->hyphen);
        *memo = (struct extent_memo){(float)extent.scaled, (float)extent.fixed, true};
    }
    return (double)memo->scaled * scale + (double)memo->fixed;
}
