"""Print the one closing line of a test run: what all its pytest runs counted, and any failed part without a test."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def main(folder: str, failed_parts: str) -> None:
    """Sum the reports pytest left in `folder`. A part that failed outside pytest (lint, types) counts as one."""
    total = failed = skipped = failed_runs = 0
    for path in Path(folder).glob("*.xml"):
        for suite in ElementTree.parse(path).iter("testsuite"):  # noqa: S314 - our own pytest wrote it
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            total += int(suite.get("tests", 0))
            skipped += int(suite.get("skipped", 0))
            failed += bad
            failed_runs += bool(bad)
    passed = max(total - failed - skipped, 0)
    failed += max(int(failed_parts) - failed_runs, 0)
    sys.stdout.write(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "") + "\n")


main(*sys.argv[1:])
