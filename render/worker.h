/* What one rendering thread keeps from card to card. */
#ifndef RENDER_WORKER_H
#define RENDER_WORKER_H

#include "arena.h"
#include "cancel.h"
#include "encode/encode.h"
#include "fonts/font.h"
#include "ogcard.h"
#include "paint/raster.h"
#include "stage_clock.h"
#include "text/paragraph.h"

/* What one card may take before it is refused: far more than any card of the limits needs. */
#define WORKER_ARENA_BYTES (256u << 20)

struct ogcard_worker {
    struct arena *arena; /* reset before each card */
    struct font_pool *fonts;
    struct text_context *text;
    struct raster *raster;
    struct encoder *encoder;
    struct stage_clock clock; /* of the card that is under way */
    struct cancel cancel;     /* that card */
};

/* Forgets the last card: before each. */
enum ogcard_status worker_begin_card(struct ogcard_worker *worker, struct ogcard_error *error);

#endif
