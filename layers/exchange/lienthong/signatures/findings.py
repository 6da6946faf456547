"""Findings: an entry of the catalogue under a policy, with the facts of the case put into its sentences."""

from __future__ import annotations

from lienthong.signatures.bilingual import in_language
from lienthong.signatures.catalogue import CATALOGUE
from lienthong.signatures.policy import Policy
from lienthong.signatures.report import Finding, Indication, Severity


class UnknownFinding(LookupError):
    """A code that the catalogue does not hold: a fault of the programme, never of a file."""


def find(code: str, policy: Policy, *, subject: str = "", **facts: object) -> Finding | None:
    """The finding of this code under ``policy``; None where the policy ignores it.

    Raises:
        UnknownFinding: the catalogue has no such code.
    """
    rule = CATALOGUE.get(code)
    if rule is None:
        raise UnknownFinding(code)
    level = rule.severity.value if rule.fixed else policy.levels.get(code, rule.severity.value)
    if level == "ignore":
        return None
    return Finding(
        code,
        Severity(level),
        rule.clause,
        rule.en.format_map({name: _short(in_language(value, "en")) for name, value in facts.items()}),
        rule.vi.format_map({name: _short(in_language(value, "vi")) for name, value in facts.items()}),
        subject,
        rule.indication,
        None if rule.indication is Indication.TOTAL_PASSED else rule.sub_indication,
    )


class Findings(list[Finding]):
    """The findings of one subject, gathered under one policy; nothing stops at the first."""

    def __init__(self, policy: Policy, subject: str = "") -> None:
        super().__init__()
        self.policy = policy
        self.subject = subject

    def add(self, code: str, **facts: object) -> None:
        finding = find(code, self.policy, subject=self.subject, **facts)
        if finding is not None and finding not in self:
            self.append(finding)


def _short(value: object) -> str:
    """Values come from hostile files: no control characters, no novels."""
    text = "".join(c if c.isprintable() else "·" for c in str(value))
    return text if len(text) <= 200 else text[:199] + "…"
