#include "rendered.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../card.h"
#include "../text/letters.h"
#include "areas.h"
#include "contrast.h"
#include "internal/error.h"
#include "titles.h"

/* px: what rounding and side bearings may do. */
#define CHECK_TOLERANCE_PX 1.5F
#define CHECK_VALUES_BYTES (1u << 20)

/* One card that is looked at. */
struct trial {
    struct check_notes *notes;
    struct ogcard_worker *worker;
    struct ogcard_request request;
    const struct check_title *title;
    struct template_size size;
    char with[160]; /* "(with a title of two letters)" */
    const struct box *root;
    struct display_list list;
    struct check_pieces pieces;
};

static struct check_note note_at(const char *rule, const char *detail, const struct node *node)
{
    return (struct check_note){
        .rule = rule, .detail = detail, .line = node ? node->line : 0, .column = node ? node->column : 0};
}

static const char *tag_of(const struct node *node)
{
    return node && node->tag[0] ? node->tag : "body";
}

/* ---- text and its boxes */

static float positive(float value)
{
    return value > 0 ? value : 0;
}

/* How far `inner` leaves `outer`, px. */
static float excess(struct rect inner, struct rect outer)
{
    float x = fmaxf(outer.x - inner.x, inner.x + inner.width - outer.x - outer.width);
    float y = fmaxf(outer.y - inner.y, inner.y + inner.height - outer.y - outer.height);
    return positive(fmaxf(x, y));
}

/* How far a line leaves `outer`, px, in layout coordinates: its letters and its line box both, since line-height makes
 * the one reach farther than the other, or less far. */
static float line_excess(const struct box *block, const struct line *line, struct rect outer)
{
    float em = block->style->text.font_size_px * block->lines.scale;
    float x = block->text_x + line->x;
    return fminf(excess((struct rect){x, block->text_y + line->baseline - 0.75F * em, line->width, em}, outer),
                 excess((struct rect){x, block->text_y + line->top, line->width, line->height}, outer));
}

static void check_lines(const struct trial *trial, const struct box *box, const struct node *node)
{
    const struct paragraph_lines *lines = &box->lines;
    if (lines->ellipsized) {
        const struct check_note note = note_at("cut", "ellipsis", node);
        const struct line *last = &lines->lines[lines->line_count - 1];
        check_notes_add(trial->notes, &note, (float)lines->text_length,
                        "The text of <%s> is cut with an ellipsis after \"%.*s\" %s. Give it more room "
                        "or lines, or a smaller --ogcard-min-font-size.",
                        tag_of(node), (int)fminf(200, (float)(last->text_end - last->text_start)),
                        lines->text + last->text_start, trial->with);
    }
    for (size_t i = 0; i < lines->line_count; i++)
        if (lines->lines[i].broken_inside_word) {
            const struct check_note note = note_at("broken-word", "", node);
            check_notes_add(trial->notes, &note, 1, "A word of <%s> is broken in two %s.", tag_of(node), trial->with);
        }
    if (lines->missing_glyphs) {
        const struct check_note note = note_at("missing-glyph", "title", node);
        check_notes_add(trial->notes, &note, (float)lines->missing_glyphs,
                        "No font covers %u characters of <%s> %s: they are drawn as replacements. Install the Noto "
                        "fonts of the script, or add a font with --fonts.",
                        lines->missing_glyphs, tag_of(node), trial->with);
    }
}

/* In layout coordinates: transforms move the text and its box alike. */
static void check_overflow(const struct trial *trial, const struct box *box, const struct node *node)
{
    for (size_t i = 0; i < box->lines.line_count; i++) {
        const struct line *line = &box->lines.lines[i];
        float out = line_excess(box, line, box->border_box);
        bool clips = box->style->overflow_x == OVERFLOW_HIDDEN || box->style->overflow_y == OVERFLOW_HIDDEN;
        if (out > CHECK_TOLERANCE_PX && !clips) {
            const struct check_note note = note_at("overflow", "box", node);
            check_notes_add(trial->notes, &note, out, "The text of <%s> is %.0f px larger than its box %s.",
                            tag_of(node), (double)out, trial->with);
        }
        for (const struct box *around = box; around; around = around->parent) {
            struct rect clip = box_padding_rect(around);
            if (around->style->overflow_x != OVERFLOW_HIDDEN && around->style->overflow_y != OVERFLOW_HIDDEN)
                continue;
            out = line_excess(box, line, clip);
            if (out > CHECK_TOLERANCE_PX) {
                const struct check_note note = note_at("cut", "clip", node);
                check_notes_add(trial->notes, &note, out,
                                "%.0f px of the text of <%s> are cut off by the overflow: hidden of <%s> %s.",
                                (double)out, tag_of(node), tag_of(check_block_node(around)), trial->with);
            }
        }
    }
}

static void check_boxes(const struct trial *trial, const struct box *box)
{
    if (box->paragraph) {
        check_lines(trial, box, check_block_node(box));
        check_overflow(trial, box, check_block_node(box));
    }
    for (const struct box *child = box->first_child; child; child = child->next_sibling)
        check_boxes(trial, child);
}

/* ---- text on the picture */

static void check_off_card(const struct trial *trial, const struct check_piece *piece)
{
    const struct rect card = {0, 0, (float)trial->size.width_px, (float)trial->size.height_px};
    const struct node *node = check_block_node(piece->block);
    float out = excess(piece->rect, card);
    if (out <= CHECK_TOLERANCE_PX)
        return;
    const struct check_note note = note_at("overflow", "card", node);
    check_notes_add(trial->notes, &note, out, "%.0f px of the text of <%s> lie outside the card %s.", (double)out,
                    tag_of(node), trial->with);
}

/* Runs of different blocks that stand on each other; of one block they follow each other. */
static void check_overlaps(struct trial *trial)
{
    for (size_t i = 0; i < trial->pieces.count; i++)
        for (size_t j = 0; j < i; j++) {
            struct check_piece *below = &trial->pieces.items[j], *above = &trial->pieces.items[i];
            const struct rect a = below->rect, b = above->rect;
            float x = fminf(a.x + a.width, b.x + b.width) - fmaxf(a.x, b.x);
            float y = fminf(a.y + a.height, b.y + b.height) - fmaxf(a.y, b.y);
            if (below->block == above->block || x <= 2 || y <= 2)
                continue;
            below->overlapped = above->overlapped = true;
            const struct node *node = check_block_node(above->block), *other = check_block_node(below->block);
            const struct check_note note = note_at("overlap", "", node);
            check_notes_add(trial->notes, &note, fminf(x, y),
                            "The text of <%s> and that of <%s> (line %u) lie on each other, by %.0f px %s.",
                            tag_of(node), tag_of(other), other ? other->line : 0, (double)fminf(x, y), trial->with);
        }
}

static void check_areas_of(const struct trial *trial, const struct check_piece *piece)
{
    const struct node *node = check_block_node(piece->block);
    float largest = 0;
    for (size_t i = 0; i < trial->pieces.count; i++)
        largest = fmaxf(largest, trial->pieces.items[i].fragment->font_size_px);
    for (size_t i = 0; i < check_area_count; i++) {
        const struct check_area *area = &check_areas[i];
        float lost = check_area_lost_px(area, (float)trial->size.width_px, (float)trial->size.height_px, piece->rect);
        if (lost <= CHECK_TOLERANCE_PX || (area->headline && piece->fragment->font_size_px < largest))
            continue;
        const struct check_note note = note_at(area->rule, area->name, node);
        check_notes_add(trial->notes, &note, lost, "%.0f px of the text of <%s> lie %s %s.", (double)lost, tag_of(node),
                        area->where, trial->with);
    }
}

/* Parts that an overflow: hidden hides have no contrast; that they are cut is told elsewhere. */
static bool is_clipped(const struct check_piece *piece)
{
    const struct box *block = piece->block;
    for (const struct box *around = block; around; around = around->parent)
        if ((around->style->overflow_x == OVERFLOW_HIDDEN || around->style->overflow_y == OVERFLOW_HIDDEN) &&
            line_excess(block, piece->line, box_padding_rect(around)) > CHECK_TOLERANCE_PX)
            return true;
    return false;
}

static enum ogcard_status check_contrasts(const struct trial *trial, struct ogcard_error *error)
{
    const struct check_contrast *found =
        check_contrast_measure(trial->worker->raster, &trial->list, &trial->pieces, trial->worker->arena, error);
    if (!found)
        return error_set(error, OGCARD_INTERNAL, "The contrast of a card cannot be measured.");
    for (size_t i = 0; i < trial->pieces.count; i++) {
        const struct check_piece *piece = &trial->pieces.items[i];
        const struct node *node = check_block_node(piece->block);
        float wanted = check_contrast_wanted(piece);
        /* A ratio is told with one digit: what rounds to enough is enough. */
        if (piece->overlapped || is_clipped(piece) || found[i].ratio == 0 || found[i].ratio >= wanted - 0.05F)
            continue;
        const struct check_note note = note_at("contrast", "", node);
        check_notes_add(trial->notes, &note, wanted / found[i].ratio,
                        "The text of <%s> has a contrast of %.1f to 1 (#%06x on #%06x) at %.0f px; WCAG AA asks for "
                        "%.1f to 1.",
                        tag_of(node), (double)found[i].ratio, found[i].text, found[i].ground,
                        (double)piece->fragment->font_size_px, (double)wanted);
    }
    return OGCARD_OK;
}

/* ---- letters of the template's language */

static void check_letters(const struct trial *trial)
{
    const char *language = trial->root->style->text.language;
    const struct font_set *fonts = template_fonts(trial->request.template);
    struct language_letters letters;
    if (!language[0] || !language_find_letters(language, trial->worker->arena, &letters))
        return;
    char missing[200] = "";
    size_t used = 0, count = 0;
    for (size_t i = 0; i < letters.count; i++) {
        uint32_t codepoints[16];
        size_t length = cluster_codepoints(letters.clusters[i], strlen(letters.clusters[i]), codepoints, 16);
        const struct font_face *face =
            font_set_fallback(fonts, codepoints, length, language, false, 400, FONT_SLOPE_NORMAL);
        bool covered = face != NULL;
        for (size_t j = 0; covered && j < length; j++)
            covered = font_face_covers(fonts, face, codepoints[j]) || length > 1;
        if (covered)
            continue;
        count++;
        if (used + strlen(letters.clusters[i]) + 2 < sizeof missing)
            used += (size_t)snprintf(missing + used, sizeof missing - used, " %s", letters.clusters[i]);
    }
    if (count == 0)
        return;
    const struct check_note note = note_at("missing-glyph", "language", trial->root->node);
    check_notes_add(trial->notes, &note, (float)count, "No font covers %zu letters of the template's language (%s):%s",
                    count, language, missing);
}

/* ---- values */

static const char *made_up_value(const struct ogcard_param_info *param)
{
    static const char *const values[] = {
        [OGCARD_PARAM_TEXT] = "Text", [OGCARD_PARAM_COLOR] = "#808080", [OGCARD_PARAM_NUMBER] = "1",
        [OGCARD_PARAM_FLAG] = "1",    [OGCARD_PARAM_CHOICE] = "",       [OGCARD_PARAM_IMAGE] = "",
    };
    return param->choices && param->choices[0] ? param->choices[0] : values[param->type];
}

/* The text that becomes the headline: "title", else the first required text, else the first text; -1 without one. */
static int find_title_param(const struct ogcard_template_info *info)
{
    int found = -1;
    for (size_t i = 0; i < info->param_count; i++) {
        const struct ogcard_param_info *param = &info->params[i];
        if (param->type != OGCARD_PARAM_TEXT)
            continue;
        if (strcmp(param->name, "title") == 0)
            return (int)i;
        if (found < 0 || (param->required && !info->params[found].required))
            found = (int)i;
    }
    return found;
}

/* Bytes of the first `limit` characters. */
static size_t length_of_characters(const char *text, size_t limit)
{
    size_t length = 0, count = 0;
    for (; text[length]; length++)
        if (((unsigned char)text[length] & 0xc0) != 0x80 && count++ == limit)
            break;
    return length;
}

/* Examples, else defaults, else something made up where it is required; and the title. */
static bool fill_values(struct trial *trial)
{
    struct ogcard_request *request = &trial->request;
    int title = find_title_param(&request->info);
    request->values = ARENA_ARRAY(request->arena, const char *, request->info.param_count + 1);
    if (!request->values)
        return false;
    for (size_t i = 0; i < request->info.param_count; i++) {
        const struct ogcard_param_info *param = &request->info.params[i];
        const char *value = param->example;
        if ((int)i == title)
            value = trial->title->text;
        else if (!value[0] && param->required)
            value = made_up_value(param);
        size_t limit = param->type == OGCARD_PARAM_TEXT && param->max_length ? param->max_length : SIZE_MAX;
        request->values[i] = "";
        template_check_value(request->template, (int)i, value, length_of_characters(value, limit), request->arena,
                             &request->values[i], NULL);
    }
    return true;
}

/* ---- all together */

static enum ogcard_status check_trial(struct trial *trial, struct ogcard_error *error)
{
    struct ogcard_error failure = {.status = OGCARD_INTERNAL, .message = "Out of memory while laying out the card."};
    struct box *root = card_lay_out(trial->worker, &trial->request, &failure);
    if (!root) {
        const struct check_note note = {.rule = "render", .detail = "", .error = true};
        check_notes_add(trial->notes, &note, 1, "The card does not render %s: %s", trial->with, failure.message);
        return OGCARD_OK;
    }
    trial->root = root;
    if (!display_list_build(root, (float)trial->size.width_px, (float)trial->size.height_px, trial->worker->arena,
                            &trial->list) ||
        !check_pieces_find(root, &trial->list, trial->worker->arena, &trial->pieces))
        return error_set(error, OGCARD_TOO_LARGE, "The card takes more than %u bytes of memory.", WORKER_ARENA_BYTES);
    check_boxes(trial, root);
    check_overlaps(trial);
    for (size_t i = 0; i < trial->pieces.count; i++) {
        check_off_card(trial, &trial->pieces.items[i]);
        /* Further sizes are for other places than the pictures of links. */
        if (trial->title->measured && trial->request.size == 0)
            check_areas_of(trial, &trial->pieces.items[i]);
    }
    if (trial->title == &check_titles[0] && trial->request.size == 0)
        check_letters(trial);
    return trial->title->measured ? check_contrasts(trial, error) : OGCARD_OK;
}

static enum ogcard_status check_title_at(const struct template *template, struct ogcard_worker *worker, size_t title,
                                         size_t size, struct check_notes *notes, struct ogcard_error *error)
{
    size_t size_count;
    const struct template_size *sizes = template_sizes(template, &size_count);
    struct trial trial = {
        .notes = notes,
        .worker = worker,
        .title = &check_titles[title],
        .size = sizes[size],
        .request = {.template = template, .language = "", .size = size, .scale = 1},
    };
    snprintf(trial.with, sizeof trial.with, "(with a title %s%s%.60s)", trial.title->name, size ? ", size " : "",
             sizes[size].name);
    notes->title = title + 1;
    trial.request.arena = arena_create(CHECK_VALUES_BYTES);
    if (!trial.request.arena)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while checking.");
    template_info(template, &trial.request.info);
    enum ogcard_status status = OGCARD_INTERNAL;
    if (fill_values(&trial))
        status = check_trial(&trial, error);
    else
        error_set(error, status, "Out of memory while checking.");
    arena_destroy(trial.request.arena);
    return status;
}

enum ogcard_status check_rendered(const struct template *template, struct ogcard_worker *worker,
                                  struct check_notes *notes, struct ogcard_error *error)
{
    size_t size_count;
    enum ogcard_status status = OGCARD_OK;
    template_sizes(template, &size_count);
    for (size_t size = 0; size < size_count && status == OGCARD_OK; size++)
        for (size_t title = 0; title < check_title_count && status == OGCARD_OK; title++)
            status = check_title_at(template, worker, title, size, notes, error);
    return status;
}
