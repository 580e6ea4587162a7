#include "record.h"

#include <stdlib.h>
#include <string.h>

void record_free(struct record *record)
{
    free(record->bytes);
    *record = (struct record){0};
}

static void put(struct record *record, const void *bytes, size_t size)
{
    if (record->size + size > record->capacity) {
        size_t capacity = (record->size + size) * 2;
        uint8_t *grown = realloc(record->bytes, capacity);
        if (!grown) {
            record->failed = true;
            return;
        }
        record->bytes = grown;
        record->capacity = capacity;
    }
    memcpy(record->bytes + record->size, bytes, size);
    record->size += size;
}

/* Fields one by one: padding between them holds anything. */
#define PUT(record, value) put((record), &(value), sizeof(value))

static void put_rect(struct record *record, struct rect rect)
{
    PUT(record, rect.x);
    PUT(record, rect.y);
    PUT(record, rect.width);
    PUT(record, rect.height);
}

static void put_shape(struct record *record, const struct rounded_rect *shape)
{
    put_rect(record, shape->rect);
    for (int i = 0; i < 4; i++) {
        PUT(record, shape->radius[i].x);
        PUT(record, shape->radius[i].y);
    }
}

static void put_color(struct record *record, struct color color)
{
    PUT(record, color.r);
    PUT(record, color.g);
    PUT(record, color.b);
    PUT(record, color.a);
}

static void put_length(struct record *record, struct length length)
{
    PUT(record, length.kind);
    PUT(record, length.px);
    PUT(record, length.percent);
}

static void put_gradient(struct record *record, const struct gradient *gradient)
{
    PUT(record, gradient->kind);
    PUT(record, gradient->repeating);
    PUT(record, gradient->space);
    PUT(record, gradient->angle_deg);
    PUT(record, gradient->to_x);
    PUT(record, gradient->to_y);
    PUT(record, gradient->circle);
    PUT(record, gradient->extent);
    put_length(record, gradient->radius_x);
    put_length(record, gradient->radius_y);
    put_length(record, gradient->center_x);
    put_length(record, gradient->center_y);
    PUT(record, gradient->stop_count);
    for (size_t i = 0; i < gradient->stop_count; i++) {
        put_color(record, gradient->stops[i].color);
        put_length(record, gradient->stops[i].position);
        PUT(record, gradient->stops[i].hint);
    }
}

static void put_glyphs(struct record *record, const struct display_item *item)
{
    uint32_t font = item->glyphs.font ? item->glyphs.font->id : UINT32_MAX;
    PUT(record, font);
    PUT(record, item->glyphs.size_px);
    PUT(record, item->glyphs.x);
    PUT(record, item->glyphs.y);
    put_color(record, item->glyphs.color);
    PUT(record, item->glyphs.blur_px);
    PUT(record, item->glyphs.missing);
    PUT(record, item->glyphs.count);
    for (size_t i = 0; i < item->glyphs.count; i++) {
        const struct glyph *glyph = &item->glyphs.glyphs[i];
        PUT(record, glyph->id);
        PUT(record, glyph->x);
        PUT(record, glyph->y);
        PUT(record, glyph->advance);
    }
}

static void put_border(struct record *record, const struct display_item *item)
{
    put_shape(record, &item->border.outer);
    put_shape(record, &item->border.inner);
    for (int i = 0; i < 4; i++) {
        PUT(record, item->border.sides[i].style);
        PUT(record, item->border.sides[i].width_px);
        put_color(record, item->border.sides[i].color);
    }
}

static void put_shadow(struct record *record, const struct display_item *item)
{
    const struct shadow *shadow = &item->shadow.shadow;
    put_shape(record, &item->shadow.shape);
    PUT(record, shadow->x_px);
    PUT(record, shadow->y_px);
    PUT(record, shadow->blur_px);
    PUT(record, shadow->spread_px);
    put_color(record, shadow->color);
    PUT(record, shadow->inset);
    PUT(record, item->shadow.covered);
}

static void put_line(struct record *record, const struct display_item *item)
{
    PUT(record, item->line.x);
    PUT(record, item->line.y);
    PUT(record, item->line.width_px);
    PUT(record, item->line.thickness_px);
    PUT(record, item->line.style);
    put_color(record, item->line.color);
    PUT(record, item->line.blur_px);
}

static void put_item(struct record *record, const struct display_item *item)
{
    PUT(record, item->kind);
    switch (item->kind) {
    case ITEM_FILL:
        put_shape(record, &item->fill.shape);
        put_color(record, item->fill.color);
        break;
    case ITEM_GRADIENT:
        put_shape(record, &item->gradient.clip);
        put_gradient(record, item->gradient.gradient);
        put_rect(record, item->gradient.tile);
        PUT(record, item->gradient.step_x);
        PUT(record, item->gradient.step_y);
        break;
    case ITEM_IMAGE:
        put_shape(record, &item->image.clip);
        PUT(record, item->image.image->digest);
        put_rect(record, item->image.tile);
        PUT(record, item->image.step_x);
        PUT(record, item->image.step_y);
        break;
    case ITEM_BORDER:
        put_border(record, item);
        break;
    case ITEM_SHADOW:
        put_shadow(record, item);
        break;
    case ITEM_GLYPHS:
        put_glyphs(record, item);
        break;
    case ITEM_LINE:
        put_line(record, item);
        break;
    case ITEM_PUSH_CLIP:
        put_shape(record, &item->clip);
        break;
    case ITEM_PUSH_TRANSFORM:
        PUT(record, item->transform);
        break;
    case ITEM_PUSH_GROUP:
        PUT(record, item->group.opacity);
        PUT(record, item->group.blend);
        PUT(record, item->group.blur_px);
        PUT(record, item->group.mask);
        break;
    case ITEM_POP_CLIP:
    case ITEM_POP_TRANSFORM:
    case ITEM_POP_GROUP:
        break;
    }
}

void record_write(struct record *record, const struct display_list *list, size_t count, float scale)
{
    record->size = 0;
    record->failed = false;
    PUT(record, list->width_px);
    PUT(record, list->height_px);
    PUT(record, scale);
    for (size_t i = 0; i < count; i++)
        put_item(record, &list->items[i]);
}

bool record_equal(const struct record *a, const struct record *b)
{
    return !a->failed && !b->failed && a->size == b->size && a->size > 0 && memcmp(a->bytes, b->bytes, a->size) == 0;
}
