/* ogcard: social cards from HTML templates.
 *
 * A program that renders cards creates one engine (fonts and templates, immutable, shared by all
 * threads) and one worker per thread (faces, buffers, surface; one thread at a time). A card request
 * is a template's name with parameters, validated against what the template declares; it renders to
 * the bytes of a picture. The same request gives the same bytes on every run and every thread.
 *
 * Text is UTF-8 and NUL-terminated unless a length stands beside it. Lengths are CSS pixels.
 * Functions that can fail return a status and describe the failure in `error` (may be NULL).
 */
#ifndef OGCARD_H
#define OGCARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OGCARD_API __attribute__((visibility("default")))

/* Every way a call can end. ogcard_status_info() has the HTTP code, exit code and name of each. */
enum ogcard_status {
    OGCARD_OK,
    OGCARD_USAGE,            /* the command line or an option is wrong */
    OGCARD_BAD_REQUEST,      /* a parameter is missing, malformed or out of its bounds */
    OGCARD_UNKNOWN_TEMPLATE, /* no template of that name */
    OGCARD_URI_TOO_LONG,     /* the request target is longer than the limit */
    OGCARD_BAD_TEMPLATE,     /* a template does not load: syntax, or outside the subset */
    OGCARD_BAD_FONT,         /* a font file does not load */
    OGCARD_BAD_IMAGE,        /* a picture file does not load, or is past the limits */
    OGCARD_TOO_LARGE,        /* the card cannot be made within its limits (pixels, bytes, memory) */
    OGCARD_IO,               /* a file could not be read or written */
    OGCARD_BUSY,             /* the queue is full or the deadline passed: try again later */
    OGCARD_TIME_LIMIT,       /* the card takes longer to make than it may */
    OGCARD_LIMITED,          /* one client asks for more than its share: try again later */
    OGCARD_FORBIDDEN,        /* a signature is missing, wrong or expired */
    OGCARD_INTERNAL,         /* a library failed where it should not */
    OGCARD_STATUS_COUNT
};

struct ogcard_status_info {
    const char *name; /* stable identifier, "unknown-template" */
    int http_code;
    int exit_code; /* of the command line tools */
    const char *meaning;
};

/* Never NULL; an unknown status is described as internal. */
OGCARD_API const struct ogcard_status_info *ogcard_status_info(enum ogcard_status status);

struct ogcard_error {
    enum ogcard_status status;
    char message[1024]; /* one sentence: what was wrong, where, what would be right */
};

/* "1.0.0" of the library. */
OGCARD_API const char *ogcard_version(void);

/* Hexadecimal digest of the renderer's sources and the versions of its libraries. Part of every card's key: builds that
 * may draw differently share no cards in a cache. */
OGCARD_API const char *ogcard_build(void);

/* ---- engine: built once, immutable, shared by all threads ------------------------------------ */

struct ogcard_engine;

struct ogcard_engine_options {
    const char *template_dir;      /* folder of NAME.html and NAME/index.html, or NULL */
    const char *font_dir;          /* further font files, searched before the fallback families, or NULL */
    const char *fallback_font_dir; /* colon-separated folders of the fallback families; NULL: the build's */
    /* The name of the one template that will be asked for, with or without the extension of a format: a program that
     * renders one card need not wait for the others. If there is none of that name all are loaded. NULL: all. */
    const char *only_template;
};

/* Zeroed options give the embedded defaults. The engine starts with one reference. A template of the folder that does
 * not load keeps none of the others away: ogcard_engine_failure() tells of it, and a request for it fails with
 * OGCARD_BAD_TEMPLATE and its error. */
OGCARD_API enum ogcard_status ogcard_engine_create(const struct ogcard_engine_options *options,
                                                   struct ogcard_engine **engine, struct ogcard_error *error);

/* A new engine from the templates folder as it is now, with the fonts of `last`. A template that does not load now but
 * is in `last` stays as it was there. Fails when the folder cannot be read; `last` is good in any case. */
OGCARD_API enum ogcard_status ogcard_engine_reload(const struct ogcard_engine *last, struct ogcard_engine **engine,
                                                   struct ogcard_error *error);

/* A template of the folder that does not load. Strings belong to the engine. */
struct ogcard_template_failure {
    const char *name;    /* of the template */
    const char *path;    /* of its file */
    const char *message; /* the first error, a sentence: "path:line:column: ..." */
    bool kept;           /* its last good version is in use */
};

/* In the order in which they were met; false past the last. */
OGCARD_API bool ogcard_engine_failure(const struct ogcard_engine *engine, size_t index,
                                      struct ogcard_template_failure *failure);

/* References are counted atomically; the last unref frees. Both accept NULL. */
OGCARD_API struct ogcard_engine *ogcard_engine_ref(struct ogcard_engine *engine);
OGCARD_API void ogcard_engine_unref(struct ogcard_engine *engine);

enum ogcard_param_type {
    OGCARD_PARAM_TEXT,
    OGCARD_PARAM_COLOR,
    OGCARD_PARAM_NUMBER,
    OGCARD_PARAM_CHOICE,
    OGCARD_PARAM_FLAG,
    OGCARD_PARAM_IMAGE,
};

/* A parameter as the template declares it. Strings belong to the engine. */
struct ogcard_param_info {
    const char *name;
    enum ogcard_param_type type;
    bool required;
    size_t max_length;          /* Unicode code points, text only */
    const char *default_value;  /* "" when none is declared */
    const char *example;        /* "" when none is declared */
    const char *const *choices; /* choice: NULL-terminated; otherwise NULL */
};

struct ogcard_template_info {
    const char *name;
    const char *description; /* "" when none is declared */
    const char *source;      /* path of the file, or "built-in" */
    unsigned width_px, height_px;
    const struct ogcard_param_info *params;
    size_t param_count;
};

/* Templates in name order; false past the last. Strings belong to the engine. */
OGCARD_API bool ogcard_engine_template(const struct ogcard_engine *engine, size_t index,
                                       struct ogcard_template_info *info);

/* A file of a built-in template, to be copied out and changed. */
struct ogcard_builtin_file {
    const char *template_name;
    const char *path; /* beside index.html, perhaps in a sub-folder: "mark.svg", "art/mark.svg" */
    const uint8_t *bytes;
    size_t size;
};

/* False past the last. Static storage. */
OGCARD_API bool ogcard_builtin_file(size_t index, struct ogcard_builtin_file *file);

/* ---- coverage: which font shows what --------------------------------------------------------- */

/* The characters (grapheme clusters) that one family shows. Strings are valid during the call. */
struct ogcard_coverage {
    const char *family;     /* NULL: no font covers them */
    bool fallback;          /* of the fallback families: it is taken where no other font has the character */
    size_t count;           /* of characters, each counted once */
    const char *characters; /* all of them, separated by spaces */
    bool local_forms;       /* false: the language wants other shapes of some letters and the family lacks them */
};
typedef void ogcard_coverage_listener(void *context, const struct ogcard_coverage *coverage);

/* Tells by family how the engine's fonts cover `text` (lines of UTF-8, each in `language`, or the one that its letters
 * give away when that is NULL), or with `text` NULL the letters and punctuation of `language` (BCP 47; CLDR's exemplar
 * characters). In order of first use. OGCARD_USAGE: CLDR does not know the language. */
OGCARD_API enum ogcard_status ogcard_coverage_find(struct ogcard_engine *engine, const char *language, const char *text,
                                                   size_t length, ogcard_coverage_listener *listener, void *context,
                                                   struct ogcard_error *error);

/* ---- checking: what is wrong or doubtful about a template ------------------------------------ */

/* Strings are valid during the call. */
struct ogcard_finding {
    bool error; /* the template does not load or render; otherwise a warning */
    /* Stable identifier. Of the file: "template". Of cards rendered with titles that break cards: "render", "cut",
     * "broken-word", "overflow", "overlap", "missing-glyph", "contrast" (WCAG AA), "cropped" and "covered" (by X and
     * WhatsApp). */
    const char *rule;
    const char *template_name, *path;
    unsigned line, column;   /* from 1, columns in code points; 0: the file as a whole */
    const char *message;     /* a sentence, of the worst case */
    const char *source_line; /* of the file, "" without a line */
    unsigned titles;         /* that showed it; 0 for what no title decides */
};
typedef void ogcard_check_listener(void *context, const struct ogcard_finding *finding);

struct ogcard_check_totals {
    size_t templates, errors, warnings;
};

/* Checks a template's file, or every template of a folder, with the engine's fonts; what is found goes to the listener
 * and is added to `totals`. Findings are no failure: the call fails when `path` cannot be read or has no template. */
OGCARD_API enum ogcard_status ogcard_check(struct ogcard_engine *engine, const char *path,
                                           ogcard_check_listener *listener, void *context,
                                           struct ogcard_check_totals *totals, struct ogcard_error *error);

/* ---- card request: immutable, keeps a reference to its engine -------------------------------- */

struct ogcard_request;

/* One name/value pair as it was sent; lengths in bytes. Need not be valid UTF-8: it is checked. */
struct ogcard_pair {
    const char *name;
    size_t name_length;
    const char *value;
    size_t value_length;
};

enum ogcard_format { OGCARD_FORMAT_PNG, OGCARD_FORMAT_JPEG, OGCARD_FORMAT_WEBP };

/* "image/png" */
OGCARD_API const char *ogcard_format_media_type(enum ogcard_format format);

enum ogcard_effort { OGCARD_EFFORT_FAST, OGCARD_EFFORT_BALANCED, OGCARD_EFFORT_SMALL };

/* Validates pairs against the template's declarations. Undeclared names are ignored; of a name sent twice
 * the first counts; reserved names (format, scale, size, lang) act on the request. `template_name` may end in
 * ".png", ".jpg" or ".webp", which sets the format. The request starts with one reference. */
OGCARD_API enum ogcard_status ogcard_request_create(struct ogcard_engine *engine, const char *template_name,
                                                    const struct ogcard_pair *pairs, size_t pair_count,
                                                    struct ogcard_request **request, struct ogcard_error *error);
OGCARD_API void ogcard_request_destroy(struct ogcard_request *request);

#define OGCARD_KEY_BYTES 32

/* Digest (BLAKE2b) of everything that decides the bytes except the encoding effort: renderer's build,
 * template with its files, fonts, canonical parameters, size, format. Valid as long as the request. */
OGCARD_API const uint8_t *ogcard_request_key(const struct ogcard_request *request);
OGCARD_API enum ogcard_format ogcard_request_format(const struct ogcard_request *request);
/* The template's name, without extension. */
OGCARD_API const char *ogcard_request_template(const struct ogcard_request *request);

/* ---- worker: the memory of one rendering thread ---------------------------------------------- */

struct ogcard_worker;

OGCARD_API enum ogcard_status ogcard_worker_create(struct ogcard_worker **worker, struct ogcard_error *error);
OGCARD_API void ogcard_worker_destroy(struct ogcard_worker *worker); /* accepts NULL */
/* Ends the render that is under way, which then fails with OGCARD_TIME_LIMIT soon; without one nothing happens. The
 * only call that another thread may make. */
OGCARD_API void ogcard_worker_cancel(struct ogcard_worker *worker);

/* Where the time of a card goes, in the order of first entry. */
enum ogcard_stage {
    OGCARD_STAGE_STYLE,  /* the template's elements with their values and computed styles */
    OGCARD_STAGE_LAYOUT, /* boxes and the display list */
    OGCARD_STAGE_SHAPE,  /* paragraphs: bidi, fonts, glyphs, break opportunities */
    OGCARD_STAGE_FIT,    /* paragraphs: widths, size and lines */
    OGCARD_STAGE_RASTER,
    OGCARD_STAGE_ENCODE,
    OGCARD_STAGE_COUNT
};

struct ogcard_card {
    uint8_t *bytes; /* owned by the card */
    size_t size;
    enum ogcard_format format;
    unsigned width_px, height_px; /* of the picture, after scale */
    unsigned missing_glyphs;      /* characters no font covers, drawn as replacements */
    int64_t stage_ns[OGCARD_STAGE_COUNT];
};

/* Renders the request. On success the caller frees the card with ogcard_card_finish(). */
OGCARD_API enum ogcard_status ogcard_card_render(struct ogcard_worker *worker, const struct ogcard_request *request,
                                                 enum ogcard_effort effort, struct ogcard_card *card,
                                                 struct ogcard_error *error);
OGCARD_API void ogcard_card_finish(struct ogcard_card *card);

/* Lays the request out and describes boxes, lines and glyph runs as JSON; the caller free()s `*json`. */
OGCARD_API enum ogcard_status ogcard_card_inspect(struct ogcard_worker *worker, const struct ogcard_request *request,
                                                  char **json, struct ogcard_error *error);

#ifdef __cplusplus
}
#endif

#endif
