"""``python -m bench.edxml``: measure every bar, print the table, write bench/edxml.{json,md}."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bench.edxml.rows import Sizes, rows
from bench.report import Report
from lienthong_local.bench.machine import Machine

_REPORT = Report("Reading edXML", "edxml", "bench-edxml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 0 when every bar holds, 1 when one does not."""
    parser = argparse.ArgumentParser(prog="make bench-edxml", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each pair is measured")
    chosen = parser.parse_args(arguments)
    machine = Machine.here()
    return _REPORT.tell(list(rows(Sizes(seconds=chosen.seconds))), machine, as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
