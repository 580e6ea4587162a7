"""What stands in front of ogcard: the configurations of server/deploy as they are, with ports and folders moved."""

import os
import re
import signal
import subprocess
import threading
import time

from harness import Connection, Server, check, clean_stop, equal, free_port, main

DEPLOY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "server", "deploy")
TARGET = "/api/og?title=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82"
KEY = "a-key-that-is-long-enough"


def moved(name, *changes):
    """A file of server/deploy with each (before, after) of `changes` made."""
    with open(os.path.join(DEPLOY, name), encoding="utf-8") as file:
        text = file.read()
    for before, after in changes:
        check(before in text, name, "has no", before)
        text = text.replace(before, after)
    return text


class Proxy:
    """A proxy in front of `servers`; with several, it keeps nothing itself, so that one sees who makes what."""

    def __init__(self, suite, servers):
        self.folder = suite.folder()
        os.chmod(self.folder, 0o755)
        self.port = free_port()
        self.ports = [server.address[1] for server in servers]
        command = self.configure()
        with open(self.folder + "/log", "w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "HOME": self.folder})
        deadline = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise AssertionError(self.log())
            time.sleep(0.05)

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
        return f"{self.folder}/{name}"

    def log(self):
        with open(self.folder + "/log", encoding="utf-8", errors="replace") as file:
            return file.read()[-3000:]

    def answers(self):
        try:
            Connection(("127.0.0.1", self.port)).close()
            return True
        except OSError:
            return False

    def get(self, target, method="GET", headers=(), source=None):
        with Connection(("127.0.0.1", self.port), source=source) as connection:
            lines = [f"{method} {target} HTTP/1.1", "Host: og.example.org", *headers, "", ""]
            connection.send("\r\n".join(lines).encode())
            return connection.read(head=method == "HEAD")

    def kept(self, target):
        return self.get(target).header("x-cache-status")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.terminate()
        self.process.wait()
        if kind:
            print("".join(f"#   {line}\n" for line in self.log().splitlines()), end="")


class Nginx(Proxy):
    def configure(self):
        servers = "".join(f"server 127.0.0.1:{port};" for port in self.ports)
        text = moved("nginx.conf", ("/var/cache/ogcard-nginx", self.folder + "/cache"),
                     ("server 127.0.0.1:8080;", servers), ("listen 80;", f"listen 127.0.0.1:{self.port};"),
                     *([("proxy_cache ogcard;", "proxy_cache off;")] if len(self.ports) > 1 else []))
        folders = "".join(f"{name}_temp_path {self.folder}/{name};"
                          for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        return ["/usr/sbin/nginx", "-c", self.write(
            "nginx.conf", f"pid {self.folder}/pid; error_log {self.folder}/log; daemon off; worker_processes 1;\n"
            f"events {{}} http {{ access_log off; {folders}\n{text}\n}}\n")]


class Varnish(Proxy):
    def configure(self):
        backends = "".join(f'backend og{i} {{ .host = "127.0.0.1"; .port = "{port}"; .probe = ready; }}\n'
                           for i, port in enumerate(self.ports, 1))
        lines = "".join(f"replicas.add_backend(og{i});" for i in range(1, len(self.ports) + 1))
        text = moved("ogcard.vcl", ("replicas.add_backend(og1);", lines),
                     *([("return (hash);", "return (pass);")] if len(self.ports) > 1 else []))
        text = re.sub(r"(?m)^backend og1 \{.*?^\}", backends, text, flags=re.S)
        return ["/usr/sbin/varnishd", "-F", "-a", f"127.0.0.1:{self.port}", "-f", self.write("ogcard.vcl", text),
                "-n", self.folder + "/varnish", "-s", "malloc,64m", "-p", "default_grace=0"]


class Caddy(Proxy):
    def configure(self):
        text = moved("Caddyfile", ("og.example.org {", f"http://og.example.org:{self.port} {{"),
                     ("127.0.0.1:8080", " ".join(f"127.0.0.1:{port}" for port in self.ports)))
        return ["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config",
                self.write("Caddyfile", "{\nadmin off\n}\n" + text)]


# ---- what nginx and Varnish both do ------------------------------------------------------------------

def cards_are_kept(suite, binary, proxy_class):
    with Server(binary) as server, proxy_class(suite, [server]) as proxy:
        first, second = proxy.get(TARGET), proxy.get(TARGET)
        equal((first.status, first.header("x-cache-status")), (200, "MISS"))
        equal((second.header("x-cache-status"), second.body == first.body), ("HIT", True))
        equal(first.body == server.get(TARGET).body, True, "the same bytes")
        equal(second.header("etag"), first.header("etag"))
        equal(proxy.get(TARGET, headers=["If-None-Match: " + first.header("etag")]).status, 304)
        head = proxy.get(TARGET, method="HEAD")
        equal((head.status, head.header("content-length")), (200, str(len(first.body))))
        part = proxy.get(TARGET, headers=["Range: bytes=5-9"])
        check(part.body == (first.body[5:10] if part.status == 206 else first.body), "a range", part.status)
        for _ in range(2):
            error = proxy.get("/api/og")
            equal((error.status, error.header("x-cache-status")), (400, "MISS"), "an error is not kept")
        equal(proxy.get("/metrics").status, 403)
        equal(proxy.get(TARGET, method="POST", headers=["Content-Length: 0"]).status, 405)
        equal(proxy.get("/api/og?title=raw-ä").status, 200)
        clean_stop(server)


def a_crowd_is_one_request(suite, binary, proxy_class):
    with Server(binary) as server, proxy_class(suite, [server]) as proxy:
        results = []
        threads = [threading.Thread(target=lambda: results.append(proxy.get("/api/og?title=crowd&delay=500").status))
                   for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(results, [200] * 30)
        # Asked once: neither a hit of ogcard's nor one that waits there for the same card.
        equal((server.metric("ogcard_cache_misses_total"), server.metric("ogcard_cache_hits_total", 'tier="memory"')),
              (1, 0))
        clean_stop(server)


def appended_parameters_do_not_count(suite, binary, proxy_class):
    with Server(binary) as server, proxy_class(suite, [server]) as proxy:
        body = proxy.get(TARGET + "&accent=red").body
        path, query = TARGET.split("?")
        for target in (f"{TARGET}&accent=red&utm_source=x&utm_medium=y&fbclid=z", f"{TARGET}&utm_source=x&accent=red",
                       f"{path}?fbclid=1&{query}&accent=red", f"{TARGET}&fbclid=a&gclid=b&accent=red"):
            card = proxy.get(target)
            equal((card.header("x-cache-status"), card.body == body), ("HIT", True), target)
        for target in (f"{TARGET}&accent=blue", f"{TARGET}utm_source=x&accent=red", f"{TARGET}&lang=ru&accent=red",
                       f"{path}.jpg?{query}&accent=red"):
            equal(proxy.get(target).header("x-cache-status"), "MISS", target)
        clean_stop(server)


def signatures_stay_ogcards_affair(suite, binary, proxy_class):
    def sign(*args):
        result = subprocess.run([binary, "url", "og", "-p", "title=a", *args], capture_output=True, check=True,
                                env={**os.environ, "OGCARD_SIGNING_KEYS": KEY})
        return re.sub(r"^https?://[^/]*", "", result.stdout.decode().strip())

    with Server(binary, "--signatures", "required", env={**os.environ, "OGCARD_SIGNING_KEYS": KEY}) as server, \
            proxy_class(suite, [server]) as proxy:
        good, short = sign(), sign("--expires", "3s")
        for target in (good, short):
            equal(proxy.get(target).status, 200, target)
            equal(proxy.kept(target), "HIT", target)
        equal(proxy.get("/api/og?title=a").status, 403, "without the signature")
        equal(proxy.get(re.sub("sig=...", "sig=AAA", good)).status, 403, "with a wrong one")
        time.sleep(4)
        for _ in range(3):
            equal(proxy.get(short).status, 403, "after the URL's end")
        equal(proxy.kept(good), "HIT")
        clean_stop(server)


def old_cards_bridge(suite, binary, proxy_class):
    """While a card is asked for again, and while ogcard is away; what it then says of the card counts."""
    folder = suite.folder()
    template = folder + "/mine.html"

    def write(text):
        with open(template + ".new", "w") as file:
            file.write(text)
        os.rename(template + ".new", template)

    write("first")
    target = "/api/mine?title=a&delay=700"
    with Server(binary, "--templates", folder, "--max-age", "1s") as server, proxy_class(suite, [server]) as proxy:
        old = proxy.get(target).body
        write("second")
        server.send_signal(signal.SIGHUP)
        server.wait_metric("ogcard_reloads_total", 1, labels='result="ok"')
        time.sleep(2.5)  # nginx counts in whole seconds
        equal(proxy.get(target).body == old, True, "the old card, which does not wait for the new one")
        deadline = time.monotonic() + 30
        while proxy.get(target).body == old:
            check(time.monotonic() < deadline, "the new card does not come")
            time.sleep(0.1)
        new = proxy.get(target).body
        equal(new == server.get(target).body, True, "the new card")
        clean_stop(server)
        time.sleep(2.5)
        for _ in range(3):
            away = proxy.get(target)
            equal((away.status, away.body == new), (200, True), "while ogcard is away")
        missing = proxy.get("/api/og?title=unknown")
        check(missing.status in (502, 503, 504), missing)
        check("max-age" not in (missing.header("cache-control") or ""), missing)


def a_fallback_takes_no_cards_place(suite, binary, proxy_class):
    folder, templates = suite.folder(), suite.folder()
    with open(folder + "/fallback.png", "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + b"fallback")
    with open(templates + "/mine.html", "w") as file:
        file.write("x")
    options = ["--templates", templates, "--max-age", "1s", "--fallback", folder + "/fallback.png"]
    with Server(binary, *options) as server, proxy_class(suite, [server]) as proxy:
        card = proxy.get("/api/mine?title=a").body
        check(b"fallback" not in card)
        os.remove(templates + "/mine.html")
        server.send_signal(signal.SIGHUP)
        server.wait_metric("ogcard_reloads_total", 1, labels='result="ok"')
        time.sleep(2.5)
        for number in range(3):
            equal(proxy.get("/api/mine?title=a").body == card, True, "the old card")
            equal(server.wait_metric("ogcard_fallbacks_total", number + 1) > number, True, "asked in the background")
        for number in range(2):
            other = proxy.get("/api/mine?title=b")
            equal((other.status, other.body[8:], other.header("x-cache-status")), (200, b"fallback", "MISS"))
        clean_stop(server)


def unchanged_cards_are_asked_for_by_tag(suite, binary, proxy_class):
    with Server(binary, "--max-age", "1s", "--stale-while-revalidate", "0") as server, \
            proxy_class(suite, [server]) as proxy:
        body = proxy.get(TARGET).body
        time.sleep(2.5)
        equal(proxy.get(TARGET).body == body, True)
        equal(server.wait_metric("ogcard_not_modified_total", 1), 1)
        clean_stop(server)


# ---- a fleet ------------------------------------------------------------------------------------------

def fleet_makes_each_card_once(suite, binary, proxy_class, *spellings):
    with Server(binary) as a, Server(binary) as b, Server(binary) as c, proxy_class(suite, [a, b, c]) as proxy:
        for spelling in spellings:
            for i in range(40):
                equal(proxy.get("/api/og?" + spelling.format(i)).status, 200, spelling)
        made = [server.metric("ogcard_renders_total") for server in (a, b, c)]
        equal(sum(made), 40, f"the sum of the renders {made}")
        check(min(made) >= 4, "cards by replica", made)
        clean_stop(c)

        def renders_now(asked):
            for i in range(40):
                equal(asked.get("/api/og?" + spellings[0].format(i)).status, 200)
            return a.metric("ogcard_renders_total") + b.metric("ogcard_renders_total")

        equal(renders_now(proxy), 40, "the sum of the renders when one does not answer and only its cards moved")
        with proxy_class(suite, [a, b]) as smaller:
            check(renders_now(smaller) <= 44, "the sum of the renders when one is taken out", renders_now(smaller))
        clean_stop(a)
        clean_stop(b)


# Signed at different times, with an end and without, and with what a network appended.
SIGNED = ["title=card-{}&sig=abc", "sig=xyz&title=card-{}&utm_source=a", "exp=9&title=card-{}&sig=xyz"]


def nginx_and_a_fleet(suite, binary):
    fleet_makes_each_card_once(suite, binary, Nginx, *SIGNED)


def varnish_and_a_fleet(suite, binary):
    fleet_makes_each_card_once(suite, binary, Varnish, *SIGNED)


def caddy_and_a_fleet(suite, binary):
    fleet_makes_each_card_once(suite, binary, Caddy, "title=card-{}", "title=card-{}")


# ---- what each does of its own ------------------------------------------------------------------------

def nginx_names_the_client(suite, binary):
    with Server(binary, "--trusted-proxies", "127.0.0.1", "--cards-per-minute", "60", "--cards-burst", "3") as server, \
            Nginx(suite, [server]) as proxy:
        # The limit goes by the client that nginx names, whatever that claims itself.
        statuses = [proxy.get(f"/api/og?title=limit{i}", headers=[f"X-Forwarded-For: 192.0.2.{i}"], source="127.0.0.2")
                    .status for i in range(8)]
        equal(statuses[:3], [200] * 3)
        check(429 in statuses, statuses)
        equal(proxy.get("/api/og?title=another", source="127.0.0.3").status, 200, "another client")
        clean_stop(server)


def varnish_knows_one_card_by_all_orders(suite, binary):
    with Server(binary) as server, Varnish(suite, [server]) as proxy:
        body = proxy.get("/api/og?title=a&accent=red").body
        for target in ("/api/og?accent=red&title=a", "/api/og?title=a&accent=red&",
                       "/api/og?utm_x=1&title=a&accent=red"):
            card = proxy.get(target, headers=["Cookie: session=1", "Authorization: Basic eA=="])
            equal((card.header("x-cache-status"), card.body == body), ("HIT", True), target)
        clean_stop(server)


def varnish_removes_the_cards_of_a_template(suite, binary):
    folder = suite.folder()
    with open(folder + "/mine.html", "w") as file:
        file.write("x")
    mine, other = "/api/mine?title=a", "/api/og?title=a"
    with Server(binary, "--templates", folder) as server, Varnish(suite, [server]) as proxy:
        for target in (mine, other):
            proxy.get(target)
            equal(proxy.kept(target), "HIT")
        equal(proxy.get("/", method="BAN", headers=["Cache-Tag: x || obj.status == 200"]).status, 403)
        equal(proxy.get("/", method="BAN", headers=["Cache-Tag: ogcard-mine"]).status, 200)
        equal((proxy.kept(mine), proxy.kept(other)), ("MISS", "HIT"))
        clean_stop(server)


def caddy_in_front(suite, binary):
    with Server(binary) as server, Caddy(suite, [server]) as proxy:
        card = proxy.get(TARGET)
        equal((card.status, card.body == server.get(TARGET).body), (200, True))
        equal(proxy.get(TARGET, headers=["If-None-Match: " + card.header("etag")]).status, 304)
        equal(proxy.get("/metrics").status, 403)
        clean_stop(server)


def of(proxy_class, case):
    def run(suite, binary):
        case(suite, binary, proxy_class)

    run.__name__ = f"{proxy_class.__name__.lower()}: {case.__name__}"
    return run


if __name__ == "__main__":
    common = [cards_are_kept, a_crowd_is_one_request, appended_parameters_do_not_count, signatures_stay_ogcards_affair,
              old_cards_bridge, a_fallback_takes_no_cards_place,
              unchanged_cards_are_asked_for_by_tag]
    cases = []
    for program, proxy, own in (
        ("/usr/sbin/nginx", Nginx, [nginx_and_a_fleet, nginx_names_the_client]),
        ("/usr/sbin/varnishd", Varnish, [varnish_and_a_fleet, varnish_knows_one_card_by_all_orders,
                                         varnish_removes_the_cards_of_a_template]),
        ("/usr/bin/caddy", Caddy, [caddy_and_a_fleet, caddy_in_front]),
    ):
        if not os.path.exists(program):
            print(f"# {program} is not installed: its configuration is not tested")
            continue
        if proxy is not Caddy:
            cases += [of(proxy, case) for case in common]
        cases += own
    main(cases)
