#!/usr/bin/env python3
"""How fast cards are made: ./dev bench prints tables, --json FILE writes the same numbers.

Everything runs on this machine, between processes that take turns, so that load from elsewhere meets all alike. Times
are medians and 95th percentiles.
"""

import argparse
import os
import platform
import shutil
import signal
import subprocess
import sys

import cold
import compare
import memory
import peers
import stages
import web
from tables import write_json
from workload import Renderer

PATIENCE_S = 3600
HERE = os.path.dirname(os.path.abspath(__file__))


class Progress:
    """A line on a terminal that says what is under way; nothing elsewhere."""

    def __init__(self):
        self.shown = sys.stderr.isatty()

    def __call__(self, text=""):
        if self.shown:
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


class Bench:
    """What all measurements share: where things are, how much to do."""

    def __init__(self, arguments):
        self.build = os.path.abspath(arguments.build)
        self.program = os.path.join(self.build, "server", "ogcard")
        self.scratch = os.path.join(self.build, "bench")
        self.templates = os.path.join(self.scratch, "templates")
        self.cards = arguments.cards
        self.seconds = 1 if self.cards < 10 else 3  # of a run over HTTP
        self.repeats = min(3, self.cards)
        self.progress = Progress()
        # The pictures in them are links to others of the tree, which a folder of templates may not have.
        shutil.rmtree(self.templates, ignore_errors=True)
        shutil.copytree(os.path.join(HERE, "templates"), self.templates)

    def renderer(self, build=None):
        return Renderer([os.path.join(build or self.build, "tests", "bench", "card_bench"), self.templates,
                         os.path.join(self.scratch, "store")])

    def rounds(self, text, count=None):
        """Numbers of rounds, which are few when there are few cards."""
        count = count or min(5, self.cards)
        for i in range(count):
            self.progress(f"{text}, round {i + 1} of {count}")
            yield i
        self.progress()


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return {"processor": models[0] if models else platform.processor(), "cores": len(os.sched_getaffinity(0))}


def revision():
    if not shutil.which("git"):
        return ""
    result = subprocess.run(["git", "-C", HERE, "describe", "--always", "--dirty"], capture_output=True, text=True,
                            check=False)
    return result.stdout.strip()


def stop_in_time(*_):
    raise SystemExit(f"./dev bench did not end within {PATIENCE_S // 60} minutes; --cards takes fewer of them.")


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.split("\n\n")[0])
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--json", metavar="FILE", help="write the numbers to FILE too")
    parser.add_argument("--cards", type=int, default=100, metavar="N", help="cards per measurement (%(default)s)")
    parser.add_argument("--http", action="store_true", help="measure over HTTP instead, beside nginx")
    parser.add_argument("--peers", action="store_true", help="measure beside Takumi and Satori, installed from npm")
    parser.add_argument("--compare", metavar="REV", help="measure beside another revision, which is built first")
    arguments = parser.parse_args()
    signal.signal(signal.SIGALRM, stop_in_time)
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))
    signal.alarm(PATIENCE_S)
    if arguments.cards < 1:
        parser.error("--cards is at least 1")
    bench = Bench(arguments)
    tables = []
    wanted = [web.measure] * arguments.http + [peers.measure] * arguments.peers
    if arguments.compare:
        wanted.append(lambda bench: compare.measure(bench, arguments.compare))
    for measure in wanted or (stages.measure, stages.measure_rate, cold.measure, memory.measure):
        for table in measure(bench):
            print(table.text(), flush=True)
            tables.append(table)
    if arguments.json:
        write_json(arguments.json, {"revision": revision(), "machine": machine(), "cards": bench.cards}, tables)


if __name__ == "__main__":
    main()
