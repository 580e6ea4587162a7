/* ogcard url: the URL of a card, signed when there is a key, and the tags for the page. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "internal/error.h"
#include "server/card_options.h"
#include "server/clock.h"
#include "server/commands.h"
#include "server/signature.h"

struct url_options {
    struct card_options card;
    const char *base;
    const char *keys, *key_file;
    int64_t expires_s;
    bool tags;
};

static const struct option options[] = {
    CARD_OPTION_ROWS,
    CARD_FORMAT_ROW,
    {.name = "base",
     .letter = 'b',
     .type = OPTION_TEXT,
     .offset = offsetof(struct url_options, base),
     .value_name = "URL",
     .fallback = "http://127.0.0.1:8080",
     .help = "Where the service is, as in https://og.example.org."},
    {.name = "signing-keys",
     .type = OPTION_TEXT,
     .offset = offsetof(struct url_options, keys),
     .value_name = "KEYS",
     .secret = true,
     .help = "Keys, of which the first signs. Better in the environment or a file: others see a command line."},
    {.name = "signing-key-file",
     .type = OPTION_TEXT,
     .offset = offsetof(struct url_options, key_file),
     .value_name = "FILE",
     .help = "File of such keys."},
    {.name = "expires",
     .type = OPTION_SECONDS,
     .offset = offsetof(struct url_options, expires_s),
     .value_name = "TIME",
     .flag_only = true,
     .help = "How long from now the URL is good; for ever without this option."},
    {.name = "tags",
     .type = OPTION_FLAG,
     .offset = offsetof(struct url_options, tags),
     .flag_only = true,
     .help = "Print the meta tags for the page."},
};

static const struct option_set set = {
    .options = options, .count = sizeof options / sizeof options[0], .environment = true, .operands_max = 1};

/* RFC 3986 unreserved characters stay. */
static void append_escaped(struct text_buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", c))
            text_append(out, text + i, 1);
        else
            text_printf(out, "%%%02X", c);
    }
}

static void append_html(struct text_buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        switch (text[i]) {
        case '&':
            text_printf(out, "&amp;");
            break;
        case '"':
            text_printf(out, "&quot;");
            break;
        case '<':
            text_printf(out, "&lt;");
            break;
        default:
            text_append(out, text + i, 1);
        }
    }
}

static bool find_template(const struct ogcard_engine *engine, const char *name, struct ogcard_template_info *info)
{
    for (size_t i = 0; ogcard_engine_template(engine, i, info); i++) {
        if (strcmp(info->name, name) == 0)
            return true;
    }
    return false;
}

static void append_url(struct text_buffer *url, const char *base, const struct card_words *words, const char *signature)
{
    size_t length = strlen(base);
    while (length > 0 && base[length - 1] == '/')
        length--;
    text_append(url, base, length);
    text_printf(url, "/api/");
    append_escaped(url, words->name, strlen(words->name));
    for (size_t i = 0; i < words->count; i++) {
        text_printf(url, i ? "&" : "?");
        append_escaped(url, words->pairs[i].name, words->pairs[i].name_length);
        text_printf(url, "=");
        append_escaped(url, words->pairs[i].value, words->pairs[i].value_length);
    }
    if (signature[0])
        text_printf(url, "%ssig=%s", words->count ? "&" : "?", signature);
}

static void append_tags(struct text_buffer *out, const struct text_buffer *url, const struct card_words *words,
                        const struct ogcard_template_info *info, enum ogcard_format format)
{
    const char *alt = info->name;
    size_t alt_length = strlen(alt);
    for (size_t i = words->count; i-- > 0;) {
        if (words->pairs[i].name_length == 5 && memcmp(words->pairs[i].name, "title", 5) == 0) {
            alt = words->pairs[i].value;
            alt_length = words->pairs[i].value_length;
        }
    }
    text_printf(out, "<meta property=\"og:image\" content=\"");
    append_html(out, url->text, url->length);
    text_printf(out, "\">\n<meta property=\"og:image:type\" content=\"%s\">\n", ogcard_format_media_type(format));
    text_printf(out, "<meta property=\"og:image:width\" content=\"%u\">\n", info->width_px);
    text_printf(out, "<meta property=\"og:image:height\" content=\"%u\">\n", info->height_px);
    text_printf(out, "<meta property=\"og:image:alt\" content=\"");
    append_html(out, alt, alt_length);
    text_printf(out, "\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">\n");
}

static enum ogcard_status sign(const struct url_options *url_options, const struct card_words *words,
                               const struct ogcard_template_info *info, char signature[SIGNATURE_SIZE],
                               struct ogcard_error *error)
{
    struct signing_keys keys;
    char path[sizeof words->name + 8];
    enum ogcard_status status = signing_keys_read(&keys, url_options->keys, url_options->key_file, error);
    signature[0] = '\0';
    snprintf(path, sizeof path, "/api/%s", words->name);
    if (status == OGCARD_OK && keys.count > 0 &&
        !signature_make(signature, keys.keys[0], path, info, words->pairs, words->count))
        status = error_set(error, OGCARD_INTERNAL, "There is not enough memory.");
    if (status == OGCARD_OK && keys.count == 0 && url_options->expires_s)
        status = error_set(error, OGCARD_USAGE, "--expires needs a signing key: without one nobody checks it.");
    signing_keys_finish(&keys);
    return status;
}

static enum ogcard_status print_url(const struct url_options *url_options, struct card_words *words,
                                    const struct ogcard_engine *engine, const struct ogcard_request *request,
                                    struct ogcard_error *error)
{
    struct ogcard_template_info info;
    struct text_buffer url = {0}, tags = {0};
    char signature[SIGNATURE_SIZE], expiry[24];
    if (!find_template(engine, ogcard_request_template(request), &info))
        return error_set(error, OGCARD_INTERNAL, "The template is not listed.");
    if (url_options->expires_s) {
        int length = snprintf(expiry, sizeof expiry, "%" PRId64, clock_wall_s() + url_options->expires_s);
        words->pairs[words->count++] = (struct ogcard_pair){"exp", 3, expiry, (size_t)length};
    }
    enum ogcard_status status = sign(url_options, words, &info, signature, error);
    if (status != OGCARD_OK)
        return status;
    append_url(&url, url_options->base, words, signature);
    if (url_options->tags && !url.failed)
        append_tags(&tags, &url, words, &info, ogcard_request_format(request));
    else
        text_printf(&tags, "%s\n", url.failed ? "" : url.text);
    status = url.failed || tags.failed ? error_set(error, OGCARD_INTERNAL, "There is not enough memory.")
                                       : command_print(tags.text, tags.length, error);
    text_finish(&url);
    text_finish(&tags);
    return status;
}

static enum ogcard_status run(const struct option_values *values, struct ogcard_error *error)
{
    const struct url_options *url_options = values->target;
    struct ogcard_engine *engine = NULL;
    struct ogcard_request *request = NULL;
    struct card_words words;
    if (!url_options->base)
        return error_set(error, OGCARD_USAGE, "--base is empty, but must be the URL of the service.");
    enum ogcard_status status = card_words_read(&words, values, error);
    if (status == OGCARD_OK)
        status = card_words_engine(&words, &url_options->card, &engine, error);
    if (status == OGCARD_OK)
        status = ogcard_request_create(engine, words.name, words.pairs, words.count, &request, error);
    if (status == OGCARD_OK)
        status = print_url(url_options, &words, engine, request, error);
    ogcard_request_destroy(request);
    ogcard_engine_unref(engine);
    card_words_finish(&words);
    return status;
}

const struct command command_url = {
    .name = "url",
    .usage = "TEMPLATE -p NAME=VALUE ... [--base URL] [--tags]",
    .summary = "Print a card's URL, signed when there is a key, and the tags for the page.",
    .about = "  ogcard url og -p title='Hello, world' --base https://og.example.org --tags",
    .options = &set,
    .values_size = sizeof(struct url_options),
    .run = run,
};
