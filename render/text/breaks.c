/* The break places of a paragraph: opportunities by the rules of each style, white-space: nowrap, forced breaks. */
#include <string.h>

#include "linebreak.h"
#include "stages.h"

enum { RULES_LIMIT = 8 };

static struct break_rules rules_of(const struct paragraph *p, uint32_t place)
{
    const struct text_style *style = &paragraph_style_at(p, place)->text;
    return (struct break_rules){
        .language = paragraph_language_at(p, place),
        .line_break = style->line_break,
        .word_break = style->word_break,
        .soft_hyphens = style->hyphens != HYPHENS_NONE,
    };
}

static bool same_rules(const struct break_rules *a, const struct break_rules *b)
{
    return a->line_break == b->line_break && a->word_break == b->word_break && a->soft_hyphens == b->soft_hyphens &&
           (a->language == b->language || strcmp(a->language, b->language) == 0);
}

/* Every set of rules is asked about the whole text and heard where its style holds. Past the limit the last one
 * speaks for the rest. */
static bool find_opportunities(struct paragraph *p)
{
    struct break_rules rules[RULES_LIMIT];
    size_t count = 0;
    uint8_t *which = ARENA_ARRAY(p->arena, uint8_t, p->length + 1);
    bool *breaks = ARENA_ARRAY(p->arena, bool, p->length + 1);
    if (!which || !breaks)
        return false;
    for (uint32_t i = 0; i < p->length; i++) {
        if (i && p->item_of[i] == p->item_of[i - 1]) {
            which[i] = which[i - 1];
            continue;
        }
        struct break_rules own = rules_of(p, i);
        size_t known = 0;
        while (known < count && !same_rules(&rules[known], &own))
            known++;
        if (known == count && count < RULES_LIMIT)
            rules[count++] = own;
        which[i] = (uint8_t)(known < RULES_LIMIT ? known : RULES_LIMIT - 1);
    }
    for (size_t k = 0; k < count; k++) {
        memset(breaks, 0, p->length * sizeof *breaks);
        if (!linebreak_find(p->context, p->text, p->length, p->flags, &rules[k], breaks))
            return false;
        for (uint32_t i = 1; i < p->length; i++)
            if (which[i] == k && breaks[i])
                p->flags[i] |= UNIT_BREAK;
    }
    return true;
}

/* The style of the innermost inline box around both sides of a place decides whether it may wrap: CSS Text 3 section
 * 5.1. */
static bool may_wrap(const struct paragraph *p, uint32_t place)
{
    size_t a = p->box_of[p->item_of[place - 1]], b = p->box_of[p->item_of[place]];
    bool wraps = paragraph_style_at(p, place - 1)->text.text_wrap != TEXT_WRAP_NOWRAP;
    if (a == b || (!wraps && p->text[place - 1] == ' ')) /* in Chromium a space keeps its own style's word */
        return wraps;
    while (a != b) {
        if (a > b)
            a = p->boxes[a].parent;
        else
            b = p->boxes[b].parent;
    }
    return p->boxes[a].style->text.text_wrap != TEXT_WRAP_NOWRAP;
}

static bool hangs(const struct paragraph *p, uint32_t place)
{
    if (p->text[place] != ' ' && p->text[place] != '\t')
        return false;
    const struct text_style *style = &paragraph_style_at(p, place)->text;
    return style->white_space != WHITE_SPACE_PRESERVE || style->text_wrap != TEXT_WRAP_NOWRAP;
}

static void mark_places(struct paragraph *p)
{
    for (uint32_t i = 0; i < p->length; i++) {
        if (hangs(p, i))
            p->flags[i] |= UNIT_HANGS;
        if (p->text[i] == BREAK_UNIT)
            p->flags[i + 1] |= UNIT_FORCED;
        if (i && (p->flags[i] & UNIT_BREAK) && !may_wrap(p, i))
            p->flags[i] &= (uint8_t)~UNIT_BREAK;
        if (i && (p->flags[i] & UNIT_BREAK) && p->text[i - 1] == 0xAD)
            p->flags[i] |= UNIT_SOFT_HYPHEN;
    }
}

static struct break_place place_at(const struct paragraph *p, uint32_t next)
{
    struct break_place place = {.next = next, .end = next};
    place.forced = (p->flags[next] & UNIT_FORCED) != 0;
    place.hyphen = (p->flags[next] & UNIT_SOFT_HYPHEN) != 0;
    if (place.end && p->text[place.end - 1] == BREAK_UNIT)
        place.end--;
    while (place.end && (p->flags[place.end - 1] & UNIT_HANGS))
        place.end--;
    return place;
}

/* Edges of inline boxes make a line even where there is no text (CSS 2.2 section 9.4.2). */
static bool has_edges(const struct paragraph *p)
{
    for (size_t i = 0; i < p->input.item_count; i++)
        if (p->input.items[i].width_px != 0)
            return true;
    return false;
}

bool paragraph_find_breaks(struct paragraph *p, struct ogcard_error *error)
{
    if (!find_opportunities(p)) {
        error_set(error, OGCARD_INTERNAL, "ICU cannot find line breaks in a text of %u units; is its data installed?",
                  p->length);
        return false;
    }
    mark_places(p);
    size_t count = 2;
    for (uint32_t i = 1; i < p->length; i++)
        count += (p->flags[i] & (UNIT_BREAK | UNIT_FORCED)) != 0;
    p->breaks = ARENA_ARRAY(p->arena, struct break_place, count);
    if (!p->breaks)
        return paragraph_fail_memory(p, error);
    p->breaks[p->break_count++] = (struct break_place){0};
    for (uint32_t i = 1; i < p->length; i++)
        if (p->flags[i] & (UNIT_BREAK | UNIT_FORCED))
            p->breaks[p->break_count++] = place_at(p, i);
    if (p->length || has_edges(p)) {
        p->breaks[p->break_count] = place_at(p, p->length);
        p->breaks[p->break_count++].forced = true;
    }
    return true;
}
