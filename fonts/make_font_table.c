/* Writes the font table (font_table.h) and the assembler file that links the built-in faces in.
 *
 *     make_font_table TABLE.c FACES.S DEPFILE INTER_DIR FALLBACK_DIRS
 *
 * Everything that was read stands in DEPFILE, so that a change of a font makes the table again. A fallback file
 * that does not load is left out with a warning: at run time it is read again, and named. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "font_folder.h"
#include "font_table.h"

static const char *const builtin_files[] = {
    "Inter-Regular.otf",   "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf",
    "Inter-ExtraBold.otf", "Inter-Black.otf",  "Inter-Italic.otf",   "Inter-BoldItalic.otf",
};

enum { BUILTIN_COUNT = sizeof builtin_files / sizeof builtin_files[0] };

struct page_map {
    uint16_t *numbers, *indices;
    size_t count;
    struct coverage_page *pages;
    size_t page_count;
};

struct output {
    FILE *table, *faces, *dependencies;
    struct page_map map;
    size_t rows;
};

static _Noreturn void fail(const char *message)
{
    fprintf(stderr, "make_font_table: %s\n", message);
    exit(1);
}

static void *resize(void *items, size_t count, size_t size)
{
    void *larger = realloc(items, (count + 1) * size);
    if (!larger)
        fail("memory is exhausted");
    return larger;
}

static FILE *create(const char *path)
{
    FILE *stream = fopen(path, "w");
    if (!stream)
        fail("an output file cannot be written");
    return stream;
}

static uint16_t page_index(struct page_map *map, const struct coverage_page *page)
{
    for (size_t i = 0; i < map->page_count; i++)
        if (!memcmp(&map->pages[i], page, sizeof *page))
            return (uint16_t)i;
    if (map->page_count == UINT16_MAX)
        fail("more pages of coverage than the table can number");
    map->pages = resize(map->pages, map->page_count, sizeof *map->pages);
    map->pages[map->page_count] = *page;
    return (uint16_t)map->page_count++;
}

/* Where the coverage stands in the shared arrays; equal coverages stand there once. */
static size_t coverage_place(struct page_map *map, const struct coverage *coverage)
{
    size_t count = coverage->count, size = count * sizeof(uint16_t);
    uint16_t *indices = resize(NULL, count, sizeof *indices);
    for (size_t i = 0; i < count; i++)
        indices[i] = page_index(map, &coverage->pages[coverage->indices[i]]);
    size_t place = 0;
    while (place + count <= map->count && (memcmp(map->numbers + place, coverage->numbers, size) != 0 ||
                                           memcmp(map->indices + place, indices, size) != 0))
        place++;
    if (place + count > map->count) {
        place = map->count;
        map->numbers = resize(map->numbers, place + count, sizeof *map->numbers);
        map->indices = resize(map->indices, place + count, sizeof *map->indices);
        memcpy(map->numbers + place, coverage->numbers, size);
        memcpy(map->indices + place, indices, size);
        map->count += count;
    }
    free(indices);
    return place;
}

static void write_string(FILE *stream, const char *text)
{
    fputc('"', stream);
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fputc('\\', stream);
        fputc(*c, stream);
    }
    fputc('"', stream);
}

static void write_dependency(FILE *stream, const char *path)
{
    fputs(" \\\n  ", stream);
    for (const char *c = path; *c; c++) {
        if (*c == ' ' || *c == '#' || *c == '\\')
            fputc('\\', stream);
        else if (*c == '$')
            fputc('$', stream);
        fputc(*c, stream);
    }
}

/* `folder` NULL: a built-in face. */
static void write_row(struct output *output, const struct font_file_face *face, const char *folder, const char *file,
                      unsigned size)
{
    FILE *out = output->table;
    fputs("    {", out);
    if (folder) {
        fputs(".folder = ", out);
        write_string(out, folder);
        fputs(", .file = ", out);
        write_string(out, file);
    } else {
        fprintf(out, ".start = builtin_face_%zu, .end = builtin_face_%zu_end", output->rows, output->rows);
    }
    fputs(", .family = ", out);
    write_string(out, face->family);
    fprintf(out, ", .size = %uu, .index = %u, .script = 0x%08xu,\n     ", size, face->index, (unsigned)face->script);
    fprintf(out, ".weight_min = %g, .weight_max = %g, .stretch_min = %g, .stretch_max = %g, ", (double)face->weight.min,
            (double)face->weight.max, (double)face->stretch.min, (double)face->stretch.max);
    fprintf(out, ".slope = %d, .color = %d, .pages = %u, .first_page = %zuu,\n     .digest = {", (int)face->slope,
            face->color, (unsigned)face->coverage.count, coverage_place(&output->map, &face->coverage));
    for (size_t i = 0; i < FONT_DIGEST_BYTES; i++)
        fprintf(out, "%s0x%02x", i ? ", " : "", face->digest[i]);
    fputs("}},\n", out);
    output->rows++;
}

static void write_builtin(struct output *output, const char *folder)
{
    fputs("    .section .rodata\n", output->faces);
    for (size_t i = 0; i < BUILTIN_COUNT; i++)
        fprintf(output->table, "extern const uint8_t builtin_face_%zu[], builtin_face_%zu_end[];\n", i, i);
    fputs("\nconst struct font_table_row font_table_rows[] = {\n", output->table);
    for (size_t i = 0; i < BUILTIN_COUNT; i++) {
        char path[4096];
        if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, builtin_files[i]) >= sizeof path)
            fail("the path of the Inter folder is too long");
        struct ogcard_error error;
        struct font_file file;
        hb_blob_t *blob;
        if (font_file_open(path, true, &blob, &error) != OGCARD_OK ||
            font_file_read(blob, path, &file, &error) != OGCARD_OK)
            fail(error.message);
        write_row(output, &file.faces[0], NULL, NULL, hb_blob_get_length(blob));
        write_dependency(output->dependencies, path);
        fprintf(output->faces,
                "    .balign 16\n    .hidden builtin_face_%zu\n    .globl builtin_face_%zu\nbuiltin_face_%zu:\n"
                "    .incbin \"%s\"\n    .hidden builtin_face_%zu_end\n    .globl builtin_face_%zu_end\n"
                "builtin_face_%zu_end:\n    .byte 0\n",
                i, i, i, path, i, i, i);
        font_file_finish(&file);
        hb_blob_destroy(blob);
    }
    fputs("    .section .note.GNU-stack, \"\", %progbits\n", output->faces);
}

static void write_folder(struct output *output, const char *path)
{
    struct ogcard_error error;
    struct font_folder folder;
    if (font_folder_read(path, true, &folder, &error) != OGCARD_OK)
        fail(error.message);
    if (folder.count)
        write_dependency(output->dependencies, path);
    for (size_t i = 0; i < folder.count; i++) {
        const struct font_folder_file *entry = &folder.files[i];
        write_dependency(output->dependencies, entry->path);
        struct font_file file = {0};
        hb_blob_t *blob;
        if (font_file_open(entry->path, true, &blob, &error) != OGCARD_OK ||
            font_file_read(blob, entry->path, &file, &error) != OGCARD_OK)
            fprintf(stderr, "make_font_table: warning: left out: %s\n", error.message);
        for (size_t k = 0; k < file.count; k++)
            write_row(output, &file.faces[k], path, entry->name, (unsigned)entry->size);
        font_file_finish(&file);
        hb_blob_destroy(blob);
    }
    font_folder_finish(&folder);
}

static void write_numbers(FILE *out, const char *name, const uint16_t *numbers, size_t count)
{
    fprintf(out, "\nconst uint16_t %s[] = {", name);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%u,", i % 24 ? " " : "\n    ", (unsigned)numbers[i]);
    fputs("\n};\n", out);
}

static void write_pages(FILE *out, const struct page_map *map)
{
    write_numbers(out, "font_table_page_numbers", map->numbers, map->count);
    write_numbers(out, "font_table_page_indices", map->indices, map->count);
    fputs("\nconst struct coverage_page font_table_pages[] = {\n", out);
    for (size_t i = 0; i < map->page_count; i++) {
        fputs("    {{", out);
        for (size_t k = 0; k < COVERAGE_PAGE_WORDS; k++)
            fprintf(out, "%s0x%08x", k ? ", " : "", (unsigned)map->pages[i].words[k]);
        fputs("}},\n", out);
    }
    fputs("};\n", out);
}

int main(int argc, char **argv)
{
    if (argc != 6)
        fail("wanted: TABLE.c FACES.S DEPFILE INTER_DIR FALLBACK_DIRS");
    struct output output = {.table = create(argv[1]), .faces = create(argv[2]), .dependencies = create(argv[3])};
    fprintf(output.dependencies, "%s %s:", argv[1], argv[2]);
    fputs("/* Made by make_font_table.c. */\n#include \"fonts/font_table.h\"\n\n", output.table);
    write_builtin(&output, argv[4]);
    const char *list = argv[5], *part;
    for (size_t length; (length = font_folder_next(&list, &part));) {
        char *path = strndup(part, length);
        if (!path)
            fail("memory is exhausted");
        write_folder(&output, path);
        free(path);
    }
    fprintf(output.table, "};\nconst size_t font_table_row_count = %zu;\n", output.rows);
    write_pages(output.table, &output.map);
    fputs("\nconst char font_table_folders[] = ", output.table);
    write_string(output.table, argv[5]);
    fputs(";\n", output.table);
    fputc('\n', output.dependencies);
    free(output.map.numbers);
    free(output.map.indices);
    free(output.map.pages);
    if (fclose(output.table) | fclose(output.faces) | fclose(output.dependencies))
        fail("an output file cannot be written");
    return 0;
}
