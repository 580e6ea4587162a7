#include "codec.h"

#include <stdlib.h>
#include <string.h>
#include <webp/encode.h>

#include "internal/error.h"

static const struct {
    float quality;
    int method;
} efforts[] = {
    [OGCARD_EFFORT_FAST] = {88, 1},
    [OGCARD_EFFORT_BALANCED] = {88, 4},
    [OGCARD_EFFORT_SMALL] = {84, 6},
};

static int go_on(int percent, const WebPPicture *picture)
{
    (void)percent;
    return !cancel_check(picture->user_data);
}

enum ogcard_status encode_webp(struct encoder *encoder, const struct card_pixels *input,
                               const struct encode_settings *settings, uint8_t **bytes, size_t *size,
                               struct ogcard_error *error)
{
    WebPConfig config;
    WebPPicture picture;
    WebPMemoryWriter writer;
    enum ogcard_status status = OGCARD_OK;
    if (!WebPConfigInit(&config) || !WebPPictureInit(&picture))
        return error_set(error, OGCARD_INTERNAL, "libwebp is of another version than its header");
    WebPMemoryWriterInit(&writer);
    config.quality = settings->quality ? (float)settings->quality : efforts[settings->effort].quality;
    config.method = efforts[settings->effort].method;
    config.use_sharp_yuv = settings->effort != OGCARD_EFFORT_FAST; /* or thin colored letters lose their color */
    config.thread_level = 0;
    picture.use_argb = 1;
    picture.width = (int)input->width;
    picture.height = (int)input->height;
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    picture.progress_hook = go_on;
    picture.user_data = encoder->cancel;
    if (!WebPPictureAlloc(&picture)) {
        status = encode_out_of_memory(error);
        goto out;
    }
    for (unsigned y = 0; y < input->height; y++)
        for (unsigned x = 0; x < input->width; x++)
            picture.argb[(size_t)y * (size_t)picture.argb_stride + x] = pixel_unpremultiply(input_row(input, y)[x]);
    if (!WebPEncode(&config, &picture)) {
        status =
            error_set(error, OGCARD_INTERNAL, "the WebP cannot be written: libwebp error %d", (int)picture.error_code);
        goto out;
    }
    *bytes = malloc(writer.size);
    if (!*bytes) {
        status = encode_out_of_memory(error);
        goto out;
    }
    memcpy(*bytes, writer.mem, writer.size);
    *size = writer.size;
out:
    WebPMemoryWriterClear(&writer);
    WebPPictureFree(&picture);
    return status;
}
