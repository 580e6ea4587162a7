/* What only rendering shows: text that is cut, overflows, overlaps, lacks glyphs, is hard to read or gets lost. */
#ifndef RENDER_CHECK_RENDERED_H
#define RENDER_CHECK_RENDERED_H

#include "../template/template.h"
#include "../worker.h"
#include "notes.h"

/* Renders the template at each of its sizes with each of check_titles. What is found goes into `notes`. */
enum ogcard_status check_rendered(const struct template *template, struct ogcard_worker *worker,
                                  struct check_notes *notes, struct ogcard_error *error);

#endif
