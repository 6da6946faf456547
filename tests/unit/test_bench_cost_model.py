"""The arithmetic of the bench: DynamoDB's units, the bill of counted calls, rates and latencies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.session import Session
from botocore.stub import Stubber

from lienthong_local.bench.bill import Assumptions, PriceList, Tables, number_of_calls, quantities_of
from lienthong_local.bench.calls import Call, CallCounter, ItemRead, ItemWrite
from lienthong_local.bench.dynamodb_sizes import key_text, read_units, size_of, write_units
from lienthong_local.bench.function_process import Invocation
from lienthong_local.bench.load import Sent, summarise

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

ASSUMPTIONS = Assumptions(
    platform_log_bytes=600, access_log_bytes=300, traced_share=0.05, sqs_requests_per_message=2
)


def invocation(*calls: Call, **more: Any) -> Invocation:
    fields: dict[str, Any] = {
        "step": "submit",
        "function": "submit",
        "memory_mib": 512,
        "seconds": 0.5,
        "calls": calls,
        "log": "x" * 400,
        "peak_bytes": 0,
    }
    return Invocation(**fields | more)


# sizes and units -------------------------------------------------------------------------------------------


def test_an_item_is_as_large_as_its_names_and_values() -> None:
    item = {"PK": {"S": "S#1"}, "tên": {"S": "Sở"}, "ok": {"BOOL": True}, "n": {"N": "1234"}}
    assert size_of(item) == (2 + 3) + (4 + 4) + (2 + 1) + (1 + 4)


def test_lists_and_maps_cost_three_bytes_and_one_for_each_element() -> None:
    assert size_of({"a": {"L": [{"S": "xy"}, {"NULL": True}]}}) == 1 + 3 + (1 + 2) + (1 + 1)
    assert size_of({"a": {"M": {"k": {"S": "xy"}}}}) == 1 + 3 + (1 + 1 + 2)


@pytest.mark.parametrize(("size", "units"), [(0, 1), (1, 1), (1024, 1), (1025, 2), (4096, 4)])
def test_a_write_takes_a_unit_for_each_kib_begun_and_twice_that_in_a_transaction(
    size: int, units: int
) -> None:
    assert write_units(size, transaction=False) == units
    assert write_units(size, transaction=True) == 2 * units


@pytest.mark.parametrize(("size", "units"), [(0, 1), (4096, 1), (4097, 2), (12 * 1024, 3)])
def test_a_read_takes_a_unit_for_each_4_kib_begun_and_half_where_it_need_not_be_consistent(
    size: int, units: float
) -> None:
    assert read_units(size, consistent=True) == units
    assert read_units(size, consistent=False) == units / 2


def test_a_nonce_has_no_sort_key() -> None:
    assert key_text({"PK": {"S": "a#b"}}) == "a#b"
    assert key_text({"PK": {"S": "S#1"}, "SK": {"S": "E#2"}}) == "S#1 E#2"


# the index and what stands there ---------------------------------------------------------------------------


def put(size: int, index: str = "", key: str = "S#1 SUBMISSION") -> Call:
    return Call(
        "dynamodb",
        "TransactWriteItems",
        transaction=True,
        writes=(ItemWrite("exchange", key, size, index),),
    )


def test_a_new_item_is_written_to_its_index_too_without_the_transaction() -> None:
    assert Tables().write_units(put(1500, "OUTBOX 1")) == 2 * 2 + 2


def test_an_item_that_moves_in_its_index_is_taken_out_and_put_in() -> None:
    tables = Tables()
    tables.write_units(put(900, "INBOX 0"))
    assert tables.write_units(put(1100, "INBOX 1")) == 2 * 2 + (1 + 2)


def test_an_item_that_stays_in_its_place_is_written_to_the_index_once() -> None:
    tables = Tables()
    tables.write_units(put(900, "INBOX 1"))
    assert tables.write_units(put(900, "INBOX 1")) == 2 + 1


def test_replacing_a_larger_item_is_charged_by_the_larger() -> None:
    tables = Tables()
    tables.write_units(put(3000))
    assert tables.write_units(put(100)) == 2 * 3


def test_a_condition_check_is_charged_by_what_stands_there_and_writes_no_index() -> None:
    tables = Tables()
    tables.write_units(put(1500, "OUTBOX 1"))
    checked = ItemWrite("exchange", "S#1 SUBMISSION", 0, "", checked_only=True)
    check = Call("dynamodb", "TransactWriteItems", transaction=True, writes=(checked,))
    assert tables.write_units(check) == 4
    assert tables.write_units(check) == 4


# the bill --------------------------------------------------------------------------------------------------


def test_a_request_takes_time_a_gateway_a_log_and_a_share_of_a_trace() -> None:
    quantities = quantities_of([invocation(http_bytes=600_000)], 1, ASSUMPTIONS, Tables())
    assert quantities == {
        "s3.read": 1,
        "lambda.request": 1,
        "lambda.gb_second": pytest.approx(0.25),
        "xray.trace": 0.05,
        "http_api.request": 2,
        "logs.gigabyte": pytest.approx((400 + 600 + 300) / 1e9),
    }


def test_lambda_receives_and_deletes_each_message_at_its_own_charge() -> None:
    quantities = quantities_of([invocation(messages=3)], 0, ASSUMPTIONS, Tables())
    assert quantities["sqs.request"] == 6
    assert "http_api.request" not in quantities


def test_calls_are_charged_by_what_they_are() -> None:
    calls = (
        Call("s3", "PutObject"),
        Call("s3", "GetObject", attempts=2),
        Call("sqs", "SendMessageBatch", bytes=65 * 1024),
        Call("sns", "PublishBatch", bytes=100),
        Call("kms", "Sign"),
        Call("dynamodb", "Query", reads=(ItemRead(5000, consistent=False),)),
    )
    quantities = quantities_of([invocation(*calls)], 0, ASSUMPTIONS, Tables())
    assert {name: quantities[name] for name in ("s3.write", "s3.read", "sqs.request", "sns.publish")} == {
        "s3.write": 1,
        "s3.read": 2,
        "sqs.request": 2,
        "sns.publish": 1,
    }
    assert quantities["kms.sign"] == 1
    assert quantities["dynamodb.read_unit"] == 1
    assert number_of_calls([invocation(*calls)]) == 7


def test_what_has_no_price_is_not_free() -> None:
    with pytest.raises(KeyError):
        PriceList("r", "d", {}, ASSUMPTIONS).dollars({"s3.read": 1})


def test_every_quantity_that_can_be_counted_has_a_price() -> None:
    prices = PriceList.read()
    calls = [Call(service, "Sign") for service in ("dynamodb", "s3", "sqs", "sns", "kms")]
    calls += [Call("s3", "PutObject"), Call("kms", "Decrypt")]
    everything = quantities_of([invocation(*calls, http_bytes=1, messages=1)], 1, ASSUMPTIONS, Tables())
    assert set(prices.dollars(everything)) == set(prices.prices)


# counting --------------------------------------------------------------------------------------------------


def test_a_call_is_counted_with_its_sizes_and_a_presigned_address_is_not() -> None:
    counter, session = CallCounter(), Session()
    session.set_credentials("none", "none")
    counter.watch(session)
    client = cast("DynamoDBClient", session.create_client("dynamodb", region_name="ap-southeast-1"))
    item = {"PK": {"S": "S#1"}, "SK": {"S": "SUBMISSION"}, "GSI1PK": {"S": "o"}, "GSI1SK": {"S": "1"}}
    check = {"PK": {"S": "S#2"}, "SK": {"S": "SUBMISSION"}}
    with Stubber(client) as stub:
        stub.add_response("transact_write_items", {})
        client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": "t", "Item": item}},
                {"ConditionCheck": {"TableName": "t", "Key": check, "ConditionExpression": "x"}},
            ]
        )
    store = cast("S3Client", session.create_client("s3", region_name="ap-southeast-1"))
    store.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})
    (call,) = counter.take()
    assert (call.operation, call.transaction) == ("TransactWriteItems", True)
    assert call.writes == (
        ItemWrite("t", "S#1 SUBMISSION", size_of(item), "o 1"),
        ItemWrite("t", "S#2 SUBMISSION", 0, "", checked_only=True),
    )
    assert counter.take() == []
    assert Call.from_json(call.to_json()) == call


# load ------------------------------------------------------------------------------------------------------


def test_rates_run_from_the_first_sending_and_latencies_from_each() -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    sent = [Sent(str(n), begun + timedelta(seconds=n), 0.5) for n in range(4)]
    consigned = {str(n): begun + timedelta(seconds=n + 2) for n in range(4)}
    load = summarise(2, sent, consigned)
    assert load.submissions_per_second == pytest.approx(4 / 3.5)
    assert load.deliveries_per_second == pytest.approx(4 / 5)
    assert (load.delivery_median, load.delivery_p95) == (2, 2)
    assert load.answer_median == 0.5
