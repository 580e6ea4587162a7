"""The titles of tests/corpus."""

import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "corpus", "titles.tsv")


def read_titles(path=PATH):
    """[(language, title)] in the file's order."""
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file][1:]
    return [(row[0], row[1]) for row in rows]
