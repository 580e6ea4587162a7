/* Break opportunities: UAX 14 as ICU has it, tailored as Chromium tailors it. */
#ifndef RENDER_TEXT_LINEBREAK_H
#define RENDER_TEXT_LINEBREAK_H

#include "../style.h"
#include "stages.h"

/* What decides where one text breaks. */
struct break_rules {
    const char *language; /* BCP 47 */
    enum line_break line_break;
    enum word_break word_break;
    bool soft_hyphens;
};

/* Sets breaks[i], 0 < i < length, where a line may begin before unit i; leaves the others. False when ICU fails. */
bool linebreak_find(struct text_context *context, const UChar *text, uint32_t length, const uint8_t *flags,
                    const struct break_rules *rules, bool *breaks);

#endif
