"""The contract of lienthong.ports.ExchangeStore."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from lienthong.errors import MalformedRequest, Throttled
from lienthong.model.codes import Status, Withholding
from lienthong.model.delivery import Delivery
from lienthong.model.event import Event, EventType
from lienthong.model.submission import Submission
from lienthong.ports import Change, CommitRefused, ExchangeStore, NonceStore, Page
from tests.contract.builders import NOON, Builder


def arrive(
    exchange: ExchangeStore, build: Builder, document_id: str = "VB-1", minutes: int = 0
) -> Submission:
    at = NOON + timedelta(minutes=minutes)
    submission = build.submission(document_id, at=at)
    exchange.commit(
        Change(
            new_submissions=(submission,),
            events=(build.event(submission.submission_id, at=at),),
            nonce=build.nonce(),
        )
    )
    return submission


def accept(exchange: ExchangeStore, build: Builder, submission: Submission) -> Submission:
    accepted = build.accepted(submission)
    exchange.commit(Change(submissions=(accepted,)))
    return accepted


def consign(exchange: ExchangeStore, *deliveries: Delivery) -> None:
    exchange.commit(Change(new_deliveries=deliveries))


def test_what_was_committed_is_read_back_as_it_was(exchange: ExchangeStore, build: Builder) -> None:
    submission = arrive(exchange, build)
    accepted = accept(exchange, build, submission)
    delivery = build.delivery(submission)
    consign(exchange, delivery)
    assert exchange.submission(submission.submission_id) == accepted
    assert exchange.delivery(submission.submission_id, delivery.recipient) == (accepted, delivery)


def test_a_story_tells_deliveries_and_events_in_order(exchange: ExchangeStore, build: Builder) -> None:
    submission = build.submission()
    subject = submission.submission_id
    first, second = build.event(subject), build.event(subject, EventType.SUBMISSION_ACCEPTANCE)
    deliveries = build.delivery(submission, 1), build.delivery(submission, 2)
    exchange.commit(
        Change(new_submissions=(submission,), new_deliveries=deliveries[::-1], events=(second, first))
    )
    story = exchange.story(subject)
    assert story is not None
    assert (story.submission, story.deliveries, story.events) == (submission, deliveries, (first, second))


def test_what_is_not_there_reads_as_nothing(exchange: ExchangeStore, build: Builder) -> None:
    submission = arrive(exchange, build)
    assert exchange.submission("lt-none") is None
    assert exchange.story("lt-none") is None
    assert exchange.delivery("lt-none", build.recipient()) is None
    assert exchange.delivery(submission.submission_id, build.recipient()) is None
    assert exchange.deliveries([(submission.submission_id, build.recipient())]) == {}
    assert exchange.deliveries([]) == {}


def test_several_submissions_are_read_at_once_those_that_exist(
    exchange: ExchangeStore, build: Builder
) -> None:
    one, other = arrive(exchange, build, "VB-1"), arrive(exchange, build, "VB-2")
    ids = [one.submission_id, other.submission_id]
    assert exchange.submissions([*ids, ids[0], "lt-none"]) == dict(zip(ids, (one, other), strict=True))
    assert exchange.submissions([]) == {}
    with pytest.raises(ValueError, match="101"):
        exchange.submissions([f"lt-{number}" for number in range(101)])


def test_a_large_story_is_read_whole(exchange: ExchangeStore, build: Builder) -> None:
    submission = arrive(exchange, build)
    # More than the megabyte that one query of DynamoDB answers.
    events = [
        replace(build.event(submission.submission_id), details={"text": "ă" * 20_000}) for _ in range(30)
    ]
    for event in events:
        exchange.commit(Change(events=(event,)))
    story = exchange.story(submission.submission_id)
    assert story is not None
    assert list(story.events[1:]) == events


def test_one_event_is_found_under_its_own_submission_only(exchange: ExchangeStore, build: Builder) -> None:
    one, other = arrive(exchange, build, "VB-1"), arrive(exchange, build, "VB-2")
    event = build.event(one.submission_id, EventType.CONTENT_CONSIGNMENT)
    exchange.commit(Change(events=(event,)))
    assert exchange.event(one.submission_id, event.event_id) == event
    assert exchange.event(other.submission_id, event.event_id) is None
    assert exchange.event(one.submission_id, "01ARZ3NDEKTSV4RRFFQ69G5FAV") is None


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_events_are_read_one_after_the_other(exchange: ExchangeStore, build: Builder, limit: int) -> None:
    submission = build.submission()
    subject = submission.submission_id
    events = tuple(build.event(subject) for _ in range(7))
    exchange.commit(
        Change(
            new_submissions=(submission,),
            new_deliveries=(build.delivery(submission),),
            events=events[::-1],
        )
    )
    seen: list[Event] = []
    while page := exchange.events(
        subject, recipient=None, after=seen[-1].event_id if seen else "", limit=limit
    ):
        assert len(page) == min(limit, 7 - len(seen))
        seen += page
    assert tuple(seen) == events
    assert exchange.events("lt-none", recipient=None, after="", limit=limit) == ()


def test_a_recipients_events_are_those_that_concern_it_however_many_others_there_are(
    exchange: ExchangeStore, build: Builder
) -> None:
    submission = build.submission()
    subject, mine, other = submission.submission_id, build.recipient(1), build.recipient(2)
    large = {"text": "ă" * 20_000}
    exchange.commit(Change(new_submissions=(submission,)))
    events = [
        replace(build.event(subject, kind), agency=None)
        for kind in (EventType.SUBMISSION_ARRIVAL, EventType.SUBMISSION_ACCEPTANCE)
    ]
    # More than a megabyte of somebody else's lies between.
    for number in range(30):
        to = mine if number in (1, 28) else other
        consigned = build.event(subject, EventType.CONTENT_CONSIGNMENT)
        events.append(replace(consigned, agency=to, details=large))
    for event in events:
        exchange.commit(Change(events=(event,)))
    found = exchange.events(subject, recipient=mine, after="", limit=50)
    assert [(event.type, event.agency) for event in found] == [
        (EventType.SUBMISSION_ARRIVAL, None),
        (EventType.CONTENT_CONSIGNMENT, mine),
        (EventType.CONTENT_CONSIGNMENT, mine),
    ]
    first = exchange.events(subject, recipient=mine, after="", limit=2)
    assert first == found[:2]
    assert exchange.events(subject, recipient=mine, after=first[-1].event_id, limit=2) == found[2:]


def test_a_submission_that_stands_is_handed_back_and_nothing_written(
    exchange: ExchangeStore, nonces: NonceStore, build: Builder
) -> None:
    standing = arrive(exchange, build)
    again = replace(standing, envelope_digest="00" * 32)
    nonce, event = build.nonce(), build.event(standing.submission_id)
    with pytest.raises(CommitRefused) as refused:
        exchange.commit(Change(new_submissions=(again,), events=(event,), nonce=nonce))
    assert refused.value.existing_submissions == (standing,)
    assert not any((refused.value.nonce_spent, refused.value.stale, refused.value.recalled))
    assert exchange.submission(standing.submission_id) == standing
    story = exchange.story(standing.submission_id)
    assert story is not None
    assert event not in story.events
    assert nonces.spend(nonce)


def test_a_nonce_is_spent_once_across_stores_and_transactions(
    exchange: ExchangeStore, nonces: NonceStore, build: Builder
) -> None:
    nonce = build.nonce()
    submission = build.submission()
    exchange.commit(Change(new_submissions=(submission,), nonce=nonce))
    assert not nonces.spend(nonce)
    other = build.submission("VB-2")
    with pytest.raises(CommitRefused) as refused:
        exchange.commit(Change(new_submissions=(other,), nonce=nonce))
    assert refused.value.nonce_spent
    assert exchange.submission(other.submission_id) is None


def test_a_refusal_tells_everything_that_stood_in_the_way(exchange: ExchangeStore, build: Builder) -> None:
    standing = accept(exchange, build, arrive(exchange, build))
    recalled = build.recalled(accept(exchange, build, arrive(exchange, build, "VB-2")))
    nonce = build.nonce()
    exchange.commit(Change(submissions=(recalled,), nonce=nonce))
    delivery = build.delivery(standing)
    consign(exchange, delivery)
    stale = replace(build.delivery(standing, 2), version=7)
    with pytest.raises(CommitRefused) as refused:
        exchange.commit(
            Change(
                new_submissions=(standing,),
                new_deliveries=(delivery,),
                deliveries=(stale,),
                unrecalled=(recalled.submission_id,),
                nonce=nonce,
            )
        )
    facts = refused.value
    assert facts.nonce_spent
    assert facts.stale
    assert facts.recalled
    assert facts.existing_submissions == (standing,)
    assert facts.existing_deliveries == {(standing.submission_id, delivery.recipient)}


def test_a_record_is_written_only_over_the_version_it_was_read_at(
    exchange: ExchangeStore, build: Builder
) -> None:
    submission = arrive(exchange, build)
    accepted = accept(exchange, build, submission)
    with pytest.raises(CommitRefused) as refused:
        accept(exchange, build, submission)
    assert refused.value.stale
    missing = replace(build.submission("VB-2"), version=2)
    with pytest.raises(CommitRefused) as missed:
        exchange.commit(Change(submissions=(missing,), events=(build.event(missing.submission_id),)))
    assert missed.value.stale
    assert exchange.submission(submission.submission_id) == accepted


def test_an_event_is_never_replaced(exchange: ExchangeStore, build: Builder) -> None:
    submission = arrive(exchange, build)
    event = build.event(submission.submission_id)
    exchange.commit(Change(events=(event,)))
    with pytest.raises(CommitRefused) as refused:
        exchange.commit(Change(events=(replace(event, actor="somebody else"),)))
    assert refused.value.stale
    story = exchange.story(submission.submission_id)
    assert story is not None
    assert event in story.events


def test_a_recalled_or_unaccepted_submission_refuses_what_needs_it_unrecalled(
    exchange: ExchangeStore, build: Builder
) -> None:
    submission = arrive(exchange, build)
    delivery = build.delivery(submission)
    needs_it = Change(new_deliveries=(delivery,), unrecalled=(submission.submission_id,))
    with pytest.raises(CommitRefused) as unaccepted:
        exchange.commit(needs_it)
    assert unaccepted.value.recalled
    accepted = accept(exchange, build, submission)
    exchange.commit(needs_it)
    recalled = build.recalled(accepted)
    exchange.commit(Change(submissions=(recalled,)))
    opened = replace(delivery, opened_at=NOON, version=2)
    with pytest.raises(CommitRefused) as refused:
        exchange.commit(Change(deliveries=(opened,), unrecalled=(submission.submission_id,)))
    assert refused.value.recalled
    assert exchange.delivery(submission.submission_id, delivery.recipient) == (recalled, delivery)


def test_a_transaction_takes_a_hundred_items_and_no_more(exchange: ExchangeStore, build: Builder) -> None:
    submission = arrive(exchange, build)
    deliveries = tuple(build.delivery(submission, number) for number in range(101))
    with pytest.raises(ValueError, match="101"):
        consign(exchange, *deliveries)
    consign(exchange, *deliveries[:100])
    keys = [(delivery.submission_id, delivery.recipient) for delivery in deliveries]
    assert exchange.deliveries(keys[:100]) == dict(zip(keys, deliveries[:100], strict=False))
    with pytest.raises(ValueError, match="101"):
        exchange.deliveries(keys)


def test_two_actions_on_one_record_are_a_fault_of_the_caller(exchange: ExchangeStore, build: Builder) -> None:
    submission = accept(exchange, build, arrive(exchange, build))
    change = Change(submissions=(build.recalled(submission),), unrecalled=(submission.submission_id,))
    with pytest.raises(ValueError, match="one action"):
        exchange.commit(change)
    assert exchange.submission(submission.submission_id) == submission


def test_a_change_of_nothing_changes_nothing(exchange: ExchangeStore) -> None:
    exchange.commit(Change())


def test_of_many_writers_at_once_exactly_one_wins(exchange: ExchangeStore, build: Builder) -> None:
    submission = arrive(exchange, build)
    barrier = threading.Barrier(4)

    def race(number: int) -> bool:
        changed = replace(build.accepted(submission), envelope_digest=f"{number:064x}")
        event = build.event(submission.submission_id)
        barrier.wait()
        try:
            exchange.commit(Change(submissions=(changed,), events=(event,)))
        except (CommitRefused, Throttled):
            return False
        return True

    with ThreadPoolExecutor(4) as racers:
        won = list(racers.map(race, range(4)))
    story = exchange.story(submission.submission_id)
    assert story is not None
    assert won.count(True) == 1
    assert story.submission.envelope_digest == f"{won.index(True):064x}"
    assert len(story.events) == 2


def inbox(
    exchange: ExchangeStore,
    build: Builder,
    *,
    status: Status | None = None,
    unopened: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Delivery]:
    return exchange.inbox(build.recipient(1), status=status, unopened=unopened, cursor=cursor, limit=limit)


def fill_inbox(exchange: ExchangeStore, build: Builder) -> dict[str, Delivery]:
    """Five deliveries of one recipient: two unopened, two open, one closed; arrived in another order."""
    changes = {
        "open-old": {"opened_at": NOON, "status": Status.ACCEPTED},
        "unopened-old": {},
        "closed": {"opened_at": NOON, "status": Status.FINISHED},
        "open-new": {"opened_at": NOON},
        "unopened-new": {"status": Status.ACCEPTED},
    }
    deliveries = {}
    for minute, (name, change) in enumerate(changes.items()):
        submission = build.submission(name)
        consigned = build.delivery(submission, at=NOON + timedelta(minutes=minute))
        deliveries[name] = replace(consigned, **change)  # type: ignore[arg-type]
    consign(exchange, *deliveries.values(), build.delivery(build.submission("other"), 2))
    return deliveries


def test_an_inbox_shows_the_unopened_first_each_group_oldest_first(
    exchange: ExchangeStore, build: Builder
) -> None:
    deliveries = fill_inbox(exchange, build)
    order = ["unopened-old", "unopened-new", "open-old", "open-new", "closed"]
    assert inbox(exchange, build) == Page(tuple(deliveries[name] for name in order), None)


def test_an_inbox_is_read_in_pages_without_gaps_or_repetitions(
    exchange: ExchangeStore, build: Builder
) -> None:
    whole = inbox(exchange, build)
    fill_inbox(exchange, build)
    whole = inbox(exchange, build)
    seen: list[Delivery] = []
    cursor = None
    for _ in range(3):
        page = inbox(exchange, build, cursor=cursor, limit=2)
        seen += page.items
        cursor = page.cursor
    assert tuple(seen) == whole.items
    assert cursor is None


def test_the_last_page_has_no_cursor_even_when_it_is_full(exchange: ExchangeStore, build: Builder) -> None:
    fill_inbox(exchange, build)
    assert inbox(exchange, build, limit=5).cursor is None
    assert inbox(exchange, build, limit=4).cursor is not None


def test_an_inbox_can_be_asked_for_a_status_or_for_what_is_unopened(
    exchange: ExchangeStore, build: Builder
) -> None:
    deliveries = fill_inbox(exchange, build)
    accepted = inbox(exchange, build, status=Status.ACCEPTED)
    assert accepted.items == (deliveries["unopened-new"], deliveries["open-old"])
    unopened = inbox(exchange, build, unopened=True)
    assert unopened.items == (deliveries["unopened-old"], deliveries["unopened-new"])
    both = inbox(exchange, build, unopened=True, status=Status.ACCEPTED)
    assert both.items == (deliveries["unopened-new"],)


def test_a_filtered_inbox_is_complete_through_its_cursors(exchange: ExchangeStore, build: Builder) -> None:
    deliveries = fill_inbox(exchange, build)
    found: list[Delivery] = []
    cursor = None
    for _ in range(10):
        page = inbox(exchange, build, status=Status.ARRIVED, cursor=cursor, limit=1)
        found += page.items
        cursor = page.cursor
        if cursor is None:
            break
    assert cursor is None
    assert found == [deliveries["unopened-old"], deliveries["open-new"]]


def test_a_delivery_moves_when_it_is_opened_and_when_it_is_withheld(
    exchange: ExchangeStore, build: Builder
) -> None:
    delivery = fill_inbox(exchange, build)["unopened-old"]
    opened = replace(delivery, opened_at=NOON, version=2)
    exchange.commit(Change(deliveries=(opened,)))
    assert opened not in inbox(exchange, build, unopened=True).items
    assert opened in inbox(exchange, build).items
    withheld = replace(opened, withheld=Withholding.RECALLED, version=3)
    exchange.commit(Change(deliveries=(withheld,)))
    assert inbox(exchange, build).items[-2:][0] == withheld


def test_an_outbox_shows_the_newest_first_in_pages(exchange: ExchangeStore, build: Builder) -> None:
    sent = [arrive(exchange, build, f"VB-{number}", minutes=number) for number in range(3)]
    first = exchange.outbox(build.sender, cursor=None, limit=2)
    assert first.items == (sent[2], sent[1])
    assert first.cursor is not None
    assert exchange.outbox(build.sender, cursor=first.cursor, limit=2) == Page((sent[0],), None)


def test_boxes_show_only_their_owners(exchange: ExchangeStore, build: Builder) -> None:
    fill_inbox(exchange, build)
    arrive(exchange, build)
    stranger = build.recipient(9)
    assert exchange.inbox(stranger, status=None, unopened=False, cursor=None, limit=50) == Page((), None)
    assert exchange.outbox(stranger, cursor=None, limit=50) == Page((), None)


@pytest.mark.parametrize("cursor", ["@", "AAAA", "bm90LW91cnM", "x" * 500, "é"])
def test_a_cursor_that_is_not_ours_is_refused(exchange: ExchangeStore, build: Builder, cursor: str) -> None:
    with pytest.raises(MalformedRequest):
        inbox(exchange, build, cursor=cursor)
    with pytest.raises(MalformedRequest):
        exchange.outbox(build.sender, cursor=cursor, limit=5)
