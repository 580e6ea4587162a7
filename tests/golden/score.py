"""Asks the program image_score how different two pictures are."""

import re
import subprocess
from dataclasses import dataclass

LINE = re.compile(r"score ([\d.]+) worst (\d+),(\d+) differing ([\d.]+)")


@dataclass
class Score:
    score: float  # mean excess of the worst tile, 0..255
    x: int
    y: int
    differing: float  # share of pixels

    def __str__(self):
        return f"score {self.score:.2f}, worst near {self.x},{self.y}, {self.differing:.2%} of the pixels differ"


def image_score(program, expected, actual, difference=None):
    command = [program, expected, actual] + ([difference] if difference else [])
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    match = LINE.match(result.stdout)
    if result.returncode != 0 or not match:
        raise RuntimeError(result.stderr.strip() or f"image_score ended with {result.returncode}")
    return Score(float(match[1]), int(match[2]), int(match[3]), float(match[4]))
