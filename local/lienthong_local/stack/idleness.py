"""When the embedded stack has nothing left to do.

AWS has no such question, and the emulator has no interface for it; its pinned release is read from the
inside here, in its own process.

Work is always in one of three places: a record of a table's stream that its function has not finished, a
message of a queue that feeds a function, or a thread that carries a notice from a topic to its queues. A
record or message leaves its place only after everything that comes of it stands in the next. So the stack
is idle when streams, queues and threads are found empty one after the other and no stream has grown
meanwhile.
"""

# ruff: noqa: SLF001 (an emulator has no public door to what it is doing)

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import TypeAlias
from urllib.parse import parse_qs

from ministack.core import concurrency
from ministack.services import dynamodb, lambda_svc, sqs

Message: TypeAlias = MutableMapping[str, object]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

# The emulator signals its poller alone; a look at a few counters costs microseconds.
SECONDS_BETWEEN_LOOKS = 0.01


async def answer_when_idle(scope: Message, send: Send) -> None:
    """200 once the stack is idle, 504 with what it is busy with once ``seconds`` have passed."""
    query = parse_qs(bytes(_raw_query(scope)).decode())
    deadline = time.monotonic() + float(query.get("seconds", ["30"])[0])
    busy = find_work()
    while busy and time.monotonic() < deadline:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        busy = find_work()
    body = json.dumps({"busy": busy}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 504 if busy else 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _raw_query(scope: Message) -> bytes:
    query = scope["query_string"]
    assert isinstance(query, bytes)
    return query


def find_work() -> list[str]:
    """What is still to be done, in words; empty when the stack is idle."""
    before = dict(_stream_ends())
    work = [*_unread_streams(before), *_filled_queues(), *_running_threads()]
    grown = [name for name, end in _stream_ends() if before.get(name) != end]
    return work + [f"the stream of {name} has grown" for name in grown]


def _mappings(service: str) -> Iterator[tuple[str, str]]:
    """Identifier and source of every enabled event source mapping of a service."""
    for _account, _region, mapping in lambda_svc._iter_all_esms():
        source = str(mapping.get("EventSourceArn", ""))
        if mapping.get("Enabled", True) and f":{service}:" in source:
            yield str(mapping["UUID"]), source


def _table_of(stream: str) -> str:
    return stream.partition("/stream/")[0].rpartition("/")[2]


def _stream_ends() -> Iterator[tuple[str, int]]:
    for _identifier, source in _mappings("dynamodb"):
        yield _table_of(source), int(dynamodb.stream_end_position(_table_of(source)))


def _unread_streams(ends: dict[str, int]) -> Iterator[str]:
    for identifier, source in _mappings("dynamodb"):
        table = _table_of(source)
        if int(lambda_svc._dynamodb_stream_positions.get(identifier, 0)) < ends.get(table, 0):
            yield f"the stream of {table} is not read to its end"


def _filled_queues() -> Iterator[str]:
    for _identifier, source in _mappings("sqs"):
        queue = sqs._queue_by_arn(source)
        if queue is not None and queue["messages"]:
            yield f"{source.rpartition(':')[2]} holds {len(queue['messages'])} messages"


def _running_threads() -> Iterator[str]:
    running = int(concurrency.active_counts()["background"])
    if running:
        yield f"{running} deliveries are on their way"
