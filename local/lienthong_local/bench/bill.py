"""What a document costs: its counted calls times the price list of ``infra/prices.json``.

Counted are the functions' own calls, and beside them what they cause: Lambda's invocations and time, the
requests of the HTTP API, what Lambda asks of a queue for each message, log lines and traces. Reading a
table's stream is free to Lambda. Nothing here depends on a size: storage and traffic are prices for
themselves.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lienthong_local.bench.calls import Call, ItemWrite
from lienthong_local.bench.dynamodb_sizes import KIB, read_units, write_units
from lienthong_local.bench.function_process import Invocation
from lienthong_local.stack.deployment import ROOT

PRICES = ROOT / "infra" / "prices.json"
_HTTP_METER = 512 * KIB
_MESSAGE_METER = 64 * KIB
_GIB = 1024**3
_GB = 10**9
MILLION = 1_000_000

Quantities = Counter[str]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the price depends on and no call tells.

    Attributes:
        platform_log_bytes: that Lambda itself writes about each invocation.
        access_log_bytes: that the HTTP API writes about each request.
        traced_share: of the invocations, by X-Ray's default sampling under load.
        sqs_requests_per_message: one to receive, one to delete, when messages come one by one.
    """

    platform_log_bytes: int
    access_log_bytes: int
    traced_share: float
    sqs_requests_per_message: int


@dataclass(frozen=True, slots=True)
class PriceList:
    """Dollars for one unit, by name; ``unchecked`` names those that nobody has compared with the list."""

    region: str
    as_of: str
    prices: Mapping[str, float]
    assumptions: Assumptions
    unchecked: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path = PRICES) -> PriceList:
        """The price list of a file; see ``infra/prices.json``."""
        content = json.loads(path.read_text(encoding="utf-8"))
        prices = {name: entry["usd"] / entry["per"] for name, entry in content["prices"].items()}
        unchecked = tuple(name for name, entry in content["prices"].items() if not entry["checked"])
        assumptions = Assumptions(**content["assumptions"])
        return cls(content["region"], content["as_of"], prices, assumptions, unchecked)

    def __str__(self) -> str:
        said = f"{self.region}, {self.as_of}"
        return f"{said}, not yet checked: {', '.join(self.unchecked)}" if self.unchecked else said

    def dollars(self, quantities: Mapping[str, float]) -> dict[str, float]:
        """What the quantities cost, by name.

        Raises:
            KeyError: something has no price; it would otherwise be free.
        """
        return {name: self.prices[name] * quantity for name, quantity in quantities.items()}


@dataclass
class Tables:
    """What stands in the tables, as far as the counted calls wrote it."""

    _standing: dict[tuple[str, str], ItemWrite] = field(default_factory=dict)

    def write_units(self, call: Call) -> int:
        """The write units of a call, index included; remembers what it wrote."""
        return sum(self._units(write, transaction=call.transaction) for write in call.writes)

    def _units(self, write: ItemWrite, *, transaction: bool) -> int:
        before = self._standing.get((write.table, write.key))
        size = max(write.size, before.size if before else 0)
        units = write_units(size, transaction=transaction)
        if write.checked_only:
            return units
        self._standing[write.table, write.key] = write
        return units + _index_units(before, write)


def _index_units(before: ItemWrite | None, after: ItemWrite) -> int:
    """An index has every attribute: it is written whenever the item is, and twice where its place changes.

    The index follows the table by itself, so its writes are not transactional.
    """
    left = before is not None and before.index not in ("", after.index)
    removed = write_units(before.size, transaction=False) if before and left else 0
    added = write_units(after.size, transaction=False) if after.index else 0
    return removed + added


def quantities_of(
    invocations: Iterable[Invocation], downloads: int, assumptions: Assumptions, tables: Tables
) -> Quantities:
    """How much of each priced thing the invocations took, and the recipients' downloads with them."""
    total: Quantities = Counter({"s3.read": downloads}) if downloads else Counter()
    for invocation in invocations:
        total.update(_platform(invocation, assumptions))
        for call in invocation.calls:
            total.update(quantities_of_call(call, tables))
    return total


def _platform(invocation: Invocation, assumptions: Assumptions) -> dict[str, float]:
    logged = len(invocation.log.encode()) + assumptions.platform_log_bytes
    taken: dict[str, float] = {
        "lambda.request": 1,
        "lambda.gb_second": invocation.memory_mib * KIB * KIB / _GIB * invocation.seconds,
        "xray.trace": assumptions.traced_share,
    }
    if invocation.http_bytes:
        taken["http_api.request"] = -(-invocation.http_bytes // _HTTP_METER)
        logged += assumptions.access_log_bytes
    if invocation.messages:
        taken["sqs.request"] = assumptions.sqs_requests_per_message * invocation.messages
    return taken | {"logs.gigabyte": logged / _GB}


def quantities_of_call(call: Call, tables: Tables) -> dict[str, float]:
    """How much of each priced thing one call took."""
    return _PRICED[call.service](call, tables)


def _dynamodb(call: Call, tables: Tables) -> dict[str, float]:
    written = tables.write_units(call)
    read = sum(read_units(entry.size, consistent=entry.consistent) for entry in call.reads)
    return {"dynamodb.write_unit": written, "dynamodb.read_unit": read}


def _s3(call: Call, _tables: Tables) -> dict[str, float]:
    dear = call.operation.startswith(("Put", "Copy", "Create", "Complete", "Upload", "List"))
    return {"s3.write" if dear else "s3.read": call.attempts}


def _sqs(call: Call, _tables: Tables) -> dict[str, float]:
    return {"sqs.request": call.attempts * _chunks(call.bytes)}


def _sns(call: Call, _tables: Tables) -> dict[str, float]:
    return {"sns.publish": call.attempts * _chunks(call.bytes)}


def _kms(call: Call, _tables: Tables) -> dict[str, float]:
    return {"kms.sign" if call.operation == "Sign" else "kms.request": call.attempts}


def _chunks(size: int) -> int:
    return max(1, -(-size // _MESSAGE_METER))


_PRICED: Mapping[str, Callable[[Call, Tables], dict[str, float]]] = {
    "dynamodb": _dynamodb,
    "s3": _s3,
    "sqs": _sqs,
    "sns": _sns,
    "kms": _kms,
}


def calls_by_step(invocations: Iterable[Invocation]) -> dict[str, Counter[str]]:
    """How often each operation was called at each step of the way, in the order of the steps."""
    steps: dict[str, Counter[str]] = {}
    for invocation in invocations:
        counted = steps.setdefault(invocation.step, Counter())
        counted.update(f"{call.service}:{call.operation}" for call in invocation.calls)
    return steps


def number_of_calls(invocations: Iterable[Invocation]) -> int:
    """AWS calls of the functions, each retry being one more."""
    return sum(call.attempts for invocation in invocations for call in invocation.calls)
