"""This tree's cards beside those of another revision, in turns."""

import os
import subprocess

from cold import start
from stages import MS, STAGE_GROUNDS, STAGE_ROWS, collect, stage_ms
from tables import Table, median, ratio
from workload import EFFORTS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(*command):
    """What the command prints; the program ends with its complaint when it fails."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{result.stdout[-4000:]}")
    return result.stdout


def build(bench, revision):
    """Builds the revision as ./dev build does, in a folder that is kept for the next time; gives the build's folder."""
    digest = run("git", "-C", ROOT, "rev-parse", "--verify", f"{revision}^{{commit}}").strip()
    source = os.path.join(bench.scratch, "revisions", digest)
    folder = os.path.join(source, "build")
    if not os.path.isdir(source):
        os.makedirs(source)
        archive = os.path.join(source, "source.tar")
        run("git", "-C", ROOT, "archive", "-o", archive, digest)
        run("tar", "-x", "-f", archive, "-C", source)
    if not os.path.exists(os.path.join(source, "tests", "bench", "card_bench.c")):
        raise SystemExit(f"{revision} cannot be compared: it has no tests/bench/card_bench.c. Name a later revision.")
    if not os.path.exists(os.path.join(folder, "build.ninja")):
        run("meson", "setup", "--buildtype=release", "-Dtests=false", folder, source)
    bench.progress(f"Building {revision}")
    run("ninja", "-C", folder, "server/ogcard", "tests/bench/card_bench")
    return folder


def measure(bench, revision):
    other = build(bench, revision)
    with bench.renderer(other) as before, bench.renderer() as now:
        samples = collect(bench, [before, now])
    columns = [(f"{ground}_{key}", heading.format(ground), form) for ground in STAGE_GROUNDS for key, heading, form in
               (("before", "{} before", "{:.3f}"), ("now", "now", "{:.3f}"), ("ratio", "ratio", "{:.2f}"))]
    table = Table("compare", f"{revision} and this tree: medians in ms, processor time of a card, bytes in KB",
                  [("what", "what"), *columns])

    def add(what, values):
        """`values` gives those of a revision's samples on a ground."""
        row = []
        for ground in STAGE_GROUNDS:
            pair = [median(values(found, ground)) for found in samples]
            row += [*pair, ratio(pair[1], pair[0])]
        table.add(what, *row)

    for stage, effort in STAGE_ROWS:
        add(f"{stage} {effort}".strip(), lambda found, ground, of=(stage, effort): stage_ms(found, ground, *of))
    for what, value in (("total", lambda s: s.total / MS), ("processor", lambda s: s.processor / MS),
                        ("bytes", lambda s: s.bytes / 1000)):
        for effort in EFFORTS:
            add(f"{what} {effort}", lambda found, ground, of=(value, effort): [of[0](s) for s in found[ground, of[1]]])
    yield table

    starts = ([], [])
    for i in bench.rounds("Cold starts", max(2, bench.cards // 2)):
        for folder, found in zip((other, bench.build), starts, strict=True):
            taken = start(bench, os.path.join(folder, "server", "ogcard"), "balanced")
            if i > 0:
                found.append(taken)
    table = Table("compare_cold", "ogcard render, from the start of the process to the written PNG, ms",
                  [("what", "what"), ("before", "before", "{:.2f}"), ("now", "now", "{:.2f}"),
                   ("ratio", "ratio", "{:.2f}")])
    for i, what in enumerate(("time", "processor")):
        before, now = (median(taken[i] * 1e3 for taken in found) for found in starts)
        table.add(what, before, now, ratio(now, before))
    yield table
