/* Listening sockets. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "internal/error.h"
#include "server/address.h"
#include "server/http.h"

#define BACKLOG 1024

static int open_listening(int family, const struct sockaddr *address, socklen_t length)
{
    int on = 1;
    int descriptor = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    if (family != AF_UNIX)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(descriptor, address, length) == 0 && listen(descriptor, BACKLOG) == 0)
        return descriptor;
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

static enum ogcard_status listen_local(const char *path, int *descriptor, struct ogcard_error *error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat info;
    if (strlen(path) >= sizeof address.sun_path)
        return error_set(error, OGCARD_USAGE, "The socket's path %s is longer than %zu bytes.", path,
                         sizeof address.sun_path - 1);
    strcpy(address.sun_path, path);
    /* One that a killed server left behind; a server that still listens on it loses it, as with any restart. */
    if (lstat(path, &info) == 0 && S_ISSOCK(info.st_mode))
        unlink(path);
    *descriptor = open_listening(AF_UNIX, (struct sockaddr *)&address, sizeof address);
    if (*descriptor < 0)
        return error_set(error, OGCARD_IO, "%s cannot be listened on: %s.", path, strerror(errno));
    return OGCARD_OK;
}

enum ogcard_status http_listen(const char *where, const char *option, int *descriptor, struct ogcard_error *error)
{
    char host[256];
    if (strncmp(where, "unix:", 5) == 0)
        return listen_local(where + 5, descriptor, error);
    const char *colon = strrchr(where, ':');
    if (!colon || !colon[1] || (size_t)(colon - where) >= sizeof host)
        return error_set(error, OGCARD_USAGE, "%s is \"%s\", but must be ADDRESS:PORT, as in 127.0.0.1:8080.", option,
                         where);
    size_t length = (size_t)(colon - where);
    bool brackets = length >= 2 && where[0] == '[' && where[length - 1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(brackets ? length - 2 : length), where + brackets);

    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *found = NULL;
    int failure = getaddrinfo(host[0] ? host : NULL, colon + 1, &hints, &found);
    if (failure)
        return error_set(error, OGCARD_USAGE, "%s is \"%s\", which is no address and port: %s.", option, where,
                         gai_strerror(failure));
    *descriptor = -1;
    int reason = 0;
    /* For "all addresses" the IPv6 socket takes IPv4 too. */
    for (int round = 0; round < 2 && *descriptor < 0; round++) {
        for (struct addrinfo *a = found; a && *descriptor < 0; a = a->ai_next) {
            if ((a->ai_family == AF_INET6) != (round == 0))
                continue;
            *descriptor = open_listening(a->ai_family, a->ai_addr, a->ai_addrlen);
            reason = errno;
        }
    }
    freeaddrinfo(found);
    if (*descriptor < 0)
        return error_set(error, OGCARD_IO, "%s cannot be listened on: %s.", where, strerror(reason));
    return OGCARD_OK;
}

bool http_listen_inherited(int *descriptor)
{
    const int first = 3; /* SD_LISTEN_FDS_START */
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    int listening = 0;
    socklen_t size = sizeof listening;
    if (!pid || !count || strtol(pid, NULL, 10) != (long)getpid() || strtol(count, NULL, 10) < 1)
        return false;
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    if (getsockopt(first, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || !listening)
        return false;
    fcntl(first, F_SETFD, FD_CLOEXEC);
    fcntl(first, F_SETFL, fcntl(first, F_GETFL) | O_NONBLOCK);
    *descriptor = first;
    return true;
}

void http_url(int descriptor, char *text, size_t size)
{
    struct sockaddr_storage storage;
    socklen_t length = sizeof storage;
    static const struct address any = {{0}}, any_v4 = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}};
    char host[ADDRESS_TEXT_SIZE];
    if (getsockname(descriptor, (struct sockaddr *)&storage, &length) != 0) {
        snprintf(text, size, "?");
        return;
    }
    if (storage.ss_family == AF_UNIX) {
        snprintf(text, size, "unix:%s", ((struct sockaddr_un *)(void *)&storage)->sun_path);
        return;
    }
    struct address address = address_from_socket((struct sockaddr *)&storage);
    in_port_t port = storage.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&storage)->sin6_port
                                                   : ((struct sockaddr_in *)(void *)&storage)->sin_port;
    address_print(&address, host);
    if (address_equal(&address, &any) || address_equal(&address, &any_v4))
        snprintf(host, sizeof host, "localhost");
    snprintf(text, size, strchr(host, ':') ? "http://[%s]:%d/" : "http://%s:%d/", host, ntohs(port));
}
