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

/* Inter in the operator's folder takes the place of the built-in one. */
static bool is_builtin(const struct font_set *set, const struct font_family *family)
{
    for (size_t i = 0; i < set->family_count; i++)
        if (set->families[i].layer == LAYER_BUILTIN && !family_name_compare(set->families[i].name, family->name))
            return family->layer <= LAYER_BUILTIN;
    return false;
}

static void classify(const struct font_set *set, struct font_family *family)
{
    family->script = family->faces[0].script;
    if (family->layer == LAYER_SOURCES)
        family->kind = FAMILY_NAMED;
    else if (family->faces[0].face.color)
        family->kind = FAMILY_COLOR;
    else if (is_builtin(set, family))
        family->kind = FAMILY_BUILTIN;
    else if (family->layer == LAYER_FOLDER)
        family->kind = FAMILY_FOLDER;
    else
        classify_fallback(family);
}

static int compare_by_kind(const void *a, const void *b)
{
    const struct font_family *left = *(const struct font_family *const *)a;
    const struct font_family *right = *(const struct font_family *const *)b;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    return left < right ? -1 : left > right; /* by layer and name */
}

bool font_set_index_kinds(struct font_set *set)
{
    set->by_kind = calloc(set->family_count + 1, sizeof(const struct font_family *));
    if (!set->by_kind)
        return false;
    for (size_t i = 0; i < set->family_count; i++) {
        classify(set, &set->families[i]);
        set->by_kind[i] = &set->families[i];
        for (size_t kind = set->families[i].kind + 1; kind <= FAMILY_KIND_COUNT; kind++)
            set->kind_start[kind]++;
    }
    if (set->family_count)
        qsort(set->by_kind, set->family_count, sizeof *set->by_kind, compare_by_kind);
    return true;
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

/* Where the search looks, in this order, until a face has the whole cluster. */
struct step {
    enum family_kind kind;
    bool own; /* only the families of the cluster's script, of CJK the region's */
};

static const struct step steps[] = {
    {FAMILY_BUILTIN, false}, {FAMILY_FOLDER, false}, {FAMILY_SCRIPT, true},   {FAMILY_GENERAL, false},
    {FAMILY_SYMBOLS, false}, {FAMILY_CJK, true},     {FAMILY_CJK, false},     {FAMILY_SCRIPT, false},
    {FAMILY_OTHER, false},   {FAMILY_VARIANT, true}, {FAMILY_VARIANT, false},
};

static const struct step cjk_steps[] = {
    {FAMILY_BUILTIN, false}, {FAMILY_FOLDER, false},  {FAMILY_CJK, true},     {FAMILY_CJK, false},
    {FAMILY_GENERAL, false}, {FAMILY_SYMBOLS, false}, {FAMILY_SCRIPT, false}, {FAMILY_OTHER, false},
    {FAMILY_VARIANT, true},  {FAMILY_VARIANT, false},
};

static const struct step color_step = {FAMILY_COLOR, false};

static bool is_own(const struct font_family *family, const struct query *query)
{
    if (family->kind == FAMILY_CJK)
        return family->region == query->region;
    return family->script == query->script && query->script != HB_SCRIPT_COMMON;
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
};

/* Replaces `best` by a face of the family that has more of the cluster; of those, by the one nearest in style. */
static void search_family(const struct font_family *family, const struct query *query, struct candidate *best)
{
    struct style_distance best_distance = {0, 0, 0};
    const struct set_face *before = best->face;
    for (size_t i = 0; i < family->count; i++) {
        const struct set_face *face = &family->faces[i];
        size_t missing = missing_count(face, query);
        if (missing > best->missing || (missing == best->missing && best->face == before))
            continue;
        struct style_distance distance = style_distance(&face->face, query->weight, 100, query->slope);
        if (missing < best->missing || style_distance_compare(distance, best_distance) < 0) {
            *best = (struct candidate){face, missing};
            best_distance = distance;
        }
    }
}

static bool search_step(const struct font_set *set, struct step step, const struct query *query, struct candidate *best)
{
    for (size_t i = set->kind_start[step.kind]; i < set->kind_start[step.kind + 1] && best->missing > 0; i++) {
        const struct font_family *family = set->by_kind[i];
        if (!step.own || is_own(family, query))
            search_family(family, query, best);
    }
    return best->missing == 0;
}

const struct font_face *font_set_fallback(const struct font_set *set, const uint32_t *cluster, size_t count,
                                          const char *language, bool emoji, float weight, enum font_slope slope)
{
    struct query query = {.cluster = cluster, .count = count, .weight = weight, .slope = slope};
    for (size_t i = 0; i < count && !query.base; i++)
        query.base = codepoint_is_ignorable(cluster[i]) ? 0 : cluster[i];
    /* Nobody but the page's own fonts knows what a private character looks like; browsers do the same. */
    if (hb_unicode_general_category(hb_unicode_funcs_get_default(), query.base) ==
        HB_UNICODE_GENERAL_CATEGORY_PRIVATE_USE)
        return NULL;
    query_find_script(&query, language);
    while (set->base)
        set = set->base;
    struct candidate best = {NULL, SIZE_MAX};
    const struct step *list = query.cjk ? cjk_steps : steps;
    size_t step_count = query.cjk ? sizeof cjk_steps / sizeof cjk_steps[0] : sizeof steps / sizeof steps[0];
    bool found = emoji && search_step(set, color_step, &query, &best);
    for (size_t i = 0; !found && i < step_count; i++)
        found = search_step(set, list[i], &query, &best);
    /* Emoji faces have digits, # and * for keycaps, (c) and (r): never for plain text. */
    if (!found && !emoji && query.base >= 0x2000)
        search_step(set, color_step, &query, &best);
    return best.face ? &best.face->face : NULL;
}
