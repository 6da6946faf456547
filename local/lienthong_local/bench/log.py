"""The evidence log: events a second through the sequencer, and how long until an event has its receipt.

The sequencer is the function's own service over the embedded stack's engines and key, in this process: a log
of its own beside the exchange's, with batches as large as the streams deliver. Receipts are asked for as a
sender would, one event after the other, from the moment that the event names.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median
from types import MappingProxyType
from typing import Final

from lienthong.adapters.dynamodb_log import DynamoDbLog
from lienthong.adapters.kms_note_signer import KmsNoteSigner
from lienthong.adapters.kms_webhook_signer import KmsWebhookSigner
from lienthong.adapters.s3_log import S3Log
from lienthong.adapters.system import SystemClock, SystemIds
from lienthong.model.event import Event, EventType
from lienthong.services.sequencing import Sequencing
from lienthong.tlog.merkle import HASH_BYTES, inclusion_proof
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong_local.bench.bill import MILLION, PriceList, Tables, quantities_of_call
from lienthong_local.bench.calls import CallCounter
from lienthong_local.bench.letters import LetterBox
from lienthong_local.bench.load import RECIPIENT, SENDER, percentile_95
from lienthong_local.seeding import ProvinceOnline
from lienthong_local.stack.stack import EmbeddedStack

#: As many as one invocation gets from a stream.
BATCH: Final = 500
#: As many as one transaction takes.
SWAP: Final = 98
LOGS: Final = MappingProxyType({"10^6": 10**6, "10^9": 10**9})
_POLL_SECONDS = 0.02
_MOST_SECONDS = 30.0


class ReceiptLost(RuntimeError):
    """An event has no receipt: the number would be of something else."""


@dataclass(frozen=True, slots=True)
class LogBench:
    """What the log came to.

    Attributes:
        events: sequenced, all in all.
        events_per_second: through the sequencer, one after the other.
        own_seconds: of this process's processor; the rest is the emulator's and waiting.
        receipts: whose delay was measured.
        receipt_median, receipt_p95: seconds from the event to its receipt.
        receipt_bytes: of a receipt with its time-stamp and cosignatures, in a log of so many entries.
        dollars: list price of the sequencer's AWS calls for a million events, by how many come at once.
    """

    events: int
    events_per_second: float
    own_seconds: float
    receipts: int
    receipt_median: float
    receipt_p95: float
    receipt_bytes: Mapping[str, int]
    dollars: Mapping[str, float]


def measure_log(
    online: ProvinceOnline,
    letters: LetterBox,
    prices: PriceList,
    size: tuple[int, int],
    progress: Callable[[str], None],
) -> LogBench:
    """Sequence so many events, then follow so many documents to their receipts; ``size`` is both.

    Raises:
        ReceiptLost: an event has none after half a minute.
    """
    events, documents = size
    progress(f"{events} events")
    with _scratch_log(online.stack) as (sequencing, counter):
        seconds, own = _sequence(sequencing, events)
        dollars = {str(at_once): _dollars(sequencing, counter, prices, at_once) for at_once in (SWAP, 10, 1)}
    progress(f"{documents} receipts")
    delays = [_delay_of_a_receipt(online, letters) for _ in range(documents)]
    receipt = _attested_receipt(online, letters)
    return LogBench(
        events,
        events / seconds,
        own,
        len(delays),
        median(delays),
        percentile_95(delays),
        {name: len(_in_a_log_of(entries, receipt).to_bytes()) for name, entries in LOGS.items()},
        dollars,
    )


def _sequence(sequencing: Sequencing, count: int) -> tuple[float, float]:
    """Seconds on the clock, and of this process's processor."""
    batches = [_events(min(BATCH, count - start)) for start in range(0, count, BATCH)]
    sequencing.sequence(_events(1))
    started, own = time.perf_counter(), time.process_time()
    for batch in batches:
        sequencing.sequence(batch)
    return time.perf_counter() - started, time.process_time() - own


def _dollars(sequencing: Sequencing, counter: CallCounter, prices: PriceList, at_once: int) -> float:
    """A million events that come so many at a time, from the calls of a warm run."""
    sequencing.sequence(_events(at_once))
    counter.take()
    sequencing.sequence(_events(at_once))
    taken: Counter[str] = Counter()
    tables = Tables()
    for call in counter.take():
        taken.update(quantities_of_call(call, tables))
    return sum(prices.dollars(taken).values()) * MILLION / at_once


def _attested_receipt(online: ProvinceOnline, letters: LetterBox) -> UnverifiedReceipt:
    client = online.client(SENDER)
    submission_id = client.send(letters.draft(SENDER, (RECIPIENT,)))["submission_id"]
    online.stack.wait_until_idle(_MOST_SECONDS)
    return client.every_receipt(submission_id).receipts[0]


def _in_a_log_of(entries: int, receipt: UnverifiedReceipt) -> UnverifiedReceipt:
    """The same receipt with the longest path that a tree of this size has."""
    path = inclusion_proof(0, entries, lambda _level, _index: bytes(HASH_BYTES))
    return replace(receipt, proof=replace(receipt.proof, index=entries - 1, path=path))


def _events(count: int) -> list[Event]:
    ids, at = SystemIds(), datetime.now(UTC)
    return [
        Event(
            ids.event_id(at),
            EventType.STATUS_CHANGE,
            "lt-" + "a" * 26,
            at,
            RECIPIENT,
            ids.salt(),
            RECIPIENT,
            details={"status": "03", "previous": "01", "reason": "Đã vào sổ văn bản đến"},
        )
        for _ in range(count)
    ]


class _NoMetrics:
    """Metrics would only be printed."""

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Nothing."""

    def seconds(self, name: str, value: float, **dimensions: str) -> None:
        """Nothing."""


@contextmanager
def _scratch_log(stack: EmbeddedStack) -> Iterator[tuple[Sequencing, CallCounter]]:
    """A log of its own, whose calls are counted: a table that goes away with the block, and a bucket."""
    aws, name, counter = stack.aws, "bench-log", CallCounter()
    aws.dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
    )
    aws.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
    key = stack.deployment.physical_ids["LogKey"]
    signer = KmsNoteSigner(KmsWebhookSigner(aws.kms, key), "lienthong.example/bench")
    for client in (aws.dynamodb, aws.s3, aws.kms):
        counter.watch(client.meta.events)
    table, files = DynamoDbLog(aws.dynamodb, name), S3Log(aws.s3, name)
    try:
        yield Sequencing(table, files, signer, SystemClock(), _NoMetrics()), counter
    finally:
        aws.dynamodb.delete_table(TableName=name)


def _delay_of_a_receipt(online: ProvinceOnline, letters: LetterBox) -> float:
    """Seconds from a submission's arrival to the receipt of it."""
    client = online.client(SENDER)
    submission_id = client.send(letters.draft(SENDER, (RECIPIENT,)))["submission_id"]
    arrival = client.submission(submission_id)["events"][0]
    found = client.receipt(
        submission_id,
        arrival["event_id"],
        seconds=_MOST_SECONDS,
        # The client itself asks once a second, which would be measured instead.
        pause=lambda _: time.sleep(_POLL_SECONDS),
    )
    if not found.receipts:
        raise ReceiptLost(f"{submission_id}: {arrival['event_id']}")
    return (datetime.now(UTC) - datetime.fromisoformat(arrival["at"])).total_seconds()
