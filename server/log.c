#include "server/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/text.h"

static enum log_level wanted_level = LOG_WARNING;
static enum log_format wanted_format = LOG_TEXT;

static const char *const level_names[] = {
    [LOG_ERROR] = "error", [LOG_WARNING] = "warning", [LOG_INFO] = "info", [LOG_DEBUG] = "debug"};

void log_init(enum log_level level, enum log_format format)
{
    wanted_level = level;
    wanted_format = format;
}

bool log_wants(enum log_level level)
{
    return level <= wanted_level;
}

static void format_time(char *text, size_t size)
{
    struct timespec now;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    size_t length = strftime(text, size, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + length, size - length, ".%03ldZ", now.tv_nsec / 1000000);
}

/* A line of text has no line breaks or other controls in it, whatever a request carried. */
static void append_printable(struct text_buffer *line, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7f)
            text_printf(line, "\\x%02x", c);
        else
            text_append(line, text, 1);
    }
}

static void append_text_line(struct text_buffer *line, enum log_level level, const struct log_field *fields,
                             const char *message)
{
    char when[40];
    format_time(when, sizeof when);
    text_printf(line, "%s %s: ", when, level_names[level]);
    append_printable(line, message);
    for (; fields && fields->name; fields++) {
        if (fields->text) {
            text_printf(line, " %s=", fields->name);
            append_printable(line, fields->text);
        }
    }
}

static void append_json_line(struct text_buffer *line, enum log_level level, const struct log_field *fields,
                             const char *message)
{
    char when[40];
    format_time(when, sizeof when);
    text_printf(line, "{\"time\":\"%s\",\"level\":\"%s\",\"message\":\"", when, level_names[level]);
    text_append_json(line, message);
    text_printf(line, "\"");
    for (; fields && fields->name; fields++) {
        if (fields->text) {
            text_printf(line, ",\"%s\":\"", fields->name);
            text_append_json(line, fields->text);
            text_printf(line, "\"");
        }
    }
    text_printf(line, "}");
}

static void write_line(enum log_level level, const struct log_field *fields, const char *format, va_list args)
{
    char message[1280];
    vsnprintf(message, sizeof message, format, args);
    struct text_buffer line = {0};
    if (wanted_format == LOG_JSON)
        append_json_line(&line, level, fields, message);
    else
        append_text_line(&line, level, fields, message);
    text_append(&line, "\n", 1);
    /* One write per line, so that lines of several threads do not mix; a log that cannot be written stops nothing. */
    if (!line.failed && write(STDERR_FILENO, line.text, line.length) < 0) {
    }
    text_finish(&line);
}

void log_write(enum log_level level, const char *format, ...)
{
    if (!log_wants(level))
        return;
    va_list args;
    va_start(args, format);
    write_line(level, NULL, format, args);
    va_end(args);
}

void log_event(enum log_level level, const struct log_field *fields, const char *format, ...)
{
    if (!log_wants(level))
        return;
    va_list args;
    va_start(args, format);
    write_line(level, fields, format, args);
    va_end(args);
}
