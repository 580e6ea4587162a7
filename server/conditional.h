/* Conditional requests (RFC 9110 13) and dates in HTTP (5.6.7). */
#ifndef SERVER_CONDITIONAL_H
#define SERVER_CONDITIONAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_DATE_SIZE 30

/* "Sun, 06 Nov 1994 08:49:37 GMT" */
void http_date_print(int64_t seconds, char text[HTTP_DATE_SIZE]);
/* Any of the three forms. False when it is none. */
bool http_date_parse(const char *text, int64_t *seconds);

/* Whether an If-None-Match field's value, a list of entity tags or "*", names `etag` (with its quotes; weak
 * comparison). */
bool etag_listed(const char *list, const char *etag);

#endif
