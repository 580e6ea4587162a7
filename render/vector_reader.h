/* What the files that read vector art share: text, values and paths. Internal to render/vector_*.c. */
#ifndef RENDER_VECTOR_READER_H
#define RENDER_VECTOR_READER_H

#include "vector_art.h"

struct art_reader {
    const char *at, *end;
};

bool art_is_space(char c);
/* A number, with what may separate it from the next behind it; false where none stands. */
bool art_read_number(struct art_reader *reader, double *number);

bool art_add(struct vector_art *art, struct art_segment segment);
/* From the segment's last point; a quarter of an ellipse and less is one curve (SVG 2, B.2.4). */
bool art_add_arc(struct vector_art *art, const double from[2], const double radii[2], double rotation_deg, bool large,
                 bool sweep, const double to[2]);
/* SVG 2, 9.3. */
bool art_add_path(struct vector_art *art, const char *text, size_t length);

/* ---- values of attributes: false where one is not of the form that is read here ---- */

struct span {
    const char *start;
    size_t length;
};

/* What elements hand to those inside. */
struct art_style {
    double matrix[6];
    struct art_color color, fill, stroke;
    double fill_opacity, stroke_opacity;
    struct art_item line; /* even_odd, cap, join, stroke_width, miter_limit */
};

bool span_is(struct span span, const char *text);
bool span_starts(struct span span, const char *text);

bool value_numbers(struct span value, double *numbers, size_t count);
/* In px, with or without the unit. */
bool value_length(struct span value, double *px);
bool value_size(struct span value, double *px); /* a length of at least 0 */
bool value_opacity(struct span value, double *opacity);
bool value_color(struct span value, struct art_color *color);
/* A color, none or currentColor. */
bool value_paint(struct span value, const struct art_style *style, struct art_color *paint);
bool value_word(struct span value, const char *const words[], size_t count, int *index);
/* A list of transforms, applied to the matrix. */
bool value_transform(struct span value, double matrix[6]);

#endif
