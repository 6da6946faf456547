"""Cosignatures: witnesses' timestamped statements that a checkpoint is consistent with all before (C2SP
tlog-cosignature).

Two kinds: Ed25519 (``cosignature/v1``) and ML-DSA-44 (``subtree/v1``), the latter where the platform's
cryptography has it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from lienthong.tlog.checkpoints import TreeHead, UnverifiedCheckpoint, VerifiedCheckpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import (
    NoteSignature,
    NoteSigner,
    VerifierKey,
    WrongKey,
    WrongSignature,
    verify_ed25519,
)

COSIGNATURE_ED25519 = 0x04
COSIGNATURE_ML_DSA_44 = 0x06
_TIME_BYTES = 8
#: Seconds since the epoch that a datetime can still hold (the year 9999).
_LATEST = 253_402_300_799


class CosignatureKindUnknown(TlogFault):
    """A witness key of a kind that makes no cosignatures, or that this platform cannot check."""

    code: ClassVar[str] = "log.cosignature-kind"
    en = "The key {what} makes no cosignatures that this computer can check. Install a newer version."
    vi = "Khóa {what} thuộc loại chữ ký mà máy này chưa kiểm tra được. Đề nghị cài phiên bản mới hơn."


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A verified cosignature: by which witness, and when it saw the checkpoint as the largest."""

    witness: VerifierKey
    time: datetime


def cosign(head: TreeHead, signer: NoteSigner, at: datetime) -> NoteSignature:
    """A witness's signature over a checkpoint whose consistency it has checked.

    Raises:
        CosignatureKindUnknown: the signer's key makes none.
    """
    seconds = int(at.timestamp())
    signature = signer.sign(_message(head, signer.key, seconds))
    return NoteSignature(signer.key.name, signer.key.key_id, struct.pack(">Q", seconds) + signature)


def verify_cosignature(
    checkpoint: UnverifiedCheckpoint | VerifiedCheckpoint, witness: VerifierKey
) -> Cosignature | None:
    """The witness's cosignature; ``None`` where the note has none of its.

    Raises:
        WrongSignature: there is one, and it does not verify.
        WrongKey, CosignatureKindUnknown: the key cannot be used.
    """
    for signature in checkpoint.note.signatures:
        if signature.is_by(witness):
            return _verify(checkpoint.head, witness, signature.signature)
    return None


def _verify(head: TreeHead, witness: VerifierKey, signature: bytes) -> Cosignature:
    if len(signature) <= _TIME_BYTES:
        raise WrongSignature(witness.name)
    (seconds,) = struct.unpack(">Q", signature[:_TIME_BYTES])
    if seconds > _LATEST:
        raise WrongSignature(witness.name)
    message = _message(head, witness, seconds)
    if witness.kind == COSIGNATURE_ED25519:
        verify_ed25519(witness, signature[_TIME_BYTES:], message)
    else:
        _verify_ml_dsa(witness, signature[_TIME_BYTES:], message)
    return Cosignature(witness, datetime.fromtimestamp(seconds, UTC))


def _message(head: TreeHead, key: VerifierKey, seconds: int) -> bytes:
    """What is signed; the checkpoint's text is what the note holds, so it is made from the head again."""
    if key.kind == COSIGNATURE_ED25519:
        return f"cosignature/v1\ntime {seconds}\n{head.text}".encode()
    if key.kind == COSIGNATURE_ML_DSA_44:
        return b"".join(
            (
                b"subtree/v1\n\0",
                _opaque(key.name),
                struct.pack(">Q", seconds),
                _opaque(head.origin),
                struct.pack(">QQ", 0, head.size),
                head.root,
            )
        )
    raise CosignatureKindUnknown(key.name)


def _opaque(text: str) -> bytes:
    """RFC 8446 3.4: a vector of 1 to 255 bytes behind its length."""
    raw = text.encode()
    if len(raw) > 255:
        raise CosignatureKindUnknown(text[:60])
    return bytes([len(raw)]) + raw


def _verify_ml_dsa(witness: VerifierKey, signature: bytes, message: bytes) -> None:
    try:
        # Only who meets such a key needs a cryptography that knows it.
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

        public = MLDSA44PublicKey.from_public_bytes(witness.public_key)
    except (ImportError, UnsupportedAlgorithm):
        raise CosignatureKindUnknown(witness.name) from None
    except ValueError:
        raise WrongKey(witness.name) from None
    try:
        public.verify(signature, message)
    except InvalidSignature:
        raise WrongSignature(witness.name) from None
