#include "server/mhd.h"

#include <dlfcn.h>
#include <string.h>

#include "internal/error.h"

struct mhd mhd;

enum ogcard_status mhd_open(struct ogcard_error *error)
{
    /* The name of the interface that the header describes. */
    void *library = dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    bool complete = library;
#define MHD_FIND(name)                                                                                                 \
    {                                                                                                                  \
        void *found = library ? dlsym(library, "MHD_" #name) : NULL;                                                   \
        memcpy(&mhd.name, &found, sizeof found);                                                                       \
        complete = complete && found;                                                                                  \
    }
    MHD_FUNCTIONS(MHD_FIND)
#undef MHD_FIND
    if (library)
        dlclose(library);
    return complete ? OGCARD_OK
                    : error_set(error, OGCARD_INTERNAL,
                                "HTTP is served by libmicrohttpd, which is missing: install "
                                "libmicrohttpd12.");
}
