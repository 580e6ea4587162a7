/* Names of properties: from what an author writes to the row that reads its value, or to a sentence that says what to
 * write instead. */
#include <stdio.h>
#include <string.h>

#include "css_property.h"
#include "css_shorthand.h"

static const char *const logical_names[PROPERTY_LOGICAL_END - PROPERTY_COUNT] = {
    "margin-inline-start",       "margin-inline-end",       "padding-inline-start",      "padding-inline-end",
    "inset-inline-start",        "inset-inline-end",        "border-inline-start-width", "border-inline-end-width",
    "border-inline-start-style", "border-inline-end-style", "border-inline-start-color", "border-inline-end-color",
    "border-start-start-radius", "border-start-end-radius", "border-end-start-radius",   "border-end-end-radius",
};

static const struct {
    const char *name, *target;
} aliases[] = {
    {"word-wrap", "overflow-wrap"},
    {"-webkit-background-clip", "background-clip"},
    {"-webkit-box-sizing", "box-sizing"},
    {"grid-gap", "gap"},
    {"font-width", "font-stretch"},
    {"margin-block-start", "margin-top"},
    {"margin-block-end", "margin-bottom"},
    {"padding-block-start", "padding-top"},
    {"padding-block-end", "padding-bottom"},
    {"inset-block-start", "top"},
    {"inset-block-end", "bottom"},
    {"inline-size", "width"},
    {"block-size", "height"},
    {"min-inline-size", "min-width"},
    {"min-block-size", "min-height"},
    {"max-inline-size", "max-width"},
    {"max-block-size", "max-height"},
    {"border-block-start-width", "border-top-width"},
    {"border-block-end-width", "border-bottom-width"},
    {"border-block-start-style", "border-top-style"},
    {"border-block-end-style", "border-bottom-style"},
    {"border-block-start-color", "border-top-color"},
    {"border-block-end-color", "border-bottom-color"},
};

/* Accepted, for they change nothing in what is drawn here or by Chromium. */
static const struct {
    const char *name;
    struct css_keyword values[9];
} ignored[] = {
    {"-webkit-font-smoothing", {{"auto", 0}, {"antialiased", 0}, {"subpixel-antialiased", 0}, {"none", 0}, {NULL, 0}}},
    {"-moz-osx-font-smoothing", {{"auto", 0}, {"grayscale", 0}, {NULL, 0}}},
    {"text-rendering", {{"auto", 0}, {"optimizelegibility", 0}, {"geometricprecision", 0}, {NULL, 0}}},
    {"-webkit-text-size-adjust", {{"auto", 0}, {"none", 0}, {NULL, 0}}},
    {"text-size-adjust", {{"auto", 0}, {"none", 0}, {NULL, 0}}},
    /* Of grids; flex and block boxes pass over it. */
    {"justify-items",
     {{"normal", 0}, {"stretch", 0}, {"start", 0}, {"end", 0}, {"center", 0}, {"left", 0}, {"right", 0}, {NULL, 0}}},
    {"backface-visibility", {{"visible", 0}, {"hidden", 0}, {NULL, 0}}},
    {"user-select", {{"auto", 0}, {"none", 0}, {"text", 0}, {"all", 0}, {NULL, 0}}},
    {"print-color-adjust", {{"exact", 0}, {"economy", 0}, {NULL, 0}}},
    {"-webkit-print-color-adjust", {{"exact", 0}, {"economy", 0}, {NULL, 0}}},
};

/* Names end in * where a family of properties is meant. */
static const struct {
    const char *name, *refusal;
} refused[] = {
    {"grid*", "there is no grid; use display: flex with flex-wrap and gap"},
    {"float", "nothing floats; use display: flex, or position: absolute"},
    {"clear", "nothing floats, so nothing needs clearing"},
    {"animation*", "a card is a still picture"},
    {"transition*", "a card is a still picture"},
    {"cursor", "a card is a picture, nobody points at it"},
    {"pointer-events", "a card is a picture, nobody points at it"},
    {"content", "there are no ::before and ::after; write an element into the HTML"},
    {"counter-*", "there are no counters; write the numbers into the HTML"},
    {"quotes", "there are no generated quotes; write them into the HTML"},
    {"outline*", "outlines are not drawn; use border or box-shadow: 0 0 0 2px"},
    {"column-count", "there are no columns of text; use display: flex"},
    {"column-width", "there are no columns of text; use display: flex"},
    {"columns", "there are no columns of text; use display: flex"},
    {"clip-path", "shapes are clipped by overflow: hidden with border-radius only"},
    {"clip", "shapes are clipped by overflow: hidden with border-radius only"},
    {"mask*", "there are no masks; put the shape into an SVG picture"},
    {"-webkit-mask*", "there are no masks; put the shape into an SVG picture"},
    {"border-image*", "borders are not made of pictures; use background with padding"},
    {"backdrop-filter", "what lies behind is not filtered; blur the element behind with filter: blur()"},
    {"writing-mode", "text runs in horizontal lines only"},
    {"text-orientation", "text runs in horizontal lines only"},
    {"rotate", "write transform: rotate()"},
    {"scale", "write transform: scale()"},
    {"translate", "write transform: translate()"},
    {"perspective*", "a card has no depth; use transform in two dimensions"},
    {"transform-style", "a card has no depth; use transform in two dimensions"},
    {"-webkit-text-stroke*", "text is not stroked; use text-shadow"},
    {"text-emphasis*", "emphasis marks are not drawn"},
    {"text-underline-position", "use text-underline-offset"},
    {"text-decoration-skip*", "underlines always leave out descenders"},
    {"text-align-last", "use text-align"},
    {"text-justify", "use text-align: justify"},
    {"hyphenate-*", "words are not hyphenated by themselves; write soft hyphens (&shy;)"},
    {"font-synthesis*", "fonts are never made bold or slanted artificially beyond what Chromium does"},
    {"font-size-adjust", "set font-size"},
    {"font-variant-alternates", "use font-feature-settings: \"ss01\""},
    {"font-variant-position", "use font-feature-settings: \"sups\" with a font that has it"},
    {"font-variant-emoji", "write the variation selector U+FE0F or U+FE0E behind the character"},
    {"font-palette", "the font's own colors are used"},
    {"justify-self", "it says nothing to flex boxes; use margin: auto"},
    {"list-style-image", "list markers are not drawn; write list-style: none and an img"},
    {"list-style-position", "list markers are not drawn; write list-style: none"},
    {"background-attachment", "a card does not scroll"},
    {"color-scheme", "set the colors themselves"},
    {"accent-color", "set the colors themselves"},
    {"fill*", "draw it in the svg element: fill=\"currentColor\" follows color"},
    {"stroke*", "draw it in the svg element: stroke=\"currentColor\" follows color"},
    {"table-layout", "there are no tables; use display: flex"},
    {"border-collapse", "there are no tables; use display: flex"},
    {"border-spacing", "there are no tables; use display: flex with gap"},
    {"caption-side", "there are no tables; use display: flex"},
    {"will-change", "a card is a still picture"},
    {"contain*", "leave it out"},
    {"content-visibility", "leave it out"},
    {"scroll*", "a card does not scroll"},
    {"overscroll*", "a card does not scroll"},
    {"image-rendering", "pictures are always scaled smoothly"},
    {"zoom", "use transform: scale()"},
    {"all", "name the properties"},
    {"initial-letter", "set the letter in a span of its own"},
    {"text-box*", "use line-height and margins"},
    {"-webkit-box-*", "use display: flex"},
    {"orphans", "a card has one page"},
    {"widows", "a card has one page"},
    {"break-*", "a card has one page"},
    {"page*", "a card has one page"},
    {"size", "write <meta name=\"ogcard\" content=\"width=1200, height=630\">"},
    {"line-clamp", "browsers know it as -webkit-line-clamp"},
    {"box-decoration-break", "inline boxes are sliced at line ends"},
    {"column-*", "there are no columns of text; use display: flex"},
    {"row-rule*", "rules between boxes are not drawn; use border"},
    {"rule*", "rules between boxes are not drawn; use border"},
    {"corner-*", "corners are round; use border-radius"},
    {"border-shape", "corners are round; use border-radius"},
    {"appearance", "there are no form controls"},
    {"field-sizing", "there are no form controls"},
    {"resize", "there are no form controls"},
    {"caret-*", "there are no form controls"},
    {"touch-action", "a card is a picture, nobody points at it"},
    {"interactivity", "a card is a picture, nobody points at it"},
    {"anchor-*", "boxes are placed by position: absolute in a positioned ancestor"},
    {"position-*", "boxes are placed by position: absolute in a positioned ancestor"},
    {"offset*", "boxes are placed by position: absolute and transform"},
    {"view-*", "a card is a still picture"},
    {"timeline-*", "a card is a still picture"},
    {"trigger-*", "a card is a still picture"},
    {"interpolate-size", "a card is a still picture"},
    {"shape-outside", "nothing floats"},
    {"shape-margin", "nothing floats"},
    {"shape-image-threshold", "nothing floats"},
    {"ruby-*", "ruby is not set"},
    {"math-*", "draw it as inline <svg>"},
    {"text-autospace", "write thin spaces (U+2009) into the HTML"},
    {"text-spacing-trim", "use font-feature-settings: \"halt\""},
    {"text-fit", "use --ogcard-min-font-size"},
    {"text-combine-upright", "text runs in horizontal lines only"},
    {"alignment-baseline", "use vertical-align"},
    {"baseline-*", "use vertical-align"},
    {"object-view-box", "use object-fit and object-position"},
    {"image-orientation", "turn the picture itself"},
    {"margin-trim", "set the margins of the first and the last element"},
    {"overflow-clip-margin", "use overflow: hidden with padding"},
    {"overflow-block", "write overflow"},
    {"overflow-inline", "write overflow"},
    {"overflow-anchor", "a card does not scroll"},
    {"transform-box", "transforms refer to the border box"},
    {"clip-rule", "write it as an attribute within the <svg>"},
    {"color-interpolation*", "write it as an attribute within the <svg>"},
    {"dominant-baseline", "write it as an attribute within the <svg>"},
    {"flood-*", "write it as an attribute within the <svg>"},
    {"lighting-color", "write it as an attribute within the <svg>"},
    {"marker*", "write it as an attribute within the <svg>"},
    {"paint-order", "write it as an attribute within the <svg>"},
    {"shape-rendering", "write it as an attribute within the <svg>"},
    {"stop-*", "write it as an attribute within the <svg>"},
    {"text-anchor", "write it as an attribute within the <svg>"},
    {"vector-effect", "write it as an attribute within the <svg>"},
    {"-webkit-*", "write the property without -webkit-"},
    {"-moz-*", "write the property without -moz-"},
    {"-ms-*", "write the property without -ms-"},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool matches(const char *pattern, const char *name, size_t length)
{
    size_t prefix = strlen(pattern) - 1;
    if (pattern[prefix] != '*')
        return css_word_equal(name, length, pattern);
    for (size_t i = 0; i < prefix; i++)
        if (i >= length || (name[i] | 0x20) != (pattern[i] | 0x20))
            return false;
    return true;
}

static struct css_property_name find_exact(const char *name, size_t length)
{
    struct css_property_name found = {.longhand = -1};
    for (int i = 0; i < PROPERTY_COUNT; i++)
        if (css_word_equal(name, length, css_properties[i].name))
            return (struct css_property_name){.name = css_properties[i].name, .known = true, .longhand = i};
    for (int i = PROPERTY_COUNT; i < PROPERTY_LOGICAL_END; i++)
        if (css_word_equal(name, length, logical_names[i - PROPERTY_COUNT]))
            return (struct css_property_name){.name = logical_names[i - PROPERTY_COUNT], .known = true, .longhand = i};
    const struct css_shorthand *shorthand;
    for (size_t i = 0; (shorthand = css_shorthand_at(i)); i++)
        if (css_word_equal(name, length, shorthand->name))
            return (struct css_property_name){
                .name = shorthand->name, .known = true, .longhand = -1, .shorthand = shorthand};
    return found;
}

struct css_property_name css_property_find(const char *name, size_t length)
{
    struct css_property_name found = find_exact(name, length);
    for (size_t i = 0; !found.known && i < COUNT(aliases); i++)
        if (css_word_equal(name, length, aliases[i].name)) {
            found = find_exact(aliases[i].target, strlen(aliases[i].target));
            found.name = aliases[i].name;
        }
    for (size_t i = 0; !found.known && i < COUNT(ignored); i++)
        if (css_word_equal(name, length, ignored[i].name))
            found = (struct css_property_name){
                .name = ignored[i].name, .known = true, .longhand = -1, .ignored = ignored[i].values};
    for (size_t i = 0; !found.known && !found.refusal && i < COUNT(refused); i++)
        if (matches(refused[i].name, name, length))
            found.refusal = refused[i].refusal;
    return found;
}

void css_property_suggest(struct suggestion *suggestion)
{
    for (int i = 0; i < PROPERTY_COUNT; i++)
        suggestion_offer(suggestion, css_properties[i].name);
    const struct css_shorthand *shorthand;
    for (size_t i = 0; (shorthand = css_shorthand_at(i)); i++)
        suggestion_offer(suggestion, shorthand->name);
    for (size_t i = 0; i < COUNT(logical_names); i++)
        suggestion_offer(suggestion, logical_names[i]);
    for (size_t i = 0; i < COUNT(aliases); i++)
        suggestion_offer(suggestion, aliases[i].name);
}

/* ---- values ---- */

static const struct css_keyword wide_keywords[] = {
    {"initial", WIDE_INITIAL}, {"inherit", WIDE_INHERIT}, {"unset", WIDE_UNSET}, {"revert", WIDE_REVERT}, {NULL, 0}};

static void offer_keywords(struct suggestion *suggestion, const struct css_property *property)
{
    /* Our own words in the style sheet of HTML are nobody's to use. */
    for (const struct css_keyword *keyword = property->keywords; keyword && keyword->name; keyword++)
        if (keyword->name[0] != '-')
            suggestion_offer(suggestion, keyword->name);
    if (property->parse == css_parse_color || property->parse == css_parse_shadows)
        for (size_t i = 0; css_color_name(i); i++)
            suggestion_offer(suggestion, css_color_name(i));
}

static void list_keywords(const struct css_property *property, char *buffer, size_t size)
{
    size_t length = 0;
    buffer[0] = '\0';
    if (property->parse != css_parse_keyword)
        return;
    for (const struct css_keyword *keyword = property->keywords; keyword->name; keyword++) {
        int written = snprintf(buffer + length, size - length, "%s%s", length ? ", " : "; write ", keyword->name);
        if (written < 0 || (size_t)written >= size - length)
            break;
        length += (size_t)written;
    }
}

/* "'blu' is not a value of color; did you mean 'blue'?" */
static bool wrong_value(const struct css_property_name *name, struct css_reader *reader)
{
    char token[64], hint[160] = "";
    const struct css_token *at = css_peek(reader);
    struct suggestion suggestion;
    suggestion_start(&suggestion, at->type == TOKEN_IDENT ? at->text : "", at->type == TOKEN_IDENT ? at->length : 0);
    if (name->shorthand) {
        for (size_t i = 0; i < name->shorthand->count; i++)
            offer_keywords(&suggestion, css_property_row(name->shorthand->longhands[i]));
    } else if (name->longhand >= 0) {
        offer_keywords(&suggestion, css_property_row((unsigned)name->longhand));
    }
    suggestion_text(&suggestion, hint, sizeof hint);
    if (!suggestion.best && name->longhand >= 0)
        list_keywords(css_property_row((unsigned)name->longhand), hint, sizeof hint);
    if (at->type == TOKEN_NUMBER && !hint[0])
        snprintf(hint, sizeof hint, "; lengths need a unit, as %.6gpx", at->number);
    return css_fail(reader, "%s is not a value of %s%s", css_token_name(at, token, sizeof token), name->name, hint);
}

bool css_property_parse(const struct css_property_name *name, struct css_reader *reader, struct css_value *values)
{
    size_t count = name->shorthand ? name->shorthand->count : name->longhand >= 0 ? 1 : 0;
    const struct css_token *start = reader->at;
    int wide;
    memset(values, 0, (count ? count : 1) * sizeof *values);
    if (css_at_end(reader)) {
        css_fail(reader, "%s has no value", name->name);
        reader->where = NULL; /* the name is the place */
        return false;
    }
    if (css_take_keyword(reader, wide_keywords, &wide)) {
        for (size_t i = 0; i < count; i++)
            values[i].wide = (enum css_wide)wide;
        return css_at_end(reader) || css_fail(reader, "'%.*s' stands alone", (int)start->length, start->text);
    }
    if (name->ignored)
        return (css_take_keyword(reader, name->ignored, &wide) && css_at_end(reader)) || wrong_value(name, reader);
    bool parsed;
    if (name->shorthand) {
        for (size_t i = 0; i < count; i++)
            values[i].wide = WIDE_INITIAL;
        parsed = name->shorthand->parse(reader, name->shorthand, values);
    } else {
        const struct css_property *property = css_property_row((unsigned)name->longhand);
        parsed = property->parse(reader, property, &values[0]);
    }
    if (parsed && !css_at_end(reader)) {
        char token[64];
        const struct css_token *at = css_peek(reader);
        if (at->type == TOKEN_IDENT || at == start)
            return wrong_value(name, reader);
        return css_fail(reader, "%s is too much for %s", css_token_name(at, token, sizeof token), name->name);
    }
    return parsed || wrong_value(name, reader);
}
