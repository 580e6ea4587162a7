/* Files beside a template: which paths may be named, and the pictures that are read. */
#include <stdlib.h>
#include <string.h>

#include "data_url.h"
#include "loader.h"

const char *path_fault(const char *path)
{
    size_t length = strlen(path);
    if (length == 0)
        return "the path is empty";
    if (length > 255)
        return "the path is too long";
    if (strchr(path, ':'))
        return "nothing is fetched; save it as a file beside the template and name that";
    if (path[0] == '/')
        return "the path is absolute; name a file beside the template";
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)path[i] < 0x20 || strchr("\\?#%", path[i]))
            return "the path has a character that file names here do not: \\ ? # % or a control character";
    for (const char *part = path;; part++) {
        size_t size = strcspn(part, "/");
        if (size == 0 || (size == 1 && part[0] == '.') || (size == 2 && part[0] == '.' && part[1] == '.'))
            return "the path has empty parts, . or ..; name a file beside the template";
        part += size;
        if (*part == '\0')
            return NULL;
    }
}

static bool read_data_url(struct loader *loader, const char *url, size_t offset, uint8_t **bytes, size_t *size)
{
    const char *problem;
    *bytes = data_url_decode(url, size, &problem);
    if (!*bytes)
        diagnostics_error(&loader->diagnostics, offset, "'%.40s': %s", url, problem);
    return *bytes != NULL;
}

bool loader_read_file(struct loader *loader, const char *path, size_t offset, uint8_t **bytes, size_t *size)
{
    struct ogcard_error error = {0};
    *bytes = NULL;
    *size = 0;
    if (data_url_is(path))
        return read_data_url(loader, path, offset, bytes, size);
    const char *fault = path_fault(path);
    if (fault) {
        diagnostics_error(&loader->diagnostics, offset, "'%.80s': %s", path, fault);
        return false;
    }
    if (!loader->files || !loader->files->read) {
        diagnostics_error(&loader->diagnostics, offset, "'%.80s': this template has no files beside it", path);
        return false;
    }
    if (loader->files->read(loader->files->context, path, bytes, size, &error) != OGCARD_OK) {
        diagnostics_forward(&loader->diagnostics, offset, &error);
        return false;
    }
    uint64_t length = *size;
    crypto_generichash_update(&loader->digest, (const unsigned char *)path, strlen(path) + 1);
    crypto_generichash_update(&loader->digest, (const unsigned char *)&length, sizeof length);
    crypto_generichash_update(&loader->digest, *bytes, *size);
    return true;
}

const struct image *template_picture(const struct template *template, const char *path)
{
    for (size_t i = 0; i < template->picture_count; i++)
        if (strcmp(template->pictures[i].path, path) == 0)
            return template->pictures[i].image;
    return NULL;
}

const struct image *loader_picture(struct loader *loader, const char *path, size_t offset)
{
    struct template *template = loader->template;
    const struct image *known = template_picture(template, path);
    struct ogcard_error error = {0};
    struct image *image = NULL;
    uint8_t *bytes;
    size_t size;
    if (known)
        return known;
    if (template->picture_count == TEMPLATE_MAX_PICTURES) {
        diagnostics_error(&loader->diagnostics, offset, "more than %u pictures", TEMPLATE_MAX_PICTURES);
        return NULL;
    }
    char *kept = arena_strdup(loader->arena, path);
    if (!kept || !loader_read_file(loader, path, offset, &bytes, &size))
        return NULL;
    const char *name = data_url_is(path) ? "data: URL" : path;
    enum ogcard_status status = image_decode(bytes, size, name, &image, &error);
    free(bytes);
    if (status != OGCARD_OK) {
        diagnostics_forward(&loader->diagnostics, offset, &error);
        return NULL;
    }
    template->pictures[template->picture_count++] = (struct picture){kept, image};
    return image;
}
