#include "svg_library.h"

#include <dlfcn.h>
#include <string.h>

bool svg_library_open(struct svg_library *library)
{
    /* The name of the interface that the header describes. GLib keeps state of its own and cannot be unloaded. */
    void *opened = dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!opened)
        return false;
    bool complete = true;
#define SVG_LIBRARY_FIND(field, function)                                                                              \
    {                                                                                                                  \
        void *found = dlsym(opened, #function);                                                                        \
        memcpy(&library->field, &found, sizeof found);                                                                 \
        complete = complete && found;                                                                                  \
    }
    SVG_LIBRARY_FUNCTIONS(SVG_LIBRARY_FIND)
#undef SVG_LIBRARY_FIND
    dlclose(opened);
    return complete;
}
