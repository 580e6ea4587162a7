/* What one rendering thread keeps from card to card. */
#ifndef RENDER_WORKER_H
#define RENDER_WORKER_H

#include "arena.h"
#include "encode/encode.h"
#include "fonts/font.h"
#include "ogcard.h"
#include "paint/raster.h"
#include "text/paragraph.h"

/* What one card may take before it is refused: far more than any card of the limits needs. */
#define WORKER_ARENA_BYTES (256u << 20)

struct ogcard_worker {
    struct arena *arena; /* reset before each card */
    struct font_pool *fonts;
    struct text_context *text;
    struct raster *raster;
    struct encoder *encoder;
};

#endif
