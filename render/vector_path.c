#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vector_reader.h"

bool art_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(const struct art_reader *reader)
{
    return reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9';
}

static bool is_one_of(const struct art_reader *reader, const char *set)
{
    return reader->at < reader->end && *reader->at && strchr(set, *reader->at);
}

static void skip_space(struct art_reader *reader)
{
    while (reader->at < reader->end && art_is_space(*reader->at))
        reader->at++;
}

static void skip_separator(struct art_reader *reader)
{
    skip_space(reader);
    if (is_one_of(reader, ",")) {
        reader->at++;
        skip_space(reader);
    }
}

bool art_read_number(struct art_reader *reader, double *number)
{
    char digits[40];
    const char *start = reader->at, *before;
    if (is_one_of(reader, "+-"))
        reader->at++;
    before = reader->at;
    while (is_digit(reader))
        reader->at++;
    if (is_one_of(reader, ".")) {
        reader->at++;
        if (!is_digit(reader))
            return false;
        while (is_digit(reader))
            reader->at++;
    }
    if (reader->at == before)
        return false;
    if (is_one_of(reader, "eE")) {
        reader->at++;
        if (is_one_of(reader, "+-"))
            reader->at++;
        if (!is_digit(reader))
            return false;
        while (is_digit(reader))
            reader->at++;
    }
    size_t length = (size_t)(reader->at - start);
    if (length >= sizeof digits)
        return false;
    memcpy(digits, start, length);
    digits[length] = '\0';
    char *parsed; /* short of the end where a locale has another decimal point */
    *number = strtod(digits, &parsed);
    skip_separator(reader);
    return !*parsed && fabs(*number) < 1e6;
}

static bool read_numbers(struct art_reader *reader, double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!art_read_number(reader, &numbers[i]))
            return false;
    return true;
}

static bool read_flag(struct art_reader *reader, double *flag)
{
    if (!is_one_of(reader, "01"))
        return false;
    *flag = *reader->at++ - '0';
    skip_separator(reader);
    return true;
}

bool art_add(struct vector_art *art, struct art_segment segment)
{
    if (art->segment_count == art->segment_capacity) {
        size_t capacity = art->segment_capacity ? art->segment_capacity * 2 : 32;
        struct art_segment *larger = realloc(art->segments, capacity * sizeof *larger);
        if (!larger)
            return false;
        art->segments = larger;
        art->segment_capacity = capacity;
    }
    art->segments[art->segment_count++] = segment;
    return true;
}

static double angle_between(double ux, double uy, double vx, double vy)
{
    return atan2(ux * vy - uy * vx, ux * vx + uy * vy);
}

bool art_add_arc(struct vector_art *art, const double from[2], const double radii[2], double rotation_deg, bool large,
                 bool sweep, const double to[2])
{
    double rx = fabs(radii[0]), ry = fabs(radii[1]);
    if (from[0] == to[0] && from[1] == to[1])
        return true;
    if (rx == 0 || ry == 0)
        return art_add(art, (struct art_segment){ART_LINE, {to[0]}, {to[1]}});
    /* The center, by SVG 2, B.2.4 and B.2.5. */
    double turn = rotation_deg * M_PI / 180, c = cos(turn), s = sin(turn);
    double dx = (from[0] - to[0]) / 2, dy = (from[1] - to[1]) / 2;
    double x = c * dx + s * dy, y = c * dy - s * dx;
    double excess = x * x / (rx * rx) + y * y / (ry * ry);
    if (excess > 1) {
        rx *= sqrt(excess);
        ry *= sqrt(excess);
    }
    double under = rx * rx * y * y + ry * ry * x * x;
    double root = fmax(0, (rx * rx * ry * ry - under) / under);
    double factor = (large == sweep ? -1 : 1) * sqrt(root);
    double cx = factor * rx * y / ry, cy = -factor * ry * x / rx;
    double center_x = c * cx - s * cy + (from[0] + to[0]) / 2, center_y = s * cx + c * cy + (from[1] + to[1]) / 2;
    double start = angle_between(1, 0, (x - cx) / rx, (y - cy) / ry);
    double delta = angle_between((x - cx) / rx, (y - cy) / ry, (-x - cx) / rx, (-y - cy) / ry);
    if (sweep && delta < 0)
        delta += 2 * M_PI;
    else if (!sweep && delta > 0)
        delta -= 2 * M_PI;
    int count = (int)ceil(fabs(delta / (M_PI / 2)) - 1e-3);
    if (count < 1)
        count = 1;
    double step = delta / count, reach = 4.0 / 3 * tan(step / 4);
    for (int i = 0; i < count; i++) {
        double a = start + i * step, b = a + step;
        double px[3] = {cos(a) - reach * sin(a), cos(b) + reach * sin(b), cos(b)};
        double py[3] = {sin(a) + reach * cos(a), sin(b) - reach * cos(b), sin(b)};
        struct art_segment curve = {.verb = ART_CURVE};
        for (int k = 0; k < 3; k++) {
            curve.x[k] = c * rx * px[k] - s * ry * py[k] + center_x;
            curve.y[k] = s * rx * px[k] + c * ry * py[k] + center_y;
        }
        if (!art_add(art, curve))
            return false;
    }
    return true;
}

/* ---- path data ---- */

struct path_pen {
    struct vector_art *art;
    double x, y;             /* current point */
    double start_x, start_y; /* of the subpath */
    double control_x, control_y;
    char last; /* command, upper case */
};

static bool pen_curve(struct path_pen *pen, double x1, double y1, double x2, double y2, double x, double y)
{
    return art_add(pen->art, (struct art_segment){ART_CURVE, {x1, x2, x}, {y1, y2, y}});
}

/* The control point mirrored at the current point, if the last command was of the same family. */
static void pen_mirror(const struct path_pen *pen, const char *family, double *x, double *y)
{
    bool follows = pen->last && strchr(family, pen->last);
    *x = follows ? 2 * pen->x - pen->control_x : pen->x;
    *y = follows ? 2 * pen->y - pen->control_y : pen->y;
}

static bool pen_quadratic(struct path_pen *pen, double x1, double y1, double x, double y)
{
    pen->control_x = x1;
    pen->control_y = y1;
    return pen_curve(pen, pen->x + (x1 - pen->x) * 2 / 3, pen->y + (y1 - pen->y) * 2 / 3, x + (x1 - x) * 2 / 3,
                     y + (y1 - y) * 2 / 3, x, y);
}

static bool pen_cubic(struct path_pen *pen, double x1, double y1, double x2, double y2, double x, double y)
{
    pen->control_x = x2;
    pen->control_y = y2;
    return pen_curve(pen, x1, y1, x2, y2, x, y);
}

/* One command with absolute coordinates. */
static bool pen_draw(struct path_pen *pen, char command, const double *n)
{
    double end[2] = {pen->x, pen->y}, mirror_x, mirror_y;
    bool done = true;
    switch (command) {
    case 'M':
    case 'L':
        memcpy(end, n, sizeof end);
        done = art_add(pen->art, (struct art_segment){command == 'M' ? ART_MOVE : ART_LINE, {n[0]}, {n[1]}});
        break;
    case 'H':
        end[0] = n[0];
        done = art_add(pen->art, (struct art_segment){ART_LINE, {n[0]}, {pen->y}});
        break;
    case 'V':
        end[1] = n[0];
        done = art_add(pen->art, (struct art_segment){ART_LINE, {pen->x}, {n[0]}});
        break;
    case 'C':
        memcpy(end, n + 4, sizeof end);
        done = pen_cubic(pen, n[0], n[1], n[2], n[3], n[4], n[5]);
        break;
    case 'S':
        memcpy(end, n + 2, sizeof end);
        pen_mirror(pen, "CS", &mirror_x, &mirror_y);
        done = pen_cubic(pen, mirror_x, mirror_y, n[0], n[1], n[2], n[3]);
        break;
    case 'Q':
        memcpy(end, n + 2, sizeof end);
        done = pen_quadratic(pen, n[0], n[1], n[2], n[3]);
        break;
    case 'T':
        memcpy(end, n, sizeof end);
        pen_mirror(pen, "QT", &mirror_x, &mirror_y);
        done = pen_quadratic(pen, mirror_x, mirror_y, n[0], n[1]);
        break;
    case 'A':
        memcpy(end, n + 5, sizeof end);
        done = art_add_arc(pen->art, (double[]){pen->x, pen->y}, n, n[2], n[3] != 0, n[4] != 0, end);
        break;
    default: /* Z */
        end[0] = pen->start_x;
        end[1] = pen->start_y;
        done = art_add(pen->art, (struct art_segment){.verb = ART_CLOSE});
    }
    pen->x = end[0];
    pen->y = end[1];
    if (command == 'M') {
        pen->start_x = pen->x;
        pen->start_y = pen->y;
    }
    pen->last = command;
    return done;
}

static const struct path_command {
    char letter;
    unsigned char count;
} path_commands[] = {
    {'M', 2}, {'L', 2}, {'H', 1}, {'V', 1}, {'C', 6}, {'S', 4}, {'Q', 4}, {'T', 2}, {'A', 7}, {'Z', 0},
};

static bool read_arguments(struct art_reader *reader, struct path_command command, double numbers[7])
{
    if (command.letter != 'A')
        return read_numbers(reader, numbers, command.count);
    return read_numbers(reader, numbers, 3) && read_flag(reader, &numbers[3]) && read_flag(reader, &numbers[4]) &&
           read_numbers(reader, numbers + 5, 2);
}

static void make_absolute(const struct path_pen *pen, struct path_command command, double numbers[7])
{
    double x = command.letter == 'V' ? pen->y : pen->x;
    for (size_t i = command.letter == 'A' ? 5 : 0; i < command.count; i++) {
        bool is_y = command.letter == 'A' ? i == 6 : i % 2 == 1;
        numbers[i] += is_y ? pen->y : x;
    }
}

bool art_add_path(struct vector_art *art, const char *text, size_t length)
{
    struct art_reader reader = {text, text + length};
    struct path_pen pen = {.art = art};
    skip_space(&reader);
    while (reader.at < reader.end) {
        char letter = *reader.at++;
        bool relative = letter >= 'a' && letter <= 'z';
        struct path_command command = {0};
        for (size_t i = 0; i < sizeof path_commands / sizeof *path_commands; i++)
            if (path_commands[i].letter == (relative ? letter - 32 : letter))
                command = path_commands[i];
        if (!command.letter || (!pen.last && command.letter != 'M'))
            return false;
        skip_space(&reader);
        do {
            double numbers[7];
            if (!read_arguments(&reader, command, numbers))
                return false;
            if (relative)
                make_absolute(&pen, command, numbers);
            if (!pen_draw(&pen, command.letter, numbers))
                return false;
            if (command.letter == 'M')
                command.letter = 'L'; /* further pairs are lines */
        } while (command.count && (is_digit(&reader) || is_one_of(&reader, "+-.")));
    }
    return true;
}
