#include "diagnostics.h"

#include <stdarg.h>
#include <stdio.h>

#include "internal/error.h"
#include "limits.h"

void diagnostics_locate(const struct diagnostics *diagnostics, size_t offset, unsigned *line, unsigned *column)
{
    *line = *column = 1;
    if (offset > diagnostics->length)
        offset = diagnostics->length;
    for (size_t i = 0; i < offset; i++) {
        unsigned char byte = (unsigned char)diagnostics->text[i];
        if (byte == '\n') {
            ++*line;
            *column = 1;
        } else if ((byte & 0xc0) != 0x80) {
            ++*column;
        }
    }
}

void diagnostics_clean(char *message)
{
    for (unsigned char *at = (unsigned char *)message; *at;) {
        size_t more = *at < 0xc2 || *at > 0xf4 ? 0 : *at >= 0xf0 ? 3 : *at >= 0xe0 ? 2 : 1;
        bool good = more || (*at >= 0x20 && *at < 0x7f);
        for (size_t i = 1; good && i <= more; i++)
            good = (at[i] & 0xc0) == 0x80;
        if (!good)
            *at = '?';
        at += good ? more + 1 : 1;
    }
}

static void report(struct diagnostics *diagnostics, size_t offset, bool error, enum ogcard_status status,
                   const char *message)
{
    unsigned line, column;
    bool told = diagnostics->listener && diagnostics->told_count < TEMPLATE_MAX_DIAGNOSTICS;
    if (!told && (!error || diagnostics->error_count++ > 0))
        return;
    diagnostics_locate(diagnostics, offset, &line, &column);
    if (error && (!told || diagnostics->error_count++ == 0))
        error_set(diagnostics->error, status, "%s:%u:%u: %s", diagnostics->path, line, column, message);
    if (told) {
        diagnostics->told_count++;
        const struct template_diagnostic diagnostic = {error, line, column, message};
        diagnostics->listener(diagnostics->context, &diagnostic);
    }
}

void diagnostics_error(struct diagnostics *diagnostics, size_t offset, const char *format, ...)
{
    char message[900];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    diagnostics_clean(message);
    report(diagnostics, offset, true, OGCARD_BAD_TEMPLATE, message);
}

void diagnostics_warning(struct diagnostics *diagnostics, size_t offset, const char *format, ...)
{
    char message[900];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    diagnostics_clean(message);
    report(diagnostics, offset, false, OGCARD_OK, message);
}

void diagnostics_warning_at(struct diagnostics *diagnostics, unsigned line, unsigned column, const char *format, ...)
{
    char message[900];
    va_list args;
    if (!diagnostics->listener || diagnostics->told_count >= TEMPLATE_MAX_DIAGNOSTICS)
        return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    diagnostics_clean(message);
    diagnostics->told_count++;
    diagnostics->listener(diagnostics->context, &(struct template_diagnostic){false, line, column, message});
}

void diagnostics_forward(struct diagnostics *diagnostics, size_t offset, const struct ogcard_error *error)
{
    report(diagnostics, offset, true, OGCARD_BAD_TEMPLATE, error->message);
}
