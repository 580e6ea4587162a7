#include "image_codec.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "internal/error.h"

/* A progressive file may hold any number of scans over the same pixels; real ones have about ten. */
enum { MAX_SCANS = 100 };

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { JPEG_PIXELS = JCS_EXT_BGRA };
#else
enum { JPEG_PIXELS = JCS_EXT_ARGB };
#endif

/* libjpeg reports errors by calls that must not return. */
struct jpeg_reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    char message[JMSG_LENGTH_MAX];
};

static void error_exit(j_common_ptr jpeg)
{
    struct jpeg_reader *reader = jpeg->client_data;
    jpeg->err->format_message(jpeg, reader->message);
    longjmp(reader->failed, 1);
}

static void message_emit(j_common_ptr jpeg, int level)
{
    int code = jpeg->err->msg_code;
    if (level >= 0)
        return;
    /* What is cut off would be drawn gray; other warnings (stray bytes between markers) do no harm. */
    if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER)
        error_exit(jpeg);
}

static void message_output(j_common_ptr jpeg)
{
    (void)jpeg;
}

static void progress_check(j_common_ptr jpeg)
{
    struct jpeg_reader *reader = jpeg->client_data;
    if (reader->jpeg.input_scan_number > MAX_SCANS) {
        snprintf(reader->message, sizeof reader->message, "more than %d scans", MAX_SCANS);
        longjmp(reader->failed, 1);
    }
}

static void reader_init(struct jpeg_reader *reader)
{
    *reader = (struct jpeg_reader){.progress.progress_monitor = progress_check};
    reader->jpeg.err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = error_exit;
    reader->errors.emit_message = message_emit;
    reader->errors.output_message = message_output;
    reader->jpeg.client_data = reader;
}

static unsigned exif_number(const uint8_t *bytes, unsigned length, bool big_endian)
{
    unsigned value = 0;
    for (unsigned i = 0; i < length; i++)
        value = value << 8 | bytes[big_endian ? i : length - 1 - i];
    return value;
}

/* Tag 0x0112 of the first directory of an Exif block (Exif 2.3, section 4.6.4): 1 to 8, 1 is upright. */
static unsigned exif_orientation(const struct jpeg_marker_struct *marker)
{
    enum { HEAD = 6, ENTRY = 12, ORIENTATION = 0x0112 };
    for (; marker; marker = marker->next) {
        if (marker->marker != JPEG_APP0 + 1 || marker->data_length < HEAD + 8 || memcmp(marker->data, "Exif\0", HEAD))
            continue;
        const uint8_t *tiff = marker->data + HEAD;
        size_t size = marker->data_length - HEAD;
        bool big_endian = tiff[0] == 'M';
        size_t at = exif_number(tiff + 4, 4, big_endian);
        if (at > size - 2)
            return 1;
        unsigned count = exif_number(tiff + at, 2, big_endian);
        for (at += 2; count > 0 && at + ENTRY <= size; count--, at += ENTRY) {
            if (exif_number(tiff + at, 2, big_endian) == ORIENTATION) {
                unsigned value = exif_number(tiff + at + 8, 2, big_endian);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
    }
    return 1;
}

/* Turns the pixels upright, as browsers do (image-orientation: from-image). */
static enum ogcard_status image_orient(struct image *image, unsigned orientation, const char *name,
                                       struct ogcard_error *error)
{
    if (orientation <= 1)
        return OGCARD_OK;
    bool swap = orientation >= 5;
    bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    struct image turned = {0};
    enum ogcard_status status = image_allocate(&turned, swap ? image->pixel_height : image->pixel_width,
                                               swap ? image->pixel_width : image->pixel_height, name, error);
    if (status)
        return status;
    for (unsigned y = 0; y < turned.pixel_height; y++) {
        for (unsigned x = 0; x < turned.pixel_width; x++) {
            unsigned from_x = swap ? y : x, from_y = swap ? x : y;
            if (flip_x)
                from_x = image->pixel_width - 1 - from_x;
            if (flip_y)
                from_y = image->pixel_height - 1 - from_y;
            turned.pixels[(size_t)y * turned.pixel_width + x] =
                image->pixels[(size_t)from_y * image->pixel_width + from_x];
        }
    }
    free(image->pixels);
    image->pixels = turned.pixels;
    image->pixel_width = turned.pixel_width;
    image->pixel_height = turned.pixel_height;
    return OGCARD_OK;
}

/* Adobe writes CMYK inverted (255 is no ink); without its marker 0 is no ink. */
static void row_from_cmyk(uint32_t *row, unsigned width, bool inverted)
{
    const uint8_t *bytes = (const uint8_t *)row;
    for (unsigned x = 0; x < width; x++) {
        unsigned ink[4];
        for (int i = 0; i < 4; i++)
            ink[i] = inverted ? bytes[x * 4 + i] : 255u - bytes[x * 4 + i];
        unsigned r = ink[0] * ink[3] / 255, g = ink[1] * ink[3] / 255, b = ink[2] * ink[3] / 255;
        row[x] = 0xff000000u | r << 16 | g << 8 | b;
    }
}

enum ogcard_status image_decode_jpeg(const uint8_t *bytes, size_t size, const char *name, struct image *image,
                                     struct ogcard_error *error)
{
    struct jpeg_reader reader;
    struct jpeg_decompress_struct *jpeg = &reader.jpeg;
    enum ogcard_status status;
    reader_init(&reader);
    if (setjmp(reader.failed)) {
        jpeg_destroy_decompress(jpeg);
        return error_set(error, OGCARD_BAD_IMAGE, "%s: not a valid JPEG: %s", name, reader.message);
    }
    jpeg_create_decompress(jpeg);
    jpeg->client_data = &reader;
    jpeg->progress = &reader.progress;
    jpeg->mem->max_memory_to_use = (long)IMAGE_MAX_PIXELS * 8;
    jpeg_mem_src(jpeg, bytes, size);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(jpeg, TRUE);
    status = image_allocate(image, jpeg->image_width, jpeg->image_height, name, error);
    if (status) {
        jpeg_destroy_decompress(jpeg);
        return status;
    }
    bool cmyk = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space = cmyk ? JCS_CMYK : (J_COLOR_SPACE)JPEG_PIXELS;
    jpeg_start_decompress(jpeg);
    while (jpeg->output_scanline < jpeg->output_height) {
        uint32_t *pixels = image->pixels + (size_t)jpeg->output_scanline * image->pixel_width;
        JSAMPROW row = (JSAMPROW)pixels;
        if (jpeg_read_scanlines(jpeg, &row, 1) == 1 && cmyk)
            row_from_cmyk(pixels, image->pixel_width, jpeg->saw_Adobe_marker);
    }
    unsigned orientation = exif_orientation(jpeg->marker_list);
    jpeg_finish_decompress(jpeg);
    jpeg_destroy_decompress(jpeg);
    return image_orient(image, orientation, name, error);
}
