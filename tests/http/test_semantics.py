"""What is answered: statuses, headers, conditional requests, decoding. On the stand-in for the library."""

import json
import re
import subprocess
import time
import urllib.parse

from harness import Connection, Server, check, clean_stop, equal, main

TITLE = "Революция: 100 % ИИ"
QUOTED = urllib.parse.quote(TITLE)


def head_of(response):
    return [(name, value) for name, value in response.headers if name not in ("date", "x-ogcard-cache", "x-request-id")]


def a_card_has_all_its_headers(suite, binary):
    with Server(binary) as server:
        response = server.card(TITLE)
        equal(response.status, 200)
        check(response.body.startswith(b"FAKE image/png og\n" + TITLE.encode()), response)
        equal(response.header("content-type"), "image/png")
        equal(int(response.header("content-length")), len(response.body))
        equal(response.header("cache-control"), "public, max-age=86400, stale-while-revalidate=604800")
        check(response.header("etag").startswith('"') and len(response.header("etag")) == 34, response)
        check(response.header("last-modified").endswith(" GMT"), response)
        check(response.header("date"), response)
        equal(response.header("access-control-allow-origin"), "*")
        equal(response.header("cross-origin-resource-policy"), "cross-origin")
        equal(response.header("x-content-type-options"), "nosniff")
        equal(response.header("cache-tag"), "ogcard-og")
        equal(response.header("x-ogcard-cache"), "miss")
        equal(response.header("accept-ranges"), None, "accept-ranges")
        equal(response.header("x-ogcard-missing-glyphs"), None)
        again = server.card(TITLE)
        equal(again.header("x-ogcard-cache"), "hit")
        equal(again.body, response.body)
        equal(head_of(again), head_of(response))
        equal(server.card("x", extra="&glyphs=3").header("x-ogcard-missing-glyphs"), "3")
        equal(server.card("x", extra="&glyphs=3").header("x-ogcard-missing-glyphs"), "3", "of a hit")
        clean_stop(server)


def head_is_get_without_the_body(suite, binary):
    with Server(binary) as server:
        for target in ("/api/og?title=" + QUOTED, "/", "/api", "/healthz", "/nothing", "/api/og"):
            head = server.get(target, method="HEAD")
            get = server.get(target)
            equal(head.status, get.status, target)
            equal(head_of(head), head_of(get), target)
        with server.connect() as connection:
            connection.send(b"HEAD /api/og?title=a HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.read(head=True)
            connection.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            equal(connection.read().status, 200, "after HEAD on one connection")
        clean_stop(server)


def spelling_of_the_url_does_not_matter(suite, binary):
    with Server(binary) as server:
        wanted = server.card(TITLE).body
        raw = TITLE.replace("%", "%25").encode()
        spellings = [
            b"/api/og?title=" + QUOTED.encode(),
            b"/api/og/?title=" + QUOTED.lower().encode(),
            b"/api/og.png?title=" + raw,
            b"/api/og.png/?title=" + raw.replace(b" ", b"+"),
            b"/api/og?title=" + raw.replace(b" ", b"%20"),
            b"/api/og?utm_source=x&title=" + QUOTED.encode() + b"&fbclid=%FF",
            b"/api/og?x=1&amp;title=" + QUOTED.encode(),
            b"/api/og?title=" + TITLE.encode(),  # "100 % " keeps its sign
            b"/api/%6Fg?title=" + QUOTED.encode(),
            b"http://og.example.org/api/og?title=" + QUOTED.encode(),
            b"/api/og?&&title=" + QUOTED.encode() + b"&",
            b"/api/og?title=" + QUOTED.encode() + b"&title=second",
        ]
        for spelling in spellings:
            response = server.raw(b"GET " + spelling + b" HTTP/1.1\r\nHost: a\r\n\r\n")
            equal(response.status, 200, spelling)
            equal(response.body, wanted, spelling)
        equal(server.metric("ogcard_renders_total"), 1)
        clean_stop(server)


def formats_by_extension(suite, binary):
    with Server(binary) as server:
        for extension, kind in (("", "png"), (".png", "png"), (".jpg", "jpeg"), (".webp", "webp")):
            response = server.card(template="og" + extension)
            equal(response.header("content-type"), "image/" + kind)
            check(response.body.startswith(f"FAKE image/{kind}".encode()))
        equal(server.metric("ogcard_renders_total"), 3)
        equal(server.card(template="og.gif").status, 404)
        clean_stop(server)


def unchanged_cards_are_304(suite, binary):
    with Server(binary) as server:
        card = server.card(TITLE)
        etag = card.header("etag")
        for value in (etag, f"W/{etag}", f'"a", {etag}', f'"a" ,W/"b",{etag} ', "*"):
            response = server.card(TITLE, headers=[f"If-None-Match: {value}"])
            equal(response.status, 304, value)
            equal(response.body, b"")
            for name in ("etag", "cache-control", "cache-tag"):
                equal(response.header(name), card.header(name), name)
        for value in ('"a"', etag[:-1], etag.strip('"'), "", '"'):
            equal(server.card(TITLE, headers=[f"If-None-Match: {value}"]).status, 200, value)
        modified = card.header("last-modified")
        equal(server.card(TITLE, headers=[f"If-Modified-Since: {modified}"]).status, 304)
        equal(server.card(TITLE, headers=["If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"]).status, 200)
        equal(server.card(TITLE, headers=["If-Modified-Since: Sunday, 06-Nov-44 08:49:37 GMT"]).status, 304)
        equal(server.card(TITLE, headers=["If-Modified-Since: yesterday"]).status, 200)
        equal(server.card(TITLE, headers=['If-None-Match: "a"', f"If-Modified-Since: {modified}"]).status, 200,
              "If-None-Match alone counts")
        equal(server.card(TITLE, headers=[f"If-None-Match: {etag}"], method="HEAD").status, 304)
        equal(server.metric("ogcard_renders_total"), 1)
        # The tag is known without the card: no render for someone who has it.
        other = server.card("other").header("etag")
        check(other != etag)
        clean_stop(server)
    with Server(binary) as server:
        equal(server.card(TITLE, headers=[f"If-None-Match: {etag}"]).status, 304, "after a restart")
        equal(server.metric("ogcard_renders_total"), 0)
        clean_stop(server)


def versioned_urls_are_immutable(suite, binary):
    with Server(binary, "--max-age", "1h", "--stale-while-revalidate", "0") as server:
        first = server.card()
        equal(first.header("cache-control"), "public, max-age=3600")
        second = server.card(extra="&v=2")
        equal(second.header("cache-control"), "public, max-age=31536000, immutable")
        equal(second.body, first.body)
        equal(server.card(extra="&v=").header("cache-control"), "public, max-age=3600")
        clean_stop(server)


def errors_are_short_and_never_cached(suite, binary):
    long_title = "x" * 301
    cases = [
        ("/api/og", 400, "title"),
        ("/api/og?title=", 400, "title"),
        ("/api/og?title=%FF", 400, "title"),
        ("/api/og?title=a%00b", 400, "title"),
        ("/api/og?title=%ED%A0%80", 400, "title"),
        (f"/api/og?title={long_title}", 400, "title"),
        ("/api/%FF?title=a", 400, "UTF-8"),
        ("/api/og%00x?title=a", 400, "UTF-8"),
        ("/api/og?" + "&".join(f"a{i}=1" for i in range(65)), 400, "64"),
        ("/api/nothing?title=a", 404, "og"),
        ("/api/og/more?title=a", 404, "/api"),
        ("/api//og?title=a", 404, "/api"),
        ("/" + "x" * 500, 404, "/api"),
        ("/favicon.ico", 404, "/api"),
        ("relative", 400, "slash"),
        ("*", 400, "slash"),
        ("/api/og?title=" + "x" * 7990, 414, "8000"),
        ("/api/og?title=a&fail=1", 500, "failed"),
    ]
    with Server(binary) as server:
        for target, status, word in cases:
            response = server.get(target)
            equal(response.status, status, target[:80])
            check(word in response.body.decode(), target[:80], response.body)
            check(len(response.body) < 400, response.body)
            equal(response.header("cache-control"), "no-store", target[:80])
            equal(response.header("content-type"), "text/plain; charset=utf-8")
            equal(response.header("x-content-type-options"), "nosniff")
        equal(server.get("/api/og?" + "&".join(f"a{i}=1" for i in range(63)) + "&title=a").status, 200, "64 parameters")
        title = "a" * 100
        target = f"/api/og?title={title}&pad="
        equal(server.get(target + "x" * (8000 - len(target))).status, 200, "a target of 8000 bytes")
        equal(server.get(target + "x" * (8001 - len(target))).status, 414, "a target of 8001 bytes")
        clean_stop(server)


def other_methods_are_405_at_once(suite, binary):
    with Server(binary) as server:
        for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"):
            response = server.get("/api/og?title=a", method=method)
            equal(response.status, 405, method)
            equal(response.header("allow"), "GET, HEAD, OPTIONS")
        # Nobody waits for a body that is announced only.
        start = time.monotonic()
        response = server.raw(b"POST /api/og HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n"
                              b"Expect: 100-continue\r\n\r\n")
        equal(response.status, 405)
        check(time.monotonic() - start < 3, "the answer took", time.monotonic() - start)
        clean_stop(server)


def options_and_cors(suite, binary):
    with Server(binary) as server:
        for target in ("/api/og?title=a", "*", "/"):
            response = server.get(target, method="OPTIONS",
                                  headers=["Origin: https://a.example", "Access-Control-Request-Method: GET"])
            equal(response.status, 204, target)
            equal(response.header("access-control-allow-origin"), "*")
            equal(response.header("access-control-allow-methods"), "GET, HEAD, OPTIONS")
            equal(response.header("allow"), "GET, HEAD, OPTIONS")
        clean_stop(server)


def ranges_are_not_offered(suite, binary):
    with Server(binary) as server:
        response = server.card(headers=["Range: bytes=0-9"])
        equal(response.status, 200)
        equal(int(response.header("content-length")), len(response.body))
        clean_stop(server)


def templates_as_json(suite, binary):
    with Server(binary) as server:
        response = server.get("/api")
        equal(response.header("content-type"), "application/json")
        data = json.loads(response.body)
        equal(data["templates"][0]["name"], "og")
        title = data["templates"][0]["parameters"][0]
        equal((title["name"], title["type"], title["required"], title["maxLength"]), ("title", "text", True, 300))
        equal(server.get("/api/").body, response.body)
        etag = response.header("etag")
        equal(server.get("/api", headers=[f"If-None-Match: {etag}"]).status, 304)
        clean_stop(server)


def the_playground_is_there(suite, binary):
    with Server(binary) as server:
        page = server.get("/")
        equal(page.status, 200)
        equal(page.header("content-type"), "text/html; charset=utf-8")
        check("default-src 'none'" in page.header("content-security-policy"), page)
        for name, kind in (("playground.css", "text/css"), ("playground.js", "text/javascript")):
            check(name in page.body.decode(), name)
            asset = server.get("/" + name)
            equal(asset.status, 200, name)
            check(asset.header("content-type").startswith(kind), asset)
            equal(server.get("/" + name, headers=["If-None-Match: " + asset.header("etag")]).status, 304)
        clean_stop(server)


def the_log_has_a_line_for_what_matters(suite, binary):
    secret = "nobody's business"
    with Server(binary, "--log-format", "json", "--trusted-proxies", "127.0.0.1") as server:
        server.card(secret, headers=["X-Forwarded-For: 198.51.100.7", "X-Request-Id: abc-123"])
        server.card(secret)
        failed = server.card(secret, extra="&fail=1", headers=["X-Request-Id: bad id\x7f"])
        check(server.wait_log('"status":"500"'), server.log())
        lines = [json.loads(line) for line in server.log().splitlines()]
        answers = [line for line in lines if line["message"] == "answered"]
        equal(len(answers), 2, "lines of answers (a hit has none)")
        miss, failure = answers
        equal((miss["level"], miss["id"], miss["client"], miss["path"], miss["status"], miss["cache"]),
              ("info", "abc-123", "198.51.100.7", "/api/og", "200", "miss"))
        check(float(miss["ms"]) > 0 and int(miss["bytes"]) == 20000, miss)
        equal((failure["level"], failure["status"]), ("warning", "500"))
        equal(failed.header("x-request-id"), failure["id"], "id in the answer")
        equal(len(failure["id"]), 16, "an id of the server's own")
        check("nobody" not in server.log(), server.log())
        clean_stop(server)
    with Server(binary, "--log-level", "debug") as server:
        server.card("a", headers=["X-Request-Id: claimed"])
        equal(server.get("/api/line%0d%0abreak%1b[31m?title=a").status, 404)
        server.card("a")
        check(server.wait_log("cache=hit"), server.log())
        check(server.wait_log("line\\x0d\\x0abreak\\x1b[31m"), server.log())
        clean_stop(server)
        check("claimed" not in server.log(), "an id that nobody trusted vouches for")
        for line in server.log().splitlines():
            check(line.startswith("20") and "\x1b" not in line, "a line of the log is", repr(line))


def health_and_metrics(suite, binary):
    with Server(binary) as server:
        equal(server.get("/healthz").body, b"alive\n")
        ready = server.get("/readyz")
        equal(ready.status, 200)
        check(b"ready\ntemplates: 1\ndisk cache: none" in ready.body, ready.body)
        server.card()
        server.card()
        server.card(template="nothing")
        equal(server.wait_metric("ogcard_requests_total", 2, labels='template="og",status="200"'), 2)
        equal(server.metric("ogcard_cache_hits_total", 'tier="memory"'), 1)
        equal(server.metric("ogcard_cache_misses_total"), 1)
        equal(server.metric("ogcard_request_seconds_count", 'cache="hit"'), 1)
        equal(server.metric("ogcard_request_seconds_bucket", 'cache="miss",le="+Inf"'), 1)
        for stage in ("style", "layout", "shape", "fit", "raster", "encode"):
            equal(server.metric("ogcard_stage_seconds_count", f'stage="{stage}"'), 1)
        check(server.metric("process_resident_memory_bytes") > 1e6)
        check(server.metric("ogcard_connections") >= 1)
        families = set()
        for line in server.get("/metrics").body.decode().splitlines():
            if line.startswith("# TYPE"):
                name = line.split()[2]
                check(name not in families, "two families", name)
                families.add(name)
        clean_stop(server)


PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100


def a_fallback_instead_of_errors(suite, binary):
    path = suite.folder() + "/fallback.png"
    with open(path, "wb") as file:
        file.write(PNG)
    with Server(binary, "--fallback", path, "--signing-keys", "0123456789abcdef", "--signatures", "unless-public",
                "--public-templates", "og,none") as server:
        for target, error, status in (("/api/none?title=a", "unknown-template", 404),
                                      ("/api/og?title=%FF", "bad-request", 400), ("/api/og", "bad-request", 400),
                                      ("/api/og?title=a&fail=1", "internal", 500)):
            for method in ("GET", "HEAD"):
                response = server.get(target, method=method)
                equal((response.status, response.header("content-type"), response.header("content-length")),
                      (200, "image/png", str(len(PNG))), target)
                equal(response.header("x-ogcard-error"), error, target)
                equal(response.header("cache-control"), "public, max-age=60", target)
                check(not response.header("etag") and not response.header("retry-after"), response)
            equal(server.get(target).body, PNG, target)
            name = "og" if error == "internal" else ""
            equal(server.metric("ogcard_requests_total", f'template="{name}",status="{status}"') >= 3, True, target)
        equal(server.metric("ogcard_fallbacks_total"), 12)
        equal(server.metric("ogcard_cache_memory_cards"), 0, "cards in the cache")
        for target in ("/nothing", "/api/"):
            check(server.get(target).header("content-type") != "image/png", target)
        equal(server.get("/api/og?title=a").header("x-ogcard-cache"), "miss")
        clean_stop(server)
    with Server(binary, "--fallback", path, "--fallback-status", "503", "--fallback-max-age", "0", "--signatures",
                "required", "--signing-keys", "0123456789abcdef") as server:
        refused = server.get("/api/og?title=a")
        equal((refused.status, refused.header("cache-control")), (403, "no-store"), "without a signature")
        response = server.get("/api/none?title=a")
        equal((response.status, response.header("cache-control"), response.body), (503, "no-store", PNG))
        clean_stop(server)
    with open(path, "w") as file:
        file.write("<svg/>")
    result = subprocess.run([binary, "serve", "--listen", "127.0.0.1:0", "--fallback", path, "--cache-dir", "none"],
                            capture_output=True, check=False)
    check(result.returncode == 2 and b"must be a PNG, JPEG or WebP" in result.stderr, result)


def metrics_at_an_address_of_their_own(suite, binary):
    with Server(binary, "--metrics-listen", "127.0.0.1:0", "--connections", "8") as server:
        check(server.wait_log("Metrics and health are at"))
        port = int(re.search(r"health are at http://127.0.0.1:(\d+)/", server.log()).group(1))
        public, server.address = server.address, ("127.0.0.1", port)
        for path in ("/metrics", "/healthz", "/readyz"):
            equal(server.get(path).status, 200, path)
        for path in ("/", "/api", "/api/og?title=a"):
            equal(server.get(path).status, 404, f"{path} at the internal address")
        # However many the public has.
        crowd = [Connection(public) for _ in range(12)]
        equal(server.get("/healthz").status, 200)
        for connection in crowd:
            connection.close()
        server.address = public
        equal(server.card().status, 200)
        for path in ("/metrics", "/healthz", "/readyz"):
            equal(server.get(path).status, 404, f"{path} at the public address")
        clean_stop(server)
    result = subprocess.run([binary, "serve", "--listen", "127.0.0.1:0", "--metrics-listen", "nowhere", "--cache-dir",
                             "none"], capture_output=True, check=False)
    check(result.returncode == 2 and b"--metrics-listen is" in result.stderr, result)


if __name__ == "__main__":
    main([
        a_card_has_all_its_headers,
        head_is_get_without_the_body,
        spelling_of_the_url_does_not_matter,
        formats_by_extension,
        unchanged_cards_are_304,
        versioned_urls_are_immutable,
        errors_are_short_and_never_cached,
        other_methods_are_405_at_once,
        options_and_cors,
        ranges_are_not_offered,
        templates_as_json,
        the_playground_is_there,
        the_log_has_a_line_for_what_matters,
        health_and_metrics,
        a_fallback_instead_of_errors,
        metrics_at_an_address_of_their_own,
    ])
