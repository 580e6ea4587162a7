#include "font_set.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "font_file.h"
#include "font_folder.h"
#include "font_set_internal.h"
#include "font_table.h"
#include "internal/error.h"

static enum ogcard_status no_memory(struct ogcard_error *error)
{
    return error_set(error, OGCARD_INTERNAL, "The font set cannot be made: memory is exhausted");
}

/* A zeroed face at the end; NULL when out of memory. */
static struct set_face *add_face(struct font_set *set, enum font_layer layer)
{
    if (set->face_count == set->face_capacity) {
        size_t larger = set->face_capacity ? set->face_capacity * 2 : 16;
        struct set_face *faces = realloc(set->faces, larger * sizeof *faces);
        if (!faces)
            return NULL;
        set->faces = faces;
        set->face_capacity = larger;
    }
    struct set_face *face = &set->faces[set->face_count];
    *face = (struct set_face){.layer = layer, .order = (uint32_t)set->face_count};
    face->face.fallback = layer == LAYER_FALLBACK;
    set->face_count++;
    return face;
}

/* Takes coverage and blob out of `from`. */
static bool add_read_face(struct font_set *set, enum font_layer layer, struct font_file_face *from, const char *path,
                          uint64_t file_size)
{
    struct set_face *to = add_face(set, layer);
    if (!to)
        return false;
    to->owned_family = strdup(from->family);
    to->owned_path = path ? strdup(path) : NULL;
    to->coverage = from->coverage;
    from->coverage = (struct coverage){0};
    to->script = from->script;
    to->file_size = file_size;
    to->face.family = to->owned_family;
    to->face.path = to->owned_path;
    to->face.weight = from->weight;
    to->face.stretch = from->stretch;
    to->face.slope = from->slope;
    to->face.index = from->index;
    to->face.color = from->color;
    memcpy(to->face.digest, from->digest, sizeof to->face.digest);
    if (layer != LAYER_FALLBACK) {
        to->face.blob = from->blob;
        from->blob = NULL;
        hb_blob_make_immutable(to->face.blob);
    }
    return to->owned_family && (!path || to->owned_path);
}

static bool add_table_face(struct font_set *set, const struct font_table_row *row, const char *path)
{
    struct set_face *face = add_face(set, path ? LAYER_FALLBACK : LAYER_BUILTIN);
    if (!face)
        return false;
    face->coverage = (struct coverage){
        .numbers = font_table_page_numbers + row->first_page,
        .indices = font_table_page_indices + row->first_page,
        .pages = font_table_pages,
        .count = row->pages,
    };
    face->script = (hb_script_t)row->script;
    face->file_size = row->size;
    face->face.family = row->family;
    face->face.weight = (struct font_range){row->weight_min, row->weight_max};
    face->face.stretch = (struct font_range){row->stretch_min, row->stretch_max};
    face->face.slope = (enum font_slope)row->slope;
    face->face.index = row->index;
    face->face.color = row->color;
    memcpy(face->face.digest, row->digest, sizeof face->face.digest);
    if (path) {
        face->face.path = face->owned_path = strdup(path);
        return face->owned_path;
    }
    face->face.blob = hb_blob_create_or_fail((const char *)row->start, (unsigned)(row->end - row->start),
                                             HB_MEMORY_MODE_READONLY, NULL, NULL);
    if (face->face.blob)
        hb_blob_make_immutable(face->face.blob);
    return face->face.blob;
}

static enum ogcard_status add_builtin(struct font_set *set, struct ogcard_error *error)
{
    for (size_t i = 0; i < font_table_row_count && !font_table_rows[i].file; i++)
        if (!add_table_face(set, &font_table_rows[i], NULL))
            return no_memory(error);
    return OGCARD_OK;
}

static enum ogcard_status add_file(struct font_set *set, enum font_layer layer, const struct font_folder_file *entry,
                                   struct ogcard_error *error)
{
    /* The operator's files are copied, since he may write over them in place; those of the fallback folders
     * come from packages, which replace a file by another. */
    hb_blob_t *bytes;
    struct font_file file = {0};
    enum ogcard_status status = font_file_open(entry->path, layer == LAYER_FALLBACK, &bytes, error);
    if (status == OGCARD_OK)
        status = font_file_read(bytes, entry->path, &file, error);
    for (size_t i = 0; status == OGCARD_OK && i < file.count; i++)
        if (!add_read_face(set, layer, &file.faces[i], entry->path, hb_blob_get_length(bytes)))
            status = no_memory(error);
    font_file_finish(&file);
    hb_blob_destroy(bytes);
    return status;
}

static enum ogcard_status add_folder(struct font_set *set, const char *path, struct ogcard_error *error)
{
    struct font_folder folder;
    enum ogcard_status status = font_folder_read(path, false, &folder, error);
    for (size_t i = 0; status == OGCARD_OK && i < folder.count; i++)
        status = add_file(set, LAYER_FOLDER, &folder.files[i], error);
    font_folder_finish(&folder);
    return status;
}

static enum ogcard_status add_fallback_folder(struct font_set *set, const char *path, struct ogcard_error *error)
{
    struct font_folder folder;
    enum ogcard_status status = font_folder_read(path, true, &folder, error);
    for (size_t i = 0; status == OGCARD_OK && i < folder.count; i++) {
        const struct font_folder_file *entry = &folder.files[i];
        const struct font_table_row *row = font_table_find(path, entry->name, entry->size);
        const struct font_table_row *end = font_table_rows + font_table_row_count;
        if (!row)
            status = add_file(set, LAYER_FALLBACK, entry, error);
        for (; status == OGCARD_OK && row && row < end && !strcmp(row->file, entry->name); row++)
            if (!add_table_face(set, row, entry->path))
                status = no_memory(error);
    }
    font_folder_finish(&folder);
    return status;
}

static enum ogcard_status add_fallback(struct font_set *set, const char *folders, struct ogcard_error *error)
{
    enum ogcard_status status = OGCARD_OK;
    const char *part;
    for (size_t length; status == OGCARD_OK && (length = font_folder_next(&folders, &part));) {
        char *path = strndup(part, length);
        status = path ? add_fallback_folder(set, path, error) : no_memory(error);
        free(path);
    }
    return status;
}

static int compare_faces(const void *a, const void *b)
{
    const struct set_face *left = a, *right = b;
    if (left->layer != right->layer)
        return left->layer < right->layer ? -1 : 1;
    int names = family_name_compare(left->face.family, right->face.family);
    return names ? names : left->order < right->order ? -1 : left->order > right->order;
}

static bool make_families(struct font_set *set)
{
    if (set->face_count)
        qsort(set->faces, set->face_count, sizeof *set->faces, compare_faces);
    set->families = calloc(set->face_count + 1, sizeof *set->families);
    if (!set->families)
        return false;
    struct font_family *family = NULL;
    for (size_t i = 0; i < set->face_count; i++) {
        const struct set_face *face = &set->faces[i];
        if (!family || family->layer != face->layer || family_name_compare(family->name, face->face.family) != 0) {
            family = &set->families[set->family_count++];
            *family = (struct font_family){.name = face->face.family, .layer = face->layer, .faces = face};
        }
        family->count++;
    }
    return font_set_index_kinds(set);
}

/* What decides which face is chosen for a character, and what it looks like. */
static void make_digest(struct font_set *set)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof set->digest);
    for (size_t i = 0; i < set->face_count; i++) {
        const struct font_face *face = &set->faces[i].face;
        struct {
            float ranges[4];
            uint32_t layer, slope, unicode_range_count;
        } style = {{face->weight.min, face->weight.max, face->stretch.min, face->stretch.max},
                   set->faces[i].layer,
                   face->slope,
                   (uint32_t)face->unicode_range_count};
        crypto_generichash_update(&state, face->digest, sizeof face->digest);
        crypto_generichash_update(&state, (const unsigned char *)&style, sizeof style);
        crypto_generichash_update(&state, (const unsigned char *)face->family, strlen(face->family) + 1);
        crypto_generichash_update(&state, (const unsigned char *)face->unicode_range,
                                  face->unicode_range_count * sizeof *face->unicode_range);
    }
    if (set->base)
        crypto_generichash_update(&state, set->base->digest, sizeof set->base->digest);
    crypto_generichash_final(&state, set->digest, sizeof set->digest);
}

static enum ogcard_status finish_set(struct font_set *set, enum ogcard_status status, struct font_set **result,
                                     struct ogcard_error *error)
{
    if (status == OGCARD_OK && !make_families(set))
        status = no_memory(error);
    if (status != OGCARD_OK) {
        font_set_unref(set);
        return status;
    }
    make_digest(set);
    *result = set;
    return OGCARD_OK;
}

enum ogcard_status font_set_create(const char *font_dir, const char *fallback_dirs, struct font_set **result,
                                   struct ogcard_error *error)
{
    *result = NULL;
    struct font_set *set = calloc(1, sizeof *set);
    if (!set)
        return no_memory(error);
    atomic_init(&set->references, 1);
    enum ogcard_status status = font_dir ? add_folder(set, font_dir, error) : OGCARD_OK;
    if (status == OGCARD_OK)
        status = add_builtin(set, error);
    if (status == OGCARD_OK)
        status = add_fallback(set, fallback_dirs ? fallback_dirs : font_table_folders, error);
    return finish_set(set, status, result, error);
}

/* The face of a file under the descriptors of @font-face. */
static bool add_source_face(struct font_set *set, struct font_file_face *from, const struct font_source *source)
{
    if (!add_read_face(set, LAYER_SOURCES, from, NULL, 0))
        return false;
    struct set_face *face = &set->faces[set->face_count - 1];
    free(face->owned_family);
    face->face.family = face->owned_family = strdup(source->family);
    if (source->weight.max > 0)
        face->face.weight = source->weight;
    if (source->stretch.max > 0)
        face->face.stretch = source->stretch;
    face->face.slope = source->slope;
    if (source->unicode_range_count) {
        size_t size = source->unicode_range_count * sizeof *source->unicode_range;
        face->owned_ranges = malloc(size);
        if (!face->owned_ranges)
            return false;
        memcpy(face->owned_ranges, source->unicode_range, size);
        face->face.unicode_range = face->owned_ranges;
        face->face.unicode_range_count = source->unicode_range_count;
    }
    return face->owned_family;
}

static enum ogcard_status add_source(struct font_set *set, const struct font_source *source, struct ogcard_error *error)
{
    if (source->size == 0 || source->size > FONT_FILE_MAX_BYTES)
        return error_set(error, OGCARD_BAD_FONT, "%s: a font is a file of 1 to %u bytes", source->name,
                         FONT_FILE_MAX_BYTES);
    hb_blob_t *bytes = hb_blob_create_or_fail((const char *)source->bytes, (unsigned)source->size,
                                              HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
    if (!bytes)
        return no_memory(error);
    struct font_file file;
    enum ogcard_status status = font_file_read(bytes, source->name, &file, error);
    /* A url() without a fragment means the first face of a collection. */
    if (status == OGCARD_OK && !add_source_face(set, &file.faces[0], source))
        status = no_memory(error);
    font_file_finish(&file);
    hb_blob_destroy(bytes);
    return status;
}

enum ogcard_status font_set_derive(struct font_set *base, const struct font_source *sources, size_t source_count,
                                   struct font_set **result, struct ogcard_error *error)
{
    *result = NULL;
    struct font_set *set = calloc(1, sizeof *set);
    if (!set)
        return no_memory(error);
    atomic_init(&set->references, 1);
    set->base = font_set_ref(base);
    enum ogcard_status status = OGCARD_OK;
    for (size_t i = 0; status == OGCARD_OK && i < source_count; i++)
        status = add_source(set, &sources[i], error);
    return finish_set(set, status, result, error);
}

struct font_set *font_set_ref(struct font_set *set)
{
    atomic_fetch_add_explicit(&set->references, 1, memory_order_relaxed);
    return set;
}

void font_set_unref(struct font_set *set)
{
    while (set && atomic_fetch_sub_explicit(&set->references, 1, memory_order_acq_rel) == 1) {
        struct font_set *base = set->base;
        for (size_t i = 0; i < set->face_count; i++) {
            struct set_face *face = &set->faces[i];
            coverage_finish(&face->coverage);
            hb_blob_destroy(face->face.blob);
            free(face->owned_family);
            free(face->owned_path);
            free(face->owned_ranges);
        }
        free(set->faces);
        free(set->families);
        free(set->by_kind);
        free(set);
        set = base;
    }
}

const uint8_t *font_set_digest(const struct font_set *set)
{
    return set->digest;
}

const struct font_face *font_set_face(const struct font_set *set, size_t index)
{
    for (; set; set = set->base) {
        if (index < set->face_count)
            return &set->faces[index].face;
        index -= set->face_count;
    }
    return NULL;
}
