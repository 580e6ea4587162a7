/* ogcard cache: looking after the disk cache, also while servers use it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "internal/error.h"
#include "server/cache_dir.h"
#include "server/cache_file.h"
#include "server/cache_scan.h"
#include "server/cached_card.h"
#include "server/clock.h"
#include "server/commands.h"

struct cache_options {
    const char *dir;
    int64_t size_bytes;
    int64_t unused_s;
};

static const struct option options[] = {
    {.name = "cache-dir",
     .letter = 'c',
     .type = OPTION_TEXT,
     .offset = offsetof(struct cache_options, dir),
     .value_name = "DIR",
     .fallback = "auto",
     .help = "Folder of the disk cache, as for ogcard serve."},
    {.name = "cache-size",
     .type = OPTION_BYTES,
     .offset = offsetof(struct cache_options, size_bytes),
     .value_name = "BYTES",
     .fallback = "1G",
     .help = "What prune leaves: the cards used last."},
    {.name = "unused",
     .type = OPTION_SECONDS,
     .offset = offsetof(struct cache_options, unused_s),
     .value_name = "TIME",
     .flag_only = true,
     .help = "With prune, also remove the cards that were not used for so long."},
};

static const struct option_set set = {
    .options = options, .count = sizeof options / sizeof options[0], .environment = true, .operands_max = 1};

/* What a walk over the files gathers. */
struct tally {
    const struct cache_options *options;
    int64_t now_s;
    uint64_t files, bytes, damaged, unreadable, removed;
    int64_t oldest_use_s, newest_use_s;
};

static bool tally_file(void *context, const char *path, const struct stat *info)
{
    (void)path;
    struct tally *tally = context;
    tally->files++;
    tally->bytes += cache_disk_usage((uint64_t)info->st_size);
    if (tally->files == 1 || info->st_atime < tally->oldest_use_s)
        tally->oldest_use_s = info->st_atime;
    if (tally->files == 1 || info->st_atime > tally->newest_use_s)
        tally->newest_use_s = info->st_atime;
    return true;
}

/* A file must hold a whole card, and the card that its name says. */
static bool verify_file(void *context, const char *path, const struct stat *info)
{
    struct tally *tally = context;
    struct cached_card *card = NULL;
    char expected[CACHE_PATH_SIZE];
    tally_file(context, path, info);
    enum cache_read result = cache_file_read(path, NULL, &card);
    if (result == CACHE_READ_OK) {
        const struct card_facts *facts = cached_card_facts(card);
        cache_file_path(expected, tally->options->dir, &facts->id, facts->format);
        if (strcmp(expected, path) != 0)
            result = CACHE_READ_DAMAGED;
        cached_card_unref(card);
    }
    if (result == CACHE_READ_DAMAGED) {
        tally->damaged++;
        fprintf(stderr, "ogcard: %s is damaged and was removed.\n", path);
        unlink(path);
    } else if (result == CACHE_READ_FAILED) {
        tally->unreadable++;
        fprintf(stderr, "ogcard: %s cannot be read: %s.\n", path, strerror(errno));
    }
    return true;
}

static bool remove_file(void *context, const char *path, const struct stat *info)
{
    struct tally *tally = context;
    if (tally->now_s - info->st_atime >= tally->options->unused_s && unlink(path) == 0)
        tally->removed++;
    return true;
}

static enum ogcard_status walk(const struct cache_options *cache_options, cache_visit *visit, struct tally *tally,
                               struct ogcard_error *error)
{
    *tally = (struct tally){.options = cache_options, .now_s = clock_wall_s()};
    int failure = cache_walk(cache_options->dir, visit, tally);
    if (failure)
        return error_set(error, OGCARD_IO, "The disk cache %s cannot be read: %s.", cache_options->dir,
                         strerror(failure));
    return OGCARD_OK;
}

static void print_age(const char *label, int64_t seconds)
{
    printf("%s%" PRId64 " d %" PRId64 " h %" PRId64 " min ago\n", label, seconds / 86400, seconds / 3600 % 24,
           seconds / 60 % 60);
}

static enum ogcard_status cache_stat(const struct cache_options *cache_options, struct ogcard_error *error)
{
    struct tally tally;
    enum ogcard_status status = walk(cache_options, tally_file, &tally, error);
    if (status != OGCARD_OK)
        return status;
    printf("folder:      %s\ncards:       %" PRIu64 "\nbytes:       %" PRIu64 "\n", cache_options->dir, tally.files,
           tally.bytes);
    if (tally.files > 0) {
        print_age("oldest use:  ", tally.now_s - tally.oldest_use_s);
        print_age("newest use:  ", tally.now_s - tally.newest_use_s);
    }
    return OGCARD_OK;
}

static enum ogcard_status cache_verify(const struct cache_options *cache_options, struct ogcard_error *error)
{
    struct tally tally;
    enum ogcard_status status = walk(cache_options, verify_file, &tally, error);
    if (status != OGCARD_OK)
        return status;
    printf("%" PRIu64 " cards, %" PRIu64 " damaged files removed\n", tally.files - tally.damaged, tally.damaged);
    if (tally.unreadable > 0)
        return error_set(error, OGCARD_IO, "%" PRIu64 " files cannot be read.", tally.unreadable);
    return OGCARD_OK;
}

static enum ogcard_status cache_prune(const struct cache_options *cache_options, struct ogcard_error *error)
{
    struct tally tally = {.removed = 0};
    struct cache_count count;
    uint64_t removed = 0, limit = (uint64_t)cache_options->size_bytes;
    if (cache_options->unused_s > 0 && walk(cache_options, remove_file, &tally, error) != OGCARD_OK)
        return OGCARD_IO;
    cache_remove_stale(cache_options->dir);
    int failure = cache_trim(cache_options->dir, limit, limit, NULL, NULL, &count, &removed);
    if (failure)
        return error_set(error, OGCARD_IO, "The disk cache %s cannot be read: %s.", cache_options->dir,
                         strerror(failure));
    printf("%" PRIu64 " cards removed, %" PRIu64 " left with %" PRIu64 " bytes\n", tally.removed + removed, count.files,
           count.bytes);
    return OGCARD_OK;
}

static enum ogcard_status cache_clear(const struct cache_options *cache_options, struct ogcard_error *error)
{
    struct tally tally;
    struct cache_options all = *cache_options;
    all.unused_s = INT64_MIN;
    enum ogcard_status status = walk(&all, remove_file, &tally, error);
    if (status == OGCARD_OK)
        printf("%" PRIu64 " cards removed\n", tally.removed);
    return status;
}

static const struct action {
    const char *name;
    enum ogcard_status (*run)(const struct cache_options *cache_options, struct ogcard_error *error);
} actions[] = {
    {"stat", cache_stat},
    {"verify", cache_verify},
    {"prune", cache_prune},
    {"clear", cache_clear},
};

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    struct cache_options *cache_options = values->target;
    char dir[CACHE_PATH_SIZE];
    const char *name = values->operand_count ? values->operands[0] : "";
    if (!cache_dir_resolve(cache_options->dir, dir))
        return error_set(error, OGCARD_USAGE, "--cache-dir is \"none\", but must name a folder.");
    cache_options->dir = dir;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(actions[i].name, name) == 0) {
            enum ogcard_status status = actions[i].run(cache_options, error);
            if (status == OGCARD_OK && fflush(stdout) != 0)
                return error_set(error, OGCARD_IO, "Standard output cannot be written: %s.", strerror(errno));
            return status;
        }
    }
    return error_set(error, OGCARD_USAGE, "\"%s\" is nothing to do with a cache: stat, verify, prune or clear.", name);
}

const struct command command_cache = {
    .name = "cache",
    .usage = "stat|verify|prune|clear [--cache-dir DIR]",
    .summary = "Look after the disk cache.",
    .about = "  stat    how many cards, how many bytes, when they were used\n"
             "  verify  read every card, remove what is damaged\n"
             "  prune   remove the cards least recently used, down to --cache-size\n"
             "  clear   remove all cards\n\n"
             "Servers that use the folder meanwhile are not disturbed: a card that is gone is made again.",
    .options = &set,
    .values_size = sizeof(struct cache_options),
    .run = run,
};
