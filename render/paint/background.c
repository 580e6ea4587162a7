#include "painter.h"

#include <math.h>

#include "shape.h"

static struct rect rect_inset(struct rect rect, const float inset[4])
{
    return rounded_inset(&(struct rounded_rect){.rect = rect}, inset).rect;
}

static struct rounded_rect area_shape(const struct box *box, const struct rounded_rect *shape,
                                      enum background_area area)
{
    if (area == AREA_BORDER_BOX || area == AREA_TEXT)
        return *shape;
    struct rounded_rect padding = rounded_inset(shape, box->border);
    return area == AREA_PADDING_BOX ? padding : rounded_inset(&padding, box->padding);
}

struct size {
    float width, height;
};

/* CSS Images 3 section 4.3, the default sizing algorithm, without a specified size in the `auto` dimensions. */
static struct size size_natural(const struct image *image, struct size area)
{
    if (!image)
        return area;
    struct size size = {image->width_px, image->height_px};
    float ratio = image->aspect_ratio;
    if (size.width > 0 && size.height > 0)
        return size;
    if (size.width > 0)
        return (struct size){size.width, ratio > 0 ? size.width / ratio : area.height};
    if (size.height > 0)
        return (struct size){ratio > 0 ? size.height * ratio : area.width, size.height};
    if (ratio > 0) /* the largest that fits */
        return area.width < area.height * ratio ? (struct size){area.width, area.width / ratio}
                                                : (struct size){area.height * ratio, area.height};
    return area;
}

static struct size size_fitted(struct size natural, struct size area, bool cover)
{
    if (natural.width <= 0 || natural.height <= 0)
        return area;
    float x = area.width / natural.width, y = area.height / natural.height;
    float factor = cover ? fmaxf(x, y) : fminf(x, y);
    return (struct size){natural.width * factor, natural.height * factor};
}

static struct size size_of_layer(const struct background_layer *layer, struct size area)
{
    struct size natural = size_natural(layer->image, area);
    if (layer->size != BACKGROUND_SIZE_EXPLICIT) /* a gradient has no proportions: it fills the area */
        return layer->image ? size_fitted(natural, area, layer->size == BACKGROUND_SIZE_COVER) : area;
    bool auto_width = layer->width.kind == LENGTH_AUTO, auto_height = layer->height.kind == LENGTH_AUTO;
    struct size size = {fmaxf(length_resolve(layer->width, area.width), 0),
                        fmaxf(length_resolve(layer->height, area.height), 0)};
    if (auto_width && auto_height)
        return natural;
    float ratio = layer->image && natural.height > 0 ? natural.width / natural.height : 0;
    if (auto_width)
        size.width = ratio > 0 ? size.height * ratio : natural.width;
    if (auto_height)
        size.height = ratio > 0 ? size.width / ratio : natural.height;
    return size;
}

/* One axis of background-position and -repeat (CSS Backgrounds 3 sections 3.4, 3.6): start of a tile and step. */
static void axis_place(enum background_repeat repeat, struct length position, float area_start, float area, float tile,
                       float *start, float *step)
{
    *step = repeat == NO_REPEAT ? 0 : tile;
    if (repeat == REPEAT_SPACE) {
        float count = floorf(area / tile + 1e-4f);
        if (count >= 2) {
            *start = area_start;
            *step = tile + (area - count * tile) / (count - 1);
            return;
        }
        *step = 0;
    }
    *start = area_start + position.px + position.percent / 100 * (area - tile);
}

static void layer_paint(struct painter *painter, const struct background_layer *layer, struct rect origin,
                        const struct rounded_rect *clip)
{
    struct size area = {origin.width, origin.height};
    struct size size = size_of_layer(layer, area);
    if (layer->repeat_x == REPEAT_ROUND && size.width > 0) {
        float width = area.width / fmaxf(1, roundf(area.width / size.width));
        if (layer->repeat_y != REPEAT_ROUND && layer->height.kind == LENGTH_AUTO && layer->image)
            size.height *= width / size.width;
        size.width = width;
    }
    if (layer->repeat_y == REPEAT_ROUND && size.height > 0) {
        float height = area.height / fmaxf(1, roundf(area.height / size.height));
        if (layer->repeat_x != REPEAT_ROUND && layer->width.kind == LENGTH_AUTO && layer->image)
            size.width *= height / size.height;
        size.height = height;
    }
    if (!(size.width > 0 && size.height > 0))
        return;
    struct rect tile = {0, 0, size.width, size.height};
    float step_x, step_y;
    axis_place(layer->repeat_x, layer->x, origin.x, area.width, size.width, &tile.x, &step_x);
    axis_place(layer->repeat_y, layer->y, origin.y, area.height, size.height, &tile.y, &step_y);

    bool blends = layer->blend != BLEND_NORMAL;
    if (blends) {
        struct display_item *group = painter_add(painter, ITEM_PUSH_GROUP);
        group->group.opacity = 1;
        group->group.blend = layer->blend;
    }
    if (layer->gradient) {
        struct display_item *item = painter_add(painter, ITEM_GRADIENT);
        item->gradient.clip = *clip;
        item->gradient.gradient = layer->gradient;
        item->gradient.tile = tile;
        item->gradient.step_x = step_x;
        item->gradient.step_y = step_y;
    } else {
        struct display_item *item = painter_add(painter, ITEM_IMAGE);
        item->image.clip = *clip;
        item->image.image = layer->image;
        item->image.tile = tile;
        item->image.step_x = step_x;
        item->image.step_y = step_y;
    }
    if (blends)
        painter_add(painter, ITEM_POP_GROUP);
}

static void color_paint(struct painter *painter, struct color color, const struct rounded_rect *shape)
{
    if (color.a <= 0 || rect_is_empty(shape->rect))
        return;
    struct display_item *item = painter_add(painter, ITEM_FILL);
    item->fill.shape = *shape;
    item->fill.color = color;
}

/* What a layer or the color shows through the letters only: drawn as a group that the letters then mask. */
static void text_mask_begin(struct painter *painter)
{
    painter_add(painter, ITEM_PUSH_GROUP)->group.opacity = 1;
}

static void text_mask_end(struct painter *painter, const struct box *box)
{
    struct display_item *mask = painter_add(painter, ITEM_PUSH_GROUP);
    mask->group.opacity = 1;
    mask->group.mask = true;
    painter_text_silhouette(painter, box);
    painter_add(painter, ITEM_POP_GROUP);
    painter_add(painter, ITEM_POP_GROUP);
}

static void backgrounds_paint(struct painter *painter, const struct box *box, const struct rounded_rect *shape,
                              const struct rounded_rect *canvas)
{
    const struct style *style = box->style;
    size_t count = style->background_count;
    enum background_area clip = count ? style->backgrounds[count - 1].clip : AREA_BORDER_BOX;
    if (clip == AREA_TEXT && style->background_color.a > 0)
        text_mask_begin(painter);
    struct rounded_rect color_shape = area_shape(box, shape, clip);
    color_paint(painter, style->background_color, canvas ? canvas : &color_shape);
    if (clip == AREA_TEXT && style->background_color.a > 0)
        text_mask_end(painter, box);

    for (size_t i = count; i-- > 0;) {
        const struct background_layer *layer = &style->backgrounds[i];
        if (!layer->image && !layer->gradient)
            continue;
        struct rect origin = shape->rect;
        if (layer->origin != AREA_BORDER_BOX)
            origin = rect_inset(origin, box->border);
        if (layer->origin == AREA_CONTENT_BOX)
            origin = rect_inset(origin, box->padding);
        struct rounded_rect layer_clip = area_shape(box, shape, layer->clip);
        if (layer->clip == AREA_TEXT)
            text_mask_begin(painter);
        layer_paint(painter, layer, origin, canvas ? canvas : &layer_clip);
        if (layer->clip == AREA_TEXT)
            text_mask_end(painter, box);
    }
}

void painter_backgrounds(struct painter *painter, const struct box *box, const struct rounded_rect *shape)
{
    if (box != painter->canvas_source)
        backgrounds_paint(painter, box, shape, NULL);
}

void painter_canvas(struct painter *painter, const struct box *root)
{
    struct rounded_rect canvas = rounded_plain((struct rect){0, 0, painter->width_px, painter->height_px});
    const struct style *style = painter->canvas_source->style;
    if (!style || style->background_color.a < 1)
        color_paint(painter, (struct color){1, 1, 1, 1}, &canvas);
    if (!style)
        return;
    /* Positioned as if the root had it: with the root's box, borders and padding. */
    struct box source = *root;
    source.style = style;
    struct rounded_rect shape = rounded_plain(root->border_box);
    backgrounds_paint(painter, &source, &shape, &canvas);
}

static struct size object_size(const struct style *style, const struct image *image, struct size content)
{
    struct size natural = size_natural(image, content);
    struct size contained = size_fitted(natural, content, false);
    switch (style->object_fit) {
    case OBJECT_FIT_CONTAIN:
        return image->aspect_ratio > 0 ? contained : content;
    case OBJECT_FIT_COVER:
        return image->aspect_ratio > 0 ? size_fitted(natural, content, true) : content;
    case OBJECT_FIT_NONE:
        return natural;
    case OBJECT_FIT_SCALE_DOWN:
        return natural.width < contained.width ? natural : contained;
    case OBJECT_FIT_FILL:
        break;
    }
    return content;
}

void painter_replaced(struct painter *painter, const struct box *box)
{
    const struct image *image = box->node ? box->node->image : NULL;
    struct rounded_rect padding = rounded_padding_box(box);
    struct rounded_rect content = rounded_inset(&padding, box->padding);
    struct size area = {content.rect.width, content.rect.height};
    if (!image || rect_is_empty(content.rect))
        return;
    struct size size = object_size(box->style, image, area);
    struct display_item *item = painter_add(painter, ITEM_IMAGE);
    item->image.clip = content;
    item->image.image = image;
    item->image.tile = (struct rect){
        content.rect.x + length_resolve(box->style->object_x, area.width - size.width),
        content.rect.y + length_resolve(box->style->object_y, area.height - size.height),
        size.width,
        size.height,
    };
}
