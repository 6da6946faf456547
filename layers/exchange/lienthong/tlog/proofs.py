"""A proof that an entry is in the log, verifiable offline (C2SP tlog-proof)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import ClassVar

from lienthong.tlog.checkpoints import (
    UnverifiedCheckpoint,
    VerifiedCheckpoint,
    parse_checkpoint,
    parse_hash,
    verify_checkpoint,
)
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.merkle import leaf_hash, verify_inclusion
from lienthong.tlog.notes import MOST_BYTES, VerifierKey

_HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9]\d{0,18})", re.ASCII)
#: A tree of 2^63 entries has paths of 63 hashes.
_MOST_HASHES = 63


class MalformedProof(TlogFault):
    """Text that is no tlog-proof."""

    code: ClassVar[str] = "log.proof-malformed"
    en = "The proof cannot be read ({what}). Ask for the receipt again."
    vi = "Không đọc được bằng chứng ({what}). Đề nghị lấy lại biên nhận."


@dataclass(frozen=True, slots=True)
class UnverifiedProof:
    """A proof that was read: where the entry is said to be, its path, and the checkpoint above."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: UnverifiedCheckpoint


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """An entry that is in the log whose key signed the checkpoint."""

    entry: bytes
    index: int
    checkpoint: VerifiedCheckpoint


def format_proof(index: int, path: tuple[bytes, ...], note: bytes) -> str:
    """The proof as text."""
    hashes = "".join(f"{base64.b64encode(sibling).decode()}\n" for sibling in path)
    return f"{_HEADER}\nindex {index}\n{hashes}\n{note.decode()}"


def parse_proof(text: str) -> UnverifiedProof:
    """Read a proof. Extra data, which nothing authenticates, must be base64 and is passed over.

    Raises:
        MalformedProof, MalformedCheckpoint, MalformedNote: it is none.
    """
    if len(text) > MOST_BYTES:
        raise MalformedProof(f"{len(text)} characters", f"{len(text)} ký tự")
    above, separator, note = text.partition("\n\n")
    lines = above.split("\n")
    if not separator or lines[0] != _HEADER:
        raise MalformedProof(_HEADER)
    if len(lines) > 1 and lines[1].startswith("extra "):
        _require_base64(lines.pop(1).removeprefix("extra "))
    index = _INDEX.fullmatch(lines[1]) if len(lines) > 1 else None
    if index is None or len(lines) - 2 > _MOST_HASHES:
        raise MalformedProof("index")
    path = tuple(map(parse_hash, lines[2:]))
    return UnverifiedProof(int(index[1]), path, parse_checkpoint(note.encode("utf-8", "surrogatepass")))


def _require_base64(text: str) -> None:
    try:
        canonical = base64.b64encode(base64.b64decode(text, validate=True)).decode()
    except ValueError:
        canonical = ""
    if not text or canonical != text:
        raise MalformedProof("extra")


def verify_proof(proof: UnverifiedProof, entry: bytes, key: VerifierKey) -> ProvenEntry:
    """The entry, once the checkpoint is the log's and the path leads from it to the checkpoint's root.

    Raises:
        WrongProof, WrongOrigin, WrongSignature, WrongKey: it is not proved.
    """
    checkpoint = verify_checkpoint(proof.checkpoint, key)
    head = checkpoint.head
    verify_inclusion(proof.index, head.size, leaf_hash(entry), proof.path, head.root)
    return ProvenEntry(entry, proof.index, checkpoint)
