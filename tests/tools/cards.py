"""The command line under test, and what a template file declares."""

import json
import os
import subprocess
from html.parser import HTMLParser


class OgcardError(Exception):
    pass


class Ogcard:
    """Runs the program; `templates` is a folder of templates beside the built-in ones, or None."""

    def __init__(self, program, templates=None):
        self.program = program
        self.options = ["--templates", templates] if templates else []

    def _run(self, word, template, parameters, *more):
        pairs = [part for name, value in parameters.items() for part in ("-p", f"{name}={value}")]
        command = [self.program, word, *self.options, template, *pairs, *more]
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if result.returncode != 0:
            message = result.stderr.decode(errors="replace").strip()
            raise OgcardError(f"ogcard {word} {template} ended with {result.returncode}: {message[-2000:]}")
        return result.stdout

    def inspect(self, template, parameters):
        return json.loads(self._run("inspect", template, parameters))

    def render(self, template, parameters, path):
        self._run("render", template, parameters, "-o", path)


class _Declarations(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parameters = {}

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "meta" and values.get("name") == "param":
            self.parameters[values.get("content")] = values


def example_parameters(path):
    """{name: example} of the parameters that a template file declares with an example."""
    declarations = _Declarations()
    with open(path, encoding="utf-8") as file:
        declarations.feed(file.read())
    return {
        name: values["data-example"] for name, values in declarations.parameters.items() if "data-example" in values
    }


def boxes(card):
    """All boxes of an inspected card, parents first."""
    stack = [card["root"]]
    while stack:
        box = stack.pop()
        yield box
        stack.extend(reversed(box.get("children", [])))


def paragraphs_of(box):
    """The paragraphs that an element holds: its own, or those of its anonymous children, in order."""
    own = [box["paragraph"]] if "paragraph" in box else []
    for child in box.get("children", []):
        if child["tag"] == "":
            own += paragraphs_of(child)
    return [paragraph for paragraph in own if paragraph["lines"]]


def template_file(folder, name):
    """Path of NAME.html or NAME/index.html in a folder of templates."""
    for path in (os.path.join(folder, name + ".html"), os.path.join(folder, name, "index.html")):
        if os.path.isfile(path):
            return path
    raise OgcardError(f"there is no template '{name}' in {folder}")
