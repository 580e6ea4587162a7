#include "glyph_store.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include FT_OUTLINE_H

#include "render/arena.h"

/* Some thousand large letters; past it the store starts anew, which costs a card in fifty 0.4 ms when titles of all
 * scripts and lengths come in turn. */
#define STORE_LIMIT_BYTES (3u * 1024 * 1024)
enum { FIRST_SLOTS = 1024, STORE_MAX_GLYPHS = 16 * 1024 };

struct glyph_key {
    uint32_t font, glyph, phase;
    float size_px;
};

struct slot {
    struct glyph_key key;
    bool used, drawable;
    struct glyph_mask mask;
};

struct glyph_store {
    struct arena *arena; /* of the masks */
    struct slot *slots;
    size_t capacity, count; /* capacity is a power of two */
    unsigned steps;         /* of coverage; 0: those that fit the size */
};

struct glyph_store *glyph_store_create(void)
{
    struct glyph_store *store = calloc(1, sizeof *store);
    if (!store)
        return NULL;
    store->arena = arena_create(STORE_LIMIT_BYTES * 2);
    store->slots = calloc(FIRST_SLOTS, sizeof *store->slots);
    store->capacity = FIRST_SLOTS;
    if (!store->arena || !store->slots) {
        glyph_store_destroy(store);
        return NULL;
    }
    return store;
}

void glyph_store_destroy(struct glyph_store *store)
{
    if (!store)
        return;
    arena_destroy(store->arena);
    free(store->slots);
    free(store);
}

void glyph_store_set_steps(struct glyph_store *store, unsigned steps)
{
    store->steps = steps;
}

static void store_clear(struct glyph_store *store)
{
    arena_reset(store->arena);
    memset(store->slots, 0, store->capacity * sizeof *store->slots);
    store->count = 0;
}

unsigned glyph_phase_count(float size_px)
{
    return size_px >= 40 ? 1 : 4;
}

static bool key_equal(const struct glyph_key *a, const struct glyph_key *b)
{
    return a->font == b->font && a->glyph == b->glyph && a->phase == b->phase && a->size_px == b->size_px;
}

static size_t key_hash(const struct glyph_key *key)
{
    uint32_t size_bits;
    memcpy(&size_bits, &key->size_px, sizeof size_bits);
    uint64_t hash = (uint64_t)key->glyph << 32 | (key->font << 2 | key->phase);
    hash = (hash ^ size_bits) * 0x9e3779b97f4a7c15u;
    return (size_t)(hash >> 24);
}

static struct slot *slot_find(struct slot *slots, size_t capacity, const struct glyph_key *key)
{
    size_t at = key_hash(key) & (capacity - 1);
    while (slots[at].used && !key_equal(&slots[at].key, key))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static bool store_grow(struct glyph_store *store)
{
    struct slot *slots = calloc(store->capacity * 2, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < store->capacity; i++)
        if (store->slots[i].used)
            *slot_find(slots, store->capacity * 2, &store->slots[i].key) = store->slots[i];
    free(store->slots);
    store->slots = slots;
    store->capacity *= 2;
    return true;
}

bool glyph_face_set_size(FT_Face face, float size_px)
{
    FT_F26Dot6 size = (FT_F26Dot6)lroundf(size_px * 64);
    return size > 0 && FT_Set_Char_Size(face, size, size, 72, 72) == 0;
}

/* Coverage in few steps: the eye sees no difference, and a card's colors often fit a palette then. Small letters, which
 * are edges for the most part, keep more. */
static unsigned steps_for(float size_px)
{
    return size_px >= 32 ? 16 : 32;
}

static void coverage_round(uint8_t *coverage, size_t count, unsigned steps)
{
    for (size_t i = 0; i < count; i++)
        if (coverage[i] != 0 && coverage[i] != 255)
            coverage[i] = (uint8_t)((coverage[i] * (steps - 1) + 127) / 255 * 255 / (steps - 1));
}

/* An outline's coverage, drawn straight into the store's memory. */
static bool mask_from_outline(struct glyph_store *store, FT_GlyphSlot glyph, const struct glyph_key *key,
                              struct glyph_mask *mask)
{
    FT_BBox box;
    FT_Outline_Translate(&glyph->outline, (FT_Pos)key->phase * 16, 0);
    FT_Outline_Get_CBox(&glyph->outline, &box);
    long left = box.xMin >> 6, right = (box.xMax + 63) >> 6, bottom = box.yMin >> 6, top = (box.yMax + 63) >> 6;
    if (left >= right || bottom >= top)
        return true;
    if (right - left > 4 * (long)GLYPH_MASK_MAX_PX || top - bottom > 4 * (long)GLYPH_MASK_MAX_PX)
        return false;
    uint8_t *coverage = arena_calloc(store->arena, (size_t)(right - left), (size_t)(top - bottom));
    if (!coverage)
        return false;
    FT_Bitmap bitmap = {
        .rows = (unsigned)(top - bottom),
        .width = (unsigned)(right - left),
        .pitch = (int)(right - left),
        .buffer = coverage,
        .num_grays = 256,
        .pixel_mode = FT_PIXEL_MODE_GRAY,
    };
    FT_Outline_Translate(&glyph->outline, -left * 64, -bottom * 64);
    if (FT_Outline_Get_Bitmap(glyph->library, &glyph->outline, &bitmap) != 0)
        return false;
    coverage_round(coverage, (size_t)bitmap.width * bitmap.rows, store->steps ? store->steps : steps_for(key->size_px));
    *mask = (struct glyph_mask){
        .left = (int)left, .top = (int)-top, .width = bitmap.width, .height = bitmap.rows, .coverage = coverage};
    return true;
}

/* A strike's picture scaled by `factor`, with cairo's box filter. */
static bool mask_from_strike(struct glyph_store *store, FT_GlyphSlot glyph, double factor, struct glyph_mask *mask)
{
    const FT_Bitmap *bitmap = &glyph->bitmap;
    if (bitmap->pixel_mode != FT_PIXEL_MODE_BGRA || bitmap->width == 0 || bitmap->rows == 0)
        return bitmap->width == 0 || bitmap->rows == 0;
    double x0 = glyph->bitmap_left * factor, y0 = -glyph->bitmap_top * factor;
    double x1 = x0 + bitmap->width * factor, y1 = y0 + bitmap->rows * factor;
    int left = (int)floor(x0), top = (int)floor(y0);
    int width = (int)ceil(x1) - left, height = (int)ceil(y1) - top;
    uint32_t *color = arena_calloc(store->arena, (size_t)width * (size_t)height, sizeof *color);
    if (!color)
        return false;
    cairo_surface_t *from = cairo_image_surface_create_for_data(bitmap->buffer, CAIRO_FORMAT_ARGB32, (int)bitmap->width,
                                                                (int)bitmap->rows, bitmap->pitch);
    cairo_surface_t *to =
        cairo_image_surface_create_for_data((uint8_t *)color, CAIRO_FORMAT_ARGB32, width, height, width * 4);
    cairo_t *cairo = cairo_create(to);
    cairo_translate(cairo, x0 - left, y0 - top);
    cairo_scale(cairo, factor, factor);
    cairo_set_source_surface(cairo, from, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_GOOD);
    cairo_paint(cairo);
    bool drawn = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    cairo_surface_destroy(to);
    cairo_surface_destroy(from);
    *mask = (struct glyph_mask){
        .left = left, .top = top, .width = (unsigned)width, .height = (unsigned)height, .color = color};
    return drawn;
}

/* The one that a face of bitmaps keeps selected: advances come from there. */
static int strike_largest(FT_Face face)
{
    int best = 0;
    for (int i = 1; i < face->num_fixed_sizes; i++)
        if (face->available_sizes[i].y_ppem > face->available_sizes[best].y_ppem)
            best = i;
    return best;
}

static bool mask_draw(struct glyph_store *store, const struct font *font, const struct glyph_key *key,
                      struct glyph_mask *mask)
{
    FT_Face face = font->ft;
    if (FT_HAS_COLOR(face) && face->num_fixed_sizes > 0) {
        int strike = strike_largest(face);
        if (FT_Select_Size(face, strike) == 0 && FT_Load_Glyph(face, key->glyph, FT_LOAD_COLOR) == 0 &&
            face->glyph->format == FT_GLYPH_FORMAT_BITMAP)
            return mask_from_strike(store, face->glyph,
                                    key->size_px * 64.0 / (double)face->available_sizes[strike].y_ppem, mask);
    }
    if (!glyph_face_set_size(face, key->size_px))
        return false;
    if (FT_HAS_COLOR(face) &&
        FT_Load_Glyph(face, key->glyph, FT_LOAD_COLOR | FT_LOAD_NO_HINTING | FT_LOAD_RENDER) == 0 &&
        face->glyph->bitmap.pixel_mode == FT_PIXEL_MODE_BGRA)
        return mask_from_strike(store, face->glyph, 1, mask); /* layered outlines */
    if (FT_Load_Glyph(face, key->glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0 ||
        face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
        return false;
    return mask_from_outline(store, face->glyph, key, mask);
}

const struct glyph_mask *glyph_store_get(struct glyph_store *store, const struct font *font, uint32_t glyph,
                                         float size_px, unsigned phase)
{
    struct glyph_key key = {font->id, glyph, phase, size_px};
    struct slot *slot = slot_find(store->slots, store->capacity, &key);
    if (!slot->used) {
        if (arena_used(store->arena) > STORE_LIMIT_BYTES || store->count > STORE_MAX_GLYPHS)
            store_clear(store);
        if (store->count * 2 >= store->capacity) {
            if (!store_grow(store))
                return NULL;
        }
        slot = slot_find(store->slots, store->capacity, &key);
        *slot = (struct slot){.key = key, .used = true};
        slot->drawable = mask_draw(store, font, &key, &slot->mask);
        store->count++;
    }
    return slot->drawable ? &slot->mask : NULL;
}
