/* Opened faces: a font pool belongs to one worker and opens (maps) a face on its first use. */
#ifndef FONTS_FONT_H
#define FONTS_FONT_H

#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb.h>
#include <stdbool.h>
#include <stdint.h>

#include "font_set.h"
#include "ogcard.h"

/* Metrics in font units (divide by units_per_em, multiply by the size); y grows upwards, so descent is
 * negative. Ascent, descent and line gap are chosen and rounded the way Chromium chooses them: hhea unless
 * USE_TYPO_METRICS or hhea is zero. */
struct font_metrics {
    float units_per_em;
    float ascent, descent, line_gap;
    float x_height, cap_height;
    float underline_position, underline_thickness; /* position of the stroke's centre, below the baseline negative */
    float strikeout_position, strikeout_thickness;
};

/* An opened face at given axis positions. */
struct font {
    const struct font_face *face; /* valid as long as a set that has it is referenced; compare digests instead */
    hb_font_t *hb;                /* scale is units_per_em: shape once, multiply by size */
    FT_Face ft;                   /* at the axis positions of this font; size not set */
    struct font_metrics metrics;
    uint32_t id; /* unique within the pool for the pool's life: key for glyph caches */
};

struct font_axis_value {
    hb_tag_t tag;
    float value;
};

struct font_pool;

enum ogcard_status font_pool_create(struct font_pool **pool, struct ogcard_error *error);
void font_pool_destroy(struct font_pool *pool); /* accepts NULL */

/* The face opened at `weight` (clamped to its range; only variable faces differ) and the further `axes`. Owned
 * by the pool, valid until the pool is destroyed. NULL with an error when the file cannot be opened. */
struct font *font_pool_get(struct font_pool *pool, const struct font_face *face, float weight,
                           const struct font_axis_value *axes, size_t axis_count, struct ogcard_error *error);

#endif
