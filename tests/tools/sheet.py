#!/usr/bin/env python3
"""A contact sheet: some 60 titles in all scripts on the built-in templates, as one HTML page.

    sheet.py --ogcard PROGRAM --out DIR [--titles FILE] [--templates DIR] [TEMPLATE...]
"""

import argparse
import concurrent.futures
import html
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FURTHER = os.path.join(HERE, "..", "layout", "titles.tsv")
sys.path[:0] = [HERE]

from cards import Ogcard, OgcardError, boxes
from corpus import read_titles

STYLE = """
body { margin: 20px; background: #777; font: 13px/1.4 system-ui, sans-serif; color: #fff; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(560px, 1fr)); gap: 18px; }
img { width: 100%; display: block; }
figure { margin: 0; } .bad { color: #ffd0d0; font-weight: 700; }
"""


def headline_note(card):
    """Size and lines of the largest paragraph."""
    paragraphs = [box["paragraph"] for box in boxes(card) if "paragraph" in box and box["paragraph"]["lines"]]
    if not paragraphs:
        return "no text"
    headline = max(paragraphs, key=lambda paragraph: paragraph["font_size"])
    marks = "".join(f", {mark}" for mark in ("overflows", "ellipsized") if headline[mark])
    missing = f", {headline['missing_glyphs']} missing" if headline["missing_glyphs"] else ""
    return f"{headline['font_size']:.0f} px, {len(headline['lines'])} lines{marks}{missing}"


def draw(ogcard, template, language, title, path):
    """One figure of the page."""
    parameters = {"title": title, "lang": language}
    try:
        ogcard.render(template, parameters, path)
        note = headline_note(ogcard.inspect(template, parameters))
        picture = f'<img src="{os.path.basename(path)}" loading="lazy" alt="">'
    except OgcardError as error:
        note, picture = f"<span class=bad>{html.escape(str(error))}</span>", ""
    return f"<figure>{picture}<figcaption>{template} {language}: {note} — {html.escape(title)}</figcaption></figure>"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ogcard", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--titles", help="of the form of tests/corpus/titles.tsv")
    parser.add_argument("--templates", help="folder of templates beside the built-in ones")
    parser.add_argument("names", nargs="*", metavar="TEMPLATE")
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    os.makedirs(options.out)
    ogcard = Ogcard(options.ogcard, options.templates)
    names = options.names or ["og-cuckoo-network", "og"]
    titles = read_titles(options.titles) if options.titles else read_titles()[::14] + read_titles(FURTHER)
    jobs = [(name, *title) for name in names for title in titles]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        figures = list(
            pool.map(
                lambda numbered: draw(ogcard, *numbered[1], os.path.join(options.out, f"{numbered[0]:03}.png")),
                enumerate(jobs),
            )
        )
    page = os.path.join(options.out, "index.html")
    with open(page, "w", encoding="utf-8") as file:
        file.write(
            f"<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>{STYLE}</style>"
            f"<main>{''.join(figures)}</main>"
        )
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
