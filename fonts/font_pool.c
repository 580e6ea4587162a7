#include "font.h"

#include <assert.h>
#include <hb-ot.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include FT_MULTIPLE_MASTERS_H

#include "font_file.h"
#include "font_set_internal.h"
#include "internal/error.h"

enum { MAX_AXES = 32 };

/* A mapped file; faces of a collection and instances of a variable face share it. */
struct mapped_file {
    char *path;
    hb_blob_t *blob;
};

/* What tells fonts apart: the face, and where it stands on each of its axes. */
struct font_key {
    uint8_t digest[16];
    unsigned axis_count;
    float axes[MAX_AXES]; /* in the order of the face's fvar */
};

struct pool_font {
    struct font font;    /* first: what callers hold a pointer to */
    uint64_t last_round; /* in which it was asked for */
    struct font_key key;
    hb_blob_t *blob;
};

struct font_pool {
    FT_Library library;
    hb_font_funcs_t *strike_funcs; /* advances of faces that are bitmaps only */
    struct mapped_file *files;
    size_t file_count;
    struct pool_font **fonts;
    size_t font_count;
    uint32_t last_id;
    uint64_t round; /* counts font_pool_trim() */
};

/* Browsers take the advances of bitmap glyphs from the strike, not from hmtx. The scale of such a font is 64 units a
 * pixel of the strike, so that they come out exactly. */
static hb_position_t strike_advance(hb_font_t *hb, void *data, hb_codepoint_t glyph, void *user_data)
{
    (void)hb;
    (void)user_data;
    FT_Face ft = data;
    return FT_Load_Glyph(ft, glyph, FT_LOAD_COLOR | FT_LOAD_BITMAP_METRICS_ONLY) ? 0
                                                                                 : (hb_position_t)ft->glyph->advance.x;
}

enum ogcard_status font_pool_create(struct font_pool **result, struct ogcard_error *error)
{
    *result = NULL;
    struct font_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return error_set(error, OGCARD_INTERNAL, "The font pool cannot be made: memory is exhausted");
    if (FT_Init_FreeType(&pool->library)) {
        free(pool);
        return error_set(error, OGCARD_INTERNAL, "FreeType cannot start");
    }
    pool->strike_funcs = hb_font_funcs_create();
    hb_font_funcs_set_glyph_h_advance_func(pool->strike_funcs, strike_advance, NULL, NULL);
    hb_font_funcs_make_immutable(pool->strike_funcs);
    *result = pool;
    return OGCARD_OK;
}

static void font_destroy(struct pool_font *font)
{
    hb_font_destroy(font->font.hb);
    if (font->font.ft)
        FT_Done_Face(font->font.ft);
    hb_blob_destroy(font->blob);
    free(font);
}

void font_pool_destroy(struct font_pool *pool)
{
    if (!pool)
        return;
    for (size_t i = 0; i < pool->font_count; i++)
        font_destroy(pool->fonts[i]);
    for (size_t i = 0; i < pool->file_count; i++) {
        hb_blob_destroy(pool->files[i].blob);
        free(pool->files[i].path);
    }
    hb_font_funcs_destroy(pool->strike_funcs);
    FT_Done_FreeType(pool->library);
    free(pool->files);
    free(pool->fonts);
    free(pool);
}

/* `items` with room for one more, or NULL. */
static void *grown(void *items, size_t count, size_t size)
{
    return realloc(items, (count + 1) * size);
}

/* The bytes of the face, owned by the set or the pool. */
static hb_blob_t *face_bytes(struct font_pool *pool, const struct font_face *face, struct ogcard_error *error)
{
    if (face->blob)
        return face->blob;
    for (size_t i = 0; i < pool->file_count; i++)
        if (!strcmp(pool->files[i].path, face->path))
            return pool->files[i].blob;
    hb_blob_t *blob;
    font_file_open(face->path, true, &blob, error);
    if (blob && hb_blob_get_length(blob) != ((const struct set_face *)face)->file_size) {
        error_set(error, OGCARD_IO, "%s: the font file was replaced after the fonts were loaded; restart to use it",
                  face->path);
        hb_blob_destroy(blob);
        return NULL;
    }
    char *path = blob ? strdup(face->path) : NULL;
    struct mapped_file *files = path ? grown(pool->files, pool->file_count, sizeof *files) : NULL;
    if (!files) {
        if (blob)
            error_set(error, OGCARD_INTERNAL, "%s: memory is exhausted", face->path);
        free(path);
        hb_blob_destroy(blob);
        return NULL;
    }
    pool->files = files;
    pool->files[pool->file_count++] = (struct mapped_file){path, blob};
    return blob;
}

/* Where the font stands on the face's axes: the default, `weight` clamped to the face's, then `axes`. */
static void key_set_axes(struct font_key *key, const struct font_face *face, hb_face_t *hb, float weight,
                         const struct font_axis_value *axes, size_t axis_count)
{
    hb_ot_var_axis_info_t infos[MAX_AXES];
    unsigned count = MAX_AXES;
    hb_ot_var_get_axis_infos(hb, 0, &count, infos);
    key->axis_count = count;
    for (unsigned i = 0; i < count; i++) {
        float value = infos[i].default_value;
        if (infos[i].tag == HB_OT_TAG_VAR_AXIS_WEIGHT)
            value = fminf(fmaxf(weight, face->weight.min), face->weight.max);
        for (size_t k = 0; k < axis_count; k++)
            if (axes[k].tag == infos[i].tag)
                value = axes[k].value;
        key->axes[i] = fminf(fmaxf(value, infos[i].min_value), infos[i].max_value);
    }
}

/* False when FreeType does not take what HarfBuzz does: outlines and advances would not agree. */
static bool apply_axes(struct pool_font *font, hb_face_t *face)
{
    const struct font_key *key = &font->key;
    hb_variation_t variations[MAX_AXES];
    FT_Fixed coordinates[MAX_AXES];
    hb_ot_var_axis_info_t infos[MAX_AXES];
    unsigned count = key->axis_count;
    hb_ot_var_get_axis_infos(face, 0, &count, infos);
    for (unsigned i = 0; i < count; i++) {
        variations[i] = (hb_variation_t){infos[i].tag, key->axes[i]};
        coordinates[i] = lroundf(key->axes[i] * 65536);
    }
    hb_font_set_variations(font->font.hb, variations, count);
    return FT_Set_Var_Design_Coordinates(font->font.ft, count, coordinates) == 0;
}

/* A face of bitmaps only: selects the largest strike. */
static bool use_strike(const struct font_pool *pool, struct font *font)
{
    FT_Face ft = font->ft;
    FT_Int best = 0;
    for (FT_Int i = 1; i < ft->num_fixed_sizes; i++)
        if (ft->available_sizes[i].y_ppem > ft->available_sizes[best].y_ppem)
            best = i;
    if (FT_Select_Size(ft, best) || ft->size->metrics.x_ppem == 0)
        return false;
    int scale = ft->size->metrics.x_ppem * 64;
    hb_font_set_scale(font->hb, scale, scale);
    hb_font_t *strike = hb_font_create_sub_font(font->hb);
    hb_font_set_funcs(strike, pool->strike_funcs, ft, NULL);
    hb_font_destroy(font->hb);
    font->hb = strike;
    return strike != hb_font_get_empty();
}

static float hb_metric(hb_font_t *hb, hb_ot_metrics_tag_t tag)
{
    hb_position_t value = 0;
    return hb_ot_metrics_get_position(hb, tag, &value) ? (float)value : 0;
}

/* The height of a letter's ink, for faces that do not say. */
static float letter_height(hb_font_t *hb, hb_codepoint_t letter)
{
    hb_codepoint_t glyph;
    hb_glyph_extents_t extents;
    if (!hb_font_get_nominal_glyph(hb, letter, &glyph) || !hb_font_get_glyph_extents(hb, glyph, &extents))
        return 0;
    return (float)extents.y_bearing;
}

static void set_metrics(struct font *font)
{
    struct font_metrics *metrics = &font->metrics;
    hb_font_t *hb = font->hb;
    int scale;
    hb_font_get_scale(hb, &scale, NULL);
    metrics->units_per_em = (float)scale;
    metrics->ascent = hb_metric(hb, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER);
    metrics->descent = hb_metric(hb, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER);
    metrics->line_gap = hb_metric(hb, HB_OT_METRICS_TAG_HORIZONTAL_LINE_GAP);
    metrics->x_height = hb_metric(hb, HB_OT_METRICS_TAG_X_HEIGHT);
    if (metrics->x_height == 0)
        metrics->x_height = letter_height(hb, 'x');
    metrics->cap_height = hb_metric(hb, HB_OT_METRICS_TAG_CAP_HEIGHT);
    if (metrics->cap_height == 0)
        metrics->cap_height = letter_height(hb, 'H');
    /* The tables give the top edges of the strokes. */
    metrics->underline_thickness = hb_metric(hb, HB_OT_METRICS_TAG_UNDERLINE_SIZE);
    metrics->underline_position = hb_metric(hb, HB_OT_METRICS_TAG_UNDERLINE_OFFSET) - metrics->underline_thickness / 2;
    metrics->strikeout_thickness = hb_metric(hb, HB_OT_METRICS_TAG_STRIKEOUT_SIZE);
    metrics->strikeout_position = hb_metric(hb, HB_OT_METRICS_TAG_STRIKEOUT_OFFSET) - metrics->strikeout_thickness / 2;
}

static bool open_font(struct font_pool *pool, struct pool_font *font, hb_face_t *hb_face)
{
    unsigned size;
    const char *bytes = hb_blob_get_data(font->blob, &size);
    const struct font_face *face = font->font.face;
    font->font.hb = hb_font_create(hb_face);
    if (hb_face == hb_face_get_empty() || font->font.hb == hb_font_get_empty()) /* out of memory */
        return false;
    if (FT_New_Memory_Face(pool->library, (const FT_Byte *)bytes, size, (FT_Long)face->index, &font->font.ft))
        return false;
    FT_Face ft = font->font.ft;
    if (font->key.axis_count && !apply_axes(font, hb_face))
        return false;
    if (!FT_IS_SCALABLE(ft) && !use_strike(pool, &font->font))
        return false;
    hb_font_make_immutable(font->font.hb);
    set_metrics(&font->font);
    return true;
}

static struct pool_font *find_font(const struct font_pool *pool, const struct font_key *key)
{
    for (size_t i = 0; i < pool->font_count; i++) {
        const struct font_key *other = &pool->fonts[i]->key;
        if (!memcmp(other->digest, key->digest, sizeof key->digest) && other->axis_count == key->axis_count &&
            !memcmp(other->axes, key->axes, key->axis_count * sizeof key->axes[0]))
            return pool->fonts[i];
    }
    return NULL;
}

/* The set that the font was opened from may be gone: what is asked for now is of a living one. */
static struct font *known_font(const struct font_pool *pool, struct pool_font *known, const struct font_face *face)
{
    known->font.face = face;
    known->last_round = pool->round;
    return &known->font;
}

static struct font *add_font(struct font_pool *pool, const struct font_face *face, const struct font_key *key,
                             hb_blob_t *blob, hb_face_t *hb_face, struct ogcard_error *error)
{
    struct pool_font *font = calloc(1, sizeof *font);
    struct pool_font **fonts = font ? grown(pool->fonts, pool->font_count, sizeof *fonts) : NULL;
    const char *name = face->path ? face->path : face->family;
    if (!fonts) {
        free(font);
        error_set(error, OGCARD_INTERNAL, "%s: memory is exhausted", name);
        return NULL;
    }
    pool->fonts = fonts;
    font->font.face = face;
    font->key = *key;
    font->blob = hb_blob_reference(blob);
    if (!open_font(pool, font, hb_face)) {
        font_destroy(font);
        error_set(error, OGCARD_BAD_FONT, "%s: this font cannot be opened", name);
        return NULL;
    }
    font->font.id = ++pool->last_id;
    font->last_round = pool->round;
    pool->fonts[pool->font_count++] = font;
    return &font->font;
}

struct font *font_pool_get(struct font_pool *pool, const struct font_face *face, float weight,
                           const struct font_axis_value *axes, size_t axis_count, struct ogcard_error *error)
{
    struct font_key key = {0};
    memcpy(key.digest, face->digest, sizeof key.digest);
    struct pool_font *known = find_font(pool, &key);
    if (known) /* a static face */
        return known_font(pool, known, face);
    hb_blob_t *blob = face_bytes(pool, face, error);
    if (!blob)
        return NULL;
    hb_face_t *hb_face = hb_face_create(blob, face->index);
    key_set_axes(&key, face, hb_face, weight, axes, axis_count);
    known = find_font(pool, &key);
    struct font *font = known ? known_font(pool, known, face) : add_font(pool, face, &key, blob, hb_face, error);
    hb_face_destroy(hb_face);
    return font;
}

float font_weight(const struct font *font)
{
    hb_ot_var_axis_info_t infos[MAX_AXES];
    unsigned count = MAX_AXES, set = 0;
    const float *places = hb_font_get_var_coords_design(font->hb, &set);
    hb_ot_var_get_axis_infos(hb_font_get_face(font->hb), 0, &count, infos);
    for (unsigned i = 0; i < count && i < set; i++)
        if (infos[i].tag == HB_TAG('w', 'g', 'h', 't'))
            return places[i];
    return font->face->weight.min;
}

bool font_pool_trim(struct font_pool *pool)
{
    bool closed = false;
    while (pool->font_count > FONT_POOL_KEPT) {
        size_t oldest = 0;
        for (size_t i = 1; i < pool->font_count; i++)
            if (pool->fonts[i]->last_round < pool->fonts[oldest]->last_round)
                oldest = i;
        font_destroy(pool->fonts[oldest]);
        pool->fonts[oldest] = pool->fonts[--pool->font_count];
        closed = true;
    }
    pool->round++;
    return closed;
}

struct font_line_metrics font_line_metrics_at(const struct font_metrics *metrics, float size_px)
{
    float scale = size_px / metrics->units_per_em;
    return (struct font_line_metrics){
        .ascent_px = floorf(metrics->ascent * scale + 0.5f),
        .descent_px = floorf(-metrics->descent * scale + 0.5f),
        .line_gap_px = floorf(metrics->line_gap * scale + 0.5f),
    };
}
