"""A write whose answer is lost is sent again by the client library; it must not be applied twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from lienthong.adapters.dynamodb_exchange import DynamoDbExchange
from lienthong.adapters.dynamodb_nonces import DynamoDbNonces
from lienthong.ports import Change
from tests.contract.builders import Builder
from tests.contract.engines import Aws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Insistent:
    """A client that loses the first answer to every write and sends the same request again."""

    def __init__(self, client: DynamoDBClient) -> None:
        self._client = client

    def put_item(self, **request: Any) -> object:
        self._client.put_item(**request)
        return self._client.put_item(**request)

    def transact_write_items(self, **request: Any) -> object:
        self._client.transact_write_items(**request)
        return self._client.transact_write_items(**request)

    def __getattr__(self, operation: str) -> object:
        return getattr(self._client, operation)


def test_a_transaction_sent_again_is_the_same_transaction(tables: Aws, build: Builder) -> None:
    client = cast("DynamoDBClient", Insistent(tables.dynamodb))
    exchange = DynamoDbExchange(client, tables.exchange_table, tables.nonce_table)
    submission = build.submission()
    event, nonce = build.event(submission.submission_id), build.nonce()
    exchange.commit(Change(new_submissions=(submission,), events=(event,), nonce=nonce))
    story = exchange.story(submission.submission_id)
    assert story is not None
    assert (story.submission, story.events) == (submission, (event,))


def test_a_single_write_sent_again_is_the_same_write(tables: Aws, build: Builder) -> None:
    client = cast("DynamoDBClient", Insistent(tables.dynamodb))
    nonce = build.nonce()
    assert DynamoDbNonces(client, tables.nonce_table).spend(nonce)
    assert not DynamoDbNonces(client, tables.nonce_table).spend(nonce)
