/* Shorthands: each fills in the values of its longhands. */
#include <string.h>

#include "css_property.h"
#include "css_shorthand.h"
#include "limits.h"

static bool take_longhand(struct css_reader *reader, unsigned id, struct css_value *value)
{
    const struct css_property *property = css_property_row(id);
    const struct css_token *start = reader->at;
    struct css_value parsed = {0};
    if (!property->parse(reader, property, &parsed)) {
        reader->at = start;
        return false;
    }
    *value = parsed;
    return true;
}

/* ---- one to four values for top, right, bottom, left ---- */

static bool parse_sides(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    size_t count = 0;
    while (count < 4 && !css_at_end(reader) && take_longhand(reader, shorthand->longhands[count], &values[count]))
        count++;
    if (count == 0)
        return false;
    static const unsigned char copy_from[5][4] = {{0}, {0, 0, 0, 0}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}};
    for (size_t i = count; i < 4; i++)
        values[i] = values[copy_from[count][i]];
    return true;
}

/* One value for both, or one each. */
static bool parse_pair(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    if (!take_longhand(reader, shorthand->longhands[0], &values[0]))
        return false;
    if (css_at_end(reader)) {
        /* The second may not take what the first does: justify-content has left and right, align-content has not. */
        values[1] = values[0];
        return true;
    }
    return take_longhand(reader, shorthand->longhands[1], &values[1]);
}

/* Any of the longhands, each at most once, in any order. */
static bool parse_any(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    unsigned seen = 0;
    while (!css_at_end(reader)) {
        size_t i = 0;
        while (i < shorthand->count &&
               ((seen & 1u << i) || !take_longhand(reader, shorthand->longhands[i], &values[i])))
            i++;
        if (i == shorthand->count)
            return false;
        reader->problem[0] = '\0'; /* of a longhand that it was not */
        seen |= 1u << i;
    }
    return seen != 0;
}

/* ---- borders ---- */

static bool parse_border(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    static const struct css_shorthand top = {
        .count = 3, .longhands = {PROPERTY_BORDER_TOP_WIDTH, PROPERTY_BORDER_TOP_STYLE, PROPERTY_BORDER_TOP_COLOR}};
    (void)shorthand;
    if (!parse_any(reader, &top, values))
        return false;
    for (size_t i = 3; i < 12; i++)
        values[i] = values[i % 3];
    return true;
}

/* Two borders at once: border-inline, border-block. */
static bool parse_border_pair(struct css_reader *reader, const struct css_shorthand *shorthand,
                              struct css_value *values)
{
    struct css_value all[12];
    memcpy(all, values, 6 * sizeof *values);
    memset(all + 6, 0, 6 * sizeof *values);
    if (!parse_border(reader, shorthand, all))
        return false;
    memcpy(values, all, 6 * sizeof *values);
    return true;
}

/* Up to four horizontal radii, and after a slash the vertical ones. */
static bool parse_radii(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    (void)shorthand;
    static const unsigned char copy_from[5][4] = {{0}, {0, 0, 0, 0}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}};
    struct css_length *radii = ARENA_ARRAY(reader->arena, struct css_length, 8);
    if (!radii)
        return css_fail(reader, "out of memory");
    for (size_t axis = 0; axis < 2; axis++) {
        size_t count = 0;
        struct css_length given[4];
        while (count < 4 && css_take_length(reader, CSS_PERCENT | CSS_NON_NEGATIVE, &given[count]))
            count++;
        if (count == 0)
            return axis && css_fail(reader, "vertical radii are missing after the slash");
        for (size_t i = 0; i < 4; i++)
            radii[2 * i + axis] = given[copy_from[count][i]];
        if (axis == 0 && !css_take_delim(reader, '/')) {
            for (size_t i = 0; i < 4; i++)
                radii[2 * i + 1] = radii[2 * i];
            break;
        }
    }
    for (size_t i = 0; i < 4; i++)
        values[i] = (struct css_value){.data = radii + 2 * i};
    return true;
}

/* ---- fonts ---- */

enum font_part {
    FONT_STYLE_PART,
    FONT_VARIANT_PART,
    FONT_WEIGHT_PART,
    FONT_STRETCH_PART,
    FONT_SIZE_PART,
    FONT_LINE_HEIGHT_PART,
    FONT_FAMILY_PART,
};

static bool parse_font(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    static const char *const system_fonts[] = {"caption", "icon", "menu", "message-box", "small-caption", "status-bar"};
    const struct css_token *token = css_peek(reader);
    for (size_t i = 0; i < sizeof system_fonts / sizeof *system_fonts; i++)
        if (css_token_is(token, TOKEN_IDENT, system_fonts[i]))
            return css_fail(reader, "there are no system fonts here; name size and family: font: 700 64px Inter");
    unsigned seen = 0;
    for (size_t i = 0; i < 4 && !css_at_end(reader);) {
        /* Weights are numbers, and so is no size: lengths have a unit. The width is a keyword here. */
        bool skip = (seen & 1u << i) || (i == FONT_STRETCH_PART && css_peek(reader)->type != TOKEN_IDENT);
        if (!skip && take_longhand(reader, shorthand->longhands[i], &values[i])) {
            seen |= 1u << i;
            i = 0;
        } else {
            i++;
        }
    }
    reader->problem[0] = '\0';
    if (!take_longhand(reader, PROPERTY_FONT_SIZE, &values[FONT_SIZE_PART]))
        return css_fail(reader, "a size is missing; write font: 700 64px/1.1 Inter");
    if (css_take_delim(reader, '/') && !take_longhand(reader, PROPERTY_LINE_HEIGHT, &values[FONT_LINE_HEIGHT_PART]))
        return css_fail(reader, "a line height is missing after the slash");
    return take_longhand(reader, PROPERTY_FONT_FAMILY, &values[FONT_FAMILY_PART]) ||
           css_fail(reader, "a family is missing; write font: 700 64px/1.1 Inter");
}

static bool parse_font_variant(struct css_reader *reader, const struct css_shorthand *shorthand,
                               struct css_value *values)
{
    if (css_take_ident(reader, "normal"))
        return true;
    if (css_take_ident(reader, "none")) {
        static const struct css_token none = {.type = TOKEN_IDENT, .text = "none", .length = 4};
        struct css_reader inner = *reader;
        inner.at = &none;
        inner.end = &none + 1;
        return take_longhand(&inner, PROPERTY_FONT_VARIANT_LIGATURES, &values[0]);
    }
    return parse_any(reader, shorthand, values);
}

/* ---- text ---- */

static bool parse_white_space(struct css_reader *reader, const struct css_shorthand *shorthand,
                              struct css_value *values)
{
    static const struct {
        const char *name;
        enum white_space_collapse collapse;
        enum text_wrap_mode mode;
    } table[] = {
        {"normal", WHITE_SPACE_COLLAPSE, TEXT_WRAP_MODE_WRAP},
        {"nowrap", WHITE_SPACE_COLLAPSE, TEXT_WRAP_MODE_NOWRAP},
        {"pre", WHITE_SPACE_PRESERVE, TEXT_WRAP_MODE_NOWRAP},
        {"pre-wrap", WHITE_SPACE_PRESERVE, TEXT_WRAP_MODE_WRAP},
        {"pre-line", WHITE_SPACE_PRESERVE_BREAKS, TEXT_WRAP_MODE_WRAP},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (css_take_ident(reader, table[i].name)) {
            values[0] = (struct css_value){.keyword = table[i].collapse};
            values[1] = (struct css_value){.keyword = table[i].mode};
            return true;
        }
    return parse_any(reader, shorthand, values);
}

static bool parse_list_style(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    (void)shorthand;
    values[0] = (struct css_value){.keyword = 0};
    return css_take_ident(reader, "none") || css_fail(reader, "list markers are not drawn; write list-style: none");
}

/* ---- flex ---- */

static bool parse_flex(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    (void)shorthand;
    values[0].wide = values[1].wide = values[2].wide = WIDE_NONE;
    values[0].number = values[1].number = 1;
    values[2].length = css_percent(0);
    bool none = css_take_ident(reader, "none");
    if (none || (reader->end - reader->at == 1 && css_take_ident(reader, "auto"))) {
        values[0].number = values[1].number = none ? 0 : 1;
        values[2].length = (struct css_length){.kind = LENGTH_AUTO};
        return true;
    }
    bool grow = take_longhand(reader, PROPERTY_FLEX_GROW, &values[0]);
    if (grow)
        take_longhand(reader, PROPERTY_FLEX_SHRINK, &values[1]);
    bool basis = !css_at_end(reader) && !reader->problem[0] && take_longhand(reader, PROPERTY_FLEX_BASIS, &values[2]);
    if (basis && !grow && take_longhand(reader, PROPERTY_FLEX_GROW, &values[0])) {
        grow = true;
        take_longhand(reader, PROPERTY_FLEX_SHRINK, &values[1]);
    }
    return (grow || basis) && !reader->problem[0];
}

static bool parse_place_items(struct css_reader *reader, const struct css_shorthand *shorthand,
                              struct css_value *values)
{
    (void)shorthand;
    struct css_value ignored; /* justify-items says nothing to flex and block boxes */
    return take_longhand(reader, PROPERTY_ALIGN_ITEMS, &values[0]) &&
           (css_at_end(reader) || take_longhand(reader, PROPERTY_ALIGN_ITEMS, &ignored));
}

static bool parse_place_self(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    (void)shorthand;
    struct css_value ignored;
    return take_longhand(reader, PROPERTY_ALIGN_SELF, &values[0]) &&
           (css_at_end(reader) || take_longhand(reader, PROPERTY_ALIGN_SELF, &ignored));
}

static bool parse_place_content(struct css_reader *reader, const struct css_shorthand *shorthand,
                                struct css_value *values)
{
    (void)shorthand;
    if (!take_longhand(reader, PROPERTY_ALIGN_CONTENT, &values[0]))
        return false;
    values[1] = values[0];
    if (values[1].keyword == ALIGN_BASELINE)
        values[1].keyword = ALIGN_START; /* justify-content has no baseline */
    return css_at_end(reader) || take_longhand(reader, PROPERTY_JUSTIFY_CONTENT, &values[1]);
}

/* ---- the table ---- */

#define SIDES(prefix, suffix)                                                                                          \
    {                                                                                                                  \
        PROPERTY_##prefix##TOP##suffix, PROPERTY_##prefix##RIGHT##suffix, PROPERTY_##prefix##BOTTOM##suffix,           \
            PROPERTY_##prefix##LEFT##suffix                                                                            \
    }
#define BORDER(side) PROPERTY_BORDER_##side##_WIDTH, PROPERTY_BORDER_##side##_STYLE, PROPERTY_BORDER_##side##_COLOR

// clang-format off: the table reads by rows
static const struct css_shorthand shorthands[] = {
    {"margin", parse_sides, 4, SIDES(MARGIN_, )},
    {"padding", parse_sides, 4, SIDES(PADDING_, )},
    {"inset", parse_sides, 4, SIDES(, )},
    {"border-width", parse_sides, 4, SIDES(BORDER_, _WIDTH)},
    {"border-style", parse_sides, 4, SIDES(BORDER_, _STYLE)},
    {"border-color", parse_sides, 4, SIDES(BORDER_, _COLOR)},
    {"border", parse_border, 12, {BORDER(TOP), BORDER(RIGHT), BORDER(BOTTOM), BORDER(LEFT)}},
    {"border-top", parse_any, 3, {BORDER(TOP)}},
    {"border-right", parse_any, 3, {BORDER(RIGHT)}},
    {"border-bottom", parse_any, 3, {BORDER(BOTTOM)}},
    {"border-left", parse_any, 3, {BORDER(LEFT)}},
    {"border-block-start", parse_any, 3, {BORDER(TOP)}},
    {"border-block-end", parse_any, 3, {BORDER(BOTTOM)}},
    {"border-inline-start", parse_any, 3, {BORDER(INLINE_START)}},
    {"border-inline-end", parse_any, 3, {BORDER(INLINE_END)}},
    {"border-block", parse_border_pair, 6, {BORDER(TOP), BORDER(BOTTOM)}},
    {"border-inline", parse_border_pair, 6, {BORDER(INLINE_START), BORDER(INLINE_END)}},
    {"border-radius",
     parse_radii,
     4,
     {PROPERTY_BORDER_TOP_LEFT_RADIUS, PROPERTY_BORDER_TOP_RIGHT_RADIUS, PROPERTY_BORDER_BOTTOM_RIGHT_RADIUS,
      PROPERTY_BORDER_BOTTOM_LEFT_RADIUS}},
    {"margin-block", parse_pair, 2, {PROPERTY_MARGIN_TOP, PROPERTY_MARGIN_BOTTOM}},
    {"margin-inline", parse_pair, 2, {PROPERTY_MARGIN_INLINE_START, PROPERTY_MARGIN_INLINE_END}},
    {"padding-block", parse_pair, 2, {PROPERTY_PADDING_TOP, PROPERTY_PADDING_BOTTOM}},
    {"padding-inline", parse_pair, 2, {PROPERTY_PADDING_INLINE_START, PROPERTY_PADDING_INLINE_END}},
    {"border-block-width", parse_pair, 2, {PROPERTY_BORDER_TOP_WIDTH, PROPERTY_BORDER_BOTTOM_WIDTH}},
    {"border-block-style", parse_pair, 2, {PROPERTY_BORDER_TOP_STYLE, PROPERTY_BORDER_BOTTOM_STYLE}},
    {"border-block-color", parse_pair, 2, {PROPERTY_BORDER_TOP_COLOR, PROPERTY_BORDER_BOTTOM_COLOR}},
    {"border-inline-width", parse_pair, 2, {PROPERTY_BORDER_INLINE_START_WIDTH, PROPERTY_BORDER_INLINE_END_WIDTH}},
    {"border-inline-style", parse_pair, 2, {PROPERTY_BORDER_INLINE_START_STYLE, PROPERTY_BORDER_INLINE_END_STYLE}},
    {"border-inline-color", parse_pair, 2, {PROPERTY_BORDER_INLINE_START_COLOR, PROPERTY_BORDER_INLINE_END_COLOR}},
    {"inset-block", parse_pair, 2, {PROPERTY_TOP, PROPERTY_BOTTOM}},
    {"inset-inline", parse_pair, 2, {PROPERTY_INSET_INLINE_START, PROPERTY_INSET_INLINE_END}},
    {"font",
     parse_font,
     13,
     {PROPERTY_FONT_STYLE, PROPERTY_FONT_VARIANT_CAPS, PROPERTY_FONT_WEIGHT, PROPERTY_FONT_STRETCH, PROPERTY_FONT_SIZE,
      PROPERTY_LINE_HEIGHT, PROPERTY_FONT_FAMILY, PROPERTY_FONT_VARIANT_LIGATURES, PROPERTY_FONT_VARIANT_NUMERIC,
      PROPERTY_FONT_VARIANT_EAST_ASIAN, PROPERTY_FONT_KERNING, PROPERTY_FONT_FEATURE_SETTINGS,
      PROPERTY_FONT_VARIATION_SETTINGS}},
    {"font-variant",
     parse_font_variant,
     4,
     {PROPERTY_FONT_VARIANT_LIGATURES, PROPERTY_FONT_VARIANT_CAPS, PROPERTY_FONT_VARIANT_NUMERIC,
      PROPERTY_FONT_VARIANT_EAST_ASIAN}},
    {"white-space", parse_white_space, 2, {PROPERTY_WHITE_SPACE_COLLAPSE, PROPERTY_TEXT_WRAP_MODE}},
    {"text-wrap", parse_any, 2, {PROPERTY_TEXT_WRAP_MODE, PROPERTY_TEXT_WRAP_STYLE}},
    {"text-decoration",
     parse_any,
     4,
     {PROPERTY_TEXT_DECORATION_LINE, PROPERTY_TEXT_DECORATION_STYLE, PROPERTY_TEXT_DECORATION_THICKNESS,
      PROPERTY_TEXT_DECORATION_COLOR}},
    {"list-style", parse_list_style, 1, {PROPERTY_LIST_STYLE_TYPE}},
    {"overflow", parse_pair, 2, {PROPERTY_OVERFLOW_X, PROPERTY_OVERFLOW_Y}},
    {"gap", parse_pair, 2, {PROPERTY_ROW_GAP, PROPERTY_COLUMN_GAP}},
    {"flex", parse_flex, 3, {PROPERTY_FLEX_GROW, PROPERTY_FLEX_SHRINK, PROPERTY_FLEX_BASIS}},
    {"flex-flow", parse_any, 2, {PROPERTY_FLEX_DIRECTION, PROPERTY_FLEX_WRAP}},
    {"place-items", parse_place_items, 1, {PROPERTY_ALIGN_ITEMS}},
    {"place-self", parse_place_self, 1, {PROPERTY_ALIGN_SELF}},
    {"place-content", parse_place_content, 2, {PROPERTY_ALIGN_CONTENT, PROPERTY_JUSTIFY_CONTENT}},
    {"background-position",
     css_parse_background_position,
     2,
     {PROPERTY_BACKGROUND_POSITION_X, PROPERTY_BACKGROUND_POSITION_Y}},
    {"background",
     css_parse_background,
     8,
     {PROPERTY_BACKGROUND_COLOR, PROPERTY_BACKGROUND_IMAGE, PROPERTY_BACKGROUND_POSITION_X,
      PROPERTY_BACKGROUND_POSITION_Y, PROPERTY_BACKGROUND_SIZE, PROPERTY_BACKGROUND_REPEAT, PROPERTY_BACKGROUND_ORIGIN,
      PROPERTY_BACKGROUND_CLIP}},
};
// clang-format on

const struct css_shorthand *css_shorthand_at(size_t index)
{
    return index < sizeof shorthands / sizeof *shorthands ? &shorthands[index] : NULL;
}
