#include "css_value.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "limits.h"

static const struct css_token end_token = {.type = TOKEN_END, .text = ""};

const struct css_token *css_peek(const struct css_reader *reader)
{
    return reader->at < reader->end ? reader->at : &end_token;
}

const struct css_token *css_next(struct css_reader *reader)
{
    return reader->at < reader->end ? reader->at++ : &end_token;
}

bool css_at_end(const struct css_reader *reader)
{
    return reader->at >= reader->end;
}

bool css_take(struct css_reader *reader, enum css_token_type type)
{
    if (css_peek(reader)->type != type || css_at_end(reader))
        return false;
    reader->at++;
    return true;
}

bool css_take_delim(struct css_reader *reader, char delim)
{
    if (!css_token_is_delim(css_peek(reader), delim))
        return false;
    reader->at++;
    return true;
}

bool css_take_ident(struct css_reader *reader, const char *name)
{
    if (!css_token_is(css_peek(reader), TOKEN_IDENT, name))
        return false;
    reader->at++;
    return true;
}

bool css_enter(struct css_reader *reader, struct css_reader *inner)
{
    const struct css_token *open = reader->at;
    const struct css_token *past = css_token_skip(open, reader->end);
    if (reader->depth >= CSS_MAX_NESTING)
        return css_fail(reader, "functions are nested deeper than %u", CSS_MAX_NESTING);
    *inner = *reader;
    inner->problem[0] = '\0';
    inner->depth++;
    inner->at = open + 1;
    bool closed = past[-1].type == TOKEN_CLOSE_PAREN || past[-1].type == TOKEN_CLOSE_SQUARE;
    inner->end = closed && past - 1 > open ? past - 1 : past;
    reader->at = past;
    return true;
}

bool css_leave_bad(struct css_reader *reader, const struct css_reader *inner)
{
    if (!reader->problem[0] && inner->problem[0]) {
        memcpy(reader->problem, inner->problem, sizeof reader->problem);
        reader->where = inner->where;
    }
    return false;
}

bool css_fail(struct css_reader *reader, const char *format, ...)
{
    if (reader->problem[0])
        return false;
    va_list args;
    va_start(args, format);
    vsnprintf(reader->problem, sizeof reader->problem, format, args);
    va_end(args);
    reader->where = reader->at; /* behind the last token another always stands: its place is where more was expected */
    return false;
}

bool css_take_keyword(struct css_reader *reader, const struct css_keyword *keywords, int *value)
{
    const struct css_token *token = css_peek(reader);
    if (token->type != TOKEN_IDENT)
        return false;
    for (const struct css_keyword *keyword = keywords; keyword->name; keyword++)
        if (css_word_equal(token->text, token->length, keyword->name)) {
            *value = keyword->value;
            reader->at++;
            return true;
        }
    return false;
}

bool css_take_integer(struct css_reader *reader, int *number)
{
    const struct css_token *token = css_peek(reader);
    if (token->type == TOKEN_FUNCTION) {
        float value;
        if (!css_take_number(reader, &value))
            return false;
        *number = (int)fmaxf(-1e6f, fminf(1e6f, floorf(value + 0.5f)));
        return true;
    }
    if (token->type != TOKEN_NUMBER || !token->integer)
        return false;
    *number = (int)fmax(-1e6, fmin(1e6, token->number));
    reader->at++;
    return true;
}

struct css_length css_px(float px)
{
    return (struct css_length){.kind = LENGTH_VALUE, .px = px};
}

/* 0% stays a percentage, which it is where percentages have nothing to refer to: a share that no length shows. */
struct css_length css_percent(float percent)
{
    static const float zero_percent = 1e-30f;
    return (struct css_length){.kind = LENGTH_VALUE, .percent = percent == 0 ? zero_percent : percent};
}

/* ---- computing ---- */

static float clamp_px(double px)
{
    return (float)fmax(-CSS_MAX_LENGTH_PX, fmin(CSS_MAX_LENGTH_PX, px));
}

static struct length sum_units(const struct css_length *length, const struct css_units *units)
{
    double vmin = fmin(units->width_px, units->height_px), vmax = fmax(units->width_px, units->height_px);
    double px = length->px;
    px += (double)length->em * units->em_px + (double)length->rem * units->rem_px;
    px += ((double)length->vw * units->width_px + (double)length->vh * units->height_px + length->vmin * vmin +
           length->vmax * vmax) /
          100;
    return (struct length){length->kind, clamp_px(px), clamp_px(length->percent)};
}

static struct length evaluate(const struct css_math *math, const struct css_units *units)
{
    struct length result = {.kind = LENGTH_VALUE};
    if (math->kind == MATH_LENGTH)
        result = css_length_compute(&math->length, units);
    for (const struct css_math *operand = math->first; operand; operand = operand->next) {
        struct length value = evaluate(operand, units);
        bool first = operand == math->first;
        if (math->kind == MATH_SUM) {
            result.px += value.px;
            result.percent += value.percent;
        } else if (first || (math->kind == MATH_MIN ? value.px < result.px : value.px > result.px)) {
            result = value;
        }
    }
    result.px = clamp_px(result.px * (double)math->factor);
    result.percent = clamp_px(result.percent * (double)math->factor);
    return result;
}

struct length css_length_compute(const struct css_length *length, const struct css_units *units)
{
    if (length->kind != LENGTH_VALUE)
        return (struct length){.kind = length->kind};
    return length->math ? evaluate(length->math, units) : sum_units(length, units);
}

float css_length_px(const struct css_length *length, const struct css_units *units)
{
    return css_length_compute(length, units).px;
}

bool css_length_is_fixed(const struct css_length *length)
{
    return !length->math && length->em == 0 && length->rem == 0 && length->vw == 0 && length->vh == 0 &&
           length->vmin == 0 && length->vmax == 0;
}

static bool math_is_relative(const struct css_math *math)
{
    if (math->kind == MATH_LENGTH)
        return css_length_is_relative(&math->length);
    for (const struct css_math *operand = math->first; operand; operand = operand->next)
        if (math_is_relative(operand))
            return true;
    return false;
}

bool css_length_is_relative(const struct css_length *length)
{
    return length->math ? math_is_relative(length->math) : length->em != 0 || length->percent != 0;
}
