/* Computed values of CSS properties: what the cascade produces and text, layout and paint read. Plain types.
 * Lengths are CSS px; em, rem, vw, vh are resolved; percentages stay until layout knows what they refer to. */
#ifndef RENDER_STYLE_H
#define RENDER_STYLE_H

#include <hb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image.h"

/* sRGB, not premultiplied, 0..1. */
struct color {
    float r, g, b, a;
};

enum length_kind {
    LENGTH_AUTO, /* also `normal` (gap, line-height) and `none` (max-*) */
    LENGTH_VALUE,
    LENGTH_MIN_CONTENT,
    LENGTH_MAX_CONTENT,
    LENGTH_FIT_CONTENT,
    LENGTH_CONTENT, /* flex-basis */
};

/* A <length-percentage>: px + percent / 100 * basis, which is also what calc() comes down to. */
struct length {
    enum length_kind kind;
    float px, percent;
};

enum side { SIDE_TOP, SIDE_RIGHT, SIDE_BOTTOM, SIDE_LEFT };
enum corner { CORNER_TOP_LEFT, CORNER_TOP_RIGHT, CORNER_BOTTOM_RIGHT, CORNER_BOTTOM_LEFT };

enum display { DISPLAY_BLOCK, DISPLAY_INLINE, DISPLAY_INLINE_BLOCK, DISPLAY_FLEX, DISPLAY_INLINE_FLEX, DISPLAY_NONE };
enum position { POSITION_STATIC, POSITION_RELATIVE, POSITION_ABSOLUTE };
enum box_sizing { BOX_SIZING_CONTENT, BOX_SIZING_BORDER };
enum overflow { OVERFLOW_VISIBLE, OVERFLOW_HIDDEN };
enum direction { DIRECTION_LTR, DIRECTION_RTL };
enum unicode_bidi {
    UNICODE_BIDI_NORMAL,
    UNICODE_BIDI_EMBED,
    UNICODE_BIDI_ISOLATE,
    UNICODE_BIDI_OVERRIDE,
    UNICODE_BIDI_ISOLATE_OVERRIDE,
    UNICODE_BIDI_PLAINTEXT
};

enum flex_direction { FLEX_ROW, FLEX_ROW_REVERSE, FLEX_COLUMN, FLEX_COLUMN_REVERSE };
enum flex_wrap { FLEX_NOWRAP, FLEX_WRAP, FLEX_WRAP_REVERSE };
/* Of align-items, align-self, align-content, justify-content. */
enum alignment {
    ALIGN_AUTO,
    ALIGN_NORMAL,
    ALIGN_STRETCH,
    ALIGN_START,
    ALIGN_END,
    ALIGN_FLEX_START,
    ALIGN_FLEX_END,
    ALIGN_LEFT,
    ALIGN_RIGHT,
    ALIGN_CENTER,
    ALIGN_BASELINE,
    ALIGN_SPACE_BETWEEN,
    ALIGN_SPACE_AROUND,
    ALIGN_SPACE_EVENLY
};

enum border_style { BORDER_NONE, BORDER_SOLID, BORDER_DASHED, BORDER_DOTTED, BORDER_DOUBLE };

struct border {
    enum border_style style;
    float width_px; /* 0 when the style is none */
    struct color color;
};

struct corner_radius {
    struct length x, y;
};

enum blend_mode {
    BLEND_NORMAL,
    BLEND_MULTIPLY,
    BLEND_SCREEN,
    BLEND_OVERLAY,
    BLEND_DARKEN,
    BLEND_LIGHTEN,
    BLEND_COLOR_DODGE,
    BLEND_COLOR_BURN,
    BLEND_HARD_LIGHT,
    BLEND_SOFT_LIGHT,
    BLEND_DIFFERENCE,
    BLEND_EXCLUSION,
    BLEND_HUE,
    BLEND_SATURATION,
    BLEND_COLOR,
    BLEND_LUMINOSITY
};

enum gradient_kind { GRADIENT_LINEAR, GRADIENT_RADIAL, GRADIENT_CONIC };
enum radial_extent {
    RADIAL_FARTHEST_CORNER,
    RADIAL_FARTHEST_SIDE,
    RADIAL_CLOSEST_CORNER,
    RADIAL_CLOSEST_SIDE,
    RADIAL_EXPLICIT
};
enum gradient_space { GRADIENT_SPACE_SRGB, GRADIENT_SPACE_SRGB_LINEAR, GRADIENT_SPACE_OKLAB };

struct gradient_stop {
    struct color color;
    struct length position; /* LENGTH_AUTO: spread between its neighbours; conic: percent of a turn */
    bool hint;              /* a bare position: where the transition's midpoint lies */
};

struct gradient {
    enum gradient_kind kind;
    bool repeating;
    enum gradient_space space;
    /* linear: CSS angle, 0 to the top, clockwise; or to a corner: signs of x (right 1) and y (bottom 1).
     * conic: angle is `from`. */
    float angle_deg;
    int to_x, to_y; /* not both 0: "to corner", overrides the angle */
    bool circle;
    enum radial_extent extent;
    struct length radius_x, radius_y; /* RADIAL_EXPLICIT */
    struct length center_x, center_y; /* radial and conic */
    const struct gradient_stop *stops;
    size_t stop_count;
};

enum background_size { BACKGROUND_SIZE_EXPLICIT, BACKGROUND_SIZE_COVER, BACKGROUND_SIZE_CONTAIN };
enum background_repeat { REPEAT, NO_REPEAT, REPEAT_SPACE, REPEAT_ROUND };
enum background_area { AREA_BORDER_BOX, AREA_PADDING_BOX, AREA_CONTENT_BOX, AREA_TEXT };

/* One layer of background-image, topmost first. */
struct background_layer {
    const struct image *image;       /* url(), or NULL */
    const struct gradient *gradient; /* or NULL; both NULL: none */
    enum background_size size;
    struct length width, height; /* BACKGROUND_SIZE_EXPLICIT */
    struct length x, y;          /* background-position */
    enum background_repeat repeat_x, repeat_y;
    enum background_area origin, clip;
    enum blend_mode blend;
};

struct shadow {
    float x_px, y_px, blur_px, spread_px;
    struct color color;
    bool inset;
};

enum transform_kind { TRANSFORM_TRANSLATE, TRANSFORM_SCALE, TRANSFORM_ROTATE, TRANSFORM_SKEW, TRANSFORM_MATRIX };

struct transform {
    enum transform_kind kind;
    struct length x, y; /* translate */
    float values[6];    /* scale: x, y; rotate: degrees; skew: x, y degrees; matrix: a b c d e f */
};

enum object_fit { OBJECT_FIT_FILL, OBJECT_FIT_CONTAIN, OBJECT_FIT_COVER, OBJECT_FIT_NONE, OBJECT_FIT_SCALE_DOWN };

enum text_align {
    TEXT_ALIGN_START,
    TEXT_ALIGN_END,
    TEXT_ALIGN_LEFT,
    TEXT_ALIGN_RIGHT,
    TEXT_ALIGN_CENTER,
    TEXT_ALIGN_JUSTIFY
};
enum text_wrap { TEXT_WRAP_WRAP, TEXT_WRAP_NOWRAP, TEXT_WRAP_BALANCE, TEXT_WRAP_PRETTY };
enum text_transform {
    TEXT_TRANSFORM_NONE,
    TEXT_TRANSFORM_UPPERCASE,
    TEXT_TRANSFORM_LOWERCASE,
    TEXT_TRANSFORM_CAPITALIZE
};
enum text_overflow { TEXT_OVERFLOW_CLIP, TEXT_OVERFLOW_ELLIPSIS };
enum white_space_collapse { WHITE_SPACE_COLLAPSE, WHITE_SPACE_PRESERVE, WHITE_SPACE_PRESERVE_BREAKS };
enum overflow_wrap { OVERFLOW_WRAP_NORMAL, OVERFLOW_WRAP_BREAK_WORD, OVERFLOW_WRAP_ANYWHERE };
enum word_break { WORD_BREAK_NORMAL, WORD_BREAK_BREAK_ALL, WORD_BREAK_KEEP_ALL, WORD_BREAK_BREAK_WORD };
enum line_break { LINE_BREAK_AUTO, LINE_BREAK_LOOSE, LINE_BREAK_NORMAL, LINE_BREAK_STRICT, LINE_BREAK_ANYWHERE };
enum hyphens { HYPHENS_MANUAL, HYPHENS_NONE };
enum vertical_align_kind {
    VERTICAL_ALIGN_BASELINE,
    VERTICAL_ALIGN_LENGTH, /* raised by a length */
    VERTICAL_ALIGN_SUB,
    VERTICAL_ALIGN_SUPER,
    VERTICAL_ALIGN_TEXT_TOP,
    VERTICAL_ALIGN_TEXT_BOTTOM,
    VERTICAL_ALIGN_MIDDLE,
    VERTICAL_ALIGN_TOP,
    VERTICAL_ALIGN_BOTTOM
};
enum text_decoration_line { DECORATION_UNDERLINE = 1, DECORATION_OVERLINE = 2, DECORATION_LINE_THROUGH = 4 };
enum text_decoration_style {
    DECORATION_SOLID,
    DECORATION_DOUBLE,
    DECORATION_DOTTED,
    DECORATION_DASHED,
    DECORATION_WAVY
};
enum font_kerning { FONT_KERNING_AUTO, FONT_KERNING_NORMAL, FONT_KERNING_NONE };
enum font_style { FONT_STYLE_NORMAL, FONT_STYLE_ITALIC, FONT_STYLE_OBLIQUE };

struct font_variation {
    hb_tag_t tag;
    float value;
};

/* The inherited half; text reads only this. */
struct text_style {
    const char *const *families; /* in order of preference; never empty */
    size_t family_count;
    float font_size_px;
    float font_weight;      /* 1..1000 */
    float font_stretch_pct; /* 100 is normal */
    enum font_style font_style;
    bool optical_sizing;
    enum font_kerning kerning;
    const hb_feature_t *features; /* font-variant-* then font-feature-settings, in order of precedence */
    size_t feature_count;
    const struct font_variation *variations;
    size_t variation_count;

    /* line-height: LENGTH_AUTO is normal; otherwise px, and `factor` when given as a number (then px = factor * size)
     */
    struct length line_height;
    float line_height_factor;  /* 0: a length */
    float letter_spacing_px;   /* em resolved against font_size_px */
    bool letter_spacing_in_em; /* scales when fitting changes the size */
    float word_spacing_px;
    enum text_align text_align;
    struct length text_indent;
    enum text_transform text_transform;
    enum white_space_collapse white_space;
    enum text_wrap text_wrap;
    enum overflow_wrap overflow_wrap;
    enum word_break word_break;
    enum line_break line_break;
    enum hyphens hyphens;
    enum direction direction;
    bool hanging_punctuation; /* optical hanging of opening quotes and closing punctuation */
    const char *language;     /* BCP 47, never NULL; "" unknown */
    float tab_size;           /* in spaces */

    struct color color;
    const struct shadow *text_shadows;
    size_t text_shadow_count;
    /* text-decoration is not inherited by CSS but propagates: the cascade copies it to descendants' text. */
    unsigned decoration_lines; /* bits of text_decoration_line */
    enum text_decoration_style decoration_style;
    struct color decoration_color;
    struct length decoration_thickness; /* LENGTH_AUTO */
    struct length underline_offset;     /* LENGTH_AUTO */
};

struct style {
    struct text_style text;

    enum display display;
    bool inline_level; /* display as written: what a box out of flow would have been */
    enum position position;
    struct length inset[4]; /* top, right, bottom, left */
    int z_index;
    bool z_index_auto;
    enum overflow overflow_x, overflow_y;
    enum box_sizing box_sizing;
    struct length width, height, min_width, min_height, max_width, max_height;
    float aspect_ratio; /* width / height, 0: auto */
    struct length margin[4], padding[4];
    struct border border[4];
    struct corner_radius radius[4];

    enum flex_direction flex_direction;
    enum flex_wrap flex_wrap;
    float flex_grow, flex_shrink;
    struct length flex_basis;
    struct length row_gap, column_gap;
    enum alignment align_items, align_self, align_content, justify_content;
    int order;

    struct color background_color;
    const struct background_layer *backgrounds; /* topmost first */
    size_t background_count;
    const struct shadow *box_shadows;
    size_t box_shadow_count;
    float opacity;
    bool visible; /* visibility; inherited */
    const struct transform *transforms;
    size_t transform_count;
    struct length transform_origin_x, transform_origin_y;
    float filter_blur_px;
    enum blend_mode blend_mode;
    bool isolate;
    enum object_fit object_fit;
    struct length object_x, object_y;

    enum unicode_bidi unicode_bidi;
    enum vertical_align_kind vertical_align;
    struct length vertical_align_length;
    enum text_overflow text_overflow;
    unsigned line_clamp;    /* 0: none */
    float min_font_size_px; /* --ogcard-min-font-size; 0: no fitting */
};

#endif
