#include <math.h>
#include <string.h>

#include "template/css_value.h"
#include "vector_reader.h"

bool span_is(struct span span, const char *text)
{
    return span.length == strlen(text) && memcmp(span.start, text, span.length) == 0;
}

bool span_starts(struct span span, const char *text)
{
    return span.length >= strlen(text) && memcmp(span.start, text, strlen(text)) == 0;
}

bool value_numbers(struct span value, double *numbers, size_t count)
{
    struct art_reader reader = {value.start, value.start + value.length};
    while (reader.at < reader.end && art_is_space(*reader.at))
        reader.at++;
    for (size_t i = 0; i < count; i++)
        if (!art_read_number(&reader, &numbers[i]))
            return false;
    return reader.at == reader.end;
}

bool value_length(struct span value, double *px)
{
    if (value.length > 2 && memcmp(value.start + value.length - 2, "px", 2) == 0)
        value.length -= 2;
    return value_numbers(value, px, 1);
}

bool value_size(struct span value, double *px)
{
    return value_length(value, px) && *px >= 0;
}

bool value_opacity(struct span value, double *opacity)
{
    return value_numbers(value, opacity, 1) && *opacity >= 0 && *opacity <= 1;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static bool value_hex_color(struct span value, struct art_color *color)
{
    double channels[3];
    size_t digits = value.length == 4 ? 1 : value.length == 7 ? 2 : 0;
    for (size_t i = 0; i < 3; i++) {
        int high = digits ? hex_digit(value.start[1 + i * digits]) : -1;
        int low = digits ? hex_digit(value.start[i * digits + digits]) : -1;
        if (high < 0 || low < 0)
            return false;
        channels[i] = (high * 16 + low) / 255.0;
    }
    *color = (struct art_color){channels[0], channels[1], channels[2], 1};
    return true;
}

/* rgba(1,2,3,0.5): how an inline picture is told the color around it. */
static bool value_rgba(struct span value, struct art_color *color)
{
    static const char head[] = "rgba(";
    double n[4];
    if (!span_starts(value, head) || value.start[value.length - 1] != ')')
        return false;
    struct span inside = {value.start + strlen(head), value.length - strlen(head) - 1};
    if (!value_numbers(inside, n, 4))
        return false;
    /* Channels are bytes, as librsvg keeps them. */
    *color = (struct art_color){round(n[0]) / 255, round(n[1]) / 255, round(n[2]) / 255, n[3]};
    return n[3] >= 0 && n[3] <= 1;
}

bool value_color(struct span value, struct art_color *color)
{
    struct color named;
    if (value.length && value.start[0] == '#')
        return value_hex_color(value, color);
    if (value_rgba(value, color))
        return true;
    if (!css_color_named(value.start, value.length, &named) || named.a < 1)
        return false;
    *color = (struct art_color){(double)named.r, (double)named.g, (double)named.b, 1};
    return true;
}

bool value_paint(struct span value, const struct art_style *style, struct art_color *paint)
{
    if (span_is(value, "none"))
        *paint = (struct art_color){0};
    else if (span_is(value, "currentColor"))
        *paint = style->color;
    else
        return value_color(value, paint);
    return true;
}

bool value_word(struct span value, const char *const words[], size_t count, int *index)
{
    for (size_t i = 0; i < count; i++) {
        *index = (int)i;
        if (span_is(value, words[i]))
            return true;
    }
    return false;
}

static void matrix_multiply(double to[6], const double by[6])
{
    double m[6];
    for (int column = 0; column < 3; column++) {
        double x = by[column * 2], y = by[column * 2 + 1];
        m[column * 2] = to[0] * x + to[2] * y + (column == 2 ? to[4] : 0);
        m[column * 2 + 1] = to[1] * x + to[3] * y + (column == 2 ? to[5] : 0);
    }
    memcpy(to, m, sizeof m);
}

/* One function of a transform list, with the numbers that it has. */
static bool transform_apply(double matrix[6], struct span name, const double *n, size_t count)
{
    if (span_is(name, "matrix") && count == 6) {
        matrix_multiply(matrix, n);
    } else if (span_is(name, "translate") && (count == 1 || count == 2)) {
        matrix_multiply(matrix, (double[]){1, 0, 0, 1, n[0], count == 2 ? n[1] : 0});
    } else if (span_is(name, "scale") && (count == 1 || count == 2)) {
        matrix_multiply(matrix, (double[]){n[0], 0, 0, n[count - 1], 0, 0});
    } else if (span_is(name, "rotate") && (count == 1 || count == 3)) {
        double angle = n[0] * M_PI / 180, c = cos(angle), s = sin(angle);
        double x = count == 3 ? n[1] : 0, y = count == 3 ? n[2] : 0;
        matrix_multiply(matrix, (double[]){c, s, -s, c, x - c * x + s * y, y - s * x - c * y});
    } else {
        return false;
    }
    return matrix[0] * matrix[3] - matrix[1] * matrix[2] != 0;
}

bool value_transform(struct span value, double matrix[6])
{
    struct art_reader reader = {value.start, value.start + value.length};
    while (reader.at < reader.end) {
        double numbers[6];
        size_t count = 0;
        struct span name = {reader.at, 0};
        while (reader.at < reader.end && *reader.at >= 'a' && *reader.at <= 'z')
            reader.at++;
        name.length = (size_t)(reader.at - name.start);
        if (reader.at == reader.end || *reader.at++ != '(')
            return false;
        while (count < 6 && art_read_number(&reader, &numbers[count]))
            count++;
        if (reader.at == reader.end || *reader.at++ != ')' || !transform_apply(matrix, name, numbers, count))
            return false;
        while (reader.at < reader.end && (art_is_space(*reader.at) || *reader.at == ','))
            reader.at++;
    }
    return true;
}
