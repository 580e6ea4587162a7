"""The disk cache on a file system whose calls fail: cards go out all the same, nothing half is ever taken for a card,
one warning is given, and caching comes back by itself."""

import glob
import os
import sys
import time

from harness import Server, check, clean_stop, equal, main

SHIM = sys.argv.pop()


class Disk:
    """A cache folder whose calls can be made to fail."""

    def __init__(self, suite):
        self.cache = suite.folder() + "/cache"
        self.file = suite.folder() + "/faults"
        self.env = dict(os.environ)
        self.env.update({
            "LD_PRELOAD": SHIM,
            "FAULT_FILE": self.file,
            "FAULT_FOLDER": self.cache,
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
        })

    def fail(self, *faults):
        with open(self.file + ".new", "w") as file:
            file.write("".join(fault + "\n" for fault in faults))
        os.rename(self.file + ".new", self.file)

    def files(self):
        return glob.glob(self.cache + "/??/??/*")

    def leftovers(self):
        return [name for name in glob.glob(self.cache + "/tmp/*") if os.path.isfile(name)]


def disk_that_fails(suite, binary, fault, word):
    disk = Disk(suite)
    with Server(binary, "--memory-cache-size", "0", cache_dir=disk.cache, env=disk.env) as server:
        for i in range(20):
            server.card(f"filling {i}")
        before = server.card("before").body
        equal(server.wait_metric("ogcard_cache_disk_writes_total", 21), 21)
        disk.fail(fault)
        for i in range(10):
            equal(server.card(f"during {i}").status, 200, "status")
        equal(server.wait_metric("ogcard_cache_disk_errors_total", 1, labels='operation="write"') >= 1, True, "errors")
        equal(server.metric("ogcard_cache_disk_writable"), 0)
        check(word in server.get("/readyz").body.decode(), server.get("/readyz"))
        card = server.card("before")
        equal((card.header("x-ogcard-cache"), card.body == before), ("hit; disk", True), "what was there before")
        time.sleep(2.5)  # tried again meanwhile
        equal(server.metric("ogcard_cache_disk_writable"), 0, "while it fails")
        disk.fail()
        equal(server.wait_metric("ogcard_cache_disk_writable", 1), 1, "after it has ceased to fail")
        writes = server.metric("ogcard_cache_disk_writes_total")
        server.card("after")
        equal(server.wait_metric("ogcard_cache_disk_writes_total", writes + 1), writes + 1)
        equal(server.card("after").header("x-ogcard-cache"), "hit; disk")
        equal(server.metric("ogcard_cache_disk_damaged_total"), 0, "damaged files")
        equal(disk.leftovers(), [], "temporary files")
        clean_stop(server)
        equal(server.log().count("takes no cards"), 1, "warnings")
        equal(server.log().count("takes cards again"), 1, "messages of recovery")


def a_full_disk(suite, binary):
    disk_that_fails(suite, binary, "writev ENOSPC", "No space left")


def a_full_disk_that_says_so_on_close(suite, binary):
    disk_that_fails(suite, binary, "close EDQUOT", "quota")


def a_broken_disk(suite, binary):
    disk_that_fails(suite, binary, "writev EIO", "Input/output")


def a_read_only_disk(suite, binary):
    disk_that_fails(suite, binary, "create EROFS", "Read-only")


def a_disk_without_permission(suite, binary):
    disk_that_fails(suite, binary, "create EACCES", "Permission")


def a_disk_where_renaming_fails(suite, binary):
    disk = Disk(suite)
    with Server(binary, "--memory-cache-size", "0", cache_dir=disk.cache, env=disk.env) as server:
        server.wait_metric("ogcard_cache_disk_counts_total", 1)
        disk.fail("rename EIO")
        equal(server.card("a").status, 200)
        server.wait_metric("ogcard_cache_disk_errors_total", 1, labels='operation="write"')
        equal(disk.files() + disk.leftovers(), [], "files")
        disk.fail()
        clean_stop(server)


def read_only_from_the_start(suite, binary):
    disk = Disk(suite)
    disk.fail("mkdir EROFS", "create EROFS")
    with Server(binary, cache_dir=disk.cache, env=disk.env) as server:
        check(server.wait_log("Read-only"), server.log())
        equal(server.card("a").status, 200)
        equal(server.card("a").header("x-ogcard-cache"), "hit")
        disk.fail()
        equal(server.wait_metric("ogcard_cache_disk_writable", 1), 1)
        server.card("b")
        equal(server.wait_metric("ogcard_cache_disk_writes_total", 1), 1)
        clean_stop(server)


def reads_that_fail_are_misses(suite, binary):
    disk = Disk(suite)
    with Server(binary, "--memory-cache-size", "0", cache_dir=disk.cache, env=disk.env) as server:
        wanted = server.card("a").body
        server.wait_metric("ogcard_cache_disk_writes_total", 1)
        for fault in ("read EIO", "open EIO", "open EACCES", "open EMFILE"):
            disk.fail(fault)
            for _ in range(3):
                card = server.card("a")
                equal((card.status, card.header("x-ogcard-cache"), card.body == wanted), (200, "miss", True), fault)
        disk.fail()
        equal(server.card("a").header("x-ogcard-cache"), "hit; disk", "afterwards")
        equal(server.metric("ogcard_cache_disk_damaged_total"), 0, "damaged files")
        equal(server.metric("ogcard_cache_disk_errors_total", 'operation="read"'), 12)
        clean_stop(server)
        equal(server.log().count("cannot read"), 1, "warnings")


def reading_is_use(suite, binary):
    """Also where the file system does not note it."""
    disk = Disk(suite)
    disk.fail("open NOATIME")
    with Server(binary, "--memory-cache-size", "0", cache_dir=disk.cache, env=disk.env) as server:
        server.card("a")
        server.wait_metric("ogcard_cache_disk_writes_total", 1)
        path, = disk.files()
        long_ago = time.time() - 3600
        os.utime(path, (long_ago, long_ago))
        equal(server.card("a").header("x-ogcard-cache"), "hit; disk")
        used, modified = os.stat(path).st_atime, os.stat(path).st_mtime
        check(used > long_ago + 1800, "the file's last use", used, "long ago", long_ago)
        check(abs(modified - long_ago) < 2, "the picture's date", modified, long_ago)
        clean_stop(server)


def damaged_files_go_even_if_nothing_takes_their_place(suite, binary):
    disk = Disk(suite)
    with Server(binary, "--memory-cache-size", "0", cache_dir=disk.cache, env=disk.env) as server:
        wanted = server.card("a").body
        server.wait_metric("ogcard_cache_disk_writes_total", 1)
        path, = disk.files()
        os.truncate(path, 1000)
        disk.fail("create EROFS")
        equal(server.card("a").body == wanted, True, "the right card")
        equal(disk.files(), [], "files")
        disk.fail()
        clean_stop(server)


def short_reads_and_writes_are_completed(suite, binary):
    disk = Disk(suite)
    with Server(binary, "--memory-cache-size", "0", cache_dir=disk.cache, env=disk.env) as server:
        disk.fail("writev SHORT", "read SHORT")
        wanted = server.card("a").body
        server.wait_metric("ogcard_cache_disk_writes_total", 1)
        card = server.card("a")
        equal((card.header("x-ogcard-cache"), card.body == wanted), ("hit; disk", True))
        disk.fail()
        clean_stop(server)


def a_disk_smaller_than_the_bound_makes_room(suite, binary):
    disk = Disk(suite)
    with Server(binary, "--memory-cache-size", "0", cache_dir=disk.cache, env=disk.env) as server:
        for i in range(30):
            server.card(str(i))
        server.wait_metric("ogcard_cache_disk_writes_total", 30)
        disk.fail("writev ENOSPC")
        for i in range(5):
            server.card(f"more {i}")
        equal(server.wait_metric("ogcard_cache_evictions_total", 1, labels='tier="disk"') >= 1, True, "evictions")
        time.sleep(3.5)  # some more tries, which must not empty the cache
        left = len(disk.files())
        check(26 <= left < 30, "files left", left)
        disk.fail()
        clean_stop(server)


if __name__ == "__main__":
    main([
        a_full_disk,
        a_full_disk_that_says_so_on_close,
        a_broken_disk,
        a_read_only_disk,
        a_disk_without_permission,
        a_disk_where_renaming_fails,
        read_only_from_the_start,
        reads_that_fail_are_misses,
        reading_is_use,
        damaged_files_go_even_if_nothing_takes_their_place,
        short_reads_and_writes_are_completed,
        a_disk_smaller_than_the_bound_makes_room,
    ])
