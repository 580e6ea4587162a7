"""Templates that change while the service runs: SIGHUP, --watch, the last good version of a broken one."""

import os
import signal
import threading
import time

from harness import Server, check, clean_stop, equal, main

GOOD = """<!doctype html><html lang="en"><head><meta name="param" content="title">
<style>h1 {{ color: {color} }}</style></head><body><h1>{{{{title}}}}</h1></body></html>
"""
BROKEN = """<!doctype html><html lang="en"><head>
<style>h1 { colour: red }</style></head><body><h1>a</h1></body></html>
"""


def write(folder, name, text):
    """As a careful editor does: a temporary name, then the right one."""
    path = os.path.join(folder, name)
    with open(path + ".new", "w") as file:
        file.write(text)
    os.rename(path + ".new", path)


def until(condition, what, timeout=20):
    end = time.monotonic() + timeout
    while not condition():
        check(time.monotonic() < end, "not in time:", what)
        time.sleep(0.03)


def etag(server, template):
    return server.card(template=template).header("etag")


def a_broken_template_at_the_start(suite, binary):
    folder = suite.folder()
    write(folder, "good.html", GOOD.format(color="red"))
    write(folder, "bad.html", BROKEN)
    write(folder, "og.html", BROKEN)
    with Server(binary, "--templates", folder) as server:
        equal(server.card(template="good").status, 200)
        answer = server.card(template="bad")
        equal(answer.status, 500)
        check(b"bad.html:2:" in answer.body and b"colour" in answer.body, answer.body)
        check(folder.encode() not in answer.body, "the answer shows where the folder is", answer.body)
        # The built-in of the same name is not what the operator wants to see.
        equal(server.card(template="og").status, 500)
        equal(server.card(template="none").status, 404)
        ready = server.get("/readyz")
        equal(ready.status, 200)
        for name in ("bad", "og"):
            check(f"template {name}: broken, requests for it fail: {folder}/{name}.html:2:".encode() in ready.body,
                  ready.body)
            check(f"Template {name} is broken" in server.log(), server.log())
        write(folder, "bad.html", GOOD.format(color="blue"))
        os.remove(folder + "/og.html")
        server.send_signal(signal.SIGHUP)
        server.wait_metric("ogcard_reloads_total", 1, labels='result="ok"')
        equal(server.card(template="bad").status, 200)
        equal(server.card(template="og").status, 200)
        check(b"broken" not in server.get("/readyz").body)
        clean_stop(server)


def the_last_good_version_stays(suite, binary):
    folder = suite.folder()
    write(folder, "mine.html", GOOD.format(color="red"))
    write(folder, "other.html", GOOD.format(color="red"))
    with Server(binary, "--templates", folder) as server:
        mine, other = etag(server, "mine"), etag(server, "other")
        # One is broken, the other edited: only that one changes. Twice, so that what was kept is kept again.
        for number, color in enumerate(("green", "blue"), 1):
            write(folder, "mine.html", BROKEN)
            write(folder, "other.html", GOOD.format(color=color))
            server.send_signal(signal.SIGHUP)
            server.wait_metric("ogcard_reloads_total", number, labels='result="failed"')
            equal(etag(server, "mine"), mine, "the broken template's card")
            edited = etag(server, "other")
            check(edited != other, "the edited template's card is the old one")
            other = edited
        check(b"template mine: broken, its last good version is in use: " in server.get("/readyz").body)
        check("its last good version stays in use" in server.log(), server.log())
        # A file that cannot be read is like one that is broken; one that is gone is gone.
        os.remove(folder + "/mine.html")
        os.mkfifo(folder + "/mine.html")
        server.send_signal(signal.SIGHUP)
        server.wait_metric("ogcard_reloads_total", 3, labels='result="failed"')
        equal(etag(server, "mine"), mine, "the unreadable template's card")
        os.remove(folder + "/mine.html")
        server.send_signal(signal.SIGHUP)
        server.wait_metric("ogcard_reloads_total", 1, labels='result="ok"')
        equal(server.card(template="mine").status, 404)
        clean_stop(server)


def a_folder_that_cannot_be_read(suite, binary):
    folder = suite.folder() + "/templates"
    os.mkdir(folder)
    write(folder, "mine.html", GOOD.format(color="red"))
    with Server(binary, "--templates", folder) as server:
        mine = etag(server, "mine")
        os.rename(folder, folder + ".away")
        server.send_signal(signal.SIGHUP)
        server.wait_metric("ogcard_reloads_total", 1, labels='result="failed"')
        equal(etag(server, "mine"), mine)
        check(b"reload: failed" in server.get("/readyz").body)
        clean_stop(server)


def watching(suite, binary):
    folder = suite.folder()
    write(folder, "mine.html", GOOD.format(color="red"))
    with Server(binary, "--templates", folder, "--watch") as server:
        mine = etag(server, "mine")
        write(folder, "mine.html", GOOD.format(color="blue"))
        until(lambda: etag(server, "mine") != mine, "a file renamed into place")
        mine = etag(server, "mine")
        with open(folder + "/mine.html", "w") as file:
            file.write(GOOD.format(color="green"))
        until(lambda: etag(server, "mine") != mine, "a file written in place")
        mine = etag(server, "mine")
        # A new folder, and a file in it that is not the template itself.
        os.mkdir(folder + "/new")
        write(folder + "/new", "index.html", GOOD.format(color="red").replace("</h1>", '</h1><img src="a.svg">'))
        until(lambda: server.card(template="new").status == 500, "a template whose picture is missing")
        os.mkdir(folder + "/new/pictures")
        write(folder + "/new", "a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
        until(lambda: server.card(template="new").status == 200, "its picture")
        new = etag(server, "new")
        write(folder + "/new", "a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="9"/>')
        until(lambda: etag(server, "new") != new, "another picture")
        equal(etag(server, "mine"), mine, "the template that nobody touched")
        write(folder, "mine.html", BROKEN)
        until(lambda: b"template mine: broken" in server.get("/readyz").body, "a broken file")
        equal(etag(server, "mine"), mine, "the last good version")
        os.remove(folder + "/mine.html")
        until(lambda: server.card(template="mine").status == 404, "a removed file")
        # The whole folder goes away and comes back.
        os.rename(folder, folder + ".away")
        time.sleep(0.5)
        equal(server.card(template="new").status, 200)
        os.mkdir(folder)
        write(folder, "later.html", GOOD.format(color="red"))
        until(lambda: server.card(template="later").status == 200, "a folder put back")
        clean_stop(server)
        os.rename(folder + ".away", folder + "/away")


def settled_reloads(server):
    """Their number once none follows any more."""
    count = -1
    while count != (now := server.metric("ogcard_reloads_total", labels='result="ok"')):
        count = now
        time.sleep(0.7)
    return count


def many_changes_are_one_reload(suite, binary):
    folder = suite.folder()
    with Server(binary, "--templates", folder, "--watch") as server:
        for number in range(40):
            write(folder, f"t{number}.html", GOOD.format(color="red"))
        until(lambda: server.card(template="t39").status == 200, "the last of them")
        count = settled_reloads(server)
        check(1 <= count <= 4, "reloads:", count)
        # What editors keep beside the file is nothing to reload for.
        write(folder, ".t1.html.swp", "x")
        time.sleep(0.6)
        equal(server.metric("ogcard_reloads_total", labels='result="ok"'), count, "reloads after a hidden file")
        clean_stop(server)


def requests_do_not_wait_for_a_reload(suite, binary):
    folder = suite.folder()
    for number in range(30):
        write(folder, f"t{number}.html", GOOD.format(color="red"))
    with Server(binary, "--templates", folder, "--watch") as server:
        server.card(template="t0")
        stop, bad, slowest = threading.Event(), [], [0.0]

        def ask():
            while not stop.is_set():
                start = time.monotonic()
                response = server.card(template="t0")
                slowest[0] = max(slowest[0], time.monotonic() - start)
                if response is None or response.status != 200:
                    bad.append(response)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        reloads = 0
        for number in range(3):
            write(folder, "t1.html", GOOD.format(color=f"rgb({number}, 0, 0)"))
            reloads = server.wait_metric("ogcard_reloads_total", reloads + 1, 'result="ok"')
        stop.set()
        for thread in threads:
            thread.join()
        equal(bad, [])
        print(f"# slowest answer while reloading: {slowest[0] * 1000:.1f} ms")
        check(reloads >= 3, "reloads:", reloads)
        clean_stop(server)


def watching_needs_a_folder(suite, binary):
    with Server(binary, "--watch", expect_ready=False) as server:
        equal(server.process.wait(20), 2)
        check("--templates" in server.log(), server.log())
        server.process.stdout.close()


if __name__ == "__main__":
    main([
        a_broken_template_at_the_start,
        the_last_good_version_stays,
        a_folder_that_cannot_be_read,
        watching,
        many_changes_are_one_reload,
        requests_do_not_wait_for_a_reload,
        watching_needs_a_folder,
    ])
