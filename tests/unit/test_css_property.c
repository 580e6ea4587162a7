/* What a declaration computes to: every property, in the notations that it has. */
#include "template_fixture.h"

#include "style_text.h"

/* In a template of 1200x630 whose root has font-size 10px and whose parent element has 20px and the color #102030. */
static const struct {
    const char *css, *property, *expected;
} rows[] = {
    /* lengths */
    {"width: 10px", "width", "10px"},
    {"width: 2em", "width", "40px"},
    {"width: 2rem", "width", "20px"},
    {"width: 10vw", "width", "120px"},
    {"width: 10vh", "width", "63px"},
    {"width: 10vmin", "width", "63px"},
    {"width: 10vmax", "width", "120px"},
    {"width: 1in", "width", "96px"},
    {"width: 72pt", "width", "96px"},
    {"width: 2.54cm", "width", "96px"},
    {"width: 25.4mm", "width", "96px"},
    {"width: 101.6Q", "width", "96px"},
    {"width: 6pc", "width", "96px"},
    {"width: 50%", "width", "50%"},
    {"width: 0", "width", "0px"},
    {"width: +.5px", "width", "0.5px"},
    {"width: 1e2px", "width", "100px"},
    {"width: AUTO", "width", "auto"},
    {"width: min-content", "width", "min-content"},
    {"width: max-content", "width", "max-content"},
    {"width: fit-content", "width", "fit-content"},
    {"width: calc(50% - 10px)", "width", "calc(50% - 10px)"},
    {"width: calc(10px + 2 * 5px)", "width", "20px"},
    {"width: calc((100% - 40px) / 3)", "width", "calc(33.3333% - 13.3333px)"},
    {"width: calc(2 * (1em + 1rem))", "width", "60px"},
    {"width: calc(calc(1px) * calc(4 / 2))", "width", "2px"},
    {"width: calc(-5px)", "width", "0px"},
    {"width: calc(10px - -5px)", "width", "15px"},
    {"width: min(10px, 1em)", "width", "10px"},
    {"width: max(10px, 1em)", "width", "20px"},
    {"width: clamp(10px, 5vw, 50px)", "width", "50px"},
    {"width: clamp(70px, 5vw, 50px)", "width", "70px"},
    {"width: clamp(10px, 1em + 1vw, 500px)", "width", "32px"},
    {"width: calc(2 * max(1em, 30px) - 1px)", "width", "59px"},
    {"width: calc(50% + min(1em, 30px))", "width", "calc(50% + 20px)"},
    {"width: 99999999999px", "width", "3.35544e+07px"},
    {"max-width: none", "max-width", "auto"},
    {"min-height: 30%", "min-height", "30%"},
    {"max-height: 5px", "max-height", "5px"},
    {"inline-size: 5px", "width", "5px"},
    {"aspect-ratio: 16 / 9", "aspect-ratio", "1.77778"},
    {"aspect-ratio: 2", "aspect-ratio", "2"},
    {"aspect-ratio: auto", "aspect-ratio", "0"},
    {"box-sizing: border-box", "box-sizing", "border-box"},

    /* margins, padding, insets */
    {"margin: 1px", "margin-left", "1px"},
    {"margin: 1px 2px", "margin-left", "2px"},
    {"margin: 1px 2px", "margin-bottom", "1px"},
    {"margin: 1px 2px 3px", "margin-left", "2px"},
    {"margin: 1px 2px 3px", "margin-bottom", "3px"},
    {"margin: 1px 2px 3px 4px", "margin-left", "4px"},
    {"margin: -1em auto", "margin-top", "-20px"},
    {"margin: -1em auto", "margin-right", "auto"},
    {"margin-inline-start: 3px", "margin-left", "3px"},
    {"direction: rtl; margin-inline-start: 3px", "margin-right", "3px"},
    {"direction: rtl; margin-inline-start: 3px; margin: 0", "margin-right", "0px"},
    {"margin-inline: 3px 4px", "margin-right", "4px"},
    {"margin-block: 3px", "margin-bottom", "3px"},
    {"padding: 1% 2em", "padding-top", "1%"},
    {"padding: 1% 2em", "padding-left", "40px"},
    {"padding-inline-end: 7px", "padding-right", "7px"},
    {"padding-block-start: 7px", "padding-top", "7px"},
    {"inset: 1px 2px 3px 4px", "left", "4px"},
    {"inset-inline-start: 5px", "left", "5px"},
    {"inset-block: 5px 6px", "bottom", "6px"},
    {"top: auto", "top", "auto"},
    {"bottom: calc(100% - 1px)", "bottom", "calc(100% - 1px)"},
    {"z-index: 3", "z-index", "3"},
    {"z-index: -3", "z-index", "-3"},
    {"z-index: 3", "z-index-auto", "no"},
    {"z-index: auto", "z-index-auto", "yes"},
    {"position: relative", "position", "relative"},
    {"position: absolute", "position", "absolute"},

    /* display and its blockification */
    {"display: inline", "display", "inline"},
    {"display: inline-block", "display", "inline-block"},
    {"display: flex", "display", "flex"},
    {"display: inline-flex", "display", "inline-flex"},
    {"display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden", "display", "block"},
    {"display: inline; position: absolute", "display", "block"},
    {"display: inline-flex; position: absolute", "display", "flex"},
    {"overflow: hidden", "overflow-y", "hidden"},
    {"overflow: visible hidden", "overflow-x", "hidden"},
    {"visibility: hidden", "visibility", "no"},

    /* borders */
    {"border: 2px solid red", "border-left", "2px solid rgb(255, 0, 0)"},
    {"border: solid", "border-top", "3px solid rgb(16, 32, 48)"},
    {"border: red 1px dashed", "border-right", "1px dashed rgb(255, 0, 0)"},
    {"border: 5px red", "border-top", "0px none rgb(255, 0, 0)"},
    {"border: thick double", "border-bottom", "5px double rgb(16, 32, 48)"},
    {"border: 0.4px dotted", "border-bottom", "1px dotted rgb(16, 32, 48)"},
    {"border: 2.9px solid", "border-bottom", "2px solid rgb(16, 32, 48)"},
    {"border: 1px solid; border-width: 1px 2px 3px 4px", "border-left", "4px solid rgb(16, 32, 48)"},
    {"border: 1px solid; border-color: red blue", "border-left", "1px solid rgb(0, 0, 255)"},
    {"border: 1px solid; border-style: none dotted", "border-right", "1px dotted rgb(16, 32, 48)"},
    {"border: 1px solid; border-inline-width: 2px 3px", "border-right", "3px solid rgb(16, 32, 48)"},
    {"border: 1px solid; border-block-color: red", "border-bottom", "1px solid rgb(255, 0, 0)"},
    {"border: 1px solid; border-left: none", "border-left", "0px none rgb(16, 32, 48)"},
    {"border-inline-start: 2px solid red", "border-left", "2px solid rgb(255, 0, 0)"},
    {"direction: rtl; border-inline-start: 2px solid red", "border-right", "2px solid rgb(255, 0, 0)"},
    {"border-block: 2px solid red", "border-bottom", "2px solid rgb(255, 0, 0)"},
    {"color: red; border: 1px solid currentColor", "border-top", "1px solid rgb(255, 0, 0)"},
    {"border-radius: 5px", "border-bottom-left-radius", "5px 5px"},
    {"border-radius: 1px 2px 3px 4px", "border-bottom-left-radius", "4px 4px"},
    {"border-radius: 1px 2px", "border-bottom-left-radius", "2px 2px"},
    {"border-radius: 50% / 10px 20px", "border-top-right-radius", "50% 20px"},
    {"border-top-left-radius: 1em 2em", "border-top-left-radius", "20px 40px"},
    {"border-start-start-radius: 1px", "border-top-left-radius", "1px 1px"},
    {"direction: rtl; border-start-start-radius: 1px", "border-top-right-radius", "1px 1px"},

    /* flex */
    {"flex: 1", "flex-basis", "0%"},
    {"flex: 2", "flex-grow", "2"},
    {"flex: none", "flex-shrink", "0"},
    {"flex: none", "flex-basis", "auto"},
    {"flex: auto", "flex-grow", "1"},
    {"flex: initial", "flex-grow", "0"},
    {"flex: 2 3", "flex-shrink", "3"},
    {"flex: 0 0 50%", "flex-basis", "50%"},
    {"flex: 100px", "flex-basis", "100px"},
    {"flex: 100px", "flex-grow", "1"},
    {"flex: 100px 2 4", "flex-shrink", "4"},
    {"flex: 1 1 0", "flex-basis", "0px"},
    {"flex: 1 auto", "flex-basis", "auto"},
    {"flex: content", "flex-basis", "content"},
    {"flex-flow: column wrap", "flex-direction", "column"},
    {"flex-flow: wrap-reverse row-reverse", "flex-wrap", "wrap-reverse"},
    {"gap: 1px 2px", "row-gap", "1px"},
    {"gap: 1px 2px", "column-gap", "2px"},
    {"gap: 5%", "column-gap", "5%"},
    {"gap: normal", "row-gap", "auto"},
    {"align-items: center", "align-items", "center"},
    {"align-items: first baseline", "align-items", "baseline"},
    {"align-self: flex-end", "align-self", "flex-end"},
    {"justify-content: space-between", "justify-content", "space-between"},
    {"align-content: space-evenly", "align-content", "space-evenly"},
    {"place-content: center", "justify-content", "center"},
    {"place-content: end space-around", "justify-content", "space-around"},
    {"place-items: center", "align-items", "center"},
    {"place-self: start end", "align-self", "start"},
    {"order: -2", "order", "-2"},

    /* colors */
    {"color: #f80", "color", "rgb(255, 136, 0)"},
    {"color: #f808", "color", "rgba(255, 136, 0, 0.533)"},
    {"color: #FF8800", "color", "rgb(255, 136, 0)"},
    {"color: #ff880080", "color", "rgba(255, 136, 0, 0.502)"},
    {"color: RebeccaPurple", "color", "rgb(102, 51, 153)"},
    {"color: transparent", "color", "rgba(0, 0, 0, 0)"},
    {"color: rgb(1, 2, 3)", "color", "rgb(1, 2, 3)"},
    {"color: rgba(1, 2, 3, 0.5)", "color", "rgba(1, 2, 3, 0.5)"},
    {"color: rgb(1 2 3 / 50%)", "color", "rgba(1, 2, 3, 0.5)"},
    {"color: rgb(10% 20% 30%)", "color", "rgb(26, 51, 77)"},
    {"color: rgb(300 -20 none)", "color", "rgb(255, 0, 0)"},
    {"color: hsl(120, 100%, 25%)", "color", "rgb(0, 128, 0)"},
    {"color: hsl(120deg 100% 25% / 0.25)", "color", "rgba(0, 128, 0, 0.25)"},
    {"color: hsla(0.5turn 50% 50%)", "color", "rgb(64, 191, 191)"},
    {"color: hwb(90 10% 20%)", "color", "rgb(115, 204, 26)"},
    {"color: hwb(90 60% 60%)", "color", "rgb(128, 128, 128)"},
    {"color: lab(50% 40 59.5)", "color", "rgb(191, 87, 0)"},
    {"color: lch(52.2% 72.2 50)", "color", "rgb(205, 86, 26)"},
    {"color: oklab(59% 0.1 0.1)", "color", "rgb(192, 93, 43)"},
    {"color: oklch(60% 0.15 50)", "color", "rgb(196, 96, 22)"},
    {"color: color(srgb 1 0.5 0)", "color", "rgb(255, 128, 0)"},
    {"color: color(srgb-linear 1 0.5 0 / 0.5)", "color", "rgba(255, 188, 0, 0.5)"},
    {"color: color-mix(in srgb, red, blue)", "color", "rgb(128, 0, 128)"},
    {"color: color-mix(in srgb, red 25%, blue)", "color", "rgb(64, 0, 191)"},
    {"color: color-mix(in oklab, white, black)", "color", "rgb(99, 99, 99)"},
    {"color: color-mix(in oklab, red, blue)", "color", "rgb(140, 83, 162)"},
    {"color: color-mix(in srgb, red 20%, blue 20%)", "color", "rgba(128, 0, 128, 0.4)"},
    {"color: oklch(70% 0.4 150)", "color", "rgb(0, 214, 0)"},
    {"color: lab(80% 100 50)", "color", "rgb(255, 73, 114)"},
    {"background-color: currentcolor", "background-color", "rgb(16, 32, 48)"},
    {"color: inherit", "color", "rgb(16, 32, 48)"},
    {"color: initial", "color", "rgb(0, 0, 0)"},
    {"color: currentcolor", "color", "rgb(16, 32, 48)"},
    {"-webkit-text-fill-color: transparent", "color", "rgba(0, 0, 0, 0)"},

    /* CSS-wide keywords */
    {"font-size: initial", "font-size", "16px"},
    {"font-size: inherit", "font-size", "20px"},
    {"width: inherit", "width", "300px"},
    {"width: unset", "width", "auto"},
    {"color: unset", "color", "rgb(16, 32, 48)"},
    {"display: revert", "display", "block"},
    {"display: initial", "display", "inline"},
    {"margin: inherit", "margin-left", "7px"},

    /* fonts */
    {"font-size: 1.5em", "font-size", "30px"},
    {"font-size: 150%", "font-size", "30px"},
    {"font-size: 2rem", "font-size", "20px"},
    {"font-size: larger", "font-size", "24px"},
    {"font-size: smaller", "font-size", "16.6667px"},
    {"font-size: x-large", "font-size", "24px"},
    {"font-size: clamp(10px, 5vw, 48px)", "font-size", "48px"},
    {"font-weight: bold", "font-weight", "700"},
    {"font-weight: 550", "font-weight", "550"},
    {"font-weight: bolder", "font-weight", "700"},
    {"font-weight: lighter", "font-weight", "100"},
    {"font-family: 'Noto Sans', Fira  Code, serif", "font-family", "Noto Sans, Fira Code, serif"},
    {"font-style: oblique", "font-style", "oblique"},
    {"font-stretch: semi-condensed", "font-stretch", "87.5"},
    {"font-stretch: 80%", "font-stretch", "80"},
    {"font: 700 64px/1.1 Inter, sans-serif", "font-size", "64px"},
    {"font: 700 64px/1.1 Inter, sans-serif", "font-weight", "700"},
    {"font: 700 64px/1.1 Inter, sans-serif", "line-height", "70.4px"},
    {"font: 700 64px/1.1 Inter, sans-serif", "font-family", "Inter, sans-serif"},
    {"font: italic bold condensed 2em/40px Inter", "font-style", "italic"},
    {"font: italic bold condensed 2em/40px Inter", "font-stretch", "75"},
    {"font: normal 2em Inter", "line-height", "auto"},
    {"font-weight: 300; font: 2em Inter", "font-weight", "400"},
    {"font-kerning: none", "font-kerning", "none"},
    {"font-optical-sizing: none", "font-optical-sizing", "no"},
    {"font-feature-settings: 'tnum', 'ss01' 2, 'liga' off", "font-features", "tnum=1 ss01=2 liga=0"},
    {"font-variant-numeric: tabular-nums slashed-zero", "font-features", "tnum=1 zero=1"},
    {"font-variant-ligatures: none", "font-features", "liga=0 clig=0 dlig=0 hlig=0 calt=0"},
    {"font-variant: no-common-ligatures oldstyle-nums", "font-features", "liga=0 clig=0 onum=1"},
    {"font-variant: none", "font-features", "liga=0 clig=0 dlig=0 hlig=0 calt=0"},
    {"font-variant-east-asian: jis04 full-width", "font-features", "jp04=1 fwid=1"},
    {"font-variation-settings: 'wght' 650, 'slnt' -10", "font-variation-settings", "wght=650 slnt=-10"},
    {"line-height: 1.5", "line-height", "30px"},
    {"line-height: 150%", "line-height", "30px"},
    {"line-height: 2em", "line-height", "40px"},
    {"line-height: normal", "line-height", "auto"},

    /* text */
    {"letter-spacing: -0.02em", "letter-spacing", "-0.4px"},
    {"letter-spacing: -0.02em", "letter-spacing-in-em", "yes"},
    {"letter-spacing: 1px", "letter-spacing-in-em", "no"},
    {"letter-spacing: normal", "letter-spacing", "0px"},
    {"word-spacing: 3px", "word-spacing", "3px"},
    {"text-align: justify", "text-align", "justify"},
    {"text-indent: 10%", "text-indent", "10%"},
    {"text-transform: uppercase", "text-transform", "uppercase"},
    {"white-space: nowrap", "text-wrap", "nowrap"},
    {"white-space: pre", "white-space-collapse", "preserve"},
    {"white-space: pre-line", "white-space-collapse", "preserve-breaks"},
    {"white-space: pre-wrap", "text-wrap", "wrap"},
    {"text-wrap: balance", "text-wrap", "balance"},
    {"text-wrap: pretty", "text-wrap", "pretty"},
    {"text-wrap: nowrap", "text-wrap", "nowrap"},
    {"white-space: nowrap; text-wrap: pretty", "text-wrap", "pretty"},
    {"text-wrap: pretty; white-space: nowrap", "text-wrap", "nowrap"},
    {"text-wrap-style: balance", "text-wrap", "balance"},
    {"overflow-wrap: anywhere", "overflow-wrap", "anywhere"},
    {"word-wrap: break-word", "overflow-wrap", "break-word"},
    {"word-break: keep-all", "word-break", "keep-all"},
    {"line-break: strict", "line-break", "strict"},
    {"hyphens: none", "hyphens", "none"},
    {"hanging-punctuation: first last", "hanging-punctuation", "yes"},
    {"tab-size: 4", "tab-size", "4"},
    {"direction: rtl", "direction", "rtl"},
    {"unicode-bidi: plaintext", "unicode-bidi", "plaintext"},
    {"vertical-align: middle", "vertical-align", "middle"},
    {"vertical-align: -0.1em", "vertical-align-length", "-2px"},
    {"line-height: 30px; vertical-align: 50%", "vertical-align-length", "15px"},
    {"text-overflow: ellipsis", "text-overflow", "ellipsis"},
    {"-webkit-line-clamp: 3; --ogcard-min-font-size: 9px", "-webkit-line-clamp", "3"},
    {"-webkit-line-clamp: none", "-webkit-line-clamp", "0"},
    {"--ogcard-min-font-size: 0.5em", "--ogcard-min-font-size", "10px"},
    {"text-decoration: underline wavy red 2px", "text-decoration-line", "1"},
    {"text-decoration: underline wavy red 2px", "text-decoration-style", "wavy"},
    {"text-decoration: underline wavy red 2px", "text-decoration-color", "rgb(255, 0, 0)"},
    {"text-decoration: underline wavy red 2px", "text-decoration-thickness", "2px"},
    {"text-decoration: overline line-through", "text-decoration-line", "6"},
    {"text-decoration: underline", "text-decoration-color", "rgb(16, 32, 48)"},
    {"text-underline-offset: 0.2em", "text-underline-offset", "4px"},
    {"text-shadow: 1px 2px 3px red, 0 0 1em", "text-shadow",
     "rgb(255, 0, 0) 1px 2px 3px, rgb(16, 32, 48) 0px 0px 20px"},

    /* painting */
    {"opacity: 50%", "opacity", "0.5"},
    {"opacity: 7", "opacity", "1"},
    {"filter: blur(0.5em)", "filter", "10px"},
    {"filter: none", "filter", "0px"},
    {"mix-blend-mode: multiply", "mix-blend-mode", "1"},
    {"isolation: isolate", "isolation", "yes"},
    {"object-fit: cover", "object-fit", "cover"},
    {"object-position: right 10px bottom 20%", "object-position", "calc(100% - 10px) 80%"},
    {"box-shadow: 0 1px 2px rgb(0 0 0 / 50%), inset 0 0 0 1em red", "box-shadow",
     "rgba(0, 0, 0, 0.5) 0px 1px 2px 0px, rgb(255, 0, 0) 0px 0px 0px 20px inset"},
    {"box-shadow: red 1px 1px", "box-shadow", "rgb(255, 0, 0) 1px 1px 0px 0px"},
    {"transform: none", "transform", "none"},
    {"transform: rotate(calc(2 * (10deg + 0.1turn)))", "transform", "rotate(92)"},
    {"opacity: calc(1% * 50)", "opacity", "0.5"},
    {"color: hsl(calc(40deg * 3) 100% calc(25% * 2))", "color", "rgb(0, 255, 0)"},
    {"transform: translate(10px, 50%) scale(2) rotate(0.25turn)", "transform",
     "translate(10px, 50%) scale(2, 2) rotate(90)"},
    {"transform: translateY(-1em) scaleX(50%) skewY(10deg)", "transform",
     "translate(0px, -20px) scale(0.5, 1) skew(0, 10)"},
    {"transform: matrix(1, 0, 0.5, 1, 10, 20)", "transform", "matrix(1, 0, 0.5, 1, 10, 20)"},
    {"transform-origin: top left", "transform-origin", "0% 0%"},
    {"transform-origin: 10px", "transform-origin", "10px 50%"},
};

static void computes_to(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char html[1024], text[512];
        snprintf(html, sizeof html,
                 "<!doctype html><style>:root { font-size: 10px } #p { font-size: 20px; color: #102030; width: 300px;"
                 " margin-left: 7px } #x { %s }</style><div id=p><div id=x>text</div></div>",
                 rows[i].css);
        struct fixture_card card = fixture_expand(fixture_load(html), NULL);
        const struct node *node = fixture_find(card.root, "x");
        assert_non_null(node);
        if (strcmp(style_text(node->style, rows[i].property, text, sizeof text), rows[i].expected) != 0) {
            print_error("%s: %s is %s, not %s\n", rows[i].css, rows[i].property, text, rows[i].expected);
            wrong++;
        }
        fixture_finish(&card);
    }
    assert_int_equal(wrong, 0);
}

/* Layers of backgrounds as style_text() writes them. */
static const struct {
    const char *css, *expected;
} backgrounds[] = {
    {"background: red", ""},
    {"background: url(mark.svg)", "url 0% 0% / auto auto repeat repeat padding-box border-box"},
    {"background: url('art/mark.svg') center / cover no-repeat",
     "url 50% 50% / cover no-repeat no-repeat padding-box border-box"},
    {"background: no-repeat right 10px top 5px / 50% auto url(\"mark.svg\") content-box",
     "url calc(100% - 10px) 5px / 50% auto no-repeat no-repeat content-box content-box"},
    {"background: url(mark.svg) padding-box border-box, linear-gradient(red, blue) red",
     "url 0% 0% / auto auto repeat repeat padding-box border-box, "
     "linear-gradient(180deg, rgb(255, 0, 0), rgb(0, 0, 255)) 0% 0% / auto auto repeat repeat padding-box "
     "border-box"},
    {"background-image: none, linear-gradient(red, blue); background-repeat: repeat-x, space round",
     "none 0% 0% / auto auto repeat no-repeat padding-box border-box, "
     "linear-gradient(180deg, rgb(255, 0, 0), rgb(0, 0, 255)) 0% 0% / auto auto space round padding-box border-box"},
    {"background: linear-gradient(red, blue); -webkit-background-clip: text",
     "linear-gradient(180deg, rgb(255, 0, 0), rgb(0, 0, 255)) 0% 0% / auto auto repeat repeat padding-box text"},
    {"background: linear-gradient(red, blue); background-position: 1em bottom; background-size: 10px 20px",
     "linear-gradient(180deg, rgb(255, 0, 0), rgb(0, 0, 255)) 20px 100% / 10px 20px repeat repeat padding-box "
     "border-box"},
    {"background: linear-gradient(red, blue); background-blend-mode: screen",
     "linear-gradient(180deg, rgb(255, 0, 0), rgb(0, 0, 255)) 0% 0% / auto auto repeat repeat padding-box border-box "
     "blend 2"},
};

static const struct {
    const char *css, *expected;
} gradients[] = {
    {"linear-gradient(red, blue)", "linear-gradient(180deg, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"linear-gradient(45deg, red 10%, blue 20px 50%)",
     "linear-gradient(45deg, rgb(255, 0, 0) 10%, rgb(0, 0, 255) 20px, rgb(0, 0, 255) 50%)"},
    {"linear-gradient(0, red, blue)", "linear-gradient(0deg, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"linear-gradient(to right, red, blue)", "linear-gradient(90deg, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"linear-gradient(to top left, red 10%, 30%, currentcolor)",
     "linear-gradient(to left top, rgb(255, 0, 0) 10%, 30%, rgb(16, 32, 48))"},
    {"linear-gradient(in oklab, red, 1em blue)",
     "linear-gradient(180deg in oklab, rgb(255, 0, 0), rgb(0, 0, 255) 20px)"},
    {"linear-gradient(90deg in srgb-linear, red, blue)",
     "linear-gradient(90deg in srgb-linear, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"linear-gradient(color(srgb 1 0 0), blue)", "linear-gradient(180deg in oklab, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"repeating-linear-gradient(red 0 10px, blue 10px 20px)",
     "repeating-linear-gradient(180deg, rgb(255, 0, 0) 0px, rgb(255, 0, 0) 10px, rgb(0, 0, 255) 10px, "
     "rgb(0, 0, 255) 20px)"},
    {"radial-gradient(red, blue)",
     "radial-gradient(ellipse farthest-corner at 50% 50%, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"radial-gradient(circle closest-side at 10px top, red, blue)",
     "radial-gradient(circle closest-side at 10px 0%, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"radial-gradient(5em at left, red, blue)",
     "radial-gradient(circle 100px 100px at 0% 50%, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"radial-gradient(10px 50%, red, blue)",
     "radial-gradient(ellipse 10px 50% at 50% 50%, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"radial-gradient(farthest-side circle, red, blue)",
     "radial-gradient(circle farthest-side at 50% 50%, rgb(255, 0, 0), rgb(0, 0, 255))"},
    {"conic-gradient(from 90deg at 25% 75%, red, blue 0.5turn, red 100%)",
     "conic-gradient(from 90deg at 25% 75%, rgb(255, 0, 0), rgb(0, 0, 255) 50%, rgb(255, 0, 0) 100%)"},
    {"conic-gradient(red calc(3 * 10%), blue 0 calc(1turn / 2))",
     "conic-gradient(from 0deg at 50% 50%, rgb(255, 0, 0) 30%, rgb(0, 0, 255) 0%, rgb(0, 0, 255) 50%)"},
    {"repeating-conic-gradient(red 0 15deg, blue 0 30deg)",
     "repeating-conic-gradient(from 0deg at 50% 50%, rgb(255, 0, 0) 0%, rgb(255, 0, 0) 4.16667%, rgb(0, 0, 255) 0%, "
     "rgb(0, 0, 255) 8.33333%)"},
};

static bool background_is(const char *css, const char *expected)
{
    char html[1024], text[1024];
    snprintf(html, sizeof html,
             "<!doctype html><style>body { font-size: 20px; color: #102030 } #x { %s }</style><div id=x></div>", css);
    struct fixture_card card = fixture_expand(fixture_load(html), NULL);
    style_text(fixture_find(card.root, "x")->style, "background", text, sizeof text);
    bool same = strncmp(text, expected, strlen(expected)) == 0 && (*expected || !*text);
    if (!same)
        print_error("%s\n  is %s\n not %s\n", css, text, expected);
    fixture_finish(&card);
    return same;
}

static void backgrounds_have_layers(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof backgrounds / sizeof *backgrounds; i++)
        wrong += !background_is(backgrounds[i].css, backgrounds[i].expected);
    for (size_t i = 0; i < sizeof gradients / sizeof *gradients; i++) {
        char css[256];
        snprintf(css, sizeof css, "background-image: %s", gradients[i].css);
        wrong += !background_is(css, gradients[i].expected);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(computes_to),
        cmocka_unit_test(backgrounds_have_layers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
