"""Load: single flight, the bounded queue, hits beside renders, deadlines, draining, reloading."""

import os
import signal
import threading
import time

from harness import Server, check, clean_stop, equal, main


def at_once(count, function):
    """Calls function(i) from `count` threads that start together; returns the results in order."""
    results = [None] * count
    barrier = threading.Barrier(count)

    def run(i):
        barrier.wait()
        try:
            results[i] = function(i)
        except Exception as error:  # noqa: BLE001 - the caller looks at it
            results[i] = error

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def identical_cold_requests_give_one_render(suite, binary):
    with Server(binary, cache_dir=suite.folder()) as server:
        responses = at_once(200, lambda i: server.card("cold", extra="&delay=300"))
        for response in responses:
            check(not isinstance(response, Exception), response)
            equal(response.status, 200)
            equal(response.body == responses[0].body, True, "the same bytes")
        equal(server.metric("ogcard_renders_total"), 1)
        clean_stop(server)


def without_a_memory_cache_too(suite, binary):
    with Server(binary, "--memory-cache-size", "0") as server:
        responses = at_once(100, lambda i: server.card("cold", extra="&delay=1500"))
        equal({response.status for response in responses}, {200})
        equal(server.metric("ogcard_renders_total"), 1)
        clean_stop(server)


def a_full_queue_is_503(suite, binary):
    with Server(binary, "--workers", "1", "--queue", "3") as server:
        responses = at_once(20, lambda i: server.card(f"{i}", extra="&delay=300"))
        counts = {}
        for response in responses:
            counts[response.status] = counts.get(response.status, 0) + 1
        equal(set(counts), {200, 503}, "statuses")
        check(counts[200] >= 3, counts)
        busy = [response for response in responses if response.status == 503][0]
        check(int(busy.header("retry-after")) > 0, busy)
        equal(busy.header("cache-control"), "no-store")
        equal(server.metric("ogcard_queue_full_total"), counts[503])
        equal(server.card("afterwards").status, 200)
        clean_stop(server)


def hits_never_wait_behind_renders(suite, binary):
    with Server(binary, "--workers", "2", cache_dir=suite.folder()) as server:
        server.card("hot")
        renders = [threading.Thread(target=lambda i=i: server.card(f"slow {i}", extra="&delay=2000"))
                   for i in range(40)]
        for thread in renders:
            thread.start()
        time.sleep(0.3)
        times = []
        for _ in range(50):
            start = time.monotonic()
            equal(server.card("hot").header("x-ogcard-cache"), "hit")
            times.append(time.monotonic() - start)
        check(sorted(times)[25] < 0.1, "the median hit took", sorted(times)[25])
        check(max(times) < 1, "the slowest hit took", max(times))
        server.stop(signal.SIGKILL)
        for thread in renders:
            thread.join()


def a_card_that_takes_too_long_is_503(suite, binary):
    with Server(binary, "--wait", "1") as server:
        start = time.monotonic()
        response = server.card("late", extra="&delay=2500")
        took = time.monotonic() - start
        equal(response.status, 503)
        check(response.header("retry-after"), response)
        check(0.9 < took < 2.4, "it took", took)
        # The render goes on, and its card is there for the next who asks.
        time.sleep(2)
        equal(server.card("late", extra="&delay=2500").header("x-ogcard-cache"), "hit")
        equal(server.metric("ogcard_timeouts_total"), 1)
        clean_stop(server)


def a_render_that_takes_too_long_is_ended(suite, binary):
    with Server(binary, "--workers", "1", "--render-time", "1", "--wait", "60") as server:
        slow = server.card("slow", extra="&delay=60000")
        equal((slow.status, slow.header("x-ogcard-error")), (503, "time-limit"))
        check(int(slow.header("retry-after")) > 0, slow)
        equal(slow.header("cache-control"), "no-store")
        # The only worker is there for the next one.
        equal(server.card("quick").status, 200)
        equal(server.metric("ogcard_render_timeouts_total"), 1)
        clean_stop(server)


def a_card_that_nobody_waits_for_is_not_made(suite, binary):
    with Server(binary, "--wait", "1", "--workers", "1") as server:
        responses = at_once(6, lambda i: server.card(f"{i}", extra="&delay=1500"))
        equal({response.status for response in responses}, {503})
        time.sleep(1.5)
        check(server.metric("ogcard_renders_total") <= 2, server.metric("ogcard_renders_total"))
        equal(server.metric("ogcard_queue_length"), 0)
        clean_stop(server)


def clients_that_leave_do_no_harm(suite, binary):
    with Server(binary, "--workers", "1") as server:
        for i in range(10):
            connection = server.connect()
            connection.send(f"GET /api/og?title={i % 5}&delay=150 HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            connection.close()
        time.sleep(0.1)
        equal(server.card("stays").status, 200)
        equal(server.wait_metric("ogcard_renders_total", 6), 6)
        clean_stop(server)


def new_cards_of_one_client_are_bounded(suite, binary):
    with Server(binary, "--cards-per-minute", "6", "--cards-burst", "3", "--trusted-proxies", "127.0.0.1") as server:
        def card(title, client):
            return server.card(title, headers=[f"X-Forwarded-For: 203.0.113.77, {client}"])

        for i in range(3):
            equal(card(f"{i}", "198.51.100.1").status, 200)
        response = card("3", "198.51.100.1")
        equal(response.status, 429)
        check(1 <= int(response.header("retry-after")) <= 11, response)
        equal(response.header("cache-control"), "no-store")
        equal(card("0", "198.51.100.1").header("x-ogcard-cache"), "hit", "a hit beyond the limit")
        equal(card("3", "198.51.100.2").status, 200, "another client")
        equal(card("3", "198.51.100.1").status, 200, "a card that another client had made")
        equal(card("4", "2001:db8::1").status, 200)
        equal(server.metric("ogcard_limited_total"), 1)
        clean_stop(server)
    with Server(binary, "--cards-per-minute", "6", "--cards-burst", "3") as server:
        # Without trust the header is anybody's claim.
        statuses = [server.card(f"{i}", headers=[f"X-Forwarded-For: 198.51.100.{i}"]).status for i in range(5)]
        equal(statuses, [200, 200, 200, 429, 429])
        clean_stop(server)


def waiting_for_a_card_under_way_is_free(suite, binary):
    with Server(binary, "--cards-per-minute", "1", "--cards-burst", "1") as server:
        responses = at_once(20, lambda i: server.card("slow", extra="&delay=1000"))
        equal({response.status for response in responses}, {200})
        clean_stop(server)


def failures_are_not_cached(suite, binary):
    with Server(binary, cache_dir=suite.folder()) as server:
        for count in (1, 2):
            response = server.card("x", extra="&fail=1")
            equal(response.status, 500)
            equal(server.metric("ogcard_render_failures_total"), count)
        clean_stop(server)


def sigterm_finishes_what_is_under_way(suite, binary):
    cache = suite.folder()
    with Server(binary, cache_dir=cache) as server:
        results = []
        threads = [threading.Thread(target=lambda i=i: results.append(server.card(f"{i}", extra="&delay=1000")))
                   for i in range(4)]
        for thread in threads:
            thread.start()
        idle = server.connect()
        time.sleep(0.4)
        server.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        try:
            server.connect(timeout=2).close()
            refused = False
        except OSError:
            refused = True
        check(refused, "a new connection was accepted")
        # On a connection that was open before, a request is still answered, and the connection then closed.
        idle.send(b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
        response = idle.read()
        equal(response.status, 503)
        check(b"shutting down" in response.body, response)
        equal(response.header("connection").lower(), "close")
        for thread in threads:
            thread.join()
        equal([response.status for response in results], [200] * 4)
        equal(server.process.wait(30), 0, "exit code")
        check("Sanitizer" not in server.log(), server.log()[-3000:])
    with Server(binary, cache_dir=cache) as server:
        for i in range(4):
            equal(server.card(f"{i}", extra="&delay=1000").header("x-ogcard-cache"), "hit; disk")
        clean_stop(server)


def the_drain_has_an_end(suite, binary):
    with Server(binary, "--drain", "1") as server:
        result = []
        thread = threading.Thread(target=lambda: result.append(server.card("endless", extra="&delay=5000")))
        thread.start()
        time.sleep(0.4)
        start = time.monotonic()
        equal(server.stop(), 0, "exit code")
        # The answer does not wait; the thread that renders is joined.
        check(time.monotonic() - start < 9, "it took", time.monotonic() - start)
        thread.join()
        check(result and result[0] and result[0].status == 503, result)


def sighup_reloads_templates(suite, binary):
    folder = suite.folder()

    def write(text):
        with open(folder + "/mine.html.new", "w") as file:
            file.write(text)
        os.rename(folder + "/mine.html.new", folder + "/mine.html")

    write("first")
    with Server(binary, "--templates", folder) as server:
        first = server.card(template="mine")
        kept = server.card(template="og")
        write("second")
        server.send_signal(signal.SIGHUP)
        equal(server.wait_metric("ogcard_reloads_total", 1, labels='result="ok"'), 1)
        second = server.card(template="mine")
        check(second.body != first.body, "the edited template gives the old card")
        check(second.header("etag") != first.header("etag"))
        equal(server.card(template="og").header("x-ogcard-cache"), "hit", "another template's card")
        equal(server.card(template="og").body, kept.body)

        write("BROKEN")
        server.send_signal(signal.SIGHUP)
        equal(server.wait_metric("ogcard_reloads_total", 1, labels='result="failed"'), 1)
        equal(server.card(template="mine").body, second.body, "with a broken template")
        ready = server.get("/readyz")
        equal(ready.status, 200)
        check(b"mine.html:1:1" in ready.body, ready.body)
        check("mine.html:1:1" in server.log(), server.log())

        write("third")
        server.send_signal(signal.SIGHUP)
        server.wait_metric("ogcard_reloads_total", 2, labels='result="ok"')
        check(b"failed" not in server.get("/readyz").body)
        clean_stop(server)


def reloads_under_load(suite, binary):
    folder = suite.folder()
    with open(folder + "/mine.html", "w") as file:
        file.write("x")
    with Server(binary, "--templates", folder, cache_dir=suite.folder()) as server:
        stop = threading.Event()
        bad = []

        def ask(number):
            i = 0
            while not stop.is_set():
                i += 1
                response = server.card(f"{number} {i % 20}", template="mine", extra="&delay=2")
                if response is None or response.status != 200:
                    bad.append(response)

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for i in range(20):
            with open(folder + "/mine.html", "w") as file:
                file.write(str(i))
            server.send_signal(signal.SIGHUP)
            time.sleep(0.05)
        stop.set()
        for thread in threads:
            thread.join()
        equal(bad, [])
        clean_stop(server)


def nothing_leaks_under_mixed_load(suite, binary):
    with Server(binary, "--memory-cache-size", "1M", "--queue", "20", "--cache-size", "4M",
                cache_dir=suite.folder()) as server:
        def mixed(number):
            for i in range(40):
                server.card(f"{(number * 7 + i) % 50}", extra="&size=30000")
                server.get("/api/og?title=%FF")
                server.get("/api/none?title=a")
                server.get(f"/api/og?title={i}&fail=1")
            return True

        at_once(8, mixed)
        before = server.metric("process_open_fds")
        at_once(8, mixed)
        check(abs(server.metric("process_open_fds") - before) <= 8, before, server.metric("process_open_fds"))
        equal(server.metric("ogcard_queue_length"), 0)
        clean_stop(server)


def a_worker_without_work_rests(suite, binary):
    with Server(binary, "--workers", "1") as server:
        equal(server.metric("ogcard_workers_warm"), 0)
        for title in ("one", "two"):
            asked = threading.Thread(target=server.card, args=(title,), kwargs={"extra": "&delay=1000"})
            asked.start()
            equal(server.wait_metric("ogcard_workers_warm", 1), 1)
            asked.join()
            equal(server.wait_metric("ogcard_workers_warm", 0, at_most=True), 0)
        equal(server.metric("ogcard_renders_total"), 2)
        clean_stop(server)


if __name__ == "__main__":
    main([
        identical_cold_requests_give_one_render,
        without_a_memory_cache_too,
        a_full_queue_is_503,
        hits_never_wait_behind_renders,
        a_card_that_takes_too_long_is_503,
        a_render_that_takes_too_long_is_ended,
        a_card_that_nobody_waits_for_is_not_made,
        clients_that_leave_do_no_harm,
        new_cards_of_one_client_are_bounded,
        waiting_for_a_card_under_way_is_free,
        failures_are_not_cached,
        sigterm_finishes_what_is_under_way,
        the_drain_has_an_end,
        sighup_reloads_templates,
        reloads_under_load,
        nothing_leaks_under_mixed_load,
        a_worker_without_work_rests,
    ])
