/* What the parts of layout share: the box with what layout knows beyond the public half, the constraints a box is
 * laid out under, and the functions of each part. Lengths are CSS px, on Chromium's grid of 1/64 px. */
#ifndef RENDER_LAYOUT_LAYOUT_BOX_H
#define RENDER_LAYOUT_LAYOUT_BOX_H

#include <math.h>
#include <stdbool.h>

#include "layout.h"

/* Boxes nested deeper than this, or a document that takes more steps, is refused. */
#define LAYOUT_MAX_DEPTH 100
#define LAYOUT_MAX_STEPS 100000

/* Adjoining margins before they collapse (CSS 2.2 section 8.3.1). */
struct margin_strut {
    float positive, negative; /* the largest of each sign */
};

/* Under what a box is laid out. NAN stands for indefinite or not imposed. */
struct space {
    float cb_width;         /* of the containing block's content box: percentages, auto width */
    float cb_height;        /* NAN: percentages of it behave as auto */
    float insets;           /* absolutely positioned: what left and right take of it before content is fitted in */
    float width, height;    /* border box imposed by the parent (flexed, stretched, between insets) */
    bool shrink;            /* auto width is fit-content instead of fill */
    bool height_indefinite; /* an imposed height gives children's percentages no basis */
    bool content_height;    /* height, min-height, max-height are ignored: the content's own height is asked for */
    bool content_width;     /* the same for width, of a picture */
    bool unbounded;         /* fit-content is max-content where cb_width is not known */
    bool smallest;          /* fitting text takes its smallest height */
};

/* What layout under a space came to. */
struct outcome {
    float width, height;                 /* border box */
    float first_baseline, last_baseline; /* from the border box's top; NAN: none */
    struct margin_strut top, bottom;     /* margins that adjoin the parent's or siblings', own ones included */
    bool through; /* all its margins adjoin: top has them but for its own bottom one, bottom all */
};

/* Content-box widths. */
struct intrinsic {
    float min, max;
};

struct measurement {
    struct space space;
    struct outcome outcome;
};

struct text_measurement {
    float width, max_height;
    struct paragraph_lines lines;
};

enum { MEASUREMENTS = 6, TEXT_MEASUREMENTS = 4 };

/* Where an out-of-flow box would have stood: its margin box touches the point with its left (top) edge, centre or
 * right (bottom) edge. From the border box of its parent; of a paragraph, card coordinates. */
struct static_position {
    float x, y;
    float bias_x, bias_y; /* 0, 0.5, 1 */
};

struct layout_box {
    struct box box; /* first: every struct box of the tree is one of these */

    bool atomic;         /* an object of its container's paragraph */
    bool out_of_flow;    /* position: absolute */
    bool inline_level;   /* out of flow: was inline-level, which decides its static position */
    bool own_context;    /* establishes a block formatting context */
    bool percent_height; /* it or a descendant looks at the containing block's height */
    bool fits;           /* fitting text that its height reaches, through flex containers */
    float text_limit;    /* height that the text was fitted to where the box is as high as its lines; 0: none */
    bool starts, ends;   /* inline: this piece has the inline-start, inline-end edge of a split box */
    struct static_position static_position; /* out of flow */

    /* Inline content: items as built; sizes of objects and edges are filled in for a width. */
    struct paragraph_item *items;
    size_t item_count;
    bool items_vary; /* their sizes depend on the container's width */
    struct text_measurement text_cache[TEXT_MEASUREMENTS];
    unsigned text_next;

    /* Fragments of an inline box while a line is gathered. */
    struct rect *gathered;
    float gather_left, gather_right, gather_baseline, gather_ascent, gather_descent;
    float open_shift, open_ascent, open_descent; /* of the edge that opens it: for lines without a letter of its own */
    bool gathering, gather_left_edge, gather_right_edge;
    float shift_x, shift_y; /* relative positioning, of the inline boxes around it too */

    bool laid_out; /* under `space`, with `outcome`: the children's state matches */
    struct space space;
    struct outcome outcome;
    struct measurement cache[MEASUREMENTS];
    unsigned cache_count, cache_next;
    bool has_intrinsic; /* with that basis of percentage heights */
    float intrinsic_basis;
    struct intrinsic intrinsic;
};

struct layout {
    const struct layout_context *context;
    struct ogcard_error *error;
    float card_width, card_height;
    unsigned steps;
    bool failed; /* sticky: the error is set */
};

/* A space that says nothing but the basis of percentage heights. */
static inline struct space space_of_height(float cb_height)
{
    return (struct space){.cb_width = NAN, .cb_height = cb_height, .width = NAN, .height = NAN};
}

static inline struct layout_box *layout_box_of(struct box *box)
{
    return (struct layout_box *)box;
}

static inline struct layout_box *box_first_child(const struct layout_box *box)
{
    return layout_box_of(box->box.first_child);
}

static inline struct layout_box *box_next_sibling(const struct layout_box *box)
{
    return layout_box_of(box->box.next_sibling);
}

/* ---- layout.c ---- */

/* Records the failure unless there is one already. */
void layout_fail(struct layout *layout, enum ogcard_status status, const char *sentence);
/* Arena memory, zeroed; NULL and failure recorded when there is none. */
void *layout_alloc(struct layout *layout, size_t count, size_t size);

/* Lays the box and its in-flow descendants out; outcome and the children's positions (relative to their parent's
 * border box) are in the boxes afterwards. */
void box_layout(struct layout *layout, struct layout_box *box, const struct space *space);
/* The same for the outcome alone: may leave the children as they are. */
struct outcome box_measure(struct layout *layout, struct layout_box *box, const struct space *space);

/* ---- length.c ---- */

float unit_floor(float px); /* towards zero on the grid of 1/64 px */
float unit_ceil(float px);
float unit_round(float px);

/* NAN for auto and keywords, and for a percentage of an indefinite basis. */
float length_used(struct length length, float basis);
bool length_is_content_keyword(struct length length);
float border_used(const struct border *border);
/* Auto and percentages of an indefinite basis count as 0. */
float margin_used(const struct style *style, enum side side, float basis);

/* Fills the box's margin, border and padding; percentages refer to the containing block's width. */
void box_edges(struct layout_box *box, float cb_width);
float box_edges_x(const struct layout_box *box); /* border + padding */
float box_edges_y(const struct layout_box *box);
float box_margins_x(const struct layout_box *box);
float box_margins_y(const struct layout_box *box);

struct range {
    float min, max;
};
float range_clamp(struct range range, float value); /* min wins over max */

/* A border-box length from a value of width or height; NAN stays. */
float box_sized_x(const struct layout_box *box, float value);
float box_sized_y(const struct layout_box *box, float value);

/* Aspect ratio width / height that shapes the box: of aspect-ratio or the picture; 0 none. */
float box_ratio(const struct layout_box *box);
/* aspect-ratio speaks of the box that box-sizing names, a picture's own ratio of the content box. */
bool ratio_is_of_border_box(const struct layout_box *box);
/* Border-box size in one axis from the other's. */
float ratio_width(const struct layout_box *box, float height);
float ratio_height(const struct layout_box *box, float width);

/* ---- sizing.c: widths and heights by CSS 2.2 sections 10.2 to 10.7 and CSS Sizing 3 and 4; border boxes ---- */

struct range box_width_range(struct layout *layout, struct layout_box *box, const struct space *space);
/* `range` narrowed by the limits of the height, which hold through a ratio for the width too. */
struct range box_width_transferred(const struct layout_box *box, struct range range, float cb_height);
/* The same with what a ratio adds: limits of the height, and the content as a minimum (CSS Sizing 4 section 5). */
struct range box_width_limits(struct layout *layout, struct layout_box *box, const struct space *space);
struct range box_height_range(const struct layout_box *box, float cb_height);
/* The value of `length` as a border-box width; NAN for auto. Content keywords ask for intrinsic sizes. */
float box_width_of(struct layout *layout, struct layout_box *box, struct length length, const struct space *space);
float box_width_used(struct layout *layout, struct layout_box *box, const struct space *space);
/* The height if known before the content is laid out, NAN otherwise. */
float box_height_definite(const struct layout_box *box, const struct space *space);
/* Basis of the children's percentage heights: content-box height or NAN. `width` NAN: not known yet. */
float box_percent_basis(const struct layout_box *box, const struct space *space, float width);
/* `content` is the border-box height that the content takes. */
float box_height_used(const struct layout_box *box, const struct space *space, float width, float content);

/* ---- intrinsic.c: CSS Sizing 3 section 5 ---- */

/* Content-box min-content and max-content width, regardless of the width properties; of the space only heights
 * count. A definite height and a ratio decide both. */
struct intrinsic box_intrinsic(struct layout *layout, struct layout_box *box, const struct space *space);
/* The same of the content alone. */
struct intrinsic box_intrinsic_content(struct layout *layout, struct layout_box *box, const struct space *space);
/* Margin-box contributions to the container's, with the width properties. */
struct intrinsic box_contribution(struct layout *layout, struct layout_box *box, const struct space *space);

/* ---- build.c ---- */

/* The box tree of `root`, not yet laid out; NULL on failure. */
struct layout_box *build_tree(struct layout *layout, const struct node *root);

/* ---- build_box.c ---- */

struct layout_box *build_box(struct layout *layout, const struct node *node, const struct style *style,
                             enum box_kind kind);
/* `first`: the parent's first line may be in it, which is the one that text-indent indents. */
struct layout_box *build_anonymous(struct layout *layout, const struct style *parent, bool first);
void build_append(struct layout_box *parent, struct layout_box *child);
bool style_is_scroll_container(const struct style *style);
bool style_contains_absolute(const struct style *style);

/* ---- the formatting contexts: fill outcome, children's positions ---- */

void block_layout(struct layout *layout, struct layout_box *box, const struct space *space);
void flex_layout(struct layout *layout, struct layout_box *box, const struct space *space);
void replaced_layout(struct layout *layout, struct layout_box *box, const struct space *space);

/* ---- replaced.c ---- */

struct replaced_size {
    float width, height; /* content box */
};
/* Natural size: of the picture, 0 where it has none. */
struct replaced_size replaced_natural(const struct layout_box *box);
/* Used content-box size for a space (CSS 2.2 sections 10.3.2, 10.4, 10.6.2). */
struct replaced_size replaced_used(struct layout *layout, struct layout_box *box, const struct space *space);

/* ---- inline.c ---- */

/* Lays the box's paragraph out; `max_height` as paragraph_layout() takes it. Height of its lines. */
float inline_layout(struct layout *layout, struct layout_box *box, float width, float max_height, float percent_basis,
                    bool smallest);
struct intrinsic inline_intrinsic(struct layout *layout, struct layout_box *box, float percent_basis);

/* Edges of the inline boxes for a container of this content width. */
void inline_edges(struct layout_box *box, float width);

/* ---- inline_fragments.c ---- */

/* With the paragraph's place known: pieces of inline boxes, places of objects and of static positions. */
void inline_place(struct layout *layout, struct layout_box *box);

/* ---- position.c ---- */

/* From relative to card coordinates, top down; lays out and places absolutely positioned boxes. */
void position_tree(struct layout *layout, struct layout_box *root);
/* Offset of a relatively positioned box; 0 of others. */
void position_relative(const struct layout_box *box, float *x, float *y);

/* Which share of the container's width lies before a box out of flow that has no line: what was inline-level stands
 * where text-align would put it. */
float static_share(const struct layout_box *container, const struct layout_box *child);

/* ---- flex_align.c ---- */

/* Border-box height to which a row container with this content height stretches the child; NAN: it does not. */
float flex_stretched_height(const struct layout_box *container, const struct layout_box *child, float height);
/* CSS Flexbox 1 section 4.1: as if the child were the only item. */
struct static_position flex_static_position(const struct layout_box *container, const struct layout_box *child);

/* ---- margin.c ---- */

void strut_add(struct margin_strut *strut, float margin);
void strut_merge(struct margin_strut *strut, struct margin_strut other);
float strut_sum(struct margin_strut strut);

#endif
