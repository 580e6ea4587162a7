/* Whole files in and out. */
#ifndef SERVER_FILE_H
#define SERVER_FILE_H

#include "ogcard.h"

/* The file's text with a NUL behind it, for free(); `size` (may be NULL) is its length. NULL with OGCARD_IO when it
 * cannot be read or is larger than `limit` bytes. */
char *file_read(const char *path, size_t limit, size_t *size, struct ogcard_error *error);

/* Writes `bytes` to a temporary file beside `path` and renames it, so that `path` is never half a file; "-" is standard
 * output, and what is no regular file (a pipe, /dev/stdout) is written to as it is. */
enum ogcard_status file_write(const char *path, const void *bytes, size_t size, struct ogcard_error *error);

#endif
