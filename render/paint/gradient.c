#include "gradient.h"

#include <math.h>
#include <stdlib.h>

/* Templates stay far below; more stops than this are not told apart by any eye. */
enum { MAX_STOPS = 256 };

static const double two_pi = 6.28318530717958647692;

/* ---- stops --------------------------------------------------------------------------------------- */

/* A stop in the interpolation space, premultiplied. */
struct stop {
    double position;
    double channels[4];
    bool hint;
};

static double channel_to_linear(double v)
{
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double channel_from_linear(double v)
{
    return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
}

/* CSS Color 4, sample code for Oklab. */
static void oklab_from_linear(const double rgb[3], double lab[3])
{
    double l = cbrt(0.4122214708 * rgb[0] + 0.5363325363 * rgb[1] + 0.0514459929 * rgb[2]);
    double m = cbrt(0.2119034982 * rgb[0] + 0.6806995451 * rgb[1] + 0.1073969566 * rgb[2]);
    double s = cbrt(0.0883024619 * rgb[0] + 0.2817188376 * rgb[1] + 0.6299787005 * rgb[2]);
    lab[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
    lab[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
    lab[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
}

static void oklab_to_linear(const double lab[3], double rgb[3])
{
    double l = lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2];
    double m = lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2];
    double s = lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2];
    l = l * l * l, m = m * m * m, s = s * s * s;
    rgb[0] = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
    rgb[1] = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
    rgb[2] = -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s;
}

static void color_to_space(struct color color, enum gradient_space space, double channels[4])
{
    double rgb[3] = {color.r, color.g, color.b};
    if (space != GRADIENT_SPACE_SRGB)
        for (int i = 0; i < 3; i++)
            rgb[i] = channel_to_linear(rgb[i]);
    if (space == GRADIENT_SPACE_OKLAB)
        oklab_from_linear((double[3]){rgb[0], rgb[1], rgb[2]}, rgb);
    for (int i = 0; i < 3; i++)
        channels[i] = rgb[i] * color.a;
    channels[3] = color.a;
}

static double clamp01(double v)
{
    return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* Back to sRGB, premultiplied. */
static struct color color_from_space(const double channels[4], enum gradient_space space)
{
    double alpha = clamp01(channels[3]), rgb[3];
    if (alpha <= 0)
        return (struct color){0, 0, 0, 0};
    for (int i = 0; i < 3; i++)
        rgb[i] = channels[i] / channels[3];
    if (space == GRADIENT_SPACE_OKLAB)
        oklab_to_linear((double[3]){rgb[0], rgb[1], rgb[2]}, rgb);
    for (int i = 0; i < 3; i++) {
        rgb[i] = clamp01(rgb[i]);
        if (space != GRADIENT_SPACE_SRGB)
            rgb[i] = clamp01(channel_from_linear(rgb[i]));
    }
    return (struct color){(float)(rgb[0] * alpha), (float)(rgb[1] * alpha), (float)(rgb[2] * alpha), (float)alpha};
}

/* CSS Images 3 section 3.5.1: missing positions, order, even spreading. `length` is the gradient line's, device px. */
static size_t stops_resolve(const struct gradient *gradient, double length, double scale, struct stop *stops)
{
    size_t count = gradient->stop_count < MAX_STOPS ? gradient->stop_count : MAX_STOPS;
    double largest = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        const struct gradient_stop *from = &gradient->stops[i];
        stops[i].hint = from->hint;
        color_to_space(from->color, gradient->space, stops[i].channels);
        if (from->position.kind == LENGTH_AUTO)
            stops[i].position = i == 0 ? 0 : i == count - 1 ? 1 : NAN;
        else
            stops[i].position = from->position.percent / 100 + (length > 0 ? from->position.px * scale / length : 0);
        if (!isnan(stops[i].position)) {
            largest = fmax(largest, stops[i].position);
            stops[i].position = largest;
        }
    }
    for (size_t i = 1; i < count; i++) {
        if (!isnan(stops[i].position))
            continue;
        size_t end = i;
        while (isnan(stops[end].position))
            end++;
        double start = stops[i - 1].position, step = (stops[end].position - start) / (double)(end - i + 1);
        for (double k = 1; i < end; i++, k++)
            stops[i].position = start + step * k;
    }
    return count;
}

/* The stops on both sides of a position and how far it is between them; hints bend the way (section 3.5.3). */
static void stops_mix(const struct stop *stops, size_t count, double position, double channels[4])
{
    size_t next = 0, previous;
    while (next < count && (stops[next].hint || stops[next].position <= position))
        next++;
    previous = next;
    while (previous > 0 && stops[--previous].hint)
        ;
    const struct stop *from = &stops[next ? previous : next], *to = &stops[next < count ? next : previous];
    double span = to->position - from->position;
    double part = from != to && span > 0 ? clamp01((position - from->position) / span) : 0;
    if (next < count && next > 0 && stops[next - 1].hint && span > 0) {
        double hint = (stops[next - 1].position - from->position) / span;
        if (hint <= 0)
            part = 1;
        else if (hint >= 1)
            part = 0;
        else
            part = pow(part, log(0.5) / log(hint));
    }
    for (int i = 0; i < 4; i++)
        channels[i] = from->channels[i] + (to->channels[i] - from->channels[i]) * part;
}

struct color gradient_color_at(const struct gradient *gradient, double length, double position)
{
    struct stop stops[MAX_STOPS];
    double channels[4];
    size_t count = stops_resolve(gradient, length, 1, stops);
    if (count == 0)
        return (struct color){0, 0, 0, 0};
    stops_mix(stops, count, position, channels);
    return color_from_space(channels, gradient->space);
}

/* Each channel passes to the next level at `threshold` of the way. */
static uint32_t color_pack(struct color color, double threshold)
{
    double up = 1 - threshold;
    uint32_t a = (uint32_t)(color.a * 255.0 + up), r = (uint32_t)(color.r * 255.0 + up),
             g = (uint32_t)(color.g * 255.0 + up), b = (uint32_t)(color.b * 255.0 + up);
    return a << 24 | r << 16 | g << 8 | b;
}

static bool color_same(struct color a, struct color b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

/* ---- geometry ------------------------------------------------------------------------------------ */

/* Direction of a linear gradient: unit vector, y downwards. To a corner: the line at right angles to the diagonal of
 * the other two (CSS Images 3 section 3.1.1). */
static void linear_direction(const struct gradient *gradient, double width, double height, double *dx, double *dy)
{
    if (gradient->to_x || gradient->to_y) {
        *dx = gradient->to_x * (gradient->to_y ? height : 1);
        *dy = gradient->to_y * (gradient->to_x ? width : 1);
    } else {
        double angle = gradient->angle_deg * two_pi / 360;
        *dx = sin(angle);
        *dy = -cos(angle);
    }
    double length = hypot(*dx, *dy);
    if (length > 0) {
        *dx /= length;
        *dy /= length;
    }
    if (fabs(*dx) < 1e-9) /* sin(180 deg) is not quite 0; rows stay of one color */
        *dx = 0;
    if (fabs(*dy) < 1e-9)
        *dy = 0;
}

static double pick(double a, double b, bool larger)
{
    return larger ? fmax(a, b) : fmin(a, b);
}

/* Ending shape's radii (CSS Images 3 section 3.2.1). */
static void radial_radii(const struct gradient *gradient, double width, double height, double scale,
                         struct gradient_ramp *ramp)
{
    double x = ramp->center_x, y = ramp->center_y;
    bool far = gradient->extent == RADIAL_FARTHEST_CORNER || gradient->extent == RADIAL_FARTHEST_SIDE;
    bool corner = gradient->extent == RADIAL_FARTHEST_CORNER || gradient->extent == RADIAL_CLOSEST_CORNER;
    double side_x = pick(fabs(x), fabs(width - x), far), side_y = pick(fabs(y), fabs(height - y), far);
    if (gradient->extent == RADIAL_EXPLICIT) {
        ramp->radius_x = gradient->radius_x.px * scale + gradient->radius_x.percent / 100 * width;
        ramp->radius_y = gradient->circle ? ramp->radius_x
                                          : gradient->radius_y.px * scale + gradient->radius_y.percent / 100 * height;
    } else if (gradient->circle) {
        double side = pick(side_x, side_y, far);
        ramp->radius_x = ramp->radius_y = corner ? hypot(side_x, side_y) : side;
    } else {
        /* To a corner: the ellipse through it with the proportions of the one to the sides. */
        double factor = corner ? sqrt(2) : 1;
        ramp->radius_x = side_x * factor;
        ramp->radius_y = side_y * factor;
    }
    /* Degenerate shapes (section 3.2.3): a circle or ellipse too small to see, or one too wide. */
    if (ramp->radius_x <= 0 && ramp->radius_y > 0)
        ramp->radius_x = 1e-6, ramp->radius_y = 1e6;
    else if (ramp->radius_y <= 0 && ramp->radius_x > 0)
        ramp->radius_x = 1e6, ramp->radius_y = 1e-6;
    ramp->radius_x = fmax(ramp->radius_x, 1e-6);
    ramp->radius_y = fmax(ramp->radius_y, 1e-6);
}

/* Sets up the geometry; returns the gradient line's length in device px. */
static double geometry_prepare(struct gradient_ramp *ramp, const struct gradient *gradient, double width, double height,
                               double scale)
{
    ramp->kind = gradient->kind;
    ramp->center_x = gradient->center_x.px * scale + gradient->center_x.percent / 100 * width;
    ramp->center_y = gradient->center_y.px * scale + gradient->center_y.percent / 100 * height;
    if (gradient->kind == GRADIENT_LINEAR) {
        double dx, dy;
        linear_direction(gradient, width, height, &dx, &dy);
        double length = fmax(fabs(width * dx) + fabs(height * dy), 1e-6);
        ramp->a = dx / length;
        ramp->b = dy / length;
        ramp->c = 0.5 - (width / 2 * dx + height / 2 * dy) / length;
        return length;
    }
    if (gradient->kind == GRADIENT_RADIAL) {
        radial_radii(gradient, width, height, scale, ramp);
        return ramp->radius_x;
    }
    ramp->from = gradient->angle_deg / 360;
    return 0;
}

static struct color table_color(const struct gradient_ramp *ramp, const struct stop *stops, size_t count, int index,
                                enum gradient_space space)
{
    double channels[4];
    stops_mix(stops, count, ramp->first + ramp->extent * (index + 0.5) / GRADIENT_TABLE_SIZE, channels);
    return color_from_space(channels, space);
}

/* A part of one color stays one color, also when that lies between two levels. */
static void table_fill(struct gradient_ramp *ramp, const struct stop *stops, size_t count, enum gradient_space space)
{
    struct color last = {-1, -1, -1, -1}, color = table_color(ramp, stops, count, 0, space);
    for (int i = 0; i < GRADIENT_TABLE_SIZE; i++) {
        struct color next = table_color(ramp, stops, count, i + 1, space);
        bool flat = color_same(color, last) || color_same(color, next);
        for (int k = 0; k < GRADIENT_THRESHOLDS; k++)
            ramp->table[i][k] = color_pack(color, flat ? 0.5 : (k + 0.5) / GRADIENT_THRESHOLDS);
        last = color;
        color = next;
    }
}

void gradient_prepare(struct gradient_ramp *ramp, const struct gradient *gradient, double width, double height,
                      double scale)
{
    struct stop stops[MAX_STOPS];
    double length = geometry_prepare(ramp, gradient, width, height, scale);
    size_t count = stops_resolve(gradient, length, scale, stops);
    ramp->repeating = gradient->repeating;
    ramp->opaque = count > 0;
    if (count == 0) {
        ramp->before = ramp->after = 0;
        ramp->first = ramp->extent = 0;
        return;
    }
    for (size_t i = 0; i < count; i++)
        ramp->opaque &= stops[i].hint || stops[i].channels[3] >= 1;
    ramp->first = stops[0].position;
    ramp->extent = stops[count - 1].position - ramp->first;
    ramp->before = color_pack(color_from_space(stops[0].channels, gradient->space), 0.5);
    ramp->after = color_pack(color_from_space(stops[count - 1].channels, gradient->space), 0.5);
    table_fill(ramp, stops, count, gradient->space);
}

/* ---- pixels -------------------------------------------------------------------------------------- */

/* Without dithering, the levels of a dark gradient show as rings. Of the ordered matrices the smallest is taken: its
 * steps, of a quarter level, are below what an eye sees even with the contrast stretched, and it repeats every second
 * row and pixel, which compresses to little more than no dithering, where one of 8 x 8 takes three times the bytes. */
static const uint8_t dither[2][2] = {{0, 2}, {3, 1}};

static uint32_t ramp_pixel(const struct gradient_ramp *ramp, double position, unsigned threshold)
{
    double along = position - ramp->first;
    if (!(ramp->extent > 1e-9))
        return along < 0 && !ramp->repeating ? ramp->before : ramp->after;
    along /= ramp->extent;
    if (ramp->repeating)
        along -= floor(along);
    else if (along < 0)
        return ramp->before;
    else if (along >= 1)
        return ramp->after;
    int index = (int)(along * GRADIENT_TABLE_SIZE);
    return ramp->table[index < GRADIENT_TABLE_SIZE ? index : GRADIENT_TABLE_SIZE - 1][threshold];
}

/* The pixels of a row that lies between the first and the last stop: ramp_pixel() of each, with nothing to decide. */
static void linear_row(const struct gradient_ramp *ramp, double start, int x, int count, const uint8_t thresholds[2],
                       uint32_t *row)
{
    const uint8_t pair[2] = {thresholds[x & 1], thresholds[~x & 1]};
    for (int i = 0; i < count; i++) {
        double along = (start + ramp->a * i - ramp->first) / ramp->extent;
        int index = (int)(along * GRADIENT_TABLE_SIZE);
        row[i] = ramp->table[index < GRADIENT_TABLE_SIZE ? index : GRADIENT_TABLE_SIZE - 1][pair[i & 1]];
    }
}

/* Whether a position along the gradient line lies between the first and the last stop. */
static bool ramp_encloses(const struct gradient_ramp *ramp, double position)
{
    return ramp->extent > 1e-9 && position >= ramp->first && (position - ramp->first) / ramp->extent < 1;
}

void gradient_row(const struct gradient_ramp *ramp, int x, int y, int count, uint32_t *row)
{
    const uint8_t *thresholds = dither[y & 1];
    if (ramp->kind == GRADIENT_LINEAR) {
        double start = ramp->a * (x + 0.5) + ramp->b * (y + 0.5) + ramp->c;
        if (ramp->a == 0) {
            uint32_t pair[2] = {ramp_pixel(ramp, start, thresholds[0]), ramp_pixel(ramp, start, thresholds[1])};
            for (int i = 0; i < count; i++)
                row[i] = pair[(x + i) & 1];
            return;
        }
        if (ramp_encloses(ramp, start) && ramp_encloses(ramp, start + ramp->a * (count - 1))) {
            linear_row(ramp, start, x, count, thresholds, row);
            return;
        }
        for (int i = 0; i < count; i++)
            row[i] = ramp_pixel(ramp, start + ramp->a * i, thresholds[(x + i) & 1]);
        return;
    }
    double dy = y + 0.5 - ramp->center_y;
    for (int i = 0; i < count; i++) {
        double dx = x + i + 0.5 - ramp->center_x;
        double position;
        if (ramp->kind == GRADIENT_RADIAL) {
            double u = dx / ramp->radius_x, v = dy / ramp->radius_y;
            position = sqrt(u * u + v * v);
        } else {
            position = atan2(dx, -dy) / two_pi - ramp->from;
            position -= floor(position);
        }
        row[i] = ramp_pixel(ramp, position, thresholds[(x + i) & 1]);
    }
}
