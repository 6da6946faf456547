"""A witness's key file: its verifier key in the first line, the private key (PKCS #8, PEM) below.

RFC 7468 lets text stand before a PEM block, so other programs read the file as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from lienthong.tlog.cosignatures import COSIGNATURE_ED25519
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import VerifierKey, parse_key
from lienthong_client.durable import create
from lienthong_client.errors import FileUnreadable, FileUnwritable
from lienthong_client.witness.errors import KeyFileInTheWay, WitnessKeyUnusable

_MOST_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class WitnessSigner:
    """:class:`lienthong.tlog.notes.NoteSigner` of a witness: cosignature/v1, Ed25519."""

    key: VerifierKey
    private: Ed25519PrivateKey = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """See :class:`lienthong.tlog.notes.NoteSigner`."""
        return self.private.sign(message)


def new_key(name: str, path: Path) -> VerifierKey:
    """Make a key of this name and write it to a new file that only its owner can read.

    Raises:
        KeyFileInTheWay: something is there. FileUnwritable.
    """
    private = Ed25519PrivateKey.generate()
    key = VerifierKey(name, COSIGNATURE_ED25519, private.public_key().public_bytes_raw())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        create(path, f"{key}\n".encode() + pem)
    except FileExistsError:
        raise KeyFileInTheWay(path=str(path)) from None
    except OSError as refused:
        raise FileUnwritable(path=str(path), why=refused.strerror or str(refused)) from refused
    return key


def read_key(path: Path) -> WitnessSigner:
    """The key in a file that :func:`new_key` has written.

    Raises:
        WitnessKeyUnusable, FileUnreadable
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES)
    except OSError as refused:
        raise FileUnreadable(path=str(path), why=refused.strerror or str(refused)) from refused
    line, _, pem = content.partition(b"\n")
    try:
        key = parse_key(line.decode())
        private = load_pem_private_key(pem, None)
    except (TlogFault, UnsupportedAlgorithm, ValueError, TypeError):
        raise WitnessKeyUnusable(path=str(path)) from None
    if not isinstance(private, Ed25519PrivateKey) or key.kind != COSIGNATURE_ED25519:
        raise WitnessKeyUnusable(path=str(path))
    if private.public_key().public_bytes_raw() != key.public_key:
        raise WitnessKeyUnusable(path=str(path))
    return WitnessSigner(key, private)
