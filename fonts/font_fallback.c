/* Which face shows a cluster that the fonts asked for do not. */
#include <stdlib.h>
#include <string.h>

#include "font_set_internal.h"

static bool has_word(const char *name, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = name; (at = strstr(at, word)); at += length)
        if ((at == name || at[-1] == ' ') && (at[length] == 0 || at[length] == ' '))
            return true;
    return false;
}

/* Families whose look is not that of a plain sans serif. Some scripts have nothing else. */
static const char *const variant_words[] = {
    "Serif",  "Mono",  "Display",  "UI",          "Kufi",    "Naskh",     "Nastaliq",
    "Looped", "Rashi", "Unjoined", "Traditional", "Slanted", "Condensed",
};

static const char *const symbol_families[] = {
    "Noto Sans Symbols", "Noto Sans Symbols 2", "Noto Sans Symbols2", "Noto Sans Math", "Noto Music",
};

static const struct {
    const char *word;
    enum cjk_region region;
    unsigned rank; /* when the language does not decide */
} cjk_words[] = {
    {"SC", REGION_SC, 0}, {"TC", REGION_TC, 1}, {"JP", REGION_JP, 2}, {"KR", REGION_KR, 3}, {"HK", REGION_HK, 4},
};

static bool starts_with(const char *text, const char *start)
{
    return !strncmp(text, start, strlen(start));
}

static void classify_fallback(struct font_family *family)
{
    for (size_t i = 0; i < sizeof variant_words / sizeof variant_words[0]; i++) {
        if (has_word(family->name, variant_words[i])) {
            family->kind = FAMILY_VARIANT;
            return;
        }
    }
    for (size_t i = 0; i < sizeof symbol_families / sizeof symbol_families[0]; i++) {
        if (!strcmp(family->name, symbol_families[i])) {
            family->kind = FAMILY_SYMBOLS;
            family->rank = (unsigned)i;
            return;
        }
    }
    family->kind = FAMILY_OTHER;
    if (!starts_with(family->name, "Noto Sans"))
        return;
    family->kind = strcmp(family->name, "Noto Sans") ? FAMILY_SCRIPT : FAMILY_GENERAL;
    for (size_t i = 0; i < sizeof cjk_words / sizeof cjk_words[0]; i++) {
        if (has_word(family->name, cjk_words[i].word)) {
            family->kind = FAMILY_CJK;
            family->region = cjk_words[i].region;
            family->rank = cjk_words[i].rank;
        }
    }
}

void family_classify(struct font_family *family)
{
    family->script = family->faces[0].script;
    if (family->layer == LAYER_SOURCES)
        family->kind = FAMILY_NAMED;
    else if (family->faces[0].face.color)
        family->kind = FAMILY_COLOR;
    else if (family->layer == LAYER_FOLDER)
        family->kind = FAMILY_FOLDER;
    else if (family->layer == LAYER_BUILTIN)
        family->kind = FAMILY_BUILTIN;
    else
        classify_fallback(family);
}

/* The region of a BCP 47 tag whose writing is Chinese, Japanese or Korean. */
static enum cjk_region language_region(const char *language)
{
    static const struct {
        const char *subtags; /* each must be in the tag, the first at its start */
        enum cjk_region region;
    } rows[] = {
        {"ja", REGION_JP},         {"ko", REGION_KR},      {"zh hans", REGION_SC},  {"zh hant hk", REGION_HK},
        {"zh hant mo", REGION_HK}, {"zh hant", REGION_TC}, {"zh hk", REGION_HK},    {"zh mo", REGION_HK},
        {"zh tw", REGION_TC},      {"zh", REGION_SC},      {"yue hans", REGION_SC}, {"yue", REGION_HK},
    };
    if (!language)
        return REGION_NONE;
    char tag[64] = " "; /* " zh hant tw " */
    size_t length = 1;
    for (; language[length - 1] && length < sizeof tag - 2; length++) {
        char c = language[length - 1];
        tag[length] = (char)(c == '-' || c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    tag[length] = ' ';
    tag[length + 1] = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool all = true;
        for (const char *at = rows[i].subtags; all && *at;) {
            size_t size = strcspn(at, " ");
            char subtag[16] = " ";
            memcpy(subtag + 1, at, size);
            subtag[size + 1] = ' ';
            const char *found = strstr(tag, subtag);
            all = found && (at != rows[i].subtags || found == tag);
            at += size + (at[size] == ' ');
        }
        if (all)
            return rows[i].region;
    }
    return REGION_NONE;
}

/* Characters whose script is Common and which one script's writing has all the same. */
static const struct {
    struct codepoint_range range;
    hb_script_t script;
} common_scripts[] = {
    {{0x0589, 0x0589}, HB_SCRIPT_ARMENIAN},   {{0x060C, 0x060C}, HB_SCRIPT_ARABIC},
    {{0x061B, 0x061B}, HB_SCRIPT_ARABIC},     {{0x061F, 0x061F}, HB_SCRIPT_ARABIC},
    {{0x0640, 0x0640}, HB_SCRIPT_ARABIC},     {{0x064B, 0x0655}, HB_SCRIPT_ARABIC},
    {{0x0660, 0x0669}, HB_SCRIPT_ARABIC},     {{0x06DD, 0x06DD}, HB_SCRIPT_ARABIC},
    {{0x0951, 0x0954}, HB_SCRIPT_DEVANAGARI}, {{0x0964, 0x0965}, HB_SCRIPT_DEVANAGARI},
    {{0x0E3F, 0x0E3F}, HB_SCRIPT_THAI},       {{0x10FB, 0x10FB}, HB_SCRIPT_GEORGIAN},
    {{0x1CD0, 0x1CFF}, HB_SCRIPT_DEVANAGARI}, {{0x2FF0, 0x303F}, HB_SCRIPT_HAN},
    {{0x3099, 0x30FF}, HB_SCRIPT_KATAKANA},   {{0x3190, 0x31EF}, HB_SCRIPT_HAN},
    {{0x3200, 0x33FF}, HB_SCRIPT_HAN},        {{0xA830, 0xA839}, HB_SCRIPT_DEVANAGARI},
    {{0xFE30, 0xFE4F}, HB_SCRIPT_HAN},        {{0xFF00, 0xFFEF}, HB_SCRIPT_HAN},
    {{0x1F200, 0x1F2FF}, HB_SCRIPT_HAN},
};

static hb_script_t codepoint_script(uint32_t codepoint)
{
    hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), codepoint);
    if (script != HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED)
        return script;
    for (size_t i = 0; i < sizeof common_scripts / sizeof common_scripts[0]; i++)
        if (codepoint >= common_scripts[i].range.first && codepoint <= common_scripts[i].range.last)
            return common_scripts[i].script;
    return HB_SCRIPT_COMMON;
}

struct query {
    const uint32_t *cluster;
    size_t count;
    uint32_t base;
    hb_script_t script;
    bool cjk;
    enum cjk_region region;
    bool emoji;
    float weight;
    enum font_slope slope;
};

static void query_find_script(struct query *query, const char *language)
{
    query->script = HB_SCRIPT_COMMON;
    for (size_t i = 0; i < query->count && query->script == HB_SCRIPT_COMMON; i++)
        query->script = codepoint_script(query->cluster[i]);
    query->region = language_region(language);
    hb_script_t script = query->script;
    bool kana = script == HB_SCRIPT_HIRAGANA || script == HB_SCRIPT_KATAKANA;
    if (script == HB_SCRIPT_HANGUL)
        query->region = REGION_KR;
    query->cjk = kana || script == HB_SCRIPT_HANGUL || script == HB_SCRIPT_HAN || script == HB_SCRIPT_BOPOMOFO ||
                 (script == HB_SCRIPT_COMMON && query->region != REGION_NONE);
    if (query->region == REGION_NONE)
        query->region = kana ? REGION_JP : script == HB_SCRIPT_BOPOMOFO ? REGION_TC : REGION_SC;
}

/* Order of preference, the first best. Ranks within a kind stand between the steps. */
enum tier {
    TIER_EMOJI,
    TIER_BUILTIN = 10,
    TIER_FOLDER = 20,
    TIER_OWN_REGION = 30,
    TIER_OWN_SCRIPT = 40,
    TIER_GENERAL = 50,
    TIER_SYMBOLS = 60,
    TIER_CJK_REGION = 70,
    TIER_CJK = 80,
    TIER_SCRIPT = 90,
    TIER_OTHER = 100,
    TIER_VARIANT_OWN_SCRIPT = 110,
    TIER_VARIANT = 120,
    TIER_EMOJI_UNASKED = 130,
    TIER_NEVER = 1000
};

static unsigned cjk_tier(const struct font_family *family, const struct query *query)
{
    bool region = family->region == query->region;
    if (query->cjk)
        return region ? TIER_OWN_REGION : TIER_OWN_SCRIPT + family->rank;
    return region ? TIER_CJK_REGION : TIER_CJK + family->rank;
}

static unsigned family_tier(const struct font_family *family, const struct query *query)
{
    bool own_script = family->script == query->script && query->script != HB_SCRIPT_COMMON;
    switch (family->kind) {
    case FAMILY_NAMED:
        return TIER_NEVER;
    case FAMILY_FOLDER:
        return TIER_FOLDER;
    case FAMILY_BUILTIN:
        return TIER_BUILTIN;
    case FAMILY_GENERAL:
        return TIER_GENERAL;
    case FAMILY_SCRIPT:
        return own_script ? TIER_OWN_SCRIPT : TIER_SCRIPT;
    case FAMILY_CJK:
        return cjk_tier(family, query);
    case FAMILY_SYMBOLS:
        return TIER_SYMBOLS + family->rank;
    case FAMILY_OTHER:
        return TIER_OTHER;
    case FAMILY_VARIANT:
        return own_script ? TIER_VARIANT_OWN_SCRIPT : TIER_VARIANT;
    case FAMILY_COLOR:
        /* Emoji faces have digits, # and * for keycaps, (c) and (r): never for plain text. */
        return query->emoji ? TIER_EMOJI : query->base < 0x2000 ? TIER_NEVER : TIER_EMOJI_UNASKED;
    }
    return TIER_NEVER;
}

/* Code points of the cluster that the face lacks; SIZE_MAX when the base is among them. */
static size_t missing_count(const struct set_face *face, const struct query *query)
{
    size_t missing = 0;
    if (query->base && !set_face_shows(face, query->base))
        return SIZE_MAX;
    for (size_t i = 0; i < query->count; i++)
        missing += !codepoint_is_ignorable(query->cluster[i]) && !set_face_shows(face, query->cluster[i]);
    return missing;
}

struct candidate {
    const struct set_face *face;
    size_t missing;
    unsigned tier;
};

static struct candidate best_of_family(const struct font_family *family, const struct query *query, unsigned tier)
{
    struct candidate best = {.missing = SIZE_MAX, .tier = tier};
    struct style_distance best_distance = {0, 0, 0};
    for (size_t i = 0; i < family->count; i++) {
        const struct set_face *face = &family->faces[i];
        size_t missing = missing_count(face, query);
        if (missing == SIZE_MAX || missing > best.missing)
            continue;
        struct style_distance distance = style_distance(&face->face, query->weight, 100, query->slope);
        if (missing < best.missing || style_distance_compare(distance, best_distance) < 0) {
            best.face = face;
            best.missing = missing;
            best_distance = distance;
        }
    }
    return best;
}

const struct font_face *font_set_fallback(const struct font_set *set, const uint32_t *cluster, size_t count,
                                          const char *language, bool emoji, float weight, enum font_slope slope)
{
    struct query query = {.cluster = cluster, .count = count, .emoji = emoji, .weight = weight, .slope = slope};
    for (size_t i = 0; i < count && !query.base; i++)
        query.base = codepoint_is_ignorable(cluster[i]) ? 0 : cluster[i];
    query_find_script(&query, language);
    while (set->base)
        set = set->base;
    struct candidate best = {.missing = SIZE_MAX, .tier = TIER_NEVER};
    for (size_t i = 0; i < set->family_count; i++) {
        unsigned tier = family_tier(&set->families[i], &query);
        if (tier == TIER_NEVER || (best.missing == 0 && tier >= best.tier))
            continue;
        struct candidate candidate = best_of_family(&set->families[i], &query, tier);
        if (candidate.missing < best.missing ||
            (candidate.face && candidate.missing == best.missing && tier < best.tier))
            best = candidate;
    }
    return best.face ? &best.face->face : NULL;
}
