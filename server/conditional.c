#define _GNU_SOURCE
#include "server/conditional.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void http_date_print(int64_t seconds, char text[HTTP_DATE_SIZE])
{
    struct tm parts;
    time_t time = (time_t)seconds;
    if (!gmtime_r(&time, &parts) || strftime(text, HTTP_DATE_SIZE, "%a, %d %b %Y %H:%M:%S GMT", &parts) == 0)
        snprintf(text, HTTP_DATE_SIZE, "Thu, 01 Jan 1970 00:00:00 GMT");
}

bool http_date_parse(const char *text, int64_t *seconds)
{
    static const char *const forms[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                        "%a %b %d %H:%M:%S %Y"};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct tm parts;
        memset(&parts, 0, sizeof parts);
        const char *end = strptime(text, forms[i], &parts);
        if (end && *end == '\0') {
            *seconds = (int64_t)timegm(&parts);
            return true;
        }
    }
    return false;
}

bool etag_listed(const char *list, const char *etag)
{
    size_t length = strlen(etag);
    for (;;) {
        list += strspn(list, " \t,");
        if (*list == '*')
            return true;
        if (list[0] == 'W' && list[1] == '/')
            list += 2;
        if (*list != '"')
            return false;
        const char *end = strchr(list + 1, '"');
        if (!end)
            return false;
        if ((size_t)(end + 1 - list) == length && memcmp(list, etag, length) == 0)
            return true;
        list = end + 1;
    }
}
