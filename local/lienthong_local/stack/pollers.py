"""Each event source mapping of a stream is read by a poller of its own, which keeps its batching window.

On AWS nothing that one mapping does keeps another waiting, and a mapping with a window gathers records for
so long (MaximumBatchingWindowInSeconds). The emulator hands batches of queues to threads, but runs the
functions of streams one after the other on the thread that polls everything, and knows no windows: for every
document the log was sequenced and attested several times, and meanwhile no queue was looked at. Its pinned
release is corrected here, in its own process.

A stream's batches still come one at a time and in order: the next is read when the function has returned,
and what has gathered meanwhile comes with it. A window that nothing can fill any more, because nothing else
is under way, closes at once: AWS would wait, and nobody here gains by it.
"""

# ruff: noqa: SLF001 (an emulator has no public door to its pollers)

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ministack.core import concurrency, lambda_runtime
from ministack.services import dynamodb, lambda_svc, sqs

Found: TypeAlias = tuple[str, str, Mapping[str, object]]

_all_mappings = lambda_svc._iter_all_esms
_poll_streams = lambda_svc._poll_dynamodb_streams
#: Of a poller's thread: the one mapping that it sees.
_own = threading.local()
#: Mappings whose function runs.
_reading: set[str] = set()
#: When the first record that waits in a mapping's window was seen.
_gathering_since: dict[str, float] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mapping with so many unread records; ``window`` in seconds, ``most``: its batch size."""

    identifier: str
    records: int
    window: float
    most: int


def mappings() -> Iterator[Found]:
    """Account, region and record of every mapping; in a poller's thread of its own one alone."""
    only: str | None = getattr(_own, "mapping", None)
    for account, region, mapping in _all_mappings():
        if only is None or mapping["UUID"] == only:
            yield account, region, mapping


def poll_streams() -> bool:
    """Start a poller wherever a batch is due and none is at work; whether one was started."""
    waiting = [one for one in _unread() if one.identifier not in _reading]
    at_once = [one for one in waiting if not one.window]
    idle = not at_once and not _is_under_way()
    due = at_once + [one for one in waiting if one.window and (idle or _is_due(one))]
    for one in due:
        _gathering_since.pop(one.identifier, None)
        with _lock:
            _reading.add(one.identifier)
        concurrency.spawn_background(_read, one.identifier, thread_name="stream-poller")
    return bool(due)


def _unread() -> Iterator[Waiting]:
    """Mappings whose streams have records, but for those that a failure holds back for a moment."""
    now = time.time()
    for _account, _region, mapping in _all_mappings():
        source, identifier = str(mapping.get("EventSourceArn", "")), str(mapping["UUID"])
        if ":dynamodb:" not in source or not mapping.get("Enabled", True):
            continue
        records = _end(source) - int(lambda_svc._dynamodb_stream_positions.get(identifier, 0))
        if records > 0 and lambda_svc._esm_backoff_until.get(identifier, 0) <= now:
            window = float(mapping.get("MaximumBatchingWindowInSeconds") or 0)
            yield Waiting(identifier, records, window, int(mapping.get("BatchSize") or 100))


def _end(stream: str) -> int:
    return int(dynamodb.stream_end_position(stream.partition("/stream/")[0].rpartition("/")[2]))


def _is_due(one: Waiting) -> bool:
    since = _gathering_since.setdefault(one.identifier, time.monotonic())
    return one.records >= one.most or time.monotonic() - since >= one.window


def _is_under_way() -> bool:
    """Whether a function runs, for a stream, a queue or a caller, or a queue of one holds a message."""
    if _reading or lambda_svc._esm_inflight or lambda_runtime.workers_in_use():
        return True
    sources = (str(mapping.get("EventSourceArn", "")) for _account, _region, mapping in _all_mappings())
    queues = (sqs._queue_by_arn(source) for source in sources if ":sqs:" in source)
    return any(queue["messages"] for queue in queues if queue)


def _read(identifier: str) -> None:
    _own.mapping = identifier
    try:
        _poll_streams()
    finally:
        with _lock:
            _reading.discard(identifier)
        lambda_svc._esm_wake.set()


def install() -> None:
    """Let the emulator's poller, which looks these up at every round, find ours."""
    lambda_svc._iter_all_esms = mappings
    lambda_svc._poll_dynamodb_streams = poll_streams
