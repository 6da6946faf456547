"""The tables come back from S3 alone; what does not fit with the log is told before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from infra.rebuilding import Kept, newest_images, read_everything
from lienthong.adapters.attribute_values import as_streamed
from lienthong.adapters.records import (
    entry_from_item,
    entry_to_item,
    exchange_event_to_item,
    submission_from_item,
    submission_to_item,
)
from lienthong.model.bundle import PREFIX, Bundle, RecordImage
from lienthong.model.codes import SubmissionState
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.register import Withdrawal
from lienthong.model.submission import Submission, Verdict
from lienthong.services.sequencing import Sequencing
from lienthong.tlog.audit import Progress
from lienthong.tlog.checkpoints import parse_checkpoint, verify_checkpoint
from lienthong.tlog.faults import TlogFault
from tests.builders.documents import document
from tests.builders.note_keys import signer
from tests.contract.builders import Builder
from tests.doubles.fixed_clock import FixedClock
from tests.doubles.memory_log import MemoryLogFiles, MemoryLogTable
from tests.doubles.memory_metrics import MemoryMetrics
from tests.doubles.seeded_ids import SeededIds

LOG = signer("lienthong.example/log")


@dataclass
class Lost:
    """What an exchange has left in S3, and what stood in its tables."""

    files: MemoryLogFiles = field(default_factory=MemoryLogFiles)
    table: MemoryLogTable = field(default_factory=MemoryLogTable)
    clock: FixedClock = field(default_factory=FixedClock)
    ids: SeededIds = field(default_factory=SeededIds)
    content: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(100, 10_000)))
    stood: dict[str, Any] = field(default_factory=dict)

    def image(self, item: Any, table: str = "exchange") -> RecordImage:
        """The item as its stream shows it; it is what stands from now on."""
        key = {name: item[name] for name in ("PK", "SK")}
        self.stood[json.dumps(key, sort_keys=True)] = as_streamed(item)
        return RecordImage(table, str(next(self.numbers)), key, as_streamed(item))

    def sequence(self, events: list[Event], images: list[RecordImage]) -> None:
        Sequencing(self.table, self.files, LOG, self.clock, MemoryMetrics()).sequence(events, images)

    def event(self, kind: EventType, submission: Submission) -> Event:
        at = self.clock.now()
        details = {"envelope_digest": submission.envelope_digest}
        return Event(
            self.ids.event_id(at),
            kind,
            submission.submission_id,
            at,
            "000.00.30.H39",
            self.ids.salt(),
            details=details,
        )

    def checked(self) -> tuple[Kept, list[TlogFault]]:
        found = self.files.checkpoint()
        assert found
        checkpoint = verify_checkpoint(parse_checkpoint(found.note), LOG.key)
        kept = Kept()
        told = list(read_everything(checkpoint, self.files, self.content, kept))
        return kept, [one for one in told if not isinstance(one, Progress)]

    def codes(self) -> list[str]:
        return [fault.code for fault in self.checked()[1]]

    def bundles(self) -> list[str]:
        return sorted(path for path in self.files.files if path.startswith(PREFIX))

    def rewrite(self, path: str, bundle: Bundle) -> None:
        """Put another bundle in place of one, under the name that it then has."""
        encoded = bundle.to_bytes()
        del self.files.files[path]
        self.files.files[Bundle.path(bundle.size, encoded)] = encoded


@pytest.fixture
def lost() -> Lost:
    """A submission that arrived and was accepted, each with its event, in two runs of the sequencer."""
    lost = Lost()
    sent = document()
    arrived = Submission(
        "lt-" + "a" * 26, sent.envelope, sent.envelope.digest(), ("000.00.02.H39",), lost.clock.now()
    )
    lost.content |= {attachment.sha256 for attachment in sent.envelope.attachments}
    arrival = lost.event(EventType.SUBMISSION_ARRIVAL, arrived)
    images = [lost.image(submission_to_item(arrived)), lost.image(exchange_event_to_item(arrival))]
    lost.sequence([arrival], images)
    accepted = replace(
        arrived,
        state=SubmissionState.ACCEPTED,
        version=2,
        verdict=Verdict("valid", ()),
        decided_at=lost.clock.now(),
    )
    acceptance = lost.event(EventType.SUBMISSION_ACCEPTANCE, accepted)
    lost.sequence(
        [acceptance],
        [lost.image(submission_to_item(accepted)), lost.image(exchange_event_to_item(acceptance))],
    )
    return lost


def restored(lost: Lost, kept: Kept) -> dict[str, Any]:
    return {json.dumps(one.key, sort_keys=True): one.item for one in newest_images(lost.files, kept)}


def test_the_tables_come_back_as_they_stood(lost: Lost) -> None:
    kept, faults = lost.checked()
    assert faults == []
    restored = {
        json.dumps(image.key, sort_keys=True): image.item for image in newest_images(lost.files, kept)
    }
    assert restored == lost.stood
    assert kept.indexes == lost.table.indexes
    assert kept.last_bundle == lost.table.head.bundle
    assert kept.not_logged == 0


def test_records_that_come_twice_or_late_change_nothing(lost: Lost) -> None:
    late = [image for path in lost.bundles() for image in Bundle.from_bytes(lost.files.files[path]).images]
    lost.sequence([], late)
    kept, faults = lost.checked()
    assert faults == []
    assert restored(lost, kept) == lost.stood


def test_a_version_decides_over_the_place_in_a_stream(lost: Lost) -> None:
    """What a catch-up reads from the tables has no place in a stream, and is newer all the same."""
    [newest] = [
        i for p in lost.bundles()[1:] for i in Bundle.from_bytes(lost.files.files[p]).images if not_event(i)
    ]
    assert newest.item
    read_later = dict(newest.item) | {"version": {"N": "3"}}
    lost.sequence([], [replace(newest, sequence="0", item=read_later)])
    kept, faults = lost.checked()
    assert faults == []
    assert read_later in [image.item for image in newest_images(lost.files, kept)]


def test_entries_of_registers_come_back_with_their_events(lost: Lost) -> None:
    build = Builder("sổ")
    entry = build.entry()
    event = replace(build.event(entry.agency, EventType.REGISTER_ENTRY), details=entry.facts())
    lost.sequence([event], [lost.image(entry_to_item(entry)), lost.image(exchange_event_to_item(event))])
    at = lost.clock.now()
    withdrawn = replace(entry, withdrawal=Withdrawal(at, "Ghi nhầm", build.ids.event_id(at)), version=2)
    lost.sequence([], [lost.image(entry_to_item(withdrawn))])
    kept, faults = lost.checked()
    assert faults == []
    assert restored(lost, kept) == lost.stood
    items = [image.item for image in newest_images(lost.files, kept) if '"R#' in json.dumps(image.key)]
    assert [entry_from_item(item) for item in items if item] == [withdrawn]  # type: ignore[arg-type]


def not_event(image: RecordImage) -> bool:
    return "SUBMISSION" in json.dumps(image.key)


def test_a_deleted_record_does_not_come_back(lost: Lost) -> None:
    key: dict[str, JsonValue] = {"PK": {"S": "A#cu"}, "SK": {"S": "ALIAS"}}
    alias = RecordImage("registry", "900", key, {**key, "code": {"S": "000.00.30.H39"}})
    lost.sequence([], [alias])
    lost.sequence([], [replace(alias, sequence="901", item=None)])
    kept, faults = lost.checked()
    assert faults == []
    assert key not in [image.key for image in newest_images(lost.files, kept)]


def test_a_bundle_that_no_head_names_does_no_harm(lost: Lost) -> None:
    """A sequencer that wrote its bundle and lost the swap; its events came into the log with another."""
    first, second = (Bundle.from_bytes(lost.files.files[path]) for path in lost.bundles())
    for stray in (
        Bundle(0, first.root, (*first.events, *second.events)),
        Bundle(1, second.root, first.events),
    ):
        encoded = stray.to_bytes()
        lost.files.put_once(Bundle.path(stray.size, encoded), encoded)
    kept, faults = lost.checked()
    assert faults == []
    assert kept.indexes == lost.table.indexes


def test_events_that_are_not_in_the_log_yet_are_counted_and_kept(lost: Lost) -> None:
    path = lost.bundles()[0]
    bundle = Bundle.from_bytes(lost.files.files[path])
    submission = Submission("lt-" + "b" * 26, document().envelope, "0" * 64, (), lost.clock.now())
    waiting = lost.event(EventType.UPLOAD_REQUEST, submission)
    lost.sequence([], [lost.image(exchange_event_to_item(waiting))])
    kept, faults = lost.checked()
    assert (faults, kept.not_logged) == ([], 1)
    assert len(list(newest_images(lost.files, kept))) == len(bundle.images) + 2


# --- what does not fit ----------------------------------------------------------------------------


def test_a_log_that_is_not_whole_is_told_and_nothing_is_restored(lost: Lost) -> None:
    lost.files.files["tile/entries/000.p/2"] = b"\0\1x\0\1y"
    assert lost.codes() == ["log.root-wrong"] or "log.tile-wrong" in lost.codes()
    assert lost.checked()[0].newest == {}


def test_a_deleted_bundle_is_told_with_the_entries_that_it_held(lost: Lost) -> None:
    del lost.files.files[lost.bundles()[0]]
    told = lost.checked()[1]
    assert [told[0].code, told[0].what] == ["rebuild.event-missing", "0–0"]


def test_the_last_bundle_may_not_be_missing_either(lost: Lost) -> None:
    del lost.files.files[lost.bundles()[-1]]
    told = lost.checked()[1]
    assert ("rebuild.event-missing", "1–1") in [(one.code, one.what) for one in told]


def test_a_bundle_with_other_bytes_than_its_name_says_is_told(lost: Lost) -> None:
    path = lost.bundles()[0]
    other = Bundle.from_bytes(lost.files.files[lost.bundles()[1]])
    lost.files.files[path] = other.to_bytes()
    assert "rebuild.bundle-wrong" in lost.codes()
    lost.files.files[path] = b"not gzip"
    assert "rebuild.bundle-wrong" in lost.codes()


def test_an_event_changed_in_its_bundle_no_longer_opens_the_entry(lost: Lost) -> None:
    path = lost.bundles()[0]
    bundle = Bundle.from_bytes(lost.files.files[path])
    [logged] = bundle.events
    forged = replace(logged, event={**logged.event, "actor": "000.00.99.H39"})
    lost.rewrite(path, replace(bundle, events=(forged,)))
    assert "rebuild.event-missing" in lost.codes()


@pytest.mark.parametrize("gone", [True, False], ids=["missing", "changed"])
def test_the_record_of_a_logged_event_must_be_what_the_log_commits_to(lost: Lost, gone: bool) -> None:
    path = lost.bundles()[0]
    bundle = Bundle.from_bytes(lost.files.files[path])
    images = []
    for image in bundle.images:
        if not_event(image):
            images.append(image)
        elif not gone:
            assert image.item
            images.append(replace(image, item={**image.item, "actor": {"S": "000.00.99.H39"}}))
    lost.rewrite(path, replace(bundle, images=tuple(images)))
    assert lost.codes() == ["rebuild.record-missing"]


def test_a_submission_changed_in_its_bundle_is_not_the_one_that_arrived(lost: Lost) -> None:
    path = lost.bundles()[1]
    bundle = Bundle.from_bytes(lost.files.files[path])
    images = [
        replace(image, item={**(image.item or {}), "envelope_digest": {"S": "f" * 64}})
        if not_event(image)
        else image
        for image in bundle.images
    ]
    lost.rewrite(path, replace(bundle, images=tuple(images)))
    assert lost.codes() == ["rebuild.submission-wrong"]


def test_content_that_is_gone_is_told(lost: Lost) -> None:
    lost.content.clear()
    assert set(lost.codes()) == {"rebuild.content-missing"}
    for fault in lost.checked()[1]:
        assert fault.sentence("vi") != fault.sentence("en")


# --- what was deleted by the rule -------------------------------------------------------------------


def retired(lost: Lost, *, is_logged: bool) -> None:
    """The submission's documents are deleted, and its mark and event are in a bundle."""
    kept, _ = lost.checked()
    [item] = [
        image.item for image in newest_images(lost.files, kept) if not_event(image) and image.item is not None
    ]
    submission = submission_from_item(item)  # type: ignore[arg-type]
    marked = replace(submission, content_deleted_at=lost.clock.now(), version=submission.version + 1)
    digests: list[JsonValue] = [attachment.sha256 for attachment in submission.envelope.attachments]
    event = replace(
        lost.event(EventType.CONTENT_DELETION, marked),
        details={
            "document_id": "VB-2026-0001",
            "envelope_digest": submission.envelope_digest,
            "attachments": digests,
            "days": 365,
        },
    )
    images = [lost.image(submission_to_item(marked)), lost.image(exchange_event_to_item(event))]
    lost.sequence([event] if is_logged else [], images)
    lost.content.clear()


@pytest.mark.parametrize("is_logged", [True, False], ids=["logged", "about to be"])
def test_content_that_was_deleted_by_the_rule_may_be_missing(lost: Lost, is_logged: bool) -> None:
    retired(lost, is_logged=is_logged)
    kept, faults = lost.checked()
    assert (faults, kept.not_logged) == ([], 0 if is_logged else 1)
    assert restored(lost, kept) == lost.stood


def test_other_content_may_not_be_missing_because_some_was_deleted(lost: Lost) -> None:
    retired(lost, is_logged=True)
    sent = document("VB-2026-0002", contents={"cong-van.pdf": b"another"})
    other = Submission(
        "lt-" + "b" * 26,
        sent.envelope,
        sent.envelope.digest(),
        ("000.00.02.H39",),
        lost.clock.now(),
        state=SubmissionState.ACCEPTED,
        verdict=Verdict("valid", ()),
    )
    arrival = lost.event(EventType.SUBMISSION_ARRIVAL, other)
    lost.sequence(
        [arrival], [lost.image(submission_to_item(other)), lost.image(exchange_event_to_item(arrival))]
    )
    assert lost.codes() == ["rebuild.content-missing"]
