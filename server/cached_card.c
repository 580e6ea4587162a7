#include "server/cached_card.h"

#include <assert.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct card_body {
    atomic_uint references;
    struct ogcard_card rendered; /* owns the bytes when they came from a render, otherwise empty */
    uint8_t *bytes;
    size_t size;
};

struct cached_card {
    atomic_uint references;
    struct card_facts facts;
    struct card_body *body;
    atomic_llong touched_s;
    void *_Atomic prepared[CARD_PREPARED_VARIANTS];
    void (*_Atomic release)(void *prepared);
};

struct card_id card_id_make(const uint8_t key[OGCARD_KEY_BYTES], enum ogcard_effort effort)
{
    struct card_id id;
    uint8_t text[OGCARD_KEY_BYTES + 1];
    memcpy(text, key, OGCARD_KEY_BYTES);
    text[OGCARD_KEY_BYTES] = (uint8_t)effort;
    crypto_generichash(id.bytes, sizeof id.bytes, text, sizeof text, NULL, 0);
    return id;
}

bool card_id_equal(const struct card_id *a, const struct card_id *b)
{
    return memcmp(a->bytes, b->bytes, CARD_ID_BYTES) == 0;
}

static struct cached_card *card_create(const struct card_facts *facts, const struct card_body *content)
{
    struct cached_card *card = calloc(1, sizeof *card);
    struct card_body *body = malloc(sizeof *body);
    if (!card || !body) {
        free(card);
        free(body);
        return NULL;
    }
    *body = *content;
    atomic_init(&body->references, 1);
    atomic_init(&card->references, 1);
    atomic_init(&card->touched_s, facts->created_s);
    card->facts = *facts;
    card->body = body;
    return card;
}

struct cached_card *cached_card_from_render(const struct card_facts *facts, struct ogcard_card *rendered)
{
    const struct card_body body = {.rendered = *rendered, .bytes = rendered->bytes, .size = rendered->size};
    struct cached_card *card = card_create(facts, &body);
    if (!card)
        ogcard_card_finish(rendered);
    memset(rendered, 0, sizeof *rendered);
    return card;
}

struct cached_card *cached_card_from_bytes(const struct card_facts *facts, uint8_t *bytes, size_t size)
{
    const struct card_body body = {.bytes = bytes, .size = size};
    struct cached_card *card = card_create(facts, &body);
    if (!card)
        free(bytes);
    return card;
}

struct cached_card *cached_card_ref(struct cached_card *card)
{
    unsigned before = atomic_fetch_add_explicit(&card->references, 1, memory_order_relaxed);
    assert(before > 0);
    return card;
}

void *cached_card_body_ref(struct cached_card *card)
{
    atomic_fetch_add_explicit(&card->body->references, 1, memory_order_relaxed);
    return card->body;
}

void card_body_unref(void *counted)
{
    struct card_body *body = counted;
    if (atomic_fetch_sub_explicit(&body->references, 1, memory_order_acq_rel) > 1)
        return;
    if (body->rendered.bytes)
        ogcard_card_finish(&body->rendered);
    else
        free(body->bytes);
    free(body);
}

void cached_card_unref(struct cached_card *card)
{
    if (!card)
        return;
    unsigned before = atomic_fetch_sub_explicit(&card->references, 1, memory_order_acq_rel);
    assert(before > 0);
    if (before > 1)
        return;
    for (unsigned i = 0; i < CARD_PREPARED_VARIANTS; i++) {
        void *prepared = atomic_load(&card->prepared[i]);
        if (prepared)
            atomic_load (&card->release)(prepared);
    }
    card_body_unref(card->body);
    free(card);
}

void *cached_card_prepared(const struct cached_card *card, unsigned variant)
{
    return atomic_load_explicit(&card->prepared[variant], memory_order_acquire);
}

void *cached_card_prepare(struct cached_card *card, unsigned variant, void *prepared, void (*release)(void *prepared))
{
    void *none = NULL;
    atomic_store(&card->release, release); /* the same for all */
    if (atomic_compare_exchange_strong(&card->prepared[variant], &none, prepared))
        return prepared;
    release(prepared);
    return none;
}

const struct card_facts *cached_card_facts(const struct cached_card *card)
{
    return &card->facts;
}

const uint8_t *cached_card_bytes(const struct cached_card *card)
{
    return card->body->bytes;
}

size_t cached_card_size(const struct cached_card *card)
{
    return card->body->size;
}

bool cached_card_touch_due(struct cached_card *card, int64_t now_s, int64_t interval_s)
{
    long long last = atomic_load_explicit(&card->touched_s, memory_order_relaxed);
    /* A clock that was set back must not stop the marking until it has caught up. */
    return (now_s - last >= interval_s || now_s < last) &&
           atomic_compare_exchange_strong(&card->touched_s, &last, now_s);
}
