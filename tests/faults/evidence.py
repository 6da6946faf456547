"""What must hold when everything has come to rest, whatever failed on the way.

Nothing lost, nothing doubled, nothing receipted without commit, and every story adds up.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from lienthong.adapters.sns_topic import read_notice
from lienthong.errors import Throttled, Unavailable
from lienthong.model.codes import SubmissionState, Withholding
from lienthong.model.delivery import Delivery
from lienthong.model.event import Event, EventType
from lienthong.ports import Story
from lienthong.services.reading import pending
from tests.faults.exchange import Exchange

Picture = list[Any]
_CONSIGNMENTS = frozenset(
    {
        EventType.CONTENT_CONSIGNMENT,
        EventType.CONTENT_CONSIGNMENT_FAILURE,
    }
)


def require_everything(exchange: Exchange) -> None:
    """Every invariant of a run that is over."""
    stories = exchange.stories()
    for story in stories:
        require_that_it_adds_up(story)
    _require_empty_queues(exchange)
    _require_notices(exchange, stories)
    _require_content(exchange, stories)
    allowed = {Unavailable.code, Throttled.code}
    assert {failed.code for failed in exchange.telemetry.failures} <= allowed, exchange.telemetry.failures


def picture(exchange: Exchange) -> Picture:
    """What is recorded, without times and event ids: equal for every run of the same journey."""
    return [_story_picture(story) for story in exchange.stories()]


def _story_picture(story: Story) -> Any:
    submission = story.submission
    return (
        submission.submission_id,
        submission.state.value,
        submission.attempt,
        submission.version,
        submission.recall.reason if submission.recall else None,
        sorted(_delivery_picture(delivery) for delivery in story.deliveries),
        sorted(_event_picture(event) for event in story.events),
    )


def _delivery_picture(delivery: Delivery) -> Any:
    facts = {name: value for name, value in delivery.to_json().items() if not name.endswith("_at")}
    seen = (bool(delivery.opened_at), bool(delivery.destroyed_at))
    return delivery.recipient, delivery.version, seen, repr(sorted(facts.items()))


def _event_picture(event: Event) -> Any:
    return (
        event.type.value,
        event.agency or "",
        event.actor,
        event.notify,
        repr(sorted(event.details.items())),
    )


def require_that_it_adds_up(story: Story) -> None:
    """Each state change has exactly one event, and nobody has been forgotten."""
    submission = story.submission
    assert submission.state in (SubmissionState.ACCEPTED, SubmissionState.REJECTED)
    accepted = submission.state is SubmissionState.ACCEPTED
    assert pending(story) == [] if accepted else story.deliveries == ()
    assert submission.version == sum(event.agency is None for event in story.events)
    assert [event.event_id for event in story.events] == sorted({e.event_id for e in story.events})
    for delivery in story.deliveries:
        _require_delivery(delivery, [e for e in story.events if e.agency == delivery.recipient])


def _require_delivery(delivery: Delivery, events: list[Event]) -> None:
    count = Counter(event.type for event in events)
    # The destruction of an opened copy comes along with the recipient's word for it.
    companions = count[EventType.RECALL_AGREEMENT]
    assert delivery.version == len(events) - companions, events
    withheld_from_the_start = delivery.version == 1 and delivery.withheld is Withholding.RECALLED
    assert sum(count[kind] for kind in _CONSIGNMENTS) == (0 if withheld_from_the_start else 1)
    assert count[EventType.CONTENT_HANDOVER] == bool(delivery.opened_at)
    assert count[EventType.COPY_DESTRUCTION] == bool(delivery.destroyed_at)
    assert count[EventType.COPY_WITHHOLDING] + count[EventType.COPY_DESTRUCTION] == bool(
        delivery.withheld and delivery.withheld is not Withholding.UNDELIVERABLE
    )


def _require_empty_queues(exchange: Exchange) -> None:
    for queue in (exchange.validation, exchange.routing):
        for url in (queue.url, queue.dead_letters):
            held = exchange.aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            assert held["ApproximateNumberOfMessages"] == "0", url
            assert held["ApproximateNumberOfMessagesNotVisible"] == "0", url


def _require_notices(exchange: Exchange, stories: list[Story]) -> None:
    called_for = {
        f"{event.event_id}.{agency}" for story in stories for event in story.events for agency in event.notify
    }
    # A notice may come twice; it is the same notice then.
    assert _published(exchange) == called_for


def _published(exchange: Exchange) -> set[str]:
    published: set[str] = set()
    while messages := exchange.aws.sqs.receive_message(
        QueueUrl=exchange.notices, MaxNumberOfMessages=10, VisibilityTimeout=3600
    ).get("Messages"):
        published |= {read_notice(message["Body"]).notice_id for message in messages}
    return published


def _require_content(exchange: Exchange, stories: list[Story]) -> None:
    versions = exchange.aws.s3.list_object_versions(Bucket=exchange.aws.content_bucket)
    keys = Counter(version["Key"] for version in versions.get("Versions", []))
    assert set(keys.values()) <= {1}, "content was written twice"
    for key in keys:
        stored = exchange.aws.s3.get_object(Bucket=exchange.aws.content_bucket, Key=key)["Body"].read()
        assert hashlib.sha256(stored).hexdigest() == key
    for story in stories:
        submission = story.submission
        assert submission.verdict
        needed = {entry.sha256 for entry in submission.envelope.attachments}
        needed |= {entry.report_sha256 for entry in submission.verdict.attachments}
        assert needed <= set(keys)
        if submission.recall:
            _require_hold(exchange, {entry.sha256 for entry in submission.envelope.attachments})


def _require_hold(exchange: Exchange, digests: set[str]) -> None:
    for digest in digests:
        hold = exchange.aws.s3.get_object_legal_hold(Bucket=exchange.aws.content_bucket, Key=digest)
        assert hold["LegalHold"]["Status"] == "ON"
