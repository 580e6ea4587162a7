#include <stdlib.h>
#include <string.h>

#include "stages.h"

enum ogcard_status text_context_create(struct font_pool *fonts, struct text_context **context,
                                       struct ogcard_error *error)
{
    UErrorCode status = U_ZERO_ERROR;
    struct text_context *made = calloc(1, sizeof *made);
    if (!made)
        return error_set(error, OGCARD_TOO_LARGE, "out of memory for a text context");
    made->fonts = fonts;
    made->nfc = unorm2_getNFCInstance(&status);
    made->bidi = ubidi_open();
    made->characters = ubrk_open(UBRK_CHARACTER, "", NULL, 0, &status);
    made->buffer = hb_buffer_create();
    if (U_FAILURE(status) || !made->bidi || !hb_buffer_allocation_successful(made->buffer)) {
        text_context_destroy(made);
        return error_set(error, OGCARD_INTERNAL, "ICU cannot be set up for text: %s; is its data installed?",
                         u_errorName(status));
    }
    *context = made;
    return OGCARD_OK;
}

void text_context_set_clock(struct text_context *context, struct stage_clock *clock)
{
    context->stage_clock = clock;
}

void text_context_destroy(struct text_context *context)
{
    if (!context)
        return;
    if (context->bidi)
        ubidi_close(context->bidi);
    if (context->characters)
        ubrk_close(context->characters);
    if (context->words)
        ubrk_close(context->words);
    for (size_t i = 0; i < sizeof context->lines / sizeof *context->lines; i++)
        if (context->lines[i].iterator)
            ubrk_close(context->lines[i].iterator);
    hb_buffer_destroy(context->buffer);
    free(context);
}

UBreakIterator *text_context_line_iterator(struct text_context *context, const char *locale)
{
    struct line_iterator *oldest = &context->lines[0];
    context->clock++;
    for (size_t i = 0; i < sizeof context->lines / sizeof *context->lines; i++) {
        struct line_iterator *slot = &context->lines[i];
        if (slot->iterator && strcmp(slot->locale, locale) == 0) {
            slot->used = context->clock;
            return slot->iterator;
        }
        if (slot->used < oldest->used)
            oldest = slot;
    }
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *iterator =
        strlen(locale) < sizeof oldest->locale ? ubrk_open(UBRK_LINE, locale, NULL, 0, &status) : NULL;
    if (!iterator || U_FAILURE(status))
        return NULL;
    if (oldest->iterator)
        ubrk_close(oldest->iterator);
    oldest->iterator = iterator;
    strcpy(oldest->locale, locale);
    oldest->used = context->clock;
    return iterator;
}

UBreakIterator *text_context_word_iterator(struct text_context *context)
{
    UErrorCode status = U_ZERO_ERROR;
    if (!context->words)
        context->words = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    return U_SUCCESS(status) ? context->words : NULL;
}
