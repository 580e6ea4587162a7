"""The service as it is: the real library behind it, the URLs that real pages carry."""

import os
import signal
import subprocess
import urllib.parse

from harness import Server, check, clean_stop, equal, main
from png import check_png, pixels_of

CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "corpus", "urls.tsv")
TITLE = "Революция с открытым исходным кодом от DeepSeek: Взгляд из закрытого саммита по ИИ"
TEMPLATE = "og-cuckoo-network"


def corpus():
    with open(CORPUS, encoding="utf-8") as file:
        for line in list(file)[1:]:
            language, url, title, decoded = line.rstrip("\n").split("\t")
            yield language, url, decoded or title


def target_of(url):
    """Path and query exactly as they are written, without scheme and host."""
    return "/" + url.split("/", 3)[3]


def the_url_of_the_first_screen(suite, binary):
    with Server(binary) as server:
        raw = server.get(f"/api/{TEMPLATE}?title=" + TITLE.replace(" ", "%20"))
        equal(raw.status, 200)
        check_png(raw.body)
        for target in (f"/api/{TEMPLATE}?title=" + urllib.parse.quote(TITLE), f"/api/{TEMPLATE}/?title=" + TITLE,
                       f"/api/{TEMPLATE}.png?title=" + TITLE.replace(" ", "+")):
            equal(server.get(target).body == raw.body, True, "the same bytes for " + target)
        equal(server.metric("ogcard_renders_total"), 1)
        for extension, start in (("jpg", b"\xff\xd8\xff"), ("webp", b"RIFF")):
            card = server.card(TITLE, template=f"{TEMPLATE}.{extension}")
            equal(card.body[:len(start)], start, extension)
        clean_stop(server)


def every_url_of_real_pages_gives_its_card(suite, binary):
    cache = suite.folder()
    bodies = {}
    with Server(binary, cache_dir=cache) as server:
        with server.connect() as connection:
            for language, url, title in corpus():
                request = f"GET {target_of(url)} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
                connection.send(request)
                first = connection.read()
                equal(first.status, 200, f"{language} {title}: {first.body[:300]}")
                check_png(first.body)
                equal(first.header("x-ogcard-missing-glyphs"), None, f"missing glyphs in {language} {title}")
                connection.send(request)
                second = connection.read()
                equal((second.header("x-ogcard-cache"), second.body == first.body), ("hit", True), title)
                bodies[target_of(url)] = first.body
        titles = len({title for _, _, title in corpus()})
        equal(server.metric("ogcard_renders_total"), titles, "renders of different titles")
        server.wait_metric("ogcard_cache_disk_writes_total", titles)
        server.stop(signal.SIGKILL)
    with Server(binary, cache_dir=cache) as server:
        with server.connect() as connection:
            for target, body in bodies.items():
                connection.send(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                card = connection.read()
                check(card.header("x-ogcard-cache").startswith("hit"), target, card.header("x-ogcard-cache"))
                equal(card.body == body, True, "the same bytes after kill -9 for " + target)
        equal(server.metric("ogcard_renders_total"), 0)
        clean_stop(server)


def the_command_line_gives_the_same_bytes(suite, binary):
    rows = list(corpus())
    out = suite.folder()
    with Server(binary) as server:
        for language, url, title in rows[::60]:
            body = server.get(target_of(url)).body
            path = out + "/card.png"
            subprocess.run([binary, "render", TEMPLATE, "-p", "title=" + title, "-o", path], check=True, timeout=60)
            equal(open(path, "rb").read() == body, True, f"the same bytes for {language} {title}")
        clean_stop(server)


def strangers_input_ends_in_a_card_or_a_sentence(suite, binary):
    with Server(binary) as server:
        for title in ("a" * 300, "字" * 300, "\U0001f600" * 100, "\u202e" * 50 + "x", "\u0301" * 200, "<b>&amp;</b>",
                      "{{title}}", "\ufdd0\ufffe", "\t\n\r", "x" + " " * 290, "ﷺ" * 100, "a\u200d" * 100):
            response = server.card(title)
            check(response.status in (200, 400), title, response)
            if response.status == 200:
                check_png(response.body)
        for target in ("/api/og?title=%FF", "/api/og?title=%00", "/api/og", "/api/og?title=" + "a" * 301):
            response = server.get(target)
            equal(response.status, 400, target)
            check("title" in response.body.decode(), response)
        response = server.card("a", template="nothing")
        equal(response.status, 404)
        check("og-cuckoo-network" in response.body.decode(), response.body)
        equal(server.card("a", extra="&accent=notacolor").status, 400)
        clean_stop(server)


def many_threads_give_the_same_bytes(suite, binary):
    import threading
    with Server(binary, "--memory-cache-size", "0", "--workers", "4") as server:
        titles = [title for _, _, title in corpus()][:12]
        wanted = {title: server.card(title, template=TEMPLATE).body for title in titles}
        bad = []

        def ask(offset):
            for i in range(len(titles)):
                title = titles[(i * 5 + offset) % len(titles)]
                card = server.card(title, template=TEMPLATE)
                if card.status != 200 or card.body != wanted[title]:
                    bad.append(title)

        threads = [threading.Thread(target=ask, args=(i,)) for i in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(bad, [])
        clean_stop(server)


def recompressed_cards_look_the_same(suite, binary):
    titles = [title for _, _, title in corpus()][:4]
    with Server(binary, "--recompress", cache_dir=suite.folder()) as server:
        first = {(name, title): server.card(title, template=name) for name in ("og", TEMPLATE) for title in titles}
        server.wait_metric("ogcard_recompressed_total", len(first))
        saved = 0
        for (name, title), card in first.items():
            small = server.card(title, template=name)
            check(small.header("etag") != card.header("etag") and len(small.body) < len(card.body), small)
            check(pixels_of(small.body) == pixels_of(card.body), f"{name}: other pixels for {title}")
            saved += len(card.body) - len(small.body)
        equal(server.metric("ogcard_recompress_saved_bytes_total"), saved)
        clean_stop(server)


def templates_of_a_folder_are_reloaded(suite, binary):
    folder = suite.folder()

    def write(color):
        with open(folder + "/mine.html", "w") as file:
            file.write('<!doctype html><html lang="en"><head><meta name="ogcard" content="width=600, height=300">'
                       '<meta name="param" content="title" data-required>'
                       f'<style>body {{ background: {color}; font: 40px Inter; }}</style></head>'
                       '<body><p>{{title}}</p></body></html>')

    write("#ffffff")
    with Server(binary, "--templates", folder) as server:
        first = server.card(template="mine")
        equal(first.status, 200, first)
        check_png(first.body, (600, 300))
        kept = server.card(template="og")
        write("#3366cc")
        server.send_signal(signal.SIGHUP)
        server.wait_metric("ogcard_reloads_total", 1, labels='result="ok"')
        second = server.card(template="mine")
        check(second.body != first.body and second.header("etag") != first.header("etag"), "the old card")
        equal(server.card(template="og").header("x-ogcard-cache"), "hit")
        equal(server.card(template="og").body == kept.body, True)
        write("no-color-at-all")
        server.send_signal(signal.SIGHUP)
        server.wait_metric("ogcard_reloads_total", 1, labels='result="failed"')
        equal(server.card(template="mine").body == second.body, True, "the last good version")
        check("mine.html:1:" in server.get("/readyz").body.decode(), server.get("/readyz").body)
        clean_stop(server)


if __name__ == "__main__":
    main([
        the_url_of_the_first_screen,
        every_url_of_real_pages_gives_its_card,
        the_command_line_gives_the_same_bytes,
        strangers_input_ends_in_a_card_or_a_sentence,
        many_threads_give_the_same_bytes,
        recompressed_cards_look_the_same,
        templates_of_a_folder_are_reloaded,
    ])
