/* A laid-out card as JSON: what the layout tests and the comparison with browsers read. Numbers are CSS px. */
#include <hb.h>
#include <jansson.h>
#include <math.h>

#include "card.h"
#include "internal/error.h"

/* Hundredths of a px: what is finer is noise in a dump. */
static json_t *number(float value)
{
    return json_real(round((double)value * 100) / 100);
}

static json_t *inspect_run(const struct fragment *fragment)
{
    char script[5] = "";
    hb_tag_to_string(hb_script_to_iso15924_tag(fragment->script), script);
    json_t *glyphs = json_array();
    for (size_t i = 0; i < fragment->glyph_count; i++) {
        const struct glyph *glyph = &fragment->glyphs[i];
        json_array_append_new(glyphs, json_pack("[i,o,i]", (int)glyph->id, number(glyph->x), (int)glyph->cluster));
    }
    return json_pack("{s:s,s:o,s:o,s:s,s:s,s:o,s:o,s:i,s:i,s:b,s:o}", "font", fragment->font->face->family, "weight",
                     number(font_weight(fragment->font)), "font_size", number(fragment->font_size_px), "direction",
                     fragment->bidi_level & 1 ? "rtl" : "ltr", "script", script, "x", number(fragment->x), "width",
                     number(fragment->width), "start", (int)fragment->text_start, "end", (int)fragment->text_end,
                     "missing", fragment->missing, "glyphs", glyphs);
}

static json_t *inspect_line(const struct paragraph_lines *paragraph, const struct line *line)
{
    json_t *runs = json_array();
    for (size_t i = 0; i < line->fragment_count; i++)
        if (line->fragments[i].kind == FRAGMENT_GLYPHS)
            json_array_append_new(runs, inspect_run(&line->fragments[i]));
    return json_pack("{s:s%,s:i,s:i,s:i,s:i,s:o,s:o,s:o,s:o,s:o,s:b,s:b,s:o}", "text",
                     paragraph->text + line->text_start, line->text_end - line->text_start, "start",
                     (int)line->text_start, "end", (int)line->text_end, "utf16_start", (int)line->utf16_start,
                     "utf16_end", (int)line->utf16_end, "x", number(line->x), "top", number(line->top), "height",
                     number(line->height), "baseline", number(line->baseline), "width", number(line->width), "ellipsis",
                     line->ellipsis, "broken_inside_word", line->broken_inside_word, "runs", runs);
}

static json_t *inspect_paragraph(const struct box *box)
{
    const struct paragraph_lines *paragraph = &box->lines;
    json_t *lines = json_array();
    for (size_t i = 0; i < paragraph->line_count; i++)
        json_array_append_new(lines, inspect_line(paragraph, &paragraph->lines[i]));
    return json_pack("{s:s%,s:o,s:o,s:s,s:o,s:o,s:b,s:b,s:i,s:o}", "text", paragraph->text, paragraph->text_length,
                     "font_size", number(box->style->text.font_size_px * paragraph->scale), "scale",
                     number(paragraph->scale), "language", box->style->text.language, "x", number(box->text_x), "y",
                     number(box->text_y), "overflows", paragraph->overflows, "ellipsized", paragraph->ellipsized,
                     "missing_glyphs", (int)paragraph->missing_glyphs, "lines", lines);
}

static const char *box_kind_name(enum box_kind kind)
{
    static const char *const names[] = {
        [BOX_BLOCK] = "block",
        [BOX_FLEX] = "flex",
        [BOX_REPLACED] = "replaced",
        [BOX_INLINE] = "inline",
    };
    return names[kind];
}

static json_t *inspect_box(const struct box *box)
{
    json_t *json = json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:o}", "kind", box_kind_name(box->kind), "tag",
                             box->node ? box->node->tag : "", "id", box->node && box->node->id ? box->node->id : "",
                             "x", number(box->border_box.x), "y", number(box->border_box.y), "width",
                             number(box->border_box.width), "height", number(box->border_box.height));
    if (box->paragraph)
        json_object_set_new(json, "paragraph", inspect_paragraph(box));
    if (box->first_child) {
        json_t *children = json_array();
        for (const struct box *child = box->first_child; child; child = child->next_sibling)
            json_array_append_new(children, inspect_box(child));
        json_object_set_new(json, "children", children);
    }
    return json;
}

enum ogcard_status ogcard_card_inspect(struct ogcard_worker *worker, const struct ogcard_request *request, char **json,
                                       struct ogcard_error *error)
{
    struct ogcard_error failure = {.status = OGCARD_INTERNAL, .message = "Out of memory while laying out the card."};
    const struct box *root = card_lay_out(worker, request, &failure);
    if (!root)
        return error_set(error, failure.status, "%s", failure.message);
    const struct template_size size = request_size(request);
    json_t *card = json_pack("{s:s,s:i,s:i,s:o}", "template", request->info.name, "width", (int)size.width_px, "height",
                             (int)size.height_px, "root", inspect_box(root));
    *json = card ? json_dumps(card, JSON_INDENT(1) | JSON_REAL_PRECISION(8)) : NULL;
    json_decref(card);
    if (!*json)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while describing the card.");
    return OGCARD_OK;
}
