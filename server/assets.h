/* Files that are linked into the binary (the folder playground/), by the path under which they are served. */
#ifndef SERVER_ASSETS_H
#define SERVER_ASSETS_H

#include <stddef.h>

struct asset {
    const char *path;
    const char *content_type;
    const unsigned char *bytes;
    size_t size;
};

/* Written by embed.py. */
extern const struct asset asset_table[];
extern const size_t asset_count;

/* NULL when there is none at that path. */
const struct asset *asset_find(const char *path);

#endif
