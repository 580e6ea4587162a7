#!/usr/bin/env python3
"""What the finished objects show: the shared library exports only the public API, render/ and fonts/ keep no state.

symbols.py SHARED_LIBRARY STATIC_LIBRARY...
"""

import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))

from tap import Tap

# Of compilers and sanitizers.
FOREIGN = re.compile(r"^(_|\.L|__|\.)|\.(asan|ubsan)|asan|ubsan", re.IGNORECASE)
OBJDUMP_LINE = re.compile(r"^[0-9a-f]+ (.{7}) (\S+)\s+[0-9a-f]+\s+(?:\.hidden )?(\S+)$")


def run(*command):
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=environment).stdout


def exported(library):
    for line in run("nm", "-D", "--defined-only", library).splitlines():
        name = line.split()[-1].split("@")[0]
        if not FOREIGN.match(name):
            yield name


def writable_objects(archive):
    """Objects in .data and .bss; constant tables of pointers stand in .data.rel.ro."""
    for line in run("objdump", "-t", archive).splitlines():
        match = OBJDUMP_LINE.match(line)
        if not match:
            continue
        flags, section, name = match.groups()
        writable = section == "*COM*" or re.match(r"^\.(data|bss|tdata|tbss)(\.|$)", section)
        if writable and not section.startswith(".data.rel.ro") and "d" not in flags and not FOREIGN.search(name):
            yield name


def main():
    shared, archives = sys.argv[1], sys.argv[2:]
    tap = Tap()
    names = list(exported(shared))
    strangers = [name for name in names if not name.startswith("ogcard_")]
    tap.case(not strangers, "the library exports only ogcard_*", strangers)
    for archive in archives:
        found = sorted(set(writable_objects(archive)))
        tap.case(not found, f"{os.path.basename(archive)} has no globals that change", found)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
