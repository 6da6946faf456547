"""The log's attested checkpoints, as receipts need them: each file of the log read at most once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from lienthong.errors import ReceiptContradiction
from lienthong.ports import LogFiles, Publication
from lienthong.tlog.attestations import PREFIX, Attestation, path_of
from lienthong.tlog.checkpoints import UnverifiedCheckpoint, parse_checkpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.leaf import JsonValue, leaf_of
from lienthong.tlog.merkle import inclusion_proof, leaf_hash, verify_inclusion
from lienthong.tlog.proofs import UnverifiedProof
from lienthong.tlog.tiles import nodes_of


@dataclass(frozen=True, slots=True)
class Attested:
    """A checkpoint and its time-stamp token; ``None`` while it is waited for."""

    checkpoint: UnverifiedCheckpoint
    token: bytes | None

    @property
    def size(self) -> int:
        """How many entries it covers."""
        return self.checkpoint.head.size

    @property
    def time(self) -> datetime:
        """What the token says."""
        # Reading tokens loads the library of certificates, which only renewals need.
        from lienthong.signatures.token_facts import token_facts

        assert self.token is not None
        return token_facts(self.token).time

    @property
    def until(self) -> datetime:
        """When the first of the token's certificates ends."""
        from lienthong.signatures.token_facts import token_facts

        assert self.token is not None
        return token_facts(self.token).until


@dataclass(slots=True)
class AttestedLog:
    """Attestations and proofs of one reading of the log. Not for longer than one request."""

    files: LogFiles
    publication: Publication
    _read: dict[str, bytes] = field(default_factory=dict, init=False)
    _newest: Attested | None = field(default=None, init=False)
    _ranges: list[tuple[int, Attested]] = field(default_factory=list, init=False)

    def covering(self, index: int) -> Attested | None:
        """The smallest attested checkpoint over an entry, else the newest published one.

        ``None`` where no checkpoint that covers it is published yet.
        """
        if index >= self.publication.size:
            return None
        return self.attested_beyond(index) or self._published(index)

    def attested_beyond(self, index: int) -> Attested | None:
        """The smallest attested checkpoint of more than ``index`` entries."""
        if index >= self.publication.attested_size:
            return None
        for start, one in self._ranges:
            if start <= index < one.size:
                return one
        path = self.files.first_path(PREFIX, path_of(index))
        if path is None:
            return None
        try:
            found = Attestation.from_bytes(self._file(path))
            one = Attested(parse_checkpoint(found.note), found.token)
        except TlogFault as fault:
            raise ReceiptContradiction(what=path) from fault
        self._ranges.append((index, one))
        return one

    def _published(self, index: int) -> Attested | None:
        if self._newest is None:
            found = self.files.checkpoint()
            if found is None:
                return None
            try:
                self._newest = Attested(parse_checkpoint(found.note), None)
            except TlogFault as fault:
                raise ReceiptContradiction(what="checkpoint") from fault
        return self._newest if self._newest.size > index else None

    def prove(
        self, event: dict[str, JsonValue], salt: bytes, index: int, under: UnverifiedCheckpoint
    ) -> UnverifiedProof:
        """That the entry stands there: at most two tiles a level, and checked before anybody gets it.

        Raises:
            ReceiptContradiction: the tiles, or the event, are not what the checkpoint commits to.
        """
        head = under.head
        try:
            path = inclusion_proof(index, head.size, nodes_of(head.size, self._file))
            verify_inclusion(index, head.size, leaf_hash(leaf_of(event, salt)), path, head.root)
        except TlogFault as fault:
            raise ReceiptContradiction(what=f"{index}: {fault.code}") from fault
        return UnverifiedProof(index, path, under)

    def _file(self, path: str) -> bytes:
        if path not in self._read:
            self._read[path] = self.files.read(path)
        return self._read[path]
