"""Restoring the tables from S3 alone, and proving that nothing is missing (docs/adr/0008, "Consequences").

Numbered plan of :func:`read_everything`, which only reads:

1. The log is whole: every entry, tile and root below a checkpoint that its key has signed.
2. The bundles are gone through in the order of the log. Each is what its name says.
3. Every entry of the log is opened by a bundle's event.
4. The record of every logged event is there, exactly as the log commits to it; events that are not in the log
   yet are counted, for they enter it later.
5. The newest image of every record is found.
6. Every submission is the one that its logged arrival names, and its content is there, unless an event says
   that it was deleted by the retention rule (docs/adr/0010).

Whatever does not fit is told, all of it, and then nothing is restored.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, cast

from lienthong.adapters.records import event_from_item, submission_from_item
from lienthong.model.bundle import PREFIX, Bundle, LoggedEvent, MalformedBundle, RecordImage
from lienthong.model.event import EventType, JsonValue
from lienthong.tlog.audit import Progress, check_log
from lienthong.tlog.checkpoints import VerifiedCheckpoint
from lienthong.tlog.entries import LogEntries
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.leaf import leaf_of

Key = tuple[str, str]
"""A record: its table, and its key as canonical JSON."""
_EVENT, _SUBMISSION = "E#", "SUBMISSION"


class BundleWrong(TlogFault):
    """A bundle that is not what its name says, or that cannot be read."""

    code: ClassVar[str] = "rebuild.bundle-wrong"
    en = "The bundle {what} is damaged or was exchanged. Look for its earlier version in the bucket."
    vi = "Tệp gói sự kiện {what} bị hỏng hoặc bị tráo. Đề nghị tìm phiên bản trước của tệp trong kho lưu trữ."


class EventNotKept(TlogFault):
    """An entry of the log that no bundle opens."""

    code: ClassVar[str] = "rebuild.event-missing"
    en = "No bundle holds the events of the log's entries {what}. Look for deleted bundles in the bucket."
    vi = "Không tìm thấy sự kiện của các bản ghi {what} trong nhật ký. Đề nghị tìm tệp gói sự kiện đã bị xóa."


class RecordNotKept(TlogFault):
    """A logged event whose record is not among the images, or is another."""

    code: ClassVar[str] = "rebuild.record-missing"
    en = "The record of the logged event {what} is missing, or is not what the log commits to."
    vi = "Thiếu bản ghi của sự kiện {what} đã ghi nhật ký, hoặc nội dung khác với cam kết trong nhật ký."


class SubmissionWrong(TlogFault):
    """A submission that is not the one whose arrival is in the log."""

    code: ClassVar[str] = "rebuild.submission-wrong"
    en = "The submission {what} is not the one whose arrival the log has recorded."
    vi = "Lượt gửi {what} khác với lượt gửi mà nhật ký đã ghi nhận khi đến."


class ContentMissing(TlogFault):
    """Content that a submission names and that is not in the bucket."""

    code: ClassVar[str] = "rebuild.content-missing"
    en = "The content {what} is not in the bucket. Remove the delete marker above it, or copy it back."
    vi = "Không có nội dung {what} trong kho. Đề nghị gỡ dấu xóa hoặc sao chép lại nội dung."


class KeptFiles(Protocol):
    """What is left of the exchange: the log's bucket."""

    def read(self, path: str) -> bytes:
        """One file. Raises KeyError where it is not there."""
        ...

    def paths(self, prefix: str) -> Iterator[str]:
        """Every path that begins so, in order."""
        ...


@dataclass(slots=True)
class Kept:
    """What the bundles hold.

    Attributes:
        indexes: of every logged event.
        newest: rank of the newest image of each record; see :func:`rank_of`.
        bundles: paths of all that could be read.
        last_bundle: path of the bundle with the log's newest entries.
        timestamped: size of the largest checkpoint whose time-stamp is an entry.
        not_logged: events that stand in the tables and are not in the log yet.
    """

    indexes: dict[str, int] = field(default_factory=dict)
    newest: dict[Key, tuple[int, int]] = field(default_factory=dict)
    bundles: list[str] = field(default_factory=list)
    last_bundle: str = ""
    timestamped: int = 0
    not_logged: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    """Envelope digest by submission, as logged at its arrival."""
    deleted: set[str] = field(default_factory=set)
    """Digests of documents whose deletion is recorded."""


def read_everything(
    checkpoint: VerifiedCheckpoint, files: KeptFiles, content: Container[str], kept: Kept
) -> Iterator[Progress | TlogFault]:
    """Check all that is left (see the module's plan) and fill ``kept``; no fault means that all fits."""
    faults = 0
    for one in check_log(checkpoint, files.read):
        faults += isinstance(one, TlogFault)
        yield one
    if faults:
        # Without a whole log nothing below can be held against anything.
        return
    yield from _read_bundles(checkpoint.head.size, files, kept)
    yield from _check_submissions(files, content, kept)


# 2.–5. ----------------------------------------------------------------------------------------------


def _read_bundles(size: int, files: KeptFiles, kept: Kept) -> Iterator[TlogFault]:
    """In the order of their names, which is that of the trees they go on top of."""
    entries, opened = LogEntries(size, files.read), 0
    records = _EventRecords()
    for path in files.paths(PREFIX):
        try:
            bundle = read_bundle(path, files)
        except TlogFault as fault:
            yield fault
            continue
        kept.bundles.append(path)
        leaves = [leaf_of(entry.event, entry.salt) for entry in bundle.events]
        if bundle.size > opened:
            # Whatever comes later goes on top of larger trees still.
            yield EventNotKept(f"{opened}–{bundle.size - 1}")
            opened = bundle.size
        start = opened - bundle.size
        if leaves and 0 <= start < len(leaves) and entries.are(bundle.size, leaves):
            # A crash leaves bundles that no head names; a longer one on the same tree was the log's.
            for at, entry in enumerate(bundle.events[start:], start=opened):
                _take_in(entry, at, leaves[at - bundle.size], records, kept)
            opened, kept.last_bundle = bundle.size + len(leaves), path
        for image in bundle.images:
            _note(image, records, kept)
    if opened < size:
        yield EventNotKept(f"{opened}–{size - 1}")
    yield from records.faults()
    kept.not_logged = len(records.not_logged - kept.indexes.keys())


def read_bundle(path: str, files: KeptFiles) -> Bundle:
    """A bundle that is what its name says.

    Raises:
        BundleWrong: it is not.
    """
    try:
        encoded = files.read(path)
        bundle = Bundle.from_bytes(encoded)
    except (KeyError, MalformedBundle):
        raise BundleWrong(path) from None
    if Bundle.path(bundle.size, encoded) != path:
        raise BundleWrong(path)
    return bundle


def _take_in(entry: LoggedEvent, index: int, leaf: bytes, records: _EventRecords, kept: Kept) -> None:
    kept.indexes[entry.event_id] = index
    details = entry.event["details"]
    assert isinstance(details, dict)
    kind = entry.event["type"]
    if kind == EventType.CHECKPOINT_TIMESTAMP:
        # The log's own: it stands in no table.
        kept.timestamped = max(kept.timestamped, int(str(details["size"])))
        return
    records.expect(entry.event_id, leaf)
    if kind in (EventType.SUBMISSION_ARRIVAL, EventType.UPLOAD_REQUEST):
        kept.digests[str(entry.event["subject"])] = str(details["envelope_digest"])


def _note(image: RecordImage, records: _EventRecords, kept: Kept) -> None:
    key, rank = key_of(image), rank_of(image)
    if rank > kept.newest.get(key, (-1, -1)):
        kept.newest[key] = rank
    if image.item is not None and str(_text(image.key, "SK")).startswith(_EVENT):
        event = event_from_item(image.item)  # type: ignore[arg-type]
        records.found(event.event_id, leaf_of(event.to_json(), event.salt))
        if event.type is EventType.CONTENT_DELETION:
            # In the log or about to be: its record is written before anything is deleted.
            kept.deleted |= set(cast("list[str]", event.details["attachments"]))


@dataclass(slots=True)
class _EventRecords:
    """Events of the log against their records; both come in any order, and records come twice."""

    expected: dict[str, bytes] = field(default_factory=dict)
    not_logged: set[str] = field(default_factory=set)
    _waiting: dict[str, bytes] = field(default_factory=dict)
    _wrong: list[str] = field(default_factory=list)

    def expect(self, event_id: str, leaf: bytes) -> None:
        found = self._waiting.pop(event_id, None)
        self.not_logged.discard(event_id)
        if found is None:
            self.expected[event_id] = leaf
        elif found != leaf:
            self._wrong.append(event_id)

    def found(self, event_id: str, leaf: bytes) -> None:
        expected = self.expected.pop(event_id, None)
        if expected is None:
            self._waiting[event_id] = leaf
            self.not_logged.add(event_id)
        elif expected != leaf:
            self._wrong.append(event_id)

    def faults(self) -> Iterator[TlogFault]:
        yield from map(RecordNotKept, [*self._wrong, *self.expected])


# --- images ---------------------------------------------------------------------------------------


def key_of(image: RecordImage) -> Key:
    """Which record an image is of."""
    return image.table, json.dumps(image.key, sort_keys=True)


def rank_of(image: RecordImage) -> tuple[int, int]:
    """Of two images of one record the newer has the larger rank.

    A record's own version decides, since what was read from the tables has no place in a stream; where it has
    none (aliases, trust anchors), or was deleted, the stream's sequence number.
    """
    version = (image.item or {}).get("version")
    number = version.get("N", "0") if isinstance(version, dict) else "0"
    return int(str(number)), int(image.sequence)


def newest_images(files: KeptFiles, kept: Kept) -> Iterator[RecordImage]:
    """Every record as it last stood, each once; those that were deleted are left out."""
    left = dict(kept.newest)
    for path in kept.bundles:
        for image in read_bundle(path, files).images:
            if left.get(key_of(image)) == rank_of(image):
                del left[key_of(image)]
                if image.item is not None:
                    yield image


# 6. -------------------------------------------------------------------------------------------------


def _check_submissions(files: KeptFiles, content: Container[str], kept: Kept) -> Iterator[TlogFault]:
    for image in newest_images(files, kept):
        if image.table != "exchange" or _text(image.key, "SK") != _SUBMISSION:
            continue
        assert image.item is not None
        submission = submission_from_item(image.item)  # type: ignore[arg-type]
        logged = kept.digests.get(submission.submission_id)
        if logged is not None and logged != submission.envelope_digest:
            yield SubmissionWrong(submission.submission_id)
        if submission.verdict is None:
            # Until it is decided, uploads may be outstanding.
            continue
        for attachment in submission.envelope.attachments:
            if attachment.sha256 not in content and attachment.sha256 not in kept.deleted:
                yield ContentMissing(attachment.sha256)


def _text(item: Mapping[str, JsonValue], name: str) -> str:
    attribute = item.get(name)
    return str(attribute.get("S", "")) if isinstance(attribute, dict) else ""
