"""The benchmark in a trial that measures next to nothing: that it runs, and that its tables are whole."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))
import bench  # noqa: E402
import compare  # noqa: E402
from tap import Tap  # noqa: E402

ROWS = {"stages": 10, "totals": 12, "threads": 6, "cold": 2, "memory": 5}
COMPARE_ROWS = {"compare": 19, "compare_cold": 2}
HTTP_ROWS = {"http_new": 6, "http_kept": 6, "http_flood": 2}


def trial(build, *arguments):
    """(what the terminal got, what is in the JSON)"""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bench.json")
        command = [sys.executable, os.path.join(HERE, "bench.py"), "--build", build, "--cards", "1", "--json", path]
        result = subprocess.run([*command, *arguments], stdout=subprocess.PIPE, text=True, check=True)
        with open(path, encoding="utf-8") as file:
            return result.stdout, json.load(file)


def faults(printed, found, wanted):
    """What is wrong with the tables: one too few, too few rows, an empty cell, numbers that the terminal lacks."""
    tables = {table["name"]: table for table in found["tables"]}
    if set(tables) != set(wanted):
        yield f"the tables are {sorted(tables)}"
    for name, table in tables.items():
        if len(table["rows"]) != wanted.get(name):
            yield f"{name} has {len(table['rows'])} rows"
        if table["title"] not in printed:
            yield f"{name} is not on the terminal"
        for row in table["rows"]:
            if list(row) != list(table["columns"]):
                yield f"{name} has a row of {list(row)}"
            if any(not isinstance(value, str | None) and not value >= 0 for value in row.values()):
                yield f"{name} has a row of {row}"


def compare_faults(build):
    """The build beside itself; building a revision takes too long here."""
    compare.build = lambda bench, revision: bench.build
    tables = list(compare.measure(bench.Bench(argparse.Namespace(build=build, cards=1)), "HEAD"))
    return faults("".join(table.text() for table in tables), {"tables": [table.value() for table in tables]},
                  COMPARE_ROWS)


def main():
    tap = Tap()
    wrong = list(faults(*trial(sys.argv[1]), ROWS))
    tap.case(not wrong, "the tables are whole", wrong)
    wrong = list(compare_faults(sys.argv[1]))
    tap.case(not wrong, "a comparison too", wrong)
    if shutil.which("wrk") and os.path.exists("/usr/sbin/nginx"):
        wrong = list(faults(*trial(sys.argv[1], "--http"), HTTP_ROWS))
        tap.case(not wrong, "those of HTTP too", wrong)
    else:
        tap.skip("those of HTTP too", "wrk or nginx is not installed; ./dev bench installs them")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
