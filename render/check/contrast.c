#include "contrast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"

#define CONTRAST_SCALE 2
/* Fewer pixels than this do not tell a glyph's color. */
#define CONTRAST_MIN_PIXELS 8
/* Pixels count that differ from the ground by this part of the glyph's largest difference: its strokes' inside. */
#define CONTRAST_INSIDE 0.8F

struct picture {
    uint32_t *pixels;
    unsigned width, height;
};

static float linear(unsigned value)
{
    float v = (float)value / 255;
    return v <= 0.04045F ? v / 12.92F : powf((v + 0.055F) / 1.055F, 2.4F);
}

static float luminance(uint32_t color)
{
    return 0.2126F * linear(color >> 16 & 0xff) + 0.7152F * linear(color >> 8 & 0xff) + 0.0722F * linear(color & 0xff);
}

float check_contrast_ratio(uint32_t a, uint32_t b)
{
    float first = luminance(a), second = luminance(b);
    return (fmaxf(first, second) + 0.05F) / (fminf(first, second) + 0.05F);
}

float check_contrast_wanted(const struct check_piece *piece)
{
    float size = piece->fragment->font_size_px;
    bool bold = piece->style->font_weight >= 700;
    return size >= 24 || (bold && size >= 18.66F) ? 3 : 4.5F;
}

/* Over white, which is what a viewer shows behind transparent parts. */
static uint32_t over_white(uint32_t pixel)
{
    uint32_t rest = 255 - (pixel >> 24);
    return ((pixel >> 16 & 0xff) + rest) << 16 | ((pixel >> 8 & 0xff) + rest) << 8 | ((pixel & 0xff) + rest);
}

static enum ogcard_status draw(struct raster *raster, const struct display_list *list, struct picture *picture,
                               struct ogcard_error *error)
{
    struct card_pixels drawn;
    enum ogcard_status status = raster_draw(raster, list, CONTRAST_SCALE, &drawn, error);
    if (status != OGCARD_OK)
        return status;
    *picture = (struct picture){malloc((size_t)drawn.width * drawn.height * 4), drawn.width, drawn.height};
    if (!picture->pixels)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while measuring contrast.");
    for (size_t y = 0; y < drawn.height; y++)
        for (size_t x = 0; x < drawn.width; x++)
            picture->pixels[y * drawn.width + x] = over_white(drawn.pixels[y * drawn.stride + x]);
    return OGCARD_OK;
}

static enum ogcard_status draw_without(struct raster *raster, const struct display_list *list,
                                       const struct check_pieces *pieces, struct arena *arena, struct picture *picture,
                                       struct ogcard_error *error)
{
    struct display_item *items = ARENA_ARRAY(arena, struct display_item, list->count + 1);
    bool *left_out = ARENA_ARRAY(arena, bool, list->count + 1);
    if (!items || !left_out)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while measuring contrast.");
    for (size_t i = 0; i < pieces->count; i++)
        left_out[pieces->items[i].item] = true;
    struct display_list ground = {items, 0, list->width_px, list->height_px};
    for (size_t i = 0; i < list->count; i++)
        if (!left_out[i])
            items[ground.count++] = list->items[i];
    return draw(raster, &ground, picture, error);
}

struct window {
    unsigned left, top, right, bottom; /* device pixels */
};

/* Where the glyph has ink; false for a space. */
static bool glyph_window(const struct check_piece *piece, const struct glyph *glyph, const struct picture *picture,
                         struct window *window)
{
    const struct fragment *fragment = piece->fragment;
    hb_glyph_extents_t extents;
    float em = fragment->font_size_px / fragment->font->metrics.units_per_em;
    if (!hb_font_get_glyph_extents(fragment->font->hb, glyph->id, &extents) || !extents.width || !extents.height)
        return false;
    struct rect rect = {
        piece->block->text_x + fragment->x + glyph->x + (float)extents.x_bearing * em,
        piece->block->text_y + fragment->baseline + glyph->y - (float)extents.y_bearing * em,
        (float)extents.width * em,
        (float)-extents.height * em,
    };
    rect = check_rect_transform(piece->matrix, rect);
    float right = (rect.x + rect.width) * CONTRAST_SCALE, bottom = (rect.y + rect.height) * CONTRAST_SCALE;
    float width = (float)picture->width, height = (float)picture->height;
    *window = (struct window){
        (unsigned)fminf(fmaxf(rect.x * CONTRAST_SCALE, 0), width),
        (unsigned)fminf(fmaxf(rect.y * CONTRAST_SCALE, 0), height),
        (unsigned)fminf(fmaxf(right, 0), width),
        (unsigned)fminf(fmaxf(bottom, 0), height),
    };
    return true;
}

static unsigned difference(uint32_t a, uint32_t b)
{
    unsigned sum = 0;
    for (int shift = 0; shift < 24; shift += 8)
        sum += (unsigned)abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff));
    return sum;
}

static uint32_t mean_color(const unsigned long sum[3], unsigned long count)
{
    return (uint32_t)(sum[0] / count << 16 | sum[1] / count << 8 | sum[2] / count);
}

static struct check_contrast measure_glyph(const struct picture *with, const struct picture *without,
                                           struct window window)
{
    unsigned largest = 0;
    for (unsigned y = window.top; y < window.bottom; y++)
        for (unsigned x = window.left; x < window.right; x++) {
            size_t at = (size_t)y * with->width + x;
            unsigned found = difference(with->pixels[at], without->pixels[at]);
            largest = found > largest ? found : largest;
        }
    unsigned long count = 0, text[3] = {0}, ground[3] = {0};
    double ratios = 0;
    /* Where nothing differs all pixels count: the text has the color of its ground. */
    for (unsigned y = window.top; y < window.bottom; y++)
        for (unsigned x = window.left; x < window.right; x++) {
            uint32_t a = with->pixels[(size_t)y * with->width + x];
            uint32_t b = without->pixels[(size_t)y * with->width + x];
            if ((float)difference(a, b) < CONTRAST_INSIDE * (float)largest)
                continue;
            count++;
            ratios += (double)check_contrast_ratio(a, b);
            for (int channel = 0; channel < 3; channel++) {
                text[channel] += a >> (16 - 8 * channel) & 0xff;
                ground[channel] += b >> (16 - 8 * channel) & 0xff;
            }
        }
    if (count < CONTRAST_MIN_PIXELS)
        return (struct check_contrast){0, 0, 0};
    return (struct check_contrast){(float)(ratios / (double)count), mean_color(text, count), mean_color(ground, count)};
}

static struct check_contrast measure_piece(const struct check_piece *piece, const struct picture *with,
                                           const struct picture *without)
{
    struct check_contrast worst = {0, 0, 0};
    const struct fragment *fragment = piece->fragment;
    if (fragment->missing || fragment->font->face->color)
        return worst;
    for (size_t i = 0; i < fragment->glyph_count; i++) {
        struct window window;
        if (!glyph_window(piece, &fragment->glyphs[i], with, &window))
            continue;
        struct check_contrast found = measure_glyph(with, without, window);
        if (found.ratio > 0 && (worst.ratio == 0 || found.ratio < worst.ratio))
            worst = found;
    }
    return worst;
}

struct check_contrast *check_contrast_measure(struct raster *raster, const struct display_list *list,
                                              const struct check_pieces *pieces, struct arena *arena,
                                              struct ogcard_error *error)
{
    struct picture with = {NULL, 0, 0}, without = {NULL, 0, 0};
    struct check_contrast *found = ARENA_ARRAY(arena, struct check_contrast, pieces->count + 1);
    bool ok = found && draw(raster, list, &with, error) == OGCARD_OK &&
              draw_without(raster, list, pieces, arena, &without, error) == OGCARD_OK;
    for (size_t i = 0; ok && i < pieces->count; i++)
        found[i] = measure_piece(&pieces->items[i], &with, &without);
    free(with.pixels);
    free(without.pixels);
    return ok ? found : NULL;
}
