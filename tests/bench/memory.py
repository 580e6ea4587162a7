"""What `ogcard serve` holds in memory, cached cards aside: it is started without a cache."""

import concurrent.futures
import http.client
import os
import sys
import threading

from tables import Table
from workload import BUILT_IN, target

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(TESTS, "http"), os.path.join(TESTS, "tools")]
from corpus import read_titles  # noqa: E402
from harness import Server  # noqa: E402

CLIENTS = 4


def resident(process):
    """(resident, anonymous, of mapped font files), MB."""
    total = anonymous = fonts = 0
    path = ""
    with open(f"/proc/{process}/smaps", encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if not words[0].endswith(":"):
                path = words[5] if len(words) > 5 else ""
            elif words[0] == "Rss:":
                rss = int(words[1])
                total += rss
            elif words[0] == "Anonymous:":
                anonymous += int(words[1])
                if path.endswith((".ttf", ".ttc", ".otf")):
                    fonts += rss - int(words[1])
    return total / 1024, anonymous / 1024, fonts / 1024


class Clients:
    """Ask for cards from several threads, each on its own connection."""

    def __init__(self, address):
        self.address = address
        self.local = threading.local()

    def _get(self, path):
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection(*self.address, timeout=60)
        self.local.connection.request("GET", path)
        response = self.local.connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} was answered {response.status}")

    def get_all(self, paths):
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(self._get, paths))


def measure(bench):
    titles = [title for _, title in read_titles()]
    if bench.cards < len(titles) // 10: # a trial
        titles = titles[::len(titles) // bench.cards]
    table = Table("memory", "Memory of ogcard serve without cached cards, MB",
                  [("when", "when"), ("resident", "resident", "{:.1f}"), ("anonymous", "anonymous", "{:.1f}"),
                   ("libraries", "program and libraries", "{:.1f}"), ("fonts", "mapped fonts", "{:.1f}"),
                   ("used", "without mapped fonts", "{:.1f}")])

    def note(when):
        total, anonymous, fonts = resident(server.process.pid)
        table.add(when, total, anonymous, total - anonymous - fonts, fonts, total - fonts)

    def rest():
        server.wait_metric("ogcard_workers_warm", 0, at_most=True)

    with Server(bench.program, "--memory-cache-size", "0", "--log-level", "error") as server:
        clients = Clients(server.address)
        clients.get_all(target(BUILT_IN, f"{title} {i}") for i in range(20)
                        for title in ("Hello, world", "Привет, мир"))
        note("after Latin and Cyrillic")
        rest()
        note("at rest after them")
        for i in bench.rounds("Memory", 11):
            clients.get_all(target(BUILT_IN, f"{title} {i}") for title in titles)
            if i == 0:
                note("after the corpus, all scripts")
        note("after ten more runs of it")
        rest()
        note("at rest again")
        server.stop()
    return [table]
