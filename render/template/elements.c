#include "elements.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct element_kind kinds[] = {
    {"html", ELEMENT_BOX},    {"body", ELEMENT_BOX},
    {"div", ELEMENT_BOX},     {"main", ELEMENT_BOX},
    {"section", ELEMENT_BOX}, {"article", ELEMENT_BOX},
    {"header", ELEMENT_BOX},  {"footer", ELEMENT_BOX},
    {"nav", ELEMENT_BOX},     {"aside", ELEMENT_BOX},
    {"figure", ELEMENT_BOX},  {"figcaption", ELEMENT_BOX},
    {"address", ELEMENT_BOX}, {"blockquote", ELEMENT_BOX},
    {"p", ELEMENT_BOX},       {"h1", ELEMENT_BOX},
    {"h2", ELEMENT_BOX},      {"h3", ELEMENT_BOX},
    {"h4", ELEMENT_BOX},      {"h5", ELEMENT_BOX},
    {"h6", ELEMENT_BOX},      {"hgroup", ELEMENT_BOX},
    {"hr", ELEMENT_BOX},      {"pre", ELEMENT_BOX},
    {"ul", ELEMENT_BOX},      {"ol", ELEMENT_BOX},
    {"li", ELEMENT_BOX},      {"dl", ELEMENT_BOX},
    {"dt", ELEMENT_BOX},      {"dd", ELEMENT_BOX},
    {"span", ELEMENT_BOX},    {"a", ELEMENT_BOX},
    {"b", ELEMENT_BOX},       {"strong", ELEMENT_BOX},
    {"i", ELEMENT_BOX},       {"em", ELEMENT_BOX},
    {"u", ELEMENT_BOX},       {"ins", ELEMENT_BOX},
    {"s", ELEMENT_BOX},       {"del", ELEMENT_BOX},
    {"small", ELEMENT_BOX},   {"mark", ELEMENT_BOX},
    {"sub", ELEMENT_BOX},     {"sup", ELEMENT_BOX},
    {"code", ELEMENT_BOX},    {"kbd", ELEMENT_BOX},
    {"samp", ELEMENT_BOX},    {"var", ELEMENT_BOX},
    {"cite", ELEMENT_BOX},    {"dfn", ELEMENT_BOX},
    {"abbr", ELEMENT_BOX},    {"time", ELEMENT_BOX},
    {"data", ELEMENT_BOX},    {"label", ELEMENT_BOX},
    {"bdi", ELEMENT_BOX},     {"bdo", ELEMENT_BOX},
    {"br", ELEMENT_BREAK},    {"wbr", ELEMENT_BREAK_OPPORTUNITY},
    {"img", ELEMENT_IMAGE},   {"svg", ELEMENT_SVG},
};

static const struct {
    const char *name, *reason;
} refusals[] = {
    {"script", "a card is drawn without scripts"},
    {"noscript", "write its contents without it"},
    {"template", "write its contents without it"},
    {"link", "put the style sheet into a <style> element and fonts into @font-face"},
    {"base", "paths are relative to the template's file"},
    {"table", "there are no tables; use display: flex"},
    {"thead", "there are no tables; use display: flex"},
    {"tbody", "there are no tables; use display: flex"},
    {"tfoot", "there are no tables; use display: flex"},
    {"tr", "there are no tables; use display: flex"},
    {"td", "there are no tables; use display: flex"},
    {"th", "there are no tables; use display: flex"},
    {"caption", "there are no tables; use display: flex"},
    {"colgroup", "there are no tables; use display: flex"},
    {"iframe", "nothing is fetched; use <img> with a file beside the template"},
    {"embed", "use <img> with a file beside the template"},
    {"object", "use <img> with a file beside the template"},
    {"picture", "use <img> with a file beside the template"},
    {"source", "use <img> with a file beside the template"},
    {"video", "a card is a still picture; use <img>"},
    {"audio", "a card is a still picture"},
    {"canvas", "draw it as inline <svg> or use <img>"},
    {"math", "draw it as inline <svg> or use <img>"},
    {"form", "a card is a picture; use <div>"},
    {"button", "a card is a picture; use <span>"},
    {"input", "a card is a picture; use <span>"},
    {"textarea", "a card is a picture; use <div>"},
    {"select", "a card is a picture; use <span>"},
    {"option", "a card is a picture; use <span>"},
    {"fieldset", "a card is a picture; use <div>"},
    {"legend", "a card is a picture; use <div>"},
    {"progress", "draw it as a <div> with a width"},
    {"meter", "draw it as a <div> with a width"},
    {"details", "write its contents without it"},
    {"summary", "use <div>"},
    {"dialog", "use <div>"},
    {"q", "write the quotation marks and use <span>"},
    {"ruby", "ruby is not set"},
    {"rt", "ruby is not set"},
    {"rp", "ruby is not set"},
    {"font", "use <span> with CSS"},
    {"center", "use text-align: center, and margin: 0 auto for boxes"},
    {"marquee", "a card is a still picture"},
    {"slot", "write its contents without it"},
};

const struct element_kind *element_find(const char *name)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

void elements_suggest(struct suggestion *suggestion)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        suggestion_offer(suggestion, kinds[i].name);
}

const char *element_refusal(const char *name)
{
    for (size_t i = 0; i < COUNT(refusals); i++)
        if (strcmp(refusals[i].name, name) == 0)
            return refusals[i].reason;
    return NULL;
}

// clang-format off: a style sheet
const char user_agent_style[] =
    "html, body, div, main, section, article, header, footer, nav, aside, figure, figcaption, address, blockquote, p,"
    "h1, h2, h3, h4, h5, h6, hgroup, hr, pre, ul, ol, dl, dt, dd"
    "{ display: block; unicode-bidi: isolate }"
    "body { margin: 8px }"
    "p, dl { margin-block: 1em }"
    "blockquote, figure { margin-block: 1em; margin-inline: 40px }"
    "address, cite, dfn, em, i, var { font-style: italic }"
    "h1 { font-size: 2em; margin-block: 0.67em; font-weight: bold }"
    "h2 { font-size: 1.5em; margin-block: 0.83em; font-weight: bold }"
    "h3 { font-size: 1.17em; margin-block: 1em; font-weight: bold }"
    "h4 { margin-block: 1.33em; font-weight: bold }"
    "h5 { font-size: 0.83em; margin-block: 1.67em; font-weight: bold }"
    "h6 { font-size: 0.67em; margin-block: 2.33em; font-weight: bold }"
    "hr { overflow: hidden; border: 1px inset; margin-block: 0.5em; margin-inline: auto; color: gray }"
    "pre { font-family: monospace; white-space: pre; margin-block: 1em }"
    "code, kbd, samp { font-family: monospace }"
    "ul, ol { margin-block: 1em; padding-inline-start: 40px }"
    ":is(ul, ol, dl) :is(ul, ol, dl) { margin-block: 0 }"
    "li { display: -ogcard-list-item; unicode-bidi: isolate }"
    "dd { margin-inline-start: 40px }"
    "b, strong { font-weight: bolder }"
    "small { font-size: smaller }"
    "sub { vertical-align: sub; font-size: smaller }"
    "sup { vertical-align: super; font-size: smaller }"
    "u, ins { text-decoration: underline }"
    "s, del { text-decoration: line-through }"
    "a[href] { color: #0000ee; text-decoration: underline }"
    "mark { background-color: yellow; color: black }"
    "abbr[title] { text-decoration: dotted underline }"
    "svg { overflow: hidden }"
    "bdi, [dir=ltr i], [dir=rtl i], [dir=auto i] { unicode-bidi: isolate }"
    "bdo, bdo[dir] { unicode-bidi: isolate-override }"
    "pre[dir=auto i] { unicode-bidi: plaintext }"
    "[hidden] { display: none }";
// clang-format on
