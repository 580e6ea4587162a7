"""The command line: help, errors, exit codes, settings, and the same bytes as over HTTP."""

import json
import os
import subprocess

from harness import Server, check, clean_stop, equal, main


def run(binary, *args, env=None, stdout=None):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OGCARD_")}
    environment.update(env or {})
    return subprocess.run([binary, *args], stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
                          timeout=60, check=False)


def help_and_version(suite, binary):
    for args in (["--help"], ["-h"], ["help"]):
        result = run(binary, *args)
        equal(result.returncode, 0)
        for word in (b"serve", b"render", b"inspect", b"templates", b"url", b"Exit codes"):
            check(word in result.stdout, word)
    check(run(binary, "--version").stdout.startswith(b"ogcard "))
    for command in ("serve", "render", "inspect", "templates", "url"):
        result = run(binary, command, "--help")
        equal((result.returncode, result.stderr), (0, b""), command)
        check(b"Exit codes" in result.stdout and b"--templates" in result.stdout, result.stdout)
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
        a_full_standard_output_is_an_error,
    ])
