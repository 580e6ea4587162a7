"""Idle workers put smaller cards in the place of cached ones; nobody notices but by the ETag and the bytes."""

import glob
import os
import signal
import threading
import time

from harness import Server, check, clean_stop, equal, main

SMALLER = "&size=50000&small_size=20000"
HELD = SMALLER + "&small_delay=3000000"  # longer than the tests' patience: it has to be told to end
TRAILER_BYTES = 104


def files_of(folder):
    return sorted(glob.glob(folder + "/??/??/*"))


def wait_recompressed(server, count):
    equal(server.wait_metric("ogcard_recompressed_total", count), count, "recompressed cards")


def ask(server, etag, title="card", extra=SMALLER, **kwargs):
    return server.card(title, extra=extra, headers=[f"If-None-Match: {etag}"], **kwargs)


def the_small_card_has_an_etag_of_its_own(suite, binary):
    with Server(binary, "--recompress") as server:
        first = server.card("card", extra=SMALLER)
        wait_recompressed(server, 1)
        second = ask(server, first.header("etag"))
        equal((second.status, len(second.body), second.header("x-ogcard-cache")), (200, 20000, "hit"))
        check(second.header("etag") != first.header("etag"), second)
        third = ask(server, second.header("etag"))
        equal((third.status, third.header("etag")), (304, second.header("etag")), "the new one")
        equal(ask(server, second.header("etag"), method="HEAD").status, 304)
        equal(server.card("card", extra=SMALLER).body == second.body, True)
        equal(server.metric("ogcard_recompress_saved_bytes_total"), 30000)
        equal(server.metric("ogcard_renders_total"), 1)
        equal(server.metric("ogcard_cache_memory_cards"), 1)
        held = server.card("held", extra=HELD)
        equal(ask(server, held.header("etag"), "held", HELD).status, 304, "the first one's, while there is no other")
        clean_stop(server)


def only_when_asked_for_and_worth_it(suite, binary):
    for options in ((), ("--recompress", "--effort", "small"), ("--recompress", "--memory-cache-size", "0")):
        with Server(binary, *options) as server:
            server.card("card", extra=SMALLER)
            time.sleep(0.2)  # half of the time that a card waits in the queue at least
            equal(server.metric("ogcard_recompress_queue_length") + server.metric("ogcard_recompressing"), 0, options)
            clean_stop(server)
    with Server(binary, "--recompress", "--workers", "1") as server:
        same = server.card("no smaller")
        server.card("photo", template="og.jpg", extra=SMALLER)
        server.card("fails", extra="&fail=1")
        server.card("card", extra=SMALLER)
        wait_recompressed(server, 1)  # one after the other: those before it have been left alone
        equal(server.metric("ogcard_recompress_queue_length"), 0)
        equal(server.card("no smaller").header("etag"), same.header("etag"))
        equal(len(server.card("photo", template="og.jpg", extra=SMALLER).body), 50000)
        clean_stop(server)


def the_file_is_replaced_and_counted_once(suite, binary):
    cache = suite.folder()
    with Server(binary, "--recompress", cache_dir=cache) as server:
        first = server.card("card", extra=SMALLER)
        wait_recompressed(server, 1)
        equal(server.wait_metric("ogcard_cache_disk_writes_total", 2), 2, "writes")
        path, = files_of(cache)
        equal(os.path.getsize(path), 20000 + TRAILER_BYTES, "the file")
        equal(server.metric("ogcard_cache_bytes", 'tier="disk"'), 20480, "bytes in the cache")
        small = server.card("card", extra=SMALLER)
        clean_stop(server)
    for options in ((), ("--recompress",)):
        with Server(binary, *options, cache_dir=cache) as server:
            again = ask(server, small.header("etag"))
            equal(again.status, 304, f"{options}: the small one's ETag after a restart")
            again = server.card("card", extra=SMALLER)
            equal((again.header("x-ogcard-cache"), again.header("etag"), again.body == small.body),
                  ("hit; disk", small.header("etag"), True), f"{options}: after a restart")
            equal(server.metric("ogcard_recompress_queue_length"), 0)
            clean_stop(server)
    with Server(binary, "--recompress", cache_dir=cache) as server:
        equal(ask(server, first.header("etag")).status, 200, "the old ETag after a restart")
        clean_stop(server)


def every_answer_is_one_of_both_cards(suite, binary):
    cache = suite.folder()
    with Server(binary, "--recompress", "--workers", "2", cache_dir=cache) as server:
        extra = "&size=400000&small_size=200000"
        first = server.card("card", extra=extra)
        seen, stop = {}, threading.Event()

        def reader():
            with server.connect() as connection:
                while not stop.is_set():
                    connection.send(f"GET /api/og?title=card{extra} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                    card = connection.read()
                    seen.setdefault(card.header("etag"), set()).add(card.body)

        threads = [threading.Thread(target=reader) for _ in range(3)]
        for thread in threads:
            thread.start()
        wait_recompressed(server, 1)
        small = server.card("card", extra=extra)
        stop.set()
        for thread in threads:
            thread.join()
        check(set(seen) <= {first.header("etag"), small.header("etag")}, set(seen))
        for card in (first, small):
            check(seen.get(card.header("etag"), {card.body}) == {card.body}, "other bytes under an ETag")
        clean_stop(server)


def a_miss_does_not_wait_for_a_recompression(suite, binary):
    for workers in ("1", "2"):
        with Server(binary, "--recompress", "--workers", workers, "--render-time", "1h", "--wait", "15") as server:
            server.card("held", extra=HELD)
            equal(server.wait_metric("ogcard_recompressing", 1), 1, "a recompression under way")
            for i in range(3):
                equal(server.card(f"miss {i}").status, 200, f"{workers} workers: a miss meanwhile")
            if workers == "1":
                check(server.metric("ogcard_recompress_yields_total") >= 1, "it was not put off")
                equal(server.wait_metric("ogcard_recompressing", 1), 1, "it is taken up again")
            else:
                equal(server.metric("ogcard_recompress_yields_total"), 0, "there was another worker")
                several = [server.connect() for _ in range(3)]
                for i, connection in enumerate(several):
                    connection.send(b"GET /api/og?title=held+%d&delay=1000 HTTP/1.1\r\nHost: a\r\n\r\n" % i)
                for connection in several:
                    equal(connection.read().status, 200)
                    connection.close()
                check(server.metric("ogcard_recompress_yields_total") >= 1, "two workers had one to wait for")
            equal(server.card("held", extra=HELD).header("x-ogcard-cache"), "hit")
            clean_stop(server)


def one_at_a_time(suite, binary):
    with Server(binary, "--recompress", "--workers", "4", "--render-time", "1h") as server:
        for i in range(3):
            server.card(f"held {i}", extra=HELD)
        equal(server.wait_metric("ogcard_recompressing", 1), 1)
        for i in range(20):
            equal(server.card(f"other {i}", template="og.jpg").status, 200)
        equal(server.wait_metric("ogcard_recompress_queue_length", 2), 2, "those that wait for it")
        equal(server.metric("ogcard_recompress_yields_total"), 0, "there were other workers")
        clean_stop(server)


def the_queue_is_bounded(suite, binary):
    with Server(binary, "--recompress", "--render-time", "1h") as server:
        server.card("held", extra=HELD)
        equal(server.wait_metric("ogcard_recompressing", 1), 1)
        with server.connect() as connection:
            for i in range(300):
                connection.send(b"GET /api/og?title=%d&small_delay=3000000 HTTP/1.1\r\nHost: a\r\n\r\n" % i)
                equal(connection.read().status, 200)
        equal(server.wait_metric("ogcard_recompress_queue_length", 256), 256, "cards that wait")
        clean_stop(server)


def a_reload_lets_the_old_cards_go(suite, binary):
    with Server(binary, "--recompress", "--workers", "2", "--render-time", "1h", "--templates",
                suite.folder()) as server:
        for i in range(3):
            server.card(f"held {i}", extra=HELD)
        equal(server.wait_metric("ogcard_recompressing", 1), 1)
        server.send_signal(signal.SIGHUP)
        equal(server.wait_metric("ogcard_reloads_total", 1, 'result="ok"'), 1)
        equal(server.wait_metric("ogcard_recompress_queue_length", 0, at_most=True), 0, "queue after a reload")
        equal(server.metric("ogcard_recompressing"), 1, "the one under way stays")
        clean_stop(server)


def a_recompression_that_takes_too_long_is_given_up(suite, binary):
    with Server(binary, "--recompress", "--render-time", "1s") as server:
        held = server.card("held", extra=HELD)
        check(server.wait_log("was not recompressed"), "it goes on")
        equal(server.wait_metric("ogcard_recompressing", 0, at_most=True), 0)
        equal(server.metric("ogcard_render_timeouts_total"), 0, "nobody waited for it")
        equal(server.card("held", extra=HELD).header("etag"), held.header("etag"))
        server.card("card", extra=SMALLER)
        wait_recompressed(server, 1)
        clean_stop(server)


def the_end_waits_for_no_recompression(suite, binary):
    with Server(binary, "--recompress", "--workers", "1", "--render-time", "1h") as server:
        for i in range(3):
            server.card(f"held {i}", extra=HELD)
        equal(server.wait_metric("ogcard_recompressing", 1), 1)
        with server.connect() as connection:
            # A client under way keeps the server from its end, during which nothing is recompressed.
            connection.send(b"GET /api/og?title=last&delay=1500 HTTP/1.1\r\nHost: a\r\n\r\n")
            equal(server.wait_metric("ogcard_recompressing", 0, at_most=True), 0)
            server.send_signal(signal.SIGTERM)
            equal(connection.read().status, 200)
        clean_stop(server)
    with Server(binary, "--recompress", "--workers", "2", "--render-time", "1h") as server:
        for i in range(3):
            server.card(f"held {i}", extra=HELD)
        equal(server.wait_metric("ogcard_recompressing", 1), 1)
        connections = [server.connect() for _ in range(20)]
        connections[0].send(b"GET /api/og?title=last&delay=3000 HTTP/1.1\r\nHost: a\r\n\r\n")
        server.wait_metric("ogcard_cache_misses_total", 4)
        server.send_signal(signal.SIGTERM)
        check(server.wait_log("Shutting down"))
        for connection in connections[1:]:
            connection.send(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            lines = connection.read().body.decode().splitlines()
            check("ogcard_recompress_queue_length 0" in lines, "the queue is kept while the server drains")
            if "ogcard_recompressing 0" in lines:
                break
            time.sleep(0.05)
        else:
            raise AssertionError("a card is recompressed while the server drains")
        equal(connections[0].read().status, 200)
        for connection in connections:
            connection.close()
        clean_stop(server)
    with Server(binary, "--recompress", "--workers", "1", "--render-time", "1h") as server:
        server.card("held", extra=HELD)
        equal(server.wait_metric("ogcard_recompressing", 1), 1)
        clean_stop(server)


if __name__ == "__main__":
    main([
        the_small_card_has_an_etag_of_its_own,
        only_when_asked_for_and_worth_it,
        the_file_is_replaced_and_counted_once,
        every_answer_is_one_of_both_cards,
        a_miss_does_not_wait_for_a_recompression,
        one_at_a_time,
        the_queue_is_bounded,
        a_reload_lets_the_old_cards_go,
        a_recompression_that_takes_too_long_is_given_up,
        the_end_waits_for_no_recompression,
    ])
