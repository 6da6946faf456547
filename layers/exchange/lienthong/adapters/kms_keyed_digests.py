"""Digests by a key that never leaves KMS, and that one function may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lienthong.adapters.failures import named_failures

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient


@dataclass(frozen=True, slots=True)
class KmsKeyedDigests:
    """:class:`lienthong.ports.KeyedDigests` with the HMAC key ``key_id``; KMS takes up to 4,096 bytes."""

    client: KMSClient
    key_id: str

    def digest(self, text: str) -> str:
        """The digest, HMAC-SHA-256 in hex. One AWS call."""
        with named_failures():
            answer = self.client.generate_mac(
                KeyId=self.key_id, Message=text.encode(), MacAlgorithm="HMAC_SHA_256"
            )
        return answer["Mac"].hex()
