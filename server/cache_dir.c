#include "server/cache_dir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cache_dir_resolve(const char *given, char dir[CACHE_PATH_SIZE])
{
    const char *managed = getenv("CACHE_DIRECTORY"), *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (given && strcmp(given, "none") == 0)
        return false;
    if (given && strcmp(given, "auto") != 0) {
        size_t length = strlen(given);
        while (length > 1 && given[length - 1] == '/')
            length--;
        snprintf(dir, CACHE_PATH_SIZE, "%.*s", (int)length, given);
    } else if (managed && managed[0] == '/') {
        snprintf(dir, CACHE_PATH_SIZE, "%.*s", (int)strcspn(managed, ":"), managed);
    } else if (cache && cache[0] == '/') {
        snprintf(dir, CACHE_PATH_SIZE, "%s/ogcard", cache);
    } else if (home && home[0] == '/') {
        snprintf(dir, CACHE_PATH_SIZE, "%s/.cache/ogcard", home);
    } else {
        snprintf(dir, CACHE_PATH_SIZE, "/var/cache/ogcard");
    }
    return true;
}
