/* The document after parameters are inserted and the cascade has run: what layout lays out. Lives in the
 * card's arena. Elements with display: none and those left out by data-if are not in it. */
#ifndef RENDER_NODE_H
#define RENDER_NODE_H

#include <stddef.h>

#include "style.h"

enum node_kind {
    NODE_ELEMENT,
    NODE_TEXT,  /* its style is its parent's */
    NODE_BREAK, /* <br> */
    NODE_IMAGE, /* <img> or inline <svg>: replaced */
};

struct node {
    enum node_kind kind;
    struct node *parent, *first_child, *last_child, *next_sibling;
    const struct style *style;
    const char *tag;  /* lower case; "" for text */
    const char *id;   /* attribute, or "" */
    const char *text; /* NODE_TEXT: UTF-8, as written; white space is collapsed by text */
    size_t text_length;
    const struct image *image; /* NODE_IMAGE */
    unsigned line, column;     /* in the template's file, from 1 */
};

#endif
