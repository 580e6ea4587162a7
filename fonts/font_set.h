/* The font set: which faces there are and which characters they cover. Built once, immutable, shared by
 * all threads; nothing is opened here but what is needed to describe a face. Opened faces are a worker's
 * (font.h).
 *
 * Layers, searched in this order: faces added to a derived set (@font-face of a template), faces of the
 * operator's folder, built-in faces (Inter), fallback families (Noto) by the table made at build time.
 */
#ifndef FONTS_FONT_SET_H
#define FONTS_FONT_SET_H

#include <hb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ogcard.h"

struct font_set;

enum font_slope { FONT_SLOPE_NORMAL, FONT_SLOPE_ITALIC, FONT_SLOPE_OBLIQUE };

/* A range of a variable axis or a descriptor; both ends equal for a static face. */
struct font_range {
    float min, max;
};

/* Inclusive. */
struct codepoint_range {
    uint32_t first, last;
};

/* One face of the set; belongs to the set and to every set derived from it. */
struct font_face {
    const char *family;        /* as CSS names it, "Noto Sans" */
    struct font_range weight;  /* 1..1000 */
    struct font_range stretch; /* percent, 100 is normal */
    enum font_slope slope;
    const char *path;   /* file, or NULL for a built-in or derived face */
    hb_blob_t *blob;    /* sfnt in memory (unpacked when the file is WOFF), or NULL: the file is mapped on first use */
    unsigned index;     /* within a collection */
    bool color;         /* color bitmap or layer glyphs: an emoji face */
    bool fallback;      /* of the fallback families: found by coverage, and by name */
    uint8_t digest[16]; /* of the file's content (BLAKE2b) and index: names the face across sets */
    const struct codepoint_range *unicode_range; /* @font-face's, or NULL */
    size_t unicode_range_count;
};

/* `font_dir`: further fonts (TTF, OTF, TTC, WOFF, WOFF2), or NULL. `fallback_dirs`: colon-separated folders
 * of the fallback families, NULL for the build's; a folder or family that is missing leaves its scripts
 * uncovered and is no error. Errors: OGCARD_BAD_FONT names the file, OGCARD_IO the folder. */
enum ogcard_status font_set_create(const char *font_dir, const char *fallback_dirs, struct font_set **set,
                                   struct ogcard_error *error);

/* A face of CSS @font-face; `bytes` is copied. Zeroed weight, stretch mean what the file says. */
struct font_source {
    const char *family;
    const uint8_t *bytes;
    size_t size;
    const char *name; /* of the file, for errors */
    struct font_range weight, stretch;
    enum font_slope slope;
    const struct codepoint_range *unicode_range; /* copied */
    size_t unicode_range_count;
};

/* A set that looks into `sources` first and then into `base`, to which it keeps a reference. */
enum ogcard_status font_set_derive(struct font_set *base, const struct font_source *sources, size_t source_count,
                                   struct font_set **set, struct ogcard_error *error);

struct font_set *font_set_ref(struct font_set *set);
void font_set_unref(struct font_set *set); /* accepts NULL */

/* Digest of all faces, 32 bytes: goes into the key of every card. */
const uint8_t *font_set_digest(const struct font_set *set);

/* CSS Fonts 4 section 5.2, matching within one family: NULL when the family is not in the set. Families
 * compare ASCII case-insensitively; the generic names (sans-serif, system-ui, serif, monospace, emoji)
 * map to families of the set where it has one. Weight 1..1000, stretch in percent. */
const struct font_face *font_set_match(const struct font_set *set, const char *family, float weight, float stretch,
                                       enum font_slope slope);

/* Among the faces of a family that match() considers equal (unicode-range splits a family over several), the
 * one that covers all of the cluster; NULL if none. */
const struct font_face *font_set_match_cluster(const struct font_set *set, const char *family, float weight,
                                               float stretch, enum font_slope slope, const uint32_t *cluster,
                                               size_t count);

/* Whether the face has a glyph for the code point (and its unicode-range allows it). Thread-safe. */
bool font_face_covers(const struct font_set *set, const struct font_face *face, uint32_t codepoint);

/* The fallback face for a grapheme cluster, which is never split over faces: covers the most of it, base first.
 * Of faces that cover as much: Inter, the operator's, the script's own Noto Sans, Noto Sans, symbols, mathematics, CJK,
 * other scripts', other styles (Noto Serif), emoji; never those of @font-face, which are used by name. For Chinese,
 * Japanese and Korean CJK comes before Noto Sans. `language` is BCP 47 or NULL and picks the Han variant (ja, ko,
 * zh-Hans, zh-Hant ...); `emoji` asks for emoji presentation: then the emoji faces come first. Default-ignorable code
 * points, variation selectors and joiners need no coverage. NULL when nothing covers the base, and for private use. */
const struct font_face *font_set_fallback(const struct font_set *set, const uint32_t *cluster, size_t count,
                                          const char *language, bool emoji, float weight, enum font_slope slope);

/* All faces, for listings; NULL past the last. */
const struct font_face *font_set_face(const struct font_set *set, size_t index);

#endif
