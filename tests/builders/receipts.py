"""A log in memory that attests its checkpoints, and the receipts that it would hand out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lienthong.model.event import Event, EventType
from lienthong.model.identifiers import ulid
from lienthong.ports import Publication
from lienthong.services.sequencing import timestamp_event
from lienthong.tlog.attestations import Attestation
from lienthong.tlog.checkpoints import TreeHead, sign_checkpoint
from lienthong.tlog.cosignatures import cosign
from lienthong.tlog.growth import Edge, grow
from lienthong.tlog.leaf import JsonValue, leaf_of
from lienthong.tlog.merkle import inclusion_proof
from lienthong.tlog.proofs import format_proof, parse_proof
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong.tlog.tiles import nodes_of
from tests.builders.note_keys import SeededSigner, signer, witness_signer
from tests.builders.signing_pki import NOW, Party, province, stamp

LOG = signer("lienthong.example/log")
WITNESSES = tuple(witness_signer(f"witness-{number}.example") for number in range(3))
POLICY = "".join(
    (
        f"log {LOG.key}\n",
        *(f"witness w{number} {witness.key}\n" for number, witness in enumerate(WITNESSES)),
        "group two 2 w0 w1 w2\nquorum two\n",
    )
).encode()


def event(number: int = 0, at: datetime = NOW - timedelta(hours=2)) -> Event:
    """An event of a submission."""
    seed = hashlib.sha256(f"event {number}".encode()).digest()
    return Event(
        event_id=ulid(int(at.timestamp() * 1000), seed[:10]),
        type=EventType.CONTENT_CONSIGNMENT,
        subject="lt-" + "a" * 26,
        at=at,
        actor="exchange",
        salt=seed,
        agency="H38.7",
        details={"document_id": f"văn bản {number}", "envelope_digest": seed.hex(), "question": None},
    )


@dataclass
class EvidenceLog:
    """Entries with what opens them; each attestation is kept as the exchange keeps it."""

    key: SeededSigner = LOG
    entries: list[tuple[dict[str, JsonValue], bytes]] = field(default_factory=list)

    def append(self, *events: Event) -> EvidenceLog:
        self.entries += [(one.to_json(), one.salt) for one in events]
        return self

    @property
    def size(self) -> int:
        return len(self.entries)

    def head(self, size: int | None = None) -> TreeHead:
        edge = grow(Edge(), self._leaves(self.size if size is None else size)).edge
        return TreeHead(self.key.key.name, edge.size, edge.root)

    def _leaves(self, size: int) -> list[bytes]:
        return [leaf_of(*entry) for entry in self.entries[:size]]

    def attest(
        self,
        at: datetime = NOW - timedelta(hours=1),
        *,
        size: int | None = None,
        authority: Party | None = None,
        witnesses: Sequence[SeededSigner] = WITNESSES[:2],
    ) -> Attestation:
        """The checkpoint, cosigned and time-stamped."""
        head = self.head(size)
        token = stamp(authority or province().tsa, head.text.encode(), at)
        lines = tuple(cosign(head, witness, at) for witness in witnesses)
        note = sign_checkpoint(head, self.key).note.with_signatures(lines).to_bytes()
        return Attestation(note, token)

    def receipt(
        self, index: int, attestation: Attestation, renewals: tuple[UnverifiedReceipt, ...] = ()
    ) -> UnverifiedReceipt:
        """The receipt of an entry under a checkpoint."""
        size = int(attestation.note.split(b"\n")[1])
        files = grow(Edge(), self._leaves(size)).files
        path = inclusion_proof(index, size, nodes_of(size, files.__getitem__))
        found, salt = self.entries[index]
        proof = parse_proof(format_proof(index, path, attestation.note))
        return UnverifiedReceipt(found, salt, proof, attestation.token, renewals)

    def name(self, attestation: Attestation, at: datetime) -> int:
        """Enter the event of a time-stamp; its index."""
        size = int(attestation.note.split(b"\n")[1])
        digest = hashlib.sha256(attestation.token).hexdigest()
        entry = timestamp_event(Publication(attested_size=size, attested_at=at, attested_token=digest))
        self.entries.append((dict(entry.event), entry.salt))
        return self.size - 1


def one_receipt(number: int = 2, *, of: int = 5) -> UnverifiedReceipt:
    """A receipt of one of several events, attested in good order."""
    log = EvidenceLog().append(*map(event, range(of)))
    return log.receipt(number, log.attest())
