"""Spent nonces in a table of their own, which DynamoDB clears of expired ones (TTL) by itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lienthong.adapters.attribute_values import to_item
from lienthong.adapters.dynamodb_writes import ABSENT, Write, WriteRefused, apply_writes
from lienthong.ports import Nonce

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def nonce_write(table: str, nonce: Nonce, meaning: str) -> Write:
    """The spending of a nonce, alone or as a part of a transaction.

    An expired nonce stays spent until TTL removes it: its request is refused by its date anyway.
    """
    expires_at = math.ceil(nonce.expires_at.timestamp())
    item = to_item({"PK": f"{nonce.key_id}#{nonce.value}", "expires_at": expires_at})
    return Write("Put", table, item, ABSENT, meaning)


@dataclass(frozen=True, slots=True)
class DynamoDbNonces:
    """:class:`lienthong.ports.NonceStore` over the table ``table``."""

    client: DynamoDBClient
    table: str

    def spend(self, nonce: Nonce) -> bool:
        """Spend it. One AWS call (PutItem)."""
        try:
            apply_writes(self.client, [nonce_write(self.table, nonce, "nonce")])
        except WriteRefused:
            return False
        return True
