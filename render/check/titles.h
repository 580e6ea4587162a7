/* The titles with which a template is tried: those that break cards. */
#ifndef RENDER_CHECK_TITLES_H
#define RENDER_CHECK_TITLES_H

#include <stdbool.h>
#include <stddef.h>

struct check_title {
    const char *name; /* "of 130 characters": after "a title" */
    const char *text;
    bool measured; /* contrast and areas are looked at with this one: they depend little on the letters */
};

extern const struct check_title check_titles[];
extern const size_t check_title_count;

#endif
