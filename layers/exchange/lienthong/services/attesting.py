"""Attesting: witnesses and a time-stamping authority say what the log itself cannot (docs/adr/0008).

Numbered plan of :meth:`Attesting.attest`, for the newest checkpoint:

1. Read it; only what the log's key has signed is shown to anybody. Mark it where a sequencer could not.
2. Ask the policy's witnesses that have not cosigned it yet, and the authority where no time-stamp is there,
   all at once. What they answer is verified before it is used.
3. Write the attestation, once; where one stands already, go on from that one.
4. Publish the checkpoint with its cosignatures, in place of exactly the version that was read.
5. Mark it attested. Without a time-stamp nothing is marked: ``waiting_since`` stands still, and is told.

Every step may fail, before it was done or after; the next run, a minute later at most, goes on from there.
Nothing that an outsider says stops the log: only what the log's own key has signed can do that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

from lienthong.errors import LogContradiction, Unavailable
from lienthong.ports import (
    CheckpointMoved,
    Clock,
    LogFiles,
    LogTable,
    Metrics,
    Publication,
    PublishedNote,
    TimeStamping,
    Witnesses,
)
from lienthong.services.public_log import WITNESS_POLICY
from lienthong.services.witnessing import Asking, Hearing, Trouble
from lienthong.signatures.cms import TooMuch
from lienthong.signatures.policy import DEFAULT
from lienthong.signatures.timestamps import MalformedToken, read_token
from lienthong.tlog.attestations import Attestation, imprint, path_of
from lienthong.tlog.checkpoints import TreeHead, VerifiedCheckpoint, parse_checkpoint, verify_checkpoint
from lienthong.tlog.cosignatures import verify_cosignature
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.notes import MOST_BYTES, MOST_SIGNATURES, NoteSignature, UnverifiedNote, VerifierKey
from lienthong.tlog.witness_policy import Party, WitnessPolicy, parse_policy

_NO_WITNESSES = WitnessPolicy((), {})
#: A warm function reads the operator's policy file this often.
_REMEMBERED = timedelta(seconds=60)
_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A time-stamp token over the checkpoint at hand, and the time in it."""

    token: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class _Attested:
    """The attestation that stands, and the time in its token."""

    attestation: Attestation
    at: datetime


class PublicHalf(Protocol):
    """Who knows the log's key; it is asked when a checkpoint is there to be verified, and may not sign."""

    @property
    def key(self) -> VerifierKey:
        """The key whose name is the log's origin."""
        ...


@dataclass(slots=True)
class Attesting:
    """Attests the log of this key; ``timestamping`` is ``None`` where no authority is set up."""

    table: LogTable
    files: LogFiles
    log: PublicHalf
    witnesses: Witnesses
    timestamping: TimeStamping | None
    clock: Clock
    metrics: Metrics
    _policy: WitnessPolicy = field(default=_NO_WITNESSES, init=False)
    _policy_read_at: datetime | None = field(default=None, init=False)
    #: Entries that each witness (by name) held when it was last asked.
    _held: dict[str, int] = field(default_factory=dict, init=False)

    def attest(self, seen: Publication | None = None) -> None:
        """Attest the newest checkpoint (see the module's plan).

        Args:
            seen: how far the log was published and attested when this was called for, where the caller knows;
                else the table is asked.

        Raises:
            LogContradiction: the log's own parts do not fit together; it has been stopped.
            Unavailable: try again.
        """
        with self._stopping():
            # In this order: a checkpoint that is read later can only be larger than what was marked.
            publication = seen or self.table.publication()
            published = self.files.checkpoint()
            if published is not None:
                self._attest(published, publication, is_fresh=seen is None)
            elif publication.size:
                raise LogContradiction(what="the checkpoint is gone")

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        """What contradicts itself stops the log before anybody hears of it."""
        try:
            yield
        except TlogFault as fault:
            self._stop(str(fault))
            raise LogContradiction(what=str(fault)) from fault
        except LogContradiction as contradiction:
            self._stop(str(contradiction.facts["what"]))
            raise

    def _stop(self, why: str) -> None:
        self.table.stop(why)
        self.metrics.count("LogStopped")

    def _attest(self, published: PublishedNote, publication: Publication, *, is_fresh: bool) -> None:
        checkpoint = self._verified(published.note)
        publication = self._finished(publication, checkpoint.head, is_fresh=is_fresh)
        lacking = list(islice(self._lacking(checkpoint), MOST_SIGNATURES - 1))
        stamping = self.timestamping if publication.attested_size < checkpoint.head.size else None
        if not lacking and stamping is None:
            return
        stamp, hearings = self._ask(checkpoint, lacking, stamping, publication)
        self._tell(hearings, checkpoint.head)
        new = [one.cosignature for one in hearings if one.cosignature]
        attested = self._write(checkpoint, new, stamp) if stamping else None
        if attested:
            new = [*self._cosignatures_in(attested.attestation, checkpoint), *new]
        cosigned = self._republish(published, checkpoint, new)
        if attested:
            self._mark(checkpoint.head, attested)
        elif stamping:
            self._wait(publication)
        if not self._witness_policy().judge(cosigned).met:
            self.metrics.count("QuorumMissing")

    def _verified(self, note: bytes) -> VerifiedCheckpoint:
        return verify_checkpoint(parse_checkpoint(note), self.log.key)

    # 1. ----------------------------------------------------------------------------------------

    def _finished(self, found: Publication, head: TreeHead, *, is_fresh: bool) -> Publication:
        """The publication, marked by now where a sequencer has published and could not mark it."""
        if found.size > head.size:
            raise LogContradiction(what=f"a checkpoint of {head.size} entries after one of {found.size}")
        if found.size == head.size or not is_fresh:
            return found
        now = self.clock.now()
        self.table.mark_published(head.size, now)
        return replace(found, size=head.size, waiting_since=found.waiting_since or now)

    def _lacking(self, checkpoint: VerifiedCheckpoint) -> Iterator[Party]:
        """Witnesses to ask: there is an address, and no sound cosignature yet."""
        for witness in self._witness_policy().witnesses.values():
            if witness.url and not _has_cosigned(checkpoint, witness.key):
                yield witness

    def _witness_policy(self) -> WitnessPolicy:
        now = self.clock.now()
        if self._policy_read_at is None or now - self._policy_read_at >= _REMEMBERED:
            self._policy, self._policy_read_at = self._read_policy(), now
        return self._policy

    def _read_policy(self) -> WitnessPolicy:
        try:
            return parse_policy(self.files.read(WITNESS_POLICY))
        except KeyError:
            return _NO_WITNESSES
        except TlogFault:
            # The log goes on with its time-stamps; what the operator got wrong is no contradiction.
            self.metrics.count("WitnessPolicyUnreadable")
            self.metrics.count("QuorumMissing")
            return _NO_WITNESSES

    # 2. ----------------------------------------------------------------------------------------

    def _ask(
        self,
        checkpoint: VerifiedCheckpoint,
        lacking: Sequence[Party],
        stamping: TimeStamping | None,
        publication: Publication,
    ) -> tuple[_Stamp | None, list[Hearing]]:
        """Everybody at once: each has a deadline of its own, so their number costs no time."""
        asking = Asking(checkpoint, self.files.read, self.witnesses)
        with ThreadPoolExecutor(len(lacking) + 1, "attest") as askers:
            stamped = askers.submit(_stamp, stamping, checkpoint.head)
            heard = [
                askers.submit(asking.hear, one, self._held.get(one.name, publication.attested_size))
                for one in lacking
            ]
            hearings = [one.result() for one in heard]
            self._held |= {one.witness.name: one.size for one in hearings}
            return stamped.result(), hearings

    def _tell(self, hearings: Iterable[Hearing], head: TreeHead) -> None:
        for hearing in hearings:
            if hearing.trouble is None or self._is_overtaken(hearing, head):
                continue
            self.metrics.count("WitnessMissing", witness=hearing.witness.name, why=hearing.trouble.value)
            if hearing.trouble is Trouble.CONTRADICTS:
                self.metrics.count("WitnessContradicts")

    def _is_overtaken(self, hearing: Hearing, head: TreeHead) -> bool:
        """Whether the witness holds more only because another run has shown it a newer checkpoint."""
        if hearing.trouble is not Trouble.CONTRADICTS or hearing.size <= head.size:
            return False
        return self._newest()[1].head.size >= hearing.size

    def _newest(self) -> tuple[PublishedNote, VerifiedCheckpoint]:
        found = self.files.checkpoint()
        if found is None:
            raise LogContradiction(what="the checkpoint is gone")
        return found, self._verified(found.note)

    # 3. ----------------------------------------------------------------------------------------

    def _write(
        self, checkpoint: VerifiedCheckpoint, new: Sequence[NoteSignature], stamp: _Stamp | None
    ) -> _Attested | None:
        """The one attestation of this size; ``None`` where there is none and no time-stamp for one."""
        if stamp is None:
            return self._standing(checkpoint.head)
        made = Attestation(_cosigned(checkpoint.note, new).to_bytes(), stamp.token)
        try:
            self.files.put_once(path_of(checkpoint.head.size), made.to_bytes())
        except LogContradiction:
            # Two tokens are never the same, so what is there is another run's, and that one counts.
            standing = self._standing(checkpoint.head)
            if standing is None:
                raise
            return standing
        return _Attested(made, stamp.at)

    def _standing(self, head: TreeHead) -> _Attested | None:
        """What an earlier run has written, once it is seen to be of this very checkpoint."""
        path = path_of(head.size)
        try:
            found = Attestation.from_bytes(self.files.read(path))
        except KeyError:
            return None
        if self._verified(found.note).head != head:
            raise LogContradiction(what=f"two signed checkpoints of {head.size} entries")
        at = _time_in(found.token, head)
        if at is None:
            raise LogContradiction(what=f"the time-stamp in {path} is not of its checkpoint")
        return _Attested(found, at)

    def _cosignatures_in(
        self, attestation: Attestation, checkpoint: VerifiedCheckpoint
    ) -> Iterator[NoteSignature]:
        note = parse_checkpoint(attestation.note).note
        for witness in self._witness_policy().witnesses.values():
            own = [one for one in note.signatures if one.is_by(witness.key)]
            if own and _has_cosigned(replace(checkpoint, note=note), witness.key):
                yield from own

    # 4. ----------------------------------------------------------------------------------------

    def _republish(
        self, published: PublishedNote, checkpoint: VerifiedCheckpoint, new: Sequence[NoteSignature]
    ) -> VerifiedCheckpoint:
        """The checkpoint with its cosignatures, published unless a larger one has taken its place."""
        standing = checkpoint
        for _ in range(_TRIES):
            cosigned = replace(standing, note=_cosigned(standing.note, new))
            if cosigned.note == standing.note:
                break
            try:
                self.files.replace_checkpoint(cosigned.note.to_bytes(), published)
                return cosigned
            except CheckpointMoved:
                newest = self._newest()
            if _is_larger(newest[1].head, checkpoint.head):
                return cosigned
            # Another run has added its cosignatures to the same checkpoint: ours come on top of them.
            published, standing = newest
        return standing

    # 5. ----------------------------------------------------------------------------------------

    def _mark(self, head: TreeHead, attested: _Attested) -> None:
        token = hashlib.sha256(attested.attestation.token).hexdigest()
        self.table.mark_attested(head.size, attested.at, token)
        self.metrics.count("CheckpointAttested")

    def _wait(self, publication: Publication) -> None:
        self.metrics.count("TimestampMissing")
        if publication.waiting_since:
            waited = self.clock.now() - publication.waiting_since
            self.metrics.seconds("TimestampWaits", waited.total_seconds())


def _stamp(stamping: TimeStamping | None, head: TreeHead) -> _Stamp | None:
    """A token; ``None`` where none can be had now, or none is wanted."""
    try:
        token = stamping.stamp(imprint(head)) if stamping else b""
    except Unavailable:
        return None
    at = _time_in(token, head) if token else None
    return _Stamp(token, at) if at else None


def _is_larger(newest: TreeHead, head: TreeHead) -> bool:
    """Whether the sequencer has gone further; anything but that and the same tree cannot be."""
    if newest.size <= head.size and newest != head:
        raise LogContradiction(what=f"a checkpoint of {newest.size} entries in place of one of {head.size}")
    return newest != head


def _time_in(token: bytes, head: TreeHead) -> datetime | None:
    """The time in a token over this checkpoint; ``None`` where it is over something else."""
    try:
        _, info = read_token(token, DEFAULT.limits)
    except (MalformedToken, TooMuch):
        return None
    return info.time if (info.digest, info.hashed) == ("sha256", imprint(head)) else None


def _has_cosigned(checkpoint: VerifiedCheckpoint, witness: VerifierKey) -> bool:
    try:
        return verify_cosignature(checkpoint, witness) is not None
    except TlogFault:
        return False


def _cosigned(note: UnverifiedNote, new: Iterable[NoteSignature]) -> UnverifiedNote:
    """The note with these signatures, as many as a note may carry and everybody can still read."""
    for signature in new:
        larger = note.with_signatures((signature,))
        if len(larger.signatures) <= MOST_SIGNATURES and len(larger.to_bytes()) <= MOST_BYTES:
            note = larger
    return note
