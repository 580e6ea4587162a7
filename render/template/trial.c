/* Checking a template by drawing it: what var() and {{}} lead to is known only when they are replaced. */
#include <stdio.h>
#include <string.h>

#include "expand.h"
#include "loader.h"

/* A value of each parameter: its example, its default, or one made up. */
static const char *sample_value(const struct param *param)
{
    if (param->example[0])
        return param->example;
    if (param->default_value[0])
        return param->default_value;
    switch (param->type) {
    case OGCARD_PARAM_COLOR:
        return "#808080ff";
    case OGCARD_PARAM_NUMBER:
        return param->min > 1 ? "" : "1";
    case OGCARD_PARAM_CHOICE:
    case OGCARD_PARAM_IMAGE:
        return param->choices[0];
    case OGCARD_PARAM_FLAG:
        return "1";
    case OGCARD_PARAM_TEXT:
    default:
        return "Text";
    }
}

/* What is done with a document that came out. */
typedef void visitor(struct loader *loader, const struct node *document);

static bool try_values(struct loader *loader, const char *const *sent, visitor *visit)
{
    struct template *template = loader->template;
    struct values values = {&template->params, sent, "en"};
    struct ogcard_error error = {0};
    for (size_t size = 0; size < template->size_count; size++) {
        const struct template_size *dimensions = &template->sizes[size];
        struct arena *arena = arena_create(TEMPLATE_MAX_BYTES);
        struct cascade cascade = {
            .template = template,
            .values = &values,
            .arena = arena,
            .units = {16, 16, (float)dimensions->width_px, (float)dimensions->height_px},
            .size_bit = 1U << size,
            .error = &error,
            .diagnostics = &loader->diagnostics,
            .find_picture = loader_find_picture,
            .picture_context = loader,
        };
        for (const struct deferred *deferred = arena ? loader->sheet.first_deferred : NULL; deferred;
             deferred = deferred->next)
            cascade_check_deferred(&cascade, deferred);
        struct node *document =
            arena && !loader->diagnostics.error_count ? expand_document(&cascade, NULL, true) : NULL;
        if (document && visit)
            visit(loader, document);
        arena_destroy(arena);
        if (!arena)
            return false;
        if (!document && loader->diagnostics.error_count == 0)
            diagnostics_forward(&loader->diagnostics, 0, &error);
        if (loader->diagnostics.error_count)
            return true;
    }
    return true;
}

/* What var() and {{}} lead to is known only when they are replaced: try sample values, no values, and every choice. */
bool trial_check(struct loader *loader)
{
    struct template *template = loader->template;
    const char *values[TEMPLATE_MAX_PARAMS + 1] = {0};
    for (size_t i = 0; i < template->params.count; i++)
        values[i] = sample_value(&template->params.items[i]);
    if (!try_values(loader, values, NULL))
        return false;
    for (size_t i = 0; i < template->params.count; i++) {
        const char *kept = values[i];
        const struct param *param = &template->params.items[i];
        for (const char *const *choice = param->choices; choice && *choice && !loader->diagnostics.error_count;
             choice++) {
            values[i] = *choice;
            if (!try_values(loader, values, NULL))
                return false;
        }
        values[i] = kept;
    }
    for (size_t i = 0; i < template->params.count; i++)
        if (!template->params.items[i].required)
            values[i] = "";
    return loader->diagnostics.error_count || try_values(loader, values, NULL);
}

/* ---- warnings ---- */

static bool is_generic(const char *family)
{
    static const char *const names[] = {"serif",     "sans-serif", "monospace",     "cursive",      "fantasy",
                                        "system-ui", "ui-serif",   "ui-sans-serif", "ui-monospace", "ui-rounded",
                                        "emoji",     "math",       "-apple-system"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(family, names[i]) == 0)
            return true;
    return false;
}

/* A list of families of which none is there, told once for each. */
static void warn_families(struct loader *loader, const struct node *node)
{
    const struct text_style *text = &node->style->text;
    bool found = node->kind != NODE_ELEMENT ||
                 (node->parent && node->parent->style->text.families == node->style->text.families);
    for (size_t i = 0; i < text->family_count && !found; i++)
        found = is_generic(text->families[i]) ||
                font_set_match(loader->template->fonts, text->families[i], text->font_weight, text->font_stretch_pct,
                               FONT_SLOPE_NORMAL);
    if (!found)
        diagnostics_warning_at(&loader->diagnostics, node->line, node->column,
                               "the font family '%s' is neither built in nor declared by @font-face; another is used",
                               text->families[0]);
    for (const struct node *child = node->first_child; child; child = child->next_sibling)
        warn_families(loader, child);
}

void trial_warn(struct loader *loader)
{
    struct params *params = &loader->template->params;
    const char *values[TEMPLATE_MAX_PARAMS + 1] = {0};
    for (size_t i = 0; i < params->count; i++) {
        values[i] = sample_value(&params->items[i]);
        if (!params->used[i])
            diagnostics_warning(&loader->diagnostics, params->items[i].offset, "parameter '%s' is not used",
                                params->items[i].name);
    }
    if (loader->template->fonts)
        try_values(loader, values, warn_families);
}
