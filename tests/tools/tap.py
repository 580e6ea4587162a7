"""TAP (testanything.org), the form in which every test of the tree reports its cases."""

import sys


class Tap:
    """Counts cases and prints them; `finish()` prints the plan and gives the exit code."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def case(self, passed, name, details=()):
        """`details`: lines that explain a failure."""
        self.count += 1
        if not passed:
            self.failed += 1
        name = name.replace("#", "\\#")
        print(f"{'ok' if passed else 'not ok'} {self.count} - {name}")
        if not passed:
            for line in details:
                for part in str(line).splitlines() or [""]:
                    print(f"#   {part}")
        sys.stdout.flush()
        return passed

    def todo(self, passed, name, reason, details=()):
        """A case that is known to fail; that it passes is the failure, so that the list of them stays true."""
        self.count += 1
        if passed:
            self.failed += 1
        print(f"{'ok' if passed else 'not ok'} {self.count} - {name} # TODO {reason}")
        for line in details if not passed else [f"{name} passes: it is no longer to do"]:
            print(f"#   {line}")
        sys.stdout.flush()

    def skip(self, name, reason):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {reason}", flush=True)

    def finish(self):
        print(f"1..{self.count}", flush=True)
        return 1 if self.failed or self.count == 0 else 0
