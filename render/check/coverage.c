/* ogcard_coverage_find(): which family shows which characters. */
#include <stdlib.h>
#include <string.h>

#include "../engine.h"
#include "../text/emoji.h"
#include "../text/language.h"
#include "../text/letters.h"
#include "../text/normalize.h"
#include "../worker.h"
#include "internal/error.h"

#define COVERAGE_BYTES      (64u << 20)
#define COVERAGE_SLOTS      (1u << 17) /* of the characters seen; twice as many as are looked at */
#define COVERAGE_CHARACTERS (COVERAGE_SLOTS / 2)
#define COVERAGE_CLUSTER    32 /* code points */

/* Languages whose Cyrillic letters have shapes of their own: italic forms and б of Serbian and Macedonian, в г д и к п
 * т and others of Bulgarian. */
static const char *const local_languages[] = {"sr", "mk", "bg"};

struct family {
    const char *name; /* NULL: of what nothing covers */
    const struct font_face *face;
    size_t count;
    char *characters;
    size_t length, capacity;
    bool cyrillic;        /* shows Cyrillic letters ... */
    const char *language; /* ... of a language that has its own forms of them, or NULL */
};

struct search {
    struct arena *arena;
    const struct font_set *fonts;
    struct family *families;
    size_t count, capacity;
    const char **seen; /* hash set */
    size_t seen_count;
    bool failed; /* memory */
};

/* Whether the cluster is new; then it counts as seen. */
static bool note_cluster(struct search *search, const char *cluster, size_t length)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)cluster[i]) * 16777619U;
    size_t slot = hash % COVERAGE_SLOTS;
    for (; search->seen[slot]; slot = (slot + 1) % COVERAGE_SLOTS)
        if (strncmp(search->seen[slot], cluster, length) == 0 && search->seen[slot][length] == '\0')
            return false;
    if (search->seen_count == COVERAGE_CHARACTERS)
        return false;
    search->seen[slot] = arena_strndup(search->arena, cluster, length);
    search->failed |= !search->seen[slot];
    search->seen_count++;
    return search->seen[slot] != NULL;
}

static struct family *find_family(struct search *search, const struct font_face *face)
{
    for (size_t i = 0; i < search->count; i++) {
        struct family *family = &search->families[i];
        if (face ? family->name && strcmp(family->name, face->family) == 0 : !family->name)
            return family;
    }
    struct family *larger =
        arena_grow(search->arena, search->families, search->count, &search->capacity, sizeof *larger);
    if (!larger) {
        search->failed = true;
        return NULL;
    }
    search->families = larger;
    larger[search->count] = (struct family){.name = face ? face->family : NULL, .face = face};
    return &larger[search->count++];
}

static void add_characters(struct search *search, struct family *family, const char *cluster, size_t length)
{
    if (family->length + length + 2 > family->capacity) {
        size_t capacity = (family->capacity + length + 2) * 2;
        char *larger = arena_alloc(search->arena, capacity);
        if (!larger) {
            search->failed = true;
            return;
        }
        if (family->length)
            memcpy(larger, family->characters, family->length);
        family->characters = larger;
        family->capacity = capacity;
    }
    if (family->length)
        family->characters[family->length++] = ' ';
    memcpy(family->characters + family->length, cluster, length);
    family->length += length;
    family->characters[family->length] = '\0';
    family->count++;
}

static const char *local_language(const char *language)
{
    for (size_t i = 0; language && i < sizeof local_languages / sizeof local_languages[0]; i++) {
        size_t length = strlen(local_languages[i]);
        if (strncmp(language, local_languages[i], length) == 0 && (!language[length] || language[length] == '-'))
            return local_languages[i];
    }
    return NULL;
}

static bool is_cyrillic(uint32_t codepoint)
{
    return (codepoint >= 0x400 && codepoint < 0x530) || (codepoint >= 0x1C80 && codepoint < 0x1C90) ||
           (codepoint >= 0x2DE0 && codepoint < 0x2E00) || (codepoint >= 0xA640 && codepoint < 0xA6A0);
}

static void add_cluster(struct search *search, const char *cluster, size_t length, const char *language)
{
    uint32_t codepoints[COVERAGE_CLUSTER];
    size_t count = cluster_codepoints(cluster, length, codepoints, COVERAGE_CLUSTER);
    bool blank = length == 0 || codepoints[0] <= ' ' || codepoints[0] == 0x7f || codepoints[0] == 0xa0;
    if (blank || !note_cluster(search, cluster, length))
        return;
    const struct font_face *face = font_set_fallback(search->fonts, codepoints, count, language,
                                                     emoji_presentation(codepoints, count), 400, FONT_SLOPE_NORMAL);
    struct family *family = find_family(search, face);
    if (!family)
        return;
    add_characters(search, family, cluster, length);
    const char *local = local_language(language);
    if (local && is_cyrillic(codepoints[0])) {
        family->cyrillic = true;
        family->language = local;
    }
}

static void add_line(struct search *search, const char *line, size_t length, const char *language)
{
    const char *guessed = language ? language : language_guess(line, length);
    while (length > 0 && !search->failed) {
        size_t size = cluster_length(line, length);
        add_cluster(search, line, size, guessed);
        line += size;
        length -= size;
    }
}

static enum ogcard_status add_text(struct search *search, const char *text, size_t length, const char *language,
                                   struct ogcard_error *error)
{
    for (size_t at = 0, number = 1; at < length; number++) {
        const char *newline = memchr(text + at, '\n', length - at), *normal;
        size_t size = newline ? (size_t)(newline - text) - at : length - at, normal_length, offset;
        switch (text_normalize(text + at, size, search->arena, &normal, &normal_length, &offset)) {
        case NORMALIZE_OK:
            break;
        case NORMALIZE_NO_MEMORY:
            search->failed = true;
            return OGCARD_OK;
        case NORMALIZE_NOT_UTF8:
        case NORMALIZE_HAS_NUL:
        default:
            return error_set(error, OGCARD_BAD_REQUEST, "Line %zu is not UTF-8 text: see its byte %zu.", number,
                             offset + 1);
        }
        add_line(search, normal, normal_length, language);
        at += size + 1;
    }
    return OGCARD_OK;
}

static enum ogcard_status add_letters(struct search *search, const char *language, struct ogcard_error *error)
{
    struct language_letters letters;
    if (!language_find_letters(language, search->arena, &letters))
        return error_set(error, OGCARD_USAGE,
                         "There is no list of letters for the language \"%s\"; it must be a tag such as ru, sr-Latn or "
                         "zh-Hant.",
                         language);
    for (size_t i = 0; i < letters.count; i++)
        add_line(search, letters.clusters[i], strlen(letters.clusters[i]), language);
    return OGCARD_OK;
}

static bool has_local_forms(const struct family *family, struct font_pool *pool)
{
    if (!family->face || !family->cyrillic)
        return true;
    const struct font *font = font_pool_get(pool, family->face, 400, NULL, 0, NULL);
    return !font || font_has_local_forms(font, HB_SCRIPT_CYRILLIC, family->language);
}

enum ogcard_status ogcard_coverage_find(struct ogcard_engine *engine, const char *language, const char *text,
                                        size_t length, ogcard_coverage_listener *listener, void *context,
                                        struct ogcard_error *error)
{
    struct ogcard_worker *worker = NULL;
    struct search search = {.arena = arena_create(COVERAGE_BYTES), .fonts = engine_fonts(engine)};
    enum ogcard_status status = ogcard_worker_create(&worker, error);
    if (status != OGCARD_OK)
        goto out;
    if (search.arena)
        search.seen = ARENA_ARRAY(search.arena, const char *, COVERAGE_SLOTS);
    if (search.seen)
        status = text ? add_text(&search, text, length, language, error) : add_letters(&search, language, error);
    if (!search.seen || search.failed)
        status = error_set(error, OGCARD_TOO_LARGE, "The text is too long to be looked at in one piece.");
    for (size_t i = 0; i < search.count && status == OGCARD_OK; i++) {
        const struct family *family = &search.families[i];
        const struct ogcard_coverage coverage = {
            .family = family->name,
            .fallback = family->face && family->face->fallback,
            .count = family->count,
            .characters = family->characters,
            .local_forms = has_local_forms(family, worker->fonts),
        };
        listener(context, &coverage);
    }
out:
    ogcard_worker_destroy(worker);
    arena_destroy(search.arena);
    return status;
}
