#!/usr/bin/env python3
"""The comparison itself: alike passes, and each difference that it is for is named."""

import copy
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "tools")]

import compare
import faces
from tap import Tap


def line(text, x, width, ellipsis=False, font="Inter", start=0):
    run = {"font": font, "weight": 700, "start": start, "end": start + len(text.encode()), "x": x, "width": width}
    run["glyphs"] = [[1, 0, start]]
    return {"text": text, "x": x, "width": width, "ellipsis": ellipsis, "runs": [run]}


def box(tag, box_id, rect, kind="block", **more):
    x, y, width, height = rect
    return {"kind": kind, "tag": tag, "id": box_id, "x": x, "y": y, "width": width, "height": height, **more}


PARAGRAPH = {
    "text": "Строка одна две",
    "font_size": 61.5,
    "ellipsized": False,
    "x": 80,
    "y": 100,
    "lines": [line("Строка одна", 0, 300.25), line("две", 0, 90, start=22)],
}
CARD = {
    "root": box(
        "html",
        "",
        (0, 0, 600, 400),
        children=[
            box(
                "body",
                "",
                (0, 0, 600, 400),
                children=[
                    box("h1", "t", (80, 100, 440, 150), paragraph=PARAGRAPH),
                    box("", "", (80, 300, 100, 20), paragraph={**PARAGRAPH, "lines": [line("аноним", 0, 50)]}),
                    box("p", "", (80, 250, 440, 50), paragraph={**PARAGRAPH, "lines": []}),
                ],
            )
        ],
    )
}


def element(tag, element_id, rect, paragraphs=(), wrap="auto", fits=False):
    return {
        "tag": tag,
        "id": element_id,
        "display": "block",
        "box": list(rect),
        "fits": fits,
        "wrap": wrap,
        "transforms_text": False,
        "paragraphs": [[{"text": text, "x": x, "width": width} for text, x, width in lines] for lines in paragraphs],
    }


BROWSER = [
    element("body", "", (0, 0, 600, 400), [[("аноним", 80, 50.2)]]),
    element("h1", "t", (80.4, 100, 440, 150.6), [[("Строка\n одна", 80, 300), ("\u200bдве ", 80, 90.4)]]),
    element("p", "", (80, 250, 440, 50)),
]


def offences(card, elements):
    findings = compare.Findings()
    matches = compare.match_elements(card, elements, findings)
    compare.compare_boxes(matches, findings)
    compare.compare_text(matches, findings)
    return findings.offences


def changed(index, **changes):
    elements = copy.deepcopy(BROWSER)
    elements[index].update(changes)
    return elements


def lines_of(*lines):
    return [[{"text": text, "x": x, "width": width} for text, x, width in lines]]


DIFFERENCES = [
    ("an edge 1.2 px off", changed(1, box=[80, 100, 441.2, 150]), "right edge"),
    ("a box lower", changed(2, box=[80, 252, 440, 50]), "top edge"),
    ("an element too many", BROWSER + [element("p", "", (0, 0, 1, 1))], "<p>: 1 boxes, the browser has 2"),
    ("an element missing", BROWSER[:2], "<p>: 1 boxes, the browser has 0"),
    ("another break", changed(1, paragraphs=lines_of(("Строка", 80, 9), ("одна две", 80, 9))), "line 1: «Строка одна»"),
    ("a line too many", changed(1, paragraphs=lines_of(("Строка", 80, 9), ("одна", 80, 9), ("две", 80, 9))), "2 lines"),
    ("a width off", changed(1, paragraphs=lines_of(("Строка одна", 80, 300.85), ("две", 80, 90))), "300.25 px wide"),
    ("a line set off", changed(1, paragraphs=lines_of(("Строка одна", 82, 300), ("две", 80, 90))), "begins at 80.00"),
    ("a paragraph missing", changed(0, paragraphs=[]), "1 paragraphs, the browser has 0"),
]


def main():
    tap = Tap()
    found = offences(CARD, BROWSER)
    tap.case(not found, "alike within the tolerances", found)
    for name, elements, part in DIFFERENCES:
        found = offences(CARD, elements)
        tap.case(any(part in offence for offence in found), f"caught: {name}", found)

    findings = compare.Findings()
    elements = changed(1, fits=True, wrap="pretty")
    changes = compare.adjustments(compare.match_elements(CARD, elements, findings), findings)
    wanted = [{"index": 1, "fontSize": 61.5, "breaks": [[10]]}]
    tap.case(changes == wanted and findings.skipped, "the browser is told the size and the breaks", [changes])

    card = copy.deepcopy(CARD)
    h1 = card["root"]["children"][0]["children"][0]["paragraph"]
    h1["lines"][1] = line("две", 0, 90, font="Noto Sans X", start=22)
    rules = faces.fallback_rules(card)
    tap.case("unicode-range: U+432, U+435;" in rules, "fallback characters get a range, Inter's stay", [rules])
    h1["lines"][0]["runs"][0]["end"] = 0
    rules = faces.fallback_rules(card)
    tap.case("unicode-range: U+432, U+434, U+435;" in rules, "a character that Inter sets nowhere gets one", [rules])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
