#include "canvas.h"

#include <math.h>

static struct int_rect shape_bounds(const struct rounded_rect *shape, double scale)
{
    struct device_shape device = device_shape(shape, scale);
    return int_rect_grow(int_rect_around(device.x0, device.y0, device.x1, device.y1), 1);
}

/* Glyphs may reach far out of their advances; the font's own box bounds them, and no font's is trusted to be small. */
static struct int_rect glyph_bounds(const struct display_item *item, double scale)
{
    double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY, size = item->glyphs.size_px;
    for (size_t i = 0; i < item->glyphs.count; i++) {
        const struct glyph *glyph = &item->glyphs.glyphs[i];
        left = fmin(left, glyph->x);
        right = fmax(right, glyph->x);
        top = fmin(top, glyph->y);
        bottom = fmax(bottom, glyph->y);
    }
    double x0 = -1.5, x1 = 2.5, y0 = -1.5, y1 = 1; /* em, without a font box */
    const struct font *font = item->glyphs.font;
    if (font && FT_IS_SCALABLE(font->ft) && font->ft->units_per_EM > 0 && font->ft->bbox.xMax > font->ft->bbox.xMin) {
        double em = font->ft->units_per_EM;
        x0 = fmin(font->ft->bbox.xMin / em, 0) - 0.1;
        x1 = fmax(font->ft->bbox.xMax / em, 1) + 0.1;
        y0 = -fmax(font->ft->bbox.yMax / em, 1) - 0.1;
        y1 = fmax(-font->ft->bbox.yMin / em, 0) + 0.1;
    }
    double x = item->glyphs.x, y = item->glyphs.y;
    struct int_rect rect = int_rect_around((x + left + x0 * size) * scale, (y + top + y0 * size) * scale,
                                           (x + right + x1 * size) * scale, (y + bottom + y1 * size) * scale);
    return int_rect_grow(rect, 2 + blur_reach(item->glyphs.blur_px / 2 * scale));
}

static struct int_rect line_bounds(const struct display_item *item, double scale)
{
    double reach = item->line.thickness_px * (item->line.style == DECORATION_WAVY ? 8 : 1) + 1;
    struct int_rect rect =
        int_rect_around((item->line.x - reach) * scale, (item->line.y - reach) * scale,
                        (item->line.x + item->line.width_px + reach) * scale, (item->line.y + reach) * scale);
    return int_rect_grow(rect, 2 + blur_reach(item->line.blur_px / 2 * scale));
}

static struct int_rect shadow_bounds(const struct display_item *item, double scale)
{
    const struct shadow *shadow = &item->shadow.shadow;
    struct device_shape box = device_shape(&item->shadow.shape, scale);
    struct int_rect own = int_rect_around(box.x0, box.y0, box.x1, box.y1);
    if (shadow->inset)
        return int_rect_grow(own, 1);
    double grow = round(fmax(shadow->spread_px, 0) * scale) + blur_reach(shadow->blur_px / 2 * scale) + 1;
    double x = round(shadow->x_px * scale), y = round(shadow->y_px * scale);
    return int_rect_around(box.x0 + x - grow, box.y0 + y - grow, box.x1 + x + grow, box.y1 + y + grow);
}

bool item_bounds(const struct display_item *item, double scale, struct int_rect *bounds)
{
    switch (item->kind) {
    case ITEM_FILL:
        *bounds = shape_bounds(&item->fill.shape, scale);
        return true;
    case ITEM_GRADIENT:
        *bounds = shape_bounds(&item->gradient.clip, scale);
        return true;
    case ITEM_IMAGE:
        *bounds = shape_bounds(&item->image.clip, scale);
        return true;
    case ITEM_BORDER:
        *bounds = shape_bounds(&item->border.outer, scale);
        return true;
    case ITEM_SHADOW:
        *bounds = shadow_bounds(item, scale);
        return true;
    case ITEM_GLYPHS:
        *bounds = glyph_bounds(item, scale);
        return true;
    case ITEM_LINE:
        *bounds = line_bounds(item, scale);
        return true;
    case ITEM_PUSH_CLIP:
    case ITEM_POP_CLIP:
    case ITEM_PUSH_TRANSFORM:
    case ITEM_POP_TRANSFORM:
    case ITEM_PUSH_GROUP:
    case ITEM_POP_GROUP:
        break;
    }
    return false;
}
