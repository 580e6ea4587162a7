/* ogcard health: asks a running server whether it is ready, for containers that have no other client. */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "internal/error.h"
#include "server/commands.h"

struct health_options {
    const char *listen, *metrics_listen;
    int64_t timeout_s;
};

static const struct option options[] = {
    {.name = "listen",
     .letter = 'l',
     .type = OPTION_TEXT,
     .offset = offsetof(struct health_options, listen),
     .value_name = "ADDRESS:PORT",
     .fallback = "127.0.0.1:8080",
     .help = "Where the server listens, as for ogcard serve."},
    {.name = "metrics-listen",
     .type = OPTION_TEXT,
     .offset = offsetof(struct health_options, metrics_listen),
     .value_name = "ADDRESS:PORT",
     .help = "Where it answers for its health, when that is an address of its own."},
    {.name = "timeout",
     .type = OPTION_SECONDS,
     .offset = offsetof(struct health_options, timeout_s),
     .value_name = "TIME",
     .fallback = "3",
     .min = 1,
     .max = 3600,
     .flag_only = true,
     .help = "How long to wait for the answer."},
};

static const struct option_set set = {
    .options = options, .count = sizeof options / sizeof options[0], .environment = true, .operands_max = 0};

static int connect_local(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor >= 0 && connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    return descriptor;
}

/* "ADDRESS:PORT"; without an address this machine. */
static int connect_network(const char *where, const struct timeval *timeout)
{
    char host[256];
    const char *colon = strrchr(where, ':');
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    if (!colon || (size_t)(colon - where) >= sizeof host) {
        errno = EINVAL;
        return -1;
    }
    size_t length = (size_t)(colon - where);
    bool brackets = length >= 2 && where[0] == '[' && where[length - 1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(brackets ? length - 2 : length), where + brackets);
    if (getaddrinfo(host[0] ? host : NULL, colon + 1, &hints, &found) != 0) {
        errno = EINVAL;
        return -1;
    }
    int descriptor = -1, error = ECONNREFUSED;
    for (struct addrinfo *a = found; a && descriptor < 0; a = a->ai_next) {
        descriptor = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0)
            continue;
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, timeout, sizeof *timeout);
        if (connect(descriptor, a->ai_addr, a->ai_addrlen) != 0) {
            error = errno;
            close(descriptor);
            descriptor = -1;
        }
    }
    freeaddrinfo(found);
    errno = error;
    return descriptor;
}

static enum ogcard_status ask(int descriptor, const char *where, struct ogcard_error *error)
{
    static const char request[] = "GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n";
    char answer[2048];
    size_t length = 0;
    ssize_t got = 0;
    if (send(descriptor, request, sizeof request - 1, MSG_NOSIGNAL) != (ssize_t)sizeof request - 1)
        return error_set(error, OGCARD_BUSY, "%s does not take a request: %s.", where, strerror(errno));
    while (length < sizeof answer - 1 && (got = recv(descriptor, answer + length, sizeof answer - 1 - length, 0)) > 0)
        length += (size_t)got;
    answer[length] = '\0';
    if (got < 0 || strncmp(answer, "HTTP/1.", 7) != 0)
        return error_set(error, OGCARD_BUSY, "%s does not answer as it should%s%s.", where, got < 0 ? ": " : "",
                         got < 0 ? strerror(errno) : "");
    const char *body = strstr(answer, "\r\n\r\n");
    body = body ? body + 4 : "";
    if (strncmp(answer + 8, " 200", 4) != 0)
        return error_set(error, OGCARD_BUSY, "%s is not ready: %.*s.", where, (int)strcspn(body, "\n"), body);
    return command_print(body, strlen(body), error);
}

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    const struct health_options *health_options = values->target;
    const struct timeval timeout = {.tv_sec = health_options->timeout_s};
    const char *where = health_options->metrics_listen ? health_options->metrics_listen
                        : health_options->listen       ? health_options->listen
                                                       : "";
    int descriptor = strncmp(where, "unix:", 5) == 0 ? connect_local(where + 5) : connect_network(where, &timeout);
    if (descriptor < 0)
        return error_set(error, OGCARD_BUSY, "Nobody answers at %s: %s.", where, strerror(errno));
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    enum ogcard_status status = ask(descriptor, where, error);
    close(descriptor);
    return status;
}

const struct command command_health = {
    .name = "health",
    .usage = "[--listen ADDRESS:PORT]",
    .summary = "Ask a running server whether it is ready.",
    .options = &set,
    .values_size = sizeof(struct health_options),
    .run = run,
};
