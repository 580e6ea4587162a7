/* Complaints about a template: "path:line:column: sentence". The first becomes the load's error; all go to the
 * listener, if there is one. */
#ifndef RENDER_TEMPLATE_DIAGNOSTICS_H
#define RENDER_TEMPLATE_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

#include "template.h"

struct diagnostics {
    const char *path; /* as it appears in messages */
    const char *text; /* the file */
    size_t length;
    template_listener *listener; /* or NULL */
    void *context;
    size_t error_count, told_count;
    struct ogcard_error *error; /* receives the first error; may be NULL */
};

/* Line and column from 1 of a byte offset; columns count code points. */
void diagnostics_locate(const struct diagnostics *diagnostics, size_t offset, unsigned *line, unsigned *column);

/* Makes a message one line of UTF-8: what was cut within a character or is a control character becomes "?". */
void diagnostics_clean(char *message);

/* Reports an error at a byte offset of the file. */
__attribute__((format(printf, 3, 4))) void diagnostics_error(struct diagnostics *diagnostics, size_t offset,
                                                             const char *format, ...);

/* Reports something that is drawn, but perhaps not as meant. */
__attribute__((format(printf, 3, 4))) void diagnostics_warning(struct diagnostics *diagnostics, size_t offset,
                                                               const char *format, ...);

/* The same at a line and column. */
__attribute__((format(printf, 4, 5))) void diagnostics_warning_at(struct diagnostics *diagnostics, unsigned line,
                                                                  unsigned column, const char *format, ...);

/* An error with a status of its own, such as of a picture that does not load. */
void diagnostics_forward(struct diagnostics *diagnostics, size_t offset, const struct ogcard_error *error);

#endif
