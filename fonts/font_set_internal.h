/* The inside of a font set, shared by what builds it (font_set.c) and what searches it (font_match.c,
 * font_fallback.c). Nothing of it changes after the set is built. */
#ifndef FONTS_FONT_SET_INTERNAL_H
#define FONTS_FONT_SET_INTERNAL_H

#include <stdatomic.h>

#include "coverage.h"
#include "font_set.h"

enum font_layer { LAYER_SOURCES, LAYER_FOLDER, LAYER_BUILTIN, LAYER_FALLBACK, LAYER_COUNT };

struct set_face {
    struct font_face face; /* first: what callers hold a pointer to */
    struct coverage coverage;
    hb_script_t script; /* it was made for */
    enum font_layer layer;
    uint32_t order;     /* in which it was added */
    uint64_t file_size; /* of a face with a path and no blob: a mapped file must still have it */
    char *owned_family, *owned_path;
    struct codepoint_range *owned_ranges;
};

/* What a family is for; fallback prefers by it. */
enum family_kind {
    FAMILY_NAMED,   /* @font-face: only by name */
    FAMILY_FOLDER,  /* the operator's */
    FAMILY_BUILTIN, /* Inter */
    FAMILY_GENERAL, /* Noto Sans */
    FAMILY_SCRIPT,  /* Noto Sans of one script */
    FAMILY_CJK,
    FAMILY_SYMBOLS,
    FAMILY_OTHER,
    FAMILY_VARIANT, /* Serif, Mono, Display and such: the last resort */
    FAMILY_COLOR,   /* emoji */
    FAMILY_KIND_COUNT
};

enum cjk_region { REGION_NONE, REGION_SC, REGION_TC, REGION_HK, REGION_JP, REGION_KR };

struct font_family {
    const char *name;
    enum font_layer layer;
    enum family_kind kind;
    unsigned rank;          /* within the kind */
    enum cjk_region region; /* FAMILY_CJK */
    hb_script_t script;
    const struct set_face *faces;
    size_t count;
};

struct font_set {
    atomic_uint references;
    struct font_set *base;  /* of a derived set, or NULL */
    struct set_face *faces; /* by layer, family, order of adding */
    size_t face_count, face_capacity;
    struct font_family *families; /* by layer and name */
    size_t family_count;
    const struct font_family **by_kind; /* those of a kind from kind_start[kind] to kind_start[kind + 1] */
    size_t kind_start[FAMILY_KIND_COUNT + 1];
    uint8_t digest[32];
};

/* Compares as CSS compares family names: ASCII case-insensitively. */
int family_name_compare(const char *a, const char *b);

/* The family in the first layer that has it, or NULL. */
const struct font_family *font_set_family(const struct font_set *set, const char *name);

/* Sets kind, rank, region and script of the families from name, layer and faces, and the index by kind. False when
 * out of memory. */
bool font_set_index_kinds(struct font_set *set);

/* How far a face is from what is asked for (CSS Fonts 4 section 5.2): stretch first, then style, then weight.
 * Compares lexicographically, less is nearer. */
struct style_distance {
    float stretch, slope, weight;
};

struct style_distance style_distance(const struct font_face *face, float weight, float stretch, enum font_slope slope);
int style_distance_compare(struct style_distance a, struct style_distance b);

/* Whether the face can show the code point, also by what HarfBuzz puts in its place when there is no glyph: the
 * canonical decomposition, U+0020 for the other spaces, U+2010 for U+2011. */
bool set_face_shows(const struct set_face *face, uint32_t codepoint);

/* Default_Ignorable_Code_Point of UAX 44: needs no glyph. */
bool codepoint_is_ignorable(uint32_t codepoint);

#endif
