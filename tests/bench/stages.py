"""Cards in one process: where a card's time goes, and what two threads do."""

from collections import defaultdict

from tables import Table, median, p95
from workload import BUILT_IN, EFFORTS, GROUNDS, STAGES, Titles, target

MS = 1e6


# A built-in template beside the plain grounds: it fits its headline and chooses its lines.
STAGE_GROUNDS = (*GROUNDS, BUILT_IN)


def effort_cards(bench, effort):
    """`small` takes a hundred times as long."""
    return max(1, bench.cards // (10 if effort == "small" else 1))


def collect(bench, renderers):
    """Of each renderer {(ground, effort): samples}; they take turns."""
    collected = [defaultdict(list) for _ in renderers]
    titles = Titles()
    for i in bench.rounds("Cards", min(5, bench.cards) + 1):
        for effort in EFFORTS:
            for ground in STAGE_GROUNDS:
                count = max(1, effort_cards(bench, effort) // 5)
                for samples, renderer in zip(collected, renderers, strict=True):
                    found = renderer.render(effort, [target(ground, title) for title in titles.take(count)])
                    if i > 0:  # the first warms up
                        samples[ground, effort] += found
    return collected


# (stage, effort): only what encoding takes depends on the effort.
STAGE_ROWS = [(stage, effort) for stage in STAGES for effort in (EFFORTS if stage == "encode" else [""])]


def stage_ms(samples, ground, stage, effort):
    return [sample.stages[stage] / MS for key, found in samples.items()
            if key[0] == ground and effort in ("", key[1]) for sample in found]


def measure(bench):
    with bench.renderer() as renderer:
        [samples] = collect(bench, [renderer])

    numbers = [(f"{ground}_{what}", f"{ground} {what}", "{:.3f}")
               for ground in STAGE_GROUNDS for what in ("p50", "p95")]
    by_stage = Table("stages", "Stages, ms (median and 95th percentile)", [("stage", "stage"), *numbers])
    for row in STAGE_ROWS:
        values = [stage_ms(samples, ground, *row) for ground in STAGE_GROUNDS]
        by_stage.add(" ".join(row).strip(), *(number for of in values for number in (median(of), p95(of))))

    totals = Table("totals", "From request target to PNG",
                   [("ground", "ground"), ("effort", "effort"), ("p50_ms", "p50 ms", "{:.3f}"),
                    ("p95_ms", "p95 ms", "{:.3f}"), ("processor_ms", "processor ms", "{:.3f}"),
                    ("bytes", "bytes", "{:.0f}")])
    for ground in STAGE_GROUNDS:
        for effort in EFFORTS:
            found = samples[ground, effort]
            times = [sample.total / MS for sample in found]
            totals.add(ground, effort, median(times), p95(times), median(s.processor / MS for s in found),
                       median(s.bytes for s in found))
    return [by_stage, totals]


def measure_rate(bench):
    rates, processors = defaultdict(list), defaultdict(list)
    titles = Titles()
    efforts = EFFORTS[:2]
    with bench.renderer() as renderer:
        for i in bench.rounds("Threads", min(5, bench.cards) + 1):
            for effort in efforts:
                for ground in GROUNDS:
                    for threads in (1, 2):
                        targets = [target(ground, title) for title in titles.take(2 * bench.cards)]
                        rate, processor = renderer.rate(effort, threads, targets)
                        if i > 0: # the first warms up
                            rates[ground, effort, threads].append(rate)
                            processors[ground, effort, threads].append(processor)
    table = Table("threads", "Cards per second on one and two threads",
                  [("ground", "ground"), ("effort", "effort"), ("one", "one", "{:.0f}"), ("two", "two", "{:.0f}"),
                   ("ratio", "ratio", "{:.2f}"), ("processor_ratio", "processor per card, two : one", "{:.2f}")])
    for ground in GROUNDS:
        for effort in efforts:
            one, two = (median(rates[ground, effort, threads]) for threads in (1, 2))
            ratio = median(processors[ground, effort, 2]) / median(processors[ground, effort, 1])
            table.add(ground, effort, one, two, two / one, ratio)
    return [table]
