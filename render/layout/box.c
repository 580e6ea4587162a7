#include "box.h"

struct rect box_padding_rect(const struct box *box)
{
    const float *border = box->border;
    struct rect rect = box->border_box;
    rect.x += border[SIDE_LEFT];
    rect.y += border[SIDE_TOP];
    rect.width -= border[SIDE_LEFT] + border[SIDE_RIGHT];
    rect.height -= border[SIDE_TOP] + border[SIDE_BOTTOM];
    return rect;
}

struct rect box_content_rect(const struct box *box)
{
    const float *padding = box->padding;
    struct rect rect = box_padding_rect(box);
    rect.x += padding[SIDE_LEFT];
    rect.y += padding[SIDE_TOP];
    rect.width -= padding[SIDE_LEFT] + padding[SIDE_RIGHT];
    rect.height -= padding[SIDE_TOP] + padding[SIDE_BOTTOM];
    return rect;
}
