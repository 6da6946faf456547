"""The contract of lienthong.ports.TrackingStore, and what a look costs over the real tables."""

from __future__ import annotations

import json
import math
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from lienthong.adapters.dynamodb_dossiers import DynamoDbDossiers
from lienthong.adapters.dynamodb_registry import DynamoDbRegistry
from lienthong.adapters.dynamodb_tracking import LOOK, DynamoDbTracking
from lienthong.adapters.kms_keyed_digests import KmsKeyedDigests
from lienthong.adapters.records import agency_to_item
from lienthong.onestop.look_limits import ONE_CODE_FROM_ONE_ADDRESS, Tally
from lienthong.runtime import composition
from tests.builders.agencies import DEPARTMENT, ONE_STOP
from tests.builders.visits import PERMIT, handed, ready, visit
from tests.contract.builders import NOON
from tests.contract.engines import Aws
from tests.doubles.composed import ComposedExchange, composed
from tests.doubles.seeded_ids import SeededIds

READS = ("GetItem", "Query", "BatchGetItem")


@pytest.fixture
def tracking(engine: Aws) -> DynamoDbTracking:
    """The adapter over the engine's tables."""
    return DynamoDbTracking(
        engine.dynamodb,
        engine.exchange_table,
        engine.people_table,
        engine.registry_table,
        engine.nonce_table,
    )


@pytest.fixture
def exchange(engine: Aws, tracking: DynamoDbTracking) -> Iterator[ComposedExchange]:
    """The functions in this process, dossiers, people and counters in the engine's tables."""
    store = DynamoDbDossiers(engine.dynamodb, engine.exchange_table, engine.people_table, engine.nonce_table)
    digests = KmsKeyedDigests(engine.kms, engine.applicant_key)
    # The engine's tables are shared: no two tests may spend the same nonces.
    with composed(ids=SeededIds(uuid.uuid4().int)) as parts, pytest.MonkeyPatch.context() as patch:
        # Undone before what composed() has laid beneath it.
        patch.setattr(composition, "dossier_store", lambda: store)
        patch.setattr(composition, "tracking_store", lambda: tracking)
        patch.setattr(composition, "applicant_digests", lambda: digests)
        patch.setattr(composition, "look_digests", lambda: digests)
        ready(parts)
        yield parts


@contextmanager
def counted(engine: Aws) -> Iterator[Counter[str]]:
    """The calls that are made to the engine meanwhile, by operation."""
    calls = Counter[str]()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    for client in (engine.dynamodb, engine.kms):
        client.meta.events.register("before-call", count)
    try:
        yield calls
    finally:
        for client in (engine.dynamodb, engine.kms):
            client.meta.events.unregister("before-call", count)


def slip(exchange: ComposedExchange) -> dict[str, str]:
    """The two codes of a slip."""
    body = visit(uuid.uuid4().hex, handed(PERMIT), confirm=True)
    answer = exchange.call(ONE_STOP, "POST", "/v1/dossiers", body)
    assert answer.status == 201, answer.text
    return {"code": answer.body["dossiers"][0]["code"], "secret": answer.body["secret"]}


def tally(most: int = 10) -> Tally:
    """A counter that no other test has."""
    return Tally(uuid.uuid4().hex, most, NOON + timedelta(minutes=10))


def standing(engine: Aws, table: str, key: str) -> Any:
    return engine.dynamodb.get_item(TableName=table, Key={"PK": {"S": key}}).get("Item")


def test_a_look_reads_three_times_and_a_wrong_one_once(exchange: ComposedExchange, engine: Aws) -> None:
    own = slip(exchange)
    exchange.call(None, "POST", "/v1/track", own)
    with counted(engine) as calls:
        assert exchange.call(None, "POST", "/v1/track", own).status == 200
    assert calls == {"UpdateItem": 3, "GetItem": 1, "Query": 1, "BatchGetItem": 1}
    assert sum(calls[name] for name in READS) == 3

    wrong = {"wrong secret": own | {"secret": "2" * 8}}
    wrong["unknown code"] = own | {"code": own["code"][:-4] + "9999"}
    wrong["malformed code"] = own | {"code": "hồ sơ của tôi"}
    for name, body in wrong.items():
        with counted(engine) as calls:
            assert exchange.call(None, "POST", "/v1/track", body).status == 404
        assert calls == {"UpdateItem": 3, "GetItem": 1}, name


def test_the_form_makes_no_call_at_all(exchange: ComposedExchange, engine: Aws) -> None:
    with counted(engine) as calls:
        assert exchange.call(None, "GET", "/v1/track").status == 200
        assert exchange.call(None, "GET", "/v1/track/000.00.14.H20-200703-0002").status == 200
    assert calls == {}


def test_a_refused_look_makes_one_call(exchange: ComposedExchange, engine: Aws) -> None:
    own = slip(exchange)
    for _ in range(ONE_CODE_FROM_ONE_ADDRESS.most):
        assert exchange.call(None, "POST", "/v1/track", own).status == 200
    with counted(engine) as calls:
        assert exchange.call(None, "POST", "/v1/track", own).status == 429
    assert calls == {"UpdateItem": 1}


def test_names_and_steps_come_from_the_tables(
    exchange: ComposedExchange, engine: Aws, tracking: DynamoDbTracking
) -> None:
    registry = DynamoDbRegistry(engine.dynamodb, engine.registry_table, engine.nonce_table)
    for agency in (ONE_STOP, DEPARTMENT):
        engine.dynamodb.put_item(TableName=engine.registry_table, Item=agency_to_item(agency))
    assert registry.agencies([ONE_STOP.code])

    told = exchange.call(None, "POST", "/v1/track", slip(exchange)).body
    assert told["centre"] == ONE_STOP.name
    assert told["procedure"] == "Cấp giấy phép xây dựng nhà ở riêng lẻ"
    assert told["steps"][0]["agency"] == DEPARTMENT.name
    described = tracking.described(PERMIT, ["999.99.99.Z99", DEPARTMENT.code])
    assert described.names == {DEPARTMENT.code: DEPARTMENT.name}


def test_of_a_person_nothing_but_the_slips_lock_is_read(
    exchange: ComposedExchange, engine: Aws, tracking: DynamoDbTracking
) -> None:
    own = slip(exchange)
    asked: list[dict[str, Any]] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        asked.append(json.loads(params["body"]))

    engine.dynamodb.meta.events.register("before-call.dynamodb.GetItem", note)
    try:
        lock = tracking.lock(own["code"])
    finally:
        engine.dynamodb.meta.events.unregister("before-call.dynamodb.GetItem", note)

    assert lock
    assert len(lock.salt) == len(lock.secret_hash) == 32
    assert [one["ProjectionExpression"] for one in asked] == ["salt, secret_hash, expires_at"]
    assert tracking.lock("-") is None


def test_a_counter_lets_so_many_through_and_is_forgotten(engine: Aws, tracking: DynamoDbTracking) -> None:
    one = tally(most=3)
    assert [tracking.count(one) for _ in range(5)] == [True, True, True, False, False]

    item = standing(engine, engine.nonce_table, f"{LOOK}{one.key}")
    assert item == {
        "PK": {"S": f"{LOOK}{one.key}"},
        "looks": {"N": "3"},
        "expires_at": {"N": str(math.ceil(one.until.timestamp()))},
    }


def test_looks_at_once_are_counted_each(engine: Aws, tracking: DynamoDbTracking) -> None:
    if engine.name == "moto":
        pytest.skip("moto checks a condition and writes its item without a lock between them")
    one = tally(most=10)
    with ThreadPoolExecutor(8) as pool:
        let_through = list(pool.map(lambda _: tracking.count(one), range(40)))

    assert sum(let_through) == one.most


def test_an_unknown_dossier_has_no_story(tracking: DynamoDbTracking) -> None:
    assert tracking.story("000.00.14.H20-200703-0002") == ()
    assert tracking.described("9.999999", []).editions is None
