/* Parsers and computations that many properties share: keywords, lengths, numbers, colors. */
#include "css_property.h"

#include <math.h>
#include <string.h>

bool css_parse_keyword(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    return css_take_keyword(reader, property->keywords, &value->keyword);
}

void css_compute_keyword(struct css_compute *compute, const struct css_property *property,
                         const struct css_value *value)
{
    /* Enumerations have the size of int: checked where the table is. */
    memcpy(css_field(compute, property), &value->keyword, sizeof value->keyword);
}

void css_compute_bool(struct css_compute *compute, const struct css_property *property, const struct css_value *value)
{
    *(bool *)css_field(compute, property) = value->keyword != 0;
}

void css_compute_integer(struct css_compute *compute, const struct css_property *property,
                         const struct css_value *value)
{
    memcpy(css_field(compute, property), &value->keyword, sizeof value->keyword);
}

/* Keywords of a length property are values of enum length_kind. */
bool css_parse_length(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    int kind;
    if (property->keywords && css_take_keyword(reader, property->keywords, &kind)) {
        value->length = (struct css_length){.kind = (enum length_kind)kind};
        return true;
    }
    return css_take_length(reader, property->flags, &value->length);
}

void css_compute_length(struct css_compute *compute, const struct css_property *property, const struct css_value *value)
{
    struct length length = css_length_compute(&value->length, &compute->units);
    /* What calc() gives below zero counts as zero; with a percentage only layout can know. */
    if (property->flags & CSS_NON_NEGATIVE) {
        if (length.percent == 0)
            length.px = fmaxf(length.px, 0);
        else if (length.px == 0)
            length.percent = fmaxf(length.percent, 0);
    }
    *(struct length *)css_field(compute, property) = length;
}

void css_compute_px(struct css_compute *compute, const struct css_property *property, const struct css_value *value)
{
    float px = css_length_px(&value->length, &compute->units);
    *(float *)css_field(compute, property) = property->flags & CSS_NON_NEGATIVE ? fmaxf(px, 0) : px;
}

bool css_parse_number(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    const struct css_token *token = css_peek(reader);
    if (!css_take_number(reader, &value->number))
        return false;
    if ((property->flags & CSS_NON_NEGATIVE) && value->number < 0) {
        if (token->type == TOKEN_NUMBER) {
            reader->at = token;
            return css_fail(reader, "'%.6g' is negative", (double)value->number);
        }
        value->number = 0;
    }
    return true;
}

void css_compute_number(struct css_compute *compute, const struct css_property *property, const struct css_value *value)
{
    *(float *)css_field(compute, property) = value->number;
}

bool css_parse_integer(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    value->flag = property->keywords && css_take_keyword(reader, property->keywords, &value->keyword);
    return value->flag || css_take_integer(reader, &value->keyword);
}

bool css_parse_color(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    return css_take_color(reader, &value->color);
}

void css_compute_color(struct css_compute *compute, const struct css_property *property, const struct css_value *value)
{
    *(struct css_color *)css_field(compute, property) = value->color;
}

/* A list that needs no computing: it stays where it was parsed. */
void css_compute_list(struct css_compute *compute, const struct css_property *property, const struct css_value *value)
{
    *(struct computed_list *)css_field(compute, property) = (struct computed_list){value->data, value->count};
}

/* currentColor on `color` itself is the inherited color. */
void css_compute_text_color(struct css_compute *compute, const struct css_property *property,
                            const struct css_value *value)
{
    (void)property;
    compute->own->inherited.color = value->color.current ? compute->parent->inherited.color : value->color;
}
