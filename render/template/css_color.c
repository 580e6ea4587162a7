/* <color> of CSS Color 4: hexadecimal, named, rgb(), hsl(), hwb(), lab(), lch(), oklab(), oklch(), color(srgb ...),
 * color-mix() of CSS Color 5. All come down to sRGB; what lies outside is clipped, as painting in sRGB does.
 */
#include <math.h>
#include <string.h>

#include "css_value.h"
#include "suggest.h"

/* ---- spaces ---- */

static double gamma_encode(double linear)
{
    double magnitude = fabs(linear);
    double encoded = magnitude > 0.0031308 ? 1.055 * pow(magnitude, 1 / 2.4) - 0.055 : 12.92 * magnitude;
    return copysign(encoded, linear);
}

static double gamma_decode(double encoded)
{
    double magnitude = fabs(encoded);
    double linear = magnitude <= 0.04045 ? magnitude / 12.92 : pow((magnitude + 0.055) / 1.055, 2.4);
    return copysign(linear, encoded);
}

static void linear_to_srgb(const double linear[3], double rgb[3])
{
    for (int i = 0; i < 3; i++)
        rgb[i] = gamma_encode(linear[i]);
}

static void multiply(const double matrix[3][3], const double in[3], double out[3])
{
    double copy[3] = {in[0], in[1], in[2]};
    for (int i = 0; i < 3; i++)
        out[i] = matrix[i][0] * copy[0] + matrix[i][1] * copy[1] + matrix[i][2] * copy[2];
}

/* Björn Ottosson's Oklab, with the matrices of CSS Color 4 section 18. */
static void oklab_to_srgb(const double lab[3], double rgb[3])
{
    static const double to_lms[3][3] = {
        {1, 0.3963377773761749, 0.2158037573099136},
        {1, -0.1055613458156586, -0.0638541728258133},
        {1, -0.0894841775298119, -1.2914855480194092},
    };
    static const double to_linear[3][3] = {
        {4.0767416360759574, -3.3077115392580616, 0.2309699031821044},
        {-1.2684379732850317, 2.6097573492876887, -0.3413193760026573},
        {-0.0041960761386756, -0.7034186179359362, 1.7076146940746117},
    };
    double lms[3], linear[3];
    multiply(to_lms, lab, lms);
    for (int i = 0; i < 3; i++)
        lms[i] = lms[i] * lms[i] * lms[i];
    multiply(to_linear, lms, linear);
    linear_to_srgb(linear, rgb);
}

static void srgb_to_oklab(const double rgb[3], double lab[3])
{
    static const double to_lms[3][3] = {
        {0.4122214694707629, 0.5363325372617349, 0.0514459932675022},
        {0.2119034958178251, 0.6806995506452344, 0.1073969535369405},
        {0.0883024591900564, 0.2817188391361215, 0.6299787016738222},
    };
    static const double to_lab[3][3] = {
        {0.2104542683093140, 0.7936177747023054, -0.0040720430116193},
        {1.9779985324311684, -2.4285922420485799, 0.4505937096174110},
        {0.0259040424655478, 0.7827717124575296, -0.8086757549230774},
    };
    double linear[3], lms[3];
    for (int i = 0; i < 3; i++)
        linear[i] = gamma_decode(rgb[i]);
    multiply(to_lms, linear, lms);
    for (int i = 0; i < 3; i++)
        lms[i] = cbrt(lms[i]);
    multiply(to_lab, lms, lab);
}

/* CIE Lab with the D50 white, adapted to D65 by Bradford. */
static void lab_to_srgb(const double lab[3], double rgb[3])
{
    static const double to_linear[3][3] = {
        {3.1341358529001178, -1.6173863321612538, -0.4906619460083532},
        {-0.9787954765557777, 1.9162543773959104, 0.0334427339893434},
        {0.0719553920342170, -0.2289767598161200, 1.4053860351131182},
    };
    const double kappa = 24389.0 / 27, epsilon = 216.0 / 24389;
    double fy = (lab[0] + 16) / 116, fx = lab[1] / 500 + fy, fz = fy - lab[2] / 200;
    double xyz[3], linear[3];
    xyz[0] = 0.9642956764295677 * (fx * fx * fx > epsilon ? fx * fx * fx : (116 * fx - 16) / kappa);
    xyz[1] = lab[0] > kappa * epsilon ? fy * fy * fy : lab[0] / kappa;
    xyz[2] = 0.8251046025104602 * (fz * fz * fz > epsilon ? fz * fz * fz : (116 * fz - 16) / kappa);
    multiply(to_linear, xyz, linear);
    linear_to_srgb(linear, rgb);
}

static void polar_to_rectangular(const double lch[3], double lab[3])
{
    double radians = lch[2] * 3.14159265358979323846 / 180;
    lab[0] = lch[0];
    lab[1] = lch[1] * cos(radians);
    lab[2] = lch[1] * sin(radians);
}

static void lch_to_srgb(const double lch[3], double rgb[3])
{
    double lab[3];
    polar_to_rectangular(lch, lab);
    lab_to_srgb(lab, rgb);
}

static void oklch_to_srgb(const double lch[3], double rgb[3])
{
    double lab[3];
    polar_to_rectangular(lch, lab);
    oklab_to_srgb(lab, rgb);
}

static void hsl_to_srgb(const double hsl[3], double rgb[3])
{
    double hue = fmod(fmod(hsl[0], 360) + 360, 360), saturation = fmax(0, hsl[1]) / 100, lightness = hsl[2] / 100;
    static const double offsets[3] = {0, 8, 4};
    double a = saturation * fmin(lightness, 1 - lightness);
    for (int i = 0; i < 3; i++) {
        double k = fmod(offsets[i] + hue / 30, 12);
        rgb[i] = lightness - a * fmax(-1, fmin(fmin(k - 3, 9 - k), 1));
    }
}

static void hwb_to_srgb(const double hwb[3], double rgb[3])
{
    double white = hwb[1] / 100, black = hwb[2] / 100;
    if (white + black >= 1) {
        rgb[0] = rgb[1] = rgb[2] = white / (white + black);
        return;
    }
    const double hue[3] = {hwb[0], 100, 50};
    hsl_to_srgb(hue, rgb);
    for (int i = 0; i < 3; i++)
        rgb[i] = rgb[i] * (1 - white - black) + white;
}

static void rgb_to_srgb(const double in[3], double rgb[3])
{
    for (int i = 0; i < 3; i++)
        rgb[i] = in[i] / 255;
}

static float unit(double value)
{
    return (float)fmax(0, fmin(1, value));
}

static struct color color_of(const double rgb[3], double alpha)
{
    return (struct color){unit(rgb[0]), unit(rgb[1]), unit(rgb[2]), unit(alpha)};
}

/* ---- functions ---- */

struct channel {
    double percent_of; /* what 100 % stands for */
    double low, high;  /* clamped to, when low < high */
    bool hue;
};

static const struct color_function {
    const char *name;
    bool legacy;       /* commas are allowed */
    bool percent_only; /* with commas: percentages for all but the hue */
    struct channel channels[3];
    void (*convert)(const double in[3], double rgb[3]);
} functions[] = {
    {"rgb", true, false, {{255, 0, 255, false}, {255, 0, 255, false}, {255, 0, 255, false}}, rgb_to_srgb},
    {"rgba", true, false, {{255, 0, 255, false}, {255, 0, 255, false}, {255, 0, 255, false}}, rgb_to_srgb},
    {"hsl", true, true, {{0, 0, 0, true}, {100, 0, 100, false}, {100, 0, 100, false}}, hsl_to_srgb},
    {"hsla", true, true, {{0, 0, 0, true}, {100, 0, 100, false}, {100, 0, 100, false}}, hsl_to_srgb},
    {"hwb", false, false, {{0, 0, 0, true}, {100, 0, 100, false}, {100, 0, 100, false}}, hwb_to_srgb},
    {"lab", false, false, {{100, 0, 100, false}, {125, 0, 0, false}, {125, 0, 0, false}}, lab_to_srgb},
    {"lch", false, false, {{100, 0, 100, false}, {150, 0, 1e6, false}, {0, 0, 0, true}}, lch_to_srgb},
    {"oklab", false, false, {{1, 0, 1, false}, {0.4, 0, 0, false}, {0.4, 0, 0, false}}, oklab_to_srgb},
    {"oklch", false, false, {{1, 0, 1, false}, {0.4, 0, 1e6, false}, {0, 0, 0, true}}, oklch_to_srgb},
};

static bool take_channel(struct css_reader *reader, const struct channel *channel, double *value, bool *percentage)
{
    float number;
    *percentage = false;
    if (css_take_ident(reader, "none")) {
        *value = 0;
        return true;
    }
    if (channel->hue && css_peek(reader)->type != TOKEN_NUMBER && css_take_angle(reader, &number)) {
        *value = (double)number;
        return true;
    }
    if (!channel->hue && css_take_percentage(reader, &number)) {
        *value = (double)number / 100 * channel->percent_of;
        *percentage = true;
    } else if (css_take_number(reader, &number)) {
        *value = (double)number;
    } else {
        return false;
    }
    if (channel->low < channel->high)
        *value = fmax(channel->low, fmin(channel->high, *value));
    return true;
}

static bool take_alpha(struct css_reader *reader, double *alpha)
{
    static const struct channel channel = {1, 0, 1, false};
    bool percentage;
    return take_channel(reader, &channel, alpha, &percentage) ||
           css_fail(reader, "the color's opacity must be a number or a percentage");
}

static bool take_components(struct css_reader *reader, const struct color_function *function, struct color *color)
{
    double in[3], rgb[3], alpha = 1;
    bool percentage[3], commas = false;
    for (int i = 0; i < 3; i++) {
        if (i == 1)
            commas = css_take(reader, TOKEN_COMMA);
        else if (i == 2 && commas != css_take(reader, TOKEN_COMMA))
            return css_fail(reader, "%s() takes its parts either all with commas or all without", function->name);
        if (!take_channel(reader, &function->channels[i], &in[i], &percentage[i]))
            return css_fail(reader, "%s() takes three numbers or percentages and an opacity", function->name);
    }
    if (commas && !function->legacy)
        return css_fail(reader, "%s() takes no commas: %s(1 2 3 / 50%%)", function->name, function->name);
    if (commas && function->convert == rgb_to_srgb &&
        (percentage[0] != percentage[1] || percentage[1] != percentage[2]))
        return css_fail(reader, "rgb() with commas takes either numbers or percentages");
    if (commas && function->percent_only && (!percentage[1] || !percentage[2]))
        return css_fail(reader, "%s() with commas takes percentages after the hue", function->name);
    if (commas ? css_take(reader, TOKEN_COMMA) : css_take_delim(reader, '/')) {
        if (!take_alpha(reader, &alpha))
            return false;
    }
    function->convert(in, rgb);
    *color = color_of(rgb, alpha);
    return true;
}

/* color(srgb r g b / a) and color(srgb-linear ...) */
static bool take_predefined(struct css_reader *reader, struct color *color)
{
    static const struct channel channel = {1, 0, 0, false};
    bool linear = css_take_ident(reader, "srgb-linear");
    if (!linear && !css_take_ident(reader, "srgb"))
        return css_fail(reader, "color() knows the spaces srgb and srgb-linear; for others use oklch()");
    double in[3], alpha = 1;
    bool percentage;
    for (int i = 0; i < 3; i++)
        if (!take_channel(reader, &channel, &in[i], &percentage))
            return css_fail(reader, "color() takes a space and three numbers or percentages");
    if (css_take_delim(reader, '/') && !take_alpha(reader, &alpha))
        return false;
    if (linear)
        linear_to_srgb(in, in);
    *color = color_of(in, alpha);
    return true;
}

/* ---- color-mix() ---- */

static bool take_mix_part(struct css_reader *reader, struct color *color, float *percent)
{
    struct css_color part;
    *percent = -1;
    css_take_percentage(reader, percent);
    if (!css_take_color(reader, &part))
        return css_fail(reader, "color-mix() takes two colors: color-mix(in oklab, red 30%%, blue)");
    if (part.current)
        return css_fail(reader, "currentColor inside color-mix() is not supported; name the color");
    css_take_percentage(reader, percent);
    *color = part.color;
    return true;
}

static void mix(bool oklab, const struct color *a, const struct color *b, double share, struct color *result)
{
    double first[3] = {a->r, a->g, a->b}, second[3] = {b->r, b->g, b->b}, mixed[3];
    if (oklab) {
        srgb_to_oklab(first, first);
        srgb_to_oklab(second, second);
    }
    double alpha = a->a * (1 - share) + b->a * share;
    for (int i = 0; i < 3; i++)
        mixed[i] = alpha > 0 ? (first[i] * a->a * (1 - share) + second[i] * b->a * share) / alpha : 0;
    if (oklab)
        oklab_to_srgb(mixed, mixed);
    *result = color_of(mixed, alpha);
}

static bool take_mix(struct css_reader *reader, struct color *color)
{
    struct color first = {0}, second = {0};
    float p1, p2;
    bool oklab = true;
    if (css_take_ident(reader, "in")) {
        oklab = css_take_ident(reader, "oklab");
        if (!oklab && !css_take_ident(reader, "srgb"))
            return css_fail(reader, "color-mix() mixes in oklab or in srgb");
        if (!css_take(reader, TOKEN_COMMA))
            return css_fail(reader, "a comma is missing after the color space");
    }
    if (!take_mix_part(reader, &first, &p1) || !css_take(reader, TOKEN_COMMA) || !take_mix_part(reader, &second, &p2))
        return css_fail(reader, "color-mix() takes two colors: color-mix(in oklab, red 30%%, blue)");
    if (p1 > 100 || p2 > 100)
        return css_fail(reader, "percentages of color-mix() lie between 0%% and 100%%");
    if (p1 < 0)
        p1 = p2 < 0 ? 50 : 100 - p2;
    if (p2 < 0)
        p2 = 100 - p1;
    double total = (double)p1 + (double)p2;
    if (total <= 0)
        return css_fail(reader, "the percentages of color-mix() add up to 0%%");
    mix(oklab, &first, &second, (double)p2 / total, color);
    if (total < 100)
        color->a = (float)((double)color->a * total / 100);
    return true;
}

/* ---- notations without parentheses ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hash_color(struct css_reader *reader, const struct css_token *token, struct color *color)
{
    size_t length = token->length;
    int digits[8] = {0};
    bool valid = length == 3 || length == 4 || length == 6 || length == 8;
    for (size_t i = 0; valid && i < length; i++) {
        digits[i] = hex_value(token->text[i]);
        valid = digits[i] >= 0;
    }
    if (!valid)
        return css_fail(reader, "'#%.*s' is not a color; write #rgb, #rgba, #rrggbb or #rrggbbaa",
                        (int)(length > 20 ? 20 : length), token->text);
    float parts[4] = {0, 0, 0, 1};
    for (size_t i = 0; i < (length <= 4 ? length : length / 2); i++)
        parts[i] = (float)(length <= 4 ? digits[i] * 17 : digits[2 * i] * 16 + digits[2 * i + 1]) / 255;
    *color = (struct color){parts[0], parts[1], parts[2], parts[3]};
    return true;
}

static bool function_color(struct css_reader *reader, struct css_color *result)
{
    const struct css_token *name = css_peek(reader);
    struct color *color = &result->color;
    const struct color_function *function = NULL;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (css_token_is(name, TOKEN_FUNCTION, functions[i].name))
            function = &functions[i];
    bool predefined = css_token_is(name, TOKEN_FUNCTION, "color"),
         mixing = css_token_is(name, TOKEN_FUNCTION, "color-mix");
    if (!function && !predefined && !mixing)
        return false;
    result->not_legacy = !function || (!function->legacy && function->convert != hwb_to_srgb);
    struct css_reader inner;
    if (!css_enter(reader, &inner))
        return false;
    bool done = function     ? take_components(&inner, function, color)
                : predefined ? take_predefined(&inner, color)
                             : take_mix(&inner, color);
    if (done && !css_at_end(&inner)) {
        char found[64];
        done = css_fail(&inner, "%s is not expected in a color", css_token_name(css_peek(&inner), found, sizeof found));
    }
    return done || css_leave_bad(reader, &inner);
}

bool css_take_color(struct css_reader *reader, struct css_color *color)
{
    const struct css_token *token = css_peek(reader);
    *color = (struct css_color){0};
    if (token->type == TOKEN_FUNCTION)
        return function_color(reader, color);
    if (token->type == TOKEN_HASH) {
        if (!hash_color(reader, token, &color->color))
            return false;
    } else if (css_token_is(token, TOKEN_IDENT, "currentcolor")) {
        color->current = true;
    } else if (token->type != TOKEN_IDENT || (!css_word_equal(token->text, token->length, "transparent") &&
                                              !css_color_named(token->text, token->length, &color->color))) {
        return false;
    }
    reader->at++;
    return true;
}
