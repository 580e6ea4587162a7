"""The rules themselves, as tables: who may include whom, and what a source file looks like.

Rooms: server -> render -> fonts, all may include include/. In render/ the stages know of each other only the headers
of plain types that pass between them.
"""

# What a room may include of the tree, by the start of the path.
ROOMS = {
    "include": ["include/"],
    "fonts": ["fonts/", "include/"],
    "render": ["render/", "fonts/", "include/"],
    "server": ["server/", "include/"],
}

# The stages of render/, each a folder. They see their own folder, the plain headers and what PASSES lists;
# files directly in render/ are the pipeline and see everything.
STAGES = ["template", "text", "layout", "paint", "encode"]

# Headers directly in render/ that any stage may include: values and memory, nothing of the pipeline.
PLAIN_HEADERS = [
    "render/arena.h",
    "render/cancel.h",
    "render/image.h",
    "render/node.h",
    "render/pixels.h",
    "render/stage_clock.h",
    "render/style.h",
    "render/svg_library.h",
    "render/vector_art.h",
]

# stage -> headers of other stages that it may include.
PASSES = {
    "template": [],
    "text": [],
    "layout": ["render/text/paragraph.h"],
    "paint": ["render/layout/box.h", "render/text/paragraph.h"],
    "encode": [],
}

# System headers by their start -> where they may be included.
LIBRARIES = [
    (["cairo"], ["render/paint/"]),
    (["librsvg/"], ["render/svg_library.h"]),
    (["unicode/"], ["render/text/"]),
    (["gumbo"], ["render/template/"]),
    (["hb"], ["fonts/", "render/text/", "render/paint/", "render/style.h", "render/inspect.c"]),
    (["ft2build.h", "freetype/"], ["fonts/", "render/text/", "render/paint/"]),
    (["png.h", "jpeglib.h", "jerror.h", "webp/"], ["render/encode/", "render/image"]),
    (["libdeflate", "isa-l", "zlib"], ["render/encode/"]),
    (["microhttpd"], ["server/mhd.h"]),
    # Sockets, threads and argument parsing.
    (["sys/socket.h", "sys/un.h", "sys/epoll.h", "netinet/", "arpa/", "netdb.h", "poll.h"], ["server/"]),
    (["pthread.h", "threads.h", "semaphore.h", "signal.h", "getopt.h"], ["server/"]),
]

MAX_LINES = 600
MAX_LINE_LENGTH = 120

# Files that may be longer than MAX_LINES, with the reason.
LONG_FILES = {}

SOURCE_SUFFIXES = (".c", ".h", ".py", ".js", ".toml", ".build", ".sh")

# Folders of render/ that are no stage: built-in templates; checking, which runs the pipeline and sees everything.
OTHER_FOLDERS = ["check", "templates"]
