"""Submissions a second, and how long until a document stands in the recipient's inbox, over HTTPS.

The letters are signed beforehand. A client is a thread with a connection of its own; each sends one letter
after the other and waits for no verdict. When everything has come to rest, the stories say when each delivery
was consigned; that instant is taken by the same clock, on the same machine.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median, quantiles
from typing import Final

from lienthong_client.drafts import Draft
from lienthong_client.sdk import Exchange
from lienthong_local.bench.letters import LetterBox
from lienthong_local.seeding import ProvinceOnline

LEVELS: Final = (1, 4, 8)
SENDER: Final = "000.00.34.H39"
RECIPIENT: Final = "000.00.05.H39"
_SECONDS_OF_SENDING = 60.0
_SECONDS_OF_SETTLING = 180.0


class LoadLost(RuntimeError):
    """Documents that were sent did not arrive: the numbers would be of something else."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission: its id, when it was begun, and how long the answer took in seconds."""

    submission_id: str
    begun_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Load:
    """What one number of clients came to.

    Attributes:
        submissions_per_second: answered, while clients were sending.
        deliveries_per_second: from the first sending to the last delivery.
        answer_median, answer_p95: of the sender's request, in seconds.
        delivery_median, delivery_p95: from sending to the inbox, in seconds.
    """

    clients: int
    documents: int
    submissions_per_second: float
    deliveries_per_second: float
    answer_median: float
    answer_p95: float
    delivery_median: float
    delivery_p95: float


def measure_load(
    online: ProvinceOnline, letters: LetterBox, documents: int, progress: Callable[[str], None]
) -> list[Load]:
    """Each level with so many documents, after a few that warm the functions up.

    Raises:
        LoadLost: a document did not arrive.
    """
    warming = _signed(letters, max(LEVELS), progress)
    _send_all(online, warming, max(LEVELS))
    online.stack.wait_until_idle(_SECONDS_OF_SETTLING)
    return [_measure(online, letters, clients, documents, progress) for clients in LEVELS]


def _measure(
    online: ProvinceOnline,
    letters: LetterBox,
    clients: int,
    documents: int,
    progress: Callable[[str], None],
) -> Load:
    drafts = _signed(letters, documents, progress)
    progress(f"{clients} clients")
    sent = _send_all(online, drafts, clients)
    online.stack.wait_until_idle(_SECONDS_OF_SETTLING)
    consigned = {one.submission_id: _consigned_at(online, one.submission_id) for one in sent}
    return summarise(clients, sent, consigned)


def _signed(letters: LetterBox, documents: int, progress: Callable[[str], None]) -> list[Draft]:
    progress(f"{documents} letters to sign")
    return [letters.draft(SENDER, (RECIPIENT,)) for _ in range(documents)]


def _send_all(online: ProvinceOnline, drafts: Sequence[Draft], clients: int) -> list[Sent]:
    waiting: queue.SimpleQueue[Draft] = queue.SimpleQueue()
    for draft in drafts:
        waiting.put(draft)
    deadline = time.monotonic() + _SECONDS_OF_SENDING

    def send_some() -> list[Sent]:
        sent = []
        with Exchange.connect(online.profile(SENDER)) as exchange:
            exchange.limits()
            while time.monotonic() < deadline and (draft := _next_of(waiting)):
                sent.append(_send(exchange, draft))
        return sent

    with ThreadPoolExecutor(clients) as pool:
        running = [pool.submit(send_some) for _ in range(clients)]
        return [one for client in running for one in client.result()]


def _next_of(waiting: queue.SimpleQueue[Draft]) -> Draft | None:
    try:
        return waiting.get_nowait()
    except queue.Empty:
        return None


def _send(exchange: Exchange, draft: Draft) -> Sent:
    begun_at, started = datetime.now(UTC), time.perf_counter()
    answer = exchange.send(draft)
    return Sent(answer["submission_id"], begun_at, time.perf_counter() - started)


def _consigned_at(online: ProvinceOnline, submission_id: str) -> datetime:
    story = online.client(SENDER).submission(submission_id)
    for delivery in story["deliveries"]:
        return datetime.fromisoformat(delivery["consigned_at"])
    raise LoadLost(f"{submission_id} is {story['submission']['state']} and has not been delivered")


def summarise(clients: int, sent: Sequence[Sent], consigned: dict[str, datetime]) -> Load:
    """Rates and latencies of what was sent; at least two documents."""
    first = min(one.begun_at for one in sent)
    last_answer = max(one.begun_at.timestamp() + one.seconds for one in sent)
    latencies = [(consigned[one.submission_id] - one.begun_at).total_seconds() for one in sent]
    return Load(
        clients=clients,
        documents=len(sent),
        submissions_per_second=len(sent) / (last_answer - first.timestamp()),
        deliveries_per_second=len(sent) / (max(consigned.values()) - first).total_seconds(),
        answer_median=median(one.seconds for one in sent),
        answer_p95=percentile_95([one.seconds for one in sent]),
        delivery_median=median(latencies),
        delivery_p95=percentile_95(latencies),
    )


def percentile_95(values: Sequence[float]) -> float:
    """The value that 95 in a hundred do not exceed."""
    return quantiles(values, n=20, method="inclusive")[-1]
