/* Families by name and faces by style: CSS Fonts 4 section 5.2. */
#include <float.h>
#include <stdlib.h>

#include "font_set_internal.h"

static unsigned char ascii_lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

int family_name_compare(const char *a, const char *b)
{
    while (*a && ascii_lower(*a) == ascii_lower(*b)) {
        a++;
        b++;
    }
    return ascii_lower(*a) - ascii_lower(*b);
}

static const struct font_family *family_in_layer(const struct font_set *set, const char *name, enum font_layer layer)
{
    size_t low = 0, high = set->family_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct font_family *family = &set->families[middle];
        if (family->layer < layer || (family->layer == layer && family_name_compare(family->name, name) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    const struct font_family *family = &set->families[low];
    return low < set->family_count && family->layer == layer && !family_name_compare(family->name, name) ? family
                                                                                                         : NULL;
}

/* The generic families that CSS Fonts 4 names, and what stands for them: the first that the set has. They mean
 * installed fonts, never those of @font-face. */
static const struct {
    const char *generic;
    const char *families[3];
} generics[] = {
    {"sans-serif", {"Inter"}},
    {"system-ui", {"Inter"}},
    {"ui-sans-serif", {"Inter"}},
    {"-apple-system", {"Inter"}},
    {"blinkmacsystemfont", {"Inter"}},
    {"serif", {"Noto Serif", "Inter"}},
    {"ui-serif", {"Noto Serif", "Inter"}},
    {"monospace", {"Noto Sans Mono", "DejaVu Sans Mono"}},
    {"ui-monospace", {"Noto Sans Mono", "DejaVu Sans Mono"}},
    {"math", {"Noto Sans Math"}},
    {"emoji", {"Noto Color Emoji"}},
};

const struct font_family *font_set_family(const struct font_set *set, const char *name)
{
    const struct font_set *root = set;
    while (root->base)
        root = root->base;
    const struct font_family *family = NULL;
    for (size_t i = 0; i < sizeof generics / sizeof generics[0]; i++) {
        if (family_name_compare(generics[i].generic, name) != 0)
            continue;
        for (size_t k = 0; !family && k < 3 && generics[i].families[k]; k++)
            family = font_set_family(root, generics[i].families[k]);
        return family;
    }
    for (; !family && set; set = set->base)
        for (int layer = 0; !family && layer < LAYER_COUNT; layer++)
            family = family_in_layer(set, name, (enum font_layer)layer);
    return family;
}

/* What is tried first comes nearer than all that is tried after it. */
enum { SECOND = 10000, THIRD = 20000 };

static float stretch_distance(struct font_range range, float wanted)
{
    if (range.min <= wanted && wanted <= range.max)
        return 0;
    bool narrower = range.max < wanted, narrower_first = wanted <= 100;
    return (narrower ? wanted - range.max : range.min - wanted) + (float)(narrower == narrower_first ? 0 : SECOND);
}

static float weight_distance(struct font_range range, float wanted)
{
    if (range.min <= wanted && wanted <= range.max)
        return 0;
    bool lighter = range.max < wanted;
    float distance = lighter ? wanted - range.max : range.min - wanted;
    if (wanted < 400)
        return distance + (float)(lighter ? 0 : SECOND);
    if (wanted > 500)
        return distance + (float)(lighter ? SECOND : 0);
    /* 400 to 500: heavier up to 500, then lighter, then heavier. */
    return distance + (float)(lighter ? SECOND : range.min <= 500 ? 0 : THIRD);
}

struct style_distance style_distance(const struct font_face *face, float weight, float stretch, enum font_slope slope)
{
    static const float slopes[3][3] = {
        /* wanted: of a face that is        normal, italic, oblique */
        [FONT_SLOPE_NORMAL] = {0, 2, 1},
        [FONT_SLOPE_ITALIC] = {2, 0, 1},
        [FONT_SLOPE_OBLIQUE] = {2, 1, 0},
    };
    return (struct style_distance){
        .stretch = stretch_distance(face->stretch, stretch),
        .slope = slopes[slope][face->slope],
        .weight = weight_distance(face->weight, weight),
    };
}

static int compare_floats(float a, float b)
{
    return (a > b) - (a < b);
}

int style_distance_compare(struct style_distance a, struct style_distance b)
{
    int result = compare_floats(a.stretch, b.stretch);
    if (!result)
        result = compare_floats(a.slope, b.slope);
    return result ? result : compare_floats(a.weight, b.weight);
}

bool codepoint_is_ignorable(uint32_t codepoint)
{
    static const struct codepoint_range ranges[] = {
        {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},   {0x115F, 0x1160}, {0x17B4, 0x17B5},
        {0x180B, 0x180F},   {0x200B, 0x200F},   {0x202A, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
        {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFF8}, {0x1BCA0, 0x1BCA3},
        {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && codepoint >= ranges[i].first; i++)
        if (codepoint <= ranges[i].last)
            return true;
    return false;
}

static bool in_unicode_range(const struct font_face *face, uint32_t codepoint)
{
    for (size_t i = 0; i < face->unicode_range_count; i++)
        if (codepoint >= face->unicode_range[i].first && codepoint <= face->unicode_range[i].last)
            return true;
    return !face->unicode_range_count;
}

static bool shows_decomposed(const struct coverage *coverage, uint32_t codepoint)
{
    while (!coverage_has(coverage, codepoint)) {
        hb_codepoint_t first, second;
        if (!hb_unicode_decompose(hb_unicode_funcs_get_default(), codepoint, &first, &second) ||
            (second && !coverage_has(coverage, second)))
            return false;
        codepoint = first;
    }
    return true;
}

bool set_face_shows(const struct set_face *face, uint32_t codepoint)
{
    if (!in_unicode_range(&face->face, codepoint))
        return false;
    if (coverage_has(&face->coverage, codepoint))
        return true;
    if (codepoint == 0x2011)
        return coverage_has(&face->coverage, 0x2010);
    bool space = codepoint == 0xA0 || (codepoint >= 0x2000 && codepoint <= 0x200A) || codepoint == 0x202F ||
                 codepoint == 0x205F || codepoint == 0x3000;
    return space ? coverage_has(&face->coverage, 0x20) : shows_decomposed(&face->coverage, codepoint);
}

bool font_face_covers(const struct font_set *set, const struct font_face *face, uint32_t codepoint)
{
    (void)set; /* keeps the face alive */
    return in_unicode_range(face, codepoint) && coverage_has(&((const struct set_face *)face)->coverage, codepoint);
}

static bool shows_cluster(const struct set_face *face, const uint32_t *cluster, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!codepoint_is_ignorable(cluster[i]) && !set_face_shows(face, cluster[i]))
            return false;
    return true;
}

static struct style_distance nearest(const struct font_family *family, float weight, float stretch,
                                     enum font_slope slope)
{
    struct style_distance best = {FLT_MAX, FLT_MAX, FLT_MAX};
    for (size_t i = 0; i < family->count; i++) {
        struct style_distance distance = style_distance(&family->faces[i].face, weight, stretch, slope);
        if (style_distance_compare(distance, best) < 0)
            best = distance;
    }
    return best;
}

const struct font_face *font_set_match(const struct font_set *set, const char *family_name, float weight, float stretch,
                                       enum font_slope slope)
{
    const struct font_family *family = font_set_family(set, family_name);
    if (!family)
        return NULL;
    struct style_distance best = nearest(family, weight, stretch, slope);
    const struct font_face *match = NULL;
    /* Of equal faces the last declared counts, and the one whose unicode-range has the space is the one that
     * metrics are taken from ("first available font"). */
    for (size_t i = family->count; i-- > 0;) {
        const struct font_face *face = &family->faces[i].face;
        if (style_distance_compare(style_distance(face, weight, stretch, slope), best) != 0)
            continue;
        if (in_unicode_range(face, 0x20))
            return face;
        if (!match)
            match = face;
    }
    return match;
}

const struct font_face *font_set_match_cluster(const struct font_set *set, const char *family_name, float weight,
                                               float stretch, enum font_slope slope, const uint32_t *cluster,
                                               size_t count)
{
    const struct font_family *family = font_set_family(set, family_name);
    if (!family)
        return NULL;
    struct style_distance best = nearest(family, weight, stretch, slope);
    for (size_t i = family->count; i-- > 0;) {
        const struct set_face *face = &family->faces[i];
        if (style_distance_compare(style_distance(&face->face, weight, stretch, slope), best) == 0 &&
            shows_cluster(face, cluster, count))
            return &face->face;
    }
    return NULL;
}
