"""Deciding about a checkpoint: compared, stored and cosigned in one step for each log.

1. Read the request. 2. Hold the log's lock. 3. Read what is remembered. 4. Decide (tlog-witness). 5. Store
what is to be remembered, on the disk. 6. Only then answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from lienthong.tlog.checkpoints import UnverifiedCheckpoint, verify_checkpoint
from lienthong.tlog.contradictions import Contradiction
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import NoteSigner, UnverifiedNote, VerifierKey
from lienthong.tlog.witness import (
    Remembered,
    WitnessAnswer,
    WitnessRequest,
    add_checkpoint,
    parse_request,
)
from lienthong_client.witness.errors import StateUnreadable
from lienthong_client.witness.memory import WitnessMemory

NOT_STORED = WitnessAnswer(500, "the checkpoint could not be compared and stored; try again\n")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Decision:
    """A request's answer, and what a log line says about it.

    Attributes:
        origin, old, size: as the request has them; empty and 0 where it cannot be read.
        evidence: the file in which a contradiction of the log's was kept.
        why: what the operating system said where nothing could be stored.
    """

    at: datetime
    answer: WitnessAnswer
    origin: str = ""
    old: int = 0
    size: int = 0
    evidence: Path | None = None
    why: str = ""


class Witness:
    """Decides for these logs, by one key and one memory. Usable from several threads."""

    def __init__(
        self,
        signer: NoteSigner,
        logs: Mapping[str, VerifierKey],
        memory: WitnessMemory,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self.key, self.logs = signer.key, logs
        self._signer, self._memory, self._now = signer, memory, now
        self._locks = {origin: threading.Lock() for origin in logs}

    def newest(self, origin: str) -> bytes:
        """The newest checkpoint that was cosigned, as it is kept.

        Raises:
            StateDamaged, StateUnreadable
        """
        with self._locks[origin]:
            return self._memory.newest(origin).note.to_bytes()

    def remembered_size(self, origin: str) -> int:
        """The size of the newest tree that was cosigned.

        Raises:
            StateDamaged, StateUnreadable
        """
        with self._locks[origin]:
            return self._memory.remembered(origin).size

    def decide(self, body: bytes) -> Decision:
        """Decide about the body of an add-checkpoint request, see the module's plan.

        Raises:
            StateDamaged: what is remembered cannot be read; nothing may be cosigned any more.
        """
        try:
            request = parse_request(body)
        except TlogFault as fault:
            return Decision(self._now(), WitnessAnswer(400, f"{fault.code}\n"))
        origin = request.checkpoint.head.origin
        if origin not in self.logs:
            return self._told(self._now(), request, WitnessAnswer(404, "unknown log\n"))
        with self._locks[origin]:
            return self._decide_in_turn(request, origin, self._now())

    def _decide_in_turn(self, request: WitnessRequest, origin: str, at: datetime) -> Decision:
        try:
            newest = self._memory.newest(origin)
        except StateUnreadable as unreadable:
            return self._told(at, request, NOT_STORED, why=str(unreadable.facts["why"]))
        remembered = Remembered(newest.head.size, newest.head.root)
        answer = add_checkpoint(request, self.logs, remembered, self._signer, at)
        try:
            evidence = self._keep_evidence(newest, request) if answer.contradicts else None
            if answer.cosignature is not None:
                self._memory.remember(self._signed_by_log(request), origin, answer.cosignature)
        except OSError as refused:
            # The cosignature is lost with this call: what nobody was told binds nobody.
            why = refused.strerror or type(refused).__name__
            return self._told(at, request, answer if answer.contradicts else NOT_STORED, why=why)
        return self._told(at, request, answer, evidence)

    def _signed_by_log(self, request: WitnessRequest) -> UnverifiedNote:
        """The note without what others have put below it."""
        note, key = request.checkpoint.note, self.logs[request.checkpoint.head.origin]
        return replace(note, signatures=tuple(one for one in note.signatures if one.is_by(key)))

    def _keep_evidence(self, newest: UnverifiedCheckpoint, request: WitnessRequest) -> Path | None:
        key = self.logs[newest.head.origin]
        shown = verify_checkpoint(request.checkpoint, key)
        try:
            seen = verify_checkpoint(newest, key)
        except TlogFault:
            # Cosigned while the log had another key; the two do not speak against one and the same key.
            return None
        contradiction = Contradiction(seen, shown)
        return self._memory.keep_evidence(contradiction.name, contradiction.to_bytes())

    def _told(
        self,
        at: datetime,
        request: WitnessRequest,
        answer: WitnessAnswer,
        evidence: Path | None = None,
        why: str = "",
    ) -> Decision:
        head = request.checkpoint.head
        return Decision(at, answer, head.origin, request.old_size, head.size, evidence, why)
