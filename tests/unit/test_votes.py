"""Votes at the desk: each counted once, and nothing in the log says who voted how."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lienthong.model.codes import Role
from lienthong.model.event import EventType
from tests.builders.agencies import DISTRICT, ONE_STOP, PROVINCE, agency
from tests.builders.visits import COPY, ready, taken_in
from tests.doubles.composed import ComposedExchange, composed
from tests.published_api import assert_as_published

KEY = "y-kien-00000000001"


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed(watch=assert_as_published) as parts:
        ready(parts)
        yield parts


def votes(exchange: ComposedExchange) -> list[dict[str, object]]:
    return [
        dict(one.details) for one in exchange.exchange.committed if one.type is EventType.SATISFACTION_VOTE
    ]


def test_the_same_key_twice_counts_once(exchange: ComposedExchange) -> None:
    body = {"key": KEY, "vote": "satisfied"}
    first = exchange.call(ONE_STOP, "POST", "/v1/votes", body)
    again = exchange.call(ONE_STOP, "POST", "/v1/votes", body)

    assert (first.status, again.status) == (201, 200)
    assert first.body["event_id"] == again.body["event_id"]
    assert votes(exchange) == [{"vote": "satisfied", "procedure": None}]


@pytest.mark.parametrize("other", [{"vote": "dissatisfied"}, {"dossier": True}])
def test_the_same_key_with_another_vote_is_a_conflict(
    exchange: ComposedExchange, other: dict[str, object]
) -> None:
    [code] = taken_in(exchange)
    named = other | ({"dossier": code} if "dossier" in other else {})
    body = {"key": KEY, "vote": "satisfied"}
    exchange.call(ONE_STOP, "POST", "/v1/votes", body)

    assert exchange.call(ONE_STOP, "POST", "/v1/votes", body | named).code == "dossier.intake-conflict"
    assert len(votes(exchange)) == 1


def test_a_key_of_a_consultation_is_not_a_votes(exchange: ComposedExchange) -> None:
    exchange.call(ONE_STOP, "POST", "/v1/consultations", {"key": KEY})
    answer = exchange.call(ONE_STOP, "POST", "/v1/votes", {"key": KEY, "vote": "satisfied"})
    assert answer.code == "dossier.intake-conflict"


def test_of_a_dossier_only_its_procedure_is_told_so_that_nobody_learns_who_voted_how(
    exchange: ComposedExchange,
) -> None:
    [code] = taken_in(exchange)
    body = {"key": KEY, "vote": "dissatisfied", "dossier": code}
    assert exchange.call(ONE_STOP, "POST", "/v1/votes", body).status == 201

    [event] = [one for one in exchange.exchange.committed if one.type is EventType.SATISFACTION_VOTE]
    assert event.details == {"vote": "dissatisfied", "procedure": COPY}
    assert code not in str(event.to_json())


def test_anothers_dossier_and_an_unknown_one_are_answered_alike() -> None:
    other = agency("000.13.30.H39", "Trung tâm Hành chính công huyện Cần Giuộc", Role.ONE_STOP)
    with composed(agencies=(*PROVINCE, other)) as exchange:
        ready(exchange)
        [code] = taken_in(exchange)
        foreign, unknown = (
            exchange.call(other, "POST", "/v1/votes", {"key": KEY, "vote": "satisfied", "dossier": one})
            for one in (code, f"{code[:-4]}9999")
        )
        assert foreign.status == 404
        assert foreign == unknown
        assert votes(exchange) == []


def test_who_is_no_centre_counts_no_votes(exchange: ComposedExchange) -> None:
    assert exchange.call(DISTRICT, "POST", "/v1/votes", {"key": KEY, "vote": "satisfied"}).status == 404
    assert votes(exchange) == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [({"vote": "great"}, "/vote"), ({"key": "short"}, "/key"), ({"name": "Bưởi"}, "/name")],
)
def test_what_is_no_vote_is_refused_with_its_place(
    exchange: ComposedExchange, wrong: dict[str, str], pointer: str
) -> None:
    answer = exchange.call(ONE_STOP, "POST", "/v1/votes", {"key": KEY, "vote": "satisfied"} | wrong)
    assert list(answer.fault_codes) == [pointer]
    assert votes(exchange) == []
