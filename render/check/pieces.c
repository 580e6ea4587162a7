#include "pieces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_TRANSFORM_DEPTH 64

struct rect check_rect_transform(const double matrix[6], struct rect rect)
{
    double x[2] = {rect.x, (double)rect.x + rect.width}, y[2] = {rect.y, (double)rect.y + rect.height};
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (int i = 0; i < 4; i++) {
        double across = matrix[0] * x[i & 1] + matrix[2] * y[i >> 1] + matrix[4];
        double down = matrix[1] * x[i & 1] + matrix[3] * y[i >> 1] + matrix[5];
        left = fmin(left, across);
        right = fmax(right, across);
        top = fmin(top, down);
        bottom = fmax(bottom, down);
    }
    return (struct rect){(float)left, (float)top, (float)(right - left), (float)(bottom - top)};
}

const struct node *check_block_node(const struct box *block)
{
    while (block && !block->node)
        block = block->parent;
    return block ? block->node : NULL;
}

/* A * B: B first. */
static void multiply(double a[6], const double b[6])
{
    double product[6] = {
        a[0] * b[0] + a[2] * b[1], a[1] * b[0] + a[3] * b[1],        a[0] * b[2] + a[2] * b[3],
        a[1] * b[2] + a[3] * b[3], a[0] * b[4] + a[2] * b[5] + a[4], a[1] * b[4] + a[3] * b[5] + a[5],
    };
    memcpy(a, product, sizeof product);
}

struct search {
    const struct display_list *list;
    struct arena *arena;
    double (*matrices)[6]; /* per item */
    struct check_pieces *pieces;
    size_t capacity;
    bool failed;
};

static void find_matrices(struct search *search)
{
    double stack[CHECK_TRANSFORM_DEPTH][6] = {{1, 0, 0, 1, 0, 0}};
    size_t depth = 0;
    for (size_t i = 0; i < search->list->count; i++) {
        const struct display_item *item = &search->list->items[i];
        if (item->kind == ITEM_PUSH_TRANSFORM && depth + 1 < CHECK_TRANSFORM_DEPTH) {
            memcpy(stack[depth + 1], stack[depth], sizeof stack[0]);
            multiply(stack[++depth], item->transform);
        } else if (item->kind == ITEM_POP_TRANSFORM && depth > 0) {
            depth--;
        }
        memcpy(search->matrices[i], stack[depth], sizeof stack[0]);
    }
}

/* The run's own drawing is the last: its shadows and what it cuts out of a background come before. */
static size_t find_item(const struct search *search, const struct fragment *fragment)
{
    for (size_t i = search->list->count; i-- > 0;) {
        const struct display_item *item = &search->list->items[i];
        if (item->kind == ITEM_GLYPHS && item->glyphs.glyphs == fragment->glyphs)
            return i;
    }
    return SIZE_MAX;
}

static void add_piece(struct search *search, const struct box *block, const struct line *line,
                      const struct fragment *fragment)
{
    struct check_pieces *pieces = search->pieces;
    size_t item = fragment->glyph_count ? find_item(search, fragment) : SIZE_MAX;
    if (item == SIZE_MAX)
        return;
    if (pieces->count == search->capacity) {
        void *larger =
            arena_grow(search->arena, pieces->items, pieces->count, &search->capacity, sizeof(struct check_piece));
        if (!larger) {
            search->failed = true;
            return;
        }
        pieces->items = larger;
    }
    struct check_piece *piece = &pieces->items[pieces->count++];
    const struct font_metrics *metrics = &fragment->font->metrics;
    float em = fragment->font_size_px / metrics->units_per_em;
    float above = metrics->cap_height > 0 ? metrics->cap_height * em : fragment->ascent;
    float below = fminf(fragment->descent, 0.25F * fragment->font_size_px);
    *piece = (struct check_piece){
        .block = block,
        .line = line,
        .fragment = fragment,
        .style = fragment->item ? &fragment->item->style->text : &block->style->text,
        .item = item,
    };
    memcpy(piece->matrix, search->matrices[item], sizeof piece->matrix);
    piece->rect = check_rect_transform(piece->matrix, (struct rect){block->text_x + fragment->x,
                                                                    block->text_y + fragment->baseline - above,
                                                                    fragment->width, above + below});
}

static void find_in_box(struct search *search, const struct box *box)
{
    for (size_t i = 0; box->paragraph && i < box->lines.line_count; i++) {
        const struct line *line = &box->lines.lines[i];
        for (size_t j = 0; j < line->fragment_count; j++)
            if (line->fragments[j].kind == FRAGMENT_GLYPHS)
                add_piece(search, box, line, &line->fragments[j]);
    }
    for (const struct box *child = box->first_child; child; child = child->next_sibling)
        find_in_box(search, child);
}

bool check_pieces_find(const struct box *root, const struct display_list *list, struct arena *arena,
                       struct check_pieces *pieces)
{
    struct search search = {.list = list, .arena = arena, .pieces = pieces};
    *pieces = (struct check_pieces){NULL, 0};
    search.matrices = arena_calloc(arena, list->count + 1, sizeof *search.matrices);
    if (!search.matrices)
        return false;
    find_matrices(&search);
    find_in_box(&search, root);
    return !search.failed;
}
