#!/usr/bin/env python3
"""Draws every fixture with ogcard and with Chromium from the same file and compares boxes, lines and pixels.

    run.py --ogcard PROGRAM --score PROGRAM --fixtures DIR --builtin DIR --fonts DIR... --out DIR [NAME...]

A fixture is a template of the folder, drawn with the examples of its parameters; fixtures.toml beside them names the
exceptions and further cards. DIR/index.html of the output shows ours, theirs and the difference side by side.
"""

import argparse
import fnmatch
import json
import os
import pathlib
import shutil
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "tools"), os.path.join(HERE, "..", "golden")]

import compare
from cards import Ogcard, OgcardError, boxes, example_parameters, template_file
from chromium import Chromium, ChromiumError
from faces import fallback_rules, inter_rules
from report import write_report
from score import image_score
from tap import Tap

# Half a pixel aside, as glyphs without sub-pixel phases are, scores up to 10; a line set off by a pixel above 20.
DEFAULT_THRESHOLD = 12.0


def read_fixtures(options):
    """One dict a card: name, template, file, templates, parameters, threshold; skip or todo with a reason."""
    with open(os.path.join(options.fixtures, "fixtures.toml"), "rb") as file:
        listed = tomllib.load(file)["card"]
    named = {card["template"] for card in listed}
    folder = pathlib.Path(options.fixtures)
    files = {path.stem for path in folder.glob("*.html")} | {path.parent.name for path in folder.glob("*/index.html")}
    listed += [{"template": name} for name in sorted(files - named)]
    for card in listed:
        own = os.path.exists(os.path.join(options.fixtures, card["template"] + ".html")) or os.path.isdir(
            os.path.join(options.fixtures, card["template"])
        )
        card.setdefault("name", card["template"])
        card["templates"] = options.fixtures if own else None
        card["file"] = template_file(options.fixtures if own else options.builtin, card["template"])
        card["parameters"] = {**example_parameters(card["file"]), **card.get("parameters", {})}
        card.setdefault("threshold", DEFAULT_THRESHOLD)
    return listed


def language_of(card, inspected):
    """What {{lang}} stands for: the parameter, else what ogcard guessed for its first text."""
    for box in boxes(inspected):
        if "paragraph" in box:
            return card["parameters"].get("lang") or box["paragraph"]["language"] or ""
    return card["parameters"].get("lang", "")


def draw_in_browser(browser, page_script, card, inspected, path, findings):
    """Loads the template with its parameters, measures it, draws it; returns the matched elements."""
    width, height = inspected["width"], inspected["height"]
    browser.set_size(width, height)
    values = {**card["parameters"], "lang": language_of(card, inspected)}
    arguments = f"{json.dumps(values)}, {json.dumps(card['faces'] + fallback_rules(inspected))}"
    browser.open(pathlib.Path(card["file"]).absolute().as_uri(), f"{page_script}\ncard.prepare({arguments});")
    browser.evaluate("card.settle()")
    unmatched = compare.Findings()
    matches = compare.match_elements(inspected, browser.evaluate("card.measure()"), unmatched)
    changes = compare.adjustments(matches, findings)
    if changes:
        browser.evaluate(f"card.adjust({json.dumps(changes)})")
        browser.evaluate("card.settle()")
    elements = browser.evaluate("card.measure()")
    browser.screenshot(path, width, height)
    return compare.match_elements(inspected, elements, findings)


def check_card(card, options, browser, page_script):
    """Findings and the picture's score of one card."""
    findings = compare.Findings()
    paths = {kind: os.path.join(options.out, f"{card['name']}-{kind}.png") for kind in ("ours", "theirs", "difference")}
    card["paths"] = paths
    ogcard = Ogcard(options.ogcard, card["templates"])
    inspected = ogcard.inspect(card["template"], card["parameters"])
    matches = draw_in_browser(browser, page_script, card, inspected, paths["theirs"], findings)
    compare.compare_boxes(matches, findings)
    compare.compare_text(matches, findings)
    ogcard.render(card["template"], card["parameters"], paths["ours"])
    score = image_score(options.score, paths["theirs"], paths["ours"], paths["difference"])
    if score.score > card["threshold"]:
        findings.offences.append(f"picture: {score}, at most {card['threshold']}")
    return findings, score


def run(options):
    shutil.rmtree(options.out, ignore_errors=True)
    os.makedirs(options.out)
    fixtures = read_fixtures(options)
    if options.names:
        fixtures = [card for card in fixtures if any(fnmatch.fnmatch(card["name"], name) for name in options.names)]
    with open(os.path.join(HERE, "page.js"), encoding="utf-8") as file:
        page_script = file.read()
    faces = inter_rules(options.fonts[0])
    tap = Tap()
    with Chromium(options.fonts) as browser:
        for card in fixtures:
            if "skip" in card:
                tap.skip(card["name"], card["skip"])
                continue
            card["faces"] = faces
            try:
                card["findings"], card["score"] = check_card(card, options, browser, page_script)
            except (OgcardError, ChromiumError, RuntimeError) as error:
                card["findings"], card["score"] = compare.Findings(offences=[str(error)]), None
            offences = card["findings"].offences
            if "todo" in card:
                tap.todo(not offences, card["name"], card["todo"], offences)
            else:
                tap.case(not offences, card["name"], offences)
            write_report(options.out, fixtures)
    print(f"# {os.path.join(options.out, 'index.html')} shows the pictures")
    return tap.finish()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ogcard", required=True)
    parser.add_argument("--score", required=True)
    parser.add_argument("--fixtures", required=True)
    parser.add_argument("--builtin", required=True)
    parser.add_argument("--fonts", required=True, action="append", help="first Inter's folder, then the fallbacks'")
    parser.add_argument("--out", required=True)
    parser.add_argument("names", nargs="*")
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
