"""What a year ends with: tables, sheets and charts, written by the command as an agency runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from lienthong_local.demo.errors import Difference
from lienthong_local.seeding import ProvinceOnline, client_configuration
from lienthong_local.year import found
from lienthong_local.year.expected import Month

_SECONDS: Final = 120


def write_files(
    online: ProvinceOnline, months: Sequence[Month], last: str, into: Path, language: str
) -> None:
    """Write everything into the folder; ``last`` is the district whose own chart is drawn.

    Raises:
        Difference: the command refuses.
    """
    into.mkdir(parents=True, exist_ok=True)
    answers = [found.ratios_of(online, month) for month in months]
    text = json.dumps(answers, ensure_ascii=False, indent=1)
    (into / "months.json").write_text(text, encoding="utf-8")
    configuration = client_configuration(online, online.stack.emulator.folder)
    for name, arguments in _asked(months, last, into):
        (into / f"{name}.txt").write_text(_run(configuration, language, arguments), encoding="utf-8")


def _asked(months: Sequence[Month], last: str, into: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The province over the twelve months; every agency in the calendar year; the last district."""
    newest = found.text_of(months[-1])
    ((year, _),) = Counter(year for year, _ in months).most_common(1)
    of_all = ("--scope", "subtree", "--period")
    name = f"province-{newest}"
    yield name, (*of_all, newest, "--by", "level", "--svg", str(into / f"{name}.svg"))
    name = f"agencies-{year}"
    kinds = [(f"--{kind}", str(into / f"{name}.{kind}")) for kind in ("svg", "csv", "xlsx")]
    yield name, (*of_all, str(year), *(word for kind in kinds for word in kind))
    name = f"last-district-{newest}"
    yield name, ("--agency", last, *of_all, newest, "--svg", str(into / f"{name}.svg"))


def _run(configuration: Path, language: str, arguments: Sequence[str]) -> str:
    command = [sys.executable, "-m", "lienthong_client", "--profile", found.OVERSEER, "--lang", language]
    environment = {**os.environ, "LIENTHONG_CONFIG": str(configuration)}
    done = subprocess.run(
        [*command, "ratios", *arguments],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
    )
    if done.returncode:
        raise Difference(f"lienthong ratios {' '.join(arguments)}", 0, done.stderr or done.stdout)
    return done.stdout
