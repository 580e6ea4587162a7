#include "template.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expand.h"
#include "internal/error.h"
#include "loader.h"

/* ---- loading ---- */

const struct image *loader_find_picture(struct css_reader *reader, const struct css_token *token, const char *path)
{
    struct loader *loader = reader->context;
    struct ogcard_error *error = loader->diagnostics.error, first = {0};
    template_listener *listener = loader->diagnostics.listener;
    size_t count = loader->diagnostics.error_count;
    /* The complaint goes where the value stands, which the caller knows. */
    loader->diagnostics.error = &first;
    loader->diagnostics.listener = NULL;
    loader->diagnostics.error_count = 0;
    const struct image *image = loader_picture(loader, path, 0);
    loader->diagnostics.error = error;
    loader->diagnostics.listener = listener;
    loader->diagnostics.error_count = count;
    if (!image) {
        const char *message = first.message + strlen(loader->diagnostics.path);
        message = strncmp(message, ":1:1: ", 6) == 0 ? message + 6 : first.message;
        const struct css_token *at = reader->at;
        reader->at = token;
        css_fail(reader, "%.280s", message);
        reader->at = at;
    }
    return image;
}

static const struct image *find_when_expanding(struct css_reader *reader, const struct css_token *token,
                                               const char *path)
{
    (void)token;
    const struct image *image = template_picture(reader->context, path);
    if (!image)
        css_fail(reader, "'%.80s' is not one of the template's pictures", path);
    return image;
}

static int compare_rules(const void *left, const void *right)
{
    const struct rule *a = *(const struct rule *const *)left, *b = *(const struct rule *const *)right;
    if (a->author != b->author)
        return a->author ? 1 : -1;
    if (a->selector.specificity != b->selector.specificity)
        return a->selector.specificity < b->selector.specificity ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* For each element the rules that may apply to it, in the order in which they do. */
static bool find_candidates(struct template *template, struct element *element)
{
    if (element->kind == CONTENT_ELEMENT) {
        size_t count = 0;
        for (size_t i = 0; i < template->rule_count; i++)
            count += selector_may_match(&template->rules[i].selector, element);
        element->candidates = ARENA_ARRAY(template->arena, const struct rule *, count);
        if (!element->candidates)
            return false;
        for (size_t i = 0; i < template->rule_count; i++)
            if (selector_may_match(&template->rules[i].selector, element))
                element->candidates[element->candidate_count++] = &template->rules[i];
        qsort(element->candidates, count, sizeof *element->candidates, compare_rules);
    }
    for (struct element *child = element->first_child; child; child = child->next)
        if (!find_candidates(template, child))
            return false;
    return true;
}

/* ---- parsing ---- */

static bool describe_params(struct template *template)
{
    template->param_infos = ARENA_ARRAY(template->arena, struct ogcard_param_info, template->params.count);
    if (!template->param_infos)
        return false;
    for (size_t i = 0; i < template->params.count; i++) {
        const struct param *param = &template->params.items[i];
        template->param_infos[i] = (struct ogcard_param_info){
            .name = param->name,
            .type = param->type,
            .required = param->required,
            .max_length = param->max_length,
            .default_value = param->default_value,
            .example = param->example,
            .choices = param->type == OGCARD_PARAM_CHOICE || param->type == OGCARD_PARAM_IMAGE ? param->choices : NULL,
        };
    }
    return true;
}

static bool load_styles(struct loader *loader)
{
    struct template *template = loader->template;
    struct sheet_reader *sheet = &loader->sheet;
    *sheet = (struct sheet_reader){
        .arena = loader->arena,
        .diagnostics = &loader->diagnostics,
        .params = &template->params,
        .sizes = template->sizes,
        .size_count = template->size_count,
        .find_picture = loader_find_picture,
        .picture_context = loader,
        .add_font_face = font_face_read,
        .font_context = loader,
    };
    return styles_read(loader);
}

/* The steps in order; false when memory fails. Other errors are in the diagnostics. */
static bool load(struct loader *loader)
{
    struct template *template = loader->template;
    if (!html_parse(loader))
        return false;
    if (!loader->root)
        return true;
    if (!head_read(loader) || !load_styles(loader) || !elements_read(loader))
        return false;
    template->rules = loader->sheet.rules;
    template->rule_count = loader->sheet.rule_count;
    template->initial = computed_initial(loader->arena);
    if (!template->initial || !describe_params(template))
        return false;
    if (loader->diagnostics.error_count || !template->root)
        return true;
    return find_candidates(template, template->root) && trial_check(loader);
}

static struct template *template_create(const char *name, const char *source)
{
    struct template *template = calloc(1, sizeof *template);
    if (!template || !(template->arena = arena_create(TEMPLATE_MAX_BYTES))) {
        free(template);
        return NULL;
    }
    atomic_init(&template->references, 1);
    template->name = arena_strdup(template->arena, name);
    template->path = arena_strdup(template->arena, source);
    template->description = "";
    template->size_count = 1;
    template->sizes[0] = (struct template_size){"", 1200, 630};
    return template;
}

enum ogcard_status template_check(const char *name, const char *source, const char *html, size_t html_size,
                                  const struct template_files *files, struct font_set *fonts,
                                  template_listener *listener, void *context, struct template **result,
                                  struct ogcard_error *error)
{
    struct ogcard_error first = {0};
    struct template *template = template_create(name, source);
    struct loader loader = {.template = template, .files = files};
    enum ogcard_status status = OGCARD_TOO_LARGE;
    if (result)
        *result = NULL;
    /* A byte order mark is no text, but offsets count from the file's beginning. */
    bool marked = html_size >= 3 && memcmp(html, "\xef\xbb\xbf", 3) == 0;
    loader.html = html + 3 * marked;
    loader.html_size = html_size - 3 * marked;
    loader.scratch = arena_create(SIZE_MAX);
    if (!template || !loader.scratch || sodium_init() < 0)
        goto out;
    loader.arena = template->arena;
    loader.diagnostics = (struct diagnostics){.path = template->path,
                                              .text = loader.html,
                                              .length = loader.html_size,
                                              .listener = listener,
                                              .context = context,
                                              .error = &first};
    crypto_generichash_init(&loader.digest, NULL, 0, sizeof template->digest);
    crypto_generichash_update(&loader.digest, (const unsigned char *)html, html_size);
    if (!load(&loader))
        goto out;
    status = loader.diagnostics.error_count ? OGCARD_BAD_TEMPLATE : fonts_derive(&loader, fonts, &first);
    if (status == OGCARD_OK && listener)
        trial_warn(&loader);
    crypto_generichash_final(&loader.digest, template->digest, sizeof template->digest);
out:
    if (status != OGCARD_OK)
        error_set(error, status, first.message[0] ? "%s" : "%.0s%s: the template needs more memory than it may take",
                  first.message, source);
    fonts_finish(&loader);
    arena_destroy(loader.scratch);
    if (status == OGCARD_OK && result)
        *result = template;
    else
        template_unref(template);
    return status;
}

enum ogcard_status template_parse(const char *name, const char *source, const char *html, size_t html_size,
                                  const struct template_files *files, struct font_set *fonts,
                                  struct template **template, struct ogcard_error *error)
{
    return template_check(name, source, html, html_size, files, fonts, NULL, NULL, template, error);
}

struct template *template_ref(struct template *template)
{
    if (template)
        atomic_fetch_add_explicit(&template->references, 1, memory_order_relaxed);
    return template;
}

void template_unref(struct template *template)
{
    if (!template || atomic_fetch_sub_explicit(&template->references, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < template->picture_count; i++)
        image_destroy(template->pictures[i].image);
    for (size_t i = 0; i < template->svg_count; i++)
        image_destroy(template->svg_images[i]);
    font_set_unref(template->fonts);
    arena_destroy(template->arena);
    free(template);
}

/* ---- asking ---- */

void template_info(const struct template *template, struct ogcard_template_info *info)
{
    *info = (struct ogcard_template_info){
        .name = template->name,
        .description = template->description,
        .source = template->path,
        .width_px = template->sizes[0].width_px,
        .height_px = template->sizes[0].height_px,
        .params = template->param_infos,
        .param_count = template->params.count,
    };
}

const struct template_size *template_sizes(const struct template *template, size_t *count)
{
    *count = template->size_count;
    return template->sizes;
}

const struct template_output *template_output(const struct template *template)
{
    return &template->output;
}

const uint8_t *template_digest(const struct template *template)
{
    return template->digest;
}

struct font_set *template_fonts(const struct template *template)
{
    return template->fonts;
}

int template_param_index(const struct template *template, const char *name, size_t length)
{
    return params_find(&template->params, name, length);
}

enum ogcard_status template_check_value(const struct template *template, int index, const char *value, size_t length,
                                        struct arena *arena, const char **canonical, struct ogcard_error *error)
{
    const struct param *param = &template->params.items[index];
    char problem[600];
    if (param_check(param, value, length, arena, canonical, problem, sizeof problem))
        return OGCARD_OK;
    diagnostics_clean(problem);
    if (arena_failed(arena))
        return error_set(error, OGCARD_TOO_LARGE, "The values of the parameters need too much memory");
    return error_set(error, OGCARD_BAD_REQUEST, "Parameter \"%s\" %s%s", param->name,
                     problem[0] == '\'' ? "is wrong: " : "", problem);
}

/* ---- expanding ---- */

/* The language of the text: as asked for, as the template says, or as the letters give away. */
static const char *find_language(const struct template *template, const struct template_values *sent,
                                 struct values *values, const struct template_text *text, struct arena *arena)
{
    if (sent->language && sent->language[0])
        return sent->language;
    const struct attribute *attribute = template->root->language;
    size_t length = 0;
    values->language = "";
    const char *declared = attribute ? pattern_text(&attribute->value, values, arena, &length) : "";
    if (!declared || declared[0] || !text || !text->guess_language)
        return declared ? declared : "";
    size_t total = 0;
    for (size_t i = 0; i < template->params.count; i++)
        if (template->params.items[i].type == OGCARD_PARAM_TEXT)
            total += strlen(values->values[i]) + 1;
    char *all = arena_alloc(arena, total + 1);
    if (!all)
        return "";
    length = 0;
    for (size_t i = 0; i < template->params.count; i++)
        if (template->params.items[i].type == OGCARD_PARAM_TEXT && values->values[i][0]) {
            size_t size = strlen(values->values[i]);
            memcpy(all + length, values->values[i], size);
            length += size;
            all[length++] = ' ';
        }
    const char *guessed = text->guess_language(all, length);
    return guessed ? guessed : "";
}

struct node *template_expand(const struct template *template, const struct template_values *sent,
                             const struct template_text *text, struct arena *arena, struct ogcard_error *error)
{
    size_t size = sent->size < template->size_count ? sent->size : 0;
    struct values values = {&template->params, sent->values, ""};
    struct ogcard_error ignored = {0};
    struct cascade cascade = {
        .template = template,
        .values = &values,
        .arena = arena,
        .units = {16, 16, (float)template->sizes[size].width_px, (float)template->sizes[size].height_px},
        .size_bit = 1U << size,
        .error = error ? error : &ignored,
        .find_picture = find_when_expanding,
        .picture_context = (void *)(uintptr_t) template,
    };
    if (sent->count != template->params.count) {
        error_set(error, OGCARD_INTERNAL, "Template \"%s\" has %zu parameters, but %zu values were given",
                  template->name, template->params.count, sent->count);
        return NULL;
    }
    values.language = find_language(template, sent, &values, text, arena);
    return expand_document(&cascade, text, false);
}
