#!/usr/bin/env python3
"""check.py on small trees: each rule passes a clean tree and catches what it is for."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))

import check
import rules
from tap import Tap

CLEAN = {
    "include/ogcard.h": "#ifndef OGCARD_H\n#define OGCARD_H\n#endif\n",
    "include/internal/error.h": '#ifndef OGCARD_INTERNAL_ERROR_H\n#define OGCARD_INTERNAL_ERROR_H\n#endif\n',
    "fonts/font.h": '#ifndef FONTS_FONT_H\n#define FONTS_FONT_H\n#include <hb.h>\n#include "ogcard.h"\n#endif\n',
    "fonts/font.c": '#include "font.h"\n#include "fonts/coverage_table.h"\n',
    "render/card.c": '#include "text/paragraph.h"\n#include "render/layout/box.h"\n#include "fonts/font.h"\n',
    "render/text/paragraph.h": "#ifndef RENDER_TEXT_PARAGRAPH_H\n#define RENDER_TEXT_PARAGRAPH_H\n"
    '#include "../arena.h"\n#include "fonts/font.h"\n#endif\n',
    "render/text/break.c": '#include <unicode/ubrk.h>\n#include "paragraph.h"\n',
    "render/text/secret.h": "#ifndef RENDER_TEXT_SECRET_H\n#define RENDER_TEXT_SECRET_H\n#endif\n",
    "render/layout/box.h": "#ifndef RENDER_LAYOUT_BOX_H\n#define RENDER_LAYOUT_BOX_H\n"
    '#include "../text/paragraph.h"\n#endif\n',
    "render/card.h": "#ifndef RENDER_CARD_H\n#define RENDER_CARD_H\n#endif\n",
    "server/main.c": '#include "server/mhd.h"\n#include "internal/error.h"\n#include "ogcard.h"\n',
    "server/mhd.h": "#ifndef SERVER_MHD_H\n#define SERVER_MHD_H\n#include <microhttpd.h>\n#endif\n",
}
for header in rules.PLAIN_HEADERS:
    macro = check.guard_name(header)
    CLEAN[header] = f"#ifndef {macro}\n#define {macro}\n#endif\n"

# (what it is, path, content, the check that must catch it, part of the complaint)
OFFENCES = [
    ("render includes server", "render/x.c", '#include "server/log.h"\n', check.check_rooms, "render/ must not"),
    ("fonts includes render", "fonts/x.c", '#include "render/arena.h"\n', check.check_rooms, "fonts/ must not"),
    ("fonts climbs out by ..", "fonts/x.c", '#include "../render/arena.h"\n', check.check_rooms, "fonts/ must not"),
    ("server reaches past the library", "server/x.c", '#include "fonts/font.h"\n', check.check_rooms, "server/ must"),
    ("include reaches into render", "include/x.h", '#include "render/arena.h"\n', check.check_rooms, "include/ must"),
    ("header that is nowhere", "server/x.c", '#include "nowhere.h"\n', check.check_rooms, "not in the tree"),
    ("text knows layout", "render/text/x.c", '#include "../layout/box.h"\n', check.check_stages, "text must not"),
    ("layout knows text's inside", "render/layout/x.c", '#include "../text/secret.h"\n', check.check_stages, "secret"),
    ("encode knows paint", "render/encode/x.c", '#include "render/layout/box.h"\n', check.check_stages, "encode must"),
    ("paint knows the pipeline", "render/paint/x.c", '#include "../card.h"\n', check.check_stages, "render/card.h"),
    ("cairo in layout", "render/layout/x.c", "#include <cairo.h>\n", check.check_libraries, "<cairo.h>"),
    ("ICU in template", "render/template/x.c", "#  include <unicode/uchar.h>\n", check.check_libraries, "<unicode/"),
    ("gumbo in layout", "render/layout/x.c", "#include <gumbo.h>\n", check.check_libraries, "<gumbo.h>"),
    ("threads in fonts", "fonts/x.c", "#include <pthread.h>\n", check.check_libraries, "<pthread.h>"),
    ("sockets in the pipeline", "render/x.c", "#include <sys/socket.h>\n", check.check_libraries, "<sys/socket.h>"),
    ("guard of another", "fonts/x.h", "#ifndef FONTS_Y\n#define FONTS_Y\n#endif\n", check.check_guards, "FONTS_X_H"),
    ("no guard", "fonts/x.h", "int x;\n", check.check_guards, "FONTS_X_H"),
    ("a tab", "fonts/x.c", "\tint x;\n", check.check_text, "a tab"),
    ("CR LF", "fonts/x.c", "int x;\r\n", check.check_text, "white space at the end"),
    ("no last newline", "fonts/x.c", "int x;", check.check_text, "no newline"),
    ("a long line", "fonts/x.py", "#" + "x" * 120 + "\n", check.check_text, "121 characters"),
    ("a long file", "fonts/x.c", "\n" * 601, check.check_length, "601 lines"),
    ("a folder that no rule knows", "render/misc/x.c", "int x;\n", check.check_tables, "render/misc/"),
]


def offences_of(files, rule):
    with tempfile.TemporaryDirectory() as root:
        for path, content in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8", newline="") as file:
                file.write(content)
        return list(rule(check.read_tree(root)))


def main():
    tap = Tap()
    for name, rule in check.CHECKS.items():
        found = offences_of(CLEAN, rule)
        tap.case(not found, f"clean tree: {name}", found)
    for name, path, content, rule, part in OFFENCES:
        found = offences_of({**CLEAN, path: content}, rule)
        tap.case(len(found) == 1 and part in found[0] and path.split("/")[0] in found[0], f"caught: {name}", found)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
