"""Webhooks signed by an Ed25519 key that never leaves KMS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lienthong.adapters.failures import named_failures

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

#: RFC 8410 4: an Ed25519 SubjectPublicKeyInfo is this header and the 32 bytes of the key.
_SPKI_HEADER = bytes.fromhex("302a300506032b6570032100")


@dataclass(frozen=True, slots=True)
class KmsWebhookSigner:
    """:class:`lienthong.ports.WebhookSigner` with the key ``key_id``; KMS signs up to 4,096 bytes."""

    client: KMSClient
    key_id: str

    def sign(self, content: bytes) -> bytes:
        """The signature. One AWS call."""
        with named_failures():
            answer = self.client.sign(
                KeyId=self.key_id, Message=content, MessageType="RAW", SigningAlgorithm="ED25519_SHA_512"
            )
        return answer["Signature"]

    def public_key(self) -> bytes:
        """The raw public key. One AWS call.

        Raises:
            ValueError: the key is no Ed25519 key.
        """
        with named_failures():
            answer = self.client.get_public_key(KeyId=self.key_id)
        header, key = answer["PublicKey"][:12], answer["PublicKey"][12:]
        if header != _SPKI_HEADER:
            raise ValueError(f"key {self.key_id} is not Ed25519")
        return key
