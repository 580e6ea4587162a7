/* What the stages of a paragraph hand to each other. Internal to render/text.
 *
 * Places are indices of UTF-16 code units in `text`, from 0 to `length`: what ICU and HarfBuzz count. Lengths come
 * in pairs: `scaled` in px at the style's own size, multiplied by the scale that fitting chooses, and `fixed` in px
 * that does not change (objects, edges of inline boxes, spacing given in px).
 */
#ifndef RENDER_TEXT_STAGES_H
#define RENDER_TEXT_STAGES_H

#include <unicode/ubidi.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "internal/error.h"
#include "paragraph.h"

/* A paragraph longer than this is cut off: titles have some hundred units. */
enum { PARAGRAPH_UNIT_LIMIT = 20000 };

enum unit_flag {
    UNIT_CLUSTER = 1, /* a grapheme cluster begins here */
    UNIT_BREAK = 2,   /* a line may begin here */
    UNIT_FORCED = 4,  /* a line must begin here */
    UNIT_HANGS = 8,   /* white space that hangs at a line's end */
    UNIT_SAFE = 16,   /* the glyphs before and after this place do not depend on each other */
    UNIT_SPACE = 32,  /* a word separator: word-spacing, justification */
    UNIT_SOFT_HYPHEN = 64,
};

#define OBJECT_UNIT 0xFFFC
#define BREAK_UNIT  '\n'

/* An inline box; box 0 is the block container itself. */
struct inline_box {
    const struct style *style;
    size_t parent;
    size_t open_item; /* index of its item; none for box 0 */
    uint32_t start, end;
    struct font *font; /* first available font of its style */
};

/* Where an inline box begins or ends, in document order. */
struct inline_mark {
    bool open;
    uint32_t place;
    size_t item;
    size_t box;
    bool isolates;
    uint8_t level; /* of what stands for it in the bidi algorithm */
};

/* A glyph as HarfBuzz gives it, font units. */
struct shaped_glyph {
    uint32_t id, cluster; /* cluster: place */
    int32_t advance, x_offset, y_offset;
    bool unsafe; /* HB_GLYPH_FLAG_UNSAFE_TO_BREAK */
};

/* Units of one font, level, script and language; shaped as one. */
struct text_run {
    uint32_t start, end;
    const struct style *style; /* of its first unit; later ones differ at most in paint */
    struct font *font;         /* NULL: an object or a forced break */
    const char *language;
    hb_script_t script;
    uint8_t level;
    bool missing; /* no font covers it: `font` is the style's first */
    const struct shaped_glyph *glyphs;
    size_t glyph_count;
};

/* A stretch between forced breaks: a paragraph to UAX 9. */
struct bidi_segment {
    uint32_t start, end;
    uint8_t level;
};

/* Opportunity k: a line may end at `end` and the next begin at `next`. */
struct break_place {
    uint32_t end, next; /* white space that hangs lies between */
    bool forced;
    bool hyphen; /* a soft hyphen becomes visible */
    float cost;  /* of breaking here, in pretty's units (pretty.h); negative: welcome */
};

/* A line as chosen by a breaker. */
struct line_span {
    uint32_t start, end, next;
    bool hyphen;
    bool inside_word;
    bool forced; /* ends in a forced break, or the paragraph's end */
};

struct line_spans {
    struct line_span *items;
    size_t count, capacity;
};

/* scaled * scale + fixed, px */
struct extent {
    double scaled, fixed;
};

/* The same, remembered. */
struct extent_memo {
    float scaled, fixed;
    bool known;
};

/* A short text added by layout: the ellipsis, a hyphen. */
struct inserted_text {
    struct font *font; /* NULL: not shaped yet */
    struct shaped_glyph glyphs[3];
    size_t glyph_count;
    hb_script_t script;
    double scaled_width;
    bool missing;
};

struct paragraph {
    struct text_context *context;
    struct arena *arena;
    struct paragraph_input input;
    const char *language; /* of the block, or guessed from the text; "" unknown */

    UChar *text;
    uint32_t length;
    size_t *item_of;  /* per unit: index of its item */
    uint8_t *flags;   /* per place, length + 1 */
    uint8_t *levels;  /* per unit */
    int16_t *scripts; /* per unit: UScriptCode, resolved */
    size_t *box_of;   /* per item: innermost inline box */
    struct inline_box *boxes;
    size_t box_count;
    struct inline_mark *marks;
    size_t mark_count;
    struct bidi_segment *segments;
    size_t segment_count;

    char *utf8;        /* the text as bytes */
    uint32_t *byte_at; /* per place */

    struct text_run *runs;
    size_t run_count;
    uint32_t *run_of; /* per unit */

    /* Prefix sums per place, length + 1. A mark that closes at a place counts before it, one that opens after. */
    double *scaled, *fixed, *mark_px;
    float *end_adjust, *start_adjust; /* per place: reshaping at an unsafe break; NAN until asked for */

    struct break_place *breaks; /* [0] is the beginning, the last one the end */
    size_t break_count;

    struct extent_memo *extents; /* [from][to] of break places, made when asked for */

    struct inserted_text ellipsis, hyphen;
    struct box_metrics *box_metrics;   /* linebox.h: per inline box, of the line looked at last */
    struct pretty_state *pretty_table; /* pretty.c: kept from size to size */
    size_t pretty_room;
    unsigned missing_glyphs;
    bool weighed;    /* the break places have their costs */
    float indent_px; /* of the layout under way */
};

/* ---- context.c */

struct text_context {
    struct font_pool *fonts;
    const UNormalizer2 *nfc;
    UBiDi *bidi;
    hb_buffer_t *buffer;
    UBreakIterator *characters;
    UBreakIterator *words; /* opened on first use */
    struct line_iterator {
        char locale[48];
        UBreakIterator *iterator;
        unsigned used; /* clock of the last use */
    } lines[6];
    unsigned clock;
    struct stage_clock *stage_clock; /* NULL: nobody asks */
};

/* A line break iterator by ICU locale with keywords, kept for the next text. NULL on failure. */
UBreakIterator *text_context_line_iterator(struct text_context *context, const char *locale);

/* Words of scripts without spaces, by dictionary. NULL on failure. */
UBreakIterator *text_context_word_iterator(struct text_context *context);

/* ---- the stages of paragraph_create(), in order; false with an error */

/* collapse.c: items to text, marks and boxes; CSS Text 3 section 4.1, case mapping, NFC. */
bool paragraph_collapse(struct paragraph *paragraph, struct ogcard_error *error);
/* bidi.c: levels and segments. */
bool paragraph_bidi(struct paragraph *paragraph, struct ogcard_error *error);
/* itemize.c: grapheme clusters, scripts, fonts: the runs. */
bool paragraph_itemize(struct paragraph *paragraph, struct ogcard_error *error);
/* shape.c: glyphs of every run. */
bool paragraph_shape(struct paragraph *paragraph, struct ogcard_error *error);
/* measure.c: prefix sums. */
bool paragraph_measure(struct paragraph *paragraph, struct ogcard_error *error);
/* linebreak.c: break opportunities. */
bool paragraph_find_breaks(struct paragraph *paragraph, struct ogcard_error *error);

/* "out of memory for a text of N units" */
bool paragraph_fail_memory(const struct paragraph *paragraph, struct ogcard_error *error);

const struct style *paragraph_style_at(const struct paragraph *paragraph, uint32_t place);
const char *paragraph_language_at(const struct paragraph *paragraph, uint32_t place);
/* Base embedding level of the line that begins at `place`. */
uint8_t paragraph_base_level(const struct paragraph *paragraph, uint32_t place);

#endif
