/* Preloaded into a program, makes its file calls fail as told, below one folder.
 *
 * The file named by FAULT_FILE says which: lines "CALL ERRNO", as in "writev ENOSPC"; "writev SHORT" writes half of
 * what it is given, "open NOATIME" makes the system note no use of a file, as where it is mounted so. FAULT_FOLDER is
 * the folder. The file is read at each call, so that a test turns faults on and off.
 *
 * FAULT_BREAK_OUT is a file: the first nanosleep() of a thread tries to write it, to open a socket and to start a
 * program, and says on standard error what came of it.
 *
 * FAULT_CLOCK is a file with seconds that the wall clock is ahead (or behind, with a minus), read at each call.
 *
 * FAULT_EPOLL_DEL_US: taking a descriptor out of an epoll set takes so many microseconds longer.
 */
#undef _FILE_OFFSET_BITS /* it would make open() another name of open64() */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define SHORT   (-1)
#define NOATIME (-2)

int open(const char *path, int flags, ...);
int open64(const char *path, int flags, ...);

static const struct {
    const char *name;
    int number;
} errnos[] = {
    {"ENOSPC", ENOSPC}, {"EIO", EIO},     {"EROFS", EROFS},     {"EACCES", EACCES}, {"EDQUOT", EDQUOT},
    {"EMFILE", EMFILE}, {"SHORT", SHORT}, {"NOATIME", NOATIME}, {NULL, 0},
};

/* What the call should fail with; 0: it should not. Only plain system calls in here. */
static int fault(const char *call, const char *path)
{
    const char *folder = getenv("FAULT_FOLDER"), *file = getenv("FAULT_FILE");
    char text[1024];
    if (!folder || !file || !path || strncmp(path, folder, strlen(folder)) != 0)
        return 0;
    long fd = syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    long length = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    text[length > 0 ? length : 0] = '\0';
    char *save = NULL;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        size_t name = strlen(call);
        for (size_t i = 0; errnos[i].name; i++) {
            if (strncmp(line, call, name) == 0 && line[name] == ' ' && strcmp(line + name + 1, errnos[i].name) == 0)
                return errnos[i].number;
        }
    }
    return 0;
}

static int fault_at(const char *call, int fd)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = '\0';
    return fault(call, path);
}

#define NEXT(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))
#define FAIL(number, result)                                                                                           \
    do {                                                                                                               \
        int number_ = (number);                                                                                        \
        if (number_ > 0) {                                                                                             \
            errno = number_;                                                                                           \
            return result;                                                                                             \
        }                                                                                                              \
    } while (0)

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    int number = fault(flags & O_CREAT ? "create" : "open", path);
    FAIL(number, -1);
    return NEXT(open)(path, number == NOATIME ? flags | O_NOATIME : flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    int number = fault(flags & O_CREAT ? "create" : "open", path);
    FAIL(number, -1);
    return NEXT(open64)(path, number == NOATIME ? flags | O_NOATIME : flags, mode);
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
    int number = fault_at("writev", fd);
    FAIL(number, -1);
    if (number == SHORT && pieces[0].iov_len > 1)
        return write(fd, pieces[0].iov_base, pieces[0].iov_len / 2);
    return NEXT(writev)(fd, pieces, count);
}

ssize_t read(int fd, void *buffer, size_t size)
{
    int number = fault_at("read", fd);
    FAIL(number, -1);
    return NEXT(read)(fd, buffer, number == SHORT && size > 1 ? size / 2 : size);
}

int rename(const char *from, const char *to)
{
    FAIL(fault("rename", to), -1);
    return NEXT(rename)(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    FAIL(fault("mkdir", path), -1);
    return NEXT(mkdir)(path, mode);
}

int close(int fd)
{
    int number = fault_at("close", fd);
    int result = NEXT(close)(fd);
    FAIL(number, -1);
    return result;
}

int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
    const char *delay_us = getenv("FAULT_EPOLL_DEL_US");
    if (delay_us && operation == EPOLL_CTL_DEL)
        usleep((useconds_t)strtoul(delay_us, NULL, 10));
    return NEXT(epoll_ctl)(epoll, operation, fd, event);
}

static void break_out(const char *file)
{
    char *const arguments[] = {(char[]){"/bin/true"}, NULL};
    int written = NEXT(open)(file, O_CREAT | O_WRONLY, 0644);
    dprintf(2, "outside: %s\n", written < 0 ? strerror(errno) : "written");
    int opened = socket(AF_INET, SOCK_STREAM, 0);
    dprintf(2, "socket: %s\n", opened < 0 ? strerror(errno) : "opened");
    execv(arguments[0], arguments);
    dprintf(2, "program: %s\n", strerror(errno));
}

int nanosleep(const struct timespec *wanted, struct timespec *left)
{
    static bool tried;
    const char *file = getenv("FAULT_BREAK_OUT");
    if (file && !__atomic_exchange_n(&tried, true, __ATOMIC_SEQ_CST))
        break_out(file);
    return NEXT(nanosleep)(wanted, left);
}

static long clock_offset_s(void)
{
    const char *file = getenv("FAULT_CLOCK");
    char text[32];
    long fd = file ? syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return 0;
    long length = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    text[length > 0 ? length : 0] = '\0';
    return strtol(text, NULL, 10);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && clock == CLOCK_REALTIME)
        now->tv_sec += clock_offset_s();
    return result;
}

time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}
