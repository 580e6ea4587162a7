#include <inttypes.h>
#include <string.h>

#include "server/options.h"

#define HELP_COLUMN 32
#define HELP_WIDTH  100

/* Words of `text` from column HELP_COLUMN on, broken at HELP_WIDTH. */
static void print_wrapped(struct text_buffer *out, const char *text)
{
    size_t column = HELP_COLUMN;
    for (const char *word = text; *word;) {
        size_t length = strcspn(word, " ");
        if (column + 1 + length > HELP_WIDTH) {
            text_printf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (word > text) {
            text_append(out, " ", 1);
            column++;
        }
        text_append(out, word, length);
        column += length;
        word += length;
        word += *word == ' ';
    }
}

static void print_option(struct text_buffer *out, const struct option *option)
{
    struct text_buffer left = {0};
    if (option->letter)
        text_printf(&left, "  -%c, --%s", option->letter, option->name);
    else
        text_printf(&left, "      --%s", option->name);
    if (option->value_name)
        text_printf(&left, " %s", option->value_name);
    if (left.failed)
        return;
    text_append(out, left.text, left.length);
    if (left.length + 2 > HELP_COLUMN)
        text_printf(out, "\n%*s", HELP_COLUMN, "");
    else
        text_printf(out, "%*s", (int)(HELP_COLUMN - left.length), "");
    text_finish(&left);

    struct text_buffer help = {0};
    text_printf(&help, "%s", option->help);
    if (option->choices) {
        for (size_t i = 0; option->choices[i]; i++)
            text_printf(&help, "%s%s", i ? ", " : " One of ", option->choices[i]);
        text_printf(&help, ".");
    }
    if (option->fallback && option->type != OPTION_FLAG)
        text_printf(&help, " [%s]", option->fallback);
    if (help.text)
        print_wrapped(out, help.text);
    text_finish(&help);
    text_printf(out, "\n");
}

void options_print_help(const struct option_set *set, struct text_buffer *out)
{
    for (size_t i = 0; i < set->count; i++)
        print_option(out, &set->options[i]);
    text_printf(out, "  -h, --help%*sThis text.\n", HELP_COLUMN - 12, "");
    if (!set->environment)
        return;
    bool file = false;
    for (size_t i = 0; i < set->count; i++)
        file |= strcmp(set->options[i].name, "config") == 0;
    text_printf(
        out, "\nOptions can be set by environment variables too (--cache-dir by OGCARD_CACHE_DIR)%s\n",
        file ? " and\nin a file of NAME = VALUE lines (--config). Flags win over the environment, it over the file."
             : ".");
}

static void print_number(struct text_buffer *out, int64_t value)
{
    text_printf(out, "%" PRId64 "\n", value);
}

void options_print_config(const struct option_set *set, const void *target, struct text_buffer *out)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct option *option = &set->options[i];
        const void *member = (const char *)target + option->offset;
        if (option->flag_only)
            continue;
        if (option->type == OPTION_LIST) {
            const struct option_list *list = member;
            for (size_t k = 0; k < list->count; k++)
                text_printf(out, "%s = %s\n", option->name, option->secret ? "(secret)" : list->values[k]);
            continue;
        }
        text_printf(out, "%s = ", option->name);
        if (option->type == OPTION_TEXT) {
            const char *text = *(const char *const *)member;
            text_printf(out, "%s\n", text ? option->secret ? "(secret)" : text : "");
        } else if (option->type == OPTION_FLAG) {
            text_printf(out, "%s\n", *(const bool *)member ? "yes" : "no");
        } else if (option->type == OPTION_CHOICE) {
            text_printf(out, "%s\n", option->choices[*(const int *)member]);
        } else {
            print_number(out, *(const int64_t *)member);
        }
    }
}
