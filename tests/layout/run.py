#!/usr/bin/env python3
"""Layout dumps: how the built-in templates set a list of titles, as text beside the list.

    run.py --ogcard PROGRAM [--update]

TEMPLATE/LANGUAGE.txt holds the cards of the titles of that language in titles.tsv; a change of layout shows as a diff
in review. --update writes the files anew.
"""

import argparse
import collections
import difflib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "tools")]

from cards import Ogcard, boxes
from corpus import read_titles
from tap import Tap

TEMPLATES = ["og", "og-cuckoo-network"]


def dump_run(run):
    weight = f" {run['weight']:g}" if run["font"].startswith("Inter") else ""
    missing = " MISSING" if run["missing"] else ""
    direction = " rtl" if run["direction"] == "rtl" else ""
    return f"{run['font']}{weight}{direction}{missing}"


def dump_line(paragraph, line):
    x, y = paragraph["x"] + line["x"], paragraph["y"] + line["baseline"]
    marks = "".join(
        mark for mark, shown in ((" ellipsis", line["ellipsis"]), (" inside-word", line["broken_inside_word"])) if shown
    )
    fonts = " + ".join(dict.fromkeys(dump_run(run) for run in line["runs"]))
    return f"    |{line['text']}|\n      x {x:.1f} baseline {y:.1f} width {line['width']:.1f}{marks}  {fonts}"


def dump_paragraph(box):
    paragraph = box["paragraph"]
    name = box["tag"] + (f"#{box['id']}" if box["id"] else "")
    marks = "".join(f", {mark}" for mark in ("overflows", "ellipsized") if paragraph[mark])
    missing = f", {paragraph['missing_glyphs']} missing" if paragraph["missing_glyphs"] else ""
    yield (
        f"  {name} {box['x']:.1f},{box['y']:.1f} {box['width']:.1f}x{box['height']:.1f}: "
        f"{paragraph['font_size']:.1f} px, {len(paragraph['lines'])} lines, {paragraph['language']}{marks}{missing}"
    )
    for line in paragraph["lines"]:
        yield dump_line(paragraph, line)


def dump_card(card, title):
    """The headline's box with its lines; what else is on the card is the same on all."""
    lines = [title]
    for box in boxes(card):
        if box["tag"] == "h1" and "paragraph" in box:
            lines += dump_paragraph(box)
    return "\n".join(lines) + "\n"


def dumps(ogcard, template, titles):
    """{language: text}"""
    cards = collections.defaultdict(list)
    for language, title in titles:
        cards[language].append(dump_card(ogcard.inspect(template, {"title": title, "lang": language}), title))
    return {language: "\n".join(texts) for language, texts in cards.items()}


def expected_path(template, language):
    return os.path.join(HERE, template, language + ".txt")


def update(template, texts):
    folder = os.path.join(HERE, template)
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(folder):
        if name.removesuffix(".txt") not in texts:
            os.remove(os.path.join(folder, name))
    for language, text in texts.items():
        with open(expected_path(template, language), "w", encoding="utf-8") as file:
            file.write(text)


def check(tap, template, language, text):
    path = expected_path(template, language)
    expected = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            expected = file.read()
    difference = difflib.unified_diff(
        expected.splitlines(), text.splitlines(), "expected", "now", lineterm="", n=2
    )
    tap.case(text == expected, f"{template} {language}", difference)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ogcard", required=True)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    titles = read_titles(os.path.join(HERE, "titles.tsv"))
    ogcard = Ogcard(options.ogcard)
    tap = Tap()
    for template in TEMPLATES:
        texts = dumps(ogcard, template, titles)
        if options.update:
            update(template, texts)
            continue
        for language, text in sorted(texts.items()):
            check(tap, template, language, text)
    return 0 if options.update else tap.finish()


if __name__ == "__main__":
    sys.exit(main())
