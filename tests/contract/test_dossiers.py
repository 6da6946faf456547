"""The contract of lienthong.ports.DossierStore and KeyedDigests."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import pytest

from lienthong.adapters.kms_keyed_digests import KmsKeyedDigests
from lienthong.errors import MalformedRequest
from lienthong.model.agency_level import AgencyLevel
from lienthong.model.event import Event, EventType
from lienthong.onestop.codes import DossierCode, SequenceKey
from lienthong.onestop.filing import Centre, DayCounter, FiledDossier, ProcedureEditions
from lienthong.onestop.people import Applicant, HandedPaper, NoticeWish, Payment, Person, Remark
from lienthong.onestop.words import PortalStatus
from lienthong.ports import (
    DayMark,
    DossierChange,
    DossierRefused,
    DossierStore,
    ExchangeStore,
    FiledStory,
    IntakeKey,
    IntakePlaces,
    NonceStore,
)
from tests.builders.dossiers import TRANSFER
from tests.contract.builders import NOON, Builder
from tests.contract.engines import Aws

Dossiers: TypeAlias = tuple[DossierStore, ExchangeStore, NonceStore]
DAY = date(2026, 3, 2)


def centre_of(build: Builder) -> str:
    """A centre's code that no other test has seen."""
    number = int(hashlib.sha256(build.tag.encode()).hexdigest(), 16) % 10**9
    return f"{number // 10**6:03}.{number // 10**4 % 100:02}.{number // 100 % 100:02}.H{number % 100:02}"


def filed(build: Builder, number: int = 1, **changes: object) -> FiledDossier:
    code = DossierCode.of(SequenceKey(centre_of(build), DAY), number)
    due = NOON + timedelta(days=number)
    base = FiledDossier(str(code), centre_of(build), "2.000815", PortalStatus.ACCEPTED, NOON, due)
    return replace(base, **changes)  # type: ignore[arg-type]


def event(build: Builder, code: str) -> Event:
    return build.event(code, EventType.DOSSIER_EVENT)


def places(build: Builder, applicant: str | None = None) -> IntakePlaces:
    return IntakePlaces(SequenceKey(centre_of(build), DAY), "a" * 64, (TRANSFER.code,), applicant)


def test_what_stands_before_an_intake_is_read_together(dossiers: Dossiers, build: Builder) -> None:
    store, centre = dossiers[0], centre_of(build)
    before = store.before_intake(places(build, "b" * 64))
    assert before.counter == DayCounter(centre, DAY)
    assert (before.centre, before.intake, dict(before.marks)) == (None, None, {})

    settled = Centre(centre, "000.00.30.H39", AgencyLevel.DISTRICT, {"land": "000.09.30.H39"})
    known = IntakeKey(centre, "a" * 64, "c" * 64, "luot", ("H",), 1_900_000_000)
    mark = DayMark(centre, DAY, TRANSFER.code, "b" * 64, ("H",), 1_900_000_000, 1)
    counter = DayCounter(centre, DAY).moved(3)
    store.record(DossierChange(counter=counter, intake=known, marks=(mark,), centre=settled))

    after = store.before_intake(places(build, "b" * 64))
    assert (after.counter, after.centre, after.intake) == (counter, settled, known)
    assert dict(after.marks) == {TRANSFER.code: mark}
    assert dict(store.before_intake(places(build)).marks) == {}
    assert store.centre(centre) == settled


def test_procedures_are_listed_and_read_by_code(dossiers: Dossiers, build: Builder) -> None:
    store = dossiers[0]
    code = f"1.{int(centre_of(build).replace('.', '').replace('H', '')[:6]):06}"
    procedure = ProcedureEditions(code, (replace(TRANSFER, code=code),))
    store.record(DossierChange(procedures=(procedure,)))

    assert store.editions([code, "9.999999"]) == {code: procedure}
    assert procedure in store.procedures()


def test_a_dossier_is_its_entry_and_its_events_in_order(dossiers: Dossiers, build: Builder) -> None:
    store, exchange, nonces = dossiers
    one, nonce = filed(build), build.nonce()
    events = tuple(event(build, one.code) for _ in range(3))
    store.record(DossierChange(dossiers=(one,), events=events, nonce=nonce))

    assert store.story(one.code) == FiledStory(one, events)
    assert store.story(filed(build, 2).code) is None
    assert exchange.events(one.code, recipient=None, after="", limit=9) == events
    assert exchange.event(one.code, events[1].event_id) == events[1]
    assert exchange.story(one.code) is None, "a dossier is no submission"
    assert not nonces.spend(nonce)


def test_a_person_comes_back_whole(dossiers: Dossiers, build: Builder) -> None:
    store = dossiers[0]
    person = Person(
        filed(build).code,
        Applicant("Nguyễn Thị Bưởi", "080", "ấp", "0907", "b@example.vn", (NoticeWish.SMS, NoticeWish.EMAIL)),
        (HandedPaper("don", 1, 2, "rách"),),
        Payment(4_000, "0001"),
        (Remark("E1", "ghi chú"),),
        b"salt",
        b"hash",
        1_900_000_000,
    )
    store.record(DossierChange(people=(person,)))

    assert store.people([person.dossier, "khác"]) == {person.dossier: person}
    assert store.people([]) == {}


def test_a_record_goes_only_over_the_version_that_was_read_and_then_nothing_is_written(
    dossiers: Dossiers, build: Builder
) -> None:
    store, _, nonces = dossiers
    one, nonce = filed(build), build.nonce()
    store.record(DossierChange(dossiers=(one,)))
    for moved in (one, replace(one, version=3)):
        change = DossierChange(
            dossiers=(moved,),
            counter=DayCounter(one.centre, DAY).moved(1),
            events=(event(build, one.code),),
            nonce=nonce,
        )
        with pytest.raises(DossierRefused) as refused:
            store.record(change)
        assert (refused.value.moved, refused.value.nonce_spent) == (True, False)
    assert store.before_intake(places(build)).counter.last == 0
    assert store.story(one.code) == FiledStory(one, ())
    assert nonces.spend(nonce)
    store.record(DossierChange(dossiers=(replace(one, version=2),)))


def test_a_key_of_an_intake_is_written_once(dossiers: Dossiers, build: Builder) -> None:
    known = IntakeKey(centre_of(build), "a" * 64, "c" * 64, "luot", (), 1_900_000_000)
    dossiers[0].record(DossierChange(intake=known))
    with pytest.raises(DossierRefused):
        dossiers[0].record(DossierChange(intake=replace(known, content="d" * 64)))


def test_a_spent_nonce_refuses_the_whole(dossiers: Dossiers, build: Builder) -> None:
    store, _, nonces = dossiers
    nonce = build.nonce()
    nonces.spend(nonce)
    with pytest.raises(DossierRefused) as refused:
        store.record(DossierChange(dossiers=(filed(build),), nonce=nonce))
    assert refused.value.nonce_spent
    assert store.story(filed(build).code) is None


def test_of_desks_that_move_the_counter_at_once_each_number_has_one(
    dossiers: Dossiers, build: Builder
) -> None:
    store = dossiers[0]

    def one_more(_: int) -> int:
        while True:
            counter = store.before_intake(places(build)).counter.moved(1)
            try:
                store.record(DossierChange(counter=counter))
            except DossierRefused:
                continue
            return counter.last

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one_more, range(12))) == list(range(1, 13))


def test_the_list_is_in_order_by_what_is_due_and_comes_in_pages(dossiers: Dossiers, build: Builder) -> None:
    store, centre = dossiers[0], centre_of(build)
    waiting = filed(build, 9, due=None, status=PortalStatus.NEW)
    found = [waiting, *(filed(build, number) for number in range(1, 5))]
    ended = filed(build, 8, ended_at=NOON, status=PortalStatus.WITHDRAWN)
    store.record(DossierChange(dossiers=(*reversed(found), ended)))

    pages, cursor = list[FiledDossier](), None
    while True:
        page = store.page(centre, ended=False, due_by=None, cursor=cursor, limit=2)
        pages += page.items
        cursor = page.cursor
        if cursor is None:
            break
    assert pages == found
    assert store.page(centre, ended=True, due_by=None, cursor=None, limit=9).items == (ended,)
    due = store.page(centre, ended=False, due_by=DAY + timedelta(days=2), cursor=None, limit=9)
    assert list(due.items) == found[:3]
    assert store.page("000.00.99.H99", ended=False, due_by=None, cursor=None, limit=9).items == ()


def test_a_day_ends_at_midnight_in_vietnam(dossiers: Dossiers, build: Builder) -> None:
    last = filed(build, 1, due=datetime(2026, 3, 2, 16, 59, 59, tzinfo=UTC))
    after = filed(build, 2, due=datetime(2026, 3, 2, 17, 0, 1, tzinfo=UTC))
    dossiers[0].record(DossierChange(dossiers=(last, after)))
    page = dossiers[0].page(centre_of(build), ended=False, due_by=DAY, cursor=None, limit=9)
    assert page.items == (last,)


@pytest.mark.parametrize("cursor", ["", "x", "MCMyMDI2", "é"])
def test_a_cursor_of_somebody_else_is_refused(dossiers: Dossiers, build: Builder, cursor: str) -> None:
    with pytest.raises(MalformedRequest):
        dossiers[0].page(centre_of(build), ended=False, due_by=None, cursor=cursor, limit=9)


def test_a_digest_is_the_same_again_and_nobody_makes_it_without_the_key(engine: Aws) -> None:
    digests = KmsKeyedDigests(engine.kms, engine.applicant_key)
    other = KmsKeyedDigests(engine.kms, engine.applicant_key)
    assert digests.digest("080195001234") == digests.digest("080195001234")
    assert digests.digest("080195001234") != digests.digest("080195001235")
    if digests.key_id != other.key_id:
        assert digests.digest("080195001234") != other.digest("080195001234")
