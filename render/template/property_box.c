/* Boxes: display, borders, radii, flex alignment, transforms, filters. */
#include <math.h>
#include <string.h>

#include "css_property.h"
#include "limits.h"

bool css_parse_display(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    const struct css_token *first = css_peek(reader);
    if (css_parse_keyword(reader, property, value)) {
        if (css_at_end(reader) || !css_token_is(css_peek(reader), TOKEN_IDENT, "flex"))
            return true;
        bool in_line = css_token_is(first, TOKEN_IDENT, "inline");
        return css_fail(reader, "display is one word here; write %s", in_line ? "inline-flex" : "flex");
    }
    static const char *const refused[] = {"grid",      "inline-grid", "table",     "inline-table", "table-cell",
                                          "table-row", "contents",    "flow-root", "list-item",    "run-in"};
    const struct css_token *token = css_peek(reader);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (css_token_is(token, TOKEN_IDENT, refused[i]))
            return css_fail(reader, "display: %s is not supported; use block, inline-block, flex or inline-flex",
                            refused[i]);
    return false;
}

bool css_parse_list_style_type(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    return css_parse_keyword(reader, property, value) ||
           css_fail(reader, "list markers are not drawn; write list-style-type: none");
}

bool css_parse_overflow(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    if (css_parse_keyword(reader, property, value))
        return true;
    const struct css_token *token = css_peek(reader);
    if (css_token_is(token, TOKEN_IDENT, "auto") || css_token_is(token, TOKEN_IDENT, "scroll") ||
        css_token_is(token, TOKEN_IDENT, "clip"))
        return css_fail(reader, "a card does not scroll; use overflow: hidden");
    return false;
}

void css_compute_z_index(struct css_compute *compute, const struct css_property *property,
                         const struct css_value *value)
{
    (void)property;
    compute->own->style.z_index_auto = value->flag;
    compute->own->style.z_index = value->flag ? 0 : value->keyword;
}

bool css_parse_line_clamp(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    const struct css_token *token = css_peek(reader);
    if (!css_parse_integer(reader, property, value))
        return false;
    if (value->flag || value->keyword > 0)
        return true;
    reader->at = token;
    return css_fail(reader, "the number of lines is 1 or more, or none");
}

/* ---- aspect-ratio ---- */

bool css_parse_aspect_ratio(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    float width, height = 1;
    value->number = 0;
    if (css_take_ident(reader, "auto"))
        return css_at_end(reader) || css_fail(reader, "write the ratio alone, without auto");
    if (!css_take_number(reader, &width))
        return false;
    if (css_take_delim(reader, '/') && !css_take_number(reader, &height))
        return css_fail(reader, "a ratio is two numbers: 16 / 9");
    if (!(width > 0) || !(height > 0))
        return css_fail(reader, "the numbers of a ratio are greater than 0");
    value->number = width / height;
    return true;
}

/* ---- borders ---- */

const struct css_keyword css_border_styles[] = {
    {"none", BORDER_NONE},     {"hidden", BORDER_NONE},   {"solid", BORDER_SOLID}, {"dashed", BORDER_DASHED},
    {"dotted", BORDER_DOTTED}, {"double", BORDER_DOUBLE}, {"inset", BORDER_INSET}, {NULL, 0},
};

const struct css_keyword css_border_width_keywords[] = {{"thin", 1}, {"medium", 3}, {"thick", 5}, {NULL, 0}};

bool css_parse_border_width(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    int px;
    if (css_take_keyword(reader, css_border_width_keywords, &px)) {
        value->length = css_px((float)px);
        return true;
    }
    return css_take_length(reader, CSS_NON_NEGATIVE, &value->length);
}

/* Widths are snapped to whole pixels, at least one: CSS Values 4 section 9.3. */
void css_compute_border_width(struct css_compute *compute, const struct css_property *property,
                              const struct css_value *value)
{
    float px = fmaxf(0, css_length_px(&value->length, &compute->units));
    float *field = css_field(compute, property);
    *field = px > 0 && px < 1 ? 1 : floorf(px);
}

/* Horizontal and vertical radius: `data` is an array of two. */
bool css_parse_radius(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    struct css_length *radii = ARENA_ARRAY(reader->arena, struct css_length, 2);
    if (!radii)
        return css_fail(reader, "out of memory");
    if (!css_take_length(reader, CSS_PERCENT | CSS_NON_NEGATIVE, &radii[0]))
        return false;
    if (!css_take_length(reader, CSS_PERCENT | CSS_NON_NEGATIVE, &radii[1]))
        radii[1] = radii[0];
    value->data = radii;
    return true;
}

void css_compute_radius(struct css_compute *compute, const struct css_property *property, const struct css_value *value)
{
    struct corner_radius *radius = css_field(compute, property);
    const struct css_length *radii = value->data;
    radius->x = css_length_compute(&radii[0], &compute->units);
    radius->y = css_length_compute(&radii[1], &compute->units);
}

/* ---- alignment ---- */

bool css_parse_alignment(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    if (css_take_ident(reader, "first"))
        return css_take_ident(reader, "baseline") ? (value->keyword = ALIGN_BASELINE, true) : false;
    if (css_take_ident(reader, "safe"))
        return css_fail(reader, "safe alignment is not supported; leave the word out");
    css_take_ident(reader, "unsafe");
    return css_parse_keyword(reader, property, value);
}

bool css_parse_opacity(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    if (css_take_percentage(reader, &value->number))
        value->number /= 100;
    else if (!css_take_number(reader, &value->number))
        return false;
    value->number = fmaxf(0, fminf(1, value->number));
    return true;
}

bool css_parse_filter(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    value->length = css_px(0);
    if (css_take_ident(reader, "none"))
        return true;
    if (!css_token_is(css_peek(reader), TOKEN_FUNCTION, "blur"))
        return css_peek(reader)->type == TOKEN_FUNCTION ? css_fail(reader, "the only filter is blur(); for a drop "
                                                                           "shadow use box-shadow or text-shadow")
                                                        : false;
    struct css_reader inner;
    if (!css_enter(reader, &inner))
        return false;
    if (!css_at_end(&inner) && !css_take_length(&inner, CSS_NON_NEGATIVE, &value->length)) {
        css_fail(&inner, "blur() takes a length");
        return css_leave_bad(reader, &inner);
    }
    return css_at_end(&inner) || css_fail(reader, "blur() takes one length");
}

/* ---- positions ---- */

bool css_parse_position(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    struct css_length *position = ARENA_ARRAY(reader->arena, struct css_length, 2);
    if (!position)
        return css_fail(reader, "out of memory");
    value->data = position;
    return css_take_position(reader, &position[0], &position[1]);
}

/* Into two neighbouring fields of struct length. */
void css_compute_position(struct css_compute *compute, const struct css_property *property,
                          const struct css_value *value)
{
    struct length *lengths = css_field(compute, property);
    const struct css_length *position = value->data;
    lengths[0] = css_length_compute(&position[0], &compute->units);
    lengths[1] = css_length_compute(&position[1], &compute->units);
}

bool css_parse_transform_origin(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    if (!css_parse_position(reader, property, value))
        return false;
    return css_at_end(reader) || css_fail(reader, "transform-origin takes two values: a card has no depth");
}

/* ---- transform ---- */

static const struct transform_function {
    const char *name;
    enum transform_kind kind;
    enum { ARGUMENT_LENGTH, ARGUMENT_FACTOR, ARGUMENT_ANGLE } argument;
    unsigned least, most;
    int axis; /* 0 x, 1 y; -1 both */
} transform_functions[] = {
    {"translate", TRANSFORM_TRANSLATE, ARGUMENT_LENGTH, 1, 2, -1},
    {"translatex", TRANSFORM_TRANSLATE, ARGUMENT_LENGTH, 1, 1, 0},
    {"translatey", TRANSFORM_TRANSLATE, ARGUMENT_LENGTH, 1, 1, 1},
    {"scale", TRANSFORM_SCALE, ARGUMENT_FACTOR, 1, 2, -1},
    {"scalex", TRANSFORM_SCALE, ARGUMENT_FACTOR, 1, 1, 0},
    {"scaley", TRANSFORM_SCALE, ARGUMENT_FACTOR, 1, 1, 1},
    {"rotate", TRANSFORM_ROTATE, ARGUMENT_ANGLE, 1, 1, 0},
    {"skew", TRANSFORM_SKEW, ARGUMENT_ANGLE, 1, 2, -1},
    {"skewx", TRANSFORM_SKEW, ARGUMENT_ANGLE, 1, 1, 0},
    {"skewy", TRANSFORM_SKEW, ARGUMENT_ANGLE, 1, 1, 1},
    {"matrix", TRANSFORM_MATRIX, ARGUMENT_FACTOR, 6, 6, -1},
};

static bool take_argument(struct css_reader *reader, const struct transform_function *function,
                          struct css_transform *transform, unsigned index)
{
    unsigned slot = function->axis > 0 ? 1 : index;
    if (function->argument == ARGUMENT_LENGTH)
        return css_take_length(reader, CSS_PERCENT, slot ? &transform->y : &transform->x);
    if (function->argument == ARGUMENT_ANGLE)
        return css_take_angle(reader, &transform->values[slot]);
    if (function->kind == TRANSFORM_SCALE && css_take_percentage(reader, &transform->values[slot])) {
        transform->values[slot] /= 100;
        return true;
    }
    return css_take_number(reader, &transform->values[slot]);
}

static bool take_transform(struct css_reader *reader, struct css_transform *transform)
{
    const struct css_token *name = css_peek(reader);
    const struct transform_function *function = NULL;
    for (size_t i = 0; i < sizeof transform_functions / sizeof *transform_functions; i++)
        if (css_token_is(name, TOKEN_FUNCTION, transform_functions[i].name))
            function = &transform_functions[i];
    if (!function)
        return name->type == TOKEN_FUNCTION && css_fail(reader, "transform knows translate, scale, rotate, skew and "
                                                                "matrix, in two dimensions");
    *transform = (struct css_transform){.kind = function->kind, .x = css_px(0), .y = css_px(0)};
    if (function->kind == TRANSFORM_SCALE)
        transform->values[0] = transform->values[1] = 1;
    struct css_reader inner;
    if (!css_enter(reader, &inner))
        return false;
    unsigned count = 0;
    do {
        if (count == function->most || !take_argument(&inner, function, transform, count)) {
            css_fail(&inner, "%s() takes %u to %u %s", function->name, function->least, function->most,
                     function->argument == ARGUMENT_LENGTH  ? "lengths"
                     : function->argument == ARGUMENT_ANGLE ? "angles, as 45deg"
                                                            : "numbers");
            return css_leave_bad(reader, &inner);
        }
        count++;
    } while (css_take(&inner, TOKEN_COMMA));
    if (count < function->least || !css_at_end(&inner))
        return css_fail(reader, "%s() takes %u values", function->name, function->most);
    if (function->kind == TRANSFORM_SCALE && function->axis < 0 && count == 1)
        transform->values[1] = transform->values[0];
    return true;
}

bool css_parse_transform(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    if (css_take_ident(reader, "none"))
        return true;
    struct css_transform *transforms = ARENA_ARRAY(reader->arena, struct css_transform, CSS_MAX_LAYERS);
    if (!transforms)
        return css_fail(reader, "out of memory");
    do {
        if (value->count == CSS_MAX_LAYERS)
            return css_fail(reader, "more than %u transform functions", CSS_MAX_LAYERS);
        if (!take_transform(reader, &transforms[value->count++]))
            return false;
    } while (!css_at_end(reader));
    value->data = transforms;
    return true;
}

void css_compute_transform(struct css_compute *compute, const struct css_property *property,
                           const struct css_value *value)
{
    (void)property;
    struct style *style = &compute->own->style;
    const struct css_transform *transforms = value->data;
    struct transform *computed = ARENA_ARRAY(compute->arena, struct transform, value->count);
    style->transforms = computed;
    style->transform_count = computed ? value->count : 0;
    for (size_t i = 0; i < style->transform_count; i++) {
        computed[i].kind = transforms[i].kind;
        computed[i].x = css_length_compute(&transforms[i].x, &compute->units);
        computed[i].y = css_length_compute(&transforms[i].y, &compute->units);
        memcpy(computed[i].values, transforms[i].values, sizeof computed[i].values);
    }
}
