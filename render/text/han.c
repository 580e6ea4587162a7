#include "han.h"

enum mark_kind { MARK_NONE, MARK_OPENING, MARK_CLOSING, MARK_MIDDLE };

/* Commas, full stops and colons stand left, or in the middle, as the region has it: the glyph tells. */
enum mark_class { CLASS_NONE, CLASS_OPENING, CLASS_CLOSING, CLASS_BY_GLYPH, CLASS_MIDDLE };

static enum mark_class class_of(UChar c)
{
    if (c < 0x2018)
        return CLASS_NONE;
    switch (c) {
    case 0x2018:
    case 0x201C:
    case 0x301D:
        return CLASS_OPENING;
    case 0x2019:
    case 0x201D:
    case 0x301E:
    case 0x301F:
        return CLASS_CLOSING;
    case 0x3001:
    case 0x3002:
    case 0xFF0C:
    case 0xFF0E:
    case 0xFF1A:
    case 0xFF1B:
        return CLASS_BY_GLYPH;
    case 0x3000:
    case 0x30FB:
        return CLASS_MIDDLE;
    default:
        break;
    }
    bool full_width = (c >= 0x3008 && c <= 0x301B) || (c >= 0xFF08 && c <= 0xFF60);
    if (!full_width)
        return CLASS_NONE;
    int8_t type = u_charType(c);
    if (type == U_START_PUNCTUATION)
        return CLASS_OPENING;
    return type == U_END_PUNCTUATION ? CLASS_CLOSING : CLASS_NONE;
}

/* MARK_NONE as well for glyphs that are not as wide as the em. */
static enum mark_kind kind_at(const struct paragraph *p, const struct text_run *run, uint32_t place)
{
    if (place < run->start || place >= run->end)
        return MARK_NONE;
    enum mark_class class = class_of(p->text[place]);
    hb_codepoint_t glyph;
    if (class == CLASS_NONE || !hb_font_get_nominal_glyph(run->font->hb, p->text[place], &glyph))
        return MARK_NONE;
    int32_t em = (int32_t)run->font->metrics.units_per_em;
    if (hb_font_get_glyph_h_advance(run->font->hb, glyph) != em)
        return MARK_NONE;
    hb_glyph_extents_t ink;
    switch (class) {
    case CLASS_OPENING:
        return MARK_OPENING;
    case CLASS_CLOSING:
        return MARK_CLOSING;
    case CLASS_MIDDLE:
        return MARK_MIDDLE;
    case CLASS_BY_GLYPH:
        if (!hb_font_get_glyph_extents(run->font->hb, glyph, &ink))
            return MARK_NONE;
        return ink.x_bearing + ink.width <= em / 2 ? MARK_CLOSING : MARK_MIDDLE;
    case CLASS_NONE:
        break;
    }
    return MARK_NONE;
}

/* An opening mark gives way to any mark before it, a closing one to what is no opening after it. */
static bool is_trimmed(const struct paragraph *p, const struct text_run *run, uint32_t place,
                       const struct shape_bounds *bounds)
{
    enum mark_kind kind = kind_at(p, run, place);
    if (kind == MARK_OPENING)
        return place > bounds->line_start && kind_at(p, run, place - 1) != MARK_NONE;
    if (kind != MARK_CLOSING || place + 1 >= bounds->line_end)
        return false;
    enum mark_kind next = kind_at(p, run, place + 1);
    return next == MARK_CLOSING || next == MARK_MIDDLE;
}

size_t han_trim_features(const struct paragraph *p, const struct text_run *run, const struct shape_bounds *bounds,
                         hb_feature_t *features, size_t count, size_t room)
{
    for (uint32_t place = bounds->start; place < bounds->end && count < room; place++) {
        if (class_of(p->text[place]) == CLASS_NONE || !is_trimmed(p, run, place, bounds))
            continue;
        features[count++] = (hb_feature_t){
            .tag = HB_TAG('h', 'a', 'l', 't'),
            .value = 1,
            .start = place,
            .end = place + 1,
        };
    }
    return count;
}

void han_mark_unsafe(struct paragraph *p, const struct text_run *run)
{
    const struct shape_bounds whole = {run->start, run->end, 0, p->length};
    for (uint32_t place = run->start; place < run->end; place++) {
        if (class_of(p->text[place]) == CLASS_NONE || !is_trimmed(p, run, place, &whole))
            continue;
        bool opening = kind_at(p, run, place) == MARK_OPENING;
        p->flags[opening ? place : place + 1] &= (uint8_t)~UNIT_SAFE;
    }
}
