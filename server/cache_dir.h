/* Which folder is the disk cache. */
#ifndef SERVER_CACHE_DIR_H
#define SERVER_CACHE_DIR_H

#include <stdbool.h>

#include "server/cache_file.h"

/* Writes the folder that --cache-dir means: "auto" (or NULL) is what the service manager or the user's environment
 * names. False for "none". */
bool cache_dir_resolve(const char *given, char dir[CACHE_PATH_SIZE]);

#endif
