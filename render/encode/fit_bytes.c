/* Pictures that keep to a number of bytes: sites that show cards leave out those over their limit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec.h"
#include "quantize.h"

#include "internal/error.h"

/* The picture as it was last encoded, and what was tried. */
struct attempts {
    struct encoder *encoder;
    struct encode_settings settings;
    uint8_t *bytes;
    size_t size;
    char sizes[320]; /* "523100 bytes, 301200 with 256 colors" */
};

static enum ogcard_status attempt(struct attempts *attempts, const struct card_pixels *input, enum ogcard_effort effort,
                                  struct ogcard_error *error)
{
    struct encode_settings settings = attempts->settings;
    settings.effort = effort;
    free(attempts->bytes);
    return encode_plain(attempts->encoder, input, &settings, &attempts->bytes, &attempts->size, error);
}

static bool fits(const struct attempts *attempts)
{
    return attempts->size <= attempts->settings.max_bytes;
}

/* ", 301200 with 256 colors" */
static void note(struct attempts *attempts, const char *before, unsigned number, const char *after)
{
    size_t length = strlen(attempts->sizes);
    snprintf(attempts->sizes + length, sizeof attempts->sizes - length, ", %zu%s%u%s", attempts->size, before, number,
             after);
}

/* Also by the greatest effort, where that may do. It saves up to a third of a PNG, as against balanced. */
static enum ogcard_status attempt_all(struct attempts *attempts, const struct card_pixels *input,
                                      enum ogcard_effort effort, struct ogcard_error *error)
{
    enum ogcard_status status = attempt(attempts, input, effort, error);
    if (status == OGCARD_OK && !fits(attempts) && effort != OGCARD_EFFORT_SMALL &&
        attempts->size / 3 * 2 <= attempts->settings.max_bytes)
        status = attempt(attempts, input, OGCARD_EFFORT_SMALL, error);
    return status;
}

static enum ogcard_status with_fewer_colors(struct attempts *attempts, const struct card_pixels *input,
                                            struct ogcard_error *error)
{
    static const unsigned steps[] = {256, 128, 64, 32, 16};
    uint32_t *pixels = malloc((size_t)input->width * input->height * sizeof *pixels);
    if (!pixels)
        return encode_out_of_memory(error);
    struct card_pixels fewer = {.pixels = pixels,
                                .width = input->width,
                                .height = input->height,
                                .stride = input->width,
                                .opaque = input->opaque};
    enum ogcard_status status = OGCARD_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == OGCARD_OK && !fits(attempts); i++) {
        if (!quantize(input, steps[i], pixels)) {
            status = encode_out_of_memory(error);
            break;
        }
        status = attempt_all(attempts, &fewer, OGCARD_EFFORT_BALANCED, error);
        note(attempts, " with ", steps[i], " colors");
    }
    free(pixels);
    return status;
}

/* Below 40 letters are no longer clean. */
static enum ogcard_status with_less_quality(struct attempts *attempts, const struct card_pixels *input,
                                            struct ogcard_error *error)
{
    static const unsigned steps[] = {80, 70, 60, 50, 40};
    enum ogcard_status status = OGCARD_OK;
    unsigned first = attempts->settings.quality ? attempts->settings.quality : 100;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == OGCARD_OK && !fits(attempts); i++) {
        if (steps[i] >= first)
            continue;
        attempts->settings.quality = steps[i];
        status = attempt(attempts, input, OGCARD_EFFORT_BALANCED, error);
        note(attempts, " at quality ", steps[i], "");
    }
    return status;
}

enum ogcard_status encoder_encode(struct encoder *encoder, const struct card_pixels *input,
                                  const struct encode_settings *settings, uint8_t **bytes, size_t *size,
                                  struct ogcard_error *error)
{
    *bytes = NULL;
    *size = 0;
    struct attempts attempts = {.encoder = encoder, .settings = *settings};
    if (!settings->max_bytes)
        return encode_plain(encoder, input, settings, bytes, size, error);
    enum ogcard_status status = attempt_all(&attempts, input, settings->effort, error);
    snprintf(attempts.sizes, sizeof attempts.sizes, "%zu bytes", attempts.size);
    if (status == OGCARD_OK && !fits(&attempts))
        status = settings->format == OGCARD_FORMAT_PNG ? with_fewer_colors(&attempts, input, error)
                                                       : with_less_quality(&attempts, input, error);
    if (status == OGCARD_OK && !fits(&attempts))
        status = error_set(error, OGCARD_TOO_LARGE,
                           "The picture takes %s; its template allows max-bytes=%zu. %s, or raise max-bytes.",
                           attempts.sizes, settings->max_bytes,
                           settings->format == OGCARD_FORMAT_PNG ? "Ask for format=jpg" : "Ask for a smaller scale");
    if (status != OGCARD_OK) {
        free(attempts.bytes);
        return status;
    }
    *bytes = attempts.bytes;
    *size = attempts.size;
    return OGCARD_OK;
}
