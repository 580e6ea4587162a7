/* What social networks cut off a card or lay over it. */
#ifndef RENDER_CHECK_AREAS_H
#define RENDER_CHECK_AREAS_H

#include <stdbool.h>

#include "../layout/box.h"

struct check_area {
    const char *name;  /* stable: "x-crop" */
    const char *rule;  /* of the finding: "cropped" or "covered" */
    const char *where; /* of the sentence: "Text of <h1> ... 40 px of it lie WHERE" */
    bool headline;     /* only the largest text counts: the rest is not read there at all */
    /* Either the largest rectangle of this ratio in the card's centre stays, with corners of this radius ... */
    float aspect, radius_px;
    /* ... or a box in its bottom left corner is covered. Both in px of a card 1200 px wide. */
    float left_px, bottom_px, width_px, height_px;
};

extern const struct check_area check_areas[];
extern const size_t check_area_count;

/* How far `text` (card coordinates) reaches into the lost part of a card of this size, px; 0 when it does not. */
float check_area_lost_px(const struct check_area *area, float width_px, float height_px, struct rect text);

#endif
