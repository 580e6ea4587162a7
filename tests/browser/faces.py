"""@font-face rules that give the browser the very faces that ogcard used.

Left alone, Chromium takes fallback faces by fontconfig's order and emboldens them itself; the comparison is about lines
and boxes, so every character gets the face that ogcard reports for it, as a further range of the family Inter.
"""

import os
import pathlib
import unicodedata
from collections import defaultdict

from cards import boxes

WEIGHTS = {
    "Thin": 100,
    "ExtraLight": 200,
    "Light": 300,
    "Regular": 400,
    "Medium": 500,
    "SemiBold": 600,
    "Bold": 700,
    "ExtraBold": 800,
    "Black": 900,
}


SLOPES = ("", "Italic")
EMBOLDENED_FROM = 600  # the fallback families have a regular and a bold face


def inter_rules(inter_dir):
    rules = []
    for name, weight in WEIGHTS.items():
        for slope in SLOPES:
            file = "Inter-" + ("Italic" if name == "Regular" and slope else name + slope) + ".otf"
            path = os.path.join(inter_dir, file)
            if os.path.isfile(path):
                style = "italic" if slope else "normal"
                rules.append(
                    f'@font-face {{ font-family: Inter; font-weight: {weight}; font-style: {style}; '
                    f'src: url("{pathlib.Path(path).as_uri()}"); }}'
                )
    return "\n".join(rules)


def fallback_characters(cards):
    """{family: characters} of the runs that are not in Inter; a character that Inter sets somewhere stays with it."""
    characters = defaultdict(set)
    for card in cards:
        for box in boxes(card):
            if "paragraph" not in box:
                continue
            text = box["paragraph"]["text"].encode()
            for line in box["paragraph"]["lines"]:
                for run in line["runs"]:
                    characters[run["font"]] |= set(text[run["start"] : run["end"]].decode(errors="ignore"))
    inter = characters.pop("Inter", set())
    return {family: with_parts(found) - inter for family, found in characters.items() if found - inter}


def with_parts(characters):
    """With what shaping takes them apart into: the browser looks for those in the range too (Thai sara am)."""
    return characters | {part for character in characters for part in unicodedata.normalize("NFKD", character)}


def fallback_rules(*cards):
    """For inspected cards that are drawn from one document."""
    rules = []
    for family, characters in fallback_characters(cards).items():
        ranges = ", ".join(f"U+{ord(character):X}" for character in sorted(characters))
        for weight in WEIGHTS.values():
            names = [f"{family} Bold"] if weight >= EMBOLDENED_FROM else []
            names += [f"{family} Regular", family]
            source = ", ".join(f'local("{name}")' for name in names)
            for slope in SLOPES:
                rules.append(
                    f"@font-face {{ font-family: Inter; font-weight: {weight}; "
                    f"font-style: {'italic' if slope else 'normal'}; src: {source}; unicode-range: {ranges}; }}"
                )
    return "\n".join(rules)
