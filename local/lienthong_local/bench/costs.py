"""AWS calls and dollars of a document, from sending to "accepted", in the states an instance can be in."""

from __future__ import annotations

import ssl
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import httpx

from lienthong_local.bench.bill import (
    MILLION,
    PriceList,
    Tables,
    calls_by_step,
    number_of_calls,
    quantities_of,
)
from lienthong_local.bench.function_process import Functions, Invocation
from lienthong_local.bench.letters import LetterBox
from lienthong_local.bench.way import Way, nothing_runs_by_itself
from lienthong_local.seeding import ProvinceOnline

SENDER: Final = "000.00.30.H39"
#: Agencies that look into their inbox by themselves, and one that has itself told by a webhook.
PULLING: Final = tuple(
    f"000.00.{number:02}.H39" for number in (2, 3, 4, 5, 6, 7, 9, 10, 11, 14, 18, 31, 32, 34, 35)
)
TOLD: Final = "000.00.16.H39"
#: A warm instance remembers the registry for this long; in the bench that is the whole run.
_REMEMBERED: Final = {"REGISTRY_TTL_SECONDS": "60"}
_FORGOTTEN: Final = {"REGISTRY_TTL_SECONDS": "0"}


@dataclass(frozen=True, slots=True)
class DocumentCost:
    """One document's way.

    Attributes:
        name: of the case.
        calls: by step, by operation.
        submit_calls, total_calls: of the functions.
        invocations: of functions.
        quantities: of what has a price; ``dollars``: the same, for a million documents.
    """

    name: str
    recipients: int
    calls: dict[str, dict[str, int]]
    submit_calls: int
    total_calls: int
    invocations: int
    document_bytes: int
    seconds: dict[str, float]
    quantities: dict[str, float]
    dollars: dict[str, float]

    @property
    def dollars_per_million(self) -> float:
        """The whole bill for a million such documents."""
        return sum(self.dollars.values())


def measure_costs(
    online: ProvinceOnline, letters: LetterBox, prices: PriceList, progress: Callable[[str], None]
) -> list[DocumentCost]:
    """Every case: cold, warm, forgotten registry; one, two and fifteen recipients; one told by a webhook."""
    with nothing_runs_by_itself(online.stack):
        measured = []
        tables = Tables()

        def run(name: str, functions: Functions, recipients: Sequence[str]) -> DocumentCost:
            progress(name)
            cost = _run(name, Way(online, functions), letters, recipients, prices, tables)
            measured.append(cost)
            return cost

        with Functions(online.stack, _REMEMBERED) as functions:
            run("cold, 1 recipient", functions, PULLING[:1])
            # Until here other instances, sockets and caches were still being made.
            _run("warm-up", Way(online, functions), letters, PULLING, prices, tables)
            run("warm, 1 recipient", functions, PULLING[:1])
            run("warm, 2 recipients", functions, PULLING[:2])
            run("warm, 15 recipients", functions, PULLING)
            _run("warm-up", Way(online, functions), letters, (TOLD,), prices, tables)
            run("warm, 1 recipient by webhook", functions, (TOLD,))
        with Functions(online.stack, _FORGOTTEN) as functions:
            _run("warm-up", Way(online, functions), letters, PULLING[:1], prices, tables)
            run("warm, registry read anew, 1 recipient", functions, PULLING[:1])
        return measured


def _run(
    name: str,
    way: Way,
    letters: LetterBox,
    recipients: Sequence[str],
    prices: PriceList,
    tables: Tables,
) -> DocumentCost:
    body = letters.body(SENDER, recipients)
    submission_id = way.submit(SENDER, body)
    way.carry(submission_id)
    way.require_accepted(submission_id)
    downloads = 0
    trusted = ssl.create_default_context(cafile=way.online.stack.ca_bundle)
    with httpx.Client(verify=trusted, trust_env=False) as http:
        for recipient in recipients:
            for address in way.receive(recipient, submission_id):
                http.get(address).raise_for_status()
                downloads += 1
    return _cost(name, recipients, body, way.take(), downloads, prices, tables)


def _cost(
    name: str,
    recipients: Sequence[str],
    body: bytes,
    invocations: Sequence[Invocation],
    downloads: int,
    prices: PriceList,
    tables: Tables,
) -> DocumentCost:
    quantities = quantities_of(invocations, downloads, prices.assumptions, tables)
    dollars = {key: value * MILLION for key, value in prices.dollars(quantities).items()}
    seconds: dict[str, float] = defaultdict(float)
    for invocation in invocations:
        seconds[invocation.step] += invocation.seconds
    return DocumentCost(
        name=name,
        recipients=len(recipients),
        calls={step: dict(counted) for step, counted in calls_by_step(invocations).items()},
        submit_calls=number_of_calls(run for run in invocations if run.step == "submit"),
        total_calls=number_of_calls(invocations),
        invocations=len(invocations),
        document_bytes=len(body),
        seconds=dict(seconds),
        quantities=dict(quantities),
        dollars=dollars,
    )


def calls_per_further_recipient(few: DocumentCost, many: DocumentCost) -> float:
    """AWS calls of each recipient beyond the first."""
    return (many.total_calls - few.total_calls) / (many.recipients - few.recipients)


def dollars_per_further_recipient(few: DocumentCost, many: DocumentCost) -> float:
    """Dollars of each recipient beyond the first, for a million documents."""
    return (many.dollars_per_million - few.dollars_per_million) / (many.recipients - few.recipients)
