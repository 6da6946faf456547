"""Whatever value goes into a table comes out the same, and the largest one fits."""

from __future__ import annotations

import base64
import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import pytest
from botocore.model import Shape
from botocore.session import Session
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from lienthong.adapters import records
from lienthong.adapters.attribute_values import to_item
from lienthong.adapters.frozen_values import PACKED, instant_text
from lienthong.model.agency import Agency
from lienthong.model.codes import Status, SubmissionState
from lienthong.model.delivery import Delivery
from lienthong.model.event import Event
from lienthong.model.identifiers import submission_id
from lienthong.model.limits import LIMITS
from lienthong.model.register import RegisterEntry
from lienthong.model.submission import AttachmentVerdict, Recall, Submission, Upload, Verdict
from lienthong.ports import TrustAnchor
from tests.contract.builders import NOON, Builder

ANSWERS = {Status.AGREES, Status.DISAGREES}
#: DynamoDB's limit of an item, attribute names included.
ITEM_BYTES = 400 * 1024

PUT_ITEM = cast(Shape, Session().get_service_model("dynamodb").operation_model("PutItem").input_shape)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
integers = st.integers(-(10**15), 10**15)
instants = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
json_values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
LEAVES: dict[object, st.SearchStrategy[Any]] = {
    str: texts,
    int: integers,
    bool: st.booleans(),
    bytes: st.binary(max_size=50),
    datetime: instants,
    date: st.dates(),
}


def values_of(hint: object) -> st.SearchStrategy[Any]:
    """Any value of a type hint of the model."""
    origin = get_origin(hint)
    if hint in LEAVES:
        return LEAVES[hint]
    if origin in (Union, types.UnionType):
        (inner,) = (one for one in get_args(hint) if one is not type(None))
        return st.none() | values_of(inner)
    if origin is tuple:
        return st.lists(values_of(get_args(hint)[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(values_of(get_args(hint)[0]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if dataclasses.is_dataclass(hint):
        return records_of(cast("type[object]", hint))
    return st.dictionaries(texts, json_values, max_size=3)


def records_of(kind: type[object]) -> st.SearchStrategy[Any]:
    """Any value of a frozen class of the model, of every field."""
    hints = get_type_hints(kind)
    strategies = {
        field.name: st.lists(digests, max_size=3).map(tuple)
        if (kind, field.name) in PACKED
        else values_of(hints[field.name])
        for field in dataclasses.fields(cast("Any", kind))
    }
    if kind is Delivery:
        # 13 is the sender's word and never a delivery's own status.
        strategies["status"] = st.sampled_from(sorted(set(Status) - {Status.TAKE_BACK, *ANSWERS}))
    return st.builds(kind, **strategies)


WRITERS: list[tuple[type[object], Callable[[Any], Any], Callable[[Any], object]]] = [
    (Submission, records.submission_to_item, records.submission_from_item),
    (Delivery, records.delivery_to_item, records.delivery_from_item),
    (Event, records.exchange_event_to_item, records.event_from_item),
    (Event, records.registry_event_to_item, records.event_from_item),
    (RegisterEntry, records.entry_to_item, records.entry_from_item),
    (Agency, records.agency_to_item, records.agency_from_item),
    (TrustAnchor, records.anchor_to_item, records.anchor_from_item),
]


@pytest.mark.parametrize(("kind", "write", "read"), WRITERS)
@given(data=st.data())
def test_a_value_comes_back_from_its_item_as_it_was(
    kind: type[object], write: Callable[[Any], Any], read: Callable[[Any], object], data: st.DataObject
) -> None:
    value = data.draw(records_of(kind))
    assert read(write(value)) == value


@pytest.mark.parametrize(("kind", "write", "read"), WRITERS)
@given(data=st.data())
def test_what_consumers_of_a_stream_read_survives_json(
    kind: type[object], write: Callable[[Any], Any], read: Callable[[Any], object], data: st.DataObject
) -> None:
    value = data.draw(records_of(kind))
    assert read(json.loads(json.dumps(write(value), default=_as_lambda_writes_bytes))) == value


def _as_lambda_writes_bytes(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@given(records_of(Submission))
def test_an_item_is_what_dynamodb_takes(submission: Submission) -> None:
    request = {"TableName": "t", "Item": records.submission_to_item(submission)}
    assert not ParamValidator().validate(request, PUT_ITEM).has_errors()


@given(st.lists(instants, min_size=2, max_size=5))
def test_texts_of_instants_sort_as_the_instants_do(many: list[datetime]) -> None:
    assert sorted(many) == [datetime.fromisoformat(text) for text in sorted(map(instant_text, many))]


def test_an_item_of_an_older_form_is_read_with_defaults() -> None:
    delivery = Builder("A").delivery(Builder("A").submission())
    item = records.delivery_to_item(delivery)
    for absent in ("answer", "destroyed_at", "for_information"):
        assert absent not in item
    newer = item | to_item({"a field of tomorrow": "x"})
    assert records.delivery_from_item(newer) == delivery


def size_of(attribute: Mapping[str, Any]) -> int:
    """Bytes that DynamoDB counts for an attribute value."""
    ((kind, value),) = attribute.items()
    match kind:
        case "S":
            return len(value.encode())
        case "B":
            return len(value)
        case "L":
            return 3 + sum(1 + size_of(one) for one in value)
        case "M":
            return 3 + sum(1 + len(name.encode()) + size_of(one) for name, one in value.items())
        case _:
            return 21


def largest_submission() -> Submission:
    """Every list and every text at its limit, in letters of three bytes."""
    build = Builder("000.00.00.H39")
    names = [
        f"{number:03}" + "ộ" * (LIMITS.attachment_name_length - 3) for number in range(LIMITS.attachments)
    ]
    base = build.envelope()
    attachment = base.attachments[0]
    recipients = tuple(f"H39.{number:03}".ljust(35, "9") for number in range(LIMITS.recipients))
    envelope = replace(
        base,
        document_id="ộ" * LIMITS.document_id_length,
        subject="ộ" * LIMITS.subject_length,
        summary="ộ" * LIMITS.summary_length,
        reason="ộ" * LIMITS.reason_length,
        recipients=recipients,
        attachments=tuple(replace(attachment, name=name, size=LIMITS.attachment_bytes) for name in names),
    )
    parts = -(-LIMITS.attachment_bytes // LIMITS.part_bytes)
    upload_id = "u" * 150
    findings = tuple(f"signature.a-finding-of-some-length-{number}" for number in range(20))
    verdicts = tuple(
        AttachmentVerdict(name, "application/pdf", "INDETERMINATE", "X" * 40, True, True, "ab" * 32, findings)
        for name in names
    )
    return replace(
        build.submission(),
        submission_id=submission_id("x", "y"),
        envelope=envelope,
        recipients=recipients,
        state=SubmissionState.ACCEPTED,
        uploads=tuple(Upload(name, "k" * 40, upload_id, ("ab" * 32,) * parts) for name in names),
        verdict=Verdict("TOTAL-PASSED", verdicts, findings),
        decided_at=NOON + timedelta(seconds=1),
        recall=Recall(NOON, "ộ" * LIMITS.reason_length),
        target_ids=(submission_id("x", "z"),) * 20,
    )


def test_the_largest_submission_fits_into_one_item() -> None:
    submission = largest_submission()
    item = records.submission_to_item(submission)
    size = size_of({"M": item})
    assert size < ITEM_BYTES
    assert records.submission_from_item(item) == submission
