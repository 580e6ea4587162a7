/* Gradients: CSS Images 3 and 4. */
#include <string.h>

#include "css_property.h"
#include "limits.h"

/* ---- stops ---- */

static bool take_offset(struct css_reader *reader, bool conic, struct css_length *position)
{
    float degrees;
    if (!conic)
        return css_take_length(reader, CSS_PERCENT, position);
    if (css_peek(reader)->type != TOKEN_PERCENTAGE && css_take_angle(reader, &degrees)) {
        *position = css_percent(degrees / 3.6F);
        return true;
    }
    float percent;
    if (!css_take_percentage(reader, &percent))
        return false;
    *position = css_percent(percent);
    return true;
}

struct stop_list {
    struct css_gradient_stop *stops;
    size_t count;
    bool not_legacy;
};

static bool add_stop(struct css_reader *reader, struct stop_list *list, struct css_gradient_stop stop)
{
    if (list->count == CSS_MAX_STOPS)
        return css_fail(reader, "more than %u color stops", CSS_MAX_STOPS);
    list->stops[list->count++] = stop;
    return true;
}

/* One item between commas: a color with up to two positions, or a hint. */
static bool take_stop(struct css_reader *reader, bool conic, struct stop_list *list)
{
    struct css_gradient_stop stop = {.position.kind = LENGTH_AUTO};
    struct css_length second;
    bool positioned = take_offset(reader, conic, &stop.position);
    if (!css_take_color(reader, &stop.color)) {
        stop.hint = true;
        return positioned && (css_at_end(reader) || css_peek(reader)->type == TOKEN_COMMA) &&
               add_stop(reader, list, stop);
    }
    list->not_legacy |= stop.color.not_legacy;
    if (!positioned)
        positioned = take_offset(reader, conic, &stop.position);
    if (!add_stop(reader, list, stop))
        return false;
    if (!positioned || !take_offset(reader, conic, &second))
        return true;
    stop.position = second;
    return add_stop(reader, list, stop);
}

static bool take_stops(struct css_reader *reader, bool conic, struct stop_list *list)
{
    list->stops = ARENA_ARRAY(reader->arena, struct css_gradient_stop, CSS_MAX_STOPS);
    if (!list->stops)
        return css_fail(reader, "out of memory");
    do {
        if (!take_stop(reader, conic, list)) {
            char name[64];
            return css_fail(reader, "%s is not a color stop; write a color and a position, as #fff 20%%",
                            css_token_name(css_peek(reader), name, sizeof name));
        }
    } while (css_take(reader, TOKEN_COMMA));
    size_t colors = 0;
    for (size_t i = 0; i < list->count; i++) {
        bool misplaced = list->stops[i].hint && (i == 0 || i + 1 == list->count || list->stops[i - 1].hint);
        if (misplaced)
            return css_fail(reader, "a position without a color stands between two colors");
        colors += !list->stops[i].hint;
    }
    return colors >= 2 || css_fail(reader, "a gradient needs at least two colors");
}

/* ---- what stands before the stops ---- */

static bool take_space(struct css_reader *reader, struct gradient *gradient, bool *given)
{
    static const struct css_keyword spaces[] = {{"srgb", GRADIENT_SPACE_SRGB},
                                                {"srgb-linear", GRADIENT_SPACE_SRGB_LINEAR},
                                                {"oklab", GRADIENT_SPACE_OKLAB},
                                                {NULL, 0}};
    if (*given || !css_take_ident(reader, "in"))
        return false;
    int space;
    if (!css_take_keyword(reader, spaces, &space))
        return css_fail(reader, "gradients run in srgb, srgb-linear or oklab");
    gradient->space = (enum gradient_space)space;
    *given = true;
    return true;
}

/* "to right", "to bottom left" */
static bool take_side(struct css_reader *reader, struct gradient *gradient)
{
    if (!css_take_ident(reader, "to"))
        return false;
    int x = 0, y = 0;
    for (int i = 0; i < 2; i++) {
        if (!x)
            x = css_take_ident(reader, "left") ? -1 : css_take_ident(reader, "right") ? 1 : 0;
        if (!y)
            y = css_take_ident(reader, "top") ? -1 : css_take_ident(reader, "bottom") ? 1 : 0;
    }
    if (!x && !y)
        return css_fail(reader, "'to' is followed by a side or a corner: to right, to bottom left");
    if (x && y) {
        gradient->to_x = x;
        gradient->to_y = y;
    } else {
        gradient->angle_deg = x > 0 ? 90 : x < 0 ? 270 : y > 0 ? 180 : 0;
    }
    return true;
}

static bool take_linear_head(struct css_reader *reader, struct css_gradient *gradient, bool *space)
{
    bool direction = false, any = false;
    gradient->gradient.angle_deg = 180;
    while (!reader->problem[0]) {
        const struct css_token *token = css_peek(reader);
        bool zero = token->type == TOKEN_NUMBER; /* only 0 is an angle */
        if (take_space(reader, &gradient->gradient, space)) {
            any = true;
        } else if (!direction && !zero &&
                   (take_side(reader, &gradient->gradient) || css_take_angle(reader, &gradient->gradient.angle_deg))) {
            direction = any = true;
        } else if (!direction && zero && css_take_angle(reader, &gradient->gradient.angle_deg)) {
            direction = any = true;
        } else {
            break;
        }
    }
    return any;
}

static bool take_center(struct css_reader *reader, struct css_gradient *gradient)
{
    if (!css_take_ident(reader, "at"))
        return false;
    return css_take_position(reader, &gradient->center_x, &gradient->center_y) ||
           css_fail(reader, "'at' is followed by a position: at 30%% 20%%");
}

static bool take_radial_size(struct css_reader *reader, struct css_gradient *gradient, int *lengths)
{
    static const struct css_keyword extents[] = {{"farthest-corner", RADIAL_FARTHEST_CORNER},
                                                 {"farthest-side", RADIAL_FARTHEST_SIDE},
                                                 {"closest-corner", RADIAL_CLOSEST_CORNER},
                                                 {"closest-side", RADIAL_CLOSEST_SIDE},
                                                 {NULL, 0}};
    int extent;
    if (css_take_keyword(reader, extents, &extent)) {
        gradient->gradient.extent = (enum radial_extent)extent;
        return true;
    }
    if (!css_take_length(reader, CSS_PERCENT | CSS_NON_NEGATIVE, &gradient->radius_x))
        return false;
    *lengths = 1 + css_take_length(reader, CSS_PERCENT | CSS_NON_NEGATIVE, &gradient->radius_y);
    gradient->gradient.extent = RADIAL_EXPLICIT;
    return true;
}

static bool take_radial_head(struct css_reader *reader, struct css_gradient *gradient, bool *space)
{
    bool shape = false, size = false, center = false, any = false;
    int lengths = 0;
    while (!reader->problem[0]) {
        bool circle = !shape && css_take_ident(reader, "circle");
        if (circle || (!shape && css_take_ident(reader, "ellipse"))) {
            gradient->gradient.circle = circle;
            shape = true;
        } else if (!size && take_radial_size(reader, gradient, &lengths)) {
            size = true;
        } else if (!center && take_center(reader, gradient)) {
            center = true;
        } else if (!take_space(reader, &gradient->gradient, space)) {
            break;
        }
        any = true;
    }
    if (lengths == 1 && !shape)
        gradient->gradient.circle = true;
    if (lengths == 2 && gradient->gradient.circle)
        return css_fail(reader, "a circle has one radius");
    if (lengths == 1 && !gradient->gradient.circle)
        return css_fail(reader, "an ellipse has two radii");
    if (lengths == 1 && gradient->radius_x.percent != 0)
        return css_fail(reader, "a circle's radius is a length, not a percentage");
    if (lengths == 1)
        gradient->radius_y = gradient->radius_x;
    return any;
}

static bool take_conic_head(struct css_reader *reader, struct css_gradient *gradient, bool *space)
{
    bool from = false, center = false, any = false;
    while (!reader->problem[0]) {
        if (!from && css_take_ident(reader, "from")) {
            if (!css_take_angle(reader, &gradient->gradient.angle_deg))
                return css_fail(reader, "'from' is followed by an angle: from 45deg");
            from = true;
        } else if (!center && take_center(reader, gradient)) {
            center = true;
        } else if (!take_space(reader, &gradient->gradient, space)) {
            break;
        }
        any = true;
    }
    return any;
}

/* ---- the whole ---- */

static const struct gradient_function {
    const char *name;
    enum gradient_kind kind;
    bool repeating;
    bool (*head)(struct css_reader *reader, struct css_gradient *gradient, bool *space);
} gradient_functions[] = {
    {"linear-gradient", GRADIENT_LINEAR, false, take_linear_head},
    {"repeating-linear-gradient", GRADIENT_LINEAR, true, take_linear_head},
    {"radial-gradient", GRADIENT_RADIAL, false, take_radial_head},
    {"repeating-radial-gradient", GRADIENT_RADIAL, true, take_radial_head},
    {"conic-gradient", GRADIENT_CONIC, false, take_conic_head},
    {"repeating-conic-gradient", GRADIENT_CONIC, true, take_conic_head},
};

static bool is_fixed(const struct css_gradient *gradient)
{
    const struct css_length *const lengths[] = {&gradient->radius_x, &gradient->radius_y, &gradient->center_x,
                                                &gradient->center_y};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        if (!css_length_is_fixed(lengths[i]))
            return false;
    for (size_t i = 0; i < gradient->stop_count; i++)
        if (!css_length_is_fixed(&gradient->stops[i].position))
            return false;
    return true;
}

static bool has_current(const struct css_gradient *gradient)
{
    for (size_t i = 0; i < gradient->stop_count; i++)
        if (gradient->stops[i].color.current)
            return true;
    return false;
}

static bool take_body(struct css_reader *reader, const struct gradient_function *function,
                      struct css_gradient *gradient)
{
    bool space = false;
    struct stop_list list = {0};
    gradient->gradient.kind = function->kind;
    gradient->gradient.repeating = function->repeating;
    gradient->radius_x = gradient->radius_y = css_px(0);
    gradient->center_x = gradient->center_y = css_percent(50);
    if (function->head(reader, gradient, &space) && !css_take(reader, TOKEN_COMMA))
        return css_fail(reader, "a comma is missing before the colors of %s()", function->name);
    if (reader->problem[0] || !take_stops(reader, function->kind == GRADIENT_CONIC, &list))
        return false;
    if (!css_at_end(reader)) {
        char name[64];
        return css_fail(reader, "%s is not expected in %s(); a comma may be missing before it",
                        css_token_name(css_peek(reader), name, sizeof name), function->name);
    }
    if (!space && list.not_legacy)
        gradient->gradient.space = GRADIENT_SPACE_OKLAB;
    gradient->stops = list.stops;
    gradient->stop_count = list.count;
    return true;
}

bool css_take_gradient(struct css_reader *reader, const struct css_gradient **result)
{
    const struct css_token *name = css_peek(reader);
    const struct gradient_function *function = NULL;
    for (size_t i = 0; i < sizeof gradient_functions / sizeof *gradient_functions; i++)
        if (css_token_is(name, TOKEN_FUNCTION, gradient_functions[i].name))
            function = &gradient_functions[i];
    struct css_gradient *gradient = function ? ARENA_NEW(reader->arena, struct css_gradient) : NULL;
    struct css_reader inner;
    if (!gradient || !css_enter(reader, &inner))
        return false;
    if (!take_body(&inner, function, gradient))
        return css_leave_bad(reader, &inner);
    if (is_fixed(gradient) && !has_current(gradient))
        gradient->ready = css_gradient_finish(reader->arena, gradient, NULL);
    *result = gradient;
    return true;
}

/* ---- computing ---- */

static struct css_length computed(struct css_compute *compute, const struct css_length *length)
{
    struct length value = css_length_compute(length, &compute->units);
    return (struct css_length){.kind = value.kind, .px = value.px, .percent = value.percent};
}

const struct css_gradient *css_gradient_compute(struct css_compute *compute, const struct css_gradient *gradient)
{
    if (is_fixed(gradient))
        return gradient;
    struct css_gradient *copy = ARENA_NEW(compute->arena, struct css_gradient);
    struct css_gradient_stop *stops = ARENA_ARRAY(compute->arena, struct css_gradient_stop, gradient->stop_count);
    if (!copy || !stops)
        return NULL;
    *copy = *gradient;
    copy->radius_x = computed(compute, &gradient->radius_x);
    copy->radius_y = computed(compute, &gradient->radius_y);
    copy->center_x = computed(compute, &gradient->center_x);
    copy->center_y = computed(compute, &gradient->center_y);
    for (size_t i = 0; i < gradient->stop_count; i++) {
        stops[i] = gradient->stops[i];
        stops[i].position = computed(compute, &gradient->stops[i].position);
    }
    copy->stops = stops;
    return copy;
}

static struct length final(const struct css_length *length)
{
    return (struct length){length->kind, length->px, length->percent};
}

const struct gradient *css_gradient_finish(struct arena *arena, const struct css_gradient *gradient,
                                           const struct color *current)
{
    if (gradient->ready)
        return gradient->ready;
    struct gradient *result = ARENA_NEW(arena, struct gradient);
    struct gradient_stop *stops = ARENA_ARRAY(arena, struct gradient_stop, gradient->stop_count);
    if (!result || !stops)
        return NULL;
    *result = gradient->gradient;
    result->radius_x = final(&gradient->radius_x);
    result->radius_y = final(&gradient->radius_y);
    result->center_x = final(&gradient->center_x);
    result->center_y = final(&gradient->center_y);
    for (size_t i = 0; i < gradient->stop_count; i++) {
        const struct css_gradient_stop *stop = &gradient->stops[i];
        stops[i].color = stop->color.current && current ? *current : stop->color.color;
        stops[i].position = final(&stop->position);
        stops[i].hint = stop->hint;
    }
    result->stops = stops;
    result->stop_count = gradient->stop_count;
    return result;
}
