/* Style sheets: rules, their selectors and declarations, as they were parsed. */
#ifndef RENDER_TEMPLATE_SHEET_H
#define RENDER_TEMPLATE_SHEET_H

#include "css_property.h"
#include "diagnostics.h"
#include "param.h"

/* ---- declarations ---- */

/* A value that var() or {{}} makes different from card to card: parsed when those are known. */
struct deferred {
    struct css_property_name name;
    const struct css_token *tokens;
    size_t count;
    size_t offset; /* in the file */
    bool uses_var;
    struct deferred *next;
};

struct declaration {
    unsigned char property; /* enum css_property_id */
    bool important;
    const struct css_value *value;   /* or */
    const struct deferred *deferred; /* and the longhand's index in it */
    unsigned char deferred_index;
    size_t offset;
};

/* --name: tokens */
struct custom_declaration {
    const char *name; /* without the dashes */
    unsigned number;  /* of the name, among TEMPLATE_MAX_CUSTOM */
    bool important;
    enum css_wide wide;
    const struct css_token *tokens;
    size_t count;
    size_t offset;
};

struct declaration_block {
    struct declaration *items;
    size_t count;
    struct custom_declaration *customs;
    size_t custom_count;
    bool has_important;
};

/* ---- selectors ---- */

enum simple_kind {
    SIMPLE_TYPE,
    SIMPLE_CLASS,
    SIMPLE_ID,
    SIMPLE_ATTRIBUTE,
    SIMPLE_ROOT,
    SIMPLE_EMPTY,
    SIMPLE_FIRST_CHILD,
    SIMPLE_LAST_CHILD,
    SIMPLE_NTH_CHILD,
    SIMPLE_NTH_LAST_CHILD,
    SIMPLE_LANG,
    SIMPLE_NOT,
    SIMPLE_IS,
};

struct simple_selector {
    enum simple_kind kind;
    const char *name, *value;
    char operation; /* of an attribute: '\0' present, '=', '~', '|', '^', '$', '*' */
    bool ignore_case;
    int step, offset;                 /* nth-child */
    const struct selector *arguments; /* :not(), :is() */
    size_t argument_count;
};

enum combinator { COMBINATOR_DESCENDANT, COMBINATOR_CHILD, COMBINATOR_NEXT, COMBINATOR_SUBSEQUENT };

struct compound {
    const struct simple_selector *simples;
    size_t count;
    enum combinator combinator; /* to the compound on its left, which is the next in the array */
};

struct selector {
    const struct compound *compounds; /* the subject first, then leftwards */
    size_t count;
    unsigned specificity; /* ids << 20 | classes << 10 | types */
};

/* ---- rules ---- */

struct rule {
    struct selector selector;
    const struct declaration_block *block;
    unsigned sizes; /* bit for each of the template's sizes to which its @media apply */
    unsigned order; /* in which rules stand */
    bool author;    /* or HTML's own style sheet */
};

struct font_face_source;

/* Everything that reading style sheets adds to. */
struct sheet_reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct params *params;
    const struct template_size *sizes;
    size_t size_count;
    bool author;
    css_picture_finder *find_picture;
    void *picture_context;
    bool (*add_font_face)(struct sheet_reader *reader, const struct css_token *begin, const struct css_token *end,
                          const struct text_origin *origin, const char *text);
    void *font_context;

    struct rule *rules;
    size_t rule_count, rule_capacity;
    size_t block_count;
    unsigned declaration_count;
    const char **custom_names;
    size_t custom_count, custom_capacity;
    struct deferred *first_deferred, *last_deferred;
};

/* A text of CSS and where it stands. */
struct css_text {
    const char *text;
    size_t length;
    struct text_origin origin;
};

size_t css_text_offset(const struct css_text *text, const struct css_token *token);

/* Reads a style sheet; errors are reported and the reader goes on behind them, as CSS does. False only when memory
 * fails. */
bool sheet_read(struct sheet_reader *reader, const struct css_text *text);

/* Reads a style attribute. */
bool sheet_read_block(struct sheet_reader *reader, const struct css_text *text, struct declaration_block *block);

/* Declarations between two tokens. */
bool sheet_declarations(struct sheet_reader *reader, const struct css_text *text, const struct css_token *begin,
                        const struct css_token *end, struct declaration_block *block);

/* Gives the {{}} among the tokens their expressions. False after reporting. */
bool sheet_bind_params(struct sheet_reader *reader, const struct css_text *text, struct css_token *begin,
                       const struct css_token *end);

/* Parses a comma-separated list of selectors. False after reporting. */
bool selector_parse_list(struct sheet_reader *reader, const struct css_text *text, const struct css_token *begin,
                         const struct css_token *end, struct selector **selectors, size_t *count);

/* Bit for each size to which the media query list applies. False after reporting. */
bool media_parse(struct sheet_reader *reader, const struct css_text *text, const struct css_token *begin,
                 const struct css_token *end, unsigned *sizes);

#endif
