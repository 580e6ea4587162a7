#define _GNU_SOURCE
#include "server/watch.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/error.h"
#include "server/clock.h"
#include "server/log.h"
#include "server/thread.h"

#define WATCH_EVENTS                                                                                                   \
    (IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
#define WATCH_DEPTH_MAX   8
#define WATCH_FOLDERS_MAX 2000
#define WATCH_PATH_MAX    4096
/* How often a folder that went away is looked for. */
#define WATCH_SEARCH_MS 1000

struct watch {
    char *folder;
    void (*changed)(void *context);
    void *context;
    pthread_t thread;
    int events; /* inotify */
    int stop;   /* eventfd */
    bool lost;  /* the folder is not there */
    bool full;  /* said that there are too many folders */
};

/* Adding what is watched already changes nothing. */
static bool add_folder(struct watch *watch, const char *path, unsigned depth, unsigned *count)
{
    if (++*count > WATCH_FOLDERS_MAX || inotify_add_watch(watch->events, path, WATCH_EVENTS) < 0) {
        if (*count > 1 && !watch->full)
            log_write(LOG_WARNING, "Changes below %s are not noticed: %s.", path,
                      *count > WATCH_FOLDERS_MAX ? "there are too many folders" : strerror(errno));
        watch->full |= *count > 1;
        return false;
    }
    DIR *folder = depth < WATCH_DEPTH_MAX ? opendir(path) : NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char inner[WATCH_PATH_MAX];
        struct stat facts;
        int length = snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && length < (int)sizeof inner && stat(inner, &facts) == 0 &&
            S_ISDIR(facts.st_mode) && !add_folder(watch, inner, depth + 1, count))
            break;
    }
    if (folder)
        closedir(folder);
    return true;
}

static bool add_folders(struct watch *watch)
{
    unsigned count = 0;
    return add_folder(watch, watch->folder, 0, &count);
}

/* "..data" is how Kubernetes swaps a mounted folder. */
static bool is_hidden(const char *name)
{
    return name[0] == '.' && name[1] != '.';
}

/* Takes what there is to read; whether any of it counts. */
static bool read_events(struct watch *watch)
{
    _Alignas(struct inotify_event) char bytes[16384];
    bool counts = false;
    ssize_t size = read(watch->events, bytes, sizeof bytes);
    for (ssize_t at = 0; at < size;) {
        const struct inotify_event *event = (const struct inotify_event *)(const void *)(bytes + at);
        at += (ssize_t)(sizeof *event + event->len);
        if (event->mask & IN_IGNORED)
            continue;
        counts |= event->len == 0 || !is_hidden(event->name);
    }
    return counts;
}

enum waited { WAITED_STOP, WAITED_EVENT, WAITED_TIME };

/* -1: for as long as it takes. */
static enum waited wait_ms(struct watch *watch, int ms)
{
    struct pollfd descriptors[] = {{.fd = watch->stop, .events = POLLIN}, {.fd = watch->events, .events = POLLIN}};
    int count = poll(descriptors, 2, ms);
    if (descriptors[0].revents)
        return WAITED_STOP;
    return count > 0 && descriptors[1].revents ? WAITED_EVENT : WAITED_TIME;
}

/* After a change: until nothing changes any more. False when it is time to end. */
static bool wait_for_rest(struct watch *watch)
{
    int64_t latest_ms = clock_monotonic_ms() + WATCH_LATEST_MS;
    for (;;) {
        int64_t left_ms = latest_ms - clock_monotonic_ms();
        if (left_ms <= 0)
            return true;
        switch (wait_ms(watch, left_ms < WATCH_QUIET_MS ? (int)left_ms : WATCH_QUIET_MS)) {
        case WAITED_STOP:
            return false;
        case WAITED_EVENT:
            read_events(watch);
            break;
        case WAITED_TIME:
        default:
            return true;
        }
    }
}

static void *watch_main(void *context)
{
    struct watch *watch = context;
    thread_begin("watch", THREAD_NICE_BACKGROUND);
    for (;;) {
        enum waited waited = wait_ms(watch, watch->lost ? WATCH_SEARCH_MS : -1);
        if (waited == WAITED_STOP)
            return NULL;
        if (waited == WAITED_EVENT && !read_events(watch))
            continue;
        if (waited == WAITED_EVENT && !wait_for_rest(watch))
            return NULL;
        /* Watched first, then read: what changes in between is seen once more. */
        bool lost = watch->lost;
        watch->lost = !add_folders(watch);
        if (!watch->lost || !lost)
            watch->changed(watch->context);
    }
}

enum ogcard_status watch_start(const char *folder, void (*changed)(void *context), void *context, struct watch **out,
                               struct ogcard_error *error)
{
    *out = NULL;
    if (!folder)
        return error_set(error, OGCARD_USAGE, "--watch needs a folder to watch: add --templates DIR.");
    struct watch *watch = calloc(1, sizeof *watch);
    if (!watch || !(watch->folder = strdup(folder))) {
        free(watch);
        return error_set(error, OGCARD_INTERNAL, "There is not enough memory.");
    }
    watch->changed = changed;
    watch->context = context;
    watch->stop = eventfd(0, EFD_CLOEXEC);
    watch->events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->stop >= 0 && watch->events >= 0 && add_folders(watch) &&
        thread_start(&watch->thread, watch_main, watch)) {
        *out = watch;
        return OGCARD_OK;
    }
    error_set(error, OGCARD_IO, "The templates folder %s cannot be watched: %s.", folder, strerror(errno));
    if (watch->stop >= 0)
        close(watch->stop);
    if (watch->events >= 0)
        close(watch->events);
    free(watch->folder);
    free(watch);
    return OGCARD_IO;
}

void watch_stop(struct watch *watch)
{
    if (!watch)
        return;
    eventfd_write(watch->stop, 1);
    pthread_join(watch->thread, NULL);
    close(watch->stop);
    close(watch->events);
    free(watch->folder);
    free(watch);
}
