"""Evidence against a log: two checkpoints that it has signed and that cannot both be true.

The file is both signed notes, one after the other with an empty line between, and nothing else: whoever has
the log's key verifies each by itself. Two roots for one size prove themselves. Of two sizes the smaller
tree must be the beginning of the larger one; a log that signed both and cannot prove it has shown two
histories.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lienthong.tlog.checkpoints import VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import MOST_BYTES, VerifierKey

_BREAK = b"\n\n"
#: Text, signatures, text, signatures: a checkpoint has no empty line of its own.
_PARTS = 4


class MalformedContradiction(TlogFault):
    """Bytes that are not two checkpoints."""

    code: ClassVar[str] = "log.contradiction-malformed"
    en = "This is not a file of two checkpoints ({what}). Ask whoever found the contradiction for it again."
    vi = "Tệp không gồm đúng hai điểm kiểm tra ({what}). Đề nghị lấy lại từ nơi phát hiện mâu thuẫn."


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two checkpoints of one log, the one that was seen first in front."""

    seen: VerifiedCheckpoint
    shown: VerifiedCheckpoint

    @property
    def proves_itself(self) -> bool:
        """Whether nothing but the two notes is needed: two roots for one size."""
        first, second = self.seen.head, self.shown.head
        return first.size == second.size and first.root != second.root

    @property
    def name(self) -> str:
        """A file name of its own for each contradiction: both sizes and the beginnings of both roots."""
        heads = (self.seen.head, self.shown.head)
        return "-".join(f"{head.size}.{head.root.hex()[:8]}" for head in heads) + ".evidence"

    def to_bytes(self) -> bytes:
        """Both signed notes."""
        return self.seen.note.to_bytes() + b"\n" + self.shown.note.to_bytes()


def read_contradiction(content: bytes, key: VerifierKey) -> Contradiction:
    """Read :meth:`Contradiction.to_bytes`'s form; the log's key has signed both.

    Raises:
        MalformedContradiction, MalformedNote, MalformedCheckpoint, WrongOrigin, WrongSignature, WrongKey
    """
    if len(content) > 2 * MOST_BYTES:
        raise MalformedContradiction(f"{len(content)} bytes", f"{len(content)} byte")
    parts = content.split(_BREAK)
    if len(parts) != _PARTS:
        raise MalformedContradiction(f"{len(parts)} parts", f"{len(parts)} phần")
    notes = (parts[0] + _BREAK + parts[1] + b"\n", parts[2] + _BREAK + parts[3])
    seen, shown = (verify_checkpoint(parse_checkpoint(note), key) for note in notes)
    return Contradiction(seen, shown)
