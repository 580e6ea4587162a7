/* Flex layout, CSS Flexbox 1: what its steps share. Main and cross sizes are border boxes of items and content boxes of
 * the container; positions count from the main-start and cross-start edges of the container's content box. */
#ifndef RENDER_LAYOUT_FLEX_H
#define RENDER_LAYOUT_FLEX_H

#include "layout_box.h"

struct flex_item {
    struct layout_box *box;
    float margin[4]; /* by enum side; auto ones are 0 until alignment */
    bool margin_auto[4];
    enum alignment align;    /* align-self, resolved: stretch, flex-start, flex-end, center or baseline */
    bool stretches;          /* in the cross axis */
    float base;              /* flex base size */
    bool definite_basis;     /* that is given */
    bool definite;           /* or does not come from the content */
    float hypothetical;      /* clamped */
    struct range main_range; /* automatic minimum size included */
    float edges_main;        /* border + padding */
    float main, cross;
    float ascent; /* baseline-aligned: from the cross-start margin edge */
    float main_position, cross_position;
    bool frozen;
    float violation;
};

struct flex_line {
    struct flex_item *items;
    size_t count;
    float cross, cross_position;
    float ascent; /* largest of the baseline-aligned items */
};

struct flex {
    struct layout *layout;
    struct layout_box *box;
    const struct style *style;
    const struct space *space;
    bool row, main_reversed, cross_reversed, multi_line;
    float width;         /* border box */
    float content_width; /* items' percentages refer to it */
    float percent_basis; /* and to this for heights: NAN when indefinite */
    float main, cross;   /* NAN until known */
    float cross_ratio;   /* of a row: what its ratio makes of the width, to which items stretch; else NAN */
    float main_gap, cross_gap;
    struct flex_item *items;
    size_t count;
    struct flex_line *lines;
    size_t line_count;
};

enum side flex_main_start(const struct flex *flex);
enum side flex_main_end(const struct flex *flex);
enum side flex_cross_start(const struct flex *flex);
enum side flex_cross_end(const struct flex *flex);
float flex_item_margins_main(const struct flex *flex, const struct flex_item *item);
float flex_item_margins_cross(const struct flex *flex, const struct flex_item *item);

/* Fills everything but items and lines. */
void flex_init(struct flex *flex, struct layout *layout, struct layout_box *box, const struct space *space);

/* ---- flex_items.c: sections 9.1 and 9.2 ---- */

/* The constraints that an item is laid out under before any size of it is imposed. */
struct space flex_item_space(const struct flex *flex);
/* Border-box size to which a stretched item's cross size comes in `cross`, within its limits. */
float flex_item_stretched(const struct flex *flex, const struct flex_item *item, float cross);
/* Items in order, with base and hypothetical sizes; false on failure. */
bool flex_collect(struct flex *flex);

/* ---- flex_lines.c: sections 9.3 and 9.7 ---- */

bool flex_break_lines(struct flex *flex);
/* The widest line: outer hypothetical sizes and gaps. */
float flex_longest_line(const struct flex *flex);
void flex_resolve_lengths(const struct flex *flex, struct flex_line *line);

/* ---- flex_align.c: sections 9.5, 9.6; CSS Align 3 ---- */

/* One of flex-start, flex-end, center, baseline, stretch, space-*: other values are turned into these. */
enum alignment flex_resolve_justify(const struct flex *flex, enum alignment value);
enum alignment flex_resolve_align(const struct flex *flex, enum alignment value);
/* Offset of the first and distance between neighbours for `free` px among `count` subjects; the distance is exact, not
 * on the grid. */
void flex_distribute(enum alignment alignment, float free, size_t count, float *offset, float *between);
void flex_align_main(const struct flex *flex, struct flex_line *line);
void flex_align_lines(struct flex *flex);
void flex_align_cross(const struct flex *flex, struct flex_line *line);

#endif
