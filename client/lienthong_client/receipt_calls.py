"""Getting receipts from the exchange; whether they hold is said by :mod:`lienthong_client.receipts`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from lienthong.onestop.codes import is_dossier_code
from lienthong.tlog.receipts import MalformedReceipt, UnverifiedReceipt
from lienthong_client.answers import Receipts
from lienthong_client.calls import Calls, segment
from lienthong_client.errors import AnswerUnreadable

#: The answer while the log has not published an event yet.
_ACCEPTED = 202
#: The log publishes once a second.
_POLL = 1.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """Receipts in the order of their events, and the ids of events whose receipts are still to come."""

    receipts: tuple[UnverifiedReceipt, ...]
    pending: tuple[str, ...] = ()


class ReceiptCalls(Calls):
    """Receipts of one's own events: as sender or auditor, or as a recipient (``received``).

    What is named by a dossier's code is that dossier's, for the agencies that have to do with it.
    """

    def receipts(self, submission_id: str, *, received: bool = False, cursor: str | None = None) -> Receipts:
        """A page of a submission's, or a dossier's, receipts."""
        return self.get(Receipts, _path(submission_id, received), {"cursor": cursor})

    def every_receipt(
        self,
        submission_id: str,
        *,
        received: bool = False,
        seconds: float = 0.0,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> Fetched:
        """The whole story's receipts; what is pending is waited for, but not for longer than ``seconds``."""
        deadline = clock() + seconds
        while True:
            found = self._all_pages(submission_id, received)
            if not found.pending or clock() + _POLL > deadline:
                return found
            pause(_POLL)

    def _all_pages(self, submission_id: str, received: bool) -> Fetched:
        receipts, pending, cursor = list[UnverifiedReceipt](), list[str](), None
        while True:
            page = self.receipts(submission_id, received=received, cursor=cursor)
            receipts += [self._read(json.dumps(one).encode()) for one in page["receipts"]]
            pending += page["pending"]
            cursor = page["cursor"]
            if cursor is None:
                return Fetched(tuple(receipts), tuple(pending))

    def receipt(
        self,
        submission_id: str,
        event_id: str,
        *,
        received: bool = False,
        seconds: float = 0.0,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> Fetched:
        """One event's receipt, waited for as above."""
        path, deadline = f"{_path(submission_id, received)}/{segment(event_id)}", clock() + seconds
        while True:
            answer = self.transport.call("GET", path)
            if answer.status != _ACCEPTED:
                return Fetched((self._read(answer.body),))
            if clock() + _POLL > deadline:
                return Fetched((), (event_id,))
            pause(_POLL)

    def _read(self, body: bytes) -> UnverifiedReceipt:
        try:
            return UnverifiedReceipt.from_bytes(body)
        except MalformedReceipt as fault:
            raise AnswerUnreadable(url=self.transport.url, why=str(fault)) from fault


def _path(subject: str, received: bool) -> str:
    if is_dossier_code(subject):
        return f"/v1/dossiers/{segment(subject)}/receipts"
    return f"/v1/{'inbox' if received else 'submissions'}/{segment(subject)}/receipts"
