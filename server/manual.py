#!/usr/bin/python3
"""Writes the manual page ogcard(1) from what the program says of itself: manual.py PROGRAM OUTPUT."""
import re
import subprocess
import sys

HEAD = """.TH OGCARD 1 "" ogcard "User Commands"
.SH NAME
ogcard \\- social cards from HTML templates
.SH SYNOPSIS"""

ABOUT = """.SH DESCRIPTION
ogcard renders social cards (Open Graph pictures) from HTML templates, over HTTP and on the command line. The same
parameters give the same bytes in both ways."""

TAIL = """.SH ENVIRONMENT
Each option that is no matter of one card can be set by a variable too, \\-\\-cache\\-dir by
.BR OGCARD_CACHE_DIR ,
and those of serve in a file of NAME = VALUE lines
.RB ( \\-\\-config ).
Flags win over the environment, it over the file.
.SH SIGNALS
.TP
.BR SIGTERM ", " SIGINT
Take no more connections, answer what is under way, end with 0. A second one does not wait.
.TP
.B SIGHUP
Read the templates again.
.SH HTTP
.TP
.B /api/TEMPLATE[.png|.jpg|.webp]?title=...
The card.
.TP
.B /api
The templates and their parameters, JSON.
.TP
.B /
A page to try templates.
.TP
.BR /healthz ", " /readyz ", " /metrics
Alive; ready, with what is not as it should be; Prometheus.
.SH FILES
.TP
.I /usr/local/share/ogcard/README.md
How to deploy ogcard: behind nginx, Varnish, Caddy or Cloudflare, with systemd or on Kubernetes. Its
configurations are beside it.
.SH EXIT STATUS"""


def help_of(program, *words):
    return subprocess.run([program, *words, "--help"], stdout=subprocess.PIPE, check=True, text=True).stdout


def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\\&" + text if text.startswith(".") else text


def paragraphs(text):
    for number, paragraph in enumerate(text.split("\n\n")):
        lines = paragraph.split("\n")
        if number:
            yield ".PP"
        indented = all(line.startswith("  ") for line in lines)
        if indented:
            yield ".nf"
        yield from (escape(line.strip()) for line in lines)
        if indented:
            yield ".fi"


def options(text):
    rows = []
    for line in text.split("\n"):
        row = re.match(r"(?:  -\w, |      )(--.+?)(?:  +(.*))?$", line)
        if row:
            rows.append([line.strip().split("  ")[0], row.group(2) or ""])
        elif line.strip():
            rows[-1][1] += " " + line.strip()
    for name, about in rows:
        yield from (".TP", ".B " + escape(name), escape(about.strip()))


def page(program):
    commands = re.findall(r"^  ogcard (\w+) +[A-Z]", help_of(program), re.M)
    helps = {command: help_of(program, command) for command in commands}
    lines = [HEAD]
    for command, text in helps.items():
        lines += [".B ogcard " + command, escape(text.split("\n", 1)[0].split(" ", 3)[3]), ".br"]
    lines[-1] = ABOUT
    for command, text in helps.items():
        about, rest = text.split("\n\nOptions:\n", 1)
        lines.append(".SH OGCARD " + command.upper())
        lines += paragraphs(about.split("\n\n", 1)[1])
        lines += options(rest.split("\n\n", 1)[0])
    lines.append(TAIL)
    for row in helps["serve"].split("\nExit codes:\n")[1].strip().split("\n"):
        code, meaning = row.strip().split("  ", 1)
        lines += [".TP", ".B " + code, escape(meaning.strip())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(page(sys.argv[1]))
