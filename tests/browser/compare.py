"""Holds what ogcard inspect says against what the browser measured."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from cards import boxes, paragraphs_of

BOX_TOLERANCE_PX = 1.0
WIDTH_TOLERANCE_PX = 0.5
START_TOLERANCE_PX = 1.0

OBJECT = "\ufffc"  # stands for an image or inline block in our text

# White space, and what is neither seen nor counted: soft hyphens, joiners of words, marks of direction, objects.
BLANK = re.compile("[ \t\n\r\f\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufffc]")


@dataclass
class Match:
    """One element on both sides."""

    index: int  # in the browser's list
    ours: dict
    theirs: dict

    @property
    def name(self):
        return self.theirs["tag"] + (f"#{self.theirs['id']}" if self.theirs["id"] else "")


@dataclass
class Findings:
    offences: list = field(default_factory=list)
    skipped: list = field(default_factory=list)  # what was not compared, and why
    lines: int = 0
    lines_equal: int = 0
    worst_width_px: float = 0.0
    worst_box_px: float = 0.0


def match_elements(card, elements, findings):
    """Elements pair up by tag and id, in document order within each; what has no partner is an offence."""
    ours = defaultdict(list)
    theirs = defaultdict(list)
    for box in boxes(card):
        if box["tag"] not in ("", "html", "br"):
            ours[box["tag"], box["id"]].append(box)
    for index, element in enumerate(elements):
        theirs[element["tag"], element["id"]].append((index, element))
    matches = []
    for key in sorted(ours.keys() | theirs.keys()):
        if len(ours[key]) != len(theirs[key]):
            name = key[0] + (f"#{key[1]}" if key[1] else "")
            findings.offences.append(f"<{name}>: {len(ours[key])} boxes, the browser has {len(theirs[key])}")
        for box, (index, element) in zip(ours[key], theirs[key]):
            matches.append(Match(index, box, element))
    return sorted(matches, key=lambda match: match.index)


def letters(text):
    """As both sides spell it: NFC, white space collapsed, without what is not seen."""
    return " ".join(BLANK.sub(" ", unicodedata.normalize("NFC", text.replace(OBJECT, ""))).split())


def letter_count(text):
    return len(BLANK.sub("", text))


def text_paragraphs(box):
    """Those with letters: what holds only pictures is compared by boxes."""
    return [p for p in paragraphs_of(box) if p["ellipsized"] or any(letter_count(line["text"]) for line in p["lines"])]


def leaves_breaks_open(element):
    """text-wrap: pretty and balance are the renderer's own; what must agree is the geometry at the same breaks."""
    return element["wrap"] in ("pretty", "balance")


def adjustments(matches, findings):
    """What the browser has to be told: sizes that fitting chose and breaks that CSS leaves open."""
    changes = []
    for match in matches:
        ours = text_paragraphs(match.ours)
        if not ours or not match.theirs["paragraphs"]:
            continue
        change = {"index": match.index}
        if match.theirs["fits"]:
            change["fontSize"] = ours[0]["font_size"]
        if leaves_breaks_open(match.theirs):
            if any(paragraph["ellipsized"] for paragraph in ours):
                findings.skipped.append(f"<{match.name}>: ended by an ellipsis of ogcard's own breaking")
            else:
                change["breaks"] = [line_ends(paragraph) for paragraph in ours]
                findings.skipped.append(f"<{match.name}>: text-wrap: {match.theirs['wrap']} is told where to break")
        if len(change) > 1:
            changes.append(change)
    return changes


def line_ends(paragraph):
    """Letters before the end of each line but the last."""
    ends = []
    count = 0
    for line in paragraph["lines"][:-1]:
        count += letter_count(line["text"])
        ends.append(count)
    return ends


def compare_boxes(matches, findings, inline=False):
    for match in matches:
        if (match.ours["kind"] == "inline") != inline:
            continue
        x, y, width, height = match.theirs["box"]
        theirs = {"left": x, "top": y, "right": x + width, "bottom": y + height}
        box = match.ours
        ours = {"left": box["x"], "top": box["y"], "right": box["x"] + box["width"], "bottom": box["y"] + box["height"]}
        for edge, position in theirs.items():
            off = ours[edge] - position
            findings.worst_box_px = max(findings.worst_box_px, abs(off))
            if abs(off) > BOX_TOLERANCE_PX:
                findings.offences.append(
                    f"<{match.name}>: {edge} edge at {ours[edge]:.2f}, the browser's at {position:.2f}"
                )


def compare_inline_boxes(matches, findings):
    """Where both sides have pieces of them: an empty one at a line's end may stand on either line."""
    compare_boxes(
        [match for match in matches if match.theirs["box"][2] > 0 and match.ours["width"] > 0], findings, inline=True
    )


def compare_line(name, number, paragraph, ours, theirs, same_case, findings):
    findings.lines += 1
    a, b = letters(ours["text"]), letters(theirs["text"])
    if not same_case:
        a, b = a.casefold(), b.casefold()
    if a != b and not ours["ellipsis"]:
        findings.offences.append(f"<{name}> line {number}: «{a}», the browser has «{b}»")
        return
    findings.lines_equal += 1
    if ours["ellipsis"]:
        findings.skipped.append(f"<{name}> line {number}: ends in an ellipsis, compared as a picture only")
        return
    left, right = extent(paragraph, ours)
    off = right - left - theirs["width"]
    findings.worst_width_px = max(findings.worst_width_px, abs(off))
    if abs(off) > WIDTH_TOLERANCE_PX:
        findings.offences.append(
            f"<{name}> line {number}: {right - left:.2f} px wide, the browser's {theirs['width']:.2f}: «{a}»"
        )


def extent(paragraph, line):
    """From the first to the last letter: edges of inline boxes, objects and blanks at the ends of a line are not it."""
    text = paragraph["text"].encode()
    letters_at = []
    for run in line["runs"]:
        starts = [run["x"] + x for _, x, _ in run["glyphs"]] + [run["x"] + run["width"]]
        for (_, _, cluster), left, right in zip(run["glyphs"], starts, starts[1:]):
            if text[cluster : cluster + 1] not in (b" ", b"\t", b"\n"):
                letters_at += [left, right]
    if not letters_at:
        return line["x"], line["x"] + line["width"]
    return min(letters_at), max(letters_at)


def lines_with_letters(paragraph):
    return [line for line in paragraph["lines"] if letter_count(line["text"])]


def compare_text(matches, findings):
    for match in matches:
        ours, theirs = text_paragraphs(match.ours), match.theirs["paragraphs"]
        if match.ours["kind"] == "inline":
            continue
        if len(ours) != len(theirs):
            findings.offences.append(f"<{match.name}>: {len(ours)} paragraphs, the browser has {len(theirs)}")
            continue
        for paragraph, lines in zip(ours, theirs):
            our_lines = lines_with_letters(paragraph)
            if paragraph["ellipsized"]:
                lines = lines[: len(our_lines)]
            if len(our_lines) != len(lines):
                findings.offences.append(
                    f"<{match.name}>: {len(our_lines)} lines, the browser has {len(lines)}: "
                    + " | ".join(letters(line["text"]) for line in our_lines)
                    + " and "
                    + " | ".join(letters(line["text"]) for line in lines)
                )
                continue
            for number, (line, other) in enumerate(zip(our_lines, lines), 1):
                compare_line(match.name, number, paragraph, line, other, not match.theirs["transforms_text"], findings)
                start = paragraph["x"] + extent(paragraph, line)[0]
                if not paragraph["ellipsized"] and abs(start - other["x"]) > START_TOLERANCE_PX:
                    findings.offences.append(
                        f"<{match.name}> line {number}: begins at {start:.2f}, the browser's at {other['x']:.2f}"
                    )
