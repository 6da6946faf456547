"""Findings about a message: code, place, weight, and the two sentences with cause and next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lienthong.edxml.catalogue import CATALOGUE
from lienthong.edxml.limits import EDXML_LIMITS


class Severity(StrEnum):
    """What a finding means for the reading."""

    #: The message is meaningless or unsafe: it is refused.
    FAIL = "fail"
    #: It departs from the format; it was read all the same, as the sentence says.
    WARN = "warn"
    #: Worth knowing.
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation. ``xpath`` names elements without prefixes; it is empty for the message as a whole."""

    code: str
    xpath: str
    severity: Severity
    en: str
    vi: str

    def to_json(self) -> dict[str, str]:
        """The finding as programs read it."""
        return {
            "code": self.code,
            "xpath": self.xpath,
            "severity": self.severity.value,
            "en": self.en,
            "vi": self.vi,
        }


class Findings:
    """Gathers findings; nothing stops at the first. What exceeds the limit is counted, not kept.

    Reasons for refusal are always kept, so that a flood of remarks hides none.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Finding] = {}
        self.left_out = 0

    def add(self, code: str, xpath: str = "", /, **facts: object) -> None:
        """Note a finding of the catalogue; the same at the same place only once."""
        rule = CATALOGUE[code]
        severity = Severity(rule.severity)
        if (code, xpath) in self._found:
            return
        if severity is not Severity.FAIL and len(self._found) >= EDXML_LIMITS.findings:
            self.left_out += 1
            return
        if len(self._found) >= 2 * EDXML_LIMITS.findings:
            self.left_out += 1
            return
        self._found[code, xpath] = Finding(
            code,
            xpath,
            severity,
            rule.en.format_map({name: _in(value, 0) for name, value in facts.items()}),
            rule.vi.format_map({name: _in(value, 1) for name, value in facts.items()}),
        )

    def keep(self, finding: Finding) -> None:
        """Take over a finding as it is."""
        self._found.setdefault((finding.code, finding.xpath), finding)

    def refuses(self) -> bool:
        """Whether any finding refuses the message."""
        return any(finding.severity is Severity.FAIL for finding in self._found.values())

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found.values())

    def has(self, xpath: str) -> bool:
        """Whether something beyond a remark was found at this place."""
        return any(f.xpath == xpath and f.severity is not Severity.INFO for f in self._found.values())


def _in(value: object, language: int) -> str:
    """A fact in English (0) or Vietnamese (1), without control characters, and no novel."""
    chosen = value[language] if isinstance(value, tuple) else value
    text = "".join(char if char.isprintable() else "·" for char in str(chosen))
    return text if len(text) <= 120 else text[:119] + "…"
