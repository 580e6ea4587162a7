"""Ending under load: no crash, no lost request, no refused one where the service manager holds the socket."""

import os
import signal
import socket
import threading
import time

from harness import Connection, Server, check, clean_stop, equal, main

ROUNDS = int(os.environ.get("SHUTDOWN_ROUNDS", "15"))
REQUEST = b"GET /api/og?title=%d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


class Load:
    """Clients that open a connection for each request, until told to stop. Counts how their requests ended."""

    def __init__(self, address, clients=6):
        self.address = address
        self.stop = False
        self.lock = threading.Lock()
        self.ends = {}
        self.threads = [threading.Thread(target=self.client, args=(i,)) for i in range(clients)]
        for thread in self.threads:
            thread.start()

    def client(self, number):
        while not self.stop:
            end = self.ask(number)
            with self.lock:
                self.ends[end] = self.ends.get(end, 0) + 1
            if end == "refused":
                time.sleep(0.001)

    def ask(self, number):
        try:
            connection = Connection(self.address)
        except ConnectionError:
            return "refused"
        except OSError as error:
            return f"not connected: {error}"
        try:
            with connection:
                connection.send(REQUEST % number)
                response = connection.read()
                return response.status if response else "closed without an answer"
        except OSError as error:
            return f"lost: {error}"

    def finish(self):
        self.stop = True
        for thread in self.threads:
            thread.join()
        return self.ends


def ended_cleanly(process, log):
    check(process.returncode == 0, "exit code", process.returncode, log[-2000:])
    check("Sanitizer" not in log and "Fatal" not in log, log[-2000:])


def rounds_of_load_and_sigterm(server_of_round):
    """Ends a server again and again under load, each a moment later; its clients are answered or refused."""
    for i in range(ROUNDS):
        with server_of_round(i) as server:
            load = Load(server.address)
            time.sleep(0.03 + i % 10 * 0.007)
            server.send_signal(signal.SIGTERM)
            server.process.wait(30)
            time.sleep(0.01)
            ends = load.finish()
            ended_cleanly(server.process, server.log())
            equal(set(ends) - {200, "refused"}, set(), f"round {i}: {ends}: what should not be")
            check(ends.get(200), f"round {i}: nothing was answered: {ends}")


def sigterm_under_connection_load(suite, binary, _):
    rounds_of_load_and_sigterm(lambda _: Server(binary, "--drain", "60"))


def sigterm_under_load_on_a_local_socket(suite, binary, _):
    folder = suite.folder()
    rounds_of_load_and_sigterm(lambda i: Server(binary, "--drain", "60", listen=f"unix:{folder}/{i}.sock"))


def sigterm_with_slow_epoll(suite, binary, shim):
    """A race between threads that take a descriptor from their epoll sets has milliseconds to happen in."""
    env = {"LD_PRELOAD": shim, "FAULT_EPOLL_DEL_US": "2000",
           "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    rounds_of_load_and_sigterm(lambda _: Server(binary, "--drain", "60", env=env))


def restarts_refuse_nobody(suite, binary, _):
    """With the service manager's socket: whoever connects is answered, by this process or by the next."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        load = Load(listening.getsockname())
        for i in range(ROUNDS):
            with Server(binary, inherit=listening) as server:
                time.sleep(0.03 + i % 10 * 0.007)
                clean_stop(server)
        load.stop = True
        with Server(binary, inherit=listening) as server:
            equal(set(load.finish()), {200}, f"{load.ends}: how requests ended")
            clean_stop(server)


def the_drain_waits_for_a_request_that_is_about_to_come(suite, binary, _):
    with Server(binary) as server, server.connect() as connection:
        server.wait_metric("ogcard_connections", 2)
        server.send_signal(signal.SIGTERM)
        check(server.wait_log("Shutting down"))
        time.sleep(0.4)
        connection.send(REQUEST % 1)
        equal(connection.read().status, 200)
        equal(server.process.wait(30), 0, "exit code")


def who_waits_in_the_backlog_is_served(suite, binary, _):
    for listen in ("127.0.0.1:0", f"unix:{suite.folder()}/ogcard.sock"):
        with Server(binary, "--connections", "4", "--workers", "4", listen=listen) as server:
            served = [server.connect() for _ in range(4)]
            for i, connection in enumerate(served):
                connection.send(b"GET /api/og?title=%d&delay=1500 HTTP/1.1\r\nHost: a\r\n\r\n" % i)
            waiting = [server.connect() for _ in range(3)]
            for connection in waiting:
                connection.send(REQUEST % 1)
            time.sleep(0.3)
            server.send_signal(signal.SIGTERM)
            check(server.wait_log("Shutting down"))
            time.sleep(0.2)
            try:
                server.connect(timeout=0.3).close()
                late = "connected"
            except OSError:
                late = "refused"
            equal(late, "refused", f"{listen}: who comes during the drain")
            for connection in served + waiting:
                equal(connection.read().status, 200, f"{listen}: a client that had connected")
                connection.close()
            equal(server.process.wait(30), 0, "exit code")


if __name__ == "__main__":
    main([
        sigterm_under_connection_load,
        sigterm_under_load_on_a_local_socket,
        sigterm_with_slow_epoll,
        restarts_refuse_nobody,
        the_drain_waits_for_a_request_that_is_about_to_come,
        who_waits_in_the_backlog_is_served,
    ])
