"""What holds of every submission's story, however it came about: each state change has exactly one event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lienthong.model.codes import SubmissionState, Withholding
from lienthong.model.delivery import Delivery
from lienthong.model.event import ALERTS, Event, EventType
from lienthong.ports import Story
from lienthong.services.reading import pending

_CONSIGNMENTS = (EventType.CONTENT_CONSIGNMENT, EventType.CONTENT_CONSIGNMENT_FAILURE)


def require_one_event_for_each_change(story: Story) -> None:
    """Versions count changes; events must count the same."""
    ids = [event.event_id for event in story.events]
    assert ids == sorted(set(ids))
    # An alert stands beside the changes, and changes nothing.
    changes = [event for event in story.events if event.type not in ALERTS]
    assert story.submission.version == sum(event.agency is None for event in changes)
    decisive = Counter(event.type for event in changes if event.agency is None)
    assert set(decisive.values()) <= {1}, decisive
    recipients = {delivery.recipient for delivery in story.deliveries}
    assert {event.agency for event in changes} - {None} == recipients
    for delivery in story.deliveries:
        _require_delivery(delivery, [e for e in changes if e.agency == delivery.recipient])


def require_that_it_adds_up(story: Story) -> None:
    """As above, and everything has come to rest: decided, and nobody forgotten."""
    require_one_event_for_each_change(story)
    assert story.submission.state in (SubmissionState.ACCEPTED, SubmissionState.REJECTED)
    if story.submission.state is SubmissionState.ACCEPTED:
        assert pending(story) == []
    else:
        assert story.deliveries == ()
    if story.submission.recall:
        assert all(_is_settled(delivery) for delivery in story.deliveries)


def _is_settled(delivery: Delivery) -> bool:
    """After a recall: withheld, asked, or asked and refused."""
    return bool(delivery.withheld or "recall" in (delivery.question, delivery.answered))


def _require_delivery(delivery: Delivery, events: Sequence[Event]) -> None:
    count = Counter(event.type for event in events)
    # 05 may be said again and again; everything else happens to a delivery once.
    assert {kind for kind, times in count.items() if times > 1} <= {EventType.STATUS_CHANGE}, events
    # The destruction of an opened copy comes along with the recipient's word for it.
    companions = count[EventType.RECALL_AGREEMENT]
    assert delivery.version == len(events) - companions, events
    never_arrived = delivery.version == 1 and delivery.withheld is Withholding.RECALLED
    assert sum(count[kind] for kind in _CONSIGNMENTS) == (0 if never_arrived else 1), events
    assert count[EventType.CONTENT_HANDOVER] == bool(delivery.opened_at), events
    assert count[EventType.COPY_DESTRUCTION] == bool(delivery.destroyed_at), events
    proofs = count[EventType.COPY_WITHHOLDING] + count[EventType.COPY_DESTRUCTION]
    undeliverable = delivery.withheld is Withholding.UNDELIVERABLE
    assert proofs == bool(delivery.withheld and not undeliverable), events
