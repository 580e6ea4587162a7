"""Cards over HTTP: new ones, kept ones beside nginx with the same file, kept ones while others ask for new ones.

The client is wrk on the same cores as the servers."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

from tables import Table, median, ratio
from workload import EFFORTS, GROUNDS, HEADLINE, target

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(TESTS, "http"), os.path.join(TESTS, "tools")]
from harness import Server  # noqa: E402

CONNECTIONS = (8, 64, 256)
FLOOD_CONNECTIONS = 16
SIZES_KB = (20, 80)

NGINX = """
pid "{folder}/pid"; error_log "{folder}/error.log"; daemon off; worker_processes 2; worker_rlimit_nofile 4096;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 100000000;
    types {{ image/png png; image/jpeg jpg; }}
    client_body_temp_path "{folder}/b"; proxy_temp_path "{folder}/p"; fastcgi_temp_path "{folder}/f";
    uwsgi_temp_path "{folder}/u"; scgi_temp_path "{folder}/s";
    server {{ listen 127.0.0.1:{port} backlog=4096; root "{folder}"; }}
}}
"""


class Wrk:
    """One run of wrk, under way from the start."""

    def __init__(self, port, path, connections, seconds, headline=None):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "wrk.lua")
        arguments = [urllib.parse.quote(headline)] if headline else []
        self.process = subprocess.Popen(
            ["wrk", "-t", "2", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s", "-s", script,
             f"http://127.0.0.1:{port}{path}", "--", *arguments], stdout=subprocess.PIPE, text=True)

    def result(self):
        output, _ = self.process.communicate()
        found = json.loads(output.splitlines()[-1])
        if found["errors"]:
            raise RuntimeError(f"{self.process.args} had errors:\n{output}")
        return {"rate": found["requests"] / found["seconds"], **found}


def new_cards(port, ground, seconds):
    """Cards per second that nobody has asked for before."""
    return Wrk(port, f"/api/{ground}?title=", FLOOD_CONNECTIONS, seconds, HEADLINE).result()["rate"]


@contextlib.contextmanager
def ogcard(bench, *arguments):
    """As it ships, with a disk cache in a folder of its own."""
    with tempfile.TemporaryDirectory(dir=bench.scratch) as folder, \
            Server(bench.program, "--templates", bench.templates, *arguments, cache_dir=folder) as server:
        server.port = server.address[1]
        yield server
        server.stop()


@contextlib.contextmanager
def nginx(folder):
    os.chmod(folder, 0o755) # its workers give up being root
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with open(os.path.join(folder, "nginx.conf"), "w", encoding="utf-8") as file:
        file.write(NGINX.format(folder=folder, port=port))
    process = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", file.name],
                               stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


def cards_of_sizes(server):
    """[(path, bytes of the card)], as near to SIZES_KB as the grounds allow."""
    found = []
    for ground in GROUNDS:
        for more in ("", "&scale=2", "&format=jpg", "&format=jpg&scale=2"):
            path = target(ground, HEADLINE) + more
            found.append((path, server.get(path).body))
    return [min(found, key=lambda card: abs(len(card[1]) / 1000 - size)) for size in SIZES_KB]


def measure_new(bench):
    rates = {(ground, effort): [] for ground in GROUNDS for effort in EFFORTS[:2]}
    for _ in bench.rounds("New cards over HTTP", bench.repeats):
        for effort in EFFORTS[:2]:
            with ogcard(bench, "--effort", effort) as server:
                for ground in GROUNDS:
                    rates[ground, effort].append(new_cards(server.port, ground, bench.seconds))
    table = Table("http_new", "New cards per second over HTTP, wrk and ogcard on the same cores",
                  [("ground", "ground"), ("effort", "effort"), ("rate", "cards/s", "{:.0f}")])
    for (ground, effort), values in rates.items():
        table.add(ground, effort, median(values))
    return table


def measure_kept(bench):
    table = Table("http_kept", "Kept cards beside nginx with the same file (sendfile, open_file_cache, two workers)",
                  [("bytes", "bytes", "{}"), ("connections", "connections", "{}"),
                   ("rate", "ogcard req/s", "{:.0f}"), ("nginx_rate", "nginx req/s", "{:.0f}"),
                   ("ratio", "ratio", "{:.2f}"), ("p99_ms", "ogcard p99 ms", "{:.2f}"),
                   ("nginx_p99_ms", "nginx p99 ms", "{:.2f}")])
    with tempfile.TemporaryDirectory(dir=bench.scratch) as folder, ogcard(bench) as server, \
            nginx(folder) as nginx_port:
        cards = cards_of_sizes(server)
        for size, (_, body) in zip(SIZES_KB, cards, strict=True):
            with open(os.path.join(folder, f"{size}.png"), "wb") as file:
                file.write(body)
        runs = {}
        for _ in bench.rounds("Kept cards over HTTP", bench.repeats):
            for size, (path, body) in zip(SIZES_KB, cards, strict=True):
                for connections in CONNECTIONS:
                    pair = (Wrk(server.port, path, connections, bench.seconds).result(),
                            Wrk(nginx_port, f"/{size}.png", connections, bench.seconds).result())
                    runs.setdefault((len(body), connections), []).append(pair)
    for (size, connections), pairs in runs.items():
        ours, theirs = ({key: median(pair[i][key] for pair in pairs) for key in ("rate", "p99_ms")} for i in (0, 1))
        table.add(size, connections, ours["rate"], theirs["rate"], ratio(ours["rate"], theirs["rate"]), ours["p99_ms"],
                  theirs["p99_ms"])
    return table


def measure_flood(bench):
    quiet, flooded = [], []
    with ogcard(bench) as server:
        path, _ = cards_of_sizes(server)[0]
        for _ in bench.rounds("Kept cards in a flood of new ones", bench.repeats):
            quiet.append(Wrk(server.port, path, CONNECTIONS[1], bench.seconds).result())
            flood = Wrk(server.port, "/api/flat?title=", FLOOD_CONNECTIONS, bench.seconds + 1, HEADLINE)
            time.sleep(0.5)
            flooded.append(Wrk(server.port, path, CONNECTIONS[1], bench.seconds).result())
            flood.result()
    table = Table("http_flood", f"Kept cards on {CONNECTIONS[1]} connections while {FLOOD_CONNECTIONS} others ask for "
                  "new ones", [("when", "when"), ("rate", "req/s", "{:.0f}"), ("p50_ms", "p50 ms", "{:.2f}"),
                               ("p99_ms", "p99 ms", "{:.2f}")])
    for when, runs in (("quiet", quiet), ("flood", flooded)):
        table.add(when, *(median(run[key] for run in runs) for key in ("rate", "p50_ms", "p99_ms")))
    return table


def measure(bench):
    for measure_one in (measure_new, measure_kept, measure_flood):
        yield measure_one(bench)
