"""What the ratios of a planned year must be, counted from the plan by the rule, and from nothing else.

The exchange counts from its log; this counts from what was planned. Neither knows the other's way, so that
equal numbers mean something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from lienthong_local.year.plan import PlannedDocument, Way, Year

#: The day of the following month until which paper of a month is reported in time.
_REPORTED_UNTIL = 5
#: Agency and month → counts by name; names as in :func:`lienthong_local.year.found.counts_of`.
Month: TypeAlias = tuple[int, int]
Counts: TypeAlias = dict[tuple[str, Month], Counter[str]]


def expected_counts(year: Year, reported_on: date) -> Counts:
    """What each agency's month counts, when all paper is reported on one day."""
    counts: Counts = {}

    def of(agency: str, month: tuple[int, int]) -> Counter[str]:
        return counts.setdefault((agency, month), Counter())

    for document in year.documents:
        of(document.sender, document.month).update(
            _count(document, late=_is_late(document.month, reported_on))
        )
    for secrets in year.secrets:
        late = _is_late(secrets.month, reported_on)
        of(secrets.agency, secrets.month).update({"secrets": secrets.count, "late_entries": int(late)})
    return {key: Counter({name: n for name, n in found.items() if n}) for key, found in counts.items()}


def _is_late(month: tuple[int, int], reported_on: date) -> bool:
    year, number = month
    return reported_on > date(year + number // 12, number % 12 + 1, _REPORTED_UNTIL)


def _count(document: PlannedDocument, *, late: bool) -> Mapping[str, int]:
    if document.replaced:
        # What stands in its place counts instead.
        return {"superseded": 1}
    on_paper = document.way is not Way.ELECTRONIC
    sent, only = int(document.is_sent), int(not on_paper)
    accepted = sum(1 for copy in document.copies if copy.accepts)
    complete = int(accepted == len(document.copies))
    copies = len(document.copies)
    return {
        "document.total": 1,
        "document.R1": sent,
        "document.R2": only,
        # Every letter of the year is signed by leader and agency.
        "document.R3": sent,
        "document.R4": only * complete,
        "recipient.total": copies,
        "recipient.R1": sent * copies,
        "recipient.R2": only * copies,
        "recipient.R3": sent * copies,
        "recipient.R4": only * accepted,
        "recalled": int(document.recalled),
        "late_entries": int(late and document.is_reported),
        **({f"reason.{document.paper_reason or 'unstated'}": 1} if on_paper else {}),
    }
