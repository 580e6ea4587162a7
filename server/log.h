/* The log: one line per event on stderr, as text or JSON. Any thread. */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include <stdbool.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };
enum log_format { LOG_TEXT, LOG_JSON };

/* Before other threads start. Until then: text, warnings and worse. */
void log_init(enum log_level level, enum log_format format);
bool log_wants(enum log_level level);

/* A field of an event beside its sentence; `text` NULL ends a list of fields. */
struct log_field {
    const char *name;
    const char *text;
};

__attribute__((format(printf, 2, 3))) void log_write(enum log_level level, const char *format, ...);
/* `fields` ends with a row whose name is NULL; fields without text are left out. */
__attribute__((format(printf, 3, 4))) void log_event(enum log_level level, const struct log_field *fields,
                                                     const char *format, ...);

#endif
