/* Shaping with HarfBuzz, in font units: a run once, pieces of it again where a line breaks unsafely. */
#ifndef RENDER_TEXT_SHAPE_H
#define RENDER_TEXT_SHAPE_H

#include "stages.h"

/* What is shaped, [start, end) of a run, and the line that it stands on: 0 and the text's length while there are no
 * lines yet. */
struct shape_bounds {
    uint32_t start, end;
    uint32_t line_start, line_end;
};

/* A part of a run in the worker's buffer, valid until the next shaping; letters join across the range's ends as
 * they do in the text. */
hb_buffer_t *shape_buffer(const struct paragraph *paragraph, const struct text_run *run,
                          const struct shape_bounds *bounds);

/* The same as glyphs in visual order, in the arena. False when memory fails. */
bool shape_range(const struct paragraph *paragraph, const struct text_run *run, const struct shape_bounds *bounds,
                 const struct shaped_glyph **glyphs, size_t *count);

/* A text of layout's own in the block's first font: U+2026 or three full stops, U+2010 or a hyphen-minus. False with
 * an error. */
bool shape_inserted(const struct paragraph *paragraph, const struct style *style, uint32_t character,
                    struct inserted_text *text, struct ogcard_error *error);

/* Letter-spacing after the cluster at `place`, px at the run's own size (scaled) or as given (fixed). In joined
 * scripts only between words: it would tear their letters apart, CSS Text 3 section 8.2. */
struct extent run_letter_spacing(const struct paragraph *paragraph, const struct text_run *run, uint32_t place);

#endif
