/* The fragments of one line: pieces in logical order, reordered by UAX 9 rule L2, glyphs placed. */
#include <math.h>

#include "lines.h"
#include "measure.h"
#include "shape.h"

enum piece_kind { PIECE_TEXT, PIECE_OBJECT, PIECE_MARK, PIECE_HYPHEN, PIECE_ELLIPSIS, PIECE_ISOLATE };

struct piece {
    enum piece_kind kind;
    uint8_t level;
    uint32_t start, end; /* text */
    size_t run;          /* text */
    size_t item;         /* object, mark */
    size_t box;          /* innermost inline box; of a mark, its own */
    bool open;           /* mark */
    bool at_end;         /* mark: behind all that the line takes */
};

struct pieces {
    struct piece *items;
    size_t count, capacity;
};

static bool add_piece(struct paragraph *p, struct pieces *pieces, struct piece piece)
{
    struct piece *items = arena_grow(p->arena, pieces->items, pieces->count, &pieces->capacity, sizeof *items);
    if (!items)
        return false;
    pieces->items = items;
    items[pieces->count++] = piece;
    return true;
}

/* Text from `start` to `end`, which no mark interrupts. */
static bool add_text(struct paragraph *p, struct pieces *pieces, uint32_t start, uint32_t end)
{
    while (start < end) {
        size_t run = p->run_of[start];
        uint32_t until = p->runs[run].end < end ? p->runs[run].end : end;
        struct piece piece = {.kind = PIECE_TEXT, .level = p->levels[start], .start = start, .end = until, .run = run};
        piece.box = p->box_of[p->item_of[start]];
        if (p->text[start] == OBJECT_UNIT) {
            piece.kind = PIECE_OBJECT;
            piece.item = p->item_of[start];
            piece.end = until = start + 1;
        }
        if (p->text[start] != BREAK_UNIT && !add_piece(p, pieces, piece))
            return false;
        start = until;
    }
    return true;
}

/* Whether an edge at its place stands on this line: what opens at a line's end begins the next one. */
static bool mark_on_line(const struct paragraph *p, const struct inline_mark *mark, const struct line_span *span)
{
    bool empty = p->boxes[mark->box].start == p->boxes[mark->box].end;
    if (mark->open && !empty)
        return mark->place >= span->start && mark->place < span->next;
    return (mark->place > span->start || (empty && span->start == 0)) && mark->place <= span->next;
}

/* Whether the box has text or objects on this line. */
static bool holds_pieces(const struct paragraph *p, size_t box, const struct line_span *span)
{
    uint32_t start = p->boxes[box].start > span->start ? p->boxes[box].start : span->start;
    uint32_t end = p->boxes[box].end < span->end ? p->boxes[box].end : span->end;
    for (; start < end; start++)
        if (p->text[start] != BREAK_UNIT)
            return true;
    return false;
}

/* An edge takes the level of the text that it borders on from within. */
static uint8_t mark_level(const struct paragraph *p, const struct inline_mark *mark, uint8_t base)
{
    const struct inline_box *box = &p->boxes[mark->box];
    if (box->start == box->end)
        return base;
    return mark->open ? p->levels[mark->place] : p->levels[mark->place - 1];
}

static struct piece mark_piece(const struct inline_mark *mark, uint8_t level)
{
    return (struct piece){.kind = PIECE_MARK, .level = level, .item = mark->item, .box = mark->box, .open = mark->open};
}

/* Pieces in logical order. Edges of boxes that hold something wait until that is reordered where `defer` says so. */
static bool collect(struct paragraph *p, const struct line_setup *setup, bool defer, struct pieces *pieces)
{
    const struct line_span *span = setup->span;
    uint32_t at = span->start;
    for (size_t i = 0; i < p->mark_count; i++) {
        const struct inline_mark *mark = &p->marks[i];
        if (!mark_on_line(p, mark, span))
            continue;
        uint32_t place = mark->place < span->end ? mark->place : span->end;
        if (!add_text(p, pieces, at, place))
            return false;
        at = place > at ? place : at;
        if (defer && holds_pieces(p, mark->box, span)) {
            /* Takes no room, but keeps what is isolated out of the runs around it. */
            struct piece isolate = {.kind = PIECE_ISOLATE, .level = mark->level, .box = p->boxes[mark->box].parent};
            if (mark->isolates && !add_piece(p, pieces, isolate))
                return false;
            continue;
        }
        struct piece piece = mark_piece(mark, mark_level(p, mark, setup->base_level));
        piece.at_end = mark->place > span->start && mark->place == span->next;
        if (!add_piece(p, pieces, piece))
            return false;
    }
    if (!add_text(p, pieces, at, span->end))
        return false;
    uint8_t last = span->end > span->start ? p->levels[span->end - 1] : setup->base_level;
    size_t last_box = span->end > span->start ? p->box_of[p->item_of[span->end - 1]] : 0;
    if (span->hyphen && !add_piece(p, pieces, (struct piece){.kind = PIECE_HYPHEN, .level = last, .box = last_box}))
        return false;
    return !setup->ellipsis || add_piece(p, pieces, (struct piece){.kind = PIECE_ELLIPSIS, .level = setup->base_level});
}

static void reorder(struct pieces *pieces)
{
    uint8_t highest = 0, lowest_odd = UINT8_MAX;
    for (size_t i = 0; i < pieces->count; i++) {
        uint8_t level = pieces->items[i].level;
        highest = level > highest ? level : highest;
        if ((level & 1) && level < lowest_odd)
            lowest_odd = level;
    }
    for (int level = highest; level >= lowest_odd; level--) {
        for (size_t i = 0; i < pieces->count;) {
            if (pieces->items[i].level < level) {
                i++;
                continue;
            }
            size_t end = i;
            while (end < pieces->count && pieces->items[end].level >= level)
                end++;
            for (size_t a = i, b = end - 1; a < b; a++, b--) {
                struct piece swap = pieces->items[a];
                pieces->items[a] = pieces->items[b];
                pieces->items[b] = swap;
            }
            i = end;
        }
    }
}

/* ---- edges of inline boxes */

/* Whether edges in logical order come out where they belong: nothing runs from right to left. */
static bool runs_left_to_right(const struct paragraph *p, const struct line_setup *setup)
{
    if (setup->base_level & 1)
        return false;
    for (uint32_t i = setup->span->start; i < setup->span->end; i++)
        if (p->levels[i] & 1)
            return false;
    for (size_t i = 1; i < p->box_count; i++)
        if (p->boxes[i].style->text.direction == DIRECTION_RTL)
            return false;
    return true;
}

static bool piece_in_box(const struct paragraph *p, const struct piece *piece, size_t box)
{
    size_t own = piece->box;
    while (own > box)
        own = p->boxes[own].parent;
    return own == box;
}

static bool insert_piece(struct paragraph *p, struct pieces *pieces, size_t at, struct piece piece)
{
    if (!add_piece(p, pieces, piece))
        return false;
    for (size_t i = pieces->count - 1; i > at; i--)
        pieces->items[i] = pieces->items[i - 1];
    pieces->items[at] = piece;
    return true;
}

/* In the visual order a box's left edge stands before its leftmost piece, its right edge behind the rightmost; which of
 * them opens it is said by its own direction, not by its text's. Boxes come after the ones around them. */
static bool insert_edges(struct paragraph *p, const struct line_setup *setup, struct pieces *pieces)
{
    for (size_t box = 1; box < p->box_count; box++) {
        if (!holds_pieces(p, box, setup->span))
            continue;
        bool rtl = p->boxes[box].style->text.direction == DIRECTION_RTL;
        for (size_t i = 0; i < p->mark_count; i++) {
            const struct inline_mark *mark = &p->marks[i];
            if (mark->box != box || !mark_on_line(p, mark, setup->span))
                continue;
            bool left = mark->open != rtl;
            size_t at = left ? 0 : pieces->count;
            while (left && at < pieces->count && !piece_in_box(p, &pieces->items[at], box))
                at++;
            while (!left && at > 0 && !piece_in_box(p, &pieces->items[at - 1], box))
                at--;
            if (!insert_piece(p, pieces, at, mark_piece(mark, rtl ? 1 : 0)))
                return false;
        }
    }
    return true;
}

/* ---- glyphs */

struct glyph_writer {
    struct paragraph *p;
    const struct line_setup *setup;
    struct fragment_row *row;
    const struct text_run *run;
    uint32_t piece_end;
    struct glyph *glyphs; /* of this piece, room for all */
    size_t count, room;
    struct fragment *fragment; /* being filled */
    size_t fragment_first;     /* its first glyph */
    double pen;                /* from the fragment's origin */
    bool failed;
};

static struct fragment *add_fragment(struct paragraph *p, struct fragment_row *row, struct fragment fragment)
{
    struct fragment *items = arena_grow(p->arena, row->items, row->count, &row->capacity, sizeof *items);
    if (!items)
        return NULL;
    row->items = items;
    items[row->count] = fragment;
    return &items[row->count++];
}

static struct fragment glyph_fragment(const struct line_setup *setup, const struct style *style, struct font *font,
                                      size_t box)
{
    double size = (double)style->text.font_size_px * setup->scale;
    struct font_heights heights = font_heights_at(font, size);
    return (struct fragment){
        .kind = FRAGMENT_GLYPHS,
        .baseline = (float)(setup->top + setup->box.above + setup->boxes[box].shift),
        .ascent = (float)heights.ascent,
        .descent = (float)heights.descent,
        .font = font,
        .font_size_px = (float)size,
    };
}

static void end_fragment(struct glyph_writer *writer)
{
    if (!writer->fragment)
        return;
    writer->fragment->width = (float)writer->pen;
    writer->fragment->glyphs = writer->glyphs + writer->fragment_first;
    writer->fragment->glyph_count = writer->count - writer->fragment_first;
    writer->row->width += writer->pen;
    writer->fragment = NULL;
}

static void begin_fragment(struct glyph_writer *writer, const struct shaped_glyph *glyph, bool missing)
{
    struct paragraph *p = writer->p;
    size_t item = p->item_of[glyph->cluster];
    struct fragment fragment = glyph_fragment(writer->setup, writer->run->style, writer->run->font, p->box_of[item]);
    fragment.item = &p->input.items[item];
    fragment.x = (float)writer->row->width;
    fragment.bidi_level = writer->run->level;
    fragment.script = writer->run->script;
    fragment.missing = missing;
    fragment.text_start = SIZE_MAX;
    writer->fragment = add_fragment(p, writer->row, fragment);
    writer->failed |= !writer->fragment;
    writer->fragment_first = writer->count;
    writer->pen = 0;
}

static bool same_cluster(const struct shaped_glyph *glyphs, size_t count, size_t i)
{
    return i + 1 < count && glyphs[i + 1].cluster == glyphs[i].cluster;
}

/* What follows the last glyph of a cluster: letter-spacing, word-spacing, justification, tabs. */
static double cluster_spacing(const struct glyph_writer *writer, uint32_t cluster)
{
    const struct paragraph *p = writer->p;
    struct extent letter = run_letter_spacing(p, writer->run, cluster);
    double spacing = letter.scaled * writer->setup->scale + letter.fixed;
    if (p->flags[cluster] & UNIT_SPACE)
        spacing += (double)writer->run->style->text.word_spacing_px + writer->setup->word_extra;
    return spacing;
}

static double glyph_advance(const struct glyph_writer *writer, const struct shaped_glyph *glyph, bool last)
{
    const struct paragraph *p = writer->p;
    double px = run_px_per_unit(writer->run) * writer->setup->scale;
    if (p->text[glyph->cluster] == '\t')
        return (p->scaled[glyph->cluster + 1] - p->scaled[glyph->cluster]) * writer->setup->scale;
    return glyph->advance * px + (last ? cluster_spacing(writer, glyph->cluster) : 0);
}

static void cover_text(struct glyph_writer *writer, uint32_t start, uint32_t end)
{
    const struct paragraph *p = writer->p;
    struct fragment *fragment = writer->fragment;
    if (p->byte_at[start] < fragment->text_start)
        fragment->text_start = p->byte_at[start];
    if (p->byte_at[end] > fragment->text_end)
        fragment->text_end = p->byte_at[end];
}

static uint32_t cluster_end(const struct glyph_writer *writer, const struct shaped_glyph *glyphs, size_t count,
                            size_t i, uint32_t limit)
{
    bool backwards = writer->run->level & 1;
    uint32_t cluster = glyphs[i].cluster;
    if (backwards) {
        while (i > 0 && glyphs[i - 1].cluster == cluster)
            i--;
        return i > 0 && glyphs[i - 1].cluster < limit ? glyphs[i - 1].cluster : limit;
    }
    while (i + 1 < count && glyphs[i + 1].cluster == cluster)
        i++;
    return i + 1 < count && glyphs[i + 1].cluster < limit ? glyphs[i + 1].cluster : limit;
}

/* Writes those of the glyphs whose cluster lies in [start, end). */
static void write_glyphs(struct glyph_writer *writer, const struct shaped_glyph *glyphs, size_t count, uint32_t start,
                         uint32_t end)
{
    const struct paragraph *p = writer->p;
    double px = run_px_per_unit(writer->run) * writer->setup->scale;
    for (size_t i = 0; i < count && !writer->failed; i++) {
        const struct shaped_glyph *glyph = &glyphs[i];
        if (glyph->cluster < start || glyph->cluster >= end)
            continue;
        bool missing = writer->run->missing || glyph->id == 0;
        const struct paragraph_item *item = &p->input.items[p->item_of[glyph->cluster]];
        if (!writer->fragment || writer->fragment->item != item || writer->fragment->missing != missing) {
            end_fragment(writer);
            begin_fragment(writer, glyph, missing);
            if (writer->failed)
                return;
        }
        double advance = glyph_advance(writer, glyph, !same_cluster(glyphs, count, i));
        writer->glyphs[writer->count++] = (struct glyph){
            .id = glyph->id,
            .cluster = p->byte_at[glyph->cluster],
            .x = (float)(writer->pen + glyph->x_offset * px),
            .y = (float)(-glyph->y_offset * px),
            .advance = (float)advance,
        };
        writer->pen += advance;
        cover_text(writer, glyph->cluster, cluster_end(writer, glyphs, count, i, end));
    }
}

/* A stretch of the run that is shaped by itself (or as it stands), of which [start, end) is visible. */
struct stretch {
    const struct shaped_glyph *glyphs;
    size_t count;
    uint32_t start, end;
};

static bool reshape(struct paragraph *p, const struct text_run *run, struct shape_bounds bounds, uint32_t end,
                    struct stretch *stretch)
{
    *stretch = (struct stretch){.start = bounds.start, .end = end};
    return bounds.start >= bounds.end || shape_range(p, run, &bounds, &stretch->glyphs, &stretch->count);
}

/* The glyphs that HarfBuzz gives for this line alone: the run's own between the safe places nearest to its ends, shaped
 * again outside of them. Up to three stretches in logical order; 0 when memory fails. */
static size_t stretches_of(struct paragraph *p, const struct piece *piece, const struct line_span *span,
                           struct stretch stretches[3])
{
    const struct text_run *run = &p->runs[piece->run];
    bool first = piece->start == span->start, last = piece->end == span->end;
    uint32_t shaped_end = measure_shaped_end(p, span->end, span->next);
    if (shaped_end > run->end)
        shaped_end = run->end;
    if (!last)
        shaped_end = piece->end;
    uint32_t from = first ? safe_place_after(p, piece->start) : piece->start;
    uint32_t to = last ? safe_place_before(p, shaped_end) : piece->end;
    if (from == piece->start && to == shaped_end) {
        stretches[0] = (struct stretch){run->glyphs, run->glyph_count, piece->start, piece->end};
        return 1;
    }
    if (from >= to)
        return reshape(p, run, (struct shape_bounds){piece->start, shaped_end, span->start, span->next}, piece->end,
                       &stretches[0])
                   ? 1
                   : 0;
    uint32_t middle_end = to < piece->end ? to : piece->end;
    stretches[1] = (struct stretch){run->glyphs, run->glyph_count, from, middle_end};
    const struct shape_bounds head = {piece->start, from, span->start, span->next};
    const struct shape_bounds tail = {to, shaped_end, span->start, span->next};
    bool made = reshape(p, run, head, from, &stretches[0]) && reshape(p, run, tail, piece->end, &stretches[2]);
    return made ? 3 : 0;
}

static bool place_text(struct paragraph *p, const struct line_setup *setup, const struct piece *piece,
                       struct fragment_row *row)
{
    struct stretch stretches[3];
    size_t count = stretches_of(p, piece, setup->span, stretches);
    struct glyph_writer writer = {.p = p, .setup = setup, .row = row, .run = &p->runs[piece->run]};
    for (size_t i = 0; i < count; i++)
        writer.room += stretches[i].count;
    writer.glyphs = ARENA_ARRAY(p->arena, struct glyph, writer.room ? writer.room : 1);
    if (!count || !writer.glyphs)
        return false;
    for (size_t k = 0; k < count; k++) {
        const struct stretch *s = &stretches[writer.run->level & 1 ? count - 1 - k : k];
        write_glyphs(&writer, s->glyphs, s->count, s->start, s->end);
    }
    end_fragment(&writer);
    return !writer.failed;
}

static bool place_inserted(struct paragraph *p, const struct line_setup *setup, const struct inserted_text *text,
                           uint8_t level, const struct paragraph_item *item, struct fragment_row *row)
{
    const struct style *style = p->input.block;
    struct fragment fragment = glyph_fragment(setup, style, text->font, 0);
    struct glyph *glyphs = ARENA_ARRAY(p->arena, struct glyph, text->glyph_count);
    if (!glyphs)
        return false;
    uint32_t place = setup->span->end;
    double px = (double)style->text.font_size_px / (double)text->font->metrics.units_per_em * setup->scale, pen = 0;
    for (size_t i = 0; i < text->glyph_count; i++) {
        float advance = (float)(text->glyphs[i].advance * px);
        glyphs[i] = (struct glyph){text->glyphs[i].id, p->byte_at[place], (float)pen, 0, advance};
        pen += (double)advance;
    }
    fragment.item = item;
    fragment.x = (float)row->width;
    fragment.width = (float)pen;
    fragment.bidi_level = level;
    fragment.script = HB_SCRIPT_COMMON;
    fragment.text_start = fragment.text_end = p->byte_at[place];
    fragment.glyphs = glyphs;
    fragment.glyph_count = text->glyph_count;
    fragment.missing = text->missing;
    row->width += pen;
    return add_fragment(p, row, fragment) != NULL;
}

static bool place_object(struct paragraph *p, const struct line_setup *setup, const struct piece *piece,
                         struct fragment_row *row)
{
    const struct paragraph_item *item = &p->input.items[piece->item];
    double shift = linebox_object_shift(p, piece->item, setup->boxes, &setup->box, setup->scale);
    struct fragment fragment = {
        .kind = FRAGMENT_OBJECT,
        .item = item,
        .x = (float)row->width,
        .width = item->width_px,
        .baseline = (float)(setup->top + setup->box.above + shift),
        .ascent = item->baseline_px,
        .descent = item->height_px - item->baseline_px,
        .bidi_level = piece->level,
        .text_start = p->byte_at[piece->start],
        .text_end = p->byte_at[piece->end],
    };
    row->width += (double)item->width_px;
    return add_fragment(p, row, fragment) != NULL;
}

static bool place_mark(struct paragraph *p, const struct line_setup *setup, const struct piece *piece,
                       struct fragment_row *row)
{
    const struct paragraph_item *item = &p->input.items[piece->item];
    const struct box_metrics *metrics = &setup->boxes[piece->box];
    struct fragment fragment = {
        .kind = piece->open ? FRAGMENT_OPEN : FRAGMENT_CLOSE,
        .item = item,
        .x = (float)row->width,
        .width = item->width_px,
        .baseline = (float)(setup->top + setup->box.above + metrics->shift),
        .ascent = (float)metrics->ascent,
        .descent = (float)metrics->descent,
        .bidi_level = piece->level,
        .at_end = piece->at_end,
    };
    row->width += (double)item->width_px;
    return add_fragment(p, row, fragment) != NULL;
}

static bool place_piece(struct paragraph *p, const struct line_setup *setup, const struct piece *piece,
                        struct fragment_row *row)
{
    uint32_t end = setup->span->end;
    switch (piece->kind) {
    case PIECE_TEXT:
        return place_text(p, setup, piece, row);
    case PIECE_OBJECT:
        return place_object(p, setup, piece, row);
    case PIECE_MARK:
        return place_mark(p, setup, piece, row);
    case PIECE_HYPHEN:
        return place_inserted(p, setup, &p->hyphen, piece->level, end ? &p->input.items[p->item_of[end - 1]] : NULL,
                              row);
    case PIECE_ISOLATE:
        return true;
    case PIECE_ELLIPSIS:
        return place_inserted(p, setup, &p->ellipsis, piece->level, NULL, row);
    }
    return false;
}

bool fragments_build(struct paragraph *p, const struct line_setup *setup, struct fragment_row *row)
{
    struct pieces pieces = {0};
    *row = (struct fragment_row){0};
    bool plain = runs_left_to_right(p, setup);
    if (!collect(p, setup, !plain, &pieces))
        return false;
    reorder(&pieces);
    if (!plain && !insert_edges(p, setup, &pieces))
        return false;
    for (size_t i = 0; i < pieces.count; i++)
        if (!place_piece(p, setup, &pieces.items[i], row))
            return false;
    return true;
}
