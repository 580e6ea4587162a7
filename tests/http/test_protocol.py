"""Bytes as no well-behaved client sends them: pipelines, fragments, floods, silence."""

import resource
import socket
import time

from harness import Connection, Server, check, clean_stop, equal, main

HOST = b"Host: test\r\n"


def pipelined_requests_are_answered_in_order(suite, binary):
    with Server(binary) as server, server.connect() as connection:
        targets = [b"/api/og?title=%d" % (i % 7) for i in range(40)] + [b"/nothing", b"/healthz"]
        connection.send(b"".join(b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n" for target in targets))
        for target in targets:
            response = connection.read()
            check(response is not None, "no answer for", target)
            if target.startswith(b"/api"):
                check(response.body.split(b"\n")[1] == target.split(b"=")[1], target, response)
            else:
                equal(response.status, 404 if target == b"/nothing" else 200, target)
        clean_stop(server)


def a_miss_in_a_pipeline_keeps_the_order(suite, binary):
    with Server(binary) as server, server.connect() as connection:
        connection.send(b"GET /api/og?title=slow&delay=400 HTTP/1.1\r\n" + HOST + b"\r\n"
                        b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
        check(b"slow" in connection.read().body[:100])
        equal(connection.read().body, b"alive\n")
        clean_stop(server)


def a_request_in_single_bytes(suite, binary):
    with Server(binary) as server, server.connect() as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"GET /api/og?title=bytes HTTP/1.1\r\n" + HOST + b"\r\n":
            connection.send(bytes([byte]))
            time.sleep(0.001)
        equal(connection.read().status, 200)
        clean_stop(server)


def raw_utf8_and_spaces_in_the_request_line(suite, binary):
    with Server(binary) as server:
        title = "استخراج شبکه کوکو با GPU ژوئیه%۲۰۲۴"
        response = server.raw(f"GET /api/og?title={title} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        equal(response.status, 200)
        equal(response.body.decode("utf-8", "replace").split("\n")[1], title)
        response = server.raw(b"GET /api/og?title=a b  c   HTTP/1.1\r\n" + HOST + b"\r\n")
        equal(response.body.split(b"\n")[1], b"a b  c")
        clean_stop(server)


def a_nul_in_the_request_line_is_refused(suite, binary):
    with Server(binary) as server:
        response = server.raw(b"GET /api/og?title=a\0b HTTP/1.1\r\n" + HOST + b"\r\n")
        check(response is None or response.status == 400, response)
        equal(server.get("/healthz").status, 200)
        clean_stop(server)


def host_is_needed_once(suite, binary):
    with Server(binary) as server:
        target = b"GET /api/og?title=a HTTP/1.1\r\n"
        equal(server.raw(target + b"\r\n").status, 400, "without Host")
        equal(server.raw(target + HOST + HOST + b"\r\n").status, 400, "with two")
        equal(server.raw(b"GET /api/og?title=a HTTP/1.0\r\n\r\n").status, 200, "HTTP/1.0 without Host")
        clean_stop(server)


def http_1_0_closes(suite, binary):
    with Server(binary) as server, server.connect() as connection:
        connection.send(b"GET /healthz HTTP/1.0\r\n\r\n")
        equal(connection.read().body, b"alive\n")
        check(connection.closed(5), "still open")
        clean_stop(server)


def connections_are_kept_alive(suite, binary):
    with Server(binary) as server, server.connect() as connection:
        for i in range(5):
            connection.send(b"GET /api/og?title=%d HTTP/1.1\r\n" % i + HOST + b"\r\n")
            equal(connection.read().header("connection"), None, "connection")
        clean_stop(server)


def bodies_are_refused(suite, binary):
    with Server(binary) as server:
        for extra in (b"Content-Length: 5\r\n\r\nhello", b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                      b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"):
            response = server.raw(b"GET /api/og?title=a HTTP/1.1\r\n" + HOST + extra)
            equal(response.status, 400, extra)
        response = server.raw(b"GET /api/og?title=a HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n")
        equal(response.status, 200, "an empty body")
        clean_stop(server)


def a_thousand_ampersands_do_not_stall(suite, binary):
    with Server(binary) as server:
        start = time.monotonic()
        response = server.get("/api/og?title=a" + "&" * 3000)
        equal(response.status, 200)
        response = server.get("/api/og?" + "&a" * 2000)
        equal(response.status, 400)
        check(time.monotonic() - start < 5, "it took", time.monotonic() - start)
        clean_stop(server)


def oversized_requests_end_with_an_error(suite, binary):
    with Server(binary) as server:
        for data in (
            b"GET /" + b"x" * 100000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
            b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 100000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: " + b"a=b; " * 3000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 5000 + b"\r\n",
            b"X" * 100000,
        ):
            start = time.monotonic()
            with server.connect() as connection:
                try:
                    connection.send(data)
                    response = connection.read()
                except (ConnectionResetError, BrokenPipeError):
                    response = None
            check(response is None or response.status in (400, 413, 414, 431), data[:40], response)
            check(time.monotonic() - start < 5, data[:40], "took", time.monotonic() - start)
        equal(server.get("/healthz").status, 200)
        clean_stop(server)


def headers_of_a_usual_size_pass(suite, binary):
    with Server(binary) as server:
        title = "a" * 280
        cookies = "; ".join(f"name{i}=value{i}" for i in range(60))
        response = server.get(f"/api/og?title={title}", headers=[f"Cookie: {cookies}", "User-Agent: " + "x" * 1000])
        equal(response.status, 200)
        clean_stop(server)


def garbage_does_no_harm(suite, binary):
    samples = [b"\r\n\r\n", b"GET\r\n\r\n", b"\0" * 100, b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00",
               b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
               b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
               b"GET / HTTP/1.1\r\n: x\r\n\r\n", b"GET / HTTP/1.1\nHost: a\n\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    with Server(binary) as server:
        for sample in samples:
            with server.connect(timeout=0.3) as connection:
                connection.send(sample)
                try:
                    connection.read()
                except (TimeoutError, ConnectionResetError, ValueError, IndexError):
                    pass
        equal(server.get("/healthz").status, 200)
        clean_stop(server)


def idle_clients_cost_nothing_else(suite, binary):
    with Server(binary, "--connections", "240") as server:
        idle = []
        for i in range(200):
            connection = Connection(server.address)
            if i % 2:
                connection.send(b"GET /api/og?ti")
            idle.append(connection)
        start = time.monotonic()
        for i in range(20):
            equal(server.card(str(i % 3)).status, 200)
        check(time.monotonic() - start < 5, "it took", time.monotonic() - start)
        for connection in idle:
            connection.close()
        clean_stop(server)


def beyond_the_limit_connections_wait(suite, binary):
    with Server(binary, "--connections", "150") as server:
        idle = [server.connect() for _ in range(150)]
        with server.connect() as waiting:
            waiting.send(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
            waiting.socket.settimeout(0.3)
            try:
                early = waiting.read()
            except TimeoutError:
                early = "none"
            equal(early, "none", "an answer beyond the limit")
            idle.pop().close()
            waiting.socket.settimeout(20)
            equal(waiting.read().status, 200)
        for connection in idle:
            connection.close()
        clean_stop(server)


def want_of_descriptors_is_survived(suite, binary):
    with Server(binary) as server:
        used = int(server.metric("process_open_fds"))
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (used + 20, used + 20))
        many = [server.connect() for _ in range(40)]
        check(server.wait_log("Connections cannot be accepted for the moment: Too many open files"), server.log())
        equal(server.log().count("cannot be accepted"), 1, "warnings")
        for connection in many:
            connection.send(b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        equal({connection.read().status for connection in many}, {200})
        for connection in many:
            connection.close()
        clean_stop(server)


def idle_clients_are_cut(suite, binary):
    with Server(binary, "--idle-time", "1", "--read-time", "600") as server:
        silent, halfway, kept = server.connect(), server.connect(), server.connect()
        halfway.send(b"GET /healthz HTTP/1.1\r\nHo")
        kept.send(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
        equal(kept.read().status, 200)
        for connection in (silent, halfway, kept):
            check(connection.closed(), "still open")
        clean_stop(server)


def connections_of_one_address_are_bounded(suite, binary):
    with Server(binary, "--connections-per-address", "5") as server:
        open_ones = []
        for _ in range(5):
            connection = server.connect()
            connection.send(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
            equal(connection.read().status, 200)
            open_ones.append(connection)
        with server.connect() as sixth:
            try:
                sixth.send(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
                equal(sixth.read(), None, "the sixth")
            except ConnectionResetError:
                pass
        open_ones.pop().close()
        deadline = time.monotonic() + 5
        while True:
            with server.connect() as again:
                try:
                    again.send(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
                    response = again.read()
                except ConnectionResetError:
                    response = None
            if response or time.monotonic() > deadline:
                break
        equal(response.status if response else None, 200, "after one has gone")
        clean_stop(server)


def trickling_clients_are_cut(suite, binary):
    with Server(binary, "--idle-time", "2", "--read-time", "1", "--write-time", "1") as server:
        slow = server.connect()
        start = time.monotonic()
        cut = None
        for byte in b"GET /api/og?title=" + b"x" * 100:
            try:
                slow.send(bytes([byte]))
            except (BrokenPipeError, ConnectionResetError):
                cut = time.monotonic() - start
                break
            time.sleep(0.25)
        check(cut is not None and 2.5 < cut < 10, "a slow writer was cut after", cut)

        # One that takes its answer drop by drop: more than the socket buffers hold.
        with server.connect() as reader:
            reader.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.send(b"GET /api/og?title=big&size=40000000 HTTP/1.1\r\n" + HOST + b"\r\n")
            for _ in range(300):
                reader.socket.recv(1000)
                time.sleep(0.01)
            # What the kernel had taken of the answer still arrives; the server is rid of the connection.
            equal(server.wait_metric("ogcard_connections_cut_total", 2, timeout=10), 2, "connections cut")
            # Asking takes a connection too, and the one before may not be gone yet.
            deadline = time.monotonic() + 10
            while (open_now := server.metric("ogcard_connections")) > 1 and time.monotonic() < deadline:
                time.sleep(0.05)
            equal(open_now, 1, "connections that are open")

        # An honest one is not: several requests with pauses below the idle time.
        with server.connect() as honest:
            for _ in range(4):
                honest.send(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
                equal(honest.read().status, 200)
                time.sleep(0.7)
        # One who waits for a card is neither idle nor slow.
        equal(server.card("patience", extra="&delay=4000").status, 200)
        clean_stop(server)


def a_local_socket_serves_too(suite, binary):
    path = suite.folder() + "/ogcard.sock"
    with Server(binary, listen="unix:" + path) as server:
        equal(server.address, path)
        equal(server.card().status, 200)
        clean_stop(server)


if __name__ == "__main__":
    main([
        pipelined_requests_are_answered_in_order,
        a_miss_in_a_pipeline_keeps_the_order,
        a_request_in_single_bytes,
        raw_utf8_and_spaces_in_the_request_line,
        a_nul_in_the_request_line_is_refused,
        host_is_needed_once,
        http_1_0_closes,
        connections_are_kept_alive,
        bodies_are_refused,
        a_thousand_ampersands_do_not_stall,
        oversized_requests_end_with_an_error,
        headers_of_a_usual_size_pass,
        garbage_does_no_harm,
        idle_clients_cost_nothing_else,
        idle_clients_are_cut,
        beyond_the_limit_connections_wait,
        want_of_descriptors_is_survived,
        connections_of_one_address_are_bounded,
        trickling_clients_are_cut,
        a_local_socket_serves_too,
    ])
