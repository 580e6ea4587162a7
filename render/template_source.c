#include "template_source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/error.h"
#include "templates/builtin.h"

/* A template names its files: nothing that it embeds is larger. */
#define TEMPLATE_FILE_MAX_BYTES (32u * 1024 * 1024)

static const char index_file[] = "index.html";

static const struct builtin_file *builtin_find(const char *template_name, const char *path)
{
    for (size_t i = 0; i < builtin_file_count; i++)
        if (strcmp(builtin_files[i].template_name, template_name) == 0 && strcmp(builtin_files[i].path, path) == 0)
            return &builtin_files[i];
    return NULL;
}

bool ogcard_builtin_file(size_t index, struct ogcard_builtin_file *file)
{
    if (index >= builtin_file_count)
        return false;
    const struct builtin_file *found = &builtin_files[index];
    *file = (struct ogcard_builtin_file){found->template_name, found->path, found->bytes, found->size};
    return true;
}

static enum ogcard_status builtin_read(void *context, const char *path, uint8_t **bytes, size_t *size,
                                       struct ogcard_error *error)
{
    const struct builtin_file *file = builtin_find(context, path);
    if (!file)
        return error_set(error, OGCARD_IO, "There is no file \"%s\" in the built-in template.", path);
    *bytes = malloc(file->size);
    if (!*bytes)
        return error_set(error, OGCARD_INTERNAL, "Out of memory while reading \"%s\".", path);
    memcpy(*bytes, file->bytes, file->size);
    *size = file->size;
    return OGCARD_OK;
}

enum ogcard_status template_sources_builtin(template_source_visit *visit, void *context, struct ogcard_error *error)
{
    for (size_t i = 0; i < builtin_file_count; i++) {
        const struct builtin_file *file = &builtin_files[i];
        if (strcmp(file->path, index_file) != 0)
            continue;
        char path[128];
        snprintf(path, sizeof path, "built-in:%s/%s", file->template_name, index_file);
        struct template_source source = {
            .name = file->template_name,
            .path = path,
            .html = (const char *)file->bytes,
            .html_size = file->size,
            .files = {.read = builtin_read, .context = (void *)(uintptr_t)file->template_name},
        };
        enum ogcard_status status = visit(context, &source, error);
        if (status != OGCARD_OK)
            return status;
    }
    return OGCARD_OK;
}

/* Reads a regular file below the folder `directory`; `shown` is its path for errors. */
static enum ogcard_status read_at(int directory, const char *path, const char *shown, uint8_t **bytes, size_t *size,
                                  struct ogcard_error *error)
{
    enum ogcard_status status = OGCARD_OK;
    uint8_t *read_bytes = NULL;
    int file = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat facts;
    if (file < 0 || fstat(file, &facts) != 0) {
        status = error_set(error, OGCARD_IO, "Cannot read %s: %s.", shown, strerror(errno));
        goto out;
    }
    if (!S_ISREG(facts.st_mode) || facts.st_size > (off_t)TEMPLATE_FILE_MAX_BYTES) {
        status = error_set(error, OGCARD_IO, "Cannot read %s: it must be a regular file of at most %u bytes.", shown,
                           TEMPLATE_FILE_MAX_BYTES);
        goto out;
    }
    size_t capacity = (size_t)facts.st_size, used = 0;
    read_bytes = malloc(capacity + 1);
    if (!read_bytes) {
        status = error_set(error, OGCARD_INTERNAL, "Out of memory while reading %s.", shown);
        goto out;
    }
    while (used < capacity) {
        ssize_t count = read(file, read_bytes + used, capacity - used);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            status = error_set(error, OGCARD_IO, "Cannot read %s: %s.", shown, strerror(errno));
            goto out;
        }
        if (count == 0)
            break;
        used += (size_t)count;
    }
    *bytes = read_bytes;
    *size = used;
    read_bytes = NULL;
out:
    free(read_bytes);
    if (file >= 0)
        close(file);
    return status;
}

struct folder {
    int descriptor;
    const char *path;
};

static enum ogcard_status folder_read(void *context, const char *path, uint8_t **bytes, size_t *size,
                                      struct ogcard_error *error)
{
    const struct folder *folder = context;
    char shown[512];
    snprintf(shown, sizeof shown, "%s/%s", folder->path, path);
    return read_at(folder->descriptor, path, shown, bytes, size, error);
}

static bool is_template_name(const char *name, size_t length)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    return length > 0 && name[0] != '-' && strspn(name, allowed) >= length;
}

static enum ogcard_status visit_file(const struct folder *folder, const char *file, const char *name,
                                     template_source_visit *visit, void *context, struct ogcard_error *error)
{
    char path[1024]; /* for errors; a longer one is shown cut */
    bool here = strcmp(folder->path, ".") == 0;
    snprintf(path, sizeof path, "%s%s%s", here ? "" : folder->path, here ? "" : "/", file);
    uint8_t *html = NULL;
    size_t html_size = 0;
    struct ogcard_error unread = {0};
    if (read_at(folder->descriptor, file, path, &html, &html_size, error ? error : &unread) == OGCARD_INTERNAL)
        return OGCARD_INTERNAL;
    struct template_source source = {
        .name = name,
        .path = path,
        .html = (const char *)html,
        .html_size = html_size,
        .files = {.read = folder_read, .context = (void *)(uintptr_t)folder},
    };
    enum ogcard_status status = visit(context, &source, error ? error : &unread);
    free(html);
    return status;
}

/* NAME.html, or NAME/index.html; anything else is no template. */
static enum ogcard_status visit_entry(const struct folder *folder, const char *entry, template_source_visit *visit,
                                      void *context, struct ogcard_error *error)
{
    static const char extension[] = ".html";
    size_t length = strlen(entry);
    if (length > strlen(extension) && strcmp(entry + length - strlen(extension), extension) == 0) {
        char name[256];
        length -= strlen(extension);
        if (!is_template_name(entry, length) || length >= sizeof name)
            return OGCARD_OK;
        memcpy(name, entry, length);
        name[length] = '\0';
        return visit_file(folder, entry, name, visit, context, error);
    }
    if (!is_template_name(entry, length))
        return OGCARD_OK;
    int descriptor = openat(folder->descriptor, entry, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return OGCARD_OK;
    enum ogcard_status status = OGCARD_OK;
    if (faccessat(descriptor, index_file, F_OK, 0) == 0) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder->path, entry);
        struct folder inner = {.descriptor = descriptor, .path = path};
        status = visit_file(&inner, index_file, entry, visit, context, error);
    }
    close(descriptor);
    return status;
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

enum ogcard_status template_sources_folder(const char *path, template_source_visit *visit, void *context,
                                           struct ogcard_error *error)
{
    struct folder folder = {.path = path, .descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    struct dirent **entries = NULL;
    int count = folder.descriptor < 0 ? -1 : scandir(path, &entries, not_hidden, alphasort);
    enum ogcard_status status = OGCARD_OK;
    if (count < 0)
        status = error_set(error, OGCARD_IO, "Cannot read the templates folder %s: %s.", path, strerror(errno));
    for (int i = 0; i < count; i++) {
        if (status == OGCARD_OK)
            status = visit_entry(&folder, entries[i]->d_name, visit, context, error);
        free(entries[i]);
    }
    free(entries);
    if (folder.descriptor >= 0)
        close(folder.descriptor);
    return status;
}

/* "blog" of blog.html, "event" of event/index.html */
static void name_of_file(const char *path, const char *file, char *name, size_t size)
{
    size_t length = strcspn(file, ".");
    if (strcmp(file, index_file) == 0 && file > path + 1) {
        const char *start = file - 1;
        while (start > path && start[-1] != '/')
            start--;
        file = start;
        length = strcspn(start, "/");
    }
    snprintf(name, size, "%.*s", (int)(length < size ? length : size - 1), file);
}

enum ogcard_status template_source_file(const char *path, template_source_visit *visit, void *context,
                                        struct ogcard_error *error)
{
    char parent[4096], name[256];
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    size_t length = slash ? (size_t)(slash - path) : 0;
    snprintf(parent, sizeof parent, "%.*s", (int)length, path);
    struct folder folder = {.path = !slash ? "." : length ? parent : "/"};
    if (length >= sizeof parent)
        return error_set(error, OGCARD_IO, "Cannot read %.100s...: the path is too long.", path);
    folder.descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder.descriptor < 0)
        return error_set(error, OGCARD_IO, "Cannot read the folder %s: %s.", folder.path, strerror(errno));
    name_of_file(path, file, name, sizeof name);
    enum ogcard_status status = visit_file(&folder, file, name, visit, context, error);
    close(folder.descriptor);
    return status;
}
