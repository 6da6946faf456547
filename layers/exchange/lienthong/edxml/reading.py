"""The tolerant reader: whatever comes, it says what was understood and everything that was found.

A message is refused only for what makes it meaningless or unsafe, and then with all reasons. Numbered plan of
:func:`read_message`:

1. Bytes to a tree, safely (:mod:`lienthong.edxml.parsing`).
2. The parts are found by name, whatever their order, prefix or namespace (:mod:`lienthong.edxml.whole`).
3. No marking of state secrets (D28 1.2).
4. A status message has a StatusCode; everything else is a document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lienthong.edxml.document_reading import read_document
from lienthong.edxml.findings import Finding, Findings, Severity
from lienthong.edxml.limits import EDXML_LIMITS, EdxmlLimits
from lienthong.edxml.message import Message, Source
from lienthong.edxml.parsing import Element, parse_message
from lienthong.edxml.status_reading import read_status
from lienthong.edxml.whole import Whole, find_parts
from lienthong.model.text import fold_diacritics


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a message.

    Attributes:
        message: what was understood; None where the message is refused.
        findings: everything that was found, in the order of the message.
        raw: the bytes, always.
        understood: the message as far as it was understood, refused or not: whoever refuses it says what else
            is wrong with it. It is never acted on.
        left_out: how many findings beyond the limit are not listed.
    """

    message: Message | None
    findings: tuple[Finding, ...]
    raw: bytes = field(repr=False)
    left_out: int = 0
    understood: Message | None = None

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """Why the message is refused; empty where it was understood."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.FAIL)


def read_message(raw: bytes, limits: EdxmlLimits = EDXML_LIMITS) -> Reading:
    """Read a message. Nothing that the bytes can be makes this raise."""
    findings = Findings()
    root = parse_message(raw, limits, findings)
    message = _read_root(root, raw, findings) if root is not None else None
    if message is None or findings.refuses():
        return Reading(None, tuple(findings), raw, findings.left_out, message)
    sourced = with_source(message, raw)
    return Reading(sourced, tuple(findings), raw, findings.left_out, sourced)


def with_source(message: Message, raw: bytes) -> Message:
    """The message with the bytes that it was read from."""
    return replace(message, source=Source(raw, message))


def _read_root(root: Element, raw: bytes, findings: Findings) -> Message | None:
    whole = find_parts(root, raw, findings)
    if whole is None:
        return None
    _refuse_secrets(whole)
    return read_status(whole) if _is_status(whole) else read_document(whole)


def _is_status(whole: Whole) -> bool:
    header = whole.header
    is_addressed = bool(header.all("To")) and whole.business is not None
    return bool(header.all("StatusCode")) and not (header.all("Subject") or is_addressed)


# 3. ---------------------------------------------------------------------------------------------

_MARKINGS = frozenset({"mat", "toi mat", "tuyet mat", "do mat: mat", "do mat: toi mat", "do mat: tuyet mat"})
_MARKED = re.compile(r"\b(tuyệt mật|tối mật|độ mật\s*:\s*mật)\b", re.IGNORECASE)
#: The format has no field for a marking; products that have one call it so.
_FIELDS = frozenset(
    {"secrecy", "secret", "secretlevel", "security", "securitylevel", "domat", "confidential"}
)
_NOT_SECRET = frozenset({"", "0", "khong", "khong mat", "thuong", "none", "no", "false", "binh thuong"})


def _refuse_secrets(whole: Whole) -> None:
    """A marking in a field of its own, or in the scope of circulation; never a word of the subject."""
    header = whole.header
    other = header.one("OtherInfo")
    for parent in (header, other, whole.business):
        for node in parent.children() if parent is not None else []:
            text = node.raw_text()[:200]
            if node.name.lower() in _FIELDS and fold_diacritics(text) not in _NOT_SECRET:
                whole.findings.add("message.secret", node.path, found=text)
    sphere = other.text("SphereOfPromulgation") if other is not None else ""
    if fold_diacritics(sphere) in _MARKINGS or _MARKED.search(sphere):
        whole.findings.add("message.secret", f"{header.path}/OtherInfo/SphereOfPromulgation", found=sphere)
