/* Filling an ogcard_error. Internal: not installed. */
#ifndef OGCARD_INTERNAL_ERROR_H
#define OGCARD_INTERNAL_ERROR_H

#include <stdarg.h>
#include <stdio.h>

#include "ogcard.h"

/* Writes the status and a formatted sentence into `error` (may be NULL); returns the status, so that
 * `return error_set(...)` ends a function. A message longer than the buffer is cut. */
__attribute__((format(printf, 3, 4))) static inline enum ogcard_status error_set(struct ogcard_error *error,
                                                                                 enum ogcard_status status,
                                                                                 const char *format, ...)
{
    if (error) {
        va_list args;
        va_start(args, format);
        error->status = status;
        vsnprintf(error->message, sizeof error->message, format, args);
        va_end(args);
    }
    return status;
}

#endif
