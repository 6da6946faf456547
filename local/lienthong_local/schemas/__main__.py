"""``python -m lienthong_local.schemas [--check]``: write ``schemas/`` anew, or tell what has drifted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from lienthong_local.schemas.published import FOLDER, drift, write_files


def main(arguments: Sequence[str]) -> int:
    """Write the files, or compare them; 1 when a comparison finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m lienthong_local.schemas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; 1 when a file differs")
    return _check() if parser.parse_args(arguments).check else _write()


def _write() -> int:
    for name in write_files():
        sys.stdout.write(f"{FOLDER.name}/{name}\n")
    return 0


def _check() -> int:
    differing = drift()
    for name in differing:
        sys.stderr.write(f"{FOLDER.name}/{name} is not what the code says. Renew it with: make schemas\n")
        sys.stderr.write(f"{FOLDER.name}/{name} không khớp với mã nguồn. Sinh lại bằng lệnh: make schemas\n")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
