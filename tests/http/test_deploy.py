"""The files of server/deploy: the nginx configuration as it stands there, and sockets from the service manager."""

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

from harness import Connection, Server, check, clean_stop, equal, main

DEPLOY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "server", "deploy")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    """nginx with the configuration of server/deploy, its ports and folders moved."""

    def __init__(self, suite, upstream_port):
        self.folder = suite.folder()
        os.chmod(self.folder, 0o755)
        self.port = free_port()
        text = open(os.path.join(DEPLOY, "nginx.conf"), encoding="utf-8").read()
        for before, after in (("/var/cache/nginx/ogcard", self.folder + "/cache"),
                              ("127.0.0.1:8080", f"127.0.0.1:{upstream_port}"),
                              ("listen 80;", f"listen 127.0.0.1:{self.port};")):
            check(before in text, "in nginx.conf", before)
            text = text.replace(before, after)
        with open(self.folder + "/nginx.conf", "w", encoding="utf-8") as file:
            file.write(f"pid {self.folder}/pid; error_log {self.folder}/error.log; daemon off; worker_processes 1;\n"
                       f"events {{}} http {{ access_log off; client_body_temp_path {self.folder}/b;\n"
                       f"proxy_temp_path {self.folder}/p; fastcgi_temp_path {self.folder}/f;\n"
                       f"uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;\n{text}\n}}\n")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", self.folder + "/nginx.conf"],
                                        stderr=open(self.folder + "/stderr", "w"))
        deadline = time.monotonic() + 30
        while not self.answers():
            if time.monotonic() > deadline:
                self.process.kill()
                raise AssertionError(open(self.folder + "/stderr").read())
            time.sleep(0.05)

    def answers(self):
        try:
            Connection(("127.0.0.1", self.port)).close()
            return True
        except OSError:
            return False

    def get(self, target, headers=()):
        with Connection(("127.0.0.1", self.port)) as connection:
            lines = [f"GET {target} HTTP/1.1", "Host: og.example.org", *headers, "", ""]
            connection.send("\r\n".join(lines).encode())
            return connection.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def nginx_in_front(suite, binary):
    with Server(binary, "--trusted-proxies", "127.0.0.1", "--cards-per-minute", "60", "--cards-burst", "3") as server:
        with Nginx(suite, server.address[1]) as nginx:
            target = "/api/og?title=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82"
            first = nginx.get(target)
            equal((first.status, first.header("x-cache-status")), (200, "MISS"))
            equal(first.body, server.get(target).body)
            second = nginx.get(target)
            equal((second.header("x-cache-status"), second.body == first.body), ("HIT", True))
            equal(second.header("etag"), first.header("etag"))
            equal(nginx.get(target, headers=["If-None-Match: " + first.header("etag")]).status, 304)
            equal(nginx.get("/api/og").status, 400)
            equal(nginx.get("/api/og").header("x-cache-status"), "MISS", "an error is not kept")
            equal(nginx.get("/metrics").status, 403)
            check(nginx.get("/api/og?title=raw%20and ä".replace(" ä", "%20ä")).status == 200)

            # Many at once: nginx sends one of them on.
            renders = server.metric("ogcard_renders_total")
            results = []
            crowd = "/api/og?title=crowd&delay=500"
            threads = [threading.Thread(target=lambda: results.append(nginx.get(crowd).status)) for _ in range(30)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            equal((results, server.metric("ogcard_renders_total")), ([200] * 30, renders + 1))

            # The limit goes by the client that nginx names, which is this test: 3 cards were made, 3 is the burst.
            statuses = {nginx.get(f"/api/og?title=limit{i}").status for i in range(6)}
            check(429 in statuses, statuses)
            clean_stop(server)
            stale = nginx.get(target)
            equal((stale.status, stale.body == first.body), (200, True), "while ogcard is away")


def sockets_of_the_service_manager(suite, binary):
    """As systemd hands them over: descriptor 3, LISTEN_FDS and LISTEN_PID."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        address = listening.getsockname()
        for _ in range(2):
            script = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve --cache-dir none --listen 192.0.2.1:1 3<&$FD'
            process = subprocess.Popen(["bash", "-c", script, binary], pass_fds=[listening.fileno()],
                                       env={**os.environ, "FD": str(listening.fileno())}, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            # Asked before the server is up: the socket waits for it.
            with Connection(address) as connection:
                connection.send(b"GET /api/og?title=a HTTP/1.1\r\nHost: a\r\n\r\n")
                equal(connection.read().status, 200)
            line = process.stdout.readline().decode()
            check(f":{address[1]}/" in line, line)
            process.send_signal(signal.SIGTERM)
            equal(process.wait(30), 0)
            process.stdout.close()
            process.stderr.close()


def the_unit_names_what_exists(suite, binary):
    unit = open(os.path.join(DEPLOY, "ogcard.service"), encoding="utf-8").read()
    command = re.search(r"^ExecStart=\S+/ogcard (.*)$", unit, re.M).group(1)
    result = subprocess.run([binary, *command.split(), "--print-config"], capture_output=True, check=False)
    equal(result.returncode, 0, result.stderr)
    if shutil.which("systemd-analyze"):
        folder = suite.folder()
        with open(folder + "/ogcard.service", "w") as file:
            file.write(unit.replace("/usr/local/bin/ogcard", os.path.abspath(binary)))
        result = subprocess.run(["systemd-analyze", "verify", "--man=no", folder + "/ogcard.service"],
                                capture_output=True, check=False)
        check(b"ogcard.service:" not in result.stderr, result.stderr)


if __name__ == "__main__":
    cases = [sockets_of_the_service_manager, the_unit_names_what_exists]
    if os.path.exists("/usr/sbin/nginx"):
        cases.insert(0, nginx_in_front)
    else:
        print("# nginx is not installed: its configuration is not tested")
    main(cases)
