#include "font_file.h"

#include <ctype.h>
#include <errno.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include <hb-ot.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "internal/error.h"

bool font_file_name_matches(const char *name)
{
    static const char *const endings[] = {".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && name[0] != '.' && i < sizeof endings / sizeof endings[0]; i++)
        if (!strcasecmp(dot, endings[i]))
            return true;
    return false;
}

static hb_blob_t *blob_copied(const char *path, size_t size)
{
    FILE *stream = fopen(path, "rb");
    char *bytes = stream ? malloc(size + 1) : NULL;
    hb_blob_t *blob = NULL;
    if (bytes && fread(bytes, 1, size, stream) == size) {
        blob = hb_blob_create_or_fail(bytes, (unsigned)size, HB_MEMORY_MODE_READONLY, bytes, free);
        bytes = NULL; /* freed with the blob, also when that failed */
    }
    free(bytes);
    if (stream)
        fclose(stream);
    return blob;
}

enum ogcard_status font_file_open(const char *path, bool mapped, hb_blob_t **blob, struct ogcard_error *error)
{
    *blob = NULL;
    struct stat status;
    if (stat(path, &status) != 0)
        return error_set(error, OGCARD_IO, "%s: the font file cannot be opened: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode) || status.st_size == 0 || status.st_size > FONT_FILE_MAX_BYTES)
        return error_set(error, OGCARD_BAD_FONT, "%s: a font is a file of 1 to %u bytes", path, FONT_FILE_MAX_BYTES);
    *blob = mapped ? hb_blob_create_from_file_or_fail(path) : blob_copied(path, (size_t)status.st_size);
    if (!*blob)
        return error_set(error, OGCARD_IO, "%s: the font file cannot be read: %s", path, strerror(errno));
    return OGCARD_OK;
}

static uint32_t read_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Whether every table that the face's directory lists lies inside the file: HarfBuzz and FreeType both make do
 * with what is left of a file that was cut off, and the card would lack glyphs without a word. */
static bool sfnt_is_whole(hb_blob_t *blob, unsigned index)
{
    unsigned size;
    const uint8_t *bytes = (const uint8_t *)hb_blob_get_data(blob, &size);
    uint64_t start = 0;
    if (size >= 12 && !memcmp(bytes, "ttcf", 4)) {
        if (index >= read_u32(bytes + 8) || 12 + 4 * ((uint64_t)index + 1) > size)
            return false;
        start = read_u32(bytes + 12 + 4 * (size_t)index);
    }
    if (start + 12 > size)
        return false;
    unsigned tables = (unsigned)bytes[start + 4] << 8 | bytes[start + 5];
    if (start + 12 + 16 * (uint64_t)tables > size)
        return false;
    for (unsigned i = 0; i < tables; i++) {
        const uint8_t *record = bytes + start + 12 + 16 * (size_t)i;
        if ((uint64_t)read_u32(record + 8) + read_u32(record + 12) > size)
            return false;
    }
    return tables > 0;
}

/* HarfBuzz reads no WOFF: the tables that FreeType unpacks make an sfnt of their own. NULL on failure. */
static hb_blob_t *sfnt_unpack(FT_Face face)
{
    hb_face_t *builder = hb_face_builder_create();
    FT_ULong count = 0;
    bool good = FT_Sfnt_Table_Info(face, 0, NULL, &count) == 0;
    for (FT_UInt i = 0; good && i < count; i++) {
        FT_ULong tag, length = 0;
        good = FT_Sfnt_Table_Info(face, i, &tag, &length) == 0;
        if (!good || length == 0)
            continue;
        char *bytes = malloc(length);
        good = bytes && FT_Load_Sfnt_Table(face, tag, 0, (FT_Byte *)bytes, &length) == 0;
        if (!good) {
            free(bytes);
            break;
        }
        hb_blob_t *table = hb_blob_create(bytes, (unsigned)length, HB_MEMORY_MODE_READONLY, bytes, free);
        good = hb_face_builder_add_table(builder, (hb_tag_t)tag, table);
        hb_blob_destroy(table);
    }
    hb_blob_t *blob = good ? hb_face_reference_blob(builder) : NULL;
    hb_face_destroy(builder);
    return blob;
}

static bool name_get(hb_face_t *face, hb_ot_name_id_t id, char family[FONT_FAMILY_BYTES])
{
    unsigned size = FONT_FAMILY_BYTES;
    return hb_ot_name_get_utf8(face, id, hb_language_from_string("en", -1), &size, family) > 0;
}

static bool table_exists(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *table = hb_face_reference_table(face, tag);
    bool exists = hb_blob_get_length(table) > 0;
    hb_blob_destroy(table);
    return exists;
}

static void axis_range(hb_face_t *face, hb_tag_t tag, struct font_range *range)
{
    hb_ot_var_axis_info_t axis;
    if (hb_ot_var_find_axis_info(face, tag, &axis))
        *range = (struct font_range){axis.min_value, axis.max_value};
}

static void describe_style(hb_face_t *face, FT_Face ft, struct font_file_face *description)
{
    hb_font_t *font = hb_font_create(face);
    float weight = hb_style_get_value(font, HB_STYLE_TAG_WEIGHT);
    float stretch = hb_style_get_value(font, HB_STYLE_TAG_WIDTH);
    bool italic = hb_style_get_value(font, HB_STYLE_TAG_ITALIC) != 0;
    hb_font_destroy(font);
    const TT_OS2 *os2 = FT_Get_Sfnt_Table(ft, FT_SFNT_OS2);
    bool oblique = os2 && os2->version != 0xFFFF && os2->version >= 4 && os2->fsSelection & 1u << 9;
    /* Some faces are bold by their style bits and 400 by their weight class. */
    if (weight == 400 && ft->style_flags & FT_STYLE_FLAG_BOLD)
        weight = 700;
    weight = weight < 1 ? 1 : weight > 1000 ? 1000 : weight;
    description->weight = (struct font_range){weight, weight};
    description->stretch = (struct font_range){stretch, stretch};
    description->slope = oblique                                            ? FONT_SLOPE_OBLIQUE
                         : italic || ft->style_flags & FT_STYLE_FLAG_ITALIC ? FONT_SLOPE_ITALIC
                                                                            : FONT_SLOPE_NORMAL;
    axis_range(face, HB_OT_TAG_VAR_AXIS_WEIGHT, &description->weight);
    axis_range(face, HB_OT_TAG_VAR_AXIS_WIDTH, &description->stretch);
}

/* NULL, or what is wrong with the face. */
static const char *describe(hb_blob_t *blob, FT_Face ft, struct font_file_face *description)
{
    const char *problem = NULL;
    hb_face_t *face = hb_face_create(blob, description->index);
    hb_set_t *codepoints = hb_set_create();
    hb_face_collect_unicodes(face, codepoints);
    if (!name_get(face, HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY, description->family) &&
        !name_get(face, HB_OT_NAME_ID_FONT_FAMILY, description->family))
        problem = "it has no family name";
    else if (hb_set_is_empty(codepoints))
        problem = "it has no table from Unicode to glyphs";
    else if (!hb_set_allocation_successful(codepoints) || !coverage_init(&description->coverage, codepoints))
        problem = "memory is exhausted";
    if (!problem) {
        describe_style(face, ft, description);
        description->script = coverage_main_script(codepoints);
        description->color =
            table_exists(face, HB_TAG('C', 'B', 'D', 'T')) || table_exists(face, HB_TAG('s', 'b', 'i', 'x')) ||
            table_exists(face, HB_TAG('C', 'O', 'L', 'R')) || table_exists(face, HB_TAG('S', 'V', 'G', ' '));
        description->blob = hb_blob_reference(blob);
    }
    hb_set_destroy(codepoints);
    hb_face_destroy(face);
    return problem;
}

static void face_digest(const uint8_t content[FONT_DIGEST_BYTES], unsigned index, uint8_t digest[FONT_DIGEST_BYTES])
{
    uint8_t message[FONT_DIGEST_BYTES + 1];
    memcpy(message, content, FONT_DIGEST_BYTES);
    message[FONT_DIGEST_BYTES] = (uint8_t)index;
    crypto_generichash(digest, FONT_DIGEST_BYTES, message, sizeof message, NULL, 0);
}

static const char *read_face(FT_Library library, hb_blob_t *bytes, unsigned index, struct font_file *file)
{
    unsigned size;
    const char *data = hb_blob_get_data(bytes, &size);
    bool packed = size >= 4 && (!memcmp(data, "wOFF", 4) || !memcmp(data, "wOF2", 4));
    if (!packed && !sfnt_is_whole(bytes, index))
        return "the file is cut off or not a font (TTF, OTF, TTC, WOFF or WOFF2)";
    FT_Face ft;
    if (FT_New_Memory_Face(library, (const FT_Byte *)data, size, (FT_Long)index, &ft))
        return "FreeType cannot open it";
    const char *problem = "its tables cannot be unpacked";
    struct font_file_face *face = &file->faces[file->count];
    hb_blob_t *sfnt = packed ? sfnt_unpack(ft) : hb_blob_reference(bytes);
    if (sfnt) {
        face->index = packed ? 0 : index;
        problem = describe(sfnt, ft, face);
    }
    if (!problem)
        file->count++;
    hb_blob_destroy(sfnt);
    FT_Done_Face(ft);
    return problem;
}

/* 0 for what is no font. */
static unsigned face_count(FT_Library library, hb_blob_t *bytes)
{
    unsigned size;
    const char *data = hb_blob_get_data(bytes, &size);
    FT_Face ft;
    if (FT_New_Memory_Face(library, (const FT_Byte *)data, size, -1, &ft))
        return 0;
    FT_Long count = ft->num_faces;
    FT_Done_Face(ft);
    return count < 0 ? 0 : (unsigned)count;
}

enum ogcard_status font_file_read(hb_blob_t *bytes, const char *name, struct font_file *file,
                                  struct ogcard_error *error)
{
    *file = (struct font_file){0};
    FT_Library library;
    if (sodium_init() < 0 || FT_Init_FreeType(&library))
        return error_set(error, OGCARD_INTERNAL, "%s: FreeType or libsodium cannot start", name);
    unsigned size, count = face_count(library, bytes);
    const uint8_t *data = (const uint8_t *)hb_blob_get_data(bytes, &size);
    const char *problem = NULL;
    if (count == 0)
        problem = "it is cut off or not a font (TTF, OTF, TTC, WOFF or WOFF2)";
    else if (count > FONT_FILE_MAX_FACES)
        problem = "it holds more than 64 faces";
    else if (!(file->faces = calloc(count, sizeof *file->faces)))
        problem = "memory is exhausted";
    uint8_t content[FONT_DIGEST_BYTES];
    crypto_generichash(content, sizeof content, data, size, NULL, 0);
    for (unsigned i = 0; !problem && i < count; i++) {
        problem = read_face(library, bytes, i, file);
        if (!problem)
            face_digest(content, i, file->faces[i].digest);
    }
    FT_Done_FreeType(library);
    if (!problem)
        return OGCARD_OK;
    font_file_finish(file);
    return error_set(error, OGCARD_BAD_FONT, "%s: this font does not load: %s", name, problem);
}

void font_file_finish(struct font_file *file)
{
    for (size_t i = 0; i < file->count; i++) {
        coverage_finish(&file->faces[i].coverage);
        hb_blob_destroy(file->faces[i].blob);
    }
    free(file->faces);
    *file = (struct font_file){0};
}
