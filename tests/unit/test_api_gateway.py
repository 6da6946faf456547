"""Requests as API Gateway hands them over."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.builders.agencies import DEPARTMENT, DISTRICT
from tests.builders.letters import letter
from tests.doubles.composed import ComposedExchange, composed


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed() as parts:
        yield parts


@pytest.mark.parametrize("as_sent", [False, True], ids=["decoded path", "path as sent"])
def test_an_alias_with_vietnamese_letters_is_found_however_the_gateway_hands_over_its_path(
    exchange: ComposedExchange, as_sent: bool
) -> None:
    path = "/v1/agencies/" + quote("SLĐTBXH.H39", safe="")
    event = exchange.signed(DISTRICT, "GET", path)
    if as_sent:
        event["rawPath"] = path

    answer = exchange.send(event)

    assert answer.status == 200
    assert answer.body["agency"]["code"] == DEPARTMENT.code


def test_a_body_that_comes_in_base64_is_the_same_body(exchange: ComposedExchange) -> None:
    event = exchange.signed(DISTRICT, "POST", "/v1/submissions", letter())
    event |= {"body": base64.b64encode(event["body"].encode()).decode(), "isBase64Encoded": True}

    assert exchange.send(event).status == 202
