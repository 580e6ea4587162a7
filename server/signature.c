#include "server/signature.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "internal/error.h"
#include "server/file.h"
#include "server/text.h"

#define KEY_FILE_BYTES     65536
#define MESSAGE_PARAMETERS 96

/* ---- keys ---------------------------------------------------------------------------------------- */

static enum ogcard_status split_keys(struct signing_keys *keys, struct ogcard_error *error)
{
    char *save = NULL;
    for (char *key = strtok_r(keys->text, " \t\r\n", &save); key; key = strtok_r(NULL, " \t\r\n", &save)) {
        if (strlen(key) < SIGNING_KEY_LENGTH)
            return error_set(error, OGCARD_USAGE, "Signing key %zu has %zu characters, but must have at least %d.",
                             keys->count + 1, strlen(key), SIGNING_KEY_LENGTH);
        if (keys->count == SIGNING_KEYS_MAX)
            return error_set(error, OGCARD_USAGE, "There are more than %d signing keys.", SIGNING_KEYS_MAX);
        keys->keys[keys->count++] = key;
    }
    return OGCARD_OK;
}

enum ogcard_status signing_keys_read(struct signing_keys *keys, const char *text, const char *path,
                                     struct ogcard_error *error)
{
    struct text_buffer all = {0};
    char *file = NULL;
    enum ogcard_status status = OGCARD_OK;
    *keys = (struct signing_keys){.count = 0};
    if (path && !(file = file_read(path, KEY_FILE_BYTES, NULL, error)))
        return error ? error->status : OGCARD_IO;
    text_printf(&all, "%s\n%s", text ? text : "", file ? file : "");
    if (file)
        sodium_memzero(file, strlen(file));
    free(file);
    if (all.failed)
        return error_set(error, OGCARD_INTERNAL, "There is not enough memory for the signing keys.");
    keys->text = all.text;
    status = split_keys(keys, error);
    if (status != OGCARD_OK)
        signing_keys_finish(keys);
    return status;
}

void signing_keys_finish(struct signing_keys *keys)
{
    free(keys->text);
    *keys = (struct signing_keys){.count = 0};
}

/* ---- the message --------------------------------------------------------------------------------- */

static bool is_signed(const struct ogcard_template_info *info, const struct ogcard_pair *pair)
{
    static const char *const reserved[] = {"format", "scale", "size", "lang", "v", "exp"};
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (strlen(reserved[i]) == pair->name_length && memcmp(reserved[i], pair->name, pair->name_length) == 0)
            return true;
    }
    for (size_t i = 0; i < info->param_count; i++) {
        if (strlen(info->params[i].name) == pair->name_length &&
            memcmp(info->params[i].name, pair->name, pair->name_length) == 0)
            return true;
    }
    return false;
}

static int compare_names(const struct ogcard_pair *a, const struct ogcard_pair *b)
{
    size_t shorter = a->name_length < b->name_length ? a->name_length : b->name_length;
    int order = memcmp(a->name, b->name, shorter);
    return order ? order : (a->name_length > b->name_length) - (a->name_length < b->name_length);
}

/* The pairs that count, each name once, in order: an insertion sort, for they are few. */
static size_t sort_pairs(const struct ogcard_pair *sorted[MESSAGE_PARAMETERS], const struct ogcard_template_info *info,
                         const struct ogcard_pair *pairs, size_t pair_count)
{
    size_t count = 0;
    for (size_t i = 0; i < pair_count && count < MESSAGE_PARAMETERS; i++) {
        if (!is_signed(info, &pairs[i]))
            continue;
        size_t at = 0;
        while (at < count && compare_names(sorted[at], &pairs[i]) < 0)
            at++;
        if (at < count && compare_names(sorted[at], &pairs[i]) == 0)
            continue;
        memmove(&sorted[at + 1], &sorted[at], (count - at) * sizeof sorted[0]);
        sorted[at] = &pairs[i];
        count++;
    }
    return count;
}

static void append_message(struct text_buffer *message, const char *path, const struct ogcard_template_info *info,
                           const struct ogcard_pair *pairs, size_t pair_count)
{
    const struct ogcard_pair *sorted[MESSAGE_PARAMETERS + 1];
    size_t path_length = strlen(path);
    if (path_length > 1 && path[path_length - 1] == '/')
        path_length--;
    text_append(message, path, path_length);
    text_append(message, "", 1);
    size_t count = sort_pairs(sorted, info, pairs, pair_count);
    for (size_t i = 0; i < count; i++) {
        text_append(message, sorted[i]->name, sorted[i]->name_length);
        text_append(message, "", 1);
        text_append(message, sorted[i]->value, sorted[i]->value_length);
        text_append(message, "", 1);
    }
}

static void message_code(uint8_t code[crypto_auth_hmacsha256_BYTES], const char *key, const struct text_buffer *message)
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, (const uint8_t *)key, strlen(key));
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)message->text, message->length);
    crypto_auth_hmacsha256_final(&state, code);
}

/* ---- signing and checking ------------------------------------------------------------------------ */

bool signature_make(char signature[SIGNATURE_SIZE], const char *key, const char *path,
                    const struct ogcard_template_info *info, const struct ogcard_pair *pairs, size_t pair_count)
{
    struct text_buffer message = {0};
    uint8_t code[crypto_auth_hmacsha256_BYTES];
    append_message(&message, path, info, pairs, pair_count);
    if (message.failed)
        return false;
    message_code(code, key, &message);
    sodium_bin2base64(signature, SIGNATURE_SIZE, code, sizeof code, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text_finish(&message);
    return true;
}

/* Digits only; what is no number has expired long ago. */
static int64_t parse_expiry(const struct ogcard_pair *pair)
{
    int64_t seconds = 0;
    for (size_t i = 0; i < pair->value_length; i++) {
        if (pair->value[i] < '0' || pair->value[i] > '9' || seconds > INT64_MAX / 10 - 1)
            return 1;
        seconds = seconds * 10 + (pair->value[i] - '0');
    }
    return seconds > 0 ? seconds : 1;
}

enum ogcard_status signature_check(const struct signing_keys *keys, const struct query *query,
                                   const struct ogcard_template_info *info, int64_t now_s, int64_t *expires_s,
                                   struct ogcard_error *error)
{
    uint8_t given[crypto_auth_hmacsha256_BYTES], code[crypto_auth_hmacsha256_BYTES];
    size_t given_size = 0;
    struct text_buffer message = {0};
    const struct ogcard_pair *sig = query_find(query, "sig"), *exp = query_find(query, "exp");
    *expires_s = exp ? parse_expiry(exp) : 0;
    if (!sig)
        return error_set(error, OGCARD_FORBIDDEN, "The URL has no signature (sig), which this template needs.");
    bool right = false;
    bool readable = sodium_base642bin(given, sizeof given, sig->value, sig->value_length, NULL, &given_size, NULL,
                                      sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
                    given_size == sizeof given;
    append_message(&message, query->path, info, query->pairs, query->pair_count);
    if (message.failed)
        return error_set(error, OGCARD_BUSY, "There is not enough memory for the request.");
    for (size_t i = 0; readable && i < keys->count; i++) {
        message_code(code, keys->keys[i], &message);
        right |= crypto_verify_32(code, given) == 0;
    }
    text_finish(&message);
    if (!right)
        return error_set(error, OGCARD_FORBIDDEN, "The URL's signature (sig) is not right.");
    if (exp && *expires_s <= now_s)
        return error_set(error, OGCARD_FORBIDDEN, "The URL has expired (exp).");
    return OGCARD_OK;
}
