#include "image_codec.h"

#include <inttypes.h>
#include <png.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>

#include "internal/error.h"

/* The byte order of a pixel in memory follows the machine's. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { PNG_PIXELS = PNG_FORMAT_BGRA, WEBP_PIXELS = MODE_bgrA };
#else
enum { PNG_PIXELS = PNG_FORMAT_ARGB, WEBP_PIXELS = MODE_Argb };
#endif

enum ogcard_status image_allocate(struct image *image, uint64_t width, uint64_t height, const char *name,
                                  struct ogcard_error *error)
{
    if (width == 0 || height == 0)
        return error_set(error, OGCARD_BAD_IMAGE, "%s: the picture has no pixels", name);
    if (width > IMAGE_MAX_SIDE || height > IMAGE_MAX_SIDE || width * height > IMAGE_MAX_PIXELS)
        return error_set(error, OGCARD_BAD_IMAGE,
                         "%s: the picture has %" PRIu64 " x %" PRIu64 " pixels; at most %u a side and %u in all are "
                         "allowed",
                         name, width, height, IMAGE_MAX_SIDE, IMAGE_MAX_PIXELS);
    image->pixels = malloc((size_t)(width * height) * sizeof *image->pixels);
    if (!image->pixels)
        return error_set(error, OGCARD_TOO_LARGE, "%s: not enough memory for %" PRIu64 " x %" PRIu64 " pixels", name,
                         width, height);
    image->kind = IMAGE_RASTER;
    image->pixel_width = (unsigned)width;
    image->pixel_height = (unsigned)height;
    return OGCARD_OK;
}

static uint32_t pixel_premultiply(uint32_t pixel)
{
    uint32_t alpha = pixel >> 24;
    if (alpha == 255)
        return pixel;
    uint32_t result = alpha << 24;
    for (int shift = 0; shift <= 16; shift += 8) {
        uint32_t product = (pixel >> shift & 0xff) * alpha + 128;
        result |= ((product + (product >> 8)) >> 8) << shift;
    }
    return result;
}

enum ogcard_status image_decode_png(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                    struct ogcard_error *error)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    enum ogcard_status status = OGCARD_OK;
    if (!png_image_begin_read_from_memory(&png, bytes, size)) {
        status = error_set(error, OGCARD_BAD_IMAGE, "%s: not a valid PNG: %s", name, png.message);
        goto out;
    }
    status = image_allocate(image, png.width, png.height, name, error);
    if (status)
        goto out;
    png.format = PNG_PIXELS;
    if (!png_image_finish_read(&png, NULL, image->pixels, 0, NULL)) {
        status = error_set(error, OGCARD_BAD_IMAGE, "%s: not a valid PNG: %s", name, png.message);
        goto out;
    }
    size_t count = (size_t)image->pixel_width * image->pixel_height;
    for (size_t i = 0; i < count; i++)
        image->pixels[i] = pixel_premultiply(image->pixels[i]);
out:
    png_image_free(&png);
    return status;
}

static const char *webp_error(VP8StatusCode code)
{
    switch ((int)code) {
    case VP8_STATUS_OUT_OF_MEMORY:
        return "not enough memory";
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return "it uses an unsupported feature";
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
        return "the file ends too early";
    default:
        return "the data is damaged";
    }
}

enum ogcard_status image_decode_webp(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                     struct ogcard_error *error)
{
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config))
        return error_set(error, OGCARD_INTERNAL, "%s: libwebp is of another version than its header", name);
    VP8StatusCode code = WebPGetFeatures(bytes, size, &config.input);
    if (code != VP8_STATUS_OK)
        return error_set(error, OGCARD_BAD_IMAGE, "%s: not a valid WebP: %s", name, webp_error(code));
    if (config.input.has_animation)
        return error_set(error, OGCARD_BAD_IMAGE, "%s: an animated WebP; save one picture of it", name);
    enum ogcard_status status =
        image_allocate(image, (uint64_t)config.input.width, (uint64_t)config.input.height, name, error);
    if (status)
        return status;
    config.output.colorspace = (WEBP_CSP_MODE)WEBP_PIXELS;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = (uint8_t *)image->pixels;
    config.output.u.RGBA.stride = (int)image->pixel_width * 4;
    config.output.u.RGBA.size = (size_t)image->pixel_width * image->pixel_height * 4;
    code = WebPDecode(bytes, size, &config);
    WebPFreeDecBuffer(&config.output);
    if (code != VP8_STATUS_OK)
        return error_set(error, OGCARD_BAD_IMAGE, "%s: not a valid WebP: %s", name, webp_error(code));
    return OGCARD_OK;
}

static bool starts_with(const uint8_t *bytes, size_t size, const char *magic, size_t length)
{
    return size >= length && memcmp(bytes, magic, length) == 0;
}

static bool looks_like_png(const uint8_t *bytes, size_t size)
{
    return starts_with(bytes, size, "\x89PNG\r\n\x1a\n", 8);
}

static bool looks_like_jpeg(const uint8_t *bytes, size_t size)
{
    return starts_with(bytes, size, "\xff\xd8\xff", 3);
}

static bool looks_like_webp(const uint8_t *bytes, size_t size)
{
    return size >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0;
}

static bool looks_like_svg(const uint8_t *bytes, size_t size)
{
    size_t at = starts_with(bytes, size, "\xef\xbb\xbf", 3) ? 3 : 0;
    while (at < size && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' || bytes[at] == '\r'))
        at++;
    return at < size && bytes[at] == '<';
}

static const struct {
    bool (*matches)(const uint8_t *bytes, size_t size);
    enum ogcard_status (*decode)(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                 struct ogcard_error *error);
} decoders[] = {
    {looks_like_png, image_decode_png},
    {looks_like_jpeg, image_decode_jpeg},
    {looks_like_webp, image_decode_webp},
    {looks_like_svg, image_decode_svg},
};

static bool pixels_are_opaque(const struct image *image)
{
    size_t count = (size_t)image->pixel_width * image->pixel_height;
    for (size_t i = 0; i < count; i++)
        if (image->pixels[i] >> 24 != 255)
            return false;
    return true;
}

enum ogcard_status image_decode(const uint8_t *bytes, size_t size, const char *name, struct image **image,
                                struct ogcard_error *error)
{
    *image = NULL;
    if (size > IMAGE_MAX_BYTES)
        return error_set(error, OGCARD_BAD_IMAGE, "%s: the file has %zu bytes; at most %u are allowed", name, size,
                         IMAGE_MAX_BYTES);
    size_t kind = 0, kind_count = sizeof decoders / sizeof *decoders;
    while (kind < kind_count && !decoders[kind].matches(bytes, size))
        kind++;
    if (kind == kind_count)
        return error_set(error, OGCARD_BAD_IMAGE, "%s: neither PNG, JPEG, WebP nor SVG", name);

    struct image *decoded = calloc(1, sizeof *decoded);
    if (!decoded)
        return error_set(error, OGCARD_TOO_LARGE, "%s: not enough memory", name);
    enum ogcard_status status = decoders[kind].decode(bytes, size, name, decoded, error);
    if (status) {
        image_destroy(decoded);
        return status;
    }
    if (decoded->kind == IMAGE_RASTER) {
        decoded->width_px = (float)decoded->pixel_width;
        decoded->height_px = (float)decoded->pixel_height;
        decoded->aspect_ratio = decoded->width_px / decoded->height_px;
        decoded->opaque = pixels_are_opaque(decoded);
    }
    crypto_generichash(decoded->digest, sizeof decoded->digest, bytes, size, NULL, 0);
    *image = decoded;
    return OGCARD_OK;
}

void image_destroy(struct image *image)
{
    if (!image)
        return;
    free(image->pixels);
    free(image->svg);
    free(image);
}
