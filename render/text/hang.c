#include "hang.h"

#include "measure.h"

/* Opening quotation marks, whose weight is small beside a letter's. */
static bool hangs_at_start(UChar c)
{
    return c == '"' || c == '\'' || u_charType(c) == U_INITIAL_PUNCTUATION || c == 0x201A || c == 0x201E ||
           c == 0x300C || c == 0x300E;
}

/* Closing ones, stops and commas, hyphens. */
static bool hangs_at_end(UChar c)
{
    return hangs_at_start(c) || u_charType(c) == U_FINAL_PUNCTUATION || c == '.' || c == ',' || c == '-' ||
           c == 0x2010 || c == 0x3001 || c == 0x3002 || c == 0xFF0C || c == 0xFF0E || c == 0x300D || c == 0x300F ||
           c == 0x60C || c == 0x6D4;
}

static double advance_at(const struct paragraph *p, uint32_t place, double scale)
{
    return extent_px(measure_roughly(p, place, place + 1, place + 1), scale);
}

double hang_shift(const struct paragraph *p, const struct line_span *span, double scale, bool ltr)
{
    const struct text_style *style = &p->input.block->text;
    if (!style->hanging_punctuation || span->start >= span->end)
        return 0;
    double before = hangs_at_start(p->text[span->start]) ? advance_at(p, span->start, scale) : 0;
    double after = hangs_at_end(p->text[span->end - 1]) ? advance_at(p, span->end - 1, scale) : 0;
    double towards_end = 0;
    switch (style->text_align) {
    case TEXT_ALIGN_CENTER:
        towards_end = (after - before) / 2;
        break;
    case TEXT_ALIGN_LEFT:
        towards_end = ltr ? -before : after;
        break;
    case TEXT_ALIGN_RIGHT:
        towards_end = ltr ? after : -before;
        break;
    case TEXT_ALIGN_END:
        towards_end = after;
        break;
    case TEXT_ALIGN_START:
    case TEXT_ALIGN_JUSTIFY:
        towards_end = -before;
        break;
    }
    return ltr ? towards_end : -towards_end;
}
