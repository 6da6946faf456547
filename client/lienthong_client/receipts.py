"""Checking receipts on this computer: no network, no configuration, nothing of the exchange behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lienthong.tlog.notes import VerifierKey
from lienthong.tlog.receipt_checks import (
    NOTHING_MORE,
    Demands,
    JudgeStamps,
    ReceiptReport,
    examine_receipt,
)
from lienthong.tlog.receipt_findings import of_fault
from lienthong.tlog.receipts import MalformedReceipt, UnverifiedReceipt
from lienthong.tlog.witness_policy import WitnessPolicy
from lienthong_client.verification import content_of

SUFFIX = ".receipt.json"


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """A file, the receipt in it if it is one, and what was found about it."""

    file: Path
    receipt: UnverifiedReceipt | None
    report: ReceiptReport

    @property
    def holds(self) -> bool:
        """Whether everything about it does."""
        return self.report.verified is not None

    def to_json(self) -> dict[str, object]:
        """The result as ``--json`` prints it; facts stand in it only where they are proven."""
        proven = self.report.verified
        since = proven.proven_since if proven else None
        quorum = proven.quorum if proven else None
        return {
            "file": str(self.file),
            "holds": self.holds,
            "event": dict(proven.receipt.event) if proven else None,
            "log": proven.checkpoint.head.origin if proven else None,
            "index": proven.entry.index if proven else None,
            "size": proven.checkpoint.head.size if proven else None,
            "proven_since": since.isoformat().replace("+00:00", "Z") if since else None,
            "quorum_met": quorum.met if quorum else None,
            "cosigned_by": [one.witness.name for one in quorum.cosignatures] if quorum else [],
            "findings": [finding.to_json() for finding in self.report.findings],
        }


@dataclass(frozen=True, slots=True)
class ReceiptChecker:
    """What receipts are held against; all of it was had elsewhere than from whoever gave the receipts."""

    key: VerifierKey
    judge: JudgeStamps
    policy: WitnessPolicy | None = None
    demands: Demands = NOTHING_MORE

    def check(self, files: Iterable[Path]) -> Iterator[CheckedReceipt]:
        """One file after the other; of a folder, every receipt in it.

        Raises:
            FileUnreadable: a file cannot be read.
        """
        for path in files:
            for file in sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]:
                yield self.check_bytes(file, content_of(file))

    def check_bytes(self, file: Path, content: bytes) -> CheckedReceipt:
        """One receipt."""
        try:
            receipt = UnverifiedReceipt.from_bytes(content)
        except MalformedReceipt as fault:
            return CheckedReceipt(file, None, ReceiptReport((of_fault(fault, "receipt"),), None))
        report = examine_receipt(receipt, self.key, self.judge, self.policy, self.demands)
        return CheckedReceipt(file, receipt, report)


def name_of(receipt: UnverifiedReceipt) -> str:
    """Under which name a receipt is kept: names sort as the events happened."""
    return f"{receipt.event['event_id']}-{receipt.event['type']}{SUFFIX}"
