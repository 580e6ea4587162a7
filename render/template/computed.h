/* Computed values of one element while the cascade works on it: struct style, and what that holds only in resolved form
 * (lists before they are laid into layers, currentColor, styles that zero a width).
 */
#ifndef RENDER_TEMPLATE_COMPUTED_H
#define RENDER_TEMPLATE_COMPUTED_H

#include "../style.h"
#include "css_value.h"

/* A list in the arena of whoever computed it. */
struct computed_list {
    const void *items;
    size_t count;
};

struct css_gradient_stop {
    struct css_color color;
    struct css_length position; /* LENGTH_AUTO: not given */
    bool hint;
};

struct css_gradient {
    struct gradient gradient; /* all that is not a length or a color */
    struct css_length radius_x, radius_y, center_x, center_y;
    const struct css_gradient_stop *stops;
    size_t stop_count;
    const struct gradient *ready; /* final form, when it is the same on every element */
};

/* background-image; both NULL: none. */
struct css_image {
    const struct image *image;
    const struct css_gradient *gradient;
};

struct css_background_size {
    enum background_size kind;
    struct css_length width, height;
};

struct css_background_repeat {
    enum background_repeat x, y;
};

struct css_shadow {
    struct css_length x, y, blur, spread;
    struct css_color color;
    bool inset;
};

struct css_transform {
    enum transform_kind kind;
    struct css_length x, y;
    float values[6];
};

enum text_wrap_mode { TEXT_WRAP_MODE_WRAP, TEXT_WRAP_MODE_NOWRAP };

/* Border styles that the style sheet of HTML itself uses and that are not drawn. */
enum { BORDER_INSET = BORDER_DOUBLE + 1 };
/* list-item: a block as long as its marker is none. -webkit-box: a block that clamps its lines. */
enum { DISPLAY_LIST_ITEM = DISPLAY_NONE + 1, DISPLAY_WEBKIT_BOX };

/* Inherited, besides struct text_style and visibility. */
struct computed_inherited {
    struct css_color color; /* never current */
    struct css_color fill_color;
    struct computed_list text_shadows; /* struct css_shadow */
    enum text_wrap_mode wrap_mode;
    enum text_wrap wrap_style;
    enum white_space_collapse white_space;
    struct computed_list ligatures, caps, numeric, east_asian, feature_settings; /* hb_feature_t */
    bool list_marker;
    bool monospace;          /* font-family is the generic monospace alone */
    bool font_size_absolute; /* font-size goes back to lengths other than em and percentages */
    int font_size_keyword;   /* xx-small to xxx-large when font-size is that, else 0 */
};

struct computed {
    struct style style; /* first: a node points to it */
    struct computed_inherited inherited;
    int display;         /* enum display or one of the above */
    int border_style[4]; /* enum border_style or BORDER_INSET */
    float border_width[4];
    struct css_color border_color[4];
    struct css_color background_color, decoration_color;
    unsigned decoration_lines;
    enum text_decoration_style decoration_style;
    struct length decoration_thickness;
    struct computed_list box_shadows; /* struct css_shadow */
    struct computed_list background_image, background_x, background_y, background_size, background_repeat,
        background_origin, background_clip, background_blend;
    bool box_vertical; /* -webkit-box-orient */
    bool clamped;      /* -webkit-line-clamp, its own or its block's, cuts the lines that it stands in */
};

#endif
