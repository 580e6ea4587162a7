/* background and background-position: lists of layers, spread over one list for each longhand. */
#include <string.h>

#include "css_shorthand.h"
#include "limits.h"

/* In the order of the shorthand's longhands. */
enum { COLOR, IMAGE, POSITION_X, POSITION_Y, SIZE, REPEATS, ORIGIN, CLIP };

struct layers {
    struct css_image *images;
    struct css_length *x, *y;
    struct css_background_size *sizes;
    struct css_background_repeat *repeats;
    int *origins, *clips;
    size_t count;
};

static bool layers_init(struct css_reader *reader, struct layers *layers)
{
    struct arena *arena = reader->arena;
    *layers = (struct layers){
        .images = ARENA_ARRAY(arena, struct css_image, CSS_MAX_LAYERS),
        .x = ARENA_ARRAY(arena, struct css_length, CSS_MAX_LAYERS),
        .y = ARENA_ARRAY(arena, struct css_length, CSS_MAX_LAYERS),
        .sizes = ARENA_ARRAY(arena, struct css_background_size, CSS_MAX_LAYERS),
        .repeats = ARENA_ARRAY(arena, struct css_background_repeat, CSS_MAX_LAYERS),
        .origins = ARENA_ARRAY(arena, int, CSS_MAX_LAYERS),
        .clips = ARENA_ARRAY(arena, int, CSS_MAX_LAYERS),
    };
    return !arena_failed(arena) || css_fail(reader, "out of memory");
}

/* What one layer has been given so far. */
struct seen {
    bool image, position, repeat, color, text;
    int areas;
};

static bool take_position_and_size(struct css_reader *reader, struct layers *layers, size_t i)
{
    if (!css_take_background_position(reader, &layers->x[i], &layers->y[i]))
        return false;
    return !css_take_delim(reader, '/') || css_take_background_size(reader, &layers->sizes[i]) ||
           css_fail(reader, "a size is missing after the slash: center / cover");
}

static bool take_area(struct css_reader *reader, struct layers *layers, size_t i, struct seen *seen)
{
    int area;
    if (!seen->text && css_take_ident(reader, "text")) {
        seen->text = true;
        layers->clips[i] = AREA_TEXT;
        return true;
    }
    if (seen->areas == 2 || !css_take_area(reader, &area))
        return false;
    if (seen->areas++ == 0)
        layers->origins[i] = area;
    if (!seen->text)
        layers->clips[i] = area;
    return true;
}

static bool take_part(struct css_reader *reader, struct layers *layers, size_t i, struct seen *seen,
                      struct css_color *color)
{
    bool *const flags[] = {&seen->image, &seen->repeat, &seen->position, &seen->color};
    for (int part = 0; part < 4; part++) {
        bool taken = false;
        if (*flags[part])
            continue;
        if (part == 0)
            taken = css_take_image(reader, &layers->images[i]);
        else if (part == 1)
            taken = css_take_background_repeat(reader, &layers->repeats[i]);
        else if (part == 2)
            taken = take_position_and_size(reader, layers, i);
        else
            taken = css_take_color(reader, color);
        if (taken)
            return *flags[part] = true;
        if (reader->problem[0])
            return false;
    }
    return take_area(reader, layers, i, seen);
}

static bool take_layer(struct css_reader *reader, struct layers *layers, struct css_color *color)
{
    if (layers->count == CSS_MAX_LAYERS)
        return css_fail(reader, "more than %u background layers", CSS_MAX_LAYERS);
    size_t i = layers->count++;
    struct seen seen = {0};
    bool any = false;
    layers->x[i] = layers->y[i] = css_percent(0);
    layers->sizes[i] = (struct css_background_size){.width.kind = LENGTH_AUTO, .height.kind = LENGTH_AUTO};
    layers->origins[i] = AREA_PADDING_BOX;
    layers->clips[i] = AREA_BORDER_BOX;
    while (!css_at_end(reader) && css_peek(reader)->type != TOKEN_COMMA) {
        if (!take_part(reader, layers, i, &seen, color))
            return false;
        any = true;
    }
    if (seen.color && !css_at_end(reader))
        return css_fail(reader, "the color belongs to the last background layer");
    return any;
}

bool css_parse_background(struct css_reader *reader, const struct css_shorthand *shorthand, struct css_value *values)
{
    (void)shorthand;
    struct layers layers;
    struct css_color color = {0};
    if (!layers_init(reader, &layers))
        return false;
    do {
        if (!take_layer(reader, &layers, &color))
            return false;
    } while (css_take(reader, TOKEN_COMMA));
    const void *const lists[] = {NULL,         layers.images,  layers.x,       layers.y,
                                 layers.sizes, layers.repeats, layers.origins, layers.clips};
    values[COLOR] = (struct css_value){.color = color};
    for (size_t i = IMAGE; i <= CLIP; i++)
        values[i] = (struct css_value){.data = lists[i], .count = layers.count};
    return true;
}

bool css_parse_background_position(struct css_reader *reader, const struct css_shorthand *shorthand,
                                   struct css_value *values)
{
    (void)shorthand;
    struct css_length *x = ARENA_ARRAY(reader->arena, struct css_length, CSS_MAX_LAYERS);
    struct css_length *y = ARENA_ARRAY(reader->arena, struct css_length, CSS_MAX_LAYERS);
    size_t count = 0;
    if (!x || !y)
        return css_fail(reader, "out of memory");
    do {
        if (count == CSS_MAX_LAYERS)
            return css_fail(reader, "more than %u background layers", CSS_MAX_LAYERS);
        if (!css_take_background_position(reader, &x[count], &y[count]))
            return false;
        count++;
    } while (css_take(reader, TOKEN_COMMA));
    values[0] = (struct css_value){.data = x, .count = count};
    values[1] = (struct css_value){.data = y, .count = count};
    return true;
}
