"""Checking a published report offline: its receipt, its sums, and the tree that it was counted from."""

from __future__ import annotations

from typing import Any, cast

from lienthong.measures.reports import PublishedReport, UnprovenReport, verify_report
from lienthong.model.event import text_of
from lienthong.tlog.receipt_checks import verify_receipt
from lienthong_client.receipts import ReceiptChecker


def check_report(content: bytes, checker: ReceiptChecker) -> dict[str, Any]:
    """What is proven of a report, once all of it holds.

    Raises:
        TlogFault: what does not hold, with the next step.
    """
    published = PublishedReport.from_bytes(content)
    report = published.report
    if published.receipt is None:
        raise UnprovenReport(str(report["period"]))
    verified = verify_receipt(published.receipt, checker.key, checker.judge, checker.policy, checker.demands)
    verify_report(published, verified, checker.key)
    return {
        "period": report["period"],
        "version": report["version"],
        "index": verified.entry.index,
        "size": verified.checkpoint.head.size,
        "counted": cast("dict[str, Any]", report["tree"])["size"],
        "since": text_of(verified.proven_since) if verified.proven_since else None,
        "replaces": report["replaces"],
    }
