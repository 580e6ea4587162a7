/* Every property of the subset: one row each. */
#ifndef RENDER_TEMPLATE_CSS_PROPERTY_H
#define RENDER_TEMPLATE_CSS_PROPERTY_H

#include "computed.h"
#include "css_value.h"
#include "suggest.h"

/* Longhands, in the order in which they are computed: what others refer to comes first. */
enum css_property_id {
    PROPERTY_DIRECTION,
    PROPERTY_FONT_FAMILY,
    PROPERTY_FONT_SIZE,
    PROPERTY_FONT_WEIGHT,
    PROPERTY_FONT_STRETCH,
    PROPERTY_FONT_STYLE,
    PROPERTY_FONT_OPTICAL_SIZING,
    PROPERTY_FONT_KERNING,
    PROPERTY_FONT_VARIANT_LIGATURES,
    PROPERTY_FONT_VARIANT_CAPS,
    PROPERTY_FONT_VARIANT_NUMERIC,
    PROPERTY_FONT_VARIANT_EAST_ASIAN,
    PROPERTY_FONT_FEATURE_SETTINGS,
    PROPERTY_FONT_VARIATION_SETTINGS,
    PROPERTY_LINE_HEIGHT,
    PROPERTY_COLOR,
    PROPERTY_FILL_COLOR,
    PROPERTY_LETTER_SPACING,
    PROPERTY_WORD_SPACING,
    PROPERTY_TEXT_ALIGN,
    PROPERTY_TEXT_INDENT,
    PROPERTY_TEXT_TRANSFORM,
    PROPERTY_WHITE_SPACE_COLLAPSE,
    PROPERTY_TEXT_WRAP_MODE,
    PROPERTY_TEXT_WRAP_STYLE,
    PROPERTY_OVERFLOW_WRAP,
    PROPERTY_WORD_BREAK,
    PROPERTY_LINE_BREAK,
    PROPERTY_HYPHENS,
    PROPERTY_HANGING_PUNCTUATION,
    PROPERTY_TAB_SIZE,
    PROPERTY_TEXT_SHADOW,
    PROPERTY_TEXT_UNDERLINE_OFFSET,
    PROPERTY_LIST_STYLE_TYPE,
    PROPERTY_VISIBILITY,
    PROPERTY_TEXT_DECORATION_LINE,
    PROPERTY_TEXT_DECORATION_STYLE,
    PROPERTY_TEXT_DECORATION_COLOR,
    PROPERTY_TEXT_DECORATION_THICKNESS,
    PROPERTY_DISPLAY,
    PROPERTY_POSITION,
    PROPERTY_TOP,
    PROPERTY_RIGHT,
    PROPERTY_BOTTOM,
    PROPERTY_LEFT,
    PROPERTY_Z_INDEX,
    PROPERTY_OVERFLOW_X,
    PROPERTY_OVERFLOW_Y,
    PROPERTY_BOX_SIZING,
    PROPERTY_WIDTH,
    PROPERTY_HEIGHT,
    PROPERTY_MIN_WIDTH,
    PROPERTY_MIN_HEIGHT,
    PROPERTY_MAX_WIDTH,
    PROPERTY_MAX_HEIGHT,
    PROPERTY_ASPECT_RATIO,
    PROPERTY_MARGIN_TOP,
    PROPERTY_MARGIN_RIGHT,
    PROPERTY_MARGIN_BOTTOM,
    PROPERTY_MARGIN_LEFT,
    PROPERTY_PADDING_TOP,
    PROPERTY_PADDING_RIGHT,
    PROPERTY_PADDING_BOTTOM,
    PROPERTY_PADDING_LEFT,
    PROPERTY_BORDER_TOP_WIDTH,
    PROPERTY_BORDER_RIGHT_WIDTH,
    PROPERTY_BORDER_BOTTOM_WIDTH,
    PROPERTY_BORDER_LEFT_WIDTH,
    PROPERTY_BORDER_TOP_STYLE,
    PROPERTY_BORDER_RIGHT_STYLE,
    PROPERTY_BORDER_BOTTOM_STYLE,
    PROPERTY_BORDER_LEFT_STYLE,
    PROPERTY_BORDER_TOP_COLOR,
    PROPERTY_BORDER_RIGHT_COLOR,
    PROPERTY_BORDER_BOTTOM_COLOR,
    PROPERTY_BORDER_LEFT_COLOR,
    PROPERTY_BORDER_TOP_LEFT_RADIUS,
    PROPERTY_BORDER_TOP_RIGHT_RADIUS,
    PROPERTY_BORDER_BOTTOM_RIGHT_RADIUS,
    PROPERTY_BORDER_BOTTOM_LEFT_RADIUS,
    PROPERTY_FLEX_DIRECTION,
    PROPERTY_FLEX_WRAP,
    PROPERTY_FLEX_GROW,
    PROPERTY_FLEX_SHRINK,
    PROPERTY_FLEX_BASIS,
    PROPERTY_ROW_GAP,
    PROPERTY_COLUMN_GAP,
    PROPERTY_ALIGN_ITEMS,
    PROPERTY_ALIGN_SELF,
    PROPERTY_ALIGN_CONTENT,
    PROPERTY_JUSTIFY_CONTENT,
    PROPERTY_ORDER,
    PROPERTY_BACKGROUND_COLOR,
    PROPERTY_BACKGROUND_IMAGE,
    PROPERTY_BACKGROUND_POSITION_X,
    PROPERTY_BACKGROUND_POSITION_Y,
    PROPERTY_BACKGROUND_SIZE,
    PROPERTY_BACKGROUND_REPEAT,
    PROPERTY_BACKGROUND_ORIGIN,
    PROPERTY_BACKGROUND_CLIP,
    PROPERTY_BACKGROUND_BLEND_MODE,
    PROPERTY_BOX_SHADOW,
    PROPERTY_OPACITY,
    PROPERTY_TRANSFORM,
    PROPERTY_TRANSFORM_ORIGIN,
    PROPERTY_FILTER,
    PROPERTY_MIX_BLEND_MODE,
    PROPERTY_ISOLATION,
    PROPERTY_OBJECT_FIT,
    PROPERTY_OBJECT_POSITION,
    PROPERTY_UNICODE_BIDI,
    PROPERTY_VERTICAL_ALIGN,
    PROPERTY_TEXT_OVERFLOW,
    PROPERTY_LINE_CLAMP,
    PROPERTY_MIN_FONT_SIZE,
    PROPERTY_BOX_ORIENT,
    PROPERTY_COUNT,

    /* Flow-relative: become one of the above when the element's direction is known. */
    PROPERTY_MARGIN_INLINE_START = PROPERTY_COUNT,
    PROPERTY_MARGIN_INLINE_END,
    PROPERTY_PADDING_INLINE_START,
    PROPERTY_PADDING_INLINE_END,
    PROPERTY_INSET_INLINE_START,
    PROPERTY_INSET_INLINE_END,
    PROPERTY_BORDER_INLINE_START_WIDTH,
    PROPERTY_BORDER_INLINE_END_WIDTH,
    PROPERTY_BORDER_INLINE_START_STYLE,
    PROPERTY_BORDER_INLINE_END_STYLE,
    PROPERTY_BORDER_INLINE_START_COLOR,
    PROPERTY_BORDER_INLINE_END_COLOR,
    PROPERTY_BORDER_START_START_RADIUS,
    PROPERTY_BORDER_START_END_RADIUS,
    PROPERTY_BORDER_END_START_RADIUS,
    PROPERTY_BORDER_END_END_RADIUS,
    PROPERTY_LOGICAL_END,
};

/* What computing a value may look at. */
struct css_compute {
    struct arena *arena;
    const struct computed *parent; /* never NULL */
    struct computed *own;
    struct css_units units; /* em is the element's own font size, the parent's while font-size is computed */
    bool author;            /* the value comes from the template, not from HTML's own style sheet */
};

struct css_property {
    const char *name;
    bool inherited;
    uint16_t offset, size; /* of its field in struct computed: what `inherit` copies */
    bool (*parse)(struct css_reader *reader, const struct css_property *property, struct css_value *value);
    void (*compute)(struct css_compute *compute, const struct css_property *property, const struct css_value *value);
    const struct css_keyword *keywords;
    unsigned flags;      /* enum css_length_flags */
    const char *initial; /* as text, read by the same parser */
};

/* The property's field among the element's computed values. */
static inline void *css_field(struct css_compute *compute, const struct css_property *property)
{
    return (char *)compute->own + property->offset;
}

extern const struct css_property css_properties[PROPERTY_COUNT];

/* Row of a longhand or of the physical twin of a flow-relative one. */
const struct css_property *css_property_row(unsigned id);
/* The longhand that a flow-relative one stands for; others stand for themselves. */
unsigned css_property_physical(unsigned id, enum direction direction);

struct css_shorthand {
    const char *name;
    /* Fills values[i] for longhands[i]; what it leaves alone is initial. */
    bool (*parse)(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values);
    unsigned char count;
    unsigned char longhands[17];
};

/* A property as it may be written: longhand, shorthand, another name for one, or one that has no effect on a card. */
struct css_property_name {
    const char *name;
    bool known;
    int longhand; /* or -1 */
    const struct css_shorthand *shorthand;
    const struct css_keyword *ignored; /* values that are accepted and change nothing */
    const char *refusal;               /* why it is not in the subset and what to use instead */
};

/* Finds a property by its lower-case name. */
struct css_property_name css_property_find(const char *name, size_t length);
/* Offers the names of all properties. */
void css_property_suggest(struct suggestion *suggestion);

/* Parses the whole value into `values`, of which there must be as many as the shorthand has longhands (1 for a
 * longhand). False: the reader has the problem and the token, worded for an author. */
bool css_property_parse(const struct css_property_name *name, struct css_reader *reader, struct css_value *values);
enum { CSS_MAX_LONGHANDS = 17 };

/* Computes a value into its field; CSS-wide keywords are resolved here. `initial` has the initial values. */
void css_property_compute(struct css_compute *compute, unsigned id, const struct css_value *value,
                          const struct computed *initial);

/* ---- parsers and computations that rows and shorthands name ---- */

typedef bool css_parser(struct css_reader *reader, const struct css_property *property, struct css_value *value);
typedef void css_computer(struct css_compute *compute, const struct css_property *property,
                          const struct css_value *value);

css_parser css_parse_keyword, css_parse_length, css_parse_number, css_parse_integer, css_parse_color;
css_computer css_compute_keyword, css_compute_bool, css_compute_length, css_compute_px, css_compute_number,
    css_compute_color;

css_parser css_parse_font_family, css_parse_font_size, css_parse_font_weight, css_parse_font_stretch,
    css_parse_font_style, css_parse_font_ligatures, css_parse_font_caps, css_parse_font_numeric,
    css_parse_font_east_asian, css_parse_font_features, css_parse_font_variations, css_parse_line_height;
css_computer css_compute_font_family, css_compute_font_size, css_compute_font_weight, css_compute_font_stretch,
    css_compute_features, css_compute_font_variations, css_compute_line_height, css_compute_text_color;

css_parser css_parse_spacing, css_parse_hanging_punctuation, css_parse_decoration_line, css_parse_vertical_align,
    css_parse_shadows, css_parse_tab_size;
css_computer css_compute_letter_spacing, css_compute_hanging_punctuation, css_compute_decoration_line,
    css_compute_vertical_align, css_compute_shadows;

css_parser css_parse_overflow, css_parse_aspect_ratio, css_parse_border_width, css_parse_radius, css_parse_alignment,
    css_parse_opacity, css_parse_transform, css_parse_transform_origin, css_parse_filter, css_parse_position,
    css_parse_line_clamp, css_parse_display, css_parse_list_style_type;
css_computer css_compute_z_index, css_compute_border_width, css_compute_radius, css_compute_transform,
    css_compute_transform_origin, css_compute_position, css_compute_integer, css_compute_list;

css_parser css_parse_background_image, css_parse_background_x, css_parse_background_y, css_parse_background_size,
    css_parse_background_repeat, css_parse_background_area;
css_computer css_compute_background_image, css_compute_background_offset, css_compute_background_size;

/* <position>, <bg-position>; and pieces that the shorthand takes one at a time. */
bool css_take_position(struct css_reader *reader, struct css_length *x, struct css_length *y);
bool css_take_background_position(struct css_reader *reader, struct css_length *x, struct css_length *y);
bool css_take_image(struct css_reader *reader, struct css_image *image);
bool css_take_gradient(struct css_reader *reader, const struct css_gradient **gradient);
bool css_take_background_size(struct css_reader *reader, struct css_background_size *size);
bool css_take_background_repeat(struct css_reader *reader, struct css_background_repeat *repeat);
bool css_take_area(struct css_reader *reader, int *area);

/* Chromium's default size of the generic monospace is 13px where that of other families is 16px: scales a size that
 * does not go back to an absolute one when an element changes from one to the other. Called after family and size. */
void css_adjust_monospace(struct css_compute *compute);

/* Final gradient and shadow lists, with currentColor resolved. NULL when the arena fails. */
const struct gradient *css_gradient_finish(struct arena *arena, const struct css_gradient *gradient,
                                           const struct color *current);
/* Lengths in px and percent only. */
const struct css_gradient *css_gradient_compute(struct css_compute *compute, const struct css_gradient *gradient);

extern const struct css_keyword css_border_styles[], css_border_width_keywords[], css_blend_modes[];

#endif
