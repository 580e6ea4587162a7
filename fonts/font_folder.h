/* The font files of a folder, in an order that does not depend on the file system. */
#ifndef FONTS_FONT_FOLDER_H
#define FONTS_FONT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ogcard.h"

struct font_folder_file {
    char *path;       /* folder, slash, name */
    const char *name; /* within `path` */
    uint64_t size;
};

struct font_folder {
    struct font_folder_file *files; /* by name, bytewise */
    size_t count;
};

/* Regular files whose names end as fonts do; not recursive. OGCARD_IO names the folder; with `may_be_missing` a
 * folder that does not exist is an empty one. */
enum ogcard_status font_folder_read(const char *path, bool may_be_missing, struct font_folder *folder,
                                    struct ogcard_error *error);
void font_folder_finish(struct font_folder *folder);

/* The next part of a colon-separated list, without empty parts and trailing slashes: its length, 0 at the end; *list
 * moves past it. */
size_t font_folder_next(const char **list, const char **part);

#endif
