/* A picture of a template: checked and, unless it is vector art, decoded when the template is loaded. Immutable. */
#ifndef RENDER_IMAGE_H
#define RENDER_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ogcard.h"

enum image_kind { IMAGE_RASTER, IMAGE_SVG };

struct image {
    enum image_kind kind;
    float width_px, height_px; /* intrinsic, CSS px; 0 when an SVG gives none */
    float aspect_ratio;        /* width / height, 0 when unknown */
    /* IMAGE_RASTER: premultiplied, native-endian 0xAARRGGBB, as cairo's ARGB32 */
    uint32_t *pixels;
    unsigned pixel_width, pixel_height; /* stride is pixel_width * 4 */
    bool opaque;
    /* IMAGE_SVG: the document, drawn at the size it is needed */
    uint8_t *svg;
    size_t svg_size;
    uint8_t digest[32]; /* of the file's bytes (BLAKE2b) */
};

/* Limits on what a picture file may ask for; one past each is OGCARD_BAD_IMAGE. */
#define IMAGE_MAX_BYTES     (16u * 1024 * 1024)
#define IMAGE_MAX_SVG_BYTES (2u * 1024 * 1024)
#define IMAGE_MAX_SIDE      8192u
#define IMAGE_MAX_PIXELS    (24u * 1000 * 1000)

/* Decodes PNG, JPEG (upright by its Exif orientation), WebP or checks SVG; the kind is found from the bytes. An SVG
 * with text or with references outside the file is refused. `name` is for errors. */
enum ogcard_status image_decode(const uint8_t *bytes, size_t size, const char *name, struct image **image,
                                struct ogcard_error *error);
void image_destroy(struct image *image); /* accepts NULL */

#endif
