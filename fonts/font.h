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

/* Metrics in font units (divide by units_per_em, multiply by the size), not rounded; y grows upwards, so descent is
 * negative. Ascent, descent and line gap are those of hhea, unless OS/2 says USE_TYPO_METRICS or hhea's are zero.
 * units_per_em is the font's own, except for a face of bitmaps only: there it is 64 a pixel of the strike. */
struct font_metrics {
    float units_per_em;
    float ascent, descent, line_gap;
    float x_height, cap_height;
    float underline_position, underline_thickness; /* position of the stroke's centre, below the baseline negative */
    float strikeout_position, strikeout_thickness;
};

/* What a line box is made of, descent positive. */
struct font_line_metrics {
    float ascent_px, descent_px, line_gap_px;
};

/* Each rounded to whole px by itself, as Chromium does: `line-height: normal` is their sum. */
struct font_line_metrics font_line_metrics_at(const struct font_metrics *metrics, float size_px);

/* An opened face at given axis positions. */
struct font {
    const struct font_face *face; /* as last asked for: valid as long as a set that has it is referenced */
    hb_font_t *hb;                /* scale is metrics.units_per_em: shape once, multiply by size */
    FT_Face ft;                   /* at the axis positions of this font; no size is set, but a face of bitmaps only has
                                     its largest strike selected and must keep it: advances come from there */
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

/* The face opened at `weight` (clamped to its range; only variable faces differ) and the further `axes`, which
 * override it. Owned by the pool, valid until the next font_pool_trim(). NULL with an error when the file cannot be
 * opened. */
struct font *font_pool_get(struct font_pool *pool, const struct font_face *face, float weight,
                           const struct font_axis_value *axes, size_t axis_count, struct ogcard_error *error);

/* Fonts that stay open between cards: a request may choose axis positions, so their number is not the template's. */
#define FONT_POOL_KEPT 64

/* Between two cards: closes the fonts past FONT_POOL_KEPT, longest unused first. True when one was closed: pointers
 * to fonts must be forgotten then; what is kept by id is merely not asked for again. */
bool font_pool_trim(struct font_pool *pool);

/* The weight it is drawn at, 1..1000: of a variable face where its axis stands. */
float font_weight(const struct font *font);

/* Whether the font has other shapes of the script's letters for the language (OpenType `locl`, BCP 47 tag). */
bool font_has_local_forms(const struct font *font, hb_script_t script, const char *language);

#endif
