"""What a witness says of its decisions: one line each, for a person or a program."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from lienthong_client.command.desk import Desk
from lienthong_client.messages import say

if TYPE_CHECKING:
    from lienthong_client.witness.decisions import Decision

#: Decisions that wait for a slow reader, and seconds that a reader is given at the end.
MOST_WAITING = 10_000
_SECONDS_TO_READ = 5.0
_VIETNAM = timezone(timedelta(hours=7))
_STYLES = {200: "green", 409: "yellow", 500: "bold red"}


class DecisionLines:
    """Writes one line for each decision, in their order, in a thread of its own.

    Whoever reads our lines slowly, or no longer, keeps no log waiting for its cosignature: what there is no
    more room for is counted, and told as that.
    """

    def __init__(self, desk: Desk, most_waiting: int = MOST_WAITING) -> None:
        self._desk = desk
        self._waiting: queue.Queue[Decision | None] = queue.Queue(most_waiting)
        self._announced = threading.Event()
        self._untold = 0

    def tell(self, decision: Decision) -> None:
        """Take a note of it, from whatever thread; of the caller nothing is known here."""
        try:
            self._waiting.put_nowait(decision)
        except queue.Full:
            self._untold += 1

    def begin(self) -> None:
        """Write from now on: what is witnessed, and where, has been announced."""
        self._announced.set()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Write while the block runs, and then what is left, unless nobody reads it."""
        writer = threading.Thread(target=self._write, name="lines", daemon=True)
        writer.start()
        try:
            yield
        finally:
            self._announced.set()
            with suppress(queue.Full):
                self._waiting.put(None, timeout=_SECONDS_TO_READ)
            writer.join(_SECONDS_TO_READ)

    def _write(self) -> None:
        self._announced.wait()
        # A reader that has gone away ends the writing and not the witness.
        with suppress(OSError):
            while (decision := self._waiting.get()) is not None:
                if self._untold:
                    untold, self._untold = self._untold, 0
                    self._write_untold(untold)
                self._write_line(decision)

    def _write_untold(self, count: int) -> None:
        if self._desk.as_json:
            self._desk.screen.json_line({"event": "untold", "decisions": count})
        else:
            self._desk.screen.line(say("witness.untold", self._desk.language, count=count), style="bold red")

    def _write_line(self, decision: Decision) -> None:
        if self._desk.as_json:
            self._desk.screen.json_line(_as_json(decision))
            return
        key, facts = _words(decision)
        time = f"{decision.at.astimezone(_VIETNAM):%Y-%m-%d %H:%M:%S}"
        status = decision.answer.status
        style = "bold red" if decision.answer.contradicts else _STYLES.get(status, "")
        self._desk.screen.line(f"{time}  {status}  {say(key, self._desk.language, **facts)}", style=style)


def _as_json(decision: Decision) -> dict[str, object]:
    return {
        "event": "decision",
        "at": decision.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "status": decision.answer.status,
        "origin": decision.origin[:200] or None,
        "old": decision.old,
        "size": decision.size,
        "contradiction": decision.answer.contradicts,
        "evidence": str(decision.evidence) if decision.evidence else None,
        "error": decision.why or None,
    }


def _words(decision: Decision) -> tuple[str, dict[str, object]]:
    answer, facts = decision.answer, {"origin": decision.origin[:200], "size": decision.size}
    facts |= {"old": decision.old, "why": decision.why, "what": answer.body.strip()}
    if answer.contradicts and decision.evidence is not None:
        return "witness.contradiction", facts | {"path": decision.evidence}
    if answer.contradicts:
        return "witness.contradiction-not-kept", facts
    return f"witness.{answer.status}", facts
