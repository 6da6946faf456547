"""Fields that several parts of a message have: dates, times, flags, DocumentIds, agency codes."""

from __future__ import annotations

from datetime import date, datetime

from lienthong.edxml.document_ids import day_text, read_day, read_time, split_document_id, time_text
from lienthong.edxml.tree import Node
from lienthong.model.identifiers import is_agency_code

#: Long enough for every form of code (Decision 20/2020: 35) and for aliases of the registry.
CODE_LENGTH = 40


def read_date(node: Node, name: str) -> date | None:
    """A date; None where there is none, or none that exists."""
    text = node.text(name)
    if not text:
        return None
    found = read_day(text)
    if found is None:
        node.findings.add("date.unreadable", node.place(name), name=name, found=text)
        return None
    if not found.is_standard:
        facts = {"name": name, "found": text, "form": "yyyy/MM/dd", "read": day_text(found.day)}
        node.findings.add("date.form", node.place(name), **facts)
    return found.day


def read_instant(node: Node, name: str) -> datetime | None:
    """A time; None where there is none, or none that can be read."""
    text = node.text(name)
    if not text:
        return None
    found = read_time(text)
    if found is None:
        node.findings.add("date.unreadable", node.place(name), name=name, found=text)
        return None
    if not found.is_standard:
        facts = {"name": name, "found": text, "form": "yyyy/MM/dd HH:mm:ss", "read": time_text(found.value)}
        node.findings.add("date.form", node.place(name), **facts)
    return found.value


def read_flag(node: Node, name: str) -> bool | None:
    """Yes, no, or nothing that was said."""
    text = node.text(name).lower()
    if text in ("1", "true", "0", "false"):
        return text in ("1", "true")
    if text:
        facts = {"name": name, "found": text, "form": "0, 1", "form_vi": "0, 1"}
        node.findings.add("value.unreadable", node.place(name), **facts)
    return None


def tell_document_id(node: Node, name: str, written: str) -> None:
    """Remark on a DocumentId that has no form of the format, or names a day that no calendar has."""
    parts = split_document_id(written)
    if parts is not None and parts.is_impossible:
        node.findings.add("document-id.no-such-day", node.place(name), id=written)
    elif parts is None:
        node.findings.add("document-id.form", node.place(name), id=written)


def tell_code(node: Node, name: str, code: str) -> None:
    """Remark on a code of an earlier age, which only the registry can resolve."""
    if not is_agency_code(code):
        node.findings.add("party.legacy-id", node.place(name), code=code)
