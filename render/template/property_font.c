/* Fonts: CSS Fonts 4, and line-height of CSS Inline 3. */
#include <math.h>
#include <string.h>

#include "css_property.h"

/* ---- font-family ---- */

/* An unquoted family is one or more identifiers, joined by single spaces. */
static const char *take_family(struct css_reader *reader)
{
    const struct css_token *token = css_peek(reader);
    if (token->type == TOKEN_STRING) {
        reader->at++;
        return token->text;
    }
    char name[128];
    size_t length = 0;
    while ((token = css_peek(reader))->type == TOKEN_IDENT) {
        if (length + token->length + 2 > sizeof name)
            return NULL;
        if (length)
            name[length++] = ' ';
        memcpy(name + length, token->text, token->length);
        length += token->length;
        reader->at++;
    }
    return length ? arena_strndup(reader->arena, name, length) : NULL;
}

bool css_parse_font_family(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    enum { FAMILY_MAX = 32 };
    const char **families = ARENA_ARRAY(reader->arena, const char *, FAMILY_MAX);
    if (!families)
        return css_fail(reader, "out of memory");
    do {
        if (value->count == FAMILY_MAX)
            return css_fail(reader, "more than %d font families", FAMILY_MAX);
        const char *family = take_family(reader);
        if (!family)
            return css_fail(reader, "a font family is a name or a string: Inter, \"Noto Sans\", sans-serif");
        families[value->count++] = family;
    } while (css_take(reader, TOKEN_COMMA));
    value->data = families;
    value->flag = value->count == 1 && css_word_equal(families[0], strlen(families[0]), "monospace");
    return true;
}

void css_compute_font_family(struct css_compute *compute, const struct css_property *property,
                             const struct css_value *value)
{
    (void)property;
    compute->own->style.text.families = value->data;
    compute->own->style.text.family_count = value->count;
    compute->own->inherited.monospace = value->flag;
}

/* ---- font-size ---- */

enum {
    SIZE_LENGTH,
    SIZE_XX_SMALL,
    SIZE_X_SMALL,
    SIZE_SMALL,
    SIZE_MEDIUM,
    SIZE_LARGE,
    SIZE_X_LARGE,
    SIZE_XX_LARGE,
    SIZE_XXX_LARGE,
    SIZE_SMALLER,
    SIZE_LARGER
};

bool css_parse_font_size(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    static const struct css_keyword keywords[] = {
        {"xx-small", SIZE_XX_SMALL},
        {"x-small", SIZE_X_SMALL},
        {"small", SIZE_SMALL},
        {"medium", SIZE_MEDIUM},
        {"large", SIZE_LARGE},
        {"x-large", SIZE_X_LARGE},
        {"xx-large", SIZE_XX_LARGE},
        {"xxx-large", SIZE_XXX_LARGE},
        {"smaller", SIZE_SMALLER},
        {"larger", SIZE_LARGER},
        {NULL, 0},
    };
    (void)property;
    if (css_take_keyword(reader, keywords, &value->keyword))
        return true;
    value->keyword = SIZE_LENGTH;
    return css_take_length(reader, CSS_PERCENT | CSS_NON_NEGATIVE, &value->length);
}

/* Of the keywords, for default sizes of 16px and, for the generic monospace, of 13px: Chromium's. */
static const float keyword_sizes_px[2][SIZE_XXX_LARGE + 1] = {
    {0, 9, 10, 13, 16, 18, 24, 32, 48},
    {0, 9, 10, 12, 13, 16, 20, 26, 39},
};

void css_compute_font_size(struct css_compute *compute, const struct css_property *property,
                           const struct css_value *value)
{
    (void)property;
    struct computed_inherited *own = &compute->own->inherited;
    float parent_px = compute->units.em_px, size = parent_px;
    bool keyword = value->keyword > SIZE_LENGTH && value->keyword <= SIZE_XXX_LARGE;
    own->font_size_keyword = keyword ? value->keyword : 0;
    if (keyword) {
        own->font_size_absolute = false;
        size = keyword_sizes_px[0][value->keyword];
    } else if (value->keyword != SIZE_LENGTH) {
        size = value->keyword == SIZE_SMALLER ? parent_px / 1.2F : parent_px * 1.2F;
    } else {
        struct length length = css_length_compute(&value->length, &compute->units);
        own->font_size_absolute = own->font_size_absolute || !css_length_is_relative(&value->length);
        size = length.px + length.percent / 100 * parent_px;
    }
    compute->own->style.text.font_size_px = fmaxf(0, fminf(size, 10000));
}

void css_adjust_monospace(struct css_compute *compute)
{
    struct computed_inherited *own = &compute->own->inherited;
    float *size = &compute->own->style.text.font_size_px;
    if (own->font_size_keyword)
        *size = keyword_sizes_px[own->monospace][own->font_size_keyword];
    else if (!own->font_size_absolute && own->monospace != compute->parent->inherited.monospace)
        *size *= own->monospace ? 13.0F / 16 : 16.0F / 13;
}

/* ---- font-weight, -stretch, -style ---- */

enum { WEIGHT_NUMBER, WEIGHT_BOLDER, WEIGHT_LIGHTER };

bool css_parse_font_weight(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    static const struct css_keyword keywords[] = {{"bolder", WEIGHT_BOLDER}, {"lighter", WEIGHT_LIGHTER}, {NULL, 0}};
    (void)property;
    value->keyword = WEIGHT_NUMBER;
    value->number = 400;
    if (css_take_keyword(reader, keywords, &value->keyword) || css_take_ident(reader, "normal"))
        return true;
    if (css_take_ident(reader, "bold")) {
        value->number = 700;
        return true;
    }
    if (!css_take_number(reader, &value->number))
        return false;
    return (value->number >= 1 && value->number <= 1000) || css_fail(reader, "a font's weight lies between 1 and 1000");
}

/* The table of CSS Fonts 4, section 2.2.1. */
static float relative_weight(float inherited, bool bolder)
{
    if (bolder)
        return inherited < 350 ? 400 : inherited < 550 ? 700 : fmaxf(inherited, 900);
    return inherited < 100 ? inherited : inherited < 550 ? 100 : inherited < 750 ? 400 : 700;
}

void css_compute_font_weight(struct css_compute *compute, const struct css_property *property,
                             const struct css_value *value)
{
    (void)property;
    float inherited = compute->parent->style.text.font_weight;
    compute->own->style.text.font_weight =
        value->keyword == WEIGHT_NUMBER ? value->number : relative_weight(inherited, value->keyword == WEIGHT_BOLDER);
}

bool css_parse_font_stretch(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    int percent_x2;
    static const struct css_keyword keywords[] = {
        {"ultra-condensed", 100}, {"extra-condensed", 125},
        {"condensed", 150},       {"semi-condensed", 175},
        {"normal", 200},          {"semi-expanded", 225},
        {"expanded", 250},        {"extra-expanded", 300},
        {"ultra-expanded", 400},  {NULL, 0},
    };
    if (css_take_keyword(reader, keywords, &percent_x2)) {
        value->number = (float)percent_x2 / 2;
        return true;
    }
    return css_take_percentage(reader, &value->number) &&
           (value->number >= 0 || css_fail(reader, "a font's width is a positive percentage"));
}

bool css_parse_font_style(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    if (!css_parse_keyword(reader, property, value))
        return false;
    float angle;
    if (value->keyword == FONT_STYLE_OBLIQUE && css_take_angle(reader, &angle) && fabsf(angle - 14) > 0.01F)
        return css_fail(reader, "the angle of oblique is always 14deg; for a variable font's slant use "
                                "font-variation-settings: \"slnt\"");
    return true;
}

/* ---- features ---- */

/* A keyword of font-variant-*, the features it sets, and the group of which only one may be given. */
struct variant {
    const char *name;
    const char *features; /* "liga clig" to set, "liga=0 clig=0" to clear */
    int group;
};

/* No property names more. */
enum { VARIANT_FEATURES_MAX = 16 };

static bool add_features(struct css_reader *reader, struct css_value *value, hb_feature_t *features, const char *text)
{
    for (; *text; text += strcspn(text, " "), text += *text == ' ') {
        if (value->count == VARIANT_FEATURES_MAX)
            return css_fail(reader, "too many variants");
        features[value->count++] = (hb_feature_t){
            .tag = HB_TAG(text[0], text[1], text[2], text[3]),
            .value = text[4] != '=',
            .start = HB_FEATURE_GLOBAL_START,
            .end = HB_FEATURE_GLOBAL_END,
        };
    }
    return true;
}

static bool parse_variants(struct css_reader *reader, const struct variant *variants, struct css_value *value)
{
    unsigned seen = 0;
    bool any = false;
    hb_feature_t *features = ARENA_ARRAY(reader->arena, hb_feature_t, VARIANT_FEATURES_MAX);
    if (!features)
        return css_fail(reader, "out of memory");
    value->data = features;
    while (css_peek(reader)->type == TOKEN_IDENT) {
        const struct css_token *token = css_peek(reader);
        const struct variant *variant = variants;
        while (variant->name && !css_word_equal(token->text, token->length, variant->name))
            variant++;
        if (!variant->name)
            break;
        if (variant->group < 0 && any)
            return css_fail(reader, "'%s' stands alone", variant->name);
        if (variant->group >= 0 && (seen & 1u << variant->group))
            return css_fail(reader, "'%s' contradicts a value before it", variant->name);
        if (variant->group >= 0)
            seen |= 1u << variant->group;
        reader->at++;
        any = true;
        if (!add_features(reader, value, features, variant->features))
            return false;
        if (variant->group < 0)
            break;
    }
    return any;
}

bool css_parse_font_ligatures(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    static const struct variant variants[] = {
        {"normal", "", -1},
        {"none", "liga=0 clig=0 dlig=0 hlig=0 calt=0", -1},
        {"common-ligatures", "liga clig", 0},
        {"no-common-ligatures", "liga=0 clig=0", 0},
        {"discretionary-ligatures", "dlig", 1},
        {"no-discretionary-ligatures", "dlig=0", 1},
        {"historical-ligatures", "hlig", 2},
        {"no-historical-ligatures", "hlig=0", 2},
        {"contextual", "calt", 3},
        {"no-contextual", "calt=0", 3},
        {NULL, NULL, 0},
    };
    (void)property;
    return parse_variants(reader, variants, value);
}

bool css_parse_font_caps(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    static const struct variant variants[] = {{"normal", "", -1}, {"titling-caps", "titl", -1}, {NULL, NULL, 0}};
    (void)property;
    return parse_variants(reader, variants, value) ||
           css_fail(reader,
                    "small capitals would have to be made up for most fonts; use text-transform: uppercase at a "
                    "smaller size, or font-feature-settings: \"smcp\" with a font that has them");
}

bool css_parse_font_numeric(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    static const struct variant variants[] = {
        {"normal", "", -1},
        {"lining-nums", "lnum", 0},
        {"oldstyle-nums", "onum", 0},
        {"proportional-nums", "pnum", 1},
        {"tabular-nums", "tnum", 1},
        {"diagonal-fractions", "frac", 2},
        {"stacked-fractions", "afrc", 2},
        {"ordinal", "ordn", 3},
        {"slashed-zero", "zero", 4},
        {NULL, NULL, 0},
    };
    (void)property;
    return parse_variants(reader, variants, value);
}

bool css_parse_font_east_asian(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    static const struct variant variants[] = {
        {"normal", "", -1},         {"jis78", "jp78", 0},      {"jis83", "jp83", 0},
        {"jis90", "jp90", 0},       {"jis04", "jp04", 0},      {"simplified", "smpl", 0},
        {"traditional", "trad", 0}, {"full-width", "fwid", 1}, {"proportional-width", "pwid", 1},
        {"ruby", "ruby", 2},        {NULL, NULL, 0},
    };
    (void)property;
    return parse_variants(reader, variants, value);
}

static bool take_tag(struct css_reader *reader, hb_tag_t *tag)
{
    const struct css_token *token = css_peek(reader);
    if (token->type != TOKEN_STRING || token->length != 4)
        return css_fail(reader, "a tag is a string of four letters, as \"tnum\"");
    for (size_t i = 0; i < 4; i++)
        if (token->text[i] < 0x20 || token->text[i] > 0x7e)
            return css_fail(reader, "a tag has ASCII letters and digits only");
    *tag = HB_TAG(token->text[0], token->text[1], token->text[2], token->text[3]);
    reader->at++;
    return true;
}

enum { SETTINGS_MAX = 64 };

bool css_parse_font_features(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    if (css_take_ident(reader, "normal"))
        return true;
    hb_feature_t *features = ARENA_ARRAY(reader->arena, hb_feature_t, SETTINGS_MAX);
    if (!features)
        return css_fail(reader, "out of memory");
    do {
        hb_feature_t feature = {.value = 1, .start = HB_FEATURE_GLOBAL_START, .end = HB_FEATURE_GLOBAL_END};
        int number;
        if (value->count == SETTINGS_MAX)
            return css_fail(reader, "more than %d features", SETTINGS_MAX);
        if (!take_tag(reader, &feature.tag))
            return false;
        if (css_take_ident(reader, "off"))
            feature.value = 0;
        else if (!css_take_ident(reader, "on") && css_take_integer(reader, &number))
            feature.value = (uint32_t)(number < 0 ? 0 : number);
        features[value->count++] = feature;
    } while (css_take(reader, TOKEN_COMMA));
    value->data = features;
    return true;
}

bool css_parse_font_variations(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    if (css_take_ident(reader, "normal"))
        return true;
    struct font_variation *variations = ARENA_ARRAY(reader->arena, struct font_variation, SETTINGS_MAX);
    if (!variations)
        return css_fail(reader, "out of memory");
    do {
        struct font_variation *variation = &variations[value->count];
        if (++value->count > SETTINGS_MAX)
            return css_fail(reader, "more than %d axes", SETTINGS_MAX);
        if (!take_tag(reader, &variation->tag))
            return false;
        if (!css_take_number(reader, &variation->value))
            return css_fail(reader, "a number is missing after the axis");
    } while (css_take(reader, TOKEN_COMMA));
    value->data = variations;
    return true;
}

void css_compute_font_variations(struct css_compute *compute, const struct css_property *property,
                                 const struct css_value *value)
{
    (void)property;
    compute->own->style.text.variations = value->data;
    compute->own->style.text.variation_count = value->count;
}

/* ---- line-height ---- */

bool css_parse_line_height(struct css_reader *reader, const struct css_property *property, struct css_value *value)
{
    (void)property;
    const struct css_token *token = css_peek(reader);
    value->length = (struct css_length){.kind = LENGTH_AUTO};
    if (css_take_ident(reader, "normal"))
        return true;
    value->length.kind = LENGTH_VALUE;
    value->flag = css_take_number(reader, &value->number);
    if (!value->flag)
        return css_take_length(reader, CSS_PERCENT | CSS_NON_NEGATIVE, &value->length);
    if (value->number >= 0)
        return true;
    reader->at = token;
    return css_fail(reader, "'%.6g' is negative", (double)value->number);
}

void css_compute_line_height(struct css_compute *compute, const struct css_property *property,
                             const struct css_value *value)
{
    (void)property;
    struct text_style *text = &compute->own->style.text;
    text->line_height_factor = 0;
    text->line_height = (struct length){.kind = value->length.kind};
    if (value->flag) {
        /* 0 means "a length" to the reader of the style. */
        text->line_height_factor = value->number;
        text->line_height.px = value->number * text->font_size_px;
    } else if (value->length.kind == LENGTH_VALUE) {
        struct length length = css_length_compute(&value->length, &compute->units);
        text->line_height.px = fmaxf(0, length.px + length.percent / 100 * text->font_size_px);
    }
}
