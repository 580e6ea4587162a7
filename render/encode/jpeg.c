#include "codec.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "internal/error.h"

/* libjpeg reports errors by calls that must not return. */
struct jpeg_writer {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    char message[JMSG_LENGTH_MAX];
    unsigned char *bytes;
    unsigned long size;
};

static void error_exit(j_common_ptr jpeg)
{
    struct jpeg_writer *writer = jpeg->client_data;
    jpeg->err->format_message(jpeg, writer->message);
    longjmp(writer->failed, 1);
}

/* Composed on white. */
static void row_lay(uint8_t *to, const uint32_t *row, unsigned width)
{
    for (unsigned x = 0; x < width; x++, to += 3) {
        uint32_t white = 255 - (row[x] >> 24);
        to[0] = (uint8_t)((row[x] >> 16 & 0xff) + white);
        to[1] = (uint8_t)((row[x] >> 8 & 0xff) + white);
        to[2] = (uint8_t)((row[x] & 0xff) + white);
    }
}

/* Text needs its color at full resolution: 4:4:4 but for the fastest. */
static const struct effort {
    int quality;
    bool optimize, progressive, full_color;
} efforts[] = {
    [OGCARD_EFFORT_FAST] = {88, false, false, false},
    [OGCARD_EFFORT_BALANCED] = {90, true, false, true},
    [OGCARD_EFFORT_SMALL] = {86, true, true, true},
};

enum ogcard_status encode_jpeg(struct encoder *encoder, const struct card_pixels *input,
                               const struct encode_settings *settings, uint8_t **bytes, size_t *size,
                               struct ogcard_error *error)
{
    const struct effort *effort = &efforts[settings->effort];
    uint8_t *line = scratch_reserve(&encoder->rows, (size_t)input->width * 3);
    struct jpeg_writer *writer = line ? calloc(1, sizeof *writer) : NULL;
    if (!writer)
        return encode_out_of_memory(error);
    struct jpeg_compress_struct *jpeg = &writer->jpeg;
    jpeg->err = jpeg_std_error(&writer->errors);
    writer->errors.error_exit = error_exit;
    jpeg->client_data = writer;
    if (setjmp(writer->failed)) {
        enum ogcard_status status =
            error_set(error, OGCARD_INTERNAL, "the JPEG cannot be written: %s", writer->message);
        jpeg_destroy_compress(&writer->jpeg);
        free(writer->bytes);
        free(writer);
        return status;
    }
    jpeg_create_compress(jpeg);
    jpeg->client_data = writer;
    jpeg_mem_dest(jpeg, &writer->bytes, &writer->size);
    jpeg->image_width = input->width;
    jpeg->image_height = input->height;
    jpeg->input_components = 3;
    jpeg->in_color_space = JCS_RGB;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, settings->quality ? (int)settings->quality : effort->quality, TRUE);
    jpeg->optimize_coding = effort->optimize;
    if (effort->full_color)
        jpeg->comp_info[0].h_samp_factor = jpeg->comp_info[0].v_samp_factor = 1;
    if (effort->progressive)
        jpeg_simple_progression(jpeg);
    jpeg_start_compress(jpeg, TRUE);
    while (jpeg->next_scanline < input->height && !cancel_check(encoder->cancel)) {
        JSAMPROW rows[] = {line};
        row_lay(line, input_row(input, jpeg->next_scanline), input->width);
        jpeg_write_scanlines(jpeg, rows, 1);
    }
    jpeg_finish_compress(jpeg);
    jpeg_destroy_compress(jpeg);
    *bytes = writer->bytes;
    *size = writer->size;
    free(writer);
    return OGCARD_OK;
}
