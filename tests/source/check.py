#!/usr/bin/env python3
"""Holds the tree against rules.py. check.py ROOT prints TAP, one case a rule, each offence with file and line."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))

import rules
from tap import Tap

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
TREE = ["fonts", "include", "render", "server", "tests"]


class Source:
    """A file of the tree: path relative to the root, with forward slashes, and its text."""

    def __init__(self, root, path):
        self.root = root
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8", newline="") as file:
            self.text = file.read()
        self.lines = self.text.split("\n")

    def includes(self):
        """(line number, quoted, name as written)"""
        for number, line in enumerate(self.lines, 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match[1] == '"', match[2]

    def resolve(self, name):
        """Path in the tree of a quoted include, or None: beside the file, from the root, from include/."""
        for base in (os.path.dirname(self.path), "", "include"):
            path = os.path.normpath(os.path.join(base, name)).replace(os.sep, "/")
            if os.path.isfile(os.path.join(self.root, path)):
                return path
        return None


def read_tree(root):
    sources = []
    for top in TREE:
        for folder, folders, files in os.walk(os.path.join(root, top)):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(files):
                if name.endswith(rules.SOURCE_SUFFIXES):
                    path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
                    sources.append(Source(root, path))
    for name in ("meson.build", "meson_options.txt", "dev"):
        if os.path.isfile(os.path.join(root, name)):
            sources.append(Source(root, name))
    return sources


def is_c(source):
    return source.path.endswith((".c", ".h"))


def in_rooms(source):
    return is_c(source) and source.path.split("/")[0] in rules.ROOMS


def stage_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "render" and len(parts) > 2 and parts[1] in rules.STAGES else None


def check_rooms(sources):
    """Quoted includes exist and stay in the rooms below."""
    for source in filter(in_rooms, sources):
        room = source.path.split("/")[0]
        for number, quoted, name in source.includes():
            if not quoted:
                continue
            target = source.resolve(name)
            # What is not in the tree is made by the build: named by its room like everything else.
            path = target or name
            generated = target is None and name.split("/")[0] in rules.ROOMS
            if target is None and not generated:
                yield f"{source.path}:{number}: \"{name}\" is not in the tree (system headers stand in <>)"
            elif not path.startswith(tuple(rules.ROOMS[room])):
                yield f"{source.path}:{number}: {room}/ must not include {path}"


def check_stages(sources):
    """Stages of render/ see only plain types of each other, and nothing of the pipeline above them."""
    for source in filter(is_c, sources):
        stage = stage_of(source.path)
        if stage is None:
            continue
        allowed = rules.PLAIN_HEADERS + rules.PASSES[stage]
        for number, quoted, name in source.includes():
            path = (source.resolve(name) or name) if quoted else None
            if path is None or not path.startswith("render/") or path.startswith(f"render/{stage}/"):
                continue
            if path not in allowed:
                yield f"{source.path}:{number}: {stage} must not know {path}"


def check_libraries(sources):
    """Each library is called in the one place that stands for it."""
    for source in filter(in_rooms, sources):
        for number, quoted, name in source.includes():
            if quoted:
                continue
            for starts, places in rules.LIBRARIES:
                if name.startswith(tuple(starts)) and not source.path.startswith(tuple(places)):
                    yield f"{source.path}:{number}: <{name}> belongs to {', '.join(places)}"


def guard_name(path):
    """RENDER_TEXT_PARAGRAPH_H; in include/, where users' macros are near, OGCARD_H and OGCARD_INTERNAL_..."""
    if path.startswith("include/"):
        path = path.removeprefix("include/")
        path = path if path.startswith("ogcard") else "ogcard/" + path
    return re.sub(r"[^A-Za-z0-9]", "_", path).upper()


def check_guards(sources):
    """A header's guard is named by its path."""
    for source in sources:
        if not source.path.endswith(".h"):
            continue
        expected = guard_name(source.path)
        wanted = f"#ifndef {expected}\n#define {expected}\n"
        if wanted not in source.text or not source.text.rstrip().endswith("#endif"):
            yield f"{source.path}: the header guard should be {expected}"


def check_text(sources):
    """No tabs, no trailing blanks, LF line ends, a newline at the end; lines within the limit (C: clang-format)."""
    for source in sources:
        if not source.text.endswith("\n"):
            yield f"{source.path}: no newline at the end"
        for number, line in enumerate(source.lines, 1):
            if "\t" in line:
                yield f"{source.path}:{number}: a tab"
            if line != line.rstrip():
                yield f"{source.path}:{number}: white space at the end of the line"
            if len(line) > rules.MAX_LINE_LENGTH and not is_c(source):
                yield f"{source.path}:{number}: {len(line)} characters, at most {rules.MAX_LINE_LENGTH}"


def check_length(sources):
    """A file past the limit asks to be split by what it is about."""
    for source in sources:
        count = source.text.count("\n")
        if count > rules.MAX_LINES and source.path not in rules.LONG_FILES:
            yield f"{source.path}: {count} lines, at most {rules.MAX_LINES}"
    for path in rules.LONG_FILES:
        if not any(source.path == path and source.text.count("\n") > rules.MAX_LINES for source in sources):
            yield f"tests/source/rules.py: {path} is listed as long and is not"


def check_tables(sources):
    """The tables of rules.py name what is there."""
    known = {source.path for source in sources}
    named = rules.PLAIN_HEADERS + [path for paths in rules.PASSES.values() for path in paths]
    for path in named:
        if path not in known:
            yield f"tests/source/rules.py: {path} is not in the tree"
    folders = {path.split("/")[1] for path in known if path.startswith("render/") and path.count("/") > 1}
    for folder in sorted(folders - set(rules.STAGES) - set(rules.OTHER_FOLDERS)):
        yield f"tests/source/rules.py: render/{folder}/ is neither a stage nor one of OTHER_FOLDERS"


CHECKS = {
    "rooms include downwards only": check_rooms,
    "stages of render know only plain types of each other": check_stages,
    "libraries are called in their place": check_libraries,
    "header guards are named by their path": check_guards,
    "text is clean": check_text,
    "files are short": check_length,
    "the rules name what is there": check_tables,
}


def main():
    sources = read_tree(sys.argv[1])
    tap = Tap()
    for name, check in CHECKS.items():
        offences = list(check(sources))
        tap.case(not offences, name, offences)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
