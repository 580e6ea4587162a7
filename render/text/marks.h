/* Marks that a font leaves unattached. */
#ifndef RENDER_TEXT_MARKS_H
#define RENDER_TEXT_MARKS_H

#include "stages.h"

/* A font may attach the marks of some letters and forget others (a stress mark on Cyrillic vowels): then HarfBuzz
 * leaves the mark where its glyph was drawn, beside the letter. In left-to-right alphabets such a mark is centred over
 * or under its base, at the distance that the font gives it from a low letter. Advances stay. */
void marks_centre(const struct paragraph *paragraph, const struct text_run *run, struct shaped_glyph *glyphs,
                  size_t count);

#endif
