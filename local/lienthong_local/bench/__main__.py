"""``python -m lienthong_local.bench``: measure, print the tables, write ``bench/latest.json`` and ``.md``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.status import Status

from lienthong_local.bench.bill import PriceList
from lienthong_local.bench.costs import measure_costs
from lienthong_local.bench.imports import measure_imports
from lienthong_local.bench.letters import LetterBox, letter_box
from lienthong_local.bench.load import measure_load
from lienthong_local.bench.log import measure_log
from lienthong_local.bench.machine import Machine
from lienthong_local.bench.memory import MIB, measure_memory
from lienthong_local.bench.report import Measurements, print_tables, to_markdown
from lienthong_local.demo.webhook_receiver import webhook_receiver
from lienthong_local.province import Province
from lienthong_local.seeding import REGISTRAR, Channels, ProvinceOnline, province_online
from lienthong_local.stack.deployment import ROOT
from lienthong_local.stack.stack import EmbeddedStack
from lienthong_local.stack.witnesses import witnessed

RESULTS = ROOT / "bench"
#: The widest table, where no terminal says how much room there is.
_LOG_COLUMNS = 150
Progress = Callable[[str], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything; 0 however the numbers came out, for a number is not an error."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the numbers there, and nothing else")
    parser.add_argument(
        "--quick", action="store_true", help="fewer documents and tries, a smaller attachment"
    )
    chosen = parser.parse_args(arguments)
    screen = Console(stderr=True)
    with screen.status("…") as status:
        measured = _measure(quick=chosen.quick, progress=_progress(status, screen))
    print_tables(measured, Console(width=None if sys.stdout.isatty() else _LOG_COLUMNS))
    _write(measured, chosen.json)
    return 0


def _progress(status: Status, screen: Console) -> Progress:
    """What is being done now: a spinner for people, a line each for a log."""

    def show(what: str) -> None:
        status.update(what)
        if not screen.is_terminal:
            screen.print(what)

    return show


def _measure(*, quick: bool, progress: Progress) -> Measurements:
    prices, machine = PriceList.read(), Machine.here()
    progress("cold imports")
    # First, while nothing else runs.
    imports = measure_imports(2 if quick else 5, lambda name: progress(f"cold imports: {name}"))
    with _online(progress) as (online, letters):
        # With the stack working by itself, before its mappings are switched off for good.
        loads = measure_load(online, letters, 8 if quick else 40, lambda what: progress(f"load: {what}"))
        sizes = (1_000, 5) if quick else (5_000, 40)
        log = measure_log(online, letters, prices, sizes, lambda what: progress(f"log: {what}"))
        costs = measure_costs(online, letters, prices, lambda what: progress(f"calls: {what}"))
        size = (128 if quick else 1024) * MIB
        memory = measure_memory(online, letters, size, lambda what: progress(f"memory: {what}"))
    return Measurements(
        date=datetime.now(UTC).date().isoformat(),
        machine=machine,
        price_list=str(prices),
        costs=costs,
        loads=loads,
        imports=imports,
        memory=memory,
        log=log,
    )


@contextmanager
def _online(progress: Progress) -> Iterator[tuple[ProvinceOnline, LetterBox]]:
    """The province online, in a scratch folder that nobody else uses."""
    progress("the province goes online")
    with (
        tempfile.TemporaryDirectory(prefix="lienthong-bench-") as folder,
        Province.open(Path(folder), now=lambda: datetime.now(UTC)) as province,
        EmbeddedStack.start(
            Path(folder),
            revocation_hosts=sorted(province.allowed_hosts),
            time_stamping_url=province.time_stamping_url,
        ) as stack,
        witnessed(stack),
        webhook_receiver() as receiver,
        province_online(stack, province, Channels(webhook_url=receiver.url)) as online,
        letter_box(online, receiver) as letters,
    ):
        key = online.client(REGISTRAR).get(dict[str, str], "/v1/webhook-key", signed=False)["key"]
        receiver.trust(key)
        yield online, letters


def _write(measured: Measurements, elsewhere: Path | None) -> None:
    numbers = json.dumps(measured.to_json(), ensure_ascii=False, indent=1) + "\n"
    if elsewhere:
        elsewhere.write_text(numbers, encoding="utf-8")
        return
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(numbers, encoding="utf-8")
    (RESULTS / "latest.md").write_text(to_markdown(measured), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
