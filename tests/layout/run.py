#!/usr/bin/env python3
"""Layout dumps: how the built-in templates set a list of titles, as text beside the list.

    run.py --ogcard PROGRAM [--update]

TEMPLATE/LANGUAGE.txt holds the cards of that language's titles, of the corpus and of titles.tsv, which has further
languages; a change of layout shows as a diff in review. --update writes the files anew. Titles come as pages send them,
without a language. Each must also be whole at the least size that the headline may have.
"""

import argparse
import collections
import concurrent.futures
import difflib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "tools")]

from cards import Ogcard, boxes
from corpus import read_titles
from tap import Tap

# Of the corpus' titles, every how many-th is dumped on a template.
TEMPLATES = {"og": 8, "og-cuckoo-network": 1}
LEAST_SIZE_PX = 40


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


def headlines(card):
    return [box for box in boxes(card) if box["tag"] == "h1" and "paragraph" in box]


def dump_card(card, title):
    """The headline's box with its lines; what else is on the card is the same on all."""
    return "\n".join([title, *(line for box in headlines(card) for line in dump_paragraph(box))]) + "\n"


def faults(card):
    """What keeps a headline from being whole."""
    for box in headlines(card):
        paragraph = box["paragraph"]
        yield from (mark for mark in ("overflows", "ellipsized", "missing_glyphs") if paragraph[mark])
        if any(line["broken_inside_word"] for line in paragraph["lines"]):
            yield "a word is broken inside"
        if paragraph["font_size"] < LEAST_SIZE_PX:
            yield f"{paragraph['font_size']} px"


def inspect_all(ogcard, template, titles):
    """Yields (language, title, card) in order; two programs at a time."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        cards = pool.map(lambda row: ogcard.inspect(template, {"title": row[1]}), titles)
        for (language, title), card in zip(titles, cards):
            yield language, title, card


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
    corpus, further = read_titles(), read_titles(os.path.join(HERE, "titles.tsv"))
    ogcard = Ogcard(options.ogcard)
    tap = Tap()
    for template, step in TEMPLATES.items():
        texts, broken = collections.defaultdict(list), []
        for language, title, card in inspect_all(ogcard, template, corpus[::step] + further):
            texts[language].append(dump_card(card, title))
            broken += [f"{title}: {fault}" for fault in faults(card)]
        texts = {language: "\n".join(cards) for language, cards in texts.items()}
        if options.update:
            update(template, texts)
            continue
        for language, text in sorted(texts.items()):
            check(tap, template, language, text)
        tap.case(not broken, f"{template}: every headline is whole", broken)
    return 0 if options.update else tap.finish()


if __name__ == "__main__":
    sys.exit(main())
