"""The contracts of lienthong.ports.NoticeStore, TextMessages and Letters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

import pytest

from lienthong.model.event import EventType
from lienthong.onestop.notices import NoticeKind
from lienthong.onestop.people import Applicant, NoticeWish, Person
from lienthong.onestop.telling import NoticeReason
from lienthong.ports import (
    ClaimState,
    DossierChange,
    DossierStore,
    NoticeChange,
    NoticeClaim,
    NoticeRefused,
    NoticeStore,
    Silence,
    Spending,
)
from tests.contract.builders import NOON, Builder
from tests.contract.test_dossiers import DAY, centre_of, event, filed

Told: TypeAlias = tuple[NoticeStore, DossierStore]
UNTIL = int((NOON + timedelta(days=30)).timestamp())


def claim(build: Builder, **changes: object) -> NoticeClaim:
    base = NoticeClaim(
        filed(build).code, f"E-{build.tag}", NoticeKind.DONE, NoticeWish.SMS, ClaimState.SENDING, UNTIL
    )
    return replace(base, **{"attempts": 1, "segments": 2, "since": NOON, **changes})  # type: ignore[arg-type]


def spending(build: Builder, segments: int, most: int | None = None) -> Spending:
    return Spending(centre_of(build), DAY, segments, UNTIL, most)


def spent(told: Told, build: Builder) -> int:
    return told[0].before(filed(build).code, "E", centre_of(build), DAY).segments_today


def test_what_stands_before_a_notice_is_read_whole(told: Told, build: Builder) -> None:
    store, dossiers = told
    dossier = filed(build)
    person = Person(dossier.code, Applicant("Nguyễn Thị Bưởi", telephone="0907123456"))
    accepted = event(build, dossier.code)
    dossiers.record(DossierChange(dossiers=(dossier,), people=(person,), events=(accepted,)))
    one, other = claim(build), claim(build, channel=NoticeWish.EMAIL, segments=0)
    silence = Silence(dossier.code, NoticeWish.EMAIL, NoticeReason.BOUNCED, UNTIL)
    store.record(NoticeChange(one, spending(build, 2, 5)))
    store.record(NoticeChange(other, silence=silence))

    found = store.before(dossier.code, one.event_id, centre_of(build), DAY)
    assert (found.events, found.person) == ((accepted,), person)
    assert sorted(found.claims, key=lambda one: one.channel) == [other, one]
    assert (found.silences, found.segments_today) == ((silence,), 2)


def test_of_what_is_not_there_nothing_is_found(told: Told, build: Builder) -> None:
    found = told[0].before(filed(build).code, "E", centre_of(build), DAY)
    assert (found.events, found.person, found.claims, found.silences) == ((), None, (), ())
    assert found.segments_today == 0


def test_a_claim_is_made_by_one_run_only_and_moves_on_over_what_was_read(told: Told, build: Builder) -> None:
    store, _ = told
    store.record(NoticeChange(claim(build)))
    for version in (1, 3):
        with pytest.raises(NoticeRefused) as refused:
            store.record(NoticeChange(claim(build, version=version), spending(build, 2, 5)))
        assert (refused.value.moved, refused.value.used_up) == (True, False)
    assert spent(told, build) == 0, "what was refused has taken nothing"
    store.record(NoticeChange(claim(build, version=2, state=ClaimState.OVER, provider_id="m-1")))


def test_the_outcome_and_its_event_are_one_transaction(told: Told, build: Builder) -> None:
    store, dossiers = told
    dossier = filed(build)
    dossiers.record(DossierChange(dossiers=(dossier,), events=(event(build, dossier.code),)))
    outcome = build.event(dossier.code, EventType.APPLICANT_NOTICE)
    store.record(NoticeChange(claim(build), events=(outcome,)))
    with pytest.raises(NoticeRefused):
        store.record(
            NoticeChange(claim(build), events=(build.event(dossier.code, EventType.APPLICANT_NOTICE),))
        )
    story = dossiers.story(dossier.code)
    assert story is not None
    assert [one for one in story.events if one.type is EventType.APPLICANT_NOTICE] == [outcome]


def test_a_day_is_spent_up_to_its_budget_and_not_further(told: Told, build: Builder) -> None:
    store, _ = told
    for number, (segments, fits) in enumerate([(3, True), (2, True), (1, False), (1, False)]):
        change = NoticeChange(claim(build, event_id=f"E-{build.tag}-{number}"), spending(build, segments, 5))
        if fits:
            store.record(change)
            continue
        with pytest.raises(NoticeRefused) as refused:
            store.record(change)
        assert (refused.value.moved, refused.value.used_up) == (False, True)
    assert spent(told, build) == 5


def test_what_was_not_sent_is_given_back(told: Told, build: Builder) -> None:
    store, _ = told
    store.record(NoticeChange(claim(build), spending(build, 2, 5)))
    store.record(NoticeChange(claim(build, version=2), spending(build, -2)))
    assert spent(told, build) == 0


def test_runs_side_by_side_spend_no_more_than_the_day_has(
    told: Told, build: Builder, request: pytest.FixtureRequest
) -> None:
    if "moto" in request.node.name:
        pytest.skip("moto checks a transaction's conditions and writes its items without a lock between them")
    store, _ = told

    def take(number: int) -> bool:
        try:
            store.record(
                NoticeChange(claim(build, event_id=f"E-{build.tag}-{number}"), spending(build, 1, 5))
            )
        except NoticeRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, range(12)))
    assert sum(taken) == spent(told, build) <= 5


def test_a_claim_is_found_by_what_the_provider_calls_its_message(told: Told, build: Builder) -> None:
    store, _ = told
    sent = claim(build, state=ClaimState.OVER, provider_id=f"m-{build.tag}")
    store.record(NoticeChange(sent))
    assert store.sent_as(f"m-{build.tag}") == sent
    receipted = replace(sent, receipt="delivered", version=2)
    store.record(NoticeChange(receipted))
    assert store.sent_as(f"m-{build.tag}") == receipted
    assert store.sent_as(f"m-{build.tag}-2") is None
