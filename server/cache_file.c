#include "server/cache_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "server/clock.h"
#include "server/limits.h"
#include "server/text.h"

#define TOUCH_SECONDS 60

/* The trailer, little-endian: magic 8, version 4, format 4, size of the picture 8, created 8, missing glyphs 4,
 * flags 4, id 32, digest 32 of the picture and of the trailer up to here. */
static const uint8_t trailer_magic[8] = {'o', 'g', 'c', 'a', 'r', 'd', 0x1a, '\n'};
#define TRAILER_VERSION   1
#define TRAILER_DIGEST_AT 72
#define FLAG_RECOMPRESSED 1

static void put_le(uint8_t *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t get_le(const uint8_t *in, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)in[i] << 8 * i;
    return value;
}

static void digest_make(uint8_t digest[32], const uint8_t *picture, size_t size, const uint8_t *trailer)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 32);
    crypto_generichash_update(&state, picture, size);
    crypto_generichash_update(&state, trailer, TRAILER_DIGEST_AT);
    crypto_generichash_final(&state, digest, 32);
}

static void trailer_write(uint8_t trailer[CARD_TRAILER_BYTES], const struct cached_card *card)
{
    const struct card_facts *facts = cached_card_facts(card);
    memset(trailer, 0, CARD_TRAILER_BYTES);
    memcpy(trailer, trailer_magic, sizeof trailer_magic);
    put_le(trailer + 8, TRAILER_VERSION, 4);
    put_le(trailer + 12, facts->format, 4);
    put_le(trailer + 16, cached_card_size(card), 8);
    put_le(trailer + 24, (uint64_t)facts->created_s, 8);
    put_le(trailer + 32, facts->missing_glyphs, 4);
    put_le(trailer + 36, facts->recompressed ? FLAG_RECOMPRESSED : 0, 4);
    memcpy(trailer + 40, facts->id.bytes, CARD_ID_BYTES);
    digest_make(trailer + TRAILER_DIGEST_AT, cached_card_bytes(card), cached_card_size(card), trailer);
}

static bool trailer_read(const uint8_t *bytes, size_t picture_size, struct card_facts *facts)
{
    const uint8_t *trailer = bytes + picture_size;
    uint8_t digest[32];
    if (memcmp(trailer, trailer_magic, sizeof trailer_magic) != 0 || get_le(trailer + 8, 4) != TRAILER_VERSION ||
        get_le(trailer + 12, 4) > OGCARD_FORMAT_WEBP || get_le(trailer + 16, 8) != picture_size)
        return false;
    digest_make(digest, bytes, picture_size, trailer);
    if (memcmp(digest, trailer + TRAILER_DIGEST_AT, sizeof digest) != 0)
        return false;
    facts->format = (enum ogcard_format)get_le(trailer + 12, 4);
    facts->created_s = (int64_t)get_le(trailer + 24, 8);
    facts->missing_glyphs = (unsigned)get_le(trailer + 32, 4);
    facts->recompressed = (get_le(trailer + 36, 4) & FLAG_RECOMPRESSED) != 0;
    memcpy(facts->id.bytes, trailer + 40, CARD_ID_BYTES);
    return true;
}

void cache_file_path(char path[CACHE_PATH_SIZE], const char *dir, const struct card_id *id, enum ogcard_format format)
{
    static const char *const extensions[] = {
        [OGCARD_FORMAT_PNG] = "png", [OGCARD_FORMAT_JPEG] = "jpg", [OGCARD_FORMAT_WEBP] = "webp"};
    char hex[2 * CARD_ID_BYTES + 1];
    text_hex(hex, id->bytes, CARD_ID_BYTES);
    snprintf(path, CACHE_PATH_SIZE, "%.*s/%.2s/%.2s/%s.%s", CACHE_DIR_LENGTH, dir, hex, hex + 2, hex,
             extensions[format]);
}

/* The whole regular file in a new buffer; CACHE_READ_DAMAGED when its size cannot be that of a card. */
static enum cache_read read_whole(int fd, bool mark_used, uint8_t **bytes, size_t *size)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return CACHE_READ_FAILED;
    if (!S_ISREG(info.st_mode) || info.st_size <= CARD_TRAILER_BYTES ||
        info.st_size > LIMIT_CARD_BYTES + CARD_TRAILER_BYTES)
        return CACHE_READ_DAMAGED;
    *size = (size_t)info.st_size;
    *bytes = malloc(*size);
    if (!*bytes)
        return CACHE_READ_FAILED;
    for (size_t done = 0; done < *size;) {
        ssize_t got = read(fd, *bytes + done, *size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            int error = errno;
            free(*bytes);
            *bytes = NULL;
            errno = error;
            return got < 0 ? CACHE_READ_FAILED : CACHE_READ_DAMAGED;
        }
        done += (size_t)got;
    }
    int64_t age_s = clock_wall_s() - info.st_atime;
    if (mark_used && (age_s >= TOUCH_SECONDS || age_s < 0))
        futimens(fd, (struct timespec[2]){{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_OMIT}});
    return CACHE_READ_OK;
}

enum cache_read cache_file_read(const char *path, const struct card_id *expected, struct cached_card **card)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    *card = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return CACHE_READ_NONE;
        return errno == ELOOP ? CACHE_READ_DAMAGED : CACHE_READ_FAILED;
    }
    enum cache_read result = read_whole(fd, expected != NULL, &bytes, &size);
    int error = errno;
    close(fd);
    errno = error;
    if (result != CACHE_READ_OK)
        return result;

    struct card_facts facts = {0};
    size_t picture_size = size - CARD_TRAILER_BYTES;
    if (!trailer_read(bytes, picture_size, &facts) || (expected && !card_id_equal(&facts.id, expected))) {
        free(bytes);
        return CACHE_READ_DAMAGED;
    }
    *card = cached_card_from_bytes(&facts, bytes, picture_size);
    return *card ? CACHE_READ_OK : CACHE_READ_FAILED;
}

/* Makes the last directories of a file's path, as far up as they are missing. */
static int make_parents(const char *path)
{
    char parent[CACHE_PATH_SIZE];
    snprintf(parent, sizeof parent, "%s", path);
    char *slash = strrchr(parent, '/');
    if (!slash || slash == parent)
        return 0;
    *slash = '\0';
    if (mkdir(parent, 0755) == 0 || errno == EEXIST)
        return 0;
    if (errno != ENOENT)
        return errno;
    int error = make_parents(parent);
    if (error)
        return error;
    return mkdir(parent, 0755) == 0 || errno == EEXIST ? 0 : errno;
}

int cache_dir_make(const char *dir)
{
    char path[CACHE_PATH_SIZE];
    struct stat info;
    snprintf(path, sizeof path, "%.*s/tmp/x", CACHE_DIR_LENGTH, dir);
    int error = make_parents(path);
    if (error)
        return error;
    path[strlen(path) - 2] = '\0';
    if (stat(path, &info) != 0)
        return errno;
    return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
}

static int write_pieces(int fd, struct iovec *pieces, int count)
{
    while (count > 0) {
        ssize_t done = writev(fd, pieces, count);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno;
        if (done == 0)
            return EIO;
        size_t left = (size_t)done;
        while (count > 0 && left >= pieces->iov_len) {
            left -= pieces->iov_len;
            pieces++;
            count--;
        }
        if (count > 0) {
            pieces->iov_base = (uint8_t *)pieces->iov_base + left;
            pieces->iov_len -= left;
        }
    }
    return 0;
}

static int open_temporary(const char *dir, char path[CACHE_PATH_SIZE])
{
    static atomic_uint counter;
    snprintf(path, CACHE_PATH_SIZE, "%.*s/tmp/%ld-%u-%08x", CACHE_DIR_LENGTH, dir, (long)getpid(),
             atomic_fetch_add(&counter, 1), randombytes_random());
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    int fd = open(path, flags, 0644);
    if (fd < 0 && errno == ENOENT) {
        int error = cache_dir_make(dir);
        if (error) {
            errno = error;
            return -1;
        }
        fd = open(path, flags, 0644);
    }
    return fd;
}

int cache_dir_probe(const char *dir, size_t size)
{
    char path[CACHE_PATH_SIZE];
    static const uint8_t zeros[4096];
    int fd = open_temporary(dir, path);
    if (fd < 0)
        return errno;
    int error = 0;
    for (size_t done = 0; !error && done < size; done += sizeof zeros) {
        struct iovec piece = {(void *)(uintptr_t)zeros, sizeof zeros};
        error = write_pieces(fd, &piece, 1);
    }
    if (close(fd) != 0 && !error)
        error = errno;
    unlink(path);
    return error;
}

int cache_file_write(const char *dir, const struct cached_card *card)
{
    const struct card_facts *facts = cached_card_facts(card);
    char temporary[CACHE_PATH_SIZE], path[CACHE_PATH_SIZE];
    uint8_t trailer[CARD_TRAILER_BYTES];
    cache_file_path(path, dir, &facts->id, facts->format);
    trailer_write(trailer, card);

    int fd = open_temporary(dir, temporary);
    if (fd < 0)
        return errno;
    struct iovec pieces[2] = {{(void *)(uintptr_t)cached_card_bytes(card), cached_card_size(card)},
                              {trailer, sizeof trailer}};
    int error = write_pieces(fd, pieces, 2);
    /* The picture's date is the card's, also for a web server that sends the file. */
    if (!error)
        futimens(fd, (struct timespec[2]){{.tv_nsec = UTIME_NOW}, {.tv_sec = facts->created_s}});
    if (close(fd) != 0 && !error)
        error = errno;
    if (!error && rename(temporary, path) != 0) {
        error = errno;
        if (error == ENOENT && (error = make_parents(path)) == 0)
            error = rename(temporary, path) == 0 ? 0 : errno;
    }
    if (error)
        unlink(temporary);
    return error;
}

size_t cache_file_size(const char *dir, const struct card_facts *facts)
{
    char path[CACHE_PATH_SIZE];
    struct stat info;
    cache_file_path(path, dir, &facts->id, facts->format);
    return lstat(path, &info) == 0 && S_ISREG(info.st_mode) ? (size_t)info.st_size : 0;
}

void cache_file_touch(const char *dir, const struct card_facts *facts)
{
    char path[CACHE_PATH_SIZE];
    cache_file_path(path, dir, &facts->id, facts->format);
    utimensat(AT_FDCWD, path, (struct timespec[2]){{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_OMIT}},
              AT_SYMLINK_NOFOLLOW);
}
