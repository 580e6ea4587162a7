/* One card in one file of the disk cache.
 *
 * DIR/ab/cd/abcd...ef.png is the picture, byte for byte as it goes out, and behind it a trailer of CARD_TRAILER_BYTES
 * that says what the file holds and carries a digest of all of it. Decoders of PNG, JPEG and WebP stop at the end of
 * the picture, so that another web server can send the file as it is. (Extended attributes would be lost on copies
 * and on some file systems; a file beside it could not be replaced together with it in one step.)
 *
 * A file is written under a temporary name in DIR/tmp and renamed: readers and other processes see all of it or none.
 * Nothing is synced: after a power failure the digest tells what is whole. */
#ifndef SERVER_CACHE_FILE_H
#define SERVER_CACHE_FILE_H

#include "server/cached_card.h"

#define CARD_TRAILER_BYTES 104
/* Longest directory that a cache can have, with room for the names below it in PATH_MAX. */
#define CACHE_DIR_LENGTH 3800
#define CACHE_PATH_SIZE  4096

/* Writes DIR/ab/cd/....ext to `path`. */
void cache_file_path(char path[CACHE_PATH_SIZE], const char *dir, const struct card_id *id, enum ogcard_format format);

enum cache_read { CACHE_READ_OK, CACHE_READ_NONE, CACHE_READ_DAMAGED, CACHE_READ_FAILED };

/* Reads and verifies the file at `path`. On CACHE_READ_FAILED errno says why. `expected` NULL accepts any card, whose
 * facts then say which it is; otherwise the file is marked as used just now, at most once a minute. */
enum cache_read cache_file_read(const char *path, const struct card_id *expected, struct cached_card **card);

/* Makes the directories that are missing, writes the card. 0, or the errno of the step that failed. */
int cache_file_write(const char *dir, const struct cached_card *card);

/* The size of the card's file in bytes; 0 without one. */
size_t cache_file_size(const char *dir, const struct card_facts *facts);

/* Marks the card's file as used now. */
void cache_file_touch(const char *dir, const struct card_facts *facts);

/* Makes DIR and DIR/tmp when missing. 0 or an errno. */
int cache_dir_make(const char *dir);

/* Whether a file of `size` bytes can be written: 0 or an errno. Leaves nothing behind. */
int cache_dir_probe(const char *dir, size_t size);

#endif
