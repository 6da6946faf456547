"""Retiring: documents go when the rule says so; what proves them stays (docs/adr/0010).

Numbered plan of :meth:`Retiring.retire`:

1. Read how far earlier runs came. Under a longer rule than before, step 2 begins anew.
2. Renew: whatever the log says is in use is locked for as long as the longer rule needs it. Until that is
   done, nothing goes.
3. Go through the log's bundles, oldest first, up to the first decision that the rule does not reach yet.
4. Mark each submission decided there, with the event that names its documents' digests, in one transaction.
5. Delete the documents' bytes; what another submission needs is locked, and stays.
6. Go on only when everything on top of one tree is done, and the log has a larger one.

Every step finds what an earlier run has done of it. Several runs at once do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lienthong.errors import IntegrityFault, Unavailable
from lienthong.model.bundle import PREFIX, Bundle, LoggedEvent, MalformedBundle
from lienthong.model.event import Event, EventType, JsonValue
from lienthong.model.retention import RetentionRule
from lienthong.model.submission import Submission
from lienthong.ports import (
    Change,
    Clock,
    CommitRefused,
    ContentStore,
    ExchangeStore,
    Ids,
    LogFiles,
    Metrics,
    Retirement,
    RetirementRecord,
)

_TRIES = 5
#: How long a run works; it ends well before its function's time-out, and the next one goes on.
_WORKS = timedelta(minutes=10)
#: For how long, after a longer rule was first seen, something may still be stored under the one before: a
#: deployment is over by then, and every function that was warm has been replaced.
_OLD_RULE_LINGERS = timedelta(days=1)
_DECISIONS = frozenset({EventType.SUBMISSION_ACCEPTANCE.value, EventType.SUBMISSION_REJECTION.value})
#: ``bundles/`` and the size of the tree that a bundle goes on top of.
_TREE = len(PREFIX) + 20


@dataclass(frozen=True, slots=True)
class _Tree:
    """All bundles on top of one tree: one of them is the log's, others are left by crashes or hold images.

    Attributes:
        end: sorts behind them all, and before the next tree's.
        is_newest: more may still come on top of it.
    """

    events: tuple[LoggedEvent, ...]
    end: str
    is_newest: bool


@dataclass(frozen=True, slots=True)
class Retiring:
    """Deletes what has been kept for long enough."""

    store: ExchangeStore
    content: ContentStore
    files: LogFiles
    record: RetirementRecord
    metrics: Metrics
    clock: Clock
    ids: Ids
    rule: RetentionRule

    def retire(self) -> None:
        """One run (see the module's plan); at most ten minutes and one tree's worth of work.

        Raises:
            IntegrityFault: the log's bundles, or what they name, cannot be read; nothing beyond is deleted.
            Unavailable: the next run goes on.
        """
        until = self.clock.now() + _WORKS
        record = self._under_this_rule(self.record.read())
        if record and record.renewing_since:
            record = self._renew(record, record.renewing_since, until)
        if record and self.rule.lasting:
            self._walk(record, until)

    # 1. ----------------------------------------------------------------------------------------

    def _under_this_rule(self, record: Retirement) -> Retirement | None:
        """The record under the present rule; ``None`` where another run is at work."""
        days = self.rule.days
        if record.days == days:
            return record
        # For ever locks nothing, so after it any rule counts as a longer one.
        longer = days > record.days
        return self._write(
            replace(
                record,
                days=days,
                renewing_since=self.clock.now() if longer else record.renewing_since if days else None,
                renewed=record.done if longer else record.renewed,
            )
        )

    def _write(self, record: Retirement) -> Retirement | None:
        written = replace(record, version=record.version + 1)
        return written if self.record.write(written) else None

    # 2. ----------------------------------------------------------------------------------------

    def _renew(self, record: Retirement, since: datetime, until: datetime) -> Retirement | None:
        """The record once all locks are renewed; ``None`` while some are left for the next run."""
        for tree in self._trees(record.renewed):
            for event in tree.events:
                if _at(event) > since + _OLD_RULE_LINGERS:
                    # From here on everything was stored under the present rule.
                    return self._write(replace(record, renewing_since=None, renewed=""))
                self._renew_locks(event)
            if tree.is_newest:
                break
            renewed = self._write(replace(record, renewed=tree.end))
            if renewed is None or self._is_late(until):
                return None
            record = renewed
        if self.clock.now() <= since + _OLD_RULE_LINGERS:
            return None
        return self._write(replace(record, renewing_since=None, renewed=""))

    def _renew_locks(self, event: LoggedEvent) -> None:
        needed_until = self.rule.needed_until(_at(event))
        if event.event["type"] != EventType.SUBMISSION_ARRIVAL.value or needed_until is None:
            return
        if needed_until > self.clock.now():
            for sha256 in _content(event):
                self.content.retain(sha256, needed_until)

    # 3. and 6. ---------------------------------------------------------------------------------

    def _walk(self, record: Retirement, until: datetime) -> None:
        for tree in self._trees(record.done):
            for event in tree.events:
                if event.event["type"] not in _DECISIONS:
                    continue
                if not self.rule.is_due(_at(event), self.clock.now()):
                    return
                self._retire(str(event.event["subject"]))
            if tree.is_newest:
                return
            moved = self._write(replace(record, done=tree.end))
            if moved is None or self._is_late(until):
                return
            record = moved

    def _is_late(self, until: datetime) -> bool:
        late = self.clock.now() >= until
        if late:
            self.metrics.count("RetirementUnfinished")
        return late

    def _trees(self, after: str) -> Iterator[_Tree]:
        path = self.files.first_path(PREFIX, after or PREFIX)
        while path is not None:
            tree = path[:_TREE]
            end = f"{tree}-~"
            following = self.files.first_path(PREFIX, end)
            events = [event for own in self.files.paths(f"{tree}-") for event in self._events(own)]
            yield _Tree(tuple(events), end, following is None)
            path = following

    def _events(self, path: str) -> Sequence[LoggedEvent]:
        try:
            return Bundle.from_bytes(self.files.read(path)).events
        except (KeyError, MalformedBundle) as fault:
            raise IntegrityFault(what=f"bundle {path} cannot be read") from fault

    # 4. ----------------------------------------------------------------------------------------

    def _retire(self, submission_id: str) -> None:
        for _ in range(_TRIES):
            submission = self.store.submission(submission_id)
            if submission is None:
                raise IntegrityFault(what=f"the log names submission {submission_id}, which is absent")
            if submission.recall and not submission.content_deleted_at:
                # Held as evidence for as long as the recall is on record; a person decides about it.
                self.metrics.count("DocumentsHeld", len(submission.envelope.attachments))
                return
            if submission.content_deleted_at or self._is_marked(submission):
                self._delete(submission)
                return
        raise Unavailable

    def _is_marked(self, submission: Submission) -> bool:
        """Whether the mark stands; false where something else has changed the submission meanwhile."""
        now = self.clock.now()
        marked = replace(submission, content_deleted_at=now, version=submission.version + 1)
        event = Event(
            event_id=self.ids.event_id(now),
            type=EventType.CONTENT_DELETION,
            subject=submission.submission_id,
            at=now,
            actor="exchange",
            salt=self.ids.salt(),
            details={
                "document_id": submission.envelope.document_id,
                "envelope_digest": submission.envelope_digest,
                "attachments": list(dict.fromkeys(one.sha256 for one in submission.envelope.attachments)),
                "days": self.rule.days,
            },
        )
        try:
            self.store.commit(Change(submissions=(marked,), events=(event,)))
        except CommitRefused:
            return False
        self.metrics.count("SubmissionsRetired")
        return True

    # 5. ----------------------------------------------------------------------------------------

    def _delete(self, submission: Submission) -> None:
        """Whatever was stored when a submission that is kept could be using it is left alone.

        Locks alone would not do: what was deleted and then sent anew has only the store's own short lock, and
        a run that goes on days later must not take it for what it was to delete.
        """
        now = self.clock.now()
        for sha256 in submission.content_digests:
            removal = self.content.remove(sha256, stored_before=self._stored_before(now), now=now)
            for name, count in (
                ("VersionsDeleted", removal.deleted),
                ("VersionsLocked", removal.locked),
                ("VersionsYoung", removal.young),
            ):
                if count:
                    self.metrics.count(name, count)

    def _stored_before(self, now: datetime) -> datetime:
        """What was stored then is needed until now, were it stored for somebody else."""
        needed_until = self.rule.needed_until(now)
        assert needed_until is not None
        return now - (needed_until - now)


def _content(event: LoggedEvent) -> Sequence[str]:
    """What an arrival says was stored: the attachments, and the message that they came in."""
    details = event.event["details"]
    if not isinstance(details, dict):
        return []
    listed: JsonValue = details.get("attachments")
    message = details.get("message")
    return [
        *(str(sha256) for sha256 in (listed if isinstance(listed, list) else [])),
        *([message] if isinstance(message, str) else []),
    ]


def _at(event: LoggedEvent) -> datetime:
    return datetime.fromisoformat(str(event.event["at"]))
