"""The field's own messages through the gateway: each is the act that it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthong.edxml.message import DocumentMessage
from lienthong.edxml.reading import read_message
from lienthong.model.agency import Agency
from lienthong.model.codes import Status
from tests.builders.agencies import agency
from tests.conftest import DOMAIN
from tests.doubles.composed import ComposedExchange, composed
from tests.published_api import assert_as_published

pytestmark = pytest.mark.oracle("domain")
NEW = DOMAIN / "la_new_0.edxml"


def parties() -> dict[str, Agency]:
    """Every agency that one of the messages names."""
    texts = "".join(path.read_text(encoding="utf-8") for path in DOMAIN.glob("la_*.edxml"))
    return {code: agency(code, f"Cơ quan {code}") for code in re.findall(r"OrganId>([^<,]+)<", texts)}


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published, agencies=tuple(parties().values())) as parts:
        yield parts


def send(exchange: ComposedExchange, path: Path) -> dict[str, object]:
    """Send a message as the agency that it is from."""
    raw = path.read_bytes()
    message = read_message(raw).message
    assert message is not None
    answer = exchange.call(parties()[message.sender.code], "POST", "/v1/edxml", raw)
    assert answer.status < 300, answer.text
    exchange.settle()
    return answer.body


def test_the_new_document_its_update_its_replacement_and_its_recall_are_all_taken(
    exchange: ComposedExchange,
) -> None:
    first = send(exchange, NEW)
    message = read_message(NEW.read_bytes()).message
    assert isinstance(message, DocumentMessage)
    story = exchange.exchange.story(str(first["submission_id"]))
    assert story is not None
    assert {one.recipient for one in story.deliveries} == {party.code for party in message.recipients}

    assert send(exchange, DOMAIN / "la_update_2.edxml")["type"] == "update"
    assert send(exchange, DOMAIN / "la_replace_3.edxml")["type"] == "replacement"
    assert send(exchange, DOMAIN / "la_recall_1.edxml")["type"] == "revocation"


def test_its_statuses_are_taken_in_their_order(exchange: ComposedExchange) -> None:
    submission_id = str(send(exchange, NEW)["submission_id"])
    for code in ("01", "03", "04", "05", "06"):
        answer = send(exchange, DOMAIN / f"la_status_{code}.edxml")
        assert (answer["submission_id"], answer["status"]) == (submission_id, code)
    status = read_message((DOMAIN / "la_status_06.edxml").read_bytes()).message
    assert status is not None
    found = exchange.exchange.delivery(submission_id, status.sender.code)
    assert found is not None
    assert found[1].status is Status.FINISHED


@pytest.mark.parametrize("answer", ["15", "16"])
def test_a_take_back_by_13_is_answered(exchange: ComposedExchange, answer: str) -> None:
    submission_id = str(send(exchange, NEW)["submission_id"])
    message = read_message((DOMAIN / f"la_status_{answer}.edxml").read_bytes()).message
    assert message is not None
    recipient = parties()[message.sender.code]
    assert exchange.call(recipient, "POST", f"/v1/inbox/{submission_id}/open").status == 200

    assert send(exchange, DOMAIN / "la_status_13.edxml")["status"] == "13"
    assert send(exchange, DOMAIN / f"la_status_{answer}.edxml")["submission_id"] == submission_id
