"""``python -m bench.onestop``: measure every bar, print the table, write bench/onestop.{json,md}."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bench.onestop.rows import Sizes, rows
from bench.report import Report
from lienthong_local.bench.machine import Machine

_REPORT = Report("The one-stop's rules", "onestop", "bench-onestop")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 0 when every bar holds, 1 when one does not."""
    parser = argparse.ArgumentParser(prog="make bench-onestop", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    chosen = parser.parse_args(arguments)
    machine = Machine.here()
    return _REPORT.tell(list(rows(Sizes())), machine, as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
