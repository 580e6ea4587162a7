#include "worker.h"

#include <stdlib.h>

#include "internal/error.h"

enum ogcard_status ogcard_worker_create(struct ogcard_worker **worker, struct ogcard_error *error)
{
    struct ogcard_worker *created = calloc(1, sizeof *created);
    if (created)
        created->arena = arena_create(WORKER_ARENA_BYTES);
    if (!created || !created->arena) {
        free(created);
        return error_set(error, OGCARD_INTERNAL, "Out of memory while creating a worker.");
    }
    arena_set_cancel(created->arena, &created->cancel);
    enum ogcard_status status = font_pool_create(&created->fonts, error);
    if (status == OGCARD_OK)
        status = text_context_create(created->fonts, &created->text, error);
    if (status == OGCARD_OK)
        text_context_set_clock(created->text, &created->clock);
    if (status == OGCARD_OK)
        status = raster_create(&created->raster, &created->cancel, error);
    if (status == OGCARD_OK)
        status = encoder_create(&created->encoder, &created->cancel, error);
    if (status != OGCARD_OK) {
        ogcard_worker_destroy(created);
        return status;
    }
    *worker = created;
    return OGCARD_OK;
}

void ogcard_worker_destroy(struct ogcard_worker *worker)
{
    if (!worker)
        return;
    encoder_destroy(worker->encoder);
    raster_destroy(worker->raster);
    text_context_destroy(worker->text);
    font_pool_destroy(worker->fonts);
    arena_destroy(worker->arena);
    free(worker);
}

void ogcard_worker_cancel(struct ogcard_worker *worker)
{
    cancel_request(&worker->cancel, 1);
}

enum ogcard_status worker_begin_card(struct ogcard_worker *worker, struct ogcard_error *error)
{
    stage_clock_start(&worker->clock, OGCARD_STAGE_STYLE);
    arena_reset(worker->arena);
    if (font_pool_trim(worker->fonts)) {
        /* The raster's kept ground may name a closed font. */
        raster_destroy(worker->raster);
        worker->raster = NULL;
    }
    return worker->raster ? OGCARD_OK : raster_create(&worker->raster, &worker->cancel, error);
}
