/* Backgrounds: CSS Backgrounds 3 and 4, Compositing 1. Each longhand is a list with an item for each layer. */
#include <string.h>

#include "css_property.h"
#include "limits.h"

/* ---- positions ---- */

enum edge { EDGE_NONE, EDGE_CENTER, EDGE_LEFT, EDGE_RIGHT, EDGE_TOP, EDGE_BOTTOM };

static const struct css_keyword edges[] = {{"center", EDGE_CENTER}, {"left", EDGE_LEFT},     {"right", EDGE_RIGHT},
                                           {"top", EDGE_TOP},       {"bottom", EDGE_BOTTOM}, {NULL, 0}};

struct component {
    int edge;
    bool offset;
    struct css_length length;
};

/* A keyword with or without an offset, or a length alone. */
static bool take_component(struct css_reader *reader, struct component *component)
{
    *component = (struct component){0};
    if (css_take_keyword(reader, edges, &component->edge))
        return true;
    component->offset = css_take_length(reader, CSS_PERCENT, &component->length);
    return component->offset;
}

static bool is_horizontal(int edge)
{
    return edge == EDGE_LEFT || edge == EDGE_RIGHT;
}

static bool is_vertical(int edge)
{
    return edge == EDGE_TOP || edge == EDGE_BOTTOM;
}

static bool resolve(struct css_reader *reader, const struct component *component, struct css_length *length)
{
    static const float percent[] = {0, 50, 0, 100, 0, 100};
    if (component->edge == EDGE_NONE) {
        *length = component->length;
        return true;
    }
    if (!component->offset) {
        *length = css_percent(percent[component->edge]);
        return true;
    }
    *length = component->length;
    bool far = component->edge == EDGE_RIGHT || component->edge == EDGE_BOTTOM;
    return !far || css_length_from_end(reader, length);
}

/* Three parts, as "left 10px top", are for backgrounds alone. */
static bool take_position(struct css_reader *reader, bool background, struct css_length *x, struct css_length *y)
{
    struct component parts[2] = {0};
    if (!take_component(reader, &parts[0]))
        return false;
    /* A keyword, a length, and another keyword: the length is the first keyword's offset. */
    bool second = take_component(reader, &parts[1]);
    if (second && parts[0].edge > EDGE_CENTER && parts[1].edge == EDGE_NONE) {
        struct css_reader ahead = *reader;
        struct component third;
        if (take_component(&ahead, &third) && third.edge != EDGE_NONE) {
            parts[0].offset = true;
            parts[0].length = parts[1].length;
            parts[1] = third;
            reader->at = ahead.at;
        }
    }
    if (!second)
        parts[1] = (struct component){.edge = EDGE_CENTER};
    else if (parts[0].edge != EDGE_NONE && parts[1].edge > EDGE_CENTER)
        parts[1].offset = css_take_length(reader, CSS_PERCENT, &parts[1].length);
    if (!background && second && parts[0].edge != EDGE_NONE && parts[1].edge != EDGE_NONE &&
        parts[0].offset != parts[1].offset)
        return css_fail(reader, "an offset is missing: write left 10px top 20px, or left top");
    bool swap = is_vertical(parts[0].edge) || is_horizontal(parts[1].edge);
    const struct component *horizontal = &parts[swap], *vertical = &parts[!swap];
    bool lengths_swapped = swap && second && (parts[0].edge == EDGE_NONE || parts[1].edge == EDGE_NONE);
    if (is_vertical(horizontal->edge) || is_horizontal(vertical->edge) || lengths_swapped)
        return css_fail(reader, "a position names one place across and one down: left 20px top 10px, 30%% 50%%");
    return resolve(reader, horizontal, x) && resolve(reader, vertical, y);
}

bool css_take_position(struct css_reader *reader, struct css_length *x, struct css_length *y)
{
    return take_position(reader, false, x, y);
}

bool css_take_background_position(struct css_reader *reader, struct css_length *x, struct css_length *y)
{
    return take_position(reader, true, x, y);
}

/* ---- lists ---- */

typedef bool item_parser(struct css_reader *reader, const struct css_property *property, void *item);

static bool take_list(struct css_reader *reader, const struct css_property *property, struct css_value *value,
                      size_t size, item_parser *take)
{
    char *items = arena_calloc(reader->arena, CSS_MAX_LAYERS, size);
    if (!items)
        return css_fail(reader, "out of memory");
    do {
        if (value->count == CSS_MAX_LAYERS)
            return css_fail(reader, "more than %u background layers", CSS_MAX_LAYERS);
        if (!take(reader, property, items + value->count++ * size))
            return false;
    } while (css_take(reader, TOKEN_COMMA));
    value->data = items;
    return true;
}

/* ---- images ---- */

/* url(...) as one token, or url("...") as a function. */
static bool take_url(struct css_reader *reader, struct css_image *image)
{
    const struct css_token *token = css_peek(reader), *string = token;
    if (token->type == TOKEN_FUNCTION) {
        struct css_reader inner;
        if (!css_enter(reader, &inner))
            return false;
        string = css_peek(&inner);
        if (string->type != TOKEN_STRING || inner.at + 1 != inner.end)
            return css_fail(reader, "url() takes one path: url(\"picture.png\")");
    } else {
        reader->at++;
    }
    image->image = reader->find_picture ? reader->find_picture(reader, string, string->text) : NULL;
    return image->image != NULL;
}

bool css_take_image(struct css_reader *reader, struct css_image *image)
{
    const struct css_token *token = css_peek(reader);
    *image = (struct css_image){0};
    if (css_take_ident(reader, "none"))
        return true;
    if (token->type == TOKEN_URL || css_token_is(token, TOKEN_FUNCTION, "url"))
        return take_url(reader, image);
    return css_take_gradient(reader, &image->gradient);
}

static bool take_image_item(struct css_reader *reader, const struct css_property *property, void *item)
{
    (void)property;
    return css_take_image(reader, item);
}

bool css_parse_background_image(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    return take_list(reader, property, value, sizeof(struct css_image), take_image_item);
}

void css_compute_background_image(struct css_compute *compute, const struct css_property *property,
                                  const struct css_value *value)
{
    css_compute_list(compute, property, value);
    struct computed_list *list = css_field(compute, property);
    const struct css_image *images = value->data;
    bool changed = false;
    struct css_image copies[CSS_MAX_LAYERS];
    for (size_t i = 0; i < value->count; i++) {
        copies[i] = images[i];
        if (images[i].gradient)
            copies[i].gradient = css_gradient_compute(compute, images[i].gradient);
        changed = changed || copies[i].gradient != images[i].gradient;
    }
    if (!changed)
        return;
    struct css_image *kept = ARENA_ARRAY(compute->arena, struct css_image, value->count);
    if (kept)
        memcpy(kept, copies, value->count * sizeof *kept);
    *list = (struct computed_list){kept, kept ? value->count : 0};
}

/* ---- position ---- */

static bool take_axis(struct css_reader *reader, bool horizontal, struct css_length *length)
{
    struct component component;
    if (!take_component(reader, &component))
        return false;
    if (horizontal ? is_vertical(component.edge) : is_horizontal(component.edge))
        return false;
    if (component.edge > EDGE_CENTER)
        component.offset = css_take_length(reader, CSS_PERCENT, &component.length);
    return resolve(reader, &component, length);
}

static bool take_x(struct css_reader *reader, const struct css_property *property, void *item)
{
    (void)property;
    return take_axis(reader, true, item);
}

static bool take_y(struct css_reader *reader, const struct css_property *property, void *item)
{
    (void)property;
    return take_axis(reader, false, item);
}

bool css_parse_background_x(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    return take_list(reader, property, value, sizeof(struct css_length), take_x);
}

bool css_parse_background_y(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    return take_list(reader, property, value, sizeof(struct css_length), take_y);
}

static struct css_length computed_length(struct css_compute *compute, const struct css_length *length)
{
    struct length value = css_length_compute(length, &compute->units);
    return (struct css_length){.kind = value.kind, .px = value.px, .percent = value.percent};
}

void css_compute_background_offset(struct css_compute *compute, const struct css_property *property,
                                   const struct css_value *value)
{
    struct computed_list *list = css_field(compute, property);
    const struct css_length *lengths = value->data;
    struct css_length *computed = ARENA_ARRAY(compute->arena, struct css_length, value->count);
    *list = (struct computed_list){computed, computed ? value->count : 0};
    for (size_t i = 0; i < list->count; i++)
        computed[i] = computed_length(compute, &lengths[i]);
}

/* ---- size ---- */

static bool take_extent(struct css_reader *reader, struct css_length *length)
{
    *length = (struct css_length){.kind = LENGTH_AUTO};
    return css_take_ident(reader, "auto") || css_take_length(reader, CSS_PERCENT | CSS_NON_NEGATIVE, length);
}

bool css_take_background_size(struct css_reader *reader, struct css_background_size *size)
{
    static const struct css_keyword keywords[] = {
        {"cover", BACKGROUND_SIZE_COVER}, {"contain", BACKGROUND_SIZE_CONTAIN}, {NULL, 0}};
    int kind = BACKGROUND_SIZE_EXPLICIT;
    *size = (struct css_background_size){.width.kind = LENGTH_AUTO, .height.kind = LENGTH_AUTO};
    bool keyword = css_take_keyword(reader, keywords, &kind);
    size->kind = (enum background_size)kind;
    if (keyword)
        return true;
    if (!take_extent(reader, &size->width))
        return false;
    take_extent(reader, &size->height);
    return true;
}

static bool take_size_item(struct css_reader *reader, const struct css_property *property, void *item)
{
    (void)property;
    return css_take_background_size(reader, item);
}

bool css_parse_background_size(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    return take_list(reader, property, value, sizeof(struct css_background_size), take_size_item);
}

void css_compute_background_size(struct css_compute *compute, const struct css_property *property,
                                 const struct css_value *value)
{
    struct computed_list *list = css_field(compute, property);
    const struct css_background_size *sizes = value->data;
    struct css_background_size *computed = ARENA_ARRAY(compute->arena, struct css_background_size, value->count);
    *list = (struct computed_list){computed, computed ? value->count : 0};
    for (size_t i = 0; i < list->count; i++) {
        computed[i].kind = sizes[i].kind;
        computed[i].width = computed_length(compute, &sizes[i].width);
        computed[i].height = computed_length(compute, &sizes[i].height);
    }
}

/* ---- repeat, areas, blending ---- */

bool css_take_background_repeat(struct css_reader *reader, struct css_background_repeat *repeat)
{
    static const struct css_keyword keywords[] = {
        {"repeat", REPEAT}, {"no-repeat", NO_REPEAT}, {"space", REPEAT_SPACE}, {"round", REPEAT_ROUND}, {NULL, 0}};
    bool across = css_take_ident(reader, "repeat-x");
    if (across || css_take_ident(reader, "repeat-y")) {
        *repeat = (struct css_background_repeat){across ? REPEAT : NO_REPEAT, across ? NO_REPEAT : REPEAT};
        return true;
    }
    int x, y;
    if (!css_take_keyword(reader, keywords, &x))
        return false;
    if (!css_take_keyword(reader, keywords, &y))
        y = x;
    *repeat = (struct css_background_repeat){(enum background_repeat)x, (enum background_repeat)y};
    return true;
}

static bool take_repeat_item(struct css_reader *reader, const struct css_property *property, void *item)
{
    (void)property;
    return css_take_background_repeat(reader, item);
}

bool css_parse_background_repeat(struct css_reader *reader, const struct css_property *property,
                                 struct css_value *value)
{
    return take_list(reader, property, value, sizeof(struct css_background_repeat), take_repeat_item);
}

bool css_take_area(struct css_reader *reader, int *area)
{
    static const struct css_keyword keywords[] = {{"border-box", AREA_BORDER_BOX},
                                                  {"padding-box", AREA_PADDING_BOX},
                                                  {"content-box", AREA_CONTENT_BOX},
                                                  {NULL, 0}};
    return css_take_keyword(reader, keywords, area);
}

static bool take_keyword_item(struct css_reader *reader, const struct css_property *property, void *item)
{
    return css_take_keyword(reader, property->keywords, item);
}

/* origin, clip and blend mode: lists of int */
bool css_parse_background_area(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    return take_list(reader, property, value, sizeof(int), take_keyword_item);
}

const struct css_keyword css_blend_modes[] = {
    {"normal", BLEND_NORMAL},
    {"multiply", BLEND_MULTIPLY},
    {"screen", BLEND_SCREEN},
    {"overlay", BLEND_OVERLAY},
    {"darken", BLEND_DARKEN},
    {"lighten", BLEND_LIGHTEN},
    {"color-dodge", BLEND_COLOR_DODGE},
    {"color-burn", BLEND_COLOR_BURN},
    {"hard-light", BLEND_HARD_LIGHT},
    {"soft-light", BLEND_SOFT_LIGHT},
    {"difference", BLEND_DIFFERENCE},
    {"exclusion", BLEND_EXCLUSION},
    {"hue", BLEND_HUE},
    {"saturation", BLEND_SATURATION},
    {"color", BLEND_COLOR},
    {"luminosity", BLEND_LUMINOSITY},
    {NULL, 0},
};
