#!/usr/bin/env python3
"""Random small layouts over the accepted subset: boxes and lines of ogcard against Chromium's.

    random_layouts.py --ogcard PROGRAM --fonts DIR... --out DIR [--seeds N...] [--shrink]

Every seed gives a page of cases, each in an absolutely positioned box of its own. The test holds on to seeds at which
all agree; others find what does not: with --shrink cases that differ are cut down to what makes the difference,
DIR/differences.html, ready to become a fixture. About one case in twenty-five differs, by rare combinations: limits
of the height and content keywords in boxes with aspect-ratio, flex items in columns that wrap, words torn by
overflow-wrap.
"""

import argparse
import copy
import html
import json
import os
import pathlib
import random
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "tools")]

import compare
from cards import Ogcard, OgcardError
from chromium import Chromium
from faces import fallback_rules, inter_rules
from tap import Tap

CASES_PER_PAGE = 30
WIDTH_PX, HEIGHT_PX = 420, 320  # of a case's box

PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="ogcard" content="width=1200, height=630">
  <style>
    body {{ margin: 0; font: 400 16px/1.25 Inter; }}
    span {{ background: #eef; }} /* a culled inline box has no extent of its own */
    .case {{ position: absolute; left: 20px; top: 20px; width: {width}px; height: {height}px; }}
  </style>
</head>
<body>
{cases}
</body>
</html>
"""

PICTURES = [
    f"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' {size}%3E%3C/svg%3E"
    for size in ("width='60' height='40'", "viewBox='0 0 3 2'", "width='30' viewBox='0 0 1 1'", "height='24'")
]
WORDS = "a of the card title layout picture Chromium measurements х день карточка заголовок אבג שלום 2025 x-y".split()

LENGTHS = ["0", "7px", "20px", "45px", "90px", "150px", "240px"]
PERCENTS = ["0%", "10%", "33%", "50%", "100%", "130%"]
SIZES = LENGTHS + PERCENTS + ["calc(50% - 10px)", "min-content", "max-content", "fit-content", "3em"]
HEIGHTS = LENGTHS[1:] + PERCENTS + ["calc(50% - 10px)"]
SMALL = ["0", "3px", "8px", "15px", "4%", "1em"]
MARGINS = SMALL + ["-6px", "auto", "25px"]
ITEM_PLACES = ["stretch", "flex-start", "flex-end", "center", "baseline", "start", "end"]
CONTENT_PLACES = ITEM_PLACES[1:4] + ["stretch", "start", "end", "space-between", "space-around", "space-evenly"]
SIDES = ["top", "right", "bottom", "left"]

# (property, share of the boxes that have it, values)
ANY_BOX = [
    ("width", 0.3, SIZES),
    ("height", 0.2, HEIGHTS),
    ("min-width", 0.08, SIZES),
    ("max-width", 0.1, SIZES),
    ("min-height", 0.08, HEIGHTS),
    ("max-height", 0.1, HEIGHTS),
    ("box-sizing", 0.2, ["border-box"]),
    ("aspect-ratio", 0.08, ["1", "2 / 1", "3 / 4"]),
    ("overflow", 0.07, ["hidden"]),
    ("direction", 0.08, ["rtl", "ltr"]),
    ("text-align", 0.08, ["center", "right", "end", "justify"]),
    ("font-size", 0.1, ["12px", "24px", "1.5em"]),
    ("line-height", 0.08, ["1", "1.6", "30px", "normal"]),
    ("letter-spacing", 0.05, ["1px", "-0.02em"]),
    ("white-space", 0.05, ["nowrap", "pre", "pre-line"]),
    ("text-indent", 0.03, ["20px", "10%"]),
    ("transform", 0.04, ["rotate(5deg)", "translate(10px, 50%)"]),
    ("overflow-wrap", 0.04, ["anywhere", "break-word"]),
]
FLEX = [
    ("flex-direction", 0.5, ["row", "column", "row-reverse", "column-reverse", "column"]),
    ("flex-wrap", 0.3, ["wrap", "wrap-reverse"]),
    ("align-items", 0.4, ITEM_PLACES),
    ("justify-content", 0.4, CONTENT_PLACES + ["left", "right"]),
    ("align-content", 0.2, CONTENT_PLACES),
    ("gap", 0.3, ["5px", "12px 4px", "5%"]),
]
ITEM = [
    ("flex", 0.3, ["1", "none", "0 1 50px", "2 1 0", "1 0 auto", "0 0 30%", "1 1 0%"]),
    ("align-self", 0.15, ITEM_PLACES),
    ("order", 0.05, ["-1", "1"]),
]
SPAN = [
    ("font-size", 0.2, ["12px", "24px"]),
    ("vertical-align", 0.15, ["super", "middle", "-3px", "top"]),
    ("line-height", 0.1, ["1", "30px"]),
    ("direction", 0.1, ["rtl"]),
    ("font-weight", 0.2, ["700"]),
    ("letter-spacing", 0.1, ["1px"]),
    ("white-space", 0.1, ["nowrap"]),
    ("unicode-bidi", 0.05, ["isolate", "bidi-override"]),
]
PICTURE = [
    ("object-fit", 0.5, ["contain", "cover"]),
    ("vertical-align", 0.2, ["middle", "top", "bottom", "4px"]),
]
CLAMP = {"display": "-webkit-box", "-webkit-box-orient": "vertical", "overflow": "hidden"}


class Generator:
    def __init__(self, chance):
        self.chance = chance

    def pick(self, style, rows):
        for name, share, values in rows:
            if self.chance.random() < share:
                style[name] = self.chance.choice(values)

    def edges(self, style):
        for name, share, values in (("margin", 0.3, MARGINS), ("padding", 0.25, SMALL)):
            if self.chance.random() < share:
                style[name] = " ".join(self.chance.choice(values) for _ in range(self.chance.choice([1, 2, 4])))
        if self.chance.random() < 0.15:
            style["border"] = "2px solid"
        if self.chance.random() < 0.05:
            style["border-" + self.chance.choice(SIDES)] = "5px solid"

    def text(self):
        return " ".join(self.chance.choice(WORDS) for _ in range(self.chance.choice([1, 1, 2, 3, 6, 14])))

    def position(self, style, absolute):
        style["position"] = "absolute" if absolute else "relative"
        for side in SIDES:
            if self.chance.random() < 0.4:
                style[side] = self.chance.choice(["0", "10px", "-5px", "10%", "40%"])

    def picture(self, style, parent):
        self.pick(style, [row for row in ANY_BOX if row[0] not in ("overflow", "direction")])
        self.edges(style)
        if parent == "flex":
            self.pick(style, ITEM)
        if parent != "inline" and self.chance.random() < 0.3:
            style["display"] = "block"
        self.pick(style, PICTURE)
        return {"tag": "img", "style": style, "children": [], "source": self.chance.choice(PICTURES)}

    def span(self, depth):
        style = {}
        self.pick(style, SPAN)
        self.edges(style)
        if self.chance.random() < 0.1:
            style.update({"position": "relative", "left": "10px"})
        children = self.inline_content(depth + 1)
        if isinstance(children[-1], str):
            children[-1] = children[-1].rstrip()
        return {"tag": "span", "style": style, "children": children}

    def inline_content(self, depth):
        children = []
        for _ in range(self.chance.choice([1, 1, 2, 3])):
            kind = self.chance.random()
            if kind < 0.6 or depth > 4:
                children.append(self.text() + self.chance.choice(["", " "]))
            elif kind < 0.8:
                children.append(self.span(depth))
            elif kind < 0.86:
                children.append(self.picture({}, "inline"))
            elif kind < 0.9:
                children.append({"tag": "br", "style": {}, "children": []})
            elif kind < 0.97:
                children.append(self.box(depth + 1, "inline"))
            else:
                absolute = self.box(depth + 1, "inline")
                self.position(absolute["style"], True)
                absolute["style"].update({"left": "5px", "top": "10%"})
                children.append(absolute)
        return children

    def box(self, depth, parent):
        style = {}
        flex = self.chance.random() < 0.4
        if parent == "inline":
            style["display"] = "inline-flex" if flex else "inline-block"
            self.pick(style, [("vertical-align", 0.2, ["middle", "top", "bottom", "text-top", "4px"])])
        elif flex:
            style["display"] = "flex"
        if parent != "inline" and self.chance.random() < 0.12:
            return self.picture(style if not flex else {}, parent)
        self.pick(style, ANY_BOX)
        self.edges(style)
        if flex:
            self.pick(style, FLEX)
        if parent == "flex":
            self.pick(style, ITEM)
        kind = self.chance.random()
        if kind < 0.1 or (kind < 0.2 and parent != "inline"):
            self.position(style, kind < 0.1)
        children = []
        if depth < 4 and (flex or self.chance.random() < 0.55):
            children = [self.box(depth + 1, "flex" if flex else "block") for _ in range(self.chance.randint(1, 4))]
            if self.chance.random() < 0.1:
                children.insert(self.chance.randint(0, len(children)), self.text())
        elif self.chance.random() < 0.85:
            children = self.inline_content(depth + 1)
            if self.chance.random() < 0.05 and not flex and parent != "inline":
                style.update({**CLAMP, "-webkit-line-clamp": self.chance.choice("123"), "width": "150px"})
                children = [self.text()]
        return {"tag": "div", "style": style, "children": children}

    def case(self):
        return {"tag": "div", "style": {}, "class": "case",
                "children": [self.box(1, "block") for _ in range(self.chance.choice([1, 1, 2, 3]))]}


def numbered(case):
    """All elements of a case in document order."""
    found = [case]
    for child in case["children"]:
        if isinstance(child, dict):
            found += numbered(child)
    return found


def to_html(element, prefix, count):
    """Its markup; ids are the prefix and the place in document order."""
    if isinstance(element, str):
        return html.escape(element)
    attributes = f' id="{prefix}-{count[0]}"' if element["tag"] != "br" else ""
    count[0] += 1
    if "class" in element:
        attributes += f' class="{element["class"]}"'
    if "source" in element:
        attributes += f' src="{element["source"]}" alt=""'
    if element["style"]:
        attributes += ' style="' + "; ".join(f"{name}: {value}" for name, value in element["style"].items()) + '"'
    start = f"<{element['tag']}{attributes}>"
    if element["tag"] in ("img", "br"):
        return start
    return start + "".join(to_html(child, prefix, count) for child in element["children"]) + f"</{element['tag']}>"


class Comparison:
    """Lays pages of cases out on both sides."""

    def __init__(self, options, browser):
        self.browser = browser
        self.folder = options.out
        self.ogcard = Ogcard(options.ogcard, os.path.join(options.out, "page"))
        self.faces = inter_rules(options.fonts[0])
        with open(os.path.join(HERE, "page.js"), encoding="utf-8") as file:
            self.script = file.read()
        os.makedirs(os.path.join(options.out, "page"), exist_ok=True)

    def differences(self, cases):
        """For each case the list of what differs."""
        text = PAGE.format(width=WIDTH_PX, height=HEIGHT_PX,
                           cases="\n".join(to_html(case, f"c{i}", [0]) for i, case in enumerate(cases)))
        path = os.path.join(self.folder, "page", "page.html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            card = self.ogcard.inspect("page", {})
        except OgcardError as error:
            if len(cases) == 1:
                return [[str(error)]]
            half = len(cases) // 2
            return self.differences(cases[:half]) + self.differences(cases[half:])
        self.browser.set_size(card["width"], card["height"])
        url = pathlib.Path(path).absolute().as_uri()
        self.browser.open(url, f"{self.script}\ncard.prepare({{}}, {json.dumps(self.faces + fallback_rules(card))});")
        self.browser.evaluate("card.settle()")
        findings = compare.Findings()
        matches = compare.match_elements(card, self.browser.evaluate("card.measure()"), findings)
        compare.compare_boxes(matches, findings)
        compare.compare_inline_boxes(matches, findings)
        compare.compare_text(matches, findings)
        found = [[] for _ in cases]
        for offence in findings.offences:
            found[int(re.search(r"#c(\d+)-", offence).group(1))].append(offence)
        return found


def smaller(case):
    """Cases with one thing less."""
    count = len(numbered(case))
    for index in range(count):
        element = numbered(case)[index]
        for at, child in enumerate(element["children"]):
            less = copy.deepcopy(case)
            del numbered(less)[index]["children"][at]
            yield less
            if isinstance(child, dict) and child["children"]:
                less = copy.deepcopy(case)
                numbered(less)[index]["children"][at : at + 1] = copy.deepcopy(child["children"])
                yield less
            if isinstance(child, str) and " " in child.strip():
                for words in (child.split()[: len(child.split()) // 2], child.split()[1:]):
                    less = copy.deepcopy(case)
                    numbered(less)[index]["children"][at] = " ".join(words)
                    yield less
        for name, value in element["style"].items():
            less = copy.deepcopy(case)
            del numbered(less)[index]["style"][name]
            yield less
            if " " in value and name in ("margin", "padding"):
                parts = value.split()
                for part in range(len(parts)):
                    zeroed = parts[:part] + ["0"] + parts[part + 1 :]
                    if zeroed != parts:
                        less = copy.deepcopy(case)
                        numbered(less)[index]["style"][name] = " ".join(zeroed)
                        yield less


def shrink(comparison, case):
    while True:
        for batch in batches(smaller(case), CASES_PER_PAGE):
            found = comparison.differences(batch)
            still = [less for less, offences in zip(batch, found) if offences and "ogcard inspect" not in offences[0]]
            if still:
                case = min(still, key=lambda less: len(to_html(less, "c", [0])))
                break
        else:
            return case


def batches(items, size):
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def run(options):
    os.makedirs(options.out, exist_ok=True)
    tap = Tap()
    with Chromium(options.fonts) as browser, open(os.path.join(options.out, "differences.html"), "w") as file:
        comparison = Comparison(options, browser)
        for seed in options.seeds:
            generator = Generator(random.Random(seed))
            cases = [generator.case() for _ in range(CASES_PER_PAGE)]
            found = comparison.differences(cases)
            differing = [(case, offences) for case, offences in zip(cases, found) if offences]
            told = [to_html(case, "c", [0]) + ": " + offences[0] for case, offences in differing]
            tap.case(not differing, f"seed {seed}", told)
            for case, _ in differing if options.shrink else []:
                case = shrink(comparison, case)
                offences = comparison.differences([case])[0]
                file.write(to_html(case, "c", [0]) + "\n" + "".join(f"  {offence}\n" for offence in offences[:6]))
                file.flush()
    return tap.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ogcard", required=True)
    parser.add_argument("--fonts", required=True, action="append", help="first Inter's folder, then the fallbacks'")
    parser.add_argument("--out", required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--shrink", action="store_true")
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
