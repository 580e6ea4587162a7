#!/usr/bin/env python3
"""Runs the tests of a build folder with meson and counts single cases.

run.py BUILD_DIR [SUITE_OR_TEST...]

The last line is `N passed, N failed`: a TAP test counts by its cases, any other test as one. A test that ends badly
although all of its cases passed (a leak, a crash at exit, cases that never ran) counts as one more failure.
"""

import json
import os
import re
import subprocess
import sys

CASE = re.compile(r"^\s*(not )?ok\b[^#\n]*(#\s*(skip|todo)\b)?", re.IGNORECASE)
MAX_EXPLANATION = 80


def known_tests(build):
    """[(name, suites)] of the build folder."""
    listing = subprocess.run(
        ["meson", "introspect", "--tests", build], stdout=subprocess.PIPE, check=True, text=True
    ).stdout
    return [(test["name"], [suite.split(":")[-1] for suite in test["suite"]]) for test in json.loads(listing)]


def select(tests, names):
    """Names of the tests that `names`, suites and tests, stand for; a sentence on stderr and None for an unknown one.

    meson itself would take suites and names together as their intersection.
    """
    selected = []
    for wanted in names:
        found = [name for name, suites in tests if wanted == name or wanted in suites]
        if not found:
            suites = sorted({suite for _, suites in tests for suite in suites})
            print(
                f"No suite or test is called '{wanted}'. Suites: {', '.join(suites)}. "
                f"Tests: {', '.join(sorted(name for name, _ in tests))}.",
                file=sys.stderr,
            )
            return None
        selected += [name for name in found if name not in selected]
    return selected


def count_cases(entry):
    """(passed, failed, skipped) of one entry of meson's log."""
    result = entry["result"]
    is_tap = re.search(r"^\s*(TAP version|1\.\.\d)", entry.get("stdout", ""), re.MULTILINE)
    if not is_tap:
        if result in ("OK", "EXPECTEDFAIL"):
            return 1, 0, 0
        # A TAP test that says nothing ends as SKIP in meson's eyes; a real skip is exit code 77.
        return (0, 0, 1) if result == "SKIP" and entry["returncode"] == 77 else (0, 1, 0)
    if re.search(r"^\s*1\.\.0\b", entry["stdout"], re.MULTILINE) and result == "SKIP":
        return 0, 0, 1
    passed = failed = skipped = 0
    for line in entry["stdout"].splitlines():
        case = CASE.match(line)
        if not case:
            continue
        if case[3]:
            skipped += 1
        elif case[1]:
            failed += 1
        else:
            passed += 1
    if result not in ("OK", "SKIP", "EXPECTEDFAIL") and failed == 0:
        failed = 1
    if passed + failed + skipped == 0:
        failed = 1
    return passed, failed, skipped


def explain(entry):
    """What a failed test said: of TAP the bad cases with their comments, else everything; the end when it is long."""
    lines = []
    keep = True
    for line in entry.get("stdout", "").splitlines():
        case = CASE.match(line)
        if case:
            keep = bool(case[1]) and not case[3]
        if keep:
            lines.append(line)
    lines += entry.get("stderr", "").splitlines()
    more = len(lines) - MAX_EXPLANATION
    if more > 0:
        lines = [f"... {more} lines more in meson-logs/testlog.txt ...", *lines[-MAX_EXPLANATION:]]
    print(f"\n{entry['name']}: {entry['result']}, exit code {entry['returncode']}")
    for line in lines:
        print("    " + line)


def total(log_path):
    """[passed, failed, skipped] of meson's log; prints what the failed tests said."""
    counts = [0, 0, 0]
    with open(log_path, encoding="utf-8") as log:
        for line in log:
            entry = json.loads(line)
            found = count_cases(entry)
            if found[1]:
                explain(entry)
            for index, count in enumerate(found):
                counts[index] += count
    return counts


def closing_line(passed, failed, skipped):
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def main():
    build, names = sys.argv[1], sys.argv[2:]
    arguments = select(known_tests(build), names)
    if arguments is None:
        print(closing_line(0, 1, 0))
        return 1
    log_path = os.path.join(build, "meson-logs", "testlog.json")
    if os.path.exists(log_path):
        os.remove(log_path)
    status = subprocess.run(
        ["meson", "test", "-C", build, "--no-rebuild", *arguments]
    ).returncode
    if not os.path.exists(log_path):
        print("meson wrote no log of the tests.", file=sys.stderr)
        print(closing_line(0, 1, 0))
        return 1
    passed, failed, skipped = total(log_path)
    if status != 0 and failed == 0 or passed + failed == 0:
        failed += 1
    print(closing_line(passed, failed, skipped), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
