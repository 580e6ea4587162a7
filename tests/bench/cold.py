"""From the start of a process to a card in a file."""

import os
import time

from tables import Table, median, p95
from workload import BUILT_IN, EFFORTS, HEADLINE


def run(command):
    """(seconds from start to end, processor seconds); raises when it fails."""
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    elapsed = time.perf_counter() - start
    if status != 0:
        raise RuntimeError(f"{' '.join(command)} failed")
    return elapsed, usage.ru_utime + usage.ru_stime


def start(bench, program, effort):
    """A cold start with the headline on a built-in template."""
    return run([program, "render", BUILT_IN, "-p", f"title={HEADLINE}", "--effort", effort,
                "-o", os.path.join(bench.scratch, "cold.png")])


def measure(bench):
    samples = {effort: [] for effort in EFFORTS[:2]}
    for i in bench.rounds("Cold starts", max(2, bench.cards // 2)):
        for effort, found in samples.items():
            taken = start(bench, bench.program, effort)
            if i > 0: # the first fills the page cache
                found.append(taken)
    table = Table("cold", "ogcard render, from the start of the process to the written PNG",
                  [("effort", "effort"), ("p50_ms", "p50 ms", "{:.2f}"), ("p95_ms", "p95 ms", "{:.2f}"),
                   ("processor_ms", "processor ms", "{:.2f}")])
    for effort, found in samples.items():
        times = [elapsed * 1e3 for elapsed, _ in found]
        table.add(effort, median(times), p95(times), median(processor * 1e3 for _, processor in found))
    return [table]
