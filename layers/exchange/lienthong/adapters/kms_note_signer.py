"""The log's key: notes signed by an Ed25519 key that never leaves KMS."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lienthong.adapters.kms_webhook_signer import KmsWebhookSigner
from lienthong.tlog.notes import ED25519, VerifierKey


@dataclass(frozen=True)
class KmsNoteSigner:
    """:class:`lienthong.tlog.notes.NoteSigner` under ``name``: the log's origin."""

    signer: KmsWebhookSigner
    name: str

    @cached_property
    def key(self) -> VerifierKey:
        """The public half. One AWS call, once."""
        return VerifierKey(self.name, ED25519, self.signer.public_key())

    def sign(self, message: bytes) -> bytes:
        """The signature. One AWS call."""
        return self.signer.sign(message)
