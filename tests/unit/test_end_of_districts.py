"""1 July 2025: fifteen districts end at midnight, and whoever writes to them reaches who took over.

Which communes succeeded which district is made up: that districts ended on that day is public, the codes of
their heirs here are not anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from lienthong.model.agency import Agency, Channel, ChannelKind
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.codes import AgencyState
from lienthong.model.event import EventType
from tests.builders.agencies import DEPARTMENT, REGISTRAR, STRANGER, agency
from tests.builders.letters import CONTENT, letter, ticketed
from tests.doubles.composed import ComposedExchange, composed
from tests.doubles.fixed_clock import FixedClock
from tests.published_api import assert_as_published

LAST_EVENING = datetime(2025, 6, 30, 16, 50, tzinfo=UTC)  # 23:50 in Vietnam
FIRST_DAY = "2025-07-01"
DISTRICTS = tuple(
    agency(f"000.00.{number}.H39", f"Ủy ban nhân dân huyện số {number}") for number in range(30, 45)
)
WEBHOOK = (Channel(ChannelKind.WEBHOOK, "https://phuong.longan.example/lt"),)
COMMUNE = replace(
    agency("000.20.31.H39", "Ủy ban nhân dân phường Long An", channels=WEBHOOK),
    level=AgencyLevel.COMMUNE,
    effective_from=date(2025, 7, 1),
)
PROVINCE = agency("000.00.00.H39", "Ủy ban nhân dân tỉnh")
#: The first three go to the commune, the others to the province.
HEIRS = {district.code: COMMUNE if place < 3 else PROVINCE for place, district in enumerate(DISTRICTS)}
TAN_AN, CAN_DUOC, BEN_LUC = DISTRICTS[:3]
AGENCIES = (*DISTRICTS, COMMUNE, PROVINCE, DEPARTMENT, STRANGER, REGISTRAR)


@pytest.fixture
def exchange() -> Iterator[ComposedExchange]:
    """The last evening of the districts; all their ends are entered already."""
    clock = FixedClock(LAST_EVENING)
    with composed(watch=assert_as_published, agencies=AGENCIES, clock=clock) as parts:
        for code, heir in HEIRS.items():
            how = {"ended_on": FIRST_DAY, "successor": heir.code, "reason": "Sắp xếp đơn vị hành chính"}
            assert parts.call(REGISTRAR, "POST", f"/v1/agencies/{code}/end", how).status == 200
        yield parts


def midnight(exchange: ComposedExchange) -> None:
    """It is the first of July; what a warm function remembers of the registry stays as it is."""
    exchange.clock.advance(timedelta(minutes=11))


def send(exchange: ComposedExchange, number: int, *recipients: Agency, **more: Any) -> str:
    body = letter(
        f"VB-2025-{number}", recipients=[one.code for one in recipients], issued_on="2025-06-30", **more
    )
    answer = exchange.call(DEPARTMENT, "POST", "/v1/submissions", body)
    assert answer.status == 202, answer.body
    return str(answer.body["submission_id"])


def story(exchange: ComposedExchange, submission: str) -> dict[str, Any]:
    return dict(exchange.call(DEPARTMENT, "GET", f"/v1/submissions/{submission}").body)


def of(predecessor: Agency) -> str:
    return f"predecessor={predecessor.code}"


# --- ends that are set take effect by themselves ------------------------------------------------------


def test_until_midnight_in_vietnam_a_district_works_and_its_heir_does_not(exchange: ComposedExchange) -> None:
    entry = exchange.call(DEPARTMENT, "GET", f"/v1/agencies/{TAN_AN.code}").body["agency"]
    assert (entry["state"], entry["ended_on"], entry["successor"]) == ("active", FIRST_DAY, COMMUNE.code)
    assert exchange.call(TAN_AN, "GET", "/v1/inbox").status == 200
    early = exchange.call(COMMUNE, "GET", "/v1/inbox")
    assert (early.status, early.code, early.body["state"]) == (403, "agency.not-active", "upcoming")
    refused = exchange.call(
        DEPARTMENT, "POST", "/v1/submissions", letter(recipients=[COMMUNE.code], issued_on="2025-06-30")
    )
    assert "recipient.upcoming" in [fault["code"] for fault in refused.body["faults"]]


def test_from_midnight_the_district_is_ended_and_its_heir_works(exchange: ComposedExchange) -> None:
    midnight(exchange)
    assert exchange.call(COMMUNE, "GET", "/v1/inbox").status == 200
    late = exchange.call(TAN_AN, "GET", "/v1/inbox")
    assert (late.status, late.body["state"]) == (403, "ended")
    assert exchange.call(DEPARTMENT, "GET", f"/v1/agencies/{TAN_AN.code}").body["agency"]["state"] == "ended"


def test_an_end_to_come_is_set_anew_and_withdrawn_but_not_one_that_has_come(
    exchange: ComposedExchange,
) -> None:
    path = f"/v1/agencies/{TAN_AN.code}/end"
    later = {"ended_on": "2025-10-01", "successor": PROVINCE.code, "reason": "Lùi thời hạn"}
    assert exchange.call(REGISTRAR, "POST", path, later).body["agency"]["ended_on"] == "2025-10-01"
    withdrawn = exchange.call(REGISTRAR, "POST", path, {"ended_on": None, "reason": "Chưa sắp xếp"})
    assert (withdrawn.body["agency"]["ended_on"], withdrawn.body["agency"]["successor"]) == (None, None)
    assert exchange.registry.committed[-1].details["act"] == "end-withdrawn"
    again = exchange.call(REGISTRAR, "POST", path, {"ended_on": None, "reason": "Chưa sắp xếp"})
    assert again.code == "registry.conflict"
    midnight(exchange)
    assert exchange.call(TAN_AN, "GET", "/v1/inbox").status == 200
    gone = f"/v1/agencies/{BEN_LUC.code}"
    for act in ({"ended_on": None, "reason": "x"}, {"ended_on": "2026-01-01", "reason": "x"}):
        assert exchange.call(REGISTRAR, "POST", f"{gone}/end", act).code == "registry.conflict"
    assert exchange.call(REGISTRAR, "POST", f"{gone}/lock", {"reason": "x"}).code == "registry.conflict"


@pytest.mark.parametrize(
    ("successor", "on"),
    [
        (TAN_AN.code, "2025-08-01"),  # itself
        (CAN_DUOC.code, "2025-08-01"),  # ended by then
        (COMMUNE.code, "2025-06-30"),  # not there yet
        ("000.00.99.H39", "2025-08-01"),
        (PROVINCE.code, "2018-01-01"),  # the day it began
    ],
)
def test_an_end_that_contradicts_the_registry_is_a_conflict(
    exchange: ComposedExchange, successor: str, on: str
) -> None:
    before = len(exchange.registry.committed)
    how = {"ended_on": on, "successor": successor, "reason": "Sắp xếp"}
    answer = exchange.call(REGISTRAR, "POST", f"/v1/agencies/{TAN_AN.code}/end", how)
    assert answer.code == "registry.conflict"
    assert len(exchange.registry.committed) == before


def test_a_circle_of_successors_is_refused_whenever_its_ends_would_come(exchange: ComposedExchange) -> None:
    how = {"ended_on": "2030-01-01", "successor": STRANGER.code, "reason": "Sáp nhập"}
    assert exchange.call(REGISTRAR, "POST", f"/v1/agencies/{COMMUNE.code}/end", how).status == 200
    back = {"ended_on": "2029-01-01", "successor": COMMUNE.code, "reason": "Sáp nhập"}
    assert exchange.call(REGISTRAR, "POST", f"/v1/agencies/{STRANGER.code}/end", back).code == (
        "registry.conflict"
    )


# --- what is addressed to an ended district ------------------------------------------------------------


def test_a_letter_to_all_fifteen_reaches_their_heirs_once_each_and_says_so(
    exchange: ComposedExchange,
) -> None:
    midnight(exchange)
    body = letter("VB-2025-1", recipients=[*HEIRS, COMMUNE.code], issued_on="2025-06-30")
    answer = exchange.call(DEPARTMENT, "POST", "/v1/submissions", body)
    exchange.settle()
    told = [(note["kind"], note["addressed"], note["recipient"]) for note in answer.body["notes"]]
    assert told == [("redirected", code, heir.code) for code, heir in HEIRS.items()]
    again = exchange.call(DEPARTMENT, "POST", "/v1/submissions", body)
    assert (again.status, again.body["notes"]) == (200, answer.body["notes"])

    told_story = story(exchange, answer.body["submission_id"])
    delivered = {one["recipient"]: one["addressed_as"] for one in told_story["deliveries"]}
    assert delivered == {
        COMMUNE.code: [one.code for one in DISTRICTS[:3]],
        PROVINCE.code: [one.code for one in DISTRICTS[3:]],
    }
    assert told_story["pending"] == []
    consigned = [one for one in told_story["events"] if one["type"] == EventType.CONTENT_CONSIGNMENT]
    assert {one["agency"]: one["details"]["addressed_as"] for one in consigned} == delivered
    [listed] = exchange.call(COMMUNE, "GET", "/v1/inbox").body["deliveries"]
    assert listed["addressed_as"] == delivered[COMMUNE.code]


def test_a_chain_of_ended_agencies_is_walked_to_the_one_that_is_there(exchange: ComposedExchange) -> None:
    midnight(exchange)
    how = {"ended_on": FIRST_DAY, "successor": STRANGER.code, "reason": "Sáp nhập"}
    assert exchange.call(REGISTRAR, "POST", f"/v1/agencies/{PROVINCE.code}/end", how).status == 200
    exchange.clock.advance(60)
    sent = send(exchange, 2, DISTRICTS[5], DISTRICTS[6])
    exchange.settle()
    [delivery] = story(exchange, sent)["deliveries"]
    assert (delivery["recipient"], len(delivery["addressed_as"])) == (STRANGER.code, 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"successor": None}, "recipient.ended"),
        ({"successor": "000.00.98.H39"}, "recipient.ended"),
        ({"successor": "000.00.30.H39"}, "recipient.ended"),
        ({"successor": "000.00.17.H39"}, "recipient.locked"),
        ({"successor": DEPARTMENT.code}, "recipient.is-sender"),
    ],
)
def test_an_ended_agency_whose_heir_cannot_receive_is_a_fault_that_says_why(
    changes: dict[str, Any], code: str
) -> None:
    ended = replace(TAN_AN, state=AgencyState.ENDED, ended_on=date(2025, 7, 1), **changes)
    locked = replace(STRANGER, state=AgencyState.LOCKED)
    with composed(agencies=(ended, locked, DEPARTMENT, REGISTRAR)) as exchange:
        answer = exchange.call(DEPARTMENT, "POST", "/v1/submissions", letter(recipients=[ended.code]))
        assert [fault["code"] for fault in answer.body["faults"]] == [code]
        assert exchange.exchange.committed == []


# --- what is under way at midnight -----------------------------------------------------------------------


def test_what_was_sent_before_midnight_and_consigned_after_it_is_there_for_the_heir(
    exchange: ComposedExchange,
) -> None:
    sent = send(exchange, 3, TAN_AN, DISTRICTS[7])
    midnight(exchange)
    exchange.settle()
    told = story(exchange, sent)
    assert [(one["recipient"], one["successor"], one["withheld"]) for one in told["deliveries"]] == [
        (TAN_AN.code, COMMUNE.code, None),
        (DISTRICTS[7].code, PROVINCE.code, None),
    ]
    told_of = {notice.agency: notice.payload["recipient"] for notice in exchange.topic.notices}
    assert told_of[COMMUNE.code] == TAN_AN.code
    opened = exchange.call(COMMUNE, "POST", f"/v1/inbox/{sent}/open", query=of(TAN_AN))
    assert opened.status == 200
    event = exchange.exchange.committed[-1]
    assert (event.type, event.agency, event.actor) == (
        EventType.CONTENT_HANDOVER,
        TAN_AN.code,
        COMMUNE.code,
    )


def test_uploads_that_are_completed_after_midnight_reach_the_heir_as_well(exchange: ComposedExchange) -> None:
    sent = send(exchange, 4, TAN_AN, attachments=[ticketed()])
    exchange.upload(DEPARTMENT, sent, CONTENT)
    midnight(exchange)
    assert exchange.call(DEPARTMENT, "POST", f"/v1/submissions/{sent}/uploads/complete").status == 200
    exchange.settle()
    [delivery] = story(exchange, sent)["deliveries"]
    assert (delivery["recipient"], delivery["successor"]) == (TAN_AN.code, COMMUNE.code)


def test_where_nobody_succeeds_the_consignment_fails_and_says_so(exchange: ComposedExchange) -> None:
    path = f"/v1/agencies/{TAN_AN.code}/end"
    exchange.call(REGISTRAR, "POST", path, {"ended_on": FIRST_DAY, "reason": "Giải thể"})
    exchange.clock.advance(60)
    sent = send(exchange, 5, TAN_AN)
    midnight(exchange)
    exchange.settle()
    [delivery] = story(exchange, sent)["deliveries"]
    assert (delivery["withheld"], delivery["successor"]) == ("undeliverable", None)


# --- what the predecessor has received and sent ------------------------------------------------------------


def test_the_heir_reads_opens_and_answers_what_its_predecessor_received_and_nobody_else_does(
    exchange: ComposedExchange,
) -> None:
    sent = send(exchange, 6, TAN_AN)
    exchange.settle()
    midnight(exchange)
    assert exchange.call(COMMUNE, "GET", f"/v1/inbox/{sent}").status == 404
    assert exchange.call(COMMUNE, "GET", "/v1/inbox").body["deliveries"] == []
    [listed] = exchange.call(COMMUNE, "GET", "/v1/inbox", query=of(TAN_AN)).body["deliveries"]
    assert listed["submission_id"] == sent
    acts = (
        ("GET", f"/v1/inbox/{sent}", None),
        ("POST", f"/v1/inbox/{sent}/open", None),
        ("GET", f"/v1/inbox/{sent}/reports", None),
        ("GET", f"/v1/inbox/{sent}/receipts", None),
        ("POST", f"/v1/inbox/{sent}/status", {"status": "03"}),
    )
    for who in (STRANGER, PROVINCE, DEPARTMENT):
        for method, path, body in acts:
            assert exchange.call(who, method, path, body, query=of(TAN_AN)).status == 404
        assert exchange.call(who, "GET", "/v1/inbox", query=of(TAN_AN)).status == 404
    for method, path, body in acts:
        assert exchange.call(COMMUNE, method, path, body, query=of(TAN_AN)).status == 200
    accepted = exchange.exchange.committed[-1]
    assert (accepted.agency, accepted.actor) == (TAN_AN.code, COMMUNE.code)
    assert accepted.proof is not None
    assert accepted.proof.key_id.startswith(COMMUNE.code)


def test_before_midnight_the_heir_to_be_has_nothing_of_the_district_yet(exchange: ComposedExchange) -> None:
    sent = send(exchange, 7, DISTRICTS[8])
    exchange.settle()
    assert exchange.call(PROVINCE, "GET", f"/v1/inbox/{sent}", query=of(DISTRICTS[8])).status == 404
    for nobody in ("000.00.97.H39", "..", PROVINCE.code):
        assert exchange.call(PROVINCE, "GET", "/v1/inbox", query=f"predecessor={nobody}").status == 404


def test_a_recall_after_the_end_reaches_the_copy_and_the_heir_answers_it(exchange: ComposedExchange) -> None:
    unopened, opened = send(exchange, 8, TAN_AN), send(exchange, 9, TAN_AN)
    exchange.settle()
    assert exchange.call(TAN_AN, "POST", f"/v1/inbox/{opened}/open").status == 200
    midnight(exchange)
    for sent in (unopened, opened):
        recall = {"reason": "Ban hành nhầm"}
        assert exchange.call(DEPARTMENT, "POST", f"/v1/submissions/{sent}/recall", recall).status == 200
    exchange.settle()
    assert exchange.call(COMMUNE, "POST", f"/v1/inbox/{unopened}/open", query=of(TAN_AN)).code == (
        "delivery.withheld"
    )
    assert [notice.agency for notice in exchange.topic.notices][-1] == COMMUNE.code
    agreed = exchange.call(COMMUNE, "POST", f"/v1/inbox/{opened}/status", {"status": "15"}, query=of(TAN_AN))
    assert agreed.body["delivery"]["destroyed_at"] is not None


def test_the_heir_reads_and_recalls_what_its_predecessor_had_sent(exchange: ComposedExchange) -> None:
    body = letter("VB-TA-1", recipients=[DEPARTMENT.code], issued_on="2025-06-30")
    sent = exchange.call(TAN_AN, "POST", "/v1/submissions", body).body["submission_id"]
    exchange.settle()
    midnight(exchange)
    path, reason = f"/v1/submissions/{sent}/recall", {"reason": "Ban hành nhầm"}
    for who, query in ((COMMUNE, ""), (STRANGER, of(TAN_AN)), (COMMUNE, of(CAN_DUOC))):
        assert exchange.call(who, "POST", path, reason, query=query).status == 404
    [listed] = exchange.call(COMMUNE, "GET", "/v1/submissions", query=of(TAN_AN)).body["submissions"]
    assert listed["submission_id"] == sent
    assert exchange.call(COMMUNE, "GET", f"/v1/submissions/{sent}", query=of(TAN_AN)).status == 200
    assert exchange.call(COMMUNE, "POST", path, reason, query=of(TAN_AN)).status == 200
    assert exchange.exchange.committed[-1].actor == COMMUNE.code


@pytest.mark.parametrize("addressed", [TAN_AN, COMMUNE], ids=["by the old name", "by the heir's name"])
def test_a_replacement_after_the_end_takes_the_predecessors_unopened_copy_out_of_force(
    exchange: ComposedExchange, addressed: Agency
) -> None:
    old = send(exchange, 10, TAN_AN, CAN_DUOC)
    exchange.settle()
    midnight(exchange)
    more = {"business": "replacement", "targets": ["VB-2025-10"], "reason": "Sai số liệu"}
    new = send(exchange, 11, addressed, **more)
    exchange.settle()
    assert {one["withheld"] for one in story(exchange, old)["deliveries"]} == {"superseded"}
    [delivery] = story(exchange, new)["deliveries"]
    assert (delivery["recipient"], delivery["question"]) == (COMMUNE.code, None)


def test_the_heirs_agreement_to_a_replacement_covers_what_its_predecessor_had_opened(
    exchange: ComposedExchange,
) -> None:
    old = send(exchange, 12, TAN_AN)
    exchange.settle()
    exchange.call(TAN_AN, "POST", f"/v1/inbox/{old}/open")
    midnight(exchange)
    more = {"business": "replacement", "targets": ["VB-2025-12"], "reason": "Sai số liệu"}
    new = send(exchange, 13, COMMUNE, **more)
    exchange.settle()
    asked = exchange.call(COMMUNE, "GET", f"/v1/inbox/{new}").body["delivery"]
    assert asked["question"] == "replacement"
    assert exchange.call(COMMUNE, "POST", f"/v1/inbox/{new}/status", {"status": "15"}).status == 200
    [copy] = story(exchange, old)["deliveries"]
    assert (copy["withheld"], copy["destroyed_at"] is not None) == ("superseded", True)


# --- who there was on a day ----------------------------------------------------------------------------


def test_the_registry_answers_who_existed_on_a_day_under_which_name_and_parent(
    exchange: ComposedExchange,
) -> None:
    entry = exchange.call(REGISTRAR, "GET", f"/v1/agencies/{DEPARTMENT.code}").body["agency"]
    own_acts = ("state", "ended_on", "successor", "former")
    renamed = {name: value for name, value in entry.items() if name not in own_acts}
    renamed |= {"name": "Sở Nội vụ (mới)", "parent": PROVINCE.code}
    midnight(exchange)
    path = f"/v1/agencies/{DEPARTMENT.code}"
    assert exchange.call(REGISTRAR, "PUT", path, renamed).status == 200

    def on(day: str) -> dict[str, dict[str, Any]]:
        listed = exchange.call(STRANGER, "GET", "/v1/agencies", query=f"on={day}").body["agencies"]
        return {one["code"]: one for one in listed}

    before, after = on("2025-06-30"), on(FIRST_DAY)
    assert {one.code for one in DISTRICTS} <= before.keys()
    assert {one.code for one in DISTRICTS} & after.keys() == set()
    assert (COMMUNE.code in before, COMMUNE.code in after) == (False, True)
    assert {one["state"] for one in before.values()} == {"active"}
    assert (before[DEPARTMENT.code]["name"], before[DEPARTMENT.code]["parent"]) == (DEPARTMENT.name, None)
    assert (after[DEPARTMENT.code]["name"], after[DEPARTMENT.code]["parent"]) == (
        "Sở Nội vụ (mới)",
        PROVINCE.code,
    )
    shown = exchange.call(STRANGER, "GET", path, query="on=2025-06-30").body["agency"]
    assert shown["name"] == DEPARTMENT.name
    was = exchange.call(STRANGER, "GET", f"/v1/agencies/{TAN_AN.code}", query="on=2025-06-30").body["agency"]
    assert was["state"] == "active"
    predecessors = exchange.call(STRANGER, "GET", "/v1/agencies", query=f"successor={COMMUNE.code}").body
    assert [one["code"] for one in predecessors["agencies"]] == [one.code for one in DISTRICTS[:3]]


@pytest.mark.parametrize("day", ["2025-02-30", "today", "01/07/2025", "٢٠٢٥-٠٧-٠١"])
@pytest.mark.parametrize("path", ["/v1/agencies", f"/v1/agencies/{PROVINCE.code}"])
def test_what_is_no_day_is_told(exchange: ComposedExchange, path: str, day: str) -> None:
    answer = exchange.call(STRANGER, "GET", path, query=f"on={quote(day)}")
    assert [fault["code"] for fault in answer.body["faults"]] == ["query.on"]


def test_of_several_changes_on_one_day_the_last_was_in_force_overnight() -> None:
    first = agency("000.00.19.H39", "Một")
    day, next_day = date(2025, 5, 5), date(2025, 5, 6)
    second = replace(first, name="Hai").following(first, day)
    third = replace(second, name="Ba").following(second, day)
    fourth = replace(third, aliases=("x",)).following(third, next_day)
    assert [third.as_of(date(2025, 5, 4)).name, third.as_of(day).name] == ["Một", "Ba"]
    assert (len(fourth.former), fourth.version) == (1, 4)
