/* Lengths, numbers, percentages and angles with calc(), min(), max() and clamp(): CSS Values 4, section 10. */
#include <math.h>
#include <string.h>

#include "css_value.h"
#include "limits.h"
#include "suggest.h"

enum operand_type { OPERAND_NUMBER, OPERAND_PERCENT, OPERAND_LENGTH, OPERAND_ANGLE };

/* A calculation's node. */
struct operand {
    enum operand_type type;
    double number;
    struct css_length length; /* OPERAND_ANGLE: degrees in px */
};

static bool calculate_sum(struct css_reader *reader, struct operand *result);

/* ---- units ---- */

static const struct unit {
    const char *name;
    size_t member; /* of css_length */
    double factor;
} length_units[] = {
    {"px", offsetof(struct css_length, px), 1},         {"em", offsetof(struct css_length, em), 1},
    {"rem", offsetof(struct css_length, rem), 1},       {"vw", offsetof(struct css_length, vw), 1},
    {"vh", offsetof(struct css_length, vh), 1},         {"vi", offsetof(struct css_length, vw), 1},
    {"vb", offsetof(struct css_length, vh), 1},         {"svw", offsetof(struct css_length, vw), 1},
    {"svh", offsetof(struct css_length, vh), 1},        {"lvw", offsetof(struct css_length, vw), 1},
    {"lvh", offsetof(struct css_length, vh), 1},        {"dvw", offsetof(struct css_length, vw), 1},
    {"dvh", offsetof(struct css_length, vh), 1},        {"vmin", offsetof(struct css_length, vmin), 1},
    {"vmax", offsetof(struct css_length, vmax), 1},     {"pt", offsetof(struct css_length, px), 96.0 / 72},
    {"pc", offsetof(struct css_length, px), 16},        {"in", offsetof(struct css_length, px), 96},
    {"cm", offsetof(struct css_length, px), 96 / 2.54}, {"mm", offsetof(struct css_length, px), 96 / 25.4},
    {"q", offsetof(struct css_length, px), 96 / 101.6},
};

/* Units that need an opened font, or name something else. */
static bool unit_fail(struct css_reader *reader, const struct css_token *token)
{
    static const char *const font_units[] = {"ch", "ex", "cap", "ic", "lh", "rlh", "rex", "rch"};
    char name[64];
    for (size_t i = 0; i < sizeof font_units / sizeof *font_units; i++)
        if (css_word_equal(token->text, token->length, font_units[i]))
            return css_fail(reader, "the unit '%s' depends on the font's glyphs and is not supported; use em or px",
                            font_units[i]);
    struct suggestion suggestion;
    char hint[80];
    suggestion_start(&suggestion, token->text, token->length);
    for (size_t i = 0; i < sizeof length_units / sizeof *length_units; i++)
        suggestion_offer(&suggestion, length_units[i].name);
    return css_fail(reader, "%s has a unit that is no length%s", css_token_name(token, name, sizeof name),
                    suggestion_text(&suggestion, hint, sizeof hint));
}

static const struct {
    const char *name;
    double degrees; /* 0: no angle */
} other_units[] = {{"deg", 1}, {"grad", 0.9}, {"rad", 57.29577951308232}, {"turn", 360}, {"s", 0},
                   {"ms", 0},  {"fr", 0}};

/* Degrees of one such unit, 0 for units of other things, -1 for those of lengths. */
static double unit_degrees(const struct css_token *token)
{
    for (size_t i = 0; i < sizeof other_units / sizeof *other_units; i++)
        if (css_word_equal(token->text, token->length, other_units[i].name))
            return other_units[i].degrees;
    return -1;
}

static bool dimension_length(struct css_reader *reader, const struct css_token *token, struct css_length *length)
{
    *length = (struct css_length){.kind = LENGTH_VALUE};
    for (size_t i = 0; i < sizeof length_units / sizeof *length_units; i++)
        if (css_word_equal(token->text, token->length, length_units[i].name)) {
            double value = token->number * length_units[i].factor;
            float *member = (void *)((char *)length + length_units[i].member);
            *member = (float)fmax(-CSS_MAX_LENGTH_PX, fmin(CSS_MAX_LENGTH_PX, value));
            return true;
        }
    return unit_degrees(token) < 0 ? unit_fail(reader, token) : false;
}

/* ---- arithmetic ---- */

enum { TERM_COUNT = sizeof((struct css_length *)0)->terms / sizeof(float) };

static void scale(struct css_reader *reader, struct css_length *length, double factor)
{
    for (int i = 0; i < TERM_COUNT; i++)
        length->terms[i] = (float)(length->terms[i] * factor);
    if (length->math) {
        struct css_math *math = ARENA_NEW(reader->arena, struct css_math);
        if (math) {
            *math = *length->math;
            math->factor = (float)(math->factor * factor);
            math->next = NULL;
        }
        length->math = math;
    }
}

static struct css_math *math_of(struct css_reader *reader, const struct css_length *length)
{
    struct css_math *math = ARENA_NEW(reader->arena, struct css_math);
    if (!math)
        return NULL;
    if (length->math) {
        *math = *length->math;
        math->next = NULL;
    } else {
        *math = (struct css_math){.kind = MATH_LENGTH, .factor = 1, .length = *length};
    }
    return math;
}

static bool add(struct css_reader *reader, struct css_length *left, const struct css_length *right)
{
    if (!left->math && !right->math) {
        for (int i = 0; i < TERM_COUNT; i++)
            left->terms[i] += right->terms[i];
        return true;
    }
    struct css_math *sum = ARENA_NEW(reader->arena, struct css_math);
    struct css_math *first = math_of(reader, left), *second = math_of(reader, right);
    if (!sum || !first || !second)
        return css_fail(reader, "out of memory");
    first->next = second;
    *sum = (struct css_math){.kind = MATH_SUM, .factor = 1, .first = first};
    left->math = sum;
    return true;
}

/* Percentages go with lengths and, of a turn, with angles. */
static bool join_types(struct css_reader *reader, struct operand *left, const struct operand *right)
{
    if (left->type == right->type || (right->type == OPERAND_PERCENT && left->type != OPERAND_NUMBER))
        return true;
    if (left->type == OPERAND_PERCENT && right->type != OPERAND_NUMBER) {
        left->type = right->type;
        return true;
    }
    if (left->type == OPERAND_NUMBER || right->type == OPERAND_NUMBER)
        return css_fail(reader, "a plain number stands beside a length or an angle; give both a unit");
    return css_fail(reader, "a length and an angle cannot be put together");
}

/* The operands of min() and max(). A percentage's size is known only to layout, so it cannot be compared here. */
static bool compare(struct css_reader *reader, struct css_math *math, struct operand *left, const struct operand *right)
{
    bool minimum = math->kind == MATH_MIN;
    if (!join_types(reader, left, right))
        return false;
    if (left->type == OPERAND_NUMBER) {
        left->number = minimum ? fmin(left->number, right->number) : fmax(left->number, right->number);
        return true;
    }
    if (left->length.percent != 0 || right->length.percent != 0)
        return css_fail(reader, "percentages inside min(), max() and clamp() are not supported; use vw, vh or em");
    if (css_length_is_fixed(&left->length) && css_length_is_fixed(&right->length)) {
        left->length.px = minimum ? fminf(left->length.px, right->length.px) : fmaxf(left->length.px, right->length.px);
        return true;
    }
    struct css_math *first = math_of(reader, &left->length), *second = math_of(reader, &right->length);
    if (!first || !second)
        return css_fail(reader, "out of memory");
    first->next = second;
    *math = (struct css_math){.kind = math->kind, .factor = 1, .first = first};
    left->length = (struct css_length){.kind = LENGTH_VALUE, .math = math};
    return true;
}

static bool combine(struct css_reader *reader, enum css_math_kind kind, struct operand *left,
                    const struct operand *right)
{
    struct css_math *math = ARENA_NEW(reader->arena, struct css_math);
    if (!math)
        return css_fail(reader, "out of memory");
    math->kind = kind;
    return compare(reader, math, left, right);
}

/* ---- functions ---- */

static bool calculate_minmax(struct css_reader *inner, enum css_math_kind kind, struct operand *result)
{
    if (!calculate_sum(inner, result))
        return false;
    while (css_take(inner, TOKEN_COMMA)) {
        struct operand next;
        if (!calculate_sum(inner, &next) || !combine(inner, kind, result, &next))
            return false;
    }
    return true;
}

/* clamp(MIN, VAL, MAX) is max(MIN, min(VAL, MAX)). */
static bool calculate_clamp(struct css_reader *inner, struct operand *result)
{
    struct operand low, value, high;
    if (!calculate_sum(inner, &low) || !css_take(inner, TOKEN_COMMA) || !calculate_sum(inner, &value) ||
        !css_take(inner, TOKEN_COMMA) || !calculate_sum(inner, &high))
        return css_fail(inner, "clamp() takes three values: clamp(smallest, preferred, largest)");
    if (!combine(inner, MATH_MIN, &value, &high) || !combine(inner, MATH_MAX, &low, &value))
        return false;
    *result = low;
    return true;
}

static bool is_math(const struct css_token *token)
{
    return css_token_is(token, TOKEN_FUNCTION, "calc") || css_token_is(token, TOKEN_FUNCTION, "min") ||
           css_token_is(token, TOKEN_FUNCTION, "max") || css_token_is(token, TOKEN_FUNCTION, "clamp");
}

static bool calculate_function(struct css_reader *reader, struct operand *result)
{
    const struct css_token *name = css_peek(reader);
    struct css_reader inner;
    if (!css_enter(reader, &inner))
        return false;
    bool done;
    if (css_token_is(name, TOKEN_FUNCTION, "min"))
        done = calculate_minmax(&inner, MATH_MIN, result);
    else if (css_token_is(name, TOKEN_FUNCTION, "max"))
        done = calculate_minmax(&inner, MATH_MAX, result);
    else if (css_token_is(name, TOKEN_FUNCTION, "clamp"))
        done = calculate_clamp(&inner, result);
    else
        done = calculate_sum(&inner, result);
    if (done && !css_at_end(&inner)) {
        char found[64];
        done = css_fail(&inner, "%s is not expected in %.*s()", css_token_name(css_peek(&inner), found, sizeof found),
                        (int)(name->length > 20 ? 20 : name->length), name->text);
    }
    return done || css_leave_bad(reader, &inner);
}

static bool calculate_dimension(struct css_reader *reader, const struct css_token *token, struct operand *result)
{
    double degrees = unit_degrees(token);
    if (degrees > 0) {
        *result = (struct operand){.type = OPERAND_ANGLE, .length.kind = LENGTH_VALUE};
        result->length.px = (float)fmax(-CSS_MAX_LENGTH_PX, fmin(CSS_MAX_LENGTH_PX, token->number * degrees));
        return true;
    }
    result->type = OPERAND_LENGTH;
    return dimension_length(reader, token, &result->length) ||
           css_fail(reader, "calc() takes lengths, angles, percentages and numbers");
}

static bool calculate_value(struct css_reader *reader, struct operand *result)
{
    const struct css_token *token = css_peek(reader);
    *result = (struct operand){.length.kind = LENGTH_VALUE};
    switch ((int)token->type) {
    case TOKEN_NUMBER:
        result->number = token->number;
        break;
    case TOKEN_PERCENTAGE:
        result->type = OPERAND_PERCENT;
        result->length = css_percent((float)token->number);
        break;
    case TOKEN_DIMENSION:
        if (!calculate_dimension(reader, token, result))
            return false;
        break;
    case TOKEN_OPEN_PAREN:
        return calculate_function(reader, result);
    case TOKEN_FUNCTION:
        if (is_math(token))
            return calculate_function(reader, result);
        return css_fail(reader, "the function '%.*s()' is not supported in calc()",
                        (int)(token->length > 20 ? 20 : token->length), token->text);
    default: {
        char name[64];
        return css_fail(reader, "%s is not expected in calc()", css_token_name(token, name, sizeof name));
    }
    }
    reader->at++;
    return true;
}

static bool calculate_product(struct css_reader *reader, struct operand *result)
{
    if (!calculate_value(reader, result))
        return false;
    for (;;) {
        bool divide = css_token_is_delim(css_peek(reader), '/');
        if (!divide && !css_token_is_delim(css_peek(reader), '*'))
            return true;
        reader->at++;
        struct operand right;
        if (!calculate_value(reader, &right))
            return false;
        if (right.type != OPERAND_NUMBER && (divide || result->type != OPERAND_NUMBER))
            return css_fail(reader, divide ? "only a plain number can divide in calc()"
                                           : "two lengths cannot be multiplied; one side must be a plain number");
        if (divide && right.number == 0)
            return css_fail(reader, "division by zero in calc()");
        if (result->type == OPERAND_NUMBER && right.type == OPERAND_NUMBER) {
            result->number = divide ? result->number / right.number : result->number * right.number;
        } else if (result->type == OPERAND_NUMBER) {
            double factor = result->number;
            *result = right;
            scale(reader, &result->length, factor);
        } else {
            scale(reader, &result->length, divide ? 1 / right.number : right.number);
        }
    }
}

static bool calculate_sum(struct css_reader *reader, struct operand *result)
{
    if (!calculate_product(reader, result))
        return false;
    for (;;) {
        const struct css_token *sign = css_peek(reader);
        bool minus = css_token_is_delim(sign, '-');
        if (!minus && !css_token_is_delim(sign, '+'))
            return true;
        reader->at++;
        if (!sign->space_before || !css_peek(reader)->space_before)
            return css_fail(reader, "+ and - in calc() need a space on both sides");
        struct operand right;
        if (!calculate_product(reader, &right))
            return false;
        if (!join_types(reader, result, &right))
            return false;
        if (result->type == OPERAND_NUMBER) {
            result->number += minus ? -right.number : right.number;
        } else {
            if (minus)
                scale(reader, &right.length, -1);
            if (!add(reader, &result->length, &right.length))
                return false;
        }
    }
}

/* ---- entry points ---- */

bool css_length_from_end(struct css_reader *reader, struct css_length *length)
{
    struct css_length all = css_percent(100);
    scale(reader, length, -1);
    return add(reader, length, &all);
}

static float bounded(double number)
{
    return (float)fmax(-3e38, fmin(3e38, number));
}

/* A calculation that comes to something of that type; else nothing is read. */
static bool take_math(struct css_reader *reader, enum operand_type type, struct operand *result)
{
    if (!is_math(css_peek(reader)))
        return false;
    struct css_reader attempt = *reader;
    if (!calculate_function(&attempt, result))
        return css_leave_bad(reader, &attempt);
    if (result->type != type)
        return false;
    reader->at = attempt.at;
    return true;
}

bool css_take_number(struct css_reader *reader, float *number)
{
    const struct css_token *token = css_peek(reader);
    struct operand result;
    if (token->type == TOKEN_NUMBER) {
        *number = (float)token->number;
        reader->at++;
        return true;
    }
    if (!take_math(reader, OPERAND_NUMBER, &result))
        return false;
    *number = bounded(result.number);
    return true;
}

bool css_take_percentage(struct css_reader *reader, float *percent)
{
    const struct css_token *token = css_peek(reader);
    struct operand result;
    if (token->type == TOKEN_PERCENTAGE) {
        *percent = (float)token->number;
        reader->at++;
        return true;
    }
    if (!take_math(reader, OPERAND_PERCENT, &result))
        return false;
    *percent = result.length.percent;
    return true;
}

bool css_take_angle(struct css_reader *reader, float *degrees)
{
    const struct css_token *token = css_peek(reader);
    struct operand result;
    if (token->type == TOKEN_NUMBER && token->number == 0) {
        *degrees = 0;
        reader->at++;
        return true;
    }
    if (token->type == TOKEN_DIMENSION && unit_degrees(token) > 0) {
        *degrees = (float)(token->number * unit_degrees(token));
        reader->at++;
        return true;
    }
    /* A percentage of a turn beside an angle has no use that anybody has met. */
    if (!take_math(reader, OPERAND_ANGLE, &result) || result.length.percent != 0)
        return false;
    *degrees = result.length.px;
    return true;
}

static bool length_accept(struct css_reader *reader, const struct css_token *token, unsigned flags,
                          const struct css_length *length)
{
    if (!(flags & CSS_PERCENT) && length->percent != 0) {
        reader->at = token;
        return css_fail(reader, "percentages have no meaning here; use px or em");
    }
    return true;
}

bool css_take_length(struct css_reader *reader, unsigned flags, struct css_length *length)
{
    const struct css_token *token = css_peek(reader);
    if (is_math(token)) {
        struct css_reader attempt = *reader;
        struct operand result;
        if (!calculate_function(&attempt, &result))
            return css_leave_bad(reader, &attempt);
        bool is_number = result.type == OPERAND_NUMBER;
        if (result.type == OPERAND_ANGLE || (is_number && !(flags & CSS_UNITLESS)))
            return false;
        *length = is_number ? css_px(bounded(result.number)) : result.length;
        if (!length_accept(reader, token, flags, length))
            return false;
        reader->at = attempt.at;
        return true;
    }
    if (token->type == TOKEN_NUMBER && (token->number == 0 || (flags & CSS_UNITLESS))) {
        *length = css_px((float)fmax(-CSS_MAX_LENGTH_PX, fmin(CSS_MAX_LENGTH_PX, token->number)));
    } else if (token->type == TOKEN_PERCENTAGE && (flags & CSS_PERCENT)) {
        *length = css_percent((float)fmax(-CSS_MAX_LENGTH_PX, fmin(CSS_MAX_LENGTH_PX, token->number)));
    } else if (token->type == TOKEN_DIMENSION) {
        if (!dimension_length(reader, token, length))
            return false;
    } else {
        return false;
    }
    if ((flags & CSS_NON_NEGATIVE) && token->number < 0) {
        char name[64];
        return css_fail(reader, "%s is negative", css_token_name(token, name, sizeof name));
    }
    reader->at++;
    return true;
}
