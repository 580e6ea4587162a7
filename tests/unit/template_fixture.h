/* Templates from strings, with files beside them in memory: what tests of the template room share. */
#ifndef TESTS_UNIT_TEMPLATE_FIXTURE_H
#define TESTS_UNIT_TEMPLATE_FIXTURE_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "render/arena.h"
#include "render/template/template.h"
#include "render/text/language.h"

static const char fixture_svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"24\" height=\"12\" "
                                  "viewBox=\"0 0 24 12\"><rect width=\"24\" height=\"12\" fill=\"red\"/></svg>";

/* "mark.svg", "dark.svg" and "art/mark.svg" exist; all others do not. */
static inline enum ogcard_status fixture_read(void *context, const char *path, uint8_t **bytes, size_t *size,
                                              struct ogcard_error *error)
{
    (void)context;
    if (strcmp(path, "mark.svg") != 0 && strcmp(path, "dark.svg") != 0 && strcmp(path, "art/mark.svg") != 0)
        return error_set(error, OGCARD_IO, "there is no file '%s' beside the template", path);
    *size = sizeof fixture_svg - 1;
    *bytes = malloc(*size);
    assert_non_null(*bytes);
    memcpy(*bytes, fixture_svg, *size);
    return OGCARD_OK;
}

static inline enum ogcard_status fixture_parse(const char *html, size_t length, struct template **template,
                                               struct ogcard_error *error)
{
    static const struct template_files files = {fixture_read, NULL};
    *error = (struct ogcard_error){0};
    return template_parse("card", "card.html", html, length, &files, NULL, template, error);
}

/* A template that must load. */
static inline struct template *fixture_load(const char *html)
{
    struct template *template = NULL;
    struct ogcard_error error;
    if (fixture_parse(html, strlen(html), &template, &error) != OGCARD_OK)
        fail_msg("does not load: %s", error.message);
    return template;
}

/* Expands with values given as name, value, ..., NULL, checked and canonical. NULL and a message on errors. */
struct fixture_card {
    struct template *template;
    struct arena *arena;
    struct node *root;
    struct ogcard_error error;
};

static inline struct fixture_card fixture_expand_at(struct template *template, size_t size, const char *language,
                                                    const char *const *pairs)
{
    static const struct template_text text = {language_base_direction, language_guess};
    struct fixture_card card = {.template = template, .arena = arena_create(16u << 20)};
    const char *values[64];
    struct ogcard_template_info info;
    template_info(template, &info);
    for (size_t i = 0; i < info.param_count; i++)
        values[i] = "";
    for (; pairs && *pairs; pairs += 2) {
        int index = template_param_index(template, pairs[0], strlen(pairs[0]));
        assert_true(index >= 0);
        assert_int_equal(
            template_check_value(template, index, pairs[1], strlen(pairs[1]), card.arena, &values[index], &card.error),
            OGCARD_OK);
    }
    struct template_values sent = {values, info.param_count, language, size};
    card.root = template_expand(template, &sent, &text, card.arena, &card.error);
    return card;
}

static inline struct fixture_card fixture_expand(struct template *template, const char *const *pairs)
{
    return fixture_expand_at(template, 0, "", pairs);
}

static inline void fixture_finish(struct fixture_card *card)
{
    arena_destroy(card->arena);
    template_unref(card->template);
}

/* Depth first by id; NULL when there is none. */
static inline const struct node *fixture_find(const struct node *node, const char *id)
{
    if (!node || strcmp(node->id, id) == 0)
        return node;
    for (const struct node *child = node->first_child; child; child = child->next_sibling) {
        const struct node *found = fixture_find(child, id);
        if (found)
            return found;
    }
    return NULL;
}

#define VALUES(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
