#!/usr/bin/env python3
"""Golden pictures: the cards of cards.toml against expected/NAME.png, as decoded pixels.

    run.py --ogcard PROGRAM --score PROGRAM --out DIR [--update]

What differs is left in DIR: NAME.png and NAME-difference.png. --update draws the expected pictures anew, those that
are within their threshold left alone.
"""

import argparse
import os
import shutil
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "tools")]

from cards import Ogcard, OgcardError
from score import image_score
from tap import Tap

EXPECTED = os.path.join(HERE, "expected")


def read_cards():
    with open(os.path.join(HERE, "cards.toml"), "rb") as file:
        return tomllib.load(file)["card"]


def check_card(card, options, actual):
    """Draws the card; lines that say what is wrong, none when nothing is."""
    Ogcard(options.ogcard).render(card["template"], card["parameters"], actual)
    expected = os.path.join(EXPECTED, card["name"] + ".png")
    if not os.path.exists(expected):
        return [f"there is no {expected}; ./dev golden --update draws it"]
    difference = os.path.join(options.out, card["name"] + "-difference.png")
    score = image_score(options.score, expected, actual, difference)
    if score.score <= card["threshold"]:
        return []
    return [f"{score}, at most {card['threshold']}", f"expected {expected}", f"now {actual}", f"see {difference}"]


def update(cards, options):
    os.makedirs(EXPECTED, exist_ok=True)
    for name in os.listdir(EXPECTED):
        if name.removesuffix(".png") not in {card["name"] for card in cards}:
            os.remove(os.path.join(EXPECTED, name))
    for card in cards:
        actual = os.path.join(options.out, card["name"] + ".png")
        if check_card(card, options, actual):
            shutil.copyfile(actual, os.path.join(EXPECTED, card["name"] + ".png"))
            print(f"drew {card['name']}")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ogcard", required=True)
    parser.add_argument("--score", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    cards = read_cards()
    if options.update:
        return update(cards, options)
    tap = Tap()
    for card in cards:
        try:
            offences = check_card(card, options, os.path.join(options.out, card["name"] + ".png"))
        except (OgcardError, RuntimeError) as error:
            offences = [error]
        tap.case(not offences, card["name"], offences)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
