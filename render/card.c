/* The pipeline: from a card request to the bytes of a picture. */
#include "card.h"

#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "layout/layout.h"
#include "paint/display_list.h"
#include "text/language.h"

struct box *card_lay_out(struct ogcard_worker *worker, const struct ogcard_request *request, struct ogcard_error *error)
{
    static const struct template_text text = {language_base_direction, language_guess};
    if (worker_begin_card(worker, error) != OGCARD_OK)
        return NULL;

    struct template_values values = {request->values, request->info.param_count, request->language, request->size};
    const struct node *document = template_expand(request->template, &values, &text, worker->arena, error);
    if (!document)
        return NULL;

    stage_clock_enter(&worker->clock, OGCARD_STAGE_LAYOUT);
    struct layout_context layout = {worker->arena, worker->text, template_fonts(request->template)};
    const struct template_size size = request_size(request);
    return layout_card(&layout, document, (float)size.width_px, (float)size.height_px, error);
}

static unsigned count_missing_glyphs(const struct box *box)
{
    unsigned count = box->paragraph ? box->lines.missing_glyphs : 0;
    for (const struct box *child = box->first_child; child; child = child->next_sibling)
        count += count_missing_glyphs(child);
    return count;
}

static enum ogcard_status make_card(struct ogcard_worker *worker, const struct ogcard_request *request,
                                    enum ogcard_effort effort, struct ogcard_card *card, struct ogcard_error *error)
{
    const struct template_size size = request_size(request);
    *card = (struct ogcard_card){.format = request->format};

    /* Stages that return no status say in the error what went wrong. */
    struct ogcard_error failure = {.status = OGCARD_INTERNAL, .message = "Out of memory while laying out the card."};
    const struct box *root = card_lay_out(worker, request, &failure);
    if (!root)
        return error_set(error, failure.status, "%s", failure.message);
    card->missing_glyphs = count_missing_glyphs(root);

    struct display_list list;
    if (!display_list_build(root, (float)size.width_px, (float)size.height_px, worker->arena, &list))
        return error_set(error, OGCARD_TOO_LARGE, "The card takes more than %u bytes of memory.", WORKER_ARENA_BYTES);

    stage_clock_enter(&worker->clock, OGCARD_STAGE_RASTER);
    struct card_pixels pixels;
    enum ogcard_status status = raster_draw(worker->raster, &list, request->scale, &pixels, error);
    if (status != OGCARD_OK)
        return status;
    card->width_px = pixels.width;
    card->height_px = pixels.height;

    stage_clock_enter(&worker->clock, OGCARD_STAGE_ENCODE);
    const struct template_output *output = template_output(request->template);
    const struct encode_settings settings = {request->format, effort, output->quality, output->max_bytes};
    status = encoder_encode(worker->encoder, &pixels, &settings, &card->bytes, &card->size, error);
    stage_clock_enter(&worker->clock, OGCARD_STAGE_ENCODE);
    memcpy(card->stage_ns, worker->clock.ns, sizeof card->stage_ns);
    return status;
}

enum ogcard_status ogcard_card_render(struct ogcard_worker *worker, const struct ogcard_request *request,
                                      enum ogcard_effort effort, struct ogcard_card *card, struct ogcard_error *error)
{
    /* One that came too late for the last card. */
    if (cancel_is_requested(&worker->cancel))
        cancel_request(&worker->cancel, 0);
    enum ogcard_status status = make_card(worker, request, effort, card, error);
    /* Stages that were told to end fail as if memory were short. */
    if (status != OGCARD_OK && cancel_is_requested(&worker->cancel))
        status = error_set(error, OGCARD_TIME_LIMIT, "The card takes longer to make than it may.");
    cancel_request(&worker->cancel, 0);
    return status;
}

void ogcard_card_finish(struct ogcard_card *card)
{
    free(card->bytes);
    card->bytes = NULL;
    card->size = 0;
}
