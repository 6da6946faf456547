"""Entries of the outgoing register as an agency's software reports them."""

from __future__ import annotations

from typing import Any

from tests.builders.agencies import DEPARTMENT

Json = dict[str, Any]


def paper(number: str = "57", **changes: Any) -> Json:
    """A report that went out on paper, with maps that cannot be digitised."""
    return {
        "carriage": "paper",
        "number": number,
        "notation": "BC-UBND",
        "issued_on": "2026-02-27",
        "document_type": {"group": 2, "detail": 14, "name": "Báo cáo"},
        "reason": "attachment-not-digitisable",
        "recipients": [DEPARTMENT.code],
        "recipient_count": 3,
        "subject": "Báo cáo công tác phòng, chống thiên tai",
        "signer": "Nguyễn Văn Mẫu",
    } | changes


def secrets(month: str = "2026-02", count: int = 4) -> Json:
    """The state secrets of a month, by count."""
    return {"carriage": "secret", "month": month, "count": count}


def entries(*listed: Json) -> Json:
    """The body of a report."""
    return {"entries": list(listed)}
