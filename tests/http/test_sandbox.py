"""What the server gives up once it runs."""

import os
import re
import sys
import time

from harness import PATIENCE_S, Server, check, clean_stop, equal, main

SHIM = sys.argv.pop()


def status_of(server):
    with open(f"/proc/{server.process.pid}/status") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def break_out(suite, binary, *args):
    """A server in which a thread tries what it should not be able to do. Returns what came of it."""
    folder = suite.folder()
    os.mkdir(folder + "/inside")
    with Server(binary, "--log-level", "debug", *args, cache_dir=folder + "/inside/cache", expect_ready=False,
                env={"LD_PRELOAD": SHIM, "FAULT_BREAK_OUT": folder + "/outside",
                     "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}) as server:
        end = time.monotonic() + PATIENCE_S
        while server.process.poll() is None and "program:" not in server.log() and time.monotonic() < end:
            time.sleep(0.05)
        return dict(re.findall(r"^(outside|socket|program): (.*)$", server.log(), re.M)), server.log()


def nothing_breaks_out(suite, binary):
    found, log = break_out(suite, binary)
    equal((found.get("socket"), found.get("program")), ("Operation not permitted",) * 2, log)
    check("Sandbox: " in log, log)
    if "for want of Landlock" in log:
        print("# the kernel has no Landlock")
    else:
        equal(found.get("outside"), "Permission denied", log)


def without_the_sandbox_it_would(suite, binary):
    found, log = break_out(suite, binary, "--sandbox=no")
    equal((found.get("outside"), found.get("socket"), found.get("program")), ("written", "opened", None), log)


def the_cache_works_inside(suite, binary):
    cache = suite.folder() + "/deep/cache"
    with Server(binary, cache_dir=cache) as server:
        equal((status_of(server)["NoNewPrivs"].strip(), status_of(server)["Seccomp"].strip()), ("1", "2"))
        equal(server.card().status, 200)
        equal(server.wait_metric("ogcard_cache_disk_writes_total", 1), 1)
        os.rename(cache, cache + ".away")
        # The folder that vanished is made again.
        equal(server.card("another").status, 200)
        equal(server.wait_metric("ogcard_cache_disk_writes_total", 2), 2)
        check(os.path.isdir(cache), "no folder")
        equal(server.metric("ogcard_cache_disk_writable"), 1)
        clean_stop(server)


def another_user(suite, binary):
    if os.geteuid() != 0:
        print("# only root can become another user")
        return
    folder = suite.folder()
    os.chmod(folder, 0o777)
    with Server(binary, "--user", "nobody", cache_dir=folder + "/cache") as server:
        ids = set(status_of(server)["Uid"].split()) | set(status_of(server)["Gid"].split())
        equal((ids, status_of(server)["Groups"].strip()), ({"65534"}, ""), "ids and groups")
        equal(server.card().status, 200)
        equal(server.wait_metric("ogcard_cache_disk_writes_total", 1), 1)
        clean_stop(server)
    with Server(binary, "--user", "no such user", expect_ready=False) as server:
        equal(server.process.wait(PATIENCE_S), 2)
        check("there is no user of that name" in server.log(), server.log())


if __name__ == "__main__":
    main([nothing_breaks_out, without_the_sandbox_it_would, the_cache_works_inside, another_user])
