/* Which font sets a grapheme cluster: families of the style first, then the font set's fallback. */
#ifndef RENDER_TEXT_FONTS_FOR_H
#define RENDER_TEXT_FONTS_FOR_H

#include "stages.h"

enum { FAMILY_LIMIT = 8, OPENED_LIMIT = 12 };

/* What a text style asks of the font set; kept while a paragraph is made. */
struct style_fonts {
    const struct style *style;
    const struct font_face *families[FAMILY_LIMIT]; /* CSS matching of each family, may hold NULL */
    size_t family_count;
    struct {
        const struct font_face *face;
        struct font *font;
    } opened[OPENED_LIMIT];
    size_t opened_count;
    const struct font_face *last_fallback; /* tried first: neighbours mostly share it */
    hb_script_t last_script;
    const char *last_language;
};

struct font_choice {
    struct font *font;
    bool missing; /* nothing covers the cluster; `font` is the style's first */
};

void style_fonts_init(struct style_fonts *fonts, const struct paragraph *paragraph, const struct style *style);

/* False with an error when a face cannot be opened or the set has none at all. */
bool style_fonts_choose(struct style_fonts *fonts, const struct paragraph *paragraph, const uint32_t *cluster,
                        size_t count, hb_script_t script, const char *language, struct font_choice *choice,
                        struct ogcard_error *error);

/* The first available font of CSS Fonts 4 section 5.2: the strut's metrics, ellipsis and hyphen. NULL with an error. */
struct font *style_fonts_first(struct style_fonts *fonts, const struct paragraph *paragraph,
                               struct ogcard_error *error);

#endif
