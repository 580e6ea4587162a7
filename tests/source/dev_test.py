#!/usr/bin/env python3
"""The developer's side: the words of ./dev, the package list, the counting of cases.

dev_test.py ROOT
"""

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "..", "tools")]

import run
from tap import Tap

TAP_OK = "1..2\nok 1 - a\nok 2 - b\n"

# (what it is, entry of meson's log, passed, failed, skipped)
COUNTS = [
    ("two cases", {"stdout": TAP_OK, "result": "OK", "returncode": 0}, (2, 0, 0)),
    ("a failed case", {"stdout": "ok 1 - a\nnot ok 2 - b\n1..2\n", "result": "ERROR", "returncode": 1}, (1, 1, 0)),
    ("a leak after cases that passed", {"stdout": TAP_OK, "result": "ERROR", "returncode": 1}, (2, 1, 0)),
    ("a crash before the second case", {"stdout": "1..2\nok 1 - a\n", "result": "ERROR", "returncode": -11}, (1, 1, 0)),
    ("a time-out", {"stdout": "1..2\nok 1 - a\n", "result": "TIMEOUT", "returncode": -9}, (1, 1, 0)),
    ("a skipped case", {"stdout": "1..2\nok 1 - a\nok 2 - b # SKIP why\n", "result": "OK", "returncode": 0}, (1, 0, 1)),
    ("a name with a #", {"stdout": "1..1\nnot ok 1 - c \\# d\n", "result": "ERROR", "returncode": 1}, (0, 1, 0)),
    ("a plan and no case", {"stdout": "1..2\n", "result": "SKIP", "returncode": 0}, (0, 1, 0)),
    ("no word at all", {"stdout": "", "result": "SKIP", "returncode": 0}, (0, 1, 0)),
    ("all skipped by plan", {"stdout": "1..0 # SKIP why\n", "result": "SKIP", "returncode": 0}, (0, 0, 1)),
    ("no TAP, passed", {"stdout": "fine\n", "result": "OK", "returncode": 0}, (1, 0, 0)),
    ("no TAP, failed", {"result": "FAIL", "returncode": 1}, (0, 1, 0)),
    ("no TAP, skipped", {"result": "SKIP", "returncode": 77}, (0, 0, 1)),
]


def dev(root, *arguments):
    return subprocess.run(
        [os.path.join(root, "dev"), *arguments],
        cwd=tempfile.gettempdir(),
        env={"PATH": os.environ["PATH"], "LC_ALL": "POSIX"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def package_groups(root):
    groups = {}
    with open(os.path.join(root, ".packages"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("["):
                group = groups.setdefault(line.strip()[1:-1], [])
            elif line.strip() and not line.startswith("#"):
                group.append(line.strip())
    return groups


def check_words(tap, root):
    listed = dev(root)
    words = re.findall(r"^  ([a-z]+) .*  \S", listed.stdout, re.MULTILINE)
    with open(os.path.join(root, "dev"), encoding="utf-8") as file:
        defined = re.findall(r"^word_([a-z]+)\(\)", file.read(), re.MULTILINE)
    tap.case(listed.returncode == 0 and "test" in words, "dev lists its words", [listed.stdout])
    tap.case(sorted(words) == sorted(defined), "the words listed are the words there are", [words, defined])
    unknown = dev(root, "nonsense")
    tap.case(unknown.returncode == 1 and "nonsense" in unknown.stderr, "an unknown word is an error", [unknown.stderr])


def check_packages(tap, root):
    groups = package_groups(root)
    names = [name for group in groups.values() for name in group]
    tap.case(len(names) == len(set(names)), "a package is listed once")
    for group, wanted in groups.items():
        tap.case(dev(root, "packages", group).stdout.split() == wanted, f"dev packages {group}")
    tap.case(dev(root, "packages").stdout.split() == names, "dev packages prints all groups")
    tap.case(dev(root, "packages", "nonsense").returncode == 1, "an unknown group is an error")
    with open(os.path.join(root, "Dockerfile"), encoding="utf-8") as file:
        dockerfile = file.read()
    stray = [name for name in names if re.search(rf"(?<![\w/-]){re.escape(name)}(?![\w-])", dockerfile)]
    tap.case(not stray, "the Dockerfile names no package itself", stray)


def check_selection(tap):
    tests = [("a", ["unit"]), ("b", ["unit"]), ("c", ["http"]), ("http", ["other"])]
    tap.case(run.select(tests, ["unit", "c"]) == ["a", "b", "c"], "a suite and a test are taken together")
    tap.case(run.select(tests, ["http"]) == ["c", "http"], "a name of both")
    with contextlib.redirect_stderr(io.StringIO()) as said:
        tap.case(run.select(tests, ["nonsense"]) is None, "an unknown name is refused")
    tap.case("'nonsense'" in said.getvalue() and "http, other, unit" in said.getvalue(), "and what there is is listed")


def main():
    root = os.path.abspath(sys.argv[1])
    tap = Tap()
    check_words(tap, root)
    check_packages(tap, root)
    check_selection(tap)
    for name, entry, expected in COUNTS:
        found = run.count_cases({"stdout": "", **entry})
        tap.case(found == expected, f"counting: {name}", [found, expected])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
