"""The rows of ./dev protections follow the code: what each takes out is there, once.

protections_test.py ROOT
"""

import os
import sys

ROOT = sys.argv[1]
sys.path[:0] = [os.path.join(ROOT, "tests", "http"), os.path.join(ROOT, "tests", "tools")]

import protections
from tap import Tap


def main():
    tap = Tap()
    for name, file, text, instead, *_ in protections.ROWS:
        with open(os.path.join(ROOT, "server", file), encoding="utf-8") as stream:
            count = stream.read().count(text)
        tap.case(count == 1 and text != instead, name, [f"{file} has {text!r} {count} times, not once"])
    return tap.finish()


sys.exit(main())
