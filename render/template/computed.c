/* From the cascade's result to struct style: what several properties, or the parent's box, decide together. */
#include <string.h>

#include "cascade.h"

/* ---- initial values ---- */

struct computed *computed_initial(struct arena *arena)
{
    struct computed *initial = ARENA_NEW(arena, struct computed);
    if (!initial)
        return NULL;
    struct css_compute compute = {
        .arena = arena, .parent = initial, .own = initial, .units = {.em_px = 16, .rem_px = 16}};
    initial->inherited.color.color = (struct color){0, 0, 0, 1};
    initial->style.text.language = "";
    initial->style.text.decoration_thickness.kind = LENGTH_AUTO;
    for (unsigned id = 0; id < PROPERTY_COUNT; id++) {
        const struct css_property *property = &css_properties[id];
        struct css_property_name name = {.name = property->name, .known = true, .longhand = (int)id};
        struct css_value *value = ARENA_NEW(arena, struct css_value);
        size_t count;
        struct css_token *tokens = css_tokenize(arena, property->initial, strlen(property->initial), &count);
        if (!value || !tokens)
            return NULL;
        struct css_reader reader = {.arena = arena, .at = tokens, .end = tokens + count};
        if (!css_property_parse(&name, &reader, value))
            return NULL;
        property->compute(&compute, property, value);
    }
    return initial;
}

/* ---- colors ---- */

static struct color resolve_color(const struct css_color *color, const struct color *current)
{
    return color->current ? *current : color->color;
}

static const struct shadow *finish_shadows(struct cascade *cascade, const struct computed_list *list,
                                           const struct color *current, size_t *count)
{
    const struct css_shadow *shadows = list->items;
    *count = 0;
    if (list->count == 0)
        return NULL;
    struct shadow *result = ARENA_ARRAY(cascade->arena, struct shadow, list->count);
    if (!result)
        return NULL;
    *count = list->count;
    for (size_t i = 0; i < list->count; i++)
        result[i] = (struct shadow){
            .x_px = shadows[i].x.px,
            .y_px = shadows[i].y.px,
            .blur_px = shadows[i].blur.px,
            .spread_px = shadows[i].spread.px,
            .color = resolve_color(&shadows[i].color, current),
            .inset = shadows[i].inset,
        };
    return result;
}

/* ---- text ---- */

static bool same_list(const struct computed_list *a, const struct computed_list *b)
{
    return a->items == b->items && a->count == b->count;
}

static bool has_spacing(const struct computed *computed)
{
    return computed->style.text.letter_spacing_px != 0;
}

/* font-variant-*, then font-feature-settings, which has the last word. Beside letter-spacing Chromium hears nothing of
 * font-variant-ligatures. */
static void finish_features(struct cascade *cascade, const struct computed *parent, struct computed *computed)
{
    const struct computed_inherited *own = &computed->inherited;
    const struct computed_list *const lists[] = {&own->ligatures, &own->caps, &own->numeric, &own->east_asian,
                                                 &own->feature_settings};
    if (parent && has_spacing(parent) == has_spacing(computed) &&
        same_list(&own->ligatures, &parent->inherited.ligatures) && same_list(&own->caps, &parent->inherited.caps) &&
        same_list(&own->numeric, &parent->inherited.numeric) &&
        same_list(&own->east_asian, &parent->inherited.east_asian) &&
        same_list(&own->feature_settings, &parent->inherited.feature_settings))
        return;
    size_t count = 0;
    size_t first = has_spacing(computed) ? 1 : 0;
    for (size_t i = first; i < sizeof lists / sizeof *lists; i++)
        count += lists[i]->count;
    hb_feature_t *features = ARENA_ARRAY(cascade->arena, hb_feature_t, count);
    computed->style.text.features = count ? features : NULL;
    computed->style.text.feature_count = 0;
    for (size_t i = first; features && i < sizeof lists / sizeof *lists; i++) {
        if (lists[i]->count)
            memcpy(features + computed->style.text.feature_count, lists[i]->items, lists[i]->count * sizeof *features);
        computed->style.text.feature_count += lists[i]->count;
    }
}

/* Decorations are not inherited but reach the text of descendants in the same flow. */
static void finish_decoration(struct computed *computed, const struct color *current)
{
    struct text_style *text = &computed->style.text;
    bool apart = computed->style.position == POSITION_ABSOLUTE || computed->style.display == DISPLAY_INLINE_BLOCK ||
                 computed->style.display == DISPLAY_INLINE_FLEX;
    if (apart)
        text->decoration_lines = 0;
    if (computed->decoration_lines == 0)
        return;
    text->decoration_lines |= computed->decoration_lines;
    text->decoration_style = computed->decoration_style;
    text->decoration_color = resolve_color(&computed->decoration_color, current);
    text->decoration_thickness = computed->decoration_thickness;
    if (text->decoration_thickness.kind == LENGTH_CONTENT)
        text->decoration_thickness.kind = LENGTH_AUTO; /* from-font: what auto takes */
}

static void finish_text(struct cascade *cascade, const struct instance *instance, const struct computed *parent,
                        struct computed *computed)
{
    struct text_style *text = &computed->style.text;
    const struct color *current = &computed->inherited.color.color;
    text->language = instance->language;
    text->color = resolve_color(&computed->inherited.fill_color, current);
    text->text_shadows = finish_shadows(cascade, &computed->inherited.text_shadows, current, &text->text_shadow_count);
    text->text_wrap =
        computed->inherited.wrap_mode == TEXT_WRAP_MODE_NOWRAP ? TEXT_WRAP_NOWRAP : computed->inherited.wrap_style;
    finish_features(cascade, parent, computed);
    finish_decoration(computed, current);
}

/* ---- backgrounds ---- */

static const void *layer_item(const struct computed_list *list, size_t index, size_t size)
{
    return (const char *)list->items + index % list->count * size;
}

#define LAYER_ITEM(list, index, type) ((const type *)layer_item(&(list), (index), sizeof(type)))

static struct length plain(const struct css_length *length)
{
    return (struct length){length->kind, length->px, length->percent};
}

static void finish_layer(struct cascade *cascade, const struct computed *computed, size_t i,
                         struct background_layer *layer)
{
    const struct css_image *image = LAYER_ITEM(computed->background_image, i, struct css_image);
    const struct css_background_size *size = LAYER_ITEM(computed->background_size, i, struct css_background_size);
    const struct css_background_repeat *repeat =
        LAYER_ITEM(computed->background_repeat, i, struct css_background_repeat);
    layer->image = image->image;
    if (image->gradient)
        layer->gradient = css_gradient_finish(cascade->arena, image->gradient, &computed->inherited.color.color);
    layer->size = size->kind;
    layer->width = plain(&size->width);
    layer->height = plain(&size->height);
    layer->x = plain(LAYER_ITEM(computed->background_x, i, struct css_length));
    layer->y = plain(LAYER_ITEM(computed->background_y, i, struct css_length));
    layer->repeat_x = repeat->x;
    layer->repeat_y = repeat->y;
    layer->origin = (enum background_area) * LAYER_ITEM(computed->background_origin, i, int);
    layer->clip = (enum background_area) * LAYER_ITEM(computed->background_clip, i, int);
    layer->blend = (enum blend_mode) * LAYER_ITEM(computed->background_blend, i, int);
}

/* Layers that show nothing stay, for the last one's clip is that of the color too. */
static void finish_backgrounds(struct cascade *cascade, struct computed *computed)
{
    struct style *style = &computed->style;
    size_t count = computed->background_image.count;
    const struct css_image *images = computed->background_image.items;
    bool empty = count == 1 && !images[0].image && !images[0].gradient &&
                 *LAYER_ITEM(computed->background_clip, 0, int) == AREA_BORDER_BOX;
    style->background_color = resolve_color(&computed->background_color, &computed->inherited.color.color);
    style->background_count = 0;
    style->backgrounds = NULL;
    if (count == 0 || empty)
        return;
    struct background_layer *layers = ARENA_ARRAY(cascade->arena, struct background_layer, count);
    style->backgrounds = layers;
    style->background_count = layers ? count : 0;
    for (size_t i = 0; i < style->background_count; i++)
        finish_layer(cascade, computed, i, &layers[i]);
}

/* ---- boxes ---- */

static bool finish_borders(struct cascade *cascade, const struct instance *instance, struct computed *computed)
{
    for (size_t i = 0; i < 4; i++) {
        struct border *border = &computed->style.border[i];
        if (computed->border_style[i] == BORDER_INSET)
            return cascade_problem(cascade, instance->element->offset,
                                   "<%s> has a border of style inset, which is not drawn; set border",
                                   instance->element->tag);
        border->style = (enum border_style)computed->border_style[i];
        border->width_px = border->style == BORDER_NONE ? 0 : computed->border_width[i];
        border->color = resolve_color(&computed->border_color[i], &computed->inherited.color.color);
    }
    return true;
}

/* CSS Display 3, section 2.7: flex items, the root and absolutely positioned boxes are blocks. */
static enum display blockify(enum display display)
{
    if (display == DISPLAY_INLINE || display == DISPLAY_INLINE_BLOCK)
        return DISPLAY_BLOCK;
    return display == DISPLAY_INLINE_FLEX ? DISPLAY_FLEX : display;
}

/* Browsers clamp lines in a vertical -webkit-box alone, which in turn is drawn here for nothing else; fitting text,
 * whose clamp is ours, needs none of that. */
static bool check_clamp(struct cascade *cascade, const struct instance *instance, const struct computed *computed)
{
    const struct style *style = &computed->style;
    const char *problem = NULL;
    bool clamps = computed->display == DISPLAY_WEBKIT_BOX && computed->box_vertical && style->line_clamp > 0;
    if (computed->display == DISPLAY_WEBKIT_BOX && !clamps)
        problem = "is a -webkit-box, which is there only to clamp lines: add -webkit-box-orient: vertical and "
                  "-webkit-line-clamp, or write display: block";
    else if (style->line_clamp > 0 && style->min_font_size_px <= 0 && !clamps)
        problem = "has -webkit-line-clamp, which browsers heed only beside display: -webkit-box and "
                  "-webkit-box-orient: vertical; add them";
    else if (clamps && style->min_font_size_px <= 0 && style->overflow_y == OVERFLOW_VISIBLE)
        problem = "has -webkit-line-clamp without overflow: hidden, and browsers draw what it cuts below; add it";
    return !problem || cascade_problem(cascade, instance->element->offset, "<%s> %s", instance->element->tag, problem);
}

/* Lines are counted in the clamped box's own paragraph: not in blocks inside it, and what is out of flow among its
 * lines may stand in one that is cut. */
static bool check_clamped(struct cascade *cascade, const struct instance *instance, const struct computed *computed)
{
    const struct style *style = &computed->style;
    const char *tag = instance->element->tag;
    if (style->position == POSITION_ABSOLUTE) {
        bool placed_x = style->inset[SIDE_LEFT].kind != LENGTH_AUTO || style->inset[SIDE_RIGHT].kind != LENGTH_AUTO;
        bool placed_y = style->inset[SIDE_TOP].kind != LENGTH_AUTO || style->inset[SIDE_BOTTOM].kind != LENGTH_AUTO;
        return (placed_x && placed_y) ||
               cascade_problem(cascade, instance->element->offset,
                               "<%s> takes its place from lines that -webkit-line-clamp may cut; give it left and top",
                               tag);
    }
    return blockify(style->display) != style->display ||
           cascade_problem(cascade, instance->element->offset,
                           "<%s> is a block inside an element with -webkit-line-clamp, which cuts the lines of text of "
                           "its own alone; clamp <%s> itself, or make it display: inline",
                           tag, tag);
}

static bool finish_display(struct cascade *cascade, const struct instance *instance, const struct computed *parent,
                           struct computed *computed)
{
    struct style *style = &computed->style;
    if (computed->display == DISPLAY_LIST_ITEM && computed->inherited.list_marker) {
        if (!cascade_problem(cascade, instance->element->offset,
                             "<%s> has a list marker, which is not drawn; set list-style: none",
                             instance->element->tag))
            return false;
    }
    style->display = computed->display > DISPLAY_NONE ? DISPLAY_BLOCK : (enum display)computed->display;
    if (style->display != DISPLAY_NONE && !check_clamp(cascade, instance, computed))
        return false;
    bool in_clamped = parent && parent->clamped && style->display != DISPLAY_NONE;
    if (in_clamped && !check_clamped(cascade, instance, computed))
        return false;
    computed->clamped = style->line_clamp > 0 || (in_clamped && style->display == DISPLAY_INLINE);
    style->inline_level = blockify(style->display) != style->display;
    bool item = parent && (parent->style.display == DISPLAY_FLEX || parent->style.display == DISPLAY_INLINE_FLEX);
    if (!parent || item || style->position == POSITION_ABSOLUTE)
        style->display = blockify(style->display);
    return true;
}

bool computed_finish(struct cascade *cascade, const struct instance *instance, const struct computed *parent,
                     struct computed *computed)
{
    struct style *style = &computed->style;
    if (!finish_display(cascade, instance, parent, computed))
        return false;
    if (style->display == DISPLAY_NONE)
        return true;
    finish_text(cascade, instance, parent, computed);
    finish_backgrounds(cascade, computed);
    style->box_shadows =
        finish_shadows(cascade, &computed->box_shadows, &computed->inherited.color.color, &style->box_shadow_count);
    /* Visible beside hidden computes to auto, which clips all the same. */
    if (style->overflow_x != style->overflow_y)
        style->overflow_x = style->overflow_y = OVERFLOW_HIDDEN;
    return finish_borders(cascade, instance, computed);
}
