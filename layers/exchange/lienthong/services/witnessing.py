"""Asking one witness to cosign a checkpoint (C2SP tlog-witness, "add-checkpoint").

1. Ask from the size that the witness is believed to hold. The proof from there is computed from the log's own
   tiles, and verified before anybody sees it: tiles that do not lead to the signed root contradict the log.
2. A conflict (409) says which size the witness really holds. Ask once more from there.
3. A cosignature counts once it has verified with the policy's key.
4. Whatever else it answers is only a word, which no signature proves: it is reported, and stops nothing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import Enum

from lienthong.errors import Unavailable
from lienthong.ports import Witnesses
from lienthong.tlog.checkpoints import UnverifiedCheckpoint, VerifiedCheckpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.merkle import NodeSource, consistency_proof, range_root, verify_consistency
from lienthong.tlog.notes import NoteSignature
from lienthong.tlog.tiles import Read, nodes_of
from lienthong.tlog.witness import WitnessAnswer, WitnessRequest
from lienthong.tlog.witness_answers import CONFLICT, COSIGNED, AnswerUnreadable, cosignature_in, known_size
from lienthong.tlog.witness_policy import Party

#: The proof, which was verified here, does not lead on from what the witness holds.
_ANOTHER_HISTORY = 422


class Trouble(Enum):
    """Why there is no cosignature; the value is what the metric says."""

    AWAY = "away"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    WRONG = "cosignature-wrong"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Hearing:
    """What came of asking a witness.

    Attributes:
        size: that the witness holds, as far as it said; where it contradicts, the size it claims.
    """

    witness: Party
    cosignature: NoteSignature | None = None
    trouble: Trouble | None = None
    size: int = 0


@dataclass(slots=True)
class Asking:
    """Asks witnesses about one checkpoint, from several threads at once."""

    checkpoint: VerifiedCheckpoint
    read: Read
    witnesses: Witnesses
    _proving: threading.Lock = field(default_factory=threading.Lock, init=False)
    _node: NodeSource = field(init=False)

    def __post_init__(self) -> None:
        self._node = nodes_of(self.checkpoint.head.size, self.read)

    def hear(self, witness: Party, believed: int) -> Hearing:
        """Ask a witness that is believed to hold so many entries (see the module's plan).

        Raises:
            TlogFault: the log's own tiles do not lead to its checkpoint.
            Unavailable: a tile cannot be read now.
        """
        size = self.checkpoint.head.size
        old = min(believed, size)
        for _ in range(2):
            request = self._request(old)
            try:
                answer = self.witnesses.add_checkpoint(witness.url, request)
            except Unavailable:
                return Hearing(witness, trouble=Trouble.AWAY, size=old)
            if answer.status != CONFLICT:
                return self._judge(witness, answer, old)
            try:
                known = known_size(answer)
            except AnswerUnreadable:
                return Hearing(witness, trouble=Trouble.UNREADABLE)
            if known > size or known == old == size:
                # It holds more than there is to show, or another tree of the very same size.
                return Hearing(witness, trouble=Trouble.CONTRADICTS, size=known)
            old = known
        # It changed its mind between two questions: somebody else is asking it as well.
        return Hearing(witness, trouble=Trouble.REFUSED, size=old)

    def _judge(self, witness: Party, answer: WitnessAnswer, old: int) -> Hearing:
        if answer.status == _ANOTHER_HISTORY:
            return Hearing(witness, trouble=Trouble.CONTRADICTS, size=old)
        if answer.status != COSIGNED:
            return Hearing(witness, trouble=Trouble.REFUSED, size=old)
        try:
            line = cosignature_in(answer, self.checkpoint, witness.key)
        except AnswerUnreadable:
            return Hearing(witness, trouble=Trouble.UNREADABLE, size=old)
        except TlogFault:
            return Hearing(witness, trouble=Trouble.WRONG, size=old)
        return Hearing(witness, line, size=self.checkpoint.head.size)

    def _request(self, old: int) -> WitnessRequest:
        head = self.checkpoint.head
        # One thread at a time: tiles are read once, and for all of them.
        with self._proving:
            proof = consistency_proof(old, head.size, self._node)
            if 0 < old < head.size:
                old_root = range_root(0, old, self._node)
                verify_consistency(old, head.size, proof, old_root, head.root)
        return WitnessRequest(old, proof, UnverifiedCheckpoint(head, self.checkpoint.note))
