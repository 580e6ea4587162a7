#include "cascade.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "internal/error.h"

/* Deferred declarations of one element, parsed once for all their longhands. */
enum { CACHE_SIZE = 24 };

struct cached {
    const struct deferred *deferred;
    struct css_value *values; /* NULL: invalid, counts as unset */
};

struct styling {
    struct cascade *cascade;
    const struct instance *instance;
    const struct custom_env *env;
    const struct declaration_block **blocks; /* that apply, in order of the cascade */
    size_t block_count, author_start;        /* from here on the author's */
    enum direction direction;
    const struct declaration *winners[PROPERTY_COUNT];
    const struct declaration *user_agent[PROPERTY_COUNT]; /* what `revert` goes back to */
    struct cached cache[CACHE_SIZE];
    size_t cache_count;
};

bool cascade_problem(struct cascade *cascade, size_t offset, const char *format, ...)
{
    char message[700];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    diagnostics_clean(message);
    if (cascade->diagnostics) {
        diagnostics_error(cascade->diagnostics, offset, "%s", message);
        return true;
    }
    error_set(cascade->error, OGCARD_BAD_REQUEST, "A parameter's value does not fit template \"%s\": %s",
              cascade->template->name, message);
    return false;
}

/* ---- which blocks apply ---- */

/* HTML's own rules, presentational hints, the author's rules by specificity and order, the style attribute. */
static bool collect_blocks(struct styling *styling)
{
    struct cascade *cascade = styling->cascade;
    const struct element *element = styling->instance->element;
    styling->blocks = ARENA_ARRAY(cascade->arena, const struct declaration_block *, element->candidate_count + 2);
    if (!styling->blocks)
        return false;
    bool author = false;
    for (size_t i = 0; i <= element->candidate_count; i++) {
        const struct rule *rule = i < element->candidate_count ? element->candidates[i] : NULL;
        if (!author && (!rule || rule->author)) {
            author = true;
            styling->author_start = styling->block_count;
            if (element->hints.count)
                styling->blocks[styling->block_count++] = &element->hints;
        }
        if (rule && (rule->sizes & cascade->size_bit) &&
            selector_matches(&rule->selector, styling->instance, cascade->values, cascade->arena))
            styling->blocks[styling->block_count++] = rule->block;
    }
    if (element->style.count || element->style.custom_count)
        styling->blocks[styling->block_count++] = &element->style;
    return true;
}

static bool applies(const struct styling *styling, const struct declaration *declaration)
{
    const struct deferred *deferred = declaration->deferred;
    return !deferred || cascade_has_values(styling->cascade, deferred->tokens, deferred->count);
}

/* ---- winners ---- */

static void apply_block(struct styling *styling, const struct declaration_block *block, bool important)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct declaration *declaration = &block->items[i];
        if (declaration->important == important && applies(styling, declaration))
            styling->winners[css_property_physical(declaration->property, styling->direction)] = declaration;
    }
}

static void find_winners(struct styling *styling)
{
    bool important = false;
    for (size_t b = 0; b < styling->block_count; b++) {
        if (b == styling->author_start)
            memcpy(styling->user_agent, styling->winners, sizeof styling->winners);
        apply_block(styling, styling->blocks[b], false);
        important = important || styling->blocks[b]->has_important;
    }
    if (styling->block_count <= styling->author_start)
        memcpy(styling->user_agent, styling->winners, sizeof styling->winners);
    for (size_t b = styling->author_start; important && b < styling->block_count; b++)
        apply_block(styling, styling->blocks[b], true);
}

/* ---- custom properties ---- */

/* `places` has for each name one more than its index in the environment, 0 when it is not there yet. */
static void set_custom(struct custom_env *env, unsigned short *places, const struct custom_declaration *declaration)
{
    unsigned short *place = &places[declaration->number];
    if (!*place)
        *place = (unsigned short)++env->count;
    env->values[*place - 1] = (struct custom_value){.declaration = declaration};
}

static bool build_env(struct styling *styling, const struct custom_env *parent)
{
    size_t count = 0;
    styling->env = parent;
    for (size_t b = 0; b < styling->block_count; b++)
        count += styling->blocks[b]->custom_count;
    if (count == 0)
        return true;
    struct arena *arena = styling->cascade->arena;
    struct custom_env *env = ARENA_NEW(arena, struct custom_env);
    unsigned short places[TEMPLATE_MAX_CUSTOM] = {0};
    if (count > TEMPLATE_MAX_CUSTOM)
        count = TEMPLATE_MAX_CUSTOM;
    if (!env || !(env->values = ARENA_ARRAY(arena, struct custom_value, count)))
        return false;
    env->parent = parent;
    for (int important = 0; important < 2; important++)
        for (size_t b = 0; b < styling->block_count; b++)
            for (size_t i = 0; i < styling->blocks[b]->custom_count; i++) {
                const struct custom_declaration *custom = &styling->blocks[b]->customs[i];
                if (custom->important == important &&
                    cascade_has_values(styling->cascade, custom->tokens, custom->count))
                    set_custom(env, places, custom);
            }
    /* `inherit` is the parent's value: as if nothing were declared here. */
    for (size_t i = 0; i < env->count;)
        if (env->values[i].declaration->wide == WIDE_INHERIT || env->values[i].declaration->wide == WIDE_UNSET)
            env->values[i] = env->values[--env->count];
        else
            i++;
    styling->env = env;
    return true;
}

/* ---- values ---- */

static bool parse_deferred(struct cascade *cascade, const struct custom_env *env, const struct deferred *deferred,
                           struct css_value **values)
{
    const struct css_token *tokens;
    size_t count;
    *values = NULL;
    enum substitution outcome =
        cascade_substitute(cascade, env, deferred->tokens, deferred->count, deferred->offset, &tokens, &count);
    if (outcome == SUBSTITUTION_FAILED)
        return cascade->diagnostics && cascade->diagnostics->error_count;
    if (outcome == SUBSTITUTION_INVALID)
        return true;
    struct css_reader reader = {.arena = cascade->arena,
                                .at = tokens,
                                .end = tokens + count,
                                .find_picture = cascade->find_picture,
                                .context = cascade->picture_context};
    size_t value_count = deferred->name.shorthand ? deferred->name.shorthand->count : 1;
    *values = ARENA_ARRAY(cascade->arena, struct css_value, value_count);
    if (!*values)
        return false;
    if (css_property_parse(&deferred->name, &reader, *values))
        return true;
    *values = NULL;
    return cascade_problem(cascade, deferred->offset, "%s: %s", deferred->name.name, reader.problem);
}

bool cascade_check_deferred(struct cascade *cascade, const struct deferred *deferred)
{
    struct css_value *values;
    if (deferred->uses_var || !cascade_has_values(cascade, deferred->tokens, deferred->count))
        return true;
    return parse_deferred(cascade, NULL, deferred, &values);
}

/* The value of a declaration on this element; NULL stands for unset. */
static bool find_value(struct styling *styling, const struct declaration *declaration, const struct css_value **value)
{
    const struct deferred *deferred = declaration->deferred;
    *value = declaration->value;
    if (!deferred)
        return true;
    struct css_value *values = NULL;
    size_t i = 0;
    while (i < styling->cache_count && styling->cache[i].deferred != deferred)
        i++;
    if (i < styling->cache_count) {
        values = styling->cache[i].values;
    } else {
        if (!parse_deferred(styling->cascade, styling->env, deferred, &values))
            return false;
        if (styling->cache_count < CACHE_SIZE)
            styling->cache[styling->cache_count++] = (struct cached){deferred, values};
    }
    *value = values ? &values[declaration->deferred_index] : NULL;
    return true;
}

/* Flow-relative properties need the direction before the others are sorted out. */
static bool find_direction(struct styling *styling, enum direction inherited)
{
    const struct declaration *winner = NULL;
    for (size_t b = 0; b < styling->block_count; b++)
        for (size_t i = 0; i < styling->blocks[b]->count; i++) {
            const struct declaration *declaration = &styling->blocks[b]->items[i];
            bool stronger = !winner || declaration->important || !winner->important;
            if (declaration->property == PROPERTY_DIRECTION && stronger && applies(styling, declaration))
                winner = declaration;
        }
    const struct css_value *value = NULL;
    styling->direction = styling->instance->has_direction && !winner ? styling->instance->direction : inherited;
    if (!winner)
        return true;
    if (!find_value(styling, winner, &value))
        return false;
    if (value && value->wide == WIDE_NONE)
        styling->direction = (enum direction)value->keyword;
    else if (value && value->wide == WIDE_INITIAL)
        styling->direction = DIRECTION_LTR;
    else if (value && value->wide == WIDE_REVERT && styling->instance->has_direction)
        styling->direction = styling->instance->direction;
    return true;
}

/* ---- computing ---- */

static bool compute_property(struct styling *styling, struct css_compute *compute, unsigned id)
{
    static const struct css_value unset = {.wide = WIDE_UNSET};
    const struct declaration *winner = styling->winners[id];
    const struct css_value *value;
    if (!winner)
        return true;
    if (!find_value(styling, winner, &value))
        return false;
    if (value && value->wide == WIDE_REVERT) {
        winner = styling->user_agent[id];
        value = winner ? winner->value : NULL;
    }
    css_property_compute(compute, id, value ? value : &unset, styling->cascade->template->initial);
    return true;
}

static bool compute_all(struct styling *styling, struct css_compute *compute)
{
    struct cascade *cascade = styling->cascade;
    compute->own->style.text.direction = styling->direction;
    for (unsigned id = PROPERTY_DIRECTION + 1; id < PROPERTY_COUNT; id++) {
        if (!compute_property(styling, compute, id))
            return false;
        if (id == PROPERTY_FONT_SIZE) {
            css_adjust_monospace(compute);
            compute->units.em_px = compute->own->style.text.font_size_px;
            if (!styling->instance->parent)
                cascade->units.rem_px = compute->units.rem_px = compute->units.em_px;
        }
    }
    return true;
}

/* A line height given as a number is multiplied anew on every element. */
static void rescale_line_height(struct text_style *text)
{
    if (text->line_height_factor > 0)
        text->line_height.px = text->line_height_factor * text->font_size_px;
}

bool cascade_style(struct cascade *cascade, const struct instance *instance, const struct styled *parent,
                   struct styled *result)
{
    const struct computed *initial = cascade->template->initial;
    const struct computed *inherited = parent ? parent->computed : initial;
    struct styling styling = {.cascade = cascade, .instance = instance};
    struct computed *own = ARENA_NEW(cascade->arena, struct computed);
    if (!own || !collect_blocks(&styling))
        return false;
    *own = *initial;
    own->style.text = inherited->style.text;
    own->style.visible = inherited->style.visible;
    own->inherited = inherited->inherited;
    if (!build_env(&styling, parent ? parent->env : NULL) || !find_direction(&styling, inherited->style.text.direction))
        return false;
    find_winners(&styling);
    struct css_compute compute = {
        .arena = cascade->arena, .parent = inherited, .own = own, .units = cascade->units, .author = true};
    compute.units.em_px = inherited->style.text.font_size_px;
    if (!compute_all(&styling, &compute))
        return false;
    rescale_line_height(&own->style.text);
    *result = (struct styled){own, styling.env};
    return computed_finish(cascade, instance, parent ? parent->computed : NULL, own) && !arena_failed(cascade->arena);
}
