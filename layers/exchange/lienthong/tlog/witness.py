"""The rules of a witness: what it answers to add-checkpoint, and what it remembers (C2SP tlog-witness).

No I/O: the caller holds what is remembered for the log's origin, and stores what :func:`add_checkpoint`
returns *before* it answers, in one step with the comparison, or a slower request could roll it back.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from lienthong.tlog.checkpoints import (
    TreeHead,
    UnverifiedCheckpoint,
    parse_checkpoint,
    parse_hash,
    verify_checkpoint,
)
from lienthong.tlog.cosignatures import cosign
from lienthong.tlog.faults import TlogFault, WrongProof
from lienthong.tlog.merkle import EMPTY_ROOT, verify_consistency
from lienthong.tlog.notes import MOST_BYTES, NoteSignature, NoteSigner, VerifierKey

#: "The client MUST NOT send more than 63 consistency proof lines."
_MOST_HASHES = 63
_OLD = re.compile(r"old (0|[1-9]\d{0,18})", re.ASCII)
SIZE_TYPE = "text/x.tlog.size"


class MalformedRequest(TlogFault):
    """A body that is no add-checkpoint request."""

    code: ClassVar[str] = "witness.request-malformed"
    en = "The request to the witness cannot be read ({what})."
    vi = "Không đọc được yêu cầu gửi bên chứng kiến ({what})."


@dataclass(frozen=True, slots=True)
class Remembered:
    """The largest tree of a log that the witness has cosigned; nothing yet is the empty tree."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """An add-checkpoint request: from which size the proof leads to the checkpoint."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: UnverifiedCheckpoint

    def to_bytes(self) -> bytes:
        """The body of the request."""
        hashes = "".join(f"{base64.b64encode(sibling).decode()}\n" for sibling in self.proof)
        return f"old {self.old_size}\n{hashes}\n".encode() + self.checkpoint.note.to_bytes()


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """The HTTP answer, and for 200 what must have been stored before it is given.

    Attributes:
        remember: the tree to store. cosignature: the line of the body, to store with it.
        contradicts: the log has signed two trees of one size, which nothing but misbehaviour explains; the
            specification lets a witness keep the request as proof of it.
    """

    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"
    remember: Remembered | None = None
    cosignature: NoteSignature | None = None
    contradicts: bool = False


def parse_request(body: bytes) -> WitnessRequest:
    """Read a request's body.

    Raises:
        MalformedRequest, MalformedNote, MalformedCheckpoint: it is none.
    """
    above, separator, note = body.partition(b"\n\n")
    if len(body) > MOST_BYTES or not separator:
        raise MalformedRequest(f"{len(body)} bytes", f"{len(body)} byte")
    try:
        lines = above.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise MalformedRequest("ASCII") from None
    old = _OLD.fullmatch(lines[0])
    if old is None or len(lines) - 1 > _MOST_HASHES:
        raise MalformedRequest(lines[0][:40])
    return WitnessRequest(int(old[1]), tuple(map(parse_hash, lines[1:])), parse_checkpoint(note))


def add_checkpoint(
    request: WitnessRequest,
    logs: Mapping[str, VerifierKey],
    remembered: Remembered,
    signer: NoteSigner,
    at: datetime,
) -> WitnessAnswer:
    """Decide about a request.

    Args:
        logs: the keys of the logs that are witnessed, by origin.
        remembered: what is remembered for the request's origin.
    """
    head = request.checkpoint.head
    key = logs.get(head.origin)
    if key is None:
        return WitnessAnswer(404, "unknown log\n")
    try:
        verify_checkpoint(request.checkpoint, key)
    except TlogFault as fault:
        return WitnessAnswer(403, f"{fault.code}\n")
    if request.old_size > head.size:
        return WitnessAnswer(400, "old size is larger than the checkpoint\n")
    differs = head.size == remembered.size and head.root != remembered.root
    if request.old_size != remembered.size or differs:
        # Nobody has signed the empty tree that is remembered of a log at first.
        contradicts = differs and remembered.size > 0
        return WitnessAnswer(409, f"{remembered.size}\n", SIZE_TYPE, contradicts=contradicts)
    try:
        _verify_history(request, remembered)
    except TlogFault as fault:
        return WitnessAnswer(422, f"{fault.code}\n")
    return _cosigned(head, signer, at)


def _verify_history(request: WitnessRequest, remembered: Remembered) -> None:
    """ "The proof MUST be empty if the old size is zero": the first tree that is seen is taken as it is."""
    if remembered.size:
        head = request.checkpoint.head
        verify_consistency(remembered.size, head.size, request.proof, remembered.root, head.root)
    elif request.proof:
        raise WrongProof("the proof is too long", "bằng chứng dài hơn mức cần")


def _cosigned(head: TreeHead, signer: NoteSigner, at: datetime) -> WitnessAnswer:
    cosignature = cosign(head, signer, at)
    remember = Remembered(head.size, head.root)
    return WitnessAnswer(200, cosignature.line, remember=remember, cosignature=cosignature)
