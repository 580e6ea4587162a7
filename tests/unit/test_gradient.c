#include "test.h"

#include <math.h>
#include <stdlib.h>

#include "render/paint/gradient.h"

static struct gradient_stop stop(unsigned hex, float alpha, float percent)
{
    struct gradient_stop result = {
        .color = {(float)(hex >> 16 & 0xff) / 255, (float)(hex >> 8 & 0xff) / 255, (float)(hex & 0xff) / 255, alpha},
        .position = {.kind = LENGTH_VALUE, .percent = percent},
    };
    if (percent < -900)
        result.position.kind = LENGTH_AUTO;
    return result;
}

enum { AUTO = -1000 };

static uint32_t pixel_of(const struct gradient *gradient, double width, double height, int x, int y)
{
    struct gradient_ramp *ramp = malloc(sizeof *ramp);
    uint32_t pixel;
    gradient_prepare(ramp, gradient, width, height, 1);
    gradient_row(ramp, x, y, 1, &pixel);
    free(ramp);
    return pixel;
}

static int red(uint32_t pixel)
{
    return (int)(pixel >> 16 & 0xff);
}

static void assert_near(int got, double want, double tolerance)
{
    if (fabs(got - want) > tolerance)
        fail_msg("%d, expected %.1f", got, want);
}

static void linear_angles_and_corners(void **state)
{
    (void)state;
    struct gradient_stop stops[] = {stop(0x000000, 1, AUTO), stop(0xff0000, 1, AUTO)};
    struct gradient gradient = {.kind = GRADIENT_LINEAR, .stops = stops, .stop_count = 2};
    const double width = 400, height = 200;
    static const float angles[] = {0, 45, 90, 135, 180, 270, -30, 400};
    static const int points[][2] = {{0, 0}, {399, 0}, {200, 100}, {37, 180}};
    for (size_t i = 0; i < sizeof angles / sizeof *angles; i++) {
        gradient.angle_deg = angles[i];
        double a = angles[i] * 3.14159265358979 / 180;
        /* CSS Images 3 section 3.1: length of the gradient line */
        double length = fabs(width * sin(a)) + fabs(height * cos(a));
        for (size_t j = 0; j < 4; j++) {
            double dx = points[j][0] + 0.5 - width / 2, dy = points[j][1] + 0.5 - height / 2;
            double at = (dx * sin(a) - dy * cos(a)) / length + 0.5;
            assert_near(red(pixel_of(&gradient, width, height, points[j][0], points[j][1])), at * 255, 1);
        }
    }
    /* to bottom right: the other two corners have the color of the middle */
    gradient.to_x = gradient.to_y = 1;
    assert_near(red(pixel_of(&gradient, width, height, 0, 0)), 0, 1);
    assert_near(red(pixel_of(&gradient, width, height, 399, 199)), 255, 1);
    assert_near(red(pixel_of(&gradient, width, height, 399, 0)), 127.5, 1.2);
    assert_near(red(pixel_of(&gradient, width, height, 0, 199)), 127.5, 1.2);
    gradient.to_x = -1, gradient.to_y = 0; /* to left */
    assert_near(red(pixel_of(&gradient, width, height, 0, 50)), 255, 1);
}

static void stops_are_completed(void **state)
{
    (void)state;
    /* the third lies before the second: moved up; two without a position: spread */
    struct gradient_stop stops[] = {stop(0x000000, 1, 0),    stop(0x400000, 1, 40),   stop(0x800000, 1, 20),
                                    stop(0x900000, 1, AUTO), stop(0xa00000, 1, AUTO), stop(0xff0000, 1, 100)};
    struct gradient gradient = {.stops = stops, .stop_count = 6};
    static const double wants[][2] = {{0, 0},      {0.2, 0x20}, {0.399, 0x40}, {0.401, 0x80}, {0.6, 0x90},
                                      {0.8, 0xa0}, {1, 0xff},   {1.5, 0xff},   {-1, 0}};
    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++)
        assert_near((int)lround(gradient_color_at(&gradient, 100, wants[i][0]).r * 255), wants[i][1], 1);
    stops[1].position = (struct length){.kind = LENGTH_VALUE, .px = 10}; /* of a line of 50 px */
    assert_near((int)lround(gradient_color_at(&gradient, 50, 0.2001).r * 255), 0x80, 1);
}

static void hint_bends_the_transition(void **state)
{
    (void)state;
    struct gradient_stop stops[] = {stop(0x000000, 1, 0), stop(0, 1, 20), stop(0xff0000, 1, 100)};
    stops[1].hint = true;
    struct gradient gradient = {.stops = stops, .stop_count = 3};
    for (double at = 0; at <= 1; at += 0.1) /* CSS Images 3 section 3.5.3 */
        assert_near((int)lround(gradient_color_at(&gradient, 100, at).r * 255), 255 * pow(at, log(0.5) / log(0.2)), 1);
}

static void interpolation_is_premultiplied(void **state)
{
    (void)state;
    struct gradient_stop stops[] = {stop(0xff0000, 1, 0), stop(0x000000, 0, 100)}; /* red to transparent */
    struct gradient gradient = {.stops = stops, .stop_count = 2};
    struct color middle = gradient_color_at(&gradient, 100, 0.5);
    assert_near((int)lround(middle.a * 255), 127.5, 1);
    assert_near((int)lround(middle.r / middle.a * 255), 255, 1); /* still red, not dark */
}

static void color_spaces(void **state)
{
    (void)state;
    struct gradient_stop stops[] = {stop(0xff0000, 1, 0), stop(0x0000ff, 1, 100)};
    struct gradient gradient = {.space = GRADIENT_SPACE_SRGB_LINEAR, .stops = stops, .stop_count = 2};
    struct color middle = gradient_color_at(&gradient, 100, 0.5);
    assert_near((int)lround(middle.r * 255), 188, 1);
    assert_near((int)lround(middle.b * 255), 188, 1);
    gradient.space = GRADIENT_SPACE_OKLAB; /* color-mix(in oklab, red, blue) is rgb(140, 83, 162) */
    middle = gradient_color_at(&gradient, 100, 0.5);
    assert_near((int)lround(middle.r * 255), 140, 1);
    assert_near((int)lround(middle.g * 255), 83, 1);
    assert_near((int)lround(middle.b * 255), 162, 1);
}

static void radial_extents(void **state)
{
    (void)state;
    struct gradient_stop stops[] = {stop(0x000000, 1, 0), stop(0xff0000, 1, 100)};
    struct gradient gradient = {.kind = GRADIENT_RADIAL, .stops = stops, .stop_count = 2};
    gradient.center_x = (struct length){LENGTH_VALUE, 100, 0};
    gradient.center_y = (struct length){LENGTH_VALUE, 0, 25}; /* (100, 50) of 400 x 200 */
    static const struct {
        enum radial_extent extent;
        bool circle;
        double rx, ry;
    } cases[] = {
        {RADIAL_CLOSEST_SIDE, true, 50, 50},
        {RADIAL_FARTHEST_SIDE, true, 300, 300},
        {RADIAL_CLOSEST_CORNER, true, 111.803, 111.803},
        {RADIAL_FARTHEST_CORNER, true, 335.41, 335.41},
        {RADIAL_CLOSEST_SIDE, false, 100, 50},
        {RADIAL_FARTHEST_SIDE, false, 300, 150},
        {RADIAL_CLOSEST_CORNER, false, 141.421, 70.711},
        {RADIAL_FARTHEST_CORNER, false, 424.264, 212.132},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gradient.extent = cases[i].extent;
        gradient.circle = cases[i].circle;
        for (int x = 0; x < 400; x += 57)
            for (int y = 0; y < 200; y += 43) {
                double at = hypot((x + 0.5 - 100) / cases[i].rx, (y + 0.5 - 50) / cases[i].ry);
                assert_near(red(pixel_of(&gradient, 400, 200, x, y)), 255 * fmin(at, 1), 1);
            }
    }
    gradient.extent = RADIAL_EXPLICIT;
    gradient.radius_x = (struct length){LENGTH_VALUE, 80, 0};
    gradient.radius_y = (struct length){LENGTH_VALUE, 0, 10};
    assert_near(red(pixel_of(&gradient, 400, 200, 139, 49)), 255 * hypot(39.5 / 80, 0.5 / 20), 1);
    gradient.repeating = true;
    assert_near(red(pixel_of(&gradient, 400, 200, 219, 50)), 255 * (hypot(119.5 / 80, 0.5 / 20) - 1), 2);
}

static void conic_turns_clockwise_from_the_top(void **state)
{
    (void)state;
    struct gradient_stop stops[] = {stop(0x000000, 1, 0), stop(0xff0000, 1, 100)};
    struct gradient gradient = {.kind = GRADIENT_CONIC,
                                .stops = stops,
                                .stop_count = 2,
                                .center_x = {LENGTH_VALUE, 0, 50},
                                .center_y = {LENGTH_VALUE, 0, 50}};
    assert_near(red(pixel_of(&gradient, 200, 200, 199, 100)), 255 * 0.25, 1);
    assert_near(red(pixel_of(&gradient, 200, 200, 100, 199)), 255 * 0.5, 1);
    assert_near(red(pixel_of(&gradient, 200, 200, 0, 100)), 255 * 0.75, 1);
    gradient.angle_deg = 90;
    assert_near(red(pixel_of(&gradient, 200, 200, 100, 199)), 255 * 0.25, 1);
    gradient.repeating = true;
    stops[1].position.percent = 25;
    assert_near(red(pixel_of(&gradient, 200, 200, 27, 172)), 255 * 0.5, 2); /* 225 deg: half of the second turn */
}

static void hard_stops_and_degenerate_lines(void **state)
{
    (void)state;
    struct gradient_stop stops[] = {stop(0x000000, 1, 50), stop(0xff0000, 1, 50)};
    struct gradient gradient = {.kind = GRADIENT_LINEAR, .angle_deg = 90, .stops = stops, .stop_count = 2};
    assert_int_equal(red(pixel_of(&gradient, 100, 10, 49, 0)), 0);
    assert_int_equal(red(pixel_of(&gradient, 100, 10, 50, 0)), 255);
    gradient.repeating = true;
    assert_int_equal(red(pixel_of(&gradient, 100, 10, 20, 0)), 255);
    gradient.repeating = false;
    gradient.kind = GRADIENT_RADIAL;
    gradient.extent = RADIAL_EXPLICIT;
    gradient.circle = true; /* radius 0: beyond the last stop everywhere */
    assert_int_equal(red(pixel_of(&gradient, 100, 10, 20, 5)), 255);
    gradient.stop_count = 1;
    assert_int_equal(red(pixel_of(&gradient, 100, 10, 20, 5)), 0);
    gradient.stop_count = 0;
    assert_int_equal(pixel_of(&gradient, 100, 10, 20, 5), 0);
}

/* A few levels over a whole card: seen from where 2 x 2 pixels are one, each step is a quarter of a level. */
static void levels_are_dithered(void **state)
{
    (void)state;
    enum { WIDTH = 400, HEIGHT = 20 };
    struct gradient_stop stops[] = {stop(0x101010, 1, 0), stop(0x141312, 1, 100)};
    struct gradient gradient = {.kind = GRADIENT_LINEAR, .stops = stops, .stop_count = 2};
    struct gradient_ramp *ramp = malloc(sizeof *ramp);
    static uint32_t rows[HEIGHT][WIDTH];
    for (int angle = 90; angle <= 180; angle += 45) {
        gradient.angle_deg = (float)angle;
        gradient_prepare(ramp, &gradient, WIDTH, HEIGHT, 1);
        for (int y = 0; y < HEIGHT; y++)
            gradient_row(ramp, 0, y, WIDTH, rows[y]);
        double a = angle * 3.14159265358979 / 180, length = fabs(WIDTH * sin(a)) + fabs(HEIGHT * cos(a));
        for (int y = 0; y + 1 < HEIGHT; y++) {
            for (int x = 0; x + 1 < WIDTH; x++) {
                double at = ((x + 1 - WIDTH / 2) * sin(a) - (y + 1 - HEIGHT / 2) * cos(a)) / length + 0.5;
                for (int shift = 0; shift < 24; shift += 8) {
                    int sum = (int)(rows[y][x] >> shift & 0xff) + (int)(rows[y][x + 1] >> shift & 0xff) +
                              (int)(rows[y + 1][x] >> shift & 0xff) + (int)(rows[y + 1][x + 1] >> shift & 0xff);
                    assert_near(sum, 4 * (0x10 + at * (2 + shift / 8)), 1.0);
                }
            }
        }
    }
    free(ramp);
}

/* Also where its color lies between two levels. */
/* A whole row passes beyond the stops, a part of it does not: the same pixels, also when the part begins at odd ones.
 */
static void parts_of_a_row_are_the_row(void **state)
{
    (void)state;
    enum { WIDTH = 512, FIRST = 129, COUNT = 255 };
    struct gradient_stop stops[] = {stop(0x101030, 1, 25), stop(0x202840, 1, 75)};
    struct gradient gradient = {.kind = GRADIENT_LINEAR, .stops = stops, .stop_count = 2, .angle_deg = 90};
    struct gradient_ramp *ramp = malloc(sizeof *ramp);
    gradient_prepare(ramp, &gradient, WIDTH, 64, 1);
    for (int y = 0; y < 4; y++) {
        uint32_t row[WIDTH], part[COUNT];
        int different = 0;
        gradient_row(ramp, 0, y, WIDTH, row);
        gradient_row(ramp, FIRST, y, COUNT, part);
        for (int i = 0; i < COUNT; i++)
            different += part[i] != row[FIRST + i];
        assert_true(different <= 1); /* where positions are rounded in another way */
    }
    free(ramp);
}

static void one_color_is_not_dithered(void **state)
{
    (void)state;
    struct gradient_stop stops[] = {stop(0x000000, 0.5f, 0), stop(0x000000, 0.5f, 50), stop(0xff0000, 0.5f, 50),
                                    stop(0xff0000, 0.5f, 100)};
    struct gradient gradient = {.kind = GRADIENT_LINEAR, .angle_deg = 90, .stops = stops, .stop_count = 4};
    for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 100; x++)
            assert_int_equal(pixel_of(&gradient, 100, 10, x, y), x < 50 ? 0x80000000u : 0x80800000u);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear_angles_and_corners),
        cmocka_unit_test(stops_are_completed),
        cmocka_unit_test(hint_bends_the_transition),
        cmocka_unit_test(interpolation_is_premultiplied),
        cmocka_unit_test(color_spaces),
        cmocka_unit_test(radial_extents),
        cmocka_unit_test(conic_turns_clockwise_from_the_top),
        cmocka_unit_test(hard_stops_and_degenerate_lines),
        cmocka_unit_test(levels_are_dithered),
        cmocka_unit_test(parts_of_a_row_are_the_row),
        cmocka_unit_test(one_color_is_not_dithered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
