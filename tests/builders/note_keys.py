"""Keys that sign notes in tests, from a seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from lienthong.tlog.cosignatures import COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44
from lienthong.tlog.notes import ED25519, VerifierKey


@dataclass(frozen=True, slots=True)
class SeededSigner:
    """:class:`lienthong.tlog.notes.NoteSigner` with a private key of its own."""

    key: VerifierKey
    private: Ed25519PrivateKey | MLDSA44PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def signer(name: str, kind: int = ED25519) -> SeededSigner:
    """The signer of this name: always the same key."""
    seed = hashlib.sha256(f"{name} {kind}".encode()).digest()
    private: Ed25519PrivateKey | MLDSA44PrivateKey
    if kind == COSIGNATURE_ML_DSA_44:
        private = MLDSA44PrivateKey.from_seed_bytes(seed)
    else:
        private = Ed25519PrivateKey.from_private_bytes(seed)
    return SeededSigner(VerifierKey(name, kind, private.public_key().public_bytes_raw()), private)


def witness_signer(name: str) -> SeededSigner:
    """An Ed25519 witness."""
    return signer(name, COSIGNATURE_ED25519)
