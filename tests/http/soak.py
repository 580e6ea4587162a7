#!/usr/bin/env python3
"""Servers under everything at once, for as long as one likes: ./dev soak.

Three processes share one cache directory and one folder of templates. Clients ask for cards that are there, cards that
are new and things that are wrong, and leave in the middle. Meanwhile processes are killed or ended and started again,
templates are edited, broken and repaired, files of the cache are damaged. One process stays, to show what it loses.

Every card is compared, byte by byte, with what `ogcard render` makes of the same request, and that is decoded. The run
fails when a card is wrong, a status is one that the request does not explain, a request gets lost while its server
runs, a server ends by itself or not at all, or memory or descriptors grow.
"""

import argparse
import glob
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter

from harness import Connection, Server, free_port  # it knows where the other two are

from corpus import read_titles
from png import check_png

CLIENTS = 6
FAULTS_SHOWN = 10
# In a run too short to have settled, growth says nothing.
TREND_SECONDS = 120
GROWTH_LIMIT = 0.15
# A connection that just closes, a font file on its way into memory.
DESCRIPTORS_MORE = 4
COLORS = ["#1e3a8a", "#7c2d12", "#14532d", "#581c87"]
TEMPLATE = """<!doctype html><html lang="en"><head><meta name="ogcard" content="width=600, height=315">
<meta name="param" content="title" data-required data-max-length="300">
<style>body {{ margin: 0; background: {color}; }} h1 {{ margin: 40px; color: #fff; font: 700 40px/1.2 Inter; }}</style>
</head><body dir="auto"><h1>{{{{title}}}}</h1></body></html>
"""
BROKEN = TEMPLATE.replace("margin: 40px", "margine: 40px")
# Requests that must be refused, and how.
BAD = [("/api/og", 400), ("/api/og?title=", 400), ("/api/og?title=%FF", 400), ("/api/og?title=a%00b", 400),
       ("/api/og?title=" + "x" * 301, 400), ("/api/og?title=a&accent=nonsense", 400), ("/api/none?title=a", 404),
       ("/nothing", 404), ("/api/og?title=" + "x" * 8000, 414), ("/api/og.gif?title=a", 404),
       ("/api/og?" + "&".join(f"a{i}=1" for i in range(70)), 400)]


def target_of(card):
    template, title, extension = card
    return f"/api/{template}{extension}?title={urllib.parse.quote(title)}"


class References:
    """What `ogcard render` makes of a request, by each version of the templates there can be."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.lock = threading.Lock()
        self.bytes = {}
        self.made = 0
        for version, color in enumerate(COLORS):
            os.makedirs(f"{folder}/{version}")
            for name in ("edited", "fragile"):
                with open(f"{folder}/{version}/{name}.html", "w", encoding="utf-8") as file:
                    file.write(TEMPLATE.format(color=color))

    def get(self, card, version):
        key = (*card, version if card[0] != "og" else 0)
        with self.lock:
            known = self.bytes.get(key)
        if known:
            return known
        template, title, extension = card
        result = subprocess.run(
            [self.binary, "render", template + extension, "--templates", f"{self.folder}/{version}",
             "-p", "title=" + title, "-o", "-"], capture_output=True, timeout=120, check=False)
        if result.returncode != 0:
            raise RuntimeError(f"ogcard render: {result.stderr.decode()}")
        if extension in ("", ".png"):
            check_png(result.stdout, (1200, 630) if template == "og" else (600, 315))
        with self.lock:
            self.made += 1
            if len(self.bytes) > 2000:
                self.bytes.clear()
            self.bytes[key] = result.stdout
        return result.stdout


class Member:
    """A server that is killed and started again on the same port. `generation` is odd while it may be away."""

    def __init__(self, soak, name):
        self.soak, self.name, self.port = soak, name, free_port()
        self.generation = 0
        self.server = None
        self.start()

    def start(self):
        self.server = Server(self.soak.binary, "--templates", self.soak.templates, "--watch", "--cache-size", "24M",
                             "--memory-cache-size", "8M", "--queue", "2", "--workers", "2", "--drain", "20",
                             "--log-level", "warning", cache_dir=self.soak.cache, listen=f"127.0.0.1:{self.port}")

    def restart(self, number):
        self.generation += 1
        code = self.server.stop(number)
        wanted = -signal.SIGKILL if number == signal.SIGKILL else 0
        if code != wanted:
            self.soak.fault(f"{self.name} ended with {code}, not {wanted}")
        self.read_log()
        self.start()
        self.generation += 1

    def read_log(self):
        log = self.server.log()
        if "Sanitizer" in log or "runtime error" in log:
            self.soak.fault(f"{self.name} said: {log[-3000:]}")
        self.server.stderr.close()

    def resident_bytes(self):
        with open(f"/proc/{self.server.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.server.process.pid}/fd"))


class Soak:
    def __init__(self, binary, seconds, seed):
        self.binary, self.seconds, self.random = binary, seconds, random.Random(seed)
        self.folder = tempfile.mkdtemp(prefix="ogcard-soak-")
        self.cache, self.templates = self.folder + "/cache", self.folder + "/templates"
        self.references = References(binary, self.folder + "/versions")
        self.version = {"edited": 0, "fragile": 0}
        self.titles = [title for _, title in read_titles()]
        self.hot = self.random.sample(self.titles, 12)
        self.counts, self.faults = Counter(), []
        self.lock = threading.Lock()
        self.over = threading.Event()
        os.makedirs(self.templates)
        for name in self.version:
            self.edit(name, COLORS[0])
        self.members = [Member(self, name) for name in ("the one that stays", "the second", "the third")]
        self.resident = []

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def fault(self, text):
        with self.lock:
            self.faults.append(text)
            if len(self.faults) <= FAULTS_SHOWN:
                print(f"\nFAULT: {text}", file=sys.stderr, flush=True)

    def edit(self, name, color, text=TEMPLATE):
        path = f"{self.templates}/{name}.html"
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text.format(color=color))
        os.rename(path + ".new", path)

    # ---- clients --------------------------------------------------------------------------------------

    def exchange(self, client, member, lines, head=False):
        """The response; None when the server went away meanwhile, which is no fault."""
        data = "\r\n".join([*lines, "Host: soak", "", ""]).encode()
        for attempt in range(2):
            generation = member.generation
            reused = (connection := client.pop(member, None)) is not None
            try:
                connection = connection or Connection(("127.0.0.1", member.port), timeout=120)
                connection.send(data)
                response = connection.read(head)
            except (OSError, ValueError, IndexError) as error:
                response = error
            if response is not None and not isinstance(response, Exception):
                length = response.header("content-length")
                whole = head or response.status in (204, 304) or length == str(len(response.body))
                if whole and response.header("connection", "").lower() != "close":
                    client[member] = connection
                else:
                    connection.close()
                if whole:
                    return response
                response = "half an answer"
            elif connection:
                connection.close()
            if generation % 2 or member.generation != generation:
                self.count("away")
                return None
            if not reused or attempt:
                self.fault(f"{lines[0][:100]} to {member.name}: {response!r}, although it runs")
                return None
        return None

    def check_card(self, card, member, response):
        if response.status == 503:
            self.count("503")
            if not response.header("retry-after") or response.header("cache-control") != "no-store":
                self.fault(f"503 with {response.headers}")
            return
        if response.status != 200:
            # Started while the template was broken, it never had a good version.
            if card[0] == "fragile" and response.status == 500 and b"fragile.html:" in response.body:
                self.count("broken template")
                return
            self.fault(f"{target_of(card)} from {member.name}: {response.status} {response.body[:200]}")
            return
        source = response.header("x-ogcard-cache")
        self.count(source)
        now = self.version.get(card[0], 0)
        versions = [(now - i) % len(COLORS) for i in range(len(COLORS) if card[0] != "og" else 1)]
        if not any(self.references.get(card, version) == response.body for version in versions):
            self.fault(f"{target_of(card)} from {member.name} ({source}) is another card of {len(response.body)} bytes")

    def ask_card(self, rng, client, member):
        template = rng.choice(["og", "og", "edited", "fragile"])
        title = rng.choice(self.hot)
        if rng.random() < 0.25:
            title = f"{rng.choice(self.titles)[:250]} {rng.randrange(10**6)}"
        card = (template, title, rng.choice(["", "", "", ".jpg", ".webp"]))
        response = self.exchange(client, member, [f"GET {target_of(card)} HTTP/1.1"])
        if response is None:
            return
        self.check_card(card, member, response)
        etag = response.header("etag")
        if response.status == 200 and rng.random() < 0.1:
            again = self.exchange(client, member, [f"GET {target_of(card)} HTTP/1.1", f"If-None-Match: {etag}"])
            if again is not None and again.status == 304:
                self.count("304")
            elif again is not None:
                self.check_card(card, member, again)  # the template has changed meanwhile
        elif response.status == 200 and rng.random() < 0.1:
            head = self.exchange(client, member, [f"HEAD {target_of(card)} HTTP/1.1"], head=True)
            if head is not None and head.header("etag") == etag:
                self.count("HEAD")
                if head.header("content-length") != str(len(response.body)):
                    self.fault(f"HEAD {target_of(card)}: {head.headers}")

    def ask_nonsense(self, rng, client, member):
        target, status = rng.choice(BAD)
        response = self.exchange(client, member, [f"GET {target} HTTP/1.1"])
        if response is not None:
            self.count("refused")
            if response.status != status or response.header("cache-control") != "no-store":
                self.fault(f"{target[:80]}: {response.status}, not {status}; {response.headers}")

    def leave(self, rng, _, member):
        """A client that does not wait for its answer, or does not even finish the question."""
        data = f"GET {target_of(('og', f'left {rng.randrange(1000)}', ''))} HTTP/1.1\r\nHost: soak\r\n\r\n".encode()
        try:
            with Connection(("127.0.0.1", member.port)) as connection:
                sent = rng.choice([3, 40, len(data), len(data)])
                connection.send(data[:sent])
                if sent == len(data) and rng.random() < 0.5:
                    connection.socket.recv(100)
        except OSError:
            pass
        self.count("left")

    def client(self, seed):
        rng, client = random.Random(seed), {}
        while not self.over.is_set():
            member = rng.choice(self.members)
            if member.generation % 2:
                time.sleep(0.01)
                continue
            action = rng.choices([self.ask_card, self.ask_nonsense, self.leave], [20, 3, 1])[0]
            try:
                action(rng, client, member)
            except Exception as error:  # noqa: BLE001 - whatever it is, the run has failed
                self.fault(f"{action.__name__}: {error!r}")
            if rng.random() < 0.02 and client:
                client.popitem()[1].close()
        for connection in client.values():
            connection.close()

    # ---- what happens to the servers ------------------------------------------------------------------

    def reload(self):
        self.count("reloads")
        member = self.random.choice(self.members)
        if member.generation % 2 == 0:
            member.server.send_signal(signal.SIGHUP)

    def change_template(self):
        self.count("edits")
        name = self.random.choice(list(self.version))
        self.version[name] = (self.version[name] + 1) % len(COLORS)
        if name == "fragile" and self.random.random() < 0.5:
            self.edit(name, COLORS[self.version[name]], BROKEN)
            time.sleep(0.5)
        self.edit(name, COLORS[self.version[name]])

    def kill(self):
        self.count("kills")
        self.random.choice(self.members[1:]).restart(signal.SIGKILL)

    def end(self):
        self.count("ends")
        self.random.choice(self.members[1:]).restart(signal.SIGTERM)

    def damage(self):
        files = glob.glob(self.cache + "/??/??/*")
        for path in self.random.sample(files, len(files) // 4):
            self.count("damaged files")
            try:
                with open(path, "r+b") as file:
                    size = os.fstat(file.fileno()).st_size
                    how = self.random.randrange(3)
                    if how == 0:
                        file.truncate(self.random.randrange(size))
                    else:
                        file.seek(self.random.randrange(size))
                        file.write(os.urandom(how))
            except (OSError, ValueError):
                pass  # evicted meanwhile

    def look_after_cache(self):
        self.count("cache commands")
        command = self.random.choice([["verify"], ["stat"], ["prune", "--cache-size", "8M"], ["clear"]])
        result = subprocess.run([self.binary, "cache", *command, "--cache-dir", self.cache], capture_output=True,
                                timeout=120, check=False)
        if result.returncode != 0:
            self.fault(f"ogcard cache {command[0]}: {result.returncode} {result.stderr[-500:]}")

    # ---- the run --------------------------------------------------------------------------------------

    def progress(self, elapsed, end="\n"):
        c = self.counts
        cards = sum(c[what] for what in ("hit", "hit; disk", "miss"))
        print(f"{elapsed:6.0f} s  {cards} cards ({c['miss']} new, {c['hit; disk']} from disk), {c['503']} x 503, "
              f"{c['kills']} kills, {c['edits']} edits, {self.resident[-1] / 1e6:.0f} MB, {len(self.faults)} faults",
              end=end, flush=True)

    def run(self):
        threads = [threading.Thread(target=self.client, args=(self.random.random(),)) for _ in range(CLIENTS)]
        start = time.monotonic()
        for thread in threads:
            thread.start()
        events = [self.reload, self.change_template, self.change_template, self.kill, self.end, self.damage,
                  self.damage, self.look_after_cache]
        coming = []
        live = sys.stdout.isatty()
        shown = 0
        while (elapsed := time.monotonic() - start) < self.seconds:
            self.resident.append(self.members[0].resident_bytes())
            if elapsed - shown > (1 if live else 30):
                shown = elapsed
                self.progress(elapsed, "\r" if live else "\n")
            time.sleep(self.random.uniform(0.1, 1.2))
            # Everything in turn, in an order that nobody chose.
            coming = coming or self.random.sample(events, len(events))
            coming.pop()()
            for member in self.members:
                if member.server.process.poll() is not None:
                    self.fault(f"{member.name} ended by itself: {member.server.log()[-3000:]}")
                    member.restart(signal.SIGKILL)
        self.over.set()
        for thread in threads:
            thread.join()
        self.progress(time.monotonic() - start)

    def after(self):
        """In the quiet afterwards: the newest templates everywhere, nothing left open, a clean end."""
        for member in self.members:
            member.server.send_signal(signal.SIGHUP)
            for name, version in self.version.items():
                card = (name, self.hot[0], "")
                wanted = self.references.get(card, version)
                deadline = time.monotonic() + 30
                while (response := member.server.get(target_of(card))).body != wanted:
                    if time.monotonic() > deadline:
                        self.fault(f"{member.name} does not come to the newest {name}: {response}")
                        break
                    time.sleep(0.1)
        stays = self.members[0]
        deadline = time.monotonic() + 40
        while (left := stays.server.metric("ogcard_connections")) > 1 and time.monotonic() < deadline:
            time.sleep(0.1)
        fresh = Member(self, "a fresh one")
        open_now = {member.name: member.descriptors() for member in (stays, fresh)}
        if left > 1:
            self.fault(f"{left} connections are left open")
        fresh.server.stop(signal.SIGKILL)
        if open_now[stays.name] > open_now[fresh.name] + DESCRIPTORS_MORE:
            self.fault(f"{open_now[stays.name]} descriptors are open, in a fresh process {open_now[fresh.name]}")
        if stays.server.metric("ogcard_queue_length") != 0:
            self.fault(f"the queue's length is {stays.server.metric('ogcard_queue_length')}")
        for member in self.members:
            if (code := member.server.stop()) != 0:
                self.fault(f"{member.name} ended with {code} at the end")
            member.read_log()
        return open_now

    def growth(self):
        """How much larger the memory of the one that stays is at the end than in the run's second quarter."""
        quarter = len(self.resident) // 4
        before, after = self.resident[quarter:2 * quarter], self.resident[3 * quarter:]
        return (statistics.median(after) - statistics.median(before)) / statistics.median(before) if before else 0

    def summary(self, open_now):
        for what, number in sorted(self.counts.items()):
            print(f"  {what:<16} {number:>8}")
        print(f"  {'references':<16} {self.references.made:>8}")
        print(f"  {'descriptors':<16} {open_now['the one that stays']:>8}   a fresh process: {open_now['a fresh one']}")
        print(f"  {'memory, MB':<16} {self.resident[-1] / 1e6:>8.1f}   growth: {self.growth() * 100:+.1f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ogcard", required=True, help="the program")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seconds", type=float, help="instead of minutes")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of what happens when")
    parser.add_argument("--sanitized", action="store_true", help="the program's memory is a sanitizer's: it may grow")
    options = parser.parse_args()
    seconds = options.seconds or options.minutes * 60
    os.environ.setdefault("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1")
    print(f"Soaking for {seconds:.0f} s, seed {options.seed}.", flush=True)
    soak = Soak(os.path.abspath(options.ogcard), seconds, options.seed)
    try:
        soak.run()
        open_now = soak.after()
        if seconds >= TREND_SECONDS and not options.sanitized and soak.growth() > GROWTH_LIMIT:
            soak.fault(f"memory has grown by {soak.growth() * 100:.1f} %, more than {GROWTH_LIMIT * 100:.0f} %")
        soak.summary(open_now)
    finally:
        for member in soak.members:
            if member.server.process.poll() is None:
                member.server.process.kill()
                member.server.process.wait()
        shutil.rmtree(soak.folder, ignore_errors=True)
    print(f"{len(soak.faults)} faults" if soak.faults else "No faults.")
    return 1 if soak.faults else 0


if __name__ == "__main__":
    sys.exit(main())
