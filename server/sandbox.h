/* What the process gives up once its sockets are open: other programs, new sockets, writing outside its cache. Whoever
 * finds a hole in a library then holds a process that can draw cards and little else. */
#ifndef SERVER_SANDBOX_H
#define SERVER_SANDBOX_H

#include "ogcard.h"

/* Goes on as `user`, for which the process must be root. NULL: stays who it is. */
enum ogcard_status sandbox_become(const char *user, struct ogcard_error *error);

/* To be called before other threads start, which inherit it. `cache_dir`, which should exist, stays writable with the
 * folder that holds it, so that it can be made again; NULL: there is none. What the kernel does not offer is logged and
 * left out. */
void sandbox_enter(const char *cache_dir);

#endif
