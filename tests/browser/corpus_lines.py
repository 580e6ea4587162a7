#!/usr/bin/env python3
"""All titles of tests/corpus at fixed widths with text-wrap: wrap: our lines against Chromium's.

    corpus_lines.py --ogcard PROGRAM --fonts DIR... --out DIR [--least SHARE]

The titles stand as paragraphs of one generated template for each language and width, which both sides lay out. Lines
must break at the same places for the share SHARE of all titles and widths, and be as wide within half a pixel wherever
the breaks are the same. DIR/corpus.txt lists every exception.
"""

import argparse
import collections
import html
import json
import os
import pathlib
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "tools")]

from cards import Ogcard, boxes
from chromium import Chromium
from compare import WIDTH_TOLERANCE_PX, letters
from corpus import read_titles
from faces import fallback_rules, inter_rules
from tap import Tap

LAYOUT_TITLES = os.path.join(HERE, "..", "layout", "titles.tsv")
WIDTHS_PX = [600, 840, 1040]
PAGE = """<!doctype html>
<html lang="{language}">
<head>
  <meta charset="utf-8">
  <meta name="ogcard" content="width=1200, height=630">
  <style>
    body {{ margin: 0; }}
    p {{ margin: 0; width: {width}px; font: 700 64px/1.3 Inter; text-wrap: wrap; }}
  </style>
</head>
<body>
{paragraphs}
</body>
</html>
"""


def write_pages(folder, titles):
    """[(template name, width, titles)]"""
    pages = []
    for language in dict.fromkeys(language for language, _ in titles):
        chunk = [title for title in titles if title[0] == language]
        paragraphs = "\n".join(f'<p dir="auto">{html.escape(title)}</p>' for _, title in chunk)
        for width in WIDTHS_PX:
            name = f"corpus-{language}-{width}"
            with open(os.path.join(folder, name + ".html"), "w", encoding="utf-8") as file:
                file.write(PAGE.format(language=language, width=width, paragraphs=paragraphs))
            pages.append((name, width, chunk))
    return pages


class Tally:
    """Counts of one language, or of all."""

    def __init__(self):
        self.titles = self.same_breaks = self.widths_off = 0
        self.worst_px = 0.0

    def add(self, same_breaks, worst_px):
        self.titles += 1
        self.same_breaks += same_breaks
        if same_breaks:
            self.worst_px = max(self.worst_px, worst_px)
            self.widths_off += worst_px > WIDTH_TOLERANCE_PX

    def __str__(self):
        return (
            f"{self.titles} paragraphs, {self.same_breaks / max(1, self.titles):.2%} break alike, "
            f"{self.widths_off} with other widths, at most {self.worst_px:.2f} px off"
        )


def compare_title(ours, theirs):
    """(same breaks?, largest difference of width, what to say)"""
    our_lines = [letters(line["text"]) for line in ours]
    their_lines = [letters(line["text"]) for line in theirs]
    if our_lines != their_lines:
        return False, 0.0, f"ours:     {' | '.join(our_lines)}\n    Chromium: {' | '.join(their_lines)}"
    differences = [(a["width"] - b["width"], a) for a, b in zip(ours, theirs)]
    off, line = max(differences, key=lambda each: abs(each[0]))
    fonts = ", ".join(dict.fromkeys(run["font"] for run in line["runs"]))
    return True, abs(off), f"{off:+.2f} px at {line['width']:.2f}: {letters(line['text'])} ({fonts})"


def compare_page(browser, page_script, faces, ogcard, folder, page):
    """Yields (language, width, title, same breaks, worst px, text) of every paragraph."""
    name, width, titles = page
    card = ogcard.inspect(name, {})
    ours = [box["paragraph"]["lines"] for box in boxes(card) if box["tag"] == "p"]
    browser.set_size(card["width"], card["height"])
    rules = json.dumps(faces + fallback_rules(card))
    url = pathlib.Path(folder, name + ".html").absolute().as_uri()
    browser.open(url, f"{page_script}\ncard.prepare({{}}, {rules});")
    browser.evaluate("card.settle()")
    theirs = [element["paragraphs"][0] for element in browser.evaluate("card.measure()") if element["tag"] == "p"]
    if not len(ours) == len(theirs) == len(titles):
        raise RuntimeError(f"{name}: {len(titles)} titles, {len(ours)} paragraphs, {len(theirs)} in the browser")
    for (language, title), a, b in zip(titles, ours, theirs):
        yield language, width, title, *compare_title(a, b)


def run(options):
    os.makedirs(options.out, exist_ok=True)
    titles = read_titles()
    # And what the corpus lacks: further languages, emoji.
    titles += [title for title in read_titles(LAYOUT_TITLES) if title not in titles]
    pages = write_pages(options.out, titles)
    with open(os.path.join(HERE, "page.js"), encoding="utf-8") as file:
        page_script = file.read()
    faces = inter_rules(options.fonts[0])
    ogcard = Ogcard(options.ogcard, options.out)
    tallies = collections.defaultdict(Tally)
    exceptions = []
    with Chromium(options.fonts) as browser:
        for page in pages:
            found = compare_page(browser, page_script, faces, ogcard, options.out, page)
            for language, width, title, same, worst, text in found:
                tallies[language].add(same, worst)
                tallies["all"].add(same, worst)
                if not same or worst > WIDTH_TOLERANCE_PX:
                    exceptions.append(f"{language} at {width} px: {title}\n    {text}")
    with open(os.path.join(options.out, "corpus.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(exceptions) + "\n")
    tap = Tap()
    for language, tally in sorted(tallies.items()):
        print(f"# {language}: {tally}")
    total = tallies["all"]
    where = f"exceptions: {os.path.join(options.out, 'corpus.txt')}"
    tap.case(total.same_breaks >= options.least * total.titles, f"{options.least:.0%} break alike", [total, where])
    tap.case(total.widths_off == 0, "lines that break alike are as wide", [total, where, *exceptions[:20]])
    return tap.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ogcard", required=True)
    parser.add_argument("--fonts", required=True, action="append", help="first Inter's folder, then the fallbacks'")
    parser.add_argument("--out", required=True)
    parser.add_argument("--least", type=float, default=0.99)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
