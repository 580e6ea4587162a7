/* The built-in templates: the files of the folders beside this header, compiled in. */
#ifndef RENDER_TEMPLATES_BUILTIN_H
#define RENDER_TEMPLATES_BUILTIN_H

#include <stddef.h>
#include <stdint.h>

struct builtin_file {
    const char *template_name; /* the folder */
    const char *path;          /* within it: "index.html", "mark.svg" */
    const uint8_t *bytes;
    size_t size;
};

extern const struct builtin_file builtin_files[];
extern const size_t builtin_file_count;

#endif
