"""One entry of the catalogue, and the three weights that it may have by default."""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.signatures.report import Indication, Severity, SubIndication

PASSED, UNCLEAR, FAILED = Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED
"""What a finding makes of the verdict when it counts as a failure."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry: what a finding of this code means when it counts as a failure."""

    code: str
    severity: Severity
    indication: Indication
    sub_indication: SubIndication | None
    clause: str
    en: str
    vi: str
    fixed: bool = False


def fail(
    code: str,
    indication: Indication,
    sub: SubIndication,
    clause: str,
    en: str,
    vi: str,
    *,
    fixed: bool = False,
) -> Rule:
    return Rule(code, Severity.FAIL, indication, sub, clause, en, vi, fixed)


def warn(code: str, indication: Indication, sub: SubIndication, clause: str, en: str, vi: str) -> Rule:
    """A warning by default; the indication holds where a policy makes it a failure."""
    return Rule(code, Severity.WARN, indication, sub, clause, en, vi)


def info(code: str, indication: Indication, sub: SubIndication, clause: str, en: str, vi: str) -> Rule:
    return Rule(code, Severity.INFO, indication, sub, clause, en, vi)
