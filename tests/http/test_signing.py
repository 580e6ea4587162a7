"""Signed URLs: what is refused, keys that change, URLs that end, and the examples in other languages."""

import os
import re
import subprocess
import sys
import time

from harness import Server, check, clean_stop, equal, main

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "server", "signing")
sys.path.insert(0, EXAMPLES)
from sign import card_url  # noqa: E402

OLD, NEW = "the_former_key,_quite_long", "the-newer-key-of-two"


def signed_server(binary, *args, keys=NEW):
    return Server(binary, "--signatures", "required", *args, env={**os.environ, "OGCARD_SIGNING_KEYS": keys})


def only_signed_urls_give_cards(suite, binary):
    with signed_server(binary) as server:
        params = {"title": "Привет, & <мир>", "accent": "#ff0000"}
        target = card_url(NEW, "", "og", params)
        response = server.get(target)
        equal(response.status, 200, response)
        check("Привет, & <мир>".encode() in response.body[:200])
        sig = re.search("sig=([^&]*)", target).group(1)
        changed = [
            "/api/og?title=a",
            card_url(OLD, "", "og", params),
            target.replace("sig=" + sig, "sig=" + sig[:-2] + ("AA" if sig[-2:] != "AA" else "BB")),
            target.replace("sig=" + sig, "sig="),
            target.replace("sig=" + sig, "sig=" + sig[:-1]),
            target.replace("sig=" + sig, "sig=" + sig + "="),
            target.replace("sig=" + sig, "sig=" + "%FF" * 43),
            target.replace("ff0000", "ff0001"),
            target.replace("/api/og?", "/api/og.jpg?"),
            target.replace("accent=", "accentx="),
            target + "&v=2",
            target + "&lang=ru",
            target + "&exp=99999999999",
            "/api/og?title=other&" + target.split("?")[1],
        ]
        for bad in changed:
            response = server.get(bad)
            equal(response.status, 403, bad)
            equal(response.header("cache-control"), "no-store")
            check(NEW not in response.body.decode() and sig not in response.body.decode(), response.body)
        equal(server.metric("ogcard_signatures_refused_total"), len(changed))
        equal(server.metric("ogcard_renders_total"), 1)
        same = [
            target.replace("/api/og?", "/api/og/?"),
            "/api/og?" + "&".join(reversed(target.split("?")[1].split("&"))),
            target + "&fbclid=123&utm_source=x",
            target + "&title=second",
            target.replace("%D0", "%d0"),
        ]
        for good in same:
            equal(server.get(good).status, 200, good)
        equal(server.get("/healthz").status, 200)
        clean_stop(server)


def keys_change_without_a_gap(suite, binary):
    file = suite.folder() + "/keys"
    with open(file, "w") as stream:
        stream.write(f"{NEW}\n{OLD}\n")
    with Server(binary, "--signatures", "required", "--signing-key-file", file) as server:
        for key in (OLD, NEW):
            equal(server.get(card_url(key, "", "og", {"title": "a"})).status, 200, key)
        equal(server.get(card_url("some other key, too", "", "og", {"title": "a"})).status, 403)
        clean_stop(server)


def urls_end(suite, binary):
    now = int(time.time())
    with signed_server(binary) as server:
        card = server.get(card_url(NEW, "", "og", {"title": "a", "exp": str(now + 100)}))
        equal(card.status, 200)
        age = int(re.fullmatch(r"public, max-age=(\d+)", card.header("cache-control")).group(1))
        check(90 <= age <= 100, "max-age", age)
        card = server.get(card_url(NEW, "", "og", {"title": "a", "exp": str(now + 100), "v": "1"}))
        check("immutable" not in card.header("cache-control"), card)
        card = server.get(card_url(NEW, "", "og", {"title": "a", "exp": str(now + 10**7)}))
        equal(card.header("cache-control"), "public, max-age=86400")
        for exp in (str(now - 1), "0", "-5", "soon", "", "99999999999999999999999999x"):
            response = server.get(card_url(NEW, "", "og", {"title": "a", "exp": exp}))
            equal(response.status, 403, exp)
            check("expired" in response.body.decode(), response.body)
        clean_stop(server)


def public_templates_need_none(suite, binary):
    folder = suite.folder()
    for name in ("open", "closed"):
        with open(f"{folder}/{name}.html", "w") as file:
            file.write("x")
    with Server(binary, "--signatures", "unless-public", "--public-templates", "og, open", "--templates", folder,
                env={**os.environ, "OGCARD_SIGNING_KEYS": NEW}) as server:
        equal(server.card(template="open").status, 200)
        equal(server.card(template="og.png").status, 200)
        equal(server.card(template="closed").status, 403)
        equal(server.get(card_url(NEW, "", "closed", {"title": "a"})).status, 200)
        clean_stop(server)


def the_command_makes_urls(suite, binary):
    env = {**os.environ, "OGCARD_SIGNING_KEYS": f"{NEW} {OLD}"}

    def url(*args):
        return subprocess.run([binary, "url", "og", *args], env=env, capture_output=True, check=False)

    with signed_server(binary, keys=f"{OLD} {NEW}") as server:
        base = f"http://{server.address[0]}:{server.address[1]}"
        for args in ((), ("--format", "jpg"), ("--expires", "1h"), ("-p", "accent=#00ff00")):
            result = url("-p", "title=Grüße & „Zitate“", "--base", base + "/", *args)
            equal(result.returncode, 0, result.stderr)
            line = result.stdout.decode().strip()
            check(line.startswith(base + "/api/og"), line)
            check(re.fullmatch(r"[!-~]+", line), "only ASCII without spaces", line)
            equal(server.get(line[len(base):]).status, 200, line)
        tags = url("-p", 'title=A "quoted" <title>', "--base", "https://og.example.org", "--tags").stdout.decode()
        for part in ('property="og:image" content="https://og.example.org/api/og?title=A%20%22quoted%22',
                     '&amp;sig=', 'og:image:width" content="1200"', 'og:image:height" content="630"',
                     'og:image:type" content="image/png"', 'alt" content="A &quot;quoted&quot; &lt;title>"',
                     'name="twitter:card" content="summary_large_image"'):
            check(part in tags, part, tags)
        clean_stop(server)
    equal(url("-p", "nothing=1").returncode, 3, "exit code for a missing title")
    env.pop("OGCARD_SIGNING_KEYS")
    check(b"sig=" not in url("-p", "title=a").stdout)
    equal(url("-p", "title=a", "--expires", "1h").returncode, 2, "exit code of --expires without a key")


def examples_in_other_languages_agree(suite, binary):
    """Letter by letter in the signature, with each other and with `ogcard url`; the server takes every URL."""
    words = ["title=Ключ: \"100 %\" & ~!*()' 🦜 日本", "accent=#ff0000", "v=a+b"]
    go = suite.folder() + "/sign"
    subprocess.run(["gccgo-12", "-o", go, EXAMPLES + "/sign.go"], check=True, timeout=120)
    commands = [["/usr/bin/python3", "sign.py"], ["node", "sign.js"], ["php", "sign.php"], [go]]
    parameters = [part for word in words for part in ("-p", word)]
    made = subprocess.run([binary, "url", "og.webp", "--base", "http://a", *parameters],
                          env={**os.environ, "OGCARD_SIGNING_KEYS": NEW}, capture_output=True, check=True)
    signatures = {re.search("sig=([^&\n]*)", made.stdout.decode()).group(1)}
    with signed_server(binary) as server:
        for command in commands:
            result = subprocess.run([*command, NEW, "", "og.webp", *words], cwd=EXAMPLES, capture_output=True,
                                    timeout=120, check=True)
            target = result.stdout.decode().strip()
            equal(server.get(target).status, 200, command[0] + " " + target)
            signatures.add(re.search("sig=([^&]*)", target).group(1))
        equal(len(signatures), 1, f"the number of signatures {signatures}")
        equal(server.metric("ogcard_renders_total"), 1)
        clean_stop(server)


def keys_are_checked_and_not_shown(suite, binary):
    def run(*args, env=None):
        return subprocess.run([binary, "serve", *args], env={**os.environ, **(env or {})}, capture_output=True,
                              timeout=30, check=False)

    for args, env, word in (
        (["--signatures", "required"], None, b"key"),
        (["--signatures", "required", "--signing-keys", "short"], None, b"16"),
        (["--signatures", "required", "--signing-key-file", "/no/such"], None, b"/no/such"),
    ):
        result = run(*args, env=env)
        check(result.returncode in (2, 7) and word in result.stderr and b"\n" == result.stderr[-1:], args, result)
    shown = run("--print-config", env={"OGCARD_SIGNING_KEYS": NEW})
    check(NEW.encode() not in shown.stdout and b"signing-keys = (secret)" in shown.stdout, shown.stdout)


if __name__ == "__main__":
    main([
        only_signed_urls_give_cards,
        keys_change_without_a_gap,
        urls_end,
        public_templates_need_none,
        the_command_makes_urls,
        examples_in_other_languages_agree,
        keys_are_checked_and_not_shown,
    ])
