"""What is rendered, and the process that renders it: the headline of the README, changed a little from card to card."""

import itertools
import random
import subprocess
import urllib.parse

HEADLINE = "Революция с открытым исходным кодом от DeepSeek: Взгляд из закрытого саммита по ИИ"
GROUNDS = ("flat", "linear", "logo")
BUILT_IN = "og-cuckoo-network"
EFFORTS = ("fast", "balanced", "small")
STAGES = ("decode", "style", "layout", "shape", "fit", "raster", "encode", "store")

LETTERS = "абвгдежзиклмнопрстуфхцчшыьэюя"


class Titles:
    """Endless titles, no two alike: two words of the headline are replaced by others of their length, so that nothing
    kept for a text, a line or a word's place helps."""

    def __init__(self):
        self.random = random.Random(1)
        self.numbers = itertools.count()

    def __next__(self):
        words = HEADLINE.split(" ")
        for place in self.random.sample([i for i, word in enumerate(words) if len(word) > 4], 2):
            words[place] = "".join(self.random.choice(LETTERS) for _ in words[place])
        return " ".join(words) + f" {next(self.numbers) % 1000:03}"

    def take(self, count):
        return [next(self) for _ in range(count)]


def target(ground, title):
    return f"/api/{ground}?title={urllib.parse.quote(title)}"


class Sample:
    """One card as it was measured: ns, but for the bytes."""

    def __init__(self, line):
        self.bytes, self.total, self.processor, *stages = map(int, line.split())
        self.stages = dict(zip(STAGES, stages, strict=False))


class Renderer:
    """A process that renders in turns: card_bench, or a peer that speaks as it does."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        encoding="utf-8")

    def _order(self, words, lines):
        self.process.stdin.write("\n".join([" ".join(map(str, words)), *lines, ""]))
        self.process.stdin.flush()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args[0]} ended with {self.process.wait()}")
        return line

    def render(self, effort, targets):
        self._order(("render", effort, len(targets)), targets)
        return [Sample(self._answer()) for _ in targets]

    def rate(self, effort, threads, targets):
        """(cards per second, processor seconds per card)"""
        self._order(("rate", effort, threads, len(targets)), targets)
        elapsed, processor = map(int, self._answer().split())
        return len(targets) / (elapsed / 1e9), processor / 1e9 / len(targets)

    def draw(self, path, card):
        self._order(("draw", path), [card])
        self._answer()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
