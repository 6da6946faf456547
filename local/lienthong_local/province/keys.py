"""Private keys of the demonstration: made once, kept in a folder outside the tree, loaded without delay.

Generating RSA keys takes seconds and OpenSSL's validation of a stored one 50–160 ms; both happen once a key.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final, cast

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

AnyPrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
SigningKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
"""What certificates of the demonstration are made for."""


class KeyKind(StrEnum):
    """The kinds of key the demonstration uses."""

    RSA_2048 = "rsa-2048"
    RSA_3072 = "rsa-3072"
    EC_P256 = "ec-p256"
    EC_P384 = "ec-p384"
    ED25519 = "ed25519"


_GENERATE: Final[dict[KeyKind, Callable[[], AnyPrivateKey]]] = {
    KeyKind.RSA_2048: lambda: rsa.generate_private_key(65537, 2048),
    KeyKind.RSA_3072: lambda: rsa.generate_private_key(65537, 3072),
    KeyKind.EC_P256: lambda: ec.generate_private_key(ec.SECP256R1()),
    KeyKind.EC_P384: lambda: ec.generate_private_key(ec.SECP384R1()),
    KeyKind.ED25519: ed25519.Ed25519PrivateKey.generate,
}


class KeyStore:
    """Keys by label in one folder, as PEM (PKCS #8), readable by their owner only.

    Several processes may share the folder: a key is made under a lock and appears whole or not at all.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loaded: dict[str, AnyPrivateKey] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def labels(self) -> frozenset[str]:
        """Labels of all keys made so far."""
        return frozenset(path.name.removesuffix(".key.pem") for path in self.folder.glob("*.key.pem"))

    def private_path(self, label: str) -> Path:
        """Where the private key is, or will be."""
        return self.folder / f"{label}.key.pem"

    def public_path(self, label: str) -> Path:
        """Where the public key (SubjectPublicKeyInfo) is, or will be."""
        return self.folder / f"{label}.public.pem"

    def ensure(self, kinds: Mapping[str, KeyKind]) -> None:
        """Makes the keys that do not exist yet, several at a time; an existing key keeps its kind."""
        missing = [label for label in kinds if not self.private_path(label).exists()]
        with ThreadPoolExecutor(os.cpu_count()) as makers:
            # OpenSSL makes keys outside the interpreter's lock, so that every core helps.
            made = makers.map(lambda label: _GENERATE[kinds[label]](), missing)
            for label, key in zip(missing, made, strict=True):
                self._keep(label, key)

    def signing_key(self, label: str) -> SigningKey:
        """The private key of a certificate."""
        return cast("SigningKey", self._private_key(label))

    def request_key(self, label: str) -> ed25519.Ed25519PrivateKey:
        """The private key with which an agency signs its requests (RFC 9421, Ed25519)."""
        return cast("ed25519.Ed25519PrivateKey", self._private_key(label))

    def _private_key(self, label: str) -> AnyPrivateKey:
        if label not in self._loaded:
            # The file was written by `_keep`; validating the key again would cost 160 ms at RSA-3072.
            key = load_pem_private_key(
                self.private_path(label).read_bytes(), password=None, unsafe_skip_rsa_key_validation=True
            )
            self._loaded[label] = cast("AnyPrivateKey", key)
        return self._loaded[label]

    def _keep(self, label: str, key: AnyPrivateKey) -> None:
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with self._locked():
            if self.private_path(label).exists():
                # Another process was faster; its key is the one in use.
                return
            write_whole(self.public_path(label), public)
            # Last, because its presence says that the key is complete.
            write_whole(self.private_path(label), private)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file that others see either whole or not at all, readable by its owner only."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    unfinished.replace(path)
