/* A finished card as the caches and the responses share it: immutable, counted references, never copied. */
#ifndef SERVER_CACHED_CARD_H
#define SERVER_CACHED_CARD_H

#include "ogcard.h"

#define CARD_ID_BYTES          32
#define CARD_PREPARED_VARIANTS 2

/* What names a card in the caches: the request's key and the encoding effort, which together decide the bytes. */
struct card_id {
    uint8_t bytes[CARD_ID_BYTES];
};

struct card_id card_id_make(const uint8_t key[OGCARD_KEY_BYTES], enum ogcard_effort effort);
bool card_id_equal(const struct card_id *a, const struct card_id *b);

struct cached_card; /* use the accessors; the structure is the caches' */

struct card_facts {
    struct card_id id;
    enum ogcard_format format;
    bool recompressed; /* at effort `small`, in the place of the card that the id names */
    unsigned missing_glyphs;
    int64_t created_s; /* seconds since 1970 */
};

/* Takes over the bytes of `card`, which is emptied also on failure (NULL: out of memory). One reference. */
struct cached_card *cached_card_from_render(const struct card_facts *facts, struct ogcard_card *card);
/* Takes over `bytes` of malloc(), freed also on failure. One reference. */
struct cached_card *cached_card_from_bytes(const struct card_facts *facts, uint8_t *bytes, size_t size);

struct cached_card *cached_card_ref(struct cached_card *card);
void cached_card_unref(struct cached_card *card); /* accepts NULL */

const struct card_facts *cached_card_facts(const struct cached_card *card);
const uint8_t *cached_card_bytes(const struct cached_card *card);
size_t cached_card_size(const struct cached_card *card);

/* The card's bytes alone, for who must keep them longer than the card; let go of by card_body_unref(), a free callback.
 */
void *cached_card_body_ref(struct cached_card *card);
void card_body_unref(void *body);

/* What was made of a card to answer with, once for all: NULL as long as there is none. The card's, with which it goes.
 */
void *cached_card_prepared(const struct cached_card *card, unsigned variant);
/* Gives a card what was prepared, and returns what it has now: when another thread was first, `prepared` is let go of.
 */
void *cached_card_prepare(struct cached_card *card, unsigned variant, void *prepared, void (*release)(void *prepared));

/* Whether the disk file should be marked as used again; true once per interval and card. */
bool cached_card_touch_due(struct cached_card *card, int64_t now_s, int64_t interval_s);

#endif
