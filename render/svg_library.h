/* librsvg, opened when a picture needs it: with all that it is linked to it is half of the shared libraries of the
 * program, 4 ms of a start and 8 MB of memory, and most cards do without. */
#ifndef RENDER_SVG_LIBRARY_H
#define RENDER_SVG_LIBRARY_H

#include <librsvg/rsvg.h>
#include <stdbool.h>

/* name of the field, function */
#define SVG_LIBRARY_FUNCTIONS(X)                                                                                       \
    X(handle_new, rsvg_handle_new_from_data)                                                                           \
    X(intrinsic_dimensions, rsvg_handle_get_intrinsic_dimensions)                                                      \
    X(set_dpi, rsvg_handle_set_dpi)                                                                                    \
    X(render_document, rsvg_handle_render_document)                                                                    \
    X(object_unref, g_object_unref)                                                                                    \
    X(error_free, g_error_free)

struct svg_library {
#define SVG_LIBRARY_FIELD(field, function) __typeof__(function) *field;
    SVG_LIBRARY_FUNCTIONS(SVG_LIBRARY_FIELD)
#undef SVG_LIBRARY_FIELD
};

/* Fills the table; false when librsvg is not installed. The library stays in the process, so that there is nothing to
 * close, and opening it again costs some microseconds. */
bool svg_library_open(struct svg_library *library);

#endif
