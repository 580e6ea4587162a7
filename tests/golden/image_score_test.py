#!/usr/bin/env python3
"""The score itself: what a reader would notice is caught, other antialiasing of the same shapes is forgiven."""

import math
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "tools")]

from png import write_png
from score import image_score
from tap import Tap

WIDTH, HEIGHT = 240, 120
GROUND = (20, 30, 60)
INK = (250, 250, 245)
LIMIT = 1.0  # a sensible threshold between what is forgiven and what is caught


def stroke_coverage(x, y, stroke):
    """Of the pixel by a thick line segment: a box filter over the distance to its edge."""
    x0, y0, x1, y1, radius = stroke
    px, py = x + 0.5 - x0, y + 0.5 - y0
    dx, dy = x1 - x0, y1 - y0
    along = max(0.0, min(1.0, (px * dx + py * dy) / (dx * dx + dy * dy)))
    distance = math.hypot(px - along * dx, py - along * dy)
    return max(0.0, min(1.0, radius - distance + 0.5))


# Words of slanted, upright and level strokes: stems, bars and curves of letters in the small.
WORDS = [
    [(20, 20, 30, 50, 2.5), (30, 50, 42, 20, 2.5), (50, 20, 50, 50, 2.2), (60, 22, 78, 22, 1.5), (60, 48, 78, 36, 1.5)],
    [(110, 20, 110, 50, 2.5), (110, 35, 128, 35, 2.0), (128, 20, 128, 50, 2.5), (140, 50, 150, 20, 1.2)],
    [(30, 80, 60, 80, 3.0), (45, 80, 45, 105, 3.0), (75, 80, 95, 105, 2.0), (95, 80, 75, 105, 2.0)],
    [(188, 84, 191, 84, 1.2), (196, 84, 199, 88, 1.2)],
]


def draw(words=WORDS, dx=0.0, dy=0.0, gamma=1.0, ground=GROUND, ink=INK, noise=0):
    pixels = bytearray()
    strokes = [stroke for word in words for stroke in word]
    for y in range(HEIGHT):
        for x in range(WIDTH):
            coverage = max((stroke_coverage(x - dx, y - dy, stroke) for stroke in strokes), default=0.0) ** gamma
            jitter = (x * 7 + y * 13) % (2 * noise + 1) - noise
            pixels += bytes(
                max(0, min(255, round(b + (f - b) * coverage) + jitter)) for b, f in zip(ground, ink)
            )
    return bytes(pixels)


def main():
    program = sys.argv[1]
    tap = Tap()
    same = draw()
    cases = [
        ("the same picture", same, True),
        ("levels off by one", draw(noise=1), True),
        ("a tenth of a pixel aside", draw(dx=0.1), True),
        ("a fifth of a pixel aside and down", draw(dx=0.2, dy=0.1), True),
        ("other gamma of the coverage", draw(gamma=0.8), True),
        ("shifted by a pixel", draw(dx=1), False),
        ("shifted down by a pixel", draw(dy=1), False),
        ("shifted by half a pixel", draw(dx=0.5), False),
        ("a word missing", draw(words=WORDS[:2] + WORDS[3:]), False),
        ("a small mark missing", draw(words=WORDS[:3]), False),
        ("a word too many", draw(words=WORDS + [[(190, 20, 190, 50, 2.5)]]), False),
        ("the ground a little lighter", draw(ground=(24, 34, 64)), False),
        ("one channel of the ground off", draw(ground=(20, 30, 66)), False),
        ("the ink another color", draw(ink=(250, 250, 200)), False),
        ("bold instead of regular", draw(words=[[(*s[:4], s[4] + 1) for s in word] for word in WORDS]), False),
        ("all text gone", draw(words=[]), False),
    ]
    with tempfile.TemporaryDirectory() as folder:
        expected, actual = os.path.join(folder, "expected.png"), os.path.join(folder, "actual.png")
        difference = os.path.join(folder, "difference.png")
        write_png(expected, WIDTH, HEIGHT, same)
        for name, pixels, forgiven in cases:
            write_png(actual, WIDTH, HEIGHT, pixels)
            score = image_score(program, expected, actual, difference)
            mirror = image_score(program, actual, expected)
            passed = (score.score <= LIMIT) == forgiven and abs(score.score - mirror.score) < 1e-3
            tap.case(passed, f"{'forgiven' if forgiven else 'caught'}: {name}", [score, mirror])
            if os.environ.get("SCORES"):
                print(f"# {name}: {score}")
        tap.case(os.path.getsize(difference) > 0, "the difference is drawn")
        write_png(actual, WIDTH, HEIGHT - 1, same[: WIDTH * (HEIGHT - 1) * 3])
        tap.case(image_score(program, expected, actual).score == 255, "caught: another size")
        with open(actual, "wb") as file:
            file.write(b"not a picture")
        try:
            image_score(program, expected, actual)
            tap.case(False, "a file that is no picture is an error")
        except RuntimeError as error:
            tap.case("actual.png" in str(error), "a file that is no picture is an error", [error])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
