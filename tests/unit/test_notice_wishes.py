"""An applicant may be told otherwise later: by other ways, or only of what must be known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lienthong.model.agency import Agency
from lienthong.model.event import Event, EventType
from tests.builders.agencies import DEPARTMENT, DISTRICT, ONE_STOP
from tests.builders.visits import NAME, TELEPHONE, Counter, ready
from tests.doubles.composed import ComposedExchange, Response, composed
from tests.unit.test_telling_applicants import Office


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    with composed() as found:
        ready(found)
        yield found


@pytest.fixture
def office(exchange: ComposedExchange) -> Office:
    return Office(exchange)


def wish(permit: Counter, *ways: str, who: Agency = ONE_STOP, **members: Any) -> Response:
    body = {"notices": list(ways), **members}
    return permit.exchange.call(who, "PUT", f"/v1/dossiers/{permit.code}/notices", body)


def changes(exchange: ComposedExchange) -> list[Event]:
    return [one for one in exchange.exchange.committed if one.type is EventType.NOTICE_WISHES]


def test_from_then_on_the_applicant_is_told_by_the_other_way(office: Office) -> None:
    permit = office.take_in("sms")
    office.work()
    answer = wish(permit, "email")
    assert (answer.status, answer.body) == (200, {"notices": ["email"], "only_needed": False})
    permit.done("supplement-requested", reason="papers-missing")
    office.work()
    assert (len(office.texts.carried), len(office.letters.carried)) == (1, 1)


def test_who_wants_nothing_any_more_is_told_nothing(office: Office) -> None:
    permit = office.take_in("sms")
    office.work()
    assert wish(permit).status == 200
    permit.done("supplement-requested", reason="papers-missing")
    assert office.work() == [None]
    assert len(office.texts.carried) == 1


def test_only_what_must_be_known_silences_comfort_and_nothing_that_costs_a_deadline(office: Office) -> None:
    permit = office.take_in("sms")
    wish(permit, "sms", only_needed=True)
    office.work()
    permit.done("supplement-requested", reason="papers-missing")
    office.work()
    assert office.outcomes() == [
        ("received", "sms", "suppressed", "opted-out"),
        ("supplement-needed", "sms", "sent", None),
    ]


def test_the_change_is_an_event_that_names_nobody_and_leaves_the_dossier_as_it_is(
    office: Office, exchange: ComposedExchange
) -> None:
    permit = office.take_in("sms")
    path = f"/v1/dossiers/{permit.code}"
    before = exchange.call(ONE_STOP, "GET", path).body
    wish(permit, "sms", "email", only_needed=True)
    after = exchange.call(ONE_STOP, "GET", path).body

    [change] = changes(exchange)
    assert change.details == {"notices": ["sms", "email"], "only_needed": True}
    assert (change.actor, change.proof is not None) == (ONE_STOP.code, True)
    assert not [text for text in (NAME, TELEPHONE) if text in repr(change.to_json())]
    assert after["dossier"] == before["dossier"]
    assert after["person"]["applicant"]["notices"] == ["sms", "email"]
    assert after["person"]["applicant"]["telephone"] == TELEPHONE


def test_the_same_wishes_again_are_no_change(office: Office, exchange: ComposedExchange) -> None:
    permit = office.take_in("sms")
    answers = [wish(permit, "email", "email") for _ in range(3)]
    assert [(one.status, one.body["notices"]) for one in answers] == [(200, ["email"])] * 3
    assert len(changes(exchange)) == 1


@pytest.mark.parametrize("who", [DISTRICT, DEPARTMENT], ids=["the lead", "who has nothing to do with it"])
def test_to_all_but_its_centre_there_is_no_such_dossier(
    office: Office, exchange: ComposedExchange, who: Agency
) -> None:
    permit = office.take_in("sms")
    assert wish(permit, "email", who=who).status == 404
    assert changes(exchange) == []


def test_of_a_dossier_or_a_person_that_is_gone_nothing_is_wished(
    office: Office, exchange: ComposedExchange
) -> None:
    permit = office.take_in("sms")
    exchange.dossiers.forget(permit.code)
    assert wish(permit, "email").status == 404
    assert wish(Counter(exchange, "000.13.30.H39-190101-0001"), "email").status == 404
    assert changes(exchange) == []


@pytest.mark.parametrize(
    "body",
    [{}, {"notices": ["pigeon"]}, {"notices": "sms"}, {"notices": ["sms"] * 3}, {"notices": [], "x": 1}],
)
def test_what_is_no_wish_is_refused_and_nothing_changes(
    office: Office, exchange: ComposedExchange, body: dict[str, Any]
) -> None:
    permit = office.take_in("sms")
    answer = exchange.call(ONE_STOP, "PUT", f"/v1/dossiers/{permit.code}/notices", body)
    assert (answer.status, answer.code) == (400, "request.malformed")
    assert changes(exchange) == []
