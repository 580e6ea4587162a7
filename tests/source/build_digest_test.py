#!/usr/bin/env python3
"""build_digest.py ROOT: the same sources give the same digest, any change another, and the build sees each change."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))

from tap import Tap

FILES = {"render/card.c": "int card;\n", "render/paint/draw.h": "int draw;\n", "fonts/font.c": "int font;\n"}
WORDS = ["cairo 1.16.0", "harfbuzz 6.0.0"]


def digest(script, files, words=(), folders=("render", "fonts")):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        output, depfile = os.path.join(root, "out.c"), os.path.join(root, "out.d")
        inputs = [os.path.join(root, folder) for folder in folders]
        subprocess.run([sys.executable, script, output, depfile, *inputs, "--", *words], check=True)
        with open(output, encoding="utf-8") as file:
            value = re.search(r'build_digest\[\] = "([0-9a-f]{32})";', file.read())[1]
        with open(depfile, encoding="utf-8") as file:
            return value, {os.path.relpath(path, root) for path in file.read().split(": ", 1)[1].split()}


def main():
    script = os.path.join(sys.argv[1], "render", "build_digest.py")
    tap = Tap()
    first, depends = digest(script, FILES, WORDS)
    again = {**dict(reversed(FILES.items())), "render/.card.c.swp": "of an editor"}
    tap.case(digest(script, again, WORDS[::-1])[0] == first, "the same sources give the same digest")
    changes = {
        "a changed file": {**FILES, "render/paint/draw.h": "int drew;\n"},
        "a new file": {**FILES, "render/templates/og.html": "<h1>"},
        "a file less": {path: FILES[path] for path in list(FILES)[:2]},
        "another name of a file": {**{path: FILES[path] for path in list(FILES)[1:]}, "render/care.c": "int card;\n"},
    }
    for name, files in changes.items():
        tap.case(digest(script, files, WORDS)[0] != first, f"{name} gives another digest")
    tap.case(digest(script, FILES, ["cairo 1.16.0", "harfbuzz 6.0.1"])[0] != first,
             "another library gives another digest")
    wanted = {*FILES, "render", "render/paint", "fonts"}
    tap.case(depends == wanted, "the build is told of every file and folder", [str(depends ^ wanted)])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
