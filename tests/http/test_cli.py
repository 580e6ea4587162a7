"""The command line: help, errors, exit codes, settings, and the same bytes as over HTTP."""

import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

from harness import check, clean_stop, equal, free_port, main, Server


def run(binary, *args, env=None, stdout=None):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OGCARD_")}
    environment.update(env or {})
    return subprocess.run([binary, *args], stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
                          timeout=60, check=False)


def help_and_version(suite, binary):
    for args in (["--help"], ["-h"], ["help"]):
        result = run(binary, *args)
        equal(result.returncode, 0)
        for word in (b"serve", b"render", b"inspect", b"templates", b"url", b"cache", b"health", b"Exit codes"):
            check(word in result.stdout, word)
    check(re.fullmatch(rb"ogcard \d+\.\d+\.\d+ \(build [0-9a-f]{12}\)\n", run(binary, "--version").stdout))
    for command in ("serve", "render", "inspect", "templates", "url", "cache", "health"):
        result = run(binary, command, "--help")
        equal((result.returncode, result.stderr), (0, b""), command)
        check(b"Exit codes" in result.stdout and b"Options:" in result.stdout, result.stdout)
        for line in result.stdout.decode().splitlines():
            check(len(line) <= 110 and line == line.rstrip(), "in the help", repr(line))


def errors_are_one_sentence_with_an_exit_code(suite, binary):
    folder = suite.folder()
    cases = [
        ([], 2, "command"),
        (["fly"], 2, "fly"),
        (["render"], 2, "template"),
        (["render", "og", "-p", "title=a", "--what"], 2, "--what"),
        (["render", "og", "-p"], 2, "NAME=VALUE"),
        (["render", "og", "-p", "title"], 2, "NAME=VALUE"),
        (["render", "og", "og", "-p", "title=a"], 2, "too many"),
        (["render", "og", "-p", "title=a", "--format", "gif"], 2, "png, jpg, webp"),
        (["render", "og"], 3, "title"),
        (["render", "none", "-p", "title=a"], 4, "og"),
        (["render", "og", "-p", "title=a", "-o", folder + "/no/such/card.png"], 7, "cannot be written"),
        (["serve", "--listen", "nonsense"], 2, "ADDRESS:PORT"),
        (["serve", "--listen", "192.0.2.1:1"], 7, "192.0.2.1:1"),
        (["serve", "--queue", "0"], 2, "whole number"),
        (["serve", "--queue", "x"], 2, "whole number"),
        (["serve", "--cache-size", "1X"], 2, "500M"),
        (["serve", "--wait", "5 apples"], 2, "15m"),
        (["serve", "--log-level", "loud"], 2, "debug"),
        (["serve", "--config", folder + "/none"], 7, "none"),
        (["serve", "--templates", folder + "/none"], 7, "none"),
        (["serve", "--trusted-proxies", "10.0.0.0/8 nginx"], 2, "nginx"),
        (["serve", "extra"], 2, "extra"),
        (["cache"], 2, "stat, verify, prune or clear"),
        (["cache", "burn"], 2, "burn"),
        (["cache", "stat", "--cache-dir", "none"], 2, "none"),
        (["cache", "stat", "--cache-dir", folder + "/none"], 7, "none"),
        (["health", "--listen", "127.0.0.1:1"], 8, "127.0.0.1:1"),
        (["health", "--listen", "unix:" + folder + "/none"], 8, "none"),
        (["health", "--listen", "here"], 8, "here"),
    ]
    for args, code, word in cases:
        result = run(binary, *args)
        error = result.stderr.decode()
        equal(result.returncode, code, f"exit code of {args}: {error}")
        check(word in error and error.startswith("ogcard: ") and error.count("\n") == 1, args, error)
        equal(result.stdout, b"", "standard output")


def the_same_bytes_as_over_http(suite, binary):
    out = suite.folder()
    with Server(binary) as server:
        for extension in ("png", "jpg", "webp"):
            body = server.card("Привет, мир", template="og." + extension, extra="&accent=%23ff0000").body
            path = f"{out}/card.{extension}"
            result = run(binary, "render", "og", "-p", "title=Привет, мир", "-p", "accent=#ff0000", "-o", path)
            equal(result.returncode, 0, result.stderr)
            equal(open(path, "rb").read() == body, True, "the same bytes as " + extension)
            result = run(binary, "render", "og", "--format", extension, "-q",
                         "title=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82,+%D0%BC%D0%B8%D1%80&accent=%23ff0000")
            equal(result.stdout == body, True, "on standard output")
            result = run(binary, "render", "og." + extension, "--param=title=Привет, мир", "-paccent=#ff0000",
                         "-o", "-")
            equal(result.stdout == body, True, "by the name's extension")
        clean_stop(server)
    equal(sorted(os.listdir(out)), ["card.jpg", "card.png", "card.webp"], "files")


def inspect_and_templates(suite, binary):
    result = run(binary, "inspect", "og", "-p", 'title=a "quoted" one')
    equal(result.returncode, 0)
    check(isinstance(json.loads(result.stdout), dict))
    check(b"og" in run(binary, "templates").stdout)
    names = [template["name"] for template in json.loads(run(binary, "templates", "--json").stdout)["templates"]]
    check("og" in names, names)


def settings(suite, binary):
    def config(*args, env=None):
        result = run(binary, "serve", "--print-config", *args, env=env)
        equal(result.returncode, 0, result.stderr)
        return dict(line.split(" = ", 1) if " = " in line else (line.split(" =")[0], "")
                    for line in result.stdout.decode().splitlines())

    file = suite.folder() + "/ogcard.conf"
    with open(file, "w") as stream:
        stream.write("# a comment\n\n  queue = 7\ncache-size = 5M\nwait=3s\nlisten = [::1]:1\n")
    defaults = config()
    equal((defaults["listen"], defaults["queue"]), ("127.0.0.1:8080", "256"))
    read = config("--config", file)
    equal((read["queue"], read["cache-size"], read["wait"], read["listen"]), ("7", str(5 << 20), "3", "[::1]:1"))
    env = {"OGCARD_QUEUE": "8", "OGCARD_CONFIG": file}
    equal(config(env=env)["queue"], "8", "environment over file")
    equal(config(env=env)["wait"], "3", "file by the environment")
    equal(config("--queue=9", env=env)["queue"], "9", "flag over environment")
    # What is printed can be read back and gives the same.
    printed = suite.folder() + "/printed.conf"
    with open(printed, "wb") as stream:
        stream.write(run(binary, "serve", "--print-config", "--queue", "11").stdout)
    equal(config("--config", printed)["queue"], "11", "printed and read")

    for text, word in (("queue", ":1"), ("\nnothing = 1\n", ":2"), ("queue = x", "whole number"),
                       ("config = a", "no setting")):
        with open(file, "w") as stream:
            stream.write(text)
        result = run(binary, "serve", "--config", file, "--print-config")
        check(result.returncode == 2 and word in result.stderr.decode(), text, result.stderr)
    result = run(binary, "serve", "--print-config", env={"OGCARD_QUEUE": "x"})
    check(result.returncode == 2 and b"OGCARD_QUEUE" in result.stderr, result.stderr)


def the_manual_has_every_option(suite, binary):
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "server", "manual.py")
    path = suite.folder() + "/ogcard.1"
    subprocess.run([sys.executable, script, binary, path], check=True, timeout=60)
    page = open(path, encoding="utf-8").read().replace("\\-", "-")
    sections = dict(re.findall(r"^\.SH OGCARD (\w+)\n(.*?)(?=^\.SH )", page, re.M | re.S))
    commands = re.findall(r"^  ogcard (\w+) +[A-Z]", run(binary, "--help").stdout.decode(), re.M)
    check(len(commands) >= 7, commands)
    equal(sorted(sections), sorted(command.upper() for command in commands), "sections")
    for command in commands:
        text = run(binary, command, "--help").stdout.decode()
        options = re.findall(r"^(?:  -\w, |      )(--[\w-]+)", text.split("Options:")[1], re.M)
        named = re.findall(r"^\.B (?:-\w, )?(--[\w-]+)", sections[command.upper()], re.M)
        equal(sorted(named), sorted(options), f"options of {command} in the manual")
    if shutil.which("man"):
        result = subprocess.run(["man", "--warnings", "-l", path], capture_output=True, timeout=60, check=False,
                                env={**os.environ, "MANWIDTH": "100", "LC_ALL": "C.UTF-8"})
        check(not result.stderr and b"OGCARD SERVE" in result.stdout, result.stderr)


def health_asks_a_server(suite, binary):
    path = suite.folder() + "/socket"
    with Server(binary) as server, Server(binary, listen="unix:" + path) as local:
        result = run(binary, "health", "--listen", f"{server.address[0]}:{server.address[1]}")
        equal((result.returncode, result.stdout.splitlines()[0]), (0, b"ready"), result.stderr)
        equal(run(binary, "health", env={"OGCARD_LISTEN": "unix:" + path}).returncode, 0)
        health = f"127.0.0.1:{free_port()}"
        with Server(binary, "--metrics-listen", health) as apart:
            environment = {"OGCARD_LISTEN": f"127.0.0.1:{apart.address[1]}", "OGCARD_METRICS_LISTEN": health}
            equal(run(binary, "health", env=environment).returncode, 0, "with an address of its own")
            clean_stop(apart)
        # One that is stopped and does not answer.
        server.freeze()
        result = run(binary, "health", "--timeout", "1", "--listen", f"{server.address[0]}:{server.address[1]}")
        equal(result.returncode, 8, result.stderr)
        server.send_signal(signal.SIGCONT)
        clean_stop(server)
        clean_stop(local)


def the_cache_is_looked_after(suite, binary):
    folder = suite.folder() + "/cache"

    def cache(*args):
        result = run(binary, "cache", *args, "--cache-dir", folder + "/")
        equal(result.returncode, 0, result.stderr)
        return result.stdout.decode()

    with Server(binary, cache_dir=folder) as server:
        for i in range(10):
            server.card(str(i))
        server.wait_metric("ogcard_cache_disk_writes_total", 10)
        clean_stop(server)
    files = sorted(glob.glob(folder + "/??/??/*"))
    check("cards:       10\n" in cache("stat"), cache("stat"))
    check("10 cards, 0 damaged" in cache("verify"))
    with open(files[0], "r+b") as file:
        file.write(b"x")
    shutil.copyfile(files[1], files[2])
    os.makedirs(folder + "/zz", exist_ok=True)
    with open(folder + "/README", "w") as file:
        file.write("not a card")
    check("8 cards, 2 damaged" in cache("verify"))
    check("8 cards, 0 damaged" in cache("verify"))
    for number, path in enumerate(sorted(glob.glob(folder + "/??/??/*"))):
        os.utime(path, (time.time() - 100 * (number + 1), time.time() - 5000))
    size = (os.path.getsize(files[3]) + 4095) // 4096 * 4096
    kept = sorted(glob.glob(folder + "/??/??/*"))[:3]
    check("5 cards removed, 3 left" in cache("prune", "--cache-size", str(3 * size)))
    equal(sorted(glob.glob(folder + "/??/??/*")), kept, "the cards used last")
    check("1 cards removed, 2 left" in cache("prune", "--unused", "250s"))
    check("2 cards removed" in cache("clear"))
    equal(glob.glob(folder + "/??/??/*"), [])
    check(os.path.exists(folder + "/README"), "what is no card is left alone")


def a_full_standard_output_is_an_error(suite, binary):
    with open("/dev/full", "wb") as full:
        result = run(binary, "render", "og", "-p", "title=a", stdout=full)
        equal(result.returncode, 7)
        equal(run(binary, "--help", stdout=full).returncode, 7)


if __name__ == "__main__":
    main([
        help_and_version,
        errors_are_one_sentence_with_an_exit_code,
        the_same_bytes_as_over_http,
        inspect_and_templates,
        settings,
        the_manual_has_every_option,
        health_asks_a_server,
        the_cache_is_looked_after,
        a_full_standard_output_is_an_error,
    ])
