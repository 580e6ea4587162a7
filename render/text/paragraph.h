/* A paragraph: one inline formatting context, from styled text to lines of positioned glyph runs.
 *
 * create: white space and case by CSS, NFC, bidi levels (UAX 9), runs by script, language, emoji presentation and
 * font, shaping, break opportunities (UAX 14 by ICU, with the language's rules). Shaped once, in font units; every
 * later question (intrinsic widths, lines at a width, another size) re-uses it.
 * layout: wrap, fit, clamp and ellipsis as one search; reorder; align.
 *
 * Everything returned lives in the arena. One thread at a time.
 */
#ifndef RENDER_TEXT_PARAGRAPH_H
#define RENDER_TEXT_PARAGRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../arena.h"
#include "../style.h"
#include "fonts/font.h"
#include "fonts/font_set.h"

/* A worker's: break iterators, shaping buffer, caches. */
struct text_context;
struct stage_clock;

enum ogcard_status text_context_create(struct font_pool *fonts, struct text_context **context,
                                       struct ogcard_error *error);
/* Has the time of paragraphs counted as shaping and fitting. The clock is the caller's, NULL is none. */
void text_context_set_clock(struct text_context *context, struct stage_clock *clock);
void text_context_destroy(struct text_context *context); /* accepts NULL */

enum paragraph_item_kind {
    PARAGRAPH_TEXT,
    PARAGRAPH_BREAK,  /* <br> */
    PARAGRAPH_OBJECT, /* atomic inline: image, inline-block */
    PARAGRAPH_OPEN,   /* an inline box begins: `width_px` is its left margin + border + padding */
    PARAGRAPH_CLOSE,  /* and ends: its right ones */
};

/* A piece of the inline content, in document order. */
struct paragraph_item {
    enum paragraph_item_kind kind;
    const struct style *style; /* of the innermost inline box around it */
    const char *text;          /* PARAGRAPH_TEXT */
    size_t text_length;
    float width_px, height_px; /* object: margin box; open/close: width only */
    float baseline_px;         /* object: from its top margin edge */
    const void *source;        /* passed through to the fragments */
};

struct paragraph_input {
    const struct style *block; /* of the block container: alignment, wrap, clamp, line height of the strut */
    enum direction direction;  /* base direction */
    const struct paragraph_item *items;
    size_t item_count;
    const struct font_set *fonts;
};

struct paragraph;

/* NULL with an error when memory or a library fails. */
struct paragraph *paragraph_create(struct text_context *context, struct arena *arena,
                                   const struct paragraph_input *input, struct ogcard_error *error);

/* Advance widths at the style's size (`scale` 1): the widest unbreakable piece, and everything on one line per
 * forced break. */
float paragraph_min_content_px(const struct paragraph *paragraph, float scale);
float paragraph_max_content_px(const struct paragraph *paragraph, float scale);

struct paragraph_box {
    float width_px;      /* INFINITY: as wide as it wants */
    float max_height_px; /* INFINITY: unbounded. Fitting and ellipsis respect it; without fitting it is only a clamp
                            when the block's overflow is hidden and text-overflow is ellipsis */
};

/* A glyph of a run, in visual order; lengths in px at the final size, y downwards. */
struct glyph {
    uint32_t id;
    uint32_t cluster; /* byte offset into the paragraph's text */
    float x, y;       /* of the origin, from the run's origin on the baseline */
    float advance;
};

enum fragment_kind { FRAGMENT_GLYPHS, FRAGMENT_OBJECT, FRAGMENT_OPEN, FRAGMENT_CLOSE };

/* A piece of a line, in visual order. */
struct fragment {
    enum fragment_kind kind;
    const struct paragraph_item *item; /* NULL for the ellipsis */
    float x, width;                    /* from the line's left edge: of the block's content box */
    float baseline;                    /* y of this fragment's baseline, from the paragraph's top */
    float ascent, descent;             /* glyphs: font's, both positive; object: above and below its baseline */
    bool at_end;                       /* edge: behind all that the line takes, white space and forced break included */
    /* FRAGMENT_GLYPHS */
    struct font *font;
    float font_size_px;
    uint8_t bidi_level;
    hb_script_t script;
    size_t text_start, text_end; /* bytes of the paragraph's text */
    const struct glyph *glyphs;
    size_t glyph_count;
    bool missing; /* drawn as a replacement: no font covers it */
};

struct line {
    size_t text_start, text_end;   /* bytes of the paragraph's text, trailing white space excluded */
    size_t utf16_start, utf16_end; /* the same in UTF-16 code units: what a browser's Range counts */
    float x, width;                /* of its visible advance, from the content box's left edge */
    float top, height;             /* line box, from the paragraph's top */
    float baseline;
    bool ellipsis;
    bool forced;             /* a forced break ends it, not the paragraph */
    bool broken_inside_word; /* a break where no break opportunity stood */
    const struct fragment *fragments;
    size_t fragment_count;
};

struct paragraph_lines {
    const char *text; /* as laid out: collapsed, transformed, NFC */
    size_t text_length;
    float scale;               /* final size / style's size: below 1 when fitted */
    float width_px, height_px; /* widest line, and all line boxes */
    const struct line *lines;
    size_t line_count;
    bool overflows; /* wider or taller than its box all the same */
    bool ellipsized;
    unsigned missing_glyphs; /* clusters that no font covers */
};

/* Lays the paragraph out into `box`. With --ogcard-min-font-size the largest size is chosen at which the text fits
 * the box and the line clamp; at the minimum an ellipsis ends what does not fit. False with an error on failure. */
bool paragraph_layout(struct paragraph *paragraph, struct paragraph_box box, struct paragraph_lines *lines,
                      struct ogcard_error *error);

/* The height that paragraph_layout() would reach at its smallest allowed size: an automatic minimum height. */
float paragraph_min_height_px(struct paragraph *paragraph, float width_px);

#endif
