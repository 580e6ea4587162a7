"""The wall clock set forward and back by years while the server runs."""

import email.utils
import os
import subprocess
import sys
import time

from harness import Server, check, clean_stop, equal, main

SHIM = sys.argv.pop()
YEARS = 5 * 365 * 86400
KEY = "0123456789abcdef"


class Clock:
    """The server's wall clock, ahead of the true one by what was set last."""

    def __init__(self, suite):
        self.file = suite.folder() + "/clock"
        self.set(0)
        self.env = {"LD_PRELOAD": SHIM, "FAULT_CLOCK": self.file,
                    "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}

    def set(self, offset_s):
        self.offset_s = offset_s
        with open(self.file + ".new", "w") as file:
            file.write(str(offset_s))
        os.rename(self.file + ".new", self.file)

    def check_dates(self, response):
        """Date is the server's time, give or take the second that it may be kept for; Last-Modified is not later."""
        date = email.utils.parsedate_to_datetime(response.header("date")).timestamp()
        modified = email.utils.parsedate_to_datetime(response.header("last-modified")).timestamp()
        check(abs(date - self.offset_s - time.time()) < 60, response, self.offset_s)
        check(modified <= date + 1, "modified after it was sent", response)


STEPS = (0, YEARS, -YEARS, 2 * YEARS, 0)


def hits_and_dates(suite, binary):
    clock = Clock(suite)
    with Server(binary, cache_dir=suite.folder(), env=clock.env) as server:
        for number, offset in enumerate(STEPS):
            clock.set(offset)
            time.sleep(1.1)  # libmicrohttpd may keep a date for a second
            equal(server.card(f"new {number}").status, 200)
            for earlier in range(number + 1):
                response = server.card(f"new {earlier}")
                equal((response.status, response.header("x-ogcard-cache")), (200, "hit"), f"step {number}")
                check("max-age=86400" in response.header("cache-control"), response)
                clock.check_dates(response)
                same = server.card(f"new {earlier}", headers=[f"If-None-Match: {response.header('etag')}"])
                equal(same.status, 304)
        equal(server.metric("ogcard_renders_total"), len(STEPS))
        clean_stop(server)


def limits_go_by_another_clock(suite, binary):
    clock = Clock(suite)
    with Server(binary, "--cards-per-minute", "1", "--cards-burst", "3", env=clock.env) as server:
        statuses = []
        for number, offset in enumerate(STEPS):
            clock.set(offset)
            statuses.append(server.card(f"{number}").status)
        equal(statuses, [200, 200, 200, 429, 429], "no step brings cards or takes them")
        equal(server.card("0").status, 200)
        clean_stop(server)


def signatures_end_by_the_wall_clock(suite, binary):
    clock = Clock(suite)
    target = subprocess.run([binary, "url", "og", "-p", "title=a", "--expires", "1h"],
                            capture_output=True, check=False, env={**os.environ, "OGCARD_SIGNING_KEYS": KEY})
    target = target.stdout.decode().split("\n")[0]
    target = target[target.index("/api/"):]
    with Server(binary, "--signatures", "required", "--signing-keys", KEY, env=clock.env) as server:
        for offset, status in ((0, 200), (YEARS, 403), (-YEARS, 200), (0, 200), (2 * 3600, 403)):
            clock.set(offset)
            equal(server.get(target).status, status, f"{offset} s")
        clean_stop(server)


def use_is_marked_after_a_step_back(suite, binary):
    clock, cache = Clock(suite), suite.folder()
    with Server(binary, cache_dir=cache, env=clock.env) as server:
        server.card()
        equal(server.wait_metric("ogcard_cache_disk_writes_total", 1), 1)
        path = next(os.path.join(folder, name) for folder, _, names in os.walk(cache) for name in names
                    if not folder.endswith("tmp"))
        long_ago = time.time() - YEARS
        os.utime(path, (long_ago, os.stat(path).st_mtime))
        clock.set(-YEARS)
        equal(server.card().header("x-ogcard-cache"), "hit")
        clean_stop(server)
    check(os.stat(path).st_atime > long_ago + 1000, "not marked as used")


def what_was_used_in_a_false_future_can_go(suite, binary):
    """Cards that were used while the clock was years ahead are not the last ones to be evicted."""
    cache = suite.folder()
    with Server(binary, cache_dir=cache) as server:
        for i in range(10):
            server.card(f"{i}", extra="&size=30000")
        equal(server.wait_metric("ogcard_cache_disk_writes_total", 10), 10)
        clean_stop(server)
    files = [os.path.join(folder, name) for folder, _, names in os.walk(cache) for name in names
             if not folder.endswith("tmp")]
    equal(len(files), 10)
    future, now = sorted(files)[:5], sorted(files)[5:]
    for name in future:
        os.utime(name, (time.time() + YEARS, os.stat(name).st_mtime))
    with Server(binary, "--cache-size", "200K", cache_dir=cache) as server:
        server.wait_metric("ogcard_cache_evictions_total", 1, labels='tier="disk"')
        clean_stop(server)
    check(all(os.path.exists(name) for name in now), "cards of now went first")
    equal([name for name in future if os.path.exists(name)], [], "cards of the future that stayed")


if __name__ == "__main__":
    main([hits_and_dates, limits_go_by_another_clock, signatures_end_by_the_wall_clock,
          use_is_marked_after_a_step_back, what_was_used_in_a_false_future_can_go])
