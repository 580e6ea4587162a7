/* Text: CSS Text 4, Text Decoration 4, Inline 3. */
#include <math.h>
#include <string.h>

#include "css_property.h"
#include "limits.h"

/* letter-spacing, word-spacing */
bool css_parse_spacing(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    value->length = css_px(0);
    return css_take_ident(reader, "normal") || css_take_length(reader, 0, &value->length);
}

void css_compute_letter_spacing(struct css_compute *compute, const struct css_property *property,
                                const struct css_value *value)
{
    (void)property;
    struct text_style *text = &compute->own->style.text;
    text->letter_spacing_px = css_length_px(&value->length, &compute->units);
    text->letter_spacing_in_em = value->length.em != 0;
}

bool css_parse_tab_size(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    if (css_peek(reader)->type == TOKEN_DIMENSION)
        return css_fail(reader, "tab-size takes a number of spaces");
    return css_parse_number(reader, property, value);
}

bool css_parse_hanging_punctuation(struct css_reader *reader, const struct css_property *property,
                                   struct css_value *value)
{
    (void)property;
    value->keyword = 0;
    if (css_take_ident(reader, "none"))
        return true;
    while (css_take_ident(reader, "first") || css_take_ident(reader, "last"))
        value->keyword = 1;
    return value->keyword != 0;
}

void css_compute_hanging_punctuation(struct css_compute *compute, const struct css_property *property,
                                     const struct css_value *value)
{
    (void)property;
    compute->own->style.text.hanging_punctuation = value->keyword != 0;
}

bool css_parse_decoration_line(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    value->keyword = 0;
    if (css_take_ident(reader, "none"))
        return true;
    int line;
    while (css_take_keyword(reader, property->keywords, &line)) {
        if (value->keyword & line)
            return css_fail(reader, "a line is named twice");
        value->keyword |= line;
    }
    return value->keyword != 0;
}

bool css_parse_vertical_align(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    if (css_parse_keyword(reader, property, value))
        return true;
    value->keyword = VERTICAL_ALIGN_LENGTH;
    return css_take_length(reader, CSS_PERCENT, &value->length);
}

void css_compute_vertical_align(struct css_compute *compute, const struct css_property *property,
                                const struct css_value *value)
{
    (void)property;
    struct style *style = &compute->own->style;
    style->vertical_align = (enum vertical_align_kind)value->keyword;
    style->vertical_align_length = (struct length){.kind = LENGTH_VALUE};
    if (style->vertical_align != VERTICAL_ALIGN_LENGTH)
        return;
    struct length length = css_length_compute(&value->length, &compute->units);
    /* Percentages are of the line height; where that is normal, Inter's 1.21 stands for it. */
    const struct length *line = &style->text.line_height;
    float line_px = line->kind == LENGTH_VALUE ? line->px : style->text.font_size_px * 1.21F;
    style->vertical_align_length.px = length.px + length.percent / 100 * line_px;
}

/* ---- shadows ---- */

static bool take_shadow(struct css_reader *reader, bool box, struct css_shadow *shadow)
{
    bool colored = false, placed = false;
    *shadow = (struct css_shadow){.color.current = true};
    for (;;) {
        struct css_length *lengths[] = {&shadow->x, &shadow->y, &shadow->blur, &shadow->spread};
        if (box && !shadow->inset && css_take_ident(reader, "inset")) {
            shadow->inset = true;
            continue;
        }
        struct css_color color;
        if (!colored && css_take_color(reader, &color)) {
            shadow->color = color;
            colored = true;
            continue;
        }
        if (placed || !css_take_length(reader, 0, lengths[0]))
            break;
        placed = true;
        if (!css_take_length(reader, 0, lengths[1]))
            return css_fail(reader, "a shadow needs two offsets: 0 4px 12px black");
        for (int i = 2; i < (box ? 4 : 3); i++)
            if (!css_take_length(reader, i == 2 ? CSS_NON_NEGATIVE : 0, lengths[i]))
                break;
    }
    return placed || css_fail(reader, "a shadow needs two offsets: 0 4px 12px black");
}

bool css_parse_shadows(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    if (css_take_ident(reader, "none"))
        return true;
    bool box = !property->inherited;
    struct css_shadow *shadows = ARENA_ARRAY(reader->arena, struct css_shadow, CSS_MAX_LAYERS);
    if (!shadows)
        return css_fail(reader, "out of memory");
    do {
        if (value->count == CSS_MAX_LAYERS)
            return css_fail(reader, "more than %u shadows", CSS_MAX_LAYERS);
        if (!take_shadow(reader, box, &shadows[value->count++]))
            return false;
    } while (css_take(reader, TOKEN_COMMA));
    value->data = shadows;
    return true;
}

static bool shadow_is_fixed(const struct css_shadow *shadow)
{
    return css_length_is_fixed(&shadow->x) && css_length_is_fixed(&shadow->y) && css_length_is_fixed(&shadow->blur) &&
           css_length_is_fixed(&shadow->spread);
}

void css_compute_shadows(struct css_compute *compute, const struct css_property *property,
                         const struct css_value *value)
{
    struct computed_list *list = css_field(compute, property);
    const struct css_shadow *shadows = value->data;
    *list = (struct computed_list){shadows, value->count};
    bool fixed = true;
    for (size_t i = 0; i < value->count; i++)
        fixed = fixed && shadow_is_fixed(&shadows[i]);
    if (fixed)
        return;
    struct css_shadow *computed = ARENA_ARRAY(compute->arena, struct css_shadow, value->count);
    list->items = computed;
    list->count = computed ? value->count : 0;
    for (size_t i = 0; i < list->count; i++) {
        computed[i] = shadows[i];
        computed[i].x = css_px(css_length_px(&shadows[i].x, &compute->units));
        computed[i].y = css_px(css_length_px(&shadows[i].y, &compute->units));
        computed[i].blur = css_px(fmaxf(0, css_length_px(&shadows[i].blur, &compute->units)));
        computed[i].spread = css_px(css_length_px(&shadows[i].spread, &compute->units));
    }
}
