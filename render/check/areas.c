#include "areas.h"

#include <math.h>

/* None of these is promised by anyone. X's card documentation asks for 2:1 (summary_large_image; its clients cut 15 px
 * off the top and the bottom of 1200x630), and since October 2023 its clients write the page's title over the picture:
 * a line of about 20 px, about 12 px from the left and bottom edges of a picture some 516 px wide with corners of 16
 * px; times 1200/516 that is what stands here. The line is as long as the title and ends before the right edge.
 * WhatsApp shows the centre square as a thumbnail beside the title unless the picture is shown large. */
const struct check_area check_areas[] = {
    {.name = "x-crop",
     .rule = "cropped",
     .where = "outside the 2:1 with round corners that X shows",
     .aspect = 2,
     .radius_px = 37},
    {.name = "x-title",
     .rule = "covered",
     .where = "under the page's title, which X writes over the bottom left",
     .left_px = 28,
     .bottom_px = 28,
     .width_px = 1144,
     .height_px = 47},
    {.name = "whatsapp-square",
     .rule = "cropped",
     .where = "outside the centre square, which is all that WhatsApp's small preview shows",
     .headline = true,
     .aspect = 1},
};
const size_t check_area_count = sizeof check_areas / sizeof check_areas[0];

static float positive(float value)
{
    return value > 0 ? value : 0;
}

static float lost_by_crop(const struct check_area *area, float width, float height, struct rect text)
{
    float kept_width = fminf(width, height * area->aspect), kept_height = fminf(height, width / area->aspect);
    float left = (width - kept_width) / 2, top = (height - kept_height) / 2;
    float right = left + kept_width, bottom = top + kept_height;
    float lost = positive(
        fmaxf(fmaxf(left - text.x, text.x + text.width - right), fmaxf(top - text.y, text.y + text.height - bottom)));
    float radius = area->radius_px * width / 1200;
    /* The text's corner nearest to the card's, if it stands in that corner's square. */
    float from_left = text.x - left, from_right = right - text.x - text.width;
    float from_top = text.y - top, from_bottom = bottom - text.y - text.height;
    float x = radius - fminf(from_left, from_right), y = radius - fminf(from_top, from_bottom);
    if (x > 0 && y > 0)
        lost = fmaxf(lost, positive(hypotf(x, y) - radius));
    return lost;
}

static float lost_by_cover(const struct check_area *area, float width, float height, struct rect text)
{
    float scale = width / 1200;
    float left = area->left_px * scale, right = left + area->width_px * scale;
    float bottom = height - area->bottom_px * scale, top = bottom - area->height_px * scale;
    if (text.x >= right || text.x + text.width <= left)
        return 0;
    return positive(fminf(text.y + text.height, bottom) - fmaxf(text.y, top));
}

float check_area_lost_px(const struct check_area *area, float width_px, float height_px, struct rect text)
{
    return area->aspect > 0 ? lost_by_crop(area, width_px, height_px, text)
                            : lost_by_cover(area, width_px, height_px, text);
}
