/* Widths of stretches of text, exact for a line that breaks there. */
#ifndef RENDER_TEXT_MEASURE_H
#define RENDER_TEXT_MEASURE_H

#include "stages.h"

/* Advance of a line [start, next) whose visible part ends at `end`, as if shaped alone: reshaped around ends that are
 * unsafe to break. White space from `end` on hangs; the kerning before it stays as measure_shaped_end() says. */
struct extent measure_line(struct paragraph *paragraph, uint32_t start, uint32_t end, uint32_t next, bool hyphen);

/* How far the text of such a line is shaped: with the white space that hangs, whose kerning stays in the last letter's
 * advance, unless the line is aligned by its end or something is drawn up to there. So does Chromium. */
uint32_t measure_shaped_end(const struct paragraph *paragraph, uint32_t end, uint32_t next);

/* The same without reshaping: good for a first look, wrong by some kerning. */
struct extent measure_roughly(const struct paragraph *paragraph, uint32_t start, uint32_t end, uint32_t next);

/* More break places than this are no headline: nothing is searched among them. */
enum { PLACE_LIMIT = 240 };

/* Width of the line from one break place to another, remembered up to the limit: searches ask again and again. */
double measure_between(struct paragraph *paragraph, size_t from, size_t to, double scale);

static inline double extent_px(struct extent extent, double scale)
{
    return extent.scaled * scale + extent.fixed;
}

/* Nearest places at which shaping is independent, `place` itself included. */
uint32_t safe_place_before(const struct paragraph *paragraph, uint32_t place);
uint32_t safe_place_after(const struct paragraph *paragraph, uint32_t place);

/* px at the style's size per font unit of a run. */
double run_px_per_unit(const struct text_run *run);

#endif
