/* The first half of the pipeline, which rendering and inspecting share. */
#ifndef RENDER_CARD_H
#define RENDER_CARD_H

#include "layout/box.h"
#include "request.h"
#include "worker.h"

/* The request's box tree in the worker's arena, which is reset first; NULL with an error on failure. */
struct box *card_lay_out(struct ogcard_worker *worker, const struct ogcard_request *request,
                         struct ogcard_error *error);

#endif
