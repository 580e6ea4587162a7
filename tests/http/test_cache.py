"""The caches: restarts, kills, damage, bounds, disks that fail, several processes on one directory."""

import glob
import os
import shutil
import signal
import time

from harness import Server, check, clean_stop, equal, main

TRAILER_BYTES = 104


def files_of(folder):
    return sorted(glob.glob(folder + "/??/??/*"))


def wait_files(folder, count, timeout=20):
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if len(files_of(folder)) >= count:
            return files_of(folder)
        time.sleep(0.01)
    raise AssertionError(f"{len(files_of(folder))} files, not {count}")


def cards_survive_a_restart(suite, binary):
    cache = suite.folder()
    with Server(binary, cache_dir=cache) as server:
        first = server.card("survivor")
        equal(first.header("x-ogcard-cache"), "miss")
        clean_stop(server)
    equal(len(files_of(cache)), 1, "files after a clean end")
    with Server(binary, cache_dir=cache) as server:
        second = server.card("survivor")
        equal(second.header("x-ogcard-cache"), "hit; disk")
        equal(second.body, first.body)
        for name in ("etag", "last-modified", "content-type", "content-length"):
            equal(second.header(name), first.header(name), name)
        equal(server.card("survivor").header("x-ogcard-cache"), "hit")
        equal(server.metric("ogcard_renders_total"), 0)
        clean_stop(server)


def missing_glyphs_are_known_after_a_restart(suite, binary):
    cache = suite.folder()
    for source in ("miss", "hit; disk"):
        with Server(binary, cache_dir=cache) as server:
            card = server.card("gaps", extra="&glyphs=2")
            equal((card.header("x-ogcard-cache"), card.header("x-ogcard-missing-glyphs")), (source, "2"))
            clean_stop(server)


def the_file_is_the_picture_and_a_trailer(suite, binary):
    cache = suite.folder()
    with Server(binary, cache_dir=cache) as server:
        bodies = {extension: server.card("plain", template="og" + extension).body
                  for extension in (".png", ".jpg", ".webp")}
        wait_files(cache, 3)
        for path in files_of(cache):
            data = open(path, "rb").read()
            extension = os.path.splitext(path)[1]
            equal(data[:-TRAILER_BYTES] == bodies[extension], True, "the file's beginning " + path)
            equal(len(data), len(bodies[extension]) + TRAILER_BYTES)
            name = os.path.basename(path)
            equal(path, f"{cache}/{name[:2]}/{name[2:4]}/{name}")
        clean_stop(server)


def cards_survive_kill_9(suite, binary):
    cache = suite.folder()
    known = {}
    for generation in range(5):
        with Server(binary, cache_dir=cache) as server:
            for title, body in known.items():
                card = server.card(title)
                equal(card.body == body, True, f"the same bytes for {title}")
                check(card.header("x-ogcard-cache").startswith("hit"), title, card.header("x-ogcard-cache"))
            written = server.metric("ogcard_cache_disk_writes_total")
            for i in range(10):
                title = f"{generation} {i}"
                known[title] = server.card(title).body
            equal(server.wait_metric("ogcard_cache_disk_writes_total", written + 10), written + 10)
            server.stop(signal.SIGKILL)


def kills_during_writes_leave_no_wrong_card(suite, binary):
    cache = suite.folder()
    wanted = {}
    with Server(binary) as server:
        for i in range(12):
            wanted[i] = server.card(str(i), extra="&size=900000").body
    for generation in range(12):
        with Server(binary, cache_dir=cache) as server:
            for i in range(12):
                equal(server.card(str(i), extra="&size=900000").body == wanted[i], True, f"card {i} is right")
            time.sleep(0.004 * generation)
            server.stop(signal.SIGKILL)
        for path in files_of(cache):
            equal(os.path.getsize(path), 900000 + TRAILER_BYTES, "a renamed file is whole")


def damaged_files_are_replaced(suite, binary):
    def cut(data):
        return data[:-1]

    def empty(_):
        return b""

    def flipped_in_the_picture(data):
        return data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]

    def flipped_in_the_trailer(data):
        at = len(data) - TRAILER_BYTES + 24
        return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]

    def another_size(data):
        at = len(data) - TRAILER_BYTES + 16
        return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]

    def longer(data):
        return data + b"x"

    def foreign(_):
        return b"\x89PNG\r\n\x1a\n" + b"something else" * 100

    cache = suite.folder()
    with Server(binary, "--memory-cache-size", "0", cache_dir=cache) as server:
        wanted = server.card("damage").body
        path = wait_files(cache, 1)[0]
        good = open(path, "rb").read()
        for number, damage in enumerate((cut, empty, flipped_in_the_picture, flipped_in_the_trailer, another_size,
                                         longer, foreign)):
            with open(path, "wb") as file:
                file.write(damage(good))
            card = server.card("damage")
            equal(card.header("x-ogcard-cache"), "miss", damage.__name__)
            equal(card.body == wanted, True, "the same bytes")
            server.wait_metric("ogcard_cache_disk_writes_total", number + 2)
            equal(server.metric("ogcard_cache_disk_damaged_total"), number + 1, damage.__name__)
            equal(server.card("damage").header("x-ogcard-cache"), "hit; disk", "after " + damage.__name__)
        # A card of another key under this name, whole as it is.
        server.card("other")
        other = [p for p in wait_files(cache, 2) if p != path][0]
        shutil.copyfile(other, path)
        card = server.card("damage")
        equal((card.header("x-ogcard-cache"), card.body == wanted), ("miss", True), "a foreign card")
        # Things that are no files.
        server.wait_metric("ogcard_cache_disk_writes_total", 10)
        os.rename(path, cache + "/elsewhere")
        os.symlink(cache + "/elsewhere", path)
        card = server.card("damage")
        equal((card.header("x-ogcard-cache"), card.body == wanted), ("miss", True), "with a link to a card there")
        server.wait_metric("ogcard_cache_disk_writes_total", 11)
        os.remove(path)
        os.symlink("/etc/passwd", path)
        equal(server.card("damage").body == wanted, True, "with a symbolic link there")
        os.remove(path) if os.path.lexists(path) else None
        os.makedirs(path)
        equal(server.card("damage").body == wanted, True, "with a folder there")
        clean_stop(server)


def the_disk_cache_is_bounded(suite, binary):
    cache = suite.folder()
    card_bytes = 100000
    with Server(binary, "--cache-size", "2M", "--memory-cache-size", "0", cache_dir=cache) as server:
        server.card("keep", extra=f"&size={card_bytes}")
        server.wait_metric("ogcard_cache_disk_writes_total", 1)
        keep = files_of(cache)[0]
        for i in range(60):
            server.card(str(i), extra=f"&size={card_bytes}")
            server.wait_metric("ogcard_cache_disk_writes_total", i + 2)
            total = sum((os.path.getsize(p) + 4095) // 4096 * 4096 for p in files_of(cache))
            check(total <= 2 * 1024 * 1024, "bytes on disk", total)
            if i % 5 == 4:
                # Marked as used at most once a minute: make it look older
                # (with the picture's date before it, or the system would mark the use itself).
                os.utime(keep, (time.time() - 3600, time.time() - 7200))
                equal(server.card("keep", extra=f"&size={card_bytes}").header("x-ogcard-cache"), "hit; disk",
                      f"the card in use after {i}")
        check(server.metric("ogcard_cache_evictions_total", 'tier="disk"') >= 40)
        equal(server.card("59", extra=f"&size={card_bytes}").header("x-ogcard-cache"), "hit; disk", "the newest")
        equal(server.card("0", extra=f"&size={card_bytes}").header("x-ogcard-cache"), "miss", "the oldest")
        equal(server.metric("ogcard_cache_bytes", 'tier="disk"') <= 2 * 1024 * 1024, True)
        clean_stop(server)
    # A smaller bound holds from the start on.
    with Server(binary, "--cache-size", "500K", cache_dir=cache) as server:
        server.wait_metric("ogcard_cache_disk_counts_total", 1)
        total = sum(os.path.getsize(p) for p in files_of(cache))
        check(total <= 500 * 1024, "bytes on disk", total)
        check(total >= 300 * 1024, "more was removed than needed", total)
        clean_stop(server)


def the_memory_cache_is_bounded(suite, binary):
    with Server(binary, "--memory-cache-size", "1M") as server:
        for i in range(30):
            server.card(str(i), extra="&size=100000")
            check(server.card("0", extra="&size=100000").header("x-ogcard-cache") == "hit", "the one in use", i)
        check(server.metric("ogcard_cache_bytes", 'tier="memory"') <= 1 << 20)
        equal(server.card("29", extra="&size=100000").header("x-ogcard-cache"), "hit")
        equal(server.card("1", extra="&size=100000").header("x-ogcard-cache"), "miss")
        equal(server.card("huge", extra="&size=2000000").status, 200)
        equal(server.card("29", extra="&size=100000").header("x-ogcard-cache"), "hit", "after one that does not fit")
        clean_stop(server)


def no_cache_directory_is_no_reason_not_to_serve(suite, binary):
    folder = suite.folder()
    with open(folder + "/file", "w") as file:
        file.write("in the way")
    for bad in (folder + "/file/cache", "/proc/nothing/cache"):
        with Server(binary, cache_dir=bad) as server:
            equal(server.card("a").status, 200)
            equal(server.card("a").header("x-ogcard-cache"), "hit")
            check(server.wait_log("takes no cards"), server.log())
            equal(server.metric("ogcard_cache_disk_writable"), 0)
            ready = server.get("/readyz")
            equal(ready.status, 200)
            check(b"takes no cards: " in ready.body, ready.body)
            clean_stop(server)
            equal(server.log().count("takes no cards"), 1, "warnings")


def a_directory_that_vanishes_comes_back(suite, binary):
    cache = suite.folder() + "/deep/er/cache"
    with Server(binary, cache_dir=cache) as server:
        server.card("a")
        server.wait_metric("ogcard_cache_disk_writes_total", 1)
        shutil.rmtree(cache)
        equal(server.card("b").status, 200)
        server.wait_metric("ogcard_cache_disk_writes_total", 2)
        equal(len(files_of(cache)), 1)
        equal(server.card("a").header("x-ogcard-cache"), "hit")
        clean_stop(server)


def a_failing_disk_recovers(suite, binary):
    folder = suite.folder()
    cache = folder + "/cache"
    with Server(binary, "--memory-cache-size", "0", cache_dir=cache) as server:
        server.card("a")
        server.wait_metric("ogcard_cache_disk_writes_total", 1)
        os.rename(cache, folder + "/aside")
        with open(cache, "w") as file:
            file.write("in the way")
        for i in range(20):
            equal(server.card(f"during {i}").status, 200)
        check(server.wait_log("takes no cards"), server.log())
        equal(server.metric("ogcard_cache_disk_writable"), 0)
        os.remove(cache)
        os.rename(folder + "/aside", cache)
        equal(server.wait_metric("ogcard_cache_disk_writable", 1), 1)
        equal(server.card("a").header("x-ogcard-cache"), "hit; disk")
        server.card("after")
        server.wait_metric("ogcard_cache_disk_writes_total", 2)
        equal(server.card("after").header("x-ogcard-cache"), "hit; disk")
        clean_stop(server)
        equal(server.log().count("takes no cards"), 1, "warnings")
        equal(server.log().count("takes cards again"), 1, "of recovery")


def several_processes_share_a_directory(suite, binary):
    cache = suite.folder()
    with Server(binary, "--cache-size", "2M", cache_dir=cache) as one, \
            Server(binary, "--cache-size", "2M", cache_dir=cache) as two:
        body = one.card("shared").body
        one.wait_metric("ogcard_cache_disk_writes_total", 1)
        card = two.card("shared")
        equal((card.header("x-ogcard-cache"), card.body == body), ("hit; disk", True))
        # Each alone stays below the bound.
        for server in (one, two):
            for i in range(30):
                equal(server.card(f"{i} of {server.address}", extra="&size=60000").status, 200)
        for server in (one, two):
            server.wait_metric("ogcard_queue_length", 0, at_most=True)
        time.sleep(0.3)
        total = sum(os.path.getsize(p) for p in files_of(cache))
        # Each counts the other's files after an eighth of the bound at the latest.
        check(total <= 2 * 1024 * 1024 * 1.3, "bytes on disk", total)
        for server in (one, two):
            equal(server.metric("ogcard_cache_disk_damaged_total"), 0)
            clean_stop(server)


def leftover_temporary_files_are_removed(suite, binary):
    cache = suite.folder()
    os.makedirs(cache + "/tmp")
    for name, age in (("old", 7200), ("new", 10)):
        with open(f"{cache}/tmp/{name}", "w") as file:
            file.write("x")
        os.utime(f"{cache}/tmp/{name}", (time.time() - age, time.time() - age))
    with Server(binary, cache_dir=cache) as server:
        server.wait_metric("ogcard_cache_disk_counts_total", 1)
        check(not os.path.exists(cache + "/tmp/old"), "the old file is there")
        check(os.path.exists(cache + "/tmp/new"), "the new one is another process's")
        clean_stop(server)


if __name__ == "__main__":
    main([
        cards_survive_a_restart,
        missing_glyphs_are_known_after_a_restart,
        the_file_is_the_picture_and_a_trailer,
        cards_survive_kill_9,
        kills_during_writes_leave_no_wrong_card,
        damaged_files_are_replaced,
        the_disk_cache_is_bounded,
        the_memory_cache_is_bounded,
        no_cache_directory_is_no_reason_not_to_serve,
        a_directory_that_vanishes_comes_back,
        a_failing_disk_recovers,
        several_processes_share_a_directory,
        leftover_temporary_files_are_removed,
    ])
