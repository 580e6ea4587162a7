/* Choosing lines at one scale and width. */
#ifndef RENDER_TEXT_WRAP_H
#define RENDER_TEXT_WRAP_H

#include "stages.h"

/* CSS px are compared as browsers compare them, in 1/64. */
#define WIDTH_TOLERANCE_PX (1.0 / 128)

/* The room a line has. */
struct wrap_room {
    double scale;
    double width_px;  /* INFINITY: all there is */
    size_t max_lines; /* lines past it are of no interest: it stops after one more */
};

/* text-wrap: wrap. Fills every line as far as it goes, as Chromium does. False when memory fails. */
bool wrap_greedily(struct paragraph *paragraph, const struct wrap_room *room, struct line_spans *spans);

/* text-wrap: balance, in balance.c. As many lines as filling takes, evened: the least squares of what the lines leave
 * empty, as Chromium does; with one or two opportunities only as narrow as they can be. More than six lines, or lines
 * broken inside a word, are left as they are. */
bool wrap_balanced(struct paragraph *paragraph, const struct wrap_room *room, struct line_spans *spans);

/* Room of the line that begins at `start`: the first one is indented. */
double wrap_line_room(const struct paragraph *paragraph, const struct wrap_room *room, uint32_t start);

/* Width of a chosen line. */
double wrap_line_width(struct paragraph *paragraph, const struct line_span *span, double scale);

/* The line between two break places. */
struct line_span wrap_span_between(const struct paragraph *paragraph, size_t from, size_t to);

bool line_spans_add(struct paragraph *paragraph, struct line_spans *spans, struct line_span span);

/* Shortens the line from its end, by grapheme clusters, until the ellipsis has room after it. */
void wrap_ellipsize(struct paragraph *paragraph, const struct wrap_room *room, struct line_span *span);

#endif
