"""The one-stop's own functions over the tables: their calls of AWS, and what of a person they leave where."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from lienthong.adapters.dynamodb_dossiers import DynamoDbDossiers
from lienthong.adapters.dynamodb_notices import DynamoDbNotices
from lienthong.adapters.kms_keyed_digests import KmsKeyedDigests
from lienthong.adapters.records import event_from_item
from lienthong.adapters.sns_texts import SnsTexts
from lienthong.model.event import Event
from lienthong.onestop.notices import NoticeRules
from lienthong.onestop.telling import ProviderReceipt
from lienthong.runtime import composition
from lienthong.services.provider_receipts import ProviderReceipts
from lienthong.services.telling import Carriers, Telling
from tests.builders.agencies import ONE_STOP
from tests.builders.visits import COPY, NAME, NUMBER, PERMIT, STREET, TELEPHONE, handed, ready, visit
from tests.contract.engines import Aws
from tests.doubles.composed import ComposedExchange, composed
from tests.doubles.memory_notices import MemoryCarrier
from tests.doubles.seeded_ids import SeededIds

PERSONAL = (NAME, NUMBER, STREET, TELEPHONE, "buoi@", "Bà Bưởi")


@pytest.fixture
def exchange(engine: Aws) -> Iterator[ComposedExchange]:
    """The functions in this process, their dossiers and people in the engine's tables."""
    store = DynamoDbDossiers(engine.dynamodb, engine.exchange_table, engine.people_table, engine.nonce_table)
    digests = KmsKeyedDigests(engine.kms, engine.applicant_key)
    # The engine's tables are shared: no two tests may spend the same nonces.
    with composed(ids=SeededIds(uuid.uuid4().int)) as parts, pytest.MonkeyPatch.context() as patch:
        # Undone before what composed() has laid beneath it.
        patch.setattr(composition, "dossier_store", lambda: store)
        patch.setattr(composition, "applicant_digests", lambda: digests)
        ready(parts)
        yield parts


@contextmanager
def counted(engine: Aws) -> Iterator[Counter[str]]:
    """The calls that are made to the engine meanwhile, by operation."""
    calls = Counter[str]()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    for client in (engine.dynamodb, engine.kms, engine.sns):
        client.meta.events.register("before-call", count)
    try:
        yield calls
    finally:
        for client in (engine.dynamodb, engine.kms, engine.sns):
            client.meta.events.unregister("before-call", count)


def take_in(exchange: ComposedExchange, *dossiers: Any, confirm: bool = True) -> list[str]:
    body = visit(uuid.uuid4().hex, *dossiers, confirm=confirm)
    answer = exchange.call(ONE_STOP, "POST", "/v1/dossiers", body)
    assert answer.status == 201, answer.text
    return [one["code"] for one in answer.body["dossiers"]]


def act(exchange: ComposedExchange, code: str, **members: Any) -> None:
    body = {"key": uuid.uuid4().hex, **members}
    answer = exchange.call(ONE_STOP, "POST", f"/v1/dossiers/{code}/acts", body)
    assert answer.status == 201, answer.text


def whole(engine: Aws, table: str) -> str:
    """Everything that stands in a table, as text."""
    pages = engine.dynamodb.get_paginator("scan").paginate(TableName=table)
    items = [item for page in pages for item in page["Items"]]
    assert items
    return json.dumps(items, ensure_ascii=False, default=str)


def test_an_intake_of_two_dossiers_makes_three_calls_beside_who_is_calling(
    exchange: ComposedExchange, engine: Aws
) -> None:
    with counted(engine) as calls:
        take_in(exchange, handed(PERMIT), handed(COPY))

    # The fourth is the registry's, where its memory of a few seconds is over.
    assert calls == {"GenerateMac": 1, "BatchGetItem": 1, "TransactWriteItems": 1}


def test_an_act_makes_two_calls_and_one_that_closes_the_dossier_three(
    exchange: ComposedExchange, engine: Aws
) -> None:
    (code,) = take_in(exchange)
    with counted(engine) as calls:
        act(exchange, code, kind="decided", granted=True)
    assert calls == {"Query": 1, "TransactWriteItems": 1}
    with counted(engine) as calls:
        act(exchange, code, kind="returned")
    assert calls == {"Query": 1, "BatchGetItem": 1, "TransactWriteItems": 1}


def test_a_text_message_to_the_applicant_takes_five_calls_and_one_that_is_over_takes_two(
    exchange: ComposedExchange, engine: Aws
) -> None:
    (code,) = take_in(exchange)
    accepted = next(one.event_id for one in _events_of(engine, code) if one.details.get("kind") == "accepted")
    store = DynamoDbNotices(engine.dynamodb, engine.exchange_table, engine.people_table, engine.notices_table)
    telling = Telling(
        store,
        exchange.registry,
        Carriers(SnsTexts(engine.sns, "LONGAN"), MemoryCarrier()),
        NoticeRules(),
        "https://lienthong.example/tra-cuu",
        exchange.telemetry,
        exchange.clock,
        exchange.ids,
    )
    with counted(engine) as calls:
        assert telling.tell(code, accepted) is None
    assert calls == {"Query": 1, "BatchGetItem": 1, "TransactWriteItems": 2, "Publish": 1}
    with counted(engine) as calls:
        assert telling.tell(code, accepted) is None
    assert calls == {"Query": 1, "BatchGetItem": 1}
    *_, told = _events_of(engine, code)
    receipts = ProviderReceipts(store, exchange.telemetry, exchange.clock, exchange.ids)
    with counted(engine) as calls:
        receipts.note([ProviderReceipt(str(told.details["provider_id"]), exchange.clock.now())])
    assert calls == {"GetItem": 2, "TransactWriteItems": 1}
    assert [one.details["outcome"] for one in _events_of(engine, code)[-2:]] == ["sent", "delivered"]


def _events_of(engine: Aws, code: str) -> list[Event]:
    found = engine.dynamodb.query(
        TableName=engine.exchange_table,
        KeyConditionExpression="PK = :dossier AND begins_with(SK, :event)",
        ExpressionAttributeValues={":dossier": {"S": f"H#{code}"}, ":event": {"S": "E#"}},
    )
    return [event_from_item(item) for item in found["Items"]]


def test_nothing_personal_stands_in_a_table_whose_stream_is_kept(
    exchange: ComposedExchange, engine: Aws
) -> None:
    remark = "Bà Bưởi đã gọi điện"
    (code,) = take_in(exchange, handed(PERMIT, remark=remark))
    act(exchange, code, kind="supplement-requested", reason="papers-missing", remark=remark)
    act(exchange, code, kind="withdrawn", remark=remark)
    kept = whole(engine, engine.exchange_table) + whole(engine, engine.nonce_table)

    assert code in kept
    assert [text for text in PERSONAL if text in kept] == []
    people = whole(engine, engine.people_table)
    assert [text for text in PERSONAL if text not in people] == [], (
        "they stand here, and are deleted from here"
    )
    (item,) = [one for one in json.loads(people) if one["PK"]["S"] == f"H#{code}"]
    assert int(item["expires_at"]["N"]) > exchange.clock.now().timestamp()


def test_desks_that_take_in_at_once_leave_no_gap_in_the_tables(
    exchange: ComposedExchange, engine: Aws
) -> None:
    if engine.name == "moto":
        pytest.skip("moto checks a transaction's conditions and writes its items without a lock between them")
    first = int(take_in(exchange)[0][-4:])
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: take_in(exchange)[0], range(8)))

    assert sorted(int(code[-4:]) for code in found) == list(range(first + 1, first + 9))
