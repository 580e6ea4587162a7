/* Computed values as text, in the form of a browser's getComputedStyle(): what tests of the cascade compare. */
#ifndef TESTS_UNIT_STYLE_TEXT_H
#define TESTS_UNIT_STYLE_TEXT_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "render/style.h"

struct style_writer {
    char *text;
    size_t size, length;
};

__attribute__((format(printf, 2, 3))) static void put(struct style_writer *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int written = vsnprintf(out->text + out->length, out->size - out->length, format, args);
    va_end(args);
    out->length += written > 0 ? (size_t)written : 0;
}

static void put_length(struct style_writer *out, struct length length)
{
    static const char *const words[] = {"auto", "", "min-content", "max-content", "fit-content", "content"};
    if (length.kind != LENGTH_VALUE)
        put(out, "%s", words[length.kind]);
    else if (length.percent == 0)
        put(out, "%.6gpx", (double)length.px);
    else if (length.px == 0) /* 0% is kept as next to nothing, css_percent() */
        put(out, "%.6g%%", fabs((double)length.percent) < 1e-20 ? 0 : (double)length.percent);
    else
        put(out, "calc(%.6g%% %c %.6gpx)", (double)length.percent, length.px < 0 ? '-' : '+', fabs((double)length.px));
}

static void put_color(struct style_writer *out, struct color color)
{
    double r = floor((double)color.r * 255 + 0.5), g = floor((double)color.g * 255 + 0.5);
    double b = floor((double)color.b * 255 + 0.5);
    if (color.a == 1)
        put(out, "rgb(%g, %g, %g)", r, g, b);
    else
        put(out, "rgba(%g, %g, %g, %.3g)", r, g, b, (double)color.a);
}

static void put_shadows(struct style_writer *out, const struct shadow *shadows, size_t count, bool box)
{
    if (count == 0)
        put(out, "none");
    for (size_t i = 0; i < count; i++) {
        put(out, "%s", i ? ", " : "");
        put_color(out, shadows[i].color);
        put(out, " %gpx %gpx %gpx", (double)shadows[i].x_px, (double)shadows[i].y_px, (double)shadows[i].blur_px);
        if (box)
            put(out, " %gpx", (double)shadows[i].spread_px);
        put(out, "%s", shadows[i].inset ? " inset" : "");
    }
}

static void put_gradient(struct style_writer *out, const struct gradient *gradient)
{
    static const char *const kinds[] = {"linear", "radial", "conic"};
    static const char *const extents[] = {"farthest-corner", "farthest-side", "closest-corner", "closest-side"};
    static const char *const spaces[] = {"", " in srgb-linear", " in oklab"};
    put(out, "%s%s-gradient(", gradient->repeating ? "repeating-" : "", kinds[gradient->kind]);
    if (gradient->kind == GRADIENT_LINEAR && (gradient->to_x || gradient->to_y))
        put(out, "to %s %s", gradient->to_x < 0 ? "left" : "right", gradient->to_y < 0 ? "top" : "bottom");
    else if (gradient->kind != GRADIENT_RADIAL)
        put(out, "%s%.6gdeg", gradient->kind == GRADIENT_CONIC ? "from " : "", (double)gradient->angle_deg);
    if (gradient->kind == GRADIENT_RADIAL)
        put(out, "%s ", gradient->circle ? "circle" : "ellipse");
    if (gradient->kind == GRADIENT_RADIAL && gradient->extent != RADIAL_EXPLICIT)
        put(out, "%s", extents[gradient->extent]);
    if (gradient->kind == GRADIENT_RADIAL && gradient->extent == RADIAL_EXPLICIT) {
        put_length(out, gradient->radius_x);
        put(out, " ");
        put_length(out, gradient->radius_y);
    }
    if (gradient->kind != GRADIENT_LINEAR) {
        put(out, " at ");
        put_length(out, gradient->center_x);
        put(out, " ");
        put_length(out, gradient->center_y);
    }
    put(out, "%s", spaces[gradient->space]);
    for (size_t i = 0; i < gradient->stop_count; i++) {
        const struct gradient_stop *stop = &gradient->stops[i];
        put(out, ",%s", stop->hint ? "" : " ");
        if (!stop->hint)
            put_color(out, stop->color);
        if (stop->position.kind != LENGTH_AUTO) {
            put(out, " ");
            put_length(out, stop->position);
        }
    }
    put(out, ")");
}

static void put_layer(struct style_writer *out, const struct background_layer *layer)
{
    static const char *const repeats[] = {"repeat", "no-repeat", "space", "round"};
    static const char *const areas[] = {"border-box", "padding-box", "content-box", "text"};
    static const char *const sizes[] = {"", "cover", "contain"};
    if (layer->gradient)
        put_gradient(out, layer->gradient);
    else
        put(out, "%s", layer->image ? "url" : "none");
    put(out, " ");
    put_length(out, layer->x);
    put(out, " ");
    put_length(out, layer->y);
    put(out, " / %s", sizes[layer->size]);
    if (layer->size == BACKGROUND_SIZE_EXPLICIT) {
        put_length(out, layer->width);
        put(out, " ");
        put_length(out, layer->height);
    }
    put(out, " %s %s %s %s", repeats[layer->repeat_x], repeats[layer->repeat_y], areas[layer->origin],
        areas[layer->clip]);
    if (layer->blend)
        put(out, " blend %d", (int)layer->blend);
}

static void put_transforms(struct style_writer *out, const struct style *style)
{
    static const char *const names[] = {"translate", "scale", "rotate", "skew", "matrix"};
    static const int counts[] = {0, 2, 1, 2, 6};
    for (size_t i = 0; i < style->transform_count; i++) {
        const struct transform *transform = &style->transforms[i];
        put(out, "%s%s(", i ? " " : "", names[transform->kind]);
        if (transform->kind == TRANSFORM_TRANSLATE) {
            put_length(out, transform->x);
            put(out, ", ");
            put_length(out, transform->y);
        }
        for (int k = 0; k < counts[transform->kind]; k++)
            put(out, "%s%.6g", k ? ", " : "", (double)transform->values[k]);
        put(out, ")");
    }
    if (style->transform_count == 0)
        put(out, "none");
}

static void put_features(struct style_writer *out, const struct text_style *text)
{
    for (size_t i = 0; i < text->feature_count; i++) {
        char tag[5] = "";
        hb_tag_to_string(text->features[i].tag, tag);
        put(out, "%s%.4s=%u", i ? " " : "", tag, text->features[i].value);
    }
    if (text->feature_count == 0)
        put(out, "normal");
}

/* A field that is printed as a number, a length or a word by its index. */
struct style_field {
    const char *name;
    enum { FIELD_WORD, FIELD_LENGTH, FIELD_NUMBER, FIELD_PX, FIELD_COLOR, FIELD_INT, FIELD_BOOL } kind;
    size_t offset;
    const char *const *words;
};

#define WORDS(...) ((const char *const[]){__VA_ARGS__})
#define AT(member) offsetof(struct style, member)
#define ALIGNMENTS                                                                                                     \
    WORDS("auto", "normal", "stretch", "start", "end", "flex-start", "flex-end", "left", "right", "center",            \
          "baseline", "space-between", "space-around", "space-evenly")

static const struct style_field style_fields[] = {
    {"direction", FIELD_WORD, AT(text.direction), WORDS("ltr", "rtl")},
    {"font-size", FIELD_PX, AT(text.font_size_px), NULL},
    {"font-weight", FIELD_NUMBER, AT(text.font_weight), NULL},
    {"font-stretch", FIELD_NUMBER, AT(text.font_stretch_pct), NULL},
    {"font-style", FIELD_WORD, AT(text.font_style), WORDS("normal", "italic", "oblique")},
    {"font-optical-sizing", FIELD_BOOL, AT(text.optical_sizing), NULL},
    {"font-kerning", FIELD_WORD, AT(text.kerning), WORDS("auto", "normal", "none")},
    {"line-height", FIELD_LENGTH, AT(text.line_height), NULL},
    {"letter-spacing", FIELD_PX, AT(text.letter_spacing_px), NULL},
    {"letter-spacing-in-em", FIELD_BOOL, AT(text.letter_spacing_in_em), NULL},
    {"word-spacing", FIELD_PX, AT(text.word_spacing_px), NULL},
    {"text-align", FIELD_WORD, AT(text.text_align), WORDS("start", "end", "left", "right", "center", "justify")},
    {"text-indent", FIELD_LENGTH, AT(text.text_indent), NULL},
    {"text-transform", FIELD_WORD, AT(text.text_transform), WORDS("none", "uppercase", "lowercase", "capitalize")},
    {"white-space-collapse", FIELD_WORD, AT(text.white_space), WORDS("collapse", "preserve", "preserve-breaks")},
    {"text-wrap", FIELD_WORD, AT(text.text_wrap), WORDS("wrap", "nowrap", "balance", "pretty")},
    {"overflow-wrap", FIELD_WORD, AT(text.overflow_wrap), WORDS("normal", "break-word", "anywhere")},
    {"word-break", FIELD_WORD, AT(text.word_break), WORDS("normal", "break-all", "keep-all", "break-word")},
    {"line-break", FIELD_WORD, AT(text.line_break), WORDS("auto", "loose", "normal", "strict", "anywhere")},
    {"hyphens", FIELD_WORD, AT(text.hyphens), WORDS("manual", "none")},
    {"hanging-punctuation", FIELD_BOOL, AT(text.hanging_punctuation), NULL},
    {"tab-size", FIELD_NUMBER, AT(text.tab_size), NULL},
    {"color", FIELD_COLOR, AT(text.color), NULL},
    {"text-decoration-line", FIELD_INT, AT(text.decoration_lines), NULL},
    {"text-decoration-style", FIELD_WORD, AT(text.decoration_style),
     WORDS("solid", "double", "dotted", "dashed", "wavy")},
    {"text-decoration-color", FIELD_COLOR, AT(text.decoration_color), NULL},
    {"text-decoration-thickness", FIELD_LENGTH, AT(text.decoration_thickness), NULL},
    {"text-underline-offset", FIELD_LENGTH, AT(text.underline_offset), NULL},
    {"visibility", FIELD_BOOL, AT(visible), NULL},
    {"display", FIELD_WORD, AT(display), WORDS("block", "inline", "inline-block", "flex", "inline-flex", "none")},
    {"position", FIELD_WORD, AT(position), WORDS("static", "relative", "absolute")},
    {"top", FIELD_LENGTH, AT(inset[SIDE_TOP]), NULL},
    {"right", FIELD_LENGTH, AT(inset[SIDE_RIGHT]), NULL},
    {"bottom", FIELD_LENGTH, AT(inset[SIDE_BOTTOM]), NULL},
    {"left", FIELD_LENGTH, AT(inset[SIDE_LEFT]), NULL},
    {"z-index", FIELD_INT, AT(z_index), NULL},
    {"z-index-auto", FIELD_BOOL, AT(z_index_auto), NULL},
    {"overflow-x", FIELD_WORD, AT(overflow_x), WORDS("visible", "hidden")},
    {"overflow-y", FIELD_WORD, AT(overflow_y), WORDS("visible", "hidden")},
    {"box-sizing", FIELD_WORD, AT(box_sizing), WORDS("content-box", "border-box")},
    {"width", FIELD_LENGTH, AT(width), NULL},
    {"height", FIELD_LENGTH, AT(height), NULL},
    {"min-width", FIELD_LENGTH, AT(min_width), NULL},
    {"min-height", FIELD_LENGTH, AT(min_height), NULL},
    {"max-width", FIELD_LENGTH, AT(max_width), NULL},
    {"max-height", FIELD_LENGTH, AT(max_height), NULL},
    {"aspect-ratio", FIELD_NUMBER, AT(aspect_ratio), NULL},
    {"margin-top", FIELD_LENGTH, AT(margin[SIDE_TOP]), NULL},
    {"margin-right", FIELD_LENGTH, AT(margin[SIDE_RIGHT]), NULL},
    {"margin-bottom", FIELD_LENGTH, AT(margin[SIDE_BOTTOM]), NULL},
    {"margin-left", FIELD_LENGTH, AT(margin[SIDE_LEFT]), NULL},
    {"padding-top", FIELD_LENGTH, AT(padding[SIDE_TOP]), NULL},
    {"padding-right", FIELD_LENGTH, AT(padding[SIDE_RIGHT]), NULL},
    {"padding-bottom", FIELD_LENGTH, AT(padding[SIDE_BOTTOM]), NULL},
    {"padding-left", FIELD_LENGTH, AT(padding[SIDE_LEFT]), NULL},
    {"flex-direction", FIELD_WORD, AT(flex_direction), WORDS("row", "row-reverse", "column", "column-reverse")},
    {"flex-wrap", FIELD_WORD, AT(flex_wrap), WORDS("nowrap", "wrap", "wrap-reverse")},
    {"flex-grow", FIELD_NUMBER, AT(flex_grow), NULL},
    {"flex-shrink", FIELD_NUMBER, AT(flex_shrink), NULL},
    {"flex-basis", FIELD_LENGTH, AT(flex_basis), NULL},
    {"row-gap", FIELD_LENGTH, AT(row_gap), NULL},
    {"column-gap", FIELD_LENGTH, AT(column_gap), NULL},
    {"align-items", FIELD_WORD, AT(align_items), ALIGNMENTS},
    {"align-self", FIELD_WORD, AT(align_self), ALIGNMENTS},
    {"align-content", FIELD_WORD, AT(align_content), ALIGNMENTS},
    {"justify-content", FIELD_WORD, AT(justify_content), ALIGNMENTS},
    {"order", FIELD_INT, AT(order), NULL},
    {"background-color", FIELD_COLOR, AT(background_color), NULL},
    {"opacity", FIELD_NUMBER, AT(opacity), NULL},
    {"filter", FIELD_PX, AT(filter_blur_px), NULL},
    {"mix-blend-mode", FIELD_INT, AT(blend_mode), NULL},
    {"isolation", FIELD_BOOL, AT(isolate), NULL},
    {"object-fit", FIELD_WORD, AT(object_fit), WORDS("fill", "contain", "cover", "none", "scale-down")},
    {"unicode-bidi", FIELD_WORD, AT(unicode_bidi),
     WORDS("normal", "embed", "isolate", "bidi-override", "isolate-override", "plaintext")},
    {"vertical-align", FIELD_WORD, AT(vertical_align),
     WORDS("baseline", "length", "sub", "super", "text-top", "text-bottom", "middle", "top", "bottom")},
    {"vertical-align-length", FIELD_LENGTH, AT(vertical_align_length), NULL},
    {"text-overflow", FIELD_WORD, AT(text_overflow), WORDS("clip", "ellipsis")},
    {"-webkit-line-clamp", FIELD_INT, AT(line_clamp), NULL},
    {"--ogcard-min-font-size", FIELD_PX, AT(min_font_size_px), NULL},
};

static const struct style_field *find_field(const char *name)
{
    for (size_t i = 0; i < sizeof style_fields / sizeof *style_fields; i++)
        if (strcmp(style_fields[i].name, name) == 0)
            return &style_fields[i];
    return NULL;
}

static void put_field(struct style_writer *out, const struct style *style, const struct style_field *field)
{
    const char *at = (const char *)style + field->offset;
    switch (field->kind) {
    case FIELD_WORD:
        put(out, "%s", field->words[*(const int *)(const void *)at]);
        break;
    case FIELD_LENGTH:
        put_length(out, *(const struct length *)(const void *)at);
        break;
    case FIELD_NUMBER:
    case FIELD_PX:
        put(out, "%.6g%s", (double)*(const float *)(const void *)at, field->kind == FIELD_PX ? "px" : "");
        break;
    case FIELD_COLOR:
        put_color(out, *(const struct color *)(const void *)at);
        break;
    case FIELD_INT:
        put(out, "%d", *(const int *)(const void *)at);
        break;
    case FIELD_BOOL:
    default:
        put(out, "%s", *(const bool *)at ? "yes" : "no");
        break;
    }
}

static void put_border(struct style_writer *out, const struct border *border)
{
    static const char *const styles[] = {"none", "solid", "dashed", "dotted", "double"};
    put(out, "%gpx %s ", (double)border->width_px, styles[border->style]);
    put_color(out, border->color);
}

static void put_pair(struct style_writer *out, struct length x, struct length y)
{
    put_length(out, x);
    put(out, " ");
    put_length(out, y);
}

/* Values that are not one field: false when the name is not among them. */
static bool put_compound(struct style_writer *out, const struct style *style, const char *name)
{
    static const char *const sides[] = {"border-top", "border-right", "border-bottom", "border-left"};
    static const char *const corners[] = {"border-top-left-radius", "border-top-right-radius",
                                          "border-bottom-right-radius", "border-bottom-left-radius"};
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(name, sides[i]) == 0)
            return put_border(out, &style->border[i]), true;
        if (strcmp(name, corners[i]) == 0)
            return put_pair(out, style->radius[i].x, style->radius[i].y), true;
    }
    if (strcmp(name, "font-family") == 0) {
        for (size_t i = 0; i < style->text.family_count; i++)
            put(out, "%s%s", i ? ", " : "", style->text.families[i]);
        return true;
    }
    if (strcmp(name, "font-variation-settings") == 0) {
        for (size_t i = 0; i < style->text.variation_count; i++) {
            char tag[5] = "";
            hb_tag_to_string(style->text.variations[i].tag, tag);
            put(out, "%s%.4s=%g", i ? " " : "", tag, (double)style->text.variations[i].value);
        }
        return true;
    }
    if (strcmp(name, "background") == 0) {
        for (size_t i = 0; i < style->background_count; i++) {
            put(out, "%s", i ? ", " : "");
            put_layer(out, &style->backgrounds[i]);
        }
        return true;
    }
    if (strcmp(name, "text-shadow") == 0)
        return put_shadows(out, style->text.text_shadows, style->text.text_shadow_count, false), true;
    if (strcmp(name, "box-shadow") == 0)
        return put_shadows(out, style->box_shadows, style->box_shadow_count, true), true;
    if (strcmp(name, "font-features") == 0)
        return put_features(out, &style->text), true;
    if (strcmp(name, "transform") == 0)
        return put_transforms(out, style), true;
    if (strcmp(name, "transform-origin") == 0)
        return put_pair(out, style->transform_origin_x, style->transform_origin_y), true;
    if (strcmp(name, "object-position") == 0)
        return put_pair(out, style->object_x, style->object_y), true;
    return false;
}

/* Text of one property; "?" for a name that is not known here. */
static inline const char *style_text(const struct style *style, const char *name, char *buffer, size_t size)
{
    struct style_writer out = {buffer, size, 0};
    const struct style_field *field = find_field(name);
    buffer[0] = '\0';
    if (field)
        put_field(&out, style, field);
    else if (!put_compound(&out, style, name))
        put(&out, "?");
    return buffer;
}

#endif
