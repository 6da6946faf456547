"""The measurements as JSON, as a Markdown page, and as tables for people, each with the bar it is held to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.table import Table

from lienthong_local.bench.costs import (
    DocumentCost,
    calls_per_further_recipient,
    dollars_per_further_recipient,
)
from lienthong_local.bench.imports import ColdImport
from lienthong_local.bench.load import Load
from lienthong_local.bench.log import LogBench
from lienthong_local.bench.machine import Machine
from lienthong_local.bench.memory import MIB, Memory

ONE, COLD, MANY = "warm, 1 recipient", "cold, 1 recipient", "warm, 15 recipients"
#: Functions that a person or program waits for.
API_FUNCTIONS: Final = (
    "about",
    "dead_letters",
    "delivery",
    "dossiers",
    "inbox",
    "ratios",
    "recall",
    "register",
    "registry",
    "submissions",
    "submit",
    "uploads",
)


@dataclass(frozen=True, slots=True)
class Measurements:
    """Everything of one run."""

    date: str
    machine: Machine
    price_list: str
    costs: Sequence[DocumentCost]
    loads: Sequence[Load]
    imports: Sequence[ColdImport]
    memory: Memory
    log: LogBench

    def to_json(self) -> dict[str, Any]:
        """All numbers, and the bars."""
        return asdict(self) | {
            "cost_per_million": {cost.name: round(cost.dollars_per_million, 2) for cost in self.costs},
            "bars": [asdict(bar) | {"held": bar.held} for bar in bars(self)],
        }


@dataclass(frozen=True, slots=True)
class Bar:
    """A number of the design, and what was measured."""

    what: str
    measured: float
    limit: float
    unit: str = ""
    is_least: bool = False

    @property
    def held(self) -> bool:
        """Whether the measured number is within the bar."""
        return self.measured >= self.limit if self.is_least else self.measured <= self.limit

    @property
    def wanted(self) -> str:
        """The bar as people write it."""
        return f"{'≥' if self.is_least else '≤'} {self.limit:g} {self.unit}".rstrip()


def bars(measured: Measurements) -> list[Bar]:
    """The numbers of the design that this bench can tell."""
    named = {cost.name: cost for cost in measured.costs}
    one, many = named[ONE], named[MANY]
    api = [one for one in measured.imports if one.function in API_FUNCTIONS]
    return [
        Bar("AWS calls of submit, warm", one.submit_calls, 3),
        Bar("AWS calls of the whole way to one recipient, warm", one.total_calls, 16),
        Bar("AWS calls of each further recipient", round(calls_per_further_recipient(one, many), 2), 6),
        Bar("list price of a million documents", round(one.dollars_per_million, 2), 25, "USD"),
        Bar(
            "slowest import of an API function ÷ (boto3 + a client)",
            round(max(entry.import_ratio for entry in api), 2),
            1.4,
        ),
        Bar(
            "the same, with the clients of the first request",
            round(max(entry.ready_ratio for entry in api), 2),
            1.4,
        ),
        Bar(
            f"memory for an attachment of {measured.memory.attachment_bytes // MIB} MiB",
            round(measured.memory.peak / MIB, 1),
            200,
            "MiB",
        ),
        Bar("seconds from an event to its receipt, p95", round(measured.log.receipt_p95, 2), 3, "s"),
        Bar(
            "events a second through the sequencer",
            round(measured.log.events_per_second),
            500,
            is_least=True,
        ),
    ]


Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its title, what its columns are, its rows, and what has to be known to read it."""

    title: str
    columns: Row
    rows: Sequence[Row]
    note: str = ""


def sections(measured: Measurements) -> list[Section]:
    """The tables in the order in which they are read."""
    return [
        _bars(measured),
        _calls(measured.costs),
        _dollars(measured),
        _loads(measured.loads),
        _log(measured.log),
        _imports(measured.imports),
        _memory(measured.memory),
    ]


def _bars(measured: Measurements) -> Section:
    rows = [(bar.what, f"{bar.measured:g}", bar.wanted, "✓" if bar.held else "✗") for bar in bars(measured)]
    return Section("Numbers to hold", ("number", "measured", "bar", ""), rows)


def _calls(costs: Sequence[DocumentCost]) -> Section:
    steps = list(dict.fromkeys(step for cost in costs for step in cost.calls))
    rows = [(step, *(str(sum(cost.calls.get(step, {}).values()) or "") for cost in costs)) for step in steps]
    total = ("all", *(str(cost.total_calls) for cost in costs))
    invocations = ("invocations", *(str(cost.invocations) for cost in costs))
    note = (
        "From sending to “accepted” (03) by every recipient, the listing of each inbox included. "
        "Warm: instances that have served these agencies before; read anew: nothing of the registry is "
        "remembered. Presigned downloads are the recipients' own requests, not the functions'."
    )
    return Section(
        "AWS calls of one document",
        ("step", *(cost.name for cost in costs)),
        [*rows, total, invocations],
        note,
    )


def _dollars(measured: Measurements) -> Section:
    costs = measured.costs
    names = list(dict.fromkeys(name for cost in costs for name in cost.dollars))
    rows = [(name, *(f"{cost.dollars.get(name, 0):.2f}" for cost in costs)) for name in sorted(names)]
    total = ("all", *(f"{cost.dollars_per_million:.2f}" for cost in costs))
    named = {cost.name: cost for cost in costs}
    further = dollars_per_further_recipient(named[ONE], named[MANY])
    note = (
        f"List prices of {measured.price_list}. Each further recipient: {further:.2f}. Lambda's time is this "
        "machine's, against the emulator. Beside the number of documents: storage, traffic, and what is paid "
        "by the month (keys, alarms, idle polling)."
    )
    columns = ("USD per million documents", *(cost.name for cost in costs))
    return Section("Cost", columns, [*rows, total], note)


def _loads(loads: Iterable[Load]) -> Section:
    rows = [
        (
            str(load.clients),
            str(load.documents),
            f"{load.submissions_per_second:.1f}",
            f"{load.deliveries_per_second:.1f}",
            f"{load.answer_median:.2f}",
            f"{load.answer_p95:.2f}",
            f"{load.delivery_median:.2f}",
            f"{load.delivery_p95:.2f}",
        )
        for load in loads
    ]
    columns = (
        "clients",
        "documents",
        "submissions/s",
        "deliveries/s",
        "answer p50 (s)",
        "p95 (s)",
        "in the inbox p50 (s)",
        "p95 (s)",
    )
    note = (
        "Over HTTPS against the embedded stack, clients and emulator on the same cores: a floor for what the "
        "code does, not a forecast for AWS."
    )
    return Section("Load", columns, rows, note)


def _log(log: LogBench) -> Section:
    rows = [
        ("events sequenced", str(log.events)),
        ("events a second", f"{log.events_per_second:.0f}"),
        ("own processor, ms an event", f"{log.own_seconds * 1000 / log.events:.2f}"),
        ("seconds to the receipt, p50", f"{log.receipt_median:.2f}"),
        ("seconds to the receipt, p95", f"{log.receipt_p95:.2f}"),
        *((f"bytes of a receipt in a log of {name}", f"{size}") for name, size in log.receipt_bytes.items()),
        *(
            (f"USD per million events, {at_once} at once", f"{usd:.2f}")
            for at_once, usd in log.dollars.items()
        ),
    ]
    note = (
        "The sequencer in one process over the embedded stack, a batch of 500 after the other; the emulator "
        f"works on the same cores. {log.receipts} receipts were asked for from the moment of their event on. "
        "A receipt's bytes include its time-stamp and two cosignatures. Dollars are list prices of the AWS "
        "calls alone."
    )
    return Section("The evidence log", ("number", "measured"), rows, note)


def _imports(imports: Iterable[ColdImport]) -> Section:
    rows = [
        (
            entry.function,
            f"{entry.boto3:.0f}",
            f"{entry.imported:.0f}",
            f"{entry.import_ratio:.2f}",
            f"{entry.ready:.0f}",
            f"{entry.ready_ratio:.2f}",
        )
        for entry in imports
    ]
    columns = ("function", "boto3 + a client (ms)", "import (ms)", "ratio", "with its clients (ms)", "ratio")
    note = (
        "Processor time, best of several fresh interpreters taken in turn; the interpreter's own start is in "
        "none of them."
    )
    return Section("Cold imports", columns, rows, note)


def _memory(memory: Memory) -> Section:
    row = (
        f"{memory.attachment_bytes / MIB:.0f}",
        f"{memory.before / MIB:.0f}",
        f"{memory.peak / MIB:.0f}",
        f"{(memory.peak - memory.before) / MIB:.0f}",
        f"{memory.seconds:.1f}",
    )
    columns = ("attachment (MiB)", "after a letter (MiB)", "after the attachment (MiB)", "more", "seconds")
    note = "Resident memory of the validating process and its children at their highest."
    return Section("Memory of validation", columns, [row], note)


def to_markdown(measured: Measurements) -> str:
    """A page with every table."""
    parts = [f"# What the exchange costs\n\nMeasured on {measured.date}: {measured.machine}.\n"]
    for section in sections(measured):
        parts.append(f"## {section.title}\n")
        parts.append(_markdown_table(section))
        if section.note:
            parts.append(f"{section.note}\n")
    return "\n".join(parts)


def _markdown_table(section: Section) -> str:
    lines = ["| " + " | ".join(section.columns) + " |", "|---" + "|---:" * (len(section.columns) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in section.rows]
    return "\n".join(lines) + "\n"


def print_tables(measured: Measurements, console: Console) -> None:
    """The tables on a terminal."""
    console.print(f"{measured.date} · {measured.machine}")
    for section in sections(measured):
        console.print(_rich_table(section))


def _rich_table(section: Section) -> RenderableType:
    table = Table(title=section.title, caption=section.note or None, caption_justify="left")
    for index, column in enumerate(section.columns):
        table.add_column(column, justify="right" if index else "left")
    for row in section.rows:
        table.add_row(*row)
    return table
