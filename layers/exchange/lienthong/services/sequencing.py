"""Sequencing: events enter the evidence log, each once, whatever fails between two steps (docs/adr/0008).

Numbered plan of :meth:`Sequencing.sequence`, for at most 98 events at a time:

1. Read the head, how far it is published, and which of the events are known.
2. Repair: a head that is not published yet is published first, from its bundle.
3. Drop what is known. A time-stamp that came meanwhile is an event as well.
4. Write the bundle: the events, and the images of all records that came with them.
5. Swap the head, with the index of every event, in one transaction. From here on they are in the log.
6. Write entry bundles and tiles.
7. Sign and publish the checkpoint, never a smaller one.
8. Mark what is published; that wakes the attestation.

Several sequencers may run at once: the swap decides. Whatever contradicts itself stops the log, and only a
person lets it go on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lienthong.errors import IntegrityFault, LogContradiction, Unavailable
from lienthong.model.bundle import Bundle, LoggedEvent, MalformedBundle, RecordImage
from lienthong.model.event import Event, EventType
from lienthong.model.identifiers import ulid
from lienthong.ports import (
    CheckpointMoved,
    Clock,
    HeadMoved,
    LogFiles,
    LogHead,
    LogReading,
    LogTable,
    Metrics,
    Publication,
    PublishedNote,
)
from lienthong.tlog.checkpoints import (
    TreeHead,
    VerifiedCheckpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.growth import Edge, Growth, grow, read_edge
from lienthong.tlog.leaf import leaf_of
from lienthong.tlog.notes import NoteSigner

#: One transaction takes 100 items: the head, a time-stamp's event, and these.
BATCH = 98
_TRIES = 5
#: A time-stamp becomes an entry with the next batch, or by itself when it has waited for so long.
_TIMESTAMP_WAITS = timedelta(days=1)


class LogStopped(IntegrityFault):
    """The log has stopped before, and nobody has let it go on."""

    code = "log.stopped"
    en = (
        "The evidence log has stopped ({what}). Events wait in the tables and none is lost. "
        "Follow the runbook 'log' before resuming it."
    )
    vi = (
        "Nhật ký bằng chứng đã dừng ({what}). Các sự kiện vẫn nằm trong bảng dữ liệu, không bị mất. "
        "Đề nghị làm theo tài liệu vận hành, mục nhật ký, trước khi cho chạy tiếp."
    )


@dataclass(frozen=True, slots=True)
class _Published:
    """What a warm sequencer knows of the tree that it published last."""

    edge: Edge
    root: bytes
    note: PublishedNote


@dataclass(slots=True)
class Sequencing:
    """Appends events to the log named ``origin``."""

    table: LogTable
    files: LogFiles
    signer: NoteSigner
    clock: Clock
    metrics: Metrics
    _known: _Published | None = field(default=None, init=False)

    def sequence(self, events: Sequence[Event], images: Sequence[RecordImage] = ()) -> None:
        """Append these events, those that are known left out, and keep the images (see the module's plan).

        Without events, a time-stamp that has waited for a day is appended by itself.

        Raises:
            LogContradiction: the log's parts do not fit together; it has been stopped.
            LogStopped: it had been stopped before.
            Unavailable: try again.
        """
        entries = list({event.event_id: LoggedEvent.of(event) for event in events}.values())
        kept = tuple(images)
        for start in range(0, max(len(entries), 1), BATCH):
            with self._stopping():
                self._take_in(entries[start : start + BATCH], kept, is_idle=not entries)
            # Images are kept once, with the first events that came with them.
            kept = ()

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        """What contradicts itself stops the log before anybody hears of it."""
        try:
            yield
        except (TlogFault, MalformedBundle) as fault:
            self._stop(str(fault))
            raise LogContradiction(what=str(fault)) from fault
        except LogContradiction as contradiction:
            self._stop(str(contradiction.facts["what"]))
            raise

    def _stop(self, why: str) -> None:
        self._known = None
        self.table.stop(why)
        self.metrics.count("LogStopped")

    def _take_in(
        self, entries: Sequence[LoggedEvent], images: tuple[RecordImage, ...], *, is_idle: bool
    ) -> None:
        for _ in range(_TRIES):
            reading = self.table.read([entry.event_id for entry in entries])
            if reading.stopped:
                raise LogStopped(what=reading.stopped)
            try:
                self._append(reading, entries, images, is_idle=is_idle)
            except HeadMoved:
                # Another sequencer was faster; what it left to do is seen in the next reading.
                continue
            return
        raise Unavailable

    def _append(
        self,
        reading: LogReading,
        entries: Sequence[LoggedEvent],
        images: tuple[RecordImage, ...],
        *,
        is_idle: bool,
    ) -> None:
        published = self._published(reading.head)
        new = [entry for entry in entries if entry.event_id not in reading.indexes]
        stamp = _timestamp_event(reading, self.clock.now(), is_due=bool(new), is_idle=is_idle)
        new += [stamp] if stamp else []
        if not new and not images:
            return
        path = self._write_bundle(Bundle(reading.head.size, reading.head.root, tuple(new), images))
        if new:
            growth = grow(published.edge if published else Edge(), _leaves(new))
            self._swap(reading, growth, path, new)
            self._publish(growth, published.note if published else None)
            self.metrics.count("LogEntries", len(new))

    def _write_bundle(self, bundle: Bundle) -> str:
        content = bundle.to_bytes()
        path = Bundle.path(bundle.size, content)
        self.files.put_once(path, content)
        return path

    # 2. ----------------------------------------------------------------------------------------

    def _published(self, head: LogHead) -> _Published | None:
        """The head's tree, published by now; ``None`` for the empty one."""
        if self._known and (self._known.edge.size, self._known.root) == (head.size, head.root):
            return self._known
        found = self._read_checkpoint()
        size = found[1].head.size if found else 0
        if size > head.size:
            self._require_newer_head(head, size)
            raise HeadMoved
        if size == head.size == 0:
            return None
        edge = Edge()
        if found:
            edge = read_edge(size, found[1].head.root, self.files.read)
        if size < head.size:
            self._publish(self._growth_from_bundle(head, edge), found[0] if found else None)
        elif found:
            if found[1].head.root != head.root:
                raise LogContradiction(what=f"two roots for {size} entries")
            self._known = _Published(edge, head.root, found[0])
            self.table.mark_published(size, self.clock.now())
        return self._known

    def _require_newer_head(self, head: LogHead, size: int) -> None:
        """A checkpoint above the head is another sequencer's, unless the head stands where it was read."""
        if self.table.read([]).head == head:
            raise LogContradiction(what=f"a checkpoint of {size} entries above a head of {head.size}")

    def _read_checkpoint(self) -> tuple[PublishedNote, VerifiedCheckpoint] | None:
        found = self.files.checkpoint()
        if found is None:
            return None
        return found, verify_checkpoint(parse_checkpoint(found.note), self.signer.key)

    def _growth_from_bundle(self, head: LogHead, edge: Edge) -> Growth:
        """What the head's last batch made of the published tree."""
        try:
            bundle = Bundle.from_bytes(self.files.read(head.bundle))
        except KeyError:
            raise LogContradiction(what=f"{head.bundle or 'the bundle'} is missing") from None
        if bundle.size != edge.size:
            raise LogContradiction(what=f"{head.bundle} does not follow {edge.size} entries")
        growth = grow(edge, _leaves(bundle.events))
        if (growth.edge.size, growth.edge.root) != (head.size, head.root):
            raise LogContradiction(what=f"{head.bundle} does not lead to the head of {head.size} entries")
        return growth

    # 5. ----------------------------------------------------------------------------------------

    def _swap(self, reading: LogReading, growth: Growth, path: str, entries: Sequence[LoggedEvent]) -> None:
        before = reading.head
        stamped = entries[-1].event["type"] == EventType.CHECKPOINT_TIMESTAMP.value
        after = LogHead(
            growth.edge.size,
            growth.edge.root,
            path,
            reading.publication.attested_size if stamped else before.timestamped,
        )
        indexes = {entry.event_id: before.size + at for at, entry in enumerate(entries)}
        self.table.swap(before, after, indexes)

    # 6.–8. --------------------------------------------------------------------------------------

    def _publish(self, growth: Growth, replaced: PublishedNote | None) -> None:
        for path, content in growth.files.items():
            self.files.put_once(path, content)
        head = TreeHead(self.signer.key.name, growth.edge.size, growth.edge.root)
        note = self._publish_checkpoint(head, replaced)
        self.table.mark_published(head.size, self.clock.now())
        self._known = _Published(growth.edge, head.root, note) if note else None

    def _publish_checkpoint(self, head: TreeHead, replaced: PublishedNote | None) -> PublishedNote | None:
        """The published note; ``None`` where another sequencer has gone further meanwhile."""
        signed = sign_checkpoint(head, self.signer).note.to_bytes()
        for _ in range(_TRIES):
            try:
                return self.files.replace_checkpoint(signed, replaced)
            except CheckpointMoved:
                found = self._read_checkpoint()
            standing = found[1].head if found else None
            if found and standing and standing.size >= head.size:
                # Witnesses have cosigned it, or somebody else has repaired or gone further.
                if standing.size == head.size and standing.root != head.root:
                    raise LogContradiction(what=f"two roots for {head.size} entries")
                return found[0] if standing.size == head.size else None
            replaced = found[0] if found else None
        raise Unavailable


def _leaves(entries: Iterable[LoggedEvent]) -> list[bytes]:
    return [leaf_of(entry.event, entry.salt) for entry in entries]


# --- time-stamps as entries -----------------------------------------------------------------------


def _timestamp_event(
    reading: LogReading, now: datetime, *, is_due: bool, is_idle: bool
) -> LoggedEvent | None:
    """The newest time-stamp as an event of the log itself, so that later ones cover it.

    ``None`` where it is an entry already, or nothing else is to be appended and it has not waited for a day.
    """
    found = reading.publication
    if found.attested_at is None or found.attested_size <= reading.head.timestamped:
        return None
    waited = is_idle and now - found.attested_at >= _TIMESTAMP_WAITS
    return timestamp_event(found) if is_due or waited else None


def timestamp_event(found: Publication) -> LoggedEvent:
    """The event of a time-stamp: its digest, so that the log proves since when the token is there.

    It is no secret, so id and salt follow from it, and every run makes the same event.
    """
    assert found.attested_at is not None
    digest = bytes.fromhex(found.attested_token)
    milliseconds = int(found.attested_at.timestamp() * 1000)
    event = Event(
        event_id=ulid(milliseconds, digest[:10]),
        type=EventType.CHECKPOINT_TIMESTAMP,
        subject="log",
        at=found.attested_at,
        actor="exchange",
        salt=hashlib.sha256(b"lienthong time-stamp" + digest).digest(),
        details={"size": found.attested_size, "token": found.attested_token},
    )
    return LoggedEvent.of(event)
