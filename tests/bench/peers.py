"""The same cards by other renderers from npm, in turns with ogcard's."""

import contextlib
import os
import shutil
import subprocess
import urllib.request

from cold import run
from tables import Table, median, p95, ratio
from web import new_cards, ogcard
from workload import EFFORTS, GROUNDS, HEADLINE, Renderer, Titles, target

HERE = os.path.dirname(os.path.abspath(__file__))
INTER = "/usr/share/fonts/opentype/inter"
PEERS = ("takumi", "satori")


def install(bench):
    """Beside the build, never in the tree or for all."""
    folder = os.path.join(bench.scratch, "peers")
    shutil.copytree(os.path.join(HERE, "peers"), folder, dirs_exist_ok=True)
    bench.progress("Installing from npm")
    result = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"],
                            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if result.returncode != 0:
        raise SystemExit(f"npm could not install the peers into {folder}:\n{result.stdout}")
    return [os.path.join(folder, "peer.js")]


def command(bench, script, peer):
    return ["node", *script, peer, bench.templates, INTER]


def draw_all(bench, renderers):
    """One card of each, for looking."""
    for ground in GROUNDS:
        path = os.path.join(bench.scratch, f"{ground}-ogcard.png")
        run([bench.program, "render", ground, "--templates", bench.templates, "-p", f"title={HEADLINE}", "-o", path])
        for peer, renderer in renderers.items():
            renderer.draw(os.path.join(bench.scratch, f"{ground}-{peer}.png"), target(ground, HEADLINE))


def measure_cards(bench, script):
    samples = {}
    titles = Titles()

    def turn(ground, name, renderer, effort, count):
        targets = [target(ground, title) for title in titles.take(count)]
        return samples.setdefault((ground, name), []), renderer.render(effort, targets)

    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(bench.renderer())
        peers = {peer: stack.enter_context(Renderer(command(bench, script, peer))) for peer in PEERS}
        draw_all(bench, peers)
        candidates = [(f"ogcard {effort}", ours, effort) for effort in EFFORTS]
        candidates += [(peer, renderer, "-") for peer, renderer in peers.items()]
        for i in bench.rounds("Peers", min(10, bench.cards) + 1):
            for ground in GROUNDS:
                for name, renderer, effort in candidates:
                    count = max(1, bench.cards // (50 if effort == "small" else 10))
                    kept, found = turn(ground, name, renderer, effort, count)
                    if i > 0: # the first warms up
                        kept += found

    table = Table("peers", "From title to PNG, beside takumi",
                  [("ground", "ground"), ("renderer", "renderer"), ("p50_ms", "p50 ms", "{:.2f}"),
                   ("p95_ms", "p95 ms", "{:.2f}"), ("processor_ms", "processor ms", "{:.2f}"),
                   ("bytes", "bytes", "{:.0f}"), ("p50_faster", "times faster p50", "{:.2f}"),
                   ("p95_faster", "p95", "{:.2f}"), ("processor_less", "processor", "{:.2f}"),
                   ("bytes_ratio", "times the bytes", "{:.2f}")])
    for ground in GROUNDS:
        rows = {name: (median(s.total / 1e6 for s in found), p95([s.total / 1e6 for s in found]),
                       median(s.processor / 1e6 for s in found), median(s.bytes for s in found))
                for (of, name), found in samples.items() if of == ground}
        theirs = rows["takumi"]
        for name, row in rows.items():
            table.add(ground, name, *row, *(theirs[i] / row[i] for i in range(3)), row[3] / theirs[3])
    return table


@contextlib.contextmanager
def served(bench, script, peer):
    """The port of a peer under node, with a process for each core."""
    with subprocess.Popen([*command(bench, script, peer), "serve"], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def measure_served(bench, script):
    servers = {f"ogcard {effort}": lambda effort=effort: ogcard(bench, "--effort", effort) for effort in EFFORTS[:2]}
    servers |= {peer: lambda peer=peer: served(bench, script, peer) for peer in PEERS}
    rates = {}
    for _ in bench.rounds("Peers over HTTP", bench.repeats):
        for ground in GROUNDS:
            for name, serve in servers.items():
                with serve() as server:
                    port = server if isinstance(server, int) else server.port
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{target(ground, HEADLINE)}", timeout=60).read()
                    rates.setdefault((ground, name), []).append(new_cards(port, ground, bench.seconds))
    table = Table("peers_http", "New cards per second over HTTP, beside takumi",
                  [("ground", "ground"), ("renderer", "renderer"), ("rate", "cards/s", "{:.0f}"),
                   ("ratio", "times as many", "{:.1f}")])
    for (ground, name), values in rates.items():
        table.add(ground, name, median(values), ratio(median(values), median(rates[ground, "takumi"])))
    return table


def measure(bench):
    script = install(bench)
    yield measure_cards(bench, script)
    yield measure_served(bench, script)
