#!/usr/bin/python3
"""Writes a C file with the bytes of some files: embed.py OUTPUT FILE...

index.html is served as "/", every other file under its own name.
"""
import os
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def main(output, paths):
    lines = ['#include "server/assets.h"', ""]
    rows = []
    for number, path in enumerate(paths):
        with open(path, "rb") as file:
            data = file.read()
        name = os.path.basename(path)
        served = "/" if name == "index.html" else "/" + name
        lines.append(f"static const unsigned char bytes_{number}[] = {{")
        for start in range(0, len(data), 20):
            lines.append("    " + ",".join(str(byte) for byte in data[start:start + 20]) + ",")
        lines.append("};")
        rows.append(f'    {{"{served}", "{TYPES[os.path.splitext(name)[1]]}", bytes_{number}, {len(data)}}},')
    lines += ["", "const struct asset asset_table[] = {", *rows, "};", f"const size_t asset_count = {len(rows)};", ""]
    with open(output, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


main(sys.argv[1], sys.argv[2:])
