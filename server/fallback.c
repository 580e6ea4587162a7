#include "server/fallback.h"

#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/file.h"
#include "server/limits.h"

static const char *media_type_of(const uint8_t *bytes, size_t size)
{
    if (size > 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
        return ogcard_format_media_type(OGCARD_FORMAT_PNG);
    if (size > 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
        return ogcard_format_media_type(OGCARD_FORMAT_JPEG);
    if (size > 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0)
        return ogcard_format_media_type(OGCARD_FORMAT_WEBP);
    return NULL;
}

enum ogcard_status fallback_read(struct fallback *fallback, const char *path, struct ogcard_error *error)
{
    *fallback = (struct fallback){0};
    if (!path)
        return OGCARD_OK;
    fallback->bytes = (uint8_t *)file_read(path, LIMIT_FALLBACK_BYTES, &fallback->size, error);
    if (!fallback->bytes)
        return error->status;
    fallback->media_type = media_type_of(fallback->bytes, fallback->size);
    if (fallback->media_type)
        return OGCARD_OK;
    fallback_finish(fallback);
    return error_set(error, OGCARD_USAGE, "--fallback is %s, but must be a PNG, JPEG or WebP file.", path);
}

void fallback_finish(struct fallback *fallback)
{
    free(fallback->bytes);
    fallback->bytes = NULL;
}
