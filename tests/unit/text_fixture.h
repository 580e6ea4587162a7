/* Setting a paragraph in a test: fonts, a worker's context, a style with the usual values. */
#ifndef TESTS_UNIT_TEXT_FIXTURE_H
#define TESTS_UNIT_TEXT_FIXTURE_H

#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "render/text/language.h"
#include "render/text/paragraph.h"

struct text_fixture {
    struct font_set *fonts;
    struct font_pool *pool;
    struct text_context *context;
    struct arena *arena;
    struct paragraph *paragraph; /* set last */
    struct paragraph_lines lines;
    struct ogcard_error error;
};

static inline int text_fixture_setup(void **state)
{
    static struct text_fixture fixture;
    fixture = (struct text_fixture){.arena = arena_create(64 << 20)};
    if (font_set_create(NULL, NULL, &fixture.fonts, &fixture.error) != OGCARD_OK ||
        font_pool_create(&fixture.pool, &fixture.error) != OGCARD_OK ||
        text_context_create(fixture.pool, &fixture.context, &fixture.error) != OGCARD_OK) {
        fprintf(stderr, "%s\n", fixture.error.message);
        return 1;
    }
    *state = &fixture;
    return 0;
}

static inline int text_fixture_teardown(void **state)
{
    struct text_fixture *fixture = *state;
    text_context_destroy(fixture->context);
    font_pool_destroy(fixture->pool);
    font_set_unref(fixture->fonts);
    arena_destroy(fixture->arena);
    return 0;
}

/* Inter, bold, with a line height of 1.2; lives as long as the program. */
static inline struct style text_style_at(float size_px, const char *language)
{
    static const char *const families[] = {"Inter"};
    struct style style = {0};
    style.text.families = families;
    style.text.family_count = 1;
    style.text.font_size_px = size_px;
    style.text.font_weight = 700;
    style.text.font_stretch_pct = 100;
    style.text.line_height = (struct length){LENGTH_VALUE, 1.2f * size_px, 0};
    style.text.line_height_factor = 1.2f;
    style.text.language = language;
    style.text.tab_size = 8;
    return style;
}

/* Items are the caller's and outlive the paragraph. Fails the test when it cannot be set. */
static inline const struct paragraph_lines *text_set_items(struct text_fixture *f, const struct style *block,
                                                           const struct paragraph_item *items, size_t count,
                                                           float width_px, float max_height_px)
{
    struct paragraph_input input = {
        .block = block,
        .direction = block->text.direction,
        .items = items,
        .item_count = count,
        .fonts = f->fonts,
    };
    arena_reset(f->arena);
    f->paragraph = paragraph_create(f->context, f->arena, &input, &f->error);
    if (!f->paragraph)
        fail_msg("%s", f->error.message);
    if (!paragraph_layout(f->paragraph, (struct paragraph_box){width_px, max_height_px}, &f->lines, &f->error))
        fail_msg("%s", f->error.message);
    return &f->lines;
}

static inline const struct paragraph_lines *text_set(struct text_fixture *f, const struct style *block,
                                                     const char *text, float width_px, float max_height_px)
{
    static struct paragraph_item item;
    item = (struct paragraph_item){
        .kind = PARAGRAPH_TEXT, .style = block, .text = text, .text_length = strlen(text), .source = text};
    return text_set_items(f, block, &item, 1, width_px, max_height_px);
}

/* The lines as one string, joined by " | "; in a buffer of the function. */
static inline const char *text_joined(const struct paragraph_lines *lines)
{
    static char joined[65536];
    size_t used = 0;
    joined[0] = '\0';
    for (size_t i = 0; i < lines->line_count; i++) {
        const struct line *line = &lines->lines[i];
        used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%.*s%s", i ? " | " : "",
                                 (int)(line->text_end - line->text_start), lines->text + line->text_start,
                                 line->ellipsis ? "…" : "");
    }
    return joined;
}

#endif
