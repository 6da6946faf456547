"""What a receipt proves, offline, to whoever had the log's key, the witnesses' and the authorities' roots
elsewhere.

The order of :func:`examine_receipt`; nothing stops at the first finding:

1. of the receipt and of each renewal: event and salt open the leaf, and the proof leads from it to a
   checkpoint that the log's key has signed
2. each renewal names the token before it and stands in a larger tree
3. every token is judged, the last as of now, an earlier one as of the time of the next (EN 319 102-1 5.6.2)
4. the receipt's own checkpoint has the cosignatures that the policy wants
5. the event's own time fits with the time that is proven
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import ClassVar

from lienthong.tlog.checkpoints import VerifiedCheckpoint
from lienthong.tlog.faults import TlogFault
from lienthong.tlog.leaf import leaf_of
from lienthong.tlog.notes import VerifierKey
from lienthong.tlog.proofs import ProvenEntry, verify_proof
from lienthong.tlog.receipt_findings import ReceiptFinding, Weight, find, of_fault
from lienthong.tlog.receipts import UnverifiedReceipt
from lienthong.tlog.witness_policy import Quorum, WitnessPolicy

#: The type and subject of the events by which the log names its own time-stamps (docs/adr/0008).
RENEWAL_TYPE, RENEWAL_SUBJECT = "CheckpointTimestamp", "log"
#: As much as two clocks may differ (the signatures' policy says the same).
_SKEW = timedelta(minutes=5)
#: Events wait for seconds; the exchange takes nothing in when they wait for more than the grace.
_LATE = timedelta(hours=4)


class ReceiptRefused(TlogFault):
    """A receipt that does not hold; ``findings`` says all that is wrong with it."""

    code: ClassVar[str] = "receipt.refused"
    en = "The receipt does not hold ({what}). Each finding says why and what to do."
    vi = "Biên nhận không hợp lệ ({what}). Từng phát hiện nêu lý do và cách xử lý."

    def __init__(self, findings: Sequence[ReceiptFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__(", ".join(one.code for one in findings if one.weight is Weight.FAIL))


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time-stamp token, the text that it must be over, and the earlier token that it thereby covers."""

    token: bytes
    text: bytes
    covers: bytes | None = None


@dataclass(frozen=True, slots=True)
class StampVerdict:
    """What was found about one token.

    Attributes:
        time: what the token says; ``None`` where it cannot be read.
        authority: who says it, as its certificate names it.
        intact: it is over these bytes and its own signature verifies.
        trusted: its authority is; ``None`` where nobody was named to vouch for any.
        why: what is wrong, in English and Vietnamese sentences; empty where nothing is.
        lacks_revocation: it is not trusted for the only reason that nothing says whether it was revoked.
    """

    time: datetime | None
    authority: str
    intact: bool
    trusted: bool | None
    why: tuple[str, str] = ("", "")
    lacks_revocation: bool = False


JudgeStamps = Callable[[Sequence[Stamp]], Sequence[StampVerdict]]
"""Judges tokens of one chain, the earliest first: one verdict for each."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What makes a receipt fail where it would only be told."""

    quorum: bool = False
    time: bool = False


#: What is not proven is told, and no more.
NOTHING_MORE = Demands()


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """An event that is in the log, and what else is proven of it.

    Attributes:
        entry: leaf, index and verified checkpoint.
        quorum: of the policy's witnesses; ``None`` without a policy.
        proven_since: the earliest time of a trusted token; ``None`` while there is none.
    """

    receipt: UnverifiedReceipt
    entry: ProvenEntry
    quorum: Quorum | None
    proven_since: datetime | None

    @property
    def checkpoint(self) -> VerifiedCheckpoint:
        """The checkpoint that covers the entry."""
        return self.entry.checkpoint


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """All findings, and the verified receipt if none of them is a failure."""

    findings: tuple[ReceiptFinding, ...]
    verified: VerifiedReceipt | None


def verify_receipt(
    receipt: UnverifiedReceipt,
    key: VerifierKey,
    judge: JudgeStamps,
    policy: WitnessPolicy | None = None,
    demands: Demands = NOTHING_MORE,
) -> VerifiedReceipt:
    """The receipt, once all of it holds.

    Raises:
        ReceiptRefused: with every finding.
    """
    report = examine_receipt(receipt, key, judge, policy, demands)
    if report.verified is None:
        raise ReceiptRefused(report.findings)
    return report.verified


def examine_receipt(
    receipt: UnverifiedReceipt,
    key: VerifierKey,
    judge: JudgeStamps,
    policy: WitnessPolicy | None = None,
    demands: Demands = NOTHING_MORE,
) -> ReceiptReport:
    """Everything that can be said of a receipt; the numbered steps stand in the module's docstring."""
    findings: list[ReceiptFinding] = []
    links = (receipt, *receipt.renewals)
    # 1.
    entries = [_prove(link, key, subject, findings) for link, subject in _named(links)]
    # 2.
    naming = [None, *(_names(earlier, later) for earlier, later in pairwise(links))]
    findings += [
        find("receipt.renewal-wrong", _subject(at)) for at, good in enumerate(naming) if good is False
    ]
    # 3.
    stamps = _Stamps(links, naming, entries, judge, demands)
    findings += stamps.findings
    # 4.
    quorum = policy.judge(entries[0].checkpoint) if policy and entries[0] else None
    findings += _witnesses(entries, policy, quorum, demands)
    # 5.
    findings += _times(receipt, stamps)
    failed = any(one.weight is Weight.FAIL for one in findings)
    if failed or entries[0] is None:
        return ReceiptReport(tuple(findings), None)
    return ReceiptReport(tuple(findings), VerifiedReceipt(receipt, entries[0], quorum, stamps.proven_since))


def _subject(position: int) -> str:
    return f"renewals/{position - 1}" if position else "receipt"


def _named(links: Sequence[UnverifiedReceipt]) -> Iterator[tuple[UnverifiedReceipt, str]]:
    return ((link, _subject(position)) for position, link in enumerate(links))


# 1. -----------------------------------------------------------------------------------------------


def _prove(
    link: UnverifiedReceipt, key: VerifierKey, subject: str, findings: list[ReceiptFinding]
) -> ProvenEntry | None:
    try:
        return verify_proof(link.proof, leaf_of(link.event, link.salt), key)
    except TlogFault as fault:
        findings.append(of_fault(fault, subject))
        return None


# 2. -----------------------------------------------------------------------------------------------


def _names(earlier: UnverifiedReceipt, later: UnverifiedReceipt) -> bool:
    """Whether the later link is about the earlier one's token, from a larger tree, and has one itself."""
    if earlier.token is None or later.token is None:
        return False
    size = earlier.proof.checkpoint.head.size
    wanted = {"size": size, "token": hashlib.sha256(earlier.token).hexdigest()}
    own = (later.event["type"], later.event["subject"]) == (RENEWAL_TYPE, RENEWAL_SUBJECT)
    return own and later.event["details"] == wanted and later.proof.checkpoint.head.size > size


# 3. -----------------------------------------------------------------------------------------------


class _Stamps:
    """The verdicts on the tokens of a chain, and what they prove together."""

    def __init__(
        self,
        links: Sequence[UnverifiedReceipt],
        naming: Sequence[bool | None],
        entries: Sequence[ProvenEntry | None],
        judge: JudgeStamps,
        demands: Demands,
    ) -> None:
        self.findings: list[ReceiptFinding] = []
        self.proven_since: datetime | None = None
        self.first: StampVerdict | None = None
        if links[0].token is None:
            weight = Weight.FAIL if demands.time else None
            self.findings.append(find("receipt.timestamp-waiting", "receipt", weight=weight))
            return
        # A renewal whose own proof fails, or that is about something else, covers nothing.
        covers = [
            links[at - 1].token if good and entries[at] is not None else None
            for at, good in enumerate(naming)
        ]
        stamps = [
            Stamp(link.token, link.proof.checkpoint.head.text.encode(), covered)
            for link, covered in zip(links, covers, strict=True)
            if link.token is not None
        ]
        verdicts = judge(stamps)
        subjects = [_subject(at) for at, link in enumerate(links) if link.token is not None]
        for subject, verdict in zip(subjects, verdicts, strict=True):
            self._take(subject, verdict, demands)
        self.first = verdicts[0]
        self._check_order(subjects, verdicts)
        self._conclude(verdicts)

    def _take(self, subject: str, verdict: StampVerdict, demands: Demands) -> None:
        en, vi = verdict.why
        time = _text(verdict.time)
        if not verdict.intact:
            self.findings.append(find("receipt.timestamp-wrong", subject, why=en, why_vi=vi))
        elif verdict.trusted is None:
            weight = Weight.FAIL if demands.time else None
            self.findings.append(
                find(
                    "receipt.timestamp-unvouched",
                    subject,
                    weight=weight,
                    time=time,
                    authority=verdict.authority,
                )
            )
        elif not verdict.trusted and verdict.lacks_revocation:
            weight = Weight.FAIL if demands.time else None
            facts = {"time": time, "authority": verdict.authority}
            self.findings.append(find("receipt.timestamp-unchecked", subject, weight=weight, **facts))
        elif not verdict.trusted:
            self.findings.append(find("receipt.timestamp-untrusted", subject, why=en, why_vi=vi))

    def _check_order(self, subjects: Sequence[str], verdicts: Sequence[StampVerdict]) -> None:
        for at in range(1, len(verdicts)):
            earlier, later = verdicts[at - 1].time, verdicts[at].time
            if earlier and later and later < earlier:
                self.findings.append(find("receipt.renewal-order", subjects[at]))

    def _conclude(self, verdicts: Sequence[StampVerdict]) -> None:
        """The chain proves something only as a whole: a gap in it was found and told above."""
        if all(verdict.trusted and verdict.intact for verdict in verdicts):
            self.proven_since = verdicts[0].time
            self.findings.append(
                find(
                    "receipt.timestamp-proves",
                    "receipt",
                    time=_text(verdicts[0].time),
                    authority=verdicts[0].authority,
                )
            )


# 4. -----------------------------------------------------------------------------------------------


def _witnesses(
    entries: Sequence[ProvenEntry | None],
    policy: WitnessPolicy | None,
    quorum: Quorum | None,
    demands: Demands,
) -> Iterator[ReceiptFinding]:
    if quorum is not None:
        names = ", ".join(one.witness.name for one in quorum.cosignatures) or "0"
        weight = Weight.FAIL if demands.quorum else None
        if quorum.met:
            yield find("receipt.quorum-met", "receipt", names=names)
        else:
            yield find("receipt.quorum-missing", "receipt", weight=weight, names=names)
    elif demands.quorum:
        yield find("receipt.quorum-missing", "receipt", weight=Weight.FAIL, names="0")
    for position, entry in enumerate(entries):
        if entry is not None:
            yield from _cosigners(entry.checkpoint, policy, _subject(position))


def _cosigners(
    checkpoint: VerifiedCheckpoint, policy: WitnessPolicy | None, subject: str
) -> Iterator[ReceiptFinding]:
    """Whatever stands below the log's own signature and does not count is told."""
    faults = policy.judge(checkpoint).faults if policy else {}
    for name in faults:
        yield find("receipt.cosignature-wrong", subject, names=name)
    known = [checkpoint.key, *(witness.key for witness in (policy.witnesses.values() if policy else ()))]
    unknown = [line.name for line in checkpoint.note.signatures if not any(map(line.is_by, known))]
    if unknown:
        yield find("receipt.cosignatures-unknown", subject, names=", ".join(unknown)[:500])


# 5. -----------------------------------------------------------------------------------------------


def _times(receipt: UnverifiedReceipt, stamps: _Stamps) -> Iterator[ReceiptFinding]:
    if stamps.first is None or stamps.first.time is None or not stamps.first.intact:
        return
    at, time = receipt.at, stamps.first.time
    if at > time + _SKEW:
        yield find("receipt.time-contradiction", "receipt", at=_text(at), time=_text(time))
    elif time - at > _LATE:
        yield find("receipt.late", "receipt", at=_text(at), time=_text(time))


def _text(instant: datetime | None) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z") if instant else "-"
