#include "marks.h"

#include <hb.h>

/* Canonical combining classes, UAX 44. */
enum { CLASS_BELOW = 220, CLASS_ABOVE = 230 };

/* The ink of a cluster so far, font units from the base's origin. */
struct ink {
    int32_t centre, top, bottom;
};

static bool is_alphabet(hb_script_t script)
{
    return script == HB_SCRIPT_LATIN || script == HB_SCRIPT_CYRILLIC || script == HB_SCRIPT_GREEK;
}

/* Combining class of the first mark of a cluster past its base; 0 without one. */
static uint8_t mark_class(const struct paragraph *p, uint32_t cluster, size_t nth)
{
    uint32_t place = cluster;
    UChar32 c;
    U16_NEXT(p->text, place, p->length, c);
    for (; place < p->length && !(p->flags[place] & UNIT_CLUSTER); nth--) {
        U16_NEXT(p->text, place, p->length, c);
        if (nth <= 1)
            return u_getCombiningClass(c);
    }
    return 0;
}

static bool is_unattached(const struct shaped_glyph *glyph)
{
    return glyph->advance == 0 && glyph->x_offset == 0 && glyph->y_offset == 0;
}

static void centre_mark(const struct text_run *run, struct shaped_glyph *mark, int32_t pen, uint8_t class,
                        struct ink *ink)
{
    hb_glyph_extents_t extents;
    if (!hb_font_get_glyph_extents(run->font->hb, mark->id, &extents) || extents.width == 0)
        return;
    int32_t top = extents.y_bearing, bottom = extents.y_bearing + extents.height;
    mark->x_offset = ink->centre - (pen + extents.x_bearing + extents.width / 2);
    int32_t x_height = (int32_t)run->font->metrics.x_height;
    if (class == CLASS_ABOVE && ink->top > x_height)
        mark->y_offset = ink->top - x_height;
    else if (class == CLASS_BELOW && ink->bottom < 0)
        mark->y_offset = ink->bottom;
    if (class == CLASS_ABOVE && top + mark->y_offset > ink->top)
        ink->top = top + mark->y_offset;
    if (class == CLASS_BELOW && bottom + mark->y_offset < ink->bottom)
        ink->bottom = bottom + mark->y_offset;
}

void marks_centre(const struct paragraph *p, const struct text_run *run, struct shaped_glyph *glyphs, size_t count)
{
    if (!is_alphabet(run->script) || (run->level & 1))
        return;
    struct ink ink = {0};
    size_t base = 0;
    int32_t pen = 0;
    for (size_t i = 0; i < count; i++) {
        hb_glyph_extents_t extents;
        if (i == 0 || glyphs[i].cluster != glyphs[i - 1].cluster) {
            base = i;
            pen = glyphs[i].advance;
            bool followed = i + 1 < count && glyphs[i + 1].cluster == glyphs[i].cluster;
            if (followed && hb_font_get_glyph_extents(run->font->hb, glyphs[i].id, &extents))
                ink = (struct ink){extents.x_bearing + extents.width / 2, extents.y_bearing,
                                   extents.y_bearing + extents.height};
            continue;
        }
        uint8_t class = mark_class(p, glyphs[i].cluster, i - base);
        if ((class == CLASS_ABOVE || class == CLASS_BELOW) && is_unattached(&glyphs[i]))
            centre_mark(run, &glyphs[i], pen, class, &ink);
        pen += glyphs[i].advance;
    }
}
