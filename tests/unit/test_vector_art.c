#include "test.h"

#include <cairo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/image.h"
#include "render/paint/picture_store.h"
#include "render/vector_art.h"

#define SVG(attributes, content) "<svg xmlns='http://www.w3.org/2000/svg' " attributes ">" content "</svg>"
#define BOX(content)             SVG("viewBox='0 0 40 30'", content)

static struct image *decode(const char *text)
{
    struct image *image;
    struct ogcard_error error;
    if (image_decode((const uint8_t *)text, strlen(text), "art", &image, &error) != OGCARD_OK)
        fail_msg("%s: %s", text, error.message);
    return image;
}

static cairo_surface_t *draw(const struct image *image, int width, int height)
{
    struct picture_store *store = picture_store_create();
    cairo_surface_t *surface = picture_store_get(store, image, width, height);
    if (!surface)
        fail_msg("not drawn: %s", (const char *)image->svg);
    picture_store_destroy(store);
    return surface;
}

/* The largest difference of a channel between both ways of drawing. */
static int difference(const char *document, int width, int height)
{
    char with_instruction[1200]; /* which is not read here, and changes nothing */
    snprintf(with_instruction, sizeof with_instruction, "%s<?x?>", document);
    assert_null(vector_art_read(with_instruction, strlen(with_instruction)));
    struct image *image = decode(document), *other = decode(with_instruction);
    assert_float_equal(image->width_px, other->width_px, 0);
    assert_float_equal(image->height_px, other->height_px, 0);
    assert_float_equal(image->aspect_ratio, other->aspect_ratio, 1e-6);
    cairo_surface_t *ours = draw(image, width, height), *theirs = draw(other, width, height);
    const uint8_t *a = cairo_image_surface_get_data(ours), *b = cairo_image_surface_get_data(theirs);
    int most = 0;
    for (size_t i = 0; i < (size_t)cairo_image_surface_get_stride(ours) * (size_t)height; i++)
        if (abs(a[i] - b[i]) > most)
            most = abs(a[i] - b[i]);
    cairo_surface_destroy(ours);
    cairo_surface_destroy(theirs);
    image_destroy(image);
    image_destroy(other);
    return most;
}

static void drawn_as_librsvg_draws_it(void **state)
{
    (void)state;
    static const char *const documents[] = {
        BOX("<rect x='4' y='3' width='30' height='20' fill='#36c'/>"),
        BOX("<rect x='4' y='3' width='30' height='20' rx='6' fill='rebeccapurple' stroke='#f00' stroke-width='2.5'/>"),
        BOX("<rect x='4.3' y='3.7' width='30' height='20' rx='60' ry='4'/>"),
        BOX("<rect width='0' height='9'/><circle r='0'/><rect x='9' y='9' width='9' height='9' rx='0' ry='3'/>"),
        BOX("<circle cx='20' cy='15' r='11' fill='#fc3'/><ellipse cx='20' cy='15' rx='4' ry='9.5px' fill='white'/>"),
        BOX("<line x1='2' y1='3' x2='35' y2='22' stroke='black' stroke-linecap='round' stroke-width='4'/>"),
        BOX("<polyline points='2,3 20,28 35,4' fill='none' stroke='#123456' stroke-linejoin='bevel' "
            "stroke-width='5'/>"),
        BOX("<polygon points='2,3 20 28,35-4' fill-rule='evenodd'/>"),
        BOX("<path d='M20 4l14 8v6l-14 8-14-8V12z' fill='none' stroke='#0a0' stroke-width='3'/>"),
        BOX("<path d='M3 3.500v22a2.500 2.500 0 0 0 3.800 2.100l23-11.500a2.500 2.500 0 0 0 0-4.200l-23-10A2.500 2.500 "
            "0 0 "
            "0 3 3.500z'/>"),
        BOX("<path d='M22 2a20 20 0 0120 20h-9a11 11 0 0 0-11-11z' fill='#38b'/>"),
        BOX("<path d='M2 10 Q10 2 18 10 T34 10 t4 3' fill='none' stroke='#800'/>"),
        BOX("<path d='M2,20 C10,2 18,28 26,10 S34,20 38,9 s1-2 .5.5' fill='none' stroke='#008' stroke-width='1.5'/>"),
        BOX("<path d='m2 2 5 0 0 5-5 0zm10 10h5v5h-5z M30 5 H35 V15 h-5z' stroke='#c0c' stroke-miterlimit='1'/>"),
        BOX("<path d='M5 15A10 5 30 1 1 25 20A10 5 30 0 0 5 15' fill='#777'/><path d='M1 1A0 5 0 0 1 9 9A3 3 0 0 1 9 "
            "9'/>"),
        BOX("<path d='M10 15 a 1e1 1E+1 0 1 0 20.0 +0 a10-10 0 1 0-20 0'/>"),
        BOX("<g fill='#b00' opacity='.5'><circle cx='15' cy='15' r='9'/><circle cx='24' cy='15' r='9' "
            "fill='#00b'/></g>"),
        BOX("<path d='M3 3h30v20h-30z' opacity='0.4' stroke='#0f0' stroke-width='6' fill='#f0f' fill-opacity='.3'/>"),
        BOX("<path d='M3 3h30v20h-30z' stroke-opacity='0.5' stroke='#0f0' stroke-width='6' fill='#ff0'/>"),
        BOX("<g transform='translate(20 15) rotate(30)'><rect x='-8' y='-5' width='16' height='10' "
            "transform='scale(1.2,.7)' stroke='#000' fill='#eee'/></g>"),
        BOX("<g transform='matrix(1 .2 -.3 1 4 2)'><rect x='5' y='5' width='16' height='10' "
            "transform='rotate(20,9,9)'/>"
            "</g>"),
        BOX("<rect x='-9' y='-9' width='99' height='99' transform='translate(3)' fill='#abc' />"),
        SVG("width='40' height='30'", "<rect x='9' y='9' width='9' height='9' rx='2'/>"),
        SVG("width='40px' height='30' viewBox='-5 -5 20 30'", "<circle r='9' fill='#0cf'/>"),
        SVG("viewBox='0 0 40 30' fill='none' stroke='currentColor' color='rgba(255,153,0,0.8)' stroke-width='3'",
            "<path d='M7 19l7 7L29 10'/><path d='M7 9l7 7' color='blue' stroke='#00f'/>"),
        SVG("viewBox='0 0 40 30' id='a' class='b' role='img' aria-label='c' data-x='d' version='1.1'",
            "<title>An icon</title><!-- x --><g><path d='M1 1h9v9z' fill='none'/><desc/></g>"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg viewBox = '0 0 40 30'\n xmlns=\"http://www.w3.org/2000/svg\" "
        ">"
        "<path d='\n M1 1 , \n20\t20 H3Z '></path > </svg>\n<!-- end -->",
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct vector_art *art = vector_art_read(documents[i], strlen(documents[i]));
        if (!art)
            fail_msg("left to librsvg: %s", documents[i]);
        vector_art_destroy(art);
        int most = difference(documents[i], 123, 97);
        if (most > 1)
            fail_msg("%s: channels differ by %d", documents[i], most);
    }
}

static void what_it_does_not_know_is_left_to_librsvg(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "",
        "<svg viewBox='0 0 40 30'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='4'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='4cm' height='1'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='100%' viewBox='0 0 1 1'/>",
        "<s:svg xmlns:s='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>",
        "<!DOCTYPE svg>" BOX(""),
        BOX("") BOX(""),
        BOX("<g>"),
        BOX("</g>"),
        BOX("<rect width='9' width='9'/>"),
        BOX("<rect width='9'height='9'/>"),
        BOX("<rect width='9%' height='9'/>"),
        BOX("<rect width='-9' height='9'/>"),
        BOX("<rect style='fill:red'/>"),
        BOX("<rect fill='url(#a)'/>"),
        BOX("<rect fill='inherit'/>"),
        BOX("<rect fill='#ff'/>"),
        BOX("<rect fill=''/>"),
        BOX("<rect opacity='50%'/>"),
        BOX("<rect stroke-dasharray='1'/>"),
        BOX("<rect display='none'/>"),
        BOX("<rect transform='skewX(3)'/>"),
        BOX("<rect transform='scale(0)'/>"),
        BOX("<rect transform='scale(1'/>"),
        BOX("<rect transform='translate(1 2 3)'/>"),
        BOX("<rect x='1e9'/>"),
        BOX("<rect x='nan'/>"),
        BOX("<rect x='0x4'/>"),
        BOX("<g><rect><rect/></rect></g>"),
        BOX("<svg/>"),
        BOX("<use href='#a'/>"),
        BOX("<style/>"),
        BOX("<defs/>"),
        BOX("text"),
        BOX("<title>An &lt;icon</title>"),
        BOX("<![CDATA[]]>"),
        BOX("<title>\xd0\xb6</title>"),
        BOX("<path/>"),
        BOX("<path d='L1 1'/>"),
        BOX("<path d='M1'/>"),
        BOX("<path d='M1 1 X'/>"),
        BOX("<path d='M1 1 A1 1 0 2 0 3 3'/>"),
        BOX("<path d='M1 1 L1.'/>"),
        BOX("<path d='M1 1 2e'/>"),
        BOX("<polygon points='1 2 3'/>"),
        SVG("viewBox='0 0 40 30' preserveAspectRatio='none'", ""),
        SVG("viewBox='0 0 40'", ""),
        SVG("viewBox='0 0 40 0'", ""),
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct vector_art *art = vector_art_read(documents[i], strlen(documents[i]));
        if (art)
            fail_msg("read: %s", documents[i]);
    }
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    for (int depth = 30; depth <= 33; depth++) {
        char text[800] = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>";
        for (int i = 1; i < depth; i++)
            strcat(text, "<g>");
        for (int i = 1; i < depth; i++)
            strcat(text, "</g>");
        strcat(text, "</svg>");
        struct vector_art *art = vector_art_read(text, strlen(text));
        assert_int_equal(art != NULL, depth <= 32);
        vector_art_destroy(art);
    }
}

static void any_cut_and_any_byte_is_survived(void **state)
{
    (void)state;
    static const char text[] =
        SVG("viewBox='0 0 4 3' color='rgba(1,2,3,.5)'",
            "<!--c--><g transform='rotate(1,2,3)' fill='#fff'><path d='M1 1a1 1 0 013 3z'/></g><title>a</title>");
    size_t length = sizeof text - 1;
    for (size_t cut = 0; cut < length; cut++) {
        char *copy = malloc(cut + 1); /* so that reading past the end is noticed */
        memcpy(copy, text, cut);
        assert_null(vector_art_read(copy, cut));
        free(copy);
        char *changed = malloc(length);
        for (size_t i = 0; i < 8; i++) {
            memcpy(changed, text, length);
            changed[cut] = "<>'/= \0("[i];
            vector_art_destroy(vector_art_read(changed, length));
        }
        free(changed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawn_as_librsvg_draws_it),
        cmocka_unit_test(what_it_does_not_know_is_left_to_librsvg),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(any_cut_and_any_byte_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
