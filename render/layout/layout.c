#include "layout_box.h"

#include "internal/error.h"

void layout_fail(struct layout *layout, enum ogcard_status status, const char *sentence)
{
    if (!layout->failed)
        error_set(layout->error, status, "%s", sentence);
    layout->failed = true;
}

void *layout_alloc(struct layout *layout, size_t count, size_t size)
{
    void *memory = arena_calloc(layout->context->arena, count, size);
    if (!memory)
        layout_fail(layout, OGCARD_TOO_LARGE, "The card needs more memory for its layout than one card may take.");
    return memory;
}

static bool same(float a, float b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool space_equal(const struct space *a, const struct space *b)
{
    return same(a->cb_width, b->cb_width) && same(a->cb_height, b->cb_height) && same(a->width, b->width) &&
           a->insets == b->insets && same(a->height, b->height) && a->shrink == b->shrink &&
           a->height_indefinite == b->height_indefinite && a->content_height == b->content_height &&
           a->content_width == b->content_width && a->unbounded == b->unbounded && a->smallest == b->smallest;
}

/* What cannot make a difference to the box is taken out, so that more questions have the same answer. */
static struct space space_normalize(const struct layout_box *box, const struct space *space)
{
    struct space normal = *space;
    if (!box->percent_height)
        normal.cb_height = NAN;
    if ((!box->percent_height && box->box.kind != BOX_FLEX) || isnan(normal.height))
        normal.height_indefinite = false;
    if (!box->fits)
        normal.smallest = false;
    return normal;
}

static const struct outcome *cache_find(const struct layout_box *box, const struct space *space)
{
    if (box->laid_out && space_equal(&box->space, space))
        return &box->outcome;
    for (unsigned i = 0; i < box->cache_count; i++)
        if (space_equal(&box->cache[i].space, space))
            return &box->cache[i].outcome;
    return NULL;
}

static void cache_store(struct layout_box *box)
{
    box->cache[box->cache_next] = (struct measurement){box->space, box->outcome};
    box->cache_next = (box->cache_next + 1) % MEASUREMENTS;
    if (box->cache_count < MEASUREMENTS)
        box->cache_count++;
}

static float clamp_baseline(float baseline, float height)
{
    return isnan(baseline) ? NAN : fminf(fmaxf(baseline, 0), height);
}

static void layout_under(struct layout *layout, struct layout_box *box, const struct space *space)
{
    if (layout->failed)
        return;
    if (++layout->steps > LAYOUT_MAX_STEPS) {
        layout_fail(layout, OGCARD_TOO_LARGE,
                    "The template's boxes are nested so that their layout takes too many steps; nest fewer flex "
                    "containers in each other.");
        return;
    }
    box->space = *space;
    box->laid_out = true;
    box->outcome = (struct outcome){.first_baseline = NAN, .last_baseline = NAN};
    box_edges(box, space->cb_width);
    if (box->box.kind == BOX_REPLACED)
        replaced_layout(layout, box, space);
    else if (box->box.kind == BOX_FLEX)
        flex_layout(layout, box, space);
    else
        block_layout(layout, box, space);
    if (style_is_scroll_container(box->box.style)) { /* CSS Align 3 section 9.1 */
        box->outcome.first_baseline = clamp_baseline(box->outcome.first_baseline, box->outcome.height);
        box->outcome.last_baseline = clamp_baseline(box->outcome.last_baseline, box->outcome.height);
    }
    box->box.border_box.width = box->outcome.width;
    box->box.border_box.height = box->outcome.height;
    box->box.baseline = box->outcome.first_baseline;
    cache_store(box);
}

void box_layout(struct layout *layout, struct layout_box *box, const struct space *space)
{
    struct space normal = space_normalize(box, space);
    if (!box->laid_out || !space_equal(&box->space, &normal))
        layout_under(layout, box, &normal);
}

struct outcome box_measure(struct layout *layout, struct layout_box *box, const struct space *space)
{
    struct space normal = space_normalize(box, space);
    const struct outcome *known = cache_find(box, &normal);
    if (known)
        return *known;
    layout_under(layout, box, &normal);
    return box->outcome;
}

struct box *layout_card(const struct layout_context *context, const struct node *root, float width_px, float height_px,
                        struct ogcard_error *error)
{
    struct layout layout = {
        .context = context,
        .error = error,
        .card_width = width_px,
        .card_height = height_px,
    };
    struct layout_box *box = build_tree(&layout, root);
    if (!box)
        return NULL;
    struct space space = {.cb_width = width_px, .cb_height = height_px, .width = NAN, .height = NAN};
    box_layout(&layout, box, &space);
    if (!layout.failed) {
        box->box.border_box.x = box->box.margin[SIDE_LEFT];
        box->box.border_box.y = strut_sum(box->outcome.top);
        position_tree(&layout, box);
    }
    return layout.failed ? NULL : &box->box;
}
