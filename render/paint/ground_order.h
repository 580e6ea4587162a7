/* Which order brings most of a card into its ground. Internal to render/paint. */
#ifndef RENDER_PAINT_GROUND_ORDER_H
#define RENDER_PAINT_GROUND_ORDER_H

#include "../pixels.h"
#include "display_list.h"

/* A display list in the order in which it is drawn: `ground` items that many cards share, then the others. */
struct ground_order {
    const struct display_item *items;
    size_t count, ground;
    /* What of the ground was moved to before items ahead of it in the list: these, up to `watched`, must not touch it.
     * Text is expected not to, but where its glyphs end shows when they are drawn. */
    struct int_rect apart;
    size_t watched;

    struct display_item *room; /* kept from card to card */
    bool *moves;
    size_t capacity;
};

void ground_order_free(struct ground_order *order);

/* The order of the list as it is: the ground is what lies before the first text. */
void ground_order_plain(struct ground_order *order, const struct display_list *list);

/* Brings large pictures and gradients after the first text into the ground too, with what lies below them, where
 * nothing ahead of them touches them. */
void ground_order_make(struct ground_order *order, const struct display_list *list, float scale);

#endif
