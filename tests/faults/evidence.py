"""What must hold when everything has come to rest, whatever failed on the way.

Nothing lost, nothing doubled, nothing receipted without commit, and every story adds up.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from lienthong.adapters.sns_topic import read_notice
from lienthong.errors import Throttled, Unavailable
from lienthong.model.delivery import Delivery
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.onestop.codes import DossierCode
from lienthong.ports import FiledStory, IntakePlaces, Story
from tests.doubles.accepting_validator import MATERIAL_SHA256
from tests.faults.exchange import Exchange
from tests.invariants import require_that_it_adds_up

Picture = list[Any]


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
    return [
        *(_story_picture(story) for story in exchange.stories()),
        *(_dossier_picture(exchange, story) for story in exchange.dossiers()),
        *_register_picture(exchange),
        *exchange.view_records(),
    ]


def _register_picture(exchange: Exchange) -> Picture:
    entries = exchange.register_entries()
    events = [event for agency in {entry.agency for entry in entries} for event in exchange.events_of(agency)]
    reported = sorted(event.event_id for event in events if event.type is EventType.REGISTER_ENTRY)
    assert reported == sorted(entry.event_id for entry in entries), "each entry has its event, and only one"
    return [
        *(
            (entry.slot, entry.version, bool(entry.withdrawal), json.dumps(_timeless(entry.facts())))
            for entry in entries
        ),
        *sorted((event.type.value, event.actor, bool(event.proof)) for event in events),
    ]


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


def _dossier_picture(exchange: Exchange, story: FiledStory) -> Any:
    """A dossier, its counter and its person; an intake that comes again has another secret, and no more."""
    filed = story.filed
    [person] = exchange.dossier_store.people([filed.code]).values()
    counter = exchange.dossier_store.before_intake(
        IntakePlaces(DossierCode.parse(filed.code).key, "", (), None)
    ).counter
    known = {event.event_id for event in story.events}
    return (
        filed.code[-4:],
        filed.version,
        filed.status.value,
        (counter.last, counter.version),
        (person.to_json()["applicant"], len(person.papers), [remark.text for remark in person.remarks]),
        all(remark.event_id in known for remark in person.remarks),
        [_act_picture(event) for event in story.events],
    )


def _act_picture(event: Event) -> Any:
    """Who did what, by which submission; when, and by when, is another run's."""
    details = event.details
    return event.actor, details["kind"], details.get("key"), details.get("submission")


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
        json.dumps(_timeless(dict(event.details)), sort_keys=True),
    )


def _timeless(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _timeless(one) for name, one in value.items() if not name.endswith("_at")}
    return value


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
    bucket = exchange.aws.content_bucket
    versions = exchange.aws.s3.list_object_versions(Bucket=bucket).get("Versions", [])
    keys = Counter(version["Key"] for version in versions)
    # This emulator ignores If-None-Match of CopyObject: what was staged may stand several times, the same.
    adopted = {
        entry.sha256
        for story in stories
        if story.submission.uploads
        for entry in story.submission.envelope.attachments
    }
    assert {key for key, count in keys.items() if count > 1} <= adopted, "content was written twice"
    for version in versions:
        stored = exchange.aws.s3.get_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
        assert hashlib.sha256(stored["Body"].read()).hexdigest() == version["Key"]
    for story in stories:
        submission = story.submission
        assert submission.verdict
        needed = {entry.sha256 for entry in submission.envelope.attachments}
        needed |= {entry.report_sha256 for entry in submission.verdict.attachments}
        needed.add(MATERIAL_SHA256)
        assert needed <= set(keys)
        if submission.recall:
            _require_hold(exchange, {entry.sha256 for entry in submission.envelope.attachments})


def _require_hold(exchange: Exchange, digests: set[str]) -> None:
    for digest in digests:
        hold = exchange.aws.s3.get_object_legal_hold(Bucket=exchange.aws.content_bucket, Key=digest)
        assert hold["LegalHold"]["Status"] == "ON"
