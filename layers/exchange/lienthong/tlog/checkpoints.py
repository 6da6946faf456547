"""Checkpoints: the head of a tree as a signed note (C2SP tlog-checkpoint)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import ClassVar

from lienthong.tlog.faults import TlogFault
from lienthong.tlog.merkle import HASH_BYTES
from lienthong.tlog.notes import NoteSigner, UnverifiedNote, VerifierKey, parse_note, sign_note, verify_note

_SIZE = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)


class MalformedCheckpoint(TlogFault):
    """A note whose text is no checkpoint."""

    code: ClassVar[str] = "log.checkpoint-malformed"
    en = "The note is not a checkpoint ({what}). Fetch it again from the log."
    vi = "Bản ghi không phải điểm kiểm tra của nhật ký ({what}). Đề nghị tải lại từ nhật ký."


class WrongOrigin(TlogFault):
    """A checkpoint of another log."""

    code: ClassVar[str] = "log.origin-wrong"
    en = "The checkpoint belongs to the log {what}, not to the one whose key was given."
    vi = "Điểm kiểm tra thuộc nhật ký {what}, không phải nhật ký của khóa đã cho."


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What a checkpoint says: the log's origin, the tree's size and root, and lines of the log's own."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of the note."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class UnverifiedCheckpoint:
    """A checkpoint that was read; that the log has signed it is still to be seen."""

    head: TreeHead
    note: UnverifiedNote


@dataclass(frozen=True, slots=True)
class VerifiedCheckpoint:
    """A tree head that the log's own key has signed. ``note`` carries whatever else is signed below it."""

    head: TreeHead
    note: UnverifiedNote
    key: VerifierKey


def sign_checkpoint(head: TreeHead, signer: NoteSigner) -> VerifiedCheckpoint:
    """A checkpoint by the log's key, whose name is the origin."""
    return VerifiedCheckpoint(head, sign_note(head.text, signer), signer.key)


def parse_checkpoint(content: bytes) -> UnverifiedCheckpoint:
    """Read a checkpoint.

    Raises:
        MalformedNote, MalformedCheckpoint: it is none.
    """
    note = parse_note(content)
    lines = note.text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise MalformedCheckpoint(f"{len(lines)} lines", f"{len(lines)} dòng")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size):
        raise MalformedCheckpoint(size[:30])
    return UnverifiedCheckpoint(TreeHead(origin, int(size), parse_hash(root), tuple(extensions)), note)


def parse_hash(text: str) -> bytes:
    """A SHA-256 hash in base64, written the one way it can be.

    Raises:
        MalformedCheckpoint: it is none.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != HASH_BYTES or base64.b64encode(raw).decode() != text:
        raise MalformedCheckpoint(text[:50])
    return raw


def verify_checkpoint(checkpoint: UnverifiedCheckpoint, key: VerifierKey) -> VerifiedCheckpoint:
    """The checkpoint, once the log's key has verified; the key's name is the log's origin.

    Raises:
        WrongOrigin, WrongSignature, WrongKey: it is not this log's.
    """
    if checkpoint.head.origin != key.name:
        raise WrongOrigin(checkpoint.head.origin)
    verify_note(checkpoint.note, key)
    return VerifiedCheckpoint(checkpoint.head, checkpoint.note, key)
