"""The page that shows ours, theirs and the difference of every fixture."""

import html
import os

STYLE = """
body { margin: 24px; font: 15px/1.5 system-ui, sans-serif; color: #1c1e21; background: #f4f4f2; }
section { margin: 0 0 40px; }
h2 { font-size: 18px; margin: 0 0 4px; }
.bad h2 { color: #b3261e; }
.row { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; }
figure { margin: 0; }
img { width: 100%; border: 1px solid #ccc; background: #fff; }
figcaption, .note { color: #60646c; font-size: 13px; }
li { font-family: monospace; font-size: 13px; }
"""


def _section(folder, card):
    findings, score = card["findings"], card["score"]
    figures = "".join(
        f'<figure><a href="{name}"><img src="{name}"></a><figcaption>{kind}</figcaption></figure>'
        for kind, path, name in (
            (kind, path, html.escape(os.path.basename(path))) for kind, path in card.get("paths", {}).items()
        )
        if os.path.exists(path)
    )
    offences = "".join(f"<li>{html.escape(offence)}</li>" for offence in findings.offences)
    skipped = "".join(f"<div class=note>{html.escape(reason)}</div>" for reason in findings.skipped)
    numbers = (
        f"{score}; lines {findings.lines_equal} of {findings.lines}, widths within {findings.worst_width_px:.2f} px, "
        f"boxes within {findings.worst_box_px:.2f} px"
        if score
        else "not drawn"
    )
    return (
        f"<section class={'bad' if offences else 'good'}><h2>{html.escape(card['name'])}</h2>"
        f"<div class=note>{html.escape(numbers)}</div>{skipped}<ul>{offences}</ul>"
        f"<div class=row>{figures}</div></section>"
    )


def write_report(folder, cards):
    """Cards without findings (skipped, or not yet drawn) are left out; those with offences come first."""
    drawn = [card for card in cards if "findings" in card]
    drawn.sort(key=lambda card: not card["findings"].offences)
    bad = sum(bool(card["findings"].offences) for card in drawn)
    with open(os.path.join(folder, "index.html"), "w", encoding="utf-8") as file:
        file.write(
            f"<!doctype html><meta charset=utf-8><title>ogcard beside Chromium</title><style>{STYLE}</style>"
            f"<h1>{len(drawn)} cards, {bad} differ</h1>" + "".join(_section(folder, card) for card in drawn)
        )
