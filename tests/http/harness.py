"""The server as a child process, and HTTP spoken byte by byte."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from tap import Tap  # noqa: E402

# Sanitizers make everything slower; times in the tests are generous, orders of magnitude are what they are about.
PATIENCE_S = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Response:
    def __init__(self, status, headers, body, raw_head):
        self.status = status
        self.headers = headers  # list of (lower-case name, value)
        self.body = body
        self.raw_head = raw_head

    def header(self, name, default=None):
        values = [value for key, value in self.headers if key == name.lower()]
        return values[0] if values else default

    def __repr__(self):
        return f"<{self.status} {self.headers} {self.body[:200]!r}>"


class Connection:
    """A client connection that sends what it is given and reads whole responses."""

    def __init__(self, address, timeout=PATIENCE_S, source=None):
        if isinstance(address, str):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            self.socket.connect(address)
        else:
            self.socket = socket.create_connection(address, timeout, (source, 0) if source else None)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data)

    def _more(self):
        data = self.socket.recv(65536)
        self.buffer += data
        return bool(data)

    def read(self, head=False):
        """The next response, or None when the server closed the connection before one."""
        while b"\r\n\r\n" not in self.buffer:
            if not self._more():
                return None
        raw_head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = raw_head.split(b"\r\n")
        status = int(lines[0].split()[1])
        headers = []
        for line in lines[1:]:
            name, value = line.split(b":", 1)
            headers.append((name.decode().lower(), value.strip().decode("latin-1")))
        response = Response(status, headers, b"", raw_head)
        if head or status in (204, 304) or status < 200:
            return response
        length = response.header("content-length")
        if length is None:
            while self._more():
                pass
            response.body, self.buffer = self.buffer, b""
            return response
        while len(self.buffer) < int(length):
            if not self._more():
                break
        response.body, self.buffer = self.buffer[:int(length)], self.buffer[int(length):]
        return response

    def closed(self, timeout=PATIENCE_S):
        """Whether the server ends the connection without sending more."""
        self.socket.settimeout(timeout)
        try:
            return not self.buffer and self.socket.recv(1) == b""
        except ConnectionResetError:
            return True
        except (socket.timeout, TimeoutError):
            return False

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Server:
    """`inherit` is a listening socket that the server takes from its service manager."""

    def __init__(self, binary, *args, cache_dir=None, env=None, listen="127.0.0.1:0", expect_ready=True, inherit=None):
        self.binary = binary
        self.cache_dir = cache_dir or "none"
        self.stderr = tempfile.TemporaryFile("a+b")  # appended to, wherever log() has just read
        command = [binary, "serve", "--listen", listen, "--cache-dir", self.cache_dir, *args]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OGCARD_")}
        environment.update(env or {})
        descriptors = []
        if inherit:
            descriptors = [inherit.fileno()]
            command = ["bash", "-c", f'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&{inherit.fileno()}', "bash", *command]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.stderr, env=environment,
                                        pass_fds=descriptors)
        self.address = None
        if expect_ready:
            line = self.process.stdout.readline().decode()
            match = re.search(r"http://\[?([^\]/]+?)\]?:(\d+)/", line)
            if match:
                self.address = (match.group(1), int(match.group(2)))
            elif "unix:" in line:
                self.address = line.split("unix:")[1].strip()
            else:
                raise RuntimeError(f"the server did not start: {line!r} {self.log()}")

    def connect(self, timeout=PATIENCE_S):
        return Connection(self.address, timeout)

    def raw(self, data, head=False):
        with self.connect() as connection:
            connection.send(data)
            return connection.read(head)

    def get(self, target, method="GET", headers=(), host="test"):
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *headers, "", ""]
        return self.raw("\r\n".join(lines).encode(), head=method == "HEAD")

    def card(self, title="Title", template="og", extra="", **kwargs):
        return self.get(f"/api/{template}?title={urllib.parse.quote(title)}{extra}", **kwargs)

    def metric(self, name, labels=""):
        text = self.get("/metrics").body.decode()
        key = name + (f"{{{labels}}}" if labels else "")
        for line in text.splitlines():
            if line.startswith(key + " "):
                return float(line.split(" ")[1])
        raise KeyError(key)

    def wait_metric(self, name, value, labels="", timeout=PATIENCE_S, at_most=False):
        """Until the metric is at least `value`, or at most; returns what it is. A failure when it never is."""
        end = time.monotonic() + timeout
        while True:
            try:
                current = self.metric(name, labels)
            except KeyError:
                current = 0
            if current <= value if at_most else current >= value:
                return current
            check(time.monotonic() < end, name, labels, "is", current, "after", timeout, "s, not", value)
            time.sleep(0.02)

    def log(self):
        self.stderr.seek(0)
        return self.stderr.read().decode("utf-8", "replace")

    def wait_log(self, text, timeout=PATIENCE_S):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if text in self.log():
                return True
            time.sleep(0.02)
        return False

    def send_signal(self, number):
        self.process.send_signal(number)

    def freeze(self):
        """SIGSTOP, until it holds: one thread has to run for the signal before all stand still."""
        self.send_signal(signal.SIGSTOP)
        tasks = f"/proc/{self.process.pid}/task"
        end = time.monotonic() + PATIENCE_S
        for task in os.listdir(tasks):
            while True:
                with open(f"{tasks}/{task}/stat") as stat:
                    if stat.read().rsplit(")", 1)[1].split()[0] == "T":
                        break
                check(time.monotonic() < end, "the server does not stop")
                time.sleep(0.01)

    def stop(self, number=signal.SIGTERM, timeout=60):
        """Ends the server; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "it had to be killed"
        finally:
            self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.stop(signal.SIGKILL)
        elif kind:
            print(f"# the server ended with {self.process.returncode}")
        if kind:
            print("".join(f"#   {line}\n" for line in self.log().splitlines()[-40:]), end="")
        self.stderr.close()


class Suite:
    """Runs functions as TAP cases. Inside, check() raises with what was seen."""

    def __init__(self):
        self.tap = Tap()
        self.folders = []

    def folder(self):
        path = tempfile.mkdtemp(prefix="ogcard-test-")
        self.folders.append(path)
        return path

    def run(self, functions, *args):
        only = os.environ.get("ONLY", "")
        for function in functions:
            if only and only not in function.__name__:
                continue
            name = function.__name__.replace("_", " ")
            try:
                function(self, *args)
                self.tap.case(True, name)
            except Exception:  # noqa: BLE001 - any failure is a failed case
                self.tap.case(False, name, traceback.format_exc().splitlines())

    def finish(self):
        for path in self.folders:
            shutil.rmtree(path, ignore_errors=True)
        sys.exit(self.tap.finish())


def check(condition, *seen):
    if not condition:
        raise AssertionError(" ".join(str(item) for item in seen))


def equal(got, wanted, what=""):
    check(got == wanted, f"{what} is {got!r}, not {wanted!r}")


def clean_stop(server):
    """SIGTERM ends the server with 0, and no sanitizer had anything to say."""
    code = server.stop()
    log = server.log()
    check(code == 0, "exit code", code, log[-3000:])
    check("Sanitizer" not in log and "runtime error" not in log, log[-3000:])


def main(functions):
    suite = Suite()
    suite.run(functions, *sys.argv[1:])
    suite.finish()
