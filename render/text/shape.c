#include "shape.h"

#include <hb.h>
#include <string.h>

#include "fonts_for.h"
#include "han.h"
#include "marks.h"

enum { FEATURE_LIMIT = 64 };

static bool script_is_joined(hb_script_t script)
{
    static const hb_script_t joined[] = {
        HB_SCRIPT_ARABIC,     HB_SCRIPT_SYRIAC,     HB_SCRIPT_MONGOLIAN,       HB_SCRIPT_NKO,
        HB_SCRIPT_MANDAIC,    HB_SCRIPT_PHAGS_PA,   HB_SCRIPT_HANIFI_ROHINGYA, HB_SCRIPT_ADLAM,
        HB_SCRIPT_SOGDIAN,    HB_SCRIPT_MANICHAEAN, HB_SCRIPT_PSALTER_PAHLAVI, HB_SCRIPT_CHORASMIAN,
        HB_SCRIPT_OLD_UYGHUR,
    };
    for (size_t i = 0; i < sizeof joined / sizeof *joined; i++)
        if (joined[i] == script)
            return true;
    return false;
}

struct extent run_letter_spacing(const struct paragraph *p, const struct text_run *run, uint32_t place)
{
    const struct text_style *style = &run->style->text;
    if (!style->letter_spacing_px || (script_is_joined(run->script) && p->text[place] != ' '))
        return (struct extent){0, 0};
    double spacing = (double)style->letter_spacing_px;
    return style->letter_spacing_in_em ? (struct extent){spacing, 0} : (struct extent){0, spacing};
}

static size_t collect_features(const struct text_style *style, hb_feature_t *features)
{
    size_t count = 0;
    const hb_feature_t off = {.value = 0, .end = HB_FEATURE_GLOBAL_END};
    if (style->kerning != FONT_KERNING_AUTO) {
        features[count] = off;
        features[count].tag = HB_TAG('k', 'e', 'r', 'n');
        features[count++].value = style->kerning == FONT_KERNING_NORMAL;
    }
    /* A ligature would tear the even rhythm: CSS Text 3 section 8.2. */
    static const hb_tag_t optional[] = {HB_TAG('l', 'i', 'g', 'a'), HB_TAG('c', 'l', 'i', 'g'),
                                        HB_TAG('c', 'a', 'l', 't')};
    for (size_t i = 0; style->letter_spacing_px && i < sizeof optional / sizeof *optional; i++) {
        features[count] = off;
        features[count++].tag = optional[i];
    }
    for (size_t i = 0; i < style->feature_count && count < FEATURE_LIMIT; i++)
        features[count++] = style->features[i];
    return count;
}

static struct shaped_glyph *copy_glyphs(struct arena *arena, hb_buffer_t *buffer, size_t *count)
{
    unsigned length = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &length);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, &length);
    struct shaped_glyph *copy = ARENA_ARRAY(arena, struct shaped_glyph, length ? length : 1);
    for (unsigned i = 0; copy && i < length; i++)
        copy[i] = (struct shaped_glyph){
            .id = infos[i].codepoint,
            .cluster = infos[i].cluster,
            .advance = positions[i].x_advance,
            .x_offset = positions[i].x_offset,
            .y_offset = positions[i].y_offset,
            .unsafe = (hb_glyph_info_get_glyph_flags(&infos[i]) & HB_GLYPH_FLAG_UNSAFE_TO_BREAK) != 0,
        };
    *count = length;
    return copy;
}

hb_buffer_t *shape_buffer(const struct paragraph *p, const struct text_run *run, const struct shape_bounds *bounds)
{
    hb_buffer_t *buffer = p->context->buffer;
    hb_feature_t features[FEATURE_LIMIT];
    size_t feature_count = collect_features(&run->style->text, features);
    feature_count = han_trim_features(p, run, bounds, features, feature_count, FEATURE_LIMIT);
    hb_buffer_clear_contents(buffer);
    hb_buffer_add_utf16(buffer, (const uint16_t *)p->text, (int)p->length, bounds->start,
                        (int)(bounds->end - bounds->start));
    hb_buffer_set_direction(buffer, run->level & 1 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, run->script);
    hb_buffer_set_language(buffer, *run->language ? hb_language_from_string(run->language, -1) : HB_LANGUAGE_INVALID);
    hb_shape(run->font->hb, buffer, features, (unsigned)feature_count);
    return buffer;
}

/* Fonts without a tab would show it as missing. */
static void tabs_become_spaces(const struct paragraph *p, const struct text_run *run, struct shaped_glyph *glyphs,
                               size_t count)
{
    hb_codepoint_t space = 0;
    for (size_t i = 0; i < count; i++)
        if (p->text[glyphs[i].cluster] == '\t' && hb_font_get_nominal_glyph(run->font->hb, ' ', &space))
            glyphs[i].id = space;
}

bool shape_range(const struct paragraph *p, const struct text_run *run, const struct shape_bounds *bounds,
                 const struct shaped_glyph **glyphs, size_t *count)
{
    hb_buffer_t *buffer = shape_buffer(p, run, bounds);
    struct shaped_glyph *copy = hb_buffer_allocation_successful(buffer) ? copy_glyphs(p->arena, buffer, count) : NULL;
    if (copy) {
        marks_centre(p, run, copy, *count);
        tabs_become_spaces(p, run, copy, *count);
    }
    *glyphs = copy;
    return copy != NULL;
}

static void mark_safe_places(struct paragraph *p, const struct text_run *run)
{
    for (size_t i = 0; i < run->glyph_count; i++)
        if (!run->glyphs[i].unsafe)
            p->flags[run->glyphs[i].cluster] |= UNIT_SAFE;
    p->flags[run->start] |= UNIT_SAFE;
    han_mark_unsafe(p, run);
}

/* A face may map a character and still have no glyph for its cluster: counted like one that nothing covers. */
static void count_missing(struct paragraph *p, const struct text_run *run)
{
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < run->glyph_count && !run->missing; i++) {
        if (run->glyphs[i].id == 0 && run->glyphs[i].cluster != last)
            p->missing_glyphs++;
        last = run->glyphs[i].cluster;
    }
}

bool paragraph_shape(struct paragraph *p, struct ogcard_error *error)
{
    for (size_t i = 0; i < p->run_count; i++) {
        struct text_run *run = &p->runs[i];
        p->flags[run->start] |= UNIT_SAFE;
        if (!run->font)
            continue;
        const struct shape_bounds whole = {run->start, run->end, 0, p->length};
        if (!shape_range(p, run, &whole, &run->glyphs, &run->glyph_count))
            return paragraph_fail_memory(p, error);
        mark_safe_places(p, run);
        count_missing(p, run);
    }
    p->flags[p->length] |= UNIT_SAFE | UNIT_CLUSTER;
    return true;
}

bool shape_inserted(const struct paragraph *p, const struct style *style, uint32_t character,
                    struct inserted_text *text, struct ogcard_error *error)
{
    const uint32_t plain = character == 0x2026 ? '.' : '-';
    enum { GLYPH_LIMIT = sizeof text->glyphs / sizeof *text->glyphs };
    struct style_fonts fonts;
    style_fonts_init(&fonts, p, style);
    text->font = style_fonts_first(&fonts, p, error);
    if (!text->font)
        return false;
    hb_codepoint_t glyph = 0;
    text->glyph_count = 1;
    if (!hb_font_get_nominal_glyph(text->font->hb, character, &glyph)) {
        text->missing = !hb_font_get_nominal_glyph(text->font->hb, plain, &glyph);
        text->glyph_count = plain == '.' ? GLYPH_LIMIT : 1;
    }
    text->scaled_width = 0;
    int32_t advance = hb_font_get_glyph_h_advance(text->font->hb, glyph);
    for (size_t i = 0; i < text->glyph_count; i++) {
        text->glyphs[i] = (struct shaped_glyph){.id = glyph, .advance = advance};
        text->scaled_width += advance * (double)(style->text.font_size_px / text->font->metrics.units_per_em);
    }
    return true;
}
