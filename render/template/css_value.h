/* Specified values: what a declaration says, before it is known on which element it lands. And the reader that the
 * parsers of all properties share.
 */
#ifndef RENDER_TEMPLATE_CSS_VALUE_H
#define RENDER_TEMPLATE_CSS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../arena.h"
#include "../style.h"
#include "css_token.h"

/* A <length-percentage> as the sum of its units; min(), max() and clamp() hang off it as a tree. */
struct css_length {
    enum length_kind kind;
    union {
        struct {
            float px, percent, em, rem, vw, vh, vmin, vmax;
        };
        float terms[8];
    };
    const struct css_math *math; /* replaces the sum when not NULL */
};

enum css_math_kind { MATH_LENGTH, MATH_SUM, MATH_MIN, MATH_MAX };

/* math over lengths: factor * (the operands combined). */
struct css_math {
    enum css_math_kind kind;
    float factor;
    struct css_length length; /* MATH_LENGTH */
    const struct css_math *first, *next;
};

struct css_color {
    struct color color;
    bool current;    /* currentColor; `color` is then unused */
    bool not_legacy; /* written in a space other than sRGB: gradients between such colors run in Oklab */
};

enum css_wide { WIDE_NONE, WIDE_INITIAL, WIDE_INHERIT, WIDE_UNSET, WIDE_REVERT };

/* Which member holds is the property's affair. */
struct css_value {
    enum css_wide wide; /* one of the CSS-wide keywords, else WIDE_NONE */
    int keyword;
    float number;
    bool flag;
    struct css_color color;
    struct css_length length;
    const void *data; /* in the arena that the reader was given */
    size_t count;
};

struct css_keyword {
    const char *name;
    int value;
};

/* Finds a picture that url() names; NULL after setting the reader's problem. */
struct css_reader;
typedef const struct image *css_picture_finder(struct css_reader *reader, const struct css_token *token,
                                               const char *path);

/* A value under the eyes of a parser. */
struct css_reader {
    struct arena *arena;
    const struct css_token *at, *end;
    css_picture_finder *find_picture;
    void *context;                 /* the finder's */
    char problem[320];             /* the first complaint, "" when the value is only not one of the property's */
    const struct css_token *where; /* token that it is about, or NULL */
    unsigned depth;
};

/* The next token, or one of TOKEN_END. */
const struct css_token *css_peek(const struct css_reader *reader);
const struct css_token *css_next(struct css_reader *reader);
bool css_at_end(const struct css_reader *reader);
bool css_take(struct css_reader *reader, enum css_token_type type);
bool css_take_delim(struct css_reader *reader, char delim);
bool css_take_ident(struct css_reader *reader, const char *name);
/* A reader of the arguments of the function or block at the next token, which is passed over; false at its end
 * unclosed or nested too deep. */
bool css_enter(struct css_reader *reader, struct css_reader *inner);
/* Takes a complaint over from an inner reader; always false. */
bool css_leave_bad(struct css_reader *reader, const struct css_reader *inner);

/* Sets the problem, unless one is set, at the token that `reader` is at; always false. */
__attribute__((format(printf, 2, 3))) bool css_fail(struct css_reader *reader, const char *format, ...);

/* Each takes a value of its kind and returns true, or leaves the reader where it was. */
bool css_take_keyword(struct css_reader *reader, const struct css_keyword *keywords, int *value);
bool css_take_number(struct css_reader *reader, float *number); /* calc() too */
bool css_take_integer(struct css_reader *reader, int *number);
bool css_take_percentage(struct css_reader *reader, float *percent);
bool css_take_angle(struct css_reader *reader, float *degrees); /* unitless 0 too */
bool css_take_color(struct css_reader *reader, struct css_color *color);

enum css_length_flags { CSS_PERCENT = 1, CSS_NON_NEGATIVE = 2, CSS_UNITLESS = 4 /* a number counts as px */ };
bool css_take_length(struct css_reader *reader, unsigned flags, struct css_length *length);

/* Measures `length` from the other end: 100 % minus it. */
bool css_length_from_end(struct css_reader *reader, struct css_length *length);

/* A length of `px`. */
struct css_length css_px(float px);
struct css_length css_percent(float percent);

/* What relative units refer to. */
struct css_units {
    float em_px, rem_px, width_px, height_px;
};

/* Computed value: only px and percent are left. Of a negative result under CSS_NON_NEGATIVE, what calc() clamps to: 0.
 */
struct length css_length_compute(const struct css_length *length, const struct css_units *units);
/* The same without percentages. */
float css_length_px(const struct css_length *length, const struct css_units *units);
/* Whether the length is the same on every element and card. */
bool css_length_is_fixed(const struct css_length *length);

/* Whether em or percentages take part. */
bool css_length_is_relative(const struct css_length *length);

/* Color of `length` bytes as one of CSS's named colors. */
bool css_color_named(const char *name, size_t length, struct color *color);
/* Name of each, for suggestions; NULL past the last. */
const char *css_color_name(size_t index);

#endif
