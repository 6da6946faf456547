"""How far documents have been retired, in one item of the log's table (docs/adr/0010)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lienthong.adapters.attribute_values import from_item, to_item
from lienthong.adapters.dynamodb_reads import read_item
from lienthong.adapters.failures import code_of, named_failures
from lienthong.adapters.frozen_values import decode, encode
from lienthong.ports import Retirement

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEY = to_item({"PK": "RETIRED"})


@dataclass(frozen=True, slots=True)
class DynamoDbRetirement:
    """:class:`lienthong.ports.RetirementRecord` in the table ``table``."""

    client: DynamoDBClient
    table: str

    def read(self) -> Retirement:
        """The record. One AWS call (GetItem)."""
        item = read_item(self.client, self.table, _KEY)
        return decode(Retirement, from_item(item)) if item else Retirement()

    def write(self, record: Retirement) -> bool:
        """Write it. One AWS call (PutItem)."""
        try:
            with named_failures():
                self.client.put_item(
                    TableName=self.table,
                    Item=_KEY | to_item(encode(record)),
                    ConditionExpression="attribute_not_exists(PK) OR #version = :before",
                    ExpressionAttributeNames={"#version": "version"},
                    ExpressionAttributeValues=to_item({":before": record.version - 1}),
                )
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True
