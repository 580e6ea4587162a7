#include "font_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "font_file.h"
#include "internal/error.h"

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct font_folder_file *)a)->name, ((const struct font_folder_file *)b)->name);
}

static bool add_file(struct font_folder *folder, size_t *capacity, const char *path, const char *name, uint64_t size)
{
    if (folder->count == *capacity) {
        size_t larger = *capacity ? *capacity * 2 : 64;
        struct font_folder_file *files = realloc(folder->files, larger * sizeof *files);
        if (!files)
            return false;
        folder->files = files;
        *capacity = larger;
    }
    size_t length = strlen(path), name_size = strlen(name) + 1;
    char *copy = malloc(length + 1 + name_size);
    if (!copy)
        return false;
    memcpy(copy, path, length);
    copy[length] = '/';
    memcpy(copy + length + 1, name, name_size);
    folder->files[folder->count++] = (struct font_folder_file){.path = copy, .name = copy + length + 1, .size = size};
    return true;
}

enum ogcard_status font_folder_read(const char *path, bool may_be_missing, struct font_folder *folder,
                                    struct ogcard_error *error)
{
    *folder = (struct font_folder){0};
    DIR *stream = opendir(path);
    if (!stream && may_be_missing && (errno == ENOENT || errno == ENOTDIR))
        return OGCARD_OK;
    if (!stream)
        return error_set(error, OGCARD_IO, "%s: the font folder cannot be read: %s", path, strerror(errno));
    size_t capacity = 0;
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(stream));) {
        struct stat status;
        if (font_file_name_matches(entry->d_name) && fstatat(dirfd(stream), entry->d_name, &status, 0) == 0 &&
            S_ISREG(status.st_mode))
            good = add_file(folder, &capacity, path, entry->d_name, (uint64_t)status.st_size);
    }
    closedir(stream);
    if (!good) {
        font_folder_finish(folder);
        return error_set(error, OGCARD_INTERNAL, "%s: memory is exhausted", path);
    }
    if (folder->count)
        qsort(folder->files, folder->count, sizeof *folder->files, compare_names);
    return OGCARD_OK;
}

void font_folder_finish(struct font_folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        free(folder->files[i].path);
    free(folder->files);
    *folder = (struct font_folder){0};
}

size_t font_folder_next(const char **list, const char **part)
{
    *part = *list + strspn(*list, ":");
    size_t length = strcspn(*part, ":");
    *list = *part + length;
    while (length > 1 && (*part)[length - 1] == '/')
        length--;
    return length;
}
