#include "server/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/error.h"

char *file_read(const char *path, size_t limit, size_t *size, struct ogcard_error *error)
{
    char *text = NULL;
    size_t length = 0, capacity = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        error_set(error, OGCARD_IO, "%s cannot be opened: %s.", path, strerror(errno));
        return NULL;
    }
    for (;;) {
        if (length + 1 >= capacity) {
            capacity = capacity ? capacity * 2 : 8192;
            char *more = realloc(text, capacity);
            if (!more) {
                error_set(error, OGCARD_IO, "There is not enough memory to read %s.", path);
                goto fail;
            }
            text = more;
        }
        ssize_t got = read(fd, text + length, capacity - length - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_set(error, OGCARD_IO, "%s cannot be read: %s.", path, strerror(errno));
            goto fail;
        }
        if (got == 0)
            break;
        length += (size_t)got;
        if (length > limit) {
            error_set(error, OGCARD_IO, "%s is larger than %zu bytes.", path, limit);
            goto fail;
        }
    }
    close(fd);
    text[length] = '\0';
    if (size)
        *size = length;
    return text;
fail:
    close(fd);
    free(text);
    return NULL;
}

static int write_all(int fd, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(fd, bytes, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno;
        bytes += done;
        size -= (size_t)done;
    }
    return 0;
}

enum ogcard_status file_write(const char *path, const void *bytes, size_t size, struct ogcard_error *error)
{
    struct stat info;
    char temporary[4096];
    bool standard = strcmp(path, "-") == 0;
    bool in_place = standard || (stat(path, &info) == 0 && !S_ISREG(info.st_mode));
    if ((size_t)snprintf(temporary, sizeof temporary, in_place ? "%s" : "%s.%ld.tmp", path, (long)getpid()) >=
        sizeof temporary)
        return error_set(error, OGCARD_IO, "The name of the file to write is too long.");

    int fd = standard ? dup(STDOUT_FILENO)
                      : open(temporary, O_WRONLY | O_CLOEXEC | (in_place ? 0 : O_CREAT | O_TRUNC), 0666);
    int failure = fd < 0 ? errno : write_all(fd, bytes, size);
    if (fd >= 0 && close(fd) != 0 && !failure)
        failure = errno;
    if (!failure && !in_place && rename(temporary, path) != 0)
        failure = errno;
    if (!failure)
        return OGCARD_OK;
    if (!in_place && fd >= 0)
        unlink(temporary);
    return error_set(error, OGCARD_IO, "%s cannot be written: %s.", standard ? "Standard output" : path,
                     strerror(failure));
}
