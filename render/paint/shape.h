/* Plain geometry that building and drawing share. */
#ifndef RENDER_PAINT_SHAPE_H
#define RENDER_PAINT_SHAPE_H

#include <math.h>

#include "display_list.h"

static inline bool rect_is_empty(struct rect rect)
{
    return !(rect.width > 0 && rect.height > 0);
}

static inline bool rounded_is_plain(const struct rounded_rect *shape)
{
    for (int i = 0; i < 4; i++)
        if (shape->radius[i].x > 0 && shape->radius[i].y > 0)
            return false;
    return true;
}

#endif
