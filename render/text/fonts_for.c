#include "fonts_for.h"

#include FT_MULTIPLE_MASTERS_H
#include <hb-ot.h>

#include "emoji.h"

enum { AXIS_LIMIT = 16 };

static enum font_slope slope_of(const struct text_style *style)
{
    static const enum font_slope slopes[] = {
        [FONT_STYLE_NORMAL] = FONT_SLOPE_NORMAL,
        [FONT_STYLE_ITALIC] = FONT_SLOPE_ITALIC,
        [FONT_STYLE_OBLIQUE] = FONT_SLOPE_OBLIQUE,
    };
    return slopes[style->font_style];
}

void style_fonts_init(struct style_fonts *fonts, const struct paragraph *p, const struct style *style)
{
    const struct text_style *text = &style->text;
    *fonts = (struct style_fonts){.style = style};
    for (size_t i = 0; i < text->family_count && i < FAMILY_LIMIT; i++)
        fonts->families[fonts->family_count++] = font_set_match(p->input.fonts, text->families[i], text->font_weight,
                                                                text->font_stretch_pct, slope_of(text));
}

static size_t collect_axes(const struct text_style *style, const struct font_face *face, struct font_axis_value *axes)
{
    size_t count = 0;
    if (face->stretch.min < face->stretch.max)
        axes[count++] = (struct font_axis_value){HB_TAG('w', 'd', 't', 'h'), style->font_stretch_pct};
    for (size_t i = 0; i < style->variation_count && count + 1 < AXIS_LIMIT; i++)
        axes[count++] = (struct font_axis_value){style->variations[i].tag, style->variations[i].value};
    return count;
}

/* font-optical-sizing: auto sets the axis to the size in px unless font-variation-settings does. */
static bool wants_optical_size(const struct text_style *style, const struct font *font)
{
    const hb_tag_t opsz = HB_TAG('o', 'p', 's', 'z');
    hb_ot_var_axis_info_t info;
    if (!style->optical_sizing || !FT_HAS_MULTIPLE_MASTERS(font->ft))
        return false;
    for (size_t i = 0; i < style->variation_count; i++)
        if (style->variations[i].tag == opsz)
            return false;
    return hb_ot_var_find_axis_info(hb_font_get_face(font->hb), opsz, &info);
}

static struct font *open_face(struct style_fonts *fonts, const struct paragraph *p, const struct font_face *face,
                              struct ogcard_error *error)
{
    for (size_t i = 0; i < fonts->opened_count; i++)
        if (fonts->opened[i].face == face)
            return fonts->opened[i].font;
    const struct text_style *style = &fonts->style->text;
    struct font_axis_value axes[AXIS_LIMIT];
    size_t count = collect_axes(style, face, axes);
    struct font *font = font_pool_get(p->context->fonts, face, style->font_weight, axes, count, error);
    if (font && wants_optical_size(style, font)) {
        axes[count++] = (struct font_axis_value){HB_TAG('o', 'p', 's', 'z'), style->font_size_px};
        font = font_pool_get(p->context->fonts, face, style->font_weight, axes, count, error);
    }
    if (font && fonts->opened_count < OPENED_LIMIT) {
        fonts->opened[fonts->opened_count].face = face;
        fonts->opened[fonts->opened_count++].font = font;
    }
    return font;
}

/* Joiners and selectors need no glyph: the shaper acts on them or hides them. */
static bool needs_glyph(uint32_t c)
{
    return c < 0xAD || !u_hasBinaryProperty((UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static bool covers(const struct paragraph *p, const struct font_face *face, const uint32_t *cluster, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t c = cluster[i] == '\t' ? ' ' : cluster[i]; /* a tab is as wide as so many spaces */
        if (needs_glyph(c) && !font_face_covers(p->input.fonts, face, c))
            return false;
    }
    return true;
}

static const struct font_face *face_of_families(const struct style_fonts *fonts, const struct paragraph *p,
                                                const uint32_t *cluster, size_t count, bool color_only)
{
    const struct text_style *style = &fonts->style->text;
    for (size_t i = 0; i < fonts->family_count; i++) {
        const struct font_face *face = fonts->families[i];
        if (!face || (color_only && !face->color))
            continue;
        if (covers(p, face, cluster, count))
            return face;
        if (!face->unicode_range)
            continue;
        face = font_set_match_cluster(p->input.fonts, style->families[i], style->font_weight, style->font_stretch_pct,
                                      slope_of(style), cluster, count);
        if (face)
            return face;
    }
    return NULL;
}

static const struct font_face *fallback_face(struct style_fonts *fonts, const struct paragraph *p,
                                             const uint32_t *cluster, size_t count, hb_script_t script,
                                             const char *language, bool emoji)
{
    const struct text_style *style = &fonts->style->text;
    if (!emoji && fonts->last_fallback && fonts->last_script == script && fonts->last_language == language &&
        covers(p, fonts->last_fallback, cluster, count))
        return fonts->last_fallback;
    const struct font_face *face = font_set_fallback(p->input.fonts, cluster, count, *language ? language : NULL, emoji,
                                                     style->font_weight, slope_of(style));
    if (face && !emoji) {
        fonts->last_fallback = face;
        fonts->last_script = script;
        fonts->last_language = language;
    }
    return face;
}

bool style_fonts_choose(struct style_fonts *fonts, const struct paragraph *p, const uint32_t *cluster, size_t count,
                        hb_script_t script, const char *language, struct font_choice *choice,
                        struct ogcard_error *error)
{
    bool emoji = emoji_presentation(cluster, count);
    const struct font_face *face = NULL;
    if (emoji) {
        face = face_of_families(fonts, p, cluster, count, true);
        if (!face)
            face = fallback_face(fonts, p, cluster, count, script, language, true);
    }
    if (!face)
        face = face_of_families(fonts, p, cluster, count, false);
    if (!face)
        face = fallback_face(fonts, p, cluster, count, script, language, false);
    choice->missing = !face && needs_glyph(cluster[0]);
    choice->font = face ? open_face(fonts, p, face, error) : style_fonts_first(fonts, p, error);
    return choice->font != NULL;
}

struct font *style_fonts_first(struct style_fonts *fonts, const struct paragraph *p, struct ogcard_error *error)
{
    const uint32_t space = ' ';
    const struct font_face *face = face_of_families(fonts, p, &space, 1, false);
    if (!face)
        face = font_set_fallback(p->input.fonts, &space, 1, NULL, false, fonts->style->text.font_weight,
                                 slope_of(&fonts->style->text));
    if (!face)
        face = font_set_face(p->input.fonts, 0);
    if (!face) {
        error_set(error, OGCARD_BAD_FONT, "The font set has no face at all: text needs at least one font.");
        return NULL;
    }
    return open_face(fonts, p, face, error);
}
