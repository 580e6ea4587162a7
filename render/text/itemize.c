/* Runs: stretches of one script, language, level and font. Scripts by UAX 24, fonts by grapheme cluster. */
#include <string.h>
#include <unicode/uscript.h>

#include "emoji.h"
#include "fonts_for.h"
#include "stages.h"

/* ---- grapheme clusters */

/* Letters that never join a neighbour into one cluster: most text needs no iterator. */
static bool is_cluster_by_itself(UChar c)
{
    return c < 0x300 ? c != 0xAD && c != 0xA9 && c != 0xAE
                     : (c >= 0x370 && c <= 0x482) || (c >= 0x48A && c <= 0x590) || (c >= 0x2010 && c <= 0x2027) ||
                           (c >= 0x3000 && c <= 0x3029) || (c >= 0x3041 && c <= 0x3096) ||
                           (c >= 0x30A1 && c <= 0x30FA) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
}

static bool find_clusters(struct paragraph *p)
{
    uint32_t simple = 0;
    while (simple < p->length && is_cluster_by_itself(p->text[simple]))
        simple++;
    if (simple == p->length) {
        for (uint32_t i = 0; i <= p->length; i++)
            p->flags[i] |= UNIT_CLUSTER;
        return true;
    }
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *characters = p->context->characters;
    ubrk_setText(characters, p->text, (int32_t)p->length, &status);
    if (U_FAILURE(status))
        return false;
    for (int32_t at = ubrk_first(characters); at != UBRK_DONE; at = ubrk_next(characters))
        p->flags[at] |= UNIT_CLUSTER;
    for (uint32_t i = 0; i < p->length; i++)
        if (p->text[i] == OBJECT_UNIT) /* no mark combines with an object */
            p->flags[i + 1] |= UNIT_CLUSTER;
    return true;
}

/* ---- scripts */

enum { BRACKET_DEPTH = 32 };

struct bracket {
    UChar32 closing;
    int16_t script;
};

struct script_state {
    int16_t current; /* USCRIPT_COMMON until a letter comes */
    struct bracket brackets[BRACKET_DEPTH];
    int depth;
};

/* A closing bracket takes the script of its opening one: a parenthesis is one pair, whatever stands in it. */
static int16_t resolve_bracket(struct script_state *state, UChar32 c, int16_t script)
{
    int type = u_getIntPropertyValue(c, UCHAR_BIDI_PAIRED_BRACKET_TYPE);
    if (type == U_BPT_OPEN && state->depth < BRACKET_DEPTH)
        state->brackets[state->depth++] = (struct bracket){u_getBidiPairedBracket(c), script};
    if (type == U_BPT_CLOSE) {
        for (int at = state->depth; at-- > 0;) {
            if (state->brackets[at].closing == c) {
                state->depth = at;
                return state->brackets[at].script;
            }
        }
    }
    return script;
}

/* What is common to several scripts goes with its neighbours, but for what is foreign to them: full-width punctuation
 * belongs to ideographs, the Arabic comma to Arabic. */
static int16_t script_of_common(const struct script_state *state, UChar32 c)
{
    if (c >= 0x600 && c <= 0x6FF && !uscript_hasScript(c, (UScriptCode)state->current) &&
        uscript_hasScript(c, USCRIPT_ARABIC))
        return USCRIPT_ARABIC;
    bool ideographic = (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF01 && c <= 0xFF60);
    return ideographic ? USCRIPT_HAN : state->current;
}

static int16_t script_of(struct script_state *state, UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    if (script == USCRIPT_INHERITED)
        return state->current;
    if (script == USCRIPT_COMMON)
        return resolve_bracket(state, c, script_of_common(state, c));
    /* Script_Extensions: a character of several scripts stays with its neighbour. */
    if (script != state->current && state->current != USCRIPT_COMMON && uscript_hasScript(c, state->current))
        return state->current;
    state->current = (int16_t)script;
    return state->current;
}

static bool find_scripts(struct paragraph *p)
{
    p->scripts = ARENA_ARRAY(p->arena, int16_t, p->length + 1);
    if (!p->scripts)
        return false;
    struct script_state state = {.current = USCRIPT_COMMON};
    for (uint32_t i = 0; i < p->length;) {
        uint32_t start = i;
        UChar32 c;
        U16_NEXT(p->text, i, p->length, c);
        int16_t script = script_of(&state, c);
        for (uint32_t place = start; place < i; place++)
            p->scripts[place] = script;
    }
    /* What stands before the first letter belongs to it; a text without letters is set as Latin. */
    int16_t first = state.current == USCRIPT_COMMON ? USCRIPT_LATIN : USCRIPT_COMMON;
    for (uint32_t i = 0; i < p->length && first == USCRIPT_COMMON; i++)
        first = p->scripts[i];
    for (uint32_t i = 0; i < p->length && p->scripts[i] == USCRIPT_COMMON; i++)
        p->scripts[i] = first;
    for (uint32_t i = 0; i < p->length; i++)
        if (p->scripts[i] == USCRIPT_COMMON)
            p->scripts[i] = first;
    return true;
}

/* ---- runs */

static bool same_variations(const struct text_style *a, const struct text_style *b)
{
    return a->variation_count == b->variation_count && a->feature_count == b->feature_count &&
           (!a->variation_count ||
            memcmp(a->variations, b->variations, a->variation_count * sizeof *a->variations) == 0) &&
           (!a->feature_count || memcmp(a->features, b->features, a->feature_count * sizeof *a->features) == 0);
}

/* Whether two styles give the same glyphs at the same places, so that kerning goes on across their border. */
static bool shapes_alike(const struct style *style, const struct style *other)
{
    const struct text_style *a = &style->text, *b = &other->text;
    if (style == other)
        return true;
    return a->font_size_px == b->font_size_px && a->font_weight == b->font_weight &&
           a->font_stretch_pct == b->font_stretch_pct && a->font_style == b->font_style &&
           a->optical_sizing == b->optical_sizing && a->kerning == b->kerning &&
           a->letter_spacing_px == b->letter_spacing_px && a->letter_spacing_in_em == b->letter_spacing_in_em &&
           a->word_spacing_px == b->word_spacing_px && style->vertical_align == other->vertical_align &&
           style->vertical_align_length.px == other->vertical_align_length.px && same_variations(a, b);
}

struct itemizer {
    struct paragraph *p;
    struct style_fonts *fonts; /* one per style met */
    size_t font_count, font_capacity, run_capacity;
    size_t mark;
    int16_t last_script; /* of ICU, whose tag for HarfBuzz is `last_tag`: most letters have that of the one before */
    hb_script_t last_tag;
};

static struct style_fonts *fonts_of(struct itemizer *itemizer, const struct style *style)
{
    for (size_t i = itemizer->font_count; i-- > 0;)
        if (itemizer->fonts[i].style == style)
            return &itemizer->fonts[i];
    struct style_fonts *fonts =
        arena_grow(itemizer->p->arena, itemizer->fonts, itemizer->font_count, &itemizer->font_capacity, sizeof *fonts);
    if (!fonts)
        return NULL;
    itemizer->fonts = fonts;
    style_fonts_init(&fonts[itemizer->font_count], itemizer->p, style);
    return &fonts[itemizer->font_count++];
}

/* Whether the edge of an inline box that takes room stands at `place`. */
static bool has_wide_mark(struct itemizer *itemizer, uint32_t place)
{
    const struct paragraph *p = itemizer->p;
    bool wide = false;
    for (; itemizer->mark < p->mark_count && p->marks[itemizer->mark].place <= place; itemizer->mark++)
        wide |= p->input.items[p->marks[itemizer->mark].item].width_px != 0;
    return wide;
}

/* Ideographs and both syllabaries are one script to fonts and are punctuated as one. */
static hb_script_t shaping_script(struct itemizer *itemizer, int16_t script)
{
    if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_BOPOMOFO)
        return HB_SCRIPT_HAN;
    if (script != itemizer->last_script) {
        itemizer->last_script = script;
        itemizer->last_tag = hb_script_from_string(uscript_getShortName((UScriptCode)script), 4);
    }
    return itemizer->last_tag;
}

static bool continues(const struct text_run *run, const struct text_run *next)
{
    return run->font && run->font == next->font && run->level == next->level && run->script == next->script &&
           run->missing == next->missing && shapes_alike(run->style, next->style) &&
           (run->language == next->language || strcmp(run->language, next->language) == 0);
}

static bool add_run(struct itemizer *itemizer, const struct text_run *next)
{
    struct paragraph *p = itemizer->p;
    bool torn = has_wide_mark(itemizer, next->start);
    if (p->run_count && !torn && continues(&p->runs[p->run_count - 1], next)) {
        p->runs[p->run_count - 1].end = next->end;
        return true;
    }
    struct text_run *runs = arena_grow(p->arena, p->runs, p->run_count, &itemizer->run_capacity, sizeof *runs);
    if (!runs)
        return false;
    p->runs = runs;
    runs[p->run_count++] = *next;
    return true;
}

static size_t decode_cluster(const struct paragraph *p, uint32_t start, uint32_t end, uint32_t *codes, size_t room)
{
    size_t count = 0;
    for (uint32_t i = start; i < end && count < room;) {
        UChar32 c;
        U16_NEXT(p->text, i, end, c);
        codes[count++] = (uint32_t)c;
    }
    return count;
}

static bool itemize_cluster(struct itemizer *itemizer, uint32_t start, uint32_t end, struct ogcard_error *error)
{
    enum { CLUSTER_LIMIT = 64 };
    struct paragraph *p = itemizer->p;
    struct text_run run = {
        .start = start,
        .end = end,
        .style = paragraph_style_at(p, start),
        .language = paragraph_language_at(p, start),
        .level = p->levels[start],
    };
    uint32_t codes[CLUSTER_LIMIT];
    size_t count = decode_cluster(p, start, end, codes, CLUSTER_LIMIT);
    run.script = emoji_presentation(codes, count) ? HB_SCRIPT_COMMON : shaping_script(itemizer, p->scripts[start]);
    if (p->text[start] != OBJECT_UNIT && p->text[start] != BREAK_UNIT) {
        struct style_fonts *fonts = fonts_of(itemizer, run.style);
        struct font_choice choice;
        if (!fonts)
            return paragraph_fail_memory(p, error);
        if (!style_fonts_choose(fonts, p, codes, count, run.script, run.language, &choice, error))
            return false;
        run.font = choice.font;
        run.missing = choice.missing;
        p->missing_glyphs += choice.missing;
    }
    return add_run(itemizer, &run) || paragraph_fail_memory(p, error);
}

bool paragraph_itemize(struct paragraph *p, struct ogcard_error *error)
{
    struct itemizer itemizer = {.p = p, .last_script = USCRIPT_INVALID_CODE};
    p->run_of = ARENA_ARRAY(p->arena, uint32_t, p->length + 1);
    if (!p->run_of || !find_scripts(p) || !find_clusters(p))
        return paragraph_fail_memory(p, error);
    for (uint32_t start = 0, end; start < p->length; start = end) {
        for (end = start + 1; end < p->length && !(p->flags[end] & UNIT_CLUSTER); end++)
            ;
        if (!itemize_cluster(&itemizer, start, end, error))
            return false;
    }
    for (size_t i = 0; i < p->box_count; i++) {
        struct style_fonts *fonts = fonts_of(&itemizer, p->boxes[i].style);
        if (!fonts)
            return paragraph_fail_memory(p, error);
        p->boxes[i].font = style_fonts_first(fonts, p, error);
        if (!p->boxes[i].font)
            return false;
    }
    for (size_t i = 0; i < p->run_count; i++)
        for (uint32_t place = p->runs[i].start; place < p->runs[i].end; place++)
            p->run_of[place] = (uint32_t)i;
    return true;
}
