#include "css_property.h"

#include <string.h>

// clang-format off: the table reads by rows
#define FIELD(member) offsetof(struct computed, member), sizeof((struct computed *)0)->member
/* Two neighbouring members that one property sets. */
#define FIELDS(first, last)                                                                                            \
    offsetof(struct computed, first),                                                                                  \
        offsetof(struct computed, last) + sizeof(((struct computed *)0)->last) - offsetof(struct computed, first)

#define KEYWORDS(...) ((const struct css_keyword[]){__VA_ARGS__, {NULL, 0}})

/* css_compute_keyword() writes an int. */
_Static_assert(sizeof(enum display) == sizeof(int) && sizeof(enum text_align) == sizeof(int) &&
                   sizeof(enum blend_mode) == sizeof(int),
               "enumerations of struct style have the size of int");

#define AUTO   KEYWORDS({"auto", LENGTH_AUTO})
#define NORMAL KEYWORDS({"normal", LENGTH_AUTO})
#define SIZES(empty)                                                                                                   \
    KEYWORDS({empty, LENGTH_AUTO}, {"min-content", LENGTH_MIN_CONTENT}, {"max-content", LENGTH_MAX_CONTENT},           \
             {"fit-content", LENGTH_FIT_CONTENT})
#define ON_OFF   KEYWORDS({"auto", 1}, {"none", 0})
#define POSITIVE (CSS_PERCENT | CSS_NON_NEGATIVE)

#define ITEM_PLACES                                                                                                    \
    {"normal", ALIGN_NORMAL}, {"stretch", ALIGN_STRETCH}, {"start", ALIGN_START}, {"end", ALIGN_END},                  \
        {"flex-start", ALIGN_FLEX_START}, {"flex-end", ALIGN_FLEX_END}, {"center", ALIGN_CENTER},                      \
        {"self-start", ALIGN_START}, {"self-end", ALIGN_END},                                                          \
    {                                                                                                                  \
        "baseline", ALIGN_BASELINE                                                                                     \
    }
#define CONTENT_PLACES                                                                                                 \
    {"normal", ALIGN_NORMAL}, {"stretch", ALIGN_STRETCH}, {"start", ALIGN_START}, {"end", ALIGN_END},                  \
        {"flex-start", ALIGN_FLEX_START}, {"flex-end", ALIGN_FLEX_END}, {"center", ALIGN_CENTER},                      \
        {"space-between", ALIGN_SPACE_BETWEEN}, {"space-around", ALIGN_SPACE_AROUND},                                  \
    {                                                                                                                  \
        "space-evenly", ALIGN_SPACE_EVENLY                                                                             \
    }

#define AREAS                                                                                                          \
    {"border-box", AREA_BORDER_BOX}, {"padding-box", AREA_PADDING_BOX},                                                \
    {                                                                                                                  \
        "content-box", AREA_CONTENT_BOX                                                                                \
    }

/* Rows that come once for each side, in the order of enum side. */
#define INSET(side_name, side)                                                                                         \
    {                                                                                                                  \
        side_name, false, FIELD(style.inset[side]), css_parse_length, css_compute_length, AUTO, CSS_PERCENT, "auto"    \
    }
#define MARGIN(side_name, side)                                                                                        \
    {                                                                                                                  \
        "margin-" side_name, false, FIELD(style.margin[side]), css_parse_length, css_compute_length, AUTO,             \
            CSS_PERCENT, "0"                                                                                           \
    }
#define PADDING(side_name, side)                                                                                       \
    {                                                                                                                  \
        "padding-" side_name, false, FIELD(style.padding[side]), css_parse_length, css_compute_length, NULL, POSITIVE, \
            "0"                                                                                                        \
    }
#define BORDER_WIDTH(side_name, side)                                                                                  \
    {                                                                                                                  \
        "border-" side_name "-width", false, FIELD(border_width[side]), css_parse_border_width,                        \
            css_compute_border_width, css_border_width_keywords, 0, "medium"                                           \
    }
#define BORDER_STYLE(side_name, side)                                                                                  \
    {                                                                                                                  \
        "border-" side_name "-style", false, FIELD(border_style[side]), css_parse_keyword, css_compute_keyword,        \
            css_border_styles, 0, "none"                                                                               \
    }
#define BORDER_COLOR(side_name, side)                                                                                  \
    {                                                                                                                  \
        "border-" side_name "-color", false, FIELD(border_color[side]), css_parse_color, css_compute_color, NULL, 0,   \
            "currentcolor"                                                                                             \
    }
#define RADIUS(corner_name, corner)                                                                                    \
    {                                                                                                                  \
        "border-" corner_name "-radius", false, FIELD(style.radius[corner]), css_parse_radius, css_compute_radius,     \
            NULL, 0, "0"                                                                                               \
    }

const struct css_property css_properties[PROPERTY_COUNT] = {
    [PROPERTY_DIRECTION] = {"direction", true, FIELD(style.text.direction), css_parse_keyword, css_compute_keyword,
                            KEYWORDS({"ltr", DIRECTION_LTR}, {"rtl", DIRECTION_RTL}), 0, "ltr"},

    /* fonts */
    [PROPERTY_FONT_FAMILY] = {"font-family", true, FIELDS(style.text.families, style.text.family_count),
                              css_parse_font_family, css_compute_font_family, NULL, 0, "Inter, sans-serif"},
    [PROPERTY_FONT_SIZE] = {"font-size", true, FIELD(style.text.font_size_px), css_parse_font_size,
                            css_compute_font_size, NULL, 0, "medium"},
    [PROPERTY_FONT_WEIGHT] = {"font-weight", true, FIELD(style.text.font_weight), css_parse_font_weight,
                              css_compute_font_weight, NULL, 0, "normal"},
    [PROPERTY_FONT_STRETCH] = {"font-stretch", true, FIELD(style.text.font_stretch_pct), css_parse_font_stretch,
                               css_compute_number, NULL, 0, "normal"},
    [PROPERTY_FONT_STYLE] = {"font-style", true, FIELD(style.text.font_style), css_parse_font_style,
                             css_compute_keyword,
                             KEYWORDS({"normal", FONT_STYLE_NORMAL}, {"italic", FONT_STYLE_ITALIC},
                                      {"oblique", FONT_STYLE_OBLIQUE}),
                             0, "normal"},
    [PROPERTY_FONT_OPTICAL_SIZING] = {"font-optical-sizing", true, FIELD(style.text.optical_sizing), css_parse_keyword,
                                      css_compute_bool, ON_OFF, 0, "auto"},
    [PROPERTY_FONT_KERNING] = {"font-kerning", true, FIELD(style.text.kerning), css_parse_keyword, css_compute_keyword,
                               KEYWORDS({"auto", FONT_KERNING_AUTO}, {"normal", FONT_KERNING_NORMAL},
                                        {"none", FONT_KERNING_NONE}),
                               0, "auto"},
    [PROPERTY_FONT_VARIANT_LIGATURES] = {"font-variant-ligatures", true, FIELD(inherited.ligatures),
                                         css_parse_font_ligatures, css_compute_list, NULL, 0, "normal"},
    [PROPERTY_FONT_VARIANT_CAPS] = {"font-variant-caps", true, FIELD(inherited.caps), css_parse_font_caps,
                                    css_compute_list, NULL, 0, "normal"},
    [PROPERTY_FONT_VARIANT_NUMERIC] = {"font-variant-numeric", true, FIELD(inherited.numeric), css_parse_font_numeric,
                                       css_compute_list, NULL, 0, "normal"},
    [PROPERTY_FONT_VARIANT_EAST_ASIAN] = {"font-variant-east-asian", true, FIELD(inherited.east_asian),
                                          css_parse_font_east_asian, css_compute_list, NULL, 0, "normal"},
    [PROPERTY_FONT_FEATURE_SETTINGS] = {"font-feature-settings", true, FIELD(inherited.feature_settings),
                                        css_parse_font_features, css_compute_list, NULL, 0, "normal"},
    [PROPERTY_FONT_VARIATION_SETTINGS] = {"font-variation-settings", true,
                                          FIELDS(style.text.variations, style.text.variation_count),
                                          css_parse_font_variations, css_compute_font_variations, NULL, 0, "normal"},
    [PROPERTY_LINE_HEIGHT] = {"line-height", true, FIELDS(style.text.line_height, style.text.line_height_factor),
                              css_parse_line_height, css_compute_line_height, NULL, 0, "normal"},

    /* text, inherited */
    [PROPERTY_COLOR] = {"color", true, FIELD(inherited.color), css_parse_color, css_compute_text_color, NULL, 0,
                        "black"},
    [PROPERTY_FILL_COLOR] = {"-webkit-text-fill-color", true, FIELD(inherited.fill_color), css_parse_color,
                             css_compute_color, NULL, 0, "currentcolor"},
    [PROPERTY_LETTER_SPACING] = {"letter-spacing", true,
                                 FIELDS(style.text.letter_spacing_px, style.text.letter_spacing_in_em),
                                 css_parse_spacing, css_compute_letter_spacing, NULL, 0, "normal"},
    [PROPERTY_WORD_SPACING] = {"word-spacing", true, FIELD(style.text.word_spacing_px), css_parse_spacing,
                               css_compute_px, NULL, 0, "normal"},
    [PROPERTY_TEXT_ALIGN] = {"text-align", true, FIELD(style.text.text_align), css_parse_keyword, css_compute_keyword,
                             KEYWORDS({"start", TEXT_ALIGN_START}, {"end", TEXT_ALIGN_END}, {"left", TEXT_ALIGN_LEFT},
                                      {"right", TEXT_ALIGN_RIGHT}, {"center", TEXT_ALIGN_CENTER},
                                      {"justify", TEXT_ALIGN_JUSTIFY}),
                             0, "start"},
    [PROPERTY_TEXT_INDENT] = {"text-indent", true, FIELD(style.text.text_indent), css_parse_length, css_compute_length,
                              NULL, CSS_PERCENT, "0"},
    [PROPERTY_TEXT_TRANSFORM] = {"text-transform", true, FIELD(style.text.text_transform), css_parse_keyword,
                                 css_compute_keyword,
                                 KEYWORDS({"none", TEXT_TRANSFORM_NONE}, {"uppercase", TEXT_TRANSFORM_UPPERCASE},
                                          {"lowercase", TEXT_TRANSFORM_LOWERCASE},
                                          {"capitalize", TEXT_TRANSFORM_CAPITALIZE}),
                                 0, "none"},
    [PROPERTY_WHITE_SPACE_COLLAPSE] = {"white-space-collapse", true, FIELD(style.text.white_space), css_parse_keyword,
                                       css_compute_keyword,
                                       KEYWORDS({"collapse", WHITE_SPACE_COLLAPSE}, {"preserve", WHITE_SPACE_PRESERVE},
                                                {"preserve-breaks", WHITE_SPACE_PRESERVE_BREAKS}),
                                       0, "collapse"},
    [PROPERTY_TEXT_WRAP_MODE] = {"text-wrap-mode", true, FIELD(inherited.wrap_mode), css_parse_keyword,
                                 css_compute_keyword,
                                 KEYWORDS({"wrap", TEXT_WRAP_MODE_WRAP}, {"nowrap", TEXT_WRAP_MODE_NOWRAP}), 0, "wrap"},
    [PROPERTY_TEXT_WRAP_STYLE] = {"text-wrap-style", true, FIELD(inherited.wrap_style), css_parse_keyword,
                                  css_compute_keyword,
                                  KEYWORDS({"auto", TEXT_WRAP_WRAP}, {"stable", TEXT_WRAP_WRAP},
                                           {"balance", TEXT_WRAP_BALANCE}, {"pretty", TEXT_WRAP_PRETTY}),
                                  0, "auto"},
    [PROPERTY_OVERFLOW_WRAP] = {"overflow-wrap", true, FIELD(style.text.overflow_wrap), css_parse_keyword,
                                css_compute_keyword,
                                KEYWORDS({"normal", OVERFLOW_WRAP_NORMAL}, {"break-word", OVERFLOW_WRAP_BREAK_WORD},
                                         {"anywhere", OVERFLOW_WRAP_ANYWHERE}),
                                0, "normal"},
    [PROPERTY_WORD_BREAK] = {"word-break", true, FIELD(style.text.word_break), css_parse_keyword, css_compute_keyword,
                             KEYWORDS({"normal", WORD_BREAK_NORMAL}, {"break-all", WORD_BREAK_BREAK_ALL},
                                      {"keep-all", WORD_BREAK_KEEP_ALL}, {"break-word", WORD_BREAK_BREAK_WORD}),
                             0, "normal"},
    [PROPERTY_LINE_BREAK] = {"line-break", true, FIELD(style.text.line_break), css_parse_keyword, css_compute_keyword,
                             KEYWORDS({"auto", LINE_BREAK_AUTO}, {"loose", LINE_BREAK_LOOSE},
                                      {"normal", LINE_BREAK_NORMAL}, {"strict", LINE_BREAK_STRICT},
                                      {"anywhere", LINE_BREAK_ANYWHERE}),
                             0, "auto"},
    [PROPERTY_HYPHENS] = {"hyphens", true, FIELD(style.text.hyphens), css_parse_keyword, css_compute_keyword,
                          KEYWORDS({"manual", HYPHENS_MANUAL}, {"none", HYPHENS_NONE}), 0, "manual"},
    [PROPERTY_HANGING_PUNCTUATION] = {"hanging-punctuation", true, FIELD(style.text.hanging_punctuation),
                                      css_parse_hanging_punctuation, css_compute_hanging_punctuation, NULL, 0, "none"},
    [PROPERTY_TAB_SIZE] = {"tab-size", true, FIELD(style.text.tab_size), css_parse_tab_size, css_compute_number, NULL,
                           CSS_NON_NEGATIVE, "8"},
    [PROPERTY_TEXT_SHADOW] = {"text-shadow", true, FIELD(inherited.text_shadows), css_parse_shadows,
                              css_compute_shadows, NULL, 0, "none"},
    [PROPERTY_TEXT_UNDERLINE_OFFSET] = {"text-underline-offset", true, FIELD(style.text.underline_offset),
                                        css_parse_length, css_compute_length, AUTO, CSS_PERCENT, "auto"},
    [PROPERTY_LIST_STYLE_TYPE] = {"list-style-type", true, FIELD(inherited.list_marker), css_parse_list_style_type,
                                  css_compute_bool, KEYWORDS({"none", 0}, {"disc", 1}), 0, "disc"},
    [PROPERTY_VISIBILITY] = {"visibility", true, FIELD(style.visible), css_parse_keyword, css_compute_bool,
                             KEYWORDS({"visible", 1}, {"hidden", 0}), 0, "visible"},

    /* text decoration */
    [PROPERTY_TEXT_DECORATION_LINE] = {"text-decoration-line", false, FIELD(decoration_lines),
                                       css_parse_decoration_line, css_compute_keyword,
                                       KEYWORDS({"underline", DECORATION_UNDERLINE}, {"overline", DECORATION_OVERLINE},
                                                {"line-through", DECORATION_LINE_THROUGH}),
                                       0, "none"},
    [PROPERTY_TEXT_DECORATION_STYLE] = {"text-decoration-style", false, FIELD(decoration_style), css_parse_keyword,
                                        css_compute_keyword,
                                        KEYWORDS({"solid", DECORATION_SOLID}, {"double", DECORATION_DOUBLE},
                                                 {"dotted", DECORATION_DOTTED}, {"dashed", DECORATION_DASHED},
                                                 {"wavy", DECORATION_WAVY}),
                                        0, "solid"},
    [PROPERTY_TEXT_DECORATION_COLOR] = {"text-decoration-color", false, FIELD(decoration_color), css_parse_color,
                                        css_compute_color, NULL, 0, "currentcolor"},
    [PROPERTY_TEXT_DECORATION_THICKNESS] = {"text-decoration-thickness", false, FIELD(decoration_thickness),
                                            css_parse_length, css_compute_length,
                                            KEYWORDS({"auto", LENGTH_AUTO}, {"from-font", LENGTH_CONTENT}), CSS_PERCENT,
                                            "auto"},

    /* boxes */
    [PROPERTY_DISPLAY] = {"display", false, FIELD(display), css_parse_display, css_compute_keyword,
                          KEYWORDS({"block", DISPLAY_BLOCK}, {"inline", DISPLAY_INLINE},
                                   {"inline-block", DISPLAY_INLINE_BLOCK}, {"flex", DISPLAY_FLEX},
                                   {"inline-flex", DISPLAY_INLINE_FLEX}, {"none", DISPLAY_NONE},
                                   {"-webkit-box", DISPLAY_WEBKIT_BOX}, {"-ogcard-list-item", DISPLAY_LIST_ITEM}),
                          0, "inline"},
    [PROPERTY_POSITION] = {"position", false, FIELD(style.position), css_parse_keyword, css_compute_keyword,
                           KEYWORDS({"static", POSITION_STATIC}, {"relative", POSITION_RELATIVE},
                                    {"absolute", POSITION_ABSOLUTE}),
                           0, "static"},
    [PROPERTY_TOP] = INSET("top", SIDE_TOP),
    [PROPERTY_RIGHT] = INSET("right", SIDE_RIGHT),
    [PROPERTY_BOTTOM] = INSET("bottom", SIDE_BOTTOM),
    [PROPERTY_LEFT] = INSET("left", SIDE_LEFT),
    [PROPERTY_Z_INDEX] = {"z-index", false, FIELDS(style.z_index, style.z_index_auto), css_parse_integer,
                          css_compute_z_index, KEYWORDS({"auto", 0}), 0, "auto"},
    [PROPERTY_OVERFLOW_X] = {"overflow-x", false, FIELD(style.overflow_x), css_parse_overflow, css_compute_keyword,
                             KEYWORDS({"visible", OVERFLOW_VISIBLE}, {"hidden", OVERFLOW_HIDDEN}), 0, "visible"},
    [PROPERTY_OVERFLOW_Y] = {"overflow-y", false, FIELD(style.overflow_y), css_parse_overflow, css_compute_keyword,
                             KEYWORDS({"visible", OVERFLOW_VISIBLE}, {"hidden", OVERFLOW_HIDDEN}), 0, "visible"},
    [PROPERTY_BOX_SIZING] = {"box-sizing", false, FIELD(style.box_sizing), css_parse_keyword, css_compute_keyword,
                             KEYWORDS({"content-box", BOX_SIZING_CONTENT}, {"border-box", BOX_SIZING_BORDER}), 0,
                             "content-box"},
    [PROPERTY_WIDTH] = {"width", false, FIELD(style.width), css_parse_length, css_compute_length, SIZES("auto"),
                        POSITIVE, "auto"},
    [PROPERTY_HEIGHT] = {"height", false, FIELD(style.height), css_parse_length, css_compute_length, SIZES("auto"),
                         POSITIVE, "auto"},
    [PROPERTY_MIN_WIDTH] = {"min-width", false, FIELD(style.min_width), css_parse_length, css_compute_length,
                            SIZES("auto"), POSITIVE, "auto"},
    [PROPERTY_MIN_HEIGHT] = {"min-height", false, FIELD(style.min_height), css_parse_length, css_compute_length,
                             SIZES("auto"), POSITIVE, "auto"},
    [PROPERTY_MAX_WIDTH] = {"max-width", false, FIELD(style.max_width), css_parse_length, css_compute_length,
                            SIZES("none"), POSITIVE, "none"},
    [PROPERTY_MAX_HEIGHT] = {"max-height", false, FIELD(style.max_height), css_parse_length, css_compute_length,
                             SIZES("none"), POSITIVE, "none"},
    [PROPERTY_ASPECT_RATIO] = {"aspect-ratio", false, FIELD(style.aspect_ratio), css_parse_aspect_ratio,
                               css_compute_number, NULL, 0, "auto"},
    [PROPERTY_MARGIN_TOP] = MARGIN("top", SIDE_TOP),
    [PROPERTY_MARGIN_RIGHT] = MARGIN("right", SIDE_RIGHT),
    [PROPERTY_MARGIN_BOTTOM] = MARGIN("bottom", SIDE_BOTTOM),
    [PROPERTY_MARGIN_LEFT] = MARGIN("left", SIDE_LEFT),
    [PROPERTY_PADDING_TOP] = PADDING("top", SIDE_TOP),
    [PROPERTY_PADDING_RIGHT] = PADDING("right", SIDE_RIGHT),
    [PROPERTY_PADDING_BOTTOM] = PADDING("bottom", SIDE_BOTTOM),
    [PROPERTY_PADDING_LEFT] = PADDING("left", SIDE_LEFT),
    [PROPERTY_BORDER_TOP_WIDTH] = BORDER_WIDTH("top", SIDE_TOP),
    [PROPERTY_BORDER_RIGHT_WIDTH] = BORDER_WIDTH("right", SIDE_RIGHT),
    [PROPERTY_BORDER_BOTTOM_WIDTH] = BORDER_WIDTH("bottom", SIDE_BOTTOM),
    [PROPERTY_BORDER_LEFT_WIDTH] = BORDER_WIDTH("left", SIDE_LEFT),
    [PROPERTY_BORDER_TOP_STYLE] = BORDER_STYLE("top", SIDE_TOP),
    [PROPERTY_BORDER_RIGHT_STYLE] = BORDER_STYLE("right", SIDE_RIGHT),
    [PROPERTY_BORDER_BOTTOM_STYLE] = BORDER_STYLE("bottom", SIDE_BOTTOM),
    [PROPERTY_BORDER_LEFT_STYLE] = BORDER_STYLE("left", SIDE_LEFT),
    [PROPERTY_BORDER_TOP_COLOR] = BORDER_COLOR("top", SIDE_TOP),
    [PROPERTY_BORDER_RIGHT_COLOR] = BORDER_COLOR("right", SIDE_RIGHT),
    [PROPERTY_BORDER_BOTTOM_COLOR] = BORDER_COLOR("bottom", SIDE_BOTTOM),
    [PROPERTY_BORDER_LEFT_COLOR] = BORDER_COLOR("left", SIDE_LEFT),
    [PROPERTY_BORDER_TOP_LEFT_RADIUS] = RADIUS("top-left", CORNER_TOP_LEFT),
    [PROPERTY_BORDER_TOP_RIGHT_RADIUS] = RADIUS("top-right", CORNER_TOP_RIGHT),
    [PROPERTY_BORDER_BOTTOM_RIGHT_RADIUS] = RADIUS("bottom-right", CORNER_BOTTOM_RIGHT),
    [PROPERTY_BORDER_BOTTOM_LEFT_RADIUS] = RADIUS("bottom-left", CORNER_BOTTOM_LEFT),

    /* flex */
    [PROPERTY_FLEX_DIRECTION] = {"flex-direction", false, FIELD(style.flex_direction), css_parse_keyword,
                                 css_compute_keyword,
                                 KEYWORDS({"row", FLEX_ROW}, {"row-reverse", FLEX_ROW_REVERSE}, {"column", FLEX_COLUMN},
                                          {"column-reverse", FLEX_COLUMN_REVERSE}),
                                 0, "row"},
    [PROPERTY_FLEX_WRAP] = {"flex-wrap", false, FIELD(style.flex_wrap), css_parse_keyword, css_compute_keyword,
                            KEYWORDS({"nowrap", FLEX_NOWRAP}, {"wrap", FLEX_WRAP}, {"wrap-reverse", FLEX_WRAP_REVERSE}),
                            0, "nowrap"},
    [PROPERTY_FLEX_GROW] = {"flex-grow", false, FIELD(style.flex_grow), css_parse_number, css_compute_number, NULL,
                            CSS_NON_NEGATIVE, "0"},
    [PROPERTY_FLEX_SHRINK] = {"flex-shrink", false, FIELD(style.flex_shrink), css_parse_number, css_compute_number,
                              NULL, CSS_NON_NEGATIVE, "1"},
    [PROPERTY_FLEX_BASIS] = {"flex-basis", false, FIELD(style.flex_basis), css_parse_length, css_compute_length,
                             KEYWORDS({"auto", LENGTH_AUTO}, {"content", LENGTH_CONTENT},
                                      {"min-content", LENGTH_MIN_CONTENT}, {"max-content", LENGTH_MAX_CONTENT},
                                      {"fit-content", LENGTH_FIT_CONTENT}),
                             POSITIVE, "auto"},
    [PROPERTY_ROW_GAP] = {"row-gap", false, FIELD(style.row_gap), css_parse_length, css_compute_length, NORMAL,
                          POSITIVE, "normal"},
    [PROPERTY_COLUMN_GAP] = {"column-gap", false, FIELD(style.column_gap), css_parse_length, css_compute_length, NORMAL,
                             POSITIVE, "normal"},
    [PROPERTY_ALIGN_ITEMS] = {"align-items", false, FIELD(style.align_items), css_parse_alignment, css_compute_keyword,
                              KEYWORDS(ITEM_PLACES), 0, "normal"},
    [PROPERTY_ALIGN_SELF] = {"align-self", false, FIELD(style.align_self), css_parse_alignment, css_compute_keyword,
                             KEYWORDS(ITEM_PLACES, {"auto", ALIGN_AUTO}), 0, "auto"},
    [PROPERTY_ALIGN_CONTENT] = {"align-content", false, FIELD(style.align_content), css_parse_alignment,
                                css_compute_keyword, KEYWORDS(CONTENT_PLACES, {"baseline", ALIGN_BASELINE}), 0,
                                "normal"},
    [PROPERTY_JUSTIFY_CONTENT] = {"justify-content", false, FIELD(style.justify_content), css_parse_alignment,
                                  css_compute_keyword,
                                  KEYWORDS(CONTENT_PLACES, {"left", ALIGN_LEFT}, {"right", ALIGN_RIGHT}), 0, "normal"},
    [PROPERTY_ORDER] = {"order", false, FIELD(style.order), css_parse_integer, css_compute_integer, NULL, 0, "0"},

    /* painting */
    [PROPERTY_BACKGROUND_COLOR] = {"background-color", false, FIELD(background_color), css_parse_color,
                                   css_compute_color, NULL, 0, "transparent"},
    [PROPERTY_BACKGROUND_IMAGE] = {"background-image", false, FIELD(background_image), css_parse_background_image,
                                   css_compute_background_image, NULL, 0, "none"},
    [PROPERTY_BACKGROUND_POSITION_X] = {"background-position-x", false, FIELD(background_x), css_parse_background_x,
                                        css_compute_background_offset, NULL, 0, "0%"},
    [PROPERTY_BACKGROUND_POSITION_Y] = {"background-position-y", false, FIELD(background_y), css_parse_background_y,
                                        css_compute_background_offset, NULL, 0, "0%"},
    [PROPERTY_BACKGROUND_SIZE] = {"background-size", false, FIELD(background_size), css_parse_background_size,
                                  css_compute_background_size, NULL, 0, "auto"},
    [PROPERTY_BACKGROUND_REPEAT] = {"background-repeat", false, FIELD(background_repeat), css_parse_background_repeat,
                                    css_compute_list, NULL, 0, "repeat"},
    [PROPERTY_BACKGROUND_ORIGIN] = {"background-origin", false, FIELD(background_origin), css_parse_background_area,
                                    css_compute_list, KEYWORDS(AREAS), 0, "padding-box"},
    [PROPERTY_BACKGROUND_CLIP] = {"background-clip", false, FIELD(background_clip), css_parse_background_area,
                                  css_compute_list, KEYWORDS(AREAS, {"text", AREA_TEXT}), 0, "border-box"},
    [PROPERTY_BACKGROUND_BLEND_MODE] = {"background-blend-mode", false, FIELD(background_blend),
                                        css_parse_background_area, css_compute_list, css_blend_modes, 0, "normal"},
    [PROPERTY_BOX_SHADOW] = {"box-shadow", false, FIELD(box_shadows), css_parse_shadows, css_compute_shadows, NULL, 0,
                             "none"},
    [PROPERTY_OPACITY] = {"opacity", false, FIELD(style.opacity), css_parse_opacity, css_compute_number, NULL, 0, "1"},
    [PROPERTY_TRANSFORM] = {"transform", false, FIELDS(style.transforms, style.transform_count), css_parse_transform,
                            css_compute_transform, NULL, 0, "none"},
    [PROPERTY_TRANSFORM_ORIGIN] = {"transform-origin", false,
                                   FIELDS(style.transform_origin_x, style.transform_origin_y),
                                   css_parse_transform_origin, css_compute_position, NULL, 0, "50% 50%"},
    [PROPERTY_FILTER] = {"filter", false, FIELD(style.filter_blur_px), css_parse_filter, css_compute_px, NULL,
                         CSS_NON_NEGATIVE, "none"},
    [PROPERTY_MIX_BLEND_MODE] = {"mix-blend-mode", false, FIELD(style.blend_mode), css_parse_keyword,
                                 css_compute_keyword, css_blend_modes, 0, "normal"},
    [PROPERTY_ISOLATION] = {"isolation", false, FIELD(style.isolate), css_parse_keyword, css_compute_bool,
                            KEYWORDS({"auto", 0}, {"isolate", 1}), 0, "auto"},
    [PROPERTY_OBJECT_FIT] = {"object-fit", false, FIELD(style.object_fit), css_parse_keyword, css_compute_keyword,
                             KEYWORDS({"fill", OBJECT_FIT_FILL}, {"contain", OBJECT_FIT_CONTAIN},
                                      {"cover", OBJECT_FIT_COVER}, {"none", OBJECT_FIT_NONE},
                                      {"scale-down", OBJECT_FIT_SCALE_DOWN}),
                             0, "fill"},
    [PROPERTY_OBJECT_POSITION] = {"object-position", false, FIELDS(style.object_x, style.object_y), css_parse_position,
                                  css_compute_position, NULL, 0, "50% 50%"},

    /* text, not inherited */
    [PROPERTY_UNICODE_BIDI] = {"unicode-bidi", false, FIELD(style.unicode_bidi), css_parse_keyword, css_compute_keyword,
                               KEYWORDS({"normal", UNICODE_BIDI_NORMAL}, {"embed", UNICODE_BIDI_EMBED},
                                        {"isolate", UNICODE_BIDI_ISOLATE}, {"bidi-override", UNICODE_BIDI_OVERRIDE},
                                        {"isolate-override", UNICODE_BIDI_ISOLATE_OVERRIDE},
                                        {"plaintext", UNICODE_BIDI_PLAINTEXT}),
                               0, "normal"},
    [PROPERTY_VERTICAL_ALIGN] = {"vertical-align", false, FIELDS(style.vertical_align, style.vertical_align_length),
                                 css_parse_vertical_align, css_compute_vertical_align,
                                 KEYWORDS({"baseline", VERTICAL_ALIGN_BASELINE}, {"sub", VERTICAL_ALIGN_SUB},
                                          {"super", VERTICAL_ALIGN_SUPER}, {"text-top", VERTICAL_ALIGN_TEXT_TOP},
                                          {"text-bottom", VERTICAL_ALIGN_TEXT_BOTTOM},
                                          {"middle", VERTICAL_ALIGN_MIDDLE}, {"top", VERTICAL_ALIGN_TOP},
                                          {"bottom", VERTICAL_ALIGN_BOTTOM}),
                                 0, "baseline"},
    [PROPERTY_TEXT_OVERFLOW] = {"text-overflow", false, FIELD(style.text_overflow), css_parse_keyword,
                                css_compute_keyword,
                                KEYWORDS({"clip", TEXT_OVERFLOW_CLIP}, {"ellipsis", TEXT_OVERFLOW_ELLIPSIS}), 0,
                                "clip"},
    [PROPERTY_LINE_CLAMP] = {"-webkit-line-clamp", false, FIELD(style.line_clamp), css_parse_line_clamp,
                             css_compute_integer, KEYWORDS({"none", 0}), 0, "none"},
    [PROPERTY_MIN_FONT_SIZE] = {"--ogcard-min-font-size", false, FIELD(style.min_font_size_px), css_parse_length,
                                css_compute_px, NULL, CSS_NON_NEGATIVE, "0"},
    [PROPERTY_BOX_ORIENT] = {"-webkit-box-orient", false, FIELD(box_vertical), css_parse_keyword, css_compute_bool,
                             KEYWORDS({"vertical", 1}, {"block-axis", 1}, {"horizontal", 0}, {"inline-axis", 0}), 0,
                             "horizontal"},
};

// clang-format on

/* ---- flow-relative properties ---- */

static const struct {
    unsigned char ltr, rtl;
} flow_relative[PROPERTY_LOGICAL_END - PROPERTY_COUNT] = {
    {PROPERTY_MARGIN_LEFT, PROPERTY_MARGIN_RIGHT},
    {PROPERTY_MARGIN_RIGHT, PROPERTY_MARGIN_LEFT},
    {PROPERTY_PADDING_LEFT, PROPERTY_PADDING_RIGHT},
    {PROPERTY_PADDING_RIGHT, PROPERTY_PADDING_LEFT},
    {PROPERTY_LEFT, PROPERTY_RIGHT},
    {PROPERTY_RIGHT, PROPERTY_LEFT},
    {PROPERTY_BORDER_LEFT_WIDTH, PROPERTY_BORDER_RIGHT_WIDTH},
    {PROPERTY_BORDER_RIGHT_WIDTH, PROPERTY_BORDER_LEFT_WIDTH},
    {PROPERTY_BORDER_LEFT_STYLE, PROPERTY_BORDER_RIGHT_STYLE},
    {PROPERTY_BORDER_RIGHT_STYLE, PROPERTY_BORDER_LEFT_STYLE},
    {PROPERTY_BORDER_LEFT_COLOR, PROPERTY_BORDER_RIGHT_COLOR},
    {PROPERTY_BORDER_RIGHT_COLOR, PROPERTY_BORDER_LEFT_COLOR},
    {PROPERTY_BORDER_TOP_LEFT_RADIUS, PROPERTY_BORDER_TOP_RIGHT_RADIUS},
    {PROPERTY_BORDER_TOP_RIGHT_RADIUS, PROPERTY_BORDER_TOP_LEFT_RADIUS},
    {PROPERTY_BORDER_BOTTOM_LEFT_RADIUS, PROPERTY_BORDER_BOTTOM_RIGHT_RADIUS},
    {PROPERTY_BORDER_BOTTOM_RIGHT_RADIUS, PROPERTY_BORDER_BOTTOM_LEFT_RADIUS},
};

unsigned css_property_physical(unsigned id, enum direction direction)
{
    if (id < PROPERTY_COUNT)
        return id;
    return direction == DIRECTION_RTL ? flow_relative[id - PROPERTY_COUNT].rtl : flow_relative[id - PROPERTY_COUNT].ltr;
}

const struct css_property *css_property_row(unsigned id)
{
    return &css_properties[css_property_physical(id, DIRECTION_LTR)];
}

void css_property_compute(struct css_compute *compute, unsigned id, const struct css_value *value,
                          const struct computed *initial)
{
    const struct css_property *property = &css_properties[id];
    if (value->wide == WIDE_NONE) {
        property->compute(compute, property, value);
        return;
    }
    bool inherit = value->wide == WIDE_INHERIT || (value->wide != WIDE_INITIAL && property->inherited);
    const struct computed *from = inherit ? compute->parent : initial;
    memcpy((char *)compute->own + property->offset, (const char *)from + property->offset, property->size);
    if (id == PROPERTY_FONT_FAMILY)
        compute->own->inherited.monospace = from->inherited.monospace;
    if (id == PROPERTY_FONT_SIZE) {
        compute->own->inherited.font_size_absolute = from->inherited.font_size_absolute;
        compute->own->inherited.font_size_keyword = from->inherited.font_size_keyword;
    }
}
