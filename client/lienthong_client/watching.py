"""Watching an evidence log: every look is held against the largest checkpoint seen before.

Numbered plan of a look:

1. Fetch the newest checkpoint; its log has signed it. Where witnesses are asked for, wait a little for them.
2. It goes on from the largest one seen, or the two are kept as evidence.
3. If asked for: every new entry is read, and together they give the new root.
4. From here on it is the largest one seen.
5. It has not stood still for too long. 6. Enough witnesses have cosigned it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lienthong.tlog.audit import Forked, RolledBack
from lienthong.tlog.checkpoints import TreeHead, VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from lienthong.tlog.contradictions import Contradiction
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.merkle import EMPTY_ROOT
from lienthong.tlog.notes import MOST_BYTES, VerifierKey
from lienthong.tlog.tiles import Read
from lienthong.tlog.watching import (
    check_new_entries,
    require_continuation,
    require_movement,
    require_witnesses,
)
from lienthong.tlog.witness_policy import WitnessPolicy
from lienthong_client import durable
from lienthong_client.durable import LocalDisk
from lienthong_client.errors import FileUnreadable, FileUnwritable, SeenUnreadable
from lienthong_client.logs import newest_checkpoint

#: Witnesses answer within a second or two; so often is asked whether they have.
_SECONDS_BETWEEN = 2.0


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that holds: the last part of its message's key, and the facts in it."""

    name: str
    facts: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that does not hold, and the file in which the evidence was kept."""

    fault: TlogFault
    evidence: Path | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The largest checkpoint seen, and since when."""

    checkpoint: VerifiedCheckpoint
    since: datetime


@dataclass(frozen=True, slots=True)
class Demands:
    """What a watcher demands beyond signature and continuation.

    Attributes:
        at_least: so many of the policy's witnesses, in place of its quorum.
        grace: for how long a fresh checkpoint may lack cosignatures.
        longest: for how long the same checkpoint may stand.
        entries: whether every new entry is read.
    """

    policy: WitnessPolicy | None = None
    at_least: int | None = None
    grace: timedelta = timedelta(seconds=30)
    longest: timedelta | None = None
    entries: bool = False


@dataclass(slots=True)
class Watcher:
    """Watches the log of one key. ``now`` and ``pause`` are ports, so that a run can be replayed.

    Attributes:
        file: keeps the largest checkpoint seen as the signed note it is; its time of change is since when.
        evidence: the folder for contradictions.
        pause: waits so many seconds; true when the watch is to end.
    """

    key: VerifierKey
    demands: Demands
    file: Path | None
    evidence: Path
    pause: Callable[[float], bool]
    now: Callable[[], datetime] = _now
    _seen: Seen | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Take up what the file has kept.

        Raises:
            SeenUnreadable, FileUnreadable
        """
        if self.file is not None:
            self._seen = read_seen(self.file, self.key)

    def look(self, read: Read, place: str) -> Iterator[Step | Alarm]:
        """Look once, see the module's plan; what does not hold ends the look, or the part it is about.

        Raises:
            LogUnreachable, FileUnreadable: nothing could be concluded. FileUnwritable.
        """
        try:
            newest = self._fetch(read, place)
            head = newest.head
            yield Step("signed", {"origin": head.origin, "size": head.size})
            yield from self._compare(newest, read)
        except TlogFault as fault:
            yield Alarm(fault)
            return
        yield from self._judge(newest)

    def _fetch(self, read: Read, place: str) -> VerifiedCheckpoint:
        newest = newest_checkpoint(read, self.key, place)
        until = self.now() + self.demands.grace
        while self._lacks_witnesses(newest) and self.now() < until and not self.pause(_SECONDS_BETWEEN):
            newest = newest_checkpoint(read, self.key, place)
        return newest

    def _lacks_witnesses(self, newest: VerifiedCheckpoint) -> bool:
        policy = self.demands.policy
        if policy is None:
            return False
        try:
            require_witnesses(policy, policy.judge(newest), self.demands.at_least)
        except TlogFault:
            return True
        return False

    def _compare(self, newest: VerifiedCheckpoint, read: Read) -> Iterator[Step | Alarm]:
        """Steps 2 to 4."""
        seen = self._seen.checkpoint if self._seen else None
        before = seen.head if seen else TreeHead(newest.head.origin, 0, EMPTY_ROOT)
        try:
            require_continuation(before, newest.head, read)
        except (RolledBack, Forked) as fault:
            yield Alarm(fault, self._keep_evidence(seen, newest))
            return
        grown = newest.head.size - before.size
        name = "first" if seen is None else "grown" if grown else "same"
        yield Step(name, {"old": before.size, "size": newest.head.size, "count": grown})
        if self.demands.entries and grown:
            for _ in check_new_entries(before, newest.head, read):
                pass
            yield Step("entries", {"count": grown})
        if grown or seen is None:
            yield from self._remember(newest)

    def _remember(self, newest: VerifiedCheckpoint) -> Iterator[Step]:
        self._seen = Seen(newest, self.now())
        if self.file is not None:
            _write(self.file, newest.note.to_bytes())
            yield Step("kept", {"path": str(self.file)})

    def _keep_evidence(self, seen: VerifiedCheckpoint | None, newest: VerifiedCheckpoint) -> Path | None:
        if seen is None:
            return None
        contradiction = Contradiction(seen, newest)
        path = self.evidence / contradiction.name
        if not path.exists():
            _write(path, contradiction.to_bytes())
        return path

    def _judge(self, newest: VerifiedCheckpoint) -> Iterator[Step | Alarm]:
        """Steps 5 and 6, each whatever became of the other."""
        if self.demands.longest is not None and self._seen is not None:
            try:
                require_movement(self._seen.since, self.now(), self.demands.longest)
            except TlogFault as fault:
                yield Alarm(fault)
        policy = self.demands.policy
        if policy is None:
            return
        quorum = policy.judge(newest)
        yield from (Alarm(fault) for fault in quorum.faults.values())
        try:
            require_witnesses(policy, quorum, self.demands.at_least)
        except TlogFault as fault:
            yield Alarm(fault)
            return
        names = ", ".join(one.witness.name for one in quorum.cosignatures)
        yield Step("cosigned", {"count": len(quorum.cosignatures), "names": names})


def read_seen(file: Path, key: VerifierKey) -> Seen | None:
    """What a file has kept; ``None`` where there is none yet.

    Raises:
        SeenUnreadable: no checkpoint of this log. FileUnreadable.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
            changed = os.fstat(opened.fileno()).st_mtime
    except FileNotFoundError:
        return None
    except OSError as refused:
        raise FileUnreadable(path=str(file), why=refused.strerror or str(refused)) from refused
    try:
        checkpoint = verify_checkpoint(parse_checkpoint(content), key)
    except TlogFault as fault:
        raise SeenUnreadable(path=str(file), why=fault.code) from fault
    return Seen(checkpoint, datetime.fromtimestamp(changed, UTC))


def _write(path: Path, content: bytes) -> None:
    try:
        durable.replace(path, content, LocalDisk())
    except OSError as refused:
        raise FileUnwritable(path=str(path), why=refused.strerror or str(refused)) from refused
