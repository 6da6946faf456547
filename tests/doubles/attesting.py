"""Attests a log, as the exchange's own function does over the network."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from lienthong.ports import LogFiles, LogTable
from lienthong.tlog.attestations import Attestation, path_of
from lienthong.tlog.checkpoints import parse_checkpoint
from lienthong.tlog.cosignatures import cosign
from tests.builders.note_keys import SeededSigner
from tests.builders.receipts import WITNESSES
from tests.builders.signing_pki import Party, province, stamp


def attest(
    table: LogTable,
    files: LogFiles,
    at: datetime,
    *,
    authority: Party | None = None,
    witnesses: Sequence[SeededSigner] = WITNESSES[:2],
) -> Attestation:
    """Cosign and time-stamp the newest checkpoint; the time is one that a token can say."""
    published = files.checkpoint()
    assert published is not None
    checkpoint, at = parse_checkpoint(published.note), at.replace(microsecond=0)
    head = checkpoint.head
    lines = tuple(cosign(head, witness, at) for witness in witnesses)
    token = stamp(authority or province().tsa, head.text.encode(), at)
    found = Attestation(checkpoint.note.with_signatures(lines).to_bytes(), token)
    files.put_once(path_of(head.size), found.to_bytes())
    table.mark_attested(head.size, at, hashlib.sha256(token).hexdigest())
    return found
