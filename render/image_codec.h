/* The decoders behind image_decode(), one for each kind of file. Internal to image_*.c. */
#ifndef RENDER_IMAGE_CODEC_H
#define RENDER_IMAGE_CODEC_H

#include "image.h"

/* Each fills a zeroed `image` but for the digest. What it has allocated on failure belongs to the image. */
enum ogcard_status image_decode_png(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                    struct ogcard_error *error);
enum ogcard_status image_decode_jpeg(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                     struct ogcard_error *error);
enum ogcard_status image_decode_webp(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                     struct ogcard_error *error);
enum ogcard_status image_decode_svg(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                    struct ogcard_error *error);

/* Checks the size that a file's header states and allocates the pixels for it; nothing is decoded before. */
enum ogcard_status image_allocate(struct image *image, uint64_t width, uint64_t height, const char *name,
                                  struct ogcard_error *error);

#endif
